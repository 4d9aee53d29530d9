"""What usually goes with a data set: a rate that suits what is predicted, and a loss that fits."""

from dashboard.lab.usual import usual_rate, usual_settings


def test_errors_of_numbers_are_not_bounded_and_get_a_smaller_rate() -> None:
    assert (usual_rate("sgd", "binary"), usual_rate("sgd", "numbers")) == (1.0, 0.1)
    assert (usual_rate("adam", "binary"), usual_rate("adam", "numbers")) == (0.03, 0.03)


def test_an_unknown_optimiser_is_plain_descent() -> None:
    found = usual_settings("sine", (4,), "lbfgs")
    assert (found.optimiser, found.loss, found.functions, found.rate) == ("sgd", "mse", ("sigmoid", "identity"), 0.1)
