"""What is looked at: an activation, or a loss; each has a choice, a derivation and a picture.

Goes in: the option that says which, and those of a function. Comes out: drawn elements. Must not know: how either is
drawn.
"""

from collections.abc import Collection

import streamlit as st

from dashboard.components.function_panel import FunctionOptions, draw_derivation, draw_field, draw_options, draw_plot
from dashboard.components.loss_panel import draw_loss_choice, draw_loss_derivation, draw_loss_plot, draw_loss_refusals
from dashboard.lab.option import Option
from dashboard.state import controls, fields, visit

LOSS = "loss"


def draw_look(about: Option, options: FunctionOptions) -> Collection[str] | None:
    """Draw what is looked at, which of its kind, and a derivation: of the derivative of a function, or of the error
    that a loss sends back. They are one part, since a part takes a server as long as a table.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        values = about.values(visit.settings())
        st.segmented_control("Look at", values, format_func=about.say, required=True, **fields.control(about))
        if controls.value(about) == LOSS:
            draw_loss_choice(options.versus)
        else:
            draw_options(options)
    if controls.value(about) == LOSS:
        draw_loss_refusals()
        draw_loss_derivation(options.z, options.versus)
        return None
    draw_field(options)
    return (about.name, *draw_derivation(options))


def draw_picture(about: Option, options: FunctionOptions) -> None:
    """Draw the function or the loss, the point and its tangent."""
    if controls.value(about) == LOSS:
        draw_loss_plot(options.z, options.versus)
    else:
        draw_plot(options)
