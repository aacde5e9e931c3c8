"""History: the versions of an article, oldest first, each with what changed since the one before."""

from __future__ import annotations

import os

from archive.records import Article, Version
from archive.times import for_people
from terminal.arguments import Call
from terminal.article_lines import read_by
from terminal.cells import clean, clip, wrap
from terminal.messages import said, tr
from terminal.place import data_directory
from terminal.screen import Screen

_COMPARED = (
    "title",
    "pretitle",
    "subtitle",
    "original_title",
    "published",
    "source",
    "byline",
    "reporters",
    "correspondents",
    "photographers",
    "editors",
)


def run(call: Call, screen: Screen) -> int:
    """0 listed; NotFound otherwise."""
    from archive import open_archive
    from archive.article_json import version_dict
    from terminal.last_search import resolve

    data = data_directory(call.options)
    with open_archive(data) as archive:
        versions = archive.versions(archive.article(resolve(call.words[0], data, os.environ)).id)
    if call.options.on("json") or call.options.on("jsonl"):
        screen.json(map(version_dict, versions), call.options.on("jsonl"))
        return 0
    last = versions[-1]
    screen.line(screen.style(clip(clean(last.article.title), screen.width), "bold"))
    screen.line(f"{last.id[:12]} · {clean(last.url)}")
    screen.line()
    before: Version | None = None
    for version in versions:
        screen.tell(f"version {version.number}  {_span(version)}")
        for line in wrap(said(read_by(version)), screen.width - 2):
            screen.line(screen.style("  " + line, "dim"))
        for line in changed_lines(before.article if before else None, version.article):
            # What is said of the first version is ours, the rest is the articles' own.
            screen.line("  " + clip(clean(said(line) if before is None else line), screen.width - 2))
        before = version
    return 0


def changed_lines(before: Article | None, after: Article) -> list[str]:
    """What differs, field by field, then the body by paragraphs."""
    if before is None:
        evidence = f"; date from {after.published_evidence}" if after.published_evidence else ""
        return [f"first kept, {len(after.body):,} characters{evidence}"]
    lines = []
    for name in _COMPARED:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            lines.append(f"{name}: {_text(old)} → {_text(new)}")
            if name == "published" and after.published_evidence:
                lines[-1] += f" (date from {after.published_evidence})"
    if before.body != after.body:
        from difflib import SequenceMatcher

        old_lines, new_lines = before.body.split("\n"), after.body.split("\n")
        matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
        for kind, low, high, new_low, new_high in matcher.get_opcodes():
            if kind != "equal":
                lines += [f"- {line}" for line in old_lines[low:high]]
                lines += [f"+ {line}" for line in new_lines[new_low:new_high]]
    return lines


def _text(value: object) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value) or "(none)"


def _span(version: Version) -> str:
    end = tr("now") if version.valid_to is None else for_people(version.valid_to.replace(microsecond=0))
    return f"{for_people(version.valid_from.replace(microsecond=0))} – {end}"
