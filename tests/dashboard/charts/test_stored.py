"""The specifications that are kept in files, so that a first page need not wait for Altair."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.charts import stored
from dashboard.lab.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
SIZES = Settings().sizes


def test_every_file_says_what_altair_would() -> None:
    wanted = {name: stored.written(spec) for name, spec in stored.stored_specs().items()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in stored.FOLDER.iterdir()}
    stale = sorted(name for name in wanted | kept if wanted.get(name) != kept.get(name))
    assert not stale, f"write them anew with `python -m dashboard.charts`: {stale}"


def test_the_page_that_is_shown_needs_no_altair() -> None:
    assert SIZES in stored.STORED_SIZES
    script = (
        "import sys; from dashboard.charts import boundary_spec, loss_spec, network_spec\n"
        f"for dark in (False, True): network_spec({SIZES}, dark=dark), loss_spec(dark=dark), boundary_spec(dark=dark)\n"
        "print(sorted({'altair', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_in_no_file_is_built(dark: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = stored.network_spec(SIZES, dark=dark)
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    stored.network_spec.cache_clear()
    try:
        assert json.loads(json.dumps(stored.network_spec(SIZES, dark=dark))) == kept
        assert stored.network_spec((3, 1), dark=dark)["layer"]
    finally:
        stored.network_spec.cache_clear()
