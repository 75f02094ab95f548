"""Numbers that lead to a person: identity cards, bank cards, mobile and landline telephones, number plates."""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from data_access.clock import city_now

KEPT = 3
"""How many signs of a number stay, so that one can see what it was; none of them tells a person."""

OLDEST = 1900
RECENT = 10
"""Years: a number without a word for it whose day is more recent is a case number made of area, day and turn."""

FIRST_BORN, LAST_BORN = 30, 99
"""Birth years (19…) of numbers of 15 digits that no word announces; none has been given since 1999."""

PROVINCES = frozenset(
    str(number)
    for numbers in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for number in numbers
)
"""How identity numbers begin."""

DIGIT = "[0-9０-９]"
BETWEEN = "[ \t\xa0\u3000－—–.·-]"
SEPARATOR, GAP = f"{BETWEEN}?", f"{BETWEEN}{{0,3}}"
END = r"(?!\d)(?![A-Za-z]{1,3}\d)(?!\.\d\d(?!\d))(?!\s*[万亿元吨])"
"""A number ends here: it is no part of a longer one, of a code, or an amount."""

CODE = re.compile(
    r"(?:(?:编|单|案|(?<!手)机|票|文|批|型|群|表|户|学|工|序列|设备|合同|凭证|流水|缴费|案件|事件|受"
    r"理)[号码]{1,2}"
    r"|订单|工单|案件|流水|条形?码|代码|取件码|验证码|QQ|IMEI|SN|N[oO])[.:：为是#\s]{0,3}$"
)
"""A word for another sort of number stands before."""

IDENTITY_WORD = re.compile(r"(?:身份证|证件|居民证|身份号码|公民身份)[^\d，。；,;]{0,8}$")
CARD_WORD = re.compile(r"(?:卡号|银行卡|账号|帐号|账户|储蓄卡|信用卡|工资卡|户头)[^\d，。；,;]{0,8}$")
TELEPHONE_WORD = re.compile(
    r"(?:电话|手机|座机|固话|联系方式|致电|拨打|来电|tel|phone|mobile)[^\d，。；,;]{0,4}$", re.IGNORECASE
)
LETTERS_BEFORE = re.compile(r"(?<![A-Za-z])([A-Za-z]+)[.:：]?$")
TELEPHONE_LETTERS = frozenset(("tel", "t", "m", "mob", "mobile", "phone", "cell", "call", "wx", "vx"))
IDENTITY_LETTERS = frozenset(("id",))
LONGEST_WORD = 16

IDENTITY = re.compile(rf"[1-9](?<!\d.)(?:{SEPARATOR}\d){{16}}{SEPARATOR}[\dXxＸｘ]{END}")
OLD_IDENTITY = re.compile(rf"[1-9](?<!\d.)\d{{5}}{SEPARATOR}\d{{6}}{SEPARATOR}\d{{3}}{END}")
CARD = re.compile(
    rf"\d(?<!\d.)(?:\d{{3}}(?:{SEPARATOR}\d{{4}}){{3}}(?:{SEPARATOR}\d{{1,3}})?|\d{{5}}{SEPARATOR}\d"
    rf"{{9,13}}){END}"
)
ACCOUNT = re.compile(rf"\d(?<!\d.)(?:{SEPARATOR}\d){{11,18}}{END}")
MOBILE = re.compile(
    rf"1(?:[3-9]\d(?:{GAP}\d{{4}}{GAP}\d{{4}}|{GAP}\d{{3}}{GAP}\d{{5}})"
    rf"|[3-9]\d\d(?:{GAP}\d{{3}}{GAP}\d{{4}}|{GAP}\d{{4}}{GAP}\d{{3}}|\d{GAP}\d{{6}})|[ -][3-9](?:[ -"
    rf"]\d){{9}}){END}"
)
LANDLINE = re.compile(
    rf"(?:0|86[)）]?{GAP}[(（]?0?)(?:10|2\d|[3-9]\d\d)[)）]?{GAP}"
    rf"(?P<local>[2-9]\d{{2,3}}{SEPARATOR}\d{{4}})(?:\s*(?:转|分机|ext\.?|[-－—#])\s*\d{{1,6}})?{END}"
)
LOCAL = re.compile(
    rf"[2-9](?<![\d-].)(?P<local>\d{{2,3}}{SEPARATOR}\d{{4}})(?:\s*(?:转|分机)\s*\d{{1,6}})?{END}"
)
CALLING_CODE = re.compile(r"(?:^|\D)(?:0|(?:00)?86[-－—]?)$")
"""What may stand right before a mobile number: the code of the country, or the trunk's 0."""

DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
VEHICLE = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-Za-zＡ-Ｚａ-ｚ]"
PLATE = re.compile(
    rf"{VEHICLE}\s?[·・•.\-－]?\s?"
    r"(?P<rest>[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]{5,6}|[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]{4}[挂学警港澳])"
    r"(?![A-Za-z0-9０-９])(?!\s*[元米])"
)
PLATE_KEPT, PLATE_DIGITS = 2, 3


LONG = rf"{DIGIT}(?:{BETWEEN}?{DIGIT}){{14}}|[卡账帐头][^，。]{{0,9}}{DIGIT}(?:{BETWEEN}?{DIGIT}){{11}}"
TELEPHONE = (
    rf"[1１]{BETWEEN}?[3-9３-９](?:{BETWEEN}{{0,3}}{DIGIT}){{9}}"
    rf"|(?:[0０]|86)[()（）]?{BETWEEN}{{0,3}}[()（）]?(?:{DIGIT}[)）]?{BETWEEN}{{0,3}}){{9}}"
    rf"|(?:电话|手机|座机|固话|联系方式|致电|拨打|来电|tel|phone|mobile).{{0,4}}{DIGIT}{{3,4}}"
    rf"{BETWEEN}?{DIGIT}{{4}}"
)
"""Texts in which these, or `VEHICLE`, are not found have no such number; without looking around, for RE2."""


