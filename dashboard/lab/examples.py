"""Worked examples that were published, as their sources give them, and the numbers in them that are not ours.

Every number comes out that is not listed as a misprint, another convention or rounding. Those of graphs are rows that
lead to the page of graphs.
Must not know: Streamlit, how anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboard.lab.example import CONVENTION, IN_OUT, ROUNDING, Example, Misprint
from dashboard.lab.graph import derive_graph, inputs_of


@dataclass(frozen=True)
class GraphExample:
    """An example that is a graph of single numbers: its expression, and a number for each of its inputs."""

    title: str
    source: str
    expression: str
    values: Mapping[str, float]
    remark: str = ""

    def query(self) -> dict[str, str]:
        """Write what the page of graphs reads from its address: the expression, and its inputs in the page's order."""
        names = inputs_of(derive_graph(self.expression))
        given = {f"in{at}": repr(self.values[name]) for at, name in enumerate(names, start=1)}
        return {"expression": self.expression, **given}


def _row(row: int, *printed: str) -> Iterator[tuple[tuple[int, ...], str]]:
    """Give the entries of a row of a matrix, with what is printed there."""
    return (((row, column), text) for column, text in enumerate(printed, start=1))


FORGOTTEN = "the derivative of layer 2's ReLU is left out, although unit 1 is dead: its z is negative in both samples"
ERR = "the source's $Err$ is minus our $\\delta$"
EXCHANGED = "the source multiplies two gradients in exchanged order"

