"""What a page proposes to try, and what it asks: data rows that the page holds and others draw and judge.

Goes in: nothing. Comes out: frozen records. Must not know: Streamlit, pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.lab.settings import NETWORK, SELECTION


@dataclass(frozen=True)
class Try:
    """A button that sets options and says what to look at.

    ``settings`` are names as in `consequences`, or of the page's own options, in the order in which they are set;
    ``weights`` are parameters that are set by hand: (layer, unit, source) or (layer, unit, None) for a bias. With them
    the network is the one that every visit begins with; with None it is the reader's own, as it stands.
    """

    label: str
    settings: Mapping[str, Any]
    look_at: str
    weights: Mapping[tuple[int, int, int | None], float] | None = None


@dataclass(frozen=True)
class Verdict:
    """The right answer of this moment, the numbers that make it so, and what to look at; ``also`` is as right.

    ``hint`` is what a first wrong answer gets: it leads to ``because``, and gives nothing away.
    """

    answer: str
    because: str
    hint: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checkpoint:
    """A question with answers to choose from, which the running network judges: None while it cannot tell.

    The question is "" where there is nothing to ask. ``asked`` names what the question is about: the options with which
    it changes.
    """

    question: Callable[[], str]
    answers: tuple[str, ...]
    judge: Callable[[], Verdict | None]
    asked: tuple[str, ...] = (*NETWORK, *SELECTION)
