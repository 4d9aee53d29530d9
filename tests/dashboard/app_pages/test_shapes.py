"""The page "Shapes": entries, shapes and wrong choices are what NumPy and PyTorch give for the same network."""

import re
from importlib.metadata import PackageNotFoundError
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dashboard.charts import palette
from dashboard.lab import reference
from dashboard.lab.settings import Settings
from dashboard.lab.shapes import ARTICLE, OURS, lines_of, rename_code, rename_latex, say_line
from derivations import backward, forward
from derivations.export.pytorch_program import run_pytorch
from tests.dashboard.lab.test_tries import answer
from tests.dashboard.reader import Reader, named, number, opened, plain
from tests.dashboard.state.test_redrawing import assert_whole

ADDRESSES: tuple[dict[str, str], ...] = (
    {},
    {"layout": "rows"},
    {"delta": "cost"},
    {"loss": "mse", "functions": "tanh,sigmoid", "mean": "no", "layout": "rows"},
    {"hidden": "2-3", "functions": "relu,tanh,sigmoid", "l2": "0.01"},
    {"outputs": "each", "functions": "gelu,softmax", "loss": "cross_entropy"},
)
LARGE = {"data": "blobs", "hidden": "3"}
UNDER = re.compile(r"\\underset\{(\d+) \\times (\d+)\}\{")
MATRIX = re.compile(r"\\begin\{pmatrix\} (.*?) \\end\{pmatrix\}")


def on_shapes(**query: str) -> Reader:
    return opened(page="app_pages/shapes.py", **query)


def name(query: dict[str, str]) -> str:
    return "&".join(query.values()) or "first"


def lying(reader: Reader) -> dict[str, np.ndarray[Any, Any]]:
    """Let the hand-written passes compute all arrays, and lay them as the page does."""
    now, parameters = reader.settings, reader.progress.parameters
    data = now.samples
    passed = forward(now.network, parameters, data.inputs)
    gradients = backward(now.network, parameters, data.inputs, data.targets, now.convention)
    rows = now.layout == "rows"
    found = {"y": data.targets if rows else data.targets.T}
    for layer, array in enumerate(passed.a):
        found[f"a{layer}"] = array if rows else array.T
    for at in range(now.network.depth):
        for letter, array in (("z", passed.z[at]), ("delta", gradients.deltas[at])):
            found[f"{letter}{at + 1}"] = array if rows else array.T
        for letter, array in (("W", parameters.weights[at]), ("dW", gradients.weights[at])):
            found[f"{letter}{at + 1}"] = array.T if rows else array
        for letter, array in (("b", parameters.biases[at]), ("db", gradients.biases[at])):
            found[f"{letter}{at + 1}"] = array[None, :] if rows else array[:, None]
    return found


def panel(reader: Reader) -> str:
    """The text of the product; after it, that of the wrong ones."""
    marks = ("In NumPy:", ":material/close:]", ":material/warning:]", "Where $1/m$")
    return "\n\n".join(text.value for text in reader.app.markdown if any(mark in text.value for mark in marks))


def formulas(reader: Reader) -> list[str]:
    shown = [text.value for text in reader.app.markdown if "In NumPy:" in text.value]
    return [plain(each.strip()) for each in shown[0].split("$$")[1::2]]


def matrices(formula: str) -> list[np.ndarray[Any, Any]]:
    return [
        np.array([[number(entry.strip()) for entry in row.split("&")] for row in found.split(r"\\")])
        for found in MATRIX.findall(formula)
    ]


def namespace(reader: Reader) -> dict[str, Any]:
    """Run the NumPy code as it stands on the page, with the samples and parameters as they lie in the formulas."""
    [code] = [each.value for each in reader.app.code if "import torch" not in each.value and "m = X" in each.value]
    given = lying(reader)
    found: dict[str, Any] = {
        rename_code(each, OURS): array for each, array in given.items() if each[0] in "Wby" or each == "a0"
    }
    # a penalty's weights are inputs of the program
    found |= {"l1": reader.settings.l1, "l2": reader.settings.l2}
    exec(code, found)
    return found


@pytest.mark.parametrize("query", ADDRESSES, ids=name)
def test_every_array_has_the_entries_of_the_passes(query: dict[str, str]) -> None:
    reader = on_shapes(line="all", **query)
    [text] = [text.value for text in reader.app.markdown if "**Forward**" in text.value]
    shown = matrices(text)
    now, found = reader.settings, lying(reader)
    order = ("a0", "y", *lines_of(now))
    assert len(shown) == len(order)
    for each, array in zip(order, shown, strict=True):
        np.testing.assert_allclose(array, found[each], rtol=5e-3, atol=5e-4, err_msg=each)


