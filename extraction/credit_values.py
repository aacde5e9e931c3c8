"""What stands behind a label of a credit line: the names a value lists or the outlet it names, and whether that is all.

Names: names.py. Labels: credit_words.py. Which value belongs to which label is decided in credits.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.credit_words import BARS, BODY, COLONS, FILLER, OFFICE, TAIL
from extraction.names import has_surname, is_name, is_sure_name, is_western_name, split_names

_MAX_VALUE = 600
_NOTE = re.compile(r"[（(\[【〔][^（()）\]】〕\[【〔]{0,60}[）)\]】〕]")
_CHUNKS = re.compile(
    rf"[、，,;；&＆{BARS}＋+（）()【】\[\]〔〕]|\s(?:and|with)\s|(?<=[㐀-鿿])[和与與及](?=[㐀-鿿]{{2}})"
)
_ORNAMENTS = "。.:：-—–_□■◎●○◆◇▲△★☆※*“”\"'《》 \t\u3000\xa0\r\n" + COLONS
_HANZI = re.compile("[㐀-鿿]")
_PEN_NAME = re.compile(r"[A-Z][A-Za-z.'-]{1,19}")
_LOGIN = re.compile(r"[A-Za-z0-9_.@-]{1,24}")  # a number or a login stands where a name should
_AND_OTHERS = re.compile(r"(?<=[㐀-鿿]{2})等$")
_NUMBER = re.compile(r"_?[A-Z]{1,3}_?[A-Z]{0,2}\d{2,8}$")
# 記者王偉／台北報導: a place, however much its name looks like a person's.
_REPORTED_FROM = re.compile(r"\s*[／/╱][㐀-鿿]{2,6}?(?:即[時时])?(?:報導|報道|报道|連線報導|電|电)\s*$")
_SENTENCE = re.compile(r"[。！？!?；：:…]")
_PROSE = re.compile(r"[的了吗呢吧啊请您你我说說是将把让被]|[。！？!?；…：]")
_LOOSE = 14  # characters: a value that short behind a colon, without a word of prose, names whoever it is
_OF = re.compile(r"^(?:系|为|為|现为|现任|單位|单位|来自|來自|供职于|任职于)")
_SOURCE_ENDS = re.compile(
    r"[|｜丨│\t\r\n]|[ \u3000\xa0]{2,}|(?:19|20)\d\d[-年/.]|【|\["
    r"|\s?[（(]?(?:本[报報])?(?:[记記]者|作者|[责責]任?[编編]|[编編][辑輯])"
    r"|\s?[（(](?:参与|评论|微博|微信|打印|分享|我要|责任|编辑|ID|微信号|转载|版权|记者)"
    r"|\s(?:字号|大小|打印|分享|评论|我要|浏览|点击|阅读|原标题)"
    r"|[，,。；;]\s?(?:版权|转载|如有|原文|仅供|责任|侵权|作者|记者|有删|图片|侵删|略有|欢迎)|[。；]"
)

_TAKEN_FROM = re.compile(r"^(?:[转轉摘选選]自|[转轉][载載][自于於])(?=.{2})[:：\s]*")  # 来源：转自《某某日报》


@dataclass(frozen=True, slots=True)
class Value:
    """The names in a value; `clean` when it holds nothing but names, offices, and bodies that sign like persons."""

    names: tuple[str, ...] = ()
    clean: bool = True
    empty: bool = True


def read_value(value: str, colon: bool, loose: bool = False) -> Value:
    """The names in a value, in order.

    Args:
        value: the text behind a label, or before one.
        colon: a colon or a bar stands before it. Without one a name must look like a name by itself, and ends where
            the first other word begins.
        loose: a few unknown words behind the colon are an account or a body, not prose.
    """
    value = _REPORTED_FROM.sub("", _NOTE.sub(" ", value[:_MAX_VALUE]))
    if not value.strip(_ORNAMENTS + BARS + "（）()[]【】〔〕、，,;；"):
        return Value()
    names: dict[str, None] = {}
    clean = True
    for word in _words(value):
        found = _name_in(word, colon)
        if found:
            if clean or colon:
                names.setdefault(found)
        elif not _says_nothing(word, colon):
            clean = False
            if _SENTENCE.search(word):
                break
    if not clean and colon and loose and len(value.strip()) <= _LOOSE and not _PROSE.search(value.strip(_ORNAMENTS)):
        clean = True
    if not clean and not colon and re.search("[，。；]", value):
        names.clear()  # 编辑 王伟，夜校的老师: a sentence
    return Value(tuple(names), clean, False)


def _words(value: str) -> list[str]:
    """The words of a value: names with a blank in them are whole again, Western names are one word."""
    words: list[str] = []
    for chunk in _CHUNKS.split(value):
        chunk = chunk.strip(_ORNAMENTS)
        if not chunk:
            continue
        if not _HANZI.search(chunk):
            words.append(chunk)
            continue
        single: list[str] = []
        for part in chunk.split():
            part = part.strip(_ORNAMENTS)
            if part and part != "等":
                single.append(_AND_OTHERS.sub("", part))
        words.extend(_joined(single))
    return words


def _joined(parts: list[str]) -> list[str]:
    """王 伟 is one name in two pieces, 王 伟 李 娜 two names in four; 欧阳 娜 is one."""
    joined: list[str] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        three = "".join(parts[at : at + 3])
        apart = [len(other) for other in parts[at : at + 4]]
        if apart[:3] == [1, 1, 1] and apart[3:] != [1] and is_name(three) and has_surname(three):
            joined.append(three)  # 何 其 芳
            at += 3
            continue
        following = parts[at + 1] if at + 1 < len(parts) else ""
        pair = part + following
        # A surname alone, or one of two characters before a single one.
        opens = len(part) == 1 or (len(part) == 2 and len(following) == 1 and len(pair) == 3)
        if following and opens and len(following) <= 2 and is_name(pair) and (len(part) == 1 or has_surname(part)):
            joined.append(pair)
            at += 2
        else:
            joined.append(part)
            at += 1
    return joined


def _name_in(word: str, colon: bool) -> str:
    """The name that a word is or holds: 王伟, 王伟报道, 王伟_NE0011, 市总工会王伟."""
    if not _HANZI.search(word):
        names = split_names(word) if is_western_name(word) else ()
        if names:
            return names[0]
        bare = _NUMBER.sub("", word).strip()
        return bare if colon and _PEN_NAME.fullmatch(bare) and is_western_name(f"{bare} {bare}") else ""
    bare = _NUMBER.sub("", word).rstrip("_ ")
    shorter = TAIL.sub("", bare)
    if shorter != bare:
        return _before_place(shorter)
    if is_name(bare) and (colon or is_sure_name(bare)):
        return bare
    if OFFICE.search(bare) and is_name(plain := OFFICE.sub("", bare)) and has_surname(plain):
        return plain
    if BODY.search(bare):
        return ""
    for length in (3, 2):  # 河湾市总工会王伟
        body, name = bare[:-length], bare[-length:]
        if len(body) >= 3 and is_name(name) and has_surname(name) and (BODY.search(body) or OFFICE.search(body)):
            return name
    return ""


def _before_place(bare: str) -> str:
    """王伟 of 王伟报道 and of 王伟北京报道, for a place of two characters and more follows the name."""
    if not has_surname(bare):
        return ""
    if len(bare) >= 4:
        for place in (2, 3):
            if 2 <= len(bare) - place <= 3 and is_name(bare[:-place]):
                return bare[:-place]
    return bare if is_name(bare) and len(bare) <= 4 else ""


def _says_nothing(word: str, colon: bool) -> bool:
    if FILLER.fullmatch(word) or (colon and _LOGIN.fullmatch(word)):
        return True
    if len(word) > 24 or _PROSE.search(word):
        return False
    if BODY.search(word) or OFFICE.search(word):
        return True
    return colon and (is_name(word) or _OF.match(word) is not None)


def clean_source(value: str) -> str:
    """The name of the outlet from what follows 来源: without toolbar, date, link text or stray brackets.

    >>> clean_source(" 工人日报  2016-01-06 ")
    '工人日报'
    """
    value = value[:_MAX_VALUE].strip(f" \t\u3000\xa0\r\n{COLONS}{BARS}")
    value = _SOURCE_ENDS.split(value, maxsplit=1)[0]
    value = value.strip(" \u3000\xa0:：-—·，,。;；*").rstrip("（([【《“ ")
    value = _TAKEN_FROM.sub("", value)
    for opening, closing in ("（）", "()", "《》", "“”"):
        if value.count(closing) > value.count(opening):
            value = value.rstrip(closing + " ")
        if value.count(opening) > value.count(closing):
            value = value.lstrip(opening + " ") if value.startswith(opening) else value + closing
    if len(value) > 2 and value[0] == "《" and value[-1] == "》" and "《" not in value[1:]:
        value = value[1:-1]
    return value if len(value) <= 60 else ""
