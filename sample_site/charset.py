"""Text into bytes, with what the page and the server claim about them, true or not.

In: HTML, the codec of the bytes, the claims. Out: bytes, the meta element, the Content-Type. A character that the codec
lacks becomes a numeric reference, as publishing systems write it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sample_site.hosts import Host
from sample_site.stories import Story


@dataclass(frozen=True, slots=True)
class Claims:
    """The codec of the bytes, and the charsets named by page and server ("" for no word)."""

    codec: str
    meta: str
    header: str

    @property
    def element(self) -> str:
        """The meta element."""
        return f'<meta http-equiv="Content-Type" content="text/html; charset={self.meta}" />' if self.meta else ""

    @property
    def content_type(self) -> str:
        """The Content-Type header."""
        return f"text/html; charset={self.header}" if self.header else "text/html"

    def encode(self, html: str) -> bytes:
        """The page's bytes."""
        return html.encode(self.codec, "xmlcharrefreplace")


def claims(host: Host, story: Story | None = None) -> Claims:
    """What is true and what is claimed for a host's page or one of its stories."""
    codec = (story.bytes if story else "") or host.bytes
    meta = (story.meta if story else "") or host.meta
    header = (story.header if story else "") or host.header
    return Claims(codec, "" if meta == "none" else meta, "" if header == "none" else header)
