"""An address and a file bring a visit back, exactly; and nothing else gets in by them."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.lab.between import draw_next
from dashboard.lab.data import from_text
from dashboard.lab.option import LEFT_OUT
from dashboard.lab.progress import TrainingProgress, start_progress
from dashboard.lab.running import advance, advance_batch
from dashboard.lab.saving import (
    MOST_IN_ADDRESS,
    MOST_ON_CURVE,
    fits_address,
    from_address,
    from_file,
    from_query,
    lost,
    to_address,
    to_file,
    to_query,
)
from dashboard.lab.settings import Settings
from derivations import DataSet
from derivations.errors import SpecificationError
from derivations.numeric.data.table_text import read_table_text
from derivations.numeric.network.vector import vector_of


def trained(settings: Settings, epochs: int) -> TrainingProgress:
    start = start_progress(settings.network, settings.seed)
    return advance(
        start,
        settings.network,
        settings.convention,
        settings.samples,
        epochs=epochs,
        rate=settings.rate,
        optimiser=settings.optimiser,
    )


def same(one: TrainingProgress, two: TrainingProgress) -> bool:
    return one.epoch == two.epoch and np.array_equal(vector_of(one.parameters), vector_of(two.parameters))


def test_an_address_brings_weights_and_epoch_back_to_the_last_bit() -> None:
    settings = Settings()
    now = trained(settings, 37)
    text = to_address(settings, now)
    assert text.replace("-", "").replace("_", "").isalnum()
    found = from_address(settings, text)
    assert found is not None
    assert same(found, now)
    assert found.goal > found.epoch


def test_an_address_and_a_file_bring_the_curve_back() -> None:
    settings = Settings()
    now = trained(settings, 500)
    kept = from_address(settings, to_address(settings, now))
    assert kept is not None
    assert MOST_ON_CURVE / 2 < len(kept.epochs) <= MOST_ON_CURVE
    assert (kept.epochs[0], kept.epochs[-1]) == (0, 500)
    costs = dict(now.curve.records)
    assert all(cost == costs[epoch] for epoch, cost in kept.curve.records)
    _, whole = from_file(to_file(settings, now))
    assert whole.curve.records == now.curve.records
    assert len(to_address(settings, now)) < 400


@pytest.mark.parametrize("curve", [[(3, 1.0), (2, 1.0)], [(9, 1.0)], [(1, float("inf"))], [(1, float("nan"))]])
def test_a_curve_that_is_none_is_refused_and_takes_nothing_along(curve: list[tuple[int, float]]) -> None:
    settings, now = Settings(), trained(Settings(), 3)
    broken = start_progress(settings.network, 3).resume(now.parameters, 3, curve)
    found = from_address(settings, to_address(settings, broken))
    assert found is not None
    assert same(found, now)
    assert found.epochs == ()
    with pytest.raises(SpecificationError, match="no curve of finite costs"):
        from_file(to_file(settings, broken))


def test_an_address_holds_a_cost_that_exploded() -> None:
    settings = from_query({"data": "sine", "functions": "tanh,identity", "rate": "10"})
    now = trained(settings, 60)
    assert np.isfinite(now.costs).all()
    assert max(now.costs) > float(np.finfo(np.float32).max)
    text = to_address(settings, now)
    found = from_address(settings, text)
    assert found is not None
    assert same(found, now)
    assert found.costs[-1] == now.costs[-1]
    assert lost(settings, {**to_query(settings), "weights": text}, "weights") == ""


def test_the_weights_of_the_seed_need_no_words() -> None:
    settings = Settings()
    assert to_address(settings, start_progress(settings.network, 3)) == ""
    edited = start_progress(settings.network, 3)
    edited = edited.edit(edited.parameters.with_bias(1, 1, 2.0))
    found = from_address(settings, to_address(settings, edited))
    assert found is not None
    assert same(found, edited)


def test_what_is_too_long_for_an_address_goes_into_a_file() -> None:
    settings = from_query({"data": "moons", "hidden": "12", "optimiser": "adam"})
    now = trained(settings, 5)
    assert not fits_address(now)
    assert vector_of(now.parameters).size > MOST_IN_ADDRESS
    assert to_address(settings, now) == LEFT_OUT
    assert from_address(settings, LEFT_OUT) is None
    assert to_address(settings, start_progress(settings.network, settings.seed)) == ""
    again, found = from_file(to_file(settings, now))
    assert again == settings
    assert same(found, now)
    # it goes on as if it had not been interrupted
    one, two = (
        advance(each, settings.network, settings.convention, settings.samples, epochs=3, rate=0.1, optimiser="adam")
        for each in (now, found)
    )
    assert same(one, two)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"data": "table"}, "This address is of an own table"),
        ({"data": "table", "weights": LEFT_OUT}, "This address is of an own table"),
        ({"data": "moons", "hidden": "12", "weights": LEFT_OUT}, "The weights of this address were too many"),
        ({"weights": "nonsense"}, "The weights of this address cannot be read"),
        ({"data": "moons"}, ""),
        ({}, ""),
    ],
)
def test_what_an_address_could_not_bring_along_is_said(query: dict[str, str], said: str) -> None:
    found = lost(from_query(query), query, "weights")
    assert found.startswith(said)
    assert bool(found) == bool(said)


def own_table() -> DataSet:
    return from_text(read_table_text("a,b,kind\n1,2,x\n2,1,y\n3,5,x\n"), name="own", target="kind")


def test_the_address_of_an_own_table_says_that_it_is_one() -> None:
    table = own_table()
    settings = from_query({"data": "table"}, table=table)
    assert to_query(settings)["data"] == "table"
    assert to_address(settings, trained(settings, 2)) == LEFT_OUT
    # in the visit that has the table nothing is lost
    assert lost(settings, {"data": "table"}, "weights") == ""


def test_a_file_holds_the_reader_s_own_table() -> None:
    table = own_table()
    settings = from_query({"data": "table"}, table=table)
    again, found = from_file(to_file(settings, trained(settings, 2)))
    assert again.data == "table"
    assert again.table is not None
    assert np.array_equal(again.table.inputs, table.inputs)
    assert np.array_equal(again.table.targets, table.targets)
    assert (again.table.name, again.table.input_names, again.table.classes) == (
        "own",
        ("a, standardised", "b, standardised"),
        ("x", "y"),
    )
    assert found.epoch == 2


@given(st.text(max_size=200))
def test_any_text_in_an_address_gives_parameters_or_nothing(text: str) -> None:
    found = from_address(Settings(), text)
    assert found is None or np.isfinite(vector_of(found.parameters)).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "other"}, "no file that the page has saved"),
        ({"parameters": [1.0]}, "1 parameters; its network has 9"),
        ({"parameters": [float("nan")] * 9}, "all of them finite"),
        ({"parameters": "much"}, "damaged"),
        ({"epoch": -1}, "parameters"),
        ({"epoch": "soon"}, "damaged"),
        ({"curve": "long"}, "damaged"),
        ({"memory": [[1.0, 2.0]]}, "of another network"),
        ({"settings": []}, ""),
        ({"table": {"name": "x"}}, "damaged"),
    ],
)
def test_a_file_that_is_not_right_is_refused_in_a_sentence(change: dict[str, Any], words: str) -> None:
    text = to_file(Settings(), trained(Settings(), 3))
    broken = json.dumps({**json.loads(text), **change})
    if change == {"settings": []}:
        assert from_file(broken)[0] == Settings()
        return
    with pytest.raises(SpecificationError, match=words) as caught:
        from_file(broken)
    assert len(str(caught.value)) < 400


def test_no_json_is_refused_too() -> None:
    for text in ("", "{", "[]", "null", "import os"):
        with pytest.raises(SpecificationError):
            from_file(text)


def test_names_in_a_file_are_letters_whatever_is_in_them() -> None:
    table = own_table()
    settings = from_query({"data": "table"}, table=table)
    text = json.loads(to_file(settings, trained(settings, 1)))
    text["table"]["classes"] = ["<script>alert(1)</script>", "$x^2$"]
    again, _ = from_file(json.dumps(text))
    assert again.table is not None
    assert not any(mark in name for name in again.table.classes for mark in "<>$^`*[]")
    assert replace(again, table=None) == replace(settings, table=None)


def test_a_file_goes_on_in_the_middle_of_an_epoch_with_the_same_masks() -> None:
    settings = replace(Settings(), dropout=0.5)
    start = start_progress(settings.network, settings.seed)
    how: dict[str, Any] = {"rate": 0.5, "batch_size": 3}
    now = advance_batch(start, settings.network, settings.convention, settings.samples, **how)
    found_settings, found = from_file(to_file(settings, now))
    assert found_settings == settings
    assert (found.pending, found.random, found.measured) == (now.pending, now.random, True)
    for here, there in zip(
        draw_next(now, settings.network, settings.samples, 3),
        draw_next(found, settings.network, settings.samples, 3),
        strict=True,
    ):
        np.testing.assert_array_equal(here, there)
    broken = {**json.loads(to_file(settings, now)), "pending": [0, 0]}
    with pytest.raises(SpecificationError, match="still to take"):
        from_file(json.dumps(broken))
