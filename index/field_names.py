"""The names by which a query may call a field: English and Chinese, both scripts, and what each stands for.

In comes a name as typed, out goes the field and how its values are read; for a wrong name, the nearest right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# text: words of the article; name: a short text, matched as it stands; key: one whole value; url: up to the next blank;
# date: a date or a span of dates; state: a word about the article; moment: the archive as it stood then.
Reading = Literal["text", "name", "key", "url", "date", "state", "moment"]


@dataclass(frozen=True, slots=True)
class FieldName:
    """One field of the query language. `example` is what `help query` shows; `values` are all that it can have."""

    name: str
    reading: Reading
    aliases: tuple[str, ...]
    example: str
    values: tuple[str, ...] = ()


KINDS = ("article", "notice", "transcript", "gallery", "video", "attachment")
STATUSES = ("current", "withdrawn", "moved")
FIELD_NAMES = (
    FieldName("title", "text", ("标题", "標題", "题", "題"), "title:农民工"),
    FieldName("subtitle", "text", ("副题", "副題", "副标题", "副標題"), "subtitle:就业"),
    FieldName("conjecture", "text", ("推测", "推測"), "conjecture:副书记"),
    FieldName("body", "text", ("正文", "内容", "內容", "text"), "body:培训"),
    FieldName("source", "name", ("来源", "來源"), "source:工人日报"),
    FieldName("site", "key", ("站点", "站點", "网站", "網站"), "site:people"),
    FieldName("reporter", "name", ("记者", "記者", "作者", "author"), "reporter:方大丰"),
    FieldName("editor", "name", ("编辑", "編輯", "责编", "責編"), "editor:*"),
    FieldName("channel", "name", ("频道", "頻道"), "channel:工会新闻"),
    FieldName("topic", "name", ("专题", "專題"), "topic:地方工会"),
    FieldName("url", "url", ("网址", "網址"), "url:people.com.cn"),
    FieldName("id", "key", ("编号", "編號"), "id:8f3a21"),
    FieldName("kind", "key", ("类型", "類型"), "kind:notice", KINDS),
    FieldName("status", "key", ("状态", "狀態"), "status:withdrawn", STATUSES),
    FieldName("date", "date", ("日期", "published"), "date:2015..2016"),
    FieldName("captured", "date", ("采集", "採集", "收录", "收錄"), "captured:近7天"),
    FieldName("changed", "date", ("改动", "改動", "更改"), "changed:上月"),
)

SCHEMES = frozenset({"http", "https", "ftp", "urn", "mailto", "file"})
_BY_NAME = {name: f for f in FIELD_NAMES for name in (f.name, *f.aliases)}


def field_named(name: str) -> FieldName | None:
    """The field that is called so, whatever its case."""
    return _BY_NAME.get(name.lower().replace("_", "-"))


def nearest_name(name: str) -> str:
    """The field name most like a wrong one, or "" when none is near.

    >>> nearest_name("titel"), nearest_name("jurnalist")
    ('title', '')
    """
    from difflib import get_close_matches

    # Two Chinese characters of which one is right come to .5; Latin names need more.
    cutoff = 0.6 if name.isascii() else 0.5
    near = get_close_matches(name.lower(), _BY_NAME, n=1, cutoff=cutoff)
    return near[0] if near else ""
