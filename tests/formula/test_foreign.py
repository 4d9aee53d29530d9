"""Forms and letters of other books and programs: each is read, or one sentence says what to write."""

import re

import pytest

from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.foreign import say_foreign
from derivations.models.graphs import graph

ACTIVATIONS = {
    "xe^x": "z*e**z",
    "ze^z": "z*e**z",
    "2ze^{-z}": "2*z*e**-z",
    "Φ(x)": "(1 + erf(z/sqrt(2)))/2",
    r"z\Phi(z)": "z*((1 + erf(z/sqrt(2)))/2)",
    "scipy.stats.norm.cdf(z)": "(1 + erf(z/sqrt(2)))/2",
    "clamp(z, min=0, max=1)": "min(max(z, 0), 1)",
    "torch.clamp(z, min=0)": "max(z, 0)",
    "torch.clamp(z, max=6)": "min(z, 6)",
    "np.clip(z, a_min=-1, a_max=1)": "min(max(z, -1), 1)",
    "tf.clip_by_value(z, 0, 1)": "min(max(z, 0), 1)",
    "relu": "relu(z)",
    "nn.Tanh": "tanh(z)",
    "torch.tanh": "tanh(z)",
    "nn.ReLU()": "relu(z)",
    "nn.LeakyReLU(0.1)": "z if z > 0 else 0.1*z",
    "nn.ELU(alpha=2)": "z if z > 0 else 2*(exp(z) - 1)",
    "Math.max(0, z)": "max(0, z)",
    "ln z": "log(z)",
    "√z√(z + 1)": "sqrt(z)*sqrt(z + 1)",
    "√z sin(z)": "sqrt(z)*sin(z)",
    r"\frac{z}{2}\left[1 + \operatorname{erf}(z)\right]": "z/2*(1 + erf(z))",
    "z.^2 + 2.*z": "z**2 + 2.*z",
    r"\mathbb{1}\{z > 0\}": "1*(1 if z > 0 else 0)",
    r"\frac{10}{3} z": "10/3*z",
    r"\frac12 z + \frac{12}5": "1/2*z + 12/5",
    "tanh z": "tanh(z)",
    "z.clamp(min=0)": "max(z, 0)",
    "x.relu()": "relu(z)",
    "z.pow(2) + z.exp()": "z**2 + exp(z)",
}
LOSSES = {
    "(o-t)^2": "(a - y)**2",
    "(output - target)**2": "(a - y)**2",
    "(prediction - label)**2": "(a - y)**2",
    "ye^{-a}": "y*e**-a",
}
GRAPHS = {
    "Y = x*y": ["Y"],
    "L = (y - σ(w x + b))²": ["v1", "v2", "v3", "v4", "Y"],
    "f(x, y) = x y + x": ["v1", "Y"],
    "w₁x₁ + w₂x₂": ["v1", "v2", "Y"],
}
IN_AN_ACTIVATION = {
    "w*z + b": "z is w x + b already: write z for all of it",
    "wx + b": "z is w x + b already: write z for all of it",
    "Z^2": "write z for it",
    "u^2": "the variable of an activation is z; for any other letter write its number",
    "t^2": "the variable of an activation is z",
    "a*(1 - a)": "a and y are the letters of a loss",
    "yhat - 1": "a and y are the letters of a loss",
    "x*y": "a and y are the letters of a loss",
    "α z": "write its number, such as 0.01",
    r"z\sigma(\beta z)": "write its number, such as 0.01",
    "z if z > 0 else α(e^z - 1)": "write its number, such as 0.01*(...)",
    "H(z)": "write step",
    "θ(z)": "write step",
    "S(z)": "write sigmoid",
    "g(z)": "write out what it is of z",
    "z⁺": "write relu",
    "(z)_+": "write relu",
    "z^+": "write relu",
    "tanh⁻¹(z)": "write atanh(...) for the inverse function, or 1/tanh",
    r"\sin^{-1}(z)": "write asin(...) for the inverse function",
    **dict.fromkeys(("sin^-1(z)", "sin**-1(z)", "sin^(-1) z"), "write asin(...) for the inverse function, or 1/sin"),
    "tan^-1 z": "write atan(...) for the inverse function",
    "exp^-1(z)": "a power of the name exp",
    "max(0; z)": "write a comma",
    "z_+": "write relu",
    **dict.fromkeys((r"\mathbb{1}_{z > 0}", "1_{z>0}", "z 1_{z>0}", "z*1_{z>0} + 1", r"1_{\{z>0\}}"), "write [z > 0]"),
    **dict.fromkeys(("z₊", "(z)₊", "z_{+}"), "write relu"),
    **dict.fromkeys(("z'", "z''", "tanh(z)'", "f' (z)", "z'*z"), "the sign of a derivative at character"),
    r"\lfloor z \rfloor": "step(u), with a single jump, is read",
    "gelu(z, approximate='tanh')": "gelu_tanh(u)",
    "if z > 0: z else: 0": "cases are written u if z > 0 else v",
    "exp(z).clamp(0, 1)": "the attribute .clamp",
    "return z**2": "write only the formula itself",
    "def f(z): return z": "write only the formula itself",
    "clamp(z, low=0)": "clamp",
}
IN_A_LOSS = {
    "(z - y)^2": "write a for the output and y for the target",
    "(x - y)^2": "write a for the output and y for the target",
    "(t - y)^2": "write a for the output and y for the target",
    "(f(x) - y)^2": "write a for the output and y for the target",
    "h(a - y)": "write a for the output and y for the target, and any other function out",
    "(a - y)^2 + w^2": "a penalty on weights is l1 or l2 of the network",
    "(a - y)^2/n": "the network takes the sum or the mean",
    r"\sum (a - y)^2": "of the numbers of one unit",
    "(a - y)^2 + λ": "write its number",
}


