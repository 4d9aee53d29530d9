"""What is not sound index notation is refused in one sentence that names it."""

from collections.abc import Callable

import numpy as np
import pytest
from sympy import Expr, Integer, Piecewise, Sum, Symbol, exp, pi, sin, sqrt, tanh

from derivations import Equation, Model, Variable, derive
from derivations.engine.definitions import Definition
from derivations.engine.indices import index
from derivations.errors import DerivationError, SpecificationError
from derivations.models.functions import SIGMOID

J, K = index("j"), index("k")
N, M = (Symbol(name, integer=True, positive=True) for name in ("n", "m"))
C = Variable("C")
X = Variable("x", (K,), (N,))
A = Variable("A", (J, K), (M, N))
ROW = Variable("y", (J,), (M,))
Z = Symbol("z", real=True)


def total(expression: Expr, *limits: tuple[Symbol, Expr]) -> Expr:
    return Sum(expression, *((index, 1, size) for index, size in limits))


def cost(*equations: Equation, of: tuple[Variable, ...]) -> Model:
    return Model("planted", of, equations)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a sum from 2": (lambda: cost(Equation(C, Sum(X.at(K) ** 2, (K, 2, N))), of=(X,)), "begins at 2"),
    "a free index": (lambda: cost(Equation(C, X.at(K)), of=(X,)), "index k in x"),
    "an index free and bound": (
        lambda: cost(
            Equation(Variable("p", (K,), (N,)), exp(X.at(K)) / total(exp(X.at(K)), (K, N))),
            Equation(C, total(Variable("p", (K,), (N,)).at(K), (K, N))),
            of=(X,),
        ),
        "k has two meanings",
    ),
    "a shadowed index": (
        lambda: cost(Equation(C, total(SIGMOID(total(X.at(K), (K, N))) * X.at(K), (K, N))), of=(X,)),
        "k has two meanings",
    ),
    "another range": (lambda: cost(Equation(C, total(X.at(K), (K, M))), of=(X,)), "runs to m"),
    "too few indices": (lambda: cost(Equation(C, A.at(K)), of=(A,)), "has 1 indices"),
    "no indices": (lambda: cost(Equation(C, Symbol("x")), of=(X,)), "stands without indices"),
    "an index that is a number": (
        lambda: cost(Equation(ROW, SIGMOID(A.at(J, Integer(1)))), Equation(C, total(ROW.at(J), (J, M))), of=(A,)),
        "index 1 in A",
    ),
    "an index as a number": (lambda: cost(Equation(C, total(K * X.at(K), (K, N))), of=(X,)), "k stands alone"),
    "a shifted index": (
        lambda: cost(Equation(Variable("u", (J,), (N - 1,)), X.at(J + 1) - X.at(J)), of=(X,)),
        "equation of 'u'",
    ),
    "assumptions": (
        lambda: cost(Equation(C, Symbol("v", real=True) ** 2), of=(Variable("v"),)),
        "assumptions of its own",
    ),
    "an unknown name": (lambda: cost(Equation(C, Symbol("v") ** 2), of=(X,)), "known: x"),
    "an unused input": (lambda: cost(Equation(C, Variable("v").at()), of=(Variable("v"), X)), "input 'x'"),
    "a size named like a variable": (
        lambda: cost(Equation(C, Variable("n").at() * total(X.at(K), (K, N))), of=(Variable("n"), X)),
        "called 'n'",
    ),
    "a name of the program": (lambda: cost(Equation(C, Symbol("np")), of=(Variable("np"),)), "'np'"),
    "two functions of one name": (
        lambda: cost(
            Equation(C, Definition("f", "f", Z, Z**2)(Symbol("v")) + Definition("f", "f", Z, Z**3)(Symbol("v"))),
            of=(Variable("v"),),
        ),
        "called 'f'",
    ),
    "code as a gradient's name": (lambda: Variable("x", gradient="print('ran')"), "gradient name"),
    "code as a function's name": (lambda: Definition("f()", "f", Z, Z**2), "function name"),
    "a function of two variables": (lambda: Definition("f", "f", Z, Z * Symbol("b")), "other variables"),
    "one index twice": (lambda: Variable("B", (J, J), (N, N)), "different letters"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused(case: str) -> None:
    build, words = REFUSED[case]
    with pytest.raises(SpecificationError) as refusal:
        build()
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_diagonal_is_not_taken_for_a_position() -> None:
    # sigma(B[j,j]) has a name, but that is no name for sigma(B[j,k])
    square = Variable("B", (J, K), (N, N))
    u = Variable("u", (J,), (N,))
    model = cost(
        Equation(u, SIGMOID(square.at(J, J))),
        Equation(C, total(u.at(J), (J, N)) + total(SIGMOID(square.at(J, K)), (J, N), (K, N))),
        of=(square,),
    )
    assert derive(model).check().ok


V = Symbol("v")
ACCEPTED: dict[str, tuple[Expr, Callable[[float], float]]] = {
    "leaky": (Definition("leaky", "L", Z, Piecewise((Z, Z > 0), (Z / 100, True)))(V) ** 2, lambda v: 2 * v),
    "a normal density": (
        exp(-(V**2) / 2) / sqrt(2 * pi),
        lambda v: -v * np.exp(-v * v / 2) / np.sqrt(2 * np.pi),
    ),
    "elementary": (sin(V) * tanh(V), lambda v: np.cos(v) * np.tanh(v) + np.sin(v) / np.cosh(v) ** 2),
    "a variable exponent": (2**V + V**V, lambda v: np.log(2) * 2**v + v**v * (np.log(v) + 1)),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_it_is_derived_and_runs(case: str) -> None:
    expression, derivative = ACCEPTED[case]
    derivation = derive(cost(Equation(C, expression), of=(Variable("v"),)))
    assert np.isclose(derivation.arrays(v=0.7)["dv"], derivative(0.7), rtol=1e-12)


def test_a_gradient_has_the_shape_of_its_variable() -> None:
    model = cost(Equation(C, total(A.at(J, K) * X.at(K), (K, N), (J, M))), of=(A, X))
    found = derive(model).arrays(A=np.ones((2, 3)), x=np.array([1.0, 2.0, 3.0]))
    assert found["dA"].tolist() == [[1, 2, 3], [1, 2, 3]]
    assert found["dx"].tolist() == [2, 2, 2]


def test_a_model_whose_derivation_fails_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("derivations.engine.check.DIGITS", 1000)
    with pytest.raises(DerivationError, match="is wrong"):
        derive(cost(Equation(C, exp(Symbol("v")) * Symbol("v")), of=(Variable("v"),)))


def test_cases_of_entries_stand_in_a_definition() -> None:
    x, y = (Variable(name, (J,), (N,)) for name in "xy")
    cases = Piecewise((x.at(J), x.at(J) > 0), (0, True))
    total = Equation(Variable("C"), Sum(y.at(J), (J, 1, N)))
    with pytest.raises(SpecificationError, match=r"cases of entries of an array; put the cases into a Definition"):
        Model("cases", (x,), (Equation(y, cases), total))
    relu = Definition("rectified", "R", Z, Piecewise((Z, Z > 0), (0, True)))
    derivation = derive(Model("cases", (x,), (Equation(y, relu(x.at(J))), total)))
    assert derivation.check().ok
    assert derivation.arrays(x=np.array([1.0, -2.0, 0.0]))["dx"].tolist() == [1, 0, 0]
