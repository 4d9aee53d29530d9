"""Which settings are tried: all combinations, or some at random; and what is refused."""

from itertools import product
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric.search import (
    Distribution,
    Settings,
    grid,
    log_uniform,
    sample_settings,
    uniform,
    whole_uniform,
)


def test_a_grid_is_every_combination_the_last_name_fastest() -> None:
    tried = grid({"hidden": [(), (4,)], "learning_rate": (0.1, 0.2, 0.3)}, Settings(epochs=5))
    wanted = product([(), (4,)], [0.1, 0.2, 0.3])
    assert tried == tuple(Settings(hidden=hidden, learning_rate=rate, epochs=5) for hidden, rate in wanted)
    assert grid({}, Settings(epochs=5)) == (Settings(epochs=5),)


def test_options_of_the_optimiser_are_named_like_settings() -> None:
    base = Settings(options={"beta2": 0.9, "beta1": 0.8})  # type: ignore[arg-type]
    assert base.options == (("beta1", 0.8), ("beta2", 0.9))
    one, other = grid({"beta1": [0.5, 0.6]}, base)
    assert (one.options, other.options) == ((("beta1", 0.5), ("beta2", 0.9)), (("beta1", 0.6), ("beta2", 0.9)))
    weighted = Settings(optimiser="momentum", learning_rate=0.25, options=(("momentum", 0.5),)).built_optimiser()
    assert (weighted.name, weighted.learning_rate) == ("momentum", 0.25)
    vector = np.array([1.0])
    state = weighted.move(vector, np.array([1.0]), ())
    weighted.move(vector, np.array([0.0]), state)
    # two steps by hand: -eta, then -eta mu
    assert vector[0] == 1 - 0.25 - 0.25 * 0.5


def test_settings_build_the_network_for_the_data() -> None:
    built = Settings(hidden=(5, 3), activation="relu", output="identity", loss="mse").network(4, 2)
    assert built == Network((4, 5, 3, 2), ("relu", "relu", "identity"), "mse")
    assert Settings(hidden=()).network(4, 1) == Network((4, 1), "sigmoid", "bce")


def test_settings_take_the_names_that_a_network_takes() -> None:
    respelt = Settings(activation="Leaky ReLU", output="Identity", loss="MSE")
    assert respelt == Settings(activation="leaky_relu", output="identity", loss="mse")
    with_number = Settings(activation="leaky_relu(0.2)")
    assert with_number.network(2, 1) == Network((2, 8, 1), ("leaky_relu(0.2)", "sigmoid"))
    with pytest.raises(SpecificationError, match=r"^activation 'swish'; known: .*; did you mean 'silu'\?$"):
        Settings(activation="swish")


@given(st.integers(0, 2**32), st.integers(1, 20))
def test_samples_are_of_what_was_asked_for_and_the_same_each_time(seed: int, n: int) -> None:
    choices = {
        "learning_rate": log_uniform(1e-3, 1),
        "epochs": whole_uniform(1, 3),
        "beta1": uniform(0.5, 0.75),
        "hidden": [(2,), (3, 3)],
    }
    tried = sample_settings(np.random.default_rng(seed), n, choices)
    assert len(tried) == n
    assert tried == sample_settings(np.random.default_rng(seed), n, choices)
    for each in tried:
        assert 1e-3 <= each.learning_rate <= 1
        assert each.epochs in {1, 2, 3}
        assert 0.5 <= dict(each.options)["beta1"] <= 0.75
        assert each.hidden in {(2,), (3, 3)}


DRAWS = 4000


