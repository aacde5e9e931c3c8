"""Articles in several pages: which addresses the page names, by links or by script, and how they are joined."""

from __future__ import annotations

import pytest

from archive.records import Article, Page, Part
from extraction import join_parts, read_page

LINES = (
    "秋水市总工会在城西的建材市场设了一个流动的法律咨询点，每月逢五逢十有人值守，过路的搬运工都认得那顶蓝帐篷。",
    "值守的律师贺先生说，来问的人里十个有六个问的是没有签合同怎样算工钱，剩下的多半是问摔伤之后找谁。",
    "今年上半年，帐篷里一共接了四百一十二次咨询，替一百零七人写了仲裁申请，其中八十九件已经有了结果。",
)
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
HERE = "http://gh.example/xw/t20230608_33170.html"


def parts_of(pager: str, url: str = HERE) -> list[str]:
    head = "<h1>蓝帐篷里的法律咨询</h1><p>2023-06-08 10:20 来源：秋水工人报</p>"
    html = f"<html><head><title>蓝帐篷里的法律咨询</title></head><body>{head}<div>{TEXT}</div>{pager}</body></html>"
    reading = read_page(Page(url, html.encode(), "text/html; charset=utf-8"))
    assert isinstance(reading, Article), reading
    return [part.removeprefix("http://gh.example/xw/") for part in reading.part_urls]


FROM_ONE = ["t20230608_33170_2.html", "t20230608_33170_3.html"]
FROM_ZERO = ["t20230608_33170_1.html", "t20230608_33170_2.html"]


@pytest.mark.parametrize(
    ("pager", "parts"),
    [
        ('<input type="hidden" name="__totalpage" value="3">', FROM_ONE),
        ("<script>var __totalpage = 3; writePages(__totalpage);</script>", FROM_ONE),
        ("<script>createPageHTML(3, 0, 't20230608_33170', 'html');</script>", FROM_ZERO),
        ('<script>createPageHTML(3,0,"t20230608_33170","html");</script>', FROM_ZERO),
        ('<script>createPageHTML("pages", 3, 1, "t20230608_33170", "html", 60);</script>', FROM_ONE),
        ("<script>createPageHTML(3, 0);</script>", FROM_ZERO),
        ("<script>var countPage = 3//共多少页\nvar currentPage = 0//所在页从0开始\n</script>", FROM_ZERO),
        ("<script>var countPage = 3;</script>", FROM_ZERO),
        ("<script>var currentPage = 1; var countPage = 3;</script>", FROM_ONE),
        ('<script>var _PAGE_COUNT="3";var _PAGE_INDEX="0";var _PAGE_NAME="t20230608_33170";</script>', FROM_ZERO),
        ("<script>new Pager({size: 3, current: 0, prefix: 't20230608_33170', suffix: 'html'});</script>", FROM_ZERO),
        ("<script>var pageCount = 3; var name = 't20230608_33170';</script>", FROM_ONE),
        # Those that say nothing of this article's pages.
        ("<script>var pageCount = 3; loadComments(pageCount);</script>", []),
        ("<script>createPageHTML(1, 0, 't20230608_33170', 'html');</script>", []),
        ("<script>createPageHTML(7, 0, 'index', 'html');</script>", []),
        ("<script>createPageHTML(3, 2, 't20230608_33170', 'html');</script>", []),
        ("<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) { }</script>", []),
        ("<script>var countPage = 3; var currentPage = 2;</script>", []),
        ("<script>createPageHTML(999, 0, 't20230608_33170', 'html');</script>", []),
        ('<input type="hidden" name="__totalpage" value="999">', []),
        ('<input type="hidden" name="__totalpage" value="²">', []),
    ],
)
def test_pages_that_a_script_links_are_named_as_the_script_names_them(pager: str, parts: list[str]) -> None:
    assert parts_of(pager) == parts


