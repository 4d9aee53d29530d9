"""Leaky ReLU, ELU and Huber's error with a number: derived and checked, run, and equal to PyTorch's own."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations import Network, Parameters, backward, derive, elu, huber, initialise, leaky_relu, loss, match, notes
from derivations.errors import DerivationError, SpecificationError
from derivations.formula import Activation, Loss
from derivations.numeric.network.activations import function
from derivations.rendering.lines import print_result
from tests.numeric.rounding import EPS

POINTS = np.array([-1e4, -800.0, -3.0, -1.0, -0.3, -1e-8, 0.0, 1e-8, 0.3, 1.0, 3.0, 800.0, 1e4])


@pytest.mark.parametrize("number", [0.2, 0.05, 1.5])
@pytest.mark.parametrize(("make", "theirs"), [(leaky_relu, "leaky_relu"), (elu, "elu")])
def test_equals_pytorch(make: Any, theirs: str, number: float, torch: ModuleType) -> None:
    z = torch.tensor(POINTS, requires_grad=True)
    a = getattr(torch.nn.functional, theirs)(z, number)
    a.sum().backward()
    ours = function(make(number))
    value = ours.value_at(POINTS)
    # exp(z) - 1 has the rounding of the 1
    np.testing.assert_allclose(value, a.detach().numpy(), rtol=4 * EPS, atol=4 * EPS)
    np.testing.assert_allclose(ours.derivative_at(POINTS, value), z.grad.numpy(), rtol=4 * EPS, atol=0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("delta", [0.5, 2.0, 3.25])
def test_huber_equals_pytorch(delta: float, torch: ModuleType) -> None:
    network, start = Network((1, 1), "identity", huber(delta)), Parameters((np.ones((1, 1)),), (np.zeros(1),))
    for x in (*POINTS, delta, -delta, 1e150):
        a = torch.tensor([[x]], dtype=torch.float64, requires_grad=True)
        cost = torch.nn.functional.huber_loss(a, torch.zeros_like(a), delta=delta)
        cost.backward()
        assert loss(network, start, [[x]], [[0.0]]) == pytest.approx(cost.item(), rel=8 * EPS, abs=0)
        assert backward(network, start, [[x]], [[0.0]]).deltas[0].item() == pytest.approx(a.grad.item(), rel=8 * EPS)


def test_the_number_that_a_name_stands_for_is_that_name() -> None:
    assert (leaky_relu(), leaky_relu(0.01), elu(), elu(1), huber(), huber(1.0)) == (
        *("leaky_relu", "leaky_relu", "elu", "elu", "huber", "huber"),
    )
    assert leaky_relu(0.2) == leaky_relu(0.2) != leaky_relu(0.3)
    assert len({elu(0.5), elu(0.5), elu(2), huber(2.0)}) == 3


def test_a_network_with_all_of_them_is_derived_checked_and_matches() -> None:
    network = Network((2, 3, 3, 2, 2), (leaky_relu(0.2), leaky_relu(0.3), elu(0.5), "identity"), huber(2.0))
    derivation = derive(network)
    assert derivation.check().ok
    assert {"LReLU_0_2'", "LReLU_0_3'", "ELU_0_5'"} <= {result.target for result in derivation.results}
    cost = print_result(derivation, "C").lines[0].formula.replace("a^{(4)}_{js} - y_{js}", "u")
    cases = r"\frac{(u)^{2}}{2} & \text{if } \left|u\right| \leq 2 \\ 2 (\left|u\right| - 1) & \text{otherwise}"
    assert cases in cost
    rng = np.random.default_rng(3)
    start, inputs, targets = initialise(network, rng), rng.normal(size=(6, 2)), 4 * rng.normal(size=(6, 2))
    assert match(network, start, inputs, targets).ok
    written = notes.to_markdown(derivation, ["delta2"])
    assert r"\operatorname{LReLU}_{0.3}" in written
    assert "LReLU_0_2_prime" in derivation.compile().source


def test_another_number_does_not_match() -> None:
    rng = np.random.default_rng(4)
    network, other = (Network((2, 3, 1), (leaky_relu(number), "sigmoid")) for number in (0.2, 0.2000001))
    start, inputs, targets = initialise(network, rng), rng.normal(size=(6, 2)), rng.uniform(size=(6, 1))
    ours, theirs = backward(network, start, inputs, targets), derive(other).compile()(start, inputs, targets)
    assert not np.allclose(ours.weights[0], theirs.weights[0], rtol=1e-9, atol=0)


@pytest.mark.parametrize("make", [leaky_relu, elu, huber])
@pytest.mark.parametrize("number", [0, -1, float("nan"), float("inf"), "a", None, [1], 1e300])
def test_what_is_no_such_number_is_refused_in_a_sentence(make: Any, number: Any) -> None:
    with pytest.raises(DerivationError) as caught:
        make(number)
    assert len(str(caught.value)) < 400


def test_a_name_may_have_a_number_at_its_end() -> None:
    assert Activation.parse("z**2", name="f_1").latex_name == "f_{1}"
    assert Loss.parse("(a-y)**4", name="phi_0_5").latex_name == r"\phi_{0.5}"
    for name in ("f_", "_1", "f_1_2_3", "f_x", "f__1", "1_f"):
        with pytest.raises(DerivationError, match="a name is one letter or a word"):
            Activation.parse("z**2", name=name)
    with pytest.raises(SpecificationError, match="slope"):
        leaky_relu(-1)


@pytest.mark.parametrize(
    "text", ["leaky_relu(0.2)", "LeakyReLU(0.2)", "leaky_relu( 0.20 )", "LeakyReLU(negative_slope=0.2)"]
)
def test_a_network_takes_the_number_as_text(text: str) -> None:
    assert Network((2, 3, 1), (text, "identity"), "huber(2)") == Network(
        (2, 3, 1), (leaky_relu(0.2), "identity"), huber(2)
    )


def test_a_name_may_have_capitals() -> None:
    assert Network((2, 3, 3, 1), ("ReLU", "Leaky ReLU", "Identity"), "MSE") == Network(
        (2, 3, 3, 1), ("relu", "leaky_relu", "identity"), "mse"
    )


@pytest.mark.parametrize(
    "text", ["huber(a - y, 2)", "huber(a, y, 2)", "huber(a-y, delta=2)", "F.huber_loss(a, y, delta=2)"]
)
def test_the_number_of_huber_stands_in_a_formula_too(text: str) -> None:
    assert Loss.parse(text).tree == huber(2).tree  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["huber(a, y)", "huber(2, a - y)"])
def test_a_target_is_not_taken_for_the_number_of_huber(text: str) -> None:
    with pytest.raises(DerivationError, match=r"write huber\(a - y\), or huber\(a - y, 2\) with its number"):
        Loss.parse(text)


def test_a_norm_is_squared_before_it_is_a_loss() -> None:
    assert Loss.parse("½||a - y||^2").reading == "1/2*(a - y)**2"
    with pytest.raises(DerivationError, match=r"write \|u\| for its error, or the square"):
        Loss.parse("||a - y||")
