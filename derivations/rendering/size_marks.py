r"""The shape under a matrix, m \times n, and the marks on those of its sizes that meet the next matrix.

Goes in: array nodes, the sizes of their indices, a style. Comes out: LaTeX of a name with its shape under it. Must not
know: how the matrices themselves are printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Expr, S, Symbol, latex

from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.arrays import MatMul, Node, Transpose


@dataclass(frozen=True)
class SizeMarks:
    """The sizes that are known, and the colours of the rows, and the columns, of what is printed where a product meets
    them.
    """

    style: MatrixStyle
    known: Mapping[Symbol, Expr]
    colours: tuple[str | None, str | None] = (None, None)

    def meeting(self, *, rows: bool = False, columns: bool = False, fits: bool = True) -> SizeMarks:
        """Return the marks of a factor whose rows, or columns, meet another factor, of the same size or not."""
        colour = self.style.inner if fits else self.style.clash
        before, after = self.colours
        return replace(self, colours=(colour if rows else before, colour if columns else after))

    def beside(self, parts: Sequence[Node]) -> SizeMarks:
        """Return the marks of what is taken entry by entry: NumPy repeats what is 1 wide, and no other size."""
        rows, columns = (len({self._ends(part)[axis] for part in parts} - {S.One}) > 1 for axis in (0, 1))
        return self.meeting(rows=rows, columns=columns, fits=False)

    def meet(self, left: Node, right: Node) -> bool:
        """Tell whether two factors of a product fit: the first has as many columns as the second has rows."""
        return bool(self._ends(left)[1] == self._ends(right)[0])

    def _ends(self, node: Node) -> tuple[Expr, Expr]:
        """Return the sizes of rows and columns: of a wrong product its own, not those of the right one."""
        if isinstance(node, MatMul):
            return self._ends(node.left)[0], self._ends(node.right)[1]
        if isinstance(node, Transpose):
            return self._ends(node.argument)[::-1]
        rows, columns = (
            S.One if index is None else self._as_number(self.known.get(index, index)) for index in node.axes
        )
        return rows, columns

    def _as_number(self, size: Expr) -> Expr:
        return size.xreplace(dict(self.style.sizes))

    def below(self, name: str, *sizes: Expr) -> str:
        """Write a name with the sizes of its rows and columns under it, those that meet another factor marked."""
        texts = (
            rf"\textcolor{{{colour}}}{{\underline{{\mathbf{{{latex(size)}}}}}}}" if colour else latex(size)
            for size, colour in zip(map(self._as_number, sizes), self.colours, strict=True)
        )
        shape = r" \times ".join(texts)
        return rf"\underset{{{shape}}}{{{name}}}"
