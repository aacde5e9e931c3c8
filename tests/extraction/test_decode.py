"""Bytes become text by the best evidence, and the evidence is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.charset_labels import codec_for, label_in_bytes, label_in_header
from extraction.decode import decode_page

SIMPLE = "河湾市总工会为农民工开办夜校，会员们的权益得到维护。镕喆二位讲师说：“大家都来了。”"
TRADITIONAL = "河灣市總工會為農民工開辦夜校，會員們的權益得到維護。大家都來了，職工代表也說好。"


def html(text: str, declared: str, codec: str) -> bytes:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return f"<html><head>{meta}<title>".encode() + text.encode(codec) + b"</title></head></html>"


@pytest.mark.parametrize(
    ("declared", "codec", "text", "chosen", "why"),
    [
        ("utf-8", "utf-8", SIMPLE, "utf-8", "meta"),
        ("gb2312", "gbk", SIMPLE, "gb18030", "meta"),
        ("gbk", "gb18030", SIMPLE, "gb18030", "meta"),
        ("big5", "big5hkscs", TRADITIONAL, "big5hkscs", "meta"),
        ("", "utf-8", SIMPLE, "utf-8", "validity"),
        ("", "gbk", SIMPLE, "gb18030", "sniffed"),
        ("", "big5", TRADITIONAL, "big5hkscs", "sniffed"),
        ("utf-8", "gbk", SIMPLE, "gb18030", "sniffed"),
        ("gb2312", "utf-8", SIMPLE, "utf-8", "validity"),
        ("gb2312", "big5", TRADITIONAL, "big5hkscs", "sniffed"),
        ("big5", "gbk", TRADITIONAL, "gb18030", "sniffed"),
        ("iso-8859-1", "gbk", SIMPLE, "gb18030", "sniffed"),
        ("euc-kr", "gbk", SIMPLE, "gb18030", "sniffed"),
        ("no-such-charset", "gbk", SIMPLE, "gb18030", "sniffed"),
    ],
)
def test_a_page_is_read_whole_whether_its_meta_tells_the_truth_or_not(
    declared: str, codec: str, text: str, chosen: str, why: str
) -> None:
    got, encoding = decode_page(html(text, declared, codec))

    assert text in got
    assert (chosen, why, declared, 0) == (encoding.chosen, encoding.why, encoding.meta, encoding.lost)


@pytest.mark.parametrize("declared", ["ISO-8859-1", "utf-8", "big5", "gb2312"])
def test_a_header_that_lies_loses_to_bytes_that_read_well(declared: str) -> None:
    got, encoding = decode_page(html(SIMPLE, "", "gbk"), content_type=f"text/html; charset={declared}")

    assert SIMPLE in got
    assert encoding.header == declared.lower()


def test_what_the_importer_says_comes_before_everything_else() -> None:
    got, encoding = decode_page(html("工会", "utf-8", "gbk"), content_type="text/html; charset=utf-8", said="gbk")

    assert "工会" in got
    assert (encoding.chosen, encoding.why) == ("gb18030", "said")


def test_an_unknown_name_said_by_the_importer_is_ignored() -> None:
    assert decode_page(html(SIMPLE, "gbk", "gbk"), said="klingon")[1].why == "meta"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(codec: str) -> None:
    got, encoding = decode_page(SIMPLE.encode(codec))

    assert got == SIMPLE
    assert encoding.why == "bom"


def test_a_byte_order_mark_before_gbk_bytes_is_not_believed() -> None:
    assert decode_page(b"\xef\xbb\xbf" + html(SIMPLE, "", "gbk"))[1].chosen == "gb18030"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised(codec: str) -> None:
    page = f"<html><body><p>{SIMPLE}</p></body></html>"

    assert decode_page(page.encode(codec))[0] == page


@pytest.mark.parametrize("codec", ["cp1252", "utf-8"])
@pytest.mark.parametrize("header", ["", "text/html; charset=ISO-8859-1"])
def test_western_pages_keep_their_accents_and_quotes(codec: str, header: str) -> None:
    text = "The café workers’ union — “naïve”, señor? — voted for a £5 rise."

    assert decode_page(text.encode(codec), content_type=header)[0] == text


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("shift_jis", "労働組合のニュースです。"),
        ("euc-jp", "労働組合のニュースです。"),
        ("euc-kr", "노동조합 소식입니다"),
        ("windows-1251", "Профсоюз объявил забастовку"),
    ],
)
def test_other_declared_encodings_are_read(declared: str, text: str) -> None:
    assert decode_page(text.encode(declared), content_type=f"text/html; charset={declared}")[0] == text


def test_hong_kong_characters_of_big5_are_read() -> None:
    text = "工會啲人話佢哋嘅權益喺度俾人睇見咗，會員們說大家都來了。"

    got, encoding = decode_page(text.encode("big5hkscs"), content_type="text/html; charset=big5")

    assert (text, 0) == (got, encoding.lost)


def test_characters_that_the_first_gb18030_kept_private_are_no_loss() -> None:
    vertical_comma = bytes.fromhex("A6D9")

    got, encoding = decode_page(SIMPLE.encode("gbk") + vertical_comma, content_type="text/html; charset=gb18030")

    assert got.endswith("\ufe10")
    assert encoding.lost == 0


def test_lost_characters_are_counted() -> None:
    damaged = SIMPLE.encode() + b"\xef\xbf\xbd" + "\ue123\uf8aa\U000f0001".encode()

    assert decode_page(damaged)[1].lost == 4
    assert decode_page(SIMPLE.encode("gbk") + b"\xaa\xa1" + b"<p>", said="gbk")[1].lost == 1


@pytest.mark.parametrize(
    ("wrong", "chosen"),
    [("latin-1", "utf-8>cp1252>utf-8"), ("gb18030", "utf-8>gb18030>utf-8")],
)
def test_utf8_that_was_read_wrongly_and_saved_again_is_read_twice(wrong: str, chosen: str) -> None:
    twice = (SIMPLE * 3).encode().decode(wrong, "replace").encode()

    got, encoding = decode_page(twice)

    assert "河湾市总工会为农民工" in got
    assert (chosen, "double") == (encoding.chosen, encoding.why)


@pytest.mark.parametrize(("codec", "text"), [("gb18030", SIMPLE), ("big5hkscs", TRADITIONAL)])
def test_legacy_text_shown_as_latin_and_saved_again_is_read_twice(codec: str, text: str) -> None:
    got, encoding = decode_page((text * 2).encode(codec).decode("latin-1").encode())

    assert got == text * 2
    assert encoding.why == "double"


def test_english_quotes_encoded_twice_come_back() -> None:
    assert decode_page("Workersâ€™ rights and the unionâ€™s plan".encode())[0] == "Workers’ rights and the union’s plan"


@pytest.mark.parametrize("word", ["déjà vu à côté", "Ãrvore", "£¬", "naïve Ä Ö µ"])
def test_western_text_is_not_taken_for_text_encoded_twice(word: str) -> None:
    text = f"The word is {word}, and once more {word}."

    assert decode_page(text.encode())[0] == text


def test_a_page_of_two_encodings_is_read_run_by_run() -> None:
    other = "邻市的职工艺术团也来演出，节目很受欢迎。"
    page = f"<p>{SIMPLE * 3}</p><div>".encode("gbk") + other.encode() + b"</div>"

    got, encoding = decode_page(page, content_type="text/html; charset=gbk")

    assert SIMPLE in got and other in got
    assert (encoding.chosen, encoding.why, encoding.lost) == ("gb18030+utf-8", "mixed", 0)


def test_a_box_of_gbk_inside_a_utf8_page_is_read() -> None:
    other = "邻市的职工艺术团也来演出，节目很受欢迎。"
    page = f"<p>{SIMPLE * 3}</p><div>".encode() + other.encode("gbk") + b"</div>"

    got, encoding = decode_page(page)

    assert SIMPLE in got and other in got
    assert encoding.why == "mixed"


def test_single_western_bytes_inside_a_utf8_page_are_read() -> None:
    assert decode_page("The workers’ café, ".encode() + b"it\x92s a caf\xe9")[0] == "The workers’ café, it’s a café"


def test_the_profile_decides_when_nothing_else_does() -> None:
    few = "丁丑".encode("big5")

    assert decode_page(few, hint="big5")[0] == "丁丑"


def test_names_of_python_codecs_that_are_no_encodings_are_refused() -> None:
    assert [codec_for(name) for name in ("rot13", "base64", "utf-7", "unicode_escape", "idna", "")] == [""] * 6


def test_the_declaration_is_found_in_meta_xml_and_header_and_not_in_a_comment() -> None:
    assert label_in_bytes(b"<?xml version='1.0' encoding='GBK'?><html>") == "gbk"
    assert label_in_bytes(b"<META CHARSET = Big5 >") == "big5"
    assert label_in_bytes(b'<!-- <meta charset="big5"> --><meta charset="gbk">') == "gbk"
    assert label_in_header('text/html;Charset="UTF-8"') == "utf-8"


@given(st.binary(max_size=400), st.sampled_from(["", "text/html; charset=gbk", "charset=big5", "charset=utf-16"]))
def test_no_bytes_make_it_raise(payload: bytes, content_type: str) -> None:
    text, encoding = decode_page(payload, content_type)

    assert isinstance(text, str)
    assert encoding.lost >= 0


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\x00"), max_size=200))
def test_utf8_declared_as_such_comes_back_unless_it_was_encoded_twice(text: str) -> None:
    got, encoding = decode_page(text.encode(), content_type="text/html; charset=utf-8")

    assert got == text or encoding.why == "double"


@given(st.text(st.sampled_from(SIMPLE), min_size=30, max_size=200))
def test_gbk_comes_back_whatever_is_declared(text: str) -> None:
    for declared in ("gbk", "utf-8", "iso-8859-1"):
        assert decode_page(text.encode("gbk"), content_type=f"text/html; charset={declared}")[0] == text


def test_a_gbk_pair_that_ends_inside_a_run_of_high_bytes_is_no_fault() -> None:
    """UnicodeDecodeError on a mutated page: what follows a stranger need not be ASCII."""
    words = "工会举办职工培训班".encode()

    text, encoding = decode_page(words + b" \xe1A\xbb\xe1\xbb\xa4\xb9\xa4\xbb " + words)

    assert text.startswith("工会举办职工培训班") and text.endswith("工会举办职工培训班")
    assert encoding.lost >= 1


# One page, several encodings or several mistakes. Each row: how the bytes came about, what must be read whole.

OTHER = "邻市的职工艺术团也来演出，节目很受欢迎。"
LATER = "職工藝術團也來演出，節目很受歡迎。"


def bytes_of(*pieces: tuple[str, str]) -> bytes:
    return b"<html><body><p>" + b"".join(text.encode(codec) for text, codec in pieces) + b"</p></body></html>"


@pytest.mark.parametrize("declared", ["", "text/html; charset=utf-8", "text/html; charset=gb2312"])
@pytest.mark.parametrize(
    ("pieces", "codecs"),
    [
        ((("utf-8", SIMPLE), ("gbk", OTHER), ("utf-8", SIMPLE)), {"utf-8", "gb18030"}),
        ((("utf-8", SIMPLE * 2), ("gbk", "职工艺术团"), ("utf-8", SIMPLE)), {"utf-8", "gb18030"}),
        ((("gbk", SIMPLE), ("utf-8", OTHER), ("gbk", SIMPLE)), {"utf-8", "gb18030"}),
        ((("gbk", SIMPLE * 2), ("utf-8", "职工艺术团的"), ("gbk", SIMPLE)), {"utf-8", "gb18030"}),
        ((("gbk", OTHER), ("utf-8", SIMPLE), ("gbk", OTHER), ("utf-8", SIMPLE)), {"utf-8", "gb18030"}),
        ((("utf-8", TRADITIONAL), ("big5hkscs", LATER), ("utf-8", TRADITIONAL)), {"utf-8", "big5hkscs"}),
        ((("big5hkscs", TRADITIONAL * 2), ("utf-8", LATER), ("big5hkscs", LATER)), {"utf-8", "big5hkscs"}),
    ],
)
def test_a_line_of_two_encodings_is_read_whole_without_a_mark_between_them(
    pieces: tuple[tuple[str, str], ...], codecs: set[str], declared: str
) -> None:
    got, encoding = decode_page(bytes_of(*((text, codec) for codec, text in pieces)), content_type=declared)

    assert "".join(text for _, text in pieces) in got
    assert (set(encoding.chosen.split("+")), encoding.why, encoding.lost) == (codecs, "mixed", 0)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([SIMPLE, OTHER, SIMPLE[:20]])), min_size=2, max_size=5))
def test_sentences_of_two_encodings_in_any_order_are_read_whole(pieces: list[tuple[bool, str]]) -> None:
    payload = bytes_of(*((text, "utf-8" if modern else "gbk") for modern, text in pieces))

    assert "".join(text for _, text in pieces) in decode_page(payload)[0]


@pytest.mark.parametrize(
    ("text", "codec", "seen_as", "saved_as"),
    [
        (SIMPLE, "utf-8", "latin-1", "utf-8"),
        (SIMPLE, "gb18030", "latin-1", "utf-8"),
        (SIMPLE, "gb18030", "latin-1", "gb18030"),
        (SIMPLE, "utf-8", "latin-1", "gb18030"),
        (TRADITIONAL, "big5hkscs", "latin-1", "utf-8"),
        (TRADITIONAL, "big5hkscs", "gb18030", "utf-8"),
    ],
)
def test_text_that_was_misread_and_saved_again_comes_back_whole(
    text: str, codec: str, seen_as: str, saved_as: str
) -> None:
    seen = (text * 3).encode(codec).decode(seen_as, "replace")

    got, encoding = decode_page(b"<p>" + seen.encode(saved_as) + b"</p>", content_type="text/html; charset=gb2312")

    assert text in got
    assert (encoding.why, encoding.lost) == ("double", 0)


@pytest.mark.parametrize(("codec", "seen_as", "saved_as"), [
    ("utf-8", "gb18030", "utf-8"), ("utf-8", "gbk", "gbk"), ("utf-8", "gb18030", "gb18030"),
    ("gb18030", "big5hkscs", "utf-8"),
])  # fmt: skip
def test_what_a_misreading_did_not_lose_comes_back(codec: str, seen_as: str, saved_as: str) -> None:
    seen = (SIMPLE * 3).encode(codec).decode(seen_as, "replace")

    got, encoding = decode_page(b"<p>" + seen.encode(saved_as, "replace") + b"</p>")

    assert "市总工会为农民工" in got
    assert encoding.lost < len(got) / 4


def test_text_that_was_misread_twice_comes_back() -> None:
    twice = SIMPLE.encode().decode("latin-1").encode().decode("latin-1").encode()

    assert decode_page(twice)[0] == SIMPLE


@pytest.mark.parametrize("text", ["ㄅㄆㄇㄈㄛ，ㄛ是注音符號，小朋友跟著唸", "口腔医院腔调ㄛㄛ，职工免费查口腔"])
def test_bopomofo_is_not_taken_for_a_misread_comma(text: str) -> None:
    assert decode_page(text.encode())[0] == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_page_is_read_by_its_mark_whatever_its_meta_says(codec: str) -> None:
    page = f"\ufeff<html><head><meta charset=gb2312></head><p>{SIMPLE}"

    got, encoding = decode_page(page.encode(codec), content_type="text/html; charset=big5")

    assert (got, encoding.why) == (page[1:], "bom")
    assert (encoding.header, encoding.bom) == ("big5", codec)


@pytest.mark.parametrize(
    ("payload", "declared", "sign"),
    [(SIMPLE.encode("gbk") + b"\x80 50", "gbk", "€ 50"), (TRADITIONAL.encode("big5") + b"\xa3\xe1", "big5", "€")],
)
def test_the_euro_sign_of_windows_is_read(payload: bytes, declared: str, sign: str) -> None:
    got, encoding = decode_page(payload, content_type=f"text/html; charset={declared}")

    assert got.endswith(sign)
    assert encoding.lost == 0


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("uft-8", "utf-8"), ("utf_8", "utf-8"), ("UTF 8", "utf-8"), ("gb2321", "gb18030"), ("GB_2312_80", "gb18030"),
        ("gb 18030", "gb18030"), ("bg2312", "gb18030"), ("big_5", "big5hkscs"), ("zh-tw", "big5hkscs"), ("8", ""),
        ("xyz", ""),
    ],
)  # fmt: skip
def test_a_mistyped_name_is_understood(label: str, codec: str) -> None:
    assert codec_for(label) == codec


def test_a_short_page_with_a_mistyped_name_is_read_by_it_and_the_name_is_kept() -> None:
    got, encoding = decode_page("丁丑".encode("big5"), content_type="text/html; charset=big-5-hkscs_")

    assert (got, encoding.header) == ("丁丑", "big-5-hkscs_")


def test_a_lost_byte_of_gbk_costs_one_character_beside_other_encodings() -> None:
    text = SIMPLE.encode("gbk")
    payload = b"<p>" + SIMPLE.encode() + b"</p><p>" + text[:21] + text[22:] + b"</p><p>" + SIMPLE.encode() + b"</p>"

    assert "维护。镕喆二位讲师说" in decode_page(payload)[0].split("<p>")[2]


def test_a_large_page_of_two_encodings_costs_no_more_than_its_bound() -> None:
    from time import process_time

    piece = SIMPLE.encode() + OTHER.encode("gbk")
    began = process_time()
    text, encoding = decode_page(piece * 9_000)

    assert process_time() - began < 8
    assert (encoding.why, len(text) > 0) in {("mixed", True), ("sniffed", True)}


@pytest.mark.parametrize(
    ("units", "text", "lost"),
    [
        (["工会", "\ud83d", "\ude00", "培训"], "工会\N{GRINNING FACE}培训", 0),
        (["\ud83d", "\ude00"], "\N{GRINNING FACE}", 0),
        (["工会", "\ud83d", "培训"], "工会\ufffd培训", 1),
    ],
)
def test_a_pair_of_surrogates_in_utf8_is_the_character_it_means(units: list[str], text: str, lost: int) -> None:
    """CESU-8 was read as GBK: hanzi that nobody wrote stood in the place of the emoji."""
    read, encoding = decode_page(b"".join(unit.encode("utf-8", "surrogatepass") for unit in units))

    assert (read, encoding.chosen, encoding.lost) == (text, "cesu-8", lost)
