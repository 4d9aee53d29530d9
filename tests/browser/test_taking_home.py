"""What a reader takes home: a copied result, a document that compiles, Markdown."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean
from tests.browser.visitor import Visitor

OPACITY = """button => {
    let seen = 1;
    for (let e = button; e; e = e.parentElement) seen *= Number(getComputedStyle(e).opacity);
    return seen;
}"""


@pytest.fixture
def visitor(page: Page, app_url: str) -> Visitor:
    """A visitor who may use the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app_url)
    return Visitor(page, app_url)


def test_the_latex_of_a_result_is_copied_by_a_button_that_can_be_seen(visitor: Visitor) -> None:
    visitor.open("layer=1&quantity=db")
    visitor.page.get_by_test_id("stPopoverButton").filter(has_text="LaTeX").first.click()
    for at, source in enumerate(
        (
            r"\frac{\partial C}{\partial b^{(1)}_{j}} = \sum_{s=1}^{m} \delta^{(1)}_{js}",
            "\\begin{align*}\n  \\frac{\\partial C}{\\partial b^{(1)}_{j}}\n  &= ",
        )
    ):
        button = visitor.page.get_by_label("Copy to clipboard").nth(at)
        expect(button).to_be_visible()
        visitor.page.wait_for_function("button => (" + OPACITY + ")(button) > 0.9", arg=button.element_handle())
        button.click()
        visitor.page.wait_for_function(
            "async source => (await navigator.clipboard.readText()).startsWith(source)", arg=source
        )
    assert_clean(visitor.page)


@pytest.mark.parametrize("loss", ["bce", "mse"])
def test_the_downloaded_document_compiles(visitor: Visitor, pdflatex: str, tmp_path: Path, loss: str) -> None:
    visitor.open(f"loss={loss}")
    with visitor.page.expect_download() as started:
        visitor.keyed("download-tex").get_by_role("button").click()
    assert started.value.suggested_filename == "backpropagation.tex"
    document = tmp_path / "derivation.tex"
    started.value.save_as(document)
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", document.name]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout.decode(errors="replace")[-3000:]
    assert (tmp_path / "derivation.pdf").read_bytes().startswith(b"%PDF")
    assert_clean(visitor.page)


def test_the_downloaded_markdown_holds_the_derivation(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open()
    with visitor.page.expect_download() as started:
        visitor.keyed("download-md").get_by_role("button").click()
    assert started.value.suggested_filename == "backpropagation.md"
    started.value.save_as(tmp_path / "derivation.md")
    text = (tmp_path / "derivation.md").read_text(encoding="utf-8")
    for formula in (r"\frac{1}{m} (a^{(2)}_{js} - y_{js})", r"\sum_{s=1}^{m} \delta^{(1)}_{js} a^{(0)}_{ks}"):
        assert formula in text
    assert "$$" in text
    assert_clean(visitor.page)
