"""Where a formula has no value or no derivative, both passes say so in the same sentence, with its cause."""

import pickle
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from derivations import Activation, Convention, Gradients, Loss, Network, Parameters, backward, derive, match
from derivations.errors import FormulaError

# activation, z, what is said; or the derivative there
SAID = [
    # what they are simplified to has a value there
    (
        "exp(log(z))",
        -1,
        "f = exp(log(z)) is not defined at z = -1 (sample 1, unit 1); log needs a positive argument: z > 0",
    ),
    (
        "sqrt(z)*sqrt(z)",
        -4,
        "f = sqrt(z)*sqrt(z) is not defined at z = -4 (sample 1, unit 1); "
        "sqrt needs an argument that is not negative: z >= 0",
    ),
    (
        "z**2/z",
        0,
        "f = z**2/z is not defined at z = 0 (sample 1, unit 1); a quotient needs a divisor other than 0: z != 0",
    ),
    (
        "z/z if z < 1 else z",
        0,
        "f = z/z if z < 1 else z is not defined at z = 0 (sample 1, unit 1); a quotient needs a divisor other than 0: "
        "z != 0, where z < 1",
    ),
    ("exp(z)", 800, "f = exp(z) is too large for a number at z = 800 (sample 1, unit 1)"),
    ("z^4", 1e90, "f = z^4 is too large for a number at z = 1e+90 (sample 1, unit 1)"),
    ("sin(exp(z))", 1000, "the derivative of f = sin(exp(z)) is too large for a number at z = 1000 (sample 1, unit 1)"),
    (
        "sin(exp(exp(z)))",
        10,
        "a part of f = sin(exp(exp(z))) is too large for a number at z = 10 (sample 1, unit 1)",
    ),
    (
        "sign(z)*sqrt(abs(z))",
        0,
        "the derivative of f = sign(z)*sqrt(abs(z)) is not defined at z = 0 (sample 1, unit 1); "
        "that of a root is 1/0 where abs(z) is 0",
    ),
    (
        "sqrt(z)",
        0,
        "the derivative of f = sqrt(z) is not defined at z = 0 (sample 1, unit 1); that of a root is 1/0 where z is 0",
    ),
    (
        "asin(z)",
        1,
        "the derivative of f = asin(z) is not defined at z = 1 (sample 1, unit 1); that of asin is 1/0 where z is 1",
    ),
    (
        "z*arccos(1 - 2z)",
        1,
        "the derivative of f = z*arccos(1 - 2z) is not defined at z = 1 (sample 1, unit 1); "
        "that of acos is 1/0 where 1 - 2*z is -1",
    ),
    (
        "acosh(z)",
        1,
        "the derivative of f = acosh(z) is not defined at z = 1 (sample 1, unit 1); that of acosh is 1/0 where z is 1",
    ),
    (
        "sin(asin(z))",
        -1,
        "the derivative of f = sin(asin(z)) is not defined at z = -1 (sample 1, unit 1); "
        "that of asin is 1/0 where z is -1",
    ),
    (
        "z*sqrt(z)",
        0,
        "the derivative of f = z*sqrt(z) is not defined at z = 0 (sample 1, unit 1); "
        "that of a root is 1/0 where z is 0",
    ),
    (
        "z*sign(sqrt(z))",
        0,
        "the derivative of f = z*sign(sqrt(z)) is not defined at z = 0 (sample 1, unit 1); "
        "that of a root is 1/0 where z is 0",
    ),
    (
        "tan(asin(z))",
        1,
        "f = tan(asin(z)) is not defined at z = 1 (sample 1, unit 1); "
        "tan has a pole where the cosine is 0: cos(asin(z)) != 0",
    ),
    (
        "log(cos(asin(z)))",
        -1,
        "f = log(cos(asin(z))) is not defined at z = -1 (sample 1, unit 1); "
        "log needs a positive argument: cos(asin(z)) > 0",
    ),
    (
        "asin(z)",
        1.5,
        "f = asin(z) is not defined at z = 1.5 (sample 1, unit 1); asin needs an argument from -1 to 1: z <= 1",
    ),
    (
        "atanh(z)",
        -1,
        "f = atanh(z) is not defined at z = -1 (sample 1, unit 1); atanh needs an argument between -1 and 1: z > -1",
    ),
    (
        "log(z)/(z-1)",
        -1,
        "f = log(z)/(z-1) is not defined at z = -1 (sample 1, unit 1); log needs a positive argument: z > 0",
    ),
    (
        "log(z) if z > 0 else 1/(z+1)",
        -1,
        "f = log(z) if z > 0 else 1/(z+1) is not defined at z = -1 (sample 1, unit 1); "
        "a quotient needs a divisor other than 0: z != -1, where not (z > 0)",
    ),
    (
        "1/z",
        0,
        "f = 1/z is not defined at z = 0 (sample 1, unit 1); a quotient needs a divisor other than 0: z != 0",
    ),
]
# activation, z, the derivative
RIGHT = [
    ("asin(z)", 1 - 2**-53, 2.0**26),
    ("acos(z)", 0.6, -1.25),
    ("asinh(z)", 0.75, 0.8),
    ("acosh(z)", 1e200, 1e-200),
    ("atanh(tanh(z))", 100.0, 1.0),
    ("asin(sin(z))", 3.0, -1.0),
    ("tanh(exp(z))", 1e4, 0.0),
    ("log(1+exp(exp(z)))", 100.0, float(np.exp(100))),
    ("exp(-exp(z))", 1000.0, 0.0),
    ("log(1+exp(exp(z)))", 400.0, float(np.exp(400))),
    ("log(2+exp(exp(z)))", 400.0, float(np.exp(400))),
    ("log(exp(exp(z)))", 400.0, float(np.exp(400))),
    ("log(cosh(exp(z)))", 400.0, float(np.exp(400))),
    ("exp(exp(z))/(exp(exp(z))+3)", 50.0, 0.0),
    ("tanh(exp(exp(z)))", 1000.0, 0.0),
    ("sqrt(z^2)", 0.0, 0.0),
    ("sqrt(z*z)", -2.0, -1.0),
    ("max(sqrt(z), 1)", 0.0, 0.0),
    ("sqrt(z)**0 + z", 0.0, 1.0),
    ("z**1.5", 0.0, 0.0),
    ("2*z if z < 1 else z/z", 0.0, 2.0),
]
ROUNDED = "; a comes from sigmoid and is rounded; loss 'bce' keeps its digits"
LOSSES = [
    (
        "a*sqrt(a)*y",
        0.0,
        0.5,
        "the derivative of L = a*sqrt(a)*y is not defined at a = 0, y = 0.5 (sample 1, unit 1); "
        "that of a root is 1/0 where a is 0",
    ),
    (
        "log(y/a)",
        0.5,
        0.0,
        "L = log(y/a) is not defined at a = 0.5, y = 0 (sample 1, unit 1); log needs a positive argument: y/a > 0",
    ),
    (
        "log(y/a)",
        0.0,
        0.5,
        "L = log(y/a) is not defined at a = 0, y = 0.5 (sample 1, unit 1); "
        "a quotient needs a divisor other than 0: a != 0",
    ),
    (
        "exp(a-y)",
        800.0,
        0.0,
        "the derivative of L = exp(a-y) is too large for a number at a = 800, y = 0 (sample 1, unit 1)",
    ),
]


