"""The entry: the server's routes, and the frame around every page (filter bar, navigation, faults)."""

from __future__ import annotations

import streamlit as st

from data_access.database import DatabaseFault
from ui import state
from ui.address import turn_to
from ui.faults import fault_banner, fault_page
from ui.filters import filter_bar, read_language, url_notes
from ui.routes import ROUTES, page_routes
from ui.source import build_demo_if_missing, open_source
from ui.text import t
from ui.theme import LOGO, apply_page_style
from ui.view import View
from ui.wall import asked_for, wall

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
}
"""The pages by section, in the order of the navigation; a page's file and its texts carry its name."""

NAMES = tuple(name for pages in SECTIONS.values() for name, _ in pages)


def address(name: str) -> str:
    """Return the address of a page, which is its name with hyphens."""
    return name.replace("_", "-")


app = st.App(__file__, routes=[*ROUTES, *page_routes(map(address, NAMES))])


def main() -> None:
    """Draw one run of the app."""
    read_language()
    st.set_page_config(page_title=t("app.name"), page_icon=str(LOGO), layout="wide")
    apply_page_style()
    page = st.navigation(
        {
            t(f"app.section.{section}"): [_page(name, icon) for name, icon in pages]
            for section, pages in SECTIONS.items()
        },
        position="hidden" if asked_for() else "sidebar",
        expanded=True,
    )
    if asked_for():
        wall(build_demo)
        return
    turn_to(page.url_path)
    try:
        build_demo()
        source = open_source()
        selection = filter_bar(source)
        if source.fault:
            fault_banner(source.fault)
        url_notes()
        st.session_state[state.VIEW] = View(source, selection)
        page.run()
    except DatabaseFault as fault:
        fault_page(fault)


def _page(name: str, icon: str) -> st.Page:
    return st.Page(
        f"app_pages/{name}.py",
        title=t(f"{name}.title"),
        icon=icon,
        url_path=address(name),
        default=name == NAMES[0],
    )


def build_demo() -> None:
    """Build the demo city on the first start, with a progress bar."""
    place = st.empty()

    def progress(share: float, stage: str) -> None:
        place.progress(share, t("app.building", stage=t(f"app.stage.{stage}")))

    if build_demo_if_missing(progress):
        place.empty()


if __name__ == "__main__":
    main()
