"""Settings come from flag, environment, file, default, in that order, and say where they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import DataMissing, SettingError
from archive.workspace import SETTINGS, data_dir_with_origin, find_data_dir, load_workspace, require_data


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "union-news.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_flag_comes_first(tmp_path: Path) -> None:
    write(tmp_path, 'data_dir = "file"')

    assert data_dir_with_origin("flag", {"UNION_NEWS_DATA": "env"}, tmp_path) == (tmp_path / "flag", "--data")


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'data_dir = "file"')

    assert data_dir_with_origin(None, {"UNION_NEWS_DATA": "env"}, tmp_path) == (tmp_path / "env", "$UNION_NEWS_DATA")


def test_the_nearest_file_upward_counts_relative_to_itself(tmp_path: Path) -> None:
    write(tmp_path, 'data_dir = "far"')
    write(tmp_path / "a", '\ndata_dir = "near"')
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)

    found, origin = data_dir_with_origin(None, {}, deep)

    assert found == tmp_path / "a" / "near"
    assert origin == f"{tmp_path / 'a' / 'union-news.toml'}:2"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"XDG_DATA_HOME": "/srv/d", "HOME": "/h"}, "/srv/d/union-news"),
        ({"XDG_DATA_HOME": "relative", "HOME": "/h"}, "/h/.local/share/union-news"),
        ({"HOME": "/h"}, "/h/.local/share/union-news"),
    ],
)
def test_without_any_the_default_is_the_desktop_s(tmp_path: Path, environ: dict[str, str], expected: str) -> None:
    assert find_data_dir(None, environ, tmp_path) == Path(expected)


def test_every_setting_is_read_with_its_origin(tmp_path: Path) -> None:
    text = 'contact = "desk@union.example"\nenabled = ["people"]\nprofiles = ["sites"]\nproxy = "http://p"\n'
    write(tmp_path, text + 'locale = "zh"\nmetrics = "m.prom"\n[notify]\ncommand = "mail -s \\"an alarm\\" union"')

    found = load_workspace(tmp_path, {})

    assert (found.contact, found.sites, found.proxy) == ("desk@union.example", ("people",), "http://p")
    assert (found.locale, found.profile_folders) == ("zh", (tmp_path / "sites",))
    assert (found.command, found.metrics) == (("mail", "-s", "an alarm", "union"), tmp_path / "m.prom")
    assert found.origin["enabled"] == f"{tmp_path / 'union-news.toml'}:2"
    assert found.origin["data_dir"] == "default"


def test_own_profile_folders_come_from_the_environment_too(tmp_path: Path) -> None:
    found = load_workspace(tmp_path, {"UNION_NEWS_SITES": "a:/b", "UNION_NEWS_PROXY": "http://q"})

    assert found.profile_folders == (tmp_path / "a", Path("/b"))
    assert (found.proxy, found.origin["proxy"]) == ("http://q", "$UNION_NEWS_PROXY")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('contact = "x"\nenable = ["people"]\n', "union-news.toml:2: unknown key 'enable'"),
        ('enable = ["people"]\n', "did you mean enabled?"),
        ("[crawl]\nx = 1\n", "union-news.toml:1: unknown key 'crawl'"),
        ("enabled = 'people'\n", 'union-news.toml:1: enabled must be a list of texts, as ["people"]'),
        ("\n\nproxy = 3\n", "union-news.toml:3: proxy must be a text in quotes, not 3"),
        ('data_dir = ""\n', "data_dir must be a folder"),
        ("proxy = \n", "line 1"),
    ],
)
def test_a_file_that_breaks_a_rule_is_named_with_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)

    with pytest.raises(SettingError) as raised:
        load_workspace(tmp_path, {})

    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "union-news.toml").write_bytes('contact = "工会"'.encode("gb18030"))

    with pytest.raises(SettingError, match="not UTF-8"):
        load_workspace(tmp_path, {})


def test_a_reader_without_archive_is_told_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(DataMissing) as raised:
        require_data(tmp_path / "none")

    assert str(tmp_path / "none") in str(raised.value)
    assert "import" in str(raised.value)


def test_every_setting_has_one_line_of_help() -> None:
    assert all(setting.help and "\n" not in setting.help for setting in SETTINGS)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "")

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")  # root, whom CI is, may read everything

    monkeypatch.setattr(Path, "read_text", refuse)

    with pytest.raises(SettingError, match=r"union-news\.toml: cannot be read \(Permission denied\)"):
        load_workspace(tmp_path, {})
