"""Notes to take home: documents that compile, and nothing unchecked in them."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from derivations import Activation, Convention, DerivationError, Loss, Model, Network, derive, graph, notes
from derivations.derive import Derivation
from derivations.engine.rules import RULES
from derivations.errors import RuleError, SpecificationError, UnknownTargetError
from derivations.export.blocks import Code, Equations, Heading, Prose, Term, blocks
from derivations.export.latex_document import PREAMBLE, latex_document
from derivations.export.markdown_document import markdown_document
from derivations.rendering.citations import OF
from derivations.rendering.latex import latex
from derivations.rendering.lines import print_result
from tests.oracles import EXAMPLES, planted

NAMES = ("bce", "tanh", "relu", "one sample", "batch normalisation")
SOME = ("delta2", "sigmoid'", "dW1")


@cache
def derived(name: str) -> Derivation:
    match name:
        case "bce":
            return derive(Network((2, 2, 1)))
        case "tanh":
            return derive(Network((1, 2), "tanh", "mse"), Convention(outputs="mean"))
        case "relu":
            return derive(Network((2, 2, 1), ("relu", "identity"), "mse"))
        case "one sample":
            return derive(Network((2, 2, 1), l2=0.1), Convention(delta="sample"))
    return derive(EXAMPLES[name].model)


def bce() -> Derivation:
    return derived("bce")


def compiled(text: str, folder: Path, pdflatex: str) -> tuple[int, list[str]]:
    """Run TeX; give its exit code and its complaints."""
    (folder / "notes.tex").write_text(text, encoding="utf-8")
    command = [pdflatex, "-interaction=nonstopmode", "notes.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    output = done.stdout.decode(errors="replace")
    return done.returncode, [line for line in output.splitlines() if line.startswith("!")]


@pytest.mark.parametrize("name", NAMES)
def test_the_document_compiles(name: str, tmp_path: Path, pdflatex: str) -> None:
    assert compiled(notes.to_latex(derived(name)), tmp_path, pdflatex) == (0, [])
    assert (tmp_path / "notes.pdf").stat().st_size > 10_000


def test_a_broken_document_does_not_compile(tmp_path: Path, pdflatex: str) -> None:
    broken = notes.to_latex(bce(), ["db1"]).replace(r"\frac", r"\frca", 1)
    code, complaints = compiled(broken, tmp_path, pdflatex)
    assert code != 0
    assert complaints


@pytest.mark.parametrize("name", ["tanh", "batch normalisation"])
def test_the_fences_of_markdown_are_balanced(name: str) -> None:
    text = notes.to_markdown(derived(name))
    fences = [line for line in text.splitlines() if line.startswith("```")]
    assert len(fences) == 2
    assert fences[0] == "```python"
    without_code = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    displays = [line for line in without_code.splitlines() if "$$" in line]
    assert displays
    assert set(displays) == {"$$"}
    assert len(displays) % 2 == 0
    rest = re.sub(r"\$\$\n.*?\n\$\$", "", without_code, flags=re.DOTALL)
    assert "$$" not in rest
    assert all(line.count("$") % 2 == 0 for line in rest.splitlines())
    for display in re.findall(r"\$\$\n(.*?)\n\$\$", without_code, flags=re.DOTALL):
        assert display.startswith("\\begin{aligned}\n")
        assert display.endswith("\n\\end{aligned}")
        assert display.count("{") == display.count("}")


@pytest.mark.parametrize("write", [each.write for each in notes.FORMATS.values()], ids=[*notes.FORMATS])
def test_only_what_is_wanted_is_written(write: object) -> None:
    assert callable(write)
    text = write(bce(), SOME)
    assert r"\sigma'(z)" in text
    assert r"\frac{\partial C}{\partial w^{(2)}_{jk}} &=" not in text
    assert text.count("The gradient") == 2
    rules = {line.rule for target in SOME for line in bce()[target].lines}
    for rule in RULES:
        assert (f"**{rule}.**" in text or rf"\textbf{{{rule}.}}" in text) == (rule in rules)


def test_the_program_is_part_of_the_notes() -> None:
    for text in (each.write(bce(), SOME) for each in notes.FORMATS.values()):
        assert bce().compile().source in text


def test_a_model_without_indices_has_no_letters_to_explain() -> None:
    found = blocks(derive(EXAMPLES["graph"].model))
    assert Heading("The letters") not in found
    assert Heading("The letters") in blocks(bce(), ["db1"])


@pytest.mark.parametrize("write", [each.write for each in notes.FORMATS.values()], ids=[*notes.FORMATS])
def test_a_wrong_line_is_not_written_down(write: object) -> None:
    assert callable(write)
    last = len(bce()["db1"].lines) - 1
    wrong = planted(bce(), "db1", last, 2 * bce()["db1"].value)
    with pytest.raises(RuleError, match=f"line {last + 1} of db1 is wrong: the rule 'contraction'"):
        write(wrong, ["db1"])
    assert write(wrong, ["db2"])


def test_an_unknown_target_lists_the_choices() -> None:
    with pytest.raises(UnknownTargetError, match="target 'dW7'; known: z1, a1,") as caught:
        notes.to_latex(bce(), ["dW7"])
    assert isinstance(caught.value, DerivationError)


def test_the_blocks() -> None:
    found = blocks(bce(), ["delta2"])
    title, words, *rest = found
    assert title == Heading("Backpropagation: 2-2-1 network", 1)
    assert isinstance(words, Prose)
    lines = len(bce()["delta2"].lines)
    proved = sum(row.proved for row in bce().check(["delta2"]).rows)
    assert f"All {lines} lines that are derived were compared" in words.text
    assert f"and {proved} of them were also proved equal" in words.text
    equations = [block for block in rest if isinstance(block, Equations)]
    # first what is cited and not derived here: the equations, the function in them, the gradient by a2, and the lemma
    assert [(block.left, len(block.rows)) for block in equations] == [
        ("z^{(2)}_{js}", 1),
        ("a^{(2)}_{js}", 1),
        (r"\sigma(z)", 1),
        (r"\frac{\partial C}{\partial a^{(2)}_{js}}", 1),
        (r"\sigma'(z)", 1),
        (r"\delta^{(2)}_{js}", lines),
        (r"\underset{n_{2} \times m}{\Delta^{(2)}}", 1),
    ]
    assert [note for _, note in equations[5].rows] == [line.note for line in print_result(bce(), "delta2").lines]
    terms = {block.name: block.meaning for block in rest if isinstance(block, Term)}
    assert {name for name in terms if "$" not in name} == {line.rule for line in bce()["delta2"].lines}
    what = "the weight from unit $k$ of layer 1 to unit $j$ of layer 2"
    assert terms["$w^{(2)}_{jk}$"] == rf"{what}; $j = 1, \ldots, n_{{2}}$, $k = 1, \ldots, n_{{1}}$"
    gradient = r"its gradient $\partial C / \partial z^{(2)}_{js}$ is written $\delta^{(2)}_{js}$"
    assert terms["$z^{(2)}_{js}$"].endswith(gradient)
    assert terms["$y_{js}$"].startswith("given; the target of output $j$; ")
    assert isinstance(rest[-1], Code)


@pytest.mark.parametrize(
    ("block", "tex", "markdown"),
    [
        (Heading("A $z_1$ & b", 2), r"\subsection*{A $z_1$ \& b}", "## A $z_1$ & b"),
        (Prose("50% of a_b"), "50\\% of a\\_b\n", "50% of a_b"),
        (Term("rule", "$a^2$ for x^2"), "\\textbf{rule.} $a^2$ for x\\textasciicircum{}2\n", "**rule.** $a^2$ for x^2"),
        (Code("x = 1\n"), "{\\footnotesize\n\\begin{verbatim}\nx = 1\n\\end{verbatim}\n}", "```python\nx = 1\n```"),
        (
            Equations("a", (("b", "sum rule"), ("c", ""))),
            "\\begin{align*}\na &= b \\tag*{\\small sum rule} \\\\\n &= c\n\\end{align*}",
            "$$\n\\begin{aligned}\na &= b && \\text{sum rule} \\\\\n &= c\n\\end{aligned}\n$$",
        ),
    ],
)
def test_a_block_in_every_format(block: Heading | Prose | Term | Code | Equations, tex: str, markdown: str) -> None:
    assert latex_document([block]) == f"{PREAMBLE}{tex}\n\\end{{document}}\n"
    assert markdown_document([block]) == f"{markdown}\n"


def test_numbers_that_are_given_are_among_the_letters() -> None:
    written = notes.to_markdown(derive(Network((2, 2, 1), l2=0.1, dropout=0.5, batch_norm=True)), ["dW1"])
    for letter in (r"\lambda_{2}", r"p^{(1)}", r"\varepsilon"):
        assert f"**${letter}$.** given; a number" in written
    plain = notes.to_markdown(derive(Network((2, 2, 1))), ["dW1"])
    assert "a number" not in plain


@pytest.mark.parametrize("given", [Network((2, 1, 1), ("selu", "sigmoid")), graph("selu(x)*y")])
def test_the_numbers_of_selu_are_among_the_letters(given: Network | Model) -> None:
    found = derive(given)
    written = notes.to_markdown(found, [found.model.cost.name])
    letters = written[written.index("## The letters") :]
    assert r"**$\kappa$.** a number of $\operatorname{SELU}$, 1.0507009873554805" in letters
    assert r"**$\alpha$.** a number of $\operatorname{SELU}$, 1.6732632423543772" in letters
    assert r"\alpha" not in notes.to_markdown(derive(Network((2, 1, 1), ("elu", "sigmoid"))), ["C"])


def test_a_normalised_input_is_called_what_it_is() -> None:
    network = Network((2, 2, 1), batch_norm=True)
    training, evaluation = (notes.to_markdown(derive(each), ["C"]) for each in (network, network.evaluating()))
    # an epsilon under the root makes the variance a little less than 1
    assert r"its mean over the batch is 0, its variance there $v / (v + \varepsilon)$" in training
    assert r"minus the given mean, over the root of the given variance and $\varepsilon$" in evaluation
    assert "over the batch" not in evaluation


@pytest.mark.parametrize(
    "network",
    [
        Network((2, 3, 2), ("tanh", "softmax"), "cross_entropy"),
        Network((2, 2, 1), l1=0.1, l2=0.1, dropout=0.5, batch_norm=True),
        Network((2, 2, 1), batch_norm=True).evaluating(),
    ],
)
def test_every_letter_of_a_network_is_explained_where_the_letters_are(network: Network) -> None:
    derivation = derive(network)
    terms = {block.name: block.meaning for block in blocks(derivation, ["delta2"]) if isinstance(block, Term)}
    model = derivation.model
    for variable in model.by_name.values():
        words = terms[f"${latex(variable.at(), model)}$"]
        assert any(len(word) > 1 and word.isalpha() for word in words.removeprefix("given; ").split("$")[0].split()), (
            variable.name,
            words,
        )
    if network.loss == "cross_entropy":
        assert "target" in terms["$t_{js}$"]
        assert "$t$" in terms["$y_{js}$"]


@pytest.mark.parametrize("name", ["bce", "one sample"])
def test_indices_sizes_and_letters_of_rules_are_explained(name: str) -> None:
    text = notes.to_markdown(derived(name), ["dW1"])
    letters = text[text.index("## The letters") : text.index("## What is cited")]
    assert "**$m$.** the number of samples; $s$ is one of them" in letters
    assert "**$n_{l}$.** the number of units of layer $l$; $(l)$ above a letter says of which layer it is" in letters
    assert "an index with a prime, as in $s'$, is another of the same kind" in letters
    assert "**$[j = k]$.** 1 if $j = k$, else 0" in letters
    assert "## The rules\n\nThe letters of a rule, such as $u$, $v$, $y$" in text
    assert ("every column $s$ holds the derivatives of its own sample's loss" in letters) == (name == "one sample")
    assert "every row $s$ holds" not in text


def test_rows_hold_the_derivatives_of_a_sample_where_a_sample_is_a_row() -> None:
    assert "every row $s$ holds" in notes.to_markdown(derived("one sample"), ["da2"], layout="rows")
    # no indices, no sizes
    assert "number of samples" not in notes.to_markdown(derive(graph("(x + y)*z")))


def test_the_key_lines_are_written_down_with_all_rules_between_them() -> None:
    text = notes.to_markdown(bce(), ["delta2"], depth="key")
    assert "These are the key lines: each follows from the line above by the rules beside it" in text
    assert r"\text{definition of }a^{(2)}\text{, chain rule}" in text
    assert r"&= \frac{1}{m} (a^{(2)}_{js} - y_{js}) && \text{cancellation}" in text
    assert notes.to_latex(bce(), depth="every") == notes.to_latex(bce())
    assert len(notes.to_latex(bce(), depth="key")) < len(notes.to_latex(bce()))
    with pytest.raises(SpecificationError, match="depth 'few'; known: key, every"):
        notes.to_latex(bce(), ["delta2"], depth="few")


@pytest.mark.parametrize("name", NAMES)
def test_the_document_of_key_lines_compiles(name: str, tmp_path: Path, pdflatex: str) -> None:
    assert compiled(notes.to_latex(derived(name), depth="key"), tmp_path, pdflatex) == (0, [])


LONG = "definition of $a^{(2)}$, quotient rule, sum rule, chain rule, Kronecker delta, contraction above a sum, "


def words_of(folder: Path) -> list[tuple[float, float, float, float, str]]:
    """Return left, top, right, bottom and text of every word of the pages, one page under the other."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    subprocess.run([program, "-bbox", "notes.pdf"], cwd=folder, timeout=60, check=True)
    found = []
    page = 0
    for line in (folder / "notes.html").read_text(encoding="utf-8").splitlines():
        page += "<page" in line
        if "<word" in line:
            left, top, right, bottom = (float(each) for each in re.findall(r'="([-.0-9]+)"', line))
            found.append((left, top + 1000 * page, right, bottom + 1000 * page, re.sub("<.*?>", "", line).strip()))
    return found


