"""What no module may use but those listed: whatever turns text into something that runs, and caches of functions.

Read from the syntax tree of every module. Text that a reader types reaches a whitelist (derivations.formula) and
nothing else; what the dashboard keeps stands in dashboard/state, where one sees whose it is. The checker is a
function of a path and a source text, so that every rule can be shown failing on a planted violation.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEEPER = "dashboard/state/"

# What turns text into something that runs. SymPy evaluates a text that it is given in place of an expression, and
# lambdify writes source text of an expression and runs it.
RUNS_TEXT = {
    "eval",
    "exec",
    "compile",
    "lambdify",
    "sympify",
    "nsimplify",
    "parse_expr",
    "parse_latex",
    "parse_mathematica",
    "parse_maxima",
    "autowrap",
    "ufuncify",
    "execfile",
    "run_path",
    "literal_eval",
}
# `re.compile`, and the compile of a derivation, are no such thing
BUILTIN = {"eval", "exec", "compile"}
# Where it is needed, and what reaches it: never a text, but expressions that the library has derived.
MAY_RUN_TEXT = {
    "derivations/views/program.py": ("compile", "exec"),  # the program that it has written itself
    "derivations/export/pytorch_program.py": ("compile", "exec"),  # as above: names of functions, and numbers
    "derivations/views/compiled.py": ("lambdify",),
    "derivations/matching/array_values.py": ("lambdify",),
    "dashboard/lab/surfaces.py": ("lambdify",),  # of the four formulas that stand there
}

FUNCTION_CACHES = {"cache", "lru_cache"}
# Outside of the session, only functions that keep what follows from a theme, sizes, a range of axes or a choice, and
# nothing of a visitor: whoever asks gets what anybody else would.
MAY_KEEP = {
    "dashboard/lab/colours.py": ("factor_colours",),
    "dashboard/charts/layout.py": ("network_layout",),
    "dashboard/charts/network.py": ("_still",),
    "dashboard/components/network_panel.py": ("_spec",),
    "dashboard/lab/data.py": ("load",),
    "dashboard/lab/surfaces.py": ("formula_surface",),
    "dashboard/lab/optimiser_step.py": ("_rule",),
    "dashboard/state/shared.py": ("_derive_once", "_known_shape"),
    "dashboard/state/depth.py": ("printed",),
    "dashboard/state/gates.py": ("prove", "train_xor", "layers"),
    "dashboard/state/graphs.py": ("_derive_ready", "chain_rules"),
}
# A function whose arguments are whatever visitors choose keeps the last of them only; this one has two values in all.
UNBOUNDED = {"factor_colours"}


def _runs_text(tree: ast.AST) -> Iterator[str]:
    """Give what turns text into something that runs, whether it is called, passed on or imported."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in RUNS_TEXT:
                yield name
            case ast.Attribute(value=ast.Name(id="builtins" | "__builtins__"), attr=name) if name in BUILTIN:
                yield name
            case ast.Attribute(attr=name) if name in RUNS_TEXT - {"compile"}:
                yield name
            case ast.ImportFrom(module=module, names=names):
                yield from (alias.name for alias in names if alias.name in RUNS_TEXT and (module != "re"))
                if (module or "").startswith("sympy.parsing"):
                    yield str(module)
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.startswith("sympy.parsing"))
            case ast.Call(func=ast.Name(id="S") | ast.Attribute(value=ast.Name(id="sympy" | "sp"), attr="S")):
                # S.Half is a number, S("...") evaluates
                yield "S(...)"


def _function_caches(path: str, tree: ast.AST) -> Iterator[str]:
    """Give the caches of functions that are not on the list, by what they are called where they stand."""
    called = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "functools"
        for alias in node.names
        if alias.name in FUNCTION_CACHES
    }
    allowed: set[ast.AST] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name in MAY_KEEP.get(path, ()):
            for decorator in node.decorator_list:
                if node.name in UNBOUNDED or _bounded(decorator):
                    allowed |= set(ast.walk(decorator))
    for node in ast.walk(tree):
        if node in allowed:
            continue
        match node:
            case ast.Name(id=name) if name in called:
                yield called[name]
            case ast.Attribute(attr=name) if name in FUNCTION_CACHES:
                yield name


def _bounded(decorator: ast.expr) -> bool:
    """Tell whether a cache says how much it keeps."""
    sizes = [word.value for word in getattr(decorator, "keywords", ()) if word.arg == "maxsize"]
    return any(isinstance(size, ast.Constant) and isinstance(size.value, int) for size in sizes)


def violations(path: str, source: str) -> list[str]:
    """Give what the module at `path` uses and must not, one sentence each."""
    tree = ast.parse(source, path)
    found = [
        f"{path} uses {name}, which runs text; only {', '.join(MAY_RUN_TEXT)} may use what they are listed for"
        for name in _runs_text(tree)
        if name not in MAY_RUN_TEXT.get(path, ())
    ]
    if path.startswith("dashboard/"):
        # of the keeper, what it decorates: the caches of an object that it makes go with that
        trees = [
            decorator
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name not in MAY_KEEP.get(path, ())
            for decorator in node.decorator_list
        ]
        found += [
            f"{path} uses {name}, which belongs to {KEEPER}, or to a function listed here"
            for name in _function_caches(path, tree)
            if not path.startswith(KEEPER) or any(name in ast.unparse(each) for each in trees)
        ]
    return found


