"""Who may see what by the site's file of roles, and what is said of a file that is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from data_access.roles import ROLES, Entry, Grant, granted, located, read_roles
from data_access.settings import SettingsError
from tests.house.code import ROOT

EXAMPLE = ROOT / "assets" / "roles.toml"
OFFICES = {"01": "青阳街道", "02": "梅岭街道", "03": "新塘街道", "04": "新塘街道"}
FILE = Path("roles.toml")
WHO = 'account = "wang"\n'
ALL = 'places = "city"\nrole = "viewer"\n'


def roles(folder: Path, text: str) -> tuple[Entry, ...]:
    """What is read from a file with this text."""
    file = folder / "roles.toml"
    file.write_text(text, "utf-8")
    return located(read_roles(file), OFFICES, file)


def entry(who: str, places: str = '"city"', role: str = "viewer") -> str:
    return f'[[reader]]\n{who}\nplaces = {places}\nrole = "{role}"\n'


@pytest.mark.parametrize(
    ("who", "claims", "named"),
    [
        ('email = "Wang@example.cn"', {"email": "wang@EXAMPLE.cn"}, True),
        ('email = "wang@example.cn"', {"email": "wang@example.cn", "email_verified": True}, True),
        ('email = "wang@example.cn"', {"email": "wang@example.cn", "email_verified": False}, False),
        ('email = "wang@example.cn"', {"email": "wang@example.cn", "email_verified": "false"}, False),
        ('email = "wang@example.cn"', {"preferred_username": "wang@example.cn"}, False),
        ('subject = "7"', {"sub": "7"}, True),
        ('subject = "7"', {"sub": 7}, True),
        ('subject = "7"', {"sub": "77"}, False),
        ('subject = "1"', {"sub": True}, False),
        ('account = "wang"', {"preferred_username": "wang"}, True),
        ('account = "wang"', {"preferred_username": "Wang"}, False),
        ('account = "wang"', {"name": "wang"}, False),
        ('account = ["li", "wang"]', {"preferred_username": "wang"}, True),
        ('group = "部"', {"groups": ["甲", "部"]}, True),
        ('group = "部"', {"group": "部"}, True),
        ('group = "部"', {"groups": "部外"}, False),
        ('claim = { department = "科" }', {"department": "科"}, True),
        ('claim = { department = ["科", "室"] }', {"department": ["室"]}, True),
        ('claim = { department = "科" }', {}, False),
        ('claim = { department = "科" }', {"department": {"科": 1}}, False),
        ('claim = { email = "w@e.cn" }', {"email": "w@e.cn", "email_verified": False}, False),
        ('account = "wang"\ngroup = "部"', {"preferred_username": "wang"}, False),
        ('account = "wang"\ngroup = "部"', {"preferred_username": "wang", "groups": ["部"]}, True),
        ('account = "wang"\nclaim = { a = "1", b = "2" }', {"preferred_username": "wang", "a": "1"}, False),
    ],
)
def test_whom_an_entry_names(tmp_path, who, claims, named):
    found = granted(roles(tmp_path, entry(who)), claims)
    assert found == (Grant(None, "viewer") if named else None)


def test_places_of_several_entries_are_united_and_the_strongest_role_counts(tmp_path):
    written = roles(
        tmp_path,
        entry('account = "wang"', '["青阳街道"]', "exporter")
        + entry('group = "部"', '["02", "青阳街道"]', "viewer")
        + entry('group = "市"', role="viewer"),
    )
    assert granted(written, {"preferred_username": "wang"}) == Grant(frozenset({"01"}), "exporter")
    both = {"preferred_username": "wang", "groups": ["部"]}
    assert granted(written, both) == Grant(frozenset({"01", "02"}), "exporter")
    assert granted(written, both | {"groups": ["部", "市"]}) == Grant(None, "exporter")
    assert granted(written, {"preferred_username": "li"}) is None


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("[[reader]", "syntax", ""),
        ("[[readers]]\n" + WHO + ALL, "unknown", "readers"),
        ("reader = 1", "entries", "reader"),
        ("reader = [1]", "entries", "reader"),
        ("[reader]\n" + WHO + ALL, "entries", "reader"),
        ("[[reader]]\n" + WHO + ALL + "street = 1", "unknown", "reader[1].street"),
        (entry(WHO) + "[[reader]]\n" + ALL, "nobody", "reader[2]"),
        ("[[reader]]\nclaim = {}\n" + ALL, "nobody", "reader[1]"),
        ("[[reader]]\nclaim = 1\n" + ALL, "claim", "reader[1].claim"),
        ("[[reader]]\nclaim = { a = 1 }\n" + ALL, "texts", "reader[1].claim.a"),
        ('[[reader]]\naccount = ""\n' + ALL, "texts", "reader[1].account"),
        ("[[reader]]\naccount = []\n" + ALL, "texts", "reader[1].account"),
        ('[[reader]]\naccount = ["a", 1]\n' + ALL, "texts", "reader[1].account"),
        (entry(WHO, role="boss"), "role", "reader[1].role"),
        ("[[reader]]\n" + WHO + 'role = ["viewer"]\nplaces = "city"', "role", "reader[1].role"),
        ("[[reader]]\n" + WHO + 'places = "city"', "role", "reader[1].role"),
        ("[[reader]]\n" + WHO + 'role = "viewer"', "places", "reader[1].places"),
        (entry(WHO, '"青阳街道"'), "places", "reader[1].places"),
        (entry(WHO, "[]"), "texts", "reader[1].places"),
        (entry(WHO, '["青阳街道", "青阳"]'), "place", "reader[1].places"),
        (entry(WHO) + entry(WHO, '["新塘街道"]'), "place", "reader[2].places"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_the_key_at_fault(tmp_path, text, kind, key):
    with pytest.raises(SettingsError) as caught:
        roles(tmp_path, text)
    assert (caught.value.kind, caught.value.key) == (kind, key)
    assert caught.value.file == tmp_path / "roles.toml"


def test_no_file_lets_nobody_in_and_an_empty_one_names_nobody(tmp_path):
    with pytest.raises(SettingsError) as caught:
        read_roles(tmp_path / "roles.toml")
    assert caught.value.kind == "missing"
    assert granted(roles(tmp_path, ""), {"sub": "7"}) is None


def test_what_cannot_be_looked_at_lets_nobody_in(tmp_path, monkeypatch):
    def refused(_: Path) -> bool:
        raise PermissionError

    (tmp_path / "roles.toml").mkdir()
    for patched in (False, True):
        if patched:
            monkeypatch.setattr(Path, "exists", refused)
        with pytest.raises(SettingsError) as caught:
            read_roles(tmp_path / "roles.toml")
        assert caught.value.kind == "unreadable"


def test_the_example_is_right_with_and_without_its_comment_signs(tmp_path):
    assert read_roles(EXAMPLE) == ()
    said = [line.removeprefix("# ") for line in EXAMPLE.read_text("utf-8").split("\n\n", 1)[1].splitlines()]
    (tmp_path / "own.toml").write_text("\n".join(said), "utf-8")
    assert [own.role for own in read_roles(tmp_path / "own.toml")] == ["administrator", "exporter", "viewer"]
    assert len(tomllib.loads("\n".join(said))["reader"]) == 3


entries = some.lists(
    some.tuples(
        some.sampled_from(["wang", "li", "chen"]),
        some.none() | some.frozensets(some.sampled_from(["01", "02", "03"]), min_size=1),
        some.sampled_from(ROLES),
    ),
    max_size=6,
)


def toml(who: str, places: frozenset[str] | None, role: str) -> str:
    listed = '"city"' if places is None else str(sorted(places)).replace("'", '"')
    return entry(f'account = "{who}"', listed, role)


@given(entries, some.sampled_from(["wang", "li", "zhao"]))
def test_no_reader_gets_more_than_the_entries_of_that_name(tmp_path_factory, written, name):
    text = "".join(toml(*one) for one in written)
    found = granted(roles(tmp_path_factory.mktemp("roles"), text), {"preferred_username": name})
    own = [(places, role) for who, places, role in written if who == name]
    if not own:
        assert found is None
        return
    assert found is not None
    assert ROLES.index(found.role) == max(ROLES.index(role) for _, role in own)
    if any(places is None for places, _ in own):
        assert found.streets is None
    else:
        assert found.streets == {code for places, _ in own for code in places or ()}
