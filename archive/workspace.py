"""Where the data lie and what a person has set: flag, environment, nearest union-news.toml upward, default.

The file is read whole and strictly: an unknown key is an error that names file, line and key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from archive.catalogue.connection import catalogue_path, no_archive
from archive.errors import DataMissing, SettingError
from archive.values import frozen

FILE = "union-news.toml"
DEFAULT = "default"


@frozen
class Setting:
    """One key of union-news.toml, `table.key` of one in a table: environment variable, default, one line of help."""

    key: str
    kind: str  # text, texts, folder, folders, file, command, webhook
    help: str
    environment: str = ""
    default: Any = ""


SETTINGS = (
    Setting("data_dir", "folder", "folder of the archive, relative to this file", "UNION_NEWS_DATA"),
    Setting("contact", "text", "who runs this crawler: a role's address or page, sent with every request"),
    Setting("enabled", "texts", "sites that `scrapy due` crawls", default=()),
    Setting("profiles", "folders", "folders with site profiles of your own", "UNION_NEWS_SITES", ()),
    Setting("proxy", "text", "proxy for all requests, as http://host:port", "UNION_NEWS_PROXY"),
    Setting("notify.command", "command", "command that is given alarms on its stdin; no shell reads it"),
    Setting("notify.webhook", "webhook", "address that alarms are posted to, as JSON"),
    Setting("metrics", "file", "file for the numbers of every run, in the text format of Prometheus"),
    Setting("locale", "text", "language of messages: en or zh", "UNION_NEWS_LOCALE"),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS}


@frozen
class Workspace:
    """What is set, each with its origin: a file and line, an environment variable, or `default`."""

    file: Path | None = None  # the union-news.toml that was read
    contact: str = ""
    sites: tuple[str, ...] = ()
    profile_folders: tuple[Path, ...] = ()
    proxy: str = ""
    command: tuple[str, ...] = ()  # for alarms
    webhook: str = ""  # for alarms
    metrics: Path | None = None
    locale: str = ""
    data_dir: Path | None = None
    origin: Mapping[str, str] = field(default_factory=dict)  # by key of union-news.toml


def find_data_dir(flag: str | None = None, environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Path:
    """The data directory: flag, $UNION_NEWS_DATA, `data_dir` in the nearest union-news.toml upward, else the default.

    Nothing is made and nothing need exist; see `require_data`.

    Raises:
        SettingError: a union-news.toml that breaks a rule.
    """
    return data_dir_with_origin(flag, environ, cwd)[0]


def data_dir_with_origin(
    flag: str | None = None, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> tuple[Path, str]:
    """The data directory as `find_data_dir` finds it, and where it is said."""
    environ = os.environ if environ is None else environ
    cwd = cwd or Path.cwd()
    if flag:
        return cwd / Path(flag).expanduser(), "--data"
    workspace = load_workspace(cwd, environ)
    if workspace.data_dir:
        return workspace.data_dir, workspace.origin["data_dir"]
    home = environ.get("XDG_DATA_HOME", "")
    # The specification has relative values ignored: https://specifications.freedesktop.org/basedir-spec/latest/
    base = (
        Path(home) if home and Path(home).is_absolute() else Path(environ.get("HOME") or Path.home()) / ".local/share"
    )
    return base / "union-news", DEFAULT


def require_data(data: Path) -> Path:
    """The data directory, when there is an archive in it.

    Raises:
        DataMissing: naming the directory and the next step.
    """
    if not catalogue_path(data).exists():
        raise DataMissing(no_archive(data))
    return data


def find_workspace_file(cwd: Path | None = None) -> Path | None:
    """The nearest union-news.toml, in this folder or above it."""
    folder = (cwd or Path.cwd()).resolve()
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
    return None


def load_workspace(cwd: Path | None = None, environ: Mapping[str, str] | None = None) -> Workspace:
    """Everything that is set for this folder.

    Raises:
        SettingError: naming file, line and key.
    """
    environ = os.environ if environ is None else environ
    cwd = cwd or Path.cwd()
    file = find_workspace_file(cwd)
    values: dict[str, Any] = {setting.key: setting.default for setting in SETTINGS}
    origin = {setting.key: DEFAULT for setting in SETTINGS}
    if file:
        for key, (value, line) in _read(file).items():
            values[key], origin[key] = value, f"{file}:{line}"
    for setting in SETTINGS:
        said = environ.get(setting.environment, "") if setting.environment else ""
        if said:
            values[setting.key] = _from_environment(setting, said, cwd)
            origin[setting.key] = f"${setting.environment}"
    return Workspace(
        file=file,
        contact=values["contact"],
        sites=values["enabled"],
        profile_folders=values["profiles"],
        proxy=values["proxy"],
        command=values["notify.command"] or (),
        webhook=values["notify.webhook"],
        metrics=values["metrics"] or None,
        locale=values["locale"],
        data_dir=values["data_dir"] or None,
        origin=origin,
    )


def _read(file: Path) -> dict[str, tuple[Any, int]]:
    """Keys of a workspace file with value and line, checked."""
    import tomllib

    try:
        text = file.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SettingError(f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{file}: no TOML: {error}") from error
    except OSError as error:
        raise SettingError(f"{file}: cannot be read ({error.strerror}); give this user leave to read it") from error
    found = {}
    for key, value in _flat(table):
        line = _line_of(text, key)
        setting = _BY_KEY.get(key)
        if setting is None:
            names = ", ".join(_BY_KEY)
            raise SettingError(f"{file}:{line}: unknown key {key!r}; known are {names}{_hint(key)}")
        convert, wanted = _KINDS[setting.kind]
        try:
            found[key] = convert(value, file.parent), line
        except (TypeError, ValueError):
            raise SettingError(f"{file}:{line}: {key} must be {wanted}, not {value!r}") from None
    return found


_TABLES = frozenset(setting.key.partition(".")[0] for setting in SETTINGS if "." in setting.key)


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Keys with those of our tables as `table.key`."""
    for key, value in table.items():
        if key in _TABLES and isinstance(value, dict):
            yield from ((f"{key}.{name}", inner) for name, inner in value.items())
        else:
            yield key, value


