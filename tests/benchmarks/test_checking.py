"""The benchmark of the check, untimed: it checks what it times, and times nothing that is wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from derivations import Derivation, Network, derive
from derivations.errors import RuleError
from tests.benchmarks import __main__ as command
from tests.benchmarks import checking


def test_the_command_knows_the_module() -> None:
    assert command.MODULES["checking"] is checking.rows


@pytest.mark.parametrize("measure", [checking.first, checking.second, checking.noted])
def test_a_second_check_and_the_notes_find_the_first(
    measure: Callable[[], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Derivation] = []

    def noted(network: Network) -> Derivation:
        made.append(derive(network))
        return made[-1]

    monkeypatch.setattr(checking, "derive", noted)
    assert measure() > 0
    (derivation,) = made
    assert derivation.check() is derivation.check()


def test_a_line_that_is_wrong_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(network: Network) -> Derivation:
        derivation = derive(network)
        *results, last = derivation.results
        *lines, end = last.lines
        wrong = replace(last, lines=(*lines, replace(end, expression=2 * end.expression)))
        return replace(derivation, results=(*results, wrong))

    monkeypatch.setattr(checking, "derive", spoilt)
    with pytest.raises(RuleError):
        checking.checking(Network((1, 1)))
