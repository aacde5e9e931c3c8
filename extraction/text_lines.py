"""What each line of a plain text copy is: toolbar, list item, heading, footer, paragraph. Lines in, kinds out.

A copy keeps the words of a page and loses its markup; what is left are short lines, bars, bullets and blank lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOOL = (
    r"字[号號体體]|[大中小]|打印|列印|留言|[论論][坛壇]|[网網]摘|手[机機][点點][评評]|[纠糾][错錯]|推[荐薦]|[评評][论論]|分享到?|收藏|[关關][闭閉]"
    r"|复制|[转轉][发發]|举报|微博|微信|返回首[页頁]|手机看新闻|我要[纠糾][错錯]|E-?mail|[邮郵]箱|RSS|繁體|繁体|简体|朗[读讀]|放大|[缩縮]小"
    r"|默[认認]|print|share|tweet|comments?"
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
# Labels that are nothing but the name of a box: what follows them belongs to it without any bullet.
_SURE_BOX_LABEL = re.compile(
    r"^[【\[]?(?:相[关關](?:新[闻聞]|[阅閱][读讀]|[链鏈]接|文章|[报報][道導])|延伸[阅閱][读讀]|推[荐薦][阅閱][读讀]"
    r"|[热熱][点點门門](?:新[闻聞]|文章|推[荐薦])|猜你喜[欢歡]|新[闻聞]排行榜?"
    r"|related (?:news|articles|stories)|read more|more (?:news|stories))[】\]]?[:：]?$",
    re.I,
)
_FOOTER = re.compile(
    r"^(?:上一[篇条條页頁]|下一[篇条條页頁]|返回(?:[顶頂]部|首[页頁]|列表)|[关關][闭閉]窗口|版[权權]所有"
    r"|Copyright\b|©|All rights reserved|[网網]站(?:[备備]案|地[图圖])|.{0,12}ICP[备備]"
    r"|[责責]任[声聲]明|免[责責][声聲]明)",
    re.I,
)
_BREADCRUMB = re.compile(r"^(?:[您你]?(?:[当當]前|现在|所在)?的?位置\s?[:：]?|首[页頁]\s?[>»›]|Home\s?[>»›])", re.I)
_ENDS_SENTENCE = re.compile(r"[。！？!?…；;.”」』\"）)]$")
_ENDS_STATEMENT = re.compile(r"[。！？；]$|\w{2,}[.!?][\"”]?$")
_CUT_TITLE = re.compile(r"(?:…|\.{3}|⋯){1,2}$")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+")
_RULE = re.compile(r"^\s*(?:[-=_*#~—–]\s?){3,}\s*$")
_ENDING = 12  # characters of a line that tell how it ends
_VERY_LONG = 500  # longer lines are paragraphs in any script
_BLANKS = " \t\u00a0\u3000\u200b\ufeff\r\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a copy.

    `whole` is its text without table bars, heading marks and blanks, at `offset` of the copy; `inner` is the same
    without the bullet of a list item.
    """

    text: str
    whole: str
    offset: int
    inner: str
    inner_offset: int
    item: bool = False
    boxed: bool = False  # it stood between bars, as a cell of a table does
    heading: bool = False  # it was marked as a heading
    opens: bool = False  # a blank line or an indent stands before it

    @property
    def blank(self) -> bool:
        return not self.whole

    @property
    def cells(self) -> int:
        """Its length in half-width cells of hanzi: Latin letters count half."""
        if len(self.whole) > _VERY_LONG:
            return len(self.whole) // 2
        return (len(self.whole) + sum(map(_is_wide, self.whole))) // 2

    @property
    def sentence(self) -> bool:
        """It ends as a sentence may."""
        return _ENDS_SENTENCE.search(self.whole[-_ENDING:]) is not None

    @property
    def statement(self) -> bool:
        """It ends as a title never does."""
        return _ENDS_STATEMENT.search(self.whole[-_ENDING:]) is not None


def cut_lines(text: str) -> list[Line]:
    """The lines of a text; rules of dashes count as blank."""
    lines: list[Line] = []
    start = 0
    opens = True
    for raw in text.split("\n"):
        line = _line(raw, start, opens or raw.startswith(("\u3000", "  ")))
        opens = line.blank
        lines.append(line)
        start += len(raw) + 1
    return lines


def _line(raw: str, start: int, opens: bool) -> Line:
    if not raw or _RULE.match(raw[:400]):
        return Line(raw, "", start, "", start)
    begin, end = 0, len(raw)
    boxed = len(raw) < 400 and _BOXED.match(raw) is not None
    if boxed:
        begin, end = raw.index("|") + 1, raw.rindex("|")
    heading = _MARKDOWN_HEADING.match(raw)
    if heading:
        begin = heading.end()
    bullet = None if heading else _BULLET.match(raw, begin, end)
    whole, offset = _stripped(raw, begin, end)
    inner, inner_offset = _stripped(raw, bullet.end(), end) if bullet else (whole, offset)
    return Line(
        text=raw,
        whole=whole,
        offset=start + offset,
        inner=inner,
        inner_offset=start + inner_offset,
        item=bullet is not None,
        boxed=boxed,
        heading=heading is not None,
        opens=opens,
    )


def _stripped(raw: str, begin: int, end: int) -> tuple[str, int]:
    part = raw[begin:end]
    right = part.rstrip(_BLANKS)
    left = right.lstrip(_BLANKS)
    return left, begin + len(right) - len(left)


def _is_wide(character: str) -> bool:
    return character >= "\u2e80"


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


def is_sure_box_label(line: Line) -> bool:
    """A line that is nothing but the name of such a box."""
    return len(line.inner) <= 24 and _SURE_BOX_LABEL.match(line.inner) is not None


def is_footer(line: Line) -> bool:
    """上一篇, 返回顶部, 版权所有: what stands below every page of a site."""
    return line.cells <= 80 and _FOOTER.match(line.inner) is not None


def is_breadcrumb(line: Line) -> bool:
    """首页 > 工会新闻 > 正文."""
    return line.cells <= 60 and _BREADCRUMB.match(line.whole) is not None


def channel_of(line: Line) -> str:
    """The last step of a breadcrumb before the article itself."""
    steps = [step.strip(_BLANKS) for step in re.split(r"[>»›]+", _BREADCRUMB.sub("", line.whole))]
    steps = [step for step in steps if step and not re.fullmatch(r"首[页頁]|正文|[内內]容|Home", step, re.I)]
    return steps[-1] if steps and len(steps[-1]) <= 20 else ""


def is_cut_title(title: str) -> bool:
    """The page cut the title short."""
    return _CUT_TITLE.search(title[-_ENDING:]) is not None
