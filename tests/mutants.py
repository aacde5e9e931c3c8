"""Pages damaged in the ways that pages are, from a seed; and pages made to cost without bound.

In: golden pages and dice. Out: bytes with the content type that is claimed for them. The same seed gives the same page.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

TAG = re.compile(rb"<[^<>]{1,400}>")
JUNK = (
    b"<div>", b"<a href=x>", b"<table><tr><td>", b"<b>", b"&#", b"<!--", b"<script>", b"<", b"\0", b"]]>", b"<![CDATA[",
    b"<p", b"</p></div>", b"<base href='http://[::1'>", b"<a href='http://[x'>1</a>", b"&#xD800;", b"&#0;",
    b"&#x110000;", b"<plaintext>", b"<textarea>", b"<title>", b"<svg><style>", b"<template>", b"<frameset>",
    b"\xff\xfe", b"\xe2\x80\xae",
)  # fmt: skip
CHARSETS = (
    "gb2312", "gbk", "big5", "utf-8", "utf-16", "utf-7", "shift_jis", "iso-8859-1", "x-user-defined", "hz-gb-2312",
    "rot13", "base64", "idna", "undefined", "", "\0", "utf-8;" * 50,
)  # fmt: skip
CODECS = ("gb18030", "big5hkscs", "utf-8", "utf-16", "utf-16-be", "utf-32", "shift_jis", "latin-1")
BOMB = (
    b'<!DOCTYPE lolz [<!ENTITY a "lollollol">'
    + b"".join(b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 10) for n in range(ord("b"), ord("j")))
    + b"]>"
)
Dice = random.Random
Mutation = Callable[[bytearray, Dice], "bytearray | bytes"]


def bytes_flipped(page: bytearray, dice: Dice) -> bytearray:
    for _ in range(dice.randrange(1, 500)):
        page[dice.randrange(len(page))] = dice.randrange(256)
    return page


def bits_flipped(page: bytearray, dice: Dice) -> bytearray:
    for _ in range(dice.randrange(1, 200)):
        page[dice.randrange(len(page))] ^= 1 << dice.randrange(8)
    return page


def tags_changed(page: bytearray, dice: Dice) -> bytes:
    """Tags dropped, doubled or cut short, each with the same chance."""
    share = dice.choice([0.02, 0.2, 0.7])

    def change(match: re.Match[bytes]) -> bytes:
        if dice.random() > share:
            return match[0]
        return dice.choice([b"", match[0] * 2, match[0][:-1], b"</" + match[0][1:], match[0] * 30])

    return TAG.sub(change, bytes(page))


def tags_shuffled(page: bytearray, dice: Dice) -> bytes:
    tags = TAG.findall(bytes(page))
    dice.shuffle(tags)
    rest = iter(tags)
    return TAG.sub(lambda _: next(rest), bytes(page))


def truncated(page: bytearray, dice: Dice) -> bytearray:
    at = dice.randrange(len(page))
    return page[:at] if dice.random() < 0.5 else page[at:]


def part_lost(page: bytearray, dice: Dice) -> bytearray:
    at, other = sorted((dice.randrange(len(page)), dice.randrange(len(page))))
    del page[at:other]
    return page


def part_doubled(page: bytearray, dice: Dice) -> bytearray:
    at, other = sorted((dice.randrange(len(page)), dice.randrange(len(page))))
    page[at:at] = page[at:other]
    return page


def junk_inside(page: bytearray, dice: Dice) -> bytearray:
    at = dice.randrange(len(page))
    page[at:at] = dice.choice(JUNK) * dice.choice([1, 3, 50, 600])
    return page


def charset_lied(page: bytearray, dice: Dice) -> bytes:
    label = dice.choice(CHARSETS).encode()
    return re.sub(rb"charset=[\"']?[\w-]+", b"charset=" + label.replace(b"\\", b""), bytes(page), count=1)


def recoded(page: bytearray, dice: Dice) -> bytes:
    text = bytes(page).decode(dice.choice(CODECS), "replace")
    return text.encode(dice.choice(CODECS), "replace")


def attribute_grown(page: bytearray, dice: Dice) -> bytearray:
    at = max(0, page.find(b">", dice.randrange(len(page))))
    page[at:at] = b" " + dice.choice([b"class", b"id", b"content", b"href", b"style"])
    page[at + 1 : at + 1] = b"data-x='" + dice.choice([b"a ", b"<", b"&amp;", b"/", b"\xe5\xb7\xa5"]) * 20_000 + b"' "
    return page


def nested(page: bytearray, dice: Dice) -> bytearray:
    at = dice.randrange(len(page))
    page[at:at] = dice.choice([b"<div>", b"<b>", b"<ul><li>", b"<table><td>", b"<font>", b"<a>"]) * 2_000
    return page


def bombed(page: bytearray, dice: Dice) -> bytes:
    return BOMB + bytes(page).replace(b"<p>", b"<p>&i;", 3)


MUTATIONS: tuple[Mutation, ...] = (
    bytes_flipped, bits_flipped, tags_changed, tags_changed, tags_shuffled, truncated, part_lost, part_doubled,
    junk_inside, junk_inside, charset_lied, recoded, attribute_grown, nested, bombed,
)  # fmt: skip


def mutant(pages: list[bytes], dice: Dice) -> tuple[bytes, str]:
    """A page damaged up to three times, and the content type claimed for it."""
    payload = dice.choice(pages)
    for _ in range(dice.choice([1, 1, 2, 3])):
        if payload:
            payload = bytes(dice.choice(MUTATIONS)(bytearray(payload), dice))
    kind = dice.choice(["text/html", "text/html", "", "text/plain", "application/xhtml+xml"])
    lie = dice.choice(CHARSETS)
    return payload, f"{kind}; charset={lie}" if kind and lie and dice.random() < 0.3 else kind


def pages_in(folder: Path, at_most: int) -> list[bytes]:
    """Golden pages of that many bytes at most: many small mutants find more than few large ones."""
    files = sorted(folder.rglob("*.html"))
    return [file.read_bytes() for file in files if file.stat().st_size <= at_most]


def giants() -> dict[str, Callable[[], bytes]]:
    """Pages made to cost; made when asked for, since they are large."""
    sentence = "岚江市总工会在城南文化宫举行招聘会，一百二十家企业带来三千六百个岗位。".encode()
    story = b"<html><title>x</title><h1>x</h1><p>%s</p>" % (sentence * 3)
    return {
        "50 MB of <": lambda: b"<" * 50_000_000,
        "10,000 deep": lambda: b"<div>" * 10_000 + sentence + b"</div>" * 10_000,
        "10,000 deep in kinds": lambda: b"<ul><li><b><i><font><span>" * 1_700 + sentence,
        "an attribute of 20 MB": lambda: b"<p class='" + b"a " * 10_000_000 + b"'>" + story,
        "400,000 attributes": lambda: b"<p " + b"".join(b"a%d=b " % n for n in range(400_000)) + b">" + story,
        "attributes with >": lambda: b"<p " + b"".join(b"a%d='>' " % n for n in range(400_000)) + b">" + story,
        "attributes after <": lambda: b"".join(b"<a%d " % n for n in range(400_000)) + b">" + story,
        "quotes without end": lambda: story + b"<a x=\"<a y='" * 300_000,
        "scripts without end": lambda: b"<div>" * 10_000 + b"<script " * 900_000,
        "comments without end": lambda: story + b"<!-- <p>" * 500_000,
        "20 MB of NUL": lambda: story + b"\0" * 20_000_000,
        "entities in entities": lambda: BOMB + story + b"&i;" * 1_000,
        "a million references": lambda: story + b"&#x5de5;" * 1_000_000,
        "ampersands": lambda: b"&" * 5_000_000,
        "one line without end": lambda: sentence * 60_000,
        "a comment without end": lambda: story + b"<!--" + b"-" * 10_000_000,
        "a script without end": lambda: story + b"<script>" + b"var a='<p>';" * 500_000,
        "names without end": lambda: story + "（记者 王伟 李娜 张 三）".encode() * 60_000,
        "dates without end": lambda: story + "2016年01月06日09:58 ".encode() * 100_000,
        "glosses without end": lambda: story + "農(nóng)民(mín)".encode() * 100_000,
        "brackets without end": lambda: story + "（".encode() * 500_000,
        "blanks without end": lambda: story + b"<p>" + b" \xe3\x80\x80" * 2_000_000,
        "digits without end": lambda: story + b"<p>" + b"1" * 3_000_000,
        "links without end": lambda: b"<a href='/2016/0106/c1-2.html'>x</a>" * 100_000,
        "JSON-LD without end": lambda: (
            b"<script type='application/ld+json'>" + b'[{"a":' * 200_000 + b"</script>" + story
        ),
    }
