"""Variables and their entries: names, positions, and what happens to one that is written without its indices."""

from typing import Any

import pytest
from sympy import Sum

from derivations.engine.model import Equation
from derivations.engine.variables import Variable, indices_of, name_of, names_in
from derivations.errors import SpecificationError
from tests.oracles import J, K, M, N, S, samples, scalar

x = scalar("x")


def test_entries_know_their_names_and_positions() -> None:
    entry = samples("v").at(J, S)
    assert (name_of(entry), indices_of(entry)) == ("v", (J, S))
    assert (name_of(x.at()), indices_of(x.at())) == ("x", ())
    assert sorted(names_in(Sum(entry * x.at(), (J, 1, N)) / M)) == ["v", "x"]
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
