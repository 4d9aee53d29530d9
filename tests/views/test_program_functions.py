"""The functions that a program calls: which definition is written, and in which order."""

import pytest
from sympy import Symbol

from derivations import Activation, Network, derive
from derivations.engine.definitions import Definition, apply_definition
from derivations.engine.model import Equation, Model
from derivations.models.functions import SIGMOID
from derivations.views.program_functions import define_functions, translate_scalar
from tests.oracles import scalar


def test_the_stable_form_is_that_of_the_definition_not_of_its_name() -> None:
    z = Symbol("z", real=True)
    x = scalar("x")
    other = Definition("sigmoid", r"\sigma", z, z**2)
    for definition, derivative in ((other, 6.0), (SIGMOID, 0.04517665973091213)):
        model = Model("named alike", (x,), (Equation(scalar("C"), definition(x.at())),))
        assert derive(model).arrays(x=3.0)["dx"] == pytest.approx(derivative, rel=1e-12)
    model = Model("alike", (x,), (Equation(scalar("a"), other(x.at())), Equation(scalar("C"), scalar("a").at() ** 2)))
    # dC/dx = 2 x^2 2x: the program runs the function as it is defined
    assert derive(model).arrays(x=3.0)["dx"] == 108


def test_a_number_that_numpy_has_no_function_for_is_written_out() -> None:
    source = derive(Network((1, 1), Activation.parse("z*erf(1)"), "mse")).compile().source
    assert "return 0.8427007929497149 * z\n" in source


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("1.702z", "np.zeros_like(z) + 1.702"),
        ("z*sigmoid(1.702z)", "sigmoid(1.702 * z) + 1.702 * z * sigmoid(1.702 * z) * sigmoid(-(1.702 * z))"),
        ("0.3*0.7*z^3", "0.63 * z ** 2"),
        ("-1.5z^2", "-3 * z"),
        ("-0.6z^2", "-1.2 * z"),
        # no decimal, or one that reads no better
        ("3z^2/7", "6 * z / 7"),
        ("z^2/10", "z / 5"),
        ("z^2/1.4", "10 * z / 7"),
        ("0.1z^2", "0.2 * z"),
        ("0.25z^2 + z^3/7", "0.5 * z + 3 * z ** 2 / 7"),
    ],
)
def test_a_decimal_stays_one(text: str, derivative: str) -> None:
    source = derive(Network((1, 1), Activation.parse(text), "mse")).compile().source
    assert f"def f_prime(z):\n    return {derivative}\n" in source


def test_terms_stand_as_they_were_typed() -> None:
    source = derive(Network((1, 1), Activation.parse("z/4 + 0.2z^2 + 7"), "mse")).compile().source
    assert "    return z / 4 + 0.2 * z ** 2 + 7\n" in source


def test_a_function_stands_behind_those_that_it_calls() -> None:
    z = Symbol("z", real=True)
    derivation = derive(Network((1, 1), "silu", "mse"))
    [silu] = [each for each in derivation.model.definitions if each.name == "silu"]
    lines: dict[str, list[str]] = {}
    define_functions(
        derivation, translate_scalar(derivation, apply_definition(silu, 1)(z), {z: "x"}), lines, careful=False
    )
    names = list(lines)
    for at, name in enumerate(names):
        code = "".join(line.partition("#")[0] for line in lines[name][1:])
        called = [other for other in names if f"{other}(" in code]
        assert set(called) <= set(names[:at])
    assert len(names) > 1
