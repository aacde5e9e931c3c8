"""docs/architecture.md lists every module under its stage, in the words of the module's own first sentence.

`REMAKE_DOCS=1 pytest tests/test_architecture.py` writes the lists anew; the prose around them is written by hand.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "architecture.md"
LIST = re.compile(r"<!-- modules of (\w+) -->\n.*?<!-- end -->", re.S)


def first_sentence(path: Path) -> str:
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return re.split(r"(?<=[.;])\s", " ".join(told.split()), maxsplit=1)[0].rstrip(".;:")


def listed(stage: str) -> str:
    """One line a module, in the order of its folders."""
    lines = []
    for path in sorted((ROOT / stage).rglob("*.py"), key=lambda p: (p.parent, p.name)):
        if path.name != "__init__.py":
            lines.append(f"- `{path.relative_to(ROOT)}` {first_sentence(path)}")
    return f"<!-- modules of {stage} -->\n" + "\n".join(lines) + "\n<!-- end -->"


def test_every_module_is_listed_as_it_describes_itself() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    now = LIST.sub(lambda found: listed(found[1]), text)

    if os.environ.get("REMAKE_DOCS"):
        DOCUMENT.write_text(now, encoding="utf-8")
    assert now == text or os.environ.get("REMAKE_DOCS"), "run REMAKE_DOCS=1 pytest tests/test_architecture.py"


def test_every_stage_has_its_list() -> None:
    stages = {found[1] for found in LIST.finditer(DOCUMENT.read_text(encoding="utf-8"))}

    assert stages == {"archive", "extraction", "crawler", "index", "terminal", "sample_site"}
