"""A plain text copy becomes the article it was copied from, without what stood around it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Article, Encoding, Failed, Page, Rejected
from extraction.plaintext import read_plaintext

UTF8 = Encoding("utf-8")

# The shape of a mirrored page: converted, glossed, its table cells between bars, its boxes below.
MIRRORED = """河灣市總工會開辦夜校 農(nóng)民工學(xué)技術
以技能培訓為總抓手,幫助農(nóng)民工就業(yè)
2016年01月06日09:58 來源:河灣日報
| 【字號 大 中 小】 | 打印 | 留言 | 論壇 | 網(wǎng)摘 | 手機點評 | 糾錯 |
2015年12月28日,河灣市總工會在城東開辦農(nóng)民工夜校,三十名會員來上第一課。
夜校每周三次課,教焊接和電工,也教怎樣看懂勞動合同。會員說,學(xué)費一分不收。
市總工會表示,明年還要在三個縣開辦同樣的夜校。(記者林遠山)
| (責編:陳靜、周明) |
| 相關(guān)專題 |
| · 地方工會報道 |
工會要聞
- 河灣市表彰一百名先進會員
- 城東縣總工會組織會員體檢 送去關(guān)懷和…
- 鄰市工會來訪,交流夜校經(jīng)驗 兩地約定…
工會發(fā)布會
- 市總工會第三季度新聞發(fā)布會
- 勞動競賽啟動


