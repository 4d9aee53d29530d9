"""Where a function has no derivative, and which number stands for it there.

Goes in: nothing. Comes out: records by the name of an activation or a loss. Must not know: SymPy, NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.notebook import Row, table


@dataclass(frozen=True)
class Kink(Row):
    """A point where an activation has no derivative, the derivatives on its two sides, and the one that is used there.

    It is always that of PyTorch, so that gradients can be compared; any number between the two is a subgradient
    where the function is convex, and none of them is hit by chance.

    Examples
    --------
    >>> from derivations import KINKS
    >>> [kink] = KINKS["relu"]
    >>> kink.at, kink.left, kink.right, kink.derivative
    (0, 0, 1, 0)
    """

    at: float
    left: float
    right: float
    derivative: float
    sentence: str


class Kinks(dict[str, tuple[Kink, ...]]):
    """The kinks of each function that has some, by its name."""

    def _repr_markdown_(self) -> str:
        every = [(name, *kink.cells.values()) for name, kinks in self.items() for kink in kinks]
        head = ("function", *next(iter(self.values()))[0].cells) if self else ("function",)
        return table(head, every)


KINKS = Kinks(
    {
        "step": (Kink(0, 0, 0, 0, "It jumps at z = 0, and has the derivative 0 everywhere else."),),
        "relu": (Kink(0, 0, 1, 0, "At z = 0 the derivative on the left, 0, is used."),),
        "leaky_relu": (Kink(0, 0.01, 1, 0.01, "At z = 0 the derivative on the left, 0.01, is used."),),
        "selu": (
            Kink(
                0,
                1.7580993408473766,
                1.0507009873554805,
                1.7580993408473766,
                "At z = 0 the derivative on the left, κ α = 1.758, is used; on the right it is 1.051.",
            ),
        ),
        "hard_tanh": (
            Kink(-1, 0, 1, 0, "At z = -1 the derivative outside, 0, is used."),
            Kink(1, 1, 0, 0, "At z = 1 the derivative outside, 0, is used."),
        ),
    }
)
# the same for the one loss with a kink, as a function of a - y
LOSS_KINKS = Kinks(
    {
        "mae": (Kink(0, -1, 1, 0, "At a = y the derivative 0 is used, halfway between -1 and 1."),),
    }
)
