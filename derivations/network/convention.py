"""How the cost of a network is scaled, and how its matrices are shown.

Goes in: plain words. Comes out: a frozen record, validated once. Must not know: SymPy, NumPy.
"""

from dataclasses import dataclass

from derivations.errors import SpecificationError, unknown

REDUCTIONS = ("sum", "mean")
LAYOUTS = ("columns", "rows")


@dataclass(frozen=True, kw_only=True)
class Convention:
    """How the cost is scaled, and how matrices are shown.

    Parameters
    ----------
    half : bool
        The squared error has the factor 1/2. No other loss listens to this: the quadratic part of Huber's error
        always has it, which lets its two parts meet, and nothing else is squared.
    outputs, samples : "sum" | "mean"
        The cost adds, or averages, over the output units / over the samples of the batch.
    layout : "columns" | "rows"
        Matrices are shown as W a + b (a sample is a column) or as x W + b (a sample is a row).

    Raises
    ------
    SpecificationError
        If a value is none of the choices.
    """

    half: bool = True
    outputs: str = "sum"
    samples: str = "mean"
    layout: str = "columns"

    def __post_init__(self) -> None:
        if not isinstance(self.half, bool):
            raise SpecificationError(unknown("half", self.half, (True, False)))
        for name, known in (("outputs", REDUCTIONS), ("samples", REDUCTIONS), ("layout", LAYOUTS)):
            value = getattr(self, name)
            if value not in known:
                raise SpecificationError(unknown(name, value, known))
