"""From text to tree: Python's own parser makes a syntax tree, and a whitelist of its nodes is read.

Goes in: text and the variables of the formula. Comes out: a tree, or one sentence about what was found, where, and what
is allowed. Nothing is compiled, evaluated or looked up: ``ast.parse`` only reads.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache

from derivations.errors import FormulaError
from derivations.formula.names import BETWEEN, CALLABLE
from derivations.formula.refused import CALLED, INSTEAD
from derivations.formula.spelling import Spelling, complaint, spell
from derivations.formula.tokens import Token
from derivations.formula.tree import (
    Call,
    Cases,
    Comparison,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    half,
    size,
)
from derivations.formula.tree import (
    variables as variables_of,
)
from derivations.formula.vocabulary import (
    ARGUMENTS,
    BOUNDS,
    CONSTANTS,
    DEEPEST,
    FUNCTIONS,
    MOST_NODES,
    NAMED,
    SYNONYMS,
    WRITTEN_OUT,
    how_cases,
    say_call,
    takes,
)

OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}

UNFINISHED = "+-*/%@<>=&|~,."


def read(given: object, variables: tuple[str, ...]) -> tuple[str, Node]:
    """Read a formula; return its text as it was typed, without spaces around it, and its tree.

    ``given``: from anybody; ``variables``: the variables that the formula may use. Raises a FormulaError if the text is
    not a formula of these variables; nothing else is raised, whatever is given.
    """
    spelling = spell(given, variables)
    text = spelling.text
    try:
        body = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise _refuse_token(spelling, error.offset or 1, variables) from None
    except (MemoryError, RecursionError, ValueError, OverflowError):
        # the parser's own bounds; how it says so depends on its version
        raise FormulaError("the formula is too complicated for Python's parser; use fewer brackets") from None
    if sum(isinstance(node, ast.expr) for node in ast.walk(body)) > MOST_NODES:
        raise _too_large()
    tree = _Reader(spelling, {name: FreeVariable(name) for name in variables}).node(body, 1)
    return spelling.typed, tree


@cache
def meaning(name: str) -> Node:
    """Return what a named activation means in the other functions of the language: u*sigmoid(u) for silu.

    It is in the variable u, and not in a part of a formula: silu(silu(silu(z))) would double with every step.
    """
    return meaning_of(name, FreeVariable("u"))


def meaning_of(name: str, argument: Node) -> Node:
    """Return the same with a part of a formula put in, where only its outermost cases are looked at."""
    return _written_out(NAMED[name], (argument,))


def _written_out(text: str, arguments: tuple[Node, ...]) -> Node:
    """Read a text of this library in u, v, w and x, with parts of a formula in their places."""
    spelling = Spelling(text, (Token(text, 0),))
    return _Reader(spelling, dict(zip("uvwx", arguments, strict=False))).node(ast.parse(text, mode="eval").body, 1)


def _too_large() -> FormulaError:
    return FormulaError(f"the formula has more than {MOST_NODES} numbers, variables and operations; shorten it")


def _refuse_token(spelling: Spelling, position: int, variables: tuple[str, ...]) -> FormulaError:
    """Say which word or sign the parser did not expect, at which position (counted from 1)."""
    last = spelling.tokens[-1]
    without: list[int] = []
    for token in spelling.tokens:
        if token.text == "if":
            without.append(token.at)
        elif token.text == "else" and without:
            without.pop()
    if without:
        return complaint(spelling.typed, "the word if without else", without[0], variables, how_cases)
    if last.text[-1] in UNFINISHED or last.text in BETWEEN:
        return complaint(spelling.typed, f"nothing after the last {last.as_typed(spelling.typed)}", last.at, variables)
    token = spelling.token(position - 1)
    what = f"{token.as_typed(spelling.typed)!r} where it makes no sense"
    hint = how_cases if token.text in ("if", "else") else ""
    return complaint(spelling.typed, what, token.at, variables, hint)


class _Reader:
    """Reads the nodes of one syntax tree; whatever is not on its list is refused by name.

    ``spelling``: the text that the syntax tree was made of; ``variables``, mapping of str to Node: what a variable
    stands for: itself, or a part of a formula.
    """

    def __init__(self, spelling: Spelling, variables: Mapping[str, Node]) -> None:
        self.spelling = spelling
        self.variables = variables
        self.typed = all(part == FreeVariable(name) for name, part in variables.items())

    def node(self, node: ast.expr, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._complaint(f"more than {DEEPEST} operations inside each other", node)
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.Name(id=name):
                return self._name(name, node)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.node(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.node(operand, depth + 1))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
                # the terms of a long sum stand beside each other, although each holds those before it
                if isinstance(op, ast.Add | ast.Sub):
                    self._refuse_lost_bracket(left, OPERATIONS[type(op)])
                beside = isinstance(left, ast.BinOp) and not isinstance(op, ast.Pow)
                first = self.node(left, depth if beside else depth + 1)
                return Operation(OPERATIONS[type(op)], first, self.node(right, depth + 1))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return self._cases(test, self.node(body, depth + 1), self.node(otherwise, depth + 1), depth)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                # a condition among numbers is 1 where it holds, as in NumPy
                return self._cases(node, Number("1"), Number("0"), depth)
            case ast.UnaryOp(op=op) | ast.BinOp(op=op):
                raise self._complaint(CALLED.get(type(op), "an unknown operation"), node, INSTEAD.get(type(op), ""))
            case ast.Call():
                return self._call(node, depth)
            case ast.Attribute(attr=name, end_col_offset=end):
                position = self.spelling.token((end or 0) - len(name) - 2).at
                raise complaint(self.spelling.typed, f"the attribute .{name}", position, tuple(self.variables))
        raise self._complaint(CALLED.get(type(node), "something that is no formula"), node, INSTEAD.get(type(node), ""))

    def _number(self, node: ast.Constant) -> Node:
        if type(node.value) not in (int, float):
            raise self._complaint("the word " + str(node.value) if node.value is not ... else "three points", node)
        return Number(self.spelling.text[node.col_offset : node.end_col_offset])

    def _name(self, name: str, node: ast.Name) -> Node:
        if name in self.variables:
            return self.variables[name]
        if name in CONSTANTS:
            return Constant(name)
        typed = self._as_typed(node, name)
        raise self._complaint(f"the function {typed} without its argument", node, say_call(name, typed))

    def _cases(self, test: ast.expr, then: Node, otherwise: Node, depth: int) -> Node:
        """Read a condition; and, or, not come to cases inside of cases."""
        if depth > DEEPEST:
            raise self._complaint(f"more than {DEEPEST} operations inside each other", test)
        match test:
            case ast.Compare():
                return Cases(self._comparisons(test, depth), then, otherwise)
            case ast.BoolOp(op=ast.And(), values=values) if all(isinstance(each, ast.Compare) for each in values):
                every = (self._comparisons(each, depth) for each in values if isinstance(each, ast.Compare))
                return Cases(tuple(each for both in every for each in both), then, otherwise)
            case ast.BoolOp(op=op, values=values):
                found = then if isinstance(op, ast.And) else otherwise
                for each in reversed(values):
                    pair = (found, otherwise) if isinstance(op, ast.And) else (then, found)
                    found = self._bound(self._cases(each, *pair, depth + 1))
                return found
            case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(ops=[_]) as operand):
                (one,) = self._comparisons(operand, depth)
                return Cases((Comparison(OPPOSITE[one.sign], one.left, one.right),), then, otherwise)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._cases(operand, otherwise, then, depth + 1)
        raise self._complaint("a condition without a comparison such as z > 0", test)

    def _comparisons(self, node: ast.Compare, depth: int) -> tuple[Comparison, ...]:
        sides = [self.node(each, depth + 1) for each in (node.left, *node.comparators)]
        found = []
        for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
            if type(op) not in COMPARISONS:
                raise self._complaint("a comparison other than < <= > >=", node, "a single point has no derivative")
            # a number may be put into cases of this library
            if self.typed and not variables_of(left) | variables_of(right):
                raise self._complaint("a comparison of two numbers", node)
            found.append(Comparison(COMPARISONS[type(op)], left, right))
        return tuple(found)

    def _call(self, node: ast.Call, depth: int) -> Node:
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            hint = f"write {name}(...)" if name in CALLABLE or name in SYNONYMS else ""
            raise self._complaint(f"the attribute .{name}", node, hint)
        if not isinstance(node.func, ast.Name):
            raise self._complaint("a call of something that is no function", node)
        name, given = node.func.id, [*node.args, *(each.value for each in node.keywords)]
        bounds = {(each.arg or "")[-3:]: each.value for each in node.keywords if each.arg in BOUNDS}
        bounded = name == "clip" and len(node.args) == 1 and 0 < len(bounds) == len(node.keywords)
        if bounded:
            given = [*node.args, *(bounds[side] for side in ("min", "max") if side in bounds)]
            name = name if len(bounds) == 2 else "max" if "min" in bounds else "min"
        count = len(given)
        typed = self._as_typed(node, name)
        if node.keywords and not bounded and not self._is_last(name, node):
            what = f"an argument of {typed} with a name or two stars"
            raise self._complaint(what, node, say_call(name, typed))
        if starred := next((each for each in given if isinstance(each, ast.Starred)), None):
            raise self._complaint(CALLED[ast.Starred], starred)
        if name == "where" and count == 3:
            then, otherwise = (self.node(each, depth + 1) for each in given[1:])
            return self._cases(given[0], then, otherwise, depth + 1)
        any_number = name in ("max", "min")
        if (name, count) not in WRITTEN_OUT and FUNCTIONS.get(name) != count and not (any_number and count > 2):
            found = f"{typed} with {count} argument{'' if count == 1 else 's'}, where it takes"
            counts = " or ".join([*map(str, takes(name)), *["more"] * any_number])
            raise self._complaint(f"{found} {counts}", node, say_call(name, typed))
        arguments = tuple(self.node(argument, depth + 1) for argument in given)
        if name == "huber" and count > 1 and variables_of(arguments[-1]):
            # its second argument is the target in PyTorch, and the number in a formula
            raise self._complaint("huber with a variable where its number is expected", node, say_call(name))
        if name in ARGUMENTS and count == 2 and variables_of(arguments[1]) and not variables_of(arguments[0]):
            what = f"{typed} with its number before its variable"
            raise self._complaint(what, node, f"write {typed}(u, 0.5) for the number 0.5")
        if (name, count) in WRITTEN_OUT:
            halved = (half(arguments[-1]),) if name == "huber" else ()
            return self._bound(_written_out(WRITTEN_OUT[name, count], (*arguments, *halved)))
        return Call(name, arguments)

    def _bound(self, tree: Node) -> Node:
        """Refuse what grows too large by being written out."""
        if size(tree) > MOST_NODES:
            raise _too_large()
        return tree

    def _is_last(self, name: str, node: ast.Call) -> bool:
        """Whether the one argument that has a name is the number of a function, as in elu(z, alpha=2)."""
        is_known = [each.arg for each in node.keywords] in [[each] for each in ARGUMENTS.get(name, ())]
        return is_known and bool(node.args) and (name, len(node.args) + 1) in WRITTEN_OUT

    def _as_typed(self, node: ast.expr, name: str) -> str:
        """Return a name as it was typed: heaviside, where the language says step."""
        return (re.match(r"\w+", self.spelling.typed[self._sign(node).at :]) or [name])[0]

    def _refuse_lost_bracket(self, left: ast.expr, sign: str) -> None:
        """Refuse 1/1 + e^-z: nobody divides by 1, but many forget a bracket."""
        match left:
            case ast.BinOp(op=ast.Div(), right=ast.Constant(value=1, end_col_offset=int(end))):
                if self.spelling.text[end:].lstrip()[:1] != ")":
                    hint = f"write /(1 {sign} ...) if all that follows is below, else leave it out"
                    raise self._complaint("a division by 1", left, hint)

    def _complaint(self, what: str, node: ast.expr, hint: str = "") -> FormulaError:
        position = self._sign(node).at
        return complaint(self.spelling.typed, what, position, tuple(self.variables), hint)

    def _sign(self, node: ast.expr) -> Token:
        """Return what a complaint about a node points at: the sign of an operation, else where the node begins."""
        match node:
            case (
                ast.BinOp(left=first)
                | ast.Compare(left=first)
                | ast.Subscript(value=first)
                | ast.Tuple(elts=[first, *_])
                | ast.NamedExpr(target=first)
            ):
                return self.spelling.sign_after(first.end_col_offset or 0)
        return self.spelling.token(node.col_offset)
