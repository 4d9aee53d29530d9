"""What every page of the dashboard has to fulfil in a browser, and the moment to look at it.

In goes a Playwright page; out comes nothing, or an AssertionError that lists what is wrong. Knows no page by name.
"""

from playwright.sync_api import Page

APP = '[data-testid="stApp"]'
AT_REST = f'{APP}[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
UNFINISHED = f'{APP} [data-stale="true"], {APP} [data-testid="stSkeleton"]'
BROKEN = {
    "KaTeX rejects": ".katex-error",
    "KaTeX does not know": '.katex [style*="204, 0, 0"], .katex [style*="#cc0000"]',
    "exception shown": '[data-testid="stException"]',
}
OF_VEGA = "WARN "  # how it begins what it has to say of a chart

_QUIET = """([atRest, unfinished, quiet]) => {
    const now = performance.now();
    const rests = document.querySelector(atRest) && !document.querySelector(unfinished);
    if (!rests) { window.restsSince = undefined; return false; }
    window.restsSince ??= now;
    return now - window.restsSince >= quiet;
}"""
_GO = """address => new Promise(done => {
    const app = document.querySelector('[data-testid="stApp"]');
    new MutationObserver((_, observer) => { observer.disconnect(); done(); })
        .observe(app, {attributes: true, attributeFilter: ["data-test-script-state"]});
    setTimeout(done, 5000); // so fast that the browser has drawn nothing in between
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
})"""
_SOURCE = """found => found.map(e => {
    const source = e.closest(".katex")?.querySelector("annotation")?.textContent ?? "";
    return [e.getAttribute("title") ?? e.textContent, source && `in ${source}`].filter(Boolean).join(" ");
})"""


def settled(page: Page, *, quiet: float = 250, timeout: float = 20_000) -> None:
    """Wait until the script has run, everything of it is drawn, and no further run has begun for `quiet` milliseconds.

    The default is longer than the 200 ms by which Streamlit holds back a slider or a typed text. A fragment that runs
    by itself (training) hardly shows in this state: wait with `expect` for the number that moves.
    """
    page.evaluate("window.restsSince = undefined")
    page.wait_for_function(_QUIET, arg=[AT_REST, UNFINISHED, quiet], timeout=timeout)


def go(page: Page, address: str) -> None:
    """Go to an address of the dashboard that is open, as the browser's arrow back does: nothing is loaded again.

    Until the server has begun to answer, the page that rests is the one before.
    """
    page.evaluate(_GO, address)


def complaints(page: Page) -> list[str]:
    """Say what is broken on the page as it stands, and which errors it has written since it was opened."""
    found = [] if page.locator(APP).count() else ["no app on this page"]  # else an empty document would be clean
    found += [
        f"{what}: {text}" for what, selector in BROKEN.items() for text in page.locator(selector).evaluate_all(_SOURCE)
    ]
    found += [f"page error: {error}" for error in page.page_errors()]
    found += [
        f"console {m.type}: {m.text} ({m.location['url']})"
        for m in page.console_messages()
        if m.type == "error" or m.text.startswith(OF_VEGA)
    ]
    return found


def assert_clean(page: Page) -> None:
    """Fail if the page shows broken LaTeX or an exception, or has raised or logged an error, or a chart a warning."""
    found = complaints(page)
    assert not found, "\n".join([page.url, *found])
