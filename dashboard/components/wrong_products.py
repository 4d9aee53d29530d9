"""Products of matrices that look right and are not: beside the right one, with their shapes and their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.state import mistakes, training

if TYPE_CHECKING:
    from derivations.rendering.product_lines import PrintedProduct, PrintedWrongProduct

MOST = 4


def draw_wrong_products() -> bool:
    """Draw what happens when a product is taken the wrong way; folded away until somebody asks for it.

    Return whether it is unfolded.
    """
    fold = st.expander(
        "Products that look right, and are not", key="wrong-products", icon=":material/rule:", on_change="rerun"
    )
    if not fold.open:
        return False
    with fold:
        found = mistakes.wrong_products()
        if not found:
            st.caption("With these shapes and numbers there is no product to get wrong here.")
            return True
        st.caption(
            "Without indices only the shapes say what is multiplied with what, and shapes can agree by accident. "
            f"Numbers: after epoch {training.progress().epoch}."
        )
        st.markdown(f":green[:material/check:] The right one:\n\n$$\n{_written(found[0].right)}\n$$")
        for each in found[:MOST]:
            st.markdown(f":red[:material/close:] {_sentence(each)}\n\n$$\n{_written(each.wrong)}\n$$")
    return True


def _sentence(each: PrintedWrongProduct) -> str:
    return f"{each.mistake[0].upper()}{each.mistake[1:]}. :gray[{each.reason[0].upper()}{each.reason[1:]}.]"


def _written(product: PrintedProduct) -> str:
    return product.formula if product.numbers is None else f"{product.formula} = {product.numbers}"
