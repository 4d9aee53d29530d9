"""A formula as LaTeX: as it was typed, and with the names that the library's own functions have."""

import pytest

from derivations.formula import Activation, Loss
from derivations.formula.reading import read
from derivations.formula.typeset import NAMES, latex
from derivations.formula.vocabulary import NAMED
from derivations.models.functions.definitions import DEFINITIONS
from derivations.models.functions.losses import HUBER


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.1*z", "0.1 z"),
        ("-0.10*z", "-0.10 z"),
        ("z/10", r"\frac{z}{10}"),
        ("1e-3*z", "10^{-3} z"),
        ("2.5e-4*z", r"2.5 \cdot 10^{-4} z"),
        (".5*z", "0.5 z"),
        ("z**0.5", "z^{0.5}"),
        ("0.5*sqrt(z)", r"0.5 \sqrt{z}"),
        ("2.0*z", "2.0 z"),
        ("log(z)", r"\ln\left(z\right)"),
        ("pi*z", r"\pi z"),
        ("max(z, 0.01*z)", r"\max\left(z, 0.01 z\right)"),
        ("-(-z)", r"-\left(-z\right)"),
        ("1 - (-z)", r"1 - \left(-z\right)"),
        ("z - (1 - z)", r"z - \left(1 - z\right)"),
        ("z*-2", r"z \left(-2\right)"),
        ("2*3*z", r"2 \cdot 3 z"),
        ("(-z)^2", r"\left(-z\right)^{2}"),
        ("-z^2", "-z^{2}"),
        ("tanh(z)^2", r"\tanh^{2}\left(z\right)"),
        ("sigmoid(z)^2", r"\sigma\left(z\right)^{2}"),
        ("max(z, 1)^2", r"\max\left(z, 1\right)^{2}"),
        ("exp(z)^2", r"\left(e^{z}\right)^{2}"),
        ("|z|^2", r"\left|z\right|^{2}"),
        ("(z/2)^z", r"\left(\frac{z}{2}\right)^{z}"),
        ("z^(1/3)", "z^{1/3}"),
        ("1/(1+e^-z)", r"\frac{1}{1 + e^{-z}}"),
        ("z/(1+z/2)", r"\frac{z}{1 + z/2}"),
        ("1/(1-(1+z)/(2z))", r"\frac{1}{1 - \left(1 + z\right)/\left(2 z\right)}"),
        ("1/(1/z)", r"\frac{1}{1/z}"),
        ("(z/2*z - z/3/z)/z", r"\frac{\left(z/2\right) z - \left(z/3\right)/z}{z}"),
        ("exp(-z^2/2)/sqrt(2pi)", r"\frac{e^{-z^{2}/2}}{\sqrt{2 \pi}}"),
        ("1/(-(z/2)*z)", r"\frac{1}{\left(-z/2\right) z}"),
        ("1/(1-(-z/2))", r"\frac{1}{1 - \left(-z/2\right)}"),
        ("z if z>0 else 0.01z", r"\begin{cases} z & \text{if } z > 0 \\ 0.01 z & \text{otherwise} \end{cases}"),
        (
            "-1 if z<=-1 else z if z<1 else 1",
            r"\begin{cases} -1 & \text{if } z \leq -1 \\ z & \text{if } z < 1 \\ 1 & \text{otherwise} \end{cases}",
        ),
        ("1 if -1<z<1 else z", r"\begin{cases} 1 & \text{if } -1 < z < 1 \\ z & \text{otherwise} \end{cases}"),
        (
            "1 if z>0 and z^2<2 else z",
            r"\begin{cases} 1 & \text{if } z > 0 \text{ and } z^{2} < 2 \\ z & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_a_formula_is_printed_as_it_was_typed(text: str, shown: str) -> None:
    assert latex(read(text, ("z",))[1]) == shown


def test_records_show_themselves_typeset() -> None:
    found = Activation.parse("x^2 σ(x)", name="phi")
    assert found.latex == r"z^{2} \sigma\left(z\right)"
    assert found._repr_latex_() == r"$\displaystyle \phi\left(z\right) = z^{2} \sigma\left(z\right)$"
    assert Loss.parse("0.5(a-y)^2")._repr_latex_() == r"$\displaystyle L\left(a, y\right) = 0.5 \left(a - y\right)^{2}$"


def test_a_named_activation_is_printed_like_the_function_of_the_library() -> None:
    definitions = {**DEFINITIONS, "huber": HUBER}
    for name in (*NAMED, "relu", "sigmoid"):
        assert NAMES.get(name, rf"\operatorname{{{name}}}") == definitions[name].latex
