"""The query language: what each form means, what is complained about and where, and the laws that hold for any text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import QueryError
from index.query import parse_query
from index.query_text import query_text
from index.tree import All, And, Filter, Near, Not, Or, Prefix, Present, Range, Text, Tree

TODAY = date(2026, 11, 23)
A, B, C = Text(None, "工会"), Text(None, "培训"), Text(None, "职工")
YEARS = Range("date", "2015", "2016")


def tree(text: str) -> Tree:
    parsed = parse_query(text, TODAY)
    assert parsed.complaints == ()
    return parsed.tree


FORMS: list[tuple[str, Tree]] = [
    ("工会", A),
    ("工会 培训", And((A, B))),
    ("工会\u3000培训", And((A, B))),
    ("工会　ＡＮＤ　培训", And((A, B))),
    ("工会 ＯＲ 培训", Or((A, B))),
    ("工会 ＮＯＴ 培训", And((A, Not(B)))),
    ("ＴＩＴＬＥ：工会", Text("title", "工会")),
    ("ｄａｔｅ：２０１５．．２０１６", YEARS),
    ("ｄａｔｅ：ｔｏｄａｙ", Range("date", "2026-11-23", "2026-11-23")),
    ("ｉｓ：ｅｄｉｔｅｄ", Present("changed")),
    ("ＣＣＴＶ：工会", Text(None, "ＣＣＴＶ：工会")),
    ("*工会*", Prefix(None, "*工会")),
    ("工会 AND 培训", And((A, B))),
    ("工会 且 培训", And((A, B))),
    ("工会 OR 培训", Or((A, B))),
    ("工会 或 培训", Or((A, B))),
    ("工会 -培训", And((A, Not(B)))),
    ("工会 －培训", And((A, Not(B)))),
    ("工会 NOT 培训", And((A, Not(B)))),
    ("工会 非 培训", And((A, Not(B)))),
    ("-培训", Not(B)),
    ("NOT NOT 培训", B),
    ("NOT -培训", B),
    ("工会 培训 OR 职工", Or((And((A, B)), C))),
    ("工会 (培训 OR 职工)", And((A, Or((B, C))))),
    ("工会（培训 OR 职工）", And((A, Or((B, C))))),
    ("工会 -(培训 职工)", And((A, Not(And((B, C)))))),
    ("((工会) (培训))", And((A, B))),
    ("工会 (工会) 工会", A),
    ("工会 OR 工会 OR 培训", Or((A, B))),
    ("工会 - 培训", And((A, B))),
    ("工会，培训", Text(None, "工会，培训")),
    ("工会 ， 培训", And((A, B))),
    ('"工会"', Text(None, "工会", True)),
    ('"AND"', Text(None, "AND", True)),
    ("NOT -AND", Text(None, "AND", True)),
    ("“工会 培训”", Text(None, "工会 培训", True)),
    ("”工会“", Text(None, "工会", True)),
    ("「工会」", Text(None, "工会", True)),
    ("『工会』", Text(None, "工会", True)),
    ("＂工会＂", Text(None, "工会", True)),
    ("脱贫“集结号”", And((Text(None, "脱贫"), Text(None, "集结号", True)))),
    ('"脱贫“集结号”"', Text(None, "脱贫“集结号”", True)),
    ('"工会 培训"~10', Near(None, ("工会", "培训"), 10)),
    ('title:"工会 培训"～3', Near("title", ("工会", "培训"), 3)),
    ('"工会"~10', Text(None, "工会", True)),
    ('"工会 培训"~99999999999999999999', Near(None, ("工会", "培训"), 1000)),
    ("招聘3~5人", Text(None, "招聘3~5人")),
    ("2015~2016", Text(None, "2015~2016")),
    ("你好~", Text(None, "你好~")),
    ("worker*", Prefix(None, "worker")),
    ("title:worker*", Prefix("title", "worker")),
    ("*", All()),
    ("title:工会", Text("title", "工会")),
    ("TITLE:工会", Text("title", "工会")),
    ("标题：工会", Text("title", "工会")),
    ("標題:工会", Text("title", "工会")),
    ("title: 工会", Text("title", "工会")),
    ("title:(工会 OR 培训)", Or((Text("title", "工会"), Text("title", "培训")))),
    ("标题：（工会 site:people）", And((Text("title", "工会"), Filter("site", "people")))),
    ("-title:培训", Not(Text("title", "培训"))),
    ("source:工人日报", Text("source", "工人日报", True)),
    ("来源：“工人日报”", Text("source", "工人日报", True)),
    ("reporter:王* ", Prefix("reporter", "王")),
    ("reporter:*", Present("reporter")),
    ("-editor:*", Not(Present("editor"))),
    ("site:people", Filter("site", "people")),
    ("站点:people", Filter("site", "people")),
    ("kind:notice", Filter("kind", "notice")),
    ("is:withdrawn", Filter("status", "withdrawn")),
    ("date:2016", Range("date", "2016", "2016")),
    ("date:2016-01", Range("date", "2016-01", "2016-01")),
    ("日期：2016-1-6", Range("date", "2016-01-06", "2016-01-06")),
    ("date:2015..2016", YEARS),
    ("date:..2012", Range("date", None, "2012")),
    ("date:2012..", Range("date", "2012", None)),
    ("date:(2014 OR 2016)", Or((Range("date", "2014", "2014"), Range("date", "2016", "2016")))),
    ("工会 date:2015..2016", And((A, YEARS))),
    ("12:30", Text(None, "12:30")),
    ("1:0", Text(None, "1:0")),
    ("快讯：工会成立", Text(None, "快讯：工会成立")),
    ("COVID-19:工会", Text(None, "COVID-19:工会")),
    ("urn:import:people:7", Text(None, "urn:import:people:7")),
    ("http://a.example/n?x=1", Or((Text("url", "a.example/n?x=1", True), Text(None, "http://a.example/n?x=1", True)))),
    ("url:https://a.example/x", Text("url", "a.example/x", True)),
    (
        "https://a.example/~7",
        Or((Text("url", "a.example/~7", True), Text(None, "https://a.example/~7", True))),
    ),
    ("2015年~2016", Text(None, "2015年~2016")),
    ("(url:a.example/x)", Text("url", "a.example/x", True)),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_each_form_means_one_tree(text: str, expected: Tree) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_a_tree_shown_as_a_query_reads_as_the_same_tree(text: str, expected: Tree) -> None:
    assert tree(query_text(expected)) == expected


COMPLAINTS = [
    ("工会 title:(", A, "a closing ) is missing", 3, 9),
    ("工会 (培训", And((A, B)), "a closing ) is missing", 3, 3),
    ("工会) 培训", And((A, B)), "this ) closes nothing", 2, 2),
    ('"工会', Text(None, "工会", True), "a closing quotation mark is missing", 0, 0),
    ("工会 titel:培训", A, '"titel" is no field; did you mean title: ?', 3, 3),
    ("工会 titel:(a b)", A, '"titel" is no field; did you mean title: ?', 3, 3),
    ("工会 标體:培训", A, '"标體" is no field; did you mean 标题: ?', 3, 3),
    ("工会 xyzzy:培训", A, '"xyzzy" is no field; `help query` lists the fields', 3, 3),
    ("工会 title:", A, "title: wants a value", 3, 9),
    ("工会 title:！", A, "title: wants a value", 3, 9),
    ("工会 OR", A, "OR wants something on its right", 3, 3),
    ("OR 工会", A, "OR wants something on its left", 0, 0),
    ("工会 AND", A, "AND wants something on its right", 3, 3),
    ("工会 NOT", A, "NOT wants something on its right", 3, 3),
    ("工会 ()", A, "nothing stands between ( and )", 3, 3),
    ("工会 “”", A, "the quotation holds no word to search for", 3, 3),
    ("工会 status:foo", A, "status: knows current, withdrawn, moved", 3, 10),
    (
        "工会 类型:公告",
        A,
        "kind: knows article, notice, transcript, gallery, video, attachment",
        3,
        6,
    ),
    ("工会~2", A, '~ stands right behind a quotation: "工会 农民工"~10', 0, 2),
    ("工会 ~10", A, '~ stands right behind a quotation: "工会 农民工"~10', 3, 3),
    ("title:工会～10", Text("title", "工会"), '~ stands right behind a quotation: "工会 农民工"~10', 0, 8),
    ('工会 "a b"~', And((A, Text(None, "a b", True))), '~ wants a number of characters: "工会 农民工"~10', 3, 8),
    ('"a b"~-1 工会', And((Text(None, "a b", True), A)), '~ wants a number of characters: "工会 农民工"~10', 0, 5),
    ("工会 w*k", And((A, Text(None, "w"), Text(None, "k"))), "* stands behind the beginning of a word: work*", 3, 4),
    ("工会 *shop", And((A, Text(None, "shop"))), "* stands behind the beginning of a word: work*", 3, 3),
    (
        "title:工*会*",
        And((Text("title", "工"), Prefix("title", "会"))),
        "* stands behind the beginning of a word: work*",
        0,
        7,
    ),
    (
        "a*或 工会",
        And((Text(None, "a"), Text(None, "或", True), A)),
        "* stands behind the beginning of a word: work*",
        0,
        1,
    ),
    ("工会 date:2016-13", A, '"2016-13" is no day of the calendar', 3, 8),
    ("工会 date:2016..2015", A, '"2016..2015" ends before it begins', 3, 8),
    ("工会 is:funny", A, "is: knows withdrawn, moved, current, edited", 3, 6),
]


@pytest.mark.parametrize(("text", "expected", "message", "start", "offset"), COMPLAINTS)
def test_a_fault_is_named_with_its_place_and_the_rest_is_searched(
    text: str, expected: Tree, message: str, start: int, offset: int
) -> None:
    parsed = parse_query(text, TODAY)

    assert parsed.tree == expected
    assert [(c.message, c.start, c.offset) for c in parsed.complaints] == [(message, start, offset)]


@pytest.mark.parametrize("text", ["", "   ", "，。", "title:(", "title:", "nosuch:工会", "()", "-", "NOT", "date:soon"])
def test_where_nothing_can_be_searched_the_query_is_an_error(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text, TODAY)


@pytest.mark.parametrize("text", ["工" * 4001, "(" * 41 + "工会", "title:(" * 50])
def test_a_query_beyond_the_bounds_is_an_error_and_quick(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text, TODAY)


@pytest.mark.parametrize("text", ["a:" * 2000, "-" * 4000 + "x", "NOT " * 900 + "x", "title:" * 600, '"' * 3999 + "x"])
def test_long_chains_do_not_exhaust_the_stack(text: str) -> None:
    try:
        parse_query(text, TODAY)
    except QueryError:
        pass


def test_nearness_is_asked_for_so_often_and_no_more() -> None:
    parsed = parse_query(" ".join(f'"工会 词{n}"~10' for n in range(9)), TODAY)

    assert isinstance(parsed.tree, And)
    assert len(parsed.tree.children) == 8
    assert [c.message for c in parsed.complaints] == ["a query may ask for the nearness of 16 words in all"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('工会"', "a closing quotation mark is missing"),
        ("(as-of:2026 OR as-of:2027) 工会", "as-of: is said once and holds for the whole query"),
        ("工会 (titel:x OR 职工)", '"titel" is no field; did you mean title: ?'),
    ],
)
def test_one_fault_is_complained_about_once(query: str, message: str) -> None:
    assert [fault.message for fault in parse_query(query, TODAY).complaints] == [message]


def test_as_of_looks_back_to_the_end_of_its_day() -> None:
    assert parse_query("工会 as-of:2016-02", TODAY).as_of == "2016-02-29"
    assert parse_query("截至：2016", TODAY).tree == All()


PIECES = st.sampled_from(
    [
        *' \u3000()（）"“”「」『』｢*-－:：~～.,，？!#\\',
        *(
            "工会",
            "農民工",
            "且",
            "或",
            "非",
            "AND",
            "OR",
            "NOT",
            "title",
            "标题",
            "source:",
            "date:",
            "is:",
            "url:",
            "x:",
        ),
        *(
            "site:",
            "as-of:",
            "2016",
            "2015..2016",
            "http://",
            "12:30",
            "worker",
            "近7天",
            "去年",
            "😀",
            "\ud800",
            "\0",
            "é",
        ),
    ]
)
QUERIES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


@settings(max_examples=600, deadline=None)
@given(QUERIES)
def test_no_text_crashes_the_parser_and_printing_loses_nothing(text: str) -> None:
    try:
        parsed = parse_query(text, TODAY)
    except QueryError:
        return

    assert all(0 <= c.start <= c.offset <= len(text) for c in parsed.complaints)
    again = parse_query(query_text(parsed.tree), TODAY)
    assert (again.tree, again.complaints) == (parsed.tree, ())
