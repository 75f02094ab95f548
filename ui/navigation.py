"""The registry of pages: a page is a folder in `pages/`, an entry here, and its section of the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PAGES = Path(__file__).resolve().parents[1] / "pages"

PERIOD = frozenset({"period"})
CASES = PERIOD | {"category", "level", "unit"}


class Page(NamedTuple):
    """A subject with a page, its icon, and the filters, beside those of places, that change something there."""

    subject: str
    icon: str
    counted: frozenset[str]


SECTIONS = {
    "today": (
        Page("overview", ":material/dashboard:", CASES),
        Page("attention", ":material/notification_important:", CASES - PERIOD),
    ),
    "places": (
        Page("map", ":material/map:", CASES),
        Page("heatmap", ":material/local_fire_department:", CASES),
        Page("hotspots", ":material/query_stats:", CASES),
    ),
    "cases": (
        Page("cases", ":material/assignment:", CASES),
        Page("process", ":material/timeline:", CASES),
        Page("evaluation", ":material/leaderboard:", CASES),
    ),
    "life": (
        Page("grid_work", ":material/directions_walk:", PERIOD),
        Page("deliberation", ":material/forum:", CASES - {"level"}),
        Page("activities", ":material/groups:", PERIOD),
        Page("neighbours", ":material/diversity_3:", PERIOD),
        Page("elderly", ":material/elderly:", PERIOD),
    ),
    "community": (
        Page("community", ":material/location_city:", PERIOD),
        Page("familiarity", ":material/handshake:", PERIOD),
    ),
    "data": (Page("data", ":material/fact_check:", CASES),),
}
"""The pages by section, in the order of the navigation."""

COUNTED = {page.subject: page.counted for pages in SECTIONS.values() for page in pages}
SUBJECTS = tuple(COUNTED)


def page_file(subject: str) -> Path:
    """Return the script of a subject's page."""
    return PAGES / subject / "page.py"


def address(subject: str) -> str:
    """Return the address of a subject's page, which is its word with hyphens."""
    return subject.replace("_", "-")


def subject_of(path: str) -> str:
    """Return the subject of a page's address; the first page has none."""
    return path.replace("-", "_") or SUBJECTS[0]
