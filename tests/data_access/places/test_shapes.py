"""Shapes against shapely and pyproj on both databases, and queries within them against the same rows in pandas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from sqlalchemy import ARRAY, func, literal, select
from sqlalchemy.types import Double, Integer

from data_access import cases
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.writing import insert_frame, replacing
from data_access.elderly import spaces
from data_access.loading import load
from data_access.places import around
from data_access.places.areas import TABLE_OF_LEVEL
from data_access.places.shapes import MOST_CORNERS, Circle, Near, Polygon, ShapeRefused, parse
from data_access.schema import compounds, dataset
from data_access.selection import Selection
from tests.oracle import AS_OF, SELECTIONS, YEAR, chosen, measured, placed, same

CENTRE = (118.57, 24.79)
CONCAVE = (
    *((118.50, 24.70), (118.66, 24.71), (118.60, 24.75), (118.65, 24.82), (118.57, 24.78)),
    *((118.55, 24.88), (118.53, 24.79), (118.47, 24.86), (118.51, 24.77)),
)
STAR = tuple(
    (
        round(CENTRE[0] + (0.09 if side % 2 else 0.02) * np.cos(turn), 6),
        round(CENTRE[1] + 0.05 * np.sin(turn), 6),
    )
    for side, turn in enumerate(np.linspace(0, 2 * np.pi, MOST_CORNERS, endpoint=False))
)
SHAPES: dict[str, Polygon | Circle] = {
    "rectangle": Polygon(((118.52, 24.75), (118.60, 24.75), (118.60, 24.82), (118.52, 24.82))),
    "concave": Polygon(CONCAVE),
    "clockwise": Polygon(CONCAVE[::-1]),
    "star": Polygon(STAR),
    "sliver": Polygon(((118.40, 24.60), (118.75, 24.95), (118.75, 24.96))),
    "circle": Circle(*CENTRE, 3_000),
    "wide": Circle(*CENTRE, 20_000),
    "small": Circle(*CENTRE, 1),
}
POINTS = 12_000


@pytest.fixture(params=SHAPES)
def drawn(request) -> Polygon | Circle:
    return SHAPES[request.param]


def inside(drawn: Polygon | Circle, longitude, latitude) -> np.ndarray:
    """The same answer from the libraries: shapely's for polygons, the geodesic's length for circles."""
    if isinstance(drawn, Polygon):
        return shapely.contains_xy(shapely.Polygon(drawn.corners), longitude, latitude)
    return metres_from(drawn, longitude, latitude) <= drawn.metres


def metres_from(circle: Circle, longitude, latitude) -> np.ndarray:
    count = len(longitude)
    start = (np.full(count, circle.longitude), np.full(count, circle.latitude))
    return Geod(ellps="WGS84").inv(*start, longitude, latitude)[2]


def random_points(drawn: Polygon | Circle, seed: int) -> pd.DataFrame:
    """Points in and about the shape's box."""
    west, south, east, north = drawn.box()
    rng = np.random.default_rng(seed)
    wide, high = (east - west) / 5, (north - south) / 5
    return pd.DataFrame(
        {
            "id": np.arange(POINTS),
            "longitude": rng.uniform(west - wide, east + wide, POINTS),
            "latitude": rng.uniform(south - high, north + high, POINTS),
        }
    )


def found(engine, drawn: Polygon | Circle, points: pd.DataFrame) -> set[int]:
    types = {"id": Integer, "longitude": Double, "latitude": Double}
    columns = [
        func.unnest(literal(points[name].tolist(), ARRAY(kind))).label(name) for name, kind in types.items()
    ]
    table = select(*columns).subquery("points")
    statement = select(table.c.id).where(drawn.condition(table.c.longitude, table.c.latitude))
    return set(read(engine, statement)["id"])


def test_a_drawn_shape_holds_the_points_that_the_library_says(demo_engine, drawn):
    points = random_points(drawn, seed=len(drawn.text()))
    expected = inside(drawn, points["longitude"], points["latitude"])
    assert 0.001 * POINTS < expected.sum() < POINTS
    differ = found(demo_engine, drawn, points) ^ set(points.index[expected])
    if isinstance(drawn, Circle):
        off = np.abs(metres_from(drawn, points["longitude"], points["latitude"]) - drawn.metres)
        assert off[sorted(differ)].max() < 1 if differ else True
        assert len(differ) < 5
    else:
        assert differ == set()


