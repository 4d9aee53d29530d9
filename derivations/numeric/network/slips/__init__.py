"""The classic mistakes of a calculation by hand, each as the steps that are done in the place of the right ones.

Goes in: a problem. Comes out: every mistake that can be made in it. Must not know: what anybody got.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from derivations.numeric.network.problem import Problem
from derivations.numeric.network.slips import places, ways
from derivations.numeric.network.slips.places import EVERY, Place, Places
from derivations.numeric.network.slips.ways import Way
from derivations.numeric.network.worked import Steps


@dataclass(frozen=True)
class Kind:
    """A kind of mistake: what is done, in words, where it can be made, and how it is worked out.

    ``of_update``: it needs a learning rate.
    """

    words: str
    places: Places
    way: Way
    of_update: bool = False


@dataclass(frozen=True)
class Slip:
    """A mistake at a place: its name among SLIPS, where it is made, and what is worked out with it."""

    name: str
    place: Place
    problem: Problem
    steps: Steps

    @property
    def words(self) -> str:
        """What is done, and where."""
        where = "" if self.place is None else " in every layer" if self.place == EVERY else f" in layer {self.place}"
        return SLIPS[self.name].words + where


def list_slips(problem: Problem, *, rate: float | None = None) -> Iterator[Slip]:
    """Give every mistake that can be made; without a rate none that is one of the update."""
    for name, kind in SLIPS.items():
        if rate is not None or not kind.of_update:
            for place in kind.places(problem):
                yield Slip(name, place, *kind.way(problem, place))


SLIPS: dict[str, Kind] = {
    # on the way forward
    "bias": Kind("the bias is left out", places.layers, ways.weigh_without_bias),
    "turned": Kind("W is read in the other layout", places.square, ways.read_turned),
    "forward transpose": Kind(
        "W stands where its transpose belongs on the way forward", places.square, ways.weigh_turned
    ),
    "inputs turned": Kind("X is turned, samples for inputs", places.square_inputs, ways.turn_inputs),
    "activation": Kind("the activation is left out, a = z", places.not_identity, ways.leave_activation_out),
    "exponent": Kind("z has the wrong sign in the exponent", places.exponential, ways.turn_exponent),
    "softmax of samples": Kind(
        "the softmax runs over the samples, not over the units", places.softmax_of_several, ways.take_softmax_of_samples
    ),
    # the cost and its factors
    "half": Kind(
        "the factor 1/2 of the squared error is left out, so that the 2 of its derivative stays",
        places.when("half", True, places.of_loss("mse")),
        ways.set_option("half", False),
    ),
    "extra half": Kind(
        "a factor 1/2 is put before the squared error, or the 2 of its derivative is left out",
        places.when("half", False, places.of_loss("mse")),
        ways.set_option("half", True),
    ),
    "own delta": Kind(
        "the error is that of each sample's own cost, without the 1/m, which then stands in dC/dW and dC/db",
        places.when("delta", "cost", places.mean_of_several),
        ways.set_option("delta", "sample"),
    ),
    "whole delta": Kind(
        "the error is that of the whole cost, with the 1/m in it",
        places.when("delta", "sample", places.mean_of_several),
        ways.set_option("delta", "cost"),
    ),
    "mean": Kind("1/m is left out", places.mean_of_several, ways.set_option("samples", "sum")),
    "extra mean": Kind(
        "1/m is put before the sum over the samples",
        places.when("samples", "sum", places.several_samples),
        ways.set_option("samples", "mean"),
    ),
    "outputs": Kind(
        "the outputs are summed, not averaged",
        places.when("outputs", "mean", places.several_outputs),
        ways.set_option("outputs", "sum"),
    ),
    "outputs averaged": Kind(
        "the outputs are averaged, not summed",
        places.when("outputs", "sum", places.several_outputs),
        ways.set_option("outputs", "mean"),
    ),
    "log10": Kind("the logarithm is that to the base 10", places.logarithm, ways.change_base(10)),
    "log2": Kind("the logarithm is that to the base 2", places.logarithm, ways.change_base(2)),
    **{
        f"epsilon {epsilon:g}": Kind(
            f"{epsilon:g} is added inside of the logarithm",
            places.of_loss("bce", "cross_entropy"),
            ways.add_inside(epsilon),
        )
        for epsilon in (1e-5, 1e-7, 1e-8)
    },
    "cost sign": Kind("the cost has the wrong sign", places.logarithm, ways.turn_cost),
    "one term": Kind("the term (1 - y) ln(1 - a) is left out", places.of_loss("bce"), ways.leave_term_out),
    "no penalty": Kind(
        "the penalty is left out", places.penalised, ways.change_network(lambda n, m: replace(n, l1=0.0, l2=0.0))
    ),
    "whole penalty": Kind(
        "the penalty has no 1/2", places.squared_penalty, ways.change_network(lambda n, m: replace(n, l2=2 * n.l2))
    ),
    "penalty without 1/m": Kind(
        "the penalty has no 1/m",
        places.squared_penalty_of_several,
        ways.change_network(lambda n, m: replace(n, l2=m * n.l2)),
    ),
    "penalty on biases": Kind("the penalty is put on the biases too", places.penalised, ways.penalise_biases),
    # on the way back
    "sign": Kind("the error has the wrong sign, y - a", places.whole, ways.turn_error),
    "derivative": Kind("the derivative of the activation is left out", places.sloped, ways.leave_derivative_out),
    "at a": Kind("the derivative of the activation is taken at a, not at z", places.sloped, ways.take_derivative_at_a),
    "at z": Kind("the derivative, a formula in a, is computed with z", places.sloped_by_a, ways.put_z_for_a),
    "1 - a": Kind(
        "the derivative of the sigmoid is 1 - a, without its factor a", places.sigmoid, ways.take_one_minus_a
    ),
    "a alone": Kind("the derivative of the sigmoid is a, without its factor 1 - a", places.sigmoid, ways.take_a_alone),
    "derivative twice": Kind(
        "the derivative of the activation is multiplied in twice", places.sloped, ways.square_slope
    ),
    "not cancelled": Kind(
        "the derivative of the activation is multiplied in, although it cancels", places.cancelled, ways.keep_derivative
    ),
    "diagonal": Kind("only the diagonal of the softmax's Jacobian is taken", places.jacobian, ways.take_diagonal),
    "transpose": Kind("W stands where its transpose belongs on the way back", places.square_above, ways.go_back_turned),
    "stale": Kind(
        "the error goes back through a W that is already updated", places.above, ways.go_back_updated, of_update=True
    ),
    "twice": Kind("the gradients are taken twice", places.layers, ways.take_twice),
    "mean twice": Kind("1/m is multiplied in twice", places.mean_of_several, ways.divide_again),
    "sum": Kind("b takes the error of the last sample, not the sum over all", places.summed, ways.take_last_sample),
    "shared": Kind("the units share one bias", places.several_units, ways.share_bias),
    "input z": Kind("z of the layer below stands where its a belongs", places.above, ways.put_z_below),
    # the update
    "ascent": Kind("the step goes up: its sign is +", places.whole, ways.move(-1.0), of_update=True),
    "no rate": Kind("the learning rate is left out", places.whole, ways.move(None), of_update=True),
    "step alone": Kind("it is the step alone, without the old value", places.whole, ways.step_alone, of_update=True),
}
