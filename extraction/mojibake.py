"""Runs of text that are UTF-8 read as GBK: characters in, what their bytes say as UTF-8 out.

A page all of whose characters are so is decoded again as a whole (redecode.py); here it is one box or quotation in a
sound page. Traces of U+FFFD that went the same way (锟斤拷) say nothing any more.
"""

from __future__ import annotations

import re

from extraction.common_hanzi import CHINESE_MARKS, frequent

NOTHING_LEFT = re.compile("(?:锟斤拷)+(?:锟斤?)?")
_WELL_FORMED = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})*")
_SHORTEST = 3  # characters; fewer may be chance


def read_as_utf8(run: str) -> tuple[str, int]:
    """The text that the beginning of a run of two-byte characters holds as UTF-8, and how many of them it takes.

    >>> read_as_utf8("工会的会员们".encode().decode("gbk") + "来了")
    ('工会的会员们', 9)
    """
    payload = run.encode("gbk", "ignore")
    form = _WELL_FORMED.match(payload)
    text = form[0].decode("utf-8", "ignore") if form else ""
    usual = sum(character in frequent() or character in CHINESE_MARKS for character in text)
    if form is None or len(text) < _SHORTEST or usual < len(text):
        return "", 0
    return text, (form.end() + 1) // 2
