"""Who may see what (权限): a site's file gives readers their street offices and their role.

Whoever no entry names may see nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from data_access.database.faults import DatabaseFault
from data_access.database.url import PROJECT_FOLDER
from data_access.settings import SettingsError, read_toml, settings_file

FILE = "roles.toml"
ENTRIES = "reader"
ROLES = ("viewer", "exporter", "steward", "administrator")
"""查看, 导出, 数据管理, 管理员: from the weakest to the strongest, each of which may do what those before it may."""
WHOLE_CITY = "city"
NAMED_BY = {
    "email": ("email",),
    "subject": ("sub",),
    "account": ("preferred_username",),
    "group": ("groups", "group"),
}
"""What an entry may name readers by, each with the claims of a sign-in that say it."""
KEYS = (*NAMED_BY, "claim", "places", "role")

Claims = Mapping[str, Any]
"""What a sign-in says of a reader, by the names that OpenID Connect has for it."""


class Asked(NamedTuple):
    """What an entry asks of a reader: that one of these claims is one of these values."""

    claims: tuple[str, ...]
    values: frozenset[str]


class Entry(NamedTuple):
    """An entry of the file: what it asks of a reader, all of it; the places it gives, None for the city; the role."""

    asked: tuple[Asked, ...]
    places: frozenset[str] | None
    role: str


class Grant(NamedTuple):
    """What a reader may see, street offices by their codes and None for the whole city; and as what."""

    streets: frozenset[str] | None
    role: str


def roles_file() -> Path:
    """Return where the file of roles is looked for; beside no data, where their address is none."""
    try:
        return settings_file(FILE)
    except DatabaseFault:
        return PROJECT_FOLDER / "data" / FILE


def read_roles(file: Path) -> tuple[Entry, ...]:
    """Return the entries of a file, its places as they are written there.

    Raises
    ------
    SettingsError
        Where there is no file, it cannot be read, is no TOML, or holds a key or value that is none.
    """
    if not is_there(file):
        raise SettingsError("missing", file)
    held = read_toml(file)
    _only(file, "", held, [ENTRIES])
    entries = held.get(ENTRIES, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingsError("entries", file, ENTRIES)
    return tuple(_entry(file, f"{ENTRIES}[{at}]", entry) for at, entry in enumerate(entries, 1))


def is_there(file: Path) -> bool:
    """Tell whether there is a file of roles; one that may not be looked at is there."""
    try:
        return file.exists()
    except OSError:
        return True


def _entry(file: Path, name: str, written: Mapping[str, Any]) -> Entry:
    _only(file, f"{name}.", written, KEYS)
    asked = [
        Asked(claims, _texts(file, f"{name}.{key}", written[key]))
        for key, claims in NAMED_BY.items()
        if key in written
    ]
    claims = written.get("claim", {})
    if not isinstance(claims, dict):
        raise SettingsError("claim", file, f"{name}.claim", claims)
    asked += [Asked((key,), _texts(file, f"{name}.claim.{key}", value)) for key, value in claims.items()]
    if not asked:
        raise SettingsError("nobody", file, name, ", ".join((*NAMED_BY, "claim")))
    role = written.get("role")
    if role not in ROLES:
        raise SettingsError("role", file, f"{name}.role", "" if role is None else role)
    if (places := written.get("places")) == WHOLE_CITY:
        return Entry(tuple(asked), None, role)
    if not isinstance(places, list):
        raise SettingsError("places", file, f"{name}.places", "" if places is None else places)
    return Entry(tuple(asked), _texts(file, f"{name}.places", places), role)


def _only(file: Path, where: str, written: Collection[str], known: Collection[str]) -> None:
    for key in written:
        if key not in known:
            raise SettingsError("unknown", file, f"{where}{key}", ", ".join(known))


def _texts(file: Path, key: str, value: Any) -> frozenset[str]:
    """Return one text, or those of a list: an empty one would name everybody or nobody, and nobody can tell which."""
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise SettingsError("texts", file, key, value)
    return frozenset(text.strip() for text in texts)


def located(entries: Iterable[Entry], offices: Mapping[str, str], file: Path) -> tuple[Entry, ...]:
    """Return the entries with the codes of their places; `offices` are the names of street offices by their codes.

    Raises
    ------
    SettingsError
        Where a place is neither a code nor a name of one street office.
    """
    codes: dict[str, list[str]] = {code: [code] for code in offices}
    for code, name in offices.items():
        if name not in offices:
            codes.setdefault(name, []).append(code)
    return tuple(
        entry if entry.places is None else entry._replace(places=_codes(entry.places, codes, file, at))
        for at, entry in enumerate(entries, 1)
    )


def _codes(
    places: frozenset[str], codes: Mapping[str, Collection[str]], file: Path, at: int
) -> frozenset[str]:
    for place in sorted(places):
        if len(codes.get(place, ())) != 1:
            raise SettingsError("place", file, f"{ENTRIES}[{at}].places", place)
    return frozenset(code for place in places for code in codes[place])


def granted(entries: Iterable[Entry], claims: Claims) -> Grant | None:
    """Return what the entries that name a reader give: their places together, the strongest role; None without any."""
    own = [entry for entry in entries if all(_is(claims, asked) for asked in entry.asked)]
    if not own:
        return None
    role = max((entry.role for entry in own), key=ROLES.index)
    given = [entry.places for entry in own]
    if None in given:
        return Grant(None, role)
    return Grant(frozenset[str]().union(*(places for places in given if places is not None)), role)


def _is(claims: Claims, asked: Asked) -> bool:
    """Tell whether a claim has one of the values asked for; an address that the provider has not verified is none."""
    for name in asked.claims:
        if name == "email":
            wanted = {value.casefold() for value in asked.values}
            if (
                claims.get("email_verified", True) in (True, "true")
                and _said(claims, name, fold=True) & wanted
            ):
                return True
        elif _said(claims, name) & asked.values:
            return True
    return False


def _said(claims: Claims, name: str, *, fold: bool = False) -> set[str]:
    """Return the values of a claim as texts: one, or those of a list."""
    said = claims.get(name)
    values = said if isinstance(said, list | tuple) else [said]
    texts = {
        str(value).strip() for value in values if isinstance(value, str | int) and not isinstance(value, bool)
    }
    return {text.casefold() for text in texts} if fold else texts
