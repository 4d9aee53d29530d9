"""Where a formula is defined, read from its structure."""

import re
from contextlib import suppress

import pytest

from derivations import derive, graph
from derivations.errors import DerivationError
from derivations.formula import Activation, Loss, domain, ranges
from derivations.formula.domain import conditions
from derivations.formula.reading import read
from derivations.formula.tree import Node


def tree_of(text: str) -> Node:
    return read(text, ("z",))[1]


def test_a_condition_is_shown_as_it_reads() -> None:
    assert repr(Activation.parse("1/(z^2 - z + 1)").domain) == (
        "(<Condition a quotient needs a divisor other than 0: z**2 - z + 1 != 0>,)"
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("log(z)", ["log needs a positive argument: z > 0"]),
        ("sqrt(1 - 2*z)", ["sqrt needs an argument that is not negative: z <= 1/2"]),
        ("1/z", ["a quotient needs a divisor other than 0: z != 0"]),
        ("z**0.5", ["a fractional power needs a base that is not negative: z >= 0"]),
        ("z**(-1/2)", ["a fractional power needs a positive base: z > 0"]),
        ("(z - 3)**-2", ["a negative power needs a base other than 0: z != 3"]),
        ("z**z", ["a power with a variable exponent needs a positive base: z > 0"]),
        ("tan(z)", ["tan has a pole where the cosine is 0: cos(z) != 0"]),
        ("log(1 - z**2)", ["log needs a positive argument: 1 - z**2 > 0"]),
        (
            "log(-z/2 + 0.1) / (z - 1)",
            ["a quotient needs a divisor other than 0: z != 1", "log needs a positive argument: z < 1/5"],
        ),
        ("asin(2*z - 1)", [f"asin needs an argument from -1 to 1: z {end}" for end in (">= 0", "<= 1")]),
        ("acos(z**2)", ["acos needs an argument from -1 to 1: 1 - z**2 >= 0"]),
        ("atanh(-z)", [f"atanh needs an argument between -1 and 1: z {end}" for end in ("< 1", "> -1")]),
        ("acosh(z)", ["acosh needs an argument that is not below 1: z >= 1"]),
        ("asin(sin(z)) + acos(tanh(z)) + acosh(cosh(z)) + atanh(tanh(z)) + asinh(z)", []),
        ("sqrt(acos(sin(z))) + log(2 + asin(cos(z))) + sqrt(acosh(1 + z**2))", []),
        ("log(1 + exp(z))", []),
        ("log(1 + z**2) + sqrt(z*z)", []),
        ("1/(1 + exp(-z))", []),
        ("z/(1 + abs(z)) + 2**z", []),
        ("sqrt(1 - tanh(z)) / cosh(z)", []),
        ("log(softplus(z)) + log(sigmoid(z)) + 1/(2 + sin(z))", []),
        ("1/max(z, 1)", []),
        ("log(z) if z > 0 else 0", []),
        ("log(z) if z > -1 else 0", ["log needs a positive argument: z > 0, where z > -1"]),
        ("0 if z <= 2 else sqrt(z - 2)", []),
        ("cbrt(z)", []),
        ("1/z if z*z > 1 else 0", ["a quotient needs a divisor other than 0: z != 0, where z*z > 1"]),
        ("0 if 0 < z < 1 else 1/z", ["a quotient needs a divisor other than 0: z != 0, where not (0 < z and z < 1)"]),
        ("sqrt(2 - sin(1))*z", []),
        ("1/(1 + relu(z)) + log(2 + sign(z)) + 1/(2 + atan(z))", []),
    ],
)
def test_what_a_formula_asks_for_is_said(text: str, sentences: list[str]) -> None:
    assert [condition.sentence for condition in Activation.parse(text).domain] == sentences


@pytest.mark.parametrize(
    "text",
    [
        "log(0)",
        "log(-exp(z))",
        "sqrt(-1 - z**2)",
        "1/(z*0)",
        "(-1)**(1/2)",
        "log(-1 - cosh(z))",
        "1/(z - z)",
        "sqrt(z - z - 1)",
        "sqrt(z - 1 - z)",
        "1/(z - 1 + 1 - z)",
        "sin(4)**z",
        "tan(pi)**z",
        "(sin(1) - 1)**z",
        "(0.5 - cos(1))**z + z",
        "log(z) if z < 0 else z",
        "log(z - abs(z))",
        "log(-abs(z) - z)",
        "log(z - max(z, 3))",
        "log(min(z, 1) - z)",
    ],
)
def test_what_is_defined_nowhere_is_refused(text: str) -> None:
    with pytest.raises(DerivationError, match="is defined nowhere"):
        conditions(tree_of(text))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("log(relu(z))", "where relu(z) is 0"),
        ("relu(z)**z", "where relu(z) is 0"),
        ("1/relu(z)", "where relu(z) is 0"),
        ("relu(z)**-2", "where relu(z) is 0"),
        ("z/max(z, 0)", "where max(z, 0) is 0"),
        ("log(max(0, z))", "where max(0, z) is 0"),
        ("1/(1 + min(z, -1))", "where min(z, -1) is -1"),
        ("1/sign(z)", "where sign(z) is 0"),
        ("sqrt(sign(z))", "where sign(z) is -1"),
        ("log(relu(z) + relu(z - 1))", "where relu(z) is 0 and relu(z - 1) is 0"),
        ("1/(z*relu(z))", "where relu(z) is 0"),
        ("1/step(z)", "where step(z) is 0"),
        ("z/(0 if z > 1 else z)", "where 0 if z > 1 else z is 0"),
        ("log(relu(z)) if z < 5 else 0", "where relu(z) is 0"),
    ],
)
def test_what_has_no_value_in_one_of_its_cases_is_refused(text: str, where: str) -> None:
    with pytest.raises(DerivationError, match=f"has no value {re.escape(where)}: .*; add a number to it, as in"):
        Activation.parse(text)


