"""A plain text copy names who did what by its lines alone, and its body holds none of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Article, Page
from extraction import read_page
from tests.extraction.test_credit_lines import credit_lines, roles_of_article
from tests.extraction.test_credit_pages import DAY, PARAGRAPHS, TITLE

BODY = "\n".join(PARAGRAPHS)


def read(text: str) -> Article:
    reading = read_page(Page("", text.encode(), content_type="text/plain; charset=utf-8"))
    assert isinstance(reading, Article)
    return reading


@pytest.mark.parametrize(
    "copy",
    [
        f"{TITLE}\n2026年01月05日10:00 来源：工人日报 作者：王伟 编辑：李娜\n{BODY}\n",
        f"{TITLE}\n{DAY}\n来源：工人日报\n作者：王伟\n编辑：李娜\n{BODY}\n",
        f"{TITLE}\n来源：工人日报\n作者：王伟\n{DAY}\n{BODY}\n编辑：李娜\n",
        f"{TITLE}\n时间：\n{DAY}\n来源：\n工人日报\n作者：\n王伟\n编辑：\n李娜\n{BODY}\n",
        f"{TITLE}\n{DAY}\n{BODY}\n（来源：工人日报 记者 王伟）\n（责任编辑：李娜）\n",
        f"{TITLE}\n{DAY}\n{BODY}\n来源 | 工人日报\n文 | 王伟\n编辑 | 李娜\n审核 | 李娜\n",
        f"{TITLE}\n\n{DAY}  来源：工人日报\n\n**本报记者 王伟**\n\n{BODY}\n\n| (責編:李娜) |\n",
    ],
)
def test_a_copy_names_source_writer_and_editor(copy: str) -> None:
    article = read(copy)

    assert (article.title, article.source, article.reporters, article.editors) == (
        TITLE, "工人日报", ("王伟",), ("李娜",),
    )  # fmt: skip
    assert (article.body, article.published[:16]) == (BODY, "2026-01-05T10:00")
    assert "李娜" in article.byline


@settings(max_examples=100, deadline=None)
@given(st.booleans(), credit_lines())
def test_a_credit_line_of_a_copy_is_read_at_head_and_foot(
    head: bool, written: tuple[str, dict[str, list[str]]]
) -> None:
    line, roles = written
    above, below = (f"{line}\n", "") if head else ("", f"{line}\n")

    article = read(f"{TITLE}\n{DAY} 来源：工人日报\n{above}{BODY}\n{below}")

    assert (article.title, roles_of_article(article), article.body) == (TITLE, roles, BODY)


def test_the_original_title_of_a_copy_is_kept() -> None:
    assert read(f"{TITLE}\n{DAY}\n{BODY}\n（原标题：灯亮了）\n").original_title == "灯亮了"


def test_the_questions_of_an_interview_stay_in_a_copy() -> None:
    talk = "记者：你怎么看夜校？\n王大壮：很好，我每天都去。\n记者：学到了什么？"

    assert read(f"{TITLE}\n{DAY} 来源：工人日报\n{PARAGRAPHS[0]}\n{talk}\n{PARAGRAPHS[2]}\n").body.count("记者：") == 2