@pytest.mark.parametrize("query", ADDRESSES, ids=name)
def test_a_line_has_the_entries_and_shapes_of_its_arrays(query: dict[str, str]) -> None:
    reader = on_shapes(**query)
    for line in lines_of(reader.settings):
        reader.app.session_state["visit"].own["line"] = line
        reader.run()
        found = lying(reader)
        with_shapes, with_entries, *beside = formulas(reader)
        assert len(beside) == (line[0] == "d" and line[1] != "e")
        np.testing.assert_allclose(matrices(with_entries)[-1], found[line], rtol=5e-3, atol=5e-4, err_msg=line)
        known = [array for each in found.values() for array in (each, each.T)]
        for array in matrices(with_entries)[:-1]:
            # every factor is one of the arrays, turned or not
            assert any(array.shape == each.shape and np.allclose(array, each, rtol=5e-3, atol=5e-4) for each in known)
        # sizes that must agree stand side by side
        inner = [int(size) for size in re.findall(r"\\underline\{\\mathbf\{(\d+)\}\}", with_shapes)]
        assert inner[::2] == inner[1::2]
        entrywise = line[0] == "a" or line == f"delta{reader.settings.network.depth}"
        assert inner or entrywise, line
        for rows, columns, array in [each for shown in (with_shapes, *beside) for each in under(shown, found)]:
            assert (rows, columns) == array.shape, (line, with_shapes)


def test_the_sizes_of_a_wrong_product_are_orange_where_they_do_not_agree_and_nowhere_else() -> None:
    seen = set()
    for query in ({}, {"hidden": "4", "layout": "rows"}):
        reader = on_shapes(**query)
        for line in lines_of(reader.settings):
            reader.app.session_state["visit"].own["line"] = line
            reader.run()
            for mark, formula in re.findall(r"(warning|close):\] .*? \$(.*)\$  \n", panel(reader)):
                sizes = re.findall(r"\\textcolor{(#\w+)}{\\underline{\\mathbf{(\d+)}}}", formula)
                orange = [int(size) for colour, size in sizes if colour == palette.TARGET.on(dark=False)]
                assert (mark == "close") == bool(orange), (line, formula)
                assert len(orange) % 2 == 0
                assert all(one != other for one, other in zip(orange[::2], orange[1::2], strict=True)), formula
                seen.add((mark, r"\odot" in formula))
    assert {("close", True), ("close", False), ("warning", False)} <= seen


def comes_to_its_result(formula: str, code: str, known: dict[str, Any]) -> bool:
    """Compute the code of a line from the entries that its formula prints, and hold its printed result against that."""
    *factors, _ = matrices(formula)
    name, right = code.split(" = ", 1)
    used = [each for each in known if re.search(rf"\b{each}\b", right) and isinstance(known[each], np.ndarray)]
    read: dict[str, Any] = {}
    for factor in factors:
        for each in used:
            for turned in (factor, factor.T):
                if turned.shape == known[each].shape and np.allclose(turned, known[each], rtol=5e-3, atol=5e-4):
                    read[each] = turned
    assert read.keys() == set(used), (name, formula)
    found = np.broadcast_to(eval(right, known | read), known[name].shape)
    printed = MATRIX.findall(formula)[-1].replace(r"\\", "&").split("&")
    for text, computed in zip(printed, found.flat, strict=True):
        point = re.match(r"\s*-?\d+\.(\d+)(?: \\cdot 10\^\{(-?\d+)\})?", text)
        last = 10.0 ** (int(point[2] or 0) - len(point[1])) if point else 1e-9
        if abs(number(text.strip()) - computed) > 0.5001 * last:
            return False
    return True


@pytest.mark.parametrize("query", [*ADDRESSES, {"hidden": "3", "outputs": "each"}], ids=name)
def test_every_product_comes_to_its_result_from_the_entries_as_they_are_printed(query: dict[str, str]) -> None:
    reader = on_shapes(**query)
    known, nearly = namespace(reader), []
    for line in lines_of(reader.settings):
        reader.app.session_state["visit"].own["line"] = line
        reader.run()
        formula, [code] = formulas(reader)[1], re.findall(r"In NumPy:\] `(.*?)`", panel(reader))
        if r"\approx" in formula:
            nearly.append(line)
            continue
        assert comes_to_its_result(formula, code, known), (line, formula)
    # four entries all but cancel: what is left, -5e-7, would take more digits than find room
    assert nearly == (["db2"] if "l2" in query else [])


