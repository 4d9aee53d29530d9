"""Which parts of a program need more digits: those of a user's formula that may be wrong without, and no others."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from derivations import Activation, Gradients, Loss, Network, Parameters, backward, derive
from derivations.errors import FormulaError
from derivations.matching.program import Program
from derivations.models.functions import DEFINITIONS, Z
from derivations.models.functions.constants import SELU_ALPHA, SELU_SCALE
from derivations.network import ACTIVATIONS, LOSSES
from tests.numeric.oracle import LAST


def outcome(compute: Callable[..., Gradients], *given: Any) -> float | str:
    """Give the derivative of the cost along the one z, or the sentence that refuses it."""
    try:
        return float(compute(*given).deltas[0][0, 0])
    except FormulaError as error:
        return str(error)


ONE = Parameters((np.ones((1, 1)),), (np.zeros(1),))
SIZES = (0.3, 2.4, 9.0, 27.0, 30.0, 360.0, 400.0, 710.0, 800.0, 1e4)


@cache
def program_of(text: str) -> Program:
    return derive(Network((1, 1), Activation.parse(text), "mse")).compile()


@cache
def program_of_loss(text: str) -> Program:
    return derive(Network((1, 1), "identity", Loss.parse(text))).compile()


# All of them overflow somewhere in the derivative that is shown.
OVERFLOWING = (
    "sin(z)*exp(-z**2)",
    "sigmoid(z)**2",
    "log(1+exp(z))",
    "log(cosh(z))",
    "z/(1+exp(-z))",
    "z*tanh(log(1+exp(z)))",
    "z*sigmoid(1.702*z)",
    "softplus(z**8)",
    "exp(-exp(-z))",
    "z*exp(-z**2)",
    "erf(z)*exp(-abs(z))",
)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", OVERFLOWING)
def test_the_program_has_the_derivative_of_the_hand_written_pass_at_any_size(text: str) -> None:
    program = program_of(text)
    for z in (sign * size for sign in (1, -1) for size in SIZES):
        given = (ONE, [[z]], [[0.0]])
        wanted = outcome(partial(backward, program.network), *given)
        # the exponent z^2 of an exponential is rounded, and its rounding is that much of the value
        allowed = (
            wanted if isinstance(wanted, str) else pytest.approx(wanted, rel=1e-12 * max(1, z * z / 1e4), abs=1e-300)
        )
        assert outcome(program, *given) == allowed


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "text", ["log(1+exp(-a*y))", "log(cosh(a-y))", "y*log(1+exp(-a))+(1-y)*log(1+exp(a))", "exp(-a*y)"]
)
def test_a_loss_has_its_derivative_at_any_size(text: str) -> None:
    program = program_of_loss(text)
    for a in (-1e4, -800.0, -3.0, 0.0, 0.5, 800.0, 1e4):
        for y in (-1.0, 0.0, 0.5, 1.0):
            given = (ONE, [[a]], [[y]])
            wanted = outcome(partial(backward, program.network), *given)
            allowed = wanted if isinstance(wanted, str) else pytest.approx(wanted, rel=1e-12, abs=1e-300)
            assert outcome(program, *given) == allowed


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("text", "z"), [("log(z)", -1.0), ("sqrt(z)", -1.0), ("sqrt(z)", 0.0), ("1/z", 0.0)])
@pytest.mark.parametrize("sizes", [(1, 1), (1, 1, 1)])
def test_where_a_formula_is_undefined_both_sides_say_so_in_one_sentence(
    text: str, z: float, sizes: tuple[int, ...]
) -> None:
    network = Network(sizes, (Activation.parse(text), *["identity"] * (len(sizes) - 2)), "mse")
    parameters = Parameters(tuple(np.ones((1, 1)) for _ in sizes[1:]), tuple(np.zeros(1) for _ in sizes[1:]))
    said = []
    for compute in (
        lambda *given: backward(network, *given),
        derive(network).compile(),
        derive(network).compile().trace,
    ):
        with pytest.raises(FormulaError, match=rf"at z = {z:g} \(sample 2, unit 1\)") as caught:
            compute(parameters, [[1.0], [z]], [[0.0], [0.0]])
        said.append(str(caught.value))
    assert len(set(said)) == 1


@pytest.mark.parametrize(
    ("hidden", "loss"), [*((name, "mse") for name in ACTIVATIONS), *(("tanh", name) for name in LOSSES)]
)
def test_no_program_of_the_library_needs_them(hidden: str, loss: str) -> None:
    network = Network((2, 2, 2), (hidden, LAST.get(loss, hidden)), loss)
    assert "careful" not in derive(network).compile().source


@pytest.mark.parametrize(
    ("text", "needs"), [("exp(z)", False), ("z**2", False), ("z**3 - z", True), ("exp(3*z)", True)]
)
def test_only_a_formula_that_may_lose_digits_needs_them(text: str, needs: bool) -> None:
    assert ("careful" in program_of(text).source) == needs


def test_the_formula_stays_as_it_is_read() -> None:
    source = program_of("log(1+exp(z))").source
    assert "@careful\ndef f_prime(z):\n    return 1 / (1 + np.exp(-z))\n" in source
    source = program_of_loss("log(cosh(a-y))").source
    assert "    delta1 = np.tanh(a1 - y) / m\n" in source
    source = program_of_loss("log(1+exp(a-y))").source
    assert "@careful\ndef delta1_part(y, a1):\n    return 1 / (1 + np.exp(y - a1))\n" in source
    assert "    delta1 = delta1_part(y, a1) / m\n" in source


@pytest.mark.parametrize(
    "text", ["z*tanh(log(1+exp(z)))", "z/3 + erf(z)**2", "max(z, 0.1*z) + z**(2/3)", "pi*z**3 - z"]
)
def test_what_the_source_says_of_itself_is_true(text: str) -> None:
    """Without the import and its decorator it runs with NumPy alone, and gives the same numbers where none are lost."""
    source = program_of(text).source
    said, after = (
        "# digits that float64 lacks; without it and @careful this is plain NumPy",
        ", which may lose them or warn",
    )
    assert f"{said}{after}\nfrom derivations.digits.careful import careful\n" in source
    lines = [line for line in source.splitlines() if line != "@careful" and "import careful" not in line]
    assert "derivations" not in "\n".join(lines)
    found: list[dict[str, Any]] = []
    for each in (source, "\n".join(lines)):
        names: dict[str, Any] = {}
        exec(each, names)
        z = np.linspace(0.2, 2, 5)[:, None]
        found.append(names["gradients"](a0=z, W1=np.array([[1.0]]), b1=np.zeros(1), y=0 * z))
    for name, array in found[0].items():
        np.testing.assert_allclose(found[1][name], array, rtol=1e-12)


def test_what_stands_between_constants_is_not_calculated_by_python() -> None:
    """1 + selu(z) / (kappa alpha) is e^z left of 0; with 1 / kappa or 1 / alpha as a float64 it is 1e-16 there."""
    entry = program_of("z**2").arrays.entrywise(1 + DEFINITIONS["selu"](Z) / (SELU_SCALE * SELU_ALPHA), (Z,))
    z = np.array([-60.0, -2.0])
    np.testing.assert_allclose(entry(z), np.exp(z), rtol=1e-14)


@pytest.mark.parametrize("text", ["gelu_tanh(exp(z))", "sigmoid(exp(z))*exp(z)", "softplus(exp(z))", "max(exp(z), z)"])
@pytest.mark.parametrize("z", [1e4, 1.7e8])
def test_what_a_small_number_is_off_takes_no_digits_of_a_large_one(text: str, z: float) -> None:
    """Of the larger of 0 and -e^z, off by 10^4000, nothing was left, and 0 was given for what is infinite."""
    problem = (ONE, [[z]], [[0.0]])
    said = outcome(partial(backward, Network((1, 1), Activation.parse(text), "mse")), *problem)
    assert f"too large for a number at z = {z:g}" in str(said)
    assert outcome(program_of(text), *problem) == said


def test_a_sigmoid_levels_off_however_large_its_argument_is() -> None:
    assert np.array_equal(program_of("sigmoid(exp(z))").trace(ONE, [[1e4]], [[0.0]])["a1"], [[1.0]])


@pytest.mark.parametrize("text", ["z*(1+erf(z))", "gelu(z)", "gelu_tanh(z)"])
@pytest.mark.parametrize("z", [-1e160, -1e200, -1e300])
def test_where_the_square_of_z_is_no_float64_both_passes_are_0(text: str, z: float) -> None:
    """The erfc of mpmath ended with an OverflowError there."""
    program = program_of(text)
    for run in (program, partial(backward, program.network)):
        assert outcome(run, ONE, [[z]], [[0.0]]) == 0
