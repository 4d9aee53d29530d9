"""AppTest draws whole pages only: a callback that asks for some parts of one gets all of it."""

from collections.abc import Iterator

import pytest

from dashboard.session import parts


@pytest.fixture(autouse=True, scope="session")
def whole_pages() -> Iterator[None]:
    """Let a callback return: Streamlit then runs the page from its beginning."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "redraw", lambda *_: None)
        yield