"""


def read(text: str, captured_at: datetime | None = None) -> Article:
    page = Page("urn:sha256:0", text.encode(), captured_at=captured_at)
    reading = read_plaintext(page, text, UTF8)
    assert isinstance(reading, Article), reading
    return reading


def test_a_mirrored_page_gives_title_subtitle_date_source_and_names() -> None:
    article = read(MIRRORED)

    assert article.title == "河灣市總工會開辦夜校 農民工學技術"
    assert article.subtitle == "以技能培訓為總抓手,幫助農民工就業"
    assert (article.published, article.published_precision) == ("2016-01-06T09:58+08:00", "minute")
    assert article.source == "河灣日報"
    assert article.reporters == ("林遠山",)
    assert article.editors == ("陳靜", "周明")
    assert article.lang == "zh-Hant"


def test_its_body_is_the_paragraphs_without_toolbar_editors_topics_and_boxes() -> None:
    paragraphs = read(MIRRORED).body.split("\n")

    assert len(paragraphs) == 3
    assert paragraphs[0].startswith("2015年12月28日,河灣市總工會")
    assert paragraphs[2].endswith("(記者林遠山)")


def test_topics_and_boxes_stand_beside_it_and_nothing_is_invented() -> None:
    article = read(MIRRORED)

    assert article.topics == ("地方工會報道",)
    assert [(r.kind, r.heading, r.truncated) for r in article.related] == [
        ("box", "工會要聞", False),
        ("box", "工會要聞", True),
        ("box", "工會要聞", True),
        ("box", "工會發布會", False),
        ("box", "工會發布會", False),
    ]
    assert (article.channel, article.images, article.keywords) == ("", (), ())


def test_every_gloss_is_recorded_in_the_field_where_it_stood() -> None:
    article = read(MIRRORED)
    fields = {"title": article.title, "subtitle": article.subtitle, "body": article.body}
    fields |= {f"related.{n}.title": r.title for n, r in enumerate(article.related)}
    fields |= {f"related.{n}.heading": r.heading for n, r in enumerate(article.related)}

    assert len(article.repairs) == MIRRORED.count("(") - 2  # all brackets but those of reporter and editors
    before = {"nóng": "農", "xué": "學", "yè": "業", "wǎng": "網", "guān": "關", "jīng": "經", "fā": "發"}
    for repair in article.repairs:
        if repair.field != "page":
            assert fields[repair.field][repair.offset - 1] == before[repair.found.strip("()")]
    assert sorted(r.found for r in article.repairs if r.field == "page") == ["(guān)", "(wǎng)"]


def test_a_title_and_paragraphs_are_enough() -> None:
    article = read("夜校的灯亮了\n\n河湾市的夜校开学了。\n\n会员们都来了。\n")

    assert (article.title, article.body) == ("夜校的灯亮了", "河湾市的夜校开学了。\n会员们都来了。")
    assert (article.published, article.published_precision, article.source) == ("", "", "")


def test_two_sentences_are_an_article() -> None:
    assert read("河湾市的夜校今天开学了。会员们都来了。").body == "河湾市的夜校今天开学了。会员们都来了。"
    assert read("停课一天\n明天停课。后天照常。").body == "明天停课。后天照常。"


def test_a_notice_is_dated_below_its_signature() -> None:
    article = read("关于夜校放假的通知\n各位会员：\n明天夜校放假一天。\n河湾市总工会\n2016年1月6日")

    assert article.kind == "notice"
    assert article.title == "关于夜校放假的通知"
    assert (article.published, article.published_precision) == ("2016-01-06", "day")
    assert article.body.split("\n")[-1] == "2016年1月6日"


def test_pretitle_and_subtitle_stand_about_the_title() -> None:
    article = read(
        "本市新闻\n夜校的灯亮了\n——三十名会员来上课\n2016-01-06 河湾日报\n河湾市的夜校开学了，会员们都来了。"
    )

    assert (article.pretitle, article.title, article.subtitle) == ("本市新闻", "夜校的灯亮了", "——三十名会员来上课")
    assert article.source == "河湾日报"


def test_the_title_of_the_window_gives_way_to_the_headline() -> None:
    text = "夜校的灯今天亮了-工会新闻-河湾网\n夜校的灯今天亮了\n2016-01-06 09:58\n河湾市的夜校开学了，会员们都来了。"

    assert (read(text).title, read(text).subtitle) == ("夜校的灯今天亮了", "")


def test_a_date_above_the_title_is_read() -> None:
    article = read("2016-01-06 09:58\n夜校的灯亮了\n河湾市的夜校开学了，会员们都来了。")

    assert (article.title, article.published) == ("夜校的灯亮了", "2016-01-06T09:58+08:00")


def test_a_breadcrumb_names_the_channel() -> None:
    article = read("首页 > 工会新闻 > 基层 > 正文\n夜校的灯亮了\n2016-01-06\n河湾市的夜校开学了，会员们都来了。")

    assert (article.channel, article.title) == ("基层", "夜校的灯亮了")


def test_a_date_in_the_first_sentence_is_not_the_date_of_publication() -> None:
    assert read("夜校的灯亮了\n2015年12月28日，河湾市的夜校开学了，三十名会员来上第一课。").published == ""


def test_a_date_after_the_capture_is_not_believed() -> None:
    article = read("夜校的灯亮了\n2030-01-06\n河湾市的夜校开学了。", datetime(2016, 1, 7, tzinfo=UTC))

    assert article.published == ""


def test_a_list_inside_the_text_stays_in_the_body() -> None:
    text = "夜校招生\n夜校教三门课，报名要带：\n- 身份证\n- 会员证\n1、报名从今天开始。\n2、学费全免。"

    assert read(text).body.split("\n")[1:] == ["- 身份证", "- 会员证", "1、报名从今天开始。", "2、学费全免。"]


def test_related_news_without_bullets_are_no_body() -> None:
    text = "夜校的灯亮了\n河湾市的夜校开学了。\n相关阅读：\n夜校招生\n会员体检\n上一篇：夜校\n版权所有 河湾网"
    article = read(text)

    assert article.body == "河湾市的夜校开学了。"
    assert [(r.heading, r.title) for r in article.related] == [("相关阅读", "夜校招生"), ("相关阅读", "会员体检")]


def test_credits_in_the_middle_are_no_paragraph() -> None:
    article = read("夜校的灯亮了\n本报记者 王伟\n河湾市的夜校开学了。\n编辑：陈静")

    assert (article.body, article.reporters, article.editors) == ("河湾市的夜校开学了。", ("王伟",), ("陈静",))


def test_markdown_headings_and_rules_are_no_text() -> None:
    article = read("# 夜校的灯亮了\n\n---\n\n河湾市的夜校开学了。\n\n## 学什么\n\n学焊接。\n")

    assert (article.title, article.body) == ("夜校的灯亮了", "河湾市的夜校开学了。\n学什么\n学焊接。")


def test_english_copies_are_read() -> None:
    text = (
        "River Bay workers open a night school\nBy Jane Doe\nNov. 21, 2019, 5:30 p.m. EST\n\n"
        "Thirty workers came to the first class on Monday, the union said.\n\nThe school will teach welding.\n"
    )
    article = read(text)

    assert article.title == "River Bay workers open a night school"
    assert article.published == "2019-11-21T17:30-05:00"
    assert article.reporters == ("Jane Doe",)
    assert len(article.body.split("\n")) == 2
    assert article.lang == "en"


def test_lines_wrapped_at_a_width_are_joined_to_paragraphs() -> None:
    english = (
        "The night school of River Bay\n\n"
        "Thirty workers came to the first class of the school on\n"
        "Monday evening, said the union, and all of them promised\n"
        "to come again on Wednesday with a friend from the yard.\n\n"
        "The school teaches welding and the reading of contracts\n"
        "to everybody who works in the bay and wants to learn it.\n"
    )
    chinese = (
        "夜校的灯亮了\n\n"
        "　　河湾市的夜校开学了，三十名会员来上第一课，市总工会\n"
        "派来老师，教大家焊接和电工，也教怎样看懂劳动合同和工资\n"
        "单，会员们都说好。\n"
        "　　夜校每周三次课，学费一分不收，书本由市总工会出钱来买\n，来的人越来越多。\n"
    )

    assert len(read(english).body.split("\n")) == 2
    assert "on Monday evening, said" in read(english).body
    assert len(read(chinese).body.split("\n")) == 2
    assert "市总工会派来老师" in read(chinese).body


@pytest.mark.parametrize("text", ["", " \n\u3000\n\ufeff", "\n\n\n"])
def test_an_empty_file_is_rejected_as_empty(text: str) -> None:
    reading = read_plaintext(Page("urn:sha256:0", b""), text, UTF8)

    assert isinstance(reading, Rejected) and reading.reason == "empty"


def test_a_title_alone_and_a_list_of_titles_are_no_articles() -> None:
    page = Page("urn:sha256:0", b"")
    listing = "\n".join(f"第{n}期夜校招生 01-{n:02d}" for n in range(1, 20))

    alone = read_plaintext(page, "夜校的灯亮了\n2016-01-06", UTF8)
    assert isinstance(alone, Rejected) and alone.reason == "no-article"
    several = read_plaintext(page, listing, UTF8)
    assert isinstance(several, Rejected) and several.reason == "listing"


def test_bytes_that_are_no_text_are_rejected() -> None:
    reading = read_plaintext(Page("urn:sha256:0", b""), "\x00\x01\x02\ufffd" * 100, UTF8)

    assert isinstance(reading, Rejected) and reading.reason == "not-text"


LINES = st.lists(
    st.sampled_from([*MIRRORED.split("\n"), "# a", "- b", "。", "\x0c", "|", "2016-01-06"]), max_size=30
).map("\n".join)


@given(LINES)
def test_any_order_of_lines_gives_a_reading_whose_repairs_fit(text: str) -> None:
    reading = read_plaintext(Page("urn:sha256:0", b""), text, UTF8)

    assert not isinstance(reading, Failed)
    if isinstance(reading, Article):
        for repair in reading.repairs:
            if repair.field in ("title", "pretitle", "subtitle", "body"):
                assert 0 < repair.offset <= len(getattr(reading, repair.field))


@given(LINES | st.text(max_size=300))
def test_an_article_says_nothing_that_the_text_does_not(text: str) -> None:
    reading = read_plaintext(Page("urn:sha256:0", b""), text, UTF8)

    if isinstance(reading, Article):
        assert set(reading.title + reading.body + reading.source) <= {*text, " ", "\n"}
    else:
        assert isinstance(reading, Rejected)


@pytest.mark.parametrize(
    "piece", ["a", "\n", "a\n", "- a\n", "|", "(", "农(nóng)", "。", "1、", "记者 ", "2016-01-06\n", "睍"]
)
def test_a_large_file_of_one_thing_is_read_in_bounded_time(piece: str) -> None:
    text = piece * (500_000 // len(piece))

    assert read_plaintext(Page("urn:sha256:0", b""), text, UTF8) is not None


def test_the_seed_is_read_as_its_owner_knows_it(shared: Path) -> None:
    seeds = sorted((shared / "seed").glob("*.txt"))
    if not seeds:
        pytest.skip("no seed beside the project")
    article = read(seeds[0].read_text(encoding="utf-8"))
    glosses = [r for r in article.repairs if r.kind == "gloss"]
    damage = [r for r in article.repairs if r.kind == "damage"]

    assert (article.published, article.published_precision) == ("2016-01-06T09:58+08:00", "minute")
    assert (len(article.reporters), len(article.editors)) == (1, 2)
    assert (len(article.body.split("\n")), len(glosses), len(article.related)) == (5, 128, 15)
    assert sum(r.truncated for r in article.related) == 5
    assert [(r.found, r.put) for r in damage] == [("!焙鲜∥睍泴O", "!焙鲜∥睍泴O")]
    assert damage[0].conjecture == "！”湖南省委副書記孫"
    assert (len(article.topics), article.channel) == (1, "")
