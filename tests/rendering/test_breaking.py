"""Long brackets can be broken, and say what they said; short ones, and those in a fraction, stay."""

import re

import pytest

from derivations import Network, derive
from derivations.rendering.breaking import breakable, keep_together
from derivations.rendering.lines import print_result

TERMS = "a + b + c + d + e + f + g + h + i + j"


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("a + b", "a + b"),
        (r"\left(a + b\right) c", r"\left(a + b\right) c"),
        (
            r"\left(a_{1} + b_{1} + c_{1} + d_{1} + e_{1} + f\right) g",
            r"\bigl(a_{1} + b_{1} + c_{1} + d_{1} + e_{1} + f\bigr) \allowbreak  g",
        ),
        (
            r"\left[\frac{a + b + c + d}{e + f + g} + \left(h\right) + i\right]",
            r"\biggl[\frac{a + b + c + d}{e + f + g} + \left(h\right) + i\biggr] \allowbreak",
        ),
        # what stands in a fraction, or below, cannot be broken
        (
            r"\frac{\left(a + b + c + d + e + f + g + h + i\right)}{2}",
            r"\frac{\left(a + b + c + d + e + f + g + h + i\right)}{2}",
        ),
        # a sum stays with what it sums, in colour too
        (
            rf"{TERMS} + \sum_{{k=1}}^{{n_{{2}}}} \frac{{{TERMS}}}{{c_{{k}}}} \frac{{p}}{{q}}",
            rf"{TERMS} + \sum_{{k=1}}^{{n_{{2}}}} \frac{{{TERMS}}}{{c_{{k}}}} \allowbreak \frac{{p}}{{q}}",
        ),
        (
            rf"{TERMS} + \sum_{{k=1}}^{{n_{{2}}}} \textcolor{{#A8487F}}{{\frac{{{TERMS}}}{{c}} \frac{{p}}{{q}}}}",
            rf"{TERMS} + \sum_{{k=1}}^{{n_{{2}}}} \textcolor{{#A8487F}}{{\frac{{{TERMS}}}{{c}} "
            r"\allowbreak \frac{p}{q}}",
        ),
        # a line begins with the operator of a product entry by entry; what cannot be broken has none
        (
            rf"{TERMS} {TERMS} A \odot \frac{{B \odot C}}{{D}}",
            rf"{TERMS} {TERMS} A \allowbreak \odot \nobreak \allowbreak \frac{{B \odot C}}{{D}}",
        ),
        # a colour is no box
        (
            r"\textcolor{#A8487F}{\left(a + b + c + d + e + f + g + h + i\right)}",
            r"\textcolor{#A8487F}{\bigl(a + b + c + d + e + f + g + h + i\bigr) \allowbreak }",
        ),
    ],
)
def test_a_formula(formula: str, found: str) -> None:
    assert breakable(formula) == found


def test_only_the_sizes_of_brackets_change() -> None:
    sizes = re.compile(r"\\(left|right|bigg?[lr])(?=[(\[|)\]])|\\(allow|no)break| ")
    changed = 0
    for network in (Network((2, 3, 3), ("gelu_tanh", "softmax"), "cross_entropy"), Network((2, 2, 1), "tanh", "mse")):
        derivation = derive(network)
        for target in derivation.targets:
            for line in print_result(derivation, target).lines:
                broken = breakable(line.formula)
                assert sizes.sub("", broken) == sizes.sub("", line.formula)
                assert len(re.findall(r"\\bigg?l", broken)) == len(re.findall(r"\\bigg?r", broken))
                changed += broken != line.formula
    assert changed > 10


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("0.7311 (1 - 0.7311)", "0.7311 {(1 - 0.7311)}"),
        (r"a (1 - \sigma(z)) b", r"a {(1 - \sigma(z))} b"),
        (
            r"\textcolor{#A8487F}{a} (\textcolor{#A8487F}{a} - y)",
            r"\textcolor{#A8487F}{a} {(\textcolor{#A8487F}{a} - y)}",
        ),
        # a function's, one without a sign, a negative number, and what is long
        (r"\sigma(1 + z)", r"\sigma(1 + z)"),
        ("(0.6)^{2}", "(0.6)^{2}"),
        ("2 (-1)", "2 (-1)"),
        ("(a + b + c + d + e + f + g + h + i + j + k + l)", "(a + b + c + d + e + f + g + h + i + j + k + l)"),
    ],
)
def test_a_short_bracket_is_not_broken(formula: str, found: str) -> None:
    assert keep_together(formula) == found
