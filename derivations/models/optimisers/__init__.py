"""Optimisers, schedules and clipping as equations for one parameter theta, from the step before to the next.

Goes in: nothing. Comes out: frozen records whose equations make a model, printed and derived like any other.
Must not know: the NumPy versions, which the tests hold against these equations.
"""

from derivations.models.optimisers.clipping import CLIP_BY_NORM, CLIP_BY_VALUE
from derivations.models.optimisers.methods import CONVENTION_OPTIONS, METHODS, USUAL, Conventions, update_rule
from derivations.models.optimisers.rule import Memory, UpdateRule
from derivations.models.optimisers.schedules import CONSTANT, COSINE, EXPONENTIAL, STEP_DECAY, WARMUP_COSINE

SCHEDULES = {rule.name: rule for rule in (CONSTANT, STEP_DECAY, EXPONENTIAL, COSINE, WARMUP_COSINE)}
CLIPPINGS = {rule.name: rule for rule in (CLIP_BY_VALUE, CLIP_BY_NORM)}
