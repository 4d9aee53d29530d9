"""Navigation from the table of pages, and what the server answers beside: ``streamlit run dashboard/app.py``.

The server imports this file once, and every run of a reader executes it as ``__main__``.
"""

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

if __name__ == "__main__":
    from dashboard import navigation

    icon = str(ROOT / "dashboard" / "icon.svg")
    st.set_page_config(page_title="Seeing backpropagation", page_icon=icon, layout="wide")
    if FIRST:
        gc.disable()
    try:
        navigation.run()
    finally:
        if FIRST:
            gc.freeze()  # nor does a later search go through it
            gc.enable()
else:
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def point_up(_: object) -> PlainTextResponse:
        """Say that the server is one folder up, with a status that a browser's console does not print as an error.

        The browser side of a page that is opened by its link looks for the server below the page first, then above; of
        a 404 it would print an error.
        """
        return PlainTextResponse("The server is one folder up.", status_code=300)

    below = ("health", "host-config")
    app = st.App(__file__, routes=[Route(f"/{{page}}/_stcore/{each}", point_up) for each in below])