def test_a_point_on_a_shared_side_lies_in_one_of_two_polygons(demo_engine):
    west = Polygon(((118.5, 24.7), (118.6, 24.7), (118.6, 24.8), (118.5, 24.8)))
    east = Polygon(((118.6, 24.7), (118.7, 24.7), (118.7, 24.8), (118.6, 24.8)))
    points = pd.DataFrame({"id": [0, 1, 2], "longitude": [118.6] * 3, "latitude": [24.7, 24.75, 24.79]})
    counts = [found(demo_engine, shape, points) for shape in (west, east)]
    assert counts[0] | counts[1] == {0, 1, 2}
    assert counts[0] & counts[1] == set()


@pytest.mark.parametrize("name", SHAPES)
def test_the_outline_drawn_is_the_shape(name):
    drawn = SHAPES[name]
    outline = shapely.from_geojson(drawn.outline())
    ring = np.array(outline.exterior.coords)
    if isinstance(drawn, Circle):
        assert np.abs(metres_from(drawn, ring[:, 0], ring[:, 1]) - drawn.metres).max() < 0.2
    else:
        assert outline.equals(shapely.Polygon(drawn.corners))


def test_area():
    """A shape's area is that of the geodesic's sides."""
    assert Polygon(((118.5, 24.7), (118.6, 24.7), (118.6, 24.8), (118.5, 24.8))).km2() == pytest.approx(
        Geod(ellps="WGS84").line_length([118.5, 118.6], [24.75, 24.75])
        * Geod(ellps="WGS84").line_length([118.55, 118.55], [24.7, 24.8])
        / 1e6,
        rel=1e-5,
    )


@pytest.mark.parametrize(
    "drawn", [*SHAPES.values(), Near("landmark", "L000001", 300), Near("compound", "a-1", 0x50)]
)
def test_a_shape_comes_back_from_its_text(drawn):
    assert parse(drawn.text()) == drawn


def test_a_ring_may_be_closed():
    assert parse("polygon:1,1;2,1;2,2;1,1") == Polygon(((1, 1), (2, 1), (2, 2)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable"),
        ("square:1,2,3", "unreadable"),
        ("circle:118.5,24.7", "unreadable"),
        ("circle:118.5,24.7,far", "unreadable"),
        ("circle:118.5,24.7,nan", "radius"),
        ("circle:nan,24.7,100", "outside"),
        ("circle:118.5,24.7,0.5", "radius"),
        ("circle:118.5,24.7,20001", "radius"),
        ("circle:118.5,91,100", "outside"),
        ("polygon:1,1;2,2", "few_corners"),
        ("polygon:1,1;2,1;2,2;x,1", "unreadable"),
        ("polygon:1,1;2,1;2,2,3", "unreadable"),
        ("polygon:1,1;2,2;2,1;1,2", "crossing"),
        ("polygon:1,1;2,2;3,3", "crossing"),
        ("polygon:1,1;inf,1;2,2", "outside"),
        ("polygon:181,1;2,1;2,2", "outside"),
        ("polygon:" + ";".join(f"{x},{x * x}" for x in range(MOST_CORNERS + 1)), "many_corners"),
        ("polygon:" + "1,1;" * 100_000, "many_corners"),
        ("near:grid:1:300", "unreadable"),
        ("near:compound:1", "unreadable"),
        ("near:compound:1:0", "radius"),
        ("near:compound:\0:300", "unreadable"),
    ],
)
def test_what_is_no_shape_is_refused_with_its_reason(text, reason):
    with pytest.raises(ShapeRefused) as refused:
        parse(text)
    assert refused.value.reason == reason


def test_tables_without_points_are_refused():
    within = replace(YEAR, within=SHAPES["circle"])
    for table in TABLE_OF_LEVEL.values():
        with pytest.raises(ValueError, match="no point"):
            within.places(table)
        assert within.everywhere().places(table) is not None


# --- queries that a shape narrows -----------------------------------------------------------------


@pytest.fixture(params=["city", "streets", "main_category", "limited"])
def selection(request) -> Selection:
    return SELECTIONS[request.param]


@pytest.fixture(params=["concave", "circle"])
def within(request, selection) -> Selection:
    return replace(selection, within=SHAPES[request.param])


def lying_in(frame: pd.DataFrame, within: Selection) -> pd.DataFrame:
    assert within.within is not None
    rows = frame.dropna(subset=["longitude", "latitude"])
    return rows[inside(within.within, rows["longitude"], rows["latitude"])]


def test_figures_within(demo_engine, demo_frames, within):
    """Figures of the cases within a shape equal those that pandas finds in the rows."""
    rows = lying_in(chosen(demo_frames["cases"], within), within)
    assert len(rows) < len(chosen(demo_frames["cases"], within))
    same(read(demo_engine, cases.figures(within)), pd.DataFrame([measured(rows, within)]), ["reported"])
    stock = read(demo_engine, cases.stock(within, AS_OF)).iloc[0]
    is_open = rows[rows["status"] == "open"]
    assert (stock["open"], stock["overdue"]) == (len(is_open), (is_open["due_at"] < AS_OF).sum())


