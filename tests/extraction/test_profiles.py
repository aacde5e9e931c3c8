"""Site profiles: what a TOML file may say, and how a mistake in it is told."""

from __future__ import annotations

# ruff: noqa: E501  # a table of mistakes reads better unbroken
import time
from pathlib import Path

import pytest

from archive.errors import ProfileError
from archive.records import Role
from extraction import Profiles, load_profiles, parse_profile

SMALL = """\
name = "rivertown"
title = "江城工会网"
hosts = ["*.rivertown.example"]

[crawl]
start = ["http://www.rivertown.example/"]
article = ['/n/\\d+\\.html$']
part = ['/n/\\d+_\\d+\\.html$']
listing = ['/list/']

[[era]]
name = "old"
match = ["#text"]
body = ["#text"]

[[era]]
name = "new"
title = ["h1.title"]
body = "div.text > p"
related = [{ box = ".side", heading = ["h3"] }]
"""


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


def test_a_profile_says_what_its_file_says() -> None:
    profile = parse_profile(SMALL, "rivertown.toml")

    assert profile.name == "rivertown"
    assert [era.name for era in profile.eras] == ["old", "new"]
    assert profile.eras[1].body[0].text == "div.text > p"
    assert profile.eras[1].match == profile.eras[1].body  # an era without match is known by its body
    assert profile.crawl.hosts == ("*.rivertown.example",)
    assert profile.verified == ""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('hosts = ["*.river', 'host = ["*.river', 'rivertown.toml:3: host: no such key "host"; did you mean "hosts"?'),
        ("[crawl]\n", "[crawl]\ndelay = 5\n", 'rivertown.toml:6: crawl.delay: no such key "delay"; did you mean "delay_s"?'),
        ("[crawl]\n", '[crawl]\ndelay_s = "5"\n', "rivertown.toml:6: crawl.delay_s: must be a number"),
        ("[crawl]\n", "[crawl]\ndelay_s = -1\n", "rivertown.toml:6: crawl.delay_s: seconds between two requests"),
        ("listing = ['/list/']", "listing = ['/list/(']", "rivertown.toml:9: crawl.listing: '/list/(' is not a regular expression"),
        ('match = ["#text"]', 'match = ["#text["]', "rivertown.toml:13: era[1].match: '#text[' is not a CSS selector"),
        ('title = ["h1.title"]', 'title = ["//h1["]', "rivertown.toml:18: era[2].title: '//h1[' is not an XPath"),
        ('title = ["h1.title"]', 'title = ["//h1[foo()]"]', "rivertown.toml:18: era[2].title: '//h1[foo()]' is not an XPath"),
        ('title = ["h1.title"]', 'title = ["//x:h1"]', "rivertown.toml:18: era[2].title: '//x:h1' is not an XPath"),
        ('title = ["h1.title"]', 'title = ["x|h1"]', "rivertown.toml:18: era[2].title: 'x|h1' is not an XPath"),
        ('title = ["h1.title"]', 'title = [" "]', "rivertown.toml:18: era[2].title: an empty text fits everything or nothing"),
        ("listing = ['/list/']", "listing = ['']", "rivertown.toml:9: crawl.listing: an empty text fits everything"),
        ("listing = ['/list/']", "listing = ['a{99999999999}']", "rivertown.toml:9: crawl.listing: 'a{99999999999}' is not a reg"),
        ('title = "江城工会网"', 'timezone = "+99:99"', 'rivertown.toml:2: timezone: is an offset such as "+08:00"'),
        ("[crawl]\n", "[[crawl]]\n", "rivertown.toml:5: crawl: must be written as [crawl], one table"),
        ('title = ["h1.title"]', 'titel = ["h1.title"]', 'rivertown.toml:18: era[2].titel: no such key "titel"; did you mean "title"?'),
        ('body = "div.text > p"\n', "", "rivertown.toml:16: era[2].body: every era says where the body is"),
        ('name = "new"', 'name = "old"', 'rivertown.toml:17: era[2].name: two eras are named "old"'),
        ('{ box = ".side", ', "{ boxes = '.side', ", 'rivertown.toml:20: era[2].related: each entry is a table with "box"'),
        ('name = "rivertown"', 'name = "River Town"', "rivertown.toml:1: name: give the profile a name of small letters"),
        ('hosts = ["*.rivertown.example"]', "hosts = []", "rivertown.toml:3: hosts: name the hosts of the site"),
        ('["*.rivertown.example"]', '["http://rivertown.example"]', "rivertown.toml:3: hosts: not a host, nor *."),
        ('title = "江城工会网"', 'timezone = "GMT+8"', 'rivertown.toml:2: timezone: is an offset such as "+08:00"'),
        ('title = "江城工会网"', 'encoding = "gb99"', 'rivertown.toml:2: encoding: Python knows no encoding "gb99"'),
        ('title = "江城工会网"', 'verified = "soon"', "rivertown.toml:2: verified: is the day of a live check"),
        ('title = "江城工会网"', 'like = "peopel"', 'rivertown.toml:2: like: no shipped profile is named "peopel"; did you mean "people"?'),
        ('title = "江城工会网"', "title = 江城", "rivertown.toml:2: not TOML"),
        ("start = [\"http://", "start = [\"ftp://", "rivertown.toml:6: crawl.start: not an http or https URL"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_key(old: str, new: str, told: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(changed(old, new), "rivertown.toml")

    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_a_url_is_known_by_its_form() -> None:
    crawl = parse_profile(SMALL).crawl

    assert crawl.role_of("http://www.rivertown.example/n/12.html") is Role.ARTICLE
    assert crawl.role_of("http://www.rivertown.example/n/12_2.html") is Role.PART
    assert crawl.role_of("http://www.rivertown.example/list/3") is Role.LISTING
    assert crawl.role_of("http://www.rivertown.example/") is Role.LISTING
    assert crawl.role_of("http://www.rivertown.example/about") is None
    assert crawl.allows("http://union.rivertown.example/n/1.html")
    assert not crawl.allows("http://rivertown.example.org/n/1.html")


def test_the_most_specific_host_wins() -> None:
    wide = parse_profile(SMALL)
    near = parse_profile(changed('"rivertown"', '"union"').replace('"*.river', '"*.union.river'))
    exact = parse_profile(changed('"rivertown"', '"exact"').replace('"*.river', '"a.union.river'))
    profiles = Profiles([wide, exact, near])

    assert profiles.for_url("http://x.rivertown.example/") is wide
    assert profiles.for_url("http://x.union.rivertown.example/") is near
    assert profiles.for_url("http://a.union.rivertown.example/") is exact
    assert profiles.for_url("http://rivertown.example.org/") is None
    assert profiles.for_url("urn:sha256:00") is None
    assert profiles.for_url("http://[broken/") is None


def test_like_inherits_eras_and_rules_but_not_where_to_begin() -> None:
    people = load_profiles().by_name("people")
    text = 'name = "mine"\nlike = "people"\nhosts = ["mine.example"]\n[[era]]\nname = "2013"\nbody = ["#mine"]\n'
    mine = parse_profile(text)

    assert people is not None
    assert mine.eras[0].name == "2013"
    assert {era.name for era in mine.eras} == {era.name for era in people.eras}
    assert mine.eras[0].body[0].text == "#mine"
    assert mine.crawl.article == people.crawl.article
    assert mine.crawl.delay_s == people.crawl.delay_s
    assert mine.encoding == people.encoding
    assert mine.crawl.start == ()
    assert mine.crawl.hosts == ("mine.example",)


def test_own_folders_come_after_the_shipped_ones_and_win(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "people"\nhosts = ["people.example"]\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('name = "b"\nlike = "c"\nhosts = ["b.example"]\n', encoding="utf-8")
    (tmp_path / "c.toml").write_text(SMALL.replace('"rivertown"', '"c"'), encoding="utf-8")

    profiles = load_profiles([tmp_path])

    assert profiles.by_name("people") is profiles.for_url("http://people.example/")
    b = profiles.by_name("b")
    assert b is not None and [era.name for era in b.eras] == ["old", "new"]


def test_a_circle_of_inheritance_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "a"\nlike = "b"\nhosts = ["a.example"]\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('name = "b"\nlike = "a"\nhosts = ["b.example"]\n', encoding="utf-8")

    with pytest.raises(ProfileError, match="profiles must not inherit in a circle: a → b → a"):
        load_profiles([tmp_path])


def test_a_missing_folder_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no such folder of site profiles"):
        load_profiles([tmp_path / "none"])
    (tmp_path / "latin.toml").write_bytes(b'name = "x"\ntitle = "\xff"\n')
    with pytest.raises(ProfileError, match="a profile is a readable UTF-8 file"):
        load_profiles([tmp_path])


def test_every_shipped_profile_is_sound_and_says_whether_it_was_verified() -> None:
    profiles = load_profiles()

    assert {"people", "workercn", "acftu", "acftu-old"} <= {profile.name for profile in profiles}
    for profile in profiles:
        again = parse_profile(Path(profile.file).read_text(encoding="utf-8"), profile.file)  # checks every selector
        assert again.name == Path(profile.file).stem
        assert again.title
        assert again.crawl.start
        assert again.crawl.delay_s >= 5
        for url in again.crawl.start:
            assert profiles.for_url(url) is profile
            assert again.crawl.allows(url)
            assert again.crawl.role_of(url) is Role.LISTING


def test_the_people_profile_reads_all_hosts_and_crawls_the_union_channel_slowly() -> None:
    profiles = load_profiles()
    people = profiles.by_name("people")

    assert people is not None
    assert profiles.for_url("http://politics.people.com.cn/n1/2020/0101/c1-2.html") is people
    assert people.crawl.hosts == ("acftu.people.com.cn",)
    assert people.crawl.delay_s == 120
    assert people.crawl.role_of("http://acftu.people.com.cn/n1/2026/0403/c67502-40694853.html") is Role.ARTICLE
    assert people.crawl.role_of("http://acftu.people.com.cn/n1/2026/0403/c67502-40694853-2.html") is Role.PART
    assert people.crawl.role_of("http://acftu.people.com.cn/GB/67502/index2.html") is Role.LISTING


def test_loading_is_cheap_because_selectors_compile_on_first_use() -> None:
    load_profiles()
    began = time.process_time()
    load_profiles()

    assert time.process_time() - began < 0.5
