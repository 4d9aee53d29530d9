"""The data sets and the specification of the errors of difference quotients."""

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from dashboard.charts import steps_data, steps_spec
from dashboard.charts.steps import LEAST, MOST, QUOTIENTS

ERRORS = {"one-sided": (0.1, 1e-3), "central": (50.0, 0.0), "complex step": (1e-16, 2e-16)}


def test_every_error_stands_at_its_step() -> None:
    data = steps_data((1e-2, 1e-8), ERRORS, 1e-8)
    assert set(data) == {"errors", "marked"}
    found, marked = (convert_arrow_bytes_to_pandas_df(data[name]) for name in ("errors", "marked"))
    assert dict(zip(marked.quotient, marked.error, strict=True)) == {
        "one-sided": 1e-3,
        "central": LEAST,
        "complex step": 2e-16,
    }
    rows = {(row.quotient, row.h): row.error for row in found.itertuples()}
    assert rows["one-sided", 1e-8] == 1e-3
    assert rows["central", 1e-2] == MOST
    assert rows["central", 1e-8] == LEAST
    assert rows["complex step", 1e-2] == 1e-16
    assert list(found.h[:2]) == [1e-8, 1e-2]


@pytest.mark.parametrize("errors", [{}, {**ERRORS, "other": (1.0, 1.0)}, {**ERRORS, "central": (1.0,)}])
def test_what_does_not_fit_is_refused(errors: dict[str, tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match="expected 2 for each of complex step, central, one-sided"):
        steps_data((1e-2, 1e-8), errors, 1e-2)


@pytest.mark.parametrize("dark", [False, True])
def test_the_quotients_are_told_apart_twice(dark: bool) -> None:
    layer, _ = steps_spec(dark=dark)["layer"]
    for channel in ("color", "strokeDash"):
        scale = layer["encoding"][channel]["scale"]
        assert scale["domain"] == list(QUOTIENTS)
        assert len({str(each) for each in scale["range"]}) == 3
    # the line below is solid, and those above it have gaps through which it is seen
    assert scale["range"][0] == [1, 0]
    assert all(gap > 0 for _, gap in scale["range"][1:])
    assert steps_spec(dark=dark) != steps_spec(dark=not dark)


def test_powers_of_ten_are_written_as_a_book_does() -> None:
    layer, _ = steps_spec(dark=False)["layer"]
    for channel in ("x", "y"):
        axis = layer["encoding"][channel]["axis"]
        assert "^" not in axis["labelExpr"]
        assert all(f"'{power}'" in axis["labelExpr"] for power in ("10⁻¹⁶", "10⁻⁴", "1"))
