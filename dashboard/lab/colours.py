"""Which colour a factor has in a formula: the same as in the diagram and the table.

Goes in: a variable of the model. Comes out: a hexadecimal colour. Must not know: Streamlit.
"""

from functools import cache

from dashboard.charts import palette
from dashboard.lab import path
from derivations.engine.variables import Variable
from derivations.rendering.style import Colours

# of the factors of a path, by their kind
FACTOR_HUES = {
    path.ERROR: palette.DELTA,
    path.DERIVATIVE: palette.INK,
    path.WEIGHT: palette.WEIGHT,
    path.INPUT: palette.ACTIVATION,
}
HUES = {"W": palette.WEIGHT, "b": palette.WEIGHT, "a": palette.ACTIVATION, "y": palette.TARGET}


@cache
def factor_colours(*, dark: bool) -> Colours:
    """Return the colours of weights, activations, errors and targets; z and C stay black."""

    def colour(variable: Variable, gradient: bool) -> str | None:
        if gradient:
            # of the gradients only delta: dC/dW and dC/da stand on the left, they are no factors
            return palette.DELTA.on(dark=dark) if variable.gradient_latex else None
        hue = HUES.get(variable.name[0])
        return hue.on(dark=dark) if hue else None

    return colour
