"""What can be done with a chart, by keyboard alone: the row of icons beside its title."""

from __future__ import annotations

import pytest

from tests.browser.driving import LOADED, box_of, open_page, settled

pytestmark = pytest.mark.browser

PASTED = """async () => {
    const [item] = await navigator.clipboard.read();
    const type = item.types.at(-1);
    const blob = await item.getType(type);
    if (type !== "image/png") return (await blob.text());
    return (await createImageBitmap(blob)).width;
}"""


def test_a_chart_is_enlarged_read_and_copied_by_keyboard(page, server):
    """The focus goes into what opens and comes back; what is copied names its source, and no toolbar is in English."""
    open_page(page, server)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = page.locator("[class*=st-key-tools_]").first

    def press(name: str) -> None:
        row.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")

    press("放大")
    page.locator("[role=dialog] svg.marks").wait_for(timeout=LOADED)
    page.keyboard.press("Escape")
    press("数据表")
    table = page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")
    table.wait_for(timeout=LOADED)
    page.wait_for_function(
        "() => document.activeElement.closest('[data-testid=stPopoverBody]')", timeout=LOADED
    )
    page.keyboard.press("Escape")
    table.wait_for(state="detached", timeout=LOADED)
    settled(page)
    press("下载")
    page.wait_for_function("() => document.activeElement.innerText === '图片 PNG'", timeout=LOADED)
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.innerText.includes('下载')", timeout=LOADED)
    press("复制数据")
    row.get_by_text("已复制").wait_for(timeout=LOADED)
    copied = page.evaluate(PASTED)
    assert copied.startswith("日期\t类别\t上报案件（件）\r\n2026-06-01\t")
    assert "演示数据" in copied.splitlines()[-1]
    row.get_by_text("已复制").wait_for(state="detached", timeout=LOADED)
    press("复制图片")
    row.get_by_text("已复制").wait_for(timeout=LOADED)
    assert page.evaluate(PASTED) > 1500
    settled(page)
    page.get_by_test_id("stVegaLiteChart").first.hover()
    assert not page.get_by_test_id("stElementToolbar").first.is_visible()
    page.context.clear_permissions()


def test_a_chart_is_drawn_whatever_its_heading(page, server):
    """The apostrophe of "Volunteers' turns" ends no expression: each chart has its marks, which tell it."""
    open_page(page, server, "neighbours?lang=en")
    settled(page)
    charts = page.get_by_test_id("stVegaLiteChart")
    marks = ".mark-rect path, .mark-line path, .mark-symbol path"
    drawn = [chart.locator(marks).count() for chart in charts.all()]
    assert len(drawn) > 4
    assert all(drawn)
    bar = charts.filter(has_text="Volunteers' turns (turns)").locator(".mark-rect path").last
    bar.scroll_into_view_if_needed()
    box = box_of(bar)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for(timeout=LOADED)
    assert "Volunteers' turns (turns)" in tip.inner_text()
