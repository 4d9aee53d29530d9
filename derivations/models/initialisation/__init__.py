"""How large random weights should be, derived: the variance of z and of delta, layer after layer.

Goes in: the name of an activation. Comes out: an argument, results made of lines that rules connect; and the table of
initialisations that follow from it. Must not know: the NumPy side, which the tests hold against it.
"""

from derivations.models.initialisation.argument import ACTIVATIONS, Argument, theorem, variance_argument
from derivations.models.initialisation.expectation import Expectation, Variance
from derivations.models.initialisation.schemes import SCHEMES, Scheme
