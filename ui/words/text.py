"""Every visible string, in Chinese (default) or English: a file a subject in `assets/locales/<language>/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import Any, TypedDict

from ui.words.levels import phrases, with_levels

LANGUAGES = {"zh": "中文", "en": "English"}
DEFAULT_LANGUAGE = "zh"
LOCALES = Path(__file__).resolve().parents[2] / "assets" / "locales"
COMMAND_LINE = "loading.toml"  # read by `data_access.loading.messages`
NAMED = 3
"""More names than these are not all listed in a sentence."""


_asked: list[Callable[[], str]] = []
_named: list[Callable[[], str]] = []


def speak_as(asked: Callable[[], str]) -> None:
    """Let a function say which language is spoken whenever a text is asked for; the session gives its own."""
    _asked[:] = [asked]


def name_levels_as(asked: Callable[[], str]) -> None:
    """Let a function say what the city calls its levels, as its data set keeps it; the session gives its own."""
    _named[:] = [asked]


def language() -> str:
    """Return the language that is spoken: zh or en."""
    chosen = _asked[0]() if _asked else DEFAULT_LANGUAGE
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def t(key: str, /, **details: object) -> str:
    """Return the text of a dotted key in the session's language, its `{names}` filled in.

    Raises KeyError for a key that the catalogue lacks: a missing text is a bug, not a blank.
    """
    return template(key)(**{name: isolated(value) for name, value in details.items()})


def template(key: str) -> Callable[..., str]:
    """Return `t` of one key, its language looked up once, for the texts of many rows."""
    return spoken()[key].format


def word(column: str, value: object) -> str:
    """Return the word for a code in a column (`value.<column>.<code>`), or the code itself where it has none."""
    return spoken().get(f"value.{column}.{value}", str(value))


def spoken() -> dict[str, str]:
    """Return every text by its dotted key in the session's language, levels as the city calls them."""
    return catalogue(language(), _named[0]() if _named else "")


ADDRESS = re.compile(r"(?<=www)(?=\.)|(?<=https:)(?=//)|(?<=http:)(?=//)|(?=@)", re.IGNORECASE)
"""Where Markdown knows an address that is none of its links: it looks for them after signs are escaped."""

WORD_JOINER = "\u2060"  # is not seen, and ends the address that Markdown would make a link

MARKUP = re.compile(r"[\\`*_\[\]<>#~$&]|:(?=[\w+-]+[:/\[])|^(?:[-+](?=\s)|-(?=--)|\d+(?=[.)]\s))")
"""What Markdown, and what Streamlit adds to it, reads as more than a sign, on one line."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]")
ISOLATE, POP = "\u2068", "\u2069"


NAME_SHOWN = 40
"""A name of more Chinese characters, or as much wider, is cut where it is shown; files keep it whole."""

CUT = "…"

_names: list[Callable[[], frozenset[str]]] = []


def cut_names(asked: Callable[[], frozenset[str]]) -> None:
    """Let a function say which names of the data are cut; the session gives those of its data set."""
    _names[:] = [asked]


def shortened(text: str) -> str:
    """Return text with each name of the data in it cut that has more than `NAME_SHOWN` characters."""
    if len(text) <= NAME_SHOWN or not _names:
        return text
    names = _names[0]()
    if text in names:  # without looking for each of them in it
        return _cut(text)
    for name in sorted((name for name in names if name in text), key=len, reverse=True):
        text = text.replace(name, _cut(name))
    return text


def _cut(name: str) -> str:
    """Return a name cut to its width, one that is as wide at most as it is."""
    widths = accumulate(text_width(sign) for sign in name[: 2 * NAME_SHOWN + 1])
    kept = sum(width <= 2 * NAME_SHOWN for width in widths)
    return name if kept == len(name) else name[:kept].rstrip() + CUT


def isolated(value: object) -> object:
    """Return a text that holds letters or signs of a right-to-left script so that it cannot reorder those around it."""
    if not isinstance(value, str) or not RIGHT_TO_LEFT.search(value):
        return value
    return f"{ISOLATE}{_balanced(value)}{POP}"


def _balanced(text: str) -> str:
    """Return a text in which every isolate is closed, and nothing that was not opened."""
    kept, depth = [], 0
    for sign in text:
        if sign == POP and not depth:
            continue
        depth += (sign in "\u2066\u2067\u2068") - (sign == POP)
        kept.append(sign)
    return "".join(kept) + POP * depth


def side_by_side(names: Iterable[object], between: str) -> str:
    """Return names of the data one after another, in this order whatever the direction of their scripts."""
    return between.join(str(isolated(name)) for name in names)


def listed(names: Iterable[object], most: int = NAMED) -> str:
    """Return names of the data in a sentence; of more than `most` the first ones and how many there are."""
    names = list(names)
    shown = side_by_side(names[:most], t("words.comma"))
    return shown if len(names) <= most else t("words.and_more", names=shown, count=len(names))


def inert(text: str) -> str:
    """Return text of the data as it is safe in Markdown: on one line, signs escaped, addresses no links, names cut."""
    return _plain(shortened(text))


class Told(TypedDict):
    """What an element of Streamlit is given to show: its text, and the whole as a tip where names in it are cut."""

    body: str
    help: str | None


def in_short(text: str) -> Told:
    """Return text of the data as `inert` gives it, with the whole as a tip where it is cut."""
    short = shortened(text)
    return Told(body=_plain(short), help=None if short == text else _plain(text))


def in_html(text: str) -> str:
    """Return text of the data as inert HTML, with the whole as a tip where names in it are cut."""
    short = shortened(text)
    shown = escape(short)
    return shown if short == text else f'<span title="{escape(text)}">{shown}</span>'


def _plain(text: str) -> str:
    apart = ADDRESS.sub(WORD_JOINER, " ".join(str(isolated(text)).split()))
    return MARKUP.sub(_escaped, apart)


def _escaped(found: re.Match[str]) -> str:
    sign = found.group()
    return f"{sign}\u2060" if sign.isdigit() else f"\\{sign}"


def sentences(*parts: str) -> str:
    """Return sentences one after another, as the session's language sets them apart; empty ones are left out."""
    return t("words.after_sentence").join(part for part in parts if part)


def localized(row: Mapping[str, Any], name: str = "name") -> str:
    """Return a row's name in the session's language: `<name>_en` in English where there is one."""
    english = row.get(f"{name}_en")
    return str(english) if language() == "en" and isinstance(english, str) and english else str(row[name])


@cache
def catalogue(code: str, level_names: str = "") -> dict[str, str]:
    """Return every text of one language by its dotted key; levels as a data set's `level_names` call them."""
    called = phrases(code, level_names)
    texts: dict[str, str] = {}
    for file in sorted((LOCALES / code).glob("*.toml")):
        if file.name != COMMAND_LINE:
            texts |= _flat("", tomllib.loads(file.read_text(encoding="utf-8")))
    return {key: with_levels(text, called) for key, text in texts.items()}


def _flat(prefix: str, tree: Mapping[str, Any]):
    for key, value in tree.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping):
            yield from _flat(name, value)
        else:
            yield name, value


def text_width(text: str) -> int:
    """Return how wide a text is in Latin characters; a Chinese one counts as two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def inert_line(text: str) -> str:
    """Return a name of the data on one line, as an axis can show it."""
    return " ".join(text.split())
