"""What a document is made of, the same for every format: headings, prose, equations, code.

Goes in: a derivation and the results wanted. Comes out: a tuple of blocks. Must not know: any format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sympy import latex as sympy_latex

from derivations.engine.check import check
from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Results, check_depth
from derivations.engine.expressions import walk
from derivations.engine.rules import RULES
from derivations.engine.selection import HEAVISIDE
from derivations.engine.variables import names_in
from derivations.errors import TranslationError
from derivations.models.functions.constants import NamedConstant
from derivations.network import Network
from derivations.rendering.latex import latex
from derivations.rendering.lines import UNFINISHED, PrintedResult, print_matrices, print_result, theorem
from derivations.rendering.matrix_style import MatrixStyle
from derivations.rendering.style import total_sign
from derivations.views.layout import COLUMNS, Layout
from derivations.views.program import ArrayProgram


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title. Mathematics stands between dollar signs."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Prose:
    """A paragraph; mathematics stands between dollar signs."""

    text: str


@dataclass(frozen=True)
class Term:
    """A name and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Equations:
    """A left side and the formulas after its equals signs, each with a note beside it (or none)."""

    left: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Code:
    """A piece of source."""

    text: str
    language: str = "python"


Block = Heading | Prose | Term | Equations | Code

MATRICES = {
    "columns": "In matrices a sample is a column; $W^{(l)}$ has the entry $w^{(l)}_{jk}$ in row $j$ and column $k$.",
    "rows": "In matrices a sample is a row, and $W^{(l)}$ is written with one column per unit of its layer: it has the "
    "entry $w^{(l)}_{jk}$ in row $k$ and column $j$. The program below stores its transpose, one row per unit.",
}
SIGNS = (
    r"$\mathbf{1}$ is a column of ones, as long as the shape under it says; $\odot$, $\oslash$ and $\odot$ in an "
    "exponent multiply, divide and raise entry by entry, as functions do."
)
# of the loss of one sample, by layout
OF_SAMPLES = (
    r"In $\partial C_{{s}} / \partial A$ every {0} $s$ holds the derivatives of its own sample's loss $C_{{s}}$."
)
# what a network has places of
INDICES = {
    "m": "the number of samples; $s$ is one of them",
    "n_{l}": "the number of units of layer $l$; $(l)$ above a letter says of which layer it is; layer 0 is the input",
    "j": "a unit of a layer, as are $i$, $k$ and $q$; an index with a prime, as in $s'$, is another of the same kind",
    "[j = k]": "1 if $j = k$, else 0",
}
ANYTHING = (
    "The letters of a rule, such as $u$, $v$, $y$, $c$, $f$ or $p$, stand for whatever it is applied to, and not for "
    "what they are elsewhere in this document."
)
# of a model of numbers: of Y = v1 + x with v1 = x y, dY/dx is y + 1, and the local derivative 1
TWO_SIGNS = (
    r"A derivative with ${sign}$ is along every way to ${cost}$, or of a function of one variable; one with $\partial$ "
    "is local: of one equation alone, with every other name in it held fixed."
)
BAR = " A bar names those of them that depend on the variable too."
# what stands beside an equation of the model, or what a function is
DEFINED = "definition"
FOLLOWS = {
    "every": "Every line follows from the line above by the rule beside it",
    "key": "These are the key lines: each follows from the line above by the rules beside it, one after the other",
}


