"""Names of persons: after a word such as 联系人, before one such as 女士, and in columns that are named so."""

from __future__ import annotations

import re
from itertools import groupby

from data_access.loading.personal.surnames import COMPOUND, NEVER_GIVEN, NO_NAMES, SAFE, WORDLIKE

HAN = "一-龥"
ANY_SURNAME = rf"(?:{'|'.join(COMPOUND)}|[{SAFE}{WORDLIKE}])"
SAFE_SURNAME = rf"(?:{'|'.join(COMPOUND)}|[{SAFE}])"
GIVEN = rf"(?:(?![{''.join(sorted(NEVER_GIVEN))}])[{HAN}])"

WORD = (
    r"(?:姓名|联系人|联络人|当事人|申请人|负责人|投诉人|举报人|反映人|来电人|来访人|信访人|报案人|报"
    r"警人|求助人|诉求人|申诉人|上访人|责任人|经办人"
    r"|承办人|受理人|监护人|法定代表人|法人代表|法人|户主|户名|收件人|收货人|委托人|代理人|承租人|出"
    r"租人|嫌疑人|被告|原告|证人|死者|伤者|患者|名叫"
    r"|我叫|我是|本人叫|名字叫|名字是|人叫)"
)
"""Words after which a person is named."""

WEAK_WORD = (
    r"(?:居民|业主|住户|村民|市民|群众|租客|房东|店主|车主|老板|店长|经理|书记|主任|组长|村长|楼长|网"
    r"格员|网格长|志愿者|党员|物业|妻子|丈夫|儿子"
    r"|女儿|母亲|父亲|老人|邻居|学生|家长|司机|工人|医生|先生|女士)"
)
"""Words after which anything may stand: a name only with a colon between, or with what persons do after it."""

TITLE = r"(?:先生|女士|小姐|太太|阿姨|大爷|大妈|大叔|大伯|大姐|大哥|奶奶|爷爷|婆婆|伯伯|师傅|老师)"

SAYS = r"(?:反映|投诉|举报|来电|来访|来信|致电|称|表示|说|求助|咨询|诉)"
"""What only persons do."""

NEXT = (
    rf"(?:{SAYS}|电话|手机|联系|身份证|先生|女士|小姐|同志|老师|要求|希望|认为|发现|申请|提出|住|家|"
    rf"系|于|在|因|向|等|的|和|与|及|、|现|已|到|从|对|是|为"
    rf"|将|曾|未|代|男|女|之|发生|两人|双方|三人|均|都|同)"
)
"""How a sentence goes on after a name."""

EDGE = rf"(?=$|[^{HAN}]|{NEXT})"
CLEAR_EDGE = rf"(?=$|[^{HAN}]|{SAYS}|电话|手机|身份证|先生|女士|同志|要求|希望|认为|与|和|、|发生)"
ACTS = rf"(?=[\s，,（(:：]{{0,2}}(?:{SAYS}|电话|手机|男|女|\+?\d{{6}}))"
DOTTED = rf"[{HAN}]{{2,8}}[·•・][{HAN}]{{2,8}}(?:[·•・][{HAN}]{{2,8}})?"
LATIN = r"[A-Z][a-z]+(?: [A-Z][a-z]+){1,2}"
BETWEEN = r"[\s]{0,2}[:：为是叫\s（(]\s{0,2}"
COLON = r"\s{0,2}[:：]\s{0,2}"


COLUMN = re.compile(
    rf".*(?:{WORD.removeprefix('(?:')[:-1]}|网格员|网格长|楼长|组长|书记|主任|店主|房东|租客|车主|业"
    rf"主|志愿者|人员|主持人|组织者"
    r"|调解员)(?:姓名|名字)?|(?:contact|applicant|complainant|caller|resident|owner|full|first|last|g"
    r"iven|family|person)[ _-]?name"
    r"|contact(?:[ _-]?person)?|complainant|applicant|caller",
    re.IGNORECASE,
)
"""What a column of persons' names is called."""


def _name(surname: str, edge: str) -> str:
    """Return the pattern of a name: the longer given name first, and no word that only begins like a name."""
    return rf"{surname}(?:某{{1,2}}|{GIVEN}{{2}}|{GIVEN}某?){edge}"


def _ends_with(words: str) -> str:
    """Return a pattern for the end of one of the words; it begins with a set of signs, which is found fast."""
    listed = words.removeprefix("(?:").removesuffix(")").split("|")
    by_length = sorted(listed, key=len)
    behind = (f"(?<={'|'.join(group)})" for _, group in groupby(by_length, key=len))
    return rf"[{''.join(sorted({word[-1] for word in listed}))}](?:{'|'.join(behind)})"


