"""How many random examples a test draws, and from which seed: the same in every run, more and others with --longer."""

from dataclasses import dataclass

import hypothesis
import numpy as np

# what Hypothesis draws where a test does not say
USUAL = 100


def examples(number: int) -> hypothesis.settings:
    """Let Hypothesis draw so many examples, and as many times more in a longer search."""
    usual = hypothesis.settings.default
    assert usual is not None
    return hypothesis.settings(max_examples=number * usual.max_examples // USUAL)


@dataclass(frozen=True)
class Search:
    """How many times as long a search goes on, and from which seed; None in a run that is always the same."""

    longer: int
    seed: int | None

    def rng(self, usual: int) -> np.random.Generator:
        """Give the generator of this test's own seed, or of it and the seed of the search."""
        return np.random.default_rng(usual if self.seed is None else [self.seed, usual])

    def many(self, number: int) -> int:
        """Give how many cases to try where usually so many are."""
        return number * self.longer
