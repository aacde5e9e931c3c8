"""What the program says to people, in English and 简体中文; the English text is the key.

`speak` chooses the language once a run. What people meet at every search stands here, the rest in messages_zh.tsv, read
when it is first wanted: errors of other stages among it, which are known again by their form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("messages_zh.tsv")
_ZH: dict[str, str] = {
    "{shown} of {total} articles": "{total} 篇中的 {shown} 篇",
    "1 article": "1 篇",
    "{total} articles": "{total} 篇",
    "newest first: --sort date": "按日期：--sort date",
    "more: --cursor {place}": "更多：--cursor {place}",
    "nothing found": "没有找到",
    "did you mean {instead}? it finds {total}": "是否想找 {instead}？有 {total} 篇",
    "without {clause} there are {total}": "去掉 {clause} 则有 {total} 篇",
    "nothing has all the words; these have some of them": "没有文章同时含有所有的词；以下文章含有其中一些",
    "the index is {changes} changes behind the archive; bring it up: {command}": (
        "索引落后档案 {changes} 处变更；更新：{command}"
    ),
    "the index follows another catalogue; make it anew: {command}": "索引属于另一份目录；重建：{command}",
    "{fault}. Searched for: {query}": "{fault}。已搜索：{query}",
    "{fault} Searched for: {query}": "{fault}已搜索：{query}",
    "+{count} copies": "另有 {count} 篇转载",
    "archive": "档案",
    "{articles} articles from {sites} sites": "{articles} 篇文章，{sites} 个站点",
    "newest {day}": "最新 {day}",
    "index up to date": "索引已是最新",
    "no index yet: {command}": "尚无索引：{command}",
    "nothing kept yet; begin with: {command}": "尚无内容；可从此开始：{command}",
    "1 article from 1 site": "1 篇文章，1 个站点",
    "{count} pages not yet read": "{count} 个页面尚未读取",
    "index unusable: {command}": "索引不可用：{command}",
    "index of another catalogue: {command}": "索引属于另一份目录：{command}",
    "index {changes} changes behind: {command}": "索引落后 {changes} 处变更：{command}",
    "blocked since {day}": "自 {day} 起被拒",
    "failing since {day}": "自 {day} 起抓取失败",
    "alarm since {day}": "自 {day} 起有警报",
    "late since {day}": "自 {day} 起应抓未抓",
    "never run": "从未抓取",
    "last {day}": "最近 {day}",
    "ok": "正常",
    "first look here; from now on `new` shows what came since": "首次查看；此后 new 只显示新到的内容",
    "nothing new": "没有新内容",
    "undated": "无日期",
}
_COUNTS = re.compile(r"[\d,]*\d [a-z]+(?:, [\d,]*\d [a-z]+)*")  # 13 failed, 28 new

_language = "en"


def speak(environ: Mapping[str, str], wanted: str = "") -> None:
    """Chooses the language: what the workspace says, else the locale."""
    global _language
    locale = wanted or next((environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k)), "")
    # Traditional locales read English rather than the wrong script.
    _language = "zh" if locale.replace("-", "_").lower().startswith(("zh_cn", "zh_sg", "zh_hans")) else "en"
    if locale.lower() == "zh":
        _language = "zh"


def tr(text: str, /, **values: object) -> str:
    """The text in the chosen language, with its values."""
    if _language == "zh":
        text = _ZH.get(text) or _table().get(text, text)
    return text.format(**values) if values else text


def said(text: str) -> str:
    """What another stage said in English, values and all, in the chosen language; English where it is unknown."""
    if _language != "zh" or not text:
        return text
    known = _ZH.get(text) or _table().get(text)
    if known is not None:
        return known
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(text)
        if found:
            # A value may be said in words too: a hint behind a complaint. What stands in quotation marks was typed.
            places = enumerate(found.groups(), 1)
            return chinese.format(*(v if text[: found.start(n)].endswith('"') else said(v) for n, v in places))
    if _COUNTS.fullmatch(text):
        return "，".join(f"{count} {said(word)}" for count, word in (part.split() for part in text.split(", ")))
    return text


@cache
def _table() -> dict[str, str]:
    rows = _FILE.read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if row and not row.startswith("# "))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Messages with values in them, those that say most first."""
    found = []
    for english, chinese in _table().items():
        parts = english.split("{}")
        if len(parts) > 1:
            found.append((re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL), chinese, len(english)))
    found.sort(key=lambda one: -one[2])
    return [(pattern, chinese) for pattern, chinese, _ in found]
