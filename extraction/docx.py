"""The text of a Word file (.docx) as an article of kind `attachment`: what the file says, no date or roles made up.

In: a Page whose bytes are a ZIP file. Out: Article, Rejected when it is too large unpacked or damaged, None when it is
no Word file. The form is ECMA-376: paragraphs are `w:p`, their text `w:t`, in `word/document.xml`. Word's older files
(.doc) are kept, and not read.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from archive.records import Article, Encoding, Page, Rejected
from extraction.language import detect_language
from extraction.pdf import file_title

OLD_FORM = "a file of Word, Excel or PowerPoint in its form before 2007; it is kept, its text is not read"
MAX_UNPACKED = 20_000_000  # bytes of one part
MAX_RATIO = 200  # text of Word files packs to a tenth; a thousandth is a bomb
MAX_PARTS = 5_000
MAX_CHARS = 1_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
)


class _TooLarge(Exception):
    """A part unpacks to more than its bound."""


def read_docx(page: Page) -> Article | Rejected | None:
    """What a Word file says, a paragraph a line; None when the ZIP file is something else."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(page.payload))
    except _DAMAGED:
        return None
    try:
        with packed:
            names = set(packed.namelist()) if len(packed.infolist()) <= MAX_PARTS else set()
            if "word/document.xml" not in names:
                return None
            body = _root(_part(packed, "word/document.xml"))
            told = _root(_part(packed, "docProps/core.xml")) if "docProps/core.xml" in names else None
    except _TooLarge as error:
        return Rejected("not-text", f"a Word file that is too large unpacked ({error}); it is kept")
    except _DAMAGED as error:
        return Rejected("not-text", f"a Word file that cannot be read: {type(error).__name__}: {error}"[:200])
    if body is None:
        return Rejected("not-text", "a Word file whose text is no sound XML; it is kept")
    lines = _paragraphs(body)
    if not lines:
        return Rejected("empty", "a Word file without text")
    text = "\n".join(lines)[:MAX_CHARS]
    title = (told.findtext(f".//{_TITLE}") or "") if told is not None else ""
    return Article(
        title=file_title(title, lines, page.url),
        body=text,
        kind="attachment",
        lang=detect_language(text),
        encoding=Encoding("docx", why="text of the file"),
    )


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more of it than its bound: what a ZIP file says of its sizes may be a lie."""
    told = packed.getinfo(name)
    if told.file_size > MAX_UNPACKED or told.file_size > MAX_RATIO * max(told.compress_size, 1_000):
        raise _TooLarge(f"{told.file_size:,} bytes")
    with packed.open(told) as stream:
        content = stream.read(MAX_UNPACKED + 1)
    if len(content) > MAX_UNPACKED:
        raise _TooLarge(f"more than {MAX_UNPACKED:,} bytes")
    return content


def _root(content: bytes) -> etree._Element | None:
    """The parsed part; no entity is resolved, and a part that declares some is refused."""
    if b"<!DOCTYPE" in content[:4_000] or b"<!ENTITY" in content:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _paragraphs(root: etree._Element) -> list[str]:
    """The paragraphs in order; those of a table's row on one line, as the row is read."""
    lines: list[str] = []
    words: list[str] = []
    cells: list[str] = []
    rows = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = _local(element.tag)
        if event == "start":
            if element.tag == _FALLBACK:
                element.clear()  # the same text once more, for older programs
            rows += name == "tr"
            continue
        if name == "t":
            words.append(element.text or "")
        elif name in ("tab", "br", "cr"):
            words.append(" ")
        elif name == "p":
            line = " ".join("".join(words).replace("\0", "").split())
            words.clear()
            if line:
                (cells if rows else lines).append(line)
        elif name == "tr":
            rows -= 1
            if not rows and cells:
                lines.append(" ".join(cells))
                cells = []
    return lines


def _local(tag: object) -> str:
    if isinstance(tag, str):
        for space in (_W, _STRICT):
            if tag.startswith(space):
                return tag[len(space) :]
    return ""
