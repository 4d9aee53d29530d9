"""To how many digits printed numbers agree: those after the point of a 0, and none are counted of what is exact."""

import pytest

from dashboard.components.example_verdict import say_verdict
from dashboard.lab.example import Example, read_example
from dashboard.lab.printed_numbers import read_printed_array
from dashboard.lab.verdict import judge

# one sample without an error: every gradient is 0
SOLVED = Example("", "", "1-1", ("identity",), "mse", ("1/3",), ("0",), "1", "1/3")


@pytest.mark.parametrize(
    ("quantity", "text", "said"),
    [
        ("dW1", "0.0000", "Agrees, to 4 digits."),
        ("dW1", "0.0", "Agrees, to 1 digit."),
        ("dW1", "0", "Agrees."),
        ("z1", "1/3", "Agrees."),
        ("z1", "0.333", "Agrees, to 3 digits."),
    ],
)
def test_it_is_said_to_how_many_digits_a_number_agrees(quantity: str, text: str, said: str) -> None:
    found = judge(read_example(SOLVED), quantity, read_printed_array(text, quantity, (1, 1)))
    assert say_verdict(found, 1, reveals=True).endswith(said)
