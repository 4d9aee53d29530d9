"""The only place with session state and caches.

Goes in: what the reader chooses and changes. Comes out: the network, its parameters, and derived results, shared
between visits where they do not depend on one. Must not know: how anything is drawn.
"""

from dashboard.session import parts
from dashboard.session.choosing import begin, control, network_key, plane_key, show, take_click, take_sample
from dashboard.session.chosen import Visit, choices, convention, dark, data, network, selection, visit
from dashboard.session.derived import checks, derivation, document, lines, matrices, number_template
from dashboard.session.learning import editor, parameters, progress, reset, run_key, running, start_or_pause, step, tick
from dashboard.session.moment import cost, diagram, matched, outputs, plane, shares, trace, values

__all__ = [
    "Visit",
    "begin",
    "checks",
    "choices",
    "control",
    "convention",
    "cost",
    "dark",
    "data",
    "derivation",
    "diagram",
    "document",
    "editor",
    "lines",
    "matched",
    "matrices",
    "network",
    "network_key",
    "number_template",
    "outputs",
    "parameters",
    "parts",
    "plane",
    "plane_key",
    "progress",
    "reset",
    "run_key",
    "running",
    "selection",
    "shares",
    "show",
    "start_or_pause",
    "step",
    "take_click",
    "take_sample",
    "tick",
    "trace",
    "values",
    "visit",
]
