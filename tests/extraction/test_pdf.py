"""The text layer of PDF files, made by hand here: with the extra `pdf`, and without it."""

from __future__ import annotations

import random
import sys
import time
import zlib
from io import BytesIO

import pytest

from archive.records import Article, Failed, Page, Rejected
from extraction import EXTRACTOR_VERSION, pdf_process, read_page
from extraction.pdf import Enough, draw
from sample_site.files import pdf as sample_pdf

URL = "http://city.union.sample.example/ghdt/ghyw/202306/P0202306.pdf"
needs_pypdf = pytest.mark.usefixtures("pypdf_installed")


@pytest.fixture
def pypdf_installed() -> None:
    pytest.importorskip("pypdf", reason="the extra `pdf` is not installed")


def pdf(*sheets: list[str], title: str = "", password: bool = False) -> bytes:
    """A PDF with a sheet for each list of lines; characters stand for themselves by a ToUnicode map."""
    letters = sorted({letter for sheet in sheets for line in sheet for letter in line})
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    rows = "\n".join(f"<{code:04X}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    ).encode()
    kids = " ".join(f"{8 + 2 * number} 0 R" for number in range(len(sheets)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(sheets)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        stream(cmap),
        b"<</Title<feff" + title.encode("utf-16-be").hex().encode() + b">>>",
        b"<</Font<</F 3 0 R>>>>",
    ]
    for number, sheet in enumerate(sheets):
        drawn = ["BT /F 12 Tf 14 TL 50 800 Td"]
        drawn += [f"<{''.join(f'{codes[letter]:04X}' for letter in line)}> Tj T*" for line in sheet]
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 900]/Resources 7 0 R/Contents {9 + 2 * number} 0 R>>"
        objects += [page.encode(), stream("\n".join([*drawn, "ET"]).encode())]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"11" * 32, b"22" * 32)
    trailer = b"trailer<</Size %d/Root 1 0 R/Info 6 0 R%s>>" % (len(objects) + 1, lock if password else b"")
    return out + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % start


def stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)


LINES = [
    "暑期托管班分班地址和联系方式",
    "一、城南分班设在工人文化宫二楼，联系人每天上午八点到下午六点都在，周末请先打电话再",
    "来。",
    "二、港区分班设在海员俱乐部。",
]


@needs_pypdf
def test_the_text_layer_is_an_article_of_kind_attachment() -> None:
    reading = read_page(Page(URL, pdf(LINES, ["- 2 -", "三、北站分班设在货运站。"]), "application/pdf"))

    assert isinstance(reading, Article)
    assert (reading.kind, reading.title, reading.published) == ("attachment", LINES[0], "")
    assert reading.body.split("\n") == [LINES[0], LINES[1] + LINES[2], LINES[3], "三、北站分班设在货运站。"]
    assert (reading.lang, reading.extractor) == ("zh-Hans", EXTRACTOR_VERSION)


@needs_pypdf
@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Microsoft Word - 分班地址.docx", "分班地址"),
        ("分班地址", "分班地址"),
        ("untitled", LINES[0]),
        ("附件1：", LINES[0]),
    ],
)
def test_what_the_file_calls_itself_is_its_title_when_it_is_one(told: str, title: str) -> None:
    reading = read_page(Page(URL, pdf(LINES, title=told)))

    assert isinstance(reading, Article)
    assert reading.title == title


@needs_pypdf
def test_a_scan_and_a_damaged_file_are_rejected_with_the_reason() -> None:
    scan = read_page(Page(URL, pdf([])))
    damaged = read_page(Page(URL, b"%PDF-1.4\nnothing of a file"))

    assert (scan.reason, damaged.reason) == ("empty", "not-text")  # type: ignore[union-attr]
    assert "without a text layer" in scan.detail  # type: ignore[union-attr]


@needs_pypdf
@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_pdf_is_never_a_fault(seed: int) -> None:
    dice = random.Random(seed)
    whole = pdf(LINES)
    for number in range(50):
        payload = bytearray(whole)
        for _ in range(dice.randrange(1, 60)):
            payload[dice.randrange(5, len(payload))] = dice.randrange(256)
        del payload[dice.randrange(len(payload) // 2, 2 * len(payload)) :]
        reading = read_page(Page(URL, bytes(payload)))

        assert not isinstance(reading, Failed), (seed, number, reading)


@needs_pypdf
def test_a_small_file_that_draws_without_end_is_read_to_a_bound() -> None:
    payload = pdf(LINES, ["工会" * 10] * 60_000, ["后面的一页。"])
    began = time.process_time()
    reading = read_page(Page(URL, payload))

    assert len(payload) < 40_000
    assert isinstance(reading, Article)
    assert reading.body.endswith(LINES[-1])
    assert reading.encoding.why == "text layer of 1 of 3 sheets"
    assert time.process_time() - began < 15


def test_without_the_extra_a_pdf_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)

    reading = read_page(Page(URL, pdf(LINES)))

    assert reading == Rejected("not-text", "a PDF; its text is read where the extra `pdf` is installed")


@needs_pypdf
@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("import time; time.sleep(60)", "takes too long to read; it is kept"),
        ("import os; os._exit(3)", "its reader did not survive; it is kept"),
        ("raise MemoryError", "its reader did not survive; it is kept"),
    ],
)
def test_a_file_that_holds_or_kills_its_reader_is_an_outcome_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, does: str, says: str
) -> None:
    pdf_process.end()
    with monkeypatch.context() as patched:
        patched.setattr(pdf_process, "_BEGIN", does)
        patched.setattr(pdf_process, "WALL_S", 2.0)
        began = time.monotonic()
        held = read_page(Page(URL, pdf(LINES)))
    after = read_page(Page(URL, pdf(LINES)))

    assert isinstance(held, Rejected)
    assert says in held.detail
    assert time.monotonic() - began < 40
    assert isinstance(after, Article)


@needs_pypdf
def test_what_was_read_before_the_time_was_over_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def stop_at_the_second(*_: object, **more: object) -> str:
        calls.append(1)
        if len(calls) > 1:
            raise Enough
        return "第一页的文字"

    monkeypatch.setattr("pypdf.PageObject.extract_text", stop_at_the_second)

    layer = draw(pdf(LINES, LINES))

    assert (layer.lines, layer.read, layer.total, layer.fault) == (["第一页的文字"], 1, 2, "")


@needs_pypdf
def test_a_pdf_of_the_sample_site_is_sound_and_reads_as_it_was_written() -> None:
    from pypdf import PdfReader

    lines = [f"第{number}条 职工之家每天开门。" for number in range(1, 71)]
    payload = sample_pdf(lines)
    sound = PdfReader(BytesIO(payload), strict=True)
    reading = read_page(Page(URL, payload))

    assert len(sound.pages) == 3
    assert isinstance(reading, Article)
    assert reading.body.split("\n") == lines
