"""What a network is, and how its cost is scaled: frozen records of plain words, validated once.

Goes in: plain words and numbers. Comes out: records that the symbolic and the numeric side both read.
Must not know: SymPy, NumPy.
"""

from derivations.formula.activations import ACTIVATIONS, KNOWN, Known
from derivations.formula.taken import LOSSES
from derivations.network.convention import DELTAS, LAYOUTS, REDUCTIONS, Convention, check_delta, checked_convention
from derivations.network.kinks import KINKS, LOSS_KINKS, Kink
from derivations.network.network import MODES, Network, checked_network, layer_number
