"""A formula in float64 alone: the same numbers where digits are left, and the careful pass where there are none."""

import numpy as np
import pytest

from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.network import Convention, Network
from derivations.numeric import initialise, loss, sgd, train, xor
from derivations.numeric.network import dual
from derivations.numeric.network.formulas import activation_function, error_of, total_of
from derivations.numeric.network.quick import ENTRIES_AT_ONCE, quick_activation, quick_error, quick_total
from derivations.numeric.network.regularised import workspace
from tests.numeric.network.test_formulas import TEXTS
from tests.numeric.test_memory import peak

# Where float64 overflows, divides by 0 or subtracts infinities, although the formula has a value.
HARD = {
    "log(1+exp(exp(z)))": 100.0,
    "exp(z)/(1+exp(z)+exp(z/2))": 800.0,
    "log(1-tanh(z))": 30.0,
    "(z+exp(z))*exp(-z)": 800.0,
}
# Where it has none; in the last two a comparison hides that.
UNDEFINED = {"log(z)": -1.0, "1/z": 0.0, "exp(z)": 800.0, "max(log(z), 0)": -1.0, "relu(sqrt(z))": -1.0}
LOSSES = ("(a-y)**4", "-y*log(a)-(1-y)*log(1-a)", "log(cosh(a-y))", "abs(a-y)")


@pytest.mark.parametrize("text", TEXTS)
def test_gives_what_the_careful_functions_give(text: str) -> None:
    z = np.linspace(0.1, 2.9, 12).reshape(3, 4) - (0 if TEXTS[text] else 1.5)
    careful, quick = (make(Activation.parse(text)) for make in (activation_function, quick_activation))
    a = careful.value_at(z)
    assert quick.value_at(z) == pytest.approx(a, rel=1e-13)
    assert quick.derivative_at(z, a) == pytest.approx(careful.derivative_at(z, a), rel=1e-12)


@pytest.mark.parametrize("text", LOSSES)
def test_losses_too(text: str) -> None:
    rng = np.random.default_rng(0)
    a, y = rng.uniform(0.05, 0.95, (5, 3)), rng.integers(0, 2, (5, 3)).astype(float)
    formula = Loss.parse(text)
    assert quick_total(formula)(a, a, y) == pytest.approx(total_of(formula)(a, a, y), rel=1e-13)
    assert quick_error(formula)(a, y) == pytest.approx(error_of(formula)(a, y), rel=1e-12)


@pytest.mark.parametrize("text", HARD)
def test_is_careful_where_float64_has_no_number(text: str) -> None:
    z = np.array([[0.5, HARD[text]]])
    careful, quick = (make(Activation.parse(text)) for make in (activation_function, quick_activation))
    a = careful.value_at(z)
    assert (quick.value_at(z) == a).all()
    assert (quick.derivative_at(z, a) == careful.derivative_at(z, a)).all()


@pytest.mark.parametrize("text", UNDEFINED)
def test_refuses_in_the_same_words(text: str) -> None:
    z = np.array([[1.5, UNDEFINED[text]]])
    said = []
    for make in (activation_function, quick_activation):
        with pytest.raises(FormulaError) as caught:
            make(Activation.parse(text)).value_at(z)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_lets_no_number_through_a_comparison() -> None:
    """A weight that is no number any more must not be hidden by max(z, 0): training has diverged."""
    quick = quick_activation(Activation.parse("max(z, 0.5)"))
    with pytest.raises(FormulaError, match="not defined at z = nan"):
        quick.value_at(np.array([[np.nan, 1.0]]))


def test_what_is_lost_are_the_digits_of_a_difference() -> None:
    """The size of the error that nobody is told of: some roundings of what is subtracted."""
    text, z = "1-tanh(z)", np.array([[17.0]])
    careful, quick = (
        make(Activation.parse(text)).value_at(z)[0, 0] for make in (activation_function, quick_activation)
    )
    assert 1e-3 < abs(quick / careful - 1) < 0.1
    assert abs(quick - careful) < 2.0**-52


@pytest.mark.parametrize(
    "shape", [(3 * ENTRIES_AT_ONCE + 5, 2), (ENTRIES_AT_ONCE // 4 + 1, 9), (2, 2 * ENTRIES_AT_ONCE)]
)
def test_a_large_array_goes_through_in_parts(shape: tuple[int, int]) -> None:
    """The last part too, which may be a short one; and a part that float64 has no number for is done with care."""
    quick = quick_activation(Activation.parse("log(1+exp(exp(z)))"))
    z = np.linspace(-2, 2, shape[0] * shape[1]).reshape(shape)
    z[-1, -1] = 100.0
    a, derivative = quick.value_at(z), quick.derivative_at(z, z)
    for at in (slice(0, 2), slice(-2, None)):
        assert a[at] == pytest.approx(quick.value_at(z[at]), rel=1e-15)
        assert derivative[at] == pytest.approx(quick.derivative_at(z[at], z[at]), rel=1e-15)
    assert a[-1, -1] == pytest.approx(np.exp(100.0), rel=1e-15)


def test_the_sample_that_has_no_value_is_counted_from_the_first_one() -> None:
    z = np.ones((3 * ENTRIES_AT_ONCE, 1))
    z[2 * ENTRIES_AT_ONCE + 6] = -1.0
    named = f"sample {2 * ENTRIES_AT_ONCE + 7}, unit 1"
    quick = quick_activation(Activation.parse("sqrt(z)"))
    for run in (
        quick.value_at,
        lambda z: quick.derivative_at(z, z),
        lambda z: quick_error(Loss.parse("y*sqrt(a)"))(z, z),
    ):
        with pytest.raises(FormulaError, match=named):
            run(z)


def test_what_a_formula_needs_on_the_way_is_small() -> None:
    quick = quick_activation(Activation.parse("z*tanh(log(1+exp(z)))"))
    z = np.linspace(-2, 2, 40 * ENTRIES_AT_ONCE).reshape(-1, 8)
    out = np.empty_like(z)
    assert peak(lambda: quick.derivative(z, z, out)) < z.nbytes / 2
    assert quick_activation(Activation.parse("z")).value_at(z[:0]).shape == (0, 8)


def test_training_calculates_in_float64_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network((2, 3, 1), (Activation.parse("z*tanh(log(1+exp(z)))"), "sigmoid"), Loss.parse("(a-y)**2"))
    data, start = xor(), initialise(network, np.random.default_rng(0))
    monkeypatch.setattr(dual, "as_needed", None)
    records = list(train(network, start, data.inputs, data.targets, optimiser=sgd(learning_rate=0.5), epochs=3))
    monkeypatch.undo()
    last = records[-1]
    assert last.loss == pytest.approx(loss(network, last.parameters, data.inputs, data.targets), rel=1e-12)


def test_a_workspace_has_the_gradient_of_the_careful_one() -> None:
    network, data = Network((2, 3, 1), (Activation.parse("z*sigmoid(z)"), "sigmoid"), "bce"), xor()
    arrays = initialise(network, np.random.default_rng(0))
    found = []
    for quick in (True, False):
        work = workspace(network, 4, Convention(), quick=quick)
        work.a[0][...], work.targets[...] = data.inputs, data.targets
        work.forward(arrays.weights, arrays.biases)
        work.backward(arrays.weights, arrays.biases)
        found.append(work.gradient)
    assert found[0] == pytest.approx(found[1], rel=1e-12)
