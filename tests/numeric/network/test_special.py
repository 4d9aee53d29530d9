"""Functions that NumPy lacks, against mpmath."""

import mpmath
import numpy as np

from derivations.numeric.network.special import erf, erfc, log1p


def test_erfc_equals_50_digits() -> None:
    x = np.concatenate([np.linspace(-6, 26, 400), [0.46875, -0.46875, 4.0, -4.0, 1e-8, 0.0]])
    exact = [mpmath.erfc(mpmath.mpf(float(each))) for each in x]
    worst = max(abs(mpmath.mpf(float(ours)) - right) / right for ours, right in zip(erfc(x), exact, strict=True))
    assert worst < 1e-15
    # a complex step through the rational functions finds the derivative, the Gaussian by definition of erf
    inner = x[np.abs(x) < 10]
    derivatives = -2 / np.sqrt(np.pi) * np.exp(-(inner**2))
    np.testing.assert_allclose(erfc(inner + 1e-100j).imag / 1e-100, derivatives, rtol=1e-13)
    assert erfc(np.array([1e4, -1e4, 30.0, 1.2e308, -1.2e308])).tolist() == [0, 2, 0, 0, 2]


def test_erf_keeps_its_digits_near_0_and_far_out() -> None:
    x = np.array([-30, -7.5, -2, -0.47, -0.46, -0.3, 0, 1e-9, 1e-300, 0.8, 3.1, 6, 26])
    np.testing.assert_allclose(erf(x), [float(mpmath.erf(each)) for each in x], rtol=1e-15)
    z = x + 1e-3j
    np.testing.assert_allclose(erf(z), [complex(mpmath.erf(complex(each))) for each in z], rtol=1e-13, atol=1e-300)
    inner = x[np.abs(x) < 10]
    derivatives = 2 / np.sqrt(np.pi) * np.exp(-(inner**2))
    np.testing.assert_allclose(erf(inner + 1e-100j).imag / 1e-100, derivatives, rtol=1e-13)


def test_a_small_complex_logarithm_keeps_its_real_part() -> None:
    z = np.array([1e-12 + 1e-9j, 1e-20 + 1e-30j, -0.3 + 0.1j, 5 + 2j])
    exact = [complex(mpmath.log1p(mpmath.mpc(each))) for each in z]
    np.testing.assert_allclose(log1p(z).real, np.real(exact), rtol=1e-14)
    assert not np.allclose(np.log1p(z[:1]).real, np.real(exact[:1]), rtol=1e-14, atol=0)
    assert log1p(np.array([0.5])) == np.log1p(0.5)
