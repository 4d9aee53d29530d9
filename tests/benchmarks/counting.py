"""Count what a NumPy program computes, by running it on arrays that count.

One number computed from others is one operation, exp and log1p too; a sum of n numbers is n - 1; a matrix product is
the multiplications and the additions in it. Looking at an array from another side (a transpose) costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

BACKWARD = "    # backward"


class Count:
    """Operations so far."""

    def __init__(self) -> None:
        self.operations = 0

    def array(self, values: Any) -> Counting:
        """Return the values as an array whose every use is counted here."""
        array = np.asarray(values, dtype=float).view(Counting)
        array.count = self
        return array


class Counting(np.ndarray[Any, np.dtype[np.float64]]):
    """An array that reports every operation on it, and whose results do so too."""

    count: Count

    def __array_finalize__(self, source: Any) -> None:
        count = getattr(source, "count", None)
        if count is not None:
            self.count = count

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [each.view(np.ndarray) if isinstance(each, Counting) else each for each in inputs]
        result = getattr(ufunc, method)(*plain, **options)
        self.count.operations += _operations(ufunc, method, plain, result)
        return self.count.array(result)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        # a view of the same numbers is free; whatever else comes here must be thought about before it is counted
        if function is not np.transpose:
            raise NotImplementedError(f"nobody has said how many operations {function.__name__} is")
        return super().__array_function__(function, types, args, options)


def _operations(ufunc: np.ufunc, method: str, inputs: list[Any], result: Any) -> int:
    if ufunc is np.matmul and method == "__call__":
        inner = int(np.shape(inputs[0])[-1])
        return int(np.size(result)) * (2 * inner - 1)
    if method == "__call__":
        return int(np.size(result))
    if method == "reduce":
        return int(np.size(inputs[0]) - np.size(result))
    raise NotImplementedError(f"nobody has said how many operations {ufunc.__name__}.{method} is")


def operations(source: str, values: Mapping[str, NDArray[np.float64]]) -> tuple[int, int]:
    """Count the operations of a program `gradients(...)`: all of them, and those of its forward pass alone."""
    forward, marker, _ = source.partition(BACKWARD)
    if not marker:
        raise ValueError(f"the program has no line {BACKWARD.strip()!r}")
    return _counted(source, values), _counted(forward + "    return {}\n", values)


def _counted(source: str, values: Mapping[str, NDArray[np.float64]]) -> int:
    count = Count()
    _function(source)(**{name: count.array(array) for name, array in values.items()})
    return count.operations


def _function(source: str) -> Callable[..., object]:
    namespace: dict[str, Any] = {"np": np}
    exec(source, namespace)  # what the library has written, as the library runs it
    function: Callable[..., object] = namespace["gradients"]
    return function
