"""The symbols of the field, minted in one place: indices, sizes, and the variables of layer l.

w^(l)_jk leads from unit k of layer l-1 to unit j of layer l; s counts the samples of a batch of m.
"""

from typing import Any

from sympy import Symbol

from derivations.engine.indices import index
from derivations.engine.variables import Variable

UNIT = index("j")
FROM = index("k")
SAMPLE = index("s")
SAMPLES = Symbol("m", integer=True, positive=True)


def units(layer: int) -> Symbol:
    """Return the number of units of a layer, n_l; layer 0 is the input."""
    return Symbol(f"n_{layer}", integer=True, positive=True)


def _of_layer(name: str, latex: str, layer: int, *, matrix: str = "", **more: Any) -> Variable:
    """Mint what every unit of a layer has: one entry, or with ``matrix``, its letter as a whole, one per sample."""
    indices, sizes = ((UNIT, SAMPLE), (units(layer), SAMPLES)) if matrix else ((UNIT,), (units(layer),))
    whole = f"{matrix}^{{({layer})}}" if matrix else ""
    return Variable(f"{name}{layer}", indices, sizes, f"{latex}^{{({layer})}}", matrix_latex=whole, **more)


def weight(layer: int) -> Variable:
    """W^(l), one row per unit of layer l, one column per unit of layer l-1."""
    return Variable(
        f"W{layer}",
        (UNIT, FROM),
        (units(layer), units(layer - 1)),
        f"w^{{({layer})}}",
        matrix_latex=f"W^{{({layer})}}",
        meaning=f"the weight from unit $k$ of layer {layer - 1} to unit $j$ of layer {layer}",
    )


def bias(layer: int) -> Variable:
    """b^(l), one entry per unit of layer l."""
    return _of_layer("b", "b", layer, meaning="the bias of unit $j$")


def weighted_input(layer: int) -> Variable:
    """z^(l), units by samples; its gradient has a name of its own, delta^(l)."""
    return _of_layer(
        "z",
        "z",
        layer,
        matrix="Z",
        gradient=f"delta{layer}",
        gradient_latex=rf"\delta^{{({layer})}}",
        gradient_matrix_latex=rf"\Delta^{{({layer})}}",
        meaning="the weighted input of unit $j$",
    )


def activation(layer: int) -> Variable:
    """a^(l), units by samples; a^(0) is the input."""
    meaning = "the activation of unit $j$, which the layer gives" if layer else "the input"
    return _of_layer("a", "a", layer, matrix="A", cited=False, data=layer == 0, meaning=meaning)


def target(layer: int) -> Variable:
    """y, the wanted outputs of the last layer, units by samples."""
    sizes = (units(layer), SAMPLES)
    return Variable("y", (UNIT, SAMPLE), sizes, "y", matrix_latex="Y", data=True, meaning="the target of output $j$")


def cost() -> Variable:
    """C, the cost: a scalar."""
    return Variable("C", meaning="the cost")


def sample_cost() -> Variable:
    """C_s, the cost of one sample; C is made from those of the batch."""
    return Variable("C_s", (SAMPLE,), (SAMPLES,), "C", matrix_latex=r"\mathbf{C}", cited=False)


def penalty(power: int) -> Variable:
    r"""$\lambda_1$ of the sum of |w|, or $\lambda_2$ of the sum of w^2: a number that is given."""
    counted = {1: "absolute values", 2: "squares"}[power]
    meaning = f"how much the {counted} of the weights count in the cost (L{power})"
    return Variable(f"l{power}", latex=rf"\lambda_{{{power}}}", data=True, meaning=meaning)


def penalty_of(layer: int) -> Variable:
    r"""$\Omega^{(l)}$, what the weights of a layer add to the cost: a scalar."""
    meaning = "what the weights of a layer add to the cost"
    return Variable(f"omega{layer}", latex=rf"\Omega^{{({layer})}}", cited=False, meaning=meaning)


def mask(layer: int) -> Variable:
    """r^(l), 1 where an activation is kept and 0 where it is dropped, units by samples: data."""
    meaning = "1 where an activation is kept, 0 where it is dropped"
    return _of_layer("r", "r", layer, matrix="R", data=True, meaning=meaning)


def dropped_share(layer: int) -> Variable:
    """p^(l), the share of activations that is dropped: a number that is given."""
    meaning = "the share of activations that is dropped"
    return Variable(f"p{layer}", latex=f"p^{{({layer})}}", data=True, meaning=meaning)


def after_dropout(layer: int) -> Variable:
    r"""$\tilde a^{(l)}$, the activations after dropout, units by samples."""
    meaning = "the activation of unit $j$ after dropout"
    return _of_layer("h", r"\tilde{a}", layer, matrix=r"\tilde{A}", cited=False, meaning=meaning)


def mean(layer: int, *, data: bool = False) -> Variable:
    r"""$\mu^{(l)}$, the mean of z over the batch (or, as data, one that is given), one entry per unit."""
    meaning = "a mean of $z$" if data else "the mean of $z$ over the batch"
    return _of_layer("mu", r"\mu", layer, data=data, meaning=meaning)


def variance(layer: int, *, data: bool = False) -> Variable:
    """v^(l), the variance of z over the batch (or, as data, one that is given), one entry per unit."""
    meaning = "a variance of $z$" if data else "the variance of $z$ over the batch"
    return _of_layer("v", "v", layer, data=data, meaning=meaning)


def epsilon() -> Variable:
    r"""$\varepsilon$, which keeps the root of a variance away from 0: a number that is given."""
    return Variable("eps", latex=r"\varepsilon", data=True, meaning="what keeps the root of a variance away from 0")


def normalised_input(layer: int, *, of_batch: bool = True) -> Variable:
    r"""$\hat z^{(l)}$: z less a mean over the root of a variance, of the batch or given ones, units by samples."""
    meaning = (
        r"the normalised $z$: its mean over the batch is 0, its variance there $v / (v + \varepsilon)$, about 1"
        if of_batch
        else r"the weighted input minus the given mean, over the root of the given variance and $\varepsilon$"
    )
    return _of_layer("zhat", r"\hat{z}", layer, matrix=r"\hat{Z}", meaning=meaning)


def scale(layer: int) -> Variable:
    r"""$\gamma^{(l)}$, the scale of a normalised layer, one entry per unit: a parameter."""
    return _of_layer("gamma", r"\gamma", layer, meaning="the scale of unit $j$, a parameter")


def shift(layer: int) -> Variable:
    r"""$\beta^{(l)}$, the shift of a normalised layer, one entry per unit: a parameter."""
    return _of_layer("beta", r"\beta", layer, meaning="the shift of unit $j$, a parameter")


def rescaled_input(layer: int) -> Variable:
    r"""$\tilde z^{(l)}$, the normalised z after scale and shift, which the activation sees: units by samples."""
    meaning = "the normalised weighted input after scale and shift, which the activation sees"
    return _of_layer("u", r"\tilde{z}", layer, matrix=r"\tilde{Z}", meaning=meaning)
