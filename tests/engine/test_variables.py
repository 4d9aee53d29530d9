"""Variables and their elements: names, places, and what happens to one that is written without its places."""

from typing import Any

import pytest
from sympy import Sum

from derivations.engine.model import Equation
from derivations.engine.variables import Variable, name_of, names_in, places_of
from derivations.errors import SpecificationError
from tests.oracles import J, K, M, N, S, samples, scalar

x = scalar("x")


def test_elements_know_their_names_and_places() -> None:
    element = samples("v").at(J, S)
    assert (name_of(element), places_of(element)) == ("v", (J, S))
    assert (name_of(x.at()), places_of(x.at())) == ("x", ())
    assert sorted(names_in(Sum(element * x.at(), (J, 1, N)) / M)) == ["v", "x"]
    assert str(samples("v").gradient_at(K, S)) == "dv[k, s]"


@pytest.mark.parametrize(
    "formula",
    [
        lambda x, y: x + y,
        lambda x, y: 2 * x,
        lambda x, y: x.at() * y,
        lambda x, y: x**2,
        lambda x, y: -x,
        lambda x, y: 1 / x,
        lambda x, y: Equation(y, x),
    ],
)
def test_a_variable_without_at_is_refused_in_one_sentence(formula: Any) -> None:
    with pytest.raises(SpecificationError, match=r"^variable '[xy]' in a formula .*; write [xy]\.at\(\) for its"):
        formula(Variable("x"), Variable("y"))
