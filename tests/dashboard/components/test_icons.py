"""Every icon that the page writes is in Streamlit's font: another name would be printed as a word in wide letters."""

import re
from pathlib import Path

from streamlit.material_icon_names import ALL_MATERIAL_ICONS

ICON = re.compile(r":material/(\w+):")
DASHBOARD = Path(__file__).resolve().parents[3] / "dashboard"


def unknown(text: str) -> set[str]:
    return set(ICON.findall(text)) - set(ALL_MATERIAL_ICONS)


def test_every_icon_is_in_the_font() -> None:
    sources = list(DASHBOARD.rglob("*.py"))
    assert len(sources) > 50
    assert not {str(path): found for path in sources if (found := unknown(path.read_text(encoding="utf-8")))}


def test_an_icon_that_is_not_there_is_found() -> None:
    assert unknown(":material/check: :material/approximation:") == {"approximation"}
