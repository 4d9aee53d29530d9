"""The chain rule as it is derived, and an example in two ways: by substitution and by expansion."""

import streamlit as st

from dashboard.lab.chain_rule import ChainRule
from dashboard.state.graphs import chain_rules
from derivations.rendering.breaking import breakable


def draw_chain_rules() -> None:
    """Draw the rule for one and for two variables, side by side, with the signs of the graph above."""
    st.markdown(
        r"**The chain rule**, with the signs of the graph: $\partial$ is local, of one equation alone; $d$ is along "
        "every way to the end."
    )
    for column, rule in zip(st.columns([0.48, 0.52], gap="medium"), chain_rules(), strict=True):
        column.markdown(_write(rule))


def _write(rule: ChainRule) -> str:
    mark = ":green[:material/check: equal]" if rule.same else ":red[:material/close: not equal]"
    return "\n\n".join(
        (
            f"**{rule.title}**",
            *map(_formula, rule.general),
            f":small[For example ${rule.of}$. By substitution:]",
            *map(_formula, rule.substitution),
            ":small[By expansion, without a name in between:]",
            *map(_formula, rule.expansion),
            f":small[Both are ${rule.result}$ in the inputs: {mark}, proved by multiplying out.]",
        )
    )


def _formula(formula: str) -> str:
    return f"$$\n{breakable(formula)}\n$$"
