r"""A reader of printed mathematics: LaTeX becomes a tree, as a textbook is read.

Shares nothing with what prints. A product binds more tightly than a product entry by entry, that more tightly than a
sum; a sum sign reaches to the next plus or minus; a derivative of a bracket is of that bracket only.

A node is a tuple: what it is, and its parts.
"""

import re
from typing import Any

from tests.export.tex_tokens import ACCENTS, ENDS, FUNCTIONS, GREEK, OPENING, RELATIONS, MisprintError, tokens

Node = tuple[Any, ...]


def read(formula: str, functions: frozenset[str] = frozenset()) -> Node:
    """Read a formula; ``functions`` are letters that are functions here, such as f."""
    reader = _Reader(tokens(formula), functions)
    node = reader.sum_of_terms()
    if reader.at < len(reader.found):
        raise MisprintError(f"{' '.join(reader.found[reader.at :])!r} is left over of {formula}")
    return node


class _Reader:
    def __init__(self, found: list[str], functions: frozenset[str]) -> None:
        self.found, self.at, self.functions = found, 0, functions

    @property
    def next(self) -> str:
        return self.found[self.at] if self.at < len(self.found) else ""

    def take(self, token: str) -> bool:
        if self.next == token:
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise MisprintError(f"{token!r} expected before {' '.join(self.found[self.at : self.at + 8])!r}")

    def sum_of_terms(self) -> Node:
        node: Node = ("minus", self.term()) if self.take("-") else self.term()
        while self.next in {"+", "-"}:
            sign = self.next
            self.at += 1
            node = ("plus", node, self.term() if sign == "+" else ("minus", self.term()))
        return node

    def term(self) -> Node:
        node = self.product()
        while self.next in {r"\odot", r"\oslash"}:
            kind = self.next[1:]
            self.at += 1
            node = (kind, node, self.product())
        return node

    def product(self) -> Node:
        factors = [self.powered()]
        while self.next not in ENDS and self.next not in {r"\odot", r"\oslash"}:
            self.take(r"\cdot")
            factors.append(self.powered())
        node = factors[0] if len(factors) == 1 else ("times", *factors)
        if self.take("/"):
            # one factor divides all that stands before the slash, and nothing follows it
            node = ("divided", node, self.powered())
            if self.next not in ENDS or self.next == "/":
                raise MisprintError(f"{self.next!r} after what stands behind a slash")
        return node

    def powered(self) -> Node:
        node = self.factor()
        while self.take("^"):
            self.expect("{")
            if self.take(r"\top"):
                node = ("transposed", node)
            else:
                self.take(r"\odot")
                node = ("power", node, self.sum_of_terms())
            self.expect("}")
        return node

    def factor(self) -> Node:
        token = self.next
        if re.fullmatch(r"\d+(\.\d+)?", token):
            self.at += 1
            return ("number", float(token))
        if token in OPENING:
            self.at += 1
            node = self.sum_of_terms()
            self.expect(OPENING[token])
            return ("size", node) if token == r"\left|" else node
        if token == "{":
            return self.group()
        if token == "[":
            return self.bracket()
        readers = {
            r"\frac": self.fraction,
            r"\sum": self.total,
            r"\sqrt": self.root,
            r"\begin": self.cases,
            r"\cancel": self.cancelled,
            r"\underset": self.shaped,
            r"\mathbf": self.ones,
            r"\operatorname": self.function,
        }
        if token in readers:
            return readers[token]()
        if token in FUNCTIONS or token in self.functions:
            return self.function()
        if token == "e" and self.found[self.at + 1] == "^":
            self.at += 2
            return ("function", "exp", 0, self.group())
        return self.name()

    def group(self) -> Node:
        self.expect("{")
        node = self.sum_of_terms()
        self.expect("}")
        return node

    def bracket(self) -> Node:
        """1 where what stands in the bracket holds: [k = j], [u > 0], [0 < u < 6]."""
        self.expect("[")
        if self.next.isalpha() and self.found[self.at + 1].strip("'") in {"", "="}:
            first = self.letter()
            self.expect("=")
            node: Node = ("same", first, self.letter())
        else:
            left = self.sum_of_terms()
            holds: list[Node] = []
            while not holds or self.next != "]":
                relation, right = RELATIONS[self.any()], self.sum_of_terms()
                holds.append(("holds", relation, left, right))
                left = right
            node = holds[0] if len(holds) == 1 else ("both", *holds)
        self.expect("]")
        return node

    def any(self) -> str:
        """Take whatever is next."""
        token = self.next
        if not token:
            raise MisprintError("the formula ends too early")
        self.at += 1
        return token

    def letter(self) -> str:
        token = self.any()
        while self.take("'"):
            token += "'"
        return token

    def fraction(self) -> Node:
        self.expect(r"\frac")
        above = self.at + 1
        if self.found[above] in {r"\partial", "d"}:
            return self.derivative(self.found[above])
        return ("divided", self.group(), self.group())

    def derivative(self, sign: str) -> Node:
        self.expect("{")
        self.expect(sign)
        inside = None if self.next == "}" else self.sum_of_terms()
        self.expect("}")
        self.expect("{")
        self.expect(sign)
        below = self.factor()
        self.expect("}")
        held = self.held() if self.take(r"\bigg") else ()
        if inside is None:
            self.expect(r"\left[")
            inside = self.sum_of_terms()
            self.expect(r"\right]")
        return ("derivative", inside, below, *held)

    def held(self) -> tuple[Node, ...]:
        """What is held fixed, below the bar behind a derivative: |_{v, mu}."""
        self.expect(r"\vert")
        self.expect("_")
        self.expect("{")
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        self.expect("}")
        return tuple(found)

    def total(self) -> Node:
        self.expect(r"\sum")
        self.expect("_")
        self.expect("{")
        letter = self.letter()
        self.expect("=")
        first = self.sum_of_terms()
        self.expect("}")
        self.expect("^")
        last = self.group()
        # to the next plus or minus
        return ("sum", letter, first, last, self.term())

    def root(self) -> Node:
        self.expect(r"\sqrt")
        return ("power", self.group(), ("number", 0.5))

    def cancelled(self) -> Node:
        self.expect(r"\cancel")
        return self.group()

    def shaped(self) -> Node:
        self.expect(r"\underset")
        self.expect("{")
        rows = self.sum_of_terms()
        self.expect(r"\times")
        columns = self.sum_of_terms()
        self.expect("}")
        self.expect("{")
        inside = self.powered()
        self.expect("}")
        return ("shaped", inside, rows, columns)

    def ones(self) -> Node:
        """A vector of ones, or that of the costs of the samples, C."""
        self.expect(r"\mathbf")
        self.expect("{")
        token = self.letter()
        self.expect("}")
        return ("ones",) if token == "1" else ("name", f"{token}_s", "", ())

    def cases(self) -> Node:
        self.words(r"\begin", "cases")
        found: list[Node] = []
        while True:
            value = self.sum_of_terms()
            self.expect("&")
            conditions: list[Node] = []
            more = self.text().strip() == "if"
            while more:
                first = self.sum_of_terms()
                while self.next in RELATIONS:
                    relation, second = RELATIONS[self.any()], self.sum_of_terms()
                    conditions.append((relation, first, second))
                    first = second
                more = self.next == r"\text" and self.text().strip() == "and"
            found.append((value, *conditions))
            if not self.take(r"\\"):
                break
        self.words(r"\end", "cases")
        return ("cases", *found)

    def text(self) -> str:
        self.expect(r"\text")
        self.expect("{")
        found = ""
        while not self.take("}"):
            found += self.any()
        return found

    def words(self, command: str, word: str) -> None:
        self.expect(command)
        for token in ("{", *word, "}"):
            self.expect(token)

    def function(self) -> Node:
        name = self.any()
        if name == r"\operatorname":
            self.expect("{")
            name = ""
            while not self.take("}"):
                name += self.any()
        name = name.lstrip("\\")
        if self.take("_"):
            self.expect("{")
            name += f"_{self.next}"
            self.at += 1
            self.expect("}")
        primes = 0
        while self.take("'"):
            primes += 1
        power = self.group() if self.take("^") else None
        if self.next not in {"(", r"\left("}:
            raise MisprintError(f"the function {name} of nothing")
        closing = OPENING[self.next]
        self.at += 1
        arguments = [self.sum_of_terms()]
        while self.take(","):
            arguments.append(self.sum_of_terms())
        self.expect(closing)
        node: Node = ("function", name, primes, *arguments)
        return node if power is None else ("power", node, power)

    def name(self) -> Node:
        """A letter, with the number of its layer, (2), and its places."""
        base = self.any()
        if base in ACCENTS:
            self.expect("{")
            base += self.letter()
            self.expect("}")
        elif base not in GREEK and not base.isalpha():
            raise MisprintError(f"{base!r} is not a name")
        layer, places = "", tuple[str, ...]()
        while self.next in {"^", "_"}:
            if self.next == "^":
                if self.found[self.at + 1 : self.at + 3] != ["{", "("]:
                    break
                self.at += 3
                layer = self.next
                self.at += 1
                self.expect(")")
                self.expect("}")
            else:
                self.at += 1
                places = self.places()
        if self.found[self.at : self.at + 2] == ["{", "}"]:
            self.at += 2
        # the cost, C, and that of a sample, C_s
        return ("name", f"{base}_s" if base == "C" and places else base, layer, places)

    def places(self) -> tuple[str, ...]:
        self.expect("{")
        found = []
        while not self.take("}"):
            if not self.take(","):
                found.append(self.letter())
        return tuple(found)
