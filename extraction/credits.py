"""Credit lines (本报记者 王伟 通讯员 李强 责编：张三): a line in, who did what out, and whether the line says nothing else.

A label gives the role of the names after it (记者 王伟) or before it (王伟 摄). Names are read in names.py; where on a page
credit lines stand, and what of running text is one, is decided in bylines.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extraction.names import has_surname, is_name, is_western_name, split_names

REPORTER, CORRESPONDENT, PHOTOGRAPHER, EDITOR = "reporters", "correspondents", "photographers", "editors"
SOURCE, ORIGINAL_TITLE, OTHER = "source", "original title", "other"

_HAN = "㐀-鿿"
_OUTLET = rf"(?:本[报報网網刊台臺社]|《[^》]{{2,20}}》|[{_HAN}·]{{1,10}}(?:报|報|报社|網|网|社|台|臺|刊|客户端|新闻|传媒|媒体|中心))"
_RANK = (
    r"(?:全媒体|全媒體|融媒体|融媒體|首席|特约|特約|特派|见习|見習|实习|實習|资深|資深|高级|参与|參與|采写|採寫|摄影|攝影|文字|视频|視頻|评论|本报|本報|"
    rf"[驻駐][{_HAN}]{{1,6}}?|[{_HAN}]{{2,3}}站)"
)
REPORTER_LABEL = rf"(?:{_OUTLET}{{0,2}}[ \u3000]?{_RANK}{{0,3}})(?:记者站?|記者)(?:组|組)?"
_LABELS = (
    (EDITOR, r"(?:网络|網絡|网站|视频|視頻|文字|图文|图片|责任|責任|本期|本版|本文|值班|新媒体|执行|制作|栏目|稿件|见习|实习|微信|美术|版面|后期|策划)?(?:编辑|編輯)"
             r"|责编|責編|[编編][审審校导導]|审核|審核|(?:[初复復终終一二三][审審]|审校|審校|校[对對]|监制|監製|[总總]?主?[编編](?=[:：]|\s))(?:人)?"),
    (SOURCE, r"(?:文章|信息|新闻|新聞|稿件|资料|内容|图文|本文)?(?:来源|來源)(?:于|於)?|稿源|转自|轉自|转载自|轉載自|摘自|原载于?|出处|出處"),
    (ORIGINAL_TITLE, r"原标题|原標題|原题为?"),
    (OTHER, r"(?:发布|發布|发表|更新|刊发|发稿|编发|录入)?(?:时间|時間|日期)|字号|字號|字体|大小|点击|浏览|瀏覽|阅读|閱讀|人气|评论|评论数|打印|分享|关键词|关键字|关键詞|"
            r"标签|責任部門|责任部门|供稿单位|作者单位|电话|邮箱|Email|手机|扫码|版次|版面|栏目|频道|主办|承办|收藏|纠错|糾錯|推荐|转载|轉載|分享到|分类"),
    ("both", r"(?:摄影|攝影)(?:报道|報道|報導)|文[/／、|｜+＋&并並和及]?[图圖摄攝](?:片|影)?|[图圖][/／、|｜+＋&]?文|文字[/／、]?[摄攝]影"),
    (CORRESPONDENT, r"(?:本报|本報|特约|特約|记者站|工会)?(?:通讯员|通訊員|实习生|實習生|见习生|特约撰稿人?)"),
    (REPORTER, REPORTER_LABEL + r"|作者|撰文|撰稿人?|采写|採寫|执笔|文字(?=[:：/／|｜])|文(?=\s*[:：/／|｜])|供稿"),
    (PHOTOGRAPHER, r"(?:摄影|攝影|摄像|攝像|供图|供圖|[图圖]片)(?:者|人)?|[摄攝图圖](?=\s*(?:[:：/／|｜）)\s。]|$))"),
)  # fmt: skip
_GROUPS = {f"g{number}": role for number, (role, _) in enumerate(_LABELS)}
_LABEL = re.compile("|".join(f"(?P<g{n}>{pattern})" for n, (_, pattern) in enumerate(_LABELS)), re.I)
_COLON = re.compile(r"\s{0,3}[:：/／|｜]\s{0,3}")
_POSTFIX = frozenset({"both", PHOTOGRAPHER})
# What may stand beside names in a credit and says nothing: "北京报道", "发自上海", "报道", "整理".
_FILLER = re.compile(
    rf"^(?:综合|綜合)?(?:(?:[{_HAN}]{{2,6}}?|连线|实习)?(?:报道|報道|報導|摄制)|发自[{_HAN}]{{2,6}}|整理|撰写|[电電讯訊]|等|[{_HAN}]{{2,4}}[电電]|[^{_HAN}\w]*)$"
)
_TAIL = re.compile(r"(?:综合|綜合|联合|聯合)?(?:报道|報道|報導|采写|採寫|摄影|攝影|整理|供稿|撰写|[电電])$")
_PIECES = re.compile(r"[、，,;；/／|｜&＆\s\u3000]+")
_BRACKETS = "（）()[]【】〔〕|｜ \t\u3000\xa0"
_MAX_LINE = 600


@dataclass(slots=True)
class Credits:
    """Names by role, the source, the original title; `pure` says that the text holds nothing but credits."""

    names: dict[str, list[str]] = field(default_factory=dict)
    source: str = ""
    original_title: str = ""
    pure: bool = False

    def add(self, role: str, names: tuple[str, ...] | list[str]) -> None:
        kept = self.names.setdefault(role, [])
        kept.extend(name for name in names if name not in kept)

    def __bool__(self) -> bool:
        return bool(self.source or self.original_title or any(self.names.values()))


def read_credits(line: str) -> Credits:
    """Read the labelled names of one line; an empty result when it holds no label."""
    credits = Credits()
    text = line[:_MAX_LINE].strip(_BRACKETS + "\r\n")
    labels = [m for m in _LABEL.finditer(text) if _stands_free(text, m)]
    if not labels:
        return credits
    last_names: list[str] = []
    pure = len(line) <= _MAX_LINE
    before = text[: labels[0].start()]
    if before.strip(_BRACKETS + "□■◎●○◆◇▲△★☆※—–-·*“”"):
        last_names, clean = _names(before)
        pure = pure and clean and bool(last_names) and _GROUPS[str(labels[0].lastgroup)] in _POSTFIX
    last_role = ""
    for number, label in enumerate(labels):
        role = _GROUPS[str(label.lastgroup)]
        end = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        colon = _COLON.match(text, label.end())
        value = text[colon.end() if colon else label.end() : end]
        if role == SOURCE:
            credits.source = credits.source or clean_source(value)
            # Names may follow a source without a label of their own only after a blank; the source keeps them.
        elif role == ORIGINAL_TITLE:
            credits.original_title = credits.original_title or value.strip(_BRACKETS + "《》")
        elif role == OTHER:
            pure = pure and colon is not None
        else:
            names, clean = _names(value)
            if not names and role in _POSTFIX and colon is None and last_names:
                _give_postfix(credits, role, last_role, last_names)
            else:
                pure = pure and clean
                for each in (REPORTER, PHOTOGRAPHER) if role == "both" else (role,):
                    credits.add(each, names)
                last_names, last_role = names, role
    credits.pure = pure and bool(credits)
    return credits


def clean_source(value: str) -> str:
    """The name of the outlet from what follows 来源: without toolbar, date, link text or stray brackets.

    >>> clean_source(" 工人日报  2016-01-06 ")
    '工人日报'
    """
    value = value.strip(" \t\u3000\xa0\r\n:：|｜")
    value = re.split(r"[|｜\t\r\n]|[ \u3000\xa0]{2,}|(?:19|20)\d\d[-年/.]|【|\[|\s[（(]?(?:记者|記者|作者|责编|編輯|编辑)", value, maxsplit=1)[0]
    value = value.strip(" \u3000\xa0:：-—·，,。;；")
    for opening, closing in ("（）", "()", "《》", "“”"):
        if value.count(closing) > value.count(opening):
            value = value.rstrip(closing + " ")
        if value.count(opening) > value.count(closing):
            value = value.lstrip(opening + " ") if value.startswith(opening) else value + closing
    if len(value) > 2 and value[0] == "《" and value[-1] == "》" and "《" not in value[1:]:
        value = value[1:-1]
    return value if len(value) <= 60 else ""


def _give_postfix(credits: Credits, role: str, last_role: str, names: list[str]) -> None:
    """王伟 摄: the picture is his. 记者 王伟 摄影报道: text and pictures are."""
    credits.add(PHOTOGRAPHER, names)
    if role == "both":
        credits.add(REPORTER, names)
    elif last_role == REPORTER:
        kept = credits.names.get(REPORTER, [])
        credits.names[REPORTER] = [name for name in kept if name not in names]


def _stands_free(text: str, label: re.Match[str]) -> bool:
    """A one-character or ambiguous label counts only with a colon, at an edge, or after a blank."""
    role = _GROUPS[str(label.lastgroup)]
    word = label[0]
    if role in (OTHER, SOURCE, ORIGINAL_TITLE):
        after = text[label.end() : label.end() + 2].lstrip()
        return after[:1] in (":", "：") or (role == SOURCE and word[:1] in "转轉摘" and label.start() == 0)
    if len(word) == 1 or role == "both":
        return label.start() == 0 or not text[label.start() - 1].isalnum() or _names(text[: label.start()])[1]
    if word in ("作者", "供稿", "图片", "圖片", "文字", "执笔"):
        return text[label.end() : label.end() + 1] in (":", "：", "/", "／", "|", "｜", " ", "\u3000")
    return True


def _names(value: str) -> tuple[list[str], bool]:
    """The names in a value, and whether there is nothing else in it."""
    value = re.sub(r"[（(\[【][^）)\]】]{0,20}[）)\]】]", " ", value)
    names = list(split_names(value))
    rest = [piece.strip("（）()[]【】。.:：-—–_□■◎●○◆◇*“”\"'《》") for piece in _PIECES.split(value)]
    known = set("".join(names))
    clean = True
    for piece in rest:
        if not piece or _FILLER.match(piece) or is_name(piece) or set(piece) <= known or piece in ("and", "with"):
            continue
        if shorter := _without_tail(piece):
            names.append(shorter) if shorter not in names else None
        elif not is_western_name(piece) and not _part_of_western(piece, names):
            clean = False
    return names, clean


def _without_tail(piece: str) -> str:
    """王伟报道 names 王伟; 王伟北京报道 does too, for a place of two characters follows the name."""
    bare = _TAIL.sub("", piece)
    if bare == piece or not has_surname(bare):
        return ""
    if len(bare) >= 4 and is_name(bare[:-2]):
        return bare[:-2]
    return bare if is_name(bare) and len(bare) <= 3 else ""


def _part_of_western(piece: str, names: list[str]) -> bool:
    return any(piece.lower() in name.lower().split() for name in names)
