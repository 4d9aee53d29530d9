"""A factor has the same colour in a formula as in the diagram."""

import pytest

from dashboard.charts import palette
from dashboard.lab.colours import factor_colours
from derivations import Network, derive
from derivations.engine.variables import Variable
from derivations.models import names
from derivations.rendering.lines import print_result

HUES = [
    (names.weight(1), palette.WEIGHT),
    (names.bias(2), palette.WEIGHT),
    (names.activation(0), palette.ACTIVATION),
    (names.activation(2), palette.ACTIVATION),
    (names.target(2), palette.TARGET),
]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("variable", "hue"), HUES)
def test_a_factor_has_the_colour_of_the_diagram(variable: Variable, hue: palette.Hue, dark: bool) -> None:
    assert factor_colours(dark=dark)(variable, False) == hue.on(dark=dark)


@pytest.mark.parametrize("dark", [False, True])
def test_of_the_gradients_only_the_error_has_a_colour(dark: bool) -> None:
    colour = factor_colours(dark=dark)
    assert colour(names.weighted_input(1), True) == palette.DELTA.on(dark=dark)
    for variable in (names.weight(1), names.bias(1), names.activation(1)):
        assert colour(variable, True) is None


def test_weighted_inputs_and_the_cost_have_none() -> None:
    colour = factor_colours(dark=False)
    assert colour(names.weighted_input(1), False) is None
    assert colour(names.cost(), False) is None


def test_a_printed_formula_wears_them() -> None:
    derivation = derive(Network((2, 2, 1)))
    statement = print_result(derivation, "delta2", factor_colours(dark=True)).statement
    for letter, hue in ((r"\delta^{(2)}_{js}", palette.DELTA), (r"a^{(2)}_{js}", palette.ACTIVATION)):
        assert rf"\textcolor{{{hue.dark}}}{{{letter}}}" in statement
    assert rf"\textcolor{{{palette.TARGET.dark}}}{{y_{{js}}}}" in statement
