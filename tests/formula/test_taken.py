"""Names that are taken: every letter that models, rules and methods mint, and every function of the library."""

import inspect
import re
from collections.abc import Iterator

import pytest
from sympy import Symbol

from derivations.engine.indices import NEW
from derivations.engine.selection import HEAVISIDE
from derivations.engine.variables import Variable
from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.taken import IN_PROGRAMS, LETTERS, LOSSES, OTHER_WORDS, why_taken
from derivations.formula.vocabulary import FUNCTIONS
from derivations.models import names
from derivations.models.functions.constants import SELU_ALPHA, SELU_SCALE
from derivations.models.functions.definitions import DEFINITIONS, GAUSSIAN
from derivations.models.optimisers import methods
from derivations.network import ACTIVATIONS

# around a letter, and of a unit vector
AROUND = {"bar", "hat", "tilde", "mathbf", "nabla", "varepsilon"}


def minted() -> Iterator[Variable]:
    """Every variable of a layer, of a network, and of a method."""
    for mint in vars(names).values():
        if (
            inspect.isfunction(mint)
            and mint.__name__[0] != "_"
            and inspect.signature(mint).return_annotation is Variable
        ):
            takes = [name for name in inspect.signature(mint).parameters if name in ("layer", "power")]
            yield mint(*[1 for _ in takes])
    yield from (each for each in vars(methods).values() if isinstance(each, Variable))


def letters(latex: str) -> set[str]:
    r"""The letters of a name without its indices: a of \tilde{a}^{(1)}, beta of \beta_1."""
    return set(re.findall("[A-Za-z]+", re.sub(r"[_^](\{[^}]*\}|\w)", "", latex))) - AROUND


def printed() -> set[str]:
    """The letters that documents print."""
    variables = list(minted())
    assert len(variables) > 30
    shown = {
        text
        for each in variables
        for text in (each.latex, each.matrix_latex, each.gradient_latex, each.gradient_matrix_latex)
    }
    symbols = [each for each in vars(names).values() if isinstance(each, Symbol)] + [names.units(1)]
    shown |= {each.name for each in symbols} | set("".join(NEW)) | {HEAVISIDE.latex, GAUSSIAN.latex}
    shown |= {each.printed for each in (SELU_ALPHA, SELU_SCALE)}
    return {letter for text in shown for letter in letters(text)}


# that of an optimiser, g_t, which no document prints beside a formula
FREE = {"g"}


def test_every_letter_that_is_printed_is_taken() -> None:
    found = printed()
    assert {"mu", "gamma", "beta", "v", "delta", "s", "j", "k", "n", "m", "Phi", "C", "W"} <= found
    assert [letter for letter in sorted(found - FREE) if not why_taken(letter)] == []


def test_a_letter_is_read_off_what_is_printed() -> None:
    assert letters(r"\tilde{a}^{(1)}") == {"a"}
    assert letters(r"\beta_1") == {"beta"}


SPELT = (str, str.upper, str.title, lambda name: name.replace("_", ""))


@pytest.mark.parametrize("name", [*ACTIVATIONS, *FUNCTIONS, *LOSSES, *OTHER_WORDS, *DEFINITIONS])
def test_every_function_and_loss_is_taken_however_it_is_spelt(name: str) -> None:
    assert all(why_taken(spelt(name)) for spelt in SPELT)


@pytest.mark.parametrize("name", ["relu", "ReLU", "GELU", "leaky", "Mish", "LReLU", "mse", "BCE", "Phi", "sigma"])
def test_the_functions_as_they_are_printed_are_taken(name: str) -> None:
    assert why_taken(name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mu", "name 'mu' is taken: it is the mean of a batch; choose another, such as f or g"),
        ("j", "name 'j' is taken: it is an index; choose another, such as f or g"),
        ("n_1", "name 'n_1' is taken: it is a number of units; choose another, such as f or g"),
        ("GELU", "name 'GELU' is taken: it is a function of the library; choose another, such as f or g"),
        ("mse", "name 'mse' is taken: it is a loss of the library; choose another, such as f or g"),
        ("careful", "name 'careful' is taken: it is a word of programs; choose another, such as f or g"),
        ("e", "name 'e' is taken: it is a constant of formulas; choose another, such as f or g"),
    ],
)
def test_a_refusal_says_what_it_is(name: str, sentence: str) -> None:
    for parse in (lambda: Activation.parse("z**2", name=name), lambda: Loss.parse("(a-y)**4", name=name)):
        with pytest.raises(FormulaError) as caught:
            parse()
        assert str(caught.value) == sentence


@pytest.mark.parametrize("name", ["f", "g", "h", "L", "phi", "psi", "swish", "Sum", "ELU_0_5", "f_1", "gaussian"])
def test_other_names_are_free(name: str) -> None:
    assert why_taken(name) == ""


def test_a_reason_reads_as_the_end_of_a_sentence() -> None:
    for name in (*LETTERS, *IN_PROGRAMS):
        assert re.fullmatch(r"(a|an|the|what) .+[^.]", why_taken(name))