def passes(network: Network, x: float, y: float) -> list[Callable[[], Gradients]]:
    parameters = Parameters((np.array([[1.0]]),), (np.zeros(1),))
    return [
        partial(backward, network, parameters, [[x]], [[y]]),
        partial(derive(network).compile(), parameters, [[x]], [[y]]),
    ]


@pytest.mark.parametrize(("text", "x", "y", "said"), [*((text, z, None, said) for text, z, said in SAID), *LOSSES])
def test_both_passes_say_the_same(text: str, x: float, y: float | None, said: str) -> None:
    of_loss = y is not None
    network = (
        Network((1, 1), "identity", Loss.parse(text)) if of_loss else Network((1, 1), Activation.parse(text), "mse")
    )
    program = derive(network).arrays
    given = {"a0": [[x]], "W1": [[1.0]], "b1": [0.0], "y": [[y or 0.0]]}
    every: list[Callable[[], object]] = [*passes(network, x, y or 0.0)]
    every += [partial(program, **given), partial(program.trace, **given)]
    for compute in every:
        with pytest.raises(FormulaError) as caught:
            compute()
        assert str(caught.value) == said


@pytest.mark.parametrize(
    ("activation", "z", "said"),
    [
        ("sigmoid", 40.0, "a < 1" + ROUNDED),
        ("sigmoid", -800.0, "a > 0" + ROUNDED),
        ("tanh", -40.0, "a > -1; a comes from tanh and is rounded"),
        ("identity", 2.0, "a < 1"),
    ],
)
def test_an_output_that_has_been_rounded_is_said_to_be(activation: str, z: float, said: str) -> None:
    text = "-log(1+a) - y" if activation == "tanh" else "-(y*log(a) + (1-y)*log(1-a))"
    y = float(z < 0)
    for compute in passes(Network((1, 1), activation, Loss.parse(text)), z, y):
        with pytest.raises(FormulaError) as caught:
            compute()
        assert said in str(caught.value)
        assert ("rounded" in str(caught.value)) == ("rounded" in said)
    # which has the digits: z (a - y)
    slope = passes(Network((1, 1), "sigmoid", "bce"), z, y)[0]().weights[0].item()
    assert slope == pytest.approx(z * ((1.0 if z > 0 else np.exp(z)) - y), rel=0.2)


