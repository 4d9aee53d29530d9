"""Write the specifications that are kept in files: ``python -m dashboard.charts``."""

from dashboard.charts.stored import FOLDER, stored_specs, written

FOLDER.mkdir(exist_ok=True)
for name, spec in stored_specs().items():
    (FOLDER / name).write_text(written(spec), encoding="utf-8")
