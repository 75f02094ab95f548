"""The wall: its figures against the rows, what the URL may say, and what stays when the database is gone."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pandas as pd
import pytest
from sqlalchemy import URL
from streamlit.testing.v1 import AppTest

from data_access.database.reading import read
from data_access.evaluation import FEWEST_CASES
from data_access.places.areas import outlines
from data_access.selection import Selection
from tests.opening import APP
from ui import theme
from ui.maps.ground import box_of
from ui.wall import panels
from ui.wall.picture import svg
from ui.words import numbers
from ui.words.text import catalogue

STREET = "350582001000"
JUNE = ("2026-06-01", "2026-07-01")


def wall(url: object, monkeypatch, **query: str) -> AppTest:
    monkeypatch.setenv("DATABASE_URL", str(url))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params.update({"wall": "1"} | query)
    return app.run()


def screen(app: AppTest) -> dict:
    assert not app.exception, [error.value for error in app.exception]
    return json.loads(app.get("bidi_component")[0].proto.json)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def card(shown: dict, name: str) -> str:
    """Return what follows a figure's name on its card."""
    cards = re.findall(r'<div class="card"><h3>(.*?)</h3>(.*?)</div>', shown["figures"])
    return next(words(rest) for title, rest in cards if title == name)


@pytest.fixture
def own_folder(demo_folder, tmp_path):
    """A copy of the demo city that a test may take away."""
    folder = tmp_path / "city"
    shutil.copytree(demo_folder.database, folder)
    return URL.create("duckdb", database=str(folder))


@pytest.mark.usefixtures("new_york")
def test_the_wall_says_the_citys_time(demo_folder, monkeypatch):
    """When it was refreshed is told in the city's time, wherever the machine stands."""
    told = screen(wall(demo_folder, monkeypatch))["refreshed"]
    hour = (datetime.now(UTC) + timedelta(hours=8)).hour
    assert int(re.findall(r"(\d\d):\d\d:\d\d", told)[0]) in {hour, (hour - 1) % 24}


@pytest.mark.parametrize("street", [None, STREET])
def test_figures_are_those_of_the_rows(street, demo_folder, demo_frames, monkeypatch):
    shown = screen(wall(demo_folder, monkeypatch, **({"street": street} if street else {})))
    rows = demo_frames["cases"]
    rows = rows if street is None else rows[rows["street_office_code"] == street]
    closed = rows[rows["closed_at"].between(*JUNE, inclusive="left")]
    reported = int(rows["reported_at"].between(*JUNE, inclusive="left").sum())
    before = int(rows["reported_at"].between("2026-05-01", "2026-06-01", inclusive="left").sum())
    as_long = before * 30 / 31
    change = f"{round(100 * (reported - as_long) / as_long, 1):+,.1f}% 折算"
    assert card(shown, "上报案件") == f"{reported:,} {'▲' if reported > as_long else '▼'} {change}"
    on_time = f"{100 * (closed['closed_at'] <= closed['due_at']).mean():.1f}%"
    assert card(shown, "按期办结率").startswith(on_time)
    overdue = ((rows["status"] == "open") & (rows["due_at"] < "2026-06-30 18:00")).sum()
    then = pd.Timestamp("2026-05-30 18:00")
    still = (rows["reported_at"] <= then) & ~(rows["closed_at"] <= then) & (rows["due_at"] < then)
    change = ""
    if before := int(still.sum()):
        change = f" {'▲' if overdue > before else '▼'} {100 * (overdue - before) / before:+,.1f}%"
    assert card(shown, "超期未办结").startswith(f"{overdue:,}{change}")
    visits = demo_frames["visits"]
    visits = visits if street is None else visits[visits["street_office_code"] == street]
    assert card(shown, "走访排查").startswith(
        f"{visits['visited_at'].between(*JUNE, inclusive='left').sum():,}"
    )


def test_a_change_says_whether_it_is_for_the_better(demo_folder, demo_frames, monkeypatch):
    shown = screen(wall(demo_folder, monkeypatch))
    rows = demo_frames["cases"]
    kept = [
        (rows[rows["closed_at"].between(*period, inclusive="left")]["resolved_level"] == "grid").mean()
        for period in (("2026-05-01", "2026-06-01"), JUNE)
    ]
    assert card(shown, "小事不出网格").endswith("向好" if kept[1] > kept[0] else "转差")


def test_the_street_filter_shuts_out_other_streets(demo_folder, demo_frames, monkeypatch):
    shown = screen(wall(demo_folder, monkeypatch, street=STREET))
    offices = demo_frames["street_offices"].set_index("code")["name"]
    text = words(" ".join([shown["head"], shown["alerts"], *(page["html"] for page in shown["pages"])]))
    assert offices[STREET] in text
    assert not [name for name in offices.drop(STREET) if name in text]
    communities = demo_frames["communities"].set_index("name")["street_office_code"]
    ranked = re.findall(r"<li><i>.*?</i><span>(.*?)</span>", shown["pages"][-1]["html"])
    assert set(communities[ranked]) == {STREET}


