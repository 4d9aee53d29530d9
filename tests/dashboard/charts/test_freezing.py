"""The size of a gradient over an input: without its sign, and the chosen value marked."""

from dashboard.charts import freezing_data
from tests.dashboard.charts.frames import frame


def test_every_gradient_at_its_input_without_its_sign() -> None:
    rows = frame(freezing_data((-1.0, 0.0, 1.0), (0.5, 0.0, -0.25), 2)["freezing"])
    assert rows["input"].tolist() == [-1, 0, 1]
    assert rows["gradient"].tolist() == [0.5, 0, 0.25]
    assert rows["chosen"].tolist() == [False, False, True]
