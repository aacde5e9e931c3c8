"""The hard floor: for each topic a dozen invented stories that a careless ranking confuses, and six short queries with
the grade of every story, known from how the stories are made.

What makes it hard: the same words far apart in a long round-up; in passing, but together; in another script; in an
older copy; by accident across two words; a name beside the characters of the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.records import Article

TOPICS = Path(__file__).with_name("floor_topics.tsv")
PADDING = "代表们听取了全年工作情况的说明。会后大家到车间和班组走了一圈，记下了三十多条意见。"


@dataclass(frozen=True)
class Topic:
    """One line of the file."""

    subject: str
    matter: str
    town: str
    name: str
    accident: str
    aside: str


def topics() -> list[Topic]:
    rows = TOPICS.read_text(encoding="utf-8").splitlines()
    return [Topic(*row.split("\t")) for row in rows if not row.startswith("#")]


@cache
def converter() -> object:
    from opencc import OpenCC

    return OpenCC("s2t")


def traditional(text: str) -> str:
    return str(converter().convert(text))  # type: ignore[attr-defined]


def stories(topic: Topic) -> Iterator[tuple[str, Article]]:
    """(name, story)."""
    a, b, town, name, aside = topic.subject, topic.matter, topic.town, topic.name, topic.aside
    about = Article(
        title=f"{town}{a}{b}有了新办法",
        published="2021-05-06",
        body=f"{town}总工会昨天公布了{a}{b}的新办法。{aside}。\n{PADDING}\n今后凡是{a}的{b}问题，七天之内答复。",
    )
    passing = Article(
        title=f"{town}工会一天",
        published="2022-03-01",
        body=f"{PADDING}\n{aside}。\n{PADDING}\n下午谈到{a}{b}，{name}说这件事拖得太久了。\n{PADDING}",
    )
    yield "about", about
    yield "older", Article(title=about.title, published="2019-05-06", body=about.body)
    yield "traditional", Article(title=traditional(about.title), published="2020-05-06", body=traditional(about.body))
    yield "passing", passing
    yield (
        "apart",
        Article(
            title=f"{town}工会全年十件事",
            published="2023-01-08",
            body=f"第一件是{a}。{a}的事说了两年，今年{a}换了新的。{a}也多了。\n"
            + f"{PADDING}\n" * 5
            + f"第九件是{b}。{b}早就该办，{b}办成以后大家都说好。\n{PADDING}",
        ),
    )
    yield (
        "elsewhere",
        Article(
            title=f"外地{a}与{b}见闻",
            published="2018-07-07",
            body=f"参观的人回来说，外地的{a}不如我们，{b}倒是值得学。\n{PADDING}\n{PADDING}",
        ),
    )
    yield (
        "accident",
        Article(
            title=f"{topic.accident}纪事",
            published="2024-02-02",
            body=f"这几天人们常说{topic.accident}。{topic.accident}，又是{topic.accident}。{aside}。\n{PADDING}",
        ),
    )
    yield (
        "word",
        Article(
            title=f"{town}的{a}",
            published="2016-02-02",
            body=f"{PADDING}\n这里的{a}和别处一样。\n{PADDING}",
        ),
    )
    yield (
        "person",
        Article(
            title=f"记{town}的{name}",
            published="2017-04-04",
            body=f"{name}在{town}干了二十年，人人都认得{name}。\n{PADDING}",
        ),
    )
    parted = "、".join(name)
    yield (
        "characters",
        Article(
            title=f"{town}人名趣谈",
            published="2025-04-04",
            body=f"{parted}，这几个字在{town}最常见。{name[0]}字辈的最多，{name[1:]}也有人叫。{name[1:]}、{name[1:]}。\n{PADDING}",
        ),
    )
    yield (
        "spanned",  # the three characters side by side, and no name
        Article(
            title=f"八{name}沃野行",
            published="2025-09-09",
            body=f"走过八{name}沃野，麦子已经黄了。\n{PADDING}",
        ),
    )
    yield (
        "list",
        Article(
            title=f"{town}工会大事目录",
            published="2025-12-31",
            body=f"一月：{b}；{a}；{name}。\n{PADDING}\n三月：{name}；{b}；{a}。\n{PADDING}\n{PADDING}\n{PADDING}",
        ),
    )
    yield (
        "farewell",  # the person at length, the matter once and of another
        Article(
            title=f"送别{name}",
            published="2020-10-10",
            body=f"{name}今年退休。{name}说不必送。\n{PADDING}\n{PADDING}\n另有消息说，外地的{b}也办成了，{b}两个字写在墙上。",
        ),
    )


def judged(topic: Topic) -> Iterator[tuple[str, dict[str, int]]]:
    """(query, grade by the name of the story): 3 what was meant, 2 nearly, 1 touches it."""
    a, b, town, name = topic.subject, topic.matter, topic.town, topic.name
    together = {"about": 3, "older": 2, "traditional": 2, "passing": 2, "elsewhere": 1, "apart": 1}
    yield f"{a} {b}", together
    yield f"{traditional(a)}{traditional(b)}", {**together, "traditional": 3, "about": 2}
    yield f"{town} {a} 谁来管 {b}", {**together, "elsewhere": 0, "word": 1}
    yield f"{b} {name}", {"passing": 3, "farewell": 1, "list": 1}
    yield a, {"about": 3, "older": 2, "traditional": 2, "word": 3, "passing": 1, "apart": 1, "elsewhere": 2}
    yield name, {"person": 3, "farewell": 3, "passing": 1}
