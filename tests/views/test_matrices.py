"""Index notation and matrices say the same; what does not is found when both are written out."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from sympy import S

from derivations import Convention, Loss, Network, derive
from derivations.derive import Derivation
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError, TranslationError, UnknownTargetError
from derivations.models import names
from derivations.rendering.lines import print_matrices
from derivations.rendering.matrix_latex import matrix_latex
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.arrays import Hadamard, Leaf, MatMul, Node, Pairwise, Plus, Scalar, Total, Transpose
from derivations.views.expansion import agrees
from derivations.views.layout import COLUMNS, PROGRAM, ROWS, Layout, layout
from derivations.views.matrices import matrix_view
from derivations.views.translation import translate
from tests.oracles import EXAMPLES

NETWORKS = (
    Network((2, 2, 1)),
    Network((1, 3, 2), "tanh", "mse"),
    Network((2, 2, 1), ("relu", "identity"), "mse"),
    Network((2, 1, 2, 2), ("sigmoid", "relu", "sigmoid")),
)


@cache
def derived(network: Network) -> Derivation:
    return derive(network)


def bce() -> Derivation:
    return derived(NETWORKS[0])


@cache
def by_sample() -> Derivation:
    return derive(Network((2, 2, 1)), Convention(delta="sample"))


@pytest.mark.parametrize("chosen", [COLUMNS, ROWS, PROGRAM], ids=lambda layout: layout.name)
@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_every_line_that_has_a_matrix_form_agrees_with_it(network: Network, chosen: Layout) -> None:
    derivation = derived(network)
    for result in derivation.results:
        if result.variable is None:
            continue
        view = matrix_view(derivation, result, chosen)
        assert view.lines, result.target
        # every result ends in a line that has one
        axes = chosen.axes(result.variable, result.variable.indices)
        assert view.lines[-1].node == translate(result.value, axes, derivation.model, chosen)
        assert all(line.ok for line in view.lines), result.target


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_matrices_of_other_models_agree(name: str) -> None:
    derivation = derive(EXAMPLES[name].model)
    lines = [
        line
        for result in derivation.results
        if result.variable is not None
        for line in matrix_view(derivation, result, PROGRAM).lines
    ]
    assert lines
    assert all(line.ok for line in lines)


@pytest.mark.parametrize(
    ("target", "columns", "rows"),
    [
        ("z2", r"W^{(2)} A^{(1)} + b^{(2)} \mathbf{1}^{\top}", r"A^{(1)} W^{(2)} + \mathbf{1} b^{(2)}"),
        ("delta2", r"\frac{1}{m} (A^{(2)} - Y)", r"\frac{1}{m} (A^{(2)} - Y)"),
        ("da1", r"{W^{(2)}}^{\top} \Delta^{(2)}", r"\Delta^{(2)} {W^{(2)}}^{\top}"),
        (
            "delta1",
            r"({W^{(2)}}^{\top} \Delta^{(2)}) \odot A^{(1)} \odot (1 - A^{(1)})",
            r"(\Delta^{(2)} {W^{(2)}}^{\top}) \odot A^{(1)} \odot (1 - A^{(1)})",
        ),
        ("dW2", r"\Delta^{(2)} {A^{(1)}}^{\top}", r"{A^{(1)}}^{\top} \Delta^{(2)}"),
        ("db2", r"\Delta^{(2)} \mathbf{1}", r"\mathbf{1}^{\top} \Delta^{(2)}"),
    ],
)
def test_the_matrices_of_a_network(target: str, columns: str, rows: str) -> None:
    for chosen, expected in ((COLUMNS, columns), (ROWS, rows)):
        last = matrix_view(bce(), bce()[target], chosen).lines[-1]
        assert matrix_latex(last.node, chosen) == expected


@pytest.mark.parametrize(
    ("target", "chosen", "expected"),
    [
        (
            "dW1",
            COLUMNS,
            r"\underset{n_{1} \times m}{\Delta^{(1)}} \; \underset{m \times n_{0}}{{A^{(0)}}^{\top}}",
        ),
        (
            "dW1",
            ROWS,
            r"\underset{n_{0} \times m}{{A^{(0)}}^{\top}} \; \underset{m \times n_{1}}{\Delta^{(1)}}",
        ),
        ("db1", COLUMNS, r"\underset{n_{1} \times m}{\Delta^{(1)}} \; \underset{m \times 1}{\mathbf{1}}"),
        (
            "z1",
            COLUMNS,
            r"\underset{n_{1} \times n_{0}}{W^{(1)}} \; \underset{n_{0} \times m}{A^{(0)}} + "
            r"\underset{n_{1} \times 1}{b^{(1)}} \; \underset{1 \times m}{\mathbf{1}^{\top}}",
        ),
    ],
)
def test_shapes_stand_under_the_matrices(target: str, chosen: Layout, expected: str) -> None:
    node = matrix_view(bce(), bce()[target], chosen).lines[0 if target == "z1" else -1].node
    assert matrix_latex(node, chosen, MatrixStyle(shapes=True)) == expected


def test_a_power_of_a_matrix_is_one_superscript_on_a_group() -> None:
    view = derived(NETWORKS[1]).matrices("delta1")
    assert matrix_latex(view.lines[-1].node, COLUMNS).endswith(r"(1 - {A^{(1)}}^{\odot 2})")


@pytest.mark.parametrize(
    ("loss", "printed"),
    [
        ("1-a^y", r"1 - {A^{(1)}}^{\odot Y}"),
        ("a^y", r"{A^{(1)}}^{\odot Y}"),
        ("y^a", r"Y^{\odot A^{(1)}}"),
        ("2^(a-y)", r"2^{\odot (A^{(1)} - Y)}"),
        ("1-2^(a*y)", r"1 - 2^{\odot (A^{(1)} \odot Y)}"),
        ("|a|^y", r"\left|A^{(1)}\right|^{\odot Y}"),
        ("-(a^y*(1-a)^(1-y))", r"{A^{(1)}}^{\odot Y} \odot (1 - A^{(1)})^{\odot (1 - Y)}"),
    ],
)
def test_an_exponent_may_be_a_matrix(loss: str, printed: str) -> None:
    derivation = derive(Network((2, 2), "sigmoid", Loss.parse(loss)))
    for chosen in (COLUMNS, ROWS, PROGRAM):
        for target in ("C", "delta1", "dW1"):
            assert all(line.ok for line in matrix_view(derivation, derivation[target], chosen).lines), target
    assert printed in matrix_latex(matrix_view(derivation, derivation["C"], COLUMNS).lines[0].node, COLUMNS)


def test_one_over_a_matrix_stands_in_brackets_behind_a_number() -> None:
    derivation = derive(Network((2, 2), "identity", Loss.parse("1/a + y")))
    line = print_matrices(derivation, "delta1", COLUMNS, MatrixStyle()).lines[-1]
    assert line.formula == r"-\frac{1}{m} (1 \oslash {A^{(1)}}^{\odot 2})"


def test_base_and_exponent_swapped_do_not_agree() -> None:
    derivation = derive(Network((2, 2), "sigmoid", Loss.parse("a^y")))
    expression = derivation["C"].lines[0].expression
    node = matrix_view(derivation, derivation["C"], COLUMNS).lines[0].node
    wrong = changed(node, _bases_swapped)
    assert agrees(node, expression, derivation, COLUMNS)
    assert not agrees(wrong, expression, derivation, COLUMNS)


def test_shapes_as_numbers() -> None:
    node = matrix_view(bce(), bce()["dW1"], COLUMNS).lines[-1].node
    sizes = {names.units(0): 2, names.units(1): 5, names.SAMPLES: 4}
    found = matrix_latex(node, COLUMNS, MatrixStyle(shapes=True, sizes=sizes))
    assert found == r"\underset{5 \times 4}{\Delta^{(1)}} \; \underset{4 \times 2}{{A^{(0)}}^{\top}}"


def test_sizes_that_must_agree_are_marked_at_both_factors() -> None:
    style = MatrixStyle(shapes=True, inner="#0072B2")
    marked = r"\textcolor{#0072B2}{\underline{\mathbf{%s}}}"
    found = matrix_latex(matrix_view(bce(), bce()["delta1"], COLUMNS).lines[-1].node, COLUMNS, style)
    inside = marked % "n_{2}"
    assert rf"\underset{{n_{{1}} \times {inside}}}{{{{W^{{(2)}}}}^{{\top}}}}" in found
    assert rf"\underset{{{inside} \times m}}{{\Delta^{{(2)}}}}" in found
    # what is multiplied entry by entry meets nothing
    assert found.count("underline") == 2
    # a sum is a product with ones, and the repetition of a row is one too
    for target, inner in (("db1", "m"), ("z1", "n_{0}")):
        found = matrix_latex(
            matrix_view(bce(), bce()[target], COLUMNS).lines[0 if target == "z1" else -1].node, COLUMNS, style
        )
        assert found.count(marked % inner) == 2


def test_entries_stand_in_place_of_names() -> None:
    style = MatrixStyle(
        entries=lambda leaf, transposed: f"[{leaf.name}{'^T' * transposed}]" if leaf.name != "W2" else ""
    )
    node = matrix_view(bce(), bce()["delta1"], COLUMNS).lines[-1].node
    assert matrix_latex(node, COLUMNS, style) == r"({W^{(2)}}^{\top} [delta2]) \odot [a1] \odot (1 - [a1])"


def test_a_wrong_product_repeats_nothing() -> None:
    node = matrix_view(bce(), bce()["z1"], COLUMNS).lines[0].node
    assert matrix_latex(node, COLUMNS, MatrixStyle(repeats=False)) == "W^{(1)} A^{(0)} + b^{(1)}"


@pytest.mark.parametrize(
    ("chosen", "variable", "shape"),
    [
        (COLUMNS, names.weight(2), "(n_2, n_1)"),
        (ROWS, names.weight(2), "(n_1, n_2)"),
        (PROGRAM, names.weight(2), "(n_2, n_1)"),
        (COLUMNS, names.activation(1), "(n_1, m)"),
        (ROWS, names.activation(1), "(m, n_1)"),
        (PROGRAM, names.activation(1), "(m, n_1)"),
        (COLUMNS, names.bias(1), "(n_1, 1)"),
        (ROWS, names.bias(1), "(1, n_1)"),
        (COLUMNS, names.cost(), "(1, 1)"),
    ],
)
def test_shapes(chosen: Layout, variable: Variable, shape: str) -> None:
    assert str(chosen.shape(variable)) == shape


def changed(node: Node, change: Callable[[Node], Node]) -> Node:
    """Rebuild a node, its parts first."""
    if isinstance(node, Transpose | Total):
        node = replace(node, argument=changed(node.argument, change))
    elif isinstance(node, MatMul):
        node = replace(node, left=changed(node.left, change), right=changed(node.right, change))
    elif isinstance(node, Hadamard):
        node = replace(node, factors=tuple(changed(each, change) for each in node.factors))
    elif isinstance(node, Plus):
        node = replace(node, terms=tuple(changed(each, change) for each in node.terms))
    return change(node)


def _not_transposed(node: Node) -> Node:
    return node.argument if isinstance(node, Transpose) else node


def _transposed(node: Node) -> Node:
    if isinstance(node, Leaf) and node.name in {"W2", "delta2"}:
        return Transpose((node.axes[1], node.axes[0]), node)
    return node


def _swapped(node: Node) -> Node:
    return replace(node, left=node.right, right=node.left) if isinstance(node, MatMul) else node


def _bases_swapped(node: Node) -> Node:
    return replace(node, left=node.right, right=node.left) if isinstance(node, Pairwise) else node


def _hadamard(node: Node) -> Node:
    return Hadamard(node.axes, (node.left, node.right)) if isinstance(node, MatMul) else node


def _matmul(node: Node) -> Node:
    return MatMul(node.axes, *node.factors[-2:]) if isinstance(node, Hadamard) else node


def _no_row_sum(node: Node) -> Node:
    return node.argument if isinstance(node, Total) else node


def _column_sum(node: Node) -> Node:
    return replace(node, axis=0 if node.axis == 1 else 1) if isinstance(node, Total) else node


def _no_number(node: Node) -> Node:
    return replace(node, value=S.One) if isinstance(node, Scalar) and node.value.free_symbols else node


def _other_size(node: Node) -> Node:
    return replace(node, value=1 / names.units(2)) if isinstance(node, Scalar) and node.value.free_symbols else node


def _factor_lost(node: Node) -> Node:
    return replace(node, factors=node.factors[:-1]) if isinstance(node, Hadamard) else node


def _term_lost(node: Node) -> Node:
    return replace(node, terms=node.terms[:1]) if isinstance(node, Plus) else node


def _other_matrix(node: Node) -> Node:
    return replace(node, variable=names.weight(1)) if isinstance(node, Leaf) and node.name == "W2" else node


PLANTED = {
    "the transpose of W forgotten": ("da1", _not_transposed),
    "the transpose of A forgotten": ("dW2", _not_transposed),
    "a matrix transposed": ("z2", _transposed),
    "delta transposed": ("dW2", _transposed),
    "factors swapped": ("dW1", _swapped),
    "W and A swapped": ("z1", _swapped),
    "entry by entry for a matrix product": ("da1", _hadamard),
    "a matrix product for entry by entry": ("delta1", _matmul),
    "the row sum forgotten": ("db1", _no_row_sum),
    "the columns summed": ("db1", _column_sum),
    "1/m forgotten": ("delta2", _no_number),
    "1/n for 1/m": ("delta2", _other_size),
    "a factor lost": ("delta1", _factor_lost),
    "a term lost": ("z1", _term_lost),
    "another layer's W": ("da1", _other_matrix),
}


@pytest.mark.parametrize("chosen", [COLUMNS, ROWS], ids=lambda layout: layout.name)
@pytest.mark.parametrize("what", PLANTED)
def test_a_wrong_matrix_form_is_rejected(what: str, chosen: Layout) -> None:
    target, change = PLANTED[what]
    expression = bce()[target].value if bce()[target].kind == "gradient" else bce()[target].lines[0].expression
    node = matrix_view(bce(), bce()[target], chosen).lines[-1].node
    wrong = changed(node, change)
    if wrong == node:  # in rows another factor carries the transpose
        wrong = changed(node, _swapped)
    assert wrong != node
    assert agrees(node, expression, bce(), chosen)
    assert not agrees(wrong, expression, bce(), chosen)


def test_a_lemma_has_no_matrix_form() -> None:
    with pytest.raises(TranslationError, match='"sigmoid\'" is about a function of one number'):
        bce().matrices("sigmoid'")
    with pytest.raises(UnknownTargetError, match="known: z1"):
        bce().matrices("dW3")


@pytest.mark.parametrize(
    ("target", "line", "message"),
    [
        ("sigmoid'", 0, "has no form in matrices"),  # a derivative waits
        ("db1", 0, "three indices j, k, s"),  # three axes at once
        ("db1", 3, "has no form in matrices"),  # a Kronecker delta waits
    ],
)
def test_what_waits_has_no_matrix_form(target: str, line: int, message: str) -> None:
    axes = COLUMNS.axes(names.bias(1), (names.UNIT,))
    with pytest.raises(TranslationError, match=message):
        translate(bce()[target].lines[line].expression, axes, bce().model, COLUMNS)


def test_more_than_two_axes_have_no_matrix_form() -> None:
    j, k, s = names.UNIT, names.FROM, names.SAMPLE
    product = names.weight(1).at(j, k) * names.activation(1).at(j, s) * names.activation(0).at(k, s)
    with pytest.raises(TranslationError):
        translate(product, (j, k), bce().model, COLUMNS)
    with pytest.raises(TranslationError, match="is not a whole matrix"):
        translate(names.weight(1).at(j, j), (j, None), bce().model, COLUMNS)


def test_layouts_by_name() -> None:
    assert layout("columns") is COLUMNS
    assert layout("rows") is ROWS
    with pytest.raises(SpecificationError, match="layout 'diagonal'; known: columns, rows"):
        layout("diagonal")


@pytest.mark.parametrize("name", ["columns", "rows"])
def test_the_convention_chooses_the_layout(name: str) -> None:
    derivation: Derivation = derive(NETWORKS[0], Convention(layout=name))
    view = derivation.matrices("dW1")
    assert view == matrix_view(derivation, derivation["dW1"], layout(name))
    assert all(line.ok for line in view.lines)


@pytest.mark.parametrize(
    ("target", "columns", "rows"),
    [
        ("C", r"\frac{1}{m} \mathbf{C} \mathbf{1}", r"\frac{1}{m} \mathbf{1}^{\top} \mathbf{C}"),
        ("delta2", "A^{(2)} - Y", "A^{(2)} - Y"),
        ("dW2", r"\frac{1}{m} \Delta^{(2)} {A^{(1)}}^{\top}", r"\frac{1}{m} {A^{(1)}}^{\top} \Delta^{(2)}"),
        ("db2", r"\frac{1}{m} \Delta^{(2)} \mathbf{1}", r"\frac{1}{m} \mathbf{1}^{\top} \Delta^{(2)}"),
    ],
)
def test_the_matrices_with_the_delta_of_a_sample(target: str, columns: str, rows: str) -> None:
    for chosen, expected in ((COLUMNS, columns), (ROWS, rows)):
        lines = matrix_view(by_sample(), by_sample()[target], chosen).lines
        assert all(line.ok for line in lines)
        assert matrix_latex(lines[-1].node, chosen) == expected


def test_the_costs_of_the_samples_lie_along_the_samples() -> None:
    each = names.sample_cost()
    assert COLUMNS.shape(each) == (1, names.SAMPLES)
    assert ROWS.shape(each) == (names.SAMPLES, 1)
    # dC/dC_s meets delta before the samples are added up
    first = matrix_view(by_sample(), by_sample()["dW1"], COLUMNS).lines[0].node
    assert matrix_latex(first, COLUMNS).startswith(r"\left(")
