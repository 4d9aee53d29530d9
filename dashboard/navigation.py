"""The table of pages, and the navigation along the top that follows from it. A new page is a file and a row here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).resolve().parent / "app_pages"
MOST_IN_BAR = 8  # what a bar of 1280 pixels has room for


@dataclass(frozen=True)
class PageRow:
    """A page: the group that it stands in, its file and its title; the file's name is its address."""

    group: str
    file: Path
    title: str


# in the order of a newcomer's path; the first one is home
PAGES = (
    PageRow("Understand", FOLDER / "layer_by_layer.py", "Layer by layer"),
    PageRow("Understand", FOLDER / "one_weights_path.py", "One weight's path"),
    PageRow("Understand", FOLDER / "the_four_equations.py", "The four equations"),
    PageRow("Understand", FOLDER / "shapes.py", "Shapes"),
    PageRow("Understand", FOLDER / "computational_graph.py", "Computational graph"),
    PageRow("Understand", FOLDER / "activations_and_losses.py", "Activations and losses"),
    PageRow("Build", FOLDER / "perceptron_and_gates.py", "Perceptron and gates"),
    PageRow("Build", FOLDER / "worked_example.py", "Worked example"),
    PageRow("Build", FOLDER / "training_lab.py", "Training lab"),
    PageRow("Build", FOLDER / "optimisers.py", "Optimisers"),
    PageRow("Build", FOLDER / "initialisation_and_depth.py", "Initialisation and depth"),
    PageRow("Build", FOLDER / "regularisation.py", "Regularisation"),
    PageRow("Trust", FOLDER / "check.py", "Check"),
)


def run(pages: Sequence[PageRow] = PAGES) -> None:
    """Run the page of the address."""
    shown = {
        menu: [st.Page(row.file, title=row.title, default=row is pages[0]) for row in rows]
        for menu, rows in menus(pages).items()
    }
    st.navigation(shown, position="top").run()


def find_next(title: str) -> PageRow | None:
    """Return the page that comes after the one of this title on a newcomer's path."""
    return next((after for row, after in pairwise(PAGES) if row.title == title), None)


def menus(pages: Sequence[PageRow]) -> dict[str, list[PageRow]]:
    """Put pages into the bar, under no name, where each is seen; of many, those of a group into a menu, in their order.

    The bar has one place for pages without a menu: beside menus, for the first ones that are alone in their group.
    """
    if len(pages) <= MOST_IN_BAR:
        return {"": list(pages)}
    found: dict[str, list[PageRow]] = {}
    for group, rows in groupby(pages, key=lambda row: row.group):
        together = list(rows)
        alone = len(together) == 1 and not any(found)
        found.setdefault("" if alone else group, []).extend(together)
    return found
