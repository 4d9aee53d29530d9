"""A formula of one's own as a PyTorch expression, from its tree: autograd then has to find its derivative by itself.

Goes in: a tree, the tensors that its variables stand for. Comes out: Python source. Must not know: networks, the other
sides that read the tree, but for what a case is where it does not hold.

Autograd multiplies by 0 what it finds in a case that does not hold, and 0 times an infinite derivative is no number. So
where a case can be infinite, a harmless number takes the place of its variables wherever it does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from math import inf, log

from derivations.errors import SpecificationError, shown
from derivations.formula.constant import constant_value
from derivations.formula.stable import stable
from derivations.formula.ties import is_number
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
    parts,
    variables,
    write,
)
from derivations.numeric.network.harmless import harmless

ONE_ARGUMENT = "abs acos acosh asin asinh atan atanh cos cosh erf exp log relu sigmoid sign sin sinh sqrt tan tanh"
FUNCTIONS = {
    **{name: f"torch.{name}({{z}})" for name in ONE_ARGUMENT.split()},
    "huber": 'F.huber_loss({z}, torch.zeros_like({z}), reduction="none")',
}
# PyTorch takes no whole number from here on
LARGEST = 2**63
# what may be infinite, or have an infinite derivative, at a finite argument
INFINITE = {"acos", "acosh", "asin", "atanh", "cosh", "exp", "log", "sinh", "sqrt", "tan"}
# a power up to this one is finite, as long as a network is of any use
DEGREE = 4
# a case for each set of parts that may be equal
MOST_TIED = 4
LONGEST = 4000  # characters that stand for a variable


def pytorch_formula(tree: Node, names: Mapping[str, str], functions: Mapping[str, str]) -> str:
    """Return the expression; ``names`` are those of the tensors, ``functions`` the activations of PyTorch, in {z}.

    Raises a SpecificationError if it has a function that PyTorch has not: step; or a case of which no harmless
    arguments are found.
    """
    tree = stable(tree)
    # autograd finds nothing where a variable stands in conditions only; there the derivative is 0
    for name in sorted(variables(tree) - _carry(tree)):
        tree = Operation("+", tree, Operation("*", Number("0"), FreeVariable(name)))
    return write(_Translation(names, FUNCTIONS | dict(functions)).of(tree))


@dataclass(frozen=True)
class _Translation:
    """Makes a tree that is written as PyTorch: what is no sign is a name in it, whatever that holds."""

    names: Mapping[str, str]
    functions: Mapping[str, str]

    def of(self, node: Node) -> Node:
        if (found := self.bounded(node)) is not None:
            return found
        match node:
            case FreeVariable(name):
                return FreeVariable(self.names[name])
            case Constant(name):
                return FreeVariable(f"torch.{name}")
            case Number():
                whole = node.value.denominator == 1 and abs(node.value) < LARGEST
                return Number(str(node.value) if whole else repr(float(node.value)))
            case Negative(argument):
                return Negative(self.of(argument))
            case Operation("**", Constant("e"), exponent):
                return Call("torch.exp", (self.tensor(exponent),))
            case Operation(sign, left, right):
                first = self.of(left)
                large = not variables(node) and abs(constant_value(node) or 0) >= LARGEST
                return Operation(sign, _as_float(first) if large else first, self.of(right))
            case Call("max" | "min" as name, (left, right)):
                return self.extreme(name, left, right)
            case Call("max" | "min" as name, arguments):
                return self.extreme_of_more(name, arguments)
            case Call(name, (argument,)) if name in self.functions:
                return FreeVariable(self.functions[name].format(z=write(self.tensor(argument))))
            case Cases():
                return self.case(node)
        raise SpecificationError(f"PyTorch has no function for {write(node)!r} of this formula")

    def bounded(self, node: Node) -> Node | None:
        """Translate what is finite where cosh or sinh in it is not; 1/cosh(710) is below every normal float64."""
        match node:
            case Operation("/", Call("sinh", (u,)), Call("cosh", (v,))) if u == v:
                return Call("torch.tanh", (self.tensor(u),))
            case Operation("/", Call("cosh", (u,)), Call("sinh", (v,))) if u == v:
                return Operation("/", Number("1"), Call("torch.tanh", (self.tensor(u),)))
            case Operation("/", above, Call("cosh" | "sinh" as name, (u,))):
                return Operation("/", self.of(above), self.clamped(name, u))
            case Operation("/", above, Operation("**", Call("cosh" | "sinh" as name, (u,)), exponent)):
                factor = Operation("**", Operation("/", Number("1"), self.clamped(name, u)), self.of(exponent))
                return factor if above == Number("1") else Operation("*", self.of(above), factor)
            case Call("log", (Operation("*", factor, Call("cosh" | "sinh") as other),)) if not variables(factor):
                return self.bounded(Call("log", (Operation("*", other, factor),)))
            case Call("log", (Operation("*" | "/" as sign, Call("cosh" | "sinh") as other, factor),)):
                number = None if variables(factor) else constant_value(factor)
                if number is not None and number > 0:
                    apart = Number(repr(log(number)))
                    return Operation("+" if sign == "*" else "-", self.of(Call("log", (other,))), apart)
            case Call("log", (Call("cosh" | "sinh" as name, (argument,)),)):
                z = self.tensor(argument)
                less = Negative(Call("torch.expm1", (Negative(Operation("*", Number("2"), z)),)))
                sinh, cosh = Operation("+", z, Call("torch.log", (less,))), Call("torch.logaddexp", (z, Negative(z)))
                return Operation("-", cosh if name == "cosh" else sinh, Number(repr(log(2))))
        return None

    def clamped(self, name: str, argument: Node) -> Node:
        return Call(f"torch.{name}", (Call("torch.clamp", (self.tensor(argument), Number("-710"), Number("710"))),))

    def tensor(self, part: Node) -> Node:
        # a function takes no Python number, and one of 32 bits would lose digits
        made = self.of(part)
        text = write(made)
        own = variables(part) or "torch.tensor" in text
        return made if own else FreeVariable(f"torch.tensor({text}, dtype=torch.float64)")

    def extreme(self, name: str, left: Node, right: Node) -> Node:
        """Translate max or min; at a tie with a number the derivative is 0: torch.maximum would give half."""
        sign, opposite = (">", "<=") if name == "max" else ("<", ">=")
        if (fixed := is_number(right)) or is_number(left):
            moving, number = (left, right) if fixed else (right, left)
            # what is no number stays none
            return self.case(Cases((Comparison(opposite, moving, number),), number, moving))
        if max(_degree(left), _degree(right)) <= DEGREE:
            return Call(f"torch.{name}imum", (self.tensor(left), self.tensor(right)))
        tie = Operation("/", Operation("+", left, right), Number("2"))
        behind = Cases((Comparison(sign, right, left),), right, tie)
        return self.case(Cases((Comparison(sign, left, right),), left, behind))

    def extreme_of_more(self, name: str, arguments: tuple[Node, ...]) -> Node:
        """Translate max or min of more than two: amax shares a derivative among all that are equal."""
        numbers = tuple(each for each in arguments if is_number(each))
        varying = tuple(each for each in arguments if each not in numbers)
        if numbers and varying:
            return self.of(Call(name, tuple(Call(name, each) if each[1:] else each[0] for each in (varying, numbers))))
        if max(map(_degree, arguments)) > DEGREE:
            return self.case(_by_ties(">" if name == "max" else "<", arguments))
        tensors = ", ".join(write(self.tensor(each)) for each in arguments)
        return FreeVariable(f"torch.stack(torch.broadcast_tensors({tensors})).a{name}(0)")

    def case(self, part: Node, path: tuple[tuple[str, bool], ...] = ()) -> Node:
        """Translate a case of cases; the path to it are conditions that hold, or not, where it counts."""
        if isinstance(part, Cases):
            holds = " & ".join(map(self.holds, part.conditions))
            then, otherwise = part.then, part.otherwise
            chosen = (self.case(then, (*path, (holds, True))), self.case(otherwise, (*path, (holds, False))))
            return Call("torch.where", (FreeVariable(holds), *chosen))
        if _degree(part) <= DEGREE:
            return self.tensor(part)
        instead, guarded = harmless(part), {}
        if instead is None:
            raise SpecificationError(
                f"PyTorch has no derivative of a formula with the case {shown(write(part))}: no argument was found "
                "at which it and its derivative are finite, to stand in where the case does not hold"
            )
        for name, number in instead.items():
            text = self.names[name]
            for condition, holds_there in reversed(path):
                text = f"torch.where({condition}, {text if holds_there else number}, {number if holds_there else text})"
            if len(text) > LONGEST:
                raise SpecificationError(
                    f"PyTorch's program of {shown(write(part))} is too long, with a case inside of every case; "
                    "write fewer cases inside each other"
                )
            guarded[name] = text
        return replace(self, names={**self.names, **guarded}).tensor(part)

    def holds(self, each: Comparison) -> str:
        # two Python numbers would not make a tensor
        side = self.of if variables(each.left) or variables(each.right) else self.tensor
        return f"({write(side(each.left))} {each.sign} {write(side(each.right))})"


def _by_ties(sign: str, arguments: tuple[Node, ...]) -> Node:
    """Write max or min as cases: one for all arguments that may be equal and beyond the others."""
    every = range(len(arguments))
    if len(every) > MOST_TIED:
        raise SpecificationError(
            f"PyTorch has no derivative of a max or min of {len(every)} parts, one of which may be infinite where it "
            f"does not count; write one of at most {MOST_TIED}"
        )
    sets = [some for size in every[1:] for some in combinations(every, size)]
    found = _mean(arguments)
    for some in reversed(sets):
        others = (at for at in every if at not in some)
        beyond = tuple(Comparison(sign, arguments[one], arguments[at]) for at in others for one in some)
        found = Cases(beyond, _mean([arguments[at] for at in some]), found)
    return found


def _mean(parts: Sequence[Node]) -> Node:
    total = reduce(lambda one, two: Operation("+", one, two), parts)
    return Operation("/", total, Number(str(len(parts)))) if parts[1:] else total


def _as_float(number: Node) -> Node:
    """Let a Python number without a variable be computed in floats from its first one on."""
    match number:
        case Number(text):
            return Number(repr(float(text)))
        case Negative(argument):
            return Negative(_as_float(argument))
        case Operation(sign, left, right):
            return Operation(sign, _as_float(left), right)
    return number


def _carry(node: Node) -> frozenset[str]:
    """Return the variables of a tree that do not stand in its conditions only."""
    below = (node.then, node.otherwise) if isinstance(node, Cases) else parts(node)
    return frozenset().union(*map(_carry, below)) if below else variables(node)


def _degree(node: Node) -> float:
    """Bound the power of its variables by which a part grows; infinite if it, or its derivative, can be."""
    if not variables(node):
        return 0
    match node:
        case Operation("*", left, right):
            return _degree(left) + _degree(right)
        case Operation("**", base, Number() as exponent) if exponent.value.denominator == 1:
            return _degree(base) * max(1, int(exponent.value))
        case Operation("/", above, below) if not variables(below):
            return _degree(above)
        case Cases(_, then, otherwise):
            return max(_degree(then), _degree(otherwise))
        case FreeVariable():
            return 1
        case Operation("/" | "**"):
            return inf
        case Call(name) if name in INFINITE:
            return inf
    return max(map(_degree, parts(node)))
