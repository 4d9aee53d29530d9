"""Formulas from text: what is read, what is refused with which words, and that nothing that was typed is executed."""

import ast
import builtins
import os
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import DerivationError, FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.reading import read
from derivations.formula.tree import Call, Constant, FreeVariable, Negative, Number, Operation, write
from derivations.formula.vocabulary import ELEMENTARY, FUNCTIONS, WRITTEN_OUT
from tests.formula.texts import HOSTILE, inputs
from tests.searching import examples

COUNT = 22_000
# In seconds of this thread's processor time, which a busy machine hardly lengthens: far above what one text takes (well
# below a millisecond), far below what a reader notices as hanging.
SLOW = 1.0
Z = FreeVariable("z")

# What a program that ran would do sooner or later; the reader itself causes `compile`, with the syntax tree only.
EVENTS = (
    "exec",
    "import",
    "open",
    "os.",
    "subprocess.",
    "socket.",
    "shutil.",
    "ctypes.",
    "marshal.",
    "pickle.",
    "sys._",
)


class Watch:
    """An audit hook that notes what happens in one thread while it is switched on; hooks cannot be taken away."""

    def __init__(self) -> None:
        self.thread: int | None = None
        self.seen: list[tuple[str, Any]] = []
        sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.thread == threading.get_ident() and event.startswith((*EVENTS, "compile")):
            self.seen.append((event, arguments))

    @contextmanager
    def on(self) -> Iterator[list[tuple[str, Any]]]:
        self.seen = []
        self.thread = threading.get_ident()
        try:
            yield self.seen
        finally:
            self.thread = None


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


