"""What an office asks for every week, from the overview of the city, in so many clicks, by what is on the screen.

A choice in a list counts two: opening it and picking. What is typed into the box that a key opens counts nothing, the
pick from it one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page

from data_access.evaluation import FEWEST_CASES
from tests.browser.driving import LOADED, box_of, open_page, settled
from tests.conftest import Frames
from tests.oracle import AS_OF

pytestmark = pytest.mark.browser

ROW, CHECK = 35, 17  # pixels: the height of a table's row, and where its box to tick is


@dataclass
class Desk:
    """A page and the clicks that were made on it."""

    page: Page
    clicks: int = 0

    def click(self, element: Locator) -> None:
        self.clicks += 1
        element.click(timeout=LOADED)

    def follow(self, name: str, path: str) -> None:
        """Click the first link whose name begins so, and wait for the page that it leads to."""
        self.click(self.page.get_by_role("link", name=name).first)
        self.arrived(path)

    def arrived(self, path: str) -> None:
        self.page.wait_for_function("path => location.pathname === path", arg=path, timeout=LOADED)
        settled(self.page)

    def choose(self, label: str, option: str) -> None:
        self.click(self.page.get_by_role("combobox", name=label))
        self.click(self.page.get_by_role("option", name=option, exact=True))
        settled(self.page)

    def find(self, words: str) -> None:
        """Type into the box that finds anything, and pick what is listed first."""
        self.page.keyboard.press("Control+k")
        self.page.keyboard.type(words)
        self.page.locator("[aria-selected=true]").filter(has_text=words).wait_for(timeout=LOADED)
        self.clicks += 1
        self.page.keyboard.press("Enter")
        settled(self.page)

    def tick(self, row: int) -> None:
        """Tick a row of the page's first table, which is drawn on a canvas."""
        table = box_of(self.page.get_by_test_id("stDataFrame").first)
        self.clicks += 1
        self.page.mouse.click(table["x"] + CHECK, table["y"] + (row + 1) * ROW + CHECK)

    def asked(self, name: str) -> list[str]:
        return parse_qs(urlsplit(self.page.url).query)[name]


def overdue_cases_of_the_worst_street_office(desk: Desk, frames: Frames) -> None:
    """Of last month, for closing in time."""
    desk.choose("时间", "上月")
    desk.follow("按期办结率", "/evaluation")
    desk.tick(0)
    desk.arrived("/cases")
    cases = frames["cases"]
    due = cases[cases["due_at"].between("2026-05-01", "2026-06-01", inclusive="left")]
    offices = (due["closed_at"] <= due["due_at"]).groupby(due["street_office_code"]).agg(["mean", "size"])
    worst = offices[offices["size"] >= FEWEST_CASES]["mean"].idxmin()
    overdue = cases.query("status == 'open' and street_office_code == @worst")["due_at"] < AS_OF
    assert desk.asked("street") == [worst]
    assert desk.page.get_by_role("radio", name="超期未办结").is_checked()
    tile = desk.page.get_by_test_id("stMetric").filter(has_text="超期未办结")
    assert tile.get_by_text(f"{overdue.sum():,}", exact=True).is_visible()


def satisfied_share_of_a_town_as_a_picture(desk: Desk, _: Frames) -> None:
    """Of last quarter, against the year before, to be put into a report."""
    desk.find("安海镇")
    desk.page.get_by_role("button", name="安海镇").wait_for(timeout=LOADED)
    settled(desk.page)  # a list that opens while the page is drawn anew closes again
    desk.choose("时间", "上季")
    desk.click(desk.page.get_by_role("button", name="指标图片"))
    picture = desk.page.get_by_test_id("stPopoverBody").get_by_role("button", name="满意率")
    with desk.page.expect_download(timeout=LOADED) as waiting:
        desk.click(picture)
    assert waiting.value.suggested_filename.startswith("满意率_安海镇_20260101-20260331")
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def grids_that_nobody_visited(desk: Desk, _: Frames) -> None:
    """In the last 30 days."""
    desk.follow("期内无人走访的网格", "/grid-work")
    assert desk.page.get_by_text("2026-06-01 至 2026-06-30").first.is_visible()
    listed = box_of(desk.page.get_by_role("heading", name="期内无走访的网格"))
    assert listed["y"] < 500


def list_of_what_to_press_on(desk: Desk, _: Frames) -> None:
    """Ready to be printed: it stands there alone."""
    desk.follow("督办单", "/attention")
    desk.page.emulate_media(media="print")
    assert desk.page.get_by_role("columnheader", name="责任单位").is_visible()
    assert not desk.page.get_by_role("heading", name="最要紧的").is_visible()
    desk.page.emulate_media(media="null")


def case_by_its_number(desk: Desk, frames: Frames) -> None:
    number = frames["cases"]["case_id"].iloc[17]
    desk.find(number)
    desk.arrived("/cases")
    desk.page.get_by_role("heading", name=number).wait_for(timeout=LOADED)


def same_view_for_a_colleague(desk: Desk, _: Frames) -> None:
    """The address is the view; what was copied is pasted into the box that finds anything."""
    desk.click(desk.page.get_by_role("button", name="复制链接"))
    desk.page.get_by_role("button", name="已复制").wait_for(timeout=LOADED)
    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.press("Control+v")
    assert desk.page.get_by_role("combobox", name="查找").input_value() == desk.page.url
    desk.page.keyboard.press("Escape")


def all_of_the_city_after_an_alert(desk: Desk, _: Frames) -> None:
    desk.follow("查看案件", "/cases")
    desk.clicks = 0  # they count from here
    desk.page.get_by_role("heading", name="案件", exact=True).wait_for(timeout=LOADED)
    desk.click(desk.page.get_by_role("button", name="清除筛选"))
    desk.page.wait_for_function("() => location.search === ''", timeout=LOADED)


TASKS: dict[Callable[[Desk, Frames], None], int] = {
    overdue_cases_of_the_worst_street_office: 4,
    satisfied_share_of_a_town_as_a_picture: 5,
    grids_that_nobody_visited: 1,
    list_of_what_to_press_on: 1,
    case_by_its_number: 1,
    same_view_for_a_colleague: 1,
    all_of_the_city_after_an_alert: 1,
}
"""Each task, and in how many clicks at most."""


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_a_task_is_done_in_so_many_clicks(task, page, server, demo_frames: dict[str, pd.DataFrame]):
    open_page(page, server)
    desk = Desk(page)
    task(desk, demo_frames)
    print(f"{task.__name__}: {desk.clicks} of {TASKS[task]}")
    assert desk.clicks <= TASKS[task]
