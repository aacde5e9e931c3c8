"""The further pages of an article: links below the text, or numbers from which a script on the page makes such links.

In: the page's layout and address. Out: addresses in the order of their pages. Which are fetched, and what is missing,
is for the crawler (crawler/wholes.py) and extraction/parts.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from extraction.boxes import text_of
from extraction.head import absolute
from extraction.layout import Layout, Node

MAX_PAGES = 50  # a pager of more is that of a listing or a book
_PAGE_WORDS = re.compile(
    r"[\[［【(（<《]?\s*(?:第\s*)?(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[页頁]?\s*[\]］】)）>》]?|"
    r"(尾[页頁]|末[页頁]|最后一[页頁]|最後一[页頁]|last(?: page)?)"
)
_NEXT = re.compile(r"[\[［【(（<«]?\s*(?:下一?[页頁]|后[页頁]|後[页頁]|next(?: page)?)\s*(?:[>»›\]］】)）→]*)\Z", re.I)
_PAGE_KEY = re.compile(r"p(?:age|n|g)?|page_?(?:no|num|id|index)|currpage|curpage", re.I)
_PAGE_SUFFIX = re.compile(r"[-_/](\d{1,2})/?")
_OWN_NUMBER = re.compile(r"(.+)([-_])(\d{1,2})")


def find_parts(layout: Layout, body: Node, url: str, base: str) -> tuple[str, ...]:
    """The further pages of the article that links below the text, or else a script, point to; in order."""
    address = _Address.of(url)
    if address is None:
        return ()
    found: dict[int, str] = {}
    onward = ""
    for anchor in layout.anchors:
        if not body.start <= anchor.at <= body.end + 40:
            continue
        link = anchor.element.get("href") or ""
        if not link or len(link) > 500 or (address.name not in link and "?" not in link and not address.is_part):
            continue
        text = text_of(anchor.element)
        words, is_next = _PAGE_WORDS.fullmatch(text), _NEXT.match(text)
        if not words and not is_next:
            continue
        target = absolute(base, link).partition("#")[0]
        number = address.number_of(target)
        if number and not (words and words[1] in ("1", "一")):
            found.setdefault(number, target)
        elif is_next and address.is_followed_by(target):
            onward = target
    links = tuple(link for _, link in sorted(_without_gaps(found).items()) if link != url)
    return links or scripted_parts(layout, url) or ((onward,) if onward else ())


class _Address(NamedTuple):
    """A page's address, taken apart where the numbers of further pages stand."""

    host: str
    stem: str  # of the path, without the ending
    ending: str
    name: str  # the last piece of the stem
    query: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, url: str) -> _Address | None:
        try:
            split = urlsplit(url)
        except ValueError:
            return None
        if split.scheme not in ("http", "https") or not split.hostname:
            return None
        stem, dot, ending = split.path.rpartition(".")
        if not dot or "/" in ending:
            stem, ending = split.path.rstrip("/"), ""
            if split.path.endswith("/") or not split.path:
                stem += "/index"
        return cls(split.hostname, stem, ending, stem.rpartition("/")[2], frozenset(parse_qsl(split.query)))

    @property
    def is_part(self) -> bool:
        """Whether the address itself looks like that of a further page."""
        return _OWN_NUMBER.fullmatch(self.stem) is not None

    def number_of(self, target: str) -> int:
        """Which page of the article an address names: stem-2.html, stem_2.html, stem/2, stem.html?page=2; 0: none."""
        try:
            split = urlsplit(target)
        except ValueError:
            return 0
        if split.hostname != self.host:
            return 0
        query = parse_qsl(split.query)
        pages = [value for key, value in query if _PAGE_KEY.fullmatch(key)]
        rest = {pair for pair in query if not _PAGE_KEY.fullmatch(pair[0])}
        if rest != {pair for pair in self.query if not _PAGE_KEY.fullmatch(pair[0])}:
            return 0  # another article of the same script
        path = split.path
        for stem in (self.stem, self.stem.removesuffix("/index")) if not self.ending else (self.stem,):
            suffix = path.removeprefix(stem) if path.startswith(stem) else "?"
            ending = suffix.rpartition(".")[2] if not self.ending and "." in suffix else self.ending
            suffix = suffix.removesuffix(f".{ending}") if ending else suffix
            if pages and suffix in ("", "/"):
                return int(pages[-1]) if pages[-1].isdecimal() and len(pages[-1]) < 3 else 0
            if not pages and (match := _PAGE_SUFFIX.fullmatch(suffix)):
                return int(match[1])
        return 0

    def is_followed_by(self, target: str) -> bool:
        """Whether an address is that of the page after this further page: 5_2.html, then 5_3.html."""
        own, other = _OWN_NUMBER.fullmatch(self.stem), _Address.of(target)
        if (
            own is None
            or other is None
            or (other.host, other.ending, other.query) != (self.host, self.ending, self.query)
        ):
            return False
        return other.stem == f"{own[1]}{own[2]}{int(own[3]) + 1}"


def _without_gaps(found: dict[int, str]) -> dict[int, str]:
    """Links to pages 2, 3 and 8 mean 4 to 7 as well, where the addresses differ in that number alone."""
    if len(found) < 2 or max(found) > MAX_PAGES:
        return found
    last = max(found)
    before, number, after = found[last].rpartition(str(last))
    if not number or any(link != f"{before}{n}{after}" for n, link in found.items()):
        return found
    return {n: f"{before}{n}{after}" for n in range(min(found), last + 1)}


