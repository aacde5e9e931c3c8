"""What every test may ask for: the real program as a process, and the folder of shared material where it exists."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Done:
    """A finished run of the program."""

    status: int
    out: str
    err: str


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without settings of the machine that would change what the program does."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UNION_NEWS") and k not in {"NO_COLOR", "COLUMNS"}}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "default", **more}


@pytest.fixture
def run_program(tmp_path: Path) -> Callable[..., Done]:
    """`run_program("--data", d, "show", "3")` runs search_cli.py as a process in an empty folder."""

    def run(*arguments: object, cwd: Path = tmp_path, **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, str(ROOT / "search_cli.py"), *map(str, arguments)],
            cwd=cwd,
            env=clean_environment(XDG_STATE_HOME=str(tmp_path / "state"), **environment),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared pages and corpora beside the checkout; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared/ beside the checkout")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that needs a server may not skip: a lock file that no longer installs would go unseen for years."""
    report = yield
    if report.skipped and os.environ.get("UNION_NEWS_CI") and item.get_closest_marker("server"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped, but CI has every server: {report.longrepr}"
    return report
