"""Texts for the reader of formulas: valid ones from a grammar, hostile ones from a list, and anything in between."""

import random
from collections.abc import Iterator

from derivations.formula.vocabulary import CONSTANTS, FUNCTIONS

ONE = tuple(name for name, count in FUNCTIONS.items() if count == 1)
TWO = tuple(name for name, count in FUNCTIONS.items() if count == 2)

# What an attacker, a spreadsheet, a phone or a typo would send. None of it is a formula in z.
HOSTILE = (
    "",
    "   ",
    "__import__('os').system('touch planted')",
    "().__class__.__base__.__subclasses__()",
    "z.__class__",
    "z.real",
    "1/(z/4)**(1e30+0*z)",
    "(z/4)**(1e12+z-z)",
    "z*exp(-1e30*log(2))",
    "sqrt(log(abs(z)+1e-30**12)) + exp(1e5 - z)",
    "exp.__globals__",
    "(lambda: z)()",
    "lambda z: z",
    "[z for z in (1, 2)]",
    "{z for z in (1, 2)}",
    "{z: z for z in (1, 2)}",
    "(z for z in (1, 2))",
    "(z := 3)",
    "z if z else 1",
    "z and z",
    "not z",
    "z == 1",
    "z in z",
    "z is z",
    "f'{z}'",
    "'z'",
    '"z"',
    "b'z'",
    "exp(*z)",
    "exp(**z)",
    "exp(x=z)",
    "exp(z, z)",
    "exp()",
    "max(z)",
    "max(1, 2, 3)",
    "eval(z)",
    "exec(z)",
    "open(z)",
    "print(z)",
    "getattr(z, z)",
    "compile(z)",
    "breakpoint()",
    "exit()",
    "help()",
    "input()",
    "z 2",
    "1j*z",
    "1J*z",
    "z + 1_000",
    "0x10*z",
    "0b1*z",
    "0o7*z",
    "007*z",
    "1e999*z",
    "1e-999*z",
    "9" * 21 + "*z",
    "9" * 5000 + "*z",
    "nan*z",
    "inf*z",
    "infinity",
    "None",
    "True*z",
    "...",
    "Ellipsis",
    "z**21",
    "z**-21",
    "z**1e30",
    "z**z**z",
    "2**2**z",
    "9**9**9*z",
    "(10**10)**(10**8)*z",
    "((z**10)**10)**10",
    "exp(exp(exp(z)))",
    "exp(exp(exp(exp(exp(9)))))*z",
    "z*cosh(sinh(exp(z*z)))",
    "(" * 25 + "z" + ")" * 25,
    "(" * 100 + "z" + ")" * 100,
    "(" * 5000 + "z" + ")" * 5000,
    "(" * 150,
    ")" * 150,
    "[" * 90 + "]" * 90,
    "-" * 199 + "z",
    "~" * 50 + "z",
    "exp(" * 30 + "z" + ")" * 30,
    "z" + "+z" * 99,
    "z" * 200,
    "z" * 201,
    "z\n+1",
    "z\v+1",
    "z\0",
    "\0",
    "z # comment",
    "z \\",
    "z;z",
    "z,",
    "z,1",
    "(z, 1)",
    "{z: z}",
    "z[0]",
    "z[z:z]",
    "z@z",
    "z//2",
    "z%2",
    "z|z",
    "z&z",
    "z<<2",
    "z>>2",
    "~z",
    "z!",
    "z?",
    "$z",
    "`z`",
    "await z",
    "(await z)",
    "yield z",
    "(yield z)",
    "(yield from z)",
    "import os",
    "del z",
    "def f(z): return z",
    "z = 1",
    "z +",
    "* z",
    "z ** ",
    "(z",
    "z)",
    "(z]",
    "()",
    "Z",
    "a - y",
    "3",
    "pi + e",
    "exp",
    "exp + z",
    "z*1.2.3",
    "z..real",
    "0..real*z",
    "1if z else 2",
    "1or z",
    "0or z",
    "1else z",
    "zа",  # Cyrillic
    "e\u0301*z",
    "z\u200b",
    "\u202ez",
    "\ufeffz",
    "\ud800",
    "z\U0001f600",
    "log(-1)*z",
    "log(0)*z",
    "sqrt(-2)*z",
    "z/0",
    "z/(1-1)",
    "0**-1*z",
    "(-8)**(1/3)*z",
    "log(-exp(z))",
    "(-2)**z",
    "1/2z",
    "sin z cos z",
    "|z",
    "z - z",
    "z/z",
    "z**0",
    "1/relu(z)",
)


def formula(rng: random.Random, variables: tuple[str, ...] = ("z",), depth: int = 4) -> str:
    """Write a formula of the grammar; it may still be too large, or defined nowhere."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice((*variables, *variables, number(rng), rng.choice(CONSTANTS)))
    inner = [formula(rng, variables, depth - 1) for _ in range(2)]
    return rng.choice(
        (
            f"{inner[0]}+{inner[1]}",
            f"{inner[0]} - {inner[1]}",
            f"({inner[0]})*({inner[1]})",
            f"({inner[0]})/({inner[1]})",
            f"({inner[0]})**{rng.randint(-4, 6)}",
            f"({inner[0]})**({inner[1]})",
            f"-({inner[0]})",
            f"{rng.choice(ONE)}({inner[0]})",
            f"{rng.choice(ONE)}({inner[1]})",
            f"{rng.choice(TWO)}({inner[0]}, {inner[1]})",
            f"({inner[0]} if {rng.choice(variables)} {rng.choice('<>')} {number(rng)} else {inner[1]})",
        )
    )


def number(rng: random.Random) -> str:
    """Write a number in one of the ways in which people do."""
    return rng.choice((str(rng.randint(0, 40)), f"{rng.uniform(0, 3):.3f}", ".5", "2.", "1e-3", "2.5E2", "0.10"))


def mutated(rng: random.Random, text: str) -> str:
    """Change a text in one to three positions."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(text) + 1)
        piece = rng.choice(
            ("", ")", "(", "**", ".", "_", ",", "__", "9", "e", "j", ":=", " if ", "z", "'", chr(rng.randrange(0x250)))
        )
        text = text[:at] + piece + text[at + rng.randint(0, 2) :]
    return text


def noise(rng: random.Random) -> str:
    """Write anything: bytes, Unicode, or pieces of Python in any order."""
    kind = rng.randrange(3)
    if kind == 0:
        return bytes(rng.randrange(256) for _ in range(rng.randint(0, 40))).decode("latin-1")
    if kind == 1:
        return "".join(chr(rng.randrange(0x11000)) for _ in range(rng.randint(0, 30)))
    pieces = (
        *FUNCTIONS,
        "z",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "+",
        "**",
        "*",
        ",",
        ".",
        ":",
        "=",
        "lambda",
        "for",
        "in",
        "if",
        "1",
        "~",
        " ",
        "e",
        "@",
        "<",
        "not",
    )
    return "".join(rng.choice(pieces) for _ in range(rng.randint(1, 25)))


def inputs(seed: int, count: int) -> Iterator[str]:
    """Give texts of every kind, always the same ones for a seed."""
    rng = random.Random(seed)
    yield from HOSTILE
    for at in range(count):
        text = formula(rng, depth=rng.randint(1, 4))
        yield (text, mutated(rng, text), noise(rng), mutated(rng, rng.choice(HOSTILE[:60])))[at % 4]
