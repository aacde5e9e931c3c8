"""Text without the characters that show nothing and only allow or forbid a line break. Pure.

A word of a page may hold them anywhere (工\\u200b会, organ\\u00adising); nobody sees them and nobody types them, so no
text of an article keeps them and no query asks for them, as with runs of blanks. What joins letters or emoji stays.
"""

from __future__ import annotations

INVISIBLE = "\u200b\u2060\ufeff\u00ad"  # zero width space, word joiner, zero width no-break space, soft hyphen


def visible(text: str) -> str:
    """The text without them."""
    if not text.isascii():
        for char in INVISIBLE:
            if char in text:
                text = text.replace(char, "")
    return text
