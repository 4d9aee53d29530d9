"""The data sets of the charts, read back as a browser would read them: bytes of Arrow streams become frames."""

from typing import Any

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from dashboard import charts


def network_data(*args: Any, **options: Any) -> dict[str, pd.DataFrame]:
    """Give the data sets of the diagram."""
    return _frames(charts.network_data(*args, **options))


def loss_data(*args: Any, **options: Any) -> dict[str, pd.DataFrame]:
    """Give the data sets of the loss curve."""
    return _frames(charts.loss_data(*args, **options))


def boundary_data(*args: Any, **options: Any) -> dict[str, pd.DataFrame]:
    """Give the data sets of the decision boundary."""
    return _frames(charts.boundary_data(*args, **options))


def frame(written: bytes) -> pd.DataFrame:
    """Read one data set."""
    return convert_arrow_bytes_to_pandas_df(written)


def _frames(data_sets: dict[str, bytes]) -> dict[str, pd.DataFrame]:
    return {name: frame(written) for name, written in data_sets.items()}
