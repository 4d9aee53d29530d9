"""What a sentence should say of the equation that is shown: about derivatives, kinks, and where a formula is defined.

Goes in: the settings, and the rules of the derivation. Comes out: a sentence with mathematics between dollar signs; and
the plot of an activation beside them.
"""

import streamlit as st

from dashboard.charts import function_spec
from dashboard.lab.words import FUNCTIONS, LOSSES, OWN
from dashboard.state import functions, shared, visit
from derivations import KINKS, Activation
from derivations.network import KNOWN, LOSS_KINKS, Kink
from derivations.numeric.network.formulas import kinks as kinks_of_a_formula
from derivations.rendering.lines import PrintedLine

# what is flat far from 0 keeps a unit that is sure and wrong from learning
FLAT = tuple(name for name, known in KNOWN.items() if known.saturates)
BACKWARD = ("C", "delta", "dW", "db", "dgamma", "dbeta")
SURE = "a unit that is sure and wrong"


def remarks() -> list[str]:
    """Give the sentences for what is looked at."""
    looked_at, network = visit.selection(), visit.network()
    activation, backward = network.activation(looked_at.layer), looked_at.quantity in BACKWARD
    last = looked_at.layer == network.depth
    found = []
    if backward:
        found.append(_dead())
    if looked_at.quantity == "delta" and not found[0]:
        found.append(_derivative_left(activation) if last else "")
        found.append(kinks(activation))
        if last and isinstance(network.loss, str):
            found += [kink.sentence for kink in LOSS_KINKS.get(network.loss, ())]
    if looked_at.quantity in ("a", "delta"):
        found.append(domain(activation))
    found.append(_held())
    return [each for each in found if each]


def _held() -> str:
    """Say what a pass holds fixed: masks of the next step, statistics of all samples; and which are of the batch."""
    quantity, network = visit.selection().quantity, visit.network()
    if quantity == "h":
        return "$r$ is that of the sample's next step; each step draws it anew, by chance that begins with the seed."
    if quantity == "db" and network.normalises(visit.selection().layer) and network.mode == "training":
        return "The mean takes the bias away again: its gradient is 0, and the shift $\\beta$ does its work."
    if quantity in ("mu", "v"):
        size = visit.settings().batch_size
        smaller = f" Here the batch is all samples; a step takes the mean and the variance of {size}." if size else ""
        return f"Divided by $m$, not by $m - 1$.{smaller}"
    if network.is_normalised and network.mode == "evaluation" and quantity in ("zhat", "delta"):
        return r"In evaluation $\mu$ and $v$ are given, those of all samples: no error comes back through them."
    return ""


def say_samples() -> str:
    """Say how a matrix holds the samples, and what the cost of a single one means beside it."""
    one = "column" if visit.settings().layout == "columns" else "row"
    own = f"; in a derivative of $C_s$, {one} $s$ is that of the cost of sample $s$ alone"
    return f"a {one} per sample{own if visit.settings().delta == 'sample' else ''}"


def letter(activation: str | Activation) -> str:
    """Give the letter of an activation in a formula."""
    if isinstance(activation, Activation):
        return activation.latex_name
    return functions.symbols().get(activation, "f")


def print_cancellation() -> tuple[PrintedLine, ...]:
    """Print the lines in which the derivative of the last function goes from its error; none where it stays."""
    now = visit.settings()
    target = f"delta{now.network.depth}"
    lines = shared.without_penalty(now).lines(target, "every", on_dark=visit.dark()).lines
    rules = [line.rule for line in lines]
    return lines[rules.index("citation") :] if "cancellation" in rules else ()


def what_cancels() -> tuple[str, str]:
    """Say what is gone from equation 1, and against what."""
    last = visit.network().activation(visit.network().depth)
    if last == "softmax":
        return (
            "the sum has cancelled",
            "the $1/a$ of the loss against the $a$ of the softmax, and the targets add up to 1",
        )
    return rf"${letter(last)}'$ has cancelled", r"against the denominator of $\partial C_s/\partial a$"


