"""A worked example number by number: in the book's order, as it is known to be, and each as it unfolds."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from dashboard.lab.book import COST, FORWARD, UPDATE, Quantity, find_given_away, list_quantities, unfold
from dashboard.lab.example import IN_OUT, OUT_IN, Entry, Given, read_example
from dashboard.lab.examples import EXAMPLES
from derivations import derive
from derivations.engine.derivation import Results
from derivations.engine.reverse import differentiate
from derivations.formula.constant import constant_value
from derivations.formula.reading import read
from derivations.formula.vocabulary import LONGEST
from derivations.models.one_sample import one_sample
from tests.dashboard.lab.published import PUBLISHED

NOT_READ = (r"\cdots", "}'(", r"\text{")


KINDS = {**EXAMPLES, "own delta": replace(EXAMPLES["forum"], delta="sample", l1=".2")}


def given(name: str) -> Given:
    return read_example(KINDS[name])


def quantities(name: str) -> dict[str, Quantity]:
    return {each.name: each for each in list_quantities(given(name))}


@cache
def derived(name: str) -> Results:
    example = given(name)
    if len(example.inputs) == 1:
        return differentiate(one_sample(example.network, example.convention))
    return derive(example.network, example.convention)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_number_comes_out(name: str) -> None:
    found = quantities(name)
    for (quantity, entry), text in PUBLISHED[name].items():
        digits = len(text.partition(".")[2])
        assert found[quantity].value(entry) == pytest.approx(float(text), abs=0.5000001 * 10.0**-digits), quantity


def test_an_example_with_a_larger_penalty_comes_out_too() -> None:
    forum = {each.name: each for each in list_quantities(read_example(replace(EXAMPLES["forum"], l2="4/3")))}
    assert forum["C"].value(()) == pytest.approx(19.47363652, abs=5e-9)
    plain = {each.name: each for each in list_quantities(read_example(replace(EXAMPLES["forum"], l2="")))}
    assert plain["C"].value(()) == pytest.approx(7.40696986, abs=5e-9)
    assert plain["dW1"].value((2, 1)) == pytest.approx(-0.03584421, abs=5e-9)
    assert plain["dW2"].value((4, 2)) == pytest.approx(0.32233089, abs=5e-9)


def test_the_remark_on_biases_that_stay_is_true() -> None:
    kept = list_quantities(read_example(replace(EXAMPLES["ai-lab"], biases_move=False)))
    assert kept[-1].value(()) == pytest.approx(0.27100192, abs=5e-9)
    assert "0.27100192" in EXAMPLES["ai-lab"].remark
    assert "0.26589089" in EXAMPLES["ai-lab"].remark


def test_the_order_is_that_of_a_book() -> None:
    found = list_quantities(given("data-mining"))
    assert [each.name for each in found] == [
        *("z1", "a1", "z2", "a2", "C", "da2", "delta2", "dW2", "db2", "da1", "delta1", "dW1", "db1"),
        *("W1'", "b1'", "W2'", "b2'", "C'"),
    ]
    assert [each.stage for each in found][:5] == [FORWARD] * 4 + [COST]
    assert {each.stage for each in found[-5:]} == {UPDATE}
    # the cross-entropy and the softmax cancel: there is no dC/da of the last layer in a book
    assert "da3" not in quantities("by-hand")
    assert [each.name for each in list_quantities(given("article"))] == ["z1", "a1", "z2", "a2", "z3", "a3"]


def test_matrices_stand_as_the_book_prints_them() -> None:
    example = EXAMPLES["data-mining"]
    turned = replace(example, layout=IN_OUT, weights=(".2 -.3; .4 .1; -.5 .2", "-.3; -.2"))
    assert example.layout == OUT_IN
    usual = list_quantities(read_example(example))
    for one, other in zip(usual, list_quantities(read_example(turned)), strict=True):
        is_matrix = one.letter in ("dW", "W'")
        assert one.array.tolist() == (other.array.T if is_matrix else other.array).tolist()


def every_number(name: str) -> Iterator[tuple[Quantity, Entry]]:
    for quantity in list_quantities(given(name)):
        yield from ((quantity, entry) for entry in quantity.entries[:: max(1, len(quantity.entries) // 3)])


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("digits", [2, 8])
def test_what_a_number_unfolds_into_comes_to_it(name: str, digits: int) -> None:
    """The numbers are read as a reader would type them, and computed: they come to the value as it is printed."""
    example, read_back = given(name), 0
    for quantity, entry in every_number(name):
        found = unfold(derived(name), example, quantity, entry, digits=digits)
        value = quantity.value(entry)
        assert found.left
        assert found.symbols
        assert "C_{s}" not in found.left + found.symbols
        if 0 < len(found.numbers) <= LONGEST and not any(each in found.numbers for each in NOT_READ):
            tree = read(found.numbers, ())[1]
            assert constant_value(tree) == pytest.approx(value, abs=1.01 * 10.0**-digits), found.numbers
            read_back += 1
    assert read_back > 5


def test_a_number_in_a_matrix_that_is_printed_turned_is_that_of_its_weight() -> None:
    example = given("quiz")
    weights = quantities("quiz")["dW2"]
    found = unfold(derived("quiz"), example, weights, (1, 2), digits=2)
    assert "w^{(2)}_{21}" in found.left  # from unit 1 to unit 2
    assert found.symbols == r"\delta^{(2)}_{2} a^{(1)}_{1}"


def test_delta_may_be_that_of_each_samples_own_cost() -> None:
    whole, own = quantities("forum"), quantities("own delta")
    assert own["da1"].latex == r"\frac{\partial C_{s}}{\partial a^{(1)}}"
    assert (own["delta1"].array / whole["delta1"].array).ravel() == pytest.approx(3)
    # the 1/m stands in the gradients: they are the same, but for the penalty |w|, whose derivative is 1 here
    assert own["db1"].array == pytest.approx(whole["db1"].array)
    assert own["dW1"].array == pytest.approx(whole["dW1"].array + 0.2)
    found = unfold(derived("own delta"), given("own delta"), own["db1"], (1,), digits=4)
    assert found.symbols.startswith(r"\frac{1}{m} (\delta^{(1)}_{11} +")


def test_a_hidden_quantity_is_given_away_by_one_with_the_same_numbers() -> None:
    found = list_quantities(given("data-mining"))

    def given_away(*hidden: str) -> list[tuple[str, str]]:
        return [(one.name, other.name) for one, other in find_given_away(found, hidden)]

    # of one sample, dC/db is delta
    assert given_away("delta2", "dW1") == [("delta2", "db2")]
    assert given_away("delta2", "db2") == []
    assert given_away("a1") == []


def test_a_bias_that_is_kept_has_no_step() -> None:
    example = read_example(replace(EXAMPLES["ai-lab"], biases_move=False))
    bias = next(each for each in list_quantities(example) if each.name == "b1'")
    found = unfold(derived("ai-lab"), example, bias, (1,), digits=2)
    assert (found.symbols, found.numbers) == ("b^{(1)}_{1}", "")
    assert bias.value((1,)) == 0.4


def test_the_cost_after_the_step_has_the_numbers_after_it() -> None:
    example, found = given("ai-lab"), quantities("ai-lab")
    after = unfold(derived("ai-lab"), example, found["C'"], (), digits=4)
    assert found["C'"].value(()) == pytest.approx(0.2659, abs=5e-5)
    assert "0.763" in after.numbers
    assert "0.775" in unfold(derived("ai-lab"), example, found["C"], (), digits=4).numbers
