"""The words of the meter: what was compared, and what could not be."""

from dataclasses import replace

import numpy as np

from dashboard.components.meter import explain
from derivations import Network, initialise, match, xor


def test_the_words_name_the_worst_gradient_and_one_that_rounding_takes_away() -> None:
    network = Network((2, 1))
    report = match(network, initialise(network, np.random.default_rng(0)), xor().inputs, xor().targets)
    assert "cannot be said" not in explain(report)
    beside_a_pole = replace(report, rows=(replace(report.rows[0], comparable=False), *report.rows[1:]))
    assert r"Of 1 it cannot be said who is right, such as $w^{(1)}_{11}$" in explain(beside_a_pole)
