"""Looking within a shape: drawing or naming one, what is found inside it, and its cases. It lives in the URL."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.places import around
from data_access.places.shapes import RADII_M, Near, Shape, ShapeRefused, parse
from ui.session import address
from ui.session.view import View
from ui.words.names import told_apart
from ui.words.shapes import shape_words
from ui.words.text import inert, t, word

PARAMETER = "within"


def asked_shape(view: View) -> Shape | None:
    """Return the shape that the URL names, None without one; say so where it is none."""
    text = address.parameter(PARAMETER)
    if text is None:
        return None
    try:
        return _found(view, parse(text))
    except ShapeRefused as refused:
        reason = t(f"drawn.refused.{refused.reason}", least=f"{RADII_M[0]:g}", most=f"{RADII_M[1]:g}")
        st.warning(t("drawn.refused.line", value=inert(text[:60]), reason=reason))
        clear_button()
        return None


def within(view: View, shape: Shape) -> View:
    """Return the view narrowed to a shape."""
    return replace(view, selection=replace(view.selection, within=shape))


def look_within(shape_text: str | None) -> None:
    """Put a shape into the URL, None to take it out, and rerun."""
    address.set_parameter(PARAMETER, shape_text)
    st.rerun()


def narrowed(view: View) -> View:
    """Return the view narrowed to the shape of the URL, saying which one that is, with the way out of it."""
    shape = asked_shape(view)
    if shape is None:
        return view
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(t("drawn.only", shape=inert(shape_words(shape)), unplaced=unplaced_cases(view)))
        clear_button()
    return within(view, shape)


def clear_button() -> None:
    """Draw the way back to all of the selected places."""
    if st.button(t("drawn.clear"), icon=":material/close:", key="drawn_clear"):
        look_within(None)


def unplaced_cases(view: View) -> str:
    """Return how many cases reported in the period have no position; no shape can hold them."""
    counts = view.fetch(cases.positions, view.selection).iloc[0]
    return f"{int(counts['reported']) - int(counts['with_position']):,}"


def _found(view: View, shape: Shape | Near) -> Shape:
    """Return the shape itself: what is near something lies in the circle around its point.

    Raises
    ------
    ShapeRefused
        Where this user's data have no such compound or landmark.
    """
    if not isinstance(shape, Near):
        return shape
    rows = view.fetch(around.anchor, view.selection, shape.kind, shape.code)
    if rows.empty:
        raise ShapeRefused("unknown")
    row = rows.iloc[0]
    return shape.circle(
        float(row["longitude"]), float(row["latitude"]), _alone(view, shape, str(row["name"]))
    )


def _alone(view: View, shape: Near, name: str) -> str:
    """Return the name of what is near, as the chooser tells it where others of its kind share the name."""
    everywhere = view.fetch(around.anchors, view.selection.everywhere(), shape.kind)
    return name if (everywhere["name"] == name).sum() <= 1 else anchor_names(everywhere)[shape.code]


def anchor_names(anchors: pd.DataFrame) -> dict[str, str]:
    """Return the names by code of rows of `around.anchors`: each with where it lies, and what landmark it is."""
    kinds = anchors["kind"].map(lambda code: t("drawn.of") + word("landmark_kind", code), na_action="ignore")
    named = anchors["name"] + t("drawn.of") + anchors["place"].fillna("") + kinds.fillna("")
    return told_apart(dict(zip(anchors["code"], named, strict=True)), {})
