"""Functions that NumPy lacks: the error function and its complement erfc(x) = 1 - erf(x), and ln(1 + x) of complex x.

Goes in: an array, real or complex near the real line. Comes out: an array. Must not know: activations.

W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969) 631-637:
three quotients of polynomials, of relative error below 1e-17 before rounding. The coefficients are those of the paper's
double precision approximations.
"""

import numpy as np
import numpy.typing as npt

from derivations.numeric.arrays import Values

Coefficients = npt.NDArray[np.float64]

# Highest power first. erf(x) = x P(x^2) / Q(x^2) up to NEAR.
NEAR = 0.46875
NEAR_P = np.array(
    [
        1.85777706184603153e-1,
        3.16112374387056560e0,
        1.13864154151050156e2,
        3.77485237685302021e2,
        3.20937758913846947e3,
    ]
)
NEAR_Q = np.array([1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3])
# erfc(x) = exp(-x^2) P(x) / Q(x) up to FAR.
FAR = 4.0
# From here on erfc(x) is 0 in every float64, and x^2 may overflow.
BEYOND = 1e3
MIDDLE_P = np.array(
    [
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3,
    ]
)
MIDDLE_Q = np.array(
    [
        1.0,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3,
    ]
)
# erfc(x) = exp(-x^2) / x (1 / sqrt(pi) - r P(r) / Q(r)), r = 1 / x^2, beyond.
FAR_P = np.array(
    [
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4,
    ]
)
FAR_Q = np.array(
    [
        1.0,
        2.56852019228982242e0,
        1.87295284992346725e0,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3,
    ]
)


def log1p(x: Values) -> Values:
    """Compute ln(1 + x); NumPy's own loses the digits of the real part where a complex x is small."""
    if x.dtype.kind != "c":
        return np.asarray(np.log1p(x))
    u, v = x.real, x.imag
    return np.asarray(0.5 * np.log1p(u * (2 + u) + v * v) + 1j * np.arctan2(v, 1 + u))


def erf(x: Values) -> Values:
    """Compute erf(x); relative error below 1e-15."""
    near = np.abs(np.real(x)) <= NEAR
    inside = np.where(near, x, 0)
    return np.asarray(np.where(near, inside * _quotient(NEAR_P, NEAR_Q, inside * inside), 1 - erfc(x)))


def erfc(x: Values) -> Values:
    """Compute erfc(x); relative error below 1e-15 as far as it does not underflow, at x = 26."""
    given = np.asarray(x, dtype=np.result_type(x, 1.0))
    flat = given.ravel()
    right = np.real(flat) > 0
    y = np.where(right, flat, -flat)
    y = np.where(np.real(y) > BEYOND, BEYOND, y)
    size = np.real(y)
    result = np.empty_like(y)
    near, far = size <= NEAR, size > FAR
    middle = ~(near | far)
    result[near] = 1 - y[near] * _quotient(NEAR_P, NEAR_Q, y[near] ** 2)
    result[middle] = _bell(y[middle]) * _quotient(MIDDLE_P, MIDDLE_Q, y[middle])
    r = 1 / y[far] ** 2
    result[far] = _bell(y[far]) / y[far] * (1 / np.sqrt(np.pi) - r * _quotient(FAR_P, FAR_Q, r))
    both: Values = np.where(right, result, 2 - result)
    return both.reshape(given.shape)


def _quotient(above: Coefficients, below: Coefficients, x: Values) -> Values:
    return np.polyval(above, x) / np.polyval(below, x)


def _bell(y: Values) -> Values:
    """exp(-y^2), with y split so that no digit of y^2 is lost before the exponential."""
    coarse = np.trunc(np.real(y) * 16) / 16
    bell: Values = np.exp(-coarse * coarse) * np.exp(-(y - coarse) * (y + coarse))
    return bell
