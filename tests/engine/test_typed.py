"""Terms and factors in the order in which they were typed."""

from sympy import Gt, Indexed, IndexedBase, Integer, Mul, Symbol, exp, symbols

from derivations.engine.expressions import chain, factors_of, terms_of
from derivations.engine.typed import AS_READ, TypedOrder, name_entries

z, a, y = symbols("z a y")
j, k = symbols("j k", integer=True)
ORDER = TypedOrder(sums=((z, exp(z), 1 + 0 * z), (y, -a)), products=((exp(z), z), (y, a)))


def test_terms_and_factors_stand_as_they_were_typed() -> None:
    assert ORDER.terms(1 + exp(z) + z) == (z, exp(z), 1)
    assert ORDER.terms(y - a) == (y, -a)
    assert ORDER.factors(z * exp(z)) == (exp(z), z)
    # a number stays in front
    assert ORDER.factors(-2 * a * y) == (-2, y, a)


def test_what_was_not_typed_stands_as_one_reads_it() -> None:
    total, product = 1 + z**2, Mul(z**2, exp(z))
    assert ORDER.terms(total) == terms_of(total)
    assert ORDER.factors(product) == factors_of(product)
    assert ORDER.terms(a - y) == terms_of(a - y)
    assert AS_READ.terms(1 + exp(z) + z) == terms_of(1 + exp(z) + z)


def test_a_chain_keeps_its_own_order_unless_all_of_it_was_typed_in_one_row() -> None:
    assert ORDER.factors(chain((a, exp(z), y))) == (a, exp(z), y)
    assert ORDER.factors(chain((Integer(2), a, y))) == (2, y, a)
    assert AS_READ.factors(chain((y, a))) == (y, a)


def test_an_element_counts_wherever_it_stands() -> None:
    here, there = (Indexed(IndexedBase("a"), letter) for letter in (j, k))
    assert ORDER.factors(here * y) == (y, here)
    assert ORDER.factors(there * y) == (y, there)
    assert name_entries(here * y) == a * y


def test_a_comparison_keeps_the_indices_of_what_it_compares() -> None:
    # many: that the array, which has the same name, was taken for its entry depended on the order of a set
    for name in (f"u{number}" for number in range(20)):
        order = TypedOrder(relations=((Symbol(name) ** 2, 2 * z),))
        entry = Indexed(IndexedBase(name), j)
        assert order.comparison(2 * z < entry**2) == Gt(entry**2, 2 * z, evaluate=False)


def test_whether_a_sum_was_typed() -> None:
    assert ORDER.was_typed(y - a)
    assert not ORDER.was_typed(a - y)
    assert not AS_READ.was_typed(y - a)


def test_the_row_with_the_most_parts_counts() -> None:
    order = TypedOrder(sums=((z, a), (y, a, z)))
    other = Symbol("b")
    assert [term for term in order.terms(a + y + z + other) if term != other] == [y, a, z]
