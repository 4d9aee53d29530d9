"""How activations, losses and optimisers are called on the page.

Goes in: a name of the library's. Comes out: a word for a reader. Must not know: Streamlit, what the names mean.
"""

from derivations.network import KNOWN
from derivations.numeric.training.optimisers import OPTIMISERS as METHODS

OWN = "own"  # a reader's own formula

# those that a hidden layer rarely has come last
ORDER = sorted(KNOWN, key=("identity", "step", "softmax").__contains__)
FUNCTIONS = {**{name: KNOWN[name].title for name in ORDER}, OWN: "own formula"}
LOSSES = {
    "bce": "BCE",
    "mse": "MSE",
    "mae": "MAE",
    "huber": "Huber",
    "bce_logits": "BCE on logits",
    "cross_entropy": "Cross-entropy",
    OWN: "own formula",
}
# what the losses are, in the words of the legend
LOSS_WORDS = {
    "bce": "binary cross-entropy",
    "mse": "squared error",
    "mae": "absolute error",
    "huber": "Huber's error: squared up to 1, absolute beyond",
    "bce_logits": "binary cross-entropy of the sigmoid of the output",
    "cross_entropy": "categorical cross-entropy",
    OWN: "your own loss",
}
OPTIMISERS = {name: method.title for name, method in METHODS.items()}
# how the first weights are drawn
INITIAL = {
    "xavier": "Xavier",
    "xavier_normal": "Xavier, normal",
    "he": "He",
    "he_uniform": "He, uniform",
    "lecun": "LeCun",
    "lecun_uniform": "LeCun, uniform",
    "normal": "normal, biases too",
    "uniform": "−1 to 1, biases too",
    "constant": "all 1",
    "zeros": "all 0",
}
SPEEDS = {1: "slow", 10: "medium", 100: "fast"}
VIEWS = {"story": "Story", "index": "Derivation", "matrix": "Matrix", "numbers": "Numbers"}
SCOPES = {"one": "One sample", "batch": "Batch"}
MODES = {"training": "Training", "evaluation": "Evaluation"}
OUTPUT_WORDS = {"one": "1 for both classes", "each": "1 for each class"}
FOCUS_WORDS = {"unit": "unit", "all": "all", "hover": "hover"}
DEPTHS = {"key": "Key steps", "every": "Every step"}
LAYOUT_WORDS = {"columns": r"$W a + b$", "rows": r"$x W + b$"}
DELTA_WORDS = {"cost": "of the cost $C$", "sample": "of one sample's $C_s$"}
QUANTITY_WORDS = {
    "C": "$C$",
    "z": "$z$",
    "mu": r"$\mu$",
    "v": "$v$",
    "zhat": r"$\hat{z}$",
    "u": r"$\tilde{z}$",
    "a": "$a$",
    "h": r"$\tilde{a}$",
    "delta": r"$\delta$",
    "dW": r"$\partial C / \partial W$",
    "db": r"$\partial C / \partial b$",
    "dgamma": r"$\partial C / \partial \gamma$",
    "dbeta": r"$\partial C / \partial \beta$",
}
# by how many samples go into one update
BATCHES = {0: "all at once", 1: "1 sample", **{size: f"{size} samples" for size in (4, 8, 16, 32, 64, 128, 256)}}
