"""Gradient clipping: what the gradient of one parameter becomes before a method sees it."""

from sympy import Piecewise, Sum, Symbol, sqrt

from derivations.engine.expressions import chain
from derivations.engine.indices import index
from derivations.engine.model import Equation
from derivations.engine.typed import TypedOrder
from derivations.engine.variables import Variable
from derivations.models.optimisers.rule import UpdateRule, scalar, symbol

PLACE = index("i")
COUNT = Symbol("n", integer=True, positive=True)
G, CLIPPED = scalar("g", "g"), scalar("g_clipped", r"\tilde{g}")
ALL = Variable("g_all", (PLACE,), (COUNT,), "g")
LENGTH, RATIO = scalar("length", r"\lVert g \rVert"), scalar("r", "r")
LIMIT, EPSILON = scalar("c", "c"), scalar("epsilon", r"\epsilon")

g, limit, length, epsilon = (symbol(each) for each in (G, LIMIT, LENGTH, EPSILON))

ORDER = TypedOrder(sums=((length, epsilon),), relations=((g, limit), (g, -limit), (length + epsilon, limit)))

CLIP_BY_VALUE = UpdateRule(
    "clip_by_value",
    "Clipping by value",
    (Equation(CLIPPED, Piecewise((limit, g > limit), (-limit, g < -limit), (g, True), evaluate=False)),),
    (G,),
    "Mikolov 2012, section 3.2.2",
    options=((LIMIT, "limit"),),
    order=ORDER,
)
CLIP_BY_NORM = UpdateRule(
    "clip_by_norm",
    "Clipping by norm",
    (
        Equation(LENGTH, sqrt(Sum(ALL.at() ** 2, (PLACE, 1, COUNT)))),
        Equation(RATIO, Piecewise((limit / (length + epsilon), length + epsilon > limit), (1, True), evaluate=False)),
        Equation(CLIPPED, chain((symbol(RATIO), g))),
    ),
    (G, ALL),
    "Pascanu, Mikolov and Bengio 2013, algorithm 1; epsilon as in PyTorch",
    options=((LIMIT, "limit"), (EPSILON, "epsilon")),
    order=ORDER,
)