def long_numbers(text: str, found: list[str]) -> str:
    """Return a text with identity numbers, bank cards and accounts starred out, and note them in `found`."""
    for kind, pattern, is_one in (
        ("identity", IDENTITY, _is_identity),
        ("identity", OLD_IDENTITY, _is_old_identity),
        ("card", CARD, _is_card),
        ("card", ACCOUNT, _is_account),
    ):
        text = pattern.sub(_starring(kind, is_one, found), text)
    return text


def telephones(text: str, found: list[str]) -> str:
    """Return a text with telephone numbers starred out, and note them in `found`.

    A landline without its area code is only told by a word before it.
    """
    text = MOBILE.sub(_starring("mobile", _is_telephone, found), text)
    text = LANDLINE.sub(_starring("landline", _is_landline, found), text)
    return LOCAL.sub(_starring("landline", _is_local, found), text)


def plates(text: str, found: list[str]) -> str:
    """Return a text with number plates of vehicles starred out, and note them in `found`."""
    return PLATE.sub(_starring("plate", _is_plate, found, PLATE_KEPT), text)


def starred(text: str, kept: int = KEPT) -> str:
    """Return a text of which only the first signs are left."""
    return text[:kept] + "*" * (len(text) - kept)


def _starring(
    kind: str, is_one: Callable[[re.Match[str]], bool], found: list[str], kept: int = KEPT
) -> Callable[[re.Match[str]], str]:
    """Return what a match becomes: stars where it is one of its kind, and then counted."""

    def star(match: re.Match[str]) -> str:
        if not is_one(match):
            return match[0]
        found.append(kind)
        return starred(match[0], kept)

    return star


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - LONGEST_WORD) : match.start()]


def _digits(text: str) -> str:
    """Return the digits of a number (full-width ones too) and its check letter, in ASCII."""
    return "".join(
        str(int(sign)) if sign.isdigit() else "X" for sign in text if sign.isdigit() or sign in "XxＸｘ"
    )


def _is_code(match: re.Match[str], usual: frozenset[str] = frozenset()) -> bool:
    """Tell whether what stands before makes a number one of another sort, or the end of a longer code.

    Letters right before it do, but for those that are usual before such a number.
    """
    before = _before(match)
    if CODE.search(before):
        return True
    if re.search(r"\d[-_—]$", before):
        return True
    letters = LETTERS_BEFORE.search(before)
    return bool(letters and letters[1].lower() not in usual)


def _is_identity(match: re.Match[str]) -> bool:
    number = _digits(match[0])
    if IDENTITY_WORD.search(_before(match)):
        return True
    if number[:2] not in PROVINCES or ric.calc_check_digit(number) != number[-1]:
        return False
    if _is_code(match, IDENTITY_LETTERS):
        return False
    try:
        born = ric.get_birth_date(number).year
    except ValidationError:
        return False
    return OLDEST <= born <= city_now().year - RECENT


def _is_old_identity(match: re.Match[str]) -> bool:
    number = _digits(match[0])
    if IDENTITY_WORD.search(_before(match)):
        return True
    try:
        born = ric.get_birth_date(f"{number[:6]}19{number[6:]}0").year % 100
    except ValidationError:
        return False
    return (
        number[:2] in PROVINCES and FIRST_BORN <= born <= LAST_BORN and not _is_code(match, IDENTITY_LETTERS)
    )


CARD_LENGTHS = {
    "62": range(16, 20),
    "4": (16,),
    "5": (16,),
    "35": (16,),
    "9558": range(16, 20),
    "60": (16, 19),
}
"""Lengths of card numbers by how they begin: UnionPay, Visa, MasterCard, JCB, older ones of Chinese banks."""


def _is_card(match: re.Match[str]) -> bool:
    number, before = _digits(match[0]), _before(match)
    fits = any(number.startswith(start) and len(number) in lengths for start, lengths in CARD_LENGTHS.items())
    if number.startswith("35"):
        fits = fits and 3528 <= int(number[:4]) <= 3589
    if number.startswith("5"):
        fits = fits and number[1] in "12345"
    return fits and luhn.is_valid(number) and (bool(CARD_WORD.search(before)) or not _is_code(match))


def _is_account(match: re.Match[str]) -> bool:
    return bool(CARD_WORD.search(_before(match)))


def _is_telephone(match: re.Match[str]) -> bool:
    before = _before(match)
    if CALLING_CODE.search(before):
        return True
    if before[-1:].isdigit():
        return False
    return bool(TELEPHONE_WORD.search(before)) or not _is_code(match, TELEPHONE_LETTERS)


def _is_landline(match: re.Match[str]) -> bool:
    if _before(match)[-1:].isdigit():
        return False
    if TELEPHONE_WORD.search(_before(match)):
        return True
    return not (DAY.fullmatch(_digits(match["local"])) or _is_code(match, TELEPHONE_LETTERS))


def _is_local(match: re.Match[str]) -> bool:
    return bool(TELEPHONE_WORD.search(_before(match))) and not CODE.search(_before(match))


def _is_plate(match: re.Match[str]) -> bool:
    return sum(sign.isdigit() for sign in match["rest"]) >= PLATE_DIGITS
