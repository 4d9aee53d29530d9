"""A small plot of an activation and its derivative, where the derivative is derived."""

import streamlit as st

from dashboard.charts import function_spec
from dashboard.components.remarks import domain, kinks, letter
from dashboard.state import functions, visit
from derivations import Activation


def draw_function(target: str) -> None:
    """Draw the function of a lemma, such as "tanh'", if it is the activation of a layer; else nothing."""
    network = visit.network()
    activations = {_name(each): each for each in (network.activation(layer) for layer in range(1, network.depth + 1))}
    activation = activations.get(target.removesuffix("'"))
    if activation is None:
        return
    name = letter(activation)
    st.markdown(f":small[:gray[${name}(z)$, and its slope ${name}'(z)$, dashed, for $z$ from -5 to 5.]]")
    st.vega_lite_chart(
        None,
        {**function_spec(dark=visit.dark()), "datasets": functions.plot(activation)},
        key=f"plot-{target}",
        theme=None,
    )
    for words in (kinks(activation), domain(activation)):
        if words:
            st.caption(words)


def _name(activation: str | Activation) -> str:
    return activation.name if isinstance(activation, Activation) else activation
