"""The letters that are explained are those that stand in the formulas."""

import pytest

from dashboard.lab.symbols import SYMBOLS, symbols_in
from derivations import Network, derive
from derivations.models.names import SAMPLES
from derivations.models.one_sample import one_sample
from derivations.rendering.lines import print_result


def found(*formulas: str) -> list[str]:
    return [symbol for symbol, _ in symbols_in(formulas)]


def test_a_formula_has_its_letters_and_no_other() -> None:
    assert found(r"\delta^{(2)}_{j} = a^{(2)}_{j} - y_{j}") == ["a", "y", r"\delta", "(l)", "j"]
    assert found(r"\textcolor{#A8487F}{\delta^{(2)}_{js}} = \frac{1}{m}") == [r"\delta", "(l)", "j", "s", "m"]
    assert found(r"z^{(1)}_{1} = w^{(1)}_{11} x_{1} + b^{(1)}_{1}") == ["x", "w", "b", "z", "(l)"]
    assert found(r"z^{(1)} = W^{(1)} a^{(0)}") == ["w", "z", "a^{(0)}", "(l)"]
    assert found(r"C = \frac{1}{m} \sum_{s=1}^{m} C_{s}") == ["C_{s}", "C", "s", "m"]


def test_the_error_is_the_derivative_of_the_cost_that_stands_in_the_formulas() -> None:
    [(_, one)] = symbols_in([r"\delta"], cost="C_{s}")
    [(_, all_of_them)] = symbols_in([r"\delta"])
    assert (one, all_of_them) == tuple(rf"the error, $\partial {cost} / \partial z$" for cost in ("C_{s}", "C"))


def test_every_cost_has_its_own_letter() -> None:
    """That of one sample, that with a penalty, that of all samples, and in matrices an array of costs."""
    assert found("C_{s} = E") == ["C_{s}"]
    assert found(r"\tilde{C}_{s} = E") == [r"\tilde{C}_{s}"]
    assert found("C = E") == ["C"]
    bold = r"C = \frac{1}{m} \underset{1 \times 4}{\mathbf{C}} \; \underset{4 \times 1}{\mathbf{1}}"
    assert found(bold) == ["C", r"\mathbf{C}", r"\mathbf{1}", "m"]


@pytest.mark.parametrize("target", ["z1", "a2", "C", "delta1", "delta2", "dW1", "db2"])
def test_the_letters_of_the_derivations_are_found(target: str) -> None:
    network = Network((2, 2, 1))
    for derivation in (derive(network), derive(one_sample(network))):
        result = print_result(derivation, target)
        symbols = found(result.statement, *(line.formula for line in result.lines))
        assert symbols
        assert len(set(symbols)) == len(symbols)
        # a batch has samples, and one sample has no index for it
        assert ("s" in symbols) == (SAMPLES in derivation.model.sizes)


def test_every_letter_is_said_once() -> None:
    assert len({symbol for _, symbol, _ in SYMBOLS}) == len(SYMBOLS)
