"""Credit lines (本报记者 王伟 责编：张三): a line in, who did what out, and whether the line says nothing else.

A label gives the role of the names after it (记者 王伟) or before it (王伟 摄). Labels: credit_words.py. Names:
names.py. Where on a page credit lines stand, and what of running text is one, is decided in bylines.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extraction.credit_words import (
    BARS,
    BOTH,
    COLONS,
    FILLER,
    LABEL,
    ORIGINAL_TITLE,
    OTHER,
    PHOTOGRAPHER,
    REPORTER,
    ROLE_OF_GROUP,
    SOURCE,
    TAIL,
    WEAK,
)
from extraction.names import has_surname, is_name, is_western_name, split_names

_MAX_LINE = 600
_COLON = re.compile(rf"\s{{0,3}}[{COLONS}{BARS}]\s{{0,3}}")
_PIECES = re.compile(rf"[、，,;；&＆{BARS}\s\u3000]+")
_BRACKETS = "（）()[]【】〔〕|｜ \t\u3000\xa0"
_ORNAMENTS = "（）()[]【】。.:：-—–_□■◎●○◆◇▲△★☆※*“”\"'《》"
_NOTE = re.compile(r"[（(\[【][^）)\]】]{0,20}[）)\]】]")
_PEN_NAME = re.compile(r"[A-Z][A-Za-z.'-]{1,19}")
_SOURCE_ENDS = re.compile(
    r"[|｜\t\r\n]|[ \u3000\xa0]{2,}|(?:19|20)\d\d[-年/.]|【|\[|\s[（(]?(?:记者|記者|作者|责编|編輯|编辑)"
    r"|\s?[（(](?:参与|评论|微博|微信|打印|分享|我要|责任|编辑)|\s(?:字号|大小|打印|分享|评论|我要)"
)


@dataclass(slots=True)
class Credits:
    """Names by role, the source, the original title; `pure` says that the text holds nothing but credits."""

    names: dict[str, list[str]] = field(default_factory=dict)
    source: str = ""
    original_title: str = ""
    pure: bool = False

    def add(self, role: str, names: Iterable[str]) -> None:
        """Add names to a role, each once."""
        kept = self.names.setdefault(role, [])
        kept.extend(name for name in dict.fromkeys(names) if name not in kept)

    def __bool__(self) -> bool:
        return bool(self.source or self.original_title or any(self.names.values()))


@dataclass(frozen=True, slots=True)
class _Label:
    role: str
    word: str
    start: int
    end: int  # of the label with its colon
    colon: bool


def read_credits(line: str) -> Credits:
    """Read the labelled names of one line; an empty result when it holds no label.

    >>> read_credits("本报记者 王伟 通讯员 李强").names
    {'reporters': ['王伟'], 'correspondents': ['李强']}
    """
    credits = Credits()
    text = line[:_MAX_LINE].strip(_BRACKETS + "\r\n")
    labels = _labels(text)
    if not labels:
        return credits
    pure = len(line) <= _MAX_LINE and any(label.role != OTHER for label in labels)
    before, clean = _names(text[: labels[0].start], labels[0].colon)
    if text[: labels[0].start].strip(_BRACKETS + _ORNAMENTS):
        pure = pure and clean and bool(before) and _is_postfix(labels[0], text, False)
    last_names, last_role, waiting = before, "", False
    for number, label in enumerate(labels):
        following = labels[number + 1].start if number + 1 < len(labels) else len(text)
        value = text[label.end : following]
        if label.role == SOURCE:
            credits.source = credits.source or clean_source(value)
        elif label.role == ORIGINAL_TITLE:
            credits.original_title = credits.original_title or value.strip(_BRACKETS + "《》")
        elif label.role == OTHER:
            pure = pure and label.colon
        else:
            names, clean = _names(value, label.colon)
            if last_names and _is_postfix(label, text, bool(names)):
                _give_before(credits, label.role, last_role, last_names)
                last_names, last_role = names, ""
                pure = pure and clean
                continue
            pure = pure and clean
            roles = (REPORTER, PHOTOGRAPHER) if label.role == BOTH or waiting else (label.role,)
            waiting = label.role == BOTH and not names  # 文/图 本报记者 王伟: the names come after the next label
            for role in roles:
                credits.add(role, names)
            last_names, last_role = names, label.role
    credits.pure = pure and (bool(credits) or any(label.colon and label.role != OTHER for label in labels))
    return credits


def clean_source(value: str) -> str:
    """The name of the outlet from what follows 来源: without toolbar, date, link text or stray brackets.

    >>> clean_source(" 工人日报  2016-01-06 ")
    '工人日报'
    """
    value = value[:_MAX_LINE].strip(f" \t\u3000\xa0\r\n{COLONS}|｜")
    value = _SOURCE_ENDS.split(value, maxsplit=1)[0]
    value = value.strip(" \u3000\xa0:：-—·，,。;；").rstrip("（([【《“ ")
    for opening, closing in ("（）", "()", "《》", "“”"):
        if value.count(closing) > value.count(opening):
            value = value.rstrip(closing + " ")
        if value.count(opening) > value.count(closing):
            value = value.lstrip(opening + " ") if value.startswith(opening) else value + closing
    if len(value) > 2 and value[0] == "《" and value[-1] == "》" and "《" not in value[1:]:
        value = value[1:-1]
    return value if len(value) <= 60 else ""


def _labels(text: str) -> list[_Label]:
    """The labels of a line that stand as labels and not as words of a sentence."""
    labels: list[_Label] = []
    for match in LABEL.finditer(text):
        role, word = ROLE_OF_GROUP[str(match.lastgroup)], match[0]
        colon = _COLON.match(text, match.end())
        end = colon.end() if colon else match.end()
        if _stands_free(text, match, role, word, colon is not None, labels):
            labels.append(_Label(role, word, match.start(), end, colon is not None))
    return labels


def _stands_free(text: str, match: re.Match[str], role: str, word: str, colon: bool, labels: list[_Label]) -> bool:
    if role in (OTHER, ORIGINAL_TITLE):
        return colon
    if role == SOURCE:
        return colon or (match.start() == 0 and (word[0] in "转轉摘" or text[match.end() : match.end() + 1].isspace()))
    before = text[match.start() - 1] if match.start() else ""
    after = text[match.end() : match.end() + 1]
    if role == BOTH or len(word) == 1:
        return colon or not before or not before.isalnum() or (not after and has_surname(text[:4]))
    if word in WEAK:
        return colon or after.isspace() or (not after and bool(before))
    return True


def _is_postfix(label: _Label, text: str, names_follow: bool) -> bool:
    """The label follows its names (王伟 摄, 王伟/文): a bar stands before it, or it is of pictures and has no colon."""
    if text[: label.start].rstrip().endswith(tuple(BARS)):
        return not (label.colon and names_follow)
    return label.role in (BOTH, PHOTOGRAPHER) and not label.colon and (len(label.word) == 1 or not names_follow)


def _give_before(credits: Credits, role: str, last_role: str, names: list[str]) -> None:
    """王伟 摄: the picture is his. 王伟 摄影报道: text and pictures are. 通讯员 李强 文/图 stays a correspondent."""
    if role == BOTH:
        credits.add(PHOTOGRAPHER, names)
        if not last_role:
            credits.add(REPORTER, names)
        return
    credits.add(role, names)
    if role == PHOTOGRAPHER and last_role == REPORTER:
        credits.names[REPORTER] = [name for name in credits.names.get(REPORTER, []) if name not in names]


# 記者王偉／台北報導: a place, however much its name looks like a person's.
_REPORTED_FROM = re.compile(r"\s*[／/][㐀-鿿]{2,6}(?:報導|報道|报道|電|电)\s*$")


def _names(value: str, colon: bool) -> tuple[list[str], bool]:
    """The names in a value, and whether it holds nothing else. Without a colon a name must begin with a surname."""
    value = _REPORTED_FROM.sub("", _NOTE.sub(" ", value))
    names: list[str] = []
    clean = True
    for name in split_names(value):
        if colon or has_surname(name) or not "㐀" <= name[0] <= "鿿" or any(dot in name for dot in "·•"):
            names.append(name)
        else:
            clean = False
    known = set("".join(names))
    western = {word for name in names for word in name.lower().split()}
    for piece in _PIECES.split(value):
        piece = piece.strip(_ORNAMENTS)
        if not piece or set(piece) <= known or piece.lower() in western or piece in ("and", "with"):
            continue
        if shorter := _without_tail(piece):
            names.extend([shorter] if shorter not in names else [])
        elif colon and _PEN_NAME.fullmatch(piece):
            names.append(piece)
        elif not (FILLER.match(piece) or is_name(piece) or is_western_name(piece)):
            clean = False
    return names, clean


def _without_tail(piece: str) -> str:
    """王伟报道 and 王伟_NE0011 name 王伟; 王伟北京报道 does too, for a place of two characters follows the name."""
    bare = TAIL.sub("", re.sub(r"(?:_?[A-Z]{1,3}\d{2,8})$", "", piece))
    if bare == piece or not has_surname(bare):
        return ""
    if len(bare) >= 4 and is_name(bare[:-2]):
        return bare[:-2]
    return bare if is_name(bare) and len(bare) <= 3 else ""
