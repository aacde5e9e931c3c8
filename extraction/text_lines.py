"""What each line of a plain text copy is: toolbar, list item, heading, credits, paragraph. Lines in, kinds out.

A copy keeps the words of a page and loses its markup; what is left are short lines, bars, bullets and blank lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOOL = (
    r"字[号號體体]|[大中小]|打印|列印|留言|[论論][坛壇]|[网網]摘|手[机機][点點][评評]|[纠糾][错錯]|推[荐薦]|[评評][论論]|分享|收藏|[关關][闭閉]|复制|[转轉][发發]|举报|微博|微信"
    r"|分享到|[返回]{2}首[页頁]|手机看新闻|我要[纠糾][错錯]|E-?mail|[邮郵]箱|RSS|繁體|繁体|简体|朗[读讀]|放大|[缩縮]小|默[认認]|print|share|e-?mail|tweet|comments?"
)
_TOOL_WORD = re.compile(rf"^(?:{_TOOL})[：:]?\d*$", re.I)
_CUT = re.compile(r"[|｜\s\u3000【】\[\]（）()/·]+")
_BULLET = re.compile(r"\s{0,8}(?:[-*•·●○▪◦■□◆◇►▶»>]|\d{1,2}[.、)])\s{0,4}(?=\S)")
_BOXED = re.compile(r"^\s*\|(.*)\|\s*$")
_TOPICS_LABEL = re.compile(r"^[·•\s]*(?:相[关關]|所属|所屬)?[专專][题題](?:[报報][道導])?\s*[:：]?$")
_BOX_LABEL = re.compile(
    r"相[关關]|推[荐薦]|要[闻聞]|[热熱][点點门門]|排行|[阅閱][读讀]|更多|[专專][题題]|[链鏈]接|延伸|[发發]布|最新|新[闻聞]"
    r"|猜你|[图圖]片|related|more|read also|latest",
    re.I,
)
_ENDS_SENTENCE = re.compile(r"[。！？!?…；;.”」』\"）)]$")
_CUT_TITLE = re.compile(r"(?:…|\.{3}|⋯){1,2}$")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+")
_RULE = re.compile(r"^\s*(?:[-=_*#~—–]\s?){3,}\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line and where it begins in the text; `inner` is the text without table bars, bullets and blanks."""

    start: int
    text: str
    inner: str
    offset: int  # of `inner` in the whole text
    item: bool = False
    boxed: bool = False  # it stood between bars, as a cell of a table does

    @property
    def blank(self) -> bool:
        return not self.inner

    @property
    def sentence(self) -> bool:
        """It ends as a sentence does."""
        return _ENDS_SENTENCE.search(self.inner) is not None


def cut_lines(text: str) -> list[Line]:
    """The lines of a text; rules of dashes count as blank."""
    lines: list[Line] = []
    start = 0
    for raw in text.split("\n"):
        lines.append(_line(raw, start))
        start += len(raw) + 1
    return lines


def _line(raw: str, start: int) -> Line:
    if _RULE.match(raw[:400]):
        return Line(start, raw, "", start)
    begin, end = 0, len(raw)
    boxed = len(raw) < 400 and _BOXED.match(raw) is not None
    if boxed:
        begin, end = raw.index("|") + 1, raw.rindex("|")
    heading = _MARKDOWN_HEADING.match(raw)
    bullet = None if heading else _BULLET.match(raw, begin, end)
    begin = heading.end() if heading else bullet.end() if bullet else begin
    inner = raw[begin:end]
    stripped = inner.strip(" \t\u00a0\u3000\u200b\ufeff\r\x0b\x0c")
    begin += inner.find(stripped) if stripped else 0
    return Line(start, raw, stripped, start + begin, item=bullet is not None, boxed=boxed)


def is_toolbar(line: Line) -> bool:
    """【字号 大 中 小】| 打印 | 留言: nothing but the words of a toolbar, two at least."""
    if len(line.text) > 200:
        return False
    words = [word for word in _CUT.split(line.text) if word]
    return len(words) >= 2 and sum(_TOOL_WORD.match(word) is not None for word in words) * 5 >= len(words) * 4


def is_topics_label(line: Line) -> bool:
    """相关专题 alone on its line."""
    return len(line.inner) < 20 and _TOPICS_LABEL.match(line.inner) is not None


def is_box_label(line: Line) -> bool:
    """A short line that names what sites put beside articles: 相关新闻, 全总要闻, 热点排行."""
    return len(line.inner) <= 24 and not line.sentence and _BOX_LABEL.search(line.inner) is not None


def is_cut_title(title: str) -> bool:
    """The page cut the title short."""
    return _CUT_TITLE.search(title) is not None