# Scripts. TRS WCM, which many union sites run on, counts from 0 (x.html, x_1.html, x_2.html): createPageHTML(pages,
# current, "x", "html"), var countPage = pages, _PAGE_COUNT, new Pager({size, current, prefix, suffix}). Others give the
# number alone, in a hidden field or a variable, and count from 1 (x.html, x_2.html).
_CALL = re.compile(
    r"""createPageHTML\w*\s*\(\s*(?:(["'])[^"'()]{0,40}\1\s*,\s*)?["']?(\d{1,3})["']?\s*,\s*["']?(\d{1,3})["']?"""
    r"""\s*(?:,\s*(["'])([^"'()/\s]{1,100})\4\s*,\s*(["'])(\w{1,8})\6)?""",
    re.I,
)
_PAGER = re.compile(r"\bPager\s*\(\s*\{([^{}]{1,400})\}", re.I)
_SETTING = re.compile(r"""["']?(size|current|prefix|suffix)["']?\s*:\s*(["']?)([^"',\s}]{1,100})\2""", re.I)
_COUNT = re.compile(
    r"""(?<![\w.])(_*total_?pages?|_?page_?count|count_?pages?|_*pagecount|n_?page_?count)\s*=\s*(["']?)(\d{1,3})\2\s*(?:[;,/\n\r]|\Z)""",
    re.I,
)
_INDEX = re.compile(
    r"""(?<![\w.])_?(?:curr?(?:ent)?_?page|page_?index|n_?curr_?index|page_?current)\s*=\s*(["']?)(\d{1,3})\1\s*(?:[;,/\n\r]|\Z)""",
    re.I,
)
_FIELD = re.compile(r"_*total_?pages?|page_?count|_*pagecount|count_?page", re.I)
_SURE = re.compile(r"_.*|count_?page", re.I)  # names that no counter of comments or listings has
# One of these is in every script that the patterns above know; looking for them costs a tenth of looking for those.
_SIGNS = ("createpagehtml", "pager", "totalpage", "total_page", "pagecount", "page_count", "countpage", "count_page")
_LONGEST_SCRIPT = 20_000


def scripted_parts(layout: Layout, url: str) -> tuple[str, ...]:
    """The further pages whose links a script writes: none on pages other than the first."""
    for element in layout.root.iter("script", "input"):
        if element.tag == "input":
            value = element.get("value") or ""
            if (
                _FIELD.fullmatch(element.get("name") or element.get("id") or "")
                and value.isdecimal()
                and len(value) < 3
            ):
                return numbered_parts(url, int(value))
            continue
        text = element.text or ""
        if len(text) > _LONGEST_SCRIPT or not text:
            continue
        lower = text.lower()
        if not any(sign in lower for sign in _SIGNS):
            continue
        found = _of_script(text, url)
        if found is not None:
            return found
    return ()


def _of_script(text: str, url: str) -> tuple[str, ...] | None:
    """What one script says; None when it says nothing of the pages of this article."""
    if call := _CALL.search(text):
        # With a first argument that names an element, the current page counts from 1.
        return _named(url, int(call[2]), int(call[3]), call[5] or "", call[7] or "", from_one=bool(call[1]))
    if pager := _PAGER.search(text):
        told = {key.lower(): value for key, _, value in _SETTING.findall(pager[1])}
        if told.get("size", "").isdecimal() and told.get("current", "0").isdecimal():
            size, current = int(told["size"]), int(told.get("current", "0"))
            return _named(url, size, current, told.get("prefix", ""), told.get("suffix", ""))
    if count := _COUNT.search(text):
        index = _INDEX.search(text)
        address = _Address.of(url)
        if not _SURE.fullmatch(count[1]) and not (address and len(address.name) > 2 and address.name in text):
            return None  # of the comments, of a listing
        if index is None:
            from_one = not re.match(r"count_?page|_page_count", count[1], re.I)
            return numbered_parts(url, int(count[3])) if from_one else numbered_parts(url, int(count[3]) - 1, 1)
        if int(index[2]) > 1:
            return ()
        return numbered_parts(url, int(count[3])) if int(index[2]) else numbered_parts(url, int(count[3]) - 1, 1)
    return None


def _named(
    url: str, count: int, current: int, name: str, ending: str, *, from_one: bool = False
) -> tuple[str, ...] | None:
    """Pages by the name that a script was given; None when that is not the name of this page."""
    address = _Address.of(url)
    if address is None or count > MAX_PAGES:
        return None
    if current > int(from_one):
        return ()  # a further page itself: the first names them all
    if name and name != address.name and not (address.name == "index" and not address.ending):
        return None
    file = f"{name or address.name}_{{}}.{ending or address.ending or 'html'}"
    numbers = range(2, count + 1) if from_one else range(1, count)
    return tuple(urljoin(url, file.format(number)) for number in numbers)


def numbered_parts(url: str, last: int, first: int = 2) -> tuple[str, ...]:
    """The further pages of a site that names them stem_2.shtml to stem_N.shtml and links them by script only.

    >>> numbered_parts("http://x.example/a/1.shtml", 3)
    ('http://x.example/a/1_2.shtml', 'http://x.example/a/1_3.shtml')
    """
    stem, dot, ending = url.rpartition(".")
    if not dot or "/" in ending or "?" in url or not first <= last <= MAX_PAGES:
        return ()
    return tuple(f"{stem}_{number}.{ending}" for number in range(first, last + 1))
