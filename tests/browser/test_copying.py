"""Every equation of every page can be copied: with the mouse, with a finger, with the keyboard."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.navigation import PAGES
from dashboard.state.functions import layer_back
from tests.browser.checks import assert_clean, settled

ADDRESSES = ["", *(row.file.stem for row in PAGES[1:])]
COPIED = """async wanted => {
    const text = await navigator.clipboard.readText();
    return wanted ? text.includes(wanted) && text : text;
}"""
# of every equation: its source, and what both buttons copy
EVERY = r"""async () => {
    const [found, bar] = [[], document.getElementById("copying")];
    for (const katex of document.querySelectorAll(".stMarkdown .katex")) {
        const source = katex.querySelector("annotation")?.textContent ?? "";
        if (!/=|\\leftarrow/.test(source)) continue;
        katex.dispatchEvent(new PointerEvent("pointerover", {bubbles: true, pointerType: "mouse"}));
        const copies = [];
        for (const button of bar.querySelectorAll("button")) {
            button.click();
            for (let tries = 0; button.textContent !== "Copied" && tries < 100; tries++)
                await new Promise(done => setTimeout(done, 10));
            copies.push(await navigator.clipboard.readText());
        }
        found.push([source, ...copies]);
        bar.dispatchEvent(new PointerEvent("pointerover", {bubbles: true, pointerType: "mouse"}));
    }
    return found;
}"""
# of every equation on a line of its own: how much mathematics the buttons cover beside it
COVERED = r"""async () => {
    const [found, bar] = [[], document.getElementById("copying")];
    for (const katex of document.querySelectorAll(".stMarkdown .katex-display .katex")) {
        if (!/=|\\leftarrow/.test(katex.querySelector("annotation")?.textContent ?? "")) continue;
        katex.scrollIntoView({block: "center"});
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))));
        katex.dispatchEvent(new PointerEvent("pointerover", {bubbles: true, pointerType: "mouse"}));
        const own = bar.getBoundingClientRect();
        const bases = [...document.querySelectorAll(".katex .base")].map(base => base.getBoundingClientRect());
        const areas = bases.map(base =>
            Math.max(0, Math.min(own.right, base.right) - Math.max(own.left, base.left)) *
            Math.max(0, Math.min(own.bottom, base.bottom) - Math.max(own.top, base.top)));
        found.push([own.width, areas.reduce((sum, each) => sum + each, 0)]);
    }
    return found;
}"""
DOCUMENT = r"""\documentclass{article}\usepackage{amsmath,amssymb,xcolor,cancel}\usepackage[utf8]{inputenc}
\begin{document}
%s
\end{document}
"""


def _allow(page: Page, app_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app_url)


@pytest.mark.parametrize("address", ADDRESSES)
def test_all_that_is_copied_is_plain_latex_that_compiles(
    page: Page, app_url: str, address: str, pdflatex: str, tmp_path: Path
) -> None:
    _allow(page, app_url)
    page.goto(f"{app_url}/{address}")
    settled(page, timeout=60_000)
    found = page.evaluate(EVERY)
    assert found
    for source, latex, sentence in found:
        assert re.search(r"=|\\leftarrow", latex), source
        assert not re.search(r"textcolor|phantom|allowbreak|nobreak|displaystyle|#", latex + sentence), source
        assert latex in sentence
    text = tmp_path / "copied.tex"
    text.write_text(DOCUMENT % "\n".join(f"\\[{latex}\\]" for _, latex, _ in found), encoding="utf-8")
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", text.name]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout.decode(errors="replace")[-3000:]
    assert_clean(page)


def test_the_mouse_copies_what_the_library_prints(page: Page, app_url: str) -> None:
    _allow(page, app_url)
    page.goto(f"{app_url}/activations_and_losses?f=sigmoid")
    settled(page, timeout=60_000)
    equation = page.locator(".katex-display", has_text="δ").first.locator(".base").first
    equation.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # to scroll hides the buttons
    equation.hover()
    bar = page.get_by_role("toolbar", name="Copy this equation")
    bar.get_by_role("button", name="Copy", exact=True).click()
    latex = page.wait_for_function(COPIED, arg="delta").json_value()
    printed = layer_back("sigmoid", coloured=False)
    # on the page a long bracket may be broken, so it is two marks of one size
    assert latex.replace(r"\biggl", r"\left").replace(r"\biggr", r"\right").split() == printed.split()
    bar.get_by_role("button", name="Copy for notes").click()
    copied = page.wait_for_function(COPIED, arg="$$").json_value()
    assert copied.startswith("Through 20 layers of $\\sigma$.")
    assert copied.endswith(f"$$\n{latex}\n$$")
    page.mouse.move(5, 400)
    expect(bar).to_be_hidden()


@pytest.mark.parametrize("address", ["activations_and_losses?f=softmax", "activations_and_losses?about=loss"])
def test_the_buttons_cover_no_mathematics(page: Page, app_url: str, address: str) -> None:
    page.goto(f"{app_url}/{address}")
    settled(page, timeout=60_000)
    found = page.evaluate(COVERED)
    assert len(found) > 2
    assert all(width > 50 for width, _ in found)
    assert [area for _, area in found if area > 1] == []


def test_the_keyboard_goes_from_equation_to_equation(page: Page, app_url: str) -> None:
    _allow(page, app_url)
    page.goto(f"{app_url}/the_four_equations")
    settled(page, timeout=60_000)
    here = "document.activeElement.querySelector?.('annotation')?.textContent"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{here} !== undefined && document.activeElement.matches('.katex')"):
            break
    first = page.evaluate(here)
    page.keyboard.press("ArrowDown")
    second = page.evaluate(here)
    assert first
    assert second not in ("", first)
    page.keyboard.press("Enter")
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('=')")
    page.keyboard.press("Tab")
    assert page.evaluate(here) != first  # one stop for all of them
    assert_clean(page)


def test_a_finger_shows_the_buttons_on_a_phone(browser: Browser, app_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark")
    page = context.new_page()
    _allow(page, app_url)
    page.goto(f"{app_url}/activations_and_losses")
    settled(page, timeout=60_000)
    page.locator(".katex-display").first.locator(".base").first.tap()
    note = page.get_by_role("button", name="Copy for notes")
    expect(note).to_be_in_viewport(ratio=1)
    note.tap()
    page.wait_for_function(COPIED, arg="$$")
    assert_clean(page)
    context.close()
