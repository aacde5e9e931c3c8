"""A credit line that is written comes back with the same roles and names, whatever layout a site writes it in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Article
from extraction.bylines import Bylines, is_credit_line, people_named, read_bylines, reporters_in_body

ROLES = ("reporters", "correspondents", "photographers", "editors")
# Labels that stand before a blank as well as before a colon, and labels that need a colon or a bar.
FREE = {
    "reporters": (
        *("记者", "本报记者", "記者", "本報記者", "首席记者", "全媒体记者", "见习记者", "特约记者"),
        *("新华社记者", "本报首席记者", "本网记者"),
        *("河湾日报记者", "河湾日报-河湾网记者", "《河湾晚报》记者", "河湾广播记者", "融媒體記者"),
        *("本报驻河湾记者", "作者"),
    ),
    "correspondents": ("通讯员", "本报通讯员", "通訊員", "特约通讯员", "实习生", "實習生", "本报实习生"),
    "photographers": ("摄影", "攝影", "摄影记者", "攝影記者", "本报摄影记者"),
    "editors": (
        *("编辑", "責任編輯", "责任编辑", "责编", "責編", "流程编辑", "核稿編輯", "校对", "审核", "一审", "二審"),
        *("终审", "监制", "责任校对"),
    ),
}  # fmt: skip
MARKED = {
    "reporters": ("文", "撰文", "撰稿", "采写", "採寫", "执笔", "供稿", "文字", "作 者", "记 者", "整理", "採訪"),
    "correspondents": ("通讯员", "实习生"),
    "photographers": ("图", "圖", "摄", "图片", "拍摄", "供图"),
    "editors": (
        *("责 编", "编 辑", "主编", "策划", "統籌", "值班编委", "总监制", "编审", "签发", "複審", "值班主任"),
        *("校 对", "执行主编"),
        *("新媒体编辑", "视频编辑", "责任校对", "审稿"),
    ),
}  # fmt: skip
NAMES = (
    *("王伟", "李小强", "陈静", "欧阳小梅", "司马北", "林遠山", "杜若溪", "阿里木·买买提", "古丽娜尔·艾山"),
    *("周明", "孙大壮", "赵一曼"),
    *("许红", "尼格买提", "阿不都热合曼", "约翰·F·史密斯", "郑王小云", "高山"),
)  # fmt: skip
MARKS = ("：", ":", "/", "／", "｜", "丨", "|", " ：", "： ", "︰")
GAPS = (" ", "\u3000", "  ", "\u00a0\u00a0", " | ", "；", "　　", "\u2002")
WRAPS = (
    ("", ""),
    ("（", "）"),
    ("(", ")"),
    ("[", "]"),
    ("【", "】"),
    ("〔", "〕"),
    ("□ ", ""),
    ("■", ""),
    ("|", "|"),
    ("　　", ""),
)


def roles_of(found: Bylines) -> dict[str, list[str]]:
    return {role: list(names) for role in ROLES if (names := getattr(found, role))}


def roles_of_article(article: Article) -> dict[str, list[str]]:
    return {role: list(names) for role in ROLES if (names := getattr(article, role))}


def spaced(name: str) -> str:
    """王 伟, as newspapers set names of two characters."""
    return " ".join(name) if len(name) == 2 else name


@st.composite
def credit_lines(draw: st.DrawFn) -> tuple[str, dict[str, list[str]]]:
    """A line, and who it names by role."""
    names = iter(draw(st.permutations(NAMES)))
    chosen = draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=4, unique=True))
    free = draw(st.booleans())
    mark = " " if free else draw(st.sampled_from(MARKS))
    gap = draw(st.sampled_from(GAPS))
    comma = draw(st.sampled_from(("、", " ", "，", "　", "、 ")))
    apart = draw(st.booleans())
    roles: dict[str, list[str]] = {}
    credits = []
    for role in chosen:
        labels = FREE[role] if free else (*FREE[role], *MARKED[role])
        label = draw(st.sampled_from(labels))
        roles[role] = [next(names) for _ in range(draw(st.integers(1, 3)))]
        attached = free and draw(st.booleans()) and label[-1] in "者員员生" and label != "作者"  # 记者王伟
        credits.append(label + ("" if attached else mark) + comma.join(spaced(n) if apart else n for n in roles[role]))
    before, after = draw(st.sampled_from(WRAPS))
    return before + gap.join(credits) + after, roles


@settings(max_examples=300, deadline=None)
@given(credit_lines())
def test_a_written_credit_line_is_read_back_and_nothing_of_it_is_body(
    written: tuple[str, dict[str, list[str]]],
) -> None:
    line, roles = written

    found = read_bylines([line])

    assert roles_of(found) == roles
    assert is_credit_line(line)
    assert found.byline == " ".join(line.split())


@given(credit_lines(), credit_lines())
def test_two_lines_give_what_each_gives(
    one: tuple[str, dict[str, list[str]]], other: tuple[str, dict[str, list[str]]]
) -> None:
    together = roles_of(read_bylines([one[0], other[0]]))

    for role in ROLES:
        assert together.get(role, []) == list(dict.fromkeys([*one[1].get(role, []), *other[1].get(role, [])]))


OUTLETS = (
    *("河湾日报", "工人日报", "河湾市总工会", "新华社", "河湾网－河湾日报", "“河湾工会”微信公众号", "河湾工会客户端"),
    "River Bay Post",
)

SOURCES = (
    *("来源", "來源", "稿件来源", "文章来源", "信息来源", "转自", "轉自", "稿源"),
    *("转载自", "来　源", "图文来源", "本文转自"),
)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(OUTLETS),
    st.sampled_from(SOURCES),
    st.sampled_from(MARKS),
    st.sampled_from([" ", "\u3000", "  ", " | ", "丨"]),
    credit_lines(),
)  # fmt: skip
def test_a_source_before_the_names_is_the_outlet_alone(
    outlet: str, label: str, mark: str, gap: str, written: tuple[str, dict[str, list[str]]]
) -> None:
    line, roles = written
    line = line.strip("（）()[]【】〔〕□■|　 ")

    found = read_bylines([f"{label}{mark}{outlet}{gap}{line}"])

    assert found.source == outlet
    assert roles_of(found) == roles


@given(
    st.permutations(NAMES),
    st.sampled_from("/／｜|"),
    st.sampled_from(["文", "撰文"]),
    st.sampled_from(["图", "摄", "攝", "摄影"]),
)
def test_jobs_may_stand_behind_their_names(names: Sequence[str], bar: str, text: str, picture: str) -> None:
    found = read_bylines([f"{names[0]}{bar}{text} {names[1]}{bar}{picture}"])

    assert roles_of(found) == {"reporters": [names[0]], "photographers": [names[1]]}


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("来源：工人日报 记者 王伟", {"reporters": ["王伟"]}),
        ("来源：工人日报记者王伟", {"reporters": ["王伟"]}),
        ("新华社记者王伟摄", {"photographers": ["王伟"]}),
        ("摄影：新华社记者 王伟", {"photographers": ["王伟"]}),
        ("摄影/本报记者 王伟", {"photographers": ["王伟"]}),
        ("文/本报记者 王伟 摄影/李娜", {"reporters": ["王伟"], "photographers": ["李娜"]}),
        ("图/文 王伟", {"reporters": ["王伟"], "photographers": ["王伟"]}),
        ("文、圖／王偉", {"reporters": ["王偉"], "photographers": ["王偉"]}),
        ("文 王伟 图 李娜", {"reporters": ["王伟"], "photographers": ["李娜"]}),
        ("记者 王伟 文 李娜 图", {"reporters": ["王伟"], "photographers": ["李娜"]}),
        (
            "记者 王伟 通讯员 李娜 文/图",
            {"reporters": ["王伟"], "correspondents": ["李娜"], "photographers": ["王伟", "李娜"]},
        ),
        ("记者 王伟 通讯员 李娜 摄", {"reporters": ["王伟"], "correspondents": ["李娜"], "photographers": ["李娜"]}),
        ("本报记者 王伟 文 本报记者 李娜 摄", {"reporters": ["王伟"], "photographers": ["李娜"]}),
        ("通讯员 王伟 李娜/文 张小强/图", {"correspondents": ["王伟", "李娜"], "photographers": ["张小强"]}),
        ("本报记者王伟文/摄", {"reporters": ["王伟"], "photographers": ["王伟"]}),
        ("一审丨王伟 二审丨李娜 三审丨张三", {"editors": ["王伟", "李娜", "张三"]}),
        ("記者王偉／台北報導", {"reporters": ["王偉"]}),
        ("〔記者王偉／台北報導〕", {"reporters": ["王偉"]}),
        ("（中央社記者王偉台北5日電）", {"reporters": ["王偉"]}),
        ("（編輯：王偉）1150105", {"editors": ["王偉"]}),
        ("口述：王伟 整理：李娜", {"reporters": ["李娜"]}),
        ("作者：王伟（华东大学教授）", {"reporters": ["王伟"]}),
        ("作者：王伟，系华东大学教授", {"reporters": ["王伟"]}),
        ("作者：[美] 约翰·史密斯", {"reporters": ["约翰·史密斯"]}),
        ("（供稿：市总工会办公室 王伟）", {"reporters": ["王伟"]}),
        ("通讯员 河湾市总工会王伟", {"correspondents": ["王伟"]}),
        ("【我要纠错】 责任编辑：王伟", {"editors": ["王伟"]}),
        ("责任编辑：王伟 【打印】【关闭】", {"editors": ["王伟"]}),
        ("責(zé)任編輯：王偉", {"editors": ["王偉"]}),
        ("来源:工人日报  作者:王伟  发布时间:2026-01-05 10:00  浏览次数：100", {"reporters": ["王伟"]}),
        ("制图：王伟 文字：李娜", {"reporters": ["李娜"]}),
        ("王伟/编辑", {"editors": ["王伟"]}),
        ("记者 王伟 李娜 等", {"reporters": ["王伟", "李娜"]}),
        ("记者：王伟等", {"reporters": ["王伟"]}),
        ("（作者：王伟 单位：河湾市总工会）", {"reporters": ["王伟"]}),
        ("作者：呼格吉勒图 德吉央宗", {"reporters": ["呼格吉勒图", "德吉央宗"]}),
        ("【撰文、訪問：王偉、李娜／圖：周明】", {"reporters": ["王偉", "李娜"], "photographers": ["周明"]}),
        ("【撰文：皇甫河旺教授】", {"reporters": ["皇甫河旺"]}),
        ("撰文：河灣研究社成員王偉", {"reporters": ["王偉"]}),
        ("【记者】王伟 【通讯员】李娜", {"reporters": ["王伟"], "correspondents": ["李娜"]}),
        ("【本文责编】张三", {"editors": ["张三"]}),
        ("【作者】 王伟；李娜", {"reporters": ["王伟", "李娜"]}),
        ("編輯╱王偉", {"editors": ["王偉"]}),
        ("記者王偉╱台北報導", {"reporters": ["王偉"]}),
        ("聯合報 記者王偉／台北即時報導", {"reporters": ["王偉"]}),
        ("一审一校：王伟  二审二校：李娜", {"editors": ["王伟", "李娜"]}),
        ("编辑 王伟 美编 李娜", {"editors": ["王伟"]}),
        ("新京报记者 王伟 编辑 李娜 校对 张三", {"reporters": ["王伟"], "editors": ["李娜", "张三"]}),
        ("来源：工人日报 作者：王伟 编辑：李娜 2026年01月05日 10:00", {"reporters": ["王伟"], "editors": ["李娜"]}),
        ("来源：工人日报（记者 王伟 通讯员 李娜）", {"reporters": ["王伟"], "correspondents": ["李娜"]}),
        ("信息来源：市总工会 作者：宣教部 责编：王伟", {"editors": ["王伟"]}),
        ("（王伟 李娜）", {"reporters": ["王伟", "李娜"]}),
    ],
)  # fmt: skip
def test_who_did_what_is_told_by_rank_and_job(line: str, roles: dict[str, list[str]]) -> None:
    assert roles_of(read_bylines([line])) == roles
    assert is_credit_line(line)


@pytest.mark.parametrize(
    "line",
    [
        *("责任编辑：市总工会", "审核：河湾市总工会办公室", "供稿：河湾市总工会", "供稿单位：市总工会"),
        *("流程编辑：u029", "责任编辑：admin"),
        *("作者：本站", "作者：佚名", "图：受访者供图", "图片来源：市总工会", "海报设计：王伟", "翻译：王伟"),
        *("发布人：办公室", "漫画/王伟"),
        *("By STAFF", "By Staff Reports", "By The Associated Press", "Editor: huaxia"),
    ],
)  # fmt: skip
def test_a_credit_that_names_no_person_is_taken_out_and_kept_as_it_stands(line: str) -> None:
    found = read_bylines([line])

    assert is_credit_line(line)
    assert (roles_of(found), found.byline) == ({}, line)


@pytest.mark.parametrize(
    "line",
    [
        *("编辑王伟说，夜校很好。", "文：王伟说，夜校很好。", "文：王伟说", "《华夏时报》记者进入车间"),
        *("作者系华东大学教授", "记者：你怎么看夜校？"),
        *("记者：请介绍一下夜校", "编辑 王伟，夜校的老师", "他是记者王伟", "记者 王伟走进夜校，看到灯亮着。"),
        *("图为夜校教室", "本报记者在夜校看到"),
        *("摄影 王伟的作品获奖", "编辑部的灯还亮着", "校对 王伟的稿子用了三天。"),
        *("审核 王伟提交的材料，用了两天", "设计：一张图看懂夜校的课程表是怎么排的"),
        *("通讯员培训班开班", "来源很多，去向也很多。", "记者节到了"),
        *("The roster, written by Jane Doe, was put up.", "By Tuesday the crews had gone."),
        *("视频 | 图片 | 专题 | 直播", "文字 | 图片 | 视频", "编辑推荐：夜校的灯亮了"),
        *("Editor's note: the roster was changed.", "Sources: they said so", "Photos of the quay by night"),
    ],
)  # fmt: skip
def test_prose_is_no_credit(line: str) -> None:
    assert not is_credit_line(line)
    assert roles_of(read_bylines([line])) == {}
    assert roles_of(reporters_in_body([line], [line])) == {}


@pytest.mark.parametrize(
    ("paragraph", "roles"),
    [
        ("本报北京1月5日电（记者王伟 通讯员李娜）夜校开学了。", {"reporters": ["王伟"], "correspondents": ["李娜"]}),
        ("新华社河湾1月5日电（记者 王 伟、李 娜）夜校开学了。", {"reporters": ["王伟", "李娜"]}),
        ("中新网河湾1月5日电 (记者 王伟)夜校开学了。", {"reporters": ["王伟"]}),
        ("【本报讯】（特约记者 王伟）夜校开学了。", {"reporters": ["王伟"]}),
        ("【本报讯】记者王伟报道：夜校开学了。", {"reporters": ["王伟"]}),
        ("本报讯 记者王伟 通讯员李娜 近日，夜校开学了。", {"reporters": ["王伟"], "correspondents": ["李娜"]}),
        ("本报讯 （全媒体记者 王伟 实习生 李娜）夜校开学了。", {"reporters": ["王伟"], "correspondents": ["李娜"]}),
        (
            "河湾工人报讯（首席记者王伟 见习记者李娜 通讯员周明）夜校开学了。",
            {"reporters": ["王伟", "李娜"], "correspondents": ["周明"]},
        ),
        ("本报讯 通讯员王伟报道：夜校开学了。", {"correspondents": ["王伟"]}),
        ("〔記者王偉／台北報導〕夜校開學了。", {"reporters": ["王偉"]}),
        ("（中央社記者王偉台北5日電）夜校開學了。", {"reporters": ["王偉"]}),
        ("香港訊（記者 王偉）夜校開學了。", {"reporters": ["王偉"]}),
        ("人民网河湾1月5日电 （记者阿里木·买买提）夜校开学了。", {"reporters": ["阿里木·买买提"]}),
    ],
)  # fmt: skip
def test_the_lead_of_a_dispatch_names_who_sent_it(paragraph: str, roles: dict[str, list[str]]) -> None:
    assert roles_of(reporters_in_body([paragraph, "第二段。"], ["第二段。"])) == roles


def test_names_in_brackets_behind_the_last_sentence_are_the_writers() -> None:
    assert reporters_in_body(["一。"], ["夜校明年还办。（王伟 李娜）"]).reporters == ("王伟", "李娜")
    assert reporters_in_body(["一。"], ["夜校明年还办。（完）"]).reporters == ()
    assert reporters_in_body(["一。"], ["夜校明年还办。（高清图）"]).reporters == ()
    assert reporters_in_body(["一。"], ["出席的有市总工会主席（王伟）"]).reporters == ()


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Source: Xinhua Editor: Li Na", {"editors": ["Li Na"]}),
        ("Source: Xinhua | Editor: Li Na", {"editors": ["Li Na"]}),
        ("Story by Jane Doe; Photos by John Roe", {"reporters": ["Jane Doe"], "photographers": ["John Roe"]}),
        ("Story and photos by Jane Doe", {"reporters": ["Jane Doe"], "photographers": ["Jane Doe"]}),
        ("Words by Jane Doe, photos by John Roe", {"reporters": ["Jane Doe"], "photographers": ["John Roe"]}),
        (
            "Reporting by Jane Doe in Bay City; Editing by John Roe and Mary Poe",
            {"reporters": ["Jane Doe"], "editors": ["John Roe", "Mary Poe"]},
        ),
        ("By Jane Doe, Labor Correspondent", {"reporters": ["Jane Doe"]}),
        ("By Jane Doe | Union Times", {"reporters": ["Jane Doe"]}),
        ("By Jane Doe of Union Times", {"reporters": ["Jane Doe"]}),
        ("By Jane Doe, John Roe and Mary Poe", {"reporters": ["Jane Doe", "John Roe", "Mary Poe"]}),
        ("By Jane Doe on Monday, January 5, 2026", {"reporters": ["Jane Doe"]}),
        ("Jane Doe, Staff Writer", {"reporters": ["Jane Doe"]}),
        ("Photo: John Roe/River Bay Post", {"photographers": ["John Roe"]}),
        ("Author: Jane Doe", {"reporters": ["Jane Doe"]}),
        ("Text: Jane Doe; Photos: John Roe", {"reporters": ["Jane Doe"], "photographers": ["John Roe"]}),
        ("Editor: 王伟", {"editors": ["王伟"]}),
        ("By WANG WEI in Beijing | Union Times | 2026-01-05", {"reporters": ["Wang Wei"]}),
        ("Updated: Jan 5, 2026 By Jane Doe", {"reporters": ["Jane Doe"]}),
    ],
)  # fmt: skip
def test_an_english_credit_line_gives_each_role_its_names(line: str, roles: dict[str, list[str]]) -> None:
    assert roles_of(read_bylines([line])) == roles
    assert is_credit_line(line)


def test_organisations_that_sign_are_no_persons() -> None:
    said = [
        "The Associated Press",
        "Staff Reports",
        "River Bay Federation of Labor",
        "Union Times Staff",
        "desk@bay.example",
    ]

    assert people_named(said) == ()
    assert people_named(["By Jane Doe and John Roe", "Bay Times"], "Bay Times") == ("Jane Doe", "John Roe")


def test_the_source_of_an_english_line_ends_before_the_next_label() -> None:
    assert read_bylines(["Source: Xinhua Editor: Li Na"]).source == "Xinhua"


@pytest.mark.parametrize(
    "line",
    [
        *("（原标题：夜校的灯亮了）", "原标题：夜校的灯亮了", "原标题：《夜校的灯亮了》", "[原标题：夜校的灯亮了]"),
        *("原標題：夜校的灯亮了", "原题：夜校的灯亮了"),
    ],
)  # fmt: skip
def test_the_original_title_has_a_place_of_its_own(line: str) -> None:
    found = read_bylines([line])

    assert (found.original_title, found.byline) == ("夜校的灯亮了", "")
    assert is_credit_line(line)


def test_a_second_source_that_no_field_holds_is_kept_raw() -> None:
    found = read_bylines(["来源：河湾日报", "转自：河湾网"])

    assert (found.source, found.byline) == ("河湾日报", "转自：河湾网")


def test_a_label_without_value_takes_no_other_label_for_one() -> None:
    found = read_bylines(["作者：", "来源：河湾日报", "编辑：", "王伟"])

    assert (found.reporters, found.source, found.editors) == ((), "河湾日报", ("王伟",))
