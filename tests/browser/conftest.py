"""The dashboard as its readers meet it: a server of its own, and a real Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import (
    Browser,
    Error,
    Page,
    Playwright,
    Request,
    ViewportSize,
    WebSocket,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_OPTIONS = (
    "--no-sandbox",  # Chromium has no other way to run as root, as in a container
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
INSTALL_SECONDS = 300
START_SECONDS = 60
STOP_SECONDS = 10
LOG_LINES = 60
MOST_SHOWN = 3000
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
LATE = ["TimeoutError", "Locator expected"]  # what Playwright says when it has waited in vain
PATIENCE = 20_000  # milliseconds: a busy machine answers late, and none of these tests is about speed
LOG = pytest.StashKey[Path]()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _log_tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    # whatever proxy the machine uses, it is not for this server
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end and process.poll() is None:
        try:
            with opener.open(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:  # refused, too slow, or an HTTP error: not there yet
            time.sleep(0.1)
    state = "did not answer in time" if process.poll() is None else f"ended with {process.returncode}"
    _stop(process)
    pytest.fail(f"the dashboard {state}; its log:\n{_log_tail(log)}", pytrace=False)


@pytest.fixture(scope="session")
def app_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the dashboard for this session and give its address, without a slash at the end."""
    log = tmp_path_factory.mktemp("dashboard") / "log.txt"
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    # The tester's own settings stay out, and so does a PYTHONPATH: the app has to find its modules by itself.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_") and k != "PYTHONPATH"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=kept, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
    _wait_until_healthy(process, url, log)
    request.config.stash[LOG] = log
    yield url
    _stop(process)


def _launch(playwright: Playwright, **where: str) -> Browser | None:
    try:
        return playwright.chromium.launch(args=BROWSER_OPTIONS, **where)  # type: ignore[arg-type]
    except Error:  # not there, or a wrapper that does not start, like Ubuntu's chromium-browser without snap
        return None


def _install() -> str:
    """Let Playwright download its Chromium; give the reason if that does not work."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            output, _ = process.communicate(timeout=INSTALL_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # the download is done by a child of this child
            return f"Playwright's download took more than {INSTALL_SECONDS} s"
    errors = [line for line in output.decode(errors="replace").splitlines() if "error" in line.lower()]
    return "" if process.returncode == 0 else f"Playwright's download failed: {', '.join(errors[:1])}"


def _open_browser(playwright: Playwright, lacking: Callable[[str], NoReturn]) -> Browser:
    for name in SYSTEM_BROWSERS:
        path = shutil.which(name)
        if path and (found := _launch(playwright, executable_path=path)):
            return found
    # Playwright's own, else a Chrome where it knows to look for one (macOS and Windows keep it off PATH)
    if found := _launch(playwright) or _launch(playwright, channel="chrome"):
        return found
    reason = _install() or "the downloaded one does not start"
    return _launch(playwright) or lacking(f"no Chromium: none of {', '.join(SYSTEM_BROWSERS)} starts, and {reason}")


@pytest.fixture(scope="session")
def browser(lacking: Callable[[str], NoReturn]) -> Iterator[Browser]:
    """Give a Chromium: the system's, else Playwright's, else one that Playwright can download."""
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # no class of its own; on a bare Debian the driver lacks libatomic1, for example
        lacking(f"Playwright's driver does not start ({error})")
    try:
        opened = _open_browser(playwright, lacking)
        yield opened
        opened.close()
    finally:
        playwright.stop()


def _open_page(browser: Browser) -> Page:
    context = browser.new_context(viewport=LAPTOP)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return context.new_page()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Page]:
    """Give an empty page of 1280 x 800 in a context of its own, for a test that leaves on it what cannot be taken back.

    Playwright records the errors of a page (see `checks`).
    """
    opened = _open_page(browser)
    yield opened
    opened.context.close()


@pytest.fixture(scope="session")
def kept() -> list[Page]:
    """Hold the page of the test before; it is closed together with the browser."""
    return []


@pytest.fixture
def page(browser: Browser, kept: list[Page]) -> Iterator[Page]:
    """Give an empty page of 1280 x 800.

    It is the page of the test before, made as it was when it was new: to load the dashboard into a process that has
    run its programs takes half the time. After a test that failed it is another one.
    """
    if not kept or kept[0].is_closed():
        kept[:] = [_open_page(browser)]
    (opened,) = kept
    opened.set_viewport_size(LAPTOP)
    opened.emulate_media(color_scheme="light")
    opened.mouse.move(0, 0)
    opened.context.clear_permissions()
    opened.context.clear_cookies()
    opened.clear_console_messages()
    opened.clear_page_errors()
    yield opened
    if opened.is_closed():
        return
    for other in opened.context.pages:
        if other is not opened:
            other.close()
    if opened.url.startswith("http"):
        opened.evaluate("localStorage.clear(), sessionStorage.clear()")
    opened.goto("about:blank")  # what trains there ends


@pytest.fixture
def fetched(page: Page) -> Iterator[list[str]]:
    """Give the addresses that the page asks for or connects to, as it does."""
    found: list[str] = []

    def keep(asked: Request | WebSocket) -> None:
        found.append(asked.url)

    page.on("request", keep)
    page.on("websocket", keep)
    yield found
    page.remove_listener("request", keep)
    page.remove_listener("websocket", keep)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests, and run them last: Playwright keeps the thread's event loop until the session ends.

    One that waited in vain is tried once more, and the last lines name it: a busy machine may answer too late.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=LATE))
    items.sort(key=lambda item: "browser" in item.keywords)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what stood on the page, and the end of the dashboard's log, under a test that failed while it ran."""
    report = yield
    log = item.config.stash.get(LOG, None)
    fixtures = getattr(item, "funcargs", {})
    opened = fixtures.get("new_page") or fixtures.get("page")
    if report.failed and call.when == "call" and opened:
        with suppress(Error):  # it may have gone
            report.sections.append(("the page", opened.locator("body").inner_text(timeout=2000)[:MOST_SHOWN]))
        opened.context.close()
    if report.failed and log is not None and "app_url" in getattr(item, "fixturenames", ()):
        report.sections.append(("the dashboard's log", _log_tail(log)))
    return report
