"""The sample site read and compared with its own truth: for each field the share of stories that are read rightly."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from archive.records import Article, Page
from extraction import Profiles, read_page
from sample_site.days import clock
from sample_site.site import site
from sample_site.truth import Expected, truth
from tests.golden_pages import f1


def pages_of_the_sample_site() -> Iterator[tuple[Expected, Page]]:
    """Every story of the first day with the page that the site serves for it."""
    served = site(1)
    for story in truth(1):
        address = urlsplit(story.url)
        answer = served.answer(address.hostname or "", address.path + (f"?{address.query}" if address.query else ""))
        assert answer is not None
        yield story, Page(story.url, answer.body, content_type=answer.content_type, captured_at=clock(1))


def truth_scores(profiles: Profiles | None) -> dict[str, float]:
    """The share of stories whose field is right, and the mean F1 of the bodies of those in one page."""
    right: dict[str, list[float]] = {}
    for story, page in pages_of_the_sample_site():
        reading = read_page(page, profiles)
        article = reading if isinstance(reading, Article) else Article("", "")
        facts = {
            "read": (True, isinstance(reading, Article)),
            "title": (story.title, article.title),
            "pretitle": (story.pretitle, article.pretitle),
            "subtitle": (story.subtitle, article.subtitle),
            "published": (story.published[:16], article.published[:16]),
            "source": (story.source, article.source),
            "reporters": (story.reporters, article.reporters),
            "correspondents": (story.correspondents, article.correspondents),
            "photographers": (story.photographers, article.photographers),
            "editors": (story.editors, article.editors),
            "channel": (story.channel, article.channel),
            "topics": (story.topics, article.topics),
            "images": (story.images, tuple((image.url, image.caption) for image in article.images)),
            "attachments": (story.attachments, tuple((file.url, file.title) for file in article.attachments)),
            "part_urls": (story.part_urls, article.part_urls),
        }
        for key, (wanted, found) in facts.items():
            right.setdefault(key, []).append(float(wanted == found))
        if not story.part_urls:
            right.setdefault("body_f1", []).append(f1(story.body, article.body.split("\n")))
            inside = [promo for promo in story.promos if promo in article.body]
            right.setdefault("no_promos", []).append(float(not inside))
    return {key: round(sum(values) / len(values), 4) for key, values in right.items()}


def both_ways(profiles: Profiles) -> dict[str, dict[str, float]]:
    """The scores with the profiles of the sample site, and without any."""
    return {"truth-profiled": truth_scores(profiles), "truth-generic": truth_scores(None)}
