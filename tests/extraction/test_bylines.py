"""Every name of a byline goes to its role, and what is no byline gives no name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.bylines import (
    Bylines,
    is_credit_line,
    merge_bylines,
    read_bylines,
    read_editors,
    read_source,
    reporters_in_body,
    split_names,
)

Names = Sequence[str]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王伟、李小强，陈静", ["王伟", "李小强", "陈静"]),
        ("王 伟 李小强", ["王伟", "李小强"]),
        ("王 伟、李 强", ["王伟", "李强"]),
        ("王　伟", ["王伟"]),
        ("欧阳 娜 司马小北", ["欧阳娜", "司马小北"]),
        ("阿里木·买买提、林远", ["阿里木·买买提", "林远"]),
        ("林遠山 陳靜", ["林遠山", "陳靜"]),
        ("王伟（实习）、李强", ["王伟", "李强"]),
        ("王伟和李小强", ["王伟", "李小强"]),
        ("Jane Doe and John Q. Roe", ["Jane Doe", "John Q. Roe"]),
        ("JANE DOE, Mary O'Neil", ["Jane Doe", "Mary O'Neil"]),
        ("王伟、王伟", ["王伟"]),
        ("从市总工会获悉", []),
        ("Monday Morning", ["Monday Morning"][:0]),
        ("", []),
    ],
)
def test_names_are_split_and_joined(text: str, names: Names) -> None:
    assert list(split_names(text)) == list(names)


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("本报记者 王伟 通讯员 李强", {"reporters": ["王伟"], "correspondents": ["李强"]}),
        ("本报记者王伟 李小强", {"reporters": ["王伟", "李小强"]}),
        ("□ 本报记者 王伟", {"reporters": ["王伟"]}),
        ("记者：王伟、李强 编辑：陈静", {"reporters": ["王伟", "李强"], "editors": ["陈静"]}),
        ("記者 林遠山 攝影 林遠", {"reporters": ["林遠山"], "photographers": ["林遠"]}),
        ("全媒体记者 王伟 实习生 李小强", {"reporters": ["王伟"], "correspondents": ["李小强"]}),
        ("河湾日报-河湾网记者 王伟", {"reporters": ["王伟"]}),
        ("《河湾晚报》首席记者 王伟", {"reporters": ["王伟"]}),
        ("【本报记者王伟 北京报道】", {"reporters": ["王伟"]}),
        ("记者王伟北京报道", {"reporters": ["王伟"]}),
        ("作者：王伟", {"reporters": ["王伟"]}),
        ("文/王伟 图/李强", {"reporters": ["王伟"], "photographers": ["李强"]}),
        ("文｜王伟 编辑｜李强", {"reporters": ["王伟"], "editors": ["李强"]}),
        ("王伟/文 李强/图", {"reporters": ["王伟"], "photographers": ["李强"]}),
        ("文/图 本报记者 王伟", {"reporters": ["王伟"], "photographers": ["王伟"]}),
        ("本报记者 王伟 摄影报道", {"reporters": ["王伟"], "photographers": ["王伟"]}),
        ("王伟 摄", {"photographers": ["王伟"]}),
        ("本报记者 王伟 摄", {"photographers": ["王伟"]}),
        ("摄影：李强", {"photographers": ["李强"]}),
        ("（责任编辑：王伟、陈静）", {"editors": ["王伟", "陈静"]}),
        ("| (責編:陳靜、周明) |", {"editors": ["陳靜", "周明"]}),
        ("责任编辑：王小易_NE0011", {"editors": ["王小易"]}),
        ("（视频编辑：王伟 文字编辑：李强）", {"editors": ["王伟", "李强"]}),
        ("编辑：王伟 审核：李强 监制：陈静", {"editors": ["王伟", "李强", "陈静"]}),
        ("一审：王伟 二审：李强", {"editors": ["王伟", "李强"]}),
        ("By Jane Doe and John Roe", {"reporters": ["Jane Doe", "John Roe"]}),
        ("By JANE DOE, Staff Writer", {"reporters": ["Jane Doe"]}),
        ("By Jane Doe Senior Labor Correspondent", {"reporters": ["Jane Doe"]}),
        ("By Jane Doe | River Bay News", {"reporters": ["Jane Doe"]}),
        (
            "(Reporting by Jane Doe and John Roe; Editing by Mary Poe)",
            {"reporters": ["Jane Doe", "John Roe"], "editors": ["Mary Poe"]},
        ),
    ],
)
def test_a_credit_line_gives_each_role_its_names_and_nothing_else(line: str, roles: dict[str, Names]) -> None:
    found = read_bylines([line])

    got = {
        role: list(names)
        for role in ("reporters", "correspondents", "photographers", "editors")
        if (names := getattr(found, role))
    }
    assert got == roles
    assert is_credit_line(line)
    assert found.byline


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：河湾日报", "河湾日报"),
        ("2016年01月06日09:58 來源:河灣日報", "河灣日報"),
        ("来源： 河湾网－《河湾日报》", "河湾网－《河湾日报》"),
        ("来源：《河湾日报》", "河湾日报"),
        ("转自：河湾网", "河湾网"),
        ("来源：河湾日报 作者：王伟", "河湾日报"),
        ("来源：河湾日报  发布时间：2016-01-06", "河湾日报"),
        ("来源：河湾日报 | 2016-01-06", "河湾日报"),
        ("来源：河湾日报（责任编辑：王伟）", "河湾日报"),
        ("来源：River Bay Post (www.bay.example)", "River Bay Post (www.bay.example)"),
        ("图片来源：某图片社 来源：河湾日报", "河湾日报"),
        ("水的来源很多", ""),
    ],
)
def test_the_source_is_the_outlet_alone(line: str, source: str) -> None:
    assert read_bylines([line]).source == source


def test_a_source_without_label_is_taken_as_it_is() -> None:
    assert read_source(" 河湾日报 ") == "河湾日报"
    assert read_source("来源：河湾日报") == "河湾日报"


def test_an_editors_box_is_read_with_and_without_its_label() -> None:
    assert read_editors("（责编：陈静、周明）") == ("陈静", "周明")
    assert read_editors("陈静、周明") == ("陈静", "周明")
    assert read_editors("") == ()


def test_a_label_alone_on_its_line_takes_its_value_from_the_next() -> None:
    found = read_bylines(["来源：", "河湾日报", "作者：", "王伟"])

    assert (found.source, found.reporters) == ("河湾日报", ("王伟",))


def test_the_original_title_is_kept_apart() -> None:
    assert read_bylines(["原标题：夜校的灯亮了"]).original_title == "夜校的灯亮了"


@pytest.mark.parametrize(
    ("paragraph", "reporters"),
    [
        ("河湾网河湾11月8日电 （记者林伟）市总工会日前开办夜校。", ["林伟"]),
        ("本报讯（记者 王伟 通讯员 李强）市总工会日前开办夜校。", ["王伟"]),
        ("本报讯 记者王伟 李小强 近日，市总工会开办夜校。", ["王伟", "李小强"]),
        ("本报北京1月5日电 记者王伟、李强报道：夜校开学了。", ["王伟", "李强"]),
        ("新华社记者宋远、田中南、胡小舟、侯文北", ["宋远", "田中南", "胡小舟", "侯文北"]),
        ("本报记者 王 伟", ["王伟"]),
        ("By Jane Doe", ["Jane Doe"]),
        ("《河湾晚报》记者进入普通车间，看到工人们在上课。", []),
        ("《河湾日报》记者采访了几位会员，他们都说好。", []),
        ("记者从市总工会获悉，夜校开学了。", []),
        ("记者近日在河湾市看到，夜校的灯亮着。", []),
        ("据记者了解，报名的人很多。", []),
        ("（记者注：下同）夜校开学了。", []),
        ("By Tuesday the workers had returned to the river bay.", []),
        ("他当过十年记者。", []),
        ("市总工会召开记者会，介绍夜校。", []),
        ("编辑部的灯还亮着，作者们都来了。", []),
        ("全国优秀通讯员 经验交流会召开", []),
    ],
)
def test_a_byline_in_the_first_paragraph_is_told_from_a_sentence_about_reporters(
    paragraph: str, reporters: Names
) -> None:
    assert list(reporters_in_body([paragraph]).reporters) == list(reporters)


def test_a_byline_at_the_end_of_the_last_paragraph_is_read() -> None:
    last = "市總工會表示，夜校明年還要辦下去，地點會更多，時間會更長，老師也會更多。" * 5 + "(記者林遠山)"

    found = reporters_in_body(["夜校開學了。"], ["夜校開學了。", last])

    assert found.reporters == ("林遠山",)
    assert found.byline == "(記者林遠山)"


def test_an_editor_is_never_a_reporter() -> None:
    found = reporters_in_body([], ["夜校开学了。（责任编辑：王伟）"])

    assert (found.reporters, found.editors) == ((), ("王伟",))


@pytest.mark.parametrize(
    "line",
    [
        "会议指出，编辑部要加强队伍建设。",
        "时间：2016年1月6日",
        "联系电话：12345678",
        "记者从市总工会获悉，夜校开学了。",
        "作者认为，夜校很重要。",
        "图1 夜校的教室",
        "The union won by ten votes.",
        "",
    ],
)
def test_a_sentence_is_no_credit_line(line: str) -> None:
    assert not is_credit_line(line)


def test_readings_are_merged_in_order_without_repeats() -> None:
    merged = merge_bylines(
        [
            Bylines(reporters=("王伟",), source="甲报", byline="一"),
            Bylines(reporters=("王伟", "李强"), source="乙报", byline="二"),
        ]
    )

    assert merged == Bylines(reporters=("王伟", "李强"), source="甲报", byline="一\n二")


LETTERS = "记者通讯员摄影文图/编辑：来源王伟李强、 （）|By Jane Doe and,\n"


@given(st.text(st.sampled_from(LETTERS), max_size=80))
def test_no_line_makes_it_raise(text: str) -> None:
    read_bylines([text])
    reporters_in_body([text], [text])
    assert is_credit_line(text) in (True, False)


@pytest.mark.parametrize("character", ["记", "记者", "（", "王伟、", "By ", "文/", "：", "报", "·", "A b "])
def test_a_million_characters_cost_little(character: str) -> None:
    text = character * (1_000_000 // len(character))

    assert read_bylines([text]) == reporters_in_body([text], [text]) == Bylines()
    assert split_names(text) in ((), ("王伟",))


def test_an_english_editor_and_the_place_of_a_report() -> None:
    assert read_bylines(["Editor: Ann Marlowe-Si"]).editors == ("Ann Marlowe-Si",)
    assert read_bylines(["記者杜若溪／海嵐報導"]).reporters == ("杜若溪",)


@pytest.mark.parametrize("line", ["记者王伟说，据了解情况很好。", "记者王伟说，谢谢大家。", "記者王偉說，謝謝大家。"])
def test_what_a_reporter_says_is_no_byline(line: str) -> None:
    assert reporters_in_body([line], [line]).reporters == ()
    assert not is_credit_line(line)


@pytest.mark.parametrize("line", ["本报记者王伟摄", "（记者王伟摄）", "記者王伟攝", "新华社记者王伟摄", "王伟摄"])
def test_who_took_the_picture_is_its_photographer_and_named_without_the_verb(line: str) -> None:
    found = read_bylines([line])

    assert (found.photographers, found.reporters, found.source) == (("王伟",), (), "")
