"""What answers say to the browser, and what is not answered."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.guard.answers import Guarded, framers
from ui.maps.tiles import origins


async def _answer(_: object) -> PlainTextResponse:
    return PlainTextResponse(
        "an answer", headers={"Cache-Control": "private, max-age=3600", "Referrer-Policy": "unsafe-url"}
    )


CALLER = TestClient(Guarded(Starlette(routes=[Route("/{path:path}", _answer)])))


@pytest.mark.parametrize("path", ["", "map", "media/a.png", "map-data/a"])
def test_every_answer_says_what_the_browser_may_do(path):
    """Nothing of another host, no guessing of types, no address told to others, no frame elsewhere; each said once."""
    told = CALLER.get(f"/{path}").headers
    policy = dict(part.strip().split(" ", 1) for part in told["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == "'self'"
    assert "unsafe-eval" not in policy["script-src"]
    assert told.get_list("x-content-type-options") == ["nosniff"]
    assert told.get_list("referrer-policy") == ["same-origin"]
    assert told["cross-origin-resource-policy"] == "same-origin"


def test_only_the_frames_of_maps_make_scripts_of_strings():
    assert "unsafe-eval" in CALLER.get("/component/map/index.html").headers["content-security-policy"]


@pytest.mark.parametrize("path", ["media/a.png", "map-data/a", "plain", "-/ready"])
def test_figures_are_kept_nowhere(path):
    assert CALLER.get(f"/{path}").headers.get_list("cache-control") == ["no-store"]


def test_what_holds_no_figure_may_be_kept():
    assert CALLER.get("/static/js/a.js").headers["cache-control"] == "private, max-age=3600"


@pytest.mark.parametrize("path", ["_stcore/metrics", "_stcore/upload_file/a/b", "_stcore/agent/mcp"])
def test_what_no_page_needs_is_not_there(path):
    for answer in (CALLER.get(f"/{path}"), CALLER.put(f"/{path}"), CALLER.post(f"/{path}")):
        assert answer.status_code == 404
        assert "an answer" not in answer.text


def test_what_is_closed_and_kept_nowhere_is_so_below_a_mount():
    """uvicorn's `--root-path` stands before each path, and is not what is routed by."""
    inner = Starlette(routes=[Route("/{path:path}", _answer)])
    caller = TestClient(Guarded(inner), root_path="/zhili")
    assert caller.get("/zhili/_stcore/metrics").status_code == 404
    assert caller.get("/zhili/media/a.png").headers["cache-control"] == "no-store"


def test_a_portal_may_frame_the_pages_where_the_site_says_so():
    assert framers({}) == "'self'"
    assert (
        framers({"FRAME_ANCESTORS": "'self' https://portal.example:8443"})
        == "'self' https://portal.example:8443"
    )


@pytest.mark.parametrize("wrong", ["*; script-src *", "https://a.example;", "javascript:x", "portal.example"])
def test_no_setting_ends_the_policy(wrong):
    """A server does not start on it, and the variable is named."""
    with pytest.raises(ValueError, match="FRAME_ANCESTORS"):
        framers({"FRAME_ANCESTORS": wrong})


def test_pictures_come_from_the_tiles_host_alone():
    """Each of its names; none where the settings are wrong."""
    settings = {
        "MAP_TILES_URL": "https://t{s}.tiles.example/{z}/{x}/{y}?tk=1",
        "MAP_TILES_ATTRIBUTION": "审图号",
    }
    assert origins(settings) == [f"https://t{number}.tiles.example" for number in range(8)]
    assert origins({"MAP_TILES_URL": "/tiles/{z}/{x}/{y}", "MAP_TILES_ATTRIBUTION": "审图号"}) == []
    assert origins({"MAP_TILES_URL": "nonsense"}) == []