# A4 is 595.3 big points wide, a margin of 18 mm is 51
MARGIN, RIGHT = 51.0, 595.3 - 51.0


@pytest.mark.parametrize(
    ("network", "convention"),
    [
        (Network((2, 3, 2), ("tanh", "softmax"), "cross_entropy"), Convention(delta="sample")),
        (Network((2, 3, 2), ("tanh", "softmax"), "cross_entropy"), Convention()),
        (Network((2, 3, 3), ("mish", "softmax"), "mse"), Convention()),
        (Network((2, 1), "sigmoid", Loss.parse("(a-y)**2/(1+(a-y)**2)")), Convention()),
    ],
)
@pytest.mark.parametrize("depth", ["key", "every"])
def test_no_word_leaves_the_text_of_a_page(
    network: Network, convention: Convention, depth: str, tmp_path: Path, pdflatex: str
) -> None:
    found = blocks(derive(network, convention), depth=depth)
    # no rule of these is named in so many words any more; a label that is must be wrapped all the same
    long = Equations(
        "a", ((r"\sum_{k=1}^{n} a_{k}", "sum rule"), ("b", LONG * 2 + "common factor"), ("c", "chain rule"))
    )
    assert compiled(latex_document([*found, long]), tmp_path, pdflatex) == (0, [])
    words = words_of(tmp_path)
    assert [word for word in words if word[0] < MARGIN - 1 or word[2] > RIGHT + 1] == []