def test_the_list_of_cases_within(demo_engine, demo_frames, within):
    rows = lying_in(chosen(demo_frames["cases"], within), within).query("status == 'open'")
    listed = read(demo_engine, cases.listed(within, AS_OF, limit=10_000))
    assert sorted(listed["case_id"]) == sorted(rows["case_id"])
    assert read(demo_engine, cases.counted(within, AS_OF, "open"))["cases"].iloc[0] == len(rows)


def test_homes_within(demo_engine, demo_frames, within):
    """Compounds, households and residents within a shape equal those that pandas finds in the rows."""
    rows = lying_in(placed(demo_frames["compounds"], within), within)
    got = read(demo_engine, around.homes(within)).iloc[0]
    expected = (len(rows), rows["households"].sum(), rows["residents"].sum())
    assert (got["compounds"], got["households"], got["residents"]) == expected


def test_spaces_within(demo_engine, demo_frames, within):
    """Spaces within a shape equal those that pandas finds in the rows."""
    rows = lying_in(placed(demo_frames["spaces"], within), within)
    opened = pd.to_datetime(rows["opened_on"]) < pd.Timestamp(within.end)
    got = read(demo_engine, spaces.figures(within))["spaces"].iloc[0]
    assert got == (opened | rows["opened_on"].isna()).sum()


@pytest.mark.parametrize(("kind", "table"), [("compound", "compounds"), ("landmark", "landmarks")])
def test_anchors(demo_engine, demo_frames, selection, kind, table):
    """The places that one can look around equal those that pandas finds in the rows."""
    rows = placed(demo_frames[table], selection)
    got = read(demo_engine, around.anchors(selection, kind))
    assert got["code"].tolist() == sorted(rows["code"])
    names = demo_frames["communities"].set_index("code")["name"]
    assert got["place"].tolist() == rows.sort_values("code")["community_code"].map(names).tolist()
    one = demo_frames[table].iloc[0]
    seen = read(demo_engine, around.anchor(selection, kind, one["code"]))
    may_see = selection.allowed is None or one["street_office_code"] in selection.allowed
    assert seen.to_dict("records") == (
        [{name: one[name] for name in ("name", "longitude", "latitude")}] if may_see else []
    )


def test_a_compound_without_position_is_counted_apart(empty_url, demo_frames):
    rows = demo_frames["compounds"].head(5).copy()
    rows.loc[[1, 3], ["longitude", "latitude"]] = np.nan
    rows.loc[2, "latitude"] = np.nan
    with replacing(empty_url) as (connection, _):
        insert_frame(connection, dataset, demo_frames["dataset"])
        insert_frame(connection, compounds, rows)
    engine = reading_engine(empty_url)
    nowhere = read(engine, around.homes(replace(YEAR, within=Circle(0, 0, 10)))).iloc[0]
    assert nowhere.tolist() == [0, 0, 0]
    everywhere = Circle(rows["longitude"].iloc[0], rows["latitude"].iloc[0], 20_000)
    assert read(engine, around.unplaced_homes(YEAR))["compounds"].iloc[0] == 3
    assert read(engine, around.homes(replace(YEAR, within=everywhere)))["compounds"].iloc[0] == 2
    assert len(read(engine, around.anchors(YEAR, "compound"))) == 2


def test_a_city_loads_its_own_landmarks(empty_url, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[city]\ncode = "x"\nname = "X"\n[places]\n[tables.landmarks]\nsource = "schools.csv"\n'
        'columns = { code = "no", name = "name", kind = "what", longitude = "x", latitude = "y" }\n'
        'values.kind = { "小学" = "school" }\nplace.column = "town"\n',
        encoding="utf-8",
    )
    source = tmp_path / "schools.csv"
    source.write_text(
        "no,name,what,x,y,town\n1,实验小学,小学,118.57,24.79,青阳\n2,二小,小学,,,青阳\n", encoding="utf-8"
    )
    load([source], mapping, empty_url)
    engine = reading_engine(empty_url)
    listed = read(engine, around.anchors(YEAR, "landmark"))
    assert listed.to_dict("records") == [{"code": "1", "name": "实验小学", "kind": "school", "place": "青阳"}]
    assert read(engine, around.anchor(YEAR, "landmark", "1"))["longitude"].iloc[0] == 118.57
    assert read(engine, around.anchor(YEAR, "landmark", "2")).empty