def test_a_result_with_another_last_digit_is_missed() -> None:
    reader = on_shapes(line="z2")
    formula, known = formulas(reader)[1], namespace(reader)
    assert comes_to_its_result(formula, "Z2 = W2 @ A1 + b2", known)
    entry = MATRIX.findall(formula)[-1].split("&")[-1].strip()
    wrong = (
        formula[: formula.rindex(entry)] + f"{float(entry) + 0.001:.3f}" + formula[formula.rindex(entry) + len(entry) :]
    )
    assert not comes_to_its_result(wrong, "Z2 = W2 @ A1 + b2", known)


def under(formula: str, found: dict[str, Any]) -> list[tuple[int, int, Any]]:
    """Read the shapes under the names of arrays."""
    formula = re.sub(r"\\underline\{\\mathbf\{(\d+)\}\}", r"\1", formula)
    letters = {"W": "W", "b": "b", "Z": "z", "A": "a", r"\Delta": "delta"}
    read = []
    for each in UNDER.finditer(formula):
        rest = formula[each.end() :].lstrip("{")
        array = re.match(r"(\\Delta|[WbZA])\^\{\((\d+)\)\}|X|Y", rest)
        if array is None:
            assert rest.startswith((r"\mathbf{1}", r"\frac{\partial C}"))
            continue
        key = {"X": "a0", "Y": "y"}.get(array[0]) or f"{letters[array[1]]}{array[2]}"
        turned = re.match(r"\}?\^\{\\top\}", rest[array.end() :])
        read.append((int(each[1]), int(each[2]), found[key].T if turned else found[key]))
    assert read
    return read


@pytest.mark.parametrize("query", [*ADDRESSES, {"functions": "step,identity", "loss": "bce_logits"}], ids=name)
def test_the_numpy_code_gives_the_gradients(query: dict[str, str]) -> None:
    reader = on_shapes(**query)
    found, wanted = namespace(reader), lying(reader)
    for line in lines_of(reader.settings):
        np.testing.assert_allclose(found[rename_code(line, OURS)], wanted[line], rtol=1e-9, atol=1e-14, err_msg=line)
        assert found[rename_code(line, OURS)].shape == wanted[line].shape


@pytest.mark.parametrize("layout", ["columns", "rows"])
@pytest.mark.parametrize("functions", ["tanh,softmax", "relu,softmax"])
def test_the_numpy_code_has_numbers_where_weights_are_large(functions: str, layout: str) -> None:
    reader = on_shapes(data="blobs", loss="cross_entropy", hidden="2", functions=functions, layout=layout, layer="2")
    reader.edit("field", "2-1-1", -3000.0)
    found, wanted = namespace(reader), lying(reader)
    assert np.abs(wanted["z2"]).max() > 1000
    for line in lines_of(reader.settings):
        np.testing.assert_allclose(found[rename_code(line, OURS)], wanted[line], rtol=1e-9, atol=1e-14, err_msg=line)


@pytest.mark.parametrize("query", ADDRESSES, ids=name)
def test_every_function_of_the_code_is_called(query: dict[str, str]) -> None:
    [code] = [each.value for each in on_shapes(**query).app.code if "m = X" in each.value]
    for function in re.findall(r"^def (\w+)\(", code, re.MULTILINE):
        assert code.count(f"{function}(") > 1, function


@pytest.mark.parametrize("query", [*ADDRESSES, LARGE], ids=name)
def test_the_wrong_choices_do_in_numpy_what_is_said(query: dict[str, str]) -> None:
    reader = on_shapes(**query)
    found = namespace(reader)
    tried = 0
    for line in lines_of(reader.settings):
        reader.app.session_state["visit"].own["line"] = line
        reader.run()
        right = found[rename_code(line, OURS)]
        for silent, code, written in re.findall(
            r"material/(warning|close):\].*?  \n`(.*?)` :small\[(.*?)\](?= \$|\n|$)", panel(reader)
        ):
            said = re.sub(r"\\([*_\[\]<>$|~])", r"\1", written)
            tried += 1
            if silent == "close":
                with pytest.raises(ValueError, match=r"mismatch|broadcast") as raised:
                    eval(code, found)
                words = str(raised.value).strip()
                assert said.startswith("ValueError: ")
                assert words[:30] in said
                assert re.sub(r" with gufunc signature \S+", " …", words) in said
                continue
            wrong = eval(code, found)
            assert said.startswith("No error")
            shapes = re.search(r"gives (\d+) × (\d+), not (\d+) × (\d+)", said)
            if shapes:
                sizes = tuple(map(int, shapes.groups()))
                assert (*wrong.shape, *right.shape) == sizes
                continue
            at = re.search(r"row (\d+), column (\d+) is (\S+), not (\S+)\.$", said)
            assert at, said
            row, column = int(at[1]) - 1, int(at[2]) - 1
            assert wrong[row, column] == pytest.approx(float(at[3]), rel=1e-5)
            assert right[row, column] == pytest.approx(float(at[4]), rel=1e-5)
    assert tried > 10


