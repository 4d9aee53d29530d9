"""The child process of ``bounded``: SymPy's expensive attempts, in a process of their own that can be stopped.

Goes in: one JSON line per attempt, on standard input. Comes out: one JSON line per better answer, the last marked as
such. Must not import: anything of this library; the file is run by its path, so that only SymPy is loaded.

An expression travels as nested lists of the few kinds of nodes in ``KINDS``; whatever else occurs in it travels as a
letter, and stays what it was. No text is ever parsed by SymPy, nothing is unpickled, nothing is executed.

The child limits itself too, or it would outlive a server that dies in the middle of an attempt: its memory once, its
time anew for every attempt.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import sympy
from sympy import Basic, Dummy, Expr, Integer, Rational, Symbol

MEMORY = 2 * 1024**3  # bytes
# A simplification is made of these, the cheap ones first; the shortest result so far is what counts.
STEPS: tuple[Callable[[Expr], Expr], ...] = (
    lambda expression: sympy.cancel(sympy.together(expression)),
    sympy.factor,
    sympy.simplify,
)

NAMES = (
    *("Abs", "Add", "Mul", "Pow", "acos", "asin", "atan", "cos", "cosh", "erf", "exp", "log", "sign", "sin", "sinh"),
    *("tan", "tanh", "And", "Eq", "Ge", "Gt", "Le", "Lt", "Ne", "Or"),
)
KINDS: dict[str, Any] = {name: getattr(sympy, name) for name in NAMES}
CONSTANTS: dict[str, Any] = {name: getattr(sympy, name) for name in ("E", "oo", "pi", "true", "false")}

Encoded = list[Any]


class Letters:
    """The letters that stand for the symbols of an expression, and for parts that do not travel."""

    def __init__(self) -> None:
        self.parts: list[Basic] = []

    def number(self, part: Basic) -> int:
        """Return the number of the letter that stands for a part."""
        if part not in self.parts:
            self.parts.append(part)
        return self.parts.index(part)


def encode(node: Basic, letters: Letters) -> Encoded:
    """Return an expression as nested lists."""
    if isinstance(node, Integer):
        return ["number", str(node)]
    if isinstance(node, Rational):
        return ["number", str(node.p), str(node.q)]
    for name, constant in CONSTANTS.items():
        if node == constant:
            return ["constant", name]
    if isinstance(node, sympy.Piecewise):
        return ["cases", *([encode(value, letters), encode(condition, letters)] for value, condition in node.args)]
    for name, kind in KINDS.items():
        if node.func is kind:
            return ["node", name, *(encode(arg, letters) for arg in node.args)]
    return ["letter", letters.number(node), [fact for fact in ("integer", "positive", "real") if facts(node, fact)]]


def facts(node: Basic, fact: str) -> bool:
    """Tell whether a part is known to be an integer, positive or real."""
    return bool(getattr(node, f"is_{fact}", False))


def decode(given: Encoded, letter: Callable[[int, list[str]], Basic]) -> Any:
    """Return the expression of nested lists; ``letter`` gives the part for a number and what is known of it.

    Raises
    ------
    KeyError
        If a kind of node is not one of the table.
    """
    what, *rest = given
    if what == "number":
        return Rational(*(int(part) for part in rest))
    if what == "constant":
        return CONSTANTS[rest[0]]
    if what == "letter":
        return letter(*rest)
    if what == "cases":
        return sympy.Piecewise(*((decode(value, letter), decode(condition, letter)) for value, condition in rest))
    return KINDS[rest[0]](*(decode(arg, letter) for arg in rest[1:]))


def answers(what: str, expression: Any) -> Iterator[Any]:
    """Give better and better answers to an attempt: shorter forms, or the solution of an inequality in one letter."""
    if what == "solve":
        (letter,) = expression.free_symbols
        yield sympy.solve_univariate_inequality(expression, letter, relational=True)
        return
    best = expression
    for step in STEPS:
        # an attempt that fails leaves what there is
        with suppress(Exception):
            found = step(best)
            if found.count_ops() < best.count_ops() and not found.has(sympy.nan, sympy.zoo):
                best = found
                yield best


def main() -> None:
    """Answer one attempt after the other, until standard input ends."""
    _limit_memory()
    _send({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        # nothing handles the signal: it ends the process, whatever SymPy is doing
        signal.setitimer(signal.ITIMER_REAL, float(request["seconds"]))
        known: dict[int, Symbol] = {}

        def letter(number: int, assumed: list[str], known: dict[int, Symbol] = known) -> Symbol:
            return known.setdefault(number, Dummy(**dict.fromkeys(assumed, True)))

        with suppress(Exception):
            expression = decode(request["expression"], letter)
            back = {symbol: number for number, symbol in known.items()}
            for answer in answers(request["what"], expression):
                letters = Letters()
                encoded = encode(answer, letters)
                numbers = [back.get(part) for part in letters.parts]
                if None not in numbers:  # else something came in that does not travel, such as a root of a polynomial
                    _send({"answer": encoded, "letters": numbers})
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send({"done": True})


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    import resource  # noqa: PLC0415  # not on every system; where it is missing the child ends, and nobody waits for it

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
