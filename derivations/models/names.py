"""The symbols of the field, minted in one place: indices, sizes, and the variables of layer l.

w^(l)_jk leads from unit k of layer l-1 to unit j of layer l; s counts the samples of a batch of m.
"""

from sympy import Symbol

from derivations.engine.indices import index
from derivations.engine.model import Variable

UNIT = index("j")
FROM = index("k")
SAMPLE = index("s")
SAMPLES = Symbol("m", integer=True, positive=True)


def units(layer: int) -> Symbol:
    """Return the number of units of a layer, n_l; layer 0 is the input."""
    return Symbol(f"n_{layer}", integer=True, positive=True)


def weight(layer: int) -> Variable:
    """W^(l), one row per unit of layer l, one column per unit of layer l-1."""
    return Variable(
        f"W{layer}", (UNIT, FROM), (units(layer), units(layer - 1)), f"w^{{({layer})}}", matrix_latex=f"W^{{({layer})}}"
    )


def bias(layer: int) -> Variable:
    """b^(l), one entry per unit of layer l."""
    return Variable(f"b{layer}", (UNIT,), (units(layer),), f"b^{{({layer})}}")


def weighted_input(layer: int) -> Variable:
    """z^(l), units by samples; its gradient has a name of its own, delta^(l)."""
    return Variable(
        f"z{layer}",
        (UNIT, SAMPLE),
        (units(layer), SAMPLES),
        f"z^{{({layer})}}",
        gradient=f"delta{layer}",
        gradient_latex=rf"\delta^{{({layer})}}",
        matrix_latex=f"Z^{{({layer})}}",
        gradient_matrix_latex=rf"\Delta^{{({layer})}}",
    )


def activation(layer: int) -> Variable:
    """a^(l), units by samples; a^(0) is the input."""
    return Variable(
        f"a{layer}",
        (UNIT, SAMPLE),
        (units(layer), SAMPLES),
        f"a^{{({layer})}}",
        matrix_latex=f"A^{{({layer})}}",
        cited=False,
        data=layer == 0,
    )


def target(layer: int) -> Variable:
    """y, the wanted outputs of the last layer, units by samples."""
    return Variable("y", (UNIT, SAMPLE), (units(layer), SAMPLES), "y", matrix_latex="Y", data=True)


def cost() -> Variable:
    """C, the cost: a scalar."""
    return Variable("C")
