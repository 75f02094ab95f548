"""Views that a reader named, and a street office of one's own: kept in the browser, which alone knows them."""

from __future__ import annotations

import streamlit as st

from ui.session.source import Source, place_labels, place_names
from ui.theme import ASSETS
from ui.words.text import language, t

FOLDER = ASSETS / "components"
TEXTS = (
    *("title", "name", "save", "copy", "copied", "kept", "none", "street", "no_street", "delete"),
    *("export", "import", "imported", "bad", "full", "close", "file"),
)
_DIALOG = """
<dialog class="views">
  <form class="line"><input type="text" class="name" maxlength="60"><button class="save"></button>
    <button type="button" class="close">✕</button></form>
  <div class="line"><input type="text" class="address" readonly><button type="button" class="copy"></button></div>
  <h3></h3>
  <ul></ul>
  <label><span></span> <select></select></label>
  <div class="line"><button type="button" class="export"></button><button type="button" class="import"></button>
    <input type="file" accept=".json,application/json" hidden></div>
  <p role="status"></p>
</dialog>
"""
_LINE = "<nav></nav>"


def views_dialog(source: Source) -> None:
    """Draw the dialog that saves, opens, deletes, takes out and takes in views; its button opens it."""
    labels, places = place_labels(source, language()), place_names(source)
    codes = places.loc[places["level"] == "street_office", "code"]
    _component("views", _DIALOG)(
        key="views", data={"streets": [[code, labels[code]] for code in codes]} | _texts()
    )


def views_line() -> None:
    """Draw the links to the views that this browser keeps; nothing where there is none."""
    with st.container(key="views_line"):
        _component("views_line", _LINE)(key="views_line_links", data=_texts())


def _texts() -> dict[str, str]:
    return {name: t(f"views.{name}") for name in TEXTS}


@st.cache_resource(show_spinner=False)
def _component(name: str, html: str):
    """Return a component of the views' script, made once in a process: only a running server keeps it."""
    css, js = ((FOLDER / f"views.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component(name, html=html, css=css, js=js)
