"""A folder's lock: one writer, stale ones understood, whatever their process number or their machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from errno import EACCES
from pathlib import Path

import pytest

from archive.errors import CannotOpen, LockHeld
from archive.locks import NAME, FolderLock, is_locked, lock_owner
from archive.times import for_people, utc_now

HOLDER = (
    "import sys; from pathlib import Path; from archive.locks import FolderLock; l = FolderLock(Path(sys.argv[1]));"
)


def hold(folder: Path, then: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", f"{HOLDER} print('held', flush=True); {then}", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def record(folder: Path, hours: float, **more: object) -> None:
    since = for_people((utc_now() - timedelta(hours=hours)).replace(microsecond=0))
    row = {"pid": os.getpid(), "host": "elsewhere", "boot": "another", "since": since, **more}
    (folder / NAME).write_text(json.dumps(row))


def test_the_owner_is_named_with_process_host_and_age(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)

    with pytest.raises(LockHeld) as raised:
        FolderLock(tmp_path)
    lock.release()

    assert f"process {os.getpid()} on {os.uname().nodename} (since 2" in str(raised.value)
    assert "Z, 0 min) writes here; wait until it ends" in str(raised.value)


def test_a_killed_owner_leaves_no_lock(tmp_path: Path) -> None:
    process = hold(tmp_path, "import time; time.sleep(60)")
    held = is_locked(tmp_path)
    process.kill()
    process.communicate()

    assert (held, is_locked(tmp_path), lock_owner(tmp_path)) == (True, False, "")
    FolderLock(tmp_path).release()


def test_a_record_that_bears_the_number_of_a_living_process_is_no_lock(tmp_path: Path) -> None:
    record(tmp_path, 0, host=os.uname().nodename, pid=os.getpid())

    assert not is_locked(tmp_path)
    FolderLock(tmp_path).release()


def test_a_young_record_of_another_machine_is_believed_and_the_way_out_named(tmp_path: Path) -> None:
    record(tmp_path, 2)

    with pytest.raises(LockHeld) as raised:
        FolderLock(tmp_path)

    assert lock_owner(tmp_path).endswith(", 2 h)")
    assert "on elsewhere" in str(raised.value) and f"remove {tmp_path / NAME} if" in str(raised.value)


@pytest.mark.parametrize("more", [{"hours": 7.0}, {"hours": 1.0, "since": "long ago"}, {"hours": 1.0, "boot": "ours"}])
def test_an_old_a_senseless_and_another_container_s_record_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, object]
) -> None:
    monkeypatch.setattr("archive.locks._boot", lambda: "ours")
    record(tmp_path, **more)  # type: ignore[arg-type]

    assert not is_locked(tmp_path)
    FolderLock(tmp_path).release()


def test_a_released_lock_leaves_no_record(tmp_path: Path) -> None:
    FolderLock(tmp_path).release()

    assert (tmp_path / NAME).read_bytes() == b""


def test_a_folder_in_which_this_user_may_not_write_is_named_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write anywhere, so the system's answer is made up."""

    def refused(*_: object) -> int:
        raise PermissionError(EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refused)

    with pytest.raises(CannotOpen, match=r"writer\.lock: Permission denied; .* run it as the owner"):
        FolderLock(tmp_path)
