"""What is said of printed numbers: right ones agree, misprints and planted mistakes are named, others are not."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from math import floor, isfinite, log10
from typing import Any

import numpy as np
import pytest

from dashboard.lab.attempts import Attempt, list_attempts
from dashboard.lab.book import Quantity, list_quantities
from dashboard.lab.example import IN_OUT, Entry, Example, Given, read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.printed_numbers import PrintedNumber, read_printed
from dashboard.lab.verdict import AGREED, MISTAKEN, NEAR, ROUNDED, UNEXPLAINED, UNTOLD, Verdict, judge
from tests.dashboard.lab.published import PUBLISHED

OTHER = Example(
    title="Another network",
    source="none",
    sizes="3-3-3-2",
    activations=("tanh", "relu", "sigmoid"),
    loss="bce",
    l2="0.12",
    weights=(
        ".31 -.52 .17; .43 .29 -.38; -.61 .14 .73",
        ".27 -.45 .36; -.19 .58 -.41; .66 -.23 .12",
        ".34 .57 -.28; -.49 .21 .63",
    ),
    biases=(".13 -.24 .35", ".41 -.07 .16", "-.11 .22"),
    inputs=".9 -1.3 .4; -.6 .7 1.1; 1.2 .3 -.8",
    targets="1 0; 0 1; 1 1",
    rate=".37",
)
SQUARED = replace(OTHER, activations=("sigmoid", "tanh", "softmax"), loss="mse", l2="", samples="sum", half=False)
SUMMED = replace(
    OTHER,
    activations=("relu", "sigmoid", "softmax"),
    loss="cross_entropy",
    targets="1 0; 0 1; 1 0",
    outputs="mean",
    delta="sample",
    l2="",
    l1=".01",
    layout=IN_OUT,
    weights=(*OTHER.weights[:2], ".34 -.49; .57 .21; -.28 .63"),
)
PLANTED = {
    "other": OTHER,
    "squared": SQUARED,
    "summed": SUMMED,
    "halved": replace(SQUARED, half=True, outputs="mean"),
}


def shown(value: float, figures: int) -> str:
    """Print a number with so many figures."""
    rounded = float(f"{value:.{figures - 1}e}")
    return f"{Decimal(rounded):.{max(0, figures - 1 - floor(log10(abs(rounded))))}f}"


@cache
def attempts_of(given: Given) -> tuple[Attempt, ...]:
    return list_attempts(given)


def printed(texts: Mapping[Any, str]) -> dict[Entry, PrintedNumber]:
    return {entry: read_printed(text, "it") for entry, text in texts.items()}


def verdict_of(name: str, quantity: str, texts: Mapping[Any, str]) -> Verdict:
    return judge(read_example(EXAMPLES[name]), quantity, printed(texts))


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_number_that_is_right_agrees(name: str) -> None:
    given = read_example(EXAMPLES[name])
    for (quantity, entry), text in PUBLISHED[name].items():
        found = judge(given, quantity, printed({entry: text}))
        assert (found.kind, found.wrong) == (AGREED, ()), (quantity, entry)


MISPRINTS = [(name, each) for name, example in EXAMPLES.items() for each in example.misprints]


@pytest.mark.parametrize(("name", "number"), [(name, each.quantity) for name, each in MISPRINTS])
def test_every_misprint_is_named_with_its_mistake(name: str, number: str) -> None:
    misprint = next(each for each in EXAMPLES[name].misprints if each.quantity == number)
    found = verdict_of(name, number, dict(misprint.published))
    assert found.wrong
    if misprint.mistake == "rounded":
        assert found.kind in (ROUNDED, NEAR)
        assert "every intermediate result is rounded to 3 significant digits" in found.words
    elif misprint.mistake:
        assert found.kind == MISTAKEN
        assert found.names == (misprint.mistake,)
    else:
        assert found.kind in (UNEXPLAINED, UNTOLD)
        assert misprint.reason


def test_a_forgotten_derivative_is_named_with_its_layer_and_its_dead_unit() -> None:
    found = verdict_of("by-hand", "db2", {(1,): ".24808613"})
    assert found.words == (
        "the derivative of the activation is left out in layer 2, although unit 1 is dead: its z is not above 0 in any "
        "sample",
    )


def test_a_slip_in_one_term_is_listed_where_its_digits_are_too_few_to_tell() -> None:
    found = verdict_of("academy", "z2", {(1, 2): "0.185"})
    assert found.kind == UNTOLD
    assert found.words == ("w11 a1 stands for w22 a2",)
    # the cost that is printed follows from that z
    alone = verdict_of("academy", "C", {(): "0.579"})
    assert alone.kind == UNEXPLAINED
    given = read_example(EXAMPLES["academy"])
    others = {"z2": printed({(1, 2): "0.185"}), "a1": printed({(1, 1): "0.42555748"})}
    after = judge(given, "C", printed({(): "0.579"}), others)
    assert "it follows from what is printed for z2" in after.words
    later = {**others, "delta2": printed({(1, 1): "0.5"})}
    assert judge(given, "C", printed({(): "0.579"}), later).words == after.words
    # what is printed later, or is ours, explains nothing
    assert judge(given, "z2", printed({(1, 2): "0.185"}), {"C": printed({(): "0.579"})}).names == found.names


def test_a_sign_in_an_exponent_is_named() -> None:
    found = verdict_of("data-mining", "a2", {(1, 1): "0.52611"})  # 1/(1 + e^-0.105) for 1/(1 + e^0.105)
    assert (found.kind, found.words) == (MISTAKEN, ("z has the wrong sign in the exponent in layer 2",))


def test_zeros_after_a_whole_number_are_no_digits_among_whole_numbers() -> None:
    assert verdict_of("by-hand", "z2", {(1, 3): "5.0000"}).kind == UNTOLD  # ours is 6, and a bias is 1


def test_products_that_are_exchanged_are_named() -> None:
    turned = {(1, 1): "-.18420356", (1, 2): ".18420356", (2, 1): "-.21642618", (2, 2): ".21642618"}
    found = verdict_of("academy", "dW2", turned)
    assert (found.kind, found.names) == (MISTAKEN, ("exchanged",))
    assert found.wrong == ((1, 2), (2, 1))


def test_all_numbers_of_a_matrix_are_explained_by_one_mistake_or_none() -> None:
    derivative: dict[Any, str] = {
        (1, k): text for k, text in enumerate((".25144379", ".74761606", ".00335766"), start=1)
    }
    assert verdict_of("by-hand", "dW2", derivative).kind == MISTAKEN
    spoilt = verdict_of("by-hand", "dW2", {**derivative, (1, 3): ".00335866"})
    assert spoilt.kind == UNEXPLAINED
    mixed = verdict_of("by-hand", "dW2", {**derivative, (2, 1): ".5"})
    assert mixed.kind == UNEXPLAINED


def test_a_printed_matrix_may_stand_in_the_other_layout() -> None:
    example = replace(EXAMPLES["academy"], layout=IN_OUT, weights=(".2 -.5; -.3 .1; .4 .2", ".3 -.1; .4 .2"))
    found = judge(read_example(example), "dW2", printed({(2, 1): "-.21642618", (1, 2): ".18420356"}))
    assert found.kind == AGREED


def planted(example: Example) -> Iterator[tuple[Given, Attempt, Quantity, dict[Entry, str]]]:
    """Give every mistake in every quantity that it changes, its numbers with six figures."""
    given = read_example(example)
    for quantity in list_quantities(given):
        for way in attempts_of(given):
            if way.rounded or quantity.name not in way.numbers:
                continue
            values = {at: float(way.numbers[quantity.name][tuple(i - 1 for i in at)]) for at in quantity.entries}
            if any(not isfinite(each) or not each or abs(each) > 1e6 for each in values.values()):
                continue
            if any(abs(each - quantity.value(at)) > 1e-5 * abs(each) for at, each in values.items()):
                yield given, way, quantity, {at: shown(each, 6) for at, each in values.items()}


@pytest.mark.parametrize("name", PLANTED)
def test_a_mistake_that_is_planted_is_found_and_named(name: str) -> None:
    looked_at = Counter[str]()
    for given, way, quantity, texts in planted(PLANTED[name]):
        found = judge(given, quantity.name, printed(texts), attempts=attempts_of(given))
        assert found.kind in (MISTAKEN, UNTOLD), (way.name, quantity.name)
        assert way.words in found.words or way.everywhere
        assert way.name in found.names
        looked_at[found.kind] += 1
    assert looked_at[MISTAKEN] > 100
    # a matrix has digits enough
    assert looked_at[UNTOLD] < 0.1 * looked_at[MISTAKEN]


def test_every_kind_of_mistake_is_planted_somewhere() -> None:
    from derivations.numeric.network.slips import SLIPS  # noqa: PLC0415  of this test alone

    seen = {way.name for example in PLANTED.values() for _, way, _, _ in planted(example)}
    # what is added inside of a logarithm shows in outputs that are next to 0
    assert seen >= {*(name for name in SLIPS if "epsilon" not in name), "biases", "exchanged"}


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.parametrize("figures", [3, 4, 6])
def test_no_mistake_is_found_in_what_is_right(name: str, figures: int) -> None:
    given = read_example(PLANTED[name])
    for quantity in list_quantities(given):
        texts = {at: shown(quantity.value(at), figures) for at in quantity.entries if quantity.value(at)}
        found = judge(given, quantity.name, printed(texts))
        assert (found.kind, found.ways, found.figures) == (AGREED, (), figures)


def wrong_numbers(figures: int, rng: np.random.Generator) -> Iterator[tuple[Given, str, Entry, str]]:
    """Give numbers that are wrong in ways that no mistake makes: off by chance, a digit changed, two digits swapped."""
    for name in ("by-hand", "forum", "data-mining", "beginners", "academy", "gradient", "ai-lab"):
        given = read_example(EXAMPLES[name])
        for quantity in list_quantities(given):
            for entry in quantity.entries[:6]:
                value = quantity.value(entry)
                if abs(value) < 1e-6:
                    continue
                digits = shown(value, figures)
                at = [k for k, sign in enumerate(digits) if sign.isdigit()][-figures:]
                changed, swapped, k = list(digits), list(digits), int(rng.integers(figures - 1))
                changed[at[k]] = str(rng.integers(1, 10))
                swapped[at[k]], swapped[at[k + 1]] = swapped[at[k + 1]], swapped[at[k]]
                off = value * (1 + rng.choice([-1, 1]) * rng.uniform(0.02, 0.5))
                for text in (
                    shown(off, figures),
                    shown(rng.uniform(-1, 1), figures),
                    "".join(changed),
                    "".join(swapped),
                ):
                    if not read_printed(text, "it").agrees(value):
                        yield given, quantity.name, entry, text


@pytest.mark.parametrize(("figures", "most"), [(2, 0.02), (3, 0.01), (4, 0.003), (5, 0.001)])
def test_numbers_that_are_wrong_in_other_ways_get_no_false_explanation(figures: int, most: float) -> None:
    found: Counter[str] = Counter()
    for given, name, entry, text in wrong_numbers(figures, np.random.default_rng(figures)):
        verdict = judge(given, name, printed({entry: text}), attempts=attempts_of(given))
        found["misprint" if "misprint" in verdict.names else verdict.kind] += 1
    total = sum(found.values())
    assert total > 500
    assert found[AGREED] == 0
    assert found[MISTAKEN] <= most * total, found
    assert found[ROUNDED] <= 0.05 * total, found
    assert found[UNTOLD] <= (0.15 if figures == 2 else 0.05) * total, found


def test_a_misprint_is_one_of_the_ways_where_a_mistake_may_be_another() -> None:
    found = verdict_of("gradient", "z2", {(1, 1): "0.060026"})  # ours is 0.360026, and b2 is 0.3
    assert found.kind == MISTAKEN
    assert "the bias is left out in layer 2" in found.words
    assert found.words[-1] == "one digit of it is a misprint"
    swapped = verdict_of("data-mining", "dW1", {(1, 1): "0.008275"})  # ours is 0.008725
    assert swapped.words == (
        "the derivative of the activation is taken at a, not at z in layer 2",
        "two digits of it are swapped",
    )
    # alone it explains nothing: a number that is near ours for another reason often has most of its digits
    assert verdict_of("forum", "C", {(): "16.95697"}).kind == UNEXPLAINED


def test_a_number_that_is_rounded_on_the_way_is_told_from_one_that_is_wrong() -> None:
    found = verdict_of("beginners", "dW1", {(1, 1): "0.0214"})
    assert found.kind == NEAR
    assert "its further digits are cut off" in found.words
    assert verdict_of("beginners", "dW1", {(1, 1): "0.0224"}).kind in (UNEXPLAINED, UNTOLD)
    # what is rounded must explain all that is not ours
    both = verdict_of("beginners", "dW1", {(1, 1): "0.0214", (1, 2): "0.0207"})
    assert both.kind not in (ROUNDED, NEAR)


def test_attempts_that_are_known_already_make_no_difference() -> None:
    given = read_example(EXAMPLES["gradient"])
    for text in ("0.3600", "0.060026", "0.41234", "0.35"):
        alone, known = (
            judge(given, "z2", printed({(1, 1): text}), attempts=each) for each in (None, attempts_of(given))
        )
        assert (alone.kind, alone.words, alone.tried) == (known.kind, known.words, known.tried)


def test_what_mistakes_lead_to_is_counted_once_and_ours_is_not() -> None:
    alone = Example("", "", "1-1", ("sigmoid",), "mse", (".5",), (".25",), ".3", "1", rate="1")
    found = judge(read_example(alone), "z1", printed({(1, 1): ".987654321"}))
    # of .15 + .25: either alone, or with the wrong sign; nothing that is done later reaches it
    assert (found.kind, found.tried) == (UNEXPLAINED, 4)
    later = judge(read_example(alone), "db1", printed({(1,): ".987654321"}))
    assert later.tried > 4
    assert later.roundings == 0
    assert judge(read_example(alone), "db1", printed({(1,): ".987"})).roundings > 1
