"""Names for the parts of a graph: found as they were typed, or as SymPy writes them, and never without effect."""

import pytest
from sympy import Expr, Symbol, symbols

from derivations.errors import FormulaError, SpecificationError
from derivations.models.graphs import graph

x, y, z = symbols("x y z")


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("(x+y)*z", "x+y", ["t", "Y"]),
        ("(x+y)*z", "y + x", ["t", "Y"]),
        ("(x+y)*z", x + y, ["t", "Y"]),
        ((x + y) * z, "x + y", ["t", "Y"]),
        ("exp(x*y) + y*x", y * x, ["t", "v1", "Y"]),
        ("1/(1+exp(-x))", "1 + exp(-x)", ["v1", "v2", "t", "Y"]),
        ("log(x)*y if x>0 else y", "log(x)", ["t", "v1", "Y"]),
    ],
)
def test_a_part_is_named_in_whatever_order_it_is_written(
    text: Expr | str, part: Expr | str, expected: list[str]
) -> None:
    assert [each.target.name for each in graph(text, names={part: "t"}).equations] == expected


@pytest.mark.parametrize(
    ("part", "error", "said"),
    [
        ("x*y", SpecificationError, "names has 't' for x*y, which is no part of z*(x + y); parts: x + y"),
        (x * y, SpecificationError, "which is no part of"),
        (Symbol("x"), SpecificationError, "names has 't' for x, which is no part of"),
        ("(x+y)*z", SpecificationError, "names has 't' for the whole; write output='t'"),
        ("x+", FormulaError, "x"),
        (3, SpecificationError, "a part in names 3; expected an expression, or text, such as 'x + y'"),
    ],
)
def test_a_name_for_what_is_no_part_is_refused(part: Expr | str, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as found:
        graph("(x+y)*z", names={part: "t"})
    assert said in str(found.value)


def test_a_graph_of_one_operation_has_no_part_to_name() -> None:
    with pytest.raises(SpecificationError, match=r"no part of x \+ y; it has none"):
        graph("x + y", names={"x*y": "t"})
