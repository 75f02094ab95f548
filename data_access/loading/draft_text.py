"""A draft of a mapping as the text of its file: each guess with how sure it is and why, the rest as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from glob import escape

from data_access.loading.drafting import ASKED_OF, Draft, Guess, known, words_of
from data_access.loading.messages import message
from data_access.loading.spelling import plain
from data_access.schema import metadata

OTHER = "other"
City = tuple[str, str]
"""A city's code and name."""


def draft_text(
    drafts: Sequence[Draft], unused: Sequence[str], language: str, city: City | None = None
) -> str:
    """Return the mapping file (TOML) that the drafts make, in sections as `read_mapping` reads them."""
    lines = [*_head(drafts, unused, language, city)]
    for draft in drafts:
        others = [source.name for other in drafts if other is not draft for source in other.sources]
        lines += ["", *_table(draft, [*others, *unused], language)]
    return "\n".join(lines) + "\n"


def _head(drafts: Sequence[Draft], unused: Sequence[str], language: str, city: City | None) -> Iterator[str]:
    yield _comment("title", language, count=sum(len(draft.sources) for draft in drafts))
    for name in unused:
        yield _comment("unused", language, source=name)
    yield ""
    yield "[city]"
    code, name = city or ("city", message("draft.this_city", language))
    yield f"code = {_quoted(code)}" + ("" if city else f"  {_comment('city_code', language)}")
    yield f"name = {_quoted(name)}" + ("" if city else f"  {_comment('city_name', language)}")
    yield ""
    yield f"[places]  {_comment('places', language)}"


def _table(draft: Draft, others: Sequence[str], language: str) -> Iterator[str]:
    where = f"tables.{draft.table}"
    yield f"[{where}]  {_comment('table', language, table=metadata.tables[draft.table].comment)}"
    yield f"source = {_quoted(pattern(draft, others))}"
    if dated := [guess.target for guess in draft.guesses if guess.target in AS_OF]:
        yield f"as_of = {json.dumps(dated)}"
    if draft.unit is not None:
        yield f"unit = {_quoted(draft.unit)}  {_comment('unit', language)}"
    if void := _void_words(draft):
        yield f"# leave_out = {{ {void} }}  {_comment('void', language)}"
    yield from _columns(draft, where, language)
    if draft.places:
        yield from ("", f"[{where}.places]", *_pairs(draft.places))
    if draft.category:
        yield from ("", f"[{where}.category]", *_pairs(draft.category))
    for target, words in draft.words.items():
        yield from ("", f"[{where}.values.{target}]", *_words(draft.table, target, words, language))


def _void_words(draft: Draft) -> str:
    """Return the states of a draft that tell of no case, as `leave_out` names them; nothing where there are none."""
    void = set(map(plain, known()["void"]["words"]))
    columns = {guess.target: guess.column for guess in draft.guesses}
    words = [word for word in draft.words.get(ASKED_OF, ()) if plain(word) in void]
    return f"{_quoted(columns[ASKED_OF])} = [{', '.join(map(_quoted, words))}]" if words else ""


AS_OF = ("reported_at", "closed_at", "visited_at", "held_at", "starts_at", "surveyed_on")
"""Columns by which the data's last moment is told."""


def _columns(draft: Draft, where: str, language: str) -> Iterator[str]:
    yield from ("", f"[{where}.columns]")
    for guess in draft.guesses:
        yield f"{guess.target} = {_quoted(guess.column)}  {_why(guess, draft.table, language)}"
    found = {guess.target for guess in draft.guesses}
    for column in metadata.tables[draft.table].c:
        made = column.primary_key or column.name.endswith("_code")
        if not column.nullable and not made and column.name not in found:
            yield f'# {column.name} = ""  {_comment("missing", language, term=column.info["term"])}'
    for name in draft.unmapped:
        yield _comment("unmapped", language, column=name)


def _words(
    table: str, target: str, words: Mapping[str, tuple[int, str | None]], language: str
) -> Iterator[str]:
    unknown = {word: count for word, (count, meaning) in words.items() if meaning is None}
    for word, (count, meaning) in words.items():
        if meaning is not None:
            yield f"{_quoted(word)} = {_quoted(meaning)}  {_comment('rows', language, count=count)}"
    choices = ", ".join(filter(None, words_of(table, target)))
    for word, count in unknown.items():
        key = "unknown" if target != ASKED_OF else "ask" if word else "ask_empty"
        yield f'# {_quoted(word)} = ""  {_comment(key, language, count=count, choices=choices)}'
    if unknown and OTHER in words_of(table, target):
        yield f'"*" = "{OTHER}"  {_comment("all_others", language)}'


def _why(guess: Guess, table: str, language: str) -> str:
    term = metadata.tables[table].c[guess.target].info["term"]
    sure, why = (message(f"draft.{key}", language) for key in (guess.sure, guess.why))
    return _comment("guess", language, term=term, sure=sure, why=why)


def _pairs(named: Mapping[str, str]) -> list[str]:
    return [f"{key} = {_quoted(column)}" for key, column in named.items()]


def pattern(draft: Draft, others: Sequence[str] = ()) -> str:
    """Return a pattern that all files of a draft fit, and those of other months; none of the `others` does.

    What may differ in the next file stands for itself: numbers, and what is added to the name (更正).
    """
    names = sorted({_file_of(source.name) for source in draft.sources})
    start, end = _shared_start(names), _shared_start([name[::-1] for name in names])[::-1]
    exact = escape(names[0])
    if len(names) > 1:
        fits = len(start) + len(end) <= min(map(len, names))
        exact = f"{escape(start)}*{escape(end)}" if fits else f"{escape(start)}*"
    stem, point, kind = exact.rpartition(".")
    loose = re.sub(r"\d+|\*+", "*", f"{stem}*{point}{kind}" if point else exact)
    loose = re.sub(r"\*+", "*", loose)
    return exact if any(fnmatch(name.lower(), loose.lower()) for name in map(_file_of, others)) else loose


def _file_of(source: str) -> str:
    """Return the name of the file that a source is in, or is."""
    return source.partition(" · ")[0].rpartition("/")[2]


def _shared_start(names: Sequence[str]) -> str:
    """Return the signs with which all names begin."""
    first, last = min(names), max(names)
    different = (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(different, len(first))]


def _comment(key: str, language: str, **details: object) -> str:
    """Return a comment on one line, whatever the names in it hold."""
    words = message(f"draft.{key}", language, **details)
    return "# " + " ".join(words.split())


def _quoted(text: str) -> str:
    """Return a text as TOML writes it; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
