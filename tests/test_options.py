"""What an option may be: a check gives what it takes as plain Python has it, and refuses the rest in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import derivations as d
from derivations import options
from derivations.errors import (
    LONGEST,
    LONGEST_LIST,
    DerivationError,
    SpecificationError,
    list_options,
    say_unknown,
    shown,
)


@pytest.mark.parametrize(
    ("check", "taken", "given"),
    [
        (lambda x: options.whole_number("n", x, 0), (0, np.int64(3), np.array(4)), (-1, 2.0, True, "1", None, 2**31)),
        (lambda x: options.whole_number("n", x, 1, 5), (1, 5), (0, 6, 10**400)),
        (lambda x: options.real_number("x", x), (-1, 2.5, Fraction(1, 2), np.float32(1)), (np.nan, np.inf, 1j, True)),
        (lambda x: options.real_number("x", x, 0, 1), (0, 0.5, 1), (-0.1, 1.1, 10**400, np.zeros(1))),
        (lambda x: options.positive("x", x), (1e-300, 3), (0, -1, np.inf)),
        (lambda x: options.not_negative("x", x), (0, 3), (-1e-300, np.nan)),
        (lambda x: options.share("x", x), (0, 0.999), (1, -0.1)),
        (lambda x: options.part("x", x), (0, 1), (1.1, -0.1)),
        (lambda x: options.positive_part("x", x), (0.1, 1), (0, 1.1)),
        (lambda x: options.one_of("x", x, ("sum", "mean")), ("sum", np.str_("mean")), ("Sum", 0, ["sum"], np.ones(2))),
        (lambda x: options.flag("x", x), (True, np.False_), (0, 1, "no", None)),
        (lambda x: options.words("x", x, "['a']"), ("ab", ["a"], ("a", "b"), {"a": 1}), (b"ab", 3, [1], np.array(1))),
        (lambda x: options.tuple_of("x", x, int), ((1, 2), ()), ([1], (1, "a"), None)),
        (lambda x: options.mapping("x", x, "one"), ({}, {"a": 1}), ([], None)),
        (lambda x: options.function("x", x, "one"), (len, int), ("len", None)),
        (lambda x: options.instance("x", x, str, "text"), ("", "a"), (b"a", None)),
    ],
)
def test_a_check_takes_what_it_says(check: Callable[[Any], object], taken: Any, given: Any) -> None:
    for each in taken:
        check(each)
    for each in given:
        with pytest.raises(SpecificationError, match=r"^(n|x)[: ].*(expected|known)"):
            check(each)


def test_numbers_come_out_as_python_has_them() -> None:
    assert type(options.whole_number("n", np.int64(3), 0)) is int
    assert type(options.real_number("x", np.float32(0.5))) is float
    assert type(options.flag("x", np.True_)) is bool
    assert type(options.one_of("x", np.str_("a"), ("a",))) is str


def test_a_message_repeats_little_of_a_long_input() -> None:
    assert shown([0] * 3000) == "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...]"
    assert shown(np.zeros((3, 2))) == "ndarray of shape (3, 2)"
    assert len(shown("x" * 1000)) < 100
    assert len(shown(10**400)) < 100
    assert shown(10**5000) == "of type int"
    assert shown("two\nlines") == r"'two\nlines'"
    words = [f"choice{number}" for number in range(1000)]
    assert len(list_options(words)) <= LONGEST_LIST + 20
    assert list_options(words).endswith(f"and {1000 - list_options(words).count('choice')} more")
    assert list_options(("a", "b")) == "a, b"
    assert say_unknown("loss", 3, ("mse", "bce")) == "loss 3; known: mse, bce"


def test_no_message_is_longer_than_it_may_be() -> None:
    message = str(DerivationError("a" * 300 + "b" * 300))
    assert len(message) <= LONGEST
    assert message.startswith("aaa")
    assert message.endswith("bbb")


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (lambda: d.Network((2, 1), "rellu", "mse"), "relu"),
        (lambda: d.Network((2, 1), "LeakyRelus", "mse"), "leaky_relu"),
        (lambda: d.Network((2, 1), "linear", "mse"), "identity"),
        (lambda: d.Network((2, 1), "swish", "mse"), "silu"),
        (lambda: d.Network((2, 1), "sigmod"), "sigmoid"),
        (lambda: d.Network((2, 1), loss="squared error"), "mse"),
        (lambda: d.Network((2, 1), loss="squared"), "mse"),
        (lambda: d.Network((2, 3), "softmax", "CrossEntropyLoss"), "cross_entropy"),
        (lambda: d.Network((2, 1), mode="eval"), "evaluation"),
        (lambda: d.initialise(d.Network((2, 1)), np.random.default_rng(0), "kaiming"), "he"),
        (lambda: d.initialise(d.Network((2, 1)), np.random.default_rng(0), "glorot_normal"), "xavier_normal"),
        (lambda: d.Convention(samples="average"), "mean"),
        (lambda: d.Settings(optimiser="Adam"), "adam"),
    ],
)
def test_what_was_meant_is_said(call: Callable[[], object], meant: str) -> None:
    with pytest.raises(SpecificationError, match=rf"; did you mean '{meant}'\?$"):
        call()


@pytest.mark.parametrize(
    "given",
    ["prelu", "relu6", "softmin", "swiglu", "glu", "celu", "log_softmax", "hard_sigmoid", "cosine", "", 3, None],
)
def test_another_function_of_the_field_is_not_proposed(given: Any) -> None:
    with pytest.raises(SpecificationError) as caught:
        d.Network((2, 1), given, "mse")
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize("given", ["rmse", "msle", "mape", "hinge", "sse", "poisson"])
def test_another_loss_of_the_field_is_not_proposed(given: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        d.Network((2, 1), "tanh", given)
    assert "did you mean" not in str(caught.value)