def outcome(text: object) -> str:
    try:
        return repr(Activation.parse(text))  # type: ignore[arg-type]  # anything may be given
    except DerivationError as error:
        return str(error)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("z", Z),
        ("  z ", Z),
        ("+z", Z),
        ("-z**2", Negative(Operation("**", Z, Number("2")))),
        ("2**-z", Operation("**", Number("2"), Negative(Z))),
        ("z - 1 - 2", Operation("-", Operation("-", Z, Number("1")), Number("2"))),
        ("0.10*z", Operation("*", Number("0.10"), Z)),
        ("pi*z/e", Operation("/", Operation("*", Constant("pi"), Z), Constant("e"))),
        ("max(z, .5)", Call("max", (Z, Number(".5")))),
    ],
)
def test_a_text_is_read_as_a_tree(text: str, tree: object) -> None:
    assert read(text, ("z",)) == (text.strip(), tree)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.1", Fraction(1, 10)), ("1.", 1), (".5", Fraction(1, 2)), ("1e-3", Fraction(1, 1000)), ("2.5E2", 250)],
)
def test_a_decimal_is_an_exact_number_that_keeps_its_text(text: str, value: Fraction) -> None:
    assert read(text, ("z",))[1] == Number(text)
    assert Number(text).value == value


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_takes_its_number_of_arguments_and_no_other(name: str) -> None:
    count = FUNCTIONS[name]
    assert Activation.parse(f"{name}({', '.join('z' * count)}) + z")
    more = {3} if name in ("max", "min") else {number for each, number in WRITTEN_OUT if each == name}
    for wrong in {0, 1, 2, 3} - {count} - more:
        with pytest.raises(FormulaError, match=f"has {name} with {wrong} argument.*where it takes {count}"):
            Activation.parse(f"{name}({', '.join('z' * wrong)}) + z")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "the formula is empty; allowed: numbers, z, e, pi"),
        ("z.real", "formula 'z.real' has the attribute .real at character 2; allowed: numbers, z"),
        ("1 + foo(z)", "the unknown function 'foo' at character 5"),
        ("z^^2", "formula 'z^^2' has '^' where it makes no sense at character 3"),
        ("exo(z)", "the unknown function 'exo' (did you mean exp?) at character 1"),
        ("tahn(z)", "the unknown function 'tahn' (did you mean tanh?) at character 1"),
        ("x*z", "the unknown name 'x' at character 1; write z for it"),
        ("__import__('os')", "an underscore at character 1"),
        ("lambda: z", "the word lambda (only the formula itself is written) at character 1"),
        ("[z for z in z]", "a comprehension"),
        ("z**21", "the exponent of z**21 is not between -20 and 20"),
        ("z**z**z", "a power stands in the exponent of z**z**z"),
        ("((z**4)**4)**5", "a degree above 64"),
        ("exp(exp(exp(z)))", "exp(exp(exp(z))) is larger than 1e+36 already at z = 2.91"),
        ("z + cosh(250)", "cosh(250) is larger than 1e+36"),
        ("1/(1+e^(-50z))", "e**(-50*z) is larger than 1e+36 already at z = -2.91, too large a part for a check"),
        ("1/(1+e^(-50z))", "or sigmoid, softplus, tanh by name"),
        ("z/sigmoid(-1000z)", "z/sigmoid(-1000*z) is larger than 1e+36 already at z = 0.716"),
        ("zа", "formula 'zа' has the character а (CYRILLIC SMALL LETTER A) at character 2"),
        ("nan*z", "nan at character 1, which is no number"),
        ("1e999*z", "a power of ten above 30"),
        ("3 + pi", "formula '3 + pi' does not contain z"),
        ("exp(z, 1)", "exp with 2 arguments at character 1, where it takes 1; write exp(u)"),
        ("z == 1", "a comparison other than < <= > >= at character 3; a single point has no derivative"),
        ("z and z", "a condition without a comparison such as z > 0 at character 7"),
        ("z if z else 1", "a condition without a comparison such as z > 0 at character 6"),
        ("'z'", "text in quotation marks"),
        ("f'{z}'", "text in quotation marks at character 2"),
        ("(z := 1)", "an assignment (:=)"),
        ("exp(*z)", "a starred argument at character 5"),
        ("2j*z", "the complex number 2j at character 1"),
        ("9" * 21 + "*z", "a number of more than 20 digits"),
        ("1_0*z", "an underscore at character 2"),
        ("z\0", "a null byte at character 2"),
        ("(" * 60 + "z" + ")" * 60, "more than 24 brackets inside each other at character 25"),
        ("z\n+1", "a line break at character 2"),
        ("z # no", "a comment (#) at character 3"),
        ("e(z)", "e called like a function at character 1; write exp(...) or e*(...)"),
        ("z.5or z", "the number .5 right after z at character 2; write z*.5 or z**.5"),
        ("z +", "nothing after the last + at character 3"),
        ("z^", "nothing after the last ^ at character 2"),
        ("z**", "nothing after the last ** at character 2"),
        ("(z", "( without its closing bracket at character 1"),
        ("z" + "+z" * 99, "more than 100 numbers, variables and operations"),
        ("z" * 201, "201 characters; at most 200"),
        ("log(-1)*z", "log(-1) is defined nowhere: log needs a positive argument, and -1 is negative"),
        ("z/(1-1)", "is defined nowhere: a quotient needs a divisor other than 0"),
    ],
)
def test_what_is_refused_is_named_with_its_position(text: str, found: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Activation.parse(text)
    message = str(caught.value)
    assert found in message
    assert "\n" not in message
    assert message.isprintable()


def test_every_message_about_a_sign_or_a_name_says_what_is_allowed() -> None:
    with pytest.raises(FormulaError, match=r"allowed: numbers, a, y, e, pi, \+ - \* / \*\*, parentheses") as caught:
        Loss.parse("a << y")
    assert all(name in str(caught.value) for name in ELEMENTARY)
    assert "the activations by name" in str(caught.value)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        Activation.parse(text)


@pytest.mark.parametrize("given", [None, 1, 1.5, b"z", ["z"], object])
def test_what_is_no_text_is_refused(given: Any) -> None:
    with pytest.raises(FormulaError, match="a formula is a text"):
        Activation.parse(given)


@pytest.mark.usefixtures("no_collection")
def test_no_text_is_executed_hangs_or_raises_another_error(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    def trap(*arguments: object, **options: object) -> None:
        raise AssertionError(f"called with {arguments}")

    # what is imported when it is first needed is imported before anybody watches
    for text in inputs(seed=1, count=COUNT // 10):
        outcome(text)
    monkeypatch.chdir(tmp_path)
    for name in ("eval", "exec", "open", "input", "breakpoint", "print"):
        monkeypatch.setattr(builtins, name, trap)
    accepted, slowest, messages = 0, 0.0, []
    with watch.on() as seen, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for text in inputs(seed=1, count=COUNT):
            start = time.thread_time()
            try:
                formula = Activation.parse(text)
            except DerivationError as error:
                messages.append(str(error))
            else:
                accepted += 1
                assert read(write(formula.tree), ("z",))[1] == formula.tree, text
            slowest = max(slowest, time.thread_time() - start)
    assert not [event for event, _ in seen if event != "compile"]
    # ast.parse reports itself as `compile`, with a text; code that was compiled to run would report a file name too
    assert all(arguments[1] == "<unknown>" for _, arguments in seen)
    assert os.listdir(tmp_path) == []
    assert slowest < SLOW
    assert all(0 < len(message) < 400 for message in messages)
    # a warning of the parser would come out on the terminal of the server
    assert not warned
    # the test would be worth nothing if every text were refused, or none
    assert COUNT / 20 < accepted < COUNT / 2


def test_the_watch_sees_what_it_watches_for(watch: Watch) -> None:
    with watch.on() as seen:
        eval("().__class__")
        ast.parse("z", mode="eval")
    assert "exec" in [event for event, _ in seen]
    with watch.on() as seen:
        ast.parse("z", mode="eval")
    assert [arguments[1] for event, arguments in seen if event == "compile"] == ["<unknown>"]


@examples(600)
@given(st.text(max_size=60) | st.text(alphabet="z()+-*/.,0123456789e exploginsqrtmax", max_size=40))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    assert outcome(text)


def test_a_page_that_is_already_deep_reads_as_well() -> None:
    texts = ("-" * 90 + "z", "exp(" * 24 + "z" + ")" * 24, "z" + "+z" * 49)

    def deep(levels: int) -> list[str]:
        return deep(levels - 1) if levels else [outcome(text) for text in texts]

    assert deep(400) == [outcome(text) for text in texts]


def test_a_thread_reads_as_well() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend(outcome(text) for text in (*HOSTILE, "z*tanh(z)")))
    thread.start()
    thread.join(30)
    assert found[-1] == "Activation.parse('z*tanh(z)')"
    assert len(found) == len(HOSTILE) + 1
