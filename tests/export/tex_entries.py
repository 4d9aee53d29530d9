"""What a printed formula comes to at a place, in NumPy: letters stand for places, derivatives are complex steps."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tests.export.tex_functions import COMPARE, CONSTANTS, NUMBERED, STEP, Array, World, size
from tests.export.tex_reader import Node
from tests.export.tex_tokens import MisprintError


def entry(node: Node, world: World, at: dict[str, int]) -> Any:
    """Return what a formula comes to at places, counted from 0."""
    return _Entry(world, dict(at)).value(node)


@dataclass(frozen=True)
class _Entry:
    world: World
    at: dict[str, int]

    def value(self, node: Node) -> Any:
        kind, *parts = node
        return getattr(self, f"_{kind}")(*parts)

    def _number(self, number: float) -> float:
        return number

    def _plus(self, first: Node, second: Node) -> Any:
        return self.value(first) + self.value(second)

    def _minus(self, inside: Node) -> Any:
        return -self.value(inside)

    def _times(self, *factors: Node) -> Any:
        product = 1
        for factor in factors:
            product = product * self.value(factor)
        return product

    def _divided(self, above: Node, below: Node) -> Any:
        return self.value(above) / self.value(below)

    def _power(self, base: Node, exponent: Node) -> Any:
        power, number = self.value(exponent), self.value(base)
        if power == int(np.real(power)):
            return number ** int(np.real(power))
        return (number + 0j) ** power

    def _size(self, inside: Node) -> Any:
        return size(self.value(inside))

    def _same(self, first: str, second: str) -> float:
        return float(self._place(first) == self._place(second))

    def _holds(self, relation: str, first: Node, second: Node) -> float:
        return float(COMPARE[relation](np.real(self.value(first)), np.real(self.value(second))))

    def _both(self, first: Node, second: Node) -> Any:
        return self.value(first) * self.value(second)

    def _function(self, name: str, primes: int, *arguments: Node) -> Any:
        return self.world.function(name, primes)(*(self.value(each) for each in arguments))

    def _cases(self, *cases: tuple[Node, ...]) -> Any:
        for value, *conditions in cases:
            if all(self._holds(*condition) for condition in conditions):
                return self.value(value)
        raise MisprintError("no case holds")

    def _sum(self, letter: str, first: Node, last: Node, body: Node) -> Any:
        if letter in self.at:
            raise MisprintError(f"the letter {letter} is taken")
        start, end = (int(np.real(self.value(bound))) for bound in (first, last))
        return sum(_Entry(self.world, {**self.at, letter: place}).value(body) for place in range(start - 1, end))

    def _name(self, base: str, layer: str, places: tuple[str, ...]) -> Any:
        if base in NUMBERED:
            base, places = f"{base}_{''.join(places)}", ()
        key = (base, layer)
        if key in CONSTANTS:
            return CONSTANTS[key]
        if base == r"\delta":
            return self._entry_of(self.world.gradients[("z", layer)], places)
        if key not in self.world.arrays:
            raise MisprintError(f"nothing is called {base} in layer {layer!r}")
        return self._entry_of(self.world.arrays[key], places)

    def _entry_of(self, array: Array, places: tuple[str, ...]) -> Any:
        if np.ndim(array) != len(places):
            raise MisprintError(f"{len(places)} places of an array of {np.ndim(array)} axes")
        at = tuple(self._place(each) for each in places)
        if any(place >= size for place, size in zip(at, np.shape(array), strict=True)):
            raise MisprintError(f"places {at} of an array of the shape {np.shape(array)}")
        return array[at] if places else array

    def _place(self, letter: str) -> int:
        if letter.isdigit():
            return int(letter) - 1
        if letter not in self.at:
            raise MisprintError(f"the letter {letter} stands for nothing")
        return self.at[letter]

    def _derivative(self, inside: Node, variable: Node, *held: Node) -> Any:
        _, base, layer, places = variable
        if not held and inside[0] == "name" and inside[1] in {"C", "C_s"} and base not in {"C", inside[1]}:
            return self._entry_of(self.world.gradients[base, layer], places)
        below = tuple(self._place(each) for each in places)
        if inside[:3] == variable[:3]:
            return float(tuple(self._place(each) for each in inside[3]) == below)
        if inside[0] == "name":
            letters, equation = self.world.equations[inside[1], inside[2]]
            here = dict(zip(letters, (self._place(each) for each in inside[3]), strict=True))
            return _Entry(self._stepped(base, layer, below), here).derivative(equation)
        return _Entry(self._stepped(base, layer, below), self.at).derivative(inside)

    def derivative(self, node: Node) -> Any:
        """Return the derivative of a formula along the step that was taken."""
        return np.imag(self.value(node)) / STEP

    def _stepped(self, base: str, layer: str, places: tuple[int, ...]) -> World:
        moved = np.array(self.world.arrays[base, layer], dtype=complex)
        moved[places] += 1j * STEP
        return replace(self.world, arrays={**self.world.arrays, (base, layer): moved if places else moved[()]})
