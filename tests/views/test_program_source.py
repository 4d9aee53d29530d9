"""The source of a program: what a gradient needs, and, in the trace, all that the forward pass computes."""

import ast

import pytest

from derivations import Network, derive
from derivations.views.program_source import ProgramSource


def returned(text: str) -> list[str]:
    """Give the names of what the function of a source returns."""
    [last] = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Return)][-1:]
    assert isinstance(last, ast.Dict)
    return [str(ast.literal_eval(key)) for key in last.keys if key is not None]


@pytest.mark.parametrize("loss", ["mse", "bce"])
def test_the_trace_returns_what_the_forward_pass_has_computed_as_well(loss: str) -> None:
    found = ProgramSource(derive(Network((2, 2, 1), "sigmoid", loss)))
    gradients = [line.name for line in found.backward]
    assert returned(found.gradients) == gradients
    assert returned(found.trace) == ["z1", "a1", "z2", "a2", *gradients]
    assert [line.name for line in found.forward] == ["z1", "a1", "z2", "a2"]


def test_what_no_gradient_needs_is_left_out_of_the_program() -> None:
    found = ProgramSource(derive(Network((2, 1), "identity", "mse")))
    assert "C = " not in found.gradients
