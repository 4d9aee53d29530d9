"""Models are validated once; names, entries and the order of equations."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pytest
from sympy import Sum

from derivations.engine.derivation import Results
from derivations.engine.model import Equation, Model
from derivations.engine.variables import Variable
from derivations.errors import DerivationError, SpecificationError, UnknownTargetError
from derivations.models.graphs import graph
from tests.oracles import EXAMPLES, J, K, M, N, scalar, vector

x, y, C = scalar("x"), scalar("y"), scalar("C")
SQUARE = Equation(C, x.at() ** 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Variable("2x"), "variable name '2x'; expected a Python identifier"),
        (lambda: Variable("class"), "variable name 'class'"),
        (lambda: Variable("x", (J,), ()), "'x' has 1 indices, 0 sizes"),
        (lambda: Equation(C, x.at(), typed="x"), "typed 'x'; expected a SymPy expression in the entries of variables"),
        (lambda: Model("empty", (x,), ()), "model 'empty' has no equations"),
        (lambda: Model("twice", (x, x), (SQUARE,)), "the name 'x' is used twice"),
        (lambda: Model("twice", (x,), (SQUARE, Equation(C, x.at()))), "the name 'C' is used twice"),
        (lambda: Model("unknown", (x,), (Equation(C, y.at()),)), "the equation of 'C' uses name 'y'; known: x"),
        (
            lambda: Model("order", (x,), (Equation(C, y.at()), Equation(y, x.at()))),
            "the equation of 'C' uses 'y' before it is computed; put the equation of 'y' before it",
        ),
        (
            lambda: Model("wide", (vector("v"),), (Equation(vector("w"), vector("v").at()),)),
            "the last equation gives 'w', which is not a scalar",
        ),
        (lambda: Model("d", (x, scalar("dx")), (SQUARE,)), "the gradient of 'x' needs a name of its own, not 'dx'"),
        (
            lambda: Model("d", (x, Variable("z", gradient="dx")), (SQUARE,)),
            "the gradient of 'z' needs a name of its own, not 'dx'",
        ),
        (
            lambda: Model("p", (Variable("v", (J,), (K,)), x), (SQUARE,)),
            "size 'k' is an index, as are j, k, i",
        ),
    ],
)
def test_a_model_that_makes_no_sense_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        make()
    assert message in str(caught.value)
    assert isinstance(caught.value, DerivationError)


def test_the_parts_of_a_model() -> None:
    model = EXAMPLES["batch normalisation"].model
    assert model.cost.name == "C"
    assert model.sizes == (N, M)
    assert list(model.by_name) == ["x", "gamma", "beta", "c", "eps", "mean", "var", "normal", "y", "C"]
    assert [equation.target.name for equation in model.users["mean"]] == ["var", "normal"]
    assert model.by_gradient["dvar"].name == "var"
    assert model.equation_of["y"].target.name == "y"


def test_one_index_makes_a_model_of_arrays() -> None:
    assert graph("x*y + x").has_scalars_only
    # C is a number, and what it is made of is not
    assert not EXAMPLES["batch normalisation"].model.has_scalars_only


def test_sizes_of_sums_count_too() -> None:
    assert Model("n times", (x,), (Equation(C, Sum(x.at(), (J, 1, N))),)).sizes == (N,)


def test_models_are_frozen_and_hashable() -> None:
    first, second = (Model("m", (scalar("x"),), (Equation(scalar("C"), scalar("x").at() ** 2),)) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    with pytest.raises(FrozenInstanceError):
        first.name = "other"  # type: ignore[misc]


def test_a_target_that_a_derivation_does_not_hold() -> None:
    empty = Results(EXAMPLES["graph"].model, ())
    assert "dW1" not in empty
    with pytest.raises(UnknownTargetError, match=r"^target 'dW1'; known: none$"):
        empty["dW1"]


def test_a_variable_is_computed_before_it_is_used() -> None:
    x, f, g = Variable("x"), Variable("f"), Variable("g")
    with pytest.raises(SpecificationError, match=r"^the equation of 'f' uses 'g' before it is computed; put the"):
        Model("turned", (x,), (Equation(f, x.at() * g.at()), Equation(g, x.at() ** 2), Equation(Variable("C"), f.at())))
