"""The records of a user's formulas: frozen, hashable, readable, named."""

import pickle
from dataclasses import FrozenInstanceError

import pytest

from derivations.errors import DerivationError, FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.taken import IN_PROGRAMS, LETTERS


def test_a_record_holds_text_name_and_tree() -> None:
    mish = Activation.parse(" z*tanh(log(1+exp(z))) ", name="own")
    assert mish.text == "z*tanh(log(1+exp(z)))"
    assert (mish.name, mish.latex_name) == ("own", r"\operatorname{own}")
    assert mish.domain == ()
    assert Loss.parse("(a-y)**4").name == "L"


@pytest.mark.parametrize("record", [Activation.parse("z**2"), Activation.parse("z", name="g"), Loss.parse("(a-y)**4")])
def test_a_record_reads_back_from_its_repr(record: Activation | Loss) -> None:
    assert eval(repr(record)) == record
    assert pickle.loads(pickle.dumps(record)) == record


def test_records_are_equal_by_text_and_name() -> None:
    assert len({Activation.parse("z"), Activation("z"), Activation("z ", "f")}) == 1
    assert Activation.parse("z") != Activation.parse("z", name="g")
    assert Activation.parse("z") != Activation.parse("z*1")
    assert Activation.parse("z").__hash__() == Activation.parse("z").__hash__()


def test_a_record_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Activation.parse("z").text = "z**2"  # type: ignore[misc]


@pytest.mark.parametrize(("name", "latex"), [("f", "f"), ("phi", r"\phi"), ("swish", r"\operatorname{swish}")])
def test_a_name_has_a_latex_form(name: str, latex: str) -> None:
    assert Activation.parse("z", name=name).latex_name == latex


@pytest.mark.parametrize(
    "name", [*LETTERS, *IN_PROGRAMS, "", "f1", "f'", "a b", "lambda", "exp", "pi", "é", "x" * 13, "\\input", 3]
)
def test_a_name_that_means_something_else_is_refused(name: str) -> None:
    with pytest.raises(FormulaError, match="name"):
        Activation.parse("z", name=name)


@pytest.mark.parametrize("text", ["y**2", "a**2", "1", "a - y - z"])
def test_a_loss_is_of_an_output_and_its_target(text: str) -> None:
    with pytest.raises(DerivationError, match=r"contain|unknown name 'z'"):
        Loss.parse(text)
