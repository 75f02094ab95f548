"""Views that a reader named, and a street office of one's own: kept in the browser, which alone knows them."""

from __future__ import annotations

import streamlit as st

from ui.components import component
from ui.session.view import View
from ui.words.text import t

FILES = ("components/views.js", "components/dialog.css", "components/views.css")
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


def views_dialog(view: View) -> None:
    """Draw the dialog that saves, opens, deletes, takes out and takes in views; its button opens it."""
    streets = [[code, label] for code, label in view.labels_of("street_office").items()]
    texts = _texts()
    if view.source.limit is not None:
        texts["no_street"] = t("filter.all_allowed")
    component("views", _DIALOG, *FILES)(key="views", data={"streets": streets} | texts)


def views_line() -> None:
    """Draw the links to the views that this browser keeps; nothing where there is none."""
    with st.container(key="views_line"):
        component("views_line", _LINE, *FILES)(key="views_line_links", data=_texts())


def _texts() -> dict[str, str]:
    return {name: t(f"views.{name}") for name in TEXTS}
