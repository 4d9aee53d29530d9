"""Below a formula stand the letters of what is shown, and no other."""

import re

from tests.dashboard.reader import opened


def letters(**query: str) -> list[str]:
    """The symbols that are explained below the statement."""
    reader = opened(quantity="dW", layer="1", scope="one", **query)
    [said] = [text.value for text in reader.app.markdown if text.value.startswith("<section>")]
    return re.findall(r"(?:gray\[| · )\$(.*?)\$ ", said)


def test_beside_numbers_no_letter_of_a_line_that_is_not_shown_is_explained() -> None:
    shown, derived = letters(view="numbers"), letters(view="index")
    assert {"x", "w", r"\delta", "C_{s}", "j"} <= set(shown)
    assert not {"i, p, q", "n_l", "z"} & set(shown)
    assert "z" in derived
    # with every line in numbers, all of them are
    assert set(letters(view="numbers", depth="every")) >= set(derived)
