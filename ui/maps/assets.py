"""Leaflet from our own host: what folium would fetch from public CDNs, which users here cannot reach.

The package folium-offline carries those files as text by their CDN address. The app serves the few that
its maps use under `/map-assets/`, and a downloaded map has them written into it.
"""

from __future__ import annotations

from pathlib import Path

import folium
from branca.element import Figure
from offlinefolium.elements import _res as packaged  # the package names no public way to its files
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LEAFLET = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet"
DRAW = "https://cdnjs.cloudflare.com/ajax/libs/leaflet.draw/1.0.2/leaflet.draw"
PREFIX = "/map-assets/"
FOLDER = Path(__file__).parents[2] / "assets" / "maps"

PLUGINS = {
    "markercluster": "https://cdnjs.cloudflare.com/ajax/libs/leaflet.markercluster/1.1.0/leaflet.markercluster.js"
}
"""Leaflet's plugins that our own scripts build upon; every map loads them after Leaflet."""

SCRIPTS = (
    "fit",
    "fetched",
    "areas",
    "points",
    "cases",
    "labels",
    "ground",
    "projection",
    "hatched",
    "together",
    "heat",
)
"""Our own scripts, in `assets/maps/`; every map loads them after the plugins, in this order."""

OTHER_SCRIPTS = ("draw",)
"""Those that only the maps load that use them."""

CONTENT: dict[str, str] = {
    "leaflet.js": packaged[f"{LEAFLET}.js"],
    "leaflet.css": packaged[f"{LEAFLET}.css"],
    "leaflet.draw.js": packaged[f"{DRAW}.js"],
    "leaflet.draw.css": packaged[f"{DRAW}.css"],
    **{f"{name}.js": packaged[address] for name, address in PLUGINS.items()},
    **{
        f"{name}.js": (FOLDER / f"{name}.js").read_text(encoding="utf-8")
        for name in (*SCRIPTS, *OTHER_SCRIPTS)
    },
}


def use_own_host() -> None:
    """Point folium at our own addresses, and drop jQuery, Bootstrap and icon fonts, which no map of ours uses."""
    folium.Map.default_js = [("leaflet", f"{PREFIX}leaflet.js")]
    folium.Map.default_css = [("leaflet_css", f"{PREFIX}leaflet.css")]


def inline(figure: Figure) -> str:
    """Return a map's page with scripts and styles written into it, so that it opens without a network."""
    page = figure.render()
    for name, content in CONTENT.items():
        page = page.replace(f'<script src="{PREFIX}{name}"></script>', f"<script>{content}</script>")
        page = page.replace(f'<link rel="stylesheet" href="{PREFIX}{name}"/>', f"<style>{content}</style>")
    return page


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in CONTENT:
        return Response(status_code=404)
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return Response(CONTENT[name], media_type=kind, headers={"Cache-Control": "public, max-age=86400"})


ROUTES = [Route(PREFIX + "{name}", _serve)]
