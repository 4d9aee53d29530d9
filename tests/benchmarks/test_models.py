"""The models of the benchmark, untimed: one network per loss, a whole document, and nothing that fails its check."""

from dataclasses import replace

import pytest

from derivations import derive
from derivations.engine.model import Model
from derivations.errors import RuleError
from derivations.network import LOSSES
from tests.benchmarks import models
from tests.oracles import EXAMPLES

MODEL = EXAMPLES["product of sum"].model


def test_there_is_a_network_for_every_loss() -> None:
    found = models.networks()
    assert [network.loss for network in found.values()] == list(LOSSES)
    assert models.PLAIN in found


def test_the_whole_document_is_written() -> None:
    assert models.whole(MODEL).count(r"\begin{align") >= len(derive(MODEL).results)


def test_a_line_that_is_wrong_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(model: Model) -> object:
        derivation = derive(model)
        *results, last = derivation.results
        *lines, end = last.lines
        wrong = replace(last, lines=(*lines, replace(end, expression=2 * end.expression)))
        return replace(derivation, results=(*results, wrong))

    monkeypatch.setattr(models, "derive", spoilt)
    with pytest.raises(RuleError):
        models.whole(MODEL)


def test_the_models_take_turns_and_the_first_turn_does_not_count() -> None:
    said: list[str] = []
    found = models.in_turns({name: lambda name=name: said.append(name) for name in "ab"})  # type: ignore[misc]
    assert "".join(said) == "ab" * (models.REPEATS + 1)
    assert set(found) == {"a", "b"}
