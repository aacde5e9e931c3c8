"""The house as docs/architecture.md draws it: imports point up the stream, modules stay short, named paths exist."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("archive", "extraction", "crawler", "index", "terminal", "sample_site")

# What each stage may import of the others; DESIGN: "Imports point up the stream".
ALLOWED = {
    "archive": set(),
    "extraction": {"archive.records", "archive.errors", "archive.urls", "archive.visible"},
    "crawler": {"extraction", "archive"},
    "index": {"archive"},
    "terminal": {"archive", "extraction", "crawler", "index"},
    "sample_site": set(),
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
MODULE_LINES = 400


def modules(*stages: str) -> list[Path]:
    return sorted(p for stage in stages for p in (ROOT / stage).rglob("*.py"))


def imported(path: Path) -> list[tuple[int, str]]:
    """Every module that a file imports, wherever in the file, as absolute dotted names."""
    found = []
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            name = ".".join(x for x in (base, node.module or "") if x)
            found += [(node.lineno, f"{name}.{alias.name}") for alias in node.names]
    return found


def breaches(stage: str) -> list[str]:
    found = []
    for path in modules(stage):
        for line, name in imported(path):
            top = name.split(".")[0]
            if top not in STAGES or top == stage:
                continue
            if not any(name == ok or name.startswith(ok + ".") for ok in ALLOWED[stage]):
                found.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_imports_point_up_the_stream(stage: str) -> None:
    assert breaches(stage) == []


def test_the_import_test_sees_a_breach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "bad.py").write_text("def f():\n    from crawler.jobs import x\n")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)

    assert breaches("archive") == ["archive/bad.py:2 imports crawler.jobs.x"]


def test_no_module_is_longer_than_its_noun() -> None:
    long = [
        f"{p.relative_to(ROOT)}: {n} lines"
        for p in [*modules(*STAGES), *sorted((ROOT / "tests").rglob("*.py"))]
        if (n := p.read_text(encoding="utf-8").count("\n")) > MODULE_LINES
    ]

    assert long == []


def test_no_module_is_named_after_nothing() -> None:
    assert [str(p) for p in modules(*STAGES) if p.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_what_lives_there() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in modules(*STAGES)
        if p.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_the_front_door_is_small() -> None:
    assert (ROOT / "search_cli.py").read_text(encoding="utf-8").count("\n") <= 30


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_paths_named_in_the_docs_exist() -> None:
    pattern = re.compile(
        r"`((?:archive|crawler|extraction|index|terminal|sample_site|tests|docs|deploy|benchmarks|\.ci)/[\w./*<>-]*)`"
    )
    missing = []
    for document in documents():
        for named in pattern.findall(document.read_text(encoding="utf-8")):
            if "<" in named:
                continue
            if not (list(ROOT.glob(named.rstrip("/"))) if "*" in named else (ROOT / named).exists()):
                missing.append(f"{document.relative_to(ROOT)}: {named}")

    assert missing == []


def test_links_in_the_docs_lead_somewhere() -> None:
    dead = []
    for document in documents():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not (document.parent / target).exists():
                dead.append(f"{document.relative_to(ROOT)}: {target}")

    assert dead == []


def test_every_stage_and_module_stands_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [
        str(p.relative_to(ROOT))
        for p in modules("archive", "crawler", "extraction", "index", "terminal")
        if p.name != "__init__.py" and p.name not in text
    ]

    assert missing == []


def test_the_locks_name_no_host_and_every_package_has_its_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        packages = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line, re.I)]
        assert "://" not in text
        assert all(line.rstrip().endswith("\\") for line in packages)


def test_no_file_names_a_folder_outside_the_project() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    machine = re.compile("/" + "work/|/" + "root/|/" + "tmp/w/")
    guilty = []
    for name in filter(None, tracked.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file() or path.suffix not in {".py", ".md", ".toml", ".sh", ".cfg", ""}:
            continue
        if machine.search(path.read_text(encoding="utf-8", errors="replace")):
            guilty.append(name)

    assert guilty == []
