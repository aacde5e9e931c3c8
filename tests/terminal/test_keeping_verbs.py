"""Backup, restore and purge as a person types them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.purge import is_unfinished

NOODLES = "青石矿区工会与企业签订集体合同"
BODY = "井下津贴每年调整一次"


@pytest.fixture
def own(kept: Path, tmp_path: Path) -> Path:
    """The stories in a data directory that may be changed."""
    shutil.copytree(kept, tmp_path / "own")
    return tmp_path / "own"


def id_of(say: Callable[..., Any], data: Path, query: str) -> str:
    return str(json.loads(say(query, "--jsonl", "--limit", "1", data=data).out)["id"])


def traces(folder: Path, *words: str) -> list[str]:
    """Files in which a word stands, as it is or unpacked; index terms have other forms, so folded text counts too."""
    import zlib

    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        texts = [raw]
        while raw[:2] == b"\x1f\x8b":
            inflate = zlib.decompressobj(wbits=31)
            texts.append(inflate.decompress(raw))
            raw = inflate.unused_data
        needles = [w.encode(code) for w in words for code in ("utf-8", "utf-16-le", "utf-32-le", "ascii")[:3]]
        needles += [json.dumps(word).strip('"').encode() for word in words]
        if any(needle in text for needle in needles for text in texts):
            found.append(str(path.relative_to(folder)))
    return found


def test_a_purged_article_is_found_nowhere_and_stands_in_no_file(say: Any, own: Path, tmp_path: Path) -> None:
    identity = id_of(say, own, "集体合同")
    assert any("catalogue" in name for name in traces(own, BODY, NOODLES))
    assert any(name.startswith("warc/") for name in traces(own, BODY, NOODLES))

    done = say("purge", identity, "--reason", "asked", data=own)

    assert (done.status, done.out.split(";")[0]) == (0, f"{identity}: purged")
    assert traces(own, BODY, NOODLES, "津贴", "矿区", "青石", "三百一十二") == []
    assert say("津贴", data=own).status == 1
    assert say("verify", data=own).status == 0
    assert not is_unfinished(own)
    assert say("农民工", data=own).status == 0


def test_after_a_purge_the_index_files_are_those_of_an_archive_that_never_had_it(
    say: Any, own: Path, tmp_path: Path
) -> None:
    say("purge", id_of(say, own, "集体合同"), "--reason", "asked", data=own)

    shutil.copytree(own, tmp_path / "fresh", ignore=shutil.ignore_patterns("index"))
    say("index", "rebuild", data=tmp_path / "fresh")

    now, never = (sorted(path.read_bytes() for path in d.glob("index/*.seg")) for d in (own, tmp_path / "fresh"))
    assert now == never


def test_an_unfinished_purge_is_a_difference_and_repair_finishes_it(say: Any, own: Path) -> None:
    from archive.purge import purge_article

    identity = id_of(say, own, "集体合同")
    purge_article(own, identity, "asked")  # and killed before the index was made anew

    told = say("verify", data=own)
    mended = say("verify", "--repair", data=own)

    assert (told.status, mended.status) == (1, 0)
    assert "purge: unfinished" in told.out
    assert not is_unfinished(own)
    assert len(list(own.glob("index/*.toc"))) == 1


def test_an_import_of_the_purged_file_is_refused_and_the_rest_goes_on(say: Any, own: Path, tmp_path: Path) -> None:
    identity = id_of(say, own, "集体合同")
    rows = tmp_path / "rows.jsonl"
    say("export", "--output", rows, data=own)
    say("purge", identity, "--reason", "asked", data=own)

    done = say("import", rows, "--no-index", data=own)

    assert done.status == 1
    assert "purged" in done.err
    assert traces(own, BODY) == []


def test_a_beginning_of_an_id_names_the_whole_one_and_removes_nothing(say: Any, own: Path) -> None:
    identity = id_of(say, own, "集体合同")

    done = say("purge", identity[:8], "--reason", "asked", data=own)

    assert done.status == 2
    assert identity in done.err
    assert say("show", identity, data=own).status == 0


def test_a_purge_without_reason_is_refused(say: Any, own: Path) -> None:
    done = say("purge", id_of(say, own, "集体合同"), data=own)

    assert done.status == 2
    assert "--reason" in done.err


def test_a_backup_is_made_checked_and_restored(say: Any, own: Path, tmp_path: Path) -> None:
    made = say("backup", tmp_path / "b", data=own)
    again = json.loads(say("backup", tmp_path / "b", "--json", data=own).out)[0]
    checked = say("backup", tmp_path / "b", "--check", data=own)
    restored = say("restore", tmp_path / "b", data=tmp_path / "new")

    assert (made.status, checked.status, restored.status) == (0, 0, 0)
    assert again["linked"] >= 4
    assert "good: every file of 2 backups" in checked.out
    assert restored.out.splitlines()[-1].startswith("good")
    assert say("集体合同", "--count", data=tmp_path / "new").out == say("集体合同", "--count", data=own).out


def test_a_backup_that_was_altered_is_told(say: Any, own: Path, tmp_path: Path) -> None:
    say("backup", tmp_path / "b", data=own)
    next((tmp_path / "b").rglob("*.warc.gz")).write_bytes(b"x")

    done = say("backup", tmp_path / "b", "--check", data=own)

    assert done.status == 1
    assert "1 bytes" in done.out


def test_what_an_update_did_can_be_read_by_scripts(say: Any, own: Path) -> None:
    (row,) = json.loads(say("index", "update", "--json", data=own).out)
    (anew,) = json.loads(say("index", "rebuild", "--json", data=own).out)

    assert (row["schema"], row["articles"], row["rebuilt"]) == (1, 0, False)
    assert (anew["articles"], anew["rebuilt"]) == (row["documents"], True)
