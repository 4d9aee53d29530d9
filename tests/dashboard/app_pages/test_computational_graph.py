"""The page "Computational graph": its numbers are those of the library and of PyTorch; what is refused is not lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import torch

from dashboard.lab.graph import COPIED, MAXIMUM, READY, SUMMED, moment_of
from dashboard.lab.graph_words import plain_name
from dashboard.lab.option import DIGITS
from dashboard.state.graphs import GIVEN
from derivations.views.graph_code import graph_code
from tests.dashboard.lab.test_tries import told
from tests.dashboard.reader import Reader, named, number, opened, plain
from tests.dashboard.state.test_redrawing import assert_whole

LONG = "(x+y)^2 + sin(x y)/(1+x^2)"
NEURON = "(sigmoid(w x + b) - y)^2"
TORCH: dict[str, Callable[..., Any]] = {
    SUMMED: lambda x, y, z: (x + y) * z,
    "((x1 x2) + x3) x4": lambda x1, x2, x3, x4: (x1 * x2 + x3) * x4,
    "(x + y)^2": lambda x, y: (x + y) ** 2,
    COPIED: lambda x, y: x * y + torch.sin(x),
    MAXIMUM: lambda w, x, y, z: 2 * (x * y + torch.maximum(z, w)),
    NEURON: lambda b, w, x, y: (torch.sigmoid(w * x + b) - y) ** 2,
    "log(exp(x) + exp(y) + exp(z))": lambda x, y, z: torch.logsumexp(torch.stack([x, y, z]), 0),
}

# whose numbers, as they are printed, come near to what they give
ROUNDED = (NEURON, LONG, "x/(1000 y)")


def on_graph(**query: str) -> Reader:
    return opened(page="app_pages/computational_graph.py", **query)


def texts(reader: Reader, start: str) -> list[str]:
    return [text.value for text in reader.app.markdown if text.value.startswith(start)]


def rows(reader: Reader, head: str) -> list[list[str]]:
    [found] = texts(reader, head)
    return [
        [cell.strip(" $`").replace("−", "-") for cell in row[1:-1].split("|")]
        for row in found.split("\n\n")[0].split("\n")[2:]
    ]


def type_in(reader: Reader, text: str) -> None:
    named(reader.app.text_input, "control-expression-typed").set_value(text).run()
    reader.no_exception()


def give(reader: Reader, at: int, value: float | None) -> None:
    named(reader.app.number_input, f"control-{GIVEN[at]}").set_value(value).run()
    reader.no_exception()


def go_to(reader: Reader, event: int) -> None:
    named(reader.app.slider, "control-event").set_value(event).run()
    reader.no_exception()


def last_event(reader: Reader) -> int:
    return int(named(reader.app.slider, "control-event").max)


def labels(reader: Reader) -> list[tuple[str, str]]:
    found = reader.data("graph_numbers")
    return list(zip(found["value"], found["gradient"], strict=True))


@pytest.mark.parametrize("text", READY)
def test_the_gradients_are_those_of_pytorch(text: str) -> None:
    reader = on_graph(expression=text)
    inputs = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in READY[text]]
    TORCH[text](*inputs).backward()
    shown = rows(reader, "| gradient")
    for row, each in zip(shown, inputs, strict=True):
        assert each.grad is not None
        once, twice, zeroed = (number(cell) for cell in row[1:])
        assert once == zeroed == pytest.approx(float(each.grad), abs=0.6 * 10**-DIGITS.default)
        # PyTorch adds up as well
        assert twice == pytest.approx(2 * float(each.grad), abs=0.6 * 10**-DIGITS.default)
    # in the picture, at the last event, what comes back on the arrows of an input adds up to the same
    go_to(reader, last_event(reader))
    sent = reader.data("graph_numbers")
    for name, each in zip(reader.app.session_state["visit"].graph_run[1].values, inputs, strict=True):
        arrows = sent[sent["tip"].str.startswith(f"{plain_name(name)} →")]["gradient"]
        assert sum(float(text[2:].replace("−", "-")) for text in arrows) == pytest.approx(
            float(each.grad or 0), rel=2e-3
        )
    assert not reader.errors


def test_it_opens_at_the_start_with_what_every_node_has_to_know() -> None:
    reader = on_graph()
    [said] = texts(reader, "**Forward.**")
    assert r"x = \mathbf{100},\quad y = \mathbf{200},\quad z = \mathbf{4}" in said
    assert [row[1].count("partial") for row in rows(reader, "| node")] == [4, 4]
    assert named(reader.app.button, "graph-Left").disabled
    for event in range(2, 9):
        named(reader.app.button, "graph-Right").click().run()
        reader.no_exception()
        assert named(reader.app.slider, "control-event").value == event
    assert named(reader.app.button, "graph-Right").disabled
    named(reader.app.button, "graph-Left").click().run()
    assert reader.app.query_params["event"] == "7"


def test_the_example_of_the_book() -> None:
    reader = on_graph()
    reader.press("Add and multiply")
    [said] = texts(reader, "**Multiply swaps.**")
    assert r"= 1 \cdot 4 = \mathbf{4}" in said
    assert labels(reader) == [("→ 100", ""), ("→ 200", ""), ("→ 300", "← 4"), ("→ 4", ""), ("→ 1200", "← 1")]
    nodes = rows(reader, "| node")
    assert [row[2] and plain(row[2]) for row in nodes] == ["1", "4"]
    assert r"\frac{\partial Y}{\partial z} = v_{1} = 300" in nodes[0][1]


def test_values_come_forward_and_gradients_backward() -> None:
    reader = on_graph(event="1")
    assert labels(reader) == [("→ 100", ""), ("→ 200", ""), ("", ""), ("→ 4", ""), ("", "")]
    # a node knows the numbers of its local derivatives once it has its value
    assert [row[1].endswith(("v_{1}$", "= 1$", "v_{1}")) for row in rows(reader, "| node")] == [True, False]
    assert "300" not in texts(reader, "| node")[0]
    assert r"x = \mathbf{100},\quad y = \mathbf{200},\quad z = \mathbf{4}" in texts(reader, "**Forward.**")[0]
    go_to(reader, 2)
    assert "300" not in texts(reader, "| node")[0]
    go_to(reader, 3)
    assert r"\frac{\partial Y}{\partial z} = v_{1} = 300" in rows(reader, "| node")[0][1]
    assert labels(reader)[-1] == ("→ 1200", "")
    assert reader.data("graph_nodes").set_index("name")["lit"].to_dict()["Y"] == "forward"
    go_to(reader, 8)
    assert labels(reader)[:2] == [("→ 100", "← 4"), ("→ 200", "← 4")]
    assert reader.app.query_params["event"] == "8"
    lit = reader.data("graph_arrows")["lit"].tolist()
    assert lit.count("backward") == 1


def test_a_copied_value_is_a_sum_over_its_arrows() -> None:
    reader = on_graph()
    reader.press("A copied value")
    [said] = texts(reader, "**A function")
    assert r"+ \ldots" in said
    assert "contribution 1 of 2" in said
    go_to(reader, 9)
    [said] = texts(reader, "**Multiply swaps.**")
    assert r"= (-0.4161) + 3 = \mathbf{2.5839}" in said
    go_to(reader, 10)
    assert texts(reader, "**A copied value adds up.**")


def test_a_number_is_not_said_to_be_itself() -> None:
    reader = on_graph(expression="y e^-x", event="2")
    [said] = texts(reader, "**Forward.**")
    assert r"v_{1} = - x = \mathbf{-2}" in said.replace("= -x", "= - x")
    assert "-2 = " not in said


def test_an_expression_of_one_s_own() -> None:
    reader = on_graph()
    type_in(reader, "a b^2")
    assert reader.app.query_params["expression"] == "a b^2"
    give(reader, 0, 5.0)
    give(reader, 1, -3.0)
    assert [row[1:] for row in rows(reader, "| gradient")] == [["9", "18", "9"], ["-30", "-60", "-30"]]
    assert (reader.app.query_params["in1"], reader.app.query_params["in2"]) == ("5", "-3")
    again = on_graph(expression="a b^2", in1="5", in2="-3")
    assert rows(again, "| gradient") == rows(reader, "| gradient")


def test_another_expression_has_its_own_inputs_and_events() -> None:
    reader = on_graph(in1="7", event="8")
    reader.choose("expression", MAXIMUM)
    assert [field.value for field in reader.app.number_input] == list(READY[MAXIMUM])
    assert "event" not in reader.app.query_params
    assert "in1" not in reader.app.query_params


@pytest.mark.parametrize("text", ["__import__('os').system('ls')", "x +", "foo(x)", "x", "", "a+b+c+d+p+q+r", "x.real"])
def test_what_is_refused_stays_with_one_sentence(text: str) -> None:
    reader = on_graph(in1="7")
    before = rows(reader, "| gradient")
    type_in(reader, text)
    [error] = reader.errors
    assert len(error) < 400
    assert named(reader.app.text_input, "control-expression-typed").value == text
    assert rows(reader, "| gradient") == before
    assert named(reader.app.number_input, "control-in1").value == 7
    # the graph says whose it is
    assert texts(reader, f":small[:orange[Still the graph of] `{SUMMED}`")
    type_in(reader, COPIED)
    assert not reader.errors
    assert not texts(reader, ":small[:orange[Still")
    assert named(reader.app.selectbox, "control-expression").value == COPIED


def test_a_number_that_is_too_large_is_refused() -> None:
    reader = on_graph()
    give(reader, 0, 1e30)
    [error] = reader.errors
    assert error.startswith("x: ")
    assert "expected a number between" in error
    give(reader, 0, 1.0)
    assert not reader.errors
    # it is no reason beside another expression
    give(reader, 0, 1e30)
    type_in(reader, "a b")
    assert not reader.errors
    give(reader, 0, 1e30)
    reader.press("Max chooses")
    assert not reader.errors


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"expression": "<b>x</b>"}, SUMMED),
        ({"expression": "__class__"}, SUMMED),
        ({"event": "99"}, SUMMED),
        ({"event": "-2"}, SUMMED),
        ({"in1": "nan"}, SUMMED),
        ({"in1": "1e400"}, SUMMED),
        ({"expression": "x y", "in5": "3"}, "x y"),
    ],
    ids=str,
)
def test_an_address_that_says_nonsense_opens(query: dict[str, str], shown: str) -> None:
    reader = on_graph(**query)
    assert not reader.errors
    assert named(reader.app.selectbox, "control-expression").value == shown


def test_where_a_number_is_not_defined_it_is_said_and_the_rest_is_there() -> None:
    reader = on_graph(expression="y + log(x)", in1="-1")
    [error] = reader.errors
    assert error == "v1 = log(x) has no real, finite value at x = -1"
    assert not reader.app.slider
    assert [row[0].rpartition(": ")[2] for row in rows(reader, "| node")] == ["not defined"] * 2
    give(reader, 0, 1.0)
    assert not reader.errors
    assert reader.app.slider


def test_an_event_that_is_no_longer_there_is_the_last_one() -> None:
    reader = on_graph(expression="x y + log(x)", event="10")
    give(reader, 0, -1.0)
    assert named(reader.app.slider, "control-event").value == last_event(reader) == 2
    give(reader, 0, 2.0)
    assert named(reader.app.slider, "control-event").value == 10


def test_the_code_is_that_of_the_graph() -> None:
    reader = on_graph(expression=NEURON)
    [code] = [each.value for each in reader.app.code]
    run = reader.app.session_state["visit"].graph_run[1]
    assert graph_code(run.graph).backward in code
    found = dict(run.values)
    exec(code, found)
    gradients = moment_of(run, len(run.steps)).gradients
    for name in run.values:
        assert found[f"d{name}"] == pytest.approx(gradients[name], rel=1e-12)


def test_the_chain_rule_is_shown_in_both_ways() -> None:
    reader = on_graph()
    [signs] = texts(reader, "**The chain rule**")
    assert r"$\partial$ is local" in signs
    found = [text for text in texts(reader, "**") if "By substitution" in text]
    assert len(found) == 2
    for text in found:
        assert ":green[:material/check: equal]" in text
        assert "By expansion" in text
        # what is differentiated with d is the end, and what is differentiated with the other sign is one equation
        ends = set(re.findall(r"\\frac\{d (\w)\}\{d\w\}", text))
        assert ends
        assert not [each for each in ends if rf"\frac{{\partial {each}}}" in text]


@pytest.mark.parametrize(
    ("query", "right"),
    [({}, "up"), ({"expression": MAXIMUM}, "not at all"), ({"expression": NEURON}, "down")],
    ids=lambda each: str(each)[:20],
)
def test_the_question_is_judged_by_a_forward_pass(query: dict[str, str], right: str) -> None:
    reader = on_graph(**query)
    for words in ("up", "down", "not at all"):
        [control] = [each for each in reader.app.segmented_control if each.label == "Answer"]
        control.set_value(words).run()
        assert (":green[" in told(reader)) == (words == right)
    # of another expression it is asked afresh
    reader.choose("expression", COPIED)
    [control] = [each for each in reader.app.segmented_control if each.label == "Answer"]
    assert control.value is None


def test_nothing_is_asked_where_there_is_no_end_and_no_answer_is_kept() -> None:
    def answers() -> list[Any]:
        return [each for each in reader.app.segmented_control if each.label == "Answer"]

    reader = on_graph()
    answers()[0].set_value("up").run()
    type_in(reader, "sqrt(x-y)")
    assert reader.errors
    assert not answers()
    type_in(reader, "-x")
    [control] = answers()
    assert control.value is None
    assert not [text for text in texts(reader, ":small[") if "Look again.]" in text]


@pytest.mark.parametrize("text", [*READY, "x/(1000 y)", "10^6 x y", LONG])
def test_a_number_is_printed_alike_wherever_it_stands(text: str) -> None:
    """In events, on arrows, in both tables: of one quantity there is one way to write it."""
    reader = on_graph(expression=text)
    said, arrows = [], set[str]()
    for event in range(1, last_event(reader) + 1):
        go_to(reader, event)
        said += [each for each in texts(reader, "**") if "\n\n$$\n" in each and "By substitution" not in each]
        arrows |= {value[2:].replace("−", "-") for pair in labels(reader) for value in pair if value}
    values = [*re.findall(r"\\mathbf\{((?:[^{}]|\{[^{}]*\})*)\}", " ".join(said))]
    upstream = re.findall(r"\}_\{\\text\{local\}\} = (\S+?) \\cdot (?!10\^)", " ".join(said))
    assert upstream
    assert {each.strip("()") for each in upstream} <= set(values)
    for first in (rows(reader, "| gradient"), rows(reader, "| node")):
        assert {plain(row[1] if len(row) == 4 else row[2]) for row in first} <= set(values), values
    assert {each for each in arrows if "·" not in each} <= set(values)
    # an equation whose numbers come to its value says =, another one ≈
    signs = set(re.findall(r"(=|\\approx) \\mathbf", " ".join(said)))
    assert signs == {"=", *([r"\approx"] if text in ROUNDED else [])}
    # to one unit of the last digit two passes are twice as much, and it is said so
    shown = rows(reader, "| gradient")
    doubled = [number(row[2]) == 2 * number(row[1]) for row in shown]
    assert all(row[1] == row[3] for row in shown)
    [note] = texts(reader, "| gradient")
    assert ("the last digit is rounded" in note) == (not all(doubled))
    assert all(number(row[2]) == pytest.approx(2 * number(row[1]), rel=1.2e-3) for row in shown)


def test_a_name_of_several_letters_is_said_to_be_one() -> None:
    reader = on_graph(expression="x^2 + 3xy")
    assert "`xy`: read as one name. A product is written `x y` or `x*y`." in [each.value for each in reader.app.caption]
    for expression in ("x^2 + 3x y", "theta x_1"):
        assert not [each for each in on_graph(expression=expression).app.caption if "one name" in each.value]


def test_a_bar_is_said_where_it_stands() -> None:
    reader = on_graph(expression="x*y + x")
    said = "The bar: $v_{1}$ held fixed, only the direct way counts."
    assert said in texts(reader, "| node")[0]
    barred = 0
    for event in range(1, last_event(reader) + 1):
        go_to(reader, event)
        [told] = [text for text in texts(reader, "**") if "\n\n$$\n" in text and "By substitution" not in text]
        assert (said in told) == (r"\bigg\vert" in told), event
        barred += said in told
    assert barred
    assert "The bar" not in texts(on_graph(), "| node")[0]


def test_a_local_derivative_and_that_along_every_way_have_two_signs_which_are_explained() -> None:
    reader = on_graph(expression="x*y + x")
    explained = r"$\partial$ is local, along one arrow; $d$ is along every way to $Y$."
    assert explained in texts(reader, "| node")[0]
    assert [row[0] for row in rows(reader, "| gradient")] == [r"\frac{d Y}{dx}", r"\frac{d Y}{dy}"]
    sent = 0
    for event in range(1, last_event(reader) + 1):
        go_to(reader, event)
        [told] = [text for text in texts(reader, "**") if "\n\n$$\n" in text and "By substitution" not in text]
        for left, right in re.findall(r"\\frac\{(d|\\partial) ?Y\}\{(d|\\partial) ?", told):
            assert left == right
        if r"\underbrace" in told:
            upstream, local = re.findall(r"\\underbrace\{(.*?)\}_\{\\text", told)
            assert r"\frac{d Y}" in upstream
            assert r"\partial" in local
            sent += 1
    assert sent == 4


def test_whole_numbers_are_printed_whole_beside_others() -> None:
    reader = on_graph(expression=COPIED)
    for event in range(1, last_event(reader) + 1):
        go_to(reader, event)
        # a table has as many digits in every row of a column
        sentences = [text.value for text in reader.app.markdown if not text.value.startswith("| ")]
        assert not [text for text in sentences if re.search(r"\d\.0000\b", text)], event


def test_the_head_has_no_network() -> None:
    reader = on_graph()
    assert "network" not in reader.app.markdown[0].value
    assert not [each for each in reader.app.selectbox if each.label == "Data set"]
    assert [button.label for button in reader.app.button][:3] == ["Add and multiply", "A copied value", "Max chooses"]


def test_after_every_change_the_parts_are_the_page() -> None:
    reader = on_graph()
    go_to(reader, 7)
    assert_whole(reader)
    give(reader, 1, 0.25)
    assert_whole(reader)
    reader.choose("expression", NEURON)
    assert_whole(reader)
    type_in(reader, "x +")
    assert_whole(reader)
    type_in(reader, "x/y + log(x)")
    assert_whole(reader)
    give(reader, 1, 0.0)
    assert_whole(reader)


def test_back_brings_the_expression_and_its_inputs_back() -> None:
    reader = on_graph()
    type_in(reader, "a/b")
    give(reader, 1, 8.0)
    reader.press("Max chooses")
    assert named(reader.app.selectbox, "control-expression").value == MAXIMUM
    reader.press("Back")
    assert named(reader.app.text_input, "control-expression-typed").value == "a/b"
    assert reader.app.query_params["in2"] == "8"


def test_nothing_of_an_expression_of_one_s_own_outlives_the_visit() -> None:
    reader = on_graph(expression="q r + q")
    assert reader.app.session_state["visit"].graph_run[0][0] == "q r + q"
    other = on_graph()
    assert other.app.session_state["visit"].graph_run[0][0] == SUMMED


def test_what_is_shown_of_a_graph_is_kept_with_its_run_and_not_with_the_network() -> None:
    reader = on_graph(event="3")
    here = reader.app.session_state["visit"]
    kept = here.graph_run[2]
    assert {make.__name__ for make, *_ in kept} == {"_place", "_fill"}
    go_to(reader, 4)
    go_to(reader, 3)
    assert here.graph_run[2] is kept
    assert len(kept) == 3
    assert not here.snapshots
    give(reader, 0, 7.0)
    assert here.graph_run[2] is not kept


def test_signs_in_tables_do_not_end_a_cell() -> None:
    reader = on_graph(expression="|x| y")
    [table] = texts(reader, "| node")
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 4 for line in table.split("\n\n")[0].split("\n"))


LOGISTIC = "1/(1+e^-x)"


@pytest.mark.parametrize(
    ("text", "x", "printed", "float64", "gradient"),
    [
        (
            LOGISTIC,
            "-800",
            r"v_{2} = e^{v_{1}} = e^{800} = \mathbf{2.726 \cdot 10^{347}}",
            "inf",
            r"3.668 \cdot 10^{-348}",
        ),
        (LOGISTIC, "800", r"e^{-800} = \mathbf{3.668 \cdot 10^{-348}}", "0", r"3.668 \cdot 10^{-348}"),
        ("log(1+e^x)", "800", r"1 + 2.726 \cdot 10^{347} = \mathbf{2.726 \cdot 10^{347}}", "inf", "1"),
        ("log(1+e^(e^x))", "400", r"= \mathbf{10^{2.268 \cdot 10^{173}}}", "inf", r"5.221 \cdot 10^{173}"),
    ],
)
def test_a_number_that_float64_has_no_room_for_is_shown(
    text: str, x: str, printed: str, float64: str, gradient: str
) -> None:
    reader = on_graph(expression=text, in1=x)
    assert reader.errors == []
    found = []
    for at in range(1, last_event(reader) + 1):
        go_to(reader, at)
        said = "".join(texts(reader, "**"))
        found.append(printed in said and f"As a float64 it would be `{float64}`; here it keeps its digits." in said)
    assert any(found)
    # of the last event, and of the table below the code
    assert rf"\mathbf{{{gradient}}}" in said
    assert any("In Python a number is too large or too small here" in each.value for each in reader.app.caption)
    [control] = [each for each in reader.app.segmented_control if each.label == "Answer"]
    control.set_value("up").run()
    assert any("Yes.]" in each for each in texts(reader, ":small["))


def test_digits_that_cancel_leave_a_gradient_that_is_right() -> None:
    reader = on_graph(expression="(e^x-1)/x", in1="1e-10", event="10")
    go_to(reader, last_event(reader))
    said = "".join(texts(reader, "**"))
    assert r"\mathbf{0.5000}" in said
    assert "Here digits count that are not printed." in "".join(texts(reader, "**"))
    assert r"10^{160}" not in texts(reader, "**A copied")[0]


def test_what_moves_less_than_a_float64_can_show_moves() -> None:
    reader = on_graph(expression=LOGISTIC, in1="40")
    [control] = [each for each in reader.app.segmented_control if each.label == "Answer"]
    control.set_value("up").run()
    [said] = [text for text in texts(reader, ":small[") if "Yes.]" in text]
    assert "less than a float64 can show" in said


def test_what_falls_to_a_number_whose_power_is_one_itself_falls() -> None:
    reader = on_graph(expression="exp(-exp(1000 x))", in1="1")
    [control] = [each for each in reader.app.segmented_control if each.label == "Answer"]
    control.set_value("down").run()
    assert any("Yes.]" in each for each in texts(reader, ":small["))


def test_a_power_of_a_large_number_has_one_exponent() -> None:
    reader = on_graph(expression="x^2", in1="1e7", event="2")
    assert r"(1.000 \cdot 10^{7})^{2} = \mathbf{1.000 \cdot 10^{14}}" in texts(reader, "**Forward.**")[0]
    assert labels(reader) == [("→ 1.000·10⁷", ""), ("→ 1.000·10¹⁴", "")]


def test_the_picture_writes_numbers_as_the_formulas_do() -> None:
    reader = on_graph(expression="x/y", in1="1", in2="300", event="3")
    assert r"\mathbf{0.003333}" in "".join(texts(reader, "**Forward.**"))
    assert labels(reader)[-1] == ("→ 0.003333", "")
    give(reader, 1, -3.0)
    assert labels(reader)[-1] == ("→ −0.3333", "")


def test_what_is_typed_stands_as_it_was_typed() -> None:
    reader = on_graph(expression="x y")
    type_in(reader, "y x")
    assert [row[0] for row in rows(reader, "| node")] == ["Y = y x"]
    [code] = [each.value for each in reader.app.code]
    assert "Y = y*x" in code
    type_in(reader, "foo bar")
    assert [row[0] for row in rows(reader, "| node")] == [r"Y = \mathrm{foo} \, \mathrm{bar}"]
