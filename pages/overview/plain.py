"""The overview as plain HTML, for browsers too old for the rest: its sentence, figures and alerts, places and pictures.

It needs no script. It stands at `/plain`, takes the same parameters as `/`, and asks for its pictures one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from data_access import cases
from data_access.attention.alerts import in_turn
from data_access.database.faults import DatabaseFault
from data_access.indicators import MAP_INDICATORS
from data_access.selection.comparison import COMPARISONS
from pages.overview.alerts import SHOWN, in_words
from pages.overview.answer import told
from pages.overview.figures import cards
from pages.overview.pictures import figure_pictures
from ui import theme
from ui.access.ways import signs_in
from ui.filters.chips import notice_words
from ui.filters.comparison import EARLIER, compared
from ui.panels.alerts import all_alerts
from ui.panels.figures import Card, card_words
from ui.panels.tables import html_table
from ui.session import state
from ui.session.language import Wording, worded_as
from ui.session.source import Loaded, Source, long_names, open_source
from ui.session.view import View, selected
from ui.words.numbers import MISSING
from ui.words.periods import level_below
from ui.words.tables import column, with_indicators
from ui.words.text import DEFAULT_LANGUAGE, LANGUAGES, in_html, language, sentences, t

PICTURES_KEPT = 200
STYLE = (theme.ASSETS / "plain.css").read_text(encoding="utf-8")


async def _plain(request: Request) -> Response:
    return await run_in_threadpool(_answer, request, None)


async def _picture(request: Request) -> Response:
    return await run_in_threadpool(_answer, request, request.path_params["figure"])


def _answer(request: Request, figure: str | None) -> Response:
    """Return the page, or the picture of one of its figures: 404 for one that is not known, 503 without data.

    Where readers sign in it is 403 with a sentence: nobody can here. No session is asked: whoever lets a request pass
    may put the limit of its reader into its state.
    """
    asked = request.query_params
    spoken = asked.get("lang", "")
    known = spoken if spoken in LANGUAGES else DEFAULT_LANGUAGE
    if signs_in():
        told = worded_as(Wording(known, "", frozenset()), partial(t, "access.plain"))
        return PlainTextResponse(told(), status_code=403)
    try:
        source = open_source(getattr(request.state, state.LIMIT, None))
    except DatabaseFault:
        return Response(status_code=503)
    source = source.speaking(known)
    wording = Wording(known, source.dataset.level_names or "", long_names(source))
    return worded_as(wording, partial(_drawn, source, asked, figure))()


def _drawn(source: Source, asked: QueryParams, figure: str | None) -> Response:
    view = _view(source, asked)
    if figure is None:
        return HTMLResponse(_page(view, asked), headers={"Cache-Control": "no-cache"})
    picture = _drawn_once(source.loaded, repr(view.selection), figure, view)
    return Response(status_code=404) if picture is None else Response(picture, media_type="image/png")


@st.cache_data(max_entries=PICTURES_KEPT, show_spinner=False)
def _drawn_once(loaded: Loaded, selection: str, figure: str, _view: View) -> bytes | None:
    """Return the picture of a figure, which takes a second to draw; None where there is none of that name."""
    makes = {indicator.key: make for indicator, make in figure_pictures(_view)}
    return makes[figure]() if figure in makes else None


def _view(source: Source, asked: QueryParams) -> View:
    """Return what the parameters select; values that are not known are ignored."""
    query = {name: asked.getlist(name) for name in asked}
    return View(source, selected(source, query)[0])


def _page(view: View, asked: QueryParams) -> str:
    return (
        f'<!DOCTYPE html><html lang="{"en" if language() == "en" else "zh-CN"}"><head><meta charset="utf-8">'
        f"<title>{escape(t('app.name'))}</title><style>{STYLE}</style></head><body>"
        f"<p class='old'>{escape(t('overview.plain_old'))} {_languages(asked)}</p>"
        f"{_head(view)}{_content(view, asked)}</body></html>"
    )


def _languages(asked: QueryParams) -> str:
    others = {code: name for code, name in LANGUAGES.items() if code != language()}
    return " ".join(_link(asked, name, lang=code) for code, name in others.items())


def _link(asked: QueryParams, name: str, **own: str) -> str:
    kept = [(key, value) for key, value in asked.multi_items() if key not in own]
    return f'<a href="plain?{escape(urlencode([*kept, *own.items()]))}">{in_html(name)}</a>'


def _head(view: View) -> str:
    notice = f"<p class='notice'>{escape(notice_words(view.dataset))}</p>"
    return f"<h1>{escape(t('overview.title'))}</h1><p>{in_html(view.words())}</p>{notice}"


def _content(view: View, asked: QueryParams) -> str:
    """Return what the overview has, as texts, tables and pictures."""
    if not view.has("cases"):
        return f"<p>{escape(t('empty.table', table=t('table.cases')))}</p>"
    wanted = asked.get("compare", "")
    other, alerts = compared(view, wanted if wanted in EARLIER else COMPARISONS[0]), all_alerts(view)
    worst = in_words(view, in_turn(alerts, SHOWN).to_dict("records"))
    level = level_below(view.selection)
    places = with_indicators(view.fetch(cases.by_place, view.selection, level), ["name"], MAP_INDICATORS)
    return "".join(
        (
            f"<p class='answer'>{in_html(sentences(*told(view, other, alerts)))}</p>",
            _table(t("overview.plain_figures"), _figures(cards(view, other), other.pace)),
            _table(t("attention.title"), worst, t("attention.nothing")),
            _table(column(level), places),
            _pictures(view, asked),
        )
    )


def _figures(drawn: Iterable[Card], pace: float) -> pd.DataFrame:
    """Return figures in words with their changes, a row each."""
    rows = []
    for indicator, now, *others in drawn:
        told, change = card_words(indicator, now, others[0] if others else None, pace)
        rows.append((t(f"indicator.{indicator.key}.name"), told, change.words if change else MISSING))
    return pd.DataFrame(
        rows, columns=[column(name) for name in ("indicator", "value")] + [t("overview.plain_change")]
    )


def _table(title: str, table: pd.DataFrame, without: str = "") -> str:
    """Return a table under its title, its texts inert; the words `without` where it has no row."""
    if table.empty:
        return f"<h2>{escape(title)}</h2><p>{escape(without or t('empty.selection'))}</p>"
    return f"<h2>{escape(title)}</h2>{html_table(table)}"


def _pictures(view: View, asked: QueryParams) -> str:
    query = escape(urlencode(asked.multi_items()))
    shown = "".join(
        f'<img src="plain/{indicator.key}.png?{query}" alt="{escape(t(f"indicator.{indicator.key}.name"))}"'
        ' loading="lazy">'
        for indicator, _ in figure_pictures(view)
    )
    return f"<h2>{escape(t('overview.pictures'))}</h2>{shown}"


ROUTES = [Route("/plain", _plain), Route("/plain/{figure}.png", _picture)]
