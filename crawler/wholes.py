"""Articles in several pages on their way to being whole: which parts are still out, and the article when none is.

In: the first page's reading, then each part as it comes or fails. Out: one joined Article, once. Nothing is kept here:
after a crash the captures, still unread, build the same wholes again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from archive.records import Article, Page
from archive.urls import canonical_url
from crawler.judgement import Judgement
from extraction import join_parts

C = TypeVar("C")
MAX_PARTS = 50  # of one article; a pager that never ends is no article


@dataclass
class Whole(Generic[C]):
    """One article in the making. `C` is the archive's capture of a page."""

    capture: C
    first: Article
    part_urls: tuple[str, ...]
    first_key: str = ""
    got: dict[str, tuple[C, Page, Article]] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)  # key → why it will not come in this run
    judgement: Judgement | None = None  # of the first page; its links are settled with the whole

    @property
    def is_complete(self) -> bool:
        """Whether every part came or was given up."""
        return all(key in self.got or key in self.lost for key in map(canonical_url, self.part_urls))

    def joined(self) -> Article:
        """The article with every part that came, in the order of its pages."""
        keys = [canonical_url(url) for url in self.part_urls]
        return join_parts(self.first, [self.got[key][1:] for key in keys if key in self.got])


class Wholes(Generic[C]):
    """All articles in the making, found by the URL of any of their parts."""

    def __init__(self) -> None:
        self._by_part: dict[str, Whole[C]] = {}

    def __len__(self) -> int:
        return len({id(whole) for whole in self._by_part.values()})

    def begin(self, url: str, capture: C, first: Article, part_urls: tuple[str, ...]) -> Whole[C]:
        """A whole that waits for these parts."""
        whole = Whole(capture, first, part_urls[:MAX_PARTS], canonical_url(url))
        for url in whole.part_urls:
            self._by_part[canonical_url(url)] = whole
        return whole

    def add(self, url: str, capture: C, page: Page, article: Article) -> Whole[C] | None:
        """Takes in a part; the whole when this was its last, None while others are out or when nobody waits for it.

        A page that only knows its next page makes the whole wait for that one too.
        """
        whole = self._by_part.get(canonical_url(url))
        if whole is not None:
            whole.got[canonical_url(url)] = (capture, page, article)
            known = {canonical_url(part) for part in whole.part_urls}
            for further in article.part_urls:
                key = canonical_url(further)
                if _is_part_of_a_part(key, canonical_url(url)):
                    continue
                if key not in known and key != whole.first_key and len(whole.part_urls) < MAX_PARTS:
                    known.add(key)
                    whole.part_urls = (*whole.part_urls, further)
                    self._by_part[key] = whole
        return self._finished(whole)

    def give_up(self, url: str, why: str) -> Whole[C] | None:
        """Notes that a part will not come; the whole when nothing else is out."""
        whole = self._by_part.get(canonical_url(url))
        if whole is not None:
            whole.lost[canonical_url(url)] = why
        return self._finished(whole)

    def whole_of(self, url: str) -> Whole[C] | None:
        """The article that needs this part."""
        return self._by_part.get(canonical_url(url))

    def waits_for(self, url: str) -> bool:
        """Whether some article needs this part."""
        return canonical_url(url) in self._by_part

    def _finished(self, whole: Whole[C] | None) -> Whole[C] | None:
        if whole is None or not whole.is_complete:
            return None
        for url in whole.part_urls:
            self._by_part.pop(canonical_url(url), None)
        return whole


def _is_part_of_a_part(key: str, part_key: str) -> bool:
    """Whether a name was made by counting on from a part, `story_2_3.html` from `story_2.html`: no such page exists."""
    stem = part_key.rpartition(".")[0] or part_key
    return key.startswith((stem + "_", stem + "-"))
