"""The data sets of the page: what is said of them is so, and they are the same at every visit."""

import numpy as np
import pytest

from dashboard.lab.data import TASKS, Task, count_rows, load, occurring, standardise, task_of
from derivations import DataSet, iris


@pytest.mark.parametrize("name", TASKS)
def test_what_is_said_of_a_data_set_is_so(name: str) -> None:
    task, data = TASKS[name], load(name)
    assert (task.samples, task.inputs) == data.inputs.shape
    assert (task.samples, task.outputs) == data.targets.shape
    assert task.samples <= 100
    if task.kind == "binary":
        assert set(np.unique(data.targets)) == {0, 1}
    if task.kind == "classes":
        assert (data.targets.sum(axis=1) == 1).all()
        assert len(data.classes) == task.outputs
    assert (task.kind == "numbers") == (len(np.unique(data.targets)) > 2)


@pytest.mark.parametrize("name", TASKS)
def test_random_samples_are_the_same_at_every_visit(name: str) -> None:
    first = load(name)
    assert load(name) is first
    assert np.array_equal(load.__wrapped__(name).inputs, first.inputs)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        load("mnist")


def test_iris_has_as_many_flowers_of_each_kind_on_one_scale() -> None:
    data = load("iris")
    assert data.targets.sum(axis=0).tolist() == [25, 25, 25]
    assert data.inputs.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert data.inputs.std(axis=0) == pytest.approx(1)
    # an input of -1.05 is not a length
    assert data.input_names[0] == "sepal length (cm), standardised"
    assert TASKS["iris"].part == f"every second of {iris().samples} flowers"


@pytest.mark.parametrize(
    ("targets", "classes", "found"),
    [([[0.0]], ("0", "1"), ("0",)), ([[0.0], [1.0]], ("a", "b"), ("a", "b")), ([[0.0, 1.0]], ("a", "b"), ("b",))],
)
def test_of_a_single_row_only_one_class_occurs(
    targets: list[list[float]], classes: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert occurring(DataSet("t", np.zeros((len(targets), 1)), np.array(targets), classes=classes)) == found


def test_one_row_is_no_rows() -> None:
    assert [count_rows(number) for number in (1, 4)] == ["1 row", "4 rows"]


@pytest.mark.parametrize(
    ("targets", "classes", "expected"),
    [
        ([[0.0], [1.0]], ("no", "yes"), Task("t", "binary", 2, 1, 2)),
        ([[0.0], [1.5]], (), Task("t", "numbers", 2, 1, 2)),
        ([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]], ("a", "b", "c"), Task("t", "classes", 2, 3, 2)),
    ],
)
def test_a_table_is_for_what_its_targets_are(
    targets: list[list[float]], classes: tuple[str, ...], expected: Task
) -> None:
    table = DataSet("t", np.array([[0.0, 10.0], [2.0, 30.0]]), np.array(targets), classes=classes)
    assert task_of(table) == expected
    assert standardise(table).inputs.tolist() == [[-1, -1], [1, 1]]
