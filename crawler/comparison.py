"""What reading again gains and loses: by site and field in sums, by article in lines, against a bound.

In: old articles beside their new readings, one at a time. Out: lines for people, and the losses that forbid writing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.errors import SettingError
from archive.records import Article, Reading

# Everything of an article that people see or search. What says how it was read stands beside: encoding, extractor.
FIELDS = (
    "kind", "title", "pretitle", "subtitle", "original_title", "published", "source", "reporters", "correspondents",
    "photographers", "editors", "byline", "channel", "topics", "keywords", "body", "related", "images", "attachments",
    "pages", "lang", "repairs",
)  # fmt: skip
ARTICLES = "articles"  # whether there is an article at all, as a field of its own
# Fields whose fall is no loss: fewer repairs mean cleaner text.
_NO_LOSS = frozenset({"repairs"})
_ENOUGH = 20  # filled fields below which losing one or two proves nothing
_FEW_MAY_LOSE = 1 / 3


def amount(value: object) -> int:
    """How much a field holds: characters of a text, items of a list."""
    return len(value) if isinstance(value, str | tuple) else 0


class Bounds:
    """The share of what was there that each field may lose."""

    def __init__(self, default: float = 0.02, by_field: Mapping[str, float] | None = None) -> None:
        self.default = default
        self.by_field = dict(by_field or {})

    @classmethod
    def parsed(cls, words: str) -> Bounds:
        """From `0.05`, `editors=1`, or several with commas between. Raises SettingError."""
        bounds = cls()
        for word in filter(None, (part.strip() for part in words.split(","))):
            name, equals, share = word.rpartition("=")
            try:
                value = float(share)
            except ValueError:
                value = -1.0
            if not 0 <= value <= 1:
                raise SettingError(f"--max-loss {word}: a share is a number from 0 to 1, as in 0.05 or editors=0.5")
            if equals and name not in (*FIELDS, ARTICLES):
                raise SettingError(f"--max-loss {word}: no field is called {name}; fields: {', '.join(FIELDS)}")
            if equals:
                bounds.by_field[name] = value
            else:
                bounds.default = value
        return bounds

    def of(self, name: str) -> float:
        """The bound of one field."""
        return self.by_field.get(name, self.default)


@dataclass
class _Sums:
    """One site's sums by field."""

    articles: int = 0
    gone: int = 0
    filled_before: Counter[str] = field(default_factory=Counter)
    filled_after: Counter[str] = field(default_factory=Counter)
    held_before: Counter[str] = field(default_factory=Counter)
    held_after: Counter[str] = field(default_factory=Counter)
    different: Counter[str] = field(default_factory=Counter)


class Difference(NamedTuple):
    """One field of one version that reads otherwise now."""

    article: str  # id, and the version's number where it is not the first
    title: str
    name: str
    before: str
    after: str