def test_a_label_that_runs_off_the_page_is_found(tmp_path: Path, pdflatex: str) -> None:
    wide = latex_document([Prose("$a$"), Equations("a", (("b", "sum rule"),))]).replace("sum rule", LONG[:-2] * 2)
    assert compiled(wide, tmp_path, pdflatex) == (0, [])
    assert min(word[0] for word in words_of(tmp_path)) < 0


def test_a_wrapped_label_meets_no_formula(tmp_path: Path, pdflatex: str) -> None:
    rows = ((r"\frac{\frac{a}{b}}{\frac{a}{b}}", LONG * 3 + "common factor"), (r"\sum_{k=1}^{n} x_{k}", "chain rule"))
    assert compiled(latex_document([Equations("a", rows)]), tmp_path, pdflatex) == (0, [])
    words = words_of(tmp_path)
    label = [word for word in words if word[4] in {"quotient", "delta,", "common", "factor"}]
    assert len(label) == 8
    below = [word for word in words if word[4] == "chain"][-1]
    assert max(word[3] for word in label) <= below[1]
    assert min(word[1] for word in label) >= min(word[3] for word in words)


def test_only_bookkeeping_is_not_named_at_the_key_lines() -> None:
    derivation = derive(Network((2, 3, 2), ("tanh", "softmax"), "cross_entropy"))
    bookkeeping = {rule.name for rule in RULES.values() if rule.bookkeeping}
    assert {"Kronecker delta", "contraction", "contraction above a sum", "named value", "arithmetic"} == bookkeeping
    for target in derivation.by_target:
        lines = {depth: print_result(derivation, target, depth=depth).lines for depth in ("key", "every")}
        every = {line.number: line for line in lines["every"]}
        for line in lines["key"]:
            rules = {derivation[target].lines[number].rule for number in line.numbers}
            left_out = rules & bookkeeping if rules - bookkeeping else set()
            assert not any(rule in line.note for rule in left_out), line.note
            assert all(rule.split(",")[0] in line.note or rule in OF for rule in rules - left_out), line.note
        assert all(line.rule.split(",")[0] in line.note or line.rule in OF for line in every.values())


