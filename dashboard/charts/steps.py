"""The error of a difference quotient over its step, on logarithmic axes.

Goes in: steps and errors by the name of a quotient. Comes out: the data sets "errors" and "marked" of the specification
in `specs`. Must not know: Streamlit, how a quotient is computed.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from dashboard.charts.arrow import data_set

# in the order in which they are drawn: where two lines are one, the dashes of the later one leave the earlier one seen
QUOTIENTS = ("complex step", "central", "one-sided")
LEAST = 1e-17  # an error of exactly 0 has no place on a logarithmic axis
MOST = 10.0


def steps_data(steps: Sequence[float], errors: Mapping[str, Sequence[float]], marked: float) -> dict[str, bytes]:
    """Turn the relative errors at the steps into data sets.

    Parameters
    ----------
    steps : (n,)
        Rising or falling, above 0.
    errors : of each of QUOTIENTS, (n,)
    marked
        One of the steps, at which every error has a mark.

    Raises
    ------
    ValueError
        If an error is missing, or there are not as many as steps.
    """
    if set(errors) != set(QUOTIENTS) or any(len(each) != len(steps) for each in errors.values()):
        raise ValueError(f"errors of {sorted(errors)}; expected {len(steps)} for each of {', '.join(QUOTIENTS)}")
    order = np.argsort(steps)
    h = np.asarray(steps, dtype=np.float64)[order]
    found = np.concatenate([np.asarray(errors[name], dtype=np.float64)[order] for name in QUOTIENTS])
    columns = {
        "h": np.tile(h, len(QUOTIENTS)),
        "error": np.clip(found, LEAST, MOST),
        "quotient": np.repeat(QUOTIENTS, len(h)),
    }
    here = columns["h"] == marked
    marks = {name: each[here].tolist() for name, each in columns.items()}
    return {"errors": data_set(columns | {"quotient": columns["quotient"].tolist()}), "marked": data_set(marks)}
