"""Words that Streamlit's tables know in English alone, for the script that puts others in their place."""

from __future__ import annotations

import json

import streamlit as st

from ui.words.text import in_html, t

WORDS = {
    "Sort ascending": "ascending",
    "Sort descending": "descending",
    "Autosize": "fit",
    "Pin column": "pin",
    "Unpin column": "unpin",
    "Hide column": "hide",
    "Copy column name": "copy",
    "Dataframe column menu": "menu",
    "Previous Result": "previous",
    "Next Result": "next",
    "Close Search": "close",
}
"""The English words, each with the key of ours."""


def widget_words() -> None:
    """Give `assets/heard.js` the words in the session's language; nothing is seen."""
    told = json.dumps({english: t(f"widgets.{key}") for english, key in WORDS.items()}, ensure_ascii=False)
    st.html(f'<div class="widget-words" data-words="{in_html(told)}"></div>', width="content")
