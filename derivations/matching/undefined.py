"""Where a user's formula, or its derivative, has no finite value in a derived program: its finding, in shared words.

Goes in: a program and the arrays that it computed. Comes out: nothing, or an error. Must not know: the pass by hand,
which finds out for itself; values are looked at upwards, then derivatives downwards, as in any pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from derivations.engine.derivation import Results
from derivations.engine.variables import is_entry, name_of
from derivations.formula import Activation, Loss
from derivations.formula.domain import Condition
from derivations.formula.tree import COMPARED, Node, Operation
from derivations.formula.tree import variables as variables_of
from derivations.formula.undefined import NotFinite, UndefinedError, conditions_of_derivative, describe_undefined
from derivations.models import names
from derivations.models.formula_functions import CITED, NAMED
from derivations.models.formulas import A, Y, Z, definition, loss_expression, translate
from derivations.network import Network
from derivations.views.program import ArrayProgram

Arrays = Mapping[str, Any]


def formulas_of(network: Network) -> tuple[Activation | Loss, ...]:
    """Return the formulas of a user in a network."""
    named = (*map(network.activation, range(1, network.depth + 1)), network.loss)
    return tuple(dict.fromkeys(each for each in named if isinstance(each, Activation | Loss)))


def array_program(derivation: Results, network: Network | None) -> ArrayProgram:
    """Return the program of a derivation; that of a network refuses arrays for which a user's formula has no value."""
    if network is None or not formulas_of(network):
        return ArrayProgram(derivation)
    return ArrayProgram(derivation, partial(refuse_undefined, network))


def refuse_undefined(network: Network, program: ArrayProgram, found: Arrays) -> None:
    """Raise FormulaError for the first of a user's formulas that has no finite value or derivative in a program."""
    named = ((layer, network.activation(layer)) for layer in range(1, network.depth + 1))
    formulas = {layer: each for layer, each in named if isinstance(each, Activation)}
    seen = {layer: found.get(_argument(network, layer)) for layer in formulas}
    for layer, formula in formulas.items():
        # what no gradient needs was not computed
        if seen[layer] is not None:
            at = {"z": seen[layer]}
            value = found.get(f"a{layer}")
            value = _value(program, network, layer)(seen[layer]) if value is None else value
            _refuse(formula, "value", _blank_undefined(program, formula.domain, value, at), at)
    last = f"a{network.depth}"
    if isinstance(network.loss, Loss) and last in found:
        at = {"a": found[last], "y": found["y"]}
        output = network.activation(network.depth)
        value = _loss(program, network.loss)(*at.values())
        value = _blank_undefined(program, network.loss.domain, value, at)
        # a loss that is too large for a number has a derivative
        _refuse(network.loss, "value", np.where(np.isnan(value), value, 0.0), at, output)
        derivative = _loss_derivative(program, network)(*at.values())
        derivative = _blank_undefined(program, conditions_of_derivative(network.loss), derivative, at)
        _refuse(network.loss, "derivative", derivative, at, output)
    for layer, formula in reversed(formulas.items()):
        if seen[layer] is None:
            continue
        asked = tuple(conditions_of_derivative(formula))
        # a derivative that is not finite leaves no delta that is
        if asked or not np.isfinite(found[f"delta{layer}"]).all():
            at = {"z": seen[layer]}
            derivative = _derivative(program, network, layer)(seen[layer])
            _refuse(formula, "derivative", _blank_undefined(program, asked, derivative, at), at)


def _blank_undefined(program: ArrayProgram, asked: Iterable[Condition], values: Any, at: Arrays) -> Any:
    """Leave no value where a formula asks for what does not hold: a/a has lost that, being 1."""

    def holds_for(relation: str, argument: Node) -> Any:
        return COMPARED[relation](_argument_signs(program, argument)(*at.values()), 0)

    for condition in asked:
        holds = holds_for(condition.relation, condition.argument)
        for case in condition.given:
            # what is asked for in a case only is asked for there
            inside = [holds_for(each.sign, Operation("-", each.left, each.right)) for each in case.conditions]
            holds = holds | (np.all(np.broadcast_arrays(*inside), axis=0) != case.holds)
        values = np.where(holds, values, np.nan)
    return values


def _argument(network: Network, layer: int) -> str:
    normalised = network.normalises(layer)
    return (names.rescaled_input(layer) if normalised else names.weighted_input(layer)).name


@lru_cache(maxsize=64)
def _value(program: ArrayProgram, network: Network, layer: int) -> Callable[..., Any]:
    return program.entrywise(_definition(network, layer).expression, (Z,))


@lru_cache(maxsize=64)
def _derivative(program: ArrayProgram, network: Network, layer: int) -> Callable[..., Any]:
    return program.entrywise(program.derivation[f"{_definition(network, layer).name}'"].value, (Z,))


@lru_cache(maxsize=64)
def _argument_signs(program: ArrayProgram, argument: Node) -> Callable[..., Any]:
    variables: tuple[Symbol, ...] = (Z,) if "z" in variables_of(argument) else (A, Y)
    symbols = {variable.name: variable for variable in variables}
    return program.entrywise(translate(argument, symbols, NAMED if A in variables else CITED), variables, "sign")


@lru_cache(maxsize=64)
def _loss(program: ArrayProgram, loss: Loss) -> Callable[..., Any]:
    return program.entrywise(loss_expression(loss, A, Y), (A, Y))


@lru_cache(maxsize=64)
def _loss_derivative(program: ArrayProgram, network: Network) -> Callable[..., Any]:
    return program.entrywise(_in_variables(program.derivation[f"da{network.depth}"].value), (A, Y))


def _definition(network: Network, layer: int) -> Any:
    activation = network.activation(layer)
    assert isinstance(activation, Activation)
    return definition(activation)


def _in_variables(expression: Expr) -> Expr:
    """Write the derivative of a loss in a and y, without the scale of the cost."""
    sizes = {each: 1 for each in expression.free_symbols if each.is_integer}
    elements: dict[Expr, Symbol] = {}
    for each in expression.free_symbols:
        if each.is_Indexed:
            assert is_entry(each)
            elements[each] = Y if name_of(each) == "y" else A
    return expression.xreplace(elements).subs(sizes)


def _refuse(formula: Any, what: str, values: Any, at: Mapping[str, Any], output: object = None) -> None:
    bad = np.argwhere(~np.isfinite(values))
    if bad.size:
        position = tuple(int(each) for each in bad[0])
        arguments = tuple((variable, float(array[position])) for variable, array in at.items())
        error = describe_undefined(formula, NotFinite(position, arguments, what, float(values[position])))
        raise error.behind(output) if isinstance(error, UndefinedError) else error
