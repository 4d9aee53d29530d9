"""The page "Worked example" in a browser: what is typed is judged, hidden, saved and carried along."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled
from tests.browser.worked_page import ADDRESS, fill, keyed, numbers, opened


def test_a_misprint_is_typed_and_named(page: Page, app_url: str) -> None:
    opened(page, app_url, "?phase=backward")
    said = keyed(page, "worked-numbers")
    fill(page, "dW2 in the book", ".25144379 .74761606 .00335766; ? ? ?; ? ? ?; ? ? ?")
    expect(said).to_contain_text("the derivative of the activation is left out in layer 2")
    fill(page, "dW2 in the book", "0 0 0; -.2514 -.7476 -.0034; ? ? ?; ? ? ?")
    expect(said).to_contain_text("All 6 agree, to")
    fill(page, "dW2 in the book", "0 0 0 0")
    expect(said).to_contain_text("dW2 has another shape; expected 4 rows of 3 numbers")
    expect(page.get_by_label("dW2 in the book", exact=True)).to_have_value("0 0 0 0")
    # one number alone
    fill(page, "dW2 in the book", "")
    keyed(page, "worked-open-db2").get_by_role("button").first.click()
    settled(page)
    fill(page, "db2 (1,)", ".24808613")
    expect(said).to_contain_text("the derivative of the activation is left out in layer 2")
    expect(page.get_by_label("db2 in the book", exact=True)).to_have_value(".24808613 ? ? ?")
    assert_clean(page)


def test_what_is_refused_stays_with_its_sentence(page: Page, app_url: str) -> None:
    opened(page, app_url, "?example=data-mining")
    page.get_by_text("Type your own, or change this one").click()
    settled(page)
    fill(page, "$W^{(1)}$", ".2 .4 x\n-.3 .1 .2")
    expect(page.get_by_test_id("stAlert")).to_have_text(re.compile("W1, row 1, number 3: 'x' is no number"))
    expect(page.get_by_label("$W^{(1)}$", exact=True)).to_have_value(".2 .4 x\n-.3 .1 .2")
    assert numbers(page, "a2") == [[0.4739]]
    fill(page, "$W^{(1)}$", ".2 .4 -.5\n-.3 .1 .2")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    # a formula of one's own
    box = page.get_by_role("combobox", name="Activation of layer 1")
    box.fill("z^2")
    box.press("Enter")
    settled(page)
    [z], [a] = numbers(page, "z1"), numbers(page, "a1")
    assert a == pytest.approx([each**2 for each in z], abs=2e-4)
    assert_clean(page)


def test_an_exercise_is_made_sent_and_filled_in(page: Page, app_url: str) -> None:
    opened(page, app_url, "?example=gradient")
    page.get_by_role("button", name="Make an exercise").click()
    link = page.get_by_test_id("stPopoverBody").locator("code").first
    expect(link).to_be_visible()
    address = link.inner_text()
    assert address.startswith(f"{app_url}/{ADDRESS}?")
    assert "C" in parse_qs(urlsplit(address).query)["exercise"][0].split(".")
    page.goto("about:blank")
    page.goto(address)
    settled(page, timeout=60_000)
    ways = keyed(page, "worked-ways")
    expect(ways).to_contain_text("0 of 22 numbers right")
    assert "0.69" not in page.locator("body").inner_text()
    fill(page, "a1 answered", ".5 .6900")
    expect(ways).to_contain_text("2 of 22 numbers right")
    fill(page, "z2 answered", "0.5")
    expect(keyed(page, "worked-numbers")).to_contain_text("Not ours")
    expect(ways).to_contain_text("2 of 22 numbers right")
    assert_clean(page)
    page.reload()
    settled(page, timeout=60_000)
    expect(ways).to_contain_text("2 of 22 numbers right")
    page.get_by_role("button", name="Leave the exercise").click()
    settled(page)
    assert numbers(page, "a1") == [[0.5, 0.69]]


def test_it_is_saved_and_loaded(page: Page, app_url: str, tmp_path: Path) -> None:
    opened(page, app_url, "?example=data-mining&digits=6")
    fill(page, "a1 in the book", ".332 .525")
    page.get_by_role("button", name="Save or share").click()
    with page.expect_download() as found:
        page.get_by_role("button", name="Save", exact=True).click()
    found.value.save_as(tmp_path / "example.json")
    opened(page, app_url)
    page.get_by_role("button", name="Save or share").click()
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(tmp_path / "example.json")
    # while the lines are replaced, the old field and the new one both stand for a moment
    expect(page.locator("input[aria-label='a1 in the book'][value='.332 .525']")).to_be_visible()
    settled(page)
    # with its six digits
    assert numbers(page, "a1") == [[0.331812, 0.524979]]
    # what is no such file is refused, and nothing changes
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(tmp_path / "other.json")
    expect(page.get_by_text("this is no file that this page has saved")).to_be_visible()
    assert_clean(page)


def test_it_opens_in_layer_by_layer_and_back_returns(page: Page, app_url: str) -> None:
    opened(page, app_url)
    keyed(page, "worked-sharing").get_by_role("button", name="Layer by layer").click()
    keyed(page, "worked-open").get_by_role("button").first.click()
    expect(page.locator("h1")).to_have_text("Layer by layer")
    settled(page, timeout=60_000)
    expect(page.get_by_text("4-3-4-3 ReLU, softmax network on AI by Hand")).to_be_visible()
    # the gradient of the sheet
    expect(page.get_by_text(re.compile("Three gradients agree")).first).to_be_visible()
    assert "0.238" in (page.locator("svg.marks").first.text_content() or "")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_text("2-2-1 sigmoid network on XOR")).to_be_visible()
    assert_clean(page)


def test_an_example_that_layer_by_layer_cannot_show_says_why(page: Page, app_url: str) -> None:
    opened(page, app_url, "?example=ai-lab")
    keyed(page, "worked-sharing").get_by_role("button", name="Layer by layer").click()
    expect(page.get_by_text("there several outputs are classes")).to_be_visible()


def test_a_graph_opens_on_its_own_page(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("button", name="Graphs").click()
    page.get_by_role("button", name=re.compile("A neuron with tanh")).click()
    expect(page.locator("h1")).to_have_text("Computational graph")
    settled(page, timeout=60_000)
    query = parse_qs(urlsplit(page.url).query)
    assert query["expression"] == ["tanh(x1 w1 + x2 w2 + b)"]
    assert query["in1"] == ["6.881373587019543"]
    assert_clean(page)


def test_question_inputs_and_first_numbers_are_on_the_first_screen(page: Page, app_url: str) -> None:
    opened(page, app_url)
    places = (".st-key-header p strong", ".st-key-worked-given .katex >> nth=-1", ".st-key-worked-line-C")
    for place in (*places, ".st-key-worked-sharing"):
        box = page.locator(place).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800, place