def _line_of(text: str, key: str) -> int:
    """The line of a key; of one in a table the first of that name after the table's, else the table's own."""
    outer, _, inner = key.rpartition(".")
    if outer in _TABLES:
        start = _line_of(text, outer)
        lines = text.splitlines()[start:]
        return next(
            (start + n for n, line in enumerate(lines, 1) if re.match(rf"\s*{re.escape(inner)}\s*=", line)), start
        )
    name = re.escape(key)
    pattern = re.compile(rf"\s*(\[\[?\s*)?[\"']?{name}[\"']?\s*[=.\]]")
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.match(line):
            return number
    return 1


def _hint(key: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, _BY_KEY, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _text(value: object, base: Path) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.strip()


def _texts(value: object, base: Path) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item, base) for item in value)


def _folder(value: object, base: Path) -> Path:
    text = _text(value, base)
    if not text:
        raise ValueError
    return base / Path(text).expanduser()


def _folders(value: object, base: Path) -> tuple[Path, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_folder(item, base) for item in value)


def _command(value: object, base: Path) -> tuple[str, ...]:
    import shlex

    words = tuple(shlex.split(_text(value, base)))
    if not words:
        raise ValueError
    return words


def _webhook(value: object, base: Path) -> str:
    from urllib.parse import urlsplit

    text = _text(value, base)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in text):
        raise ValueError
    return text


_KINDS: dict[str, tuple[Callable[[object, Path], Any], str]] = {
    "text": (_text, "a text in quotes"),
    "texts": (_texts, 'a list of texts, as ["people"]'),
    "folder": (_folder, "a folder in quotes"),
    "folders": (_folders, 'a list of folders, as ["sites"]'),
    "file": (_folder, "a file in quotes"),
    "command": (_command, 'a command with its arguments in quotes, as "mail -s alarm union@example.org"'),
    "webhook": (_webhook, 'an address in quotes, as "https://hooks.example.org/x"'),
}


def _from_environment(setting: Setting, said: str, cwd: Path) -> Any:
    if setting.kind == "folders":
        return tuple(cwd / Path(part).expanduser() for part in said.split(os.pathsep) if part)
    if setting.kind == "folder":
        return cwd / Path(said).expanduser()
    return said.strip()
