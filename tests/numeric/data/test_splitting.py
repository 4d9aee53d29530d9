"""Splits and mini-batches: no sample lost, none twice."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from derivations.errors import SpecificationError
from derivations.numeric import DataSet
from derivations.numeric.data.sets import blobs, iris, noisy_sine, one_hot
from derivations.numeric.data.splitting import Split, in_batches, mini_batches, split


def numbered(samples: int, labels: list[int] | None = None) -> DataSet:
    """Make a data set in which every input is the number of its sample."""
    targets = one_hot(labels)[0] if labels else np.zeros((samples, 1))
    return DataSet("numbered", np.arange(samples, dtype=np.float64)[:, None], targets)


def every_sample_once(parts: Iterable[Any], samples: int) -> bool:
    """Say whether these numbers, all together, are 0 ... samples - 1, each once."""
    return sorted(np.concatenate([np.ravel(part) for part in parts]).tolist()) == list(range(samples))


def parts(dealt: Split) -> tuple[DataSet, ...]:
    return dealt.train, dealt.validation, dealt.test


def test_the_check_finds_a_lost_and_a_doubled_sample() -> None:
    assert every_sample_once(([0, 2], [1]), 3)
    assert not every_sample_once(([0, 2], []), 3)
    assert not every_sample_once(([0, 2], [2]), 3)
    assert not every_sample_once(([0, 2], [1, 1]), 3)


@given(
    labels=st.lists(st.integers(0, 3), min_size=1, max_size=60),
    validation=st.floats(0, 0.6),
    test=st.floats(0, 0.6),
    stratified=st.booleans(),
    seed=st.integers(0, 99),
)
def test_a_split_loses_and_doubles_nothing(
    labels: list[int], validation: float, test: float, stratified: bool, seed: int
) -> None:
    n = len(labels)
    data = numbered(n, labels)
    try:
        dealt = split(data, np.random.default_rng(seed), validation=validation, test=test, stratified=stratified)
    except SpecificationError as error:
        assert "samples" in str(error)  # noqa: PT017  too few for the shares
        assume(False)
    assert every_sample_once((part.inputs for part in parts(dealt)), n)
    assert [part.samples for part in parts(dealt)][1:] == [round(validation * n), round(test * n)]
    for part in parts(dealt):
        assert (part.targets == data.targets[part.inputs[:, 0].astype(int)]).all()
    if stratified:
        for part, most in zip(parts(dealt), (2, 2, 1), strict=True):
            assert (np.abs(part.targets.sum(axis=0) - data.targets.sum(axis=0) * part.samples / n) < most).all()


def test_stratified_keeps_the_classes_in_proportion_and_plain_does_not() -> None:
    data = numbered(100, [0] * 90 + [1] * 10)
    shares = {
        stratified: {
            int(split(data, np.random.default_rng(seed), stratified=stratified).test.targets[:, 1].sum())
            for seed in range(20)
        }
        for stratified in (False, True)
    }
    assert shares[True] == {2}
    assert len(shares[False]) > 1


def test_the_same_generator_deals_the_same() -> None:
    one, two, other = (split(iris(), np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert (one.train.inputs == two.train.inputs).all()
    assert not (one.train.inputs == other.train.inputs).all()
    assert one.train.classes == iris().classes


def test_standardised_by_the_training_part() -> None:
    dealt, measure = split(iris(), np.random.default_rng(0)).standardise()
    np.testing.assert_allclose(dealt.train.inputs.mean(axis=0), 0, atol=1e-13)
    assert np.abs(dealt.test.inputs.mean(axis=0)).max() > 1e-3
    raw = split(iris(), np.random.default_rng(0))
    np.testing.assert_allclose(measure.inverse(dealt.test.inputs), raw.test.inputs, rtol=1e-13)
    nothing, _ = split(iris(), np.random.default_rng(0), test=0).standardise()
    assert nothing.test.inputs.shape == (0, 4)


@given(st.integers(1, 200), st.integers(1, 220), st.integers(0, 99))
def test_batches_lose_and_double_nothing(samples: int, batch_size: int, seed: int) -> None:
    batches = list(mini_batches(samples, batch_size, np.random.default_rng(seed)))
    assert every_sample_once(batches, samples)
    assert {len(batch) for batch in batches[:-1]} <= {batch_size}
    assert len(batches) == -(-samples // batch_size)
    assert np.concatenate(batches).tolist() == np.random.default_rng(seed).permutation(samples).tolist()


def test_batches_are_read_only_views() -> None:
    [batch] = mini_batches(3, 5, np.random.default_rng(0))
    with pytest.raises(ValueError, match="read-only"):
        batch[0] = 7
    order = np.arange(5)
    assert all(np.shares_memory(batch, order) for batch in in_batches(order, 2))


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: split(iris(), rng(), test=1.5), "test 1.5; expected a finite number from 0 to 1"),
        (
            lambda: split(numbered(3), rng(), test=0.1),
            "test 0.1 of 3 samples is none; expected a larger share, or 0",
        ),
        (
            lambda: split(iris(), rng(), validation=0.5, test=0.5),
            "validation 0.5 and test 0.5 of 150 samples leave none to train with",
        ),
        (
            lambda: split(noisy_sine(rng()), rng(), stratified=True),
            "stratified 'noisy sine': its targets are numbers; expected classes, targets of 0 and 1",
        ),
        (lambda: split(iris(), 3), "rng 3; expected a numpy.random.Generator, such as default_rng(0)"),  # type: ignore[arg-type]
        (lambda: split("iris", rng()), "data 'iris'; expected a DataSet, such as moons(rng)"),  # type: ignore[arg-type]
        (lambda: mini_batches(0, 1, rng()), "samples 0; expected a whole number from 1 up"),
        (lambda: mini_batches(3, 0, rng()), "batch_size 0; expected a whole number from 1 up"),
        (lambda: mini_batches(3, 1, None), "rng None; expected a numpy.random.Generator, such as default_rng(0)"),  # type: ignore[arg-type]
    ],
)
def test_options_that_make_no_sense_are_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        call()
    assert str(caught.value) == message


def test_blobs_of_many_classes_are_stratified_too() -> None:
    dealt = split(blobs(rng(), samples=70, centres=7), rng(), stratified=True)
    assert dealt.test.targets.sum(axis=0).tolist() == [2] * 7