@dataclass
class Comparison:
    """What reading again changes, by site and field, and article by article."""

    by_site: dict[str, _Sums] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # URLs whose bytes give no article any more, with the reason

    @property
    def articles(self) -> int:
        """How many versions were compared."""
        return sum(sums.articles for sums in self.by_site.values())

    def add(self, site: str, identity: str, old: Article, new: Reading, url: str) -> None:
        """Compares one version with its new reading."""
        sums = self.by_site.setdefault(site, _Sums())
        sums.articles += 1
        if not isinstance(new, Article):
            sums.gone += 1
            self.gone.append(f"{url}: {new.reason} {new.detail}".strip())
        for name in FIELDS:
            had = getattr(old, name)
            has = getattr(new, name) if isinstance(new, Article) else type(had)()
            sums.filled_before[name] += bool(had)
            sums.filled_after[name] += bool(has)
            sums.held_before[name] += amount(had)
            sums.held_after[name] += amount(has)
            if had != has:
                sums.different[name] += 1
                if isinstance(new, Article):
                    self.differences.append(Difference(identity, old.title, name, *_shown(name, had, has)))

    def losses(self, bounds: Bounds) -> list[str]:
        """What falls by more than its bound: filled fields, characters of texts and dates, items of lists."""
        found = []
        for site, sums in sorted(self.by_site.items()):
            if sums.gone > _allowed(bounds.of(ARTICLES), sums.articles) * sums.articles:
                found.append(f"{site}: {sums.gone} of {sums.articles} articles are none any more")
            for name in FIELDS:
                if name in _NO_LOSS:
                    continue
                had, has = sums.filled_before[name], sums.filled_after[name]
                if had - has > _allowed(bounds.of(name), had) * had:
                    found.append(f"{site}: {name} filled in {had} before, in {has} now")
                    continue
                had, has = sums.held_before[name], sums.held_after[name]
                if name in _HELD and had - has > bounds.of(name) * had:
                    found.append(f"{site}: {name} held {had:,} {_HELD[name]} before, {has:,} now")
        return found

    def lines(self, width: int = 120, most: int | None = 40) -> Iterator[str]:
        """The comparison for people: sums by site and field, then the articles, `most` lines of them."""
        yield f"{self.articles} versions read again, {len(self.gone)} no longer read as articles"
        for site, sums in sorted(self.by_site.items()):
            yield f"{site}: {sums.articles} versions" + ("" if sums.different else ", nothing reads otherwise")
            for name in FIELDS:
                if sums.different[name]:
                    yield "  " + _sum_line(name, sums)
        for line in self.gone[:most]:
            yield cut(f"  no article: {line}", width)
        yield from _more(len(self.gone), most, "such pages")
        for found in self.differences[:most]:
            head = f"  {found.article}  {found.name}: {found.before} → {found.after}"
            yield cut(f"{head}  · {found.title}" if found.name != "title" else head, width)
        yield from _more(len(self.differences), most, "differences")


# Lists and texts of which a part can be lost while something is left; what each counts.
_HELD = {
    "body": "characters", "published": "characters", "reporters": "names", "correspondents": "names",
    "photographers": "names", "editors": "names", "topics": "topics", "keywords": "words", "related": "pointers",
    "images": "pictures", "attachments": "files", "pages": "pages",
}  # fmt: skip


def _allowed(bound: float, had: int) -> float:
    return bound if had >= _ENOUGH or bound == 0 else max(bound, _FEW_MAY_LOSE)


def _sum_line(name: str, sums: _Sums) -> str:
    had, has = sums.filled_before[name], sums.filled_after[name]
    line = f"{name:<14} {sums.different[name]} different, filled {had} → {has} ({has - had:+d})"
    if name in _HELD and sums.held_before[name] != sums.held_after[name]:
        held, holds = sums.held_before[name], sums.held_after[name]
        line += f", {_HELD[name]} {held:,} → {holds:,} ({holds - held:+,d})"
    return line


def _more(count: int, most: int | None, what: str) -> Iterator[str]:
    if most is not None and count > most:
        yield f"  … {count - most} more {what}; --all shows them"


def _shown(name: str, had: object, has: object) -> tuple[str, str]:
    """Both values as short as tells them apart: of bodies and lists of records how much, of names which."""
    if name == "body" and isinstance(had, str) and isinstance(has, str):
        at = next((n for n, (one, other) in enumerate(zip(had, has, strict=False)) if one != other), -1)
        if at < 0:
            at = min(len(had), len(has))
        around = slice(max(0, at - 4), at + 12)
        return f"{len(had):,} characters …{_plain(had[around])}…", f"{len(has):,} …{_plain(has[around])}…"
    return _value(had), _value(has)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(_plain(_name_of(item)) for item in value) or "(none)"
    return _plain(str(value)) or "(none)"


def _name_of(item: object) -> str:
    """What tells a pointer, a picture, a file, a page, a repair from its neighbours."""
    if isinstance(item, str):
        return item
    named = (getattr(item, name, "") for name in ("title", "caption", "found", "url"))
    return next((str(name) for name in named if name), "the page itself")


def _plain(text: str) -> str:
    """On one line, without what steers a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def cut(text: str, width: int) -> str:
    """The text within so many cells of a terminal; wide characters take two.

    >>> cut("工会新闻", 5), cut("工会", 5)
    ('工会…', '工会')
    """
    cells = 0
    for at, character in enumerate(text):
        cells += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if cells > width:
            short = text[:at]
            while short and _cells(short) > width - 1:
                short = short[:-1]
            return short + "…"
    return text


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
