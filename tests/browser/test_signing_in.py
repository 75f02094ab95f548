"""Who has to sign in sees nothing before, their own places afterwards, and nothing again once signed out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL

from tests.browser.driving import DESK, LOADED, PAGES, settled
from tests.signing import provider, served_to_readers
from ui.words.text import catalogue

pytestmark = pytest.mark.browser

TEXTS = catalogue("zh")
READERS = (
    {"sub": "wang", "name": "王芳", "email": "wang@example.cn", "groups": ["社会工作部"] * 5},
    {"sub": "li", "name": "李敏", "email": "li@example.cn"},
    {"sub": "chen", "name": "陈静", "email": "chen@example.cn"},
)
ROLES = '[[reader]]\nsubject = "wang"\nplaces = "city"\nrole = "exporter"\n'
OWN = "350582001000"
OF_ONE = f'[[reader]]\nsubject = "chen"\nplaces = ["{OWN}"]\nrole = "viewer"\n'
MOST = 4096  # bytes of a cookie that every browser keeps


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of roles of the server that these tests ask."""
    file = tmp_path_factory.mktemp("roles") / "roles.toml"
    file.write_text(ROLES, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROLES_FILE", str(file))
        yield file


@pytest.fixture(scope="module")
def asked() -> Iterator[str]:
    """The provider at which readers sign in."""
    with provider(READERS) as base:
        yield base


@pytest.fixture(scope="module")
def guarded(demo_folder: URL, asked: str, roles: Path) -> Iterator[str]:
    """The app on the small demo city, for who has signed in."""
    with served_to_readers(demo_folder, asked, roles.parent) as base:
        yield base


@pytest.fixture
def visitor(browser: Browser, roles: Path) -> Iterator[Page]:
    """A tab of a browser that knows nothing yet."""
    roles.write_text(ROLES, "utf-8")
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    yield context.new_page()
    context.close()


def titled(page: Page, key: str) -> None:
    """See that a page of refusal stands, and nothing of what others see."""
    expect(page.get_by_role("heading", level=1)).to_have_text(TEXTS[f"access.{key}.title"], timeout=LOADED)
    settled(page)
    assert page.locator("[data-testid=stSidebarNav], [data-testid=stMetric], canvas, iframe").count() == 0


def sign_in(page: Page, server: str, who: str) -> None:
    page.goto(server)
    page.get_by_role("button", name=TEXTS["access.enter"]).click(timeout=LOADED)
    page.locator("input[name=sub]").fill(who, timeout=LOADED)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{server}/**", timeout=LOADED)


def opened(page: Page) -> None:
    """See that the overview stands, with its figures."""
    page.locator("[data-testid=stMetric]").first.wait_for(timeout=LOADED)
    settled(page)


@pytest.mark.parametrize("path", ["", "map", "cases", "?wall=1", "nowhere"])
def test_signed_out_there_is_a_button_and_nothing_of_the_data(visitor, guarded, path):
    heard: list[str | bytes] = []

    def note(frame: str | bytes) -> None:
        heard.append(frame)

    visitor.on("websocket", lambda socket: socket.on("framereceived", note))
    visitor.goto(f"{guarded}/{path}")
    titled(visitor, "signed_out")
    expect(visitor.get_by_role("button", name=TEXTS["access.enter"])).to_be_visible()
    told = b"".join(frame.encode() if isinstance(frame, str) else frame for frame in heard).decode(
        "utf-8", "ignore"
    )
    assert told
    for word in ("街道", TEXTS["attention.title"], TEXTS["heatmap.title"]):
        assert word not in told


def test_who_has_a_role_comes_in_and_goes_out_again(visitor, guarded):
    sign_in(visitor, guarded, "wang")
    opened(visitor)
    sidebar = visitor.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text("王芳（导出）")).to_be_visible()
    sizes = {
        cookie["name"]: len(cookie["name"]) + len(cookie["value"]) for cookie in visitor.context.cookies()
    }
    assert sizes["_streamlit_user"] < MOST
    assert max(sizes.values()) < MOST
    assert visitor.request.get(f"{guarded}/media/0.png").status == 404
    sidebar.get_by_role("button", name=TEXTS["access.leave"]).click()
    visitor.get_by_role("button", name="End session").click(timeout=LOADED)  # the provider asks, too
    titled(visitor, "signed_out")
    assert visitor.request.get(f"{guarded}/media/0.png").status == 403
    assert "_streamlit_user" not in {cookie["name"] for cookie in visitor.context.cookies()}


def test_who_may_see_one_street_office_is_sent_nothing_of_another(visitor, guarded, roles, demo_frames):
    """On no page, in no message to the browser, in nothing that a map asks for: no name and no code."""
    roles.write_text(OF_ONE, "utf-8")
    sign_in(visitor, guarded, "chen")
    opened(visitor)
    heard: list[bytes] = []

    def note(frame: str | bytes) -> None:
        heard.append(frame.encode() if isinstance(frame, str) else frame)

    visitor.on("websocket", lambda socket: socket.on("framereceived", note))
    visitor.on("response", lambda answer: note(answer.body()) if "/map-data/" in answer.url else None)
    offices = demo_frames["street_offices"].set_index("code")["name"]
    others = offices.drop(OWN)
    words = [*others, *(code[:9] for code in others.index), *(json.dumps(name)[1:-1] for name in others)]
    for path in (
        *PAGES,
        "community?community=350582001001",
        "?wall=1",
        f"?street={others.index[0]}",
        "?lang=en",
    ):
        heard.clear()
        visitor.goto(f"{guarded}/{path}")
        settled(visitor)
        told = b"".join(heard).decode("utf-8", "ignore")
        assert len(told) > 10_000, path
        found = [word for word in words if word in told]
        assert [word for word in found if word not in path] == [], path  # which the reader wrote


def test_who_has_no_role_sees_the_page_that_says_so(visitor, guarded):
    sign_in(visitor, guarded, "li")
    titled(visitor, "no_role")
    expect(visitor.get_by_text("李敏")).to_be_visible()


def test_a_role_that_is_taken_back_or_a_file_that_goes_wrong_ends_it(visitor, guarded, roles):
    sign_in(visitor, guarded, "wang")
    opened(visitor)
    roles.write_text(ROLES.replace('"wang"', '"chen"'), "utf-8")
    visitor.get_by_test_id("stSidebarNav").get_by_role("link").nth(1).click()
    titled(visitor, "no_role")
    roles.write_text(ROLES.replace("exporter", "boss"), "utf-8")
    visitor.reload()
    titled(visitor, "roles")
    expect(visitor.get_by_role("alert")).to_contain_text("reader[1].role")
    expect(visitor.get_by_role("alert")).to_contain_text(str(roles))


def test_a_provider_that_does_not_answer_is_named(browser, demo_folder, roles, tmp_path):
    with served_to_readers(demo_folder, "http://127.0.0.1:9", tmp_path) as server:
        page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
        page.goto(server)
        page.get_by_role("button", name=TEXTS["access.enter"]).click(timeout=LOADED)
        expect(page.get_by_role("alert")).to_contain_text(TEXTS["access.unreachable"], timeout=LOADED)
        page.context.close()
