"""What people write differently and mean alike: widths, blanks, cases, traditional characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

from data_access.loading.distinct import by_distinct

HEADS_JOINED = "-"
"""What stands between the heads of two rows."""

WHOSE = re.compile("^(?:所属|所在|归属)")
BLANKS_BESIDE_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")

TRADITIONAL = str.maketrans(
    "與專業兩為爲義習鄉個價眾衆會傳體黨內決況劃別辦務動區協單參發號員響應處實對層屬崗歸當態總慣願戶報數時來標檔樓畢滿熱狀現盤稱"
    "簽簡類級緯納糾紛線經結絡編網職聯補計訂認議記訪評訴詞話調賬帳費資轉進鎮長門問間隨項題額開關點電檢復複據採羣後從無廢銷掛棄駁"
    "暫緩維護環節衛圖書館場廣觀學齡獨殘養醫適聽樂藝氣圍產權積質證規違擾運輸還達過誤達啟備註銀構團隊幹齊實際確條證營",
    "与专业两为为义习乡个价众众会传体党内决况划别办务动区协单参发号员响应处实对层属岗归当态总惯愿户报数时来标档楼毕满热状现盘称"
    "签简类级纬纳纠纷线经结络编网职联补计订认议记访评诉词话调账账费资转进镇长门问间随项题额开关点电检复复据采群后从无废销挂弃驳"
    "暂缓维护环节卫图书馆场广观学龄独残养医适听乐艺气围产权积质证规违扰运输还达过误达启备注银构团队干齐实际确条证营",
)
"""Traditional characters of the words that ledgers use, each with its simplified one."""


def spelled(word: str) -> str:
    """Return a word without the differences that mean nothing: width, case, blanks around it or beside Chinese."""
    plain = " ".join(unicodedata.normalize("NFKC", word).split())
    return BLANKS_BESIDE_CHINESE.sub("", plain).casefold()


def is_one_of(texts: pd.Series, words: Iterable[str]) -> pd.Series:
    """Tell for each text whether it is one of the words; `*` at the end of a word stands for any."""
    written = texts.map({text: spelled(text) for text in texts.unique()}).astype("str")
    exact = [spelled(word) for word in words if not word.endswith("*")]
    starts = tuple(spelled(word[:-1]) for word in words if word.endswith("*"))
    return written.isin(exact) | (written.str.startswith(starts) if starts else False)


def simplified(text: str) -> str:
    """Return a text with the traditional characters that ledgers use as simplified ones."""
    return text.translate(TRADITIONAL)


def plain(text: str) -> str:
    """Return a name or word without what people write differently: width, case, blanks, signs, brackets, characters.

    One of signs alone (√) stays as it is.
    """
    narrow = simplified(unicodedata.normalize("NFKC", text)).lower()
    narrow = narrow.partition("(")[0] or narrow
    return "".join(sign for sign in narrow if sign.isalnum()) or text


def by_alias(names: Iterable[str]) -> dict[str, str]:
    """Return columns by what they may be called, a name of its own before what is left without its surroundings.

    Those are heads above (基本情况-总户数), whose place it is (所属街道) and the word 名称 (街道名称).
    """
    names = list(names)
    found = {plain(name): name for name in reversed(names)}
    for shorter in (
        lambda name: plain(name.rpartition(HEADS_JOINED)[2]),
        lambda name: WHOSE.sub("", plain(name.rpartition(HEADS_JOINED)[2])),
        lambda name: plain(name.rpartition(HEADS_JOINED)[2]).removesuffix("名称"),
    ):
        for name in names:
            found.setdefault(shorter(name), name)
    return found


def translated(text: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """Return the meaning of each text, missing where the words do not tell it.

    A word as it stands comes first, then one that is spelled alike, where all that are mean the same.
    """
    meanings: dict[str, set[str]] = {}
    for word, meaning in words.items():
        meanings.setdefault(spelled(word), set()).add(meaning)
    clear = {word: next(iter(several)) for word, several in meanings.items() if len(several) == 1}
    return by_distinct(
        text,
        lambda distinct: distinct.map({one: words.get(one, clear.get(spelled(one))) for one in distinct}),
    )
