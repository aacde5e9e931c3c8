"""Files that `export --output` and `timeline --svg` are told to write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

Say = Callable[..., Any]
WRITING = pytest.mark.parametrize("words", [("export", "--output"), ("timeline", "--svg")])


@WRITING
def test_a_named_pipe_is_written_to_and_stays_one(say: Say, tmp_path: Path, words: tuple[str, ...]) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()

    assert say(*words, pipe).status == 0

    reader.join(10)
    assert len(read[0]) > 100
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@WRITING
def test_a_device_is_written_to_and_stays_one(say: Say, tmp_path: Path, words: tuple[str, ...]) -> None:
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        device.write_bytes(b"")
    except OSError:
        pytest.skip("no devices can be made here")

    assert say(*words, device).status == 0

    assert stat.S_ISCHR(device.stat().st_mode)
    assert os.listdir(tmp_path) == ["null"]


@WRITING
@pytest.mark.parametrize("is_there", [True, False])
def test_the_target_of_a_link_is_written_and_the_link_stays(
    say: Say, tmp_path: Path, words: tuple[str, ...], is_there: bool
) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "target", tmp_path / "link"
    if is_there:
        target.write_text("old")
    link.symlink_to(target)

    assert say(*words, link).status == 0

    assert link.is_symlink()
    assert target.stat().st_size > 100
    assert os.listdir(tmp_path / "far") == ["target"]


@WRITING
@pytest.mark.parametrize("over_a_link", [True, False])
def test_a_file_behind_an_open_stream_is_written_to_at_its_end(
    say: Say, tmp_path: Path, words: tuple[str, ...], over_a_link: bool
) -> None:
    """`export --output /dev/stdout >> all.jsonl` replaced what the file held."""
    file = tmp_path / "all"
    file.write_text("yesterday's\n")
    with file.open("a") as stream:
        name = Path(f"/dev/fd/{stream.fileno()}")
        if over_a_link:
            (tmp_path / "link").symlink_to(name)
            name = tmp_path / "link"

        assert say(*words, name).status == 0

        assert os.path.samestat(os.fstat(stream.fileno()), file.stat())
    assert file.read_text().startswith("yesterday's\n")
    assert file.stat().st_size > 100


def test_standard_output_by_its_name_in_dev_is_added_to(tmp_path: Path) -> None:
    file = tmp_path / "all"
    file.write_text("yesterday's\n")
    code = (
        "from terminal.output_file import open_output\n"
        "with open_output('/dev/stdout', None) as out: out.write('today\\n')"
    )

    with file.open("a") as stream:
        subprocess.run([sys.executable, "-c", code], stdout=stream, check=True)

    assert file.read_text() == "yesterday's\ntoday\n"


@WRITING
def test_a_file_beside_the_target_is_left_alone(say: Say, tmp_path: Path, words: tuple[str, ...]) -> None:
    part = tmp_path / "rows.part"
    part.write_text("the person's own")

    assert say(*words, tmp_path / "rows").status == 0

    assert part.read_text() == "the person's own"
    assert sorted(os.listdir(tmp_path)) == ["rows", "rows.part"]


@WRITING
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_file_that_is_replaced_keeps_its_mode(say: Say, tmp_path: Path, words: tuple[str, ...], mode: int) -> None:
    file = tmp_path / "rows"
    file.write_text("yesterday's\n")
    file.chmod(mode)

    assert say(*words, file).status == 0

    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_new_file_has_the_mode_of_any_other(say: Say, tmp_path: Path) -> None:
    (tmp_path / "other").touch()

    assert say("export", "--output", tmp_path / "rows").status == 0

    assert (tmp_path / "rows").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_output_to_a_dash_is_standard_output(say: Say, tmp_path: Path) -> None:
    shown = say("export", "--output", "-")

    assert (shown.out, shown.err) == (say("export").out, "")
    assert not (tmp_path / "-").exists()


def test_a_picture_to_a_dash_is_all_of_standard_output(say: Say) -> None:
    shown = say("timeline", "--svg", "-")

    assert (shown.out[:4], shown.out[-7:], shown.err) == ("<svg", "</svg>\n", "")
    assert say("timeline", "--svg", "-", "--json").status == 2


def test_an_export_without_articles_leaves_the_file_as_it_was(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text("yesterday's\n")

    shown = say("export", "nosuchword", "--output", file)

    assert (shown.status, shown.err) == (1, f"nothing found; {file} is left as it was\n")
    assert file.read_text() == "yesterday's\n"
    assert os.listdir(tmp_path) == ["rows.jsonl"]


def test_a_file_that_cannot_be_written_is_named_in_one_line(say: Say, tmp_path: Path) -> None:
    shown = say("export", "--output", tmp_path)

    assert (shown.status, shown.err) == (2, f"export: {tmp_path}: Is a directory\n")
