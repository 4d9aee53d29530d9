"""The test of a module is found by its name: that of derivations/room/part.py is tests/room/test_part.py.

A module in a folder of a room, such as one rule of many, may have the test of its folder: tests/engine/test_rules.py.
What is tested somewhere else stands here, and nowhere else; a new module has a test of its name. And no test module
derives while it is imported: whoever runs one test would wait for the derivations of all.
"""

import ast
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WITHOUT = ("__init__.py", "__main__.py", "app.py")  # tables of names, and the two ways to start

# Modules by the test that they have, where it is not of their name.
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "tests/test_copying.py": ("derivations/engine/pickling.py",),
    "tests/test_display.py": ("derivations/notebook.py", "derivations/rendering/notebook.py"),
    "tests/test_mistakes.py": ("derivations/calling.py", "derivations/errors.py"),
    "tests/dashboard/lab/test_tries.py": ("dashboard/state/replacing.py",),
    "tests/digits/test_needed.py": (
        "derivations/digits/arithmetic.py",
        "derivations/digits/propagation.py",
        "derivations/digits/tracked.py",
    ),
    "tests/engine/test_check.py": ("derivations/engine/comparison.py",),
    "tests/engine/test_evaluation.py": ("derivations/engine/numbers.py", "derivations/engine/values.py"),
    "tests/engine/test_expressions.py": ("derivations/engine/indices.py", "derivations/engine/writing.py"),
    "tests/engine/test_proof.py": ("derivations/engine/tie.py",),
    "tests/export/test_notes.py": (
        "derivations/export/blocks.py",
        "derivations/export/latex_document.py",
        "derivations/export/markdown_document.py",
    ),
    "tests/formula/test_domain.py": ("derivations/formula/straight.py",),
    "tests/formula/test_ranges.py": ("derivations/formula/intervals.py",),
    "tests/formula/test_reading.py": (
        "derivations/formula/size.py",
        "derivations/formula/tree.py",
        "derivations/formula/vocabulary.py",
    ),
    "tests/formula/test_spelling.py": (
        "derivations/formula/latex_commands.py",
        "derivations/formula/names.py",
        "derivations/formula/products.py",
        "derivations/formula/refused.py",
        "derivations/formula/tokens.py",
    ),
    "tests/matching/test_match.py": ("derivations/matching/binding.py", "derivations/matching/program.py"),
    "tests/matching/test_wrong_products.py": ("derivations/matching/array_values.py",),
    "tests/models/test_graphs.py": ("derivations/models/unevaluated.py",),
    "tests/models/test_formulas.py": ("derivations/engine/elementary.py", "derivations/models/formula_functions.py"),
    "tests/network/test_network.py": (
        "derivations/network/convention.py",
        "derivations/network/fitting.py",
    ),
    "tests/numeric/network/test_backward.py": (
        "derivations/numeric/network/passes.py",
        "derivations/numeric/network/workspace.py",
    ),
    "tests/numeric/network/test_formulas.py": (
        "derivations/formula/undefined.py",
        "derivations/numeric/network/dual.py",
        "derivations/numeric/network/dual_arithmetic.py",
        "derivations/numeric/network/elementary.py",
    ),
    "tests/numeric/training/test_noisy_training.py": ("derivations/numeric/network/evaluation.py",),
    "tests/numeric/network/test_parameters.py": ("derivations/numeric/arrays.py",),
    "tests/numeric/network/test_regularised.py": ("derivations/numeric/network/normalisation.py",),
    "tests/numeric/data/test_tables.py": ("derivations/numeric/data/columns.py",),
    "tests/numeric/search/test_searching.py": tuple(
        f"derivations/numeric/search/{name}.py" for name in ("ranking", "settings", "trial", "worker")
    ),
    "tests/numeric/training/test_train.py": ("derivations/numeric/training/run.py",),
    "tests/rendering/test_decimals.py": ("derivations/models/decimals.py",),
    "tests/rendering/test_latex.py": (
        "derivations/models/names.py",
        "derivations/rendering/citations.py",
        "derivations/rendering/lines.py",
        "derivations/rendering/names.py",
        "derivations/rendering/product_printer.py",
        "derivations/rendering/products.py",
        "derivations/rendering/style.py",
    ),
    "tests/views/test_four_equations.py": ("derivations/rendering/four_equations.py",),
    "tests/views/test_graph_events.py": ("derivations/views/graph.py",),
    "tests/views/test_matrices.py": (
        "derivations/rendering/matrix_latex.py",
        "derivations/rendering/matrix_style.py",
        "derivations/views/arrays.py",
        "derivations/views/expansion.py",
        "derivations/views/layout.py",
        "derivations/views/translation.py",
    ),
    "tests/views/test_paths.py": ("derivations/views/path.py", "derivations/views/path_sum.py"),
    "tests/views/test_program.py": ("derivations/views/numpy_printer.py",),
    # what a page draws is tested on the page
    "tests/dashboard/test_layer_by_layer.py": ("dashboard/components/*.py", "dashboard/app_pages/layer_by_layer.py"),
    "tests/dashboard/test_any_network.py": (
        "dashboard/lab/words.py",
        "dashboard/state/functions.py",
    ),
    "tests/dashboard/app_pages/test_activations_and_losses.py": ("dashboard/state/losses.py",),
    "tests/dashboard/app_pages/test_check.py": ("dashboard/state/mistakes.py",),
    "tests/dashboard/app_pages/test_computational_graph.py": ("dashboard/state/graphs.py",),
    "tests/dashboard/app_pages/test_initialisation_and_depth.py": ("dashboard/state/depth.py",),
    "tests/dashboard/app_pages/test_optimisers.py": ("dashboard/state/optimisers.py",),
    "tests/dashboard/app_pages/test_training_lab.py": ("dashboard/state/inspecting.py",),
    "tests/dashboard/app_pages/test_worked_example.py": (
        "dashboard/state/answers.py",
        "dashboard/state/worked.py",
    ),
    "tests/dashboard/app_pages/test_perceptron_and_gates.py": ("dashboard/state/gates.py",),
    "tests/dashboard/app_pages/test_regularisation.py": (
        "dashboard/state/regularisation.py",
        "dashboard/state/searching.py",
    ),
    "tests/dashboard/app_pages/test_one_weights_path.py": ("dashboard/state/paths.py",),
    "tests/dashboard/app_pages/test_shapes.py": (
        "dashboard/lab/reference.py",
        "dashboard/lab/shapes.py",
        "dashboard/state/pytorch.py",
        "dashboard/state/shapes.py",
    ),
    "tests/dashboard/app_pages/test_the_four_equations.py": ("dashboard/state/equations.py",),
    "tests/dashboard/lab/test_update.py": ("derivations/rendering/update_lines.py",),
    "tests/dashboard/lab/test_settings.py": ("dashboard/lab/option.py",),
    "tests/dashboard/state/test_pages.py": ("dashboard/state/controls.py", "dashboard/state/visit.py"),
    "tests/dashboard/state/test_snapshot.py": ("dashboard/state/training.py",),
}


