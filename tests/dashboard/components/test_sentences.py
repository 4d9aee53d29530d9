"""Sentences of the library are shown as they are, whatever marks of Markdown are in them."""

import re

from dashboard.components.sentences import literal


def test_every_mark_of_markdown_is_escaped_and_nothing_else_changes() -> None:
    words = "formula 'z.__class__*$x$ <b> [a](b) `c` :red[d] | # ~e~ ^f^ \\\\' + - * / **; é"
    shown = literal(words)
    assert re.sub(r"\\(.)", r"\1", shown) == words
    # taken one by one, escaped marks as one, no mark stands alone
    assert not set(re.findall(r"\\.|.", shown)) & set("*_`$[]()<>|#~^:\\")
    assert literal("only words, and 12.5 of them") == "only words, and 12.5 of them"
