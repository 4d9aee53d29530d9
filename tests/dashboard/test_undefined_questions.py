"""A page asks nothing of the network where its numbers are not defined, and says why."""

import pytest

from tests.dashboard.reader import opened

PAGES = ("layer_by_layer", "one_weights_path", "the_four_equations", "check")


@pytest.mark.parametrize("page", PAGES)
def test_without_numbers_nothing_is_asked(page: str) -> None:
    for formula, asked in (("log(z)", False), ("z**2", True)):
        reader = opened(page=f"app_pages/{page}.py", functions="own,sigmoid", formula=formula)
        questions = [each for each in reader.app.markdown if "**Checkpoint.**" in each.value]
        assert bool(questions) is asked
        waits = [each for each in reader.app.caption if "as soon as every number is defined" in each.value]
        assert bool(waits) is not asked
