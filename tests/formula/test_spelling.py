"""What people type: each kind is read, and what was read is shown back; or one sentence says how to write it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.reading import read
from derivations.formula.refused import REFUSED
from derivations.formula.tree import (
    Call,
    Cases,
    Comparison,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    write,
)
from derivations.formula.vocabulary import FUNCTIONS, SYNONYMS, WRITTEN_OUT
from derivations.models.graphs import graph
from derivations.network import ACTIVATIONS
from tests.formula.texts import formula, mutated

READINGS = {
    # powers, products, quotients
    "z^2": "z**2",
    "z²": "z**2",
    "z⁻¹": "z**-1",
    "z^{2}": "z**2",
    "2z": "2*z",
    "0.5z": "0.5*z",
    "2e3z": "2e3*z",
    "3(z+1)": "3*(z + 1)",
    "z(z+1)": "z*(z + 1)",
    "(z+1)(z-1)": "(z + 1)*(z - 1)",
    "[z + 1]^2": "(z + 1)**2",
    "zz": "z*z",
    "z z": "z*z",
    "z²(z+1)": "z**2*(z + 1)",
    "z^2(z+1)": "z**2*(z + 1)",
    "z^2 sin(z)": "z**2*sin(z)",
    "2z/3": "2*z/3",
    "½(z-1)²": "1/2*(z - 1)**2",
    "π×z÷2−1": "pi*z/2 - 1",
    "2·z": "2*z",
    "PI*z": "pi*z",
    # e and ln
    "e^(-z)": "e**-z",
    "e^z": "e**z",
    "ℯ**z": "e**z",
    "e^-z^2": "e**-z**2",
    "e^{-z}z": "e**-z*z",
    "ln(z)": "log(z)",
    # bars, roots, functions without brackets
    "|z|": "abs(z)",
    "||z|-1|": "abs(abs(z) - 1)",
    "|-1+|z||": "abs(-1 + abs(z))",
    # a norm is of all outputs; of one of them its square is the square of the error
    "||z||^2": "z**2",
    "||z||**2*|z|": "z**2*abs(z)",
    r"\|z\|^2": "z**2",
    r"\lVert z - 1 \rVert_2^{2}": "(z - 1)**2",
    "½‖z‖²": "1/2*z**2",
    # as programs call them
    "nn.ReLU()(z)": "relu(z)",
    # made with a number, and then called: no product
    "nn.LeakyReLU(0.2)(z)": "z if z > 0 else 0.2*z",
    "leaky_relu(0.2)(z)": "z if z > 0 else 0.2*z",
    "elu(alpha=0.5)(tanh(z)) + 1": "(tanh(z) if tanh(z) > 0 else 0.5*(exp(tanh(z)) - 1)) + 1",
    "celu(2)(z)": "z if z > 0 else 2*(exp(z/2) - 1)",
    "huber(2)(z)": "z**2/2 if abs(z) <= 2 else 2*(abs(z) - 1)",
    "relu(z)(z + 1)": "relu(z)*(z + 1)",
    "relu(x)(x + 1)": "relu(z)*(z + 1)",
    "sqrt(2)(z + 1)": "sqrt(2)*(z + 1)",
    "log₁₀(z)": "log(z)/log(10)",
    # a space ends an exponent, and a fraction of two numbers
    "z^2 e^(-z)": "z**2*e**-z",
    "3^z z": "3**z*z",
    "e^-z z": "e**-z*z",
    "x^2 x": "z**2*z",
    "z**2 tanh(z)": "z**2*tanh(z)",
    "1/2 z^2": "1/2*z**2",
    "1/2 (z - 1)^2": "1/2*(z - 1)**2",
    "2e - z": "2*e - z",
    "elu(z, alpha=2)": "z if z > 0 else 2*(exp(z) - 1)",
    "leaky_relu(z, negative_slope=0.2)": "z if z > 0 else 0.2*z",
    "signum(z)": "sign(z)",
    "sigm(z)": "sigmoid(z)",
    "huber(z, 2)": "z**2/2 if abs(z) <= 2 else 2*(abs(z) - 1)",
    "huber(z, 1, 2)": "(z - 1)**2/2 if abs(z - 1) <= 2 else 2*(abs(z - 1) - 1)",
    "huber_loss(z, 1, delta=2)": "(z - 1)**2/2 if abs(z - 1) <= 2 else 2*(abs(z - 1) - 1)",
    "2|z|": "2*abs(z)",
    "|z||z+1|": "abs(z)*abs(z + 1)",
    "tanh|z|": "tanh(abs(z))",
    "√z": "sqrt(z)",
    "√(z+1)": "sqrt(z + 1)",
    "∛z": "z**(1/3) if z > 0 else -(-z)**(1/3)",
    "exp z": "exp(z)",
    "exp -z": "exp(-z)",
    "1/(1+exp -z)": "1/(1 + exp(-z))",
    "tanh z + 1": "tanh(z) + 1",
    "z sigmoid(z)": "z*sigmoid(z)",
    "sin 2z": "sin(2*z)",
    "log sigmoid z": "log(sigmoid(z))",
    "tanh^2(z)": "tanh(z)**2",
    "tanh²(z)": "tanh(z)**2",
    "tanh^2 z": "tanh(z)**2",
    # other names
    "x^2": "z**2",
    "σ(z)": "sigmoid(z)",
    "𝑧²": "z**2",
    "ｚ": "z",
    "np.tanh(z)": "tanh(z)",
    "math.exp(z)": "exp(z)",
    "torch.relu(x)": "relu(z)",
    "F.gelu(x)": "gelu(z)",
    "torch.nn.functional.elu(x)": "elu(z)",
    "np.pi*z": "pi*z",
    "y = z**2": "z**2",
    "f(z) = z**2": "z**2",
    "f(t) = t^2*e^(-t)": "z**2*e**-z",
    "ReLU(z)": "relu(z)",
    "LeakyReLU(z)": "leaky_relu(z)",
    "swish(z)": "silu(z)",
    "hardtanh(z)": "hard_tanh(z)",
    "identity(z)": "z",
    "z*linear(z)": "z*z",
    "Hardswish(z)": "z*min(max(z + 3, 0), 6)/6",
    "hard_silu(z)": "z*min(max(z + 3, 0), 6)/6",
    "ReLU_6(z)": "min(max(z, 0), 6)",
    "celu(z, 2)": "z if z > 0 else 2*(exp(z/2) - 1)",
    "tanhshrink(z)": "z - tanh(z)",
    "threshold(z, 1, 0)": "z if z > 1 else 0",
    "logaddexp(0, z)": "z + softplus(0 - z)",
    "maximum(0, z)": "max(0, z)",
    "min(z, tanh(2))/step(z)": "min(z, tanh(2))/step(z)",
    # inverse functions
    "arcsin(z)": "asin(z)",
    "np.arccos(z)": "acos(z)",
    "acos(z)": "acos(z)",
    "arctan(z)": "atan(z)",
    "arsinh(z)": "asinh(z)",
    "arcosh(z)": "acosh(z)",
    "arctanh(z)": "atanh(z)",
    r"\arcsin(z)": "asin(z)",
    # what is written out
    "log10(z)": "log(z)/log(10)",
    "log2(z)": "log(z)/log(2)",
    "log1p(z)": "log(1 + z)",
    "expm1(z)": "exp(z) - 1",
    "erfc(z)": "1 - erf(z)",
    "cot(z)": "cos(z)/sin(z)",
    "clip(z,0,1)": "min(max(z, 0), 1)",
    "np.clip(z, -1, 1)": "min(max(z, -1), 1)",
    "leaky_relu(z, 0.2)": "z if z > 0 else 0.2*z",
    "elu(z, 0.5)": "z if z > 0 else 0.5*(exp(z) - 1)",
    "pow(z, 2)": "z**2",
    # cases
    "z if z > 0 else 0": "z if z > 0 else 0",
    "where(z>0, z, 0.01*z)": "z if z > 0 else 0.01*z",
    "np.where(x>0, x, 0.01x)": "z if z > 0 else 0.01*z",
    "(z>0)*z": "(1 if z > 0 else 0)*z",
    "z ≥ 0": "1 if z >= 0 else 0",
    "z^2 if -1<z<1 else 2|z|-1": "z**2 if -1 < z and z < 1 else 2*abs(z) - 1",
    "z if (z > 0) & (z < 1) else 0": "z if z > 0 and z < 1 else 0",
    "z if z>2 or z<-3 else 0": "z if z > 2 else z if z < -3 else 0",
    "z if z>0 and (z>2 or z<1) else 0": "(z if z > 2 else z if z < 1 else 0) if z > 0 else 0",
    "z if not z>0 else 0": "z if z <= 0 else 0",
    "z if not (0<z<1) else 0": "0 if 0 < z and z < 1 else z",
    "-1 if z<-1 else z if z<1 else 1": "-1 if z < -1 else z if z < 1 else 1",
    # LaTeX
    "$z^2$": "z**2",
    r"\(z^2\)": "z**2",
    r"\frac{1}{1+e^{-z}}": "1/(1 + e**-z)",
    r"\frac12 z": "1/2*z",
    r"\tanh(z)": "tanh(z)",
    r"\tanh z": "tanh(z)",
    r"\sigma(z)": "sigmoid(z)",
    r"\max(0,z)": "max(0, z)",
    r"\max\{0, z\}": "max(0, z)",
    r"\sqrt{z}": "sqrt(z)",
    r"\sqrt[3]{z}": "z**(1/3) if z > 0 else -(-z)**(1/3)",
    r"\left(z+1\right) \cdot z": "(z + 1)*z",
    r"\left|z\right|": "abs(z)",
    r"\log_{10}(z)": "log(z)/log(10)",
    "log_{2}(z)": "log(z)/log(2)",
    r"\operatorname{ReLU}(z)": "relu(z)",
    r"\frac{e^z-e^{-z}}{e^z+e^{-z}}": "(e**z - e**-z)/(e**z + e**-z)",
    r"\sigma(z) = \frac{1}{1 + \exp(-z)}": "1/(1 + exp(-z))",
    " z\n": "z",
}
LOSSES = {
    "(a-y)^2": "(a - y)**2",
    "1/2 (a-y)^2": "1/2*(a - y)**2",
    "huber(2)(a-y)": "(a - y)**2/2 if abs(a - y) <= 2 else 2*(abs(a - y) - 1)",
    "nn.HuberLoss(delta=2)(yhat, y)": "(a - y)**2/2 if abs(a - y) <= 2 else 2*(abs(a - y) - 1)",
    "(yhat-y)²": "(a - y)**2",
    "(ŷ-y)^2": "(a - y)**2",
    "(y\u0302-y)^2": "(a - y)**2",
    r"(\hat y - y)^2": "(a - y)**2",
    r"\frac{1}{2}(\hat{y}-y)^2": "1/2*(a - y)**2",
    "|a-y|": "abs(a - y)",
    "-y ln p - (1-y) ln(1-p)": "-y*log(a) - (1 - y)*log(1 - a)",
    "-[y ln(a) + (1-y) ln(1-a)]": "-(y*log(a) + (1 - y)*log(1 - a))",
    "max(0, 1-ay)": "max(0, 1 - a*y)",
    "L = (a-y)^2": "(a - y)**2",
    "L(a, y) = (a-y)^2": "(a - y)**2",
    "(y_pred - y_true)**2": "(a - y)**2",
    "½(t-a)²": "1/2*(y - a)**2",
    "a(1-y)": "a*(1 - y)",
    "a - y": "a - y",
    "(a-y)^2/2 if |a-y|<1 else |a-y|-1/2": "(a - y)**2/2 if abs(a - y) < 1 else abs(a - y) - 1/2",
}
# a text, and what is said of it after "formula ... has "
SENTENCES = {
    "1/2z": "z right after 2 below a fraction at character 4; write /(2*z), or a * if only 2 is below",
    "1/z(z+1)": "(...) right after z below a fraction at character 4; write /(z*(...)), or a * if only z is below",
    "e^2z": "z right after 2 in an exponent at character 4; write **(2*z), or a * if only 2 is the exponent",
    "sin z cos z": "sin without brackets around what it is of at character 1; write sin(...)",
    "exp z^2": "exp without brackets around what it is of at character 1; write exp(...)",
    "ln z^2": "ln without brackets around what it is of at character 1; write ln(...)",
    "1,000z": "the number 000 at character 3, which starts with 0; thousands have no comma: write 1000 for 1,000",
    "z if z>0 else e^z-1 if z<0": "the word if without else at character 21; cases are written u if z > 0 else v",
    "√2z": "sqrt without brackets around what it is of at character 1; write sqrt(...)",
    "sin^-1(z)": "sin with the power -1 at character 1; write asin(...) for the inverse function, or 1/sin(...)",
    "e(z+1)": "e called like a function at character 1; write exp(...) or e*(...)",
    "z2": "the unknown name 'z2' at character 1; write z**2 or 2*z",
    "e^2 z": "z right after 2 in an exponent at character 5; write **(2*z), or a * if only 2 is the exponent",
    "e^-0.5 z": "z right after 0.5 in an exponent at character 8; write **(0.5*z), or a * if only 0.5 is the exponent",
    "z ^ 2 z": "z right after 2 in an exponent at character 7; write **(2*z), or a * if only 2 is the exponent",
    "z/2 z": "z right after 2 below a fraction at character 5; write /(2*z), or a * if only 2 is below",
    "z^1/2 z": "z right after 2 below a fraction at character 7; write /(2*z), or a * if only 2 is below",
    "1 / 2 z": "z right after 2 below a fraction at character 7; write /(2*z), or a * if only 2 is below",
    "1e-z": "1e- without a whole number after it at character 1; write 1*e - ... with the constant e, or 1e-6 for a "
    "power of ten",
    "leaky_relu(0.1, z)": "leaky_relu with its number before its variable at character 1; write leaky_relu(u, 0.5) for "
    "the number 0.5",
    "1,5z": "a comma (numbers have a decimal point: 1.5) at character 2; write 1.5 for 1,5, and 1234 for 1,234",
    "1,234z": "a comma (numbers have a decimal point: 1.5) at character 2; write 1.5 for 1,5, and 1234 for 1,234",
    "0,001z": "the number 001 at character 3, which starts with 0; numbers have a decimal point: write 0.001 for 0,001",
    "E**z": "the unknown name 'E' at character 1; write e for it",
    "z₁": "the unknown name 'z_1' at character 1; a formula is of one unit; write z",
    "max(z)": "max with 1 argument at character 1, where it takes 2 or more; write max(u, v)",
    "z 2": "the number 2 right after z at character 3; write z*2 or z**2",
    "z_{1}": "the unknown name 'z_1' at character 1; a formula is of one unit; write z",
    "z_{i+1}": "a subscript of z at character 1; a subscript is letters and digits: write w_12 or w_{12}",
    "z + max": "the function max without its argument at character 5; write max(u, v)",
    "z_{1": "{ without its closing bracket at character 3; write } where it ends",
    "z_1": "the unknown name 'z_1' at character 1; a formula is of one unit; write z",
    "1 000*z": "two numbers beside each other at character 3; write 1000 for 1 000, 1.5 for 1,5, and * for a product",
    "1e-400*z": "a power of ten below -30 in 1e-400 at character 1; powers of ten go from -30 to 30",
    "0x10*z": "the number 0x1... at character 1; write numbers in tens: 16 for 0x10",
    "expz": "the unknown name 'expz' at character 1; write exp(z)",
    "z if z>0": "the word if without else at character 3; cases are written u if z > 0 else v",
    "if z>0 then z else 0": "the word then at character 8; cases are written u if z > 0 else v",
    "z>0 ? z : 0": "a question mark at character 5; cases are written u if z > 0 else v",
    r"\begin{cases} z \end{cases}": (
        "cases that are not two or more rows of a value & a condition at character 1; "
        "cases are written u if z > 0 else v"
    ),
    "hardsigmoid(z)": "hardsigmoid at character 1, which differs from book to book; write clip(u/6 + 0.5, 0, 1) or "
    "clip(0.2*u + 0.5, 0, 1)",
    "atan2(z, 1)": "atan2 at character 1, which is an angle of two numbers; write atan(u/v) where v is above 0",
    "z == 1": "a comparison other than < <= > >= at character 3; a single point has no derivative",
    "|z": "a bar without its partner at character 1; write abs(...) for |...|",
    "z = z**2": "an equals sign at character 3; write only what stands to the right of =",
    "x + z": "the unknown name 'x' at character 1; write z for it",
    "floor(z)": "floor at character 1, which is flat between its jumps; nothing is learned through it; step(u), with a "
    "single jump, is read",
    "softmax(z)": "softmax at character 1, which sees a whole layer; it is chosen as an activation, not written as a "
    "formula",
    "sinc(z)": "sinc at character 1, which has a gap at 0; write sin(u)/u, which is not defined at 0",
    "tanh(z": "( without its closing bracket at character 5; write ) where it ends",
    "z)": ") without its opening bracket at character 2; leave it out, or open it",
    "softplus(2)(z)": "two brackets after softplus at character 1; it takes no number; write softplus(2*(...))/2 for "
    "beta=2, softplus(...)*(...) for a product",
    "nn.Hardtanh(2)(z)": "two brackets after Hardtanh at character 4; it takes no number; write clip(..., -2, 2) "
    "for other bounds, hard_tanh(...)*(...) for a product",
    "F.mse_loss(z)": "mse_loss at character 3, which is a loss; choose it by its name, or write (a - y)**2 in a loss",
    "z%2": "the operation % at character 2; it is the remainder, which jumps: no formula has it; per cent is written "
    "u/100",
    "z@2": "the operation @ at character 2; write * for a product of numbers",
    "||z||": "the norm ||...|| without its square at character 1; a formula is of one output: write |u| for its error, "
    "or the square ||u||^2",
    "huber(z, z)": "huber with a variable where its number is expected at character 1; write huber(a - y), or "
    "huber(a - y, 2) with its number",
    "i*z": "i at character 1, which is no real number; a formula is of real numbers",
}

# functions of NumPy, PyTorch, JAX and Keras that look like one of the language
ELSEWHERE = (
    "acot acoth acsc acsch amax amin arctan2 asec asech atan2 bce celu celu_ clamp_ cov crelu cross cross_entropy csch "
    "erf2 erfcx erfi expint exponential frexp geglu hard_silu hard_swish hardshrink hardsigmoid hardswish hinge hypot "
    "identity isin ldexp linear log_softmax logaddexp logaddexp2 logsoftmax logsumexp mae mish_ mse prelu psi relu6 "
    "relu_ rmse rrelu rsqrt sinc sinh_ softmin softshrink sparse_plus sparsemax squareplus swiglu tanhshrink threshold "
    "xlogy"
)


def refusal(text: str) -> str:
    """Return what is said against a text as a formula in z; nothing if it is read."""
    try:
        read(text, ("z",))
    except FormulaError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("text", READINGS)
def test_what_people_type_is_read(text: str) -> None:
    assert write(read(text, ("z",))[1]) == READINGS[text]


@pytest.mark.parametrize("text", LOSSES)
def test_what_people_type_for_a_loss_is_read(text: str) -> None:
    assert Loss.parse(text).reading == LOSSES[text]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("max(z,0, -1)", "max(z, 0, -1)"),
        (r"\min(z, 1, 2z, 3)", "min(z, 1, 2*z, 3)"),
        ("z^1/2", "(z**1)/2"),
        ("z^(1/2)", "z**(1/2)"),
        ("z^3/3", "z**3/3"),
    ],
)
def test_what_was_read_is_shown_where_more_was_perhaps_meant(text: str, reading: str) -> None:
    found = Activation.parse(text)
    assert found.reading == reading
    assert Activation.parse(reading).tree == found.tree


@pytest.mark.parametrize("text", SENTENCES)
def test_what_could_mean_two_things_gets_the_way_to_write_it(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text, ("z",))
    assert str(caught.value) == f"formula {text!r} has {SENTENCES[text]}".replace("\\\\", "\\")


def test_a_function_that_has_nothing_but_its_number_is_written_out() -> None:
    with pytest.raises(FormulaError, match=r"does not contain z; .*; write elu\(z, 0\.5\)$"):
        Activation.parse("elu(0.5)")
    with pytest.raises(FormulaError, match=r"does not contain a; .*; write huber\(a - y, 2\)$"):
        Loss.parse("huber(2)")


def test_a_derivative_is_no_formula() -> None:
    assert "the sign of a derivative at character 2; write the function: what follows is derived" in refusal("f'(z)")


def test_a_decimal_comma_is_named() -> None:
    with pytest.raises(FormulaError, match=r"has a comma \(numbers have a decimal point: 1\.5\)"):
        Activation.parse("1,5*z")


def test_no_known_function_is_taken_for_another() -> None:
    """A name of the field is read, or refused by its own name; only a misspelt one gets a proposal."""
    names = {*SYNONYMS, *REFUSED, *(name for name, _ in WRITTEN_OUT), *FUNCTIONS}
    names |= {*ELSEWHERE.split()}
    for name in sorted(names):
        for text in (f"{name}(z)", f"{name}(z, 1)", f"{name}(z, 0, 1)", name, f"{name.upper()}(z)"):
            assert "did you mean" not in refusal(text), text
    for text, meant in (
        ("sigmod(z)", "sigmoid"),
        ("exo(z)", "exp"),
        ("sofplus(z)", "softplus"),
        ("hard_tahn(z)", "hard_tanh"),
    ):
        with pytest.raises(FormulaError, match=rf"did you mean {meant}\?"):
            Activation.parse(text)


def test_a_name_that_is_far_from_all_gets_what_is_allowed() -> None:
    for text in ("zig(z)", "cov(z)", "sgmd(z)", "relus6x(z)"):
        said = refusal(text)
        assert "did you mean" not in said
        assert "; allowed: numbers, z" in said


def test_every_activation_of_a_network_is_a_function_of_the_language() -> None:
    for name in ACTIVATIONS:
        said = refusal(f"{name}(z) + z")
        assert said == "" or (name == "softmax" and "it is chosen as an activation" in said)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("z % 2", 3),
        ("(z) % 2", 5),
        ("z[0]", 2),
        ("0,1*z", 2),
        ("z + (z @ z)", 8),
        ("2*z == 1", 5),
        ("exp(z)//2", 7),
        ("z if z>0 else", 10),
    ],
)
def test_a_complaint_points_at_the_sign(text: str, at: int) -> None:
    assert f" at character {at}; " in refusal(text)


def test_conditions_are_explained_in_the_variables_of_the_formula() -> None:
    """The variable z is none of a loss, and need not be one of a graph."""
    for text in (
        "a if a > y",
        "if a > y then a else y",
        "a > y ? a : y",
        r"\begin{cases} a - y \end{cases}",
        "foo(a, y)",
    ):
        with pytest.raises(FormulaError, match="u if a > 0 else v"):
            Loss.parse(text)
    for text in ("p if p > q", "p > q ? p : q", "foo(p, q)"):
        with pytest.raises(FormulaError, match="u if p > 0 else v"):
            graph(text)


def test_a_greek_letter_is_a_variable_where_any_may_stand() -> None:
    assert [each.name for each in graph("gamma*x + beta").inputs] == ["beta", "gamma", "x"]
    with pytest.raises(FormulaError, match="gamma at character 1, which is not read"):
        graph("gamma(x) + 1*x")


@pytest.mark.parametrize(
    ("text", "names", "printed"),
    [
        ("w_{12}*x", ["w_12", "x"], ["w_{12}", "x"]),
        ("w_{ij}*x", ["w_ij", "x"], ["w_{ij}", "x"]),
        ("x_{1}+x_ { 2 }", ["x_1", "x_2"], ["x_{1}", "x_{2}"]),
        ("$w_{1}x_{max}$", ["w_1", "x_max"], ["w_{1}", "x_{max}"]),
        (r"\frac{w_{1}^{2}}{w_{2}}", ["w_1", "w_2"], ["w_{1}", "w_{2}"]),
        (r"\alpha*x", ["alpha", "x"], [r"\alpha", "x"]),
        (r"\theta_{ij} x + \theta_2", ["theta_2", "theta_ij", "x"], [r"\theta_{2}", r"\theta_{ij}", "x"]),
        ("2θx + θ₁", ["theta", "theta_1", "x"], [r"\theta", r"\theta_{1}", "x"]),
        ("lambda*x", ["lamda", "x"], [r"\lambda", "x"]),
        (r"\lambda x", ["lamda", "x"], [r"\lambda", "x"]),
        ("λ_{1} x", ["lamda_1", "x"], [r"\lambda_{1}", "x"]),
    ],
)
def test_a_subscript_and_a_greek_letter_are_part_of_a_name(text: str, names: list[str], printed: list[str]) -> None:
    inputs = graph(text).inputs
    assert [each.name for each in inputs] == names
    assert [each.latex for each in inputs] == printed


@pytest.mark.parametrize("text", ["x_{i+1}*y", "x_{1,2}*y", "x_{}*y", r"x_{\max} y", r"\theta_{i j} y"])
def test_a_subscript_that_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match=r"a subscript of \w+ at character 1; .* write w_12 or w_\{12\}$"):
        graph(text)


def test_what_cannot_be_seen_is_written_out_and_what_can_be_is_shown() -> None:
    with pytest.raises(FormulaError, match=r"formula 'z\\u200b' has the character \(ZERO WIDTH SPACE\)"):
        Activation.parse("z\u200b")
    with pytest.raises(FormulaError, match="formula 'z♥' has the character ♥ "):
        Activation.parse("z♥")


LEAVES = st.sampled_from(
    [FreeVariable("z"), FreeVariable("z"), Constant("e"), Constant("pi"), *map(Number, ("1", "0.50", "2.", "1e-3"))]
)


def _larger(trees: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    comparisons = st.builds(Comparison, st.sampled_from(("<", "<=", ">", ">=")), st.just(FreeVariable("z")), trees)
    return st.one_of(
        st.builds(Negative, trees),
        st.builds(Operation, st.sampled_from(("+", "-", "*", "/", "**")), trees, trees),
        st.builds(
            lambda name, *parts: Call(name, parts[: FUNCTIONS[name]]), st.sampled_from([*FUNCTIONS]), trees, trees
        ),
        st.builds(Cases, st.lists(comparisons, min_size=1, max_size=3).map(tuple), trees, trees),
    )


@given(st.recursive(LEAVES, _larger, max_leaves=12))
def test_a_tree_that_is_written_and_read_again_is_the_same(tree: Node) -> None:
    text = write(tree)
    bounds = ("characters; at most", "more than", "too complicated", "comparison of two numbers")
    if not any(bound in refusal(text) for bound in bounds):
        assert read(text, ("z",))[1] == tree


def test_a_loose_spelling_has_the_tree_of_the_plain_one() -> None:
    """Signs of products left out before brackets, ^ for **, x for z: nothing changes."""
    rng, compared = random.Random(4), 0
    for _ in range(400):
        text = formula(rng, depth=3)
        loose = text.replace("**", "^").replace(")*(", ")(").replace("z", "x").replace("abs(", "np.abs(")
        plain = text.replace("tax", "tanh")
        try:
            tree = read(plain, ("z",))[1]
        except FormulaError:
            continue
        compared += 1
        assert read(loose, ("z",))[1] == tree, text
    assert compared > 300


@given(st.text(alphabet="z|()[]{}^*/+-²√σ.,0123456789e \\<>=&xyfracsintanhifelse", max_size=40), st.integers(0, 10**6))
def test_any_text_is_read_or_refused_with_a_sentence(text: str, seed: int) -> None:
    for each in (text, mutated(random.Random(seed), random.Random(seed).choice([*READINGS]))):
        said = refusal(each)
        assert len(said) < 400
        if not said:
            tree = read(each, ("z",))[1]
            assert read(write(tree), ("z",))[1] == tree
