"""Fisher's Iris flowers, shipped beside this file.

Goes in: nothing. Comes out: 150 samples of 3 species.
Must not know: networks.

R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7 (1936) 179-188; UCI Machine
Learning Repository, https://doi.org/10.24432/C56C76, licence CC BY 4.0. The rows are those of Fisher's paper: the copy
at UCI differs from it in its samples 35 and 38, and says so. Here the class names lost their prefix "Iris-".
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from derivations.calling import public
from derivations.numeric.data.sets.dataset import DataSet
from derivations.numeric.data.sets.one_hot import one_hot

FILE = Path(__file__).with_name("iris.csv")
SPECIES = ("setosa", "versicolor", "virginica")


@public
def iris() -> DataSet:
    """150 flowers: length and width of sepal and petal in centimetres, and which of three species it is.

    Returns
    -------
    DataSet
        inputs (150, 4) in cm, targets one-hot (150, 3), 50 samples of each class.

    Examples
    --------
    >>> from derivations import iris
    >>> iris()
    <DataSet 'iris': 150 samples, inputs (150, 4), targets (150, 3)>
    >>> iris().classes
    ('setosa', 'versicolor', 'virginica')
    """
    with FILE.open(encoding="ascii", newline="") as file:
        header, *rows = csv.reader(file)
    targets, classes = one_hot([row[-1] for row in rows], SPECIES)
    return DataSet(
        name="iris",
        inputs=np.array([row[:-1] for row in rows], dtype=np.float64),
        targets=targets,
        description="Three species of iris, told apart by the length and width of sepal and petal.",
        input_names=tuple(header[:-1]),
        classes=classes,
        source="R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7 (1936) "
        "179-188; UCI Machine Learning Repository, https://doi.org/10.24432/C56C76",
        licence="CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    )