def test_only_bookkeeping_of_the_lines_is_listed_above_them() -> None:
    scalar, network = (
        notes.to_markdown(derive(each), depth="key") for each in (graph("x*y + tanh(z)"), Network((2, 2, 1)))
    )
    assert "bookkeeping that is not named there: named value." in scalar
    assert "bookkeeping" not in notes.to_markdown(derive(graph("x*y + z")), depth="key")
    assert "that is not named there: Kronecker delta, " in network


def test_a_lemma_that_plays_no_part_is_not_cited() -> None:
    lines = print_result(derive(Network((1, 1), "step", "mae")), "delta1").lines
    assert lines[-1].formula == "0"
    assert lines[-1].note == r"lemma $\operatorname{step}'$"


def test_a_list_of_rules_can_be_read_as_one() -> None:
    key = [line.note for line in print_result(bce(), "sigmoid'", depth="key").lines]
    assert key[-2] == r"definition of $\sigma$ read backwards, definition of $\sigma$ solved for the exponential"
    normalised = derive(Network((2, 2, 1), batch_norm=True))
    notes_of = [line.note for line in print_result(normalised, "delta1", depth="key").lines]
    assert any(re.search(r"definition of \$[^$]+\$, \$[^$]+\$ and \$[^$]+\$; ", note) for note in notes_of), notes_of


