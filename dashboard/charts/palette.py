"""Every colour and face of type that a chart may use, for a light and a dark page.

Goes in: which of the two pages. Comes out: hexadecimal colours. Must not know: what is drawn with them.

The hues are those of Okabe and Ito (2008), which readers with any of the common colour-vision deficiencies can tell
apart. Their originals are made for print; on white most are too pale for text, so the light variant is the same hue,
darkened. Contrast ratios (WCAG 2) are against #FFFFFF and #15181B, the grounds in .streamlit/config.toml, and tests
hold them: 4.5 for what is read, 3 for what is drawn.
"""

from dataclasses import dataclass

SERIF = "KaTeX_Math, 'Latin Modern Math', 'STIX Two Math', 'Times New Roman', serif"
ROMAN = "KaTeX_Main, 'Latin Modern Math', 'STIX Two Text', 'Times New Roman', serif"
SANS = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"
MONO = "'Source Code Pro', ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


@dataclass(frozen=True)
class Hue:
    """One meaning, in the two variants that carry it on a light and on a dark page."""

    light: str
    dark: str

    def on(self, *, dark: bool) -> str:
        """Choose the variant for a dark or a light page."""
        return self.dark if dark else self.light


@dataclass(frozen=True)
class Look:
    """How a line is told from others: hue, dash, and the shape of its marks."""

    hue: Hue
    dash: tuple[int, ...]
    shape: str = "circle"


# Signs of numbers: lines and areas, always beside a number or a dash. Contrast light / dark.
NEGATIVE = Hue("#0072B2", "#56B4E9")  # blue 5.2, sky blue 7.7
POSITIVE = Hue("#D67D00", "#E69F00")  # orange 3.1, 7.9
NEUTRAL = Hue("#F5F4F1", "#22262A")  # halfway between the two: nearly the page
NEGATIVE_AREA = Hue("#80B8D8", "#37667F")  # a surface under marks of the same sign
POSITIVE_AREA = Hue("#EFC78A", "#7F5B0A")
NEGATIVE_TINT = Hue("#E1EEF6", "#16303F")  # inside a unit, behind its activation
POSITIVE_TINT = Hue("#FDEFDA", "#3A2D12")

# Local factors: text first, in formula, diagram and table alike.
DELTA = Hue("#A8487F", "#CC79A7")  # reddish purple 5.4, 5.8
WEIGHT = Hue("#5B5500", "#F0E442")  # yellow, on white an olive 7.7, 13.5
ACTIVATION = Hue("#007A59", "#1BAE84")  # bluish green 5.3, 6.3; on the tints of a unit 4.5 and more
TARGET = Hue("#C15400", "#D55E00")  # vermillion 4.6, 4.6

# Classes, in the order of the outputs; each has a shape of its own as well.
CLASSES = (NEGATIVE, POSITIVE, ACTIVATION, DELTA, WEIGHT, TARGET)

# The page and what is written on it.
SURFACE = Hue("#FFFFFF", "#15181B")  # behind halos and inside units; charts themselves are transparent
INK = Hue("#22262A", "#E6E8EA")  # 15.2, 14.5
MUTED = Hue("#676C73", "#9DA3AA")  # secondary text 5.3, 7.0
HAIRLINE = Hue("#DDE1E5", "#353B41")  # axes and frames; decoration, carries nothing


# Runs side by side, more than three: methods.
RUNS = (
    Look(INK, (1, 0), "circle"),
    Look(NEGATIVE, (8, 3), "square"),
    Look(ACTIVATION, (3, 3), "triangle-up"),
    Look(POSITIVE, (10, 3, 2, 3), "diamond"),
    Look(DELTA, (6, 6), "cross"),
    Look(TARGET, (1, 0), "triangle-down"),
    Look(WEIGHT, (2, 3), "triangle-right"),
)


def mix(colour: str, ground: str, share: float) -> str:
    """Mix a share of a colour, both as #RRGGBB, into a ground."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * top + (1 - share) * below):02X}" for top, below in pairs)
