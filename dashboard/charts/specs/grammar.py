"""The forms of Vega-Lite that several charts use.

Goes in: names of fields, data sets and expressions. Comes out: parts of a specification. Must not know: what a chart
shows. The words are those of https://vega.github.io/vega-lite/docs/.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]

SIGNED = "+"
UNSIGNED = ""


def quantity(name: str, **look: Any) -> Spec:
    """Encode a number; `look` is its scale, axis, legend, title or format."""
    return {"field": name, "type": "quantitative", **look}


def category(name: str, **look: Any) -> Spec:
    """Encode a word."""
    return {"field": name, "type": "nominal", **look}


def either(test: str, then: object, otherwise: object) -> Spec:
    """Encode one value where a test holds of a row, and another where not."""
    return {"condition": {"test": test, "value": then}, "value": otherwise}


def name_data(data: str) -> Spec:
    """Take the rows from a data set that travels beside the specification."""
    return {"name": data}


def nowhere() -> Spec:
    """Give one row without a field, for a mark that stands at a place of the chart."""
    return {"values": [{}]}


def calculate(texts: Mapping[str, str]) -> list[Spec]:
    """Add columns that expressions give."""
    return [{"calculate": expression, "as": name} for name, expression in texts.items()]


def click(name: str, field: str, view: str) -> Spec:
    """Let a click on a mark of a view select its row; Streamlit reads selections at the top of a specification only.

    The server cannot take a selection back. So with the row goes its turn, which the server counts on whenever
    something else is selected by other means: a second click on the same mark then selects something new.
    """
    return {"name": name, "select": {"type": "point", "fields": [field, "turn"], "toggle": False}, "views": [view]}


def told_apart(names: Sequence[str], **channels: Sequence[Any]) -> Spec:
    """Give each of some names its own value in every channel."""
    return {channel: {"domain": list(names), "range": list(values)} for channel, values in channels.items()}


def format_fixed(field: str, sign: str, prefix: str = "", *, places: int = 3, fine: bool = False) -> str:
    """Write a number in as many characters as 0.731 has (12.35, 3e+4, 5e-6), or nothing if there is no number.

    The sign is "+" (always shown) or "" (shown if negative); `places` counts the decimals of a number below 10. The
    steps lie where rounding would add a digit, and where it would leave none. With ``fine`` a number near 0 has two
    digits (0.0016, 2.3e-4), and with them one character more, which stands in the gap after the ``prefix``.
    """
    value = f"datum.{field}"
    power = f"format({value}, '{sign}.0e')"
    text = power
    for digits in range(places - 2, places + 1):
        limit = 10.0 ** (places + 1 - digits) - 0.5 * 10.0**-digits
        text = f"abs({value}) < {limit:.6g} ? format({value}, '{sign}.{digits}f') : {text}"
    lost = f"{value} != 0 && abs({value}) < {0.5 * 10.0**-places:.6g}"
    if fine:
        longer = f"format({value}, '{sign}.{places + 1}f')"
        # an exponent of two digits takes the place of a second digit
        power = f"format({value}, abs({value}) < 9.95e-10 ? '{sign}.0e' : '{sign}.1e')"
        power = f"(abs({value}) < {0.995 * 10.0**-places:.6g} ? {power} : {longer})"
        lost = f"{value} != 0 && abs({value}) < {0.995 * 10.0 ** (1 - places):.6g}"
    infinite = f"({value} > 0 ? '{sign}∞' : '−∞')"
    whole = f"isFinite({value}) ? ({lost} ? {power} : {text}) : {infinite}"
    return (
        f"!isValid({value}) ? '' : '{prefix}' + pad({whole}, {places + 2 + len(sign) + bool(prefix)}, '\u00a0', 'left')"
    )


def exact(field: str) -> str:
    """Write six significant digits, for a tooltip; a dash if there is no number.

    A tooltip stands still while its number moves, so that it says only that it does.
    """
    value = f"datum.{field}"
    return f"!isValid({value}) ? '–' : datum.moving ? 'moves' : format({value}, '.6~g')"
