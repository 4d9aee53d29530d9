"""Lines that are made wrong at random: a sign, a factor, an index, a bound, a function or a layer is another one."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import (
    Add,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    cos,
    exp,
    log,
    simplify,
    tanh,
)

from derivations.engine.check import check
from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Results
from derivations.engine.expressions import Chain, Partial
from derivations.engine.indices import is_index, same_alphabet
from derivations.engine.proof import SIZE
from derivations.engine.writing import Writer
from tests.engine.planted import derivation_of
from tests.oracles import planted
from tests.searching import examples

MODELS = ("bce", "tanh", "relu", "deep", "softmax head", "batch normalisation", "one sample")
# What of a node is an expression of its own, that may be written otherwise.
VALUED = (Add, Chain, DefinedFunction, Indexed, Mul, Pow, Sum, exp, log)


def paths(node: Expr, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Expr]]:
    """Give every part of an expression that has a value, and the way to it; what it is differentiated by has none."""
    yield path, node
    if isinstance(node, Indexed | KroneckerDelta | Piecewise) or not node.args:
        return
    for at, arg in enumerate(node.args[:1] if isinstance(node, Sum | Partial) else node.args):
        if isinstance(arg, Expr):
            yield from paths(arg, (*path, at))


def with_part(node: Expr, path: tuple[int, ...], part: Expr) -> Expr:
    """Give an expression in which one part is another."""
    if not path:
        return part
    args = list(node.args)
    args[path[0]] = with_part(args[path[0]], path[1:], part)
    return node.func(*args)


def sign(part: Expr, whole: Expr) -> list[Expr]:
    """Turn the sign."""
    return [-part] if isinstance(part, VALUED) else []


def factor(part: Expr, whole: Expr) -> list[Expr]:
    """Multiply by a number or a size, or leave a factor out."""
    sizes = [each for each in whole.free_symbols if each.is_integer and not is_index(each)]
    found = [each * part for each in (Integer(2), *sizes, *(1 / size for size in sizes))] if sign(part, whole) else []
    if isinstance(part, Chain | Mul):
        found += [part.func(*part.args[:at], *part.args[at + 1 :]) for at in range(len(part.args))]
    return found


def index(part: Expr, whole: Expr) -> list[Expr]:
    """Put another index of the line in one position of an entry, or swap two."""
    if not isinstance(part, Indexed):
        return []
    indices = sorted((each for each in whole.atoms(*{type(i) for i in part.indices}) if is_index(each)), key=str)
    found = [part.base[part.indices[::-1]]] if len(part.indices) > 1 else []
    for at, old in enumerate(part.indices):
        others = [new for new in indices if new != old and same_alphabet(new, old)]
        found += [part.base[(*part.indices[:at], new, *part.indices[at + 1 :])] for new in others]
    return [each for each in found if each != part]


def bound(part: Expr, whole: Expr) -> list[Expr]:
    """Begin or end a sum elsewhere."""
    if not isinstance(part, Sum):
        return []
    (index, first, last), *others = part.limits
    ends = ((first + 1, last), (first - 1, last), (first, last - 1), (first, last + 1))
    return [Sum(part.function, (index, *each), *others) for each in ends]


def function(part: Expr, whole: Expr) -> list[Expr]:
    """Write another function, its derivative, or another power."""
    if isinstance(part, DefinedFunction):
        return [apply_definition(part.definition, 1 - min(part.order, 1))(*part.args), tanh(cos(part.args[0]))]
    if isinstance(part, Pow) and not isinstance(part, exp):
        return [part.base ** (part.exp + 1), part.base ** (2 * part.exp)]
    return [part.args[0]] if isinstance(part, exp | log) else []


def layer(part: Expr, whole: Expr) -> list[Expr]:
    """Write the same of another layer."""
    if not isinstance(part, Indexed):
        return []
    name, number = part.base.label.name[:-1], part.base.label.name[-1]
    return [IndexedBase(f"{name}{other}")[part.indices] for other in "123" if other != number and number.isdigit()]


KINDS: tuple[Callable[[Expr, Expr], list[Expr]], ...] = (sign, factor, index, bound, function, layer)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@examples(25)
@given(data=st.data())
def test_every_wrong_line_is_rejected(kind: Callable[[Expr, Expr], list[Expr]], data: st.DataObject) -> None:
    derivation = derivation_of(data.draw(st.sampled_from(MODELS)))
    results = [result for result in derivation.results if result.kind != "forward"]
    result = data.draw(st.sampled_from(results))
    line = data.draw(st.integers(0, len(result.lines) - 1))
    right = result.lines[line].expression
    wrong = [with_part(right, path, other) for path, part in paths(right) for other in kind(part, right)]
    wrong = [each for each in wrong if each != right]
    assume(wrong)
    chosen = data.draw(st.sampled_from(wrong))
    changed = planted(derivation, result.target, line, chosen)
    row = check(changed, [result.target], seed=data.draw(st.integers(0, 999))).by_line[result.target, line]
    assert not row.ok
    assert not row.proved
    if row.agrees:
        # what has the same value is no wrong value: SymPy alone says so, not those numbers and not the check's proof
        indices = () if result.variable is None else result.variable.indices
        for at in product(range(1, SIZE + 1), repeat=len(indices)):
            assert same(right, chosen, dict(zip(indices, at, strict=True)), derivation)


def same(one: Expr, other: Expr, at: dict[Symbol, int], derivation: Results) -> bool:
    """Tell whether SymPy makes nothing of a difference, with every computed entry put in from the last one on."""
    model = derivation.model
    writer = Writer(derivation, dict.fromkeys(model.sizes, SIZE))
    difference = writer.write(one, at) - writer.write(other, at)
    for equation in reversed(model.equations):
        target = equation.target
        for positions in product(range(1, SIZE + 1), repeat=len(target.indices)):
            here = dict(zip(target.indices, positions, strict=True))
            entry = writer.write(target.at(), here)
            if difference.has(entry):
                difference = difference.xreplace({entry: writer.write(equation.expression, here)})
    return bool(simplify(difference) == 0)
