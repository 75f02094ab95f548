"""Who comes in on each run, with what limit, and what the session forgets when that changes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import URL
from streamlit.testing.v1 import AppTest

from tests.opening import APP
from ui.access import ways
from ui.access.reader import Reader, is_over
from ui.access.ways import Way, WayError, way
from ui.session import state
from ui.words.text import catalogue

TEXTS = catalogue("zh")
QINGYANG = "350582001000"
SOME = f'[[reader]]\naccount = "wang"\nplaces = ["{QINGYANG}"]\nrole = "viewer"\n'
ALL = '[[reader]]\naccount = "li"\nplaces = "city"\nrole = "administrator"\n'
SECTION = {
    "redirect_uri": "https://a.example/oauth2callback",
    "cookie_secret": "c" * 32,
    "client_id": "i",
    "client_secret": "s",
    "server_metadata_url": "https://b.example",
}


class Door:
    """An app behind a proxy that names `who`, with the file of roles."""

    def __init__(self, roles: Path) -> None:
        self.who = ""
        self.roles = roles
        self.app = AppTest.from_file(APP, default_timeout=60)

    def run(self, who: str) -> AppTest:
        self.who = who
        self.app.run()
        assert not self.app.exception, [error.value for error in self.app.exception]
        return self.app

    @property
    def limit(self) -> object:
        return self.app.session_state[state.LIMIT]


@pytest.fixture
def door(demo_folder: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    opened = Door(tmp_path / "roles.toml")
    opened.roles.write_text(SOME + ALL, "utf-8")
    settings = {"SIGNED_IN_HEADER": "X-Remote-User", "TRUSTED_PROXIES": "127.0.0.1"}
    settings |= {"ROLES_FILE": str(opened.roles), "DATABASE_URL": str(demo_folder)}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def named(_: str) -> Reader | None:
        return Reader(opened.who, {"preferred_username": opened.who}) if opened.who else None

    monkeypatch.setattr("ui.access.reader._named_by_proxy", named)
    return opened


def title(app: AppTest) -> str:
    return app.title[0].value


def test_each_reader_has_their_own_limit_and_nobody_anothers_session(door):
    kept = "kept_by_somebody"
    door.run("wang")
    assert door.limit == frozenset({QINGYANG})
    door.app.session_state[kept] = "x"
    door.run("wang")
    assert door.app.session_state[kept] == "x"
    door.run("li")
    assert door.limit is None
    assert kept not in door.app.session_state
    door.app.session_state[kept] = "x"
    assert title(door.run("")) == TEXTS["access.unnamed.title"]
    assert door.limit == frozenset()
    assert kept not in door.app.session_state
    assert title(door.run("zhao")) == TEXTS["access.no_role.title"]
    assert door.limit == frozenset()
    assert not door.app.metric


def test_roles_are_read_again_when_they_change(door):
    kept = "kept_by_somebody"
    door.run("wang")
    door.app.session_state[kept] = "x"
    door.roles.write_text(SOME + ALL.replace('"li"', '"wang"'), "utf-8")
    door.run("wang")
    assert door.limit is None
    assert kept not in door.app.session_state
    door.roles.write_text(SOME.replace(QINGYANG, "无此街道"), "utf-8")
    assert title(door.run("wang")) == TEXTS["access.roles.title"]
    assert "reader\\[1\\].places" in door.app.error[0].value
    assert door.limit == frozenset()
    door.roles.unlink()
    assert title(door.run("wang")) == TEXTS["access.roles.title"]
    door.roles.write_text(SOME, "utf-8")
    door.run("wang")
    assert door.limit == frozenset({QINGYANG})


def test_without_a_database_a_reader_of_some_places_sees_none(door, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "duckdb:////nowhere/at/all")
    door.run("wang")
    assert door.limit == frozenset()
    assert title(door.app) == TEXTS["fault.title"]


def test_a_wall_is_no_way_around(door):
    door.app.query_params["wall"] = "1"
    assert title(door.run("")) == TEXTS["access.unnamed.title"]


def test_a_part_that_runs_alone_begins_the_page_again(door, monkeypatch):
    """Pressing what runs alone is what a reader does whose role was taken back a moment ago."""
    begun: list[bool] = []
    door.run("wang")
    monkeypatch.setattr("ui.access.entry.st.rerun", lambda: begun.append(True))
    door.run("wang")
    assert begun == []
    with monkeypatch.context() as patch:
        patch.setattr("ui.access.entry.roles_stamp", lambda: (1, 1, 1))
        door.run("wang")
    assert begun


def found(section: Mapping[str, Any] | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Way | None:
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path}")
    monkeypatch.setattr(ways, "_section", lambda: section)
    return way()


def test_where_nothing_is_set_everybody_comes_in(monkeypatch, tmp_path):
    assert found(None, monkeypatch, tmp_path) is None
    assert not ways.signs_in()


def test_providers_are_found_with_and_without_a_name(monkeypatch, tmp_path):
    one = found(SECTION, monkeypatch, tmp_path)
    assert one is not None
    assert list(one.providers) == ["default"]
    own = {key: SECTION[key] for key in ways.OWN_KEYS}
    shared = {key: SECTION[key] for key in ways.SHARED_KEYS}
    two = found(shared | {"city": own, "county": own}, monkeypatch, tmp_path)
    assert two is not None
    assert list(two.providers) == ["city", "county"]


@pytest.mark.parametrize(
    ("section", "kind", "detail"),
    [
        *(({**SECTION, key: ""}, "incomplete", f"auth.{key}") for key in SECTION),
        ({}, "incomplete", "auth.redirect_uri"),
        ({**SECTION, "cookie_secret": "xxx"}, "weak", ways.LEAST_SECRET),
        ({**SECTION, "redirect_uri": "https://a.example/"}, "redirect", ways.CALLBACK),
        ({**SECTION, "city": {"client_id": "i"}}, "incomplete", "auth.city.client_secret"),
    ],
)
def test_a_provider_that_is_half_set_lets_nobody_in(monkeypatch, tmp_path, section, kind, detail):
    with pytest.raises(WayError) as caught:
        found(section, monkeypatch, tmp_path)
    assert (caught.value.kind, caught.value.detail) == (kind, detail)
    assert f"access.broken.fault.{kind}" in TEXTS
    assert ways.signs_in()


def test_roles_without_a_way_to_sign_in_let_nobody_in(monkeypatch, tmp_path):
    (tmp_path / "roles.toml").write_text(ALL, "utf-8")
    with pytest.raises(WayError) as caught:
        found(None, monkeypatch, tmp_path)
    assert caught.value.kind == "no_way"


def test_secrets_that_cannot_be_read_let_nobody_in(monkeypatch, tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth", "utf-8")
    monkeypatch.setattr(st.secrets, "load_if_toml_exists", lambda: False)
    monkeypatch.setattr(st, "get_option", lambda _: [str(tmp_path / "none"), str(tmp_path / "secrets.toml")])
    with pytest.raises(WayError) as caught:
        way()
    assert caught.value.kind == "secrets"


@pytest.mark.parametrize(
    ("hours", "age", "over"), [("", 11.9, False), ("", 12.1, True), ("1", 0.9, False), ("1", 1.1, True)]
)
def test_a_sign_in_lasts_as_long_as_the_site_says(monkeypatch, hours, age, over):
    monkeypatch.setenv("SIGNED_IN_HOURS", hours)
    by = Way(providers={"default": SECTION})
    assert is_over(Reader("", {"iat": time.time() - age * 3600}), by) is over
    assert is_over(Reader("", {}), by)
    assert not is_over(Reader("", {}), Way(header="x"))


@pytest.mark.parametrize("hours", ["0", "-1", "twelve", "inf", "nan"])
def test_hours_that_are_none_let_nobody_in(monkeypatch, hours):
    monkeypatch.setenv("SIGNED_IN_HOURS", hours)
    with pytest.raises(WayError):
        ways.hours()


def test_an_address_that_is_none_lets_in_only_who_may_come_in(door, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "nobody@nowhere/none")
    door.run("wang")
    assert title(door.app) == TEXTS["fault.title"]
    monkeypatch.delenv("ROLES_FILE")
    monkeypatch.setattr("data_access.roles.PROJECT_FOLDER", door.roles.parent)
    assert title(door.run("wang")) == TEXTS["access.roles.title"]
