"""Files that articles offer for download: fetched and kept when the profile says so, PDF text read where pypdf is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from archive import open_archive
from archive.errors import NotFound
from archive.records import Outcome, Role
from crawler.commands.crawl import NO_PDF

SITE = "http://news.tiny.example"
PAGE, PDF, DOC, LOST = "/a/2026-03-05/one.html", "/f/list.pdf", "/f/form.doc", "/f/lost.pdf"
AWAY = "http://x.example/y.pdf"
OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    b"<</Length 70>>stream\nBT /F 12 Tf 50 700 Td (Addresses of the day nurseries by district) Tj ET\nendstream",
)


def pdf() -> bytes:
    """One sheet with one line."""
    out, table = b"%PDF-1.4\n", b"xref\n0 6\n0000000000 65535 f \n"
    for number, content in enumerate(OBJECTS, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return out + table + b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


TEXT = pdf()


def a_notice(tiny: Any, scrapy: Any, make_reply: Any, wanted: bool = True) -> None:
    file = scrapy.profiles / "tiny.toml"
    if wanted:
        file.write_text(file.read_text("utf-8").replace("[crawl]\n", "[crawl]\nattachments = true\n"), "utf-8")
    files = "".join(f'<p><a href="{link}">附件 {link}</a></p>' for link in (PDF, DOC, LOST, AWAY))
    tiny.listing("/", PAGE)
    tiny.story(PAGE, "关于开办暑期托管班的通知", more=f'<div class="files">{files}</div>')
    tiny.put(PDF, make_reply(TEXT, type="application/pdf"))
    tiny.put(DOC, make_reply(b"\xd0\xcf\x11\xe0 a form", type="application/msword"))
    tiny.put(LOST, make_reply("<html><p>您访问的页面不存在</p></html>"))


def test_files_are_fetched_and_kept_when_the_profile_says_so(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    a_notice(tiny, scrapy, make_reply)

    ran = scrapy.crawl()

    assert ran.status == 0, ran.err
    with open_archive(scrapy.data) as archive:
        for path, payload in ((PDF, TEXT), (DOC, b"\xd0\xcf\x11\xe0 a form")):
            (capture,) = archive.captures(SITE + path)
            assert capture.role is Role.ATTACHMENT
            assert archive.page(capture).payload == payload
        assert archive.captures(SITE + DOC)[0].outcome is Outcome.LISTED
        assert archive.captures(SITE + LOST)[0].outcome is Outcome.REJECTED
        assert len(archive.article(SITE + PAGE).article.attachments) == 4
    assert tiny.asked(AWAY) == 0  # not one of the hosts that the crawl may ask


def test_the_text_of_a_pdf_is_an_article_or_the_crawl_says_once_what_is_missing(
    tiny: Any, scrapy: Any, make_reply: Any
) -> None:
    a_notice(tiny, scrapy, make_reply)

    ran = scrapy.crawl()

    with open_archive(scrapy.data) as archive:
        if find_spec("pypdf"):
            version = archive.article(SITE + PDF)
            assert (version.article.kind, version.article.body) == (
                "attachment",
                "Addresses of the day nurseries by district",
            )
            assert NO_PDF not in ran.err
        else:
            assert ran.err.count(NO_PDF) == 1
            try:
                raise AssertionError(archive.article(SITE + PDF))
            except NotFound:
                pass


def test_a_second_run_asks_for_no_file_again(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    a_notice(tiny, scrapy, make_reply)
    scrapy.crawl()

    scrapy.crawl("-a", "revisit=all")

    assert (tiny.asked(PAGE), tiny.asked(PDF), tiny.asked(DOC)) == (2, 1, 1)


def test_without_the_word_in_the_profile_no_file_is_asked_for(tiny: Any, scrapy: Any, make_reply: Any) -> None:
    a_notice(tiny, scrapy, make_reply, wanted=False)

    scrapy.crawl()

    assert [tiny.asked(path) for path in (PAGE, PDF, DOC)] == [1, 0, 0]
