"""How a number is written inside a chart: Vega expressions, evaluated in the browser.

Goes in: the name of a field. Comes out: an expression that gives text of a fixed width, whatever the number does while
it trains. Must not know: where the text is drawn.
"""

SIGNED = "+"
UNSIGNED = ""


def fixed(field: str, sign: str, prefix: str = "", *, places: int = 3) -> str:
    """Write a number in as many characters as 0.731 has (12.35, 3e+4, 5e-6), or nothing if there is no number.

    The sign is "+" (always shown) or "" (shown if negative); `places` counts the decimals of a number below 10. The
    steps lie where rounding would add a digit, and where it would leave none.
    """
    value = f"datum.{field}"
    power = f"format({value}, '{sign}.0e')"
    text = power
    for digits in range(places - 2, places + 1):
        limit = 10.0 ** (places + 1 - digits) - 0.5 * 10.0**-digits
        text = f"abs({value}) < {limit:.6g} ? format({value}, '{sign}.{digits}f') : {text}"
    lost = f"{value} != 0 && abs({value}) < {0.5 * 10.0**-places:.6g}"
    infinite = f"({value} > 0 ? '{sign}∞' : '−∞')"
    whole = f"isFinite({value}) ? ({lost} ? {power} : {text}) : {infinite}"
    return f"!isValid({value}) ? '' : '{prefix}' + pad({whole}, {places + 2 + len(sign)}, '\u00a0', 'left')"


def exact(field: str) -> str:
    """Write six significant digits, for a tooltip; a dash if there is no number."""
    value = f"datum.{field}"
    return f"isValid({value}) ? format({value}, '.6~g') : '–'"
