"""Everything that a cost and its gradient depend on, as one record: validated once, where a caller hands it in.

Goes in: whatever was given. Comes out: a record that passes trust, or one sentence about what is wrong.
Must not know: how a network computes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivations.network import Convention, Network, checked_convention
from derivations.numeric.arrays import Array
from derivations.numeric.network.fixed import NOTHING, Masks, PassConstants, Statistics, check_fixed
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.samples import check_parameters, checked_inputs, checked_targets


@dataclass(frozen=True, eq=False)
class Problem:
    """A network at its parameters, the samples whose cost is looked at, and how that is scaled; ``pose`` makes one."""

    network: Network
    parameters: Parameters
    # inputs, targets: arrays (samples, n_0) and (samples, n_L)
    inputs: Array
    targets: Array
    convention: Convention
    # what a pass holds fixed; nothing where training draws it anew for each update
    fixed: PassConstants = NOTHING

    def holding(self, masks: Masks | None = None, statistics: Statistics | None = None) -> Problem:
        """Give the same with what a pass holds fixed.

        Raises a ShapeError or a SpecificationError as ``check_fixed`` does: also where the network needs masks or
        statistics, and there are none.
        """
        return replace(self, fixed=check_fixed(self.network, len(self.inputs), masks, statistics))


def pose(
    network: Network, parameters: Parameters, inputs: object, targets: object, convention: Convention = Convention()
) -> Problem:
    """Check everything that a cost depends on, but for masks and statistics.

    Raises a ShapeError or a SpecificationError as ``backward`` does.
    """
    check_parameters(network, parameters)
    checked_convention(convention)
    rows = checked_inputs(network, inputs)
    return Problem(network, parameters, rows, checked_targets(network, targets, len(rows)), convention)