def test_a_target_that_is_not_turned_makes_a_matrix_without_a_word() -> None:
    reader = on_shapes(line="delta2")
    assert "No error. It gives 4 × 4, not 1 × 4." in panel(reader)
    assert "`A2 - Y.T`" in panel(reader)


def test_a_wrong_product_is_written_out_where_the_right_one_is() -> None:
    assert r"\footnotesize" in panel(on_shapes(line="delta2"))
    large = panel(on_shapes(line="dW1", data="iris"))
    assert "Too large to write out" in large
    assert r"\footnotesize" not in large


def test_a_square_weight_matrix_hides_a_forgotten_transpose() -> None:
    reader = on_shapes()
    assert "No error" not in panel(on_shapes(line="delta1")).split("transpose forgotten")[1].split("\n\n")[0]
    reader.press("Nobody notices")
    assert "No error" in panel(reader).split("transpose forgotten")[1].split("\n\n")[0]


def test_the_article_s_names_are_the_same_arrays() -> None:
    ours, theirs = on_shapes(line="z2"), on_shapes(line="z2", names="gs")
    assert [rename_latex(each, ARTICLE) for each in formulas(ours)] == formulas(theirs)
    assert "G_{2}" in formulas(theirs)[0]
    assert "S_{1}" in formulas(theirs)[0]
    assert "`G2 = W2 @ S1 + b2`" in panel(theirs)
    assert [say_line(each, ARTICLE) for each in ("z1", "a1", "delta1")] == ["G₁", "S₁", "Δ₁"]


def test_the_sum_stands_beside_the_transpose() -> None:
    for line, other in (("dW1", "`db1 = delta1.sum("), ("db2", "`dW2 = (delta2 @ A1.T)")):
        said = panel(on_shapes(line=line)).split(":material/")[0]
        assert "**A transpose:**" in said
        assert "**A sum:**" in said
        assert other in said
    assert "**A sum:**" not in panel(on_shapes(line="delta1"))


def test_a_click_in_the_diagram_goes_to_the_line_of_what_was_clicked() -> None:
    reader = on_shapes()
    for click, line in (
        ({"edge_click": [{"edge": "w2_1_2"}]}, "dW2"),
        ({"unit_click": [{"unit_id": "u1_2"}]}, "delta1"),
        ({"unit_click": [{"unit_id": "u2_1"}]}, "delta2"),
        ({"unit_click": [{"unit_id": "u0_2"}]}, "dW1"),
        # a unit has a weighted input, so from that of another one the quantity stays
        ({"unit_click": [{"unit_id": "u2_1"}]}, "z2"),
    ):
        if line == "z2":
            reader.choose("line", "z1")
        reader.click("network", **click)
        assert dict(reader.app.query_params).get("line", ["dW1"]) in (line, [line])
        assert named(reader.app.segmented_control, "control-line").value == line
        assert_whole(reader)


def test_wrong_products_have_a_heading_and_the_article_s_letters_are_explained() -> None:
    reader = on_shapes()
    wrong = panel(reader).partition(":small[**Wrong products, and what NumPy says:**]")[2]
    assert wrong.count(":material/") > 1
    assert ":material/" not in panel(reader).partition("**Wrong products")[0]
    assert "G for Z, S for A" in named(reader.app.segmented_control, "control-names").options
    # where there is nothing to get wrong there is no heading
    assert "**Wrong products" not in panel(on_shapes(line="a1"))


def test_a_large_network_has_shapes_only() -> None:
    formula, _ = formulas(on_shapes(line="dW2", **LARGE))
    [text] = [text.value for text in on_shapes(line="all", **LARGE).app.markdown if "**Forward**" in text.value]
    assert text.count(r"\underset{") > 20
    assert "pmatrix" not in formula + text
    assert r"3 \times \underline{\mathbf{60}}" in formula