@pytest.mark.parametrize("text", ACTIVATIONS)
def test_a_form_of_other_books_is_read_in_an_activation(text: str) -> None:
    assert Activation.parse(text).reading == ACTIVATIONS[text]


@pytest.mark.parametrize("text", LOSSES)
def test_a_form_of_other_books_is_read_in_a_loss(text: str) -> None:
    assert Loss.parse(text).reading == LOSSES[text]


@pytest.mark.parametrize("text", GRAPHS)
def test_a_graph_may_have_a_left_side(text: str) -> None:
    assert [each.target.name for each in graph(text).equations] == GRAPHS[text]


def test_a_left_side_that_stands_on_the_right_as_well_is_none() -> None:
    with pytest.raises(FormulaError, match="an equals sign at character 3; write only what stands to the right of ="):
        graph("x = x*y")


@pytest.mark.parametrize(
    ("parse", "text", "said"),
    [
        *((Activation.parse, text, said) for text, said in IN_AN_ACTIVATION.items()),
        *((Loss.parse, text, said) for text, said in IN_A_LOSS.items()),
        (graph, "x(y + z)", "for a product write x*(...)"),
    ],
)
def test_what_is_not_read_gets_the_way_to_write_it(parse: type, text: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_graph_has_no_foreign_letters() -> None:
    assert say_foreign("w", ("x", "z"), called=False) == ""
    assert say_foreign("frobnicate", ("z",), called=False) == ""


# of other languages and programs, and what is said of it
SAID = {
    "Phi(z)": "write (1 + erf(z/sqrt(2)))/2 for the Gaussian distribution",
    r"\alpha(e^z-1)": "the unknown name 'alpha' at character 1; write its number, such as 0.01*(...)",
    **dict.fromkeys(
        ["IF(z>0,z,0)", "WENN(z>0,z,0)", "SI(z>0,z,0)", "ifelse(z>0,z,0)", "Piecewise((z,z>0),(0,True))"],
        "cases are written u if z > 0 else v",
    ),
    "logsig(z)": "write sigmoid(u), or log_sigmoid(u) for its logarithm",
    "satlin(z)": "write clip(u, 0, 1)",
    "torch.max(z, torch.zeros_like(z))": "write 0 for it",
    "F.relu(z, inplace=True)": "leave it out",
    "sigma*z + sigmoid(z)": "the function sigma without its argument at character 1; write sigma(u)",
    "1/1+e^-z": "a division by 1 at character 2; write /(1 + ...) if all that follows is below, else leave it out",
    "z/1 - z": "a division by 1 at character 2; write /(1 - ...) if all that follows is below, else leave it out",
}


@pytest.mark.parametrize("text", SAID)
def test_words_of_other_programs_get_the_way_to_write_them(text: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(SAID[text])):
        Activation.parse(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        *[
            ("tansig(z)", "tanh(z)"),
            ("poslin(z)", "relu(z)"),
            ("radbas(z)", "exp(-z**2)"),
            ("wurzel(z^2+1)", "sqrt(z**2 + 1)"),
        ],
        *[("betrag(z)", "abs(z)"), ("racine(z^2+1)", "sqrt(z**2 + 1)"), ("th(z)", "tanh(z)"), ("sh(z)", "sinh(z)")],
        *[
            (r"\frac z2", "z/2"),
            (r"\frac zz + z", "z/z + z"),
            ("np.heaviside(z, 0)", "1 if z > 0 else 0 if z < 0 else 0"),
        ],
        *[("(z/1) + z", "z/1 + z"), ("1/(1) + z", "1/1 + z"), ("1/1.5 + z", "1/1.5 + z")],
    ],
)
def test_words_of_other_programs_are_read(text: str, reading: str) -> None:
    assert Activation.parse(text).reading == reading


def test_a_word_that_is_a_function_elsewhere_may_be_a_variable_of_a_graph() -> None:
    assert [each.name for each in graph("th*x + sh*ch*si").inputs] == ["ch", "sh", "si", "th", "x"]
