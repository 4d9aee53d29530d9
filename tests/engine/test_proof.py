"""A proof at one position counts at another only where it says the same there."""

from sympy import Symbol, zoo

from derivations.engine.derivation import Results
from derivations.engine.proof import Prover, _drop_names, prove
from derivations.engine.writing import symbol_at
from derivations.models import names
from tests.engine.planted import derivation_of
from tests.oracles import J, K, S

W, A, Y = names.weight(2), names.activation(1), names.target(2)
EVERYWHERE = [{J: j, K: k, S: s} for j in (1, 2) for k in (1, 2) for s in (1, 2)]


def bce() -> Results:
    return derivation_of("bce")


def test_equal_on_the_diagonal_is_not_equal() -> None:
    one, other = W.at(J, K) * A.at(K, S), W.at(K, J) * A.at(K, S)
    assert prove(one, other, {J: 1, K: 1, S: 1}, bce())
    assert not prove(one, other, {J: 1, K: 2, S: 1}, bce())
    # also if the same prover has proved the line on the diagonal before
    prover = Prover(bce())
    assert prover.prove(one, other, [{J: 1, K: 1, S: 1}, {J: 2, K: 2, S: 1}])
    assert not prover.prove(one, other, EVERYWHERE)


def test_a_proof_for_some_indices_is_one_for_others() -> None:
    x = [symbol_at("x", (position,)) for position in (1, 2, 3)]
    assert _drop_names(x[0] ** 2 - x[1]) == _drop_names(x[1] ** 2 - x[2])
    assert _drop_names(x[0] ** 2 - x[1]) != _drop_names(x[1] ** 2 - x[1])
    assert _drop_names(x[0] - x[1]) != _drop_names(x[1] - x[0])
    # a size is not an entry: 1/m is not 1/n
    m, n = (Symbol(name, integer=True, positive=True) for name in "mn")
    assert _drop_names(x[0] / m) != _drop_names(x[0] / n)


def test_what_differs_by_one_factor_is_not_proved_by_the_others() -> None:
    one, other = (Y.at(J, S) ** 2 - 1) * A.at(K, S), (Y.at(J, S) - 1) * (Y.at(J, S) + 1) * A.at(K, S)
    assert Prover(bce()).prove(one, other, EVERYWHERE)
    assert not Prover(bce()).prove(one, 2 * other, EVERYWHERE)
    assert not Prover(bce()).prove(one, other * A.at(K, S), EVERYWHERE)
    assert not Prover(bce()).prove(one, 0 * other, EVERYWHERE)


def test_what_has_no_value_equals_nothing() -> None:
    assert not Prover(bce()).prove(zoo * A.at(K, S), zoo * A.at(K, S), EVERYWHERE)


def test_no_proof_is_remembered_for_another_line() -> None:
    prover = Prover(bce())
    right, wrong = W.at(J, K) * 2, W.at(J, K) * 3
    assert prover.prove(right, W.at(J, K) + W.at(J, K), EVERYWHERE)
    assert not prover.prove(wrong, W.at(J, K) + W.at(J, K), EVERYWHERE)
