"""What no book prints, in no line of any network: a minus after a sum sign, 1 (a - y), a fraction in a fraction."""

import re
from functools import cache

import pytest

from derivations import Activation, Convention, Loss, Network, derive
from derivations.rendering.lines import PrintedResult, print_result
from tests.export.test_letters import everything
from tests.export.test_read_back import derivation_of
from tests.export.worlds import CASES

INNER = r"[^{}]*"
for _ in range(6):
    INNER = rf"(?:[^{{}}]|\{{{INNER}\}})*"
# a bar in this group, or in one inside of it
BAR = rf"{INNER}\\frac"
for _ in range(4):
    BAR = rf"{INNER}(?:\\frac|\{{{BAR})"
# a derivative that waits is an operator: above a bar it stands as in every quotient rule; the gradient of C does not
WAITING = re.compile(rf"\\frac\{{(?:d|\\partial)(?! C)(?: {INNER})?\}}\{{(?:d|\\partial ){INNER}\}}")
# what is wrong, and a formula that has it
BLEMISHES = {
    "a minus after a sum sign": (rf"\\sum_\{{{INNER}\}}\^\{{{INNER}\}} -", r"\sum_{s=1}^{m} -a_{s}"),
    "a factor 1": (r"(?<![\w.{])1 (?:\(|\\left\()", r"\frac{1}{m} 1 (a - y)"),
    "a term 0": (r"\\cdot 0(?![.\d])|\+ 0(?![.\d])", "a + 0"),
    "two signs": (r"[+-] -", "a + -b"),
    "brackets in brackets": (r"\(\([^()]*\)\)", "2 ((a - y))"),
    "brackets around a letter": (r"(?<![a-zA-Z'}])\([a-z]\)", "2 (a)"),
    "a fraction in a fraction": (
        rf"\\frac\{{(?!\\partial)(?:{BAR}|{INNER}\}}\{{(?!\\partial){BAR})",
        r"\frac{\frac{a}{b}}{c}",
    ),
    "a root above the bar": (r"\\frac\{\\sqrt\{\d+\}\}\{", r"\frac{\sqrt{2}}{2 \sqrt{\pi}} z"),
    "cases that something follows": (
        r"\\end\{cases\}(?! \\right|\\right| \\\\| \\end|\}|$)",
        r"\begin{cases} 1 & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases} z",
    ),
    "cases within cases": (r"\\begin\{cases\} \\begin\{cases\}", r"\begin{cases} \begin{cases} 1"),
}
# besides, in the last line
LAST = {
    "a number that is not multiplied": (
        r"\\cdot (?:\d|\(-1\))(?!\S* \\ln)|\\frac\{1\}\{m\} \\frac\{\d\}\{\d\}",
        r"\frac{1}{m} \cdot 2 (a - y)",
    ),
}
DECIMALS = re.compile(r"\d\.\d")
TYPED = (
    *("max(-1, min(1, z))", "max(z, 0.1*z)", "clip(z, 0, 1)", "z if -1 < z < 1 else 0", "z*sigmoid(1.702*z)"),
    *("0.5z(1+erf(z/sqrt(2)))", "1/(1+exp(-1.702z))", "z/(1+exp(-z))", "sign(z)*log(1+abs(z))", "tanh^2(z)", "z**z"),
    *("(z>0)*z", "relu(z)-relu(-z)", "(z if z>0 else 0.1z)^2/2"),
    *("0<z<1", "0 if z<0 else z if z<1 else 1", "(z if z>0 else 0.1z) if z<2 else 3"),
)
# the formula itself is printed as well, and its derivative in a variable of its own
NESTED = (
    *(
        "(e^z-1)/(e^z+1)",
        "(1-exp(-z))/(1+exp(-z))",
        "z/(1+z/2)",
        "1/(1+1/z)",
        "(1+1/z)/(1-1/z)",
        "1/(1/z)",
        "1/(1+z/(1/z))",
    ),
    *("z/(1+sqrt(1+z^2))", "1/(1+sqrt(z)/3)", "z/sqrt(1+z/2)", "sin(1/z)/z", "z/cosh(z/2)", "1/(1-(1+z)/(2+z))"),
    *("exp(-z^2/2)/sqrt(2pi)", "1/(1/2+z^2/3)", "1/(1+2/(3z))", "z/(1+z/1.702)", "exp(-z/2)/(1+exp(-z/2))"),
    *("1/(1+1/(1+1/(1+z)))", "log(1+z/2)/(1+z/2)", "z^2/(1+|z|/2)", "(z/2 if z>0 else z/3)/(1+z^2)", "atan(z/2)/z"),
    *("sqrt(2/pi)*z/(1+z/pi)", "z-(1-z)^2", "3z-(2-z)", "1/(3z)", "1.5/z"),
    *("(a-y)^2/(1+(a-y)^2/2)", "(a-y)^2/(1+y/2)", "a/(1+y/a)"),
)
LOSSES = (
    *(
        "max(0, 1 - a*y)",
        "max(0, 1 - a*y)^2",
        "max(a, y)",
        "max(0.9(y - a), 0.1(a - y))",
        "-y ln(p) - (1 - y) ln(1 - p)",
    ),
    *("0.5(a-y)^2 if abs(a-y) < 1 else abs(a-y) - 0.5", "(a-y)^2/(1+(a-y)^2)", "log(1+exp(-a*y))", "huber(a - y)"),
)


