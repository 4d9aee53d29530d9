"""The order in which a user typed the terms and factors of a formula.

Goes in: a network and its equations, or the tree of one formula. Comes out: rows for the printer. Must not know: how
anything is printed.

A number stands in front of its product wherever it was typed: z*2 is 2 z; below a bar it stays there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations

from sympy import Add, Expr, Mul, S, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.expressions import AsTyped, factors_of, is_size, walk
from derivations.engine.model import Equation
from derivations.engine.typed import Rows, TypedOrder
from derivations.engine.variables import Variable, is_entry, name_of
from derivations.formula import Activation, Loss
from derivations.formula.tree import Call, Cases, Negative, Node, Number, Operation, variables
from derivations.formula.tree import walk as nodes_of
from derivations.models.formula_functions import CITED, NAMED, Table
from derivations.models.formulas import A, Y, Z, translate
from derivations.models.keeping import keeping
from derivations.network import Network


def typed_order(network: Network, equations: Iterable[Equation], output: Variable, target: Variable) -> TypedOrder:
    """Return the rows of every formula of a network: of its activations in z, as in a lemma, and at every argument."""
    layers = (network.activation(layer) for layer in range(1, network.depth + 1))
    own = {each.name: each for each in layers if isinstance(each, Activation)}
    found: list[tuple[Activation | Loss, Mapping[Symbol, Expr]]] = [(each, {}) for each in own.values()]
    found += [
        (own[node.definition.name], {Z: Symbol(name_of(node.args[0]))})
        for equation in equations
        for node in walk(equation.expression)
        if isinstance(node, DefinedFunction) and node.definition.name in own and is_entry(node.args[0])
    ]
    if isinstance(network.loss, Loss):
        found.append((network.loss, {A: Symbol(output.name), Y: Symbol(target.name)}))
    orders = [(_order(formula), symbols) for formula, symbols in found]
    kinds = ("sums", "products", "quotients", "fractions", "relations")
    return TypedOrder(**{kind: _at((getattr(order, kind), symbols) for order, symbols in orders) for kind in kinds})


def _at(found: Iterable[tuple[Rows, Mapping[Symbol, Expr]]]) -> Rows:
    placed = (tuple(part.xreplace(dict(symbols)) for part in row) for rows, symbols in found for row in rows)
    return tuple(dict.fromkeys(placed))


@lru_cache(maxsize=256)
def _order(formula: Activation | Loss) -> TypedOrder:
    symbols = {"z": Z} if isinstance(formula, Activation) else {"a": A, "y": Y}
    functions = CITED if isinstance(formula, Activation) else NAMED
    # as it was typed, and as it is computed with
    return order_of_tree(formula.tree, symbols, functions, keeping(functions))


def order_of_tree(tree: Node, symbols: Mapping[str, Symbol], *functions: Table) -> TypedOrder:
    """Return the rows of one formula, whose parts are read with each of these tables of functions."""
    reads = [_Read(symbols, each) for each in functions]
    sums = [tuple(read.terms(node)) for read in reads for node in nodes_of(tree) if _is(node, "+-")]
    products = [tuple(read.factors(node)) for read in reads for node in nodes_of(tree) if _is(node, "*/")]
    # as it was typed, and with what is alike together
    sums += [_united(row, Add) for row in sums]
    products += [_united(row, Mul) for row in products]
    quotients = (read.quotient(node) for read in reads for node in nodes_of(tree) if _is(node, "*/"))
    rows = ((row for row in found if len(row) > 1) for found in (sums, products, quotients))
    fractions = ((each,) for read in reads for each in read.fractions(tree))
    compared = (pair for read in reads for pair in read.comparisons(tree))
    return TypedOrder(*(tuple(dict.fromkeys(each)) for each in (*rows, fractions, compared)))


def _united(row: tuple[Expr, ...], kind: type[Add | Mul]) -> tuple[Expr, ...]:
    """Return the parts of a sum or product with those that are alike as one, where the first of them stood."""
    united: list[Expr] = []
    for part in row:
        at = next((at for at, each in enumerate(united) if len(kind.make_args(kind(each, part))) < 2), len(united))
        united[at : at + 1] = [kind(*united[at : at + 1], part)]
    return tuple(each for each in united if each != kind.identity)


class _Read:
    """Takes sums and products apart from left to right, into parts as the equations have them."""

    def __init__(self, symbols: Mapping[str, Symbol], functions: Table) -> None:
        self.symbols, self.functions = symbols, functions

    def terms(self, node: Node) -> Iterator[Expr]:
        match node:
            case Operation("+", left, right):
                yield from self.terms(left)
                yield from self.terms(right)
            case Operation("-", left, right):
                yield from self.terms(left)
                yield self._one(Negative(right))
            case _:
                yield from Add.make_args(self._one(node))

    def factors(self, node: Node) -> Iterator[Expr]:
        match node:
            case Operation("*", left, right):
                yield from self.factors(left)
                yield from self.factors(right)
            case Operation("/", left, right):
                yield from self.factors(left)
                yield from (S.One / factor for factor in self.factors(right))
            case Negative(argument):
                yield from self.factors(argument)
            case _:
                yield from (factor for factor in factors_of(self._one(node)) if not is_size(factor))

    def quotient(self, node: Node) -> tuple[Expr, ...]:
        """Return a product with one number below its bar, that number, and what stands above; nothing for others."""
        whole, divided = node, []
        while isinstance(node, Operation) and node.sign in ("*", "/"):
            if node.sign == "/" and not variables(node.right):
                divided.append(node)
            node = node.left
        above = [tuple(self.factors(each.left)) for each in divided]
        product = self._one(whole)
        # 2 z may come out of anything
        if len(above) != 1 or not above[0] or factors_of(product)[0].is_Integer or not is_size(factors_of(product)[0]):
            return ()
        below = self._one(divided[0].right)
        # SymPy has -z/3 for z/(-3), unless it is kept from that
        return (product, abs(below) if below.is_Rational and not product.has(AsTyped) else below, *above[0])

    def fractions(self, tree: Node) -> Iterator[Expr]:
        """Give the parts that were typed with a number below a bar, and without any decimal."""
        for node in nodes_of(tree):
            numbers = [each.value for each in nodes_of(node) if isinstance(each, Number)]
            if _is(node, "*/") and all(each.denominator == 1 for each in numbers):
                part = self._one(node)
                if not part.as_coeff_Mul()[0].is_Integer:
                    yield part

    def comparisons(self, tree: Node) -> Iterator[tuple[Expr, Expr]]:
        """Give the two sides of what is compared, where both vary."""
        for node in nodes_of(tree):
            pairs: Iterable[tuple[Node, Node]] = ()
            match node:
                case Cases(conditions):
                    pairs = ((each.left, each.right) for each in conditions)
                case Call("max" | "min", arguments):
                    pairs = combinations(arguments, 2)
            yield from ((self._one(u), self._one(v)) for u, v in pairs if variables(u) and variables(v))

    def _one(self, node: Node) -> Expr:
        return translate(node, self.symbols, self.functions)


def _is(node: Node, signs: str) -> bool:
    return isinstance(node, Operation) and node.sign in tuple(signs)