@pytest.mark.parametrize("activation", ["softplus", "mish"])
def test_a_definition_that_is_read_backwards_is_that_of_what_comes_in(activation: str) -> None:
    derivation = derive(Network((1, 1), Activation.parse(f"{activation}(z)"), "mse"))
    last = print_result(derivation, "softplus'").lines[-1]
    assert (last.formula, last.note) == (r"\sigma(z)", r"definition of $\sigma$ read backwards")


def test_a_step_in_the_lines_is_one_of_the_letters() -> None:
    stepped = derive(Network((1, 1), "sigmoid", Loss.parse("max(0.9(y-a), -0.1(y-a))")))
    letters = {each.name: each.meaning for each in blocks(stepped, ["da1"]) if isinstance(each, Term)}
    cases = r"1 & \text{if } u > 0 \\ 0 & \text{if } u < 0 \\ 0.5 & \text{otherwise}"
    assert "H(" in print_result(stepped, "da1").lines[4].formula
    assert letters["$H(u)$"] == rf"a step, $\begin{{cases}} {cases} \end{{cases}}$"
    assert "$H(u)$" not in {each.name for each in blocks(bce()) if isinstance(each, Term)}


def test_with_the_delta_of_a_sample_the_notes_say_whose_derivative_it_is() -> None:
    text = notes.to_markdown(derived("one sample"), ["delta2", "dW2"])
    assert r"its gradient $\partial C_{s} / \partial z^{(2)}_{js}$ is written $\delta^{(2)}_{js}$" in text
    assert r"\frac{\partial C_{s}}{\partial a^{(2)}_{js}}" in text
    assert r"\frac{\partial C}{\partial w^{(2)}_{jk}}" in text
    assert "**chain rule over the samples.** The cost reaches what all samples share" in text
    assert "over the samples" not in notes.to_markdown(bce())


def test_the_notes_of_few_results_state_what_these_stand_on() -> None:
    text = notes.to_markdown(bce(), ["dW1"])
    assert (
        r"z^{(1)}_{js} &= \left(\sum_{k=1}^{n_{0}} w^{(1)}_{jk} a^{(0)}_{ks}\right) + b^{(1)}_{j} && \text{def" in text
    )
    assert r"z^{(2)}_{js} &=" not in text
    text = notes.to_markdown(bce(), ["da2"])
    assert r"C &= -\frac{1}{m} \sum_{s=1}^{m}" in text
    assert r"a^{(2)}_{js} &= \sigma(z^{(2)}_{js}) && \text{definition}" in text
    assert r"\sigma(z) &= \frac{1}{1 + e^{-z}} && \text{definition}" in text
    softmax = notes.to_markdown(derive(Network((2, 3), "softmax", "cross_entropy")), ["delta1"])
    for equation in (r"a^{(1)}_{js} &= \frac{e^{z", r"y_{js} &= \frac{t_{js}}{\sum_{k=1}^{n_{1}} t_{ks}}"):
        assert equation in softmax
    assert "What is cited" not in notes.to_markdown(bce())


