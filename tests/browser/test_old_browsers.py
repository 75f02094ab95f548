"""A browser whose core is too old for the app gets the overview as text, tables and pictures, without a script."""

from __future__ import annotations

import pytest

from data_access.demo import known

pytestmark = pytest.mark.browser

OLD = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 Chrome/86.0.4240.198 Safari/537.36"


def test_an_old_browser_reads_the_overview(browser, server):
    """Every address leads there, with filters; figures, alerts and places are tables; pictures come, in English too."""
    context = browser.new_context(user_agent=OLD, java_script_enabled=False, color_scheme="dark")
    context.route(
        "**/*.png*", lambda route: route.abort()
    )  # each takes the server a second; one is asked for below
    page = context.new_page()
    page.goto(f"{server}/map?community={known.MEITING}")
    assert page.url == f"{server}/plain?community={known.MEITING}"
    told = page.locator("body").inner_text()
    assert all(
        words in told for words in ("内核版本过低", "演示数据", "数据截至 2026-06-30 18:00", "梅庭社区")
    )
    figures = page.locator("table").first
    assert figures.locator("tr", has_text="上报案件").locator("td").nth(1).inner_text().isdigit()
    picture = page.request.get(f"{server}/{page.locator('img').first.get_attribute('src')}")
    assert picture.body().startswith(b"\x89PNG")
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Overview"
    assert known.MEITING in page.url
    page.goto(server)
    assert page.locator("table").count() == 3
    context.close()


def test_a_browser_of_today_is_not_sent_away(page, server):
    page.goto(f"{server}/cases")
    page.get_by_role("heading", name="案件", exact=True).wait_for()