def blocks(
    derivation: Results, targets: Iterable[str] | None = None, layout: Layout = COLUMNS, *, depth: str = "every"
) -> tuple[Block, ...]:
    """Lay out a derivation: what is computed, its gradients line by line, the rules, and the program.

    At the depth "key" the lines are those that a lecturer writes, with the rules that lead to each beside it, but for
    bookkeeping.

    Raises an UnknownTargetError if a target is none of the derivation's; a RuleError if a line of the results does not
    agree with the line before it; a TranslationError if a matrix form is not the index form that it was made from; a
    SpecificationError if the depth is neither "every" nor "key".
    """
    check_depth(depth)
    wanted = tuple(derivation.by_target if targets is None else targets)
    # a result that is left out is found by its citations, or by the check of the whole
    report = check(derivation, None if targets is None else wanted).require()
    uses = dict.fromkeys(each for target in wanted for each in derivation[target].uses)
    cited = tuple(each for each in uses if each not in wanted)
    if cited:
        check(derivation, cited).require()
    results = [print_result(derivation, target, depth=depth) for target in wanted]
    derived = [row for row in report.rows if not row.given]
    proved = sum(row.proved for row in derived)
    found: list[Block] = [
        Heading(f"Backpropagation: {derivation.model.name}", 1),
        Prose(
            f"{FOLLOWS[depth]}{_bookkeeping(derivation, wanted) if depth == 'key' else ''}. "
            f"All {len(derived)} lines that are derived were compared with the line above at random points, "
            f"to 50 digits, and {proved} of them were also proved equal, wherever both have a value, with sums of two "
            "terms." + "".join(f" {row.convention}." for row in report.rows if row.convention)
        ),
    ]
    found += _letters(derivation, (*wanted, *cited))
    variables = (derivation[target].variable for target in wanted)
    if any(variable is not None and variable.indices for variable in variables):
        of_samples = [OF_SAMPLES.format(layout.name.removesuffix("s"))] if derivation.model.sample_cost else []
        found.append(Prose(" ".join((MATRICES[layout.name], *of_samples, SIGNS))))
    found += _signs(derivation, results)
    found += _cite(derivation, wanted, cited)
    for target, result in zip(wanted, results, strict=True):
        found += _result(result)
        if derivation[target].variable is not None:
            found += _matrix_form(derivation, target, layout)
    rules = dict.fromkeys(line.rule for target in wanted for line in derivation[target].lines)
    found += [Heading("The rules"), Prose(ANYTHING)]
    found += [Term(rule, theorem(rule)) for rule in rules]
    return (*found, *_program(derivation))


def _bookkeeping(derivation: Results, wanted: Iterable[str]) -> str:
    """Name the rules of the lines that are not named beside a key line."""
    led = {line.rule for target in wanted for line in derivation[target].lines}
    names = ", ".join(rule.name for rule in RULES.values() if rule.bookkeeping and rule.name in led)
    return f", and by bookkeeping that is not named there: {names}" if names else ""


def _cite(derivation: Results, wanted: tuple[str, ...], cited: tuple[str, ...]) -> list[Block]:
    """State what the results stand on and do not say themselves: equations, functions, results derived elsewhere."""
    model = derivation.model
    expressions = [line.expression for target in wanted for line in derivation[target].lines]
    names = {name for each in expressions for name in names_in(each)} | _costs(derivation, wanted)
    equations = [each for each in model.equations if each.target.name in names and each.target.name not in wanted]
    expressions += [each.expression for each in equations]
    called = {node.definition for each in expressions for node in walk(each) if isinstance(node, DefinedFunction)}
    functions = [each for each in model.definitions if each in called and f"{each.name}'" not in wanted]
    statements = [(print_result(derivation, each.target.name), DEFINED) for each in equations]
    statements += [(print_result(derivation, target), "derived elsewhere") for target in cited]
    found: list[Block] = [
        Equations(each.left, ((each.lines[0 if note == DEFINED else -1].formula, note),)) for each, note in statements
    ]
    for function in functions:
        left, right = (latex(each, model) for each in (function(function.variable), function.as_typed))
        found.insert(len(equations), Equations(left, ((right, DEFINED),)))
    return [Heading("What is cited"), *found] if found else []


def _signs(derivation: Results, results: Iterable[PrintedResult]) -> list[Block]:
    """Say which derivative of a model of numbers has which sign."""
    gradients = [each for each in results if each.kind == "gradient"]
    if not gradients or not derivation.model.has_scalars_only:
        return []
    barred = any(r"\bigg\vert" in line.formula for each in gradients for line in each.lines)
    signs = TWO_SIGNS.format(cost=derivation.model.cost.latex, sign=total_sign(derivation.model))
    return [Prose(signs + BAR * barred)]


def _costs(derivation: Results, wanted: Iterable[str]) -> set[str]:
    """Name the costs that are differentiated from their equation on."""
    model = derivation.model
    results = [derivation[target] for target in wanted]
    return {
        model.differentiated(each.variable, each.variable.indices)[0].name
        for each in results
        if each.kind == "gradient" and each.variable is not None and each.lines[0].rule.startswith("definition")
    }


