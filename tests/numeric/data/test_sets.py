"""The data sets."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.numeric import DataSet, xor
from derivations.numeric.data.sets import (
    DATA_SETS,
    and_gate,
    blobs,
    circles,
    data_set,
    encode,
    iris,
    moons,
    nand_gate,
    noisy_sine,
    not_gate,
    one_hot,
    or_gate,
    spirals,
)
from derivations.numeric.data.sets.iris import FILE

ROOT = Path(__file__).resolve().parents[3]
CLOUDS = {"circles": circles, "moons": moons, "spirals": spirals, "blobs": blobs}


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_xor() -> None:
    data = xor()
    assert data.name == "xor"
    assert data.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.targets.tolist() == [[0], [1], [1], [0]]
    assert data.inputs.dtype == data.targets.dtype == np.float64


def test_the_other_gates() -> None:
    for data, least in ((and_gate(), 2), (or_gate(), 1)):
        assert data.targets[:, 0].tolist() == [float(a + b >= least) for a, b in data.inputs]
    assert (nand_gate().targets == 1 - and_gate().targets).all()
    assert (not_gate().targets == 1 - not_gate().inputs).all()


def test_arrays_are_read_only_copies() -> None:
    mine = np.ones((2, 2))
    data = DataSet("mine", mine, mine)
    mine[0, 0] = 9
    assert data.inputs[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        data.targets[0, 0] = 9


@pytest.mark.parametrize(
    ("inputs", "targets", "error", "message"),
    [
        ([1, 2], [[1], [2]], ShapeError, "inputs have shape (2,); wanted (samples, units), one row per sample"),
        ([[1], [2]], [[1]], ShapeError, "inputs have 2 rows and targets 1; wanted as many"),
        ([[1], [2]], [[1], [np.nan]], SpecificationError, "targets, row 2: nan is not a finite number"),
        ([["x"]], [[1]], SpecificationError, "inputs hold text; expected real numbers"),
    ],
)
def test_bad_data_is_refused(inputs: Any, targets: Any, error: type[DerivationError], message: str) -> None:
    with pytest.raises(error) as caught:
        DataSet("mine", inputs, targets)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [
        ({"input_names": ("x",)}, ShapeError, "input_names ('x',); wanted 2 of them, or none"),
        ({"input_names": ("x", "x")}, SpecificationError, "input_names ('x', 'x'); a name stands twice"),
        ({"classes": ("no", "yes", "maybe")}, ShapeError, "classes ('no', 'yes', 'maybe'); wanted 2 of them, or none"),
        ({"classes": "ab"}, ShapeError, "classes ('ab',); wanted 2 of them, or none"),
    ],
)
def test_names_that_do_not_fit_are_refused(names: Any, error: type[DerivationError], message: str) -> None:
    with pytest.raises(error) as caught:
        DataSet("mine", np.ones((2, 2)), np.ones((2, 1)), **names)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", CLOUDS)
@given(samples=st.integers(4, 60), noise=st.floats(0, 3), seed=st.integers(0, 1000))
def test_a_cloud_has_its_samples_in_equal_classes(name: str, samples: int, noise: float, seed: int) -> None:
    data = CLOUDS[name](rng(seed), samples=samples, noise=noise)
    assert data.samples == samples
    labels = data.targets if data.targets.shape[1] > 1 else np.hstack((1 - data.targets, data.targets))
    counts = labels.sum(axis=0)
    assert counts.sum() == samples
    assert counts.max() - counts.min() <= 1
    assert len(data.classes) == len(counts)
    again = CLOUDS[name](rng(seed), samples=samples, noise=noise)
    assert (again.inputs == data.inputs).all()
    assert (again.targets == data.targets).all()


def test_without_noise_the_shapes_are_exact() -> None:
    data = circles(rng(), samples=40, noise=0, factor=0.25)
    np.testing.assert_allclose(np.hypot(*data.inputs.T), np.where(data.targets[:, 0] == 1, 0.25, 1), rtol=1e-12)
    data = moons(rng(), samples=40, noise=0)
    upper = data.targets[:, 0] == 0
    centre = np.where(upper[:, None], [0, 0], [1, 0.5])
    np.testing.assert_allclose(np.hypot(*(data.inputs - centre).T), 1, rtol=1e-12)
    assert (data.inputs[upper, 1] >= 0).all()
    assert (data.inputs[~upper, 1] <= 0.5).all()
    data = spirals(rng(), samples=40, noise=0, turns=2)
    radius = np.hypot(*data.inputs.T)
    angle = 2 * np.pi * (2 * radius + data.targets[:, 0] / 2)
    np.testing.assert_allclose(
        data.inputs, radius[:, None] * np.column_stack((np.cos(angle), np.sin(angle))), atol=1e-12
    )
    data = blobs(rng(), samples=30, noise=0, centres=3)
    assert len(np.unique(data.inputs.round(9), axis=0)) == 3


def test_noise_is_a_standard_deviation() -> None:
    exact, noisy = (moons(rng(3), samples=20_000, noise=noise) for noise in (0, 0.2))
    assert (exact.targets == noisy.targets).all()
    assert (noisy.inputs - exact.inputs).std() == pytest.approx(0.2, rel=0.02)
    data = noisy_sine(rng(), samples=20_000, noise=0.3, periods=2)
    assert (data.targets - np.sin(2 * np.pi * data.inputs)).std() == pytest.approx(0.3, rel=0.02)
    assert (np.diff(data.inputs[:, 0]) >= 0).all()
    assert data.classes == ()


def test_iris_is_fishers() -> None:
    data = iris()
    assert data.inputs.shape == (150, 4)
    np.testing.assert_allclose(data.inputs.mean(axis=0), [5.8433, 3.0573, 3.7580, 1.1993], atol=5e-5)
    np.testing.assert_allclose(data.inputs.std(axis=0, ddof=1), [0.8281, 0.4359, 1.7653, 0.7622], atol=5e-5)
    assert data.targets.sum(axis=0).tolist() == [50, 50, 50]
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert data.input_names[0] == "sepal length (cm)"
    assert "Fisher" in data.source
    assert "CC BY 4.0" in data.licence
    # the two rows in which the copy at UCI differs from the paper
    assert data.inputs[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]


def test_iris_is_installed_with_the_package() -> None:
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    assert any(fnmatch(FILE.name, pattern) for pattern in shipped["derivations.numeric.data.sets"]), (
        "the CSV is not package data"
    )


@pytest.mark.parametrize("name", DATA_SETS)
def test_the_catalogue_makes_what_it_names(name: str) -> None:
    data = data_set(name, rng())
    assert data.name == name
    assert data.description.endswith(".")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data_set("rings", rng()), f"data set 'rings'; known: {', '.join(DATA_SETS)}"),
        (lambda: moons(7), "rng 7; expected a numpy.random.Generator, such as default_rng(0)"),  # type: ignore[arg-type]
        (lambda: moons(rng(), samples=1), "samples 1; expected a whole number from 2 up"),
        (lambda: moons(rng(), noise=-1), "noise -1; expected a finite number from 0 up"),
        (lambda: moons(rng(), noise=float("nan")), "noise nan; expected a finite number from 0 up"),
        (lambda: circles(rng(), factor=2), "factor 2; expected a finite number from 0 to 1"),
        (lambda: spirals(rng(), arms=1), "arms 1; expected a whole number from 2 up"),
        (lambda: blobs(rng(), samples=2, centres=3), "samples 2; expected a whole number from 3 up"),
        (lambda: noisy_sine(rng(), samples=0), "samples 0; expected a whole number from 1 up"),
        (lambda: one_hot([]), "there are no labels; expected one per sample"),
        (lambda: one_hot(["a", "b"], ["a", "c"]), "row 2: label 'b'; known: a, c"),
        (lambda: one_hot(["a"], ["a", "a"]), "classes ('a', 'a'); a class stands twice"),
        (lambda: encode(["a", "a"]), "all 2 samples are of one class, 'a'; expected at least two"),
    ],
)
def test_options_that_make_no_sense_are_refused(call: Any, message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(("labels", "said"), [([1, 0.5], "row 2: label 0.5"), ([-1, 0], "row 1: label -1")])
def test_numbers_that_are_no_classes_are_refused_unless_they_are_named(labels: list[float], said: str) -> None:
    wanted = "classes are whole numbers from 0, or text; classes=[...] names others"
    given_as: Any
    for given_as in (list, np.array):
        with pytest.raises(SpecificationError, match=re.escape(f"{said}; {wanted}")):
            one_hot(given_as(labels))
    assert one_hot(labels, sorted(labels))[0].tolist() in ([[0, 1], [1, 0]], [[1, 0], [0, 1]])


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40))
def test_one_hot_keeps_every_label(labels: list[int]) -> None:
    targets, classes = one_hot(labels)
    assert (targets.sum(axis=1) == 1).all()
    assert [int(classes[at]) for at in targets.argmax(axis=1)] == labels
    assert [int(name) for name in classes] == sorted(set(labels))


def test_two_classes_share_one_column() -> None:
    targets, classes = encode(["yes", "no", "yes"])
    assert targets.tolist() == [[1], [0], [1]]
    assert classes == ("no", "yes")


@pytest.mark.parametrize("labels", [[[1], [0]], [(1,), (0,)], [np.array([1]), np.array([0])]])
def test_a_label_is_one_thing(labels: list[Any]) -> None:
    with pytest.raises(SpecificationError, match=r"row 1: label .*; expected text or a number"):
        one_hot(labels)
