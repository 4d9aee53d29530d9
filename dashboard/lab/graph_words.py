"""What happens at an event of a graph, in a sentence; what is written into a node.

Goes in: an event, the graph. Comes out: Markdown with mathematics between dollar signs. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Mul, Pow, Rational
from sympy.printing.pretty.pretty_symbology import greek_unicode

from dashboard.lab.graph import GraphRun, Step, moment_of
from derivations.digits.beyond import Beyond
from derivations.engine.selection import Extreme
from derivations.rendering.event_lines import PrintedEvent, print_quantity
from derivations.rendering.latex import latex
from derivations.views.graph import Graph, GraphArrow, GraphNode
from derivations.views.graph_events import ContributionEvent, SeedEvent, SumEvent, ValueEvent

SYMBOLS = {"sigmoid": "σ", "log": "ln", "absolute": "| |", "softplus": "softplus"}
RAISED = str.maketrans("0123456789-/.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᐟ·")
CONSTANTS = str.maketrans({"-": "−", "E": "e"})
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def say_step(step: Step, run: GraphRun) -> str:
    """Say what happens in a step, and why."""
    printed, graph = step[0], run.graph
    event = printed.event
    if isinstance(event, ValueEvent):
        if len(step) > 1 or not event.operands:
            return "**Forward.** The inputs have their values. Each goes along the arrows that leave it."
        return (
            f"**Forward.** Node ${name_of(graph, event.node)}$ computes its value from what arrives, "
            f"and keeps what its local derivatives will need. {_say_digits(printed, event.value)}"
        ).strip()
    if isinstance(event, SeedEvent):
        whole = name_of(graph, event.node)
        return f"**Backward** begins at the end: ${whole}$ moves exactly as ${whole}$ does, so its gradient is 1."
    if isinstance(event, SumEvent):
        name = name_of(graph, event.node)
        return (
            f"**A copied value adds up.** ${name}$ went to {len(event.contributions)} nodes, and moves the end through "
            f"each of them: its gradient is the sum of what comes back. {_say_digits(printed, event.gradient)}"
        ).strip()
    words = _say_contribution(printed, event, run)
    if event.count > 1:
        words += f" This is contribution {event.number} of {event.count} to ${name_of(graph, event.arrow.source)}$."
    # below a contribution to several stands the sum of all
    return f"{words} {say_held(graph, graph.out_of(event.arrow.source))}".strip()


def _say_digits(printed: PrintedEvent, value: float) -> str:
    """Say what float64 would make of a number, and where the numbers that are printed do not come to it."""
    if isinstance(value, Beyond):
        return f"As a float64 it would be `{float(value):g}`; here it keeps its digits."
    return "" if printed.numbers else "Here digits count that are not printed."


def _say_contribution(printed: PrintedEvent, event: ContributionEvent, run: GraphRun) -> str:
    """Say what an operation does with the gradient that arrives."""
    graph = run.graph
    node, source = graph.by_name[event.arrow.target], name_of(graph, event.arrow.source)
    at, value = name_of(graph, node.name), print_quantity(event.local, run.digits)
    uses = _uses(node, event.arrow, graph)
    if len(uses) > 1:
        added = " + ".join(uses).replace("+ -", "- ")
        return (
            f"**A copied value adds up.** ${source}$ goes to ${at}$ {len(uses)} times, which is one arrow here: it "
            f"gets ${added} = {value}$ times what arrives at ${at}$."
        )
    if node.kind == "sum" and event.local == 1:
        return f"**Add passes on.** What arrives at ${at}$ goes to ${source}$ as it is: the local derivative is 1."
    if node.kind == "difference":
        way = "as it is" if event.local == 1 else "with the other sign"
        return (
            f"**Subtract passes on.** What arrives at ${at}$ goes to ${source}$ {way}: the local derivative is "
            f"${value}$."
        )
    if node.kind == "product" and len(node.operands) > 1:
        return (
            f"**Multiply swaps.** ${source}$ gets what arrives at ${at}$ times what ${source}$ itself was multiplied "
            f"with, ${printed.derivative} = {value}$."
        )
    if node.kind == "product":
        return f"**A constant factor** stays: ${source}$ gets what arrives at ${at}$ times ${printed.derivative}$."
    if isinstance(node.operation, Extreme) or node.kind == "cases":
        share = {1.0: "all", 0.0: "nothing"}.get(event.local, f"{value} times it")
        rule, why = (
            "A case is chosen",
            "so says the case" if event.local in (0, 1) else "the derivative in the case that holds",
        )
        if isinstance(node.operation, Extreme):
            rule, why = f"{node.label.capitalize()} chooses", _say_chosen(node.operation, event, run)
        return f"**{rule}.** Of what arrives at ${at}$, ${source}$ gets {share}: {why}."
    what = "A power" if node.kind == "power" else "A function" if node.kind == "function" else "A node"
    return (
        f"**{what} multiplies with its own derivative**, taken at the value that went in: ${source}$ gets what arrives "
        f"at ${at}$ times ${printed.derivative}$."
    )


def _uses(node: GraphNode, arrow: GraphArrow, graph: Graph) -> list[str]:
    """Print the derivatives of the terms of a sum in which an operand stands: of x + x + x three times 1."""
    if not isinstance(node.operation, Add):
        return []
    source = graph.by_name[arrow.source].variable.at()
    return [f"{each.coeff(source)}" for each in node.operation.args if each in (source, -source)]


def _say_chosen(extreme: Extreme, event: ContributionEvent, run: GraphRun) -> str:
    """Say why an argument of max or min gets its share."""
    source = run.graph.by_name[event.arrow.source].variable.at()
    uses, count = extreme.args.count(source), len(extreme.args)
    which = {"max": ("larger", "largest"), "min": ("smaller", "smallest")}[run.graph.by_name[event.arrow.target].label]
    wins = which[count > 2]
    if uses > 1:
        if uses == count == 2:
            return "both arguments are equal, each gets half, and both halves are its own"
        return f"it stands there {uses} times, and equal ones share" if event.local else f"it is not the {wins} one"
    if event.local == 1:
        return f"it is the {wins} one"
    if event.local:
        return f"{'both' if count == 2 else round(1 / event.local)} are equal, and share"
    values = moment_of(run, len(run.steps)).values
    if values[event.arrow.source] == values[event.arrow.target]:
        return "it is equal to the constant, and there the derivative is taken as 0"
    return f"it is not the {wins} one"


def say_signs(graph: Graph) -> str:
    """Say which derivative has which sign."""
    whole = name_of(graph, graph.nodes[-1].name)
    return rf"$\partial$ is local, along one arrow; $d$ is along every way to ${whole}$."


def say_held(graph: Graph, arrows: Iterable[GraphArrow]) -> str:
    """Say what the bar at a local derivative means, where one has a bar: x reaches Y = v1 + x through v1 too."""
    model, held = graph.derivation.model, dict[str, None]()
    for arrow in arrows:
        user, source = (graph.by_name[name].variable.at() for name in (arrow.target, arrow.source))
        held |= dict.fromkeys(name_of(graph, each.name) for each in model.held(user, source))
    names = ", ".join(f"${name}$" for name in held)
    return f"The bar: {names} held fixed, only the direct way counts." if held else ""


def say_words(names: Iterable[str]) -> str:
    """Say of names of several letters that each is one name, where a product may have been meant."""
    words = ", ".join(f"`{name}`" for name in names if len(name) > 1 and name.isalpha() and plain_name(name) == name)
    return f"{words}: read as one name. A product is written `x y` or `x*y`." if words else ""


def name_of(graph: Graph, name: str) -> str:
    """Print the name of a node."""
    return latex(graph.by_name[name].variable.at(), graph.derivation.model)


def plain_name(name: str) -> str:
    """Write a name as plain text: v1 and v_1 as v₁, theta as θ, one that was taken as Y′."""
    plain = name.rstrip("_")
    letters = plain.rstrip("0123456789")
    letter = letters.rstrip("_")
    numbered: str = greek_unicode.get(letter, letter) + plain[len(letters) :].translate(LOWERED)
    return numbered + "′" * (len(name) - len(plain))


def plain_number(value: float | None, digits: int) -> str:
    """Write a number as plain text, as it stands in formulas: −0.1050, 1.014·10³⁰⁴; "" if there is none."""
    if value is None:
        return ""
    if isinstance(value, Beyond) and value.power:
        return f"{value:.{digits}g}"
    number, power, exponent = print_quantity(value, digits).partition(r" \cdot 10^{")
    return number.replace("-", "−") + (f"·10{exponent.rstrip('}').translate(RAISED)}" if power else "")


def write_inside(node: GraphNode) -> str:
    """Write what stands in a node: the name of an input, the sign of an operation."""
    operation = node.operation
    if operation is None:
        return plain_name(node.name)
    if isinstance(operation, Pow) and operation.exp.is_number:
        if operation.exp == Rational(1, 2):
            return "√"
        return "1/□" if operation.exp == -1 else "□" + str(operation.exp).translate(RAISED)
    constant = operation.args[0]
    if len(node.operands) == 1 and constant.is_number and isinstance(operation, Add | Mul):
        sign = "×" if isinstance(operation, Mul) else "+" if constant.is_nonnegative else ""
        return (
            "−" if operation == -operation.args[1] else f"{sign}{str(constant).replace('pi', 'π')}".translate(CONSTANTS)
        )
    return SYMBOLS.get(node.label, node.label)
