"""Who carried a text: found across scripts, in order of time, each under the source that it names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terminal.cells import width

Say = Callable[..., Any]
TEXT = (
    "云溪市总工会昨天宣布，今年继续为农民工开办夜间技能课堂。课堂设在旧纺织厂的食堂里，每周三个晚上，凭会员证免费听课。"
)
TAKEN = (
    "雲溪市總工會昨天宣布，今年繼續為農民工開辦夜間技能課堂。課堂設在舊紡織廠的食堂裏，每周三個晚上，憑會員證免費聽課。"
)


@pytest.fixture
def carried(say: Say, tmp_path: Path) -> Path:
    """A text that a paper had first; a portal names the paper, a mirror names the portal."""
    rows = [
        ("paper", "云溪工人报", "2016-01-06", TEXT),
        (
            "paper",
            "云溪工人报",
            "2016-01-05",
            "河湾县工会把绿豆汤送到修路的工地上，每人领到一顶草帽，下午再送一趟。" * 2,
        ),
        ("portal", "云溪工人报", "2016-01-07", TEXT + "（完）"),
        ("portal", "工会在线", "2016-02-01", "青石矿区工会与五家企业签订集体合同，约定井下津贴每年调整一次。" * 2),
        ("portal", "工会在线", "2016-02-02", "望溪工会开办暑期托管班，孩子们把走廊当成了操场，老师照看到九点。" * 2),
        ("mirror", "工会在线", "2016-01-08", TAKEN),
        ("blog", "", "2016-01-09", TEXT),
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text(
        "".join(
            json.dumps(
                {"url": f"https://{site}.example/{n}", "title": f"第{n}篇", "site": site, "source": source, "date": day,
                 "body": body},
                ensure_ascii=False,
            ) + "\n"
            for n, (site, source, day, body) in enumerate(rows)
        ),
        encoding="utf-8",
    )  # fmt: skip
    assert say("import", file, data=tmp_path / "data").status == 0
    return tmp_path / "data"


def test_carriers_stand_in_order_of_time_under_the_source_they_name(say: Say, carried: Path) -> None:
    shown = say("copies", "https://blog.example/6", data=carried)

    assert shown.status == 0
    assert shown.out.splitlines()[4:] == [
        "by the source each names",
        "  云溪工人报",
        "    → paper 2016-01-06",
        "      → portal 2016-01-07",
        "        → mirror 2016-01-08",
        "  —",
        "    → blog 2016-01-09",
    ]


def test_a_row_tells_from_whom_the_text_was_taken(say: Say, carried: Path) -> None:
    rows = [
        json.loads(line) for line in say("copies", "https://paper.example/0", "--jsonl", data=carried).out.splitlines()
    ]

    by_site = {row["site"]: row for row in rows}
    assert {site: row["carried_from"] for site, row in by_site.items()} == {
        "paper": "",
        "portal": by_site["paper"]["id"],
        "mirror": by_site["portal"]["id"],
        "blog": "",
    }


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_no_line_about_a_carrier_is_wider_than_the_screen(say: Say, carried: Path, columns: int) -> None:
    shown = say("copies", "https://paper.example/0", data=carried, COLUMNS=str(columns))

    assert (shown.status, max(map(width, shown.out.splitlines())) <= columns) == (0, True)
