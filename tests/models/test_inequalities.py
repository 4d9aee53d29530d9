"""Inequalities: what it finds holds, and what it says has no solution adds up to 0 > 0."""

from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from derivations.models.inequalities import Constraint, Contradiction, solve

COUNT = 4
NUMBERS = st.integers(-3, 3)
ROWS = st.lists(st.tuples(st.tuples(NUMBERS, NUMBERS, NUMBERS), st.booleans()), min_size=COUNT, max_size=COUNT)


def rows(given: list[tuple[tuple[int, ...], bool]]) -> list[Constraint]:
    return [Constraint(tuple(map(Rational, left)), strict) for left, strict in given]


def left(row: Constraint, values: tuple[Rational, ...]) -> Rational:
    return sum((c * v for c, v in zip(row.coefficients, values, strict=True)), Rational(0))


def complaint(asked: list[Constraint], found: tuple[Rational, ...] | Contradiction) -> str:
    if isinstance(found, Contradiction):
        used = [(row, m) for row, m in zip(asked, found.multipliers, strict=True) if m]
        sums = [sum((m * row.coefficients[at] for row, m in used), Rational(0)) for at in range(3)]
        negative = any(m < 0 for _, m in used)
        return "" if not any(sums) and not negative and any(row.strict for row, _ in used) else "no contradiction"
    holds = all(left(row, found) > 0 if row.strict else left(row, found) >= 0 for row in asked)
    return "" if holds else "no solution"


@given(ROWS)
def test_an_answer_can_be_checked_without_the_search(given: list[tuple[tuple[int, ...], bool]]) -> None:
    asked = rows(given)
    assert complaint(asked, solve(asked)) == ""


def test_both_answers_occur_and_a_wrong_one_is_noticed() -> None:
    possible = rows([((1, 0, 0), True), ((0, 1, 0), False)])
    impossible = rows([((1, 2, 0), True), ((-1, -2, 0), False)])
    found, never = solve(possible), solve(impossible)
    assert isinstance(found, tuple)
    assert isinstance(never, Contradiction)
    assert never.multipliers == (1, 1)
    assert complaint(possible, tuple(-value for value in found)) == "no solution"
    assert complaint(impossible, Contradiction((Rational(1), Rational(2)))) == "no contradiction"
