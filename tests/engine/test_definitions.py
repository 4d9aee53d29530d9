"""Functions by name, and their derivatives by name."""

from sympy import Float, Integer, Symbol

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


def test_a_value_is_that_of_the_definition_and_not_of_what_mpmath_calls_so() -> None:
    z = Symbol("z", real=True)
    gamma = Definition("gamma", r"\gamma", z, z**2)
    assert gamma(Integer(3)).evalf() == Float(9)  # the gamma function of 3 is 2
    assert apply_definition(gamma, 1)(Integer(3)).evalf() == apply_definition(gamma, 1)(Integer(3))
