"""The lines of a forward and a backward pass, in the order in which they are computed, and how their arrays are called.

Goes in: a number of layers; text with the library's names. Comes out: targets; text with the names that are chosen.
Must not know: Streamlit, values.
"""

from __future__ import annotations

import re

from dashboard.lab.settings import Settings

OURS, ARTICLE = "za", "gs"
ALL = "all"
FORWARD, BACKWARD = ("z", "a"), ("delta", "dW", "db")
SIGNS = {"delta": "Δ", "dW": "dW", "db": "db"}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LETTERS = {OURS: {"z": "Z", "a": "A"}, ARTICLE: {"z": "G", "a": "S"}}
WHY = {
    "z": "A {weights} of weights meets a sample: the sum runs over the units below ({before}), so that size is inside. "
    r"$b$ is added to every sample: $\mathbf{{1}}$ repeats it, and NumPy does so by itself.",
    "a": "Entry by entry: a unit's activation depends on no other entry{softmax}. No sizes meet, and the shape stays.",
    "delta": r"**Transposed $W$:** back through the same weights, the sum runs over the units above ({units}). "
    r"**$\odot$, not a matrix product:** through the activation's derivative a unit's error "
    "comes from its own $z$ of this sample alone.",
    "last": "Entry by entry: every prediction is held against its own target, so both have one shape. No sizes meet.",
    "dW": "**A transpose:** a weight acts on all samples ({samples}), so the sum runs over the samples: they have "
    "to be inside, and what is left outside is the shape of the weights.",
    "db": r"**A sum:** $b$ was added to all samples ({samples}), so its gradient is the sum over them: the product "
    r"with $\mathbf{{1}}$.",
}


def lines_of(now: Settings) -> tuple[str, ...]:
    """Name the lines: z1, a1, ..., then delta, dW, db from the last layer to the first."""
    layers = range(1, len(now.functions) + 1)
    forward = [f"{quantity}{layer}" for layer in layers for quantity in FORWARD]
    return (*forward, *(f"{quantity}{layer}" for layer in reversed(layers) for quantity in BACKWARD))


def choices_of(now: Settings) -> tuple[str, ...]:
    """Name what can be looked at: all lines together, or one."""
    return (ALL, *lines_of(now))


def beside(target: str) -> str:
    """Name the line that is seen beside another one: of a layer's weights its biases, and the other way round."""
    quantity, layer = split(target)
    return {"dW": f"db{layer}", "db": f"dW{layer}"}.get(quantity, "")


def split(target: str) -> tuple[str, int]:
    """Return the quantity and the layer of a line."""
    quantity = target.rstrip("0123456789")
    return quantity, int(target.removeprefix(quantity))


def say_line(target: str, names: str) -> str:
    """Call a line by its array: Z₁, dW₂."""
    if target == ALL:
        return "All"
    quantity, layer = split(target)
    return f"{(LETTERS[names] | SIGNS)[quantity]}{str(layer).translate(SUBSCRIPTS)}"


def rename_latex(text: str, names: str) -> str:
    r"""Write X for the inputs; with the article's names G_1 for Z^{(1)}, S_1 for A^{(1)}."""
    text = text.replace("A^{(0)}", "X")
    if names == OURS:
        return text
    return re.sub(r"\b([ZA])\^\{\((\d+)\)\}", lambda found: f"{ARTICLE_LETTER[found[1]]}_{{{found[2]}}}", text)


def rename_code(text: str, names: str) -> str:
    """Write arrays with capital letters, as the formulas do: X for a0, Z1 (or G1) for z1."""
    text = re.sub(r"\by\b", "Y", re.sub(r"\ba0\b", "X", text))
    return re.sub(r"\b([za])(\d+)\b", lambda found: f"{LETTERS[names][found[1]]}{found[2]}", text)


def why(target: str, now: Settings) -> str:
    """Say why the product of a line is the one that it is."""
    quantity, layer = split(target)
    key = "last" if quantity == "delta" and layer == len(now.functions) else quantity
    softmax = "; softmax alone looks at all entries of its sample" if now.functions[layer - 1] == "softmax" else ""
    above = now.sizes[min(layer + 1, len(now.functions))]
    weights = "row" if now.layout == "columns" else "column"
    return WHY[key].format(
        weights=weights, before=now.sizes[layer - 1], units=above, samples=now.task.samples, softmax=softmax
    )


ARTICLE_LETTER = {LETTERS[OURS][name]: letter for name, letter in LETTERS[ARTICLE].items()}
