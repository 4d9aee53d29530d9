"""The verbs of the face: derive a network or a model, then check it, compile it, match it.

The only module beside ``derivations`` itself that knows every room.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from derivations.calling import public
from derivations.display import belonging_to, problem_of
from derivations.engine.check import CheckReport, check
from derivations.engine.derivation import Results
from derivations.engine.local import local_derivatives as arrows
from derivations.engine.model import Model
from derivations.engine.reverse import differentiate
from derivations.errors import SpecificationError, shown
from derivations.network import Convention, Network, checked_convention, checked_network
from derivations.options import whole_number, words

# every other room is loaded when a verb first needs it: to import this one takes little more than SymPy
if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from derivations.matching.match import MatchReport
    from derivations.matching.program import Program
    from derivations.numeric import Parameters, Statistics
    from derivations.numeric.network.fixed import Masks
    from derivations.views.matrices import MatrixResult
    from derivations.views.program import ArrayProgram


@dataclass(frozen=True, repr=False)
class Derivation(Results):
    """Results that cite each other, and what can be done with them.

    ``derivation.results`` is the flat tuple; ``derivation["delta1"]`` finds one by its target: z1, a1, C for the
    equations, sigmoid' for a lemma, da2, delta2, dW2, db2 for gradients.

    Examples
    --------
    >>> from derivations import Network, derive
    >>> derivation = derive(Network((2, 1)))
    >>> derivation
    <Derivation of '2-1 network', 8 results>
    >>> derivation.targets
    ('z1', 'a1', 'C', "sigmoid'", 'da1', 'delta1', 'dW1', 'db1')
    >>> "dW2" in derivation, len(derivation)
    (False, 8)
    """

    network: Network | None = None
    convention: Convention = field(default_factory=Convention)
    # whether these are the lines that the rules gave, as they gave them: a copy with anything replaced is not
    _as_derived: bool = field(default=False, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.network is not None:
            checked_network(self.network)
        checked_convention(self.convention)
        object.__setattr__(self, "results", tuple(belonging_to(self, each) for each in self.results))

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self.__post_init__()

    def __repr__(self) -> str:
        """One short line: the results, written out, would fill pages."""
        return f"<Derivation of {self.model.name!r}, {len(self.results)} results>"

    def _repr_markdown_(self) -> str:
        from derivations.rendering.notebook import derivation_markdown  # noqa: PLC0415  when it is shown

        problem = problem_of(self)
        return f"**This derivation does not check:** {problem}." if problem else derivation_markdown(self)

    @cached_property
    def misfit(self) -> str:
        """What is said of the lines and does not belong to them: a network or a convention of other equations."""
        if self.network is None:
            return ""
        from derivations.models.mlp import misfit  # noqa: PLC0415  when asked for

        return misfit(self.model, self.network, self.convention)

    def check(self, targets: Iterable[str] | None = None, *, seed: int | None = None) -> CheckReport:
        """Check every line against the line before it: to 50 digits, by its rule, and by a proof where one succeeds.

        What was found is kept: a second check costs nothing. Random values come from the ``seed``, which is another at
        every first check of a derivation unless it is given; the report says which.

        Raises
        ------
        UnknownTargetError
            If a target is none of this derivation's.
        SpecificationError
            If the targets are no words, or the seed is not a whole number from 0 up.

        Examples
        --------
        >>> from derivations import Network, derive
        >>> report = derive(Network((2, 1))).check(["dW1", "db1"], seed=0)
        >>> report.ok, report.seed
        (True, 0)
        """
        if seed is not None:
            seed = whole_number("seed", seed, 0)
        wanted = None if targets is None else words("targets", targets, "['dW2', 'db2']")
        return check(self, wanted, seed=seed)

    @property
    def arrays(self) -> ArrayProgram:
        """The program of any model: call it with one array per input, by name; it raises what ``compile`` raises."""
        self.require()
        return self._arrays

    def require(self) -> None:
        """Raise what a check of the whole has found, with any seed; lines that are not as they were derived get one.

        Raises a RuleError that says where it is wrong.
        """
        if not self._as_derived:
            self.check().require()
        for report in filter(None, (kept.report for kept in self.checked.values())):
            report.require()

    @cached_property
    def _arrays(self) -> ArrayProgram:
        from derivations.matching.undefined import array_program  # noqa: PLC0415  when asked for

        return array_program(self, self.network)

    def compile(self) -> Program:
        """Return the derivation of a network as a program: ``program(parameters, inputs, targets)``.

        Lines that are as ``derive`` returned them are what the rules give: they are compiled at once, unless a check of
        the whole has found one wrong. Lines that were put together otherwise, or changed since, are checked first.

        Raises
        ------
        RuleError
            If a line fails its check, or a result is left out; the message is that of ``check().require()``.
        SpecificationError
            If this is the derivation of a model without a network; use ``arrays``.

        Examples
        --------
        >>> import numpy as np
        >>> from derivations import Network, Parameters, derive
        >>> program = derive(Network((2, 1), "identity", "mse")).compile()
        >>> start = Parameters((np.array([[1.0, 2.0]]),), (np.zeros(1),))
        >>> program(start, inputs=[[3.0, 4.0]], targets=[[10.0]]).weights[0].tolist()
        [[3.0, 4.0]]
        """
        from derivations.matching.program import Program  # noqa: PLC0415  when asked for

        if self.network is None:
            raise SpecificationError(f"model {self.model.name!r} has no network; call .arrays with its inputs by name")
        return Program(self.network, self.arrays)

    def matrices(self, target: str) -> MatrixResult:
        """Return the matrix view of one result, in the layout of the convention.

        Raises
        ------
        UnknownTargetError
            If the target is none of this derivation's.
        TranslationError
            If the result is a lemma.

        Examples
        --------
        >>> from derivations import Network, derive
        >>> derive(Network((2, 1))).matrices("dW1")
        <MatrixResult dW1: 1 lines, columns>
        """
        from derivations.views.layout import layout  # noqa: PLC0415  when asked for
        from derivations.views.matrices import matrix_view  # noqa: PLC0415  when asked for

        return matrix_view(self, self[target], layout(self.convention.layout))


@public
def derive(network_or_model: Network | Model, convention: Convention | None = None) -> Derivation:
    """Derive the gradient of the cost by every weight, bias, z and a; of a model, by every variable.

    Parameters
    ----------
    network_or_model : Network or derivations.engine.model.Model
    convention : Convention, optional
        Scales the cost of a network, and says whether delta is the derivative of the cost or of one sample's own loss;
        a model states its own cost, and its ``sample_cost`` if it has one.

    Raises
    ------
    SpecificationError
        If it is neither, or a convention comes with a model; or if delta is to be that of one sample, and the network
        is batch-normalised in training, where the samples see each other.
    RuleError
        If no rule differentiates an equation of a model, or a line of its derivation fails its check.

    Examples
    --------
    >>> from derivations import Convention, Network, derive
    >>> derivation = derive(Network((2, 3, 1), "tanh", "mse"), Convention(samples="sum"))
    >>> derivation["dW2"].value
    Sum(Chain(delta2[j, s], a1[k, s]), (s, 1, m))
    >>> derivation.check(["dW2"]).ok
    True
    """
    if isinstance(network_or_model, Network):
        from derivations.models.mlp import mlp  # noqa: PLC0415  when asked for

        convention = Convention() if convention is None else checked_convention(convention)
        lines = differentiate(mlp(network_or_model, convention))
        derivation = Derivation(lines.model, lines.results, network_or_model, convention)
        object.__setattr__(derivation, "_as_derived", True)
        return derivation
    if not isinstance(network_or_model, Model):
        wanted = "expected a Network, such as Network((2, 2, 1)), or a Model, such as graph(...)"
        raise SpecificationError(f"network_or_model {shown(network_or_model)}; {wanted}")
    if convention is not None:
        raise SpecificationError(f"a convention for model {network_or_model.name!r}; its equations state its cost")
    lines = differentiate(network_or_model)
    derivation = Derivation(lines.model, lines.results)
    # the rules are tested on the models of this library; another one is checked before it is handed out
    derivation.check().require()
    return derivation


@public
def local_derivatives(derivation: Results) -> Derivation:
    """Derive every arrow of a model whose end is not data, in the order of the equations; check it like any other.

    Raises
    ------
    SpecificationError
        If it is no derivation.
    RuleError
        If no rule differentiates an equation.

    Examples
    --------
    >>> from derivations import derive, graph, local_derivatives
    >>> arrows = local_derivatives(derive(graph("(x + y)*z", names={"x + y": "t"})))
    >>> {arrow.target: arrow.value for arrow in arrows}
    {'dt_dx': 1, 'dt_dy': 1, 'dY_dt': z, 'dY_dz': t}
    """
    lines = arrows(derivation)
    return Derivation(lines.model, lines.results)


@public
def match(
    network: Network,
    parameters: Parameters,
    inputs: ArrayLike,
    targets: ArrayLike,
    convention: Convention = Convention(),
    *,
    masks: Masks | None = None,
    statistics: Statistics | None = None,
) -> MatchReport:
    """Compare the derived gradient, the hand-written one and the difference quotient of every parameter.

    The arguments are those of ``backward``; the quotient evaluates the cost once per parameter.

    Where a z, an output or a weight stands exactly at a kink, as z = 0 of a ReLU, there is no derivative: the first two
    have the same number by convention, and the row says "at a kink", and what was measured on its two sides. Where both
    measure the same, and another number, as relu(z) - relu(-z) at 0, ``ok`` is False.

    Raises
    ------
    ShapeError, SpecificationError
        If the arrays do not fit the network.
    FormulaError
        If a gradient or the cost is no finite number.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, initialise, match, xor
    >>> network = Network((2, 2, 1))
    >>> parameters = initialise(network, np.random.default_rng(0))
    >>> report = match(network, parameters, xor().inputs, xor().targets)
    >>> report.ok, len(report.rows)
    (True, 9)
    """
    from derivations.matching.match import compare  # noqa: PLC0415  when asked for
    from derivations.numeric.network.backward import backpropagate  # noqa: PLC0415
    from derivations.numeric.network.problem import pose  # noqa: PLC0415

    problem = pose(network, parameters, inputs, targets, convention).holding(masks, statistics)
    program = derive(network, convention).compile()
    return compare(problem, program.differentiate(problem), backpropagate(problem))
