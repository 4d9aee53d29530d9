"""Cases in LaTeX are those of the language; what may not be all cases is refused."""

import pytest

from derivations.errors import FormulaError
from derivations.formula import Activation, Loss

READ = {
    r"\begin{cases} z & z > 0 \\ 0 & z \le 0 \end{cases}": "z if z > 0 else 0",
    r"\begin{cases} z, & \text{if } z > 0, \\ 0.1z, & \text{otherwise.} \end{cases}": "z if z > 0 else 0.1*z",
    r"f(x) = \begin{cases} 0 & x < 0 \\ x & x \ge 0 \end{cases}": "0 if z < 0 else z",
    r"\begin{cases} -1 & z < -1 \\ z & -1 \le z \le 1 \\ 1 & z > 1 \end{cases}": (
        "-1 if z < -1 else z if -1 <= z and z <= 1 else 1"
    ),
    r"\begin{cases} \frac{1}{2}z^2 & |z| \leq 1 \\ |z| - \frac12 & |z| > 1 \end{cases}": (
        "1/2*z**2 if abs(z) <= 1 else abs(z) - 1/2"
    ),
    # as a sentence ends
    r"\begin{cases} z, & z>0, \\ 0, & z\le 0. \end{cases}": "z if z > 0 else 0",
    r"\begin{cases} z, & z>0.5, \\ 0, & z\le 0.5. \end{cases}": "z if z > 0.5 else 0",
    # three rows of which no two are opposites
    r"\begin{cases} 0 & z < 0 \\ 1 & z > \frac{1}{2} \\ z & 0 \le z \le 1/2 \end{cases}": (
        "0 if z < 0 else 1 if z > 1/2 else z"
    ),
    r"1 + \begin{cases} z & 0 < z \\ 0 & z \le 0 \end{cases}": "1 + (z if 0 < z else 0)",
}


@pytest.mark.parametrize("text", READ)
def test_cases_are_read(text: str) -> None:
    assert Activation.parse(text).reading == READ[text]


def test_cases_of_a_loss_are_read() -> None:
    loss = Loss.parse(r"\begin{cases} (a-y)^2 & a > y \\ 0 & \text{else} \end{cases}")
    assert loss.reading == "(a - y)**2 if a > y else 0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"\begin{cases} z & z > 1 \\ 0 & z < 0 \end{cases}", "none holds where 0 <= z <= 1 .*; write a row for that"),
        (r"\begin{cases} z & z > 0 \\ 0 & z > 0 \end{cases}", "none holds where z <= 0 "),
        (r"\begin{cases} z & 0 \le z < 1 \\ 1 & z \ge 1 \end{cases}", "none holds where z < 0 "),
        (r"\begin{cases} z & z>1 \\ 0 & z<1 \end{cases}", "none holds where z = 1 "),
        (r"\begin{cases} z & -1<z<1 \\ 1 & z\ge 1 \end{cases}", "none holds where z <= -1 "),
        (r"\begin{cases} z & -1<z \\ 1 & z<-1.5 \end{cases}", "none holds where -3/2 <= z <= -1 "),
        (r"\begin{cases} z & z<-1 \\ 1 & -1<z\le 2 \end{cases}", "none holds where z = -1 "),
        (r"\begin{cases} z & z\le 0 \\ 1 & 0<z<2 \end{cases}", "none holds where z >= 2 "),
        (
            r"\begin{cases} z & |z| > 1 \\ 0 & z < 1 \end{cases}",
            "may not hold everywhere else .*; write it as otherwise",
        ),
        (r"\begin{cases} z & z^2 > 1 \\ 0 & z^2 < 1 \end{cases}", "may not hold everywhere else"),
        (r"\begin{cases} z & \\ 0 & z > 0 \end{cases}", "one has no condition .*; write one"),
        (r"\begin{cases} z \\ 0 \end{cases}", "rows of a value & a condition"),
        (r"\begin{cases} z & z > 0 \end{cases}", "two or more rows"),
        (r"\begin{cases} z & z > 0 \\ 0 & z \le 0", "an environment at character 1; cases are written"),
        (r"\begin{array} z & z > 0 \end{array}", "an environment"),
    ],
)
def test_what_may_not_be_all_cases_is_refused(text: str, said: str) -> None:
    with pytest.raises(FormulaError, match=said):
        Activation.parse(text)
