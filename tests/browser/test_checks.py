"""The browser checks, each shown failing on a planted error."""

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.checks import assert_clean, complaints, settled

APP = '<div data-testid="stApp" data-test-connection-state="CONNECTED" data-test-script-state="{state}">{content}</div>'
FORMULA = '<span class="katex"><annotation>{source}</annotation><span style="color: {colour}">{source}</span></span>'


def _app(content: str = "", state: str = "notRunning") -> str:
    return APP.format(state=state, content=content)


def test_a_sound_page_is_clean(page: Page) -> None:
    page.set_content(_app(FORMULA.format(source="x", colour="rgb(0, 114, 178)")))
    settled(page)
    assert_clean(page)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (r'<span class="katex-error" title="ParseError">\frac</span>', "KaTeX rejects: ParseError"),
        (FORMULA.format(source=r"\href", colour="rgb(204, 0, 0)"), r"KaTeX does not know: \href in \href"),
        (FORMULA.format(source=r"\href", colour="#cc0000"), r"KaTeX does not know: \href in \href"),
        ('<div data-testid="stException">Oh no.</div>', "exception shown: Oh no."),
        ("<script>undefinedName()</script>", "page error: "),
        ("<script>console.error('lost')</script>", "console error: lost"),
        ("<script>console.warn('WARN Infinite extent')</script>", "console warning: WARN Infinite extent"),
    ],
)
def test_a_planted_error_is_found(page: Page, content: str, complaint: str) -> None:
    page.set_content(_app(content))
    assert any(found.startswith(complaint) for found in complaints(page)), complaints(page)
    with pytest.raises(AssertionError):
        assert_clean(page)


def test_a_page_without_an_app_is_not_clean(page: Page) -> None:
    page.set_content("<p>404</p>")
    assert complaints(page) == ["no app on this page"]


@pytest.mark.parametrize(
    "unsettled",
    [
        "",
        _app(state="initial"),
        _app(state="running"),
        _app(state="rerunRequested"),
        _app('<div data-stale="true"></div>'),
        _app('<div data-testid="stSkeleton"></div>'),
        _app().replace("CONNECTED", "CONNECTING"),
    ],
)
def test_an_unfinished_page_does_not_count_as_settled(page: Page, unsettled: str) -> None:
    page.set_content(unsettled)
    with pytest.raises(TooLate):
        settled(page, quiet=50, timeout=400)
