"""Makes index/fold_table.txt from OpenCC's character tables and Unicode: python -m index.build_fold JIEBA/dict.txt.

Union-find over every candidate of the tables that relate single characters (not phrases): simplified, traditional,
Taiwan, Hong Kong, compatibility. A class is named by its member that stands most often in the word list. Reading the
table is left to fold.py.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

TABLES = (
    "STCharacters",
    "TSCharacters",
    "TSCharactersExt",
    "TWVariants",
    "TWVariantsRev",
    "HKVariants",
    "HKVariantsRev",
    "CJK_Compatibility_Ideographs",
)
# Japanese new forms are left out: 弁 alone would join 辨, 辯 and 瓣, three words that Chinese keeps apart.
FORMAT = 1
TARGET = Path(__file__).with_name("fold_table.txt")


def opencc_pairs() -> list[tuple[str, str]]:
    """(character, other form) for every candidate of every table, one character each."""
    import opencc

    share = Path(opencc.__file__).parent / "clib"
    pairs = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in TABLES:
            text = Path(scratch) / name
            source = share / "share" / "opencc" / f"{name}.ocd2"
            program = [
                str(share / "bin" / "opencc_dict"),
                "-i",
                str(source),
                "-o",
                str(text),
                "-f",
                "ocd2",
                "-t",
                "text",
            ]
            subprocess.run(program, check=True)
            for line in text.read_text(encoding="utf-8").splitlines():
                key, values = line.split("\t")
                pairs += [(key, value) for value in values.split() if len(key) == len(value) == 1 and key != value]
    return pairs


def simple_form(char: str) -> str:
    """Width, compatibility, accent and case of one character, as far as one character stays one."""
    wide = unicodedata.normalize("NFKC", char)
    if len(wide) == 1:
        char = wide
    parts = unicodedata.normalize("NFD", char)
    if len(parts) > 1 and ord(parts[0]) < 0x370 and all(unicodedata.combining(c) for c in parts[1:]):
        char = parts[0]  # Latin accents only: й is a letter of its own, and so is が
    lower = char.casefold()
    return lower if len(lower) == 1 else char


def classes(pairs: list[tuple[str, str]], counts: Counter[str]) -> dict[str, str]:
    """Each character of a class of two or more, with the character that names the class."""
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        parent.setdefault(char, char)
        while parent[char] != char:
            parent[char] = parent[parent[char]]
            char = parent[char]
        return char

    for one, other in pairs:
        parent[root(one)] = root(other)
    members = defaultdict(list)
    for char in list(parent):
        members[root(char)].append(char)
    named = {}
    for group in members.values():
        name = max(group, key=lambda c: (counts[c], -ord(c)))
        named.update(dict.fromkeys(group, name))
    return named


def build(word_list: Path) -> str:
    """The text of the table; `word_list` is jieba's dict.txt, which says how common each character is."""
    counts: Counter[str] = Counter()
    for line in word_list.read_text(encoding="utf-8").splitlines():
        word, count, _ = line.split(" ")
        for char in word:
            counts[char] += int(count)
    pairs = opencc_pairs()
    named = classes(pairs, counts)
    every = {chr(c) for c in range(0x20, 0x110000) if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) != "Co"}
    table = {}
    for char in sorted(every):
        folded = char
        for _ in range(4):
            simple = simple_form(folded)
            folded = named.get(simple, simple)
        if folded != char:
            table[char] = folded
    assert all(value not in table for value in table.values()), "folding twice must change nothing"
    head = [
        f"union-news fold {FORMAT}",
        "# Classes from the character tables of OpenCC (Apache-2.0, https://github.com/BYVoid/OpenCC) and from "
        "Unicode: compatibility forms, case, Latin accents.",
        "# Two lines follow: characters, and what each is folded to. Made by index/build_fold.py.",
    ]
    return "\n".join([*head, "".join(table), "".join(table.values())]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(build(Path(sys.argv[1])), encoding="utf-8")