def print_derivative(activation: str | Activation) -> str:
    """Print the derivative of an activation that flattens out, as a formula of a; "" where it is none."""
    if activation not in FLAT or f"{activation}'" not in shared.derivation():
        return ""
    formula = functions.derivative_in_a(str(activation))
    return rf"${letter(activation)}'(z) = {formula}$" if formula else ""


def kinks(activation: str | Activation) -> str:
    """Say which derivative is used where the activation has none."""
    if activation == "step":
        return ""
    sentences = [kink.sentence for kink in find_kinks(activation)]
    named = (
        [f"{FUNCTIONS[activation]} has {'a kink' if len(sentences) == 1 else 'kinks'}."]
        if isinstance(activation, str) and sentences
        else []
    )
    return " ".join([*named, *sentences])


def find_kinks(activation: str | Activation) -> tuple[Kink, ...]:
    """Return where the activation has no derivative, or jumps."""
    return kinks_of_a_formula(activation) if isinstance(activation, Activation) else KINKS.get(activation, ())


def domain(activation: str | Activation) -> str:
    """Say where a reader's own activation is defined, and where its derivative is, if that is not everywhere."""
    if not isinstance(activation, Activation):
        return ""
    value, derivative, late = functions.domain(activation)
    if not derivative:
        return ""
    said = f"It is defined {_say_where(value)}"
    if derivative != value:
        said += f", and its derivative {_say_where(derivative)}"
    elif not find_kinks(activation):
        said += ", and so is its derivative"
    return f"{said}{' (not solved further: it would take too long)' if late else ''}."


def _say_where(conditions: tuple[str, ...]) -> str:
    return f"where {' and '.join(f'${each}$' for each in conditions)}" if conditions else "at every $z$"


def _dead() -> str:
    """Say that a step stops every error on its way back."""
    looked_at, network = visit.selection(), visit.network()
    steps = [layer for layer in range(looked_at.layer, network.depth + 1) if network.activation(layer) == "step"]
    if not steps:
        return ""
    return f"Layer {steps[-1]} is a step: its derivative is 0 everywhere, so no weight up to layer {steps[-1]} learns."


def _derivative_left(activation: str | Activation) -> str:
    """Say whether the derivative of the activation is still in the last error, which decides how fast it learns."""
    looked_at = visit.selection()
    rules = {line.rule for line in shared.derivation()[looked_at.target].lines}
    derivative = rf"${letter(activation)}'(z)$"
    if activation == "softmax":
        derivatives = "The derivatives of the softmax, one for every two outputs,"
        if "cancellation" in rules:
            return f"{derivatives} have cancelled: an output that is sure and wrong still learns fast."
        return f"{derivatives} stay: an output that is sure and wrong learns slowly."
    if activation == "identity":
        return _of_the_loss()
    if "cancellation" in rules:
        return f"{derivative} has cancelled: {SURE} still learns fast."
    if activation in FLAT:
        return f"{print_derivative(activation) or derivative} stays: {SURE} learns slowly."
    return f"{derivative} stays: where it is near 0, a unit learns slowly, however wrong it is."


def _of_the_loss() -> str:
    """Say what the loss makes of an error that no derivative changes."""
    loss = visit.settings().loss
    if loss == "bce_logits":
        return (
            "The sigmoid is part of the loss, where its derivative has cancelled: an output that is wrong learns fast."
        )
    if loss in ("mae", "huber"):
        far = "" if loss == "mae" else " beyond 1"
        return f"The derivative of the identity is 1, and {LOSSES[loss]} counts{far} only the sign of the error."
    if loss == OWN:
        return "The derivative of the identity is 1: the error is that of the loss alone."
    return "The derivative of the identity is 1: the error is as large as the output is wrong."


def draw_function(target: str) -> None:
    """Draw the function of a lemma, such as "tanh'", if it is the activation of a layer; else nothing."""
    network = visit.network()
    activations = {_name(each): each for each in (network.activation(layer) for layer in range(1, network.depth + 1))}
    activation = activations.get(target.removesuffix("'"))
    if activation is None:
        return
    name = letter(activation)
    st.markdown(f":small[:gray[${name}(z)$, and its derivative ${name}'(z)$, dashed, for $z$ from -5 to 5.]]")
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