@pytest.mark.parametrize(
    ("pager", "parts"),
    [
        ("<a href='t20230608_33170_2.html'>2</a> <a href='t20230608_33170_3.html'>3</a>", FROM_ONE),
        ("<a href='t20230608_33170_2.html'>第2页</a> <a href='t20230608_33170_3.html'>第三页</a>", FROM_ONE),
        ("<a href='t20230608_33170_2.html'>【2】</a> <a href='t20230608_33170_3.html'>（3）</a>", FROM_ONE),
        ("<a href='t20230608_33170_2.html'>下一页</a>", FROM_ONE[:1]),
        ("<a href='t20230608_33170_2.html'>下一页&gt;&gt;</a>", FROM_ONE[:1]),
        ("<a href='t20230608_33170_1.html'>2</a> <a href='t20230608_33170_2.html'>3</a>", FROM_ZERO),
        ("<a href='t20230608_33170_1.html'>1</a> <a href='t20230608_33170_2.html'>2</a>", FROM_ONE[:1]),
        (
            "<a href='t20230608_33170_2.html'>2</a> … <a href='t20230608_33170_5.html'>尾页</a>",
            [f"t20230608_33170_{n}.html" for n in (2, 3, 4, 5)],
        ),
        # Neighbours, not pages.
        ("<a href='t20230608_33171.html'>下一篇</a>", []),
        ("<a href='t20230608_33171.html'>下一页</a>", []),
        ("<a href='http://other.example/xw/t20230608_33170_2.html'>2</a>", []),
        ("<a href='t20230608_33170_2.html'>2人评论</a>", []),
    ],
)
def test_pages_that_are_linked_below_the_text(pager: str, parts: list[str]) -> None:
    assert parts_of(pager) == parts


@pytest.mark.parametrize(
    ("url", "pager", "parts"),
    [
        ("http://gh.example/xw/index.shtml", "<a href='index_1.shtml'>下一页</a>", ["index_1.shtml"]),
        ("http://gh.example/xw/", "<a href='index_1.shtml'>2</a>", ["index_1.shtml"]),
        ("http://gh.example/xw/", "<script>createPageHTML(2, 0, 'index', 'shtml')</script>", ["index_1.shtml"]),
        ("http://gh.example/xw/show.php?id=5", "<a href='show.php?id=5&page=2'>2</a>", ["show.php?id=5&page=2"]),
        ("http://gh.example/xw/show.php?id=5", "<a href='show.php?id=6&page=2'>2</a>", []),
        ("http://gh.example/xw/5_2.html", "<a href='5_3.html'>下一页</a>", ["5_3.html"]),
        ("http://gh.example/xw/5_2.html", "<a href='5_1.html'>上一页</a><a href='6_3.html'>下一页</a>", []),
    ],
)
def test_pages_follow_the_address_of_the_article(url: str, pager: str, parts: list[str]) -> None:
    assert parts_of(pager, url) == parts


def joined(*missing: int) -> Article:
    urls = tuple(f"http://gh.example/1_{n}.html" for n in (2, 3, 4))
    first = Article("题", "一\n二", part_urls=urls)
    others = [(Page(url, url.encode()), Article("题", f"第{n}页")) for n, url in enumerate(urls, 2) if n not in missing]
    return join_parts(first, others)


def test_a_missing_page_keeps_its_place_and_is_said_to_be_missing() -> None:
    whole = joined(3)

    assert whole.body == "一\n二\n第2页\n第4页"
    assert [(part.url[-8:], bool(part.digest), part.paragraphs) for part in whole.pages] == [
        ("", False, 2),
        ("1_2.html", True, 1),
        ("1_3.html", False, 0),
        ("1_4.html", True, 1),
    ]
    assert whole.part_urls == ("http://gh.example/1_3.html",)


def test_every_paragraph_says_which_page_it_came_from() -> None:
    whole = joined()

    lines = iter(whole.body.split("\n"))
    by_page = {part.url: [next(lines) for _ in range(part.paragraphs)] for part in whole.pages}
    assert by_page["http://gh.example/1_3.html"] == ["第3页"]
    assert list(lines) == []


def test_a_page_that_comes_again_under_another_number_is_not_repeated() -> None:
    """Sites that ignore the number answer every further page with the first."""
    first = Article("题", "一\n二", part_urls=("http://gh.example/1_2.html",))

    whole = join_parts(first, [(Page("http://gh.example/1_2.html", b"2"), Article("题", "一\n二"))])

    assert whole.body == "一\n二"
    assert [part.paragraphs for part in whole.pages] == [2, 0]
    assert whole.pages[0] == Part("", "", 2)
