"""A user's own activation or loss, read from text that nobody trusts.

Goes in: text. Comes out: a frozen tree of the few operations that a formula may have, or one sentence about what is
wrong with the text. Nothing that was typed is ever executed. Must not know: SymPy, NumPy, networks; the symbolic and
the numeric side each read the tree in their own way, so that their agreement means something.
"""

from derivations.formula.numbered import elu, huber, leaky_relu
from derivations.formula.records import Activation, Loss

__all__ = ["Activation", "Loss", "elu", "huber", "leaky_relu"]
