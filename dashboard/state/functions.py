"""Single activations: their letters, their derivatives and domains as formulas, and points of their curves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sympy import Piecewise, S

from dashboard.charts import ENDS, POINTS, function_data
from dashboard.lab.option import Option
from dashboard.lab.poles import find_poles
from dashboard.lab.vanishing import ENDS as LOOKED_AT
from dashboard.lab.vanishing import evaluate, list_bare_borders
from dashboard.lab.words import OWN
from dashboard.state import controls
from dashboard.state.shared import DerivedLines, derivation, derive_lines, size_numbers
from dashboard.state.visit import current, dark, settings
from derivations import Activation, CheckReport, Convention, Derivation, Network
from derivations.engine.definitions import DefinedFunction
from derivations.engine.local import local_derivative
from derivations.formula.undefined import derivative_domain
from derivations.models.functions.definitions import DEFINITIONS, Z
from derivations.numeric.network.activations import function
from derivations.rendering.latex import latex
from derivations.rendering.lines import PrintedResult, print_result
from derivations.rendering.numbers import LineInNumbers, Template, digits_of, print_significant, template
from derivations.rendering.style import Style
from derivations.views.program import ArrayProgram

Array = NDArray[np.float64]
ARROW = "da1_dz1"  # the derivative of the first activations by their weighted inputs
DIGITS = 4
TABLE = (-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0)
LAYER = "layer"  # the activation of the layer that is selected


def symbols() -> dict[str, str]:
    """Return the symbols that activations have in formulas."""
    return {name: each.latex for name, each in DEFINITIONS.items()}


def derivative_in_a(name: str) -> str:
    """Print the derivative of an activation of the network that is shown in terms of a = f(z); "" if it is in others.

    It is where the lemma of the derivation ends: sigmoid' = a (1 - a).
    """
    shown, definition = derivation(), DEFINITIONS[name]
    a = definition.variable.func("a")
    value = shown[f"{name}'"].value.xreplace({definition(definition.variable): a})
    return latex(value, shown.model, Style()) if value.free_symbols == {a} else ""


def domain(activation: Activation) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Print where a reader's own activation is defined, and where its derivative is; say whether a bound ended an
    attempt to solve that.
    """
    from derivations.models.formulas_latex import domain_latex  # noqa: PLC0415  2 ms of the first page, for few

    domains = current().domains
    if activation not in domains:
        asked = derivative_domain(activation)
        (value, late), (derivative, later) = (domain_latex(activation, each) for each in (None, asked))
        ends = [float(each.border[2]) for each in asked if each.border]
        bare = (rf"z \neq {at:g}" for at in list_bare_borders(activation) if at not in ends)
        domains[activation] = value, (*derivative, *bare), late or later
    return domains[activation]


def poles(activation: str | Activation) -> tuple[float, ...]:
    """Return near which z the derivative of a reader's own activation grows without bound."""
    if not isinstance(activation, Activation):
        return ()
    found = current().poles
    if activation not in found:
        # it takes 0.1 s, and four parts of a page ask
        found[activation] = find_poles(activation, compile_derivative(activation), LOOKED_AT)
    return found[activation]


def find_point(z: Option, activation: str | Activation) -> float:
    """Return the weighted input that a reader has set; before that the default one or, if the function has no value
    there, the nearest one at which it has a derivative.
    """
    at: float = controls.value(z)
    if z.name in current().own or not isinstance(activation, Activation) or not activation.domain:
        return at
    places = np.array(z.values(settings()))
    values, derivatives = evaluate(activation, places)
    if np.isfinite(values[places == at]).all():
        return at
    defined = places[np.isfinite(values) & np.isfinite(derivatives)]
    return float(min(defined, key=lambda each: abs(each - at), default=at))


def plot(activation: str | Activation) -> dict[str, bytes]:
    """Compute an activation and its derivative, by hand, for the plot; NaN where it is not defined."""
    z = np.linspace(*ENDS, POINTS)
    values, derivatives = evaluate(activation, z)
    return function_data(z, {"f": values, "f ′": derivatives})


def find_activation(name: str) -> str | Activation:
    """Return the activation that a name stands for: one of the library, the reader's own, or that of LAYER."""
    now = settings()
    if name == LAYER:
        return now.network.activation(now.layer)
    return Activation.parse(now.formula) if name == OWN else name


