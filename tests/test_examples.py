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
    return [test for test in finder.find(thing, name, globs={}) if test.examples]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_has_an_example_that_is_true(name: str) -> None:
    found = examples(name)
    assert any(test.name == name for test in found), f"{name} has no example"
    for test in found:
        said: list[str] = []
        assert doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed == 0, "".join(said)


def test_the_library_opens_with_an_example() -> None:
    [test] = doctest.DocTestFinder(recurse=False).find(derivations, "derivations", globs={})
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_a_wrong_example_is_found_out() -> None:
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(test, out=lambda _: None).failed == 1
