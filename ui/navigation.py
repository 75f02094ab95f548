"""The registry of pages: a page is a folder in `pages/`, an entry here, and its section of the catalogue."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).resolve().parents[1] / "pages"

SECTIONS = {
    "today": (
        ("overview", ":material/dashboard:"),
        ("attention", ":material/notification_important:"),
    ),
    "places": (
        ("map", ":material/map:"),
        ("heatmap", ":material/local_fire_department:"),
        ("hotspots", ":material/query_stats:"),
    ),
    "cases": (
        ("cases", ":material/assignment:"),
        ("process", ":material/timeline:"),
        ("evaluation", ":material/leaderboard:"),
    ),
    "life": (
        ("grid_work", ":material/directions_walk:"),
        ("deliberation", ":material/forum:"),
        ("activities", ":material/groups:"),
        ("neighbours", ":material/diversity_3:"),
        ("elderly", ":material/elderly:"),
    ),
    "community": (
        ("community", ":material/location_city:"),
        ("familiarity", ":material/handshake:"),
    ),
    "data": (("data", ":material/fact_check:"),),
}
"""The subjects with a page, by section, each with its icon, in the order of the navigation."""

SUBJECTS = tuple(subject for pages in SECTIONS.values() for subject, _ in pages)

_CASES = frozenset({"period", "category", "level", "unit"})
_PERIOD = frozenset({"period"})

COUNTED = {
    "overview": _CASES,
    "attention": _CASES - _PERIOD,
    "map": _CASES,
    "heatmap": _CASES,
    "hotspots": _CASES,
    "cases": _CASES,
    "process": _CASES,
    "evaluation": _CASES,
    "grid_work": _PERIOD,
    "deliberation": _CASES - {"level"},
    "activities": _PERIOD,
    "neighbours": _PERIOD,
    "elderly": _PERIOD,
    "community": _PERIOD,
    "familiarity": _PERIOD,
    "data": _CASES,
}
"""The filters, beside those of places, that count on a subject's page: others change nothing there."""


def page_file(subject: str) -> Path:
    """Return the script of a subject's page."""
    return PAGES / subject / "page.py"


def address(subject: str) -> str:
    """Return the address of a subject's page, which is its word with hyphens."""
    return subject.replace("_", "-")


def subject_of(path: str) -> str:
    """Return the subject of a page's address; the first page has none."""
    return path.replace("-", "_") or SUBJECTS[0]
