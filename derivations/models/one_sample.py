"""The equations of a network for one sample alone: no index of a sample, no sum and no mean over samples.

Goes in: a network and a convention. Comes out: a model. Must not know: which sample it is.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Indexed, Mul, Sum

from derivations.engine.expressions import Chain, rewrite
from derivations.engine.model import Equation, Model
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.functions.definitions import NamedFunctions
from derivations.models.mlp import mlp
from derivations.network import Convention, Network

WITH_PENALTY = r"\tilde{C}_{s}"


def one_sample(network: Network, convention: Convention | None = None) -> Model:
    """Return the equations of a network for one sample: C is its cost, and a gradient what that sample asks for.

    That cost is written C_s, as in a batch; with a penalty in it, which is no sample's share, it is another number, and
    has a tilde as a regularised cost has in Goodfellow et al., Deep Learning, section 7.1.

    Of the convention only ``half`` and ``outputs`` matter: over one sample, sum and mean are the same.

    Raises a SpecificationError if the network normalises every batch with its own mean: of one sample nothing would be
    left.
    """
    if network.is_normalised and network.mode == "training":
        raise SpecificationError(
            "one sample of a network that is batch-normalised in training: its mean is itself; use network.evaluating()"
        )
    batch = mlp(network, replace(convention or Convention(), samples="sum", delta="cost"))
    equations = [Equation(_without(each.target), rewrite(each.expression, _drop)) for each in batch.equations]
    cost = WITH_PENALTY if network.l1 or network.l2 else "C_{s}"
    equations = [replace(each, target=_named(each.target, cost)) for each in equations]
    inputs = tuple(map(_without, batch.inputs))
    return NamedFunctions(batch.name, inputs, tuple(equations), None, batch.typed_numbers, batch.order)


def _named(variable: Variable, cost: str) -> Variable:
    return replace(variable, latex=cost, matrix_latex=cost) if variable.name == names.cost().name else variable


def _without(variable: Variable) -> Variable:
    """Give the variable of one sample: without the index of samples."""
    kept = [at for at, index in enumerate(variable.indices) if index != names.SAMPLE]
    if len(kept) == len(variable.indices):
        return variable
    indices, sizes = tuple(variable.indices[at] for at in kept), tuple(variable.sizes[at] for at in kept)
    # a vector, not a matrix with a column for each sample; what is given is called x, as where it comes from
    latex = "x" if variable.name == names.activation(0).name else variable.latex
    return replace(
        variable,
        indices=indices,
        sizes=sizes,
        latex=latex,
        matrix_latex=latex,
        gradient_matrix_latex=variable.gradient_latex,
    )


def _drop(node: Expr) -> Expr:
    if isinstance(node, Indexed) and names.SAMPLE in node.indices:
        return Indexed(node.base, *(index for index in node.indices if index != names.SAMPLE))
    if isinstance(node, Sum):
        limits = [limit for limit in node.limits if limit[0] != names.SAMPLE]
        return node.function if not limits else node.func(node.function, *limits)
    if isinstance(node, Mul) and all(isinstance(factor, Indexed) for factor in node.args):
        # w a as in the batch, which SymPy would sort as a w
        return Chain(*sorted(node.args, key=lambda factor: -len(factor.indices)))
    return node