def test_pages_maps_heat_and_ranking(demo_folder, demo_frames, monkeypatch):
    shown = screen(wall(demo_folder, monkeypatch))
    titles = [page["title"] for page in shown["pages"]]
    assert titles == [
        "各街道（镇）：每千人上报",
        "各街道（镇）：满意率",
        "热力图",
        "各街道（镇）：按期办结率",
    ]
    rows = demo_frames["cases"]
    closed = rows[rows["closed_at"].between(*JUNE, inclusive="left") & rows["due_at"].notna()]
    shares = (closed["closed_at"] <= closed["due_at"]).groupby(closed["street_office_code"]).mean() * 100
    counts = closed["street_office_code"].value_counts()
    ranking = re.findall(r"<li><i>(.*?)</i><span>(.*?)</span>.*?<b>(.*?)</b>", shown["pages"][3]["html"])
    names = demo_frames["street_offices"].set_index("code")["name"]
    assert {place: told for _, place, told in ranking} == {
        names[code]: f"{share:.1f}%" for code, share in shares.items()
    }
    few = {names[code] for code in counts.index[counts < FEWEST_CASES]}
    assert {place for rank, place, _ in ranking if rank == numbers.MISSING} == few
    assert 0 < len(few) < len(ranking)
    values = [float(value[:-1]) for rank, _, value in ranking if rank != numbers.MISSING]
    assert values == sorted(values, reverse=True)
    assert all(rank == numbers.MISSING for rank, *_ in ranking[len(values) :])


def test_the_map_draws_every_place_and_escapes_its_name(demo_engine):
    places = read(
        demo_engine, outlines(Selection(date(2026, 6, 1), date(2026, 7, 1)), "street_office")
    ).dropna(subset=["outline"])
    places["name"] = "<b>`$" + places["name"]
    box = box_of(list(places["outline"]))
    assert box is not None
    drawn = svg(box, None, places.assign(colour=theme.NO_DATA))
    assert drawn.count('class="area"') == len(places) == 22
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn


def test_of_more_places_than_fit_the_first_and_the_last_are_shown(demo_folder, demo_frames, monkeypatch):
    period = {"from": "2025-07-01", "to": "2026-06-30"}
    street = demo_frames["communities"]["street_office_code"].value_counts().index[0]
    rows = demo_frames["cases"].query("street_office_code == @street")
    closed = rows[rows["closed_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    shares = (closed["closed_at"] <= closed["due_at"]).groupby(closed["community_code"]).mean()
    monkeypatch.setattr(panels, "FEWEST_CASES", 1)  # so small a city has few cases everywhere
    assert len(shares) > panels.PLACES_RANKED
    shown = screen(wall(demo_folder, monkeypatch, street=street, **period))
    page = next(page for page in shown["pages"] if page["title"] == "各社区（村）：按期办结率")
    values = re.findall(r"<b>(.*?)%</b>", page["html"])
    ordered = [f"{100 * share:.1f}" for share in shares.sort_values(ascending=False)]
    half = panels.PLACES_RANKED // 2
    assert values == ordered[:half] + ordered[-half:]
    assert catalogue("zh")["wall.ranked_of"].format(count=len(shares), half=half) in page["html"]


@pytest.mark.parametrize(
    ("asked", "turn", "noted"),
    [("7", 7, False), ("300", 300, False), ("4", 20, True), ("301", 20, True), ("<b>", 20, True)],
)
def test_turning(asked, turn, noted, demo_folder, monkeypatch):
    """The URL sets how often the wall turns, within limits that are told."""
    shown = screen(wall(demo_folder, monkeypatch, turn=asked))
    assert shown["turn"] == turn
    assert bool(shown["note"]) is noted


def test_comparison_and_language_come_from_the_url(demo_folder, monkeypatch):
    shown = screen(wall(demo_folder, monkeypatch, compare="year", lang="en"))
    assert "2025-06-01 to 2025-06-30" in words(shown["figures"])
    assert catalogue("en")["wall.demo"] in words(shown["head"])
    shown = screen(wall(demo_folder, monkeypatch, compare="city", street=STREET))
    assert "▲" not in card(shown, "上报案件")
    assert catalogue("zh")["compare.unknown"] not in shown["ignored"]
    shown = screen(wall(demo_folder, monkeypatch, compare="nowhere", street="nowhere"))
    assert catalogue("zh")["compare.unknown"] in shown["ignored"]
    assert "street=nowhere" in shown["ignored"]


def test_other_pages_have_the_wall_too_and_no_sidebar(demo_folder, monkeypatch):
    app = wall(demo_folder, monkeypatch)
    assert not app.sidebar.multiselect
    assert not app.title
    assert [component.key for component in app.get("bidi_component")] == ["wall_screen"]
    plain = wall(demo_folder, monkeypatch, wall="0")
    assert plain.title
    assert "wall_screen" not in {component.key for component in plain.get("bidi_component")}


def test_the_last_figures_stay_when_the_database_is_gone(own_folder, monkeypatch):
    app = wall(own_folder, monkeypatch)
    good = screen(app)
    assert good["banner"] == ""
    shutil.rmtree(own_folder.database)
    gone = screen(app.run())
    assert gone["figures"] == good["figures"]
    assert gone["refreshed"] == good["refreshed"]
    assert catalogue("zh")["fault.missing.what"] in gone["banner"]


def test_a_database_that_was_never_there_is_said_without_a_traceback(tmp_path, monkeypatch):
    shown = screen(wall(URL.create("duckdb", database=str(tmp_path / "nothing")), monkeypatch))
    assert catalogue("zh")["fault.missing.what"] in shown["banner"]
    assert "pages" not in shown


def test_an_error_of_our_own_goes_to_the_log_and_not_to_the_wall(own_folder, monkeypatch, caplog):
    app = wall(own_folder, monkeypatch)
    good = screen(app)

    def broken(_: object) -> dict:
        raise ZeroDivisionError

    monkeypatch.setattr("ui.wall.screen._shown", broken)
    shown = screen(app.run())
    assert shown["banner"] == catalogue("zh")["wall.broken"]
    assert shown["pages"] == good["pages"]
    assert "ZeroDivisionError" in caplog.text


def test_the_overview_links_to_the_wall(demo_folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", str(demo_folder))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["street"] = STREET
    app.run()
    links = [item.proto.url for item in app.get("link_button")]
    assert f"?street={STREET}&wall=1" in links