EXAMPLES: Mapping[str, Example] = {
    "by-hand": Example(
        title="4-3-4-3, ReLU and softmax, two samples",
        source="AI by Hand, Backpropagation sheet",
        sizes="4-3-4-3",
        activations=("relu", "relu", "softmax"),
        loss="cross_entropy",
        samples="sum",
        weights=(
            "1 0 -1 1\n0 1 1 0\n1 -1 0 0",
            "0 -1 2\n-1 1 0\n0 1 1\n-1 0 0",
            "0 -1 -1 2\n-1 0 0 0\n-1 0 1 0",
        ),
        biases=("1 1 0", "1 2 1 3", "5 2 -4"),
        inputs="2 1 2 1\n-1 1 1 2",
        targets="0 0 1\n0 1 0",
        misprints=(
            Misprint("dW2", tuple(_row(1, ".25144379", ".74761606", ".00335766")), FORGOTTEN, "derivative"),
            Misprint("db2", (((1,), ".24808613"),), FORGOTTEN, "derivative"),
            Misprint(
                "dW1",
                tuple(_row(2, "-.37934879", "-1.15590666", "-1.66765847", "-1.8000615")),
                FORGOTTEN,
                "derivative",
            ),
        ),
    ),
    "forum": Example(
        title="2-2-4 sigmoid, cross-entropy with a penalty",
        source="Coursera, Machine Learning, exercise 4, a test from its forum",
        sizes="2-2-4",
        activations=("sigmoid", "sigmoid"),
        loss="bce",
        l2="3/3",
        weights=(".3 .5\n.4 .6", "1.1 1.5\n1.2 1.6\n1.3 1.7\n1.4 1.8"),
        biases=(".1 .2", ".7 .8 .9 1"),
        inputs="cos([[1, 2], [3, 4], [5, 6]])",
        targets="0 0 0 1\n0 1 0 0\n0 0 1 0",
        remark="The weights cost $\\lambda / (2m)$ times the sum of their squares, the biases nothing: here "
        "$\\lambda = 3$, and $m = 3$ samples. The source lists the weights by columns, each bias before its weights.",
    ),
    "data-mining": Example(
        title="3-2-1 sigmoid, one step",
        source="A textbook of data mining",
        sizes="3-2-1",
        activations=("sigmoid", "sigmoid"),
        loss="mse",
        weights=(".2 .4 -.5\n-.3 .1 .2", "-.3 -.2"),
        biases=("-.4 .2", ".1"),
        inputs="1 0 1",
        targets="1",
        rate=".9",
        remark="The source calls minus $\\delta$ the error, $Err$, and adds $\\eta$ times it.",
        misprints=(
            Misprint("delta2", (((1, 1), "0.1311"),), ERR, "sign", CONVENTION),
            Misprint("delta1", (((1, 1), "-0.0087"), ((1, 2), "-0.0065")), ERR, "sign", CONVENTION),
        ),
    ),
    "quiz": Example(
        title="A quiz: from dH/dz of the output back",
        source="DSC 140B, quiz 7",
        sizes="2-2-2",
        activations=("relu", "identity"),
        loss="a*y",
        layout=IN_OUT,
        weights=("1 0\n0 1", "5 1\n1 2"),
        biases=("", ""),
        inputs="3 -2",
        targets="-3 1",
        remark="The quiz gives $\\partial H / \\partial z^{(2)} = (-3, 1)$ and $z^{(1)} = (3, -2)$. Here the first "
        "layer passes its inputs on, and the cost is $a y$, whose derivative by $a$ is $y$: what is given stands in Y.",
    ),
    "beginners": Example(
        title="2-2-1 sigmoid, all weights 1",
        source="Machine Learning for Beginners: An Introduction to Neural Networks",
        sizes="2-2-1",
        activations=("sigmoid", "sigmoid"),
        loss="mse",
        half=False,
        weights=("1 1\n1 1", "1 1"),
        biases=("0 0", "0"),
        inputs="-2 -1",
        targets="1",
        misprints=(
            Misprint(
                "dW1",
                (((1, 1), "0.0214"),),
                "ours is 0.02147; with its further digits cut off, or with factors that are rounded to 3 figures, it "
                "is what is printed",
                "rounded",
                ROUNDING,
            ),
        ),
    ),
    "academy": Example(
        title="3-2-2, sigmoid then softmax",
        source="PostNetwork Academy",
        sizes="3-2-2",
        activations=("sigmoid", "softmax"),
        loss="cross_entropy",
        weights=(".2 -.3 .4\n-.5 .1 .2", ".3 .4\n-.1 .2"),
        biases=(".5 .5", ".1 .1"),
        inputs="1 2 -1",
        targets="1 0",
        misprints=(
            Misprint("z2", (((1, 2), "0.185"),), "a slip: $z^{(2)}_2$ is 0.157"),
            Misprint(
                "a2",
                (((1, 1), "0.561"), ((1, 2), "0.439")),
                "with the slip in $z^{(2)}_2$ they are 0.560 and 0.440, without it 0.567 and 0.433",
            ),
            Misprint(
                "C", (((), "0.579"),), "it follows the slip in $z^{(2)}_2$, but not the $a^{(2)}$ that is printed"
            ),
        ),
    ),
    "gradient": Example(
        title="2-2-1 sigmoid, one sample",
        source='Learn-ML, "Gradient"',
        sizes="2-2-1",
        activations=("sigmoid", "sigmoid"),
        loss="mse",
        weights=(".5 -.3\n-.2 .4", "1.5 -1"),
        biases=(".1 .2", ".3"),
        inputs="1 2",
        targets="0",
    ),
    "ai-lab": Example(
        title="2-2-2 sigmoid, one step",
        source="AI-LAB, an exercise",
        sizes="2-2-2",
        activations=("sigmoid", "sigmoid"),
        loss="mse",
        weights=(".2 .25\n.3 .35", ".45 .5\n.55 .6"),
        biases=(".4 .4", ".65 .65"),
        inputs=".1 .2",
        targets=".05 .95",
        rate=".3",
        remark="After the step $C = 0.26589089$, where the biases move too; with biases that stay it is 0.27100192.",
    ),
    "step-by-step": Example(
        title="2-2-2 sigmoid, one step, biases kept",
        source="Matt Mazur, A Step by Step Backpropagation Example",
        sizes="2-2-2",
        activations=("sigmoid", "sigmoid"),
        loss="mse",
        weights=(".15 .20\n.25 .30", ".40 .45\n.50 .55"),
        biases=(".35 .35", ".60 .60"),
        inputs=".05 .10",
        targets=".01 .99",
        rate=".5",
        biases_move=False,
        misprints=(
            Misprint(
                "C'",
                (((), "0.291027924"),),
                "the new weights that are printed are right, and $C$ is 0.291027774 with them; what is printed comes "
                "out where the error goes back through a $W^{(2)}$ that is already updated",
                "stale",
            ),
        ),
    ),
    "article": Example(
        title="2-3-2-2, forward only",
        source="An article about the matrices of backpropagation",
        sizes="2-3-2-2",
        activations=("sigmoid", "sigmoid", "identity"),
        loss="mse",
        layout=IN_OUT,
        weights=(".1 .3 .5\n.2 .4 .6", ".1 .4\n.2 .5\n.3 .6", ".1 .3\n.2 .4"),
        biases=(".1 .2 .3", ".1 .2", ".1 .2"),
        inputs="1 .5",
        remark="The source multiplies $W^{(1)}$ by $X$ in an order that does not fit: with samples as rows it "
        "is $X W$.",
    ),
    "xor-zeros": Example(
        title="XOR, all weights 0",
        source="Where training of XOR must not start",
        sizes="2-2-1",
        activations=("sigmoid", "sigmoid"),
        loss="bce",
        weights=("0 0\n0 0", "0 0"),
        biases=("0 0", "0"),
        inputs="0 0\n0 1\n1 0\n1 1",
        targets="0\n1\n1\n0",
        remark="Every gradient is 0: nothing is learned.",
    ),
    "xor-ones": Example(
        title="XOR, all weights 1",
        source="Where training of XOR must not start",
        sizes="2-2-1",
        activations=("sigmoid", "sigmoid"),
        loss="bce",
        weights=("1 1\n1 1", "1 1"),
        biases=("0 0", "0"),
        inputs="0 0\n0 1\n1 0\n1 1",
        targets="0\n1\n1\n0",
        remark="The two hidden units have equal gradients, and stay twins.",
    ),
}

