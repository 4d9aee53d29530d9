"""The four equations of backpropagation, found in derivations, against the textbook's; and what they rest on."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from sympy import Expr, IndexedBase, Integer, Sum

from derivations import Convention, Network, derive
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.definitions import apply_definition
from derivations.engine.expressions import chain
from derivations.engine.model import Equation, Model
from derivations.engine.numbers import Point
from derivations.engine.precision import mp
from derivations.engine.reverse import differentiate
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.functions import RELU, SIGMOID, TANH
from derivations.models.mlp import mlp
from derivations.rendering.four_equations import print_equations
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.four_equations import FourEquations, four_equations
from derivations.views.layout import COLUMNS, PROGRAM, ROWS, Layout
from tests.oracles import EXAMPLES, planted

NETWORKS = (
    Network((2, 2, 1)),
    Network((2, 3, 2, 2), "tanh", "mse"),
    Network((1, 2, 2, 1), ("relu", "sigmoid", "identity"), "mse"),
)
LAYERS = [(network, layer) for network in NETWORKS for layer in range(1, network.depth + 1)]
PRIMES = {name: apply_definition(each, 1) for name, each in (("sigmoid", SIGMOID), ("tanh", TANH), ("relu", RELU))}
j, k, s, m = names.UNIT, names.FROM, names.SAMPLE, names.SAMPLES


@cache
def derived(network: Network) -> Derivation:
    return derive(network)


def base(name: str, layer: int) -> IndexedBase:
    return IndexedBase(f"{name}{layer}")


def textbook(network: Network, layer: int) -> dict[int, Expr]:
    """The equations as the books write them."""

    def derivative(at: int) -> Expr:
        name = str(network.activation(at))
        return 1 if name == "identity" else PRIMES[name](base("z", at)[j, s])

    last, delta = network.depth, base("delta", layer)
    back = Sum(chain((base("delta", layer + 1)[k, s], base("W", layer + 1)[k, j])), (k, 1, names.units(layer + 1)))
    equations = {
        1: chain((base("da", last)[j, s], derivative(last))),
        2: chain((back, derivative(layer))),
        3: Sum(delta[j, s], (s, 1, m)),
        4: Sum(chain((delta[j, s], base("a", layer - 1)[k, s])), (s, 1, m)),
    }
    return {number: each for number, each in equations.items() if number != 2 or layer < last}


@pytest.mark.parametrize(("network", "layer"), LAYERS, ids=str)
def test_the_equations_are_those_of_the_textbook(network: Network, layer: int) -> None:
    found = four_equations(derived(network), layer)
    assert {each.number: each.right for each in found.equations} == textbook(network, layer)
    assert [each.number for each in found.equations] == ([1, 3, 4] if layer == network.depth else [1, 2, 3, 4])
    for each in found.equations:
        assert each.right == derived(network)[each.target].lines[each.line].expression


@pytest.mark.parametrize(("network", "layer"), LAYERS, ids=str)
def test_they_are_lines_that_check(network: Network, layer: int) -> None:
    found = four_equations(derived(network), layer)
    report = check(derived(network), [each.target for each in found.equations])
    assert all(report.by_line[each.target, each.line].ok for each in found.equations)


@pytest.mark.parametrize("layout", [COLUMNS, ROWS, PROGRAM], ids=lambda layout: layout.name)
@pytest.mark.parametrize(("network", "layer"), LAYERS, ids=str)
def test_the_matrices_say_the_same(network: Network, layer: int, layout: Layout) -> None:
    assert all(each.ok for each in four_equations(derived(network), layer, layout).equations)


MATRICES = {
    COLUMNS: {
        1: r"\Delta^{(2)} = \frac{\partial C}{\partial A^{(2)}} \odot \sigma'(Z^{(2)})",
        2: r"\Delta^{(1)} = ({W^{(2)}}^{\top} \Delta^{(2)}) \odot \sigma'(Z^{(1)})",
        3: r"\frac{\partial C}{\partial b^{(1)}} = \Delta^{(1)} \mathbf{1}",
        4: r"\frac{\partial C}{\partial W^{(1)}} = \Delta^{(1)} {A^{(0)}}^{\top}",
    },
    ROWS: {
        1: r"\Delta^{(2)} = \frac{\partial C}{\partial A^{(2)}} \odot \sigma'(Z^{(2)})",
        2: r"\Delta^{(1)} = (\Delta^{(2)} {W^{(2)}}^{\top}) \odot \sigma'(Z^{(1)})",
        3: r"\frac{\partial C}{\partial b^{(1)}} = \mathbf{1}^{\top} \Delta^{(1)}",
        4: r"\frac{\partial C}{\partial W^{(1)}} = {A^{(0)}}^{\top} \Delta^{(1)}",
    },
}


def found_in(layout: Layout) -> tuple[FourEquations, Derivation]:
    return four_equations(derived(NETWORKS[0]), 1, layout), derived(NETWORKS[0])


@pytest.mark.parametrize("layout", MATRICES, ids=lambda layout: layout.name)
def test_the_equations_in_print(layout: Layout) -> None:
    printed = print_equations(*found_in(layout), layout)
    assert {each.number: each.matrices for each in printed} == MATRICES[layout]
    assert [each.title for each in printed] == [
        "delta of the last layer",
        "delta from the layer above",
        "the gradient of the bias",
        "the gradient of the weight",
    ]
    assert {each.number: each.indices for each in printed} == {
        1: r"\delta^{(2)}_{js} = \frac{\partial C}{\partial a^{(2)}_{js}} \sigma'(z^{(2)}_{js})",
        2: r"\delta^{(1)}_{js} = \left(\sum_{k=1}^{n_{2}} \delta^{(2)}_{ks} w^{(2)}_{kj}\right) \sigma'(z^{(1)}_{js})",
        3: r"\frac{\partial C}{\partial b^{(1)}_{j}} = \sum_{s=1}^{m} \delta^{(1)}_{js}",
        4: r"\frac{\partial C}{\partial w^{(1)}_{jk}} = \sum_{s=1}^{m} \delta^{(1)}_{js} a^{(0)}_{ks}",
    }


def test_shapes_stand_under_the_matrices() -> None:
    sizes = {names.units(0): 2, names.units(1): 3, names.units(2): 1, m: 4}
    printed = print_equations(*found_in(COLUMNS), COLUMNS, MatrixStyle(shapes=True, sizes=sizes))
    assert printed[3].matrices.endswith(
        r"\underset{3 \times 4}{\Delta^{(1)}} \; \underset{4 \times 2}{{A^{(0)}}^{\top}}"
    )


def test_what_rests_on_the_assumptions() -> None:
    found = four_equations(derived(NETWORKS[0]), 1)
    assert [each.holds for each in found.assumptions] == [True, True]
    assert {(use.assumption, use.target) for use in found.uses} == {
        (1, "da2"),
        (1, "dW1"),
        (1, "db1"),
        (2, "delta2"),
        (2, "dW1"),
        (2, "db1"),
    }
    for use in found.uses:
        line = derived(NETWORKS[0])[use.target].lines[use.line]
        assert line.rule == ("chain rule" if use.assumption == 2 else "contraction")


SMALL = Network((1, 1), "tanh", "mse")
W1, a1, n_0, n_1 = names.weight(1), names.activation(1), names.units(0), names.units(1)
PENALTY = Sum(W1.at(j, k) ** 2, (j, 1, n_1), (k, 1, n_0))
BROKEN: dict[str, tuple[Callable[[Expr], Expr], str, str]] = {
    "a weight penalty": (
        lambda cost: cost + PENALTY,
        "dW1",
        "assumption 2, .*'W1' reaches the cost past 'a1': W1 -> C",
    ),
    "a product across samples": (
        lambda cost: cost * Sum(a1.at(j, s), (j, 1, n_1), (s, 1, m)),
        "da1",
        "assumption 1, .*a product of sums over samples",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_without_an_assumption_there_are_no_four_equations(what: str) -> None:
    change, target, message = BROKEN[what]
    plain = mlp(SMALL)
    cost = Equation(names.cost(), change(plain.equations[-1].expression))
    derivation = differentiate(Model(what, plain.inputs, (*plain.equations[:-1], cost)))
    with pytest.raises(SpecificationError, match=message):
        four_equations(derivation, 1)
    # and rightly so: what holds under the assumptions is not the gradient there
    result, usual = derivation[target], derive(SMALL)[target].value
    point = Point(derivation.model, {n_0: 1, n_1: 1, m: 2}, random.Random(6))
    assert result.variable is not None
    at = dict.fromkeys(result.variable.indices, 1)
    gradient = point.gradient(result.variable, (1, 1))
    assert mp.almosteq(point.value(result.value, at), gradient, rel_eps=1e-50)
    assert not mp.almosteq(point.value(usual, at), gradient, rel_eps=1e-3)


@pytest.mark.parametrize("layout", [COLUMNS, ROWS], ids=lambda layout: layout.name)
def test_softmax_has_a_first_equation_without_deltas(layout: Layout) -> None:
    derivation = derive(Network((2, 3, 3), ("tanh", "softmax"), "cross_entropy"))
    found = four_equations(derivation, 1, layout)
    first = found.equations[0]
    assert [each.contracted for each in found.equations] == [True, False, False, False]
    assert first.ok
    da, a = base("da", 2), base("a", 2)
    inner = da[j, s] - Sum(chain((da[k, s], a[k, s])), (k, 1, names.units(2)))
    assert first.right == chain((a[j, s], inner))
    # it is the line that it came from, and the gradient
    point = Point(derivation.model, dict.fromkeys(derivation.model.sizes, 2), random.Random(2))
    line = derivation["delta2"].lines[first.line].expression
    for at in ({j: 1, s: 2}, {j: 2, s: 1}):
        gradient = point.gradient(names.weighted_input(2), (at[j], at[s]))
        assert mp.almosteq(point.value(first.right, at), gradient, rel_eps=1e-50)
        assert mp.almosteq(point.value(line, at), gradient, rel_eps=1e-50)
        # the neighbours forgotten, as if each output saw its own input only
        alone = point.value(chain((da[j, s], a[j, s], 1 - a[j, s])), at)
        assert not mp.almosteq(alone, gradient, rel_eps=1e-3)


def test_a_line_with_w_transposed_is_rejected() -> None:
    derivation = derived(NETWORKS[1])
    found = four_equations(derivation, 2).equations[1]
    turned = found.right.xreplace({base("W", 3)[k, j]: base("W", 3)[j, k]})
    assert not check(planted(derivation, "delta2", found.line, turned), ["delta2"]).by_line["delta2", found.line].ok


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: four_equations(derived(NETWORKS[0]), 3), "layer 3; expected a whole number from 1 to 2"),
        (lambda: four_equations(derived(NETWORKS[0]), 0), "layer 0; expected a whole number from 1 to 2"),
        (lambda: four_equations(derive(EXAMPLES["graph"].model), 1), "has no layers: no result is called 'delta1'"),
    ],
)
def test_layers_that_are_not_there(call: Callable[[], object], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        call()


@pytest.mark.parametrize(("network", "layer"), LAYERS, ids=str)
def test_with_the_delta_of_a_sample_the_mean_stands_in_the_last_two(network: Network, layer: int) -> None:
    derivation = derive(network, Convention(delta="sample"))
    found = four_equations(derivation, layer)
    wanted = textbook(network, layer)
    assert {each.number: each.right for each in found.equations} == {
        number: chain((1 / m, each)) if number > 2 else each for number, each in wanted.items()
    }
    assert all(each.ok for each in found.equations)
    for use in found.uses:
        line = derivation[use.target].lines[use.line]
        assert (line.rule == "chain rule over the samples") == (use.line == 0 and use.target[1] in "Wb")
    assert {(use.assumption, use.target) for use in found.uses} == {
        *((1, f"d{kind}{layer}") for kind in "Wb"),
        *((2, target) for target in (f"delta{network.depth}", f"dW{layer}", f"db{layer}")),
    }


def test_with_the_delta_of_a_sample_the_last_one_is_that_of_its_own_cost() -> None:
    derivation = derive(Network((2, 2, 1)), Convention(delta="sample"))
    printed = print_equations(four_equations(derivation, 2), derivation)
    assert printed[0].indices == (
        r"\delta^{(2)}_{js} = \frac{\partial C_{s}}{\partial a^{(2)}_{js}} \sigma'(z^{(2)}_{js})"
    )
    assert printed[0].matrices == r"\Delta^{(2)} = \frac{\partial C_{s}}{\partial A^{(2)}} \odot \sigma'(Z^{(2)})"
    assert printed[2].matrices == (r"\frac{\partial C}{\partial W^{(2)}} = \frac{1}{m} \Delta^{(2)} {A^{(1)}}^{\top}")


def test_what_the_check_refuses_is_not_said_to_be_right() -> None:
    derivation = derived(NETWORKS[1])
    at = four_equations(derivation, 2).equations[1].line
    # a line that the equation is not, before it and after it
    for line, factor in ((at, 2), (0, -1)):
        wrong = chain((Integer(factor), derivation["delta2"].lines[line].expression))
        lines = list(derivation["delta2"].lines)
        lines[line] = replace(lines[line], expression=wrong)
        changed = replace(derivation["delta2"], lines=tuple(lines))
        others = tuple(changed if each.target == "delta2" else each for each in derivation.results)
        found = four_equations(replace(derivation, results=others), 2)
        assert {each.target: each.ok for each in found.equations} == {
            each.target: each.target != "delta2" for each in found.equations
        }
        assert found._repr_markdown_().count("| no |") == 1
