"""What stands at a tie: a line or a rule that says anything else there, and only there, is found."""

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Expr, Piecewise, Rational, S

from derivations import Activation, Loss, Network, derive, graph
from derivations.engine.check import check
from derivations.engine.definitions import apply_definition
from derivations.engine.hidden_kinks import check_kinks
from derivations.engine.rules import by_cases
from derivations.engine.selection import HEAVISIDE, POSITIVE, WhereGreater, WhereNotLess
from derivations.models.functions import Z
from derivations.models.functions.definitions import ABSOLUTE
from tests.oracles import planted

Change = Callable[[Expr], Expr]


def one_at_zero(line: Expr) -> Expr:
    """Write 1 at 0 for 0, or for what is chosen there."""
    return line.replace(apply_definition(POSITIVE), lambda u: 1 - POSITIVE(-u))


def step_for_half(line: Expr) -> Expr:
    """Let nothing count where two are equal."""
    return line.replace(apply_definition(HEAVISIDE), POSITIVE)


def first_at_zero(line: Expr) -> Expr:
    """Let the case of the first row hold at its border, too."""
    (value, _), *others = line.args
    return Piecewise((value, Z >= 0), *others)


def seven_elsewhere(line: Expr) -> Expr:
    """Write 7 in the last case, of the tie."""
    return line.replace(Piecewise, lambda *rows: Piecewise(*rows[:-1], (7, True)))


LEMMAS: dict[str, tuple[str, Change]] = {
    "relu": ("relu'", first_at_zero),
    "hard_tanh": ("hard_tanh'", lambda line: line.subs(Z <= -1, Z < -1)),
    "max(z, 0)": ("f'", one_at_zero),
    "min(0, z)": ("f'", one_at_zero),
    "abs(z)": ("f'", lambda _: Piecewise((1, Z >= 0), (-1, True))),
    "max(z, 2z)": ("f'", lambda line: line.subs(Rational(3, 2), 2)),
    "max(z, 2z, 3z)": ("f'", lambda line: Piecewise((3, Z >= 0), (1, True))),
    "max(z, z^2)": ("f'", lambda line: Piecewise(*line.args[:-1], (2 * Z, True))),
    "max(z, -z, z/2 - 1)": ("f'", lambda line: line.xreplace({S.Zero: S.One})),
    "tanh(max(z, 0))": ("f'", one_at_zero),
    "max(z - 1/3, 0)": ("f'", one_at_zero),
    "max(z^2, 2)": ("f'", one_at_zero),
    "max(e^z, 2)": ("f'", one_at_zero),
    "max(z, z^2 - 1)": ("f'", seven_elsewhere),
    "max(sin(z), cos(z))": ("f'", seven_elsewhere),
}
LOSSES: dict[str, Change] = {
    "max(0, 1-a*y)": one_at_zero,
    "max(a, y)": step_for_half,
    "max(a - y, 0)": one_at_zero,
    "max((a - y)^2, 1)": one_at_zero,
    "max(a - y - 1/3, 0)": one_at_zero,
    "max((a - y)^2, 0.1)": one_at_zero,
    "max(a^3 - y, 0)": one_at_zero,
    "abs(a - y)": lambda line: line.replace(apply_definition(ABSOLUTE, 1), lambda u: 1 - 2 * POSITIVE(-u)),
    "a if a > y else 2a + y^2": lambda line: line.replace(WhereGreater, WhereNotLess),
}


@pytest.mark.parametrize("text", LEMMAS)
def test_a_lemma_that_is_wrong_at_a_tie_alone_is_wrong_by_the_numbers(text: str) -> None:
    activation: Any = text if text.replace("_", "").isalpha() else Activation.parse(text, name="f")
    derivation = derive(Network((1, 1), activation, "mse"))
    target, wrong = LEMMAS[text]
    last = len(derivation[target].lines) - 1
    changed = planted(derivation, target, last, wrong(derivation[target].value))
    assert check(derivation, [target], seed=0).ok
    assert not check(changed, [target], seed=0).by_line[target, last].agrees


@pytest.mark.parametrize("text", ["min(2-z, z/2)", "max(z - z, z)", "max(z/z, z)", "min(2*z/z, -z)"])
def test_a_right_lemma_passes_where_a_tie_is_missed_by_a_rounding_or_a_side_is_a_number(text: str) -> None:
    derivation = derive(Network((1, 1), Activation.parse(text, name="f"), "mse"))
    for seed in range(3):
        assert check(derivation, ["f'"], seed=seed).ok


@pytest.mark.parametrize("text", LOSSES)
def test_a_loss_line_that_is_wrong_at_a_tie_alone_is_found_by_the_numbers(text: str) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse(text)))
    last = len(derivation["da1"].lines) - 1
    assert check_kinks(derivation["da1"], derivation.model).wrong is None
    changed = planted(derivation, "da1", last, LOSSES[text](derivation["da1"].value))
    found = check_kinks(changed["da1"], derivation.model).wrong
    assert found is not None
    at, sentence = found
    assert at == last
    assert sentence.startswith(f"line {last + 1} of da1 is ")
    assert "where the convention is" in sentence


@pytest.mark.parametrize(("name", "text"), [("HEAVISIDE", "max(a, y)"), ("POSITIVE", "max(a - y, 0)")])
def test_a_rule_that_is_wrong_at_a_tie_alone_does_not_pass(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps are those of the rule, and every number beside the tie is right."""
    wrong = {"HEAVISIDE": POSITIVE, "POSITIVE": lambda u: 1 - POSITIVE(-u)}[name]
    monkeypatch.setattr(by_cases, name, wrong)
    network = Network((1, 1), "identity", Loss.parse(text))
    report = check(derive(network), ["da1"], seed=0)
    assert not report.ok
    assert "where the convention is" in report.failures[0].sentence


@pytest.mark.parametrize("text", ["max(x, y)*z", "exp(max(x, 2*y))", "max(x, y, z)*w"])
def test_a_line_of_a_graph_that_is_wrong_at_a_tie_alone_is_found(text: str) -> None:
    derivation = derive(graph(text))
    last, value = len(derivation["dx"].lines) - 1, derivation["dx"].value
    wrong = value.replace(Piecewise, lambda *rows: Piecewise(*rows[:-1], (7, True)))
    assert wrong != value
    assert check_kinks(derivation["dx"], derivation.model).wrong is None
    found = check_kinks(planted(derivation, "dx", last, wrong)["dx"], derivation.model).wrong
    assert found is not None
    assert found[0] == last


@pytest.mark.parametrize("row", range(4))
@pytest.mark.parametrize("text", ["max(x, y, z)*w", "w - min(x, y, z)"])
def test_every_case_of_one_of_three_is_looked_at(text: str, row: int) -> None:
    derivation = derive(graph(text))
    last, value = len(derivation["dx"].lines) - 1, derivation["dx"].value
    (cases,) = value.atoms(Piecewise)
    rows = [(7 if at == row else each, when) for at, (each, when) in enumerate(cases.args)]
    changed = planted(derivation, "dx", last, value.xreplace({cases: Piecewise(*rows)}))
    assert not check(changed, ["dx"], seed=0).ok
    found = check_kinks(changed["dx"], derivation.model).wrong
    # where the one is equal to one or to both of the others; beside that the numbers tell
    assert row < 2 or (found is not None and found[0] == last)
