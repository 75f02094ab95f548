"""The list that goes to those who must act (督办单): every line with its cases and columns to be filled in."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.attention.numbers import OF_CASES, case_numbers, looked_at
from pages.attention.sheet import form_bytes
from ui.files.menu import table_downloads
from ui.panels.alerts import alert_mark, alert_since, alert_usual, alert_what, alert_where, alert_why
from ui.panels.tables import facts_table
from ui.session import address
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import in_short, sentences, t

PRINTED = 1_000  # lines; more are no list that somebody carries
TOLD = ("number", "mark", "what", "where", "since", "why", "usual", "cases")
TO_FILL = ("unit", "due", "result")
KEY, OPEN = "attention_form", "open"


def form(view: View, alerts: pd.DataFrame) -> None:
    """Draw the list, folded; unfolded it is what is printed, and its workbook can be taken."""
    count = f"{len(alerts):,}"
    address.follow("form", KEY, address.parameter("form") == OPEN)
    folded = st.expander(
        t("attention.form", count=count), key=KEY, on_change="rerun", icon=":material/assignment_turned_in:"
    )
    address.set_parameter("form", OPEN if folded.open else None)
    if not folded.open:
        return
    table, line = form_table(view, alerts), view.provenance(categories=True)
    title = t("attention.form_title", place=view.full_place_words())
    more = t("attention.form_more", count=f"{PRINTED:,}") if len(alerts) > PRINTED else ""
    with folded:
        st.subheader(**in_short(title), anchor=False)
        st.caption(**in_short(line))
        note = sentences(t("attention.form_note"), more)
        with st.container(key="screen_only"):
            st.caption(note)
            table_downloads(view, KEY, title, table, line, {"xlsx": partial(form_bytes, title, table, line)})
        facts_table(table.head(PRINTED), "form")


def form_table(view: View, alerts: pd.DataFrame) -> pd.DataFrame:
    """Return every line in words with the numbers of its cases, and empty columns to be filled in."""
    day, as_of = view.dataset.as_of.date(), view.dataset.as_of
    counted = {
        kind: view.source.fetch_once(cases.counted_cases, kind, looked_at(kind, view.selection, day), as_of)
        for kind in OF_CASES
        if (alerts["kind"] == kind).any()
    }
    numbers = case_numbers(alerts, counted)
    rows = [
        (
            rank,
            t(f"attention.mark.{alert_mark(alert)}"),
            alert_what(alert),
            alert_where(view, alert),
            alert_since(alert),
            alert_why(alert, as_of),
            alert_usual(alert),
            t("words.comma").join(own),
            *("" for _ in TO_FILL),
        )
        for rank, (alert, own) in enumerate(zip(alerts.to_dict("records"), numbers, strict=True), start=1)
    ]
    return pd.DataFrame(rows, columns=[column(f"attention.{name}") for name in (*TOLD, *TO_FILL)])