def _letters(derivation: Results, targets: Sequence[str]) -> list[Block]:
    """Say what every letter is, how far its indices run, and which gradients have a letter of their own."""
    model = derivation.model
    found: list[Block] = []
    for variable in (*model.inputs, *(equation.target for equation in model.equations)):
        name = latex(variable.at(), model)
        given = "given; " if variable.data and variable in model.inputs else ""
        if not variable.indices:
            meaning = "; ".join(each for each in (given and "given; a number", variable.meaning) if each)
            found += [Term(f"${name}$", meaning)] if meaning else []
            continue
        pairs = zip(variable.indices, variable.sizes, strict=True)
        ranges = ", ".join(f"${index} = 1, \\ldots, {sympy_latex(size)}$" for index, size in pairs)
        words = given + (f"{variable.meaning}; " if variable.meaning else "") + ranges
        if variable.gradient_latex and variable.gradient in derivation.by_target:
            left = print_result(derivation, variable.gradient).left
            differentiated, own = model.differentiated(variable, variable.indices)
            cost = latex(differentiated.at(*own), model)
            words += rf"; its gradient $\partial {cost} / \partial {name}$ is written ${left}$"
        if variable == model.sample_cost:
            words += rf"; the loss of one sample, in matrices $\mathbf{{{variable.name[0]}}}$, one entry for each"
        found.append(Term(f"${name}$", words))
    # of a network; in another model the words of its own variables say what their places are
    if any(str(size).startswith("n_") for variable in model.by_name.values() for size in variable.sizes):
        found += [Term(f"${each}$", meaning) for each, meaning in INDICES.items()]
    step = apply_definition(HEAVISIDE)
    if any(line.expression.has(step) for target in targets for line in derivation[target].lines):
        value, formula = (latex(each, model) for each in (step(HEAVISIDE.variable), HEAVISIDE.expression))
        found.append(Term(f"${value}$", f"a step, ${formula}$"))
    for function in model.definitions:
        for number in dict.fromkeys(each for each in walk(function.expression) if isinstance(each, NamedConstant)):
            found.append(Term(f"${number.printed}$", f"a number of ${function.latex}$, {float(number)!r}"))
    found += _domains(getattr(derivation, "network", None))
    return [Heading("The letters"), *found] if found else []


def _domains(network: Network | None) -> Iterator[Term]:
    """Say where the formulas that a user typed are defined, those that are not everywhere."""
    used = () if network is None else (*map(network.activation, range(1, network.depth + 1)), network.loss)
    for formula in dict.fromkeys(each for each in used if not isinstance(each, str) and each.domain):
        from derivations.models.formulas_latex import domain_latex  # noqa: PLC0415  few networks have one of their own

        conditions = " and ".join(f"${each}$" for each in domain_latex(formula)[0])
        yield Term(f"${formula.latex_name}({', '.join(formula.variables)})$", f"is defined where {conditions}")


def _program(derivation: Results) -> list[Block]:
    model = derivation.model
    samples = any(len(variable.indices) > 1 for variable in model.by_name.values())
    words = ["Where an array has an axis of samples, it is the first: a sample is a row."] * samples
    if getattr(derivation, "network", None) is None:
        # compile() is of a network
        words.append("It is derivation.arrays: call that with the inputs by name.")
    # the program is of all results, whichever are written out
    source = getattr(derivation, "arrays", ArrayProgram(derivation)).source
    said = [Prose(" ".join(words))] if words else []
    return [Heading("The same as a NumPy program"), *said, Code(source)]


def _result(result: PrintedResult) -> list[Block]:
    rows = tuple((line.formula, line.note) for line in result.lines)
    said = [Prose(UNFINISHED)] if result.unfinished else []
    return [Heading(result.title), Equations(result.left, rows), *said]


def _matrix_form(derivation: Results, target: str, layout: Layout) -> list[Block]:
    if not any(variable.indices for variable in derivation.model.by_name.values()):
        return []  # numbers only: there is no batch, and no matrix
    matrices = print_matrices(derivation, target, layout, MatrixStyle(shapes=True))
    if not matrices.lines:
        return []
    # of an equation, the line that names its function; of a gradient, where its derivation ends
    line = matrices.lines[0 if matrices.kind == "forward" else -1]
    if not line.translated:
        raise TranslationError(f"the matrix form of {target!r}, written out entry by entry, is not its index form")
    words = "For the whole batch, with the shape under every matrix:"
    return [Prose(words), Equations(matrices.left, ((line.formula, ""),))]
