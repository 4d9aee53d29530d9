"""Functions by name, and their derivatives by name."""

from sympy import Symbol

from derivations.engine.definitions import Definition, apply_definition
from tests.oracles import scalar

x = scalar("x")


def test_a_defined_function_goes_by_name_until_a_lemma_says_more() -> None:
    z = Symbol("z", real=True)
    cube = Definition("cube", r"\operatorname{cube}", z, z**3)
    assert str(cube(x.at())) == "cube(x)"
    assert apply_definition(cube) is apply_definition(cube)
    assert str(cube(x.at()).diff(x.at())) == "cube'(x)"
    assert apply_definition(cube, 2).order == 2
