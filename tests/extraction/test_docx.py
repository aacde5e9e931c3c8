"""The text of Word files, made by hand here, and what is said of those that are not read."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from archive.records import Article, Failed, Page, Rejected
from extraction import EXTRACTOR_VERSION, read_page
from sample_site.files import docx

URL = "http://city.union.sample.example/ghdt/ghyw/202306/P0202306.docx"
LINES = ("暑期托管班报名须知", "一、本市职工子女均可报名，每班三十人，满额为止。", "二、报名表交所在单位工会。")
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(document: str | bytes, **parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", document)
        for name, text in parts.items():
            file.writestr(name, text)
    return content.getvalue()


def document(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {SPACE}><w:body>{inside}</w:body></w:document>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(payload: bytes) -> Article | Rejected | Failed:
    return read_page(Page(URL, payload, "application/octet-stream"))


def test_the_text_is_an_article_of_kind_attachment() -> None:
    reading = read(docx(LINES))

    assert isinstance(reading, Article)
    assert (reading.kind, reading.title, reading.published) == ("attachment", LINES[0], "")
    assert reading.body == "\n".join(LINES)
    assert (reading.lang, reading.extractor, reading.encoding.chosen) == ("zh-Hans", EXTRACTOR_VERSION, "docx")


def test_runs_tabs_and_breaks_are_one_line_and_a_row_of_a_table_is_one() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("分班", "地址", "联系人"))
    split = "<w:p><w:r><w:t>报名</w:t></w:r><w:r><w:t>须知</w:t><w:tab/><w:t>（二）</w:t></w:r></w:p>"

    reading = read(packed(document(f"{split}<w:tbl><w:tr>{cells}</w:tr></w:tbl>{paragraph('完')}")))

    assert isinstance(reading, Article)
    assert reading.body.split("\n") == ["报名须知 （二）", "分班 地址 联系人", "完"]


def test_what_was_struck_out_and_what_is_there_twice_is_left_out() -> None:
    struck = "<w:p><w:del><w:r><w:delText>旧的</w:delText></w:r></w:del><w:r><w:t>新的办法</w:t></w:r></w:p>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    twice = (
        f"<mc:AlternateContent {space}><mc:Choice>{paragraph('方框')}</mc:Choice>"
        f"<mc:Fallback>{paragraph('方框')}</mc:Fallback></mc:AlternateContent>"
    )

    reading = read(packed(document(struck + twice)))

    assert isinstance(reading, Article)
    assert reading.body == "新的办法\n方框"


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a form", "in its form before 2007; it is kept, its text is not read"),
        (packed(document(paragraph("工" * 19_000_000))), "too large unpacked"),
        (packed("<!DOCTYPE x [<!ENTITY a 'b'>]>" + document(paragraph("&a;"))), "no sound XML"),
        (docx(LINES)[:200], "the bytes are no text"),
        (packed(document("")), "without text"),
        (b"PK\x03\x04 nothing", "the bytes are no text"),
    ],
    ids=["doc", "bomb", "entities", "cut", "empty", "no zip"],
)
def test_what_cannot_be_read_says_why(payload: bytes, says: str) -> None:
    reading = read(payload)

    assert isinstance(reading, Rejected)
    assert says in reading.detail


def test_a_zip_file_of_something_else_is_no_text() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("list.csv", "a,b")

    assert read(content.getvalue()) == Rejected("not-text", "the bytes are no text (application/octet-stream)")


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_is_never_a_fault(seed: int) -> None:
    dice = random.Random(seed)
    whole = docx(LINES)
    for _ in range(150):
        payload = bytearray(whole)
        for _ in range(dice.randrange(1, 30)):
            payload[dice.randrange(4, len(payload))] = dice.randrange(256)

        assert not isinstance(read(bytes(payload)), Failed)