def shares(distribution: Distribution, edges: list[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    rng = np.random.default_rng(1)
    counts, _ = np.histogram([distribution.draw(rng) for _ in range(DRAWS)], edges)
    return counts / DRAWS


@pytest.mark.parametrize(
    ("distribution", "edges", "fits"),
    [
        (log_uniform(1e-3, 1), [1e-3, 1e-2, 1e-1, 1], True),
        (uniform(-1, 2), [-1, 0, 1, 2], True),
        (whole_uniform(1, 3), [0.5, 1.5, 2.5, 3.5], True),
        # planted: a learning rate drawn evenly is nearly always a large one
        (uniform(1e-3, 1), [1e-3, 1e-2, 1e-1, 1], False),
        (log_uniform(1, 4), [1, 2, 3, 4], False),
    ],
)
def test_each_third_is_as_likely(distribution: Distribution, edges: list[float], fits: bool) -> None:
    # four standard deviations of a share
    close = np.abs(shares(distribution, edges) - 1 / 3).max() < 4 * np.sqrt(2 / 9 / DRAWS)
    assert close == fits


def test_the_share_between_two_rates_is_that_of_their_logarithms() -> None:
    found = shares(log_uniform(1, 4), [1, 2, 3, 4])
    np.testing.assert_allclose(found, np.array([log(2), log(3 / 2), log(4 / 3)]) / log(4), atol=0.03)


def test_both_ends_of_whole_numbers_are_drawn() -> None:
    rng = np.random.default_rng(0)
    drawn = [whole_uniform(2, 5).draw(rng) for _ in range(200)]
    assert set(drawn) == {2, 3, 4, 5}
    assert all(isinstance(number, int) for number in drawn)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (["hidden"], "expected a mapping, such as"),
        ({"learning_rat": [0.1]}, "setting 'learning_rat'; known: hidden, activation, output"),
        ({"schedule": [None]}, "setting 'schedule'; known"),
        ({"options": [()]}, "setting 'options'; known"),
        ({"learning_rate": 0.1}, "learning_rate 0.1; expected a list of choices"),
        ({"optimiser": "adam"}, "optimiser 'adam'; expected a list of choices"),
        ({"learning_rate": []}, r"learning_rate \[\]; expected at least one choice"),
        ({"learning_rate": [0.1, 0.1]}, "a choice stands twice"),
        ({"learning_rate": uniform(0, 1)}, "a grid cannot hold all of a distribution"),
        ({"hidden": (8, 8)}, "a choice stands twice"),
        ({"hidden": (8, 4)}, r"hidden [84]; expected a tuple of whole numbers"),
        ({"hidden": [(8, 0)]}, r"hidden \(8, 0\): size 0; expected a whole number from 1 up"),
        ({"learning_rate": [-0.1]}, "learning_rate -0.1; expected a positive finite number"),
        ({"learning_rate": ["fast"]}, "learning_rate 'fast'; expected a positive finite number"),
        ({"optimiser": ["adm"]}, "optimiser 'adm'; known: sgd, momentum"),
        ({"optimiser": ["adam", "sgd"], "beta1": [0.5]}, "option of optimiser 'sgd': 'beta1'; known: none"),
        ({"beta1": [1.5]}, "beta1 1.5; expected a number from 0 up, below 1"),
        ({"epochs": [0]}, "epochs 0; expected a whole number from 1 up"),
        ({"batch_size": [0]}, "batch_size 0; expected a whole number from 1 up"),
        ({"patience": [True]}, "patience True; expected a whole number from 1 up"),
        ({"initialise": ["lucky"]}, "initialise 'lucky'; known: xavier"),
    ],
)
def test_what_makes_no_sense_is_refused(choices: object, sentence: str) -> None:
    with pytest.raises(SpecificationError, match=sentence) as caught:
        grid(choices)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    if "distribution" not in sentence:
        with pytest.raises(SpecificationError, match=sentence):
            sample_settings(np.random.default_rng(0), 9, choices)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: log_uniform(0, 1), "low 0 of log_uniform"),
        (lambda: log_uniform(-1, 1), "low -1; expected a finite number from 0 up"),
        (lambda: log_uniform(1, 1), "high 1.0 of log_uniform; expected a number above low, 1.0"),
        (lambda: uniform(2, 1), "high 1.0 of uniform; expected a number above low, 2.0"),
        (lambda: uniform(0, np.inf), "high inf; expected a finite number"),
        (lambda: whole_uniform(1, 2.5), "high 2.5; expected a whole number"),  # type: ignore[arg-type]
        (lambda: sample_settings(0, 3, {}), "rng 0; expected a numpy.random.Generator"),  # type: ignore[arg-type]
        (lambda: sample_settings(np.random.default_rng(0), 0, {}), "n 0; expected a whole number from 1 to 1000000"),
        (lambda: Settings(options=("beta1",)), "expected a mapping, such as"),  # type: ignore[arg-type]
        (lambda: Settings(options=3), "options 3; expected a mapping"),  # type: ignore[arg-type]
    ],
)
def test_bounds_and_options_that_make_no_sense_are_refused(make, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SpecificationError, match=sentence):
        make()