def derive_function(activation: str | Activation) -> tuple[PrintedResult, CheckReport, tuple[str, ...]]:
    """Derive the derivative of an activation: its lines, their check, and what the lines cite, printed.

    It is the lemma of a network's derivation; of the identity and softmax, which have none, the derivative of every
    output by every weighted input.
    """
    found = derive_lines(Network((2, 2), (activation,), "mse"), Convention(), one=True)
    target = lemma_of(activation)
    if target not in found.derivation:
        arrow = found.once(_arrow)
        return print_result(arrow, ARROW, depth="key"), arrow.check([ARROW]), ()
    cited = tuple(found.lines(each, "key", on_dark=None).statement for each in found.derivation[target].uses)
    return found.lines(target, "key", on_dark=None), found.check(target), cited


def definition(name: str) -> str:
    """Print what an activation of the library is."""
    found = derive_lines(Network((2, 2), (name,), "mse"), Convention(), one=True)
    return found.lines("a1", "key", on_dark=None).statement.replace("^{(1)}", "").replace("n_{1}", "n")


def compile_derivative(activation: str | Activation) -> Callable[[Array], Array]:
    """Return the last line of the derivation of f' as a function of arrays; NaN where it is not defined."""
    derived = derive_lines(Network((2, 2), (activation,), "mse"), Convention(), one=True).derivation
    target = lemma_of(activation)
    value = derived[target].value if target in derived else S.One  # of the identity
    entrywise = ArrayProgram(derived).entrywise(value, (Z,))

    def derivative(z: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(entrywise(z), dtype=np.float64) + np.zeros_like(z)

    return derivative


def layer_back(activation: str | Activation, *, coloured: bool = True) -> str:
    """Print how the error of a layer follows from that of the next one."""
    lines = derive_lines(Network((2, 2, 2), (activation, activation), "mse"), Convention(), one=True)
    return lines.lines("delta1", "key", on_dark=dark() if coloured else None).statement


def lemma_of(activation: str | Activation) -> str:
    """Name the result that is the derivative of an activation."""
    return f"{activation.name if isinstance(activation, Activation) else activation}'"


def derivative_in_numbers(
    activation: str | Activation, z: tuple[float, ...], output: int = 1, unit: int = 1
) -> LineInNumbers:
    """Put numbers into the derivative of an output by a weighted input, as derived; of a function that is defined."""
    found = derive_lines(Network((2, 2), (activation,), "mse"), Convention(), one=True)
    arrays = {"z1": np.array(z), "a1": function(activation).value_at(np.array([z]))[0]}
    filled: Template = found.once(_arrow_template, output, unit, len(z))
    return filled.fill(lambda name, indices: float(arrays[name][indices[0] - 1]), DIGITS, whole=True)


def figures_of_output(filled: LineInNumbers) -> int:
    """Return with how many figures an output is printed: those that it has in its derivative, if it stands there."""
    return filled.figures if "a^{(1)}" in filled.symbols else DIGITS


def print_value(value: float, digits: int = DIGITS) -> str:
    """Print a number as it stands in the lines: a whole one without digits after the point."""
    return print_significant(value, digits_of(value, digits))


def jacobian(logits: tuple[float, ...]) -> tuple[tuple[LineInNumbers, ...], ...]:
    """Put numbers into the derivative of each output of a softmax by each of its weighted inputs: rows are outputs."""
    units = range(1, len(logits) + 1)
    return tuple(tuple(derivative_in_numbers("softmax", logits, row, unit) for unit in units) for row in units)


def _arrow(lines: DerivedLines) -> Derivation:
    """Derive the activations by their weighted inputs: of softmax, and of what has no lemma."""
    arrow = local_derivative(lines.derivation, "a1", "z1")
    return Derivation(lines.derivation.model, (*lines.derivation.results, arrow))


def _arrow_template(lines: DerivedLines, output: int, unit: int, size: int) -> Template:
    arrow = lines.once(_arrow)
    result = arrow[ARROW]
    positions = dict(zip(result.variable.indices, (output, unit), strict=True))
    # f'(z) as its lemma ends, unless that is a choice between cases
    lemmas = {each.target: each.value for each in arrow.results if not each.value.has(Piecewise)}
    derivatives = {
        node: lemmas.get(f"{node.definition.name}'") for node in result.value.atoms(DefinedFunction) if node.order
    }
    written = {node: lemma.xreplace({Z: node.args[0]}) for node, lemma in derivatives.items() if lemma is not None}
    return template(result.value.xreplace(written), positions, size_numbers((size, size), 1), arrow)
