r"""Numbers with a name: printed as a letter, and known to any precision.

Goes in: nothing. Comes out: SymPy numbers. Must not know: functions, networks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from mpmath.ctx_mp import MPContext
from mpmath.libmp import to_float
from sympy import NumberSymbol
from sympy.core.singleton import Singleton


class NamedConstant(NumberSymbol):
    """A positive number: ``printed`` is its LaTeX, ``value`` gives it to the precision of a context of mpmath."""

    is_real = True
    is_positive = True
    is_negative = False
    is_number = True
    printed = ""

    @staticmethod
    def value(mp: MPContext) -> Any:
        raise NotImplementedError

    def _as_mpf_val(self, prec: int) -> Any:
        return _compute(self.value, prec)

    def _latex(self, printer: object) -> str:
        return self.printed

    def _numpycode(self, printer: object) -> str:
        return repr(float(self))

    def __float__(self) -> float:
        # SymPy's own conversion goes over 15 decimal digits, and is off in the last bit
        return float(to_float(_compute(self.value, 60)))


@cache
def _compute(value: Callable[[MPContext], Any], prec: int) -> Any:
    # a context of its own: another thread may change the digits of mpmath's
    mp = MPContext()
    mp.prec = prec + 20
    return value(mp)._mpf_


class SeluAlpha(NamedConstant, metaclass=Singleton):
    r"""$\alpha$ of SELU, 1.6732632423543772...: with it normal numbers keep mean 0 (Klambauer et al. 2017, app. A).

    E f(z) = 0 for z normal with mean 0 and variance 1, solved for alpha.
    """

    printed = r"\alpha"

    @staticmethod
    def value(mp: MPContext) -> Any:
        # E max(z, 0) = 1 / sqrt(2 pi);  E [e^z - 1; z <= 0] = e^(1/2) Phi(-1) - 1/2
        return -1 / mp.sqrt(2 * mp.pi) / _moment(mp, 1)


class SeluScale(NamedConstant, metaclass=Singleton):
    r"""$\kappa$ of SELU, 1.0507009873554804...: with it normal numbers keep variance 1 (appendix A there).

    It is the paper's lambda, which here is the weight of a penalty.

    E f(z)^2 = 1 for z normal with mean 0 and variance 1, solved for kappa.
    """

    printed = r"\kappa"

    @staticmethod
    def value(mp: MPContext) -> Any:
        # E [z^2; z > 0] = 1/2;  E [(e^z - 1)^2; z <= 0] = e^2 Phi(-2) - 2 e^(1/2) Phi(-1) + 1/2
        return 1 / mp.sqrt(mp.mpf(1) / 2 + SeluAlpha.value(mp) ** 2 * _moment(mp, 2))


def _moment(mp: MPContext, power: int) -> Any:
    """E [(e^z - 1)^power; z <= 0] for a standard normal z, from E [e^(kz); z <= 0] = e^(k^2/2) Phi(-k)."""
    return mp.fsum(
        (-1) ** (power - k) * mp.binomial(power, k) * mp.exp(mp.mpf(k * k) / 2) * mp.ncdf(-k) for k in range(power + 1)
    )


SELU_ALPHA, SELU_SCALE = SeluAlpha(), SeluScale()
