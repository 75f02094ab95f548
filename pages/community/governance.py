"""Who governs a community: the core and the elements around it, and the posts of the five-in-one chain."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data_access import activities, community
from data_access.grid_work import posts
from data_access.schema import POST_ROLES
from pages.community.paper import counted, fact_panel
from pages.community.portrait import Portrait
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.text import localized, t, word

ALL_PARTNERS = 1  # rows asked for, where only the number of all partners is wanted
NEEDS = {"party_branches": "grids", "owners_committees": "compounds", "property_companies": "compounds"}
"""The table without which an element's figure is not known; `activities` for the others."""


def core_and_elements(portrait: Portrait) -> None:
    """List the core and the elements that govern the community together, each with its figure."""
    view = portrait.view
    figures = element_figures(view)
    rows = []
    for row in view.fetch(community.elements).to_dict("records"):
        measure = row["measure"]
        known = measure in figures and view.has(NEEDS.get(measure, "activities"))
        words = t(f"community.measure.{measure}", count=counted(figures[measure])) if known else MISSING
        core = t("community.element", number=row["position"]) if row["position"] else t("community.core")
        rows.append((core, localized(row), words))
    fact_panel(portrait, "elements", rows, ("role", "element", "figure"))


def element_figures(view: View) -> dict[str, Any]:
    """Return the figure of each element by its measure, 0 for none."""
    figures = view.fetch(community.element_figures, view.selection).iloc[0].to_dict()
    partners = view.fetch(activities.by_partner, view.selection, ALL_PARTNERS)
    figures["partners"] = partners["in_all"].iloc[0] if len(partners) else 0
    return {measure: 0 if pd.isna(count) else count for measure, count in figures.items()}


def chain(portrait: Portrait) -> None:
    """List the posts of the five-in-one chain: filled and vacant."""
    view = portrait.view
    rows = view.fetch(posts.by_role, view.selection).set_index("role")
    facts = [
        (word("post_role", role), counted(rows.loc[role, "filled"]), counted(rows.loc[role, "vacant"]))
        for role in POST_ROLES
        if role in rows.index
    ]
    fact_panel(portrait, "chain", facts, ("post", "filled", "vacant"))
