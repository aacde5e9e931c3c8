"""What the docs show is what the program prints: console blocks are run on the demo's first day and compared.

A fenced block marked `console` holds lines that begin with `$ search_cli.py`, each followed by its output. Queries in
docs/query-language.md stand in blocks marked `query`. `REMAKE_DOCS=1 pytest tests/test_docs.py` writes the outputs
anew; read the diff before committing it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.query import parse_query

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
CONSOLE = re.compile(r"(?<=```console\n).*?(?=^```)", re.S | re.M)
QUERIES = re.compile(r"(?<=```query\n).*?(?=^```)", re.S | re.M)
PROMPT = "$ search_cli.py"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data directory after the demo's first day."""
    data = tmp_path_factory.mktemp("demo") / "demo-data"
    code = f"from pathlib import Path; from sample_site.demo import main; raise SystemExit(main(Path({str(data)!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(data), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    yield data


def environment(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UNION_NEWS") and k != "NO_COLOR"}
    own = {"XDG_STATE_HOME": str(data.parent / "state"), "BROWSER": "true"}  # `open` shows the address, opens nothing
    return {**kept, "LC_ALL": "C.UTF-8", "COLUMNS": "80", **own}


def printed(data: Path, command: str) -> str:
    words = shlex.split(command.removeprefix(PROMPT))
    done = subprocess.run(
        [sys.executable, str(ROOT / "search_cli.py"), "--data", str(data), *words],
        cwd=data.parent,
        env=environment(data),
        capture_output=True,
        encoding="utf-8",
    )
    # A cursor holds the moment of the archive, which is another in every demo, and so is its size to the kilobyte.
    text = re.sub(r"(?<=-)6[0-9a-f]{12}(?=-[0-9a-f]{6}\b)", "65331c0000000", done.stdout + done.stderr)
    text = re.sub(r"\b\d{3} KB\b", "868 KB", text)
    return "\n".join(line.rstrip() for line in text.replace(str(data), "demo-data").rstrip("\n").split("\n")) + "\n"


def shown_again(data: Path, block: str) -> str:
    """A block with the output of each of its commands as it is today."""
    commands = [line for line in block.splitlines() if line.startswith(PROMPT)]
    return "\n".join(f"{command}\n{printed(data, command)}" for command in commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_shown_output_is_real_output(document: Path, demo: Path) -> None:
    text = document.read_text(encoding="utf-8")

    now = CONSOLE.sub(lambda found: shown_again(demo, found.group()), text)

    if os.environ.get("REMAKE_DOCS"):
        document.write_text(now, encoding="utf-8")
    assert now == text or os.environ.get("REMAKE_DOCS")


def queries() -> list[str]:
    text = (ROOT / "docs" / "query-language.md").read_text(encoding="utf-8")
    rows = [line for block in QUERIES.findall(text) for line in block.splitlines() if line.strip()]
    return [re.split(r"\s{2,}#", row)[0].strip() for row in rows]


@pytest.mark.parametrize("query", queries() if (ROOT / "docs" / "query-language.md").exists() else [])
def test_every_query_of_the_guide_is_read_without_complaint(query: str) -> None:
    assert parse_query(query, date(2026, 6, 1)).complaints == ()


def test_the_guides_show_something() -> None:
    assert len(queries()) > 30
    for name in ("README.md", "README.zh-CN.md"):
        assert CONSOLE.search((ROOT / name).read_text(encoding="utf-8"))


def test_both_readmes_show_the_same_screens() -> None:
    english, chinese = (
        [line for block in CONSOLE.findall((ROOT / name).read_text(encoding="utf-8")) for line in block.splitlines()]
        for name in ("README.md", "README.zh-CN.md")
    )

    assert english == chinese
