"""Navigation only, from the table of pages: ``streamlit run dashboard/app.py``."""

import gc
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# streamlit puts dashboard/ on the path, not the project's root, where derivations/ and dashboard/ are packages
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# What the first page imports and derives stays: to go through it in search of garbage takes longer than to derive it.
FIRST = "dashboard" not in sys.modules

import streamlit as st  # noqa: E402  # after the path is set

from dashboard import navigation  # noqa: E402  # as above

st.set_page_config(page_title="Seeing backpropagation", page_icon=str(ROOT / "dashboard" / "icon.svg"), layout="wide")
if FIRST:
    gc.disable()
try:
    navigation.run()
finally:
    if FIRST:
        gc.freeze()  # nor does a later search go through it
        gc.enable()
