"""The nodes that SymPy lacks, indices that mean one thing, and expressions written out."""

import pytest
from sympy import ITE, Expr, Integer, KroneckerDelta, Mul, Piecewise, S, Sum, symbols

from derivations import Activation, Network, derive
from derivations.engine.expressions import Chain, Partial, chain, depends, factors_of, is_size, product, terms_of
from derivations.engine.indices import bound, fresh, index, reindex, tidy
from derivations.engine.rules import RULES
from derivations.engine.variables import Variable
from derivations.engine.writing import Writer
from tests.engine.planted import derivation_of
from tests.oracles import J, K, M, N, T

a, b, c = symbols("a b c")
x, W = Variable("x", (J,), (N,)), Variable("W", (J, K), (N, M))


@pytest.mark.parametrize(
    ("made", "factors"),
    [
        (chain((c, a, b)), (c, a, b)),
        (chain((c, chain((b, a)))), (c, b, a)),
        (chain((1, b, 1)), (b,)),
        (chain(()), (S.One,)),
        ((1 - a) * a, (a, 1 - a)),
        (Mul(M, a, 1 / N), (M, 1 / N, a)),
    ],
)
def test_factors_keep_their_order(made: Expr, factors: tuple[Expr, ...]) -> None:
    assert set(factors_of(made)) == set(factors)
    if isinstance(made, Chain):
        assert factors_of(made) == factors


def test_a_chain_is_its_product() -> None:
    assert product(chain((2, b, a))) == 2 * a * b
    assert chain((2, a + b)).args == (2, a + b)


def test_what_is_subtracted_comes_last() -> None:
    assert terms_of(a - b) == (a, -b)
    assert terms_of(-a + b) == (b, -a)
    assert terms_of(b + Sum(a, (J, 1, N))) == (Sum(a, (J, 1, N)), b)


@pytest.mark.parametrize(
    ("factor", "expected"), [(1 / M, True), (Integer(2), True), (a, False), (KroneckerDelta(J, K), False)]
)
def test_sizes(factor: Expr, expected: bool) -> None:
    assert is_size(factor) is expected


def test_depends_on_any_entry_of_the_array() -> None:
    assert depends(W.at(K, J) ** 2, W.at(J, K))
    assert not depends(x.at(), W.at())
    assert depends(a * b, a)
    assert Partial(x.at(), x.at(K)).variable == x.at(K)


def test_indices_are_never_used_twice() -> None:
    assert fresh(J, [J, K]) == index("i")
    assert fresh(index("s"), [index("s")]) == index("s'")
    # t, p and r can stand for positions, but new indices are none that a network has another meaning for
    assert fresh(index("t"), [index("t")]) == index("s")
    assert fresh(J, [index(name) for name in "jkiq"]) == index("j'")
    moved = reindex(Sum(W.at() * x.at(), (K, 1, M)), {J: K})
    # the position k is taken now: the sum runs over another index
    assert moved == Sum(W.at(K, J) * x.at(K), (J, 1, M))
    assert bound(moved) == (J,)
    assert tidy(Sum(x.at(index("q")), (index("q"), 1, N)), [J]) == Sum(x.at(K), (K, 1, N))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Sum(x.at(K) * KroneckerDelta(J, K), (K, 1, N)), x.at(J)),
        (Sum(chain((x.at(K), Sum(chain((W.at(K, T), KroneckerDelta(J, K))), (T, 1, M)))), (K, 1, N)), None),
        (
            Sum(chain((x.at(K), a + KroneckerDelta(J, K))), (K, 1, N)),
            chain((x.at(J),)) + Sum(chain((x.at(K), a)), (K, 1, N)),
        ),
        (Sum(x.at(K), (K, 1, N)), Sum(x.at(K), (K, 1, N))),
    ],
)
def test_contraction(before: Expr, after: Expr | None) -> None:
    found = RULES["contraction"].apply(before, None)
    inner = chain((x.at(J), Sum(W.at(J, T), (T, 1, M))))
    assert found == (inner if after is None else after)


def test_a_sum_is_written_out_with_one_symbol_per_entry() -> None:
    derivation = derivation_of("bce")
    sizes = dict.fromkeys(derivation.model.sizes, 2)
    j, s = derivation.model.by_name["z1"].indices
    written = Writer(derivation, sizes).write(derivation["z1"].value, {j: 1, s: 2})
    assert str(written) == "W1@1,1*a0@1,2 + W1@1,2*a0@2,2 + b1@1"


def test_what_is_compared_is_written_without_cases_in_it() -> None:
    """SymPy would make one condition of all of them: 14 of 15 seconds of a check went there."""
    derivation = derive(Network((1, 1), Activation.parse("min(16, hard_tanh(sin(z)), cosh(z))"), "mse"))
    written = [Writer(derivation, {}).write(each, {}) for each in derivation["f'"].expressions[1:]]
    assert any(each.has(Piecewise) for each in written)
    assert not any(each.has(ITE) for each in written)


@pytest.mark.parametrize(("counted", "expected"), [(True, "(a2@1,1 - y@1,1)/2"), (False, "(a2@1,1 - y@1,1)/m")])
def test_a_size_that_is_multiplied_with(counted: bool, expected: str) -> None:
    derivation = derivation_of("bce")
    writer = Writer(derivation, dict.fromkeys(derivation.model.sizes, 2), counted=counted)
    j, s = derivation.model.by_name["z2"].indices
    assert str(writer.write(derivation["delta2"].value, {j: 1, s: 1}).factor()) == expected


@pytest.mark.parametrize(("counted", "expected"), [(True, 2 * a), (False, M * a)])
def test_the_same_term_again_and_again(counted: bool, expected: Expr) -> None:
    derivation = derivation_of("bce")
    assert Writer(derivation, {M: 2}, counted=counted).write(Sum(a, (J, 1, M)), {}) == expected
