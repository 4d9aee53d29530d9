"""Any scalar expression as a computational graph: a model with one elementary operation per equation.

Goes in: a SymPy expression in plain variables. Comes out: a model whose equations are sums, products, powers and
functions of names; what occurs twice is computed once. Must not know: derivatives, values, positions.

Source: the code list, or evaluation trace, of Griewank and Walther, Evaluating Derivatives, section 2.2, where the
intermediate values are called v_i as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from sympy import (
    Abs,
    Add,
    Expr,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    S,
    default_sort_key,
    sign,
    zoo,
)
from sympy.core.numbers import ImaginaryUnit
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from derivations.calling import public
from derivations.engine.definitions import DefinedFunction
from derivations.engine.expressions import AsTyped, factors_of, is_size, product, terms_of
from derivations.engine.model import Equation, Model
from derivations.engine.selection import Extreme, Larger, Smaller
from derivations.engine.typed import Rows, TypedOrder
from derivations.errors import SpecificationError
from derivations.formula.vocabulary import INVERSE
from derivations.models.decimals import numbers_in
from derivations.models.formula_functions import CITED, has_gaps, sign_of
from derivations.models.formulas import plain_variables
from derivations.models.functions.definitions import ABSOLUTE, NamedFunctions, check_letters
from derivations.models.graph_names import NodeNames, check_words, read_keys
from derivations.models.keeping import keep_argument, keeping
from derivations.options import instance

KEEPING = keeping(CITED)
FUNCTIONS = ("Abs", *INVERSE, "cos", "cosh", "erf", "exp", "log", "sin", "sinh", "tan", "tanh")


@public
def graph(
    expression: Expr | str,
    name: str = "graph",
    *,
    names: Mapping[Expr | str, str] | None = None,
    output: str = "Y",
    printed: Mapping[str, str] | None = None,
) -> Model:
    r"""Return the graph of an expression.

    Numbers stay inside the operation that they belong to: 2 x is one product, x + 1 one sum. Cases, such as
    max(x, y), are one operation on what their values and conditions compare; what has no value everywhere, such as
    log(x) in "log(x) if x > 0 else y", stays inside its case. Where arguments of max or min are equal the
    derivative is the mean of theirs, and 0 if one of them is a number.

    Parameters
    ----------
    expression : Expr or str
        Its free symbols are the inputs. Text, such as "(x + y)*z", is read through the whitelist of formulas, and
        may have any variables and words for them: w_{12} is w_12, \theta is theta, and lambda, a word of Python, is
        lamda, which is printed as that letter.
    name : str
        What the model is called in headings.
    names : mapping of subexpression to str, optional
        Names for nodes, such as {"x + y": "t"}; the others are called v1, v2, ... in the order in which they are
        computed.
    output : str
        The name of the whole; taken by an input, it gets underscores.
    printed : mapping of name to str, optional
        The LaTeX of names that are not to be printed as SymPy would.

    Raises
    ------
    SpecificationError
        If the expression is a lone variable or number, a number in it is not real and finite, an operation is none of
        sum, product, power, cases, max, min and functions of one argument that are known, a variable is no Python
        identifier or has the letter of a function beside it, or a name is for what is no part of the expression.
    FormulaError
        If text is no formula.

    Examples
    --------
    >>> from sympy import symbols
    >>> from derivations import derive, graph
    >>> x, y, z = symbols("x y z")
    >>> model = graph((x + y) * z, names={x + y: "t"})
    >>> [each.target.name for each in model.equations]
    ['t', 'Y']
    >>> graph("(x + y)*z").cost.name
    'Y'
    >>> derive(model)["dx"].value
    dt
    """
    numbers, given = None, expression
    if isinstance(expression, str):
        expression, tree = plain_variables(expression)
        # no number comes down from an exponent: each operation has its own equation
        numbers = (found := numbers_in([tree])) and replace(found, times=frozenset())
    instance("expression", expression, Expr, "a SymPy expression in plain variables, or text, such as '(x + y)*z'")
    instance("name", name, str, "text")
    check_words(names, output, printed)
    inputs = sorted(expression.free_symbols, key=str)
    if not expression.args or not inputs:
        came_to = f": it is {expression}" if str(given) != str(expression) else ""
        raise SpecificationError(
            f"{given} has no operation on a variable{came_to}; a graph needs at least one, such as x + y"
        )
    for number in expression.atoms(Number, NumberSymbol, ImaginaryUnit, type(zoo)):
        if not (number.is_real and number.is_finite):
            raise SpecificationError(f"{number} in {expression}; a graph computes with real numbers")
    called = NodeNames({symbol.name for symbol in inputs}, read_keys(names or {}), output, dict(printed or {}))
    nodes = _Nodes(called, given is not expression)
    variables = tuple(called.variable(symbol.name) for symbol in inputs)
    nodes.known |= {symbol: variable.at() for symbol, variable in zip(inputs, variables, strict=True)}
    nodes.add(expression, whole=True)
    called.refuse_unused(expression)
    used = {symbol for each in nodes.equations for symbol in each.expression.free_symbols}
    for symbol, variable in zip(inputs, variables, strict=True):
        if variable.at() not in used:
            raise SpecificationError(f"{given} does not depend on {symbol}: it cancels")
    order = TypedOrder(nodes.sums, nodes.products, nodes.quotients)
    return check_letters(NamedFunctions(name, variables, tuple(nodes.equations), typed_numbers=numbers, order=order))


@dataclass
class _Nodes:
    """The equations so far, and the name under which each subexpression is known; if the expression was typed, its
    parts stand in that order, and rows say so of the equations.
    """

    names: NodeNames
    typed: bool
    known: dict[Expr, Expr] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    sums: Rows = ()
    products: Rows = ()
    quotients: Rows = ()
    inside_case: bool = False

    def add(self, expression: Expr, *, whole: bool = False) -> Expr:
        """Return the name of an expression, after an equation for it if it is new."""
        if expression in self.known or not expression.free_symbols:
            return self.known.get(expression, expression)
        operation = self._operation(expression)
        if operation in self.known and not whole:
            # another form of it: the 1/(y z) in x/(y z)
            self.known[expression] = self.known[operation]
            return self.known[operation]
        if self.inside_case and not whole and not self.names.has(expression) and has_gaps(operation):
            # as a node it would be asked for a value, and for a derivative, where its case does not hold
            return operation
        variable = self.names.variable(self.names.of_whole() if whole else self.names.of_part(expression))
        keeps = operation.has(AsTyped)
        self.equations.append(
            Equation(variable, product(operation) if keeps else operation, typed=operation if keeps else None)
        )
        self.known[expression] = self.known[operation] = variable.at()
        return variable.at()

    def _operation(self, expression: Expr) -> Expr:
        """Write one operation on names; its parts get their equations first, in reading order."""
        if isinstance(expression, Add):
            terms = tuple(map(self._term, expression.args if self.typed else terms_of(expression)))
            self.sums += (terms,) if self.typed else ()
            if any(map(_is_inside, terms)):
                return reduce(KEEPING["+"], terms)
            found = Add(*terms)
            # x + x, as it was typed
            return found if len(Add.make_args(found)) == len(terms) else Add(*terms, evaluate=False)
        if isinstance(expression, Mul):
            return self._product(expression)
        if isinstance(expression, Pow):
            base, exponent = self.add(expression.base), self.add(expression.exp)
            return KEEPING["**"](base, exponent) if _is_inside(base) else Pow(base, exponent)
        if isinstance(expression, Max | Min):
            return self._extreme(expression)
        if isinstance(expression, Extreme):
            return expression.func(*map(self.add, expression.args))
        if isinstance(expression, Piecewise):
            return Piecewise(*((self._case(value), self._condition(condition)) for value, condition in expression.args))
        if isinstance(expression, sign):
            # SymPy's own derivative of it is Dirac's delta
            return sign_of(self.add(expression.args[0]))
        if isinstance(expression, DefinedFunction) or expression.func.__name__ in FUNCTIONS:
            # SymPy's own derivative of |u| is about complex u
            function = ABSOLUTE if isinstance(expression, Abs) else expression.func
            argument = self.add(expression.args[0])
            return keep_argument(function)(argument) if _is_inside(argument) else function(argument)
        operation = f"operation {expression.func.__name__!r} in {expression}"
        known = f"sum, product, power, sqrt, cases, Max, Min, sign, {', '.join(FUNCTIONS)}"
        raise SpecificationError(f"{operation}; known: {known}")

    def _product(self, expression: Expr) -> Expr:
        """Write a product, which is divided once: in x/(y z) by the product y z, where its first divisor stood."""
        factors = expression.args if self.typed else factors_of(expression)
        whole = [each for each in factors if not is_size(each)]
        below = [each for each in whole if _divides(each)]
        if len(below) > 1:
            divisor = self.add(Mul(*(1 / each for each in below), evaluate=not self.typed))
            self.known[divisor] = divisor
            factors = tuple(1 / divisor if each == below[0] else each for each in factors if each not in below[1:])
            if len(factors) == 1:
                return 1 / divisor
        names = tuple(self.add(factor) for factor in factors)
        if any(map(_is_inside, names)):
            return reduce(_multiply_or_divide, names)
        found = Mul(*names)
        if self.typed:
            self._keep_order(found, factors, names)
        # 0 x is of x
        return found if found != 0 else Mul(S.Zero, *(each for each in names if each.free_symbols), evaluate=False)

    def _keep_order(self, found: Expr, factors: Sequence[Expr], names: Sequence[Expr]) -> None:
        """Remember the order of a product, in which x x is x^2, and the number below its bar."""
        number, *powers = factors_of(found)
        varying = [each for each in (number, *powers) if not is_size(each)]
        self.products += (tuple(dict.fromkeys(each for name in names for each in varying if each.has(name))),)
        divided = [at for at, each in enumerate(factors) if _divides(each) and is_size(each)]
        above = [each for at in divided for each in names[:at] if not is_size(each)]
        if len(divided) == 1 and above and is_size(number) and not number.is_Integer:
            self.quotients += ((found, abs(1 / names[divided[0]]), *above),)

    def _term(self, term: Expr) -> Expr:
        """Name a term of a sum; one that is taken off by what is taken off: x - y is one operation, and x - 2 y two."""
        number, rest = term.as_coeff_Mul()
        if not (number.is_negative and rest.free_symbols):
            return self.add(term)
        # 2 (x + y) stays a product
        return -self.add(rest if number == -1 else Mul(-number, rest, evaluate=not isinstance(rest, Add)))

    def _extreme(self, expression: Expr) -> Expr:
        """Write max or min of all parts as one operation; a number comes last."""
        parts = sorted(expression.args, key=lambda part: (not part.free_symbols, default_sort_key(part)))
        return (Larger if isinstance(expression, Max) else Smaller)(*map(self.add, parts))

    def _case(self, value: Expr) -> Expr:
        outside, self.inside_case = self.inside_case, True
        found = self.add(value)
        self.inside_case = outside
        return found

    def _condition(self, condition: Boolean) -> Boolean:
        if not isinstance(condition, Relational):
            return condition
        return condition.func(*(self.add(side) for side in condition.args))


def _is_inside(operand: Expr) -> bool:
    """Tell whether an operand stands where it was typed, without a name of its own: SymPy makes x of exp(log(x))."""
    return bool(operand.free_symbols) and not (operand.is_Symbol or (-operand).is_Symbol)


def _multiply_or_divide(u: Expr, v: Expr) -> Expr:
    return KEEPING["/"](u, v.base) if isinstance(v, Pow) and v.exp == -1 else KEEPING["*"](u, v)


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and bool(factor.exp.is_negative)
