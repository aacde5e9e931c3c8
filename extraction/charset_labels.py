"""Names of encodings as pages, servers and people write them, and the codec each is read with.

Follows the labels of https://encoding.spec.whatwg.org/#names-and-labels (as of 2025): gb2312 and gbk are read with
their superset gb18030, big5 with HKSCS, iso-8859-1 with windows-1252. No other name reaches Python's codec registry.
"""

from __future__ import annotations

import re

_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8 utf-8-sig utf8mb4",
    "gb18030": "gb18030 gb2312 gbk gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58 x-gbk gb2312-80"
    " cp936 ms936 windows-936 euc-cn gb-2312 gb-18030 gb18030-2000 gb18030-2005 gb18030-2022 cngb gbk2312",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 big5hkscs big-5 cp950 ms950 windows-950 big5-eten big5-tw",
    "hz": "hz-gb-2312 hz",
    "shift_jis": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932",
    "euc_jp": "euc-jp cseucpkdfmtjapanese x-euc-jp",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr cseuckr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 iso-ir-149",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 ascii us-ascii"
    " ansi_x3.4-1968 iso-ir-100 csisolatin1 cp819 ibm819 iso_8859-1 x-user-defined",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11",
    "iso8859_2": "iso-8859-2 latin2",
    "iso8859_5": "iso-8859-5 cyrillic",
    "iso8859_7": "iso-8859-7 greek",
    "iso8859_15": "iso-8859-15 latin-9 latin9",
    "koi8_r": "koi8-r koi8 koi",
    "koi8_u": "koi8-u",
    "utf-16-le": "utf-16 utf-16le ucs-2 unicode iso-10646-ucs-2",
    "utf-16-be": "utf-16be unicodefffe",
}
_CODEC = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
# Names as people mistype them; a name that means nothing leaves the page to be guessed, and a short one may be guessed
# wrongly. Marks and blanks within a name never matter.
_TYPOS = {
    "utf-8": "utf utf-88 uft-8 uft8 ut-8 uf-8 utf-8859-1 unicode-utf-8 utf_8 uft_8 utf8-8 urf-8 itf-8 utf-b",
    "gb18030": "gb2321 gb2132 gb2313 gb2311 gb23112 gb3212 gb231 gb2312-1 gb23l2 bg2312 gb2312gb18030 gb1803 gb18300"
    " gb13080 gb12345 gbk18030 gkb gbk-2312 gbk2312 gb12312 g2312 b2312 zh-cn chinesesimplified"
    " simplifiedchinese",
    "big5hkscs": "bg5 bigs big5hk big5-hk bif5 bih5 big5-2003 big5plus zh-tw chinesetraditional traditionalchinese",
}


def _bare(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())


_BARE = {_bare(label): codec for label, codec in _CODEC.items()}
_BARE |= {_bare(typo): codec for codec, typos in _TYPOS.items() for typo in typos.split()}

_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.I | re.A)
# The prescan of https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding, without its comment rule
# being exact: a declaration inside a comment is skipped because comments are cut out first.
_COMMENT = re.compile(rb"<!--.{0,2000}?-->", re.S)
_IN_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]{1,40})", re.I)
_IN_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:+-]{1,40})", re.I)
_IN_CSS = re.compile(rb"^@charset\s+\"([A-Za-z0-9_.:+-]{1,40})\"", re.I)
PRESCAN_BYTES = 4096  # the specification asks for 1,024; CMS pages of the 2000s put scripts before their meta


def codec_for(label: str) -> str:
    """The codec that reads what is called `label`, or "" when the name means nothing here.

    >>> codec_for("GB2312"), codec_for("big5"), codec_for("uft-8"), codec_for("rot13")
    ('gb18030', 'big5hkscs', 'utf-8', '')
    """
    return _CODEC.get(label.strip().strip("\"'").lower(), "") or _BARE.get(_bare(label), "")


def label_in_header(content_type: str) -> str:
    """The charset parameter of a Content-Type value, in lower case, or ""."""
    found = _IN_HEADER.search(content_type)
    return found[1].lower() if found else ""


def label_in_bytes(payload: bytes) -> str:
    """What the page says about itself within its first bytes: XML declaration, then meta; lower case, or ""."""
    head = payload[:PRESCAN_BYTES]
    if b"<" not in head:
        found = _IN_CSS.match(head)
        return found[1].decode("ascii").lower() if found else ""
    if b"<!--" in head:
        head = _COMMENT.sub(b" ", head)
    found = _IN_META.search(head) or _IN_XML.match(head)
    return found[1].decode("ascii").lower() if found else ""