GRAPHS: Mapping[str, GraphExample] = {
    "udl-offsets": GraphExample(
        "Sine, exponential and cosine in a chain: the offsets b",
        "Understanding Deep Learning, notebook 7.1",
        "(b3 + 3 cos(b2 + 2 exp(b1 - 0.4 sin(b0 + 0.1*2.3))) - 2)^2",
        {"b0": 1.0, "b1": 2.0, "b2": -3.0, "b3": 0.4},
    ),
    "udl-factors": GraphExample(
        "Sine, exponential and cosine in a chain: the factors o",
        "Understanding Deep Learning, notebook 7.1",
        "(0.4 + o3 cos(-3 + o2 exp(2 + o1 sin(1 + o0*2.3))) - 2)^2",
        {"o0": 0.1, "o1": -0.4, "o2": 2.0, "o3": 3.0},
    ),
    "cs231n": GraphExample(
        "A quotient with two sigmoids",
        "CS231n, a neural net's graph of operations",
        "(x + sigmoid(y)) / (sigmoid(x) + (x + y)^2)",
        {"x": 3.0, "y": -4.0},
    ),
    "cs231n-max": GraphExample(
        "A maximum passes the gradient on",
        "CS231n, patterns in backward flow",
        "2(x y + max(z, w))",
        {"w": -1.0, "x": 3.0, "y": -4.0, "z": 2.0},
    ),
    "micrograd": GraphExample(
        "A neuron with tanh",
        "The lecture on micrograd",
        "tanh(x1 w1 + x2 w2 + b)",
        {"b": 6.8813735870195432, "w1": -3.0, "w2": 1.0, "x1": 2.0, "x2": 0.0},
        "The lecture's check in PyTorch rounds b to 32 bits, and has 0.70710669 for 0.70710678.",
    ),
}
