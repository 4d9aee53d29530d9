"""What a printed formula of whole matrices comes to, in NumPy; every shape has to agree, nothing is broadcast."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.export.tex_functions import COMPARE, CONSTANTS, NUMBERED, Array, World, size, where
from tests.export.tex_reader import Node
from tests.export.tex_tokens import MisprintError


def whole(node: Node, world: World) -> Array:
    """Return the matrix that a formula comes to; matrices that are added, or multiplied entry by entry, are of one
    shape, and a number goes with any.
    """
    return _Whole(world).value(node)


@dataclass(frozen=True)
class _Whole:
    world: World

    def value(self, node: Node) -> Any:
        kind, *parts = node
        return getattr(self, f"_{kind}")(*parts)

    def _number(self, number: float) -> float:
        return number

    def _together(self, first: Array, second: Array) -> tuple[Array, Array]:
        if np.ndim(first) and np.ndim(second) and np.shape(first) != np.shape(second):
            raise MisprintError(f"shapes {np.shape(first)} and {np.shape(second)} entry by entry")
        return first, second

    def _plus(self, first: Node, second: Node) -> Array:
        one, other = self._together(self.value(first), self.value(second))
        return one + other

    def _minus(self, inside: Node) -> Array:
        return -self.value(inside)

    def _odot(self, first: Node, second: Node) -> Array:
        one, other = self._together(self.value(first), self.value(second))
        return one * other

    def _oslash(self, first: Node, second: Node) -> Array:
        one, other = self._together(self.value(first), self.value(second))
        return one / other

    def _times(self, *factors: Node) -> Array:
        product = self.value(factors[0])
        for factor in factors[1:]:
            value = self.value(factor)
            if np.ndim(product) and np.ndim(value):
                if product.shape[1] != value.shape[0]:
                    raise MisprintError(f"{product.shape} times {value.shape}")
                product = product @ value
                product = product[0, 0] if product.shape == (1, 1) else product
            else:
                product = product * value
        return product

    def _divided(self, above: Node, below: Node) -> Array:
        over, under = self.value(above), self.value(below)
        if np.ndim(under):
            raise MisprintError("a bar over a matrix")
        return over / under

    def _power(self, base: Node, exponent: Node) -> Array:
        number, power = self.value(base), self.value(exponent)
        if np.ndim(power):
            number, power = self._together(number, power)
            return (number + 0j) ** power
        return number ** int(power) if power == int(power) else (number + 0j) ** power

    def _transposed(self, inside: Node) -> Array:
        return self.value(inside).T

    def _size(self, inside: Node) -> Array:
        return size(self.value(inside))

    def _function(self, name: str, primes: int, *arguments: Node) -> Array:
        return self.world.function(name, primes)(*(self.value(each) for each in arguments))

    def _holds(self, relation: str, first: Node, second: Node) -> Array:
        one, other = self._together(self.value(first), self.value(second))
        return where(COMPARE[relation](np.real(one), np.real(other)), 1.0, 0.0)

    def _both(self, first: Node, second: Node) -> Array:
        return self._odot(first, second)

    def _cases(self, *cases: tuple[Node, ...]) -> Array:
        value, *conditions = cases[0]
        if not conditions:
            return self.value(value)
        holds: Array = 1.0
        for condition in conditions:
            holds = holds * self._holds(*condition)
        return where(holds != 0, self.value(value), self._cases(*cases[1:]))

    def _shaped(self, inside: Node, rows: Node, columns: Node) -> Array:
        shape = (int(self.value(rows)), int(self.value(columns)))
        ones = inside in {("ones",), ("transposed", ("ones",))}
        found = np.ones(shape) if ones else self.value(inside)
        if ones and shape[inside == ("ones",)] != 1:
            raise MisprintError(f"ones of the shape {shape}")
        if np.shape(found) != shape:
            raise MisprintError(f"{shape} stands under an array of {np.shape(found)}")
        return found

    def _name(self, base: str, layer: str, places: tuple[str, ...]) -> Array:
        if base in NUMBERED:
            base, places = f"{base}_{''.join(places)}", ()
        key = (base, layer)
        if key in CONSTANTS:
            return CONSTANTS[key]
        if base == r"\Delta":
            return self.world.gradients["Z", layer]
        if key not in self.world.arrays or places:
            raise MisprintError(f"no matrix is called {base} in layer {layer!r}")
        return self.world.arrays[key]

    def _derivative(self, inside: Node, variable: Node, *_: Node) -> Array:
        if inside[0] != "name" or inside[1] not in {"C", "C_s"}:
            raise MisprintError("a derivative of a matrix")
        return self.world.gradients[variable[1], variable[2]]
