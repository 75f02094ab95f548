"""Addresses finer than a compound: a room of a building, a house by its number. A building alone tells nobody."""

from __future__ import annotations

import re

NUMERAL = "一二三四五六七八九十零〇百两"
SIGN = rf"[\dA-Za-z{NUMERAL}]"
BLANK = r"[ \t\xa0\u3000]?"
JOIN = rf"{BLANK}[-－—–·]?{BLANK}"

BUILDING = rf"{SIGN}{{1,5}}{BLANK}(?:号楼|号院|号[栋幢]|[栋幢座]|[#＃]楼?)"
UNIT = rf"{SIGN}{{1,3}}{BLANK}(?:单元|梯)"
FLOOR = rf"{SIGN}{{1,3}}{BLANK}[楼层]"

PUBLIC = r"会议|办公|活动|教|病|接待|调解|档案|服务|窗口|阅览|值班|机房|配电"
COUNTED = (
    r"户|人|元|块|米|平|㎡|m|名|件|次|个|辆|年|天|万|余|多|只|台|度|号|栋|幢|时|分|日|月|棵|盏|公斤|"
    r"吨|处|株|本|张|份|条|套|间|家|位|斤|岁|瓦"
    r"|伏|周|届|期|路|国道|省道|县道|单元"
)
"""What makes a number beside a building an amount."""

MANY_HOMES = r"居民|村民|业主|住户|群众|人家|家庭|停|无|未|均|共|全|左右"
ROOM = (
    rf"(?:{SIGN}{{1,5}}{BLANK}(?:室|号?房)(?!{PUBLIC})|[1-9]\d?[0-2]\d{BLANK}[号户](?!{MANY_HOMES})|"
    rf"\d{{1,2}}{BLANK}[-－—–]{BLANK}\d{{3,4}}(?![\d./:：年-])"
    rf"|[1-9]\d?[0-3]\d(?!\d)(?![-/:：.]\d)(?!{BLANK}(?:{COUNTED}|{PUBLIC}))"
    rf"|[{NUMERAL}]{{3,5}}(?!{BLANK}(?:{COUNTED}|{PUBLIC})))"
)

COMPOUND = r"(?:小区|花园|家园|公寓|大厦|新村|[苑城府湾庭郡])"
LIVES = (
    r"(?:家住|住在|居住在?|现住|住址|住处|家庭地址|家庭住址|户籍地址?|户籍|门牌号?|(?<![居入内])住)"
    r"(?![建房宿院宅户用])[:：为是]?"
)
PLACE = r"[^，。；,;\s]{0,24}?"
AFTER_HOUSE = rf"(?=$|[*\s，。；、,;（）()：:]|的|家|住|反映|投诉|来电|称|户(?!{MANY_HOMES}))"
HOUSE = rf"\d{{1,5}}(?:[-－]\d{{1,3}}|之\d|之[{NUMERAL}])?号"

ROOMS = re.compile(
    rf"(?P<rooms>{BUILDING}{JOIN}(?:{UNIT}{JOIN})?(?:{FLOOR}{JOIN})?{ROOM}"
    rf"|{UNIT}{JOIN}(?:{FLOOR}{JOIN})?{ROOM})"
)
TRIPLE = r"\d{1,3}[-－—–]\d{1,2}[-－—–]\d{3,4}(?!\d)"
HOMES = re.compile(
    rf"{COMPOUND}{BLANK}(?P<alone>\d{{3,4}}室(?!{PUBLIC})|[A-Za-z]?{TRIPLE})"
    rf"|{LIVES}{PLACE}(?P<lived>{HOUSE}{AFTER_HOUSE}|\d{{3,4}}室|{TRIPLE})"
    rf"|(?:村(?:[\d{NUMERAL}]{{1,2}}组)?|[\d{NUMERAL}]组|[东西南北中]区|[巷弄厝])(?P<house>{HOUSE}"
    rf"{AFTER_HOUSE})"
)

DIGIT = "[0-9０-９]"
LINE = "[-－—–]"
ROOM_TRIGGER = (
    rf"(?:号楼|号院|[栋幢座#＃楼层]|单元|梯)[ \t\x{{a0}}\x{{3000}}·－—–-]{{0,3}}(?:(?:{DIGIT}|[A-Za-z"
    rf"{NUMERAL}]){{1,5}} ?"
    rf"(?:室|号|房|户|单元|楼|层|梯|{LINE})|(?:{DIGIT}{{3,4}}|[{NUMERAL}]{{3,5}})(?:[^0-9０-９年]|$))"
)
HOME_TRIGGER = (
    rf"{COMPOUND} ?(?:{DIGIT}{{3,4}}室|[A-Za-z]?{DIGIT}{{1,3}}{LINE}{DIGIT}{{1,2}}{LINE}{DIGIT}{{3}})"
    rf"|(?:住|户籍|门牌|家庭地址)[^，。；,;]{{0,27}}{DIGIT}+(?:号|室|{LINE}|之)|[村组区巷弄厝]{DIGIT}"
    rf"{{1,5}}(?:号|之|{LINE})"
)
"""A text in which these are not found has no address; without looking around, for RE2."""


def rooms(text: str, found: list[str]) -> str:
    """Return a text with the numbers of rooms in buildings starred out, and note them."""
    return ROOMS.sub(lambda match: _starred(match, found), text)


def homes(text: str, found: list[str]) -> str:
    """Return a text with the numbers of houses, and of homes without a building, starred out, and note them."""
    return HOMES.sub(lambda match: _starred(match, found), text)


def _starred(match: re.Match[str], found: list[str]) -> str:
    found.append("address")
    start, end = (place - match.start() for place in match.span(match.lastgroup or 0))
    whole = match[0]
    return whole[:start] + re.sub(SIGN, "*", whole[start:end]) + whole[end:]
