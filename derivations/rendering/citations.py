r"""A rule in words, with what it cites: lemma $\sigma'$, definition of $C$, named value $a^{(2)}$.

What a line cites is read off it: what stood in the line above and was replaced, or what has come in.

Goes in: a line and the one above. Comes out: words, with mathematics between dollar signs. Must not know: pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sympy import Expr

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Line, Result, Results
from derivations.engine.expressions import Partial, walk
from derivations.engine.model import Model
from derivations.engine.rules.differentiation import is_of_variable
from derivations.engine.variables import is_entry, name_of
from derivations.rendering.functions import function_name
from derivations.rendering.style import subscript, total_sign

OF = {"citation": "citation of", "definition": "definition of", "derivative of a function": "derivative of"}

ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


def in_words(result: Result, number: int, derivation: Results) -> str:
    """Return the rule of a line of a result, and what it cites."""
    line = result.lines[number]
    names = [f"${name}$" for name in dict.fromkeys(_cite(result, number, derivation))]
    if not names:
        return line.rule
    rule, _, how = line.rule.partition(",")
    # a comma stands between the rules of a list, so none before how a definition is read
    cited = " and ".join(each for each in (", ".join(names[:-1]), names[-1]) if each)
    return f"{OF.get(rule, rule)} {cited}{how}"


def list_rules(rules: Iterable[str]) -> str:
    """List rules in words, each once; those that hold a comma are told apart by semicolons."""
    each = tuple(dict.fromkeys(rules))
    return ("; " if any("," in rule for rule in each) and len(each) > 1 else ", ").join(each)


def escape(words: str) -> str:
    """Write words as LaTeX prints them."""
    return "".join(ESCAPES.get(each, each) for each in words)


def set_in_mathematics(note: str) -> str:
    """Set words inside mathematics, and the mathematics in them outside of the text."""
    parts = note.split("$")
    return "".join(part if at % 2 else rf"\text{{{escape(part)}}}" for at, part in enumerate(parts) if part)


def _cite(result: Result, number: int, derivation: Results) -> Iterable[str]:
    line, model = result.lines[number], derivation.model
    before = result.lines[number - 1].expression if number else None
    if not all(isinstance(each.expression, Expr) for each in result.lines[max(number - 1, 0) : number + 1]):
        return  # the check says what is wrong with such a line
    if line.rule.startswith("definition"):
        yield from _define(result, line, before, model)
    elif before is None:
        return
    elif line.rule == "citation":
        gone = [name for name in _entries(before) if name not in _entries(line.expression)]
        yield from (_gradient(name, model) for name in gone if name in model.by_gradient)
    elif line.rule == "derivative of a function":
        functions = (n.function for n in walk(before) if isinstance(n, Partial) and is_of_variable(*n.args))
        yield from (_name(function.func) for function in functions)
    elif line.rule == "lemma":
        lemmas = list(_replaced_functions(before, line.expression))
        # what was multiplied by 0 is gone as well
        zero = [each for each in lemmas if _is_zero(each, derivation)] if line.expression == 0 else []
        yield from map(_name, zero or lemmas)
    elif line.rule == "named value":
        come = _entries(line.expression) - _entries(before)
        yield from (model.by_name[name].latex for name in come if name in model.by_name)


def _define(result: Result, line: Line, before: Expr | None, model: Model) -> Iterable[str]:
    """Give what is replaced by its equation, or, of a function, by its formula."""
    if isinstance(result.left, DefinedFunction):
        # a definition that is read backwards may be that of another function, whose name then comes in
        come = line.expression.atoms(DefinedFunction) - (before.atoms(DefinedFunction) if before is not None else set())
        named = sorted({_name(each.func) for each in come if not each.order}) if before is not None else []
        yield from named or [_name(apply_definition(result.left.definition))]
    elif before is not None:
        now = {node.function for node in walk(line.expression) if isinstance(node, Partial)}
        for node in walk(before):
            if isinstance(node, Partial) and is_entry(node.function) and node.function not in now:
                yield _variable(name_of(node.function), model)
        yield from map(_name, _replaced_functions(before, line.expression))
    elif isinstance(result.left, Partial):
        yield _variable(name_of(result.left.function), model)
    elif result.variable is not None and result.kind == "gradient":
        differentiated, own = model.differentiated(result.variable, result.variable.indices)
        yield subscript(differentiated.latex, own)


def _gradient(name: str, model: Model) -> str:
    variable = model.by_gradient[name]
    if variable.gradient_latex:
        return variable.gradient_latex
    differentiated, own = model.differentiated(variable, variable.indices)
    sign = total_sign(model) if model.has_scalars_only else r"\partial"
    return rf"{sign} {subscript(differentiated.latex, own)} / {sign} {_variable(variable.name, model)}"


def _variable(name: str, model: Model) -> str:
    """Name a variable without its indices; only they tell the cost of one sample, C_s, from the cost."""
    variable = model.by_name[name]
    return subscript(variable.latex, variable.indices) if variable == model.sample_cost else variable.latex


def _entries(expression: Expr) -> Counter[str]:
    return Counter(name_of(node) for node in walk(expression) if is_entry(node) and not node.is_integer)


def _is_zero(function: type, derivation: Results) -> bool:
    return function.__name__ in derivation.by_target and derivation[function.__name__].value == 0


def _replaced_functions(before: Expr, after: Expr) -> Iterable[type]:
    now = {node.func for node in walk(after)}
    return (node.func for node in walk(before) if isinstance(node, DefinedFunction) and node.func not in now)


def _name(function: type) -> str:
    return function_name(function).replace("{}", r"\cdot")
