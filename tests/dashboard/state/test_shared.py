"""What is derived is derived once for all visits, whoever asks first; a reader's own formula stays with his visit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Lock

import pytest

from dashboard.lab.progress import start_progress
from dashboard.lab.settings import Settings
from dashboard.state import shared
from dashboard.state.shared import MOST_OWN, derive_lines
from dashboard.state.visit import Visit
from derivations import Activation, Convention, Derivation, Loss, Network, derive

PATIENCE = 60
VISITORS = 8


def test_first_visitors_share_one_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    network, convention, together = Network((3, 1), "tanh", "mse"), Convention(outputs="mean"), Barrier(VISITORS)
    counting, made = Lock(), []

    def counted(network: Network, convention: Convention) -> Derivation:
        with counting:
            made.append(network)
        return derive(network, convention)

    monkeypatch.setattr(shared, "derive", counted)

    def visit(_: int) -> tuple[int, int, int]:
        together.wait(PATIENCE)
        found = derive_lines(network, convention)
        return id(found.derivation), id(found.program), id(found.check("dW1"))

    with ThreadPoolExecutor(VISITORS) as pool:
        assert len(set(pool.map(visit, range(VISITORS)))) == 1
    assert len(made) == 1


def test_sizes_and_the_weight_of_a_penalty_make_no_difference() -> None:
    one = Network((2, 3, 1), l2=0.001)
    assert derive_lines(one, Convention()) is derive_lines(replace(one, sizes=(4, 9, 2), l2=0.1), Convention())
    assert derive_lines(one, Convention()) is not derive_lines(replace(one, l2=0.0), Convention())
    assert derive_lines(one, Convention()) is not derive_lines(one, Convention(samples="sum"))


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[Visit]:
    """Give two visits, the first one current: the current one is taken from the front of the list."""
    settings = Settings()
    found = [Visit(settings, start_progress(settings.network, 3)) for _ in range(2)]
    monkeypatch.setattr(shared, "current", lambda: found[0])
    return found


@pytest.mark.parametrize(
    "own", [Network((2, 1), Activation.parse("z*sin(z)"), "mse"), Network((2, 1), "tanh", Loss.parse("(a-y)**4"))]
)
def test_what_comes_of_an_own_formula_goes_with_the_visit(visits: list[Visit], own: Network) -> None:
    before = shared._derive_once.cache_info().currsize
    mine = derive_lines(own, Convention())
    assert derive_lines(own, Convention()) is mine
    assert list(visits[0].derived.values()) == [mine]
    visits.reverse()
    assert derive_lines(own, Convention()) is not mine
    assert shared._derive_once.cache_info().currsize == before


def test_a_visit_keeps_its_last_few(visits: list[Visit]) -> None:
    networks = [Network((2, 1), Activation.parse(f"z*sin({n}*z)"), "mse") for n in range(1, MOST_OWN + 3)]
    found = [derive_lines(each, Convention()) for each in networks]
    assert list(visits[0].derived.values()) == found[2:]