def _starting_with(words: str) -> str:
    """Return a pattern for one of the words that begins with a set of signs, which is found fast."""
    listed = words.removeprefix("(?:").removesuffix(")").split("|")
    rest = "|".join(f"(?<={word[0]}){word[1:]}" for word in listed)
    return rf"[{''.join(sorted({word[0] for word in listed}))}](?:{rest})"


_WORD, _WEAK_WORD = _ends_with(WORD), _ends_with(WEAK_WORD)
AFTER_WORD = re.compile(
    rf"{_WORD}(?:(?:{BETWEEN})?(?P<any>{DOTTED}|{_name(SAFE_SURNAME, EDGE)}"
    rf"|{_name(ANY_SURNAME, CLEAR_EDGE)})"
    rf"|{BETWEEN}(?P<told>{LATIN}|{_name(ANY_SURNAME, EDGE)}|{SAFE_SURNAME}{GIVEN}{{1,2}}))"
    rf"|{_WEAK_WORD}(?:{COLON}(?P<weak>{DOTTED}|{_name(ANY_SURNAME, EDGE)})"
    rf"|\s?(?P<acting>{_name(SAFE_SURNAME, ACTS)}))"
)
NEXT_NAME = re.compile(rf"\s?[、/和与及]\s?(?P<more>{_name(ANY_SURNAME, EDGE)})")

LEFT = rf"(?:^|(?<=[^{HAN}])|(?<=反映|市民|居民|业主|村民|住户|联系|邻居)|(?<=[是找的]))"
"""What stands before a surname that is a word too, where it begins a name."""

TITLES = re.compile(_starting_with(TITLE) + "(?!们)")
BEFORE_TITLE = re.compile(rf"(?:{SAFE_SURNAME}{GIVEN}{{0,2}}|{LEFT}{ANY_SURNAME}{GIVEN}{{0,2}})$")
LEFT_OUT = re.compile(rf"某(?:某|(?={TITLE}|$|[^{HAN}]|{NEXT})|{GIVEN}(?={EDGE}))")
BEFORE_LEFT_OUT = re.compile(rf"(?:{SAFE_SURNAME}|{LEFT}{ANY_SURNAME})$")
LONGEST_BEFORE = 4

TRIGGER = (
    rf"{WORD}\s{{0,2}}(?:{BETWEEN})?(?:{ANY_SURNAME}|[A-Z]|[{HAN}]{{2,8}}[·•・])"
    rf"|{WEAK_WORD}\s?(?:{COLON}[{HAN}]|{SAFE_SURNAME})|{ANY_SURNAME}[{HAN}]{{0,2}}{TITLE}|{ANY_SURNAME}某"
)
"""A text in which this is not found names nobody; without looking around, for RE2."""


def names(text: str, found: list[str]) -> str:
    """Return a text with the names of persons in it starred out, and note them in `found`."""
    text = _after_words(text, found)
    for pattern, before in ((LEFT_OUT, BEFORE_LEFT_OUT), (TITLES, BEFORE_TITLE)):
        for match in pattern.finditer(text):
            start = match.start()
            if name := before.search(text, max(0, start - LONGEST_BEFORE), start):
                end = match.end() if pattern is LEFT_OUT else start
                text = text[: name.start()] + _starred(text, name.start(), end, found) + text[end:]
    return text


def _starred(text: str, start: int, end: int, found: list[str]) -> str:
    """Return the stars for a name in a text; what is a word instead stays."""
    if text[start : start + 2] in NO_NAMES:
        return text[start:end]
    found.append("name")
    return "*" * (end - start)


def _after_words(text: str, found: list[str]) -> str:
    """Star out each name after a word, and those that follow it in a list."""
    done, parts = 0, []
    for match in AFTER_WORD.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        if start < done:
            continue
        stars = _starred(text, start, end, found)
        parts += [text[done:start], stars]
        done = end
        while stars[0] == "*" and (more := NEXT_NAME.match(text, done)):
            start, end = more.span("more")
            parts += [text[done:start], _starred(text, start, end, found)]
            done = end
    return "".join(parts) + text[done:]


NAMES_ALONE = re.compile(
    rf"(?:{ANY_SURNAME}(?:[{HAN}]{{1,2}}|某{{1,2}})?(?:{TITLE})?|{DOTTED}|{LATIN}|[A-Z][a-z]+)"
)
ORGANISATION = re.compile(
    r"(?:公司|局|会|社区|街道|中心|所|队|办|部|组|院|站|厂|店|村|镇|县|市|区|群众|居民|市民)$"
)
BETWEEN_NAMES = re.compile(r"([\s、,，/;；]+)")


def names_alone(text: str, found: list[str]) -> str:
    """Return the text of a column that is named for persons with all names starred out, and note them in `found`."""
    parts = BETWEEN_NAMES.split(text)
    for place, part in enumerate(parts):
        if NAMES_ALONE.fullmatch(part) and not ORGANISATION.search(part):
            found.append("name")
            parts[place] = "*" * len(part)
    return "".join(parts)