def test_what_a_line_cites_is_told_from_the_cost_itself() -> None:
    by_sample = derived("one sample")
    text = notes.to_markdown(by_sample, ["dC_s", "da2", "dW2", "dW1"])
    assert r"\partial C / \partial C_{s}" in text
    assert r"\text{definition of }C_{s}" in text
    assert r"\text{definition of }C \\" in text
    assert not re.search(r"\\partial C / \\partial C(?!_)", text)


def test_a_derivative_that_is_a_choice_is_said() -> None:
    network = Network((1, 1), Activation.parse("max(z,0) + min(z,0)", name="f"), "mse")
    said = " f'(0) is 0 by convention, where both sides have the derivative 1."
    assert said in notes.to_markdown(derive(network))
    network = Network((1, 1), "identity", Loss.parse("sign(a-y)*abs(a-y)"))
    said = " da1 is 0 by convention at a1 = 0.25 and y = 0.25, where both sides have the derivative 1."
    assert said in notes.to_markdown(derive(network))


def test_matrices_are_shown_as_the_convention_says_unless_asked_otherwise() -> None:
    network = Network((2, 3, 1))
    rows, columns = (derive(network, Convention(layout=layout)) for layout in ("rows", "columns"))
    assert notes.to_markdown(rows, ["dW1"]) == notes.to_markdown(columns, ["dW1"], layout="rows")
    assert notes.to_markdown(rows, ["dW1"], layout="columns") == notes.to_markdown(columns, ["dW1"])
    assert notes.to_markdown(rows, ["dW1"]) != notes.to_markdown(columns, ["dW1"])


def test_notes_of_numbers_speak_of_no_batch() -> None:
    text = notes.to_markdown(derive(graph("(x + y)*z")))
    assert "batch" not in text
    assert "shape under every matrix" in notes.to_markdown(derive(Network((2, 1))))


def test_no_targets_at_all_are_refused() -> None:
    with pytest.raises(SpecificationError, match="expected at least one, such as"):
        notes.to_latex(derive(Network((2, 1))), [])


@pytest.mark.parametrize(
    "loss",
    [
        "(a-y)**2 if a > y else abs(a-y)",
        "abs(a-y) - 1/2 if abs(a-y) > 1 else (a-y)**2/2",
        "(a-y)**2 if 0 < a < 1 else abs(a-y)",
    ],
)
def test_the_notes_of_a_loss_by_cases_have_its_matrices(loss: str) -> None:
    derivation = derive(Network((2, 1), "tanh", Loss.parse(loss)))
    assert r"\begin{cases}" in notes.to_markdown(derivation)
    assert all(line.ok for target in derivation if target.variable for line in derivation.matrices(target.target).lines)


def test_notes_of_a_model_say_how_its_program_is_called() -> None:
    of_graph = notes.to_markdown(derive(graph("x*y + x")))
    assert "It is derivation.arrays: call that with the inputs by name." in of_graph
    # all of them are numbers
    assert "axis of samples" not in of_graph
    of_network = notes.to_markdown(derive(Network((2, 1))), "db1")
    assert "derivation.arrays" not in of_network
    assert "Where an array has an axis of samples, it is the first" in of_network


@pytest.mark.parametrize("delta", ["cost", "sample"])
def test_notes_say_what_was_typed_how_it_is_computed_with_and_where_it_is_defined(delta: str) -> None:
    network = Network((1, 1), Activation.parse("z**2/z"), Loss.parse("sqrt((a-y)**2)/log(a)"))
    text = notes.to_markdown(derive(network, Convention(delta=delta)))
    assert r"\frac{d}{dz} \left[ \frac{z^{2}}{z} \right]" in text
    assert r"&& \text{rewriting}" in text
    assert r"**$f(z)$.** is defined where $z \neq 0$" in text
    assert r"**$L(a, y)$.** is defined where $\ln\left(a\right) \neq 0$ and $a > 0$" in text
    # also in matrices
    assert r"\sqrt{\left(\underset{n_{1} \times m}{A^{(1)}} - \underset{n_{1} \times m}{Y}\right)^{\odot 2}}" in text
    assert "is defined where" not in notes.to_markdown(derive(Network((1, 1), Activation.parse("z**2"), "mse")))
