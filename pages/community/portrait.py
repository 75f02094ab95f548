"""What the panels of a community's portrait (社区画像) are drawn from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from data_access import community
from data_access.places import areas, neighbourhoods
from ui.session.view import View
from ui.words.text import t


@dataclass(frozen=True)
class Portrait:
    """One community in a view of its own, and the view of the whole city it is held against."""

    code: str
    view: View
    city: View

    @cached_property
    def profile(self) -> dict:
        """What the community is; see `community.profile`."""
        rows = self.view.fetch(community.profile, self.view.selection)
        return rows.astype(object).where(rows.notna(), None).to_dict("records")[0]

    @property
    def name(self) -> str:
        """The community's name."""
        return self.profile["name"]

    @cached_property
    def neighbours(self) -> list[str]:
        """The codes of the communities that border it."""
        return neighbourhoods.bordering(
            self.city.fetch(areas.outlines, self.city.selection, "community"), self.code
        )

    def key(self, name: str) -> str:
        """Return a panel's key, which must differ between two portraits on one page."""
        return f"{name}_{self.code}"

    def title(self, name: str) -> str:
        """Return a panel's title, with the community's name, which a file taken away needs."""
        return t("community.panel", name=self.name, title=t(f"community.{name}"))


def portrait_of(view: View, code: str) -> Portrait:
    """Return the portrait of a community of the view, in the view's period."""
    alone = replace(view.selection.everywhere().of_everything(), communities=(code,))
    everywhere = replace(alone, communities=())
    return Portrait(code, View(view.source, alone), View(view.source, everywhere))
