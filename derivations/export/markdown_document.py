"""Blocks as Markdown with dollar signs, for notebooks, wikis and notes."""

from collections.abc import Iterable

from derivations.export.blocks import Block, Code, Equations, Heading, Prose, Term
from derivations.rendering.citations import set_in_mathematics


def markdown_document(blocks: Iterable[Block]) -> str:
    """Return the source of a document."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {block.text}"
    if isinstance(block, Prose):
        return block.text
    if isinstance(block, Term):
        return f"**{block.name}.** {block.meaning}"
    if isinstance(block, Equations):
        return _equations(block)
    assert isinstance(block, Code)
    return f"```{block.language}\n{block.text}```"


def _equations(block: Equations) -> str:
    rows = []
    for at, (formula, note) in enumerate(block.rows):
        left = block.left if at == 0 else ""
        beside = f" && {set_in_mathematics(note)}" if note else ""
        rows.append(f"{left} &= {formula}{beside}")
    return "$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$"
