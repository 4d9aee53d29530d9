"""Notes to take home: a derivation, or some of its results, as a document in one call.

>>> from derivations import Network, derive, notes
>>> text = notes.to_markdown(derive(Network((2, 1))), ["db1"])
>>> text.splitlines()[0]
'# Backpropagation: 2-1 network'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from derivations.calling import public
from derivations.engine.derivation import Results, checked_derivation
from derivations.errors import SpecificationError
from derivations.export.blocks import Block, blocks
from derivations.export.latex_document import latex_document
from derivations.export.markdown_document import markdown_document
from derivations.options import words
from derivations.views.layout import layout as named


@public
def to_latex(
    derivation: Results, targets: Iterable[str] | None = None, *, layout: str | None = None, depth: str = "every"
) -> str:
    """Return a LaTeX document that pdflatex compiles, of all results or of those with these targets.

    ``layout`` says how matrices are shown: "columns", W a + b, or "rows", x W + b; without it, as the convention of the
    derivation says. ``depth`` says which lines are
    written: "every" line, or the "key" ones.

    Raises
    ------
    UnknownTargetError
        If a target is none of the derivation's.
    RuleError
        If a line does not agree with the line before it; nothing unchecked is written down.
    SpecificationError
        If the layout or the depth is not known, or there are no targets in the collection.
    """
    return latex_document(_blocks(derivation, targets, layout, depth))


@public
def to_markdown(
    derivation: Results, targets: Iterable[str] | None = None, *, layout: str | None = None, depth: str = "every"
) -> str:
    """Return the same as Markdown, with formulas between dollar signs.

    Raises
    ------
    UnknownTargetError, RuleError, SpecificationError
        As in ``to_latex``.
    """
    return markdown_document(_blocks(derivation, targets, layout, depth))


def _blocks(derivation: Results, targets: Iterable[str] | None, layout: str | None, depth: str) -> tuple[Block, ...]:
    wanted = None if targets is None else words("targets", targets, "['dW2', 'db2']")
    if wanted == ():
        raise SpecificationError("targets (); expected at least one, such as ['dW2', 'db2']")
    found = checked_derivation(derivation)
    # a derivation of a model has no convention
    shown = layout if layout is not None else getattr(getattr(found, "convention", None), "layout", "columns")
    return blocks(found, wanted, named(shown), depth=depth)


@dataclass(frozen=True)
class Format:
    """A form in which notes can be taken home: what a reader calls it, what a file is called, and what writes it."""

    title: str
    ending: str
    mime: str
    write: Callable[..., str]


# by the ending of a file; a new format is a file that writes blocks, a function above, and a row
FORMATS = {
    each.ending: each
    for each in (
        Format("LaTeX", "tex", "application/x-tex", to_latex),
        Format("Markdown", "md", "text/markdown", to_markdown),
    )
}
