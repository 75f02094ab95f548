"""The entry: the server's routes, and the frame around every page (filter bar, navigation, faults)."""

from __future__ import annotations

import streamlit as st

from data_access.database import DatabaseFault
from ui import state
from ui.faults import fault_banner, fault_page
from ui.filters import filter_bar, read_language, url_notes
from ui.routes import ROUTES, page_routes
from ui.source import build_demo_if_missing, open_source
from ui.text import t
from ui.theme import LOGO, apply_page_style
from ui.view import View

PAGES = (
    ("overview", ":material/dashboard:"),
    ("attention", ":material/notification_important:"),
    ("map", ":material/map:"),
    ("heatmap", ":material/local_fire_department:"),
    ("cases", ":material/assignment:"),
    ("process", ":material/timeline:"),
    ("evaluation", ":material/leaderboard:"),
    ("grid_work", ":material/directions_walk:"),
    ("activities", ":material/groups:"),
    ("deliberation", ":material/forum:"),
    ("elderly", ":material/elderly:"),
    ("neighbours", ":material/diversity_3:"),
    ("community", ":material/location_city:"),
    ("familiarity", ":material/diversity_3:"),
)
"""The pages in the order of the navigation; the file, the address and the text carry the same name."""


def address(name: str) -> str:
    """Return the address of a page, which is its name with hyphens."""
    return name.replace("_", "-")


app = st.App(__file__, routes=[*ROUTES, *page_routes(address(name) for name, _ in PAGES)])


def main() -> None:
    """Draw one run of the app."""
    read_language()
    st.set_page_config(page_title=t("app.name"), page_icon=str(LOGO), layout="wide")
    apply_page_style()
    pages = [
        st.Page(
            f"app_pages/{name}.py",
            title=t(f"{name}.title"),
            icon=icon,
            url_path=address(name),
            default=index == 0,
        )
        for index, (name, icon) in enumerate(PAGES)
    ]
    page = st.navigation(pages)
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


def build_demo() -> None:
    """Build the demo city on the first start, with a progress bar."""
    place = st.empty()

    def progress(share: float, stage: str) -> None:
        place.progress(share, t("app.building", stage=t(f"app.stage.{stage}")))

    if build_demo_if_missing(progress):
        place.empty()


if __name__ == "__main__":
    main()
