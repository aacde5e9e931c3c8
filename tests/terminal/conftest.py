"""A small archive of invented union news, made once by the program itself, for the tests of its screens."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# All of it invented: towns, people and papers exist nowhere.
STORIES: list[dict[str, object]] = [
    {
        "url": "https://news.workers.example/2016/0106/a1.html",
        "title": "云溪工会为农民工开办夜间技能课堂",
        "subtitle": "三年里九百人领到证书",
        "date": "2016-01-06 09:58",
        "source": "云溪工人报",
        "site": "workers",
        "reporters": ["方小禾"],
        "editors": ["闫一", "秦二"],
        "channel": "工会新闻",
        "topics": ["技能提升"],
        "body": "云溪市总工会昨天宣布，今年继续为农民工开办夜间技能课堂。\n"
        "课堂设在旧纺织厂的食堂里，每周三个晚上，农民工凭会员证免费听课。去年有三百二十人学完焊接和电工两门课程。\n"
        "工会主席梁望说，培训要排在下班以后，孩子也可以带来，由退休教师照看。",
    },
    {
        "url": "https://news.workers.example/2017/0512/a2.html",
        "title": "青石矿区工会与企业签订集体合同",
        "date": "2017-05-12 14:20",
        "source": "青石日报",
        "site": "workers",
        "reporters": ["陆远"],
        "body": "青石矿区工会与五家企业签订集体合同，约定井下津贴每年调整一次。\n"
        "合同由职工代表大会表决通过，三百一十二票赞成，四票反对。",
    },
    {
        "url": "https://tw.labor.example/2018/b1.html",
        "title": "港灣碼頭工會要求改善夜班裝卸安全",
        "date": "2018-09-03",
        "source": "港灣勞動週報",
        "site": "labor",
        "reporters": ["林海生"],
        "body": "港灣碼頭工會今日發表聲明，要求公司在夜班裝卸區增設照明。\n"
        "聲明說，農民工與臨時工同樣應當領到防護裝備，培訓不得少於八小時。",
    },
    {
        "url": "https://old.union.example/c1.htm",
        "title": "工会送清凉",
        "date": "2009-07",
        "source": "河湾报",
        "site": "old",
        "body": "河湾县工会把绿豆汤送到修路的工地上。工会会员每人领到一顶草帽。",
    },
    {
        "url": "https://old.union.example/c2.htm",
        "title": "Dock workers' union wins café and rest rooms",
        "date": "2019-02-11",
        "source": "Harbour Post",
        "site": "old",
        "body": "The dock workers' union has won rest rooms and a café after a vote of 1,204 members.\n"
        "Training for night crews begins in March, the union said.",
    },
    {
        "url": "https://evil.example/d1.html",
        "title": "控制\u001b[31m字符\u202e与\u0007工会",
        "date": "2020-01-01",
        "source": "试\u009b验",
        "site": "evil",
        "body": "正文里也有\u001b]0;换标题\u0007和\u2066方向\u2069字符，工会不受其害。",
    },
]


@dataclass(frozen=True)
class Shown:
    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the stories in it, indexed."""
    folder = tmp_path_factory.mktemp("terminal")
    rows = folder / "stories.jsonl"
    rows.write_text("".join(json.dumps(story, ensure_ascii=False) + "\n" for story in STORIES), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(ROOT / "search_cli.py"), "--data", str(folder / "data"), "import", str(rows)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return folder / "data"


@pytest.fixture
def say(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Shown]:
    """`say("show", "3")` runs a command on the stories in this process; keywords are environment variables."""
    for name in ("NO_COLOR", "LANG", "LC_MESSAGES", "UNION_NEWS_DATA", "UNION_NEWS_LOCALE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)

    def run(*words: object, data: Path = kept, **environment: str) -> Shown:
        from terminal.main import main

        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        status = main(["--data", str(data), *map(str, words)])
        shown = capsys.readouterr()
        return Shown(status, shown.out, shown.err)

    return run
