"""Hyper-parameter search: many trainings, side by side, compared on samples that none of them has seen.

Goes in: a split data set, settings to try, and whatever runs functions elsewhere (any concurrent.futures.Executor).
Comes out: one Trial per settings, as each finishes, and a table with the best first.
Must not know: how a network is trained, which executor it is.

>>> from derivations.numeric import moons, split
>>> from derivations.numeric.search import Settings, grid, search
>>> data = split(moons(rng), rng)
>>> choices = {"hidden": [(4,), (8,)], "learning_rate": [0.03, 0.3]}
>>> for progress in search(data, grid(choices, Settings(epochs=50)), seed=0):
...     print(progress.done, "of", progress.total, progress.best)

It is not imported by `derivations.numeric`: who only trains a network does not pay for loading what searches need.
"""

from derivations.numeric.search.processes import LocalProcesses
from derivations.numeric.search.ranking import columns, rank_trials
from derivations.numeric.search.searching import ExecutorError, Progress, again, search
from derivations.numeric.search.settings import Settings
from derivations.numeric.search.space import Distribution, grid, log_uniform, sample_settings, uniform, whole_uniform
from derivations.numeric.search.trial import Trial