@pytest.mark.parametrize("text", ["1/relu(z) if z > 0 else 0", "z/max(z,0) if z >= 1 else z", "1/(relu(z) + 1)"])
def test_a_case_that_is_not_reached_is_no_reason(text: str) -> None:
    assert Activation.parse(text).domain == ()


@pytest.mark.parametrize(
    "text",
    ["log(1 + relu(z))", "1/max(z, 1)", "1/max(exp(z), 0)", "log(relu(z) + 1e-6)", "1/(2 + sign(z))"],
)
def test_what_has_values_in_all_its_cases_is_read(text: str) -> None:
    assert Activation.parse(text).domain == ()


@pytest.mark.parametrize(
    "text", ["log(a) if a > 0 else y*a", "where(a > y, sqrt(a - y), y*a)", "0 if a <= 1 else y/(a-1)"]
)
def test_a_case_of_a_loss_has_values_where_it_holds(text: str) -> None:
    assert Loss.parse(text).domain == ()


def test_a_case_of_a_loss_may_ask_for_what_no_case_gives() -> None:
    found = Loss.parse("-log(a) if y > 0.5 else -log(1-a)").domain
    assert [condition.sentence for condition in found] == [
        "log needs a positive argument: a > 0, where y > 0.5",
        "log needs a positive argument: a < 1, where not (y > 0.5)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "log(" * 12 + "9e9+sign(z)+sign(2z)+sign(3z)+sign(4z)+sign(5z)" + ")" * 12,
        "log(log(log(9e9+sign(z)+sign(2z)+sign(3z)+sign(4z)+sign(5z)))) + z",
    ],
)
def test_many_cases_are_looked_at_in_bounded_effort(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 5 signs there would be 4**5 combinations for each logarithm; of the first 3 of them there are 4**3."""
    looked_at = 0

    def counted(*given: object) -> object:
        nonlocal looked_at
        looked_at += 1
        return range_of(*given)  # type: ignore[arg-type]  # as it was given

    range_of = ranges.range_of
    monkeypatch.setattr(domain, "range_of", counted)
    with suppress(DerivationError):
        conditions(tree_of(text))
    assert 100 < looked_at < 40_000


@pytest.mark.parametrize("text", ["log(z)+log(-z)", "log(z)*log(-z)", "sqrt(z-5)*sqrt(1-z)", "log(z) + sqrt(-z)"])
def test_what_is_asked_for_and_never_true_together_is_refused(text: str) -> None:
    with pytest.raises(DerivationError, match=r"is defined nowhere: .* never true together"):
        Activation.parse(text)


@pytest.mark.parametrize("text", ["sqrt(z-1)*sqrt(5-z)", "sqrt(z)+sqrt(-z)", "log(z) if z > 0 else log(-z)"])
def test_what_is_true_together_somewhere_is_not(text: str) -> None:
    assert Activation.parse(text).domain is not None


@pytest.mark.parametrize("text", ["sqrt(relu(z))", "sqrt(max(z, 0))", "relu(z)**0.5", "sqrt(step(z))"])
def test_a_root_of_what_is_0_in_a_whole_case_is_refused(text: str) -> None:
    with pytest.raises(DerivationError, match=r"derivative where (.*) is 0: .* by cases, without \1 .* as in \1 \+ 1"):
        Activation.parse(text)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("asin(step(z))", r"step\(z\) is 1: that of asin of 1"),
        ("acosh(1 + relu(z))", r"relu\(z\) is 0: that of acosh of 1"),
    ],
)
def test_an_end_of_an_inverse_function_that_is_a_whole_case_is_refused(text: str, where: str) -> None:
    with pytest.raises(DerivationError, match=rf"has no derivative where {where} is infinite, .* by cases") as error:
        Activation.parse(text)
    assert "sqrt" not in str(error.value)


def test_what_the_refusal_of_an_end_says_is_accepted_and_right() -> None:
    with pytest.raises(DerivationError, match=r"by cases, without relu\(x\) and with a number where relu\(x\) is 0$"):
        graph("asin(relu(x) - 1)")
    assert derive(graph("asin(x - 1) if x > 0 else asin(-1)")).check(seed=2).ok


@pytest.mark.parametrize("text", ["sqrt(relu(z) + 1)", "relu(z)**1.5", "sqrt(abs(z))", "sqrt(z) if z > 0 else 0"])
def test_a_root_of_what_is_0_at_a_point_or_not_at_all_is_not(text: str) -> None:
    assert Activation.parse(text).variables == ("z",)
