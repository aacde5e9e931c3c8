"""The text layer of a PDF as an article of kind `attachment`: what the file says, without date or roles made up for it.

In: a Page whose bytes are a PDF. Out: Article, or Rejected when there is no text layer, a password, damage, or when the
extra `pdf` (pypdf) is not installed. Bounded by what is drawn: 30 KB of PDF may unpack to minutes of drawing.
"""

from __future__ import annotations

import logging
import re
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
    try:
        import pypdf
    except ImportError:
        return Rejected("not-text", WITHOUT_EXTRA)
    import io

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every oddity of every file
    # A damaged file breaks pypdf in whatever way the damage leads to; its own errors are only some of them.
    broken = (
        pypdf.errors.PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError,
        AssertionError, EOFError, OSError, NotImplementedError, MemoryError,
    )  # fmt: skip
    try:
        reader = pypdf.PdfReader(io.BytesIO(page.payload), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return Rejected("not-text", "a PDF under a password")
        lines, read = _lines(reader)
        total = len(reader.pages)
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except broken as error:
        return Rejected("not-text", f"a PDF that cannot be read: {type(error).__name__}: {error}"[:200])
    if not lines:
        return Rejected("empty", "a PDF without a text layer, as scans are")
    body = _joined(lines)
    return Article(
        title=_title(title, lines, page.url),
        body="\n".join(body),
        kind="attachment",
        lang=detect_language("\n".join(body)),
        encoding=Encoding("pdf", why="text layer" if read == total else f"text layer of {read} of {total} sheets"),
    )


class _Enough(Exception):
    """The bound of drawing is reached."""


def _lines(reader: PdfReader) -> tuple[list[str], int]:
    """The lines of the sheets, and how many sheets were read within the bounds."""
    found: list[str] = []
    room, drawing, operations = MAX_CHARS, MAX_DRAWING_BYTES, 0

    def count(*_: object) -> None:
        nonlocal operations
        operations += 1
        if operations > MAX_OPERATIONS:
            raise _Enough

    for number, sheet in enumerate(reader.pages):
        contents = sheet.get_contents()
        drawing -= len(contents.get_data()) if contents else 0
        if number >= MAX_PAGES or room <= 0 or drawing < 0:
            return found, number
        try:
            text = sheet.extract_text(visitor_operand_before=count)[:room].replace("\0", "")
        except _Enough:
            return found, number
        text = text.encode("utf-8", "replace").decode("utf-8")  # half surrogate pairs come from damaged fonts
        room -= len(text)
        lines = [" ".join(line.split()) for line in text.splitlines()]
        found += [line for line in lines if line and not _NUMBER.match(line)]
    return found, len(reader.pages)


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


def _title(told: str, lines: list[str], url: str) -> str:
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
