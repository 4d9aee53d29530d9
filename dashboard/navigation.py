"""The table of pages, and the navigation along the top that follows from it. A new page is a file and a row here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).resolve().parent / "app_pages"


@dataclass(frozen=True)
class Row:
    """A page: the group that it stands in, its file, its title and its icon; the file's name is its address."""

    group: str
    file: Path
    title: str
    icon: str


# in the order of a newcomer's path; the first one is home
PAGES = (
    Row("Understand", FOLDER / "layer_by_layer.py", "Layer by layer", ":material/account_tree:"),
    Row("Understand", FOLDER / "one_weights_path.py", "One weight's path", ":material/route:"),
    Row("Understand", FOLDER / "the_four_equations.py", "The four equations", ":material/functions:"),
    Row("Understand", FOLDER / "shapes.py", "Shapes", ":material/grid_on:"),
    Row("Understand", FOLDER / "computational_graph.py", "Computational graph", ":material/schema:"),
    Row("Understand", FOLDER / "activations_and_losses.py", "Activations and losses", ":material/show_chart:"),
    Row("Trust", FOLDER / "check.py", "Check", ":material/fact_check:"),
)


def run(pages: Sequence[Row] = PAGES) -> None:
    """Run the page of the address."""
    shown = {
        menu: [st.Page(row.file, title=row.title, icon=row.icon, default=row is pages[0]) for row in rows]
        for menu, rows in menus(pages).items()
    }
    st.navigation(shown, position="top").run()


def find_next(title: str) -> Row | None:
    """Return the page that comes after the one of this title on a newcomer's path."""
    return next((after for row, after in pairwise(PAGES) if row.title == title), None)


def menus(pages: Sequence[Row]) -> dict[str, list[Row]]:
    """Put the pages of a group into a menu, in their order; the first ones that are alone in theirs, into the bar.

    The bar has one place for pages without a menu, under no name: after a menu, a single page has a menu too.
    """
    found: dict[str, list[Row]] = {}
    for group, rows in groupby(pages, key=lambda row: row.group):
        together = list(rows)
        alone = len(together) == 1 and not any(found)
        found.setdefault("" if alone else group, []).extend(together)
    return found