@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_an_output_that_nothing_has_rounded_is_not_said_to_be(activation: str) -> None:
    for compute in passes(Network((1, 1), activation, Loss.parse("log(1-a)*y")), 1.0, 0.5):
        with pytest.raises(FormulaError, match=r"a < 1$"):
            compute()


def test_the_program_of_a_formula_survives_a_pickle() -> None:
    program = pickle.loads(pickle.dumps(derive(Network((1, 1), Activation.parse("exp(log(z))"), "mse")).arrays))
    with pytest.raises(FormulaError, match=r"f = exp\(log\(z\)\) is not defined at z = -1"):
        program(a0=[[-1.0]], W1=[[1.0]], b1=[0.0], y=[[0.0]])
    assert program(a0=[[2.0]], W1=[[1.0]], b1=[0.0], y=[[0.0]])["dW1"].item() == pytest.approx(4.0)


@pytest.mark.parametrize(("text", "z", "derivative"), RIGHT)
def test_both_passes_have_a_derivative_that_is_a_number(text: str, z: float, derivative: float) -> None:
    network = Network((1, 1), (Activation.parse(text),), Loss.parse("a + y"))
    for compute in passes(network, z, 0.0):
        assert compute().deltas[0].item() == pytest.approx(derivative, rel=1e-12)
    assert match(network, Parameters((np.array([[1.0]]),), (np.zeros(1),)), [[z]], [[0.0]]).ok


@pytest.mark.parametrize("text", ["z/e", "z/3", "2*z"])
def test_a_derivative_that_is_a_number_has_one_at_every_sample(text: str) -> None:
    """With a loss whose derivative is 1, delta is made from numbers alone."""
    network = Network((1, 1), (Activation.parse(text),), Loss.parse("a - y*y"))
    by_hand, derived = (compute() for compute in passes(network, 0.7, 0.0))
    assert derived.weights[0] == pytest.approx(by_hand.weights[0], rel=1e-14)
    assert derived.deltas[0].shape == (1, 1)


@pytest.mark.parametrize(("z", "a"), [(-12.0, "-1.63599e-61"), (-40.0, "0")])
def test_both_passes_name_the_same_number_where_little_is_left_of_it(z: float, a: str) -> None:
    network = Network((1, 1), ("gelu_tanh",), Loss.parse("sqrt(a-y)"))
    for compute in passes(network, z, 1.0):
        with pytest.raises(FormulaError, match=rf"at a = {a}, y = 1 \(sample 1, unit 1\)"):
            compute()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("activation", "loss", "x", "said"),
    [
        (Activation.parse("exp(z)"), "mse", 400.0, "delta of layer 1 is too large for a number (sample 1, unit 1)"),
        (Activation.parse("exp(z)"), "mae", 700.0, "dC/dW of layer 1 is too large for a number (unit 1, input 1)"),
        ("identity", "mse", 1e160, "dC/dW of layer 1 is too large for a number (unit 1, input 1)"),
    ],
)
def test_a_product_of_numbers_that_is_too_large_for_one_is_said_by_both(
    activation: str | Activation, loss: str, x: float, said: str
) -> None:
    network = Network((1, 1), (activation,), loss)
    parameters, rows = Parameters((np.array([[1.0]]),), (np.zeros(1),)), [[x]] * 1000
    program = derive(network, Convention(samples="sum")).compile()
    for compute in (
        partial(backward, network, parameters, rows, [[0.0]] * 1000, Convention(samples="sum")),
        partial(program, parameters, rows, [[0.0]] * 1000),
        partial(match, network, parameters, rows, [[0.0]] * 1000, Convention(samples="sum")),
    ):
        with pytest.raises(FormulaError) as caught:
            compute()
        assert str(caught.value) == f"{said}; choose smaller weights, inputs or targets"


def test_a_match_says_so_where_the_cost_is_too_large() -> None:
    parameters = Parameters((np.array([[1.0]]),), (np.zeros(1),))
    with pytest.raises(
        FormulaError, match=r"^the cost, or how it changes, is too large for a number, and no quotient tells its grad"
    ):
        match(Network((1, 1), "identity", "mse"), parameters, [[1.0]], [[1e160]])
