"""Where a lemma is looked at: beside every border of both sides of a line, at it, far out, and where it has values."""

import random
from dataclasses import replace

import pytest
from sympy import Expr, Mul, Piecewise, Pow, Rational, exp

from derivations import Activation, Network, derive
from derivations.engine.check import check
from derivations.engine.derivation import Result
from derivations.engine.evaluation import Evaluator
from derivations.engine.numbers import WORKING_DIGITS
from derivations.engine.precision import mp, mpf
from derivations.engine.sites import NEAR, NEAREST, Site, Sites
from derivations.models.functions import Z
from tests.engine.planted import derivation_of
from tests.oracles import planted


def sites_of(lemma: Result, model: str) -> Sites:
    return Sites(lemma, Evaluator(derivation_of(model).model), random.Random(5))


def test_borders_have_numbers_on_both_sides_near_them_at_them_and_between() -> None:
    found = sites_of(derivation_of("hard tanh")["hard_tanh'"], "hard tanh").numbers
    for border in (-1, 0, 1):
        assert Site(mpf(border), careful=True) in found
        with mp.workdps(WORKING_DIGITS):
            assert {Site(border - NEAR), Site(border + NEAR)} <= set(found)
    assert {Site(mpf(each)) for each in (-2, -0.5, 0.5, 2, 40, -40, 300, -300)} <= set(found)


@pytest.mark.parametrize(("condition", "border"), [(Z > 7, 7.0), (exp(Z) > 3, 1.0986123), (Z**3 - Z < 6, 2.0)])
def test_a_border_of_a_wrong_line_is_looked_at_too(condition: object, border: float) -> None:
    derivation = derivation_of("relu")
    wrong = planted(derivation, "relu'", 1, Piecewise((1, condition), (0, True)))["relu'"]
    numbers = [float(site.number) for site in sites_of(wrong, "relu").numbers]
    assert any(border - 1e-4 < number < border for number in numbers)
    assert any(border < number < border + 1e-4 for number in numbers)


def test_a_border_is_met_once_however_the_lines_write_it() -> None:
    derivation = derive(Network((2, 1), Activation.parse("selu(gelu_tanh(0.1)+softsign(z))"), "mse"))
    found = Sites(derivation["f'"], Evaluator(derivation.model), random.Random(5)).numbers
    (border,) = (site.number for site in found if site.careful and site.number)
    # between two roots of which each is rounded in its own way, a difference quotient would be taken across the border
    assert all(site.careful or abs(site.number - border) > NEAR / 2 for site in found)
    assert derivation.check(["f'"]).ok


def test_only_where_the_function_is_real() -> None:
    network = Network((1, 1), Activation.parse("log(z-9)"), "mse")
    derivation = derive(network)
    sites = Sites(derivation["f'"], Evaluator(derivation.model), random.Random(1))
    assert sites.numbers
    assert all(site.number > 9 for site in sites.numbers)
    nowhere = derivation.model.by_name["W1"].at()
    assert all(mp.isnan(value) for value in (sites.value(site, nowhere) for site in sites.numbers))


def test_at_a_border_what_waits_has_the_value_that_a_convention_gives() -> None:
    lemma = derivation_of("softsign")["softsign'"]
    sites = sites_of(lemma, "softsign")
    at = sites.numbers.index(Site(mpf(0), careful=True))
    assert sites.value(sites.numbers[at], lemma.left) == 1
    assert sites.value(sites.numbers[at], lemma.value) == 1
    # where a rounding may miss the border nothing is said
    assert sites.value(replace(sites.numbers[at], exact=False), lemma.left) is None


@pytest.mark.parametrize(
    ("formula", "end"),
    [("sqrt(1-z)**3", 1), ("(z-2)*sqrt(z-2)", 2), ("(1-z**2)*sqrt(1-z**2)", 1), ("(2z-1)**2.5", Rational(1, 2))],
)
def test_an_end_of_a_domain_is_looked_at(formula: str, end: Expr) -> None:
    """A line that has lost its value there alone is wrong by the numbers, too."""
    derivation = derive(Network((1, 1), Activation.parse(formula), "mse"))
    assert derivation.check().ok
    right = derivation["f'"].lines[-1].expression
    lost = Mul(right, Pow(Z - end, -1), Z - end, evaluate=False)
    last = len(derivation["f'"].lines) - 1
    row = check(planted(derivation, "f'", last, lost), ["f'"], seed=0).by_line["f'", last]
    assert not row.agrees


def test_a_function_with_many_borders_is_looked_at_near_the_nearest_ones() -> None:
    derivation = derive(Network((1, 1), Activation.parse("max(sin(9z), 0.2)"), "mse"))
    borders = [site.number for site in Sites(derivation["f'"], Evaluator(derivation.model), random.Random(5)).numbers]
    # the cost of a check grows with them; one border and 0 alone would be half a period
    assert NEAREST < sum(abs(mp.sin(9 * each) - mpf(1) / 5) < 1e-9 for each in borders) + 1 <= 2 * NEAREST
    assert len(borders) < 8 * NEAREST