def test_the_stepper_goes_through_all_lines() -> None:
    reader = on_shapes(line="all")
    assert named(reader.app.button, "shape-chevron_left").disabled
    seen = []
    while not named(reader.app.button, "shape-chevron_right").disabled:
        named(reader.app.button, "shape-chevron_right").click().run()
        reader.no_exception()
        seen.append(reader.app.query_params.get("line", "dW1"))
    assert tuple(seen) == lines_of(reader.settings)


def test_where_the_division_is_follows_the_convention() -> None:
    in_gradients, in_errors = on_shapes(), on_shapes(delta="cost")
    assert "/ m`" in panel(in_gradients).split("In NumPy:")[1].split("\n")[0]
    assert "/ m`" not in panel(in_errors).split("In NumPy:")[1].split("\n")[0]
    assert "in the last" in panel(in_errors).split("Where $1/m$")[1]
    assert "Where $1/m$" not in panel(on_shapes(mean="no"))


def test_how_many_units_hide_a_transpose_is_judged() -> None:
    assert ":green[" in answer(on_shapes(), "1")
    assert "size 1 is different from 2" in answer(on_shapes(), "1")
    assert ":green[" in answer(on_shapes(**LARGE), "3")


def opened_values(reader: Reader) -> str:
    reader.app.session_state["pytorch-values"] = True
    reader.run()
    return "\n".join(text.value for text in reader.app.markdown)


def test_the_pytorch_code_gives_the_gradients(torch: ModuleType) -> None:
    reader = on_shapes(code="pytorch", **{"layout": "rows"})
    [code] = [each.value for each in reader.app.code if "import torch" in each.value]
    found: dict[str, Any] = {}
    exec(code, found)
    wanted = lying(reader)
    for layer in (1, 2):
        # PyTorch has a row per unit
        np.testing.assert_allclose(found[f"W{layer}"].grad.numpy(), wanted[f"dW{layer}"].T, rtol=1e-12)
        np.testing.assert_allclose(found[f"b{layer}"].grad.numpy(), wanted[f"db{layer}"][0], rtol=1e-12)


def test_pytorch_s_values_are_computed_where_it_is(torch: ModuleType) -> None:
    reader = on_shapes(functions="tanh,sigmoid")
    said = opened_values(reader)
    assert "Computed now, by PyTorch" in said
    first = f"`{lying(reader)['dW1'].flat[0]:+.8f}`".replace("-", "−")
    assert f"{first} | {first}" in said


def test_elsewhere_it_has_values_of_the_first_network_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr("dashboard.state.pytorch.version", lacking)
    reader = on_shapes()
    assert "came with the page" in opened_values(reader)
    reader.press("Step")
    assert "reset it" in opened_values(reader)
    both = on_shapes(delta="cost")
    first = f"`{lying(both)['delta1'].flat[0]:+.8f}`".replace("-", "−")
    assert f"{first} | {first}" in opened_values(both)


def test_the_shipped_values_are_pytorch_s(torch: ModuleType) -> None:
    now = Settings()
    reader = on_shapes()
    parameters, data = reader.progress.parameters, now.samples
    for theirs, ours in zip(reference.WEIGHTS, (*parameters.weights, *parameters.biases), strict=True):
        np.testing.assert_allclose(np.array(theirs), ours, rtol=1e-14)
    found = run_pytorch(now.network, now.convention, parameters, data.inputs, data.targets)
    assert found.keys() == reference.VALUES.keys()
    for each, array in found.items():
        np.testing.assert_allclose(np.array(reference.VALUES[each]), array, rtol=1e-12, atol=1e-16)


def test_a_formula_of_one_s_own_is_written_in_pytorch_s_functions(torch: ModuleType) -> None:
    reader = on_shapes(functions="own,sigmoid", code="pytorch", formula="z^2 e^-z", layout="rows")
    [code] = [each.value for each in reader.app.code if "import torch" in each.value]
    assert "A1 = Z1**2*torch.exp(-Z1)" in code
    found: dict[str, Any] = {}
    exec(code, found)
    np.testing.assert_allclose(found["W1"].grad.numpy(), lying(reader)["dW1"].T, rtol=1e-12)
    assert "Computed now" in opened_values(reader)


def test_what_pytorch_does_not_have_is_said() -> None:
    reader = on_shapes(functions="step,sigmoid", code="pytorch")
    [code] = [each.value for each in reader.app.code if each.value.startswith("# PyTorch has no function")]
    assert "activation 'step'" in code