def modules() -> list[str]:
    found = (path for package in ("derivations", "dashboard") for path in (ROOT / package).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found if path.name not in WITHOUT)


def named(module: str) -> list[str]:
    """Give the tests that a module may have by its name: its own, and that of its folder in a room."""
    path = Path(module)
    room = Path("tests", *(path.parts[1:-1] if path.parts[0] == "derivations" else path.parts[:-1]))
    own = [room / f"test_{path.stem}.py"]
    if len(path.parts) > 3:
        own.append(room.parent / f"test_{room.name}.py")
    return [each.as_posix() for each in own]


def elsewhere(module: str) -> str | None:
    return next((test for test, tested in ELSEWHERE.items() if any(fnmatch(module, each) for each in tested)), None)


def exists(test: str) -> bool:
    return (ROOT / test).is_file()


def complaint(module: str) -> str:
    """Say what is wrong with the tests of a module; nothing if they are found."""
    own, other = [test for test in named(module) if exists(test)], elsewhere(module)
    if own or (other and exists(other)):
        return ""
    return f"{module} has no test: write {named(module)[0]}"


@cache
def imported(path: str) -> frozenset[str]:
    """Give the modules of the project that a file imports, by their paths."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    paths = {
        form for name in names for form in (f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__init__.py")
    }
    return frozenset(each for each in paths if exists(each))


def reached(test: str) -> set[str]:
    """Give every module that a test imports, or what it imports does."""
    found, new = set[str](), {test}
    while new:
        found |= new
        new = {each for path in new for each in imported(path)} - found
    return found


@pytest.mark.parametrize("module", modules())
def test_a_module_has_a_test_of_its_name(module: str) -> None:
    assert complaint(module) == ""


@pytest.mark.parametrize("test", ELSEWHERE)
def test_the_list_of_others_holds_nothing_stale(test: str) -> None:
    known = modules()
    for pattern in ELSEWHERE[test]:
        found = [module for module in known if fnmatch(module, pattern)]
        assert found, f"there is no {pattern}"
        if "*" not in pattern:
            assert not any(map(exists, named(pattern))), f"{pattern} has a test of its name; take it off this list"
    # a page is run by its path
    if not test.startswith("tests/dashboard"):
        assert set(ELSEWHERE[test]) <= reached(test)


def test_a_module_without_a_test_is_noticed() -> None:
    assert complaint("derivations/engine/new.py") == (
        "derivations/engine/new.py has no test: write tests/engine/test_new.py"
    )
    assert named("derivations/engine/rules/new.py") == ["tests/engine/rules/test_new.py", "tests/engine/test_rules.py"]
    assert named("dashboard/lab/new.py") == ["tests/dashboard/lab/test_new.py"]
    assert "derivations/engine/tie.py" not in reached("tests/numeric/network/test_vector.py")


DERIVING = {"derive", "derivation_of", "derive_lines", "variance_argument"}


def deriving(source: str) -> list[str]:
    """Give the calls that derive as soon as a module is imported, not in a function that is called later; those of the
    module's own functions that derive among them.
    """

    def now(node: ast.AST) -> list[ast.AST]:
        if isinstance(node, ast.Lambda):
            return []
        if isinstance(node, ast.FunctionDef):
            return [*node.decorator_list, *node.args.defaults]
        return [*ast.iter_child_nodes(node)]

    def calls(node: ast.AST) -> set[str]:
        inside = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
        return {each.id for each in inside if isinstance(each, ast.Name)}

    tree, names, before = ast.parse(source), set(DERIVING), 0
    called = {node.name: calls(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    while len(names) > before:
        before = len(names)
        names |= {name for name, inside in called.items() if inside & names}
    found, nodes = [], list[ast.AST]([tree])
    while nodes:
        node = nodes.pop()
        nodes += now(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: path.stem)
def test_no_test_module_derives_while_it_is_imported(path: Path) -> None:
    assert deriving(path.read_text(encoding="utf-8")) == []


def test_what_derives_at_once_is_noticed() -> None:
    assert deriving("X = [derive(network) for network in NETWORKS]") == ["derive(network)"]
    assert deriving("@parametrize('x', [derive(model)])\ndef test(x=derive(y)):\n    derive(z)") == [
        "derive(y)",
        "derive(model)",
    ]
    assert deriving("X = lambda: derive(network)") == []
    own = "def one(name):\n    return derive(name)\ndef all_of():\n    return [one(name) for name in NAMES]\n"
    assert deriving(f"{own}X = all_of()") == ["all_of()"]
    assert deriving(f"{own}def test():\n    all_of()") == []
