"""What is said of a function: where it and its derivative are defined, and where the point begins."""

import re

import numpy as np
import pytest

from dashboard.lab.vanishing import evaluate, list_bare_borders
from dashboard.lab.words import OWN
from derivations import Activation
from derivations.formula.domain import Condition
from derivations.formula.size import value as value_of
from derivations.formula.tree import COMPARED
from derivations.formula.undefined import derivative_domain
from tests.dashboard.reader import Reader, named, opened

# as typed, and the sentence that stands below the derivation
DOMAINS = {
    "sqrt(z)": r"It is defined where $z \geq 0$, and its derivative where $z > 0$.",
    "1/z": r"It is defined where $z \neq 0$, and so is its derivative.",
    "log(z)": "It is defined where $z > 0$, and so is its derivative.",
    "sqrt(1 - z**2)": r"It is defined where $-1 \leq z \wedge z \leq 1$, "
    r"and its derivative where $-1 < z \wedge z < 1$.",
    "asin(z)": r"It is defined where $z \geq -1$ and $z \leq 1$, and its derivative where $z > -1$ and $z < 1$.",
    "z**1.5": r"It is defined where $z \geq 0$, and so is its derivative.",
    "sqrt(1 + z**2)": "It is defined at every $z$, and so is its derivative.",
    "sqrt(z**2)": "It is defined at every $z$. At z = 0",
    "sqrt(1 - cos(z))": r"It is defined at every $z$, and its derivative where $1 - \cos\left(z\right) \neq 0$.",
    "cbrt(z)": r"It is defined at every $z$, and its derivative where $z \neq 0$.",
    "sqrt(z) + abs(z - 2)": r"It is defined where $z \geq 0$, and its derivative where $z > 0$.",
    "log(z) * abs(z - 2)": "It is defined where $z > 0$. At z = 2",
}


def number_of(condition: Condition, z: float) -> float:
    found = complex(value_of(condition.argument, {"z": z})).real
    return 0.0 if abs(found) < 1e-14 else found


def on_page(**query: str) -> Reader:
    return opened(page="app_pages/activations_and_losses.py", **query)


def texts(reader: Reader, *words: str) -> list[str]:
    return [text.value for text in reader.app.markdown if all(each in text.value for each in words)]


@pytest.mark.parametrize("formula", DOMAINS)
def test_it_is_said_where_the_derivative_is_defined(formula: str) -> None:
    [lines] = texts(on_page(f=OWN, formula=formula), "<details>")
    assert DOMAINS[formula] in lines.replace(r"\allowbreak ", "")


@pytest.mark.parametrize("formula", ["cbrt(z - 1)", "cbrt(1 - z)", "cbrt(z - 0.003)"])
def test_a_root_of_a_difference_is_looked_at_on_both_sides_of_its_border(formula: str) -> None:
    for z in ("2", "-2"):
        assert texts(on_page(f=OWN, formula=formula, z=z), "<details>")


@pytest.mark.parametrize("formula", [*DOMAINS, "acosh(z)", "acos(z**2)", "1/sqrt(z)", "z**0.2 + z"])
def test_the_derivative_has_a_number_where_it_is_said_to_be_defined_and_nowhere_else(formula: str) -> None:
    activation = Activation.parse(formula)
    for z in (-4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0):
        [value], [derivative] = evaluate(activation, np.array([z]))
        if np.isfinite(value):
            asked = all(COMPARED[each.relation](number_of(each, z), 0) for each in derivative_domain(activation))
            asked &= z not in list_bare_borders(activation)
            assert bool(np.isfinite(derivative)) is asked, z


@pytest.mark.parametrize(
    ("formula", "z", "words"),
    [
        ("sqrt(z)", "-4", "At $z = -4$, $f$ has no value"),
        ("sqrt(z)", "0", "At $z = 0$, $f$ has the value $0$, and no derivative"),
        ("log(z)", "-4", "At $z = -4$, $f$ has no value"),
    ],
)
def test_it_is_said_whether_the_value_is_missing_or_the_derivative(formula: str, z: str, words: str) -> None:
    [said] = texts(on_page(f=OWN, formula=formula, z=z), "At $z")
    assert said.startswith(words)
    assert ("no derivative" in said) is ("no derivative" in words)


@pytest.mark.parametrize(("formula", "z"), [("log(-z)", -0.1), ("sqrt(z-2)", 2.1), ("log(z)", 1.0), ("tanh(z)", 1.0)])
def test_the_point_begins_where_the_function_is_defined(formula: str, z: float) -> None:
    reader = on_page(f=OWN, formula=formula)
    assert set(reader.data("points")["x"]) == {z}
    assert named(reader.app.select_slider, "control-z").value == z
    [of_it] = [text for text in texts(reader, "| after 20 layers") if "measured, every" in text]
    assert f"every $z = {z:g}$" in of_it


def test_the_first_point_can_be_set_too() -> None:
    reader = on_page(f=OWN, formula="log(-z)", z="2")
    named(reader.app.select_slider, "control-z").set_value(1.0).run()
    assert named(reader.app.select_slider, "control-z").value == 1.0
    assert texts(reader, "At $z = 1$, $f$ has no value")


def test_a_point_that_was_set_stays_where_it_is() -> None:
    reader = on_page(f=OWN, formula="log(-z)", z="2")
    assert named(reader.app.select_slider, "control-z").value == 2.0
    assert texts(reader, "At $z = 2$, $f$ has no value")
    assert not len(reader.data("points"))
    assert not re.search(r"a gradient of 1", str(texts(reader, "At $z")))
