"""The source of a program imports what it uses, and no line of it is too long to read."""

from derivations.views.program_text import CALL, LONGEST, fold, import_what_is_needed, with_helpers


def test_only_what_is_used_is_imported() -> None:
    assert import_what_is_needed("x = 1") == "x = 1"
    assert import_what_is_needed("x = np.exp(0)").startswith("import numpy as np\n")
    assert "import careful" in import_what_is_needed(f"{CALL}\ndef f(z):\n    return z")


def test_a_helper_stands_in_front_of_what_calls_it_and_not_where_a_comment_does() -> None:
    functions = {"f": ["def f(z):", "    return erf(z)  # not erfc(z)"]}
    text = "\n".join(with_helpers(functions, ["a1 = f(z1)"]))
    assert text.index("erf = np.vectorize") < text.index("def f(z)")
    assert "erfc = " not in text
    assert with_helpers({}, ["a1 = z1"]) == []


def test_a_short_line_stays_one() -> None:
    assert fold("def gradients(", ["x", "y"], "):") == ["def gradients(x, y):"]


def test_a_long_line_becomes_several_with_everything_in_it() -> None:
    names = [f"name{at}" for at in range(40)]
    lines = fold("    return {", names, "}")
    assert len(lines) > 3
    assert max(map(len, lines)) <= LONGEST
    assert "".join(lines).replace(" ", "") == f"return{{{','.join(names)},}}"
