"""Where a gradient of a loss is a choice although the loss has a derivative: the check says so, and only there."""

from dataclasses import replace

import pytest

from derivations import Convention, Loss, Network, derive
from derivations.engine.check import check


@pytest.mark.parametrize("options", [{}, {"delta": "sample"}, {"samples": "sum", "outputs": "mean"}])
@pytest.mark.parametrize(
    ("text", "at", "slopes"),
    [
        ("max(a-y,0)+min(a-y,0)", "a1 = 0.25 and y = 0.25", (0, 1)),
        ("sign(a-y)*abs(a-y)", "a1 = 0.25 and y = 0.25", (0, 1)),
        ("3*relu(a-2*y)-3*relu(2*y-a)+a", "a1 = 0.5 and y = 0.25", (1, 4)),
        ("max(a-0.25,0)+min(a-0.25,0)-y", "a1 = 0.25", (0, 1)),
        ("abs(a-y)", "", ()),
        ("max(a-y,0)^2+min(a-y,0)^2", "", ()),
        ("max(a-y,0)+min(a-y,0)*2", "", ()),
    ],
)
def test_a_gradient_of_a_loss_that_is_a_choice_although_there_is_one_is_said(
    text: str, at: str, slopes: tuple[int, ...], options: dict[str, str]
) -> None:
    network = Network((2, 2, 1), ("relu", "tanh"), Loss.parse(text), l1=0.1)
    report = derive(network, Convention(**options)).check()  # type: ignore[arg-type]
    said = "da2 is {} by convention at {}, where both sides have the derivative {}"
    found = said.format(slopes[0], at.replace("a1", "a2"), slopes[1]) if slopes else ""
    assert report.ok
    assert [row.convention for row in report if row.convention] == [found] * bool(found)
    assert report.summary.endswith(f"all right, but {found}" if found else "all right")


def test_a_wrong_gradient_is_no_convention() -> None:
    derivation = derive(Network((1, 1), "tanh", Loss.parse("max(a-y,0)+min(a-y,0)")))
    result = derivation["da1"]
    last = result.lines[-1]
    wrong = replace(result, lines=(*result.lines[:-1], replace(last, expression=2 * last.expression)))
    others = tuple(wrong if each == result else each for each in derivation.results)
    report = check(replace(derivation, results=others))
    assert not report.ok
    assert not any(row.convention for row in report)