MODULES = sorted(
    p.relative_to(ROOT).as_posix() for package in ("derivations", "dashboard") for p in (ROOT / package).rglob("*.py")
)


@pytest.mark.parametrize("path", MODULES)
def test_the_module_uses_nothing_that_is_not_for_it(path: str) -> None:
    found = violations(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


def test_every_exception_is_needed() -> None:
    for path, names in MAY_RUN_TEXT.items():
        assert set(_runs_text(ast.parse((ROOT / path).read_text(encoding="utf-8")))) == set(names), path
    for path, functions in MAY_KEEP.items():
        source = (ROOT / path).read_text(encoding="utf-8")
        kept = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef) and n.decorator_list]
        assert set(functions) <= {function.name for function in kept}, path


@pytest.mark.parametrize(
    ("path", "source", "complaint"),
    [
        # text that runs
        ("derivations/formula/reading.py", "eval(text)", "uses eval, which runs text"),
        ("derivations/formula/reading.py", "list(map(eval, texts))", "uses eval"),
        ("derivations/formula/reading.py", "run = eval\nrun(text)", "uses eval"),
        ("derivations/formula/reading.py", "import builtins\nbuiltins.exec(text)", "uses exec"),
        ("derivations/formula/reading.py", "import builtins\nbuiltins.compile(text, '', 'eval')", "uses compile"),
        ("derivations/formula/reading.py", "from builtins import eval as read", "uses eval"),
        ("derivations/models/mlp.py", "exec(compile(text, '', 'exec'))", "uses compile"),
        ("derivations/models/mlp.py", "from sympy import sympify\nsympify(text)", "uses sympify"),
        ("derivations/models/mlp.py", "import sympy as sp\nsp.sympify(text)", "uses sympify"),
        ("derivations/models/mlp.py", "from sympy import S\nS(text)", "uses S(...)"),
        ("derivations/models/mlp.py", "import sympy as sp\nsp.S(text)", "uses S(...)"),
        ("derivations/models/mlp.py", "from sympy.parsing.sympy_parser import parse_expr as p", "uses parse_expr"),
        ("derivations/models/mlp.py", "import sympy.parsing.latex", "uses sympy.parsing.latex"),
        ("derivations/models/mlp.py", "from sympy import lambdify\nlambdify(x, text)", "uses lambdify"),
        ("derivations/views/path_sum.py", "exec(text)", "uses exec"),
        ("derivations/views/program.py", "eval(text)", "uses eval"),
        ("dashboard/components/meter.py", "table.eval(text)", "uses eval"),
        ("dashboard/state/state.py", "exec(text)", "uses exec"),
        # caches of functions
        (
            "dashboard/state/equations.py",
            "from functools import lru_cache\n@lru_cache(maxsize=3)\ndef f(): ...",
            "uses",
        ),
        ("dashboard/components/meter.py", "from functools import cache\n@cache\ndef f(): ...", "uses cache"),
        (
            "dashboard/lab/progress.py",
            "import functools\n@functools.lru_cache(maxsize=9)\ndef f(): ...",
            "uses lru_cache",
        ),
        ("dashboard/app.py", "from functools import lru_cache as keep\nf = keep(9)(g)", "uses lru_cache"),
        ("dashboard/lab/colours.py", "from functools import cache\n@cache\ndef f(): ...", "uses cache"),
        ("dashboard/charts/layout.py", "from functools import cache\n@cache\ndef network_layout(): ...", "uses cache"),
        (
            "dashboard/charts/layout.py",
            "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef network_layout(): ...",
            "uses lru_cache",
        ),
        (
            "dashboard/charts/layout.py",
            "from functools import lru_cache\nclass A:\n    @lru_cache(maxsize=2)\n    def network_layout(self): ...",
            "uses lru_cache",
        ),
    ],
)
def test_a_planted_violation_is_found(path: str, source: str, complaint: str) -> None:
    found = violations(path, source)
    assert any(complaint in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("derivations/views/program.py", "exec(compile(text, '<program>', 'exec'), names)"),
        ("derivations/views/compiled.py", "from sympy import lambdify\nlambdify(letters, expression)"),
        ("derivations/formula/reading.py", "import ast, re\nast.parse(text, mode='eval')\nre.compile('z')"),
        ("derivations/derive.py", "class A:\n    def compile(self): ...\nA().compile()"),
        ("derivations/models/mlp.py", "from sympy import S\nS.Half"),
        ("dashboard/state/state.py", "from functools import lru_cache\nclass A:\n    f = lru_cache(3)(g)"),
        ("dashboard/lab/colours.py", "from functools import cache\n@cache\ndef factor_colours(): ..."),
        ("dashboard/charts/layout.py", "import functools\n@functools.lru_cache(maxsize=3)\ndef network_layout(): ..."),
        ("dashboard/lab/progress.py", "from functools import cached_property, partial"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert violations(path, source) == []
