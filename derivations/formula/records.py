"""The records of a user's activation and loss: the text, a name, and the tree that was read from it.

Goes in: text and a name. Comes out: frozen, hashable records; two of them are equal if text and name are.
Must not know: what reads the tree later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from derivations.calling import public
from derivations.errors import FormulaError, shown
from derivations.formula.taken import why_taken

if TYPE_CHECKING:
    from derivations.formula.domain import Condition
    from derivations.formula.tree import Node

LONGEST_NAME = 12
# a word, and a number as its index: f_1, ELU_0_5 with a point in it
NAME = re.compile(rf"[A-Za-z]{{1,{LONGEST_NAME}}}(?:_[0-9]{{1,20}}){{0,2}}")

GREEK = re.findall(
    r"\w+",
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega",
)


@dataclass(frozen=True)
class _Formula:
    """A formula of known variables under a name."""

    text: str  # as it was typed
    name: str

    variables: ClassVar[tuple[str, ...]]
    usual_name: ClassVar[str]

    def __post_init__(self) -> None:
        # few networks have a formula of their own: what reads one is loaded with the first
        from derivations.formula.compared import check_compared  # noqa: PLC0415
        from derivations.formula.constant import constant_along, depends  # noqa: PLC0415
        from derivations.formula.domain import conditions  # noqa: PLC0415
        from derivations.formula.reading import read  # noqa: PLC0415
        from derivations.formula.size import check_size  # noqa: PLC0415
        from derivations.formula.tree import variables as variables_of  # noqa: PLC0415

        _check_name(self.name)
        text, tree = read(self.text, self.variables)
        missing = [variable for variable in self.variables if variable not in variables_of(tree)]
        if missing:
            raise FormulaError(
                f"formula {text!r} does not contain {missing[0]}; {self._what} is a formula in "
                f"{' and '.join(self.variables)}{_with_its_number(tree, self.variables)}"
            )
        check_size(tree)
        domain = conditions(tree)
        for variable in self.variables:
            number = constant_along(tree, variable)
            if number is not None or not depends(tree, variable):
                left = len(self.variables) == 1 and number is not None
                raise FormulaError(
                    f"formula {text!r} does not depend on {variable}: it cancels"
                    + (f", and {number:.6g} is left" if left else "")
                )
        # those of an activation are taken apart where they are compared
        if isinstance(self, Activation):
            check_compared(tree)
        object.__setattr__(self, "text", text)
        # no field: it follows from the text, and takes no part in comparisons
        object.__setattr__(self, "_tree", tree)
        object.__setattr__(self, "_domain", domain)

    @classmethod
    @public
    def parse(cls, text: str, *, name: str | None = None) -> Self:
        r"""Read a formula from text that nobody trusts; nothing in it is executed.

        Parameters
        ----------
        text : str
            Numbers, the variables of the formula, + - * / ** and parentheses, pi, e, the activations by name, exp, log,
            sqrt, abs, sin, cos, tan, sinh, cosh, tanh and their inverses asin, ..., atanh, erf, max, min, sign and what
            is made of them (cbrt, clip, log2, ...), and cases: "z if z > 0 else 0.01*z" or "where(z > 0, z, 0.01*z)";
            at a border the case that holds there decides, also about the derivative. At a border of max or min with a
            number the derivative is 0, and so it is at both ends of clip(z, -1, 1) or clamp, where that of torch.clamp
            is 1. Also as people write it: z^2, 2z(z + 1), |z|, √z, σ(x), tanh z, np.tanh(z), f(x) = x^2,
            \frac{1}{1 + e^{-z}}; see `reading`.
        name : str, optional
            What the function is called in formulas: one letter or a short word.

        Raises
        ------
        FormulaError
            If the text is not such a formula, could mean two things, is too long, too deep, too large or defined
            nowhere, or its variable cancels; or the name is not one, or taken. The message says what was found, where,
            and how it is written.

        Examples
        --------
        >>> from derivations import Activation, Loss
        >>> Activation.parse("x e^(-x)", name="g").reading
        'z*e**-z'
        >>> Loss.parse("|a-y| - 1/2 if |a-y| > 1 else (a-y)^2/2").reading
        'abs(a - y) - 1/2 if abs(a - y) > 1 else (a - y)**2/2'
        """
        return cls(text, cls.usual_name if name is None else name)

    @property
    def tree(self) -> Node:
        """The formula as a tree."""
        return self._tree  # type: ignore[attr-defined, no-any-return]  # set in __post_init__

    @property
    def reading(self) -> str:
        """What was read, in the plain spelling of the language: "2*z" for "2z"."""
        from derivations.formula.tree import write  # noqa: PLC0415  as above

        return write(self.tree)

    @property
    def latex(self) -> str:
        """What was read, as LaTeX in the form in which it was typed."""
        from derivations.formula.typeset import latex  # noqa: PLC0415  as above

        return latex(self.tree)

    @property
    def domain(self) -> tuple[Condition, ...]:
        """What has to hold for the formula to be defined; empty if it is defined everywhere."""
        return self._domain  # type: ignore[attr-defined, no-any-return]  # set in __post_init__

    @property
    def latex_name(self) -> str:
        """The name in a formula: f, a Greek letter, or a word in upright type; a number at its end is an index."""
        word, _, number = self.name.partition("_")
        if len(word) > 1:
            word = f"\\{word}" if word in GREEK else rf"\operatorname{{{word}}}"
        return rf"{word}_{{{number.replace('_', '.')}}}" if number else word

    @property
    def _what(self) -> str:
        return "an activation" if isinstance(self, Activation) else "a loss"

    def _repr_latex_(self) -> str:
        """Show the formula typeset in a notebook: f(z) = z^2."""
        return rf"$\displaystyle {self.latex_name}\left({', '.join(self.variables)}\right) = {self.latex}$"

    def __repr__(self) -> str:
        named = "" if self.name == self.usual_name else f", name={self.name!r}"
        return f"{type(self).__name__}.parse({self.text!r}{named})"


@public
@dataclass(frozen=True, repr=False)
class Activation(_Formula):
    """An activation f(z) from a user's text: ``Activation.parse("z*tanh(log(1+exp(z)))")``.

    At a kink abs'(0) = 0, sign'(0) = 0 and relu'(0) = 0. Where arguments of max or min are equal, the derivative is the
    mean of theirs, as in PyTorch; but 0 if one of them is a number: max(z, 0) and max(0, z) have the values and the
    derivatives of relu(z). So it is with three and more arguments, whatever their order.

    Examples
    --------
    >>> from derivations import Activation, Network
    >>> Activation.parse("z*sigmoid(z)", name="swish")
    Activation.parse('z*sigmoid(z)', name='swish')
    >>> Network((2, 3, 1), Activation.parse("z**3"), "mse").activation(1)
    Activation.parse('z**3')
    """

    name: str = "f"

    variables: ClassVar[tuple[str, ...]] = ("z",)
    usual_name: ClassVar[str] = "f"


@public
@dataclass(frozen=True, repr=False)
class Loss(_Formula):
    """A loss of one output a and its target y from a user's text: ``Loss.parse("(a-y)**4")``.

    The cost of a batch adds or averages it over outputs and samples, as for every other loss. Kinks as in Activation.

    Examples
    --------
    >>> from derivations import Loss, Network
    >>> Network((2, 1), "identity", Loss.parse("(a - y)**4")).loss
    Loss.parse('(a - y)**4')
    """

    name: str = "L"

    variables: ClassVar[tuple[str, ...]] = ("a", "y")
    usual_name: ClassVar[str] = "L"


def _with_its_number(tree: Node, variables: tuple[str, ...]) -> str:
    """Say how a function is written that has nothing but its number: elu(0.5)."""
    from derivations.formula.tree import Call, Number  # noqa: PLC0415  as above
    from derivations.formula.vocabulary import ARGUMENTS  # noqa: PLC0415  as above

    match tree:
        case Call(name, (Number(number),)) if name in ARGUMENTS:
            return f"; write {name}({' - '.join(variables)}, {number})"
    return ""


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise FormulaError(
            f"name {shown(name)}; a name is one letter or a word of at most {LONGEST_NAME} letters a to z or A to Z, "
            "such as f"
        )
    if meaning := why_taken(name):
        raise FormulaError(f"name {name!r} is taken: it is {meaning}; choose another, such as f or g")
