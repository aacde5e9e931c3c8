"""The text layer of a PDF as an article of kind `attachment`: what the file says, without date or roles made up for it.

In: a Page whose bytes are a PDF. Out: Article, or Rejected when there is no text layer, a password, damage, or when the
extra `pdf` (pypdf) is not installed. Drawn in a process aside (pdf_process.py), bounded by what is drawn, by time and
by memory: 30 KB of PDF may unpack to minutes of drawing.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archive.records import Article, Encoding, Page, Rejected
from extraction.language import detect_language

if TYPE_CHECKING:
    from pypdf import PdfReader

SIGNATURE = b"%PDF-"
MAX_PAGES = 300
MAX_CHARS = 1_000_000
MAX_DRAWING_BYTES = 4_000_000  # of all sheets, unpacked; about ten seconds
MAX_OPERATIONS = 100_000  # forms that draw forms make many of few bytes
WITHOUT_EXTRA = "a PDF; its text is read where the extra `pdf` is installed"
_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?[-—–\s]*\Z")
_ENDS = tuple("。！？；：.!?;:”』」）)")
_MADE_BY = re.compile(r"^(?:Microsoft (?:Word|Excel|PowerPoint)|WPS \S+)\s*-\s*|\.(?:docx?|pdf|wps|xlsx?|pptx?)$", re.I)
_NO_TITLE = re.compile(r"untitled|无标题|未命名|文档\s*\d*|附件\s*[\d一二三四五六七八九十]*[：:]?|[\W\d_]*", re.I)


def read_pdf(page: Page) -> Article | Rejected:
    """What the text layer of a PDF says. Lines that one paragraph was broken into are joined."""
    if find_spec("pypdf") is None:
        return Rejected("not-text", WITHOUT_EXTRA)
    from extraction.pdf_process import drawn_aside

    layer = drawn_aside(page.payload)
    if layer.fault:
        return Rejected("not-text", layer.fault)
    if not layer.lines:
        return Rejected("empty", "a PDF without a text layer, as scans are")
    body = _joined(layer.lines)
    read, total = layer.read, layer.total
    return Article(
        title=file_title(layer.title, layer.lines, page.url),
        body="\n".join(body),
        kind="attachment",
        lang=detect_language("\n".join(body)),
        encoding=Encoding("pdf", why="text layer" if read == total else f"text layer of {read} of {total} sheets"),
    )


class Enough(BaseException):
    """The bound of drawing or of time is reached. No Exception: pypdf goes on after many of those."""


@dataclass
class TextLayer:
    """What drawing a file gave: its own title, lines, sheets read of all; or why nothing."""

    title: str = ""
    lines: list[str] = field(default_factory=list)
    read: int = 0
    total: int = 0
    fault: str = ""


def draw(payload: bytes) -> TextLayer:
    """The text layer of a PDF, within bounds of drawing; a fault in words when it has none to give. Needs pypdf.

    What was read before an `Enough`, of the bounds or of the caller's clock, is given.
    """
    import io

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every oddity of every file
    # A damaged file breaks pypdf in whatever way the damage leads to; its own errors are only some of them.
    broken = (
        pypdf.errors.PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError,
        AssertionError, EOFError, OSError, NotImplementedError, MemoryError,
    )  # fmt: skip
    layer = TextLayer()
    try:
        reader = pypdf.PdfReader(io.BytesIO(payload), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return TextLayer(fault="a PDF under a password")
        layer.total = len(reader.pages)
        layer.title = str(reader.metadata.title or "") if reader.metadata else ""
        _draw_sheets(reader, layer)
    except Enough:
        if not layer.read:
            return TextLayer(fault="a PDF that takes too long to read; it is kept")
    except broken as error:
        return TextLayer(fault=f"a PDF that cannot be read: {type(error).__name__}: {error}"[:200])
    return layer


def _draw_sheets(reader: PdfReader, layer: TextLayer) -> None:
    """Adds the lines of the sheets, and how many sheets were read within the bounds."""
    room, drawing, operations = MAX_CHARS, MAX_DRAWING_BYTES, 0

    def count(*_: object) -> None:
        nonlocal operations
        operations += 1
        if operations > MAX_OPERATIONS:
            raise Enough

    for number, sheet in enumerate(reader.pages):
        contents = sheet.get_contents()
        drawing -= len(contents.get_data()) if contents else 0
        if number >= MAX_PAGES or room <= 0 or drawing < 0:
            return
        text = sheet.extract_text(visitor_operand_before=count)[:room].replace("\0", "")
        text = text.encode("utf-8", "replace").decode("utf-8")  # half surrogate pairs come from damaged fonts
        room -= len(text)
        lines = [" ".join(line.split()) for line in text.splitlines()]
        layer.lines += [line for line in lines if line and not _NUMBER.match(line)]
        layer.read = number + 1


def _joined(lines: list[str]) -> list[str]:
    """Paragraphs: a full line that ends inside a sentence goes on in the next one."""
    full = 0.75 * max(len(line) for line in lines)
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            between = " " if paragraphs[-1][-1].isascii() and line[0].isascii() else ""
            paragraphs[-1] += between + line
        else:
            paragraphs.append(line)
        goes_on = len(line) >= full and not line.endswith(_ENDS)
    return paragraphs


def file_title(told: str, lines: list[str], url: str) -> str:
    """What the file calls itself, else its first line that is a name, else the name of the file."""
    told = " ".join(_MADE_BY.sub("", told.replace("\0", "").strip()).split())
    try:
        name = unquote(urlsplit(url).path).rpartition("/")[2] if url.startswith("http") else ""
    except ValueError:
        name = ""
    for title in (told, *(line for line in lines[:3] if len(line) <= 80), _MADE_BY.sub("", name), lines[0][:80]):
        if title and not _NO_TITLE.fullmatch(title) and "\ufffd" not in title:
            return title[:200].encode("utf-8", "replace").decode("utf-8")
    return lines[0][:80]
