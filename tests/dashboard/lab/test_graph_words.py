"""What is said of an event: the rule of the operation, where it happens."""

import pytest

from dashboard.lab.graph import GraphRun, derive_graph, fill_in, inputs_of, run_graph
from dashboard.lab.graph_words import name_of, plain_name, say_step, write_inside

SAID = (
    ("(x + y) z", 1, "**Forward.** The inputs have their values"),
    ("(x + y) z", 2, "**Forward.** Node $v_{1}$ computes"),
    ("(x + y) z", 4, "**Backward** begins at the end: $Y$"),
    (
        "(x + y) z",
        5,
        "**Multiply swaps.** $v_{1}$ gets what arrives at $Y$ times what $v_{1}$ itself was multiplied with",
    ),
    ("(x + y) z", 7, "**Add passes on.** What arrives at $v_{1}$ goes to $x$ as it is"),
    ("x - y", 4, "**Subtract passes on.** What arrives at $Y$ goes to $x$ as it is: the local derivative is $1$."),
    ("x - y", 5, "goes to $y$ with the other sign: the local derivative is $-1$."),
    ("(x + y)^2", 5, "**A power multiplies with its own derivative**, taken at the value that went in: $v_{1}$"),
    ("x y + sin(x)", 8, "This is contribution 1 of 2 to $x$."),
    ("x y + sin(x)", 10, "**A copied value adds up.** $x$ went to 2 nodes"),
    ("2(x + y)", 5, "**A constant factor** stays: $v_{1}$ gets what arrives at $Y$ times $2$"),
    ("log(x) if x > 0 else 3y", 5, "the derivative in the case that holds"),
    ("max(x, y)", 4, "**Max chooses.** Of what arrives at $Y$, $x$ gets nothing: it is not the larger one"),
    ("max(x, y)", 5, "$y$ gets all: it is the larger one"),
    ("min(x, y)", 4, "**Min chooses.** Of what arrives at $Y$, $x$ gets all: it is the smaller one"),
    ("x if x > y else 3y", 5, "**A case is chosen.** Of what arrives at $Y$, $x$ gets nothing"),
    ("exp(x)", 4, "**A function multiplies with its own derivative**"),
    ("x + x + x", 4, "$x$ goes to $Y$ 3 times, which is one arrow here: it gets $1 + 1 + 1 = 3$ times what"),
    ("x - x", 4, "it gets $1 - 1 = 0$ times"),
    ("x + x + y", 4, "it gets $1 + 1 = 2$ times"),
    ("x + x + y", 5, "**Add passes on.**"),
    ("max(x, x)", 4, "$x$ gets all: both arguments are equal, each gets half, and both halves are its own."),
    ("max(x, x, y)", 4, "$x$ gets nothing: it is not the largest one"),
    ("min(x, x, y)", 4, "$x$ gets all: it stands there 2 times, and equal ones share"),
    ("max(x, y, z)", 5, "$y$ gets all: it is the largest one"),
    ("x y x", 4, "**A node multiplies with its own derivative**"),
)


def run_of(text: str, *given: float) -> GraphRun:
    found = derive_graph(text)
    names = inputs_of(found)
    return run_graph(found, fill_in(text, names, given or [None] * len(names)), 4)


@pytest.mark.parametrize(("text", "number", "words"), SAID)
def test_what_is_said(text: str, number: int, words: str) -> None:
    run = run_of(text)
    assert words in say_step(run.steps[number - 1], run)


def test_equal_ones_share() -> None:
    run = run_of("max(x, y)", 2.0, 2.0)
    assert "$x$ gets 0.5000 times it: both are equal, and share" in say_step(run.steps[3], run)
    run = run_of("max(x, y, z)", 2.0, 2.0, 2.0)
    assert "$x$ gets 0.3333 times it: 3 are equal, and share" in say_step(run.steps[3], run)


def test_of_one_that_is_equal_to_a_constant_it_is_said_what_is_taken() -> None:
    run = run_of("max(x, 0)", 0.0)
    assert "$x$ gets nothing: it is equal to the constant" in say_step(run.steps[3], run)
    run = run_of("max(x, 0)", -1.0)
    assert "$x$ gets nothing: it is not the larger one" in say_step(run.steps[3], run)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("x + y", "+"),
        ("x - 2", "-2"),
        ("x + 2", "+2"),
        ("x - y", "−"),
        ("x - y - 1", "−"),
        ("x y", "×"),
        ("-x", "−"),
        ("3x", "×3"),
        ("pi x", "×π"),
        ("e x", "×e"),
        ("x^2", "□²"),
        ("1/x", "1/□"),
        ("sqrt(x)", "√"),
        ("x^y", "^"),
        ("sigmoid(x)", "σ"),
        ("log(x)", "ln"),
        ("|x|", "| |"),
        ("max(x, y)", "max"),
        ("x if x > 0 else y", "?"),
    ],
)
def test_what_stands_in_a_node(text: str, inside: str) -> None:
    found = derive_graph(text)
    assert write_inside(found.nodes[-1]).replace("−", "-") == inside.replace("−", "-")
    assert write_inside(found.nodes[0]) == "x"


def test_names() -> None:
    assert (plain_name("v12"), plain_name("Y"), plain_name("alpha")) == ("v₁₂", "Y", "α")
    assert (plain_name("Theta"), plain_name("theta_1"), plain_name("lamda"), plain_name("san")) == (
        "Θ",
        "θ₁",
        "λ",
        "san",
    )
    assert (plain_name("x_1"), plain_name("Y_"), plain_name("v1_")) == ("x₁", "Y′", "v₁′")
    assert name_of(derive_graph("x1 x2"), "x1") == "x_{1}"
