"""A call that does not fit what is called: refused in one sentence that names the arguments.

Goes in: a function, a method or a class of the face. Comes out: the same, whose misfitting calls are errors of this
library. Must not know: what any of them does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, formatannotation, signature
from typing import Any, TypeVar

from derivations.errors import SpecificationError, list_options, nearest, shown

F = TypeVar("F", bound=Callable[..., Any])

# characters of a signature on one line
LONGEST_SIGNATURE = 90
ORDERED = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
VARIADIC = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
# what a required argument is, where its name alone does not say it
NEEDED = {"rng": ", a numpy.random.Generator such as default_rng(0)"}


def public(called: F) -> F:
    """Make a call with missing, unknown or too many arguments a SpecificationError; nothing else changes."""
    if isinstance(called, type):
        called.__init__ = _check_calls(called.__init__, called)  # type: ignore[misc]
        return called
    return _check_calls(called, called)  # type: ignore[return-value]


def _check_calls(function: Callable[..., Any], called: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            # one that the function itself raises has passed through its frame
            if error.__traceback__ is None or error.__traceback__.tb_next is not None:
                raise
            problem = _problem(function, args, kwargs)
        raise SpecificationError(f"{_name(called)} {problem}; it takes {_arguments(function)}")

    call.__signature__ = _readable(function)  # type: ignore[attr-defined]
    return call


class _Plain(str):
    """The name of a type, as a signature shows it: without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class _Folded(Signature):
    """A signature as a person writes it: an argument per line, where all of them on one are too long to read."""

    __slots__ = ()

    def __str__(self) -> str:
        whole = super().__str__()
        kinds = [each.kind for each in self.parameters.values()]
        if len(whole) <= LONGEST_SIGNATURE or Parameter.POSITIONAL_ONLY in kinds:
            return whole
        parts = list(map(str, self.parameters.values()))
        if Parameter.KEYWORD_ONLY in kinds and Parameter.VAR_POSITIONAL not in kinds:
            parts.insert(kinds.index(Parameter.KEYWORD_ONLY), "*")
        returned = self.return_annotation
        arrow = "" if returned in (None, Signature.empty) else f" -> {formatannotation(returned)}"
        return "\n    ".join(("(", *(f"{each}," for each in parts))) + f"\n){arrow}"


def _readable(function: Callable[..., Any]) -> Signature:
    found = _Folded.from_callable(function)
    parameters = [each.replace(annotation=_plain(each.annotation)) for each in found.parameters.values()]
    return found.replace(parameters=parameters, return_annotation=_plain(found.return_annotation))


def _plain(annotation: object) -> object:
    return _Plain(annotation.replace("npt.", "")) if isinstance(annotation, str) else annotation


def _problem(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    parameters = signature(function).parameters
    for name in kwargs:
        if name not in parameters:
            meant = nearest(name, list(_own(function)))
            return f"has no argument {shown(name)}" + (f" (did you mean {meant}?)" if meant else "")
    ordered = [name for name, each in parameters.items() if each.kind in ORDERED]
    if len(args) > len(ordered):
        named = " without a name" if len(_own(function)) > len(ordered) else ""
        return f"has no argument for {shown(args[len(ordered)])}{named}"
    for name in ordered[: len(args)]:
        if name in kwargs:
            return f"got {name} twice"
    missing = [
        f"{name}{NEEDED.get(name, '')}"
        for name, each in parameters.items()
        if each.default is Parameter.empty
        and each.kind not in VARIADIC
        and name not in (*ordered[: len(args)], *kwargs)
    ]
    both = any(hasattr(each, "inputs") and hasattr(each, "targets") for each in args)
    hint = "; of a data set give data.inputs, data.targets" if both and "targets" in missing else ""
    return f"needs {' and '.join(missing[:3])}{hint}"


def _own(function: Callable[..., Any]) -> dict[str, Parameter]:
    return {name: each for name, each in signature(function).parameters.items() if name not in ("self", "cls")}


def _arguments(function: Callable[..., Any]) -> str:
    """List the arguments; those after "by name" have to be named."""
    parameters = _own(function)
    by_name = [
        name for name, each in parameters.items() if each.kind in (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD)
    ]
    ordered = [name for name in parameters if name not in by_name]
    parts = ([list_options(ordered)] if ordered else []) + ([f"by name {list_options(by_name)}"] if by_name else [])
    return ", and ".join(parts) or "no arguments"


def _name(called: Callable[..., Any]) -> str:
    return "the program" if called.__name__ == "__call__" else called.__name__
