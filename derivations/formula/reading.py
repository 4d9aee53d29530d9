"""From text to tree: Python's own parser makes a syntax tree, and a whitelist of its nodes is read.

Goes in: text and the letters of the formula. Comes out: a tree, or one sentence about what was found, where, and what
is allowed. Nothing is compiled, evaluated or looked up: ``ast.parse`` only reads.
"""

from __future__ import annotations

import ast
import difflib
import re

from derivations.errors import FormulaError
from derivations.formula.spelling import complaint, spelt
from derivations.formula.tree import Call, Constant, Letter, Negative, Node, Number, Operation
from derivations.formula.vocabulary import CONSTANTS, DEEPEST, FUNCTIONS, LARGEST, NO_NUMBERS, OTHERWISE

OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}

# what a node of the syntax tree is called in a message
CALLED: dict[type[ast.AST], str] = {
    ast.Await: "the word await",
    ast.BitAnd: "the operation &",
    ast.BitOr: "the operation |",
    ast.BoolOp: "the word and, or",
    ast.Compare: "a comparison",
    ast.Dict: "a dictionary",
    ast.DictComp: "a comprehension",
    ast.FloorDiv: "the operation //",
    ast.GeneratorExp: "a comprehension",
    ast.IfExp: "the words if, else",
    ast.Invert: "the operation ~",
    ast.LShift: "the operation <<",
    ast.Lambda: "the word lambda",
    ast.List: "a list",
    ast.ListComp: "a comprehension",
    ast.MatMult: "the operation @",
    ast.Mod: "the operation %",
    ast.NamedExpr: "an assignment (:=)",
    ast.Not: "the word not",
    ast.RShift: "the operation >>",
    ast.Set: "a set",
    ast.SetComp: "a comprehension",
    ast.Starred: "a starred argument",
    ast.Subscript: "an index in square brackets",
    ast.Tuple: "a tuple (numbers have a decimal point, not a comma)",
    ast.Yield: "the word yield",
    ast.YieldFrom: "the word yield",
}

UNFINISHED = "+-*/%@<>=&|~,."
WORD = re.compile("[A-Za-z]+")


def read(given: object, letters: tuple[str, ...]) -> tuple[str, Node]:
    """Read a formula; return its text, without spaces around it, and its tree.

    Parameters
    ----------
    given : str
        From anybody.
    letters : tuple of str
        The variables that the formula may use.

    Raises
    ------
    FormulaError
        If the text is not a formula of these letters; nothing else is raised, whatever is given.
    """
    text = spelt(given, letters)
    try:
        body = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise _misplaced(text, error.offset or 1, letters) from None
    except (MemoryError, RecursionError, ValueError, OverflowError):
        # the parser's own bounds; how it says so depends on its version
        raise FormulaError("the formula is too complicated for Python's parser; use fewer brackets") from None
    if sum(isinstance(node, ast.expr) for node in ast.walk(body)) > LARGEST:
        raise FormulaError(f"the formula has more than {LARGEST} numbers, letters and operations; shorten it")
    return text, _Reader(text, letters).node(body, 1)


def _misplaced(text: str, place: int, letters: tuple[str, ...]) -> FormulaError:
    """Say which word or sign the parser did not expect, at which place (counted from 1)."""
    if text[-1] in UNFINISHED:
        return complaint(text, f"nothing after the last {text[-1]}", len(text) - 1, letters)
    at = min(max(place - 1, 0), len(text) - 1)
    word = WORD.match(text, at)
    return complaint(text, f"{word.group() if word else text[at]!r} where it makes no sense", at, letters)


class _Reader:
    """Reads the nodes of one syntax tree; whatever is not on its list is refused by name."""

    def __init__(self, text: str, letters: tuple[str, ...]) -> None:
        self.text = text
        self.letters = letters

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
                beside = isinstance(left, ast.BinOp) and not isinstance(op, ast.Pow)
                first = self.node(left, depth if beside else depth + 1)
                return Operation(OPERATIONS[type(op)], first, self.node(right, depth + 1))
            case ast.UnaryOp(op=op) | ast.BinOp(op=op):
                raise self._complaint(CALLED.get(type(op), "an unknown operation"), node)
            case ast.Call():
                return self._call(node, depth)
            case ast.Attribute(attr=name, end_col_offset=end):
                raise complaint(self.text, f"the attribute .{name}", (end or 0) - len(name) - 1, self.letters)
        raise self._complaint(CALLED.get(type(node), "something that is no formula"), node)

    def _number(self, node: ast.Constant) -> Node:
        if type(node.value) not in (int, float):
            raise self._complaint("the word " + str(node.value) if node.value is not ... else "three points", node)
        text = self._source(node)
        if not text[-1:].isdigit() and not text.endswith("."):
            raise self._complaint(f"the number {text}", node)
        return Number(text)

    def _name(self, name: str, node: ast.Name) -> Node:
        if name in self.letters:
            return Letter(name)
        if name in CONSTANTS:
            return Constant(name)
        if name in FUNCTIONS:
            raise self._complaint(f"the function {name} without its argument", node)
        raise self._complaint(self._unknown("name", name), node)

    def _call(self, node: ast.Call, depth: int) -> Node:
        if not isinstance(node.func, ast.Name):
            raise self._complaint("a call of something that is no function (a product is written with *)", node)
        name, count = node.func.id, len(node.args)
        if name in self.letters or name in CONSTANTS:
            raise self._complaint(f"{name} called like a function (a product is written {name}*(...))", node)
        if name not in FUNCTIONS:
            raise self._complaint(self._unknown("function", name), node)
        if node.keywords:
            raise self._complaint(f"an argument of {name} with a name or two stars", node)
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                raise self._complaint(CALLED[ast.Starred], argument)
        wanted = FUNCTIONS[name]
        if count != wanted:
            plural = "" if count == 1 else "s"
            raise self._complaint(f"{name} with {count} argument{plural}, where it takes {wanted}", node)
        return Call(name, tuple(self.node(argument, depth + 1) for argument in node.args))

    def _unknown(self, what: str, name: str) -> str:
        if name.lower() in NO_NUMBERS:
            return f"{name}, which is no number"
        known = (*self.letters, *CONSTANTS, *FUNCTIONS)
        meant = OTHERWISE.get(name.lower()) or next(iter(difflib.get_close_matches(name.lower(), known, 1)), None)
        if name.lower() == "x":
            meant = self.letters[0]
        return f"the unknown {what} {name!r}" + (f" (did you mean {meant}?)" if meant else "")

    def _source(self, node: ast.expr) -> str:
        # the text is ASCII on one line, so that offsets in bytes count characters
        return self.text[node.col_offset : node.end_col_offset]

    def _complaint(self, what: str, node: ast.expr) -> FormulaError:
        return complaint(self.text, what, node.col_offset, self.letters)
