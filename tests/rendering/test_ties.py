"""Of three that a maximum compares, a case in which two are equal says so."""

import pytest
from sympy import Ge, Gt, Lt, symbols

from derivations import Activation, Network, derive, graph
from derivations.engine.selection import Larger, Smaller
from derivations.rendering.latex import latex
from derivations.rendering.ties import tie_of

u, v, w = symbols("u v w", real=True)
ALONE = [Gt(u, Larger(v, w)), Gt(v, Larger(u, w))]


def test_two_are_equal_after_the_cases_of_each_alone() -> None:
    assert tie_of(Gt(Larger(u, v), w), ALONE) == ((u, v), ">", w)
    assert tie_of(Lt(w, Larger(u, v)), ALONE) == ((u, v), ">", w)
    below = [Lt(u, Smaller(v, w)), Gt(Smaller(u, w), v)]
    assert tie_of(Lt(Smaller(u, v), w), below) == ((u, v), "<", w)


@pytest.mark.parametrize("before", [[], ALONE[:1], [ALONE[0], Gt(w, Larger(u, v))], [ALONE[0], Ge(v, Larger(u, w))]])
def test_without_those_cases_nothing_is_said_to_be_equal(before: list[Gt]) -> None:
    assert tie_of(Gt(Larger(u, v), w), before) is None
    assert tie_of(ALONE[0], ALONE) is None
    assert tie_of(Gt(u, w), ALONE) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("max(z,z^2,sin(z))", [r"z = z^{2} > \sin(z)", r"z = \sin(z) > z^{2}", r"z^{2} = \sin(z) > z"]),
        ("min(z,z^2,sin(z))", [r"z = z^{2} < \sin(z)", r"z = \sin(z) < z^{2}", r"z^{2} = \sin(z) < z"]),
    ],
)
def test_every_case_of_a_maximum_of_three_is_right_by_itself(text: str, said: list[str]) -> None:
    derivation = derive(Network((1, 1), Activation.parse(text), "mse"))
    printed = latex(derivation["f'"].value, derivation.model)
    assert [each for each in said if rf"\text{{if }} {each} \\" in printed] == said


def test_how_much_of_a_derivative_counts_is_one_fraction() -> None:
    derivation = derive(graph("max(x,y,z,w)"))
    share = r"[x \geq \max(x, y, z, w)]"
    printed = latex(derivation["dx"].value, derivation.model)
    assert printed.startswith(rf"\frac{{{share}}}{{[w \geq \max(x, y, z, w)] + {share} + ")
    assert r"\frac{1}" not in printed
