"""Functions of decimals that the standard library does not have, to the precision of its current context.

Goes in: a Decimal. Comes out: a Decimal, off by a few units of its last digit. Must not know: formulas, arrays.
"""

from decimal import Context, Decimal, getcontext, localcontext
from functools import lru_cache
from typing import Any

# digits that are calculated beyond those that are asked for
GUARD = 12
# what is farther from 0 than this many digits before the point is no angle any more
LARGEST_ANGLE = 5000


def to_more(digits: int) -> Any:
    """Open a context with more digits than the current one."""
    return localcontext(prec=getcontext().prec + digits + GUARD)


def series(first: Decimal, ratio: Any) -> Decimal:
    """Add up terms, each of them ratio(n) times the one before it, until they are no longer seen."""
    total = term = first
    n = 0
    while term and term.adjusted() > total.adjusted() - getcontext().prec - 2:
        n += 1
        term *= ratio(n)
        total += term
    return total


@lru_cache(maxsize=8)
def pi_to(digits: int) -> Decimal:
    """Return pi to so many digits (Machin 1706)."""
    with localcontext(Context(prec=digits + GUARD)):
        fifth, other = (series_of_arctan(1 / Decimal(n)) for n in (5, 239))
        return 16 * fifth - 4 * other


def series_of_arctan(x: Decimal) -> Decimal:
    """Return arctan x for a small x."""
    total, power, n, square = x, x, 1, x * x
    while power and power.adjusted() > total.adjusted() - getcontext().prec - 2:
        power, n = -power * square, n + 2
        total += power / n
    return total


def arctan(x: Decimal) -> Decimal:
    """Return arctan x, the angle halved until its series is short."""
    if not x or x.is_nan():
        return x
    with to_more(0) as context:
        if x.is_infinite():
            found = pi_to(context.prec).copy_sign(x) / 2
        else:
            halvings = 0
            while x.adjusted() > -3:
                x, halvings = x / (1 + (1 + x * x).sqrt()), halvings + 1
            found = series_of_arctan(x) * 2**halvings
    return +found


def reduce_angle(x: Decimal) -> tuple[int, Decimal]:
    """Return x as a number of right angles, of which only the last two bits count, and a rest."""
    right = pi_to(getcontext().prec + max(x.adjusted(), 0)) / 2
    count = (x / right).to_integral_value()
    return int(count % 4), x - count * right


def sin(x: Decimal, quarter: int = 0) -> Decimal:
    """Return the sine of x plus so many right angles."""
    if not x.is_finite() or x.adjusted() > LARGEST_ANGLE:
        return Decimal("NaN")
    if not x and not quarter:
        return x
    # near a multiple of pi the digits of x before the rest are lost
    with to_more(2 * max(x.adjusted(), 0) + 40):
        turns, rest = reduce_angle(x)
        turns, square = (turns + quarter) % 4, rest * rest
        if turns % 2:
            found = series(Decimal(1), lambda n: -square / ((2 * n - 1) * 2 * n))
        else:
            found = series(rest, lambda n: -square / (2 * n * (2 * n + 1)))
        found = -found if turns > 1 else found
    return +found


def cos(x: Decimal) -> Decimal:
    """Return the cosine of x."""
    return sin(x, 1)


def tan(x: Decimal) -> Decimal:
    """Return the tangent of x."""
    return sin(x) / cos(x)


def expm1(x: Decimal) -> Decimal:
    """Return e^x - 1."""
    if not x or x.is_nan():
        return x
    with to_more(0) as context:
        if x.adjusted() < -5:
            found = series(x, lambda n: x / (n + 1))
        else:
            context.prec += 6
            found = x.exp() - 1
    return +found


def log1p(x: Decimal) -> Decimal:
    """Return ln(1 + x)."""
    if not x or not x.is_finite():
        return x
    with to_more(0) as context:
        if x.adjusted() < -context.prec:
            found = x - x * x / 2
        else:
            context.prec += max(-x.adjusted(), 0)
            found = (1 + x).ln()
    return +found


def sinh(x: Decimal) -> Decimal:
    """Return the hyperbolic sine of x."""
    if not x or x.is_nan():
        return x
    with to_more(0):
        found = (expm1(x) - expm1(-x)) / 2
    return +found


def cosh(x: Decimal) -> Decimal:
    """Return the hyperbolic cosine of x."""
    with to_more(0):
        found = (x.exp() + (-x).exp()) / 2 if x else Decimal(1)
    return +found


def tanh(x: Decimal) -> Decimal:
    """Return the hyperbolic tangent of x."""
    if not x or x.is_nan():
        return x
    with to_more(0):
        fall = expm1(-2 * abs(x))
        found = (-fall / (2 + fall)).copy_sign(x)
    return +found


def erf(x: Decimal) -> Decimal:
    """Return the error function (Abramowitz and Stegun, 7.1.6, whose terms do not cancel)."""
    if not x or x.is_nan():
        return x
    if abs(x) > 1:
        with to_more(0):
            found = (1 - erfc(abs(x))).copy_sign(x)
        return +found
    with to_more(0) as context:
        found = 2 * series_of_erf(x) / pi_to(context.prec).sqrt()
    return +found


def series_of_erf(x: Decimal) -> Decimal:
    """Return sqrt(pi) / 2 times the error function."""
    double = 2 * x * x
    return (-x * x).exp() * series(x, lambda n: double / (2 * n + 1))


def erfc(x: Decimal) -> Decimal:
    """Return 1 - erf x: for a large x by the asymptotic series, 7.1.23, whose smallest term is about exp(-x^2)."""
    if x < 1 or x.is_nan():
        return 1 - erf(x)
    if x.is_infinite() or x.adjusted() > LARGEST_ANGLE:
        return Decimal(0)
    with to_more(0) as context:
        square = x * x
        if square > 3 * context.prec:
            half = 1 / (2 * square)
            rest = series(Decimal(1), lambda n: -(2 * n - 1) * half)
            found = (-square).exp() * rest / (x * pi_to(context.prec).sqrt())
        else:
            context.prec += int(square / 2) + 5
            found = 1 - 2 * series_of_erf(x) / pi_to(context.prec).sqrt()
    return +found