@cache
def typed(text: str, delta: str) -> tuple[PrintedResult, ...]:
    activation, loss = (Activation.parse(text), "mse") if text in TYPED else ("sigmoid", Loss.parse(text))
    derivation = derive(Network((2, 2, 1), (activation, "sigmoid"), loss), Convention(delta=delta))
    return tuple(
        print_result(derivation, each, depth=depth) for each in derivation.targets for depth in ("every", "key")
    )


def blemishes(pages: tuple[PrintedResult, ...]) -> list[str]:
    found = []
    for page in pages:
        for at, line in enumerate(page.lines):
            looked_for = dict(BLEMISHES)
            if at == len(page.lines) - 1 and page.kind != "forward":
                looked_for |= LAST
            formula = WAITING.sub("D", line.formula)
            found += [f"{what}: {line.formula}" for what, (sign, _) in looked_for.items() if re.search(sign, formula)]
    return found


@pytest.mark.parametrize("what", [*BLEMISHES, *LAST])
def test_a_blemish_is_found(what: str) -> None:
    sign, planted = {**BLEMISHES, **LAST}[what]
    assert re.search(sign, planted)
    others = {name: each for name, each in {**BLEMISHES, **LAST}.items() if name != what}
    assert not any(re.search(other, planted) for other, _ in others.values())


def test_only_a_derivative_that_waits_may_stand_above_a_bar() -> None:
    waiting = r"\frac{\frac{d}{dz} \left[ e^{z} \right] v - \frac{\partial a_{k}}{\partial z_{j}}}{v^{2}}"
    assert WAITING.sub("D", waiting) == r"\frac{D \left[ e^{z} \right] v - D}{v^{2}}"
    for standing in (r"\frac{\frac{\partial C}{\partial a}}{b}", r"\frac{\frac{a}{b}}{c}"):
        assert WAITING.sub("D", standing) == standing


@pytest.mark.parametrize("name", CASES)
def test_every_line_of_a_network_reads_like_a_book(name: str) -> None:
    derivation = derivation_of(name)
    key = tuple(print_result(derivation, each, depth="key") for each in derivation.targets)
    assert blemishes((*everything(name), *key)) == []


@pytest.mark.parametrize("text", NESTED)
def test_a_fraction_inside_of_a_fraction_has_a_slash(text: str) -> None:
    formula: Activation | Loss = Loss.parse(text) if "y" in text else Activation.parse(text)
    network = Network((1, 1), *(("identity", formula) if "y" in text else (formula, "mse")))
    derivation = derive(network)
    target = "da1" if "y" in text else "f'"
    pages = tuple(print_result(derivation, target, depth=depth) for depth in ("every", "key"))
    assert blemishes(pages) == []
    assert pages[0].lines[-1].formula == pages[1].lines[-1].formula
    assert not re.search(BLEMISHES["a fraction in a fraction"][0], formula.latex)


@pytest.mark.parametrize("delta", ["cost", "sample"])
@pytest.mark.parametrize("text", [*TYPED, *LOSSES])
def test_every_line_of_a_typed_formula_reads_like_a_book(text: str, delta: str) -> None:
    pages = typed(text, delta)
    assert blemishes(pages) == []
    # the same result at both depths, its terms and factors in the same order
    assert [each.lines[-1].formula for each in pages[::2]] == [each.lines[-1].formula for each in pages[1::2]]
    if not DECIMALS.search(text) and "0.5" not in text:
        assert not any(DECIMALS.search(line.formula) for page in typed(text, delta) for line in page.lines)
