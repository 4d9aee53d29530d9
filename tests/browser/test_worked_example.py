"""The page "Worked example" in a browser: a book's example is typed as a reader types it, and its figures come out.

The examples are typed into the fields of an empty one; the figures are those of the books, as they print them.
"""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import assert_clean, settled

ADDRESS = "worked_example"
SIGMOIDS = ("sigmoid", "sigmoid")


def opened(page: Page, url: str, query: str = "") -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)


def keyed(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key}")


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field, and leave it."""
    found = page.get_by_label(label, exact=True)
    found.fill(text)
    found.blur()
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list with the keyboard."""
    found = page.get_by_role("combobox", name=label)
    # a list closes where the page scrolls
    found.scroll_into_view_if_needed()
    settled(page)
    found.fill(option)
    found.press("Enter")
    settled(page)
    expect(found).to_have_value(option)


def show(page: Page, phase: str) -> None:
    keyed(page, "control-phase").get_by_role("radio", name=phase).click()
    settled(page)


def numbers(page: Page, quantity: str) -> list[list[float]]:
    """The numbers of a line as they are printed."""
    source = keyed(page, f"worked-line-{quantity}").locator("annotation").first.text_content() or ""
    inner = re.search(r"\\begin\{bmatrix\}(.*)\\end\{bmatrix\}", source)
    text = inner[1] if inner else source.rpartition("=")[2]
    return [[float(cell) for cell in row.split("&")] for row in text.split(r"\\")]


def rows(text: str) -> list[list[float]]:
    return [[float(each) for each in row.split()] for row in text.split(";")]


EXAMPLES: dict[str, tuple[dict[str, str], dict[str, dict[str, str]]]] = {
    # fields and choices, then figures by pass and quantity
    "by hand": (
        {
            "Sizes, inputs first": "4-3-4-3",
            "Activation of layer 1": "ReLU",
            "Activation of layer 2": "ReLU",
            "Loss": "Cross-entropy",
            "Over samples": "sum",
            "$W^{(1)}$": "[[1, 0, -1, 1], [0, 1, 1, 0], [1, -1, 0, 0]]",
            "$b^{(1)}$": "1 1 0",
            "$W^{(2)}$": "0 -1 2\n-1 1 0\n0 1 1\n-1 0 0",
            "$b^{(2)}$": "(1, 2, 1, 3)",
            "$W^{(3)}$": "0 −1 −1 2; −1 0 0 0; −1 0 1 0",
            "$b^{(3)}$": "5, 2, -4",
            "$X$, a row for each sample": "2 1 2 1\n-1 1 1 2",
            "$Y$, a row for each sample": "0 0 1\n0 1 0",
        },
        {
            "Forward": {
                "z2": "-1 4 6 1; -2 4 4 2",
                "z3": "-3 2 2; 1 2 0",
                "a3": ".00335766 .49832117 .49832117; .24472847 .66524096 .09003057",
                "C": "1.10411646",
            },
            "Backward": {
                "dW3": "0 .99234453 .99905985 .49281460; 0 .65424850 1.65089084 -.17119692; "
                "0 -1.64659303 -2.64995069 -.32161768",
                "dW1": ".23801315 -.24808613 -.25144379 -.49281460; -.61736194 -.90782052 -1.41621468 -1.30724689; "
                "-1.01007298 -.50503649 -1.01007298 -.50503649",
            },
        },
    ),
    "data mining": (
        {
            "Sizes, inputs first": "3-2-1",
            r"Rate $\eta$": "9/10",
            "$W^{(1)}$": ".2 .4 -.5\n-.3 .1 .2",
            "$b^{(1)}$": "-.4 .2",
            "$W^{(2)}$": "-.3 -.2",
            "$b^{(2)}$": ".1",
            "$X$, a row for each sample": "1 0 1",
            "$Y$, a row for each sample": "1",
        },
        {
            "Forward": {"a1": ".33181223 .52497919", "a2": ".47388890"},
            "Backward": {"delta2": "-.13116908", "delta1": ".00872456 .00654209"},
            "Update": {
                "W1-new": ".19214789 .4 -.50785211; -.30588788 .1 .19411212",
                "b1-new": "-.40785211 .19411212",
                "W2-new": "-.26082885 -.13802507",
                "b2-new": ".21805217",
            },
        },
    ),
    "academy": (
        {
            "Sizes, inputs first": "3-2-2",
            "Loss": "Cross-entropy",
            "$W^{(1)}$": "0,2 -0,3 0,4\n-0,5 0,1 0,2",
            "$b^{(1)}$": "1/2 1/2",
            "$W^{(2)}$": r"\begin{pmatrix} .3 & .4 \\ -.1 & .2 \end{pmatrix}",
            "$b^{(2)}$": ".1 .1",
            "$X$, a row for each sample": "1 2 -1",
            "$Y$, a row for each sample": "1 0",
        },
        {
            "Forward": {"a2": ".56714765 .43285235", "C": ".56713561"},
            "Backward": {
                "dW2": "-.18420356 -.21642618; .18420356 .21642618",
                "dW1": "-.04232574 -.08465148 .04232574; -.02164262 -.04328524 .02164262",
            },
        },
    ),
    "article": (
        {
            "Sizes, inputs first": "2-3-2-2",
            "Activation of layer 3": "identity",
            "W is given as": "in × out: x W + b",
            "$W^{(1)}$": ".1 .3 .5\n.2 .4 .6",
            "$b^{(1)}$": ".1 .2 .3",
            "$W^{(2)}$": ".1 .4\n.2 .5\n.3 .6",
            "$b^{(2)}$": ".1 .2",
            "$W^{(3)}$": ".1 .3\n.2 .4",
            "$b^{(3)}$": ".1 .2",
            "$X$, a row for each sample": "1 .5",
            "$Y$, a row for each sample": "",
        },
        {
            "Forward": {
                "z1": ".3 .7 1.1",
                "a1": ".57444252 .66818777 .75026011",
                "z2": ".51615984 1.21402696",
                "a2": ".62624937 .7710107",
                "a3": ".31682708 .69627909",
            },
        },
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_example_is_typed_and_its_figures_come_out(page: Page, app_url: str, name: str) -> None:
    typed, figures = EXAMPLES[name]
    opened(page, app_url, "?digits=8")
    page.get_by_role("button", name="New", exact=True).click()
    settled(page)
    for label, text in typed.items():
        if label in ("Over samples", "W is given as"):
            page.get_by_role("radiogroup", name=label).get_by_role("radio", name=text).click()
            settled(page)
        elif label.startswith(("Activation", "Loss")):
            choose(page, label, text)
        else:
            fill(page, label, text)
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
    for phase, found in figures.items():
        show(page, phase)
        for quantity, text in found.items():
            # half of the last digit, and half of ours
            assert numbers(page, quantity) == [pytest.approx(row, abs=1.01e-8) for row in rows(text)], quantity
    assert_clean(page)
    # a link has all of it
    show(page, "Forward")
    before, address = numbers(page, "z2"), page.url
    page.goto("about:blank")
    page.goto(address)
    settled(page, timeout=60_000)
    assert numbers(page, "z2") == before


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
    assert numbers(page, "a1") == [[0.3318, 0.5250]]
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
