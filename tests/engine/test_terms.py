"""Lines written out as polynomials: those of a network are the same from line to line, and a wrong one is another."""

import pytest
from sympy import Max, Symbol, zoo

from derivations.engine.derivation import Results
from derivations.engine.polynomials import NoPolynomialError
from derivations.engine.terms import Terms
from derivations.models import names
from tests.engine.planted import derivation_of
from tests.oracles import J, S

AT = {J: 1, S: 2}


def bce() -> Results:
    return derivation_of("bce")


def sizes() -> dict[Symbol, int]:
    return dict.fromkeys(bce().model.sizes, 2)


def test_a_gradient_is_the_same_from_line_to_line_until_a_name_is_put_in() -> None:
    terms, lines = Terms(bce(), sizes()), bce()["delta1"].lines
    first, *others = (terms.write(line.expression, AT) for line in lines[:4])
    assert first
    assert all(each == first for each in others)
    assert terms.write(2 * lines[0].expression, AT) != first


@pytest.mark.parametrize("wrong", [zoo, Max(0, names.weighted_input(1).at(J, S))])
def test_what_is_not_known_is_refused(wrong: object) -> None:
    with pytest.raises(NoPolynomialError):
        Terms(bce(), sizes()).write(wrong, AT)
