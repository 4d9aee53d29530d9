"""How far each parameter moves, given its gradient: the record that all methods share, and what carries their memory.

Goes in: parameters, a gradient, and what the optimiser remembers. Comes out: moved parameters, and what to remember.
Must not know: networks, data, epochs.

Every rule works entry by entry, so it is written once, for one long vector that holds all parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from math import inf

import numpy as np

from derivations.calling import public
from derivations.errors import ShapeError, SpecificationError, shown
from derivations.numeric.arrays import Array, freeze
from derivations.numeric.network.parameters import KINDS, Gradients, Parameters
from derivations.numeric.network.vector import vector_of, views_like
from derivations.options import function, instance, positive

# What an optimiser remembers between steps, such as a velocity; () before the first step. Never changed in place,
# so that a recorded state stays what it was.
State = tuple[Array, ...]
START: State = ()

Move = Callable[[Array, Array, State], State]

# What the learning rate is multiplied by, given how many updates came before (0 at the first): see schedules.
Factor = Callable[[int], float]


# (w, g, old, new, t) -> direction: fills the arrays of `new` from those of `old` in update number t, from 1 up, and
# gives what w moves against: w <- w - eta direction. It may write into g.
Direct = Callable[[Array, Array, State, State, int], Array]

# A part of this many entries stays in a core's own cache while a method with a memory goes over its arrays, up to six
# of them, a dozen times.
PARAMETERS_AT_ONCE = 8_192


@dataclass(frozen=True, repr=False, eq=False)
class Optimiser:
    """A rule that turns gradients into changes; two are equal if they were made of the same functions and numbers.

    Parameters
    ----------
    name : str
    learning_rate : float
        eta, positive.
    move : (vector, gradient, state) -> state
        Moves the vector of all parameters in place. It may write into the gradient, but the state that comes
        in is left alone. State () means the first step.
    memory : tuple of str
        What the arrays of the state are, in the symbols of the equations: ("t", "m", "v") for Adam. "t" is a
        count of updates, an array without axes; the others have one entry per parameter.
    schedule : function of the step, or None
        What ``move`` multiplies eta by; None: 1.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Gradients, Parameters, adam
    >>> parameters = Parameters((np.array([[1.0]]),), (np.array([0.0]),))
    >>> gradients = Gradients((np.array([[0.5]]),), (np.array([0.5]),), (np.array([[0.5]]),))
    >>> moved, state = adam(0.1).step(parameters, gradients)
    >>> round(float(moved.weights[0][0, 0]), 6)
    0.9
    """

    name: str
    learning_rate: float
    move: Move
    memory: tuple[str, ...] = ()
    schedule: Factor | None = None

    def __repr__(self) -> str:
        return f"<Optimiser {self.name}, learning_rate={self.learning_rate:g}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Optimiser):
            return NotImplemented
        return (*self._key, _made_of(self.move)) == (*other._key, _made_of(other.move))

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, float, tuple[str, ...]]:
        return self.name, self.learning_rate, self.memory

    def _repr_markdown_(self) -> str:
        remembers = f"remembers {', '.join(f'${symbol}$' for symbol in self.memory)}" if self.memory else "no memory"
        return rf"**{self.name}**, $\eta = {self.learning_rate:g}$, {remembers}"

    @public
    def step(self, parameters: Parameters, gradients: Gradients, state: State = START) -> tuple[Parameters, State]:
        """Move the parameters once; nothing that is given changes.

        Parameters
        ----------
        parameters : Parameters
        gradients : Gradients
            dC/dW and dC/db, shaped like the parameters; the deltas are not read.
        state : tuple of arrays
            What the last step returned; () before the first.

        Returns
        -------
        Parameters, state

        Raises
        ------
        ShapeError
            If the gradients are not shaped like the parameters, or the state is that of other parameters.
        SpecificationError
            If a parameter is no longer a finite number after the step, or the state is another optimiser's.
        """
        instance("parameters", parameters, Parameters, "Parameters(weights, biases)")
        instance("gradients", gradients, Gradients, "Gradients, such as backward(...) gives")
        self.check_state(state)
        given, wanted = (
            [array.shape for kind in KINDS for array in getattr(record, kind)] for record in (gradients, parameters)
        )
        if given != wanted:
            raise ShapeError(f"gradients have shapes {given}; wanted {wanted}, those of the parameters")
        moved = vector_of(parameters)
        # what is no longer finite is refused below, in a sentence
        with np.errstate(over="ignore", invalid="ignore"):
            state = self.move(moved, vector_of(gradients), state)
        return Parameters(*views_like(moved, parameters)), state

    def check_state(self, state: object) -> None:
        """Raise a SpecificationError unless this is a tuple of arrays, as a step returns it."""
        if not isinstance(state, tuple) or not all(isinstance(array, np.ndarray) for array in state):
            raise SpecificationError(
                f"state {shown(state)}; expected a tuple of arrays: () to start, or what the last step returned"
            )


def _made_of(value: object) -> object:
    """Return what two moves are compared by: a partial function has no equality of its own."""
    if isinstance(value, partial):
        return _made_of((value.func, *value.args, *sorted(value.keywords.items())))
    if isinstance(value, _Remembering):
        return _made_of(tuple(getattr(value, each.name) for each in fields(value)))
    if isinstance(value, tuple):
        return tuple(map(_made_of, value))
    return value.tolist() if isinstance(value, np.ndarray) else value


def checked_optimiser(given: object) -> Optimiser:
    """Give the optimiser, if it is one: its name alone is not."""
    return instance("optimiser", given, Optimiser, "an Optimiser, such as sgd(learning_rate=0.5)")


def remembering(
    name: str,
    learning_rate: float,
    direct: Direct,
    *,
    memory: tuple[str, ...] = (),
    counts: bool = False,
    schedule: Factor | None = None,
    start: float = 0.0,
    early: bool = False,
) -> Optimiser:
    """Make an optimiser of a direction; this carries its memory from step to step, a part of the vector at a time.

    Parameters
    ----------
    name : str
    learning_rate : float
        eta, positive.
    direct : Direct
    memory : tuple of str
        The symbols of the arrays that it remembers.
    counts : bool
        Whether the direction depends on t; with a schedule the updates are counted in any case.
    schedule : Factor or None
        None: the learning rate stays.
    start : float
        What is remembered at first, everywhere.
    early : bool
        Whether eta multiplies the gradient that the direction is made of, and not the direction.

    Raises
    ------
    SpecificationError
        If the learning rate is not a positive finite number, or the schedule is not a function.
    """
    eta = positive("learning_rate", learning_rate)
    if schedule is not None:
        function("schedule", schedule, "a function of the step, such as cosine(steps=100)")
    counted = counts or schedule is not None
    move = _Remembering(name, eta, direct, memory, counted, schedule, start, early)
    return Optimiser(name, eta, move, move.symbols, schedule)


@dataclass(frozen=True)
class _Remembering:
    """The move of an optimiser that remembers; a record, so that it can be sent to another process."""

    name: str
    eta: float
    direct: Direct
    memory: tuple[str, ...]
    counted: bool
    schedule: Factor | None
    start: float
    early: bool

    @property
    def symbols(self) -> tuple[str, ...]:
        return ("t", *self.memory) if self.counted else self.memory

    def __call__(self, vector: Array, gradient: Array, state: State) -> State:
        t, old = 1, state
        if state:
            self._check(state, vector)
            if self.counted:
                t, old = int(state[0]) + 1, state[1:]
        else:
            old = tuple(np.full_like(vector, self.start) for _ in self.memory)
        eta = self.eta if self.schedule is None else self.eta * factor_at(self.schedule, t - 1)
        new = tuple(np.empty_like(vector) for _ in self.memory)
        if not self.memory or vector.size <= PARAMETERS_AT_ONCE:
            self._update(vector, gradient, old, new, eta=eta, t=t)
        else:
            for start in range(0, vector.size, PARAMETERS_AT_ONCE):
                at = slice(start, start + PARAMETERS_AT_ONCE)
                self._update(
                    vector[at], gradient[at], tuple([a[at] for a in old]), tuple([a[at] for a in new]), eta=eta, t=t
                )
        for array in new:
            array.setflags(write=False)
        return (freeze(np.array(float(t))), *new) if self.counted else new

    def _update(self, w: Array, g: Array, old: State, new: State, *, eta: float, t: int) -> None:
        if self.early:
            g *= eta
            step = self.direct(w, g, old, new, t)
        else:
            step = np.multiply(self.direct(w, g, old, new, t), eta, out=g)
        np.subtract(w, step, out=w)

    def _check(self, state: State, vector: Array) -> None:
        if len(state) != len(self.symbols):
            raise SpecificationError(
                f"state of {len(state)} arrays; {self.name} remembers {', '.join(self.symbols) or 'nothing'}: give () "
                "to start, or what its last step returned"
            )
        for symbol, array in zip(self.symbols, state, strict=True):
            wanted = () if symbol == "t" else vector.shape
            if array.shape != wanted:
                raise ShapeError(f"state {symbol} has shape {array.shape}; wanted {wanted}, for these parameters")


def factor_at(schedule: Factor, step: int) -> float:
    """Return what a schedule gives at a step; raises a SpecificationError unless it is a finite number from 0 up."""
    factor = schedule(step)
    if not 0 <= factor < inf:
        raise SpecificationError(f"schedule at step {step} gives {shown(factor)}; expected a finite number from 0 up")
    return factor
