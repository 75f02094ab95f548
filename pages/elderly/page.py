"""Grid and elders (网格+养老): what surveys found, needs, activity spaces, and who has no step-free space near."""

from functools import partial

from pages.elderly.answer import who_is_left_out
from pages.elderly.space_map import space_map
from pages.elderly.spaces import by_funding, space_list
from pages.elderly.surveys import by_place, figures, needs, out_of_reach
from ui.panels.elders import Elders, elders_shown
from ui.panels.notes import lacking
from ui.panels.page import draw_page
from ui.panels.rows import in_rows
from ui.session.view import View


def content(view: View) -> None:
    """Draw figures, needs and who pays for spaces beside places, then the spaces and who lives far from one."""
    elders = elders_shown(view) if view.has("elderly_surveys") else None
    if elders:
        who_is_left_out(elders)
        figures(view, elders)
    else:
        lacking("elderly_surveys")
    in_rows([partial(needs_and_funding, view, elders), partial(places, view, elders)])
    if view.has("spaces"):
        space_map(view, elders)
        if elders:
            out_of_reach(view, elders)
        space_list(view)
    else:
        lacking("spaces")


def needs_and_funding(view: View, elders: Elders | None) -> None:
    """Draw the needs of elders, and who pays for the spaces."""
    if elders and view.has("elderly_needs"):
        needs(view, elders)
    elif elders:
        lacking("elderly_needs")
    if view.has("spaces"):
        by_funding(view)


def places(view: View, elders: Elders | None) -> None:
    """Draw the places by their elders, where there are surveys."""
    if elders:
        by_place(view, elders)


draw_page("elderly", content)
