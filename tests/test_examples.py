"""The examples in the docstrings of the public names: each has one, and it prints what it says."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

import derivations

# What no docstring can be written at: a table of records, whose class has one.
WITHOUT = ("KINKS",)
NAMES = [name for name in derivations.__all__ if name not in WITHOUT]


def examples(name: str) -> list[doctest.DocTest]:
    """Find the examples of a public name, and of its methods; each begins with nothing imported."""
    thing = getattr(derivations, name)
    finder = doctest.DocTestFinder(recurse=not isinstance(thing, ModuleType))
    found = finder.find(thing, name, globs={})
    # those of methods that it has from a class that is not public, such as Activation.parse
    for base in thing.__mro__[1:] if isinstance(thing, type) else ():
        if base.__module__.startswith("derivations."):
            found += finder.find(base, f"{name} as {base.__name__}", globs={})
    return [test for test in found if test.examples]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_has_an_example_that_is_true(name: str) -> None:
    found = examples(name)
    assert any(test.name == name for test in found), f"{name} has no example"
    for test in found:
        said: list[str] = []
        assert doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed == 0, "".join(said)


METHODS = (
    *(f"Network.{name}" for name in ("activation", "normalises", "drops", "evaluating")),
    *(f"Parameters.{name}" for name in ("from_trusted", "check", "with_weight", "with_bias")),
    *(f"Derivation.{name}" for name in ("check", "compile", "matrices")),
)


@pytest.mark.parametrize("name", METHODS)
def test_a_method_has_an_example(name: str) -> None:
    assert name in [test.name for test in examples(name.split(".", maxsplit=1)[0])]


def test_an_inherited_method_has_an_example_too() -> None:
    assert "Activation as _Formula.parse" in [test.name for test in examples("Activation")]


def test_the_library_opens_with_an_example() -> None:
    [test] = doctest.DocTestFinder(recurse=False).find(derivations, "derivations", globs={})
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_a_wrong_example_is_found_out() -> None:
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(test, out=lambda _: None).failed == 1
