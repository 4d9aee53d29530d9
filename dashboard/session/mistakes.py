"""Products of matrices that are easily taken for the one that is shown, with the numbers of this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.palette import factor_colours
from dashboard.session import chosen
from dashboard.session.derived import derivation
from dashboard.session.moment import trace
from derivations.rendering.matrix_latex import MatrixStyle
from derivations.views.layout import layout

if TYPE_CHECKING:
    from derivations.rendering.product_lines import PrintedWrongProduct


def wrong_products() -> tuple[PrintedWrongProduct, ...]:
    """Print every mistake that can be made in the product that is shown, each beside the right one."""
    # few readers ask for this
    from derivations.matching.wrong_products import wrong_products as found  # noqa: PLC0415
    from derivations.rendering.product_lines import printed_wrong_product  # noqa: PLC0415

    now = chosen.choices()
    wanted, style = layout(now.layout), MatrixStyle(colours=factor_colours(dark=chosen.dark()))
    wrong = found(derivation(now.network, now.convention), now.selection.target, trace(), wanted)
    return tuple(printed_wrong_product(each, wanted, style=style) for each in wrong)
