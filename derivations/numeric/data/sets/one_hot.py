"""Classes as numbers: one column per class, or one column for two of them.

Goes in: a label per sample. Comes out: targets (samples, n_L) and the names of the classes.
Must not know: inputs, networks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from numbers import Real

import numpy as np

from derivations.calling import public
from derivations.errors import SpecificationError, say_unknown, shown
from derivations.numeric.arrays import Array


@public
def one_hot(labels: Sequence[object], classes: Sequence[object] | None = None) -> tuple[Array, tuple[str, ...]]:
    """Give each class a column that is 1 for its samples and 0 for all others.

    Parameters
    ----------
    labels : sequence
        One label per sample: text, whole numbers, anything with a name; read through str().
    classes : sequence or None
        The classes, in the order of the columns; None: those that occur, sorted, whole numbers by size.

    Returns
    -------
    targets : array (samples, classes), entries 0 and 1
    classes : tuple of str

    Raises
    ------
    SpecificationError
        If there is no label, a label is not among the classes, or a class stands twice; or if no classes are given,
        and a label is a number, but not a whole one from 0 up.

    Examples
    --------
    >>> from derivations import one_hot
    >>> targets, classes = one_hot(["cat", "dog", "cat"])
    >>> targets.tolist(), classes
    ([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], ('cat', 'dog'))
    """
    # what is read once only is read here
    labels = tuple(labels) if isinstance(labels, Iterator) else labels
    names = _names(labels)
    if classes is None:
        _check_numbers(labels)
    known = _texts("classes", classes) if classes is not None else _sort(names)
    if len(set(known)) < len(known):
        raise SpecificationError(f"classes {shown(known)}; a class stands twice")
    column = {name: at for at, name in enumerate(known)}
    for row, name in enumerate(names, start=1):
        if name not in column:
            raise SpecificationError(say_unknown(f"row {row}: label", name, known))
    targets = np.zeros((len(names), len(known)))
    targets[np.arange(len(names)), [column[name] for name in names]] = 1
    return targets, known


def encode(labels: Sequence[object]) -> tuple[Array, tuple[str, ...]]:
    """Encode labels as a classifier's targets: one column of 0 and 1 for two classes, one-hot for more.

    Raises a SpecificationError if there is no label, or all are the same.
    """
    targets, classes = one_hot(labels)
    if len(classes) == 1:
        raise SpecificationError(f"all {len(targets)} samples are of one class, {classes[0]!r}; expected at least two")
    return (targets[:, 1:], classes) if len(classes) == 2 else (targets, classes)


def _names(labels: Sequence[object]) -> tuple[str, ...]:
    names = _texts("labels", labels)
    if not names:
        raise SpecificationError("there are no labels; expected one per sample")
    return names


def _texts(what: str, given: object) -> tuple[str, ...]:
    if isinstance(given, str | bytes) or not isinstance(given, Iterable) or len(getattr(given, "shape", (0,))) != 1:
        raise SpecificationError(f"{what} {shown(given)}; expected one per sample, such as ['cat', 'dog', 'cat']")
    for row, each in enumerate(given, start=1):
        if isinstance(each, list | tuple | set | dict | np.ndarray):
            raise SpecificationError(f"row {row}: label {shown(each)}; expected text or a number")
    return tuple(str(each) for each in given)


def _check_numbers(labels: Iterable[object]) -> None:
    for row, label in enumerate(labels, start=1):
        if isinstance(label, Real) and not (float(label) >= 0 and float(label).is_integer()):
            wanted = "classes are whole numbers from 0, or text; classes=[...] names others"
            raise SpecificationError(f"row {row}: label {label}; {wanted}")


def _sort(names: tuple[str, ...]) -> tuple[str, ...]:
    distinct = set(names)
    # "10" after "9", not after "1"; isdecimal() alone would let other scripts' digits through
    if all(name.isascii() and name.isdecimal() for name in distinct):
        return tuple(sorted(distinct, key=lambda name: (len(name.lstrip("0")), name.lstrip("0"), name)))
    return tuple(sorted(distinct))
