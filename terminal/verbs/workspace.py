"""Init, enable, config: a workspace file, the sites that are collected, every setting with its origin."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.cells import clean, pad
from terminal.screen import Screen

_NEW_FILE = """\
# Union News Archive: settings of this workspace. `search_cli.py config` shows what holds and why.
data_dir = "data"

# Who runs this crawler: a role's address or page, sent with every request. Not a person's.
contact = ""

# Sites that `scrapy due` collects; `search_cli.py enable SITE` adds one, `scrapy list` shows all.
enabled = []

# Folders with site profiles of your own; one of the name of a shipped profile takes its place.
profiles = ["sites"]

# Who hears of a site that is blocked, silent or read wrongly; `scrapy due --test-notify` tries it.
# [notify]
# command = "mail -s 'Union News Archive' archive@union.example"
# webhook = "https://hooks.union.example/archive"
"""
_SCRAPY = """\
# Makes `scrapy` find the crawler from this folder and those below it.
[settings]
default = crawler.settings
"""
_CRONTAB = """\
# For `crontab -e`: what is due is crawled, every ten minutes; it costs little when nothing is.
*/10 * * * *  {}
"""


def run(call: Call, screen: Screen) -> int:
    """0 done; SettingError otherwise."""
    if call.verb.name == "init":
        return _init(call, screen)
    return _enable(call, screen) if call.verb.name == "enable" else _config(call, screen)


def _init(call: Call, screen: Screen) -> int:
    from archive import open_archive
    from archive.workspace import FILE, find_data_dir

    folder = Path(call.words[0]) if call.words else Path.cwd()
    file = folder / FILE
    try:
        (folder / "sites").mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as out:
            out.write(_NEW_FILE)
        for name, text in (("scrapy.cfg", _SCRAPY), ("crontab", _CRONTAB.format(_due_command(folder)))):
            if not (folder / name).exists():  # in a checkout, say
                (folder / name).write_text(text, encoding="utf-8")
    except FileExistsError:
        raise SettingError(f"{file}: exists already; nothing was changed. To see it: search_cli.py config") from None
    except OSError as error:
        raise SettingError(f"{file}: {error.strerror or error}") from error
    data = find_data_dir(call.options.text("data"), {}, folder)
    with open_archive(data, write=True, create=True):
        pass
    screen.tell(f"{file} written, archive made in {data}")
    screen.tell("next: search_cli.py enable SITE, or search_cli.py import FILE…")
    screen.tell(f"on schedule: set contact in {FILE}, then `crontab -e` with the line in {folder / 'crontab'}")
    return 0


def _due_command(folder: Path) -> str:
    """What cron runs, with the little that it gives: no PATH of ours, and % is a new line to it (crontab(5))."""
    program = Path(sys.executable).absolute()
    scrapy = (
        [str(program.with_name("scrapy"))] if program.with_name("scrapy").exists() else [str(program), "-m", "scrapy"]
    )
    return f"cd {shlex.quote(str(folder.absolute()))} && {shlex.join([*scrapy, 'due'])}".replace("%", r"\%")


def _enable(call: Call, screen: Screen) -> int:
    from archive.workspace import FILE, find_workspace_file, load_workspace
    from extraction import load_profiles

    file = find_workspace_file(Path.cwd())
    if file is None:
        raise SettingError(f"no {FILE} here or above; make one: search_cli.py init")
    workspace = load_workspace(Path.cwd())
    profiles = load_profiles(workspace.profile_folders)
    names = [profile.name for profile in profiles]
    if not call.words:
        for name in names:
            screen.line(f"{name}{'  enabled' if name in workspace.sites else ''}")
        return 0
    unknown = [word for word in call.words if word not in names]
    if unknown:
        raise SettingError(f"{unknown[0]}: no profile of that name; known are {', '.join(names)}")
    enabled = list(dict.fromkeys([*workspace.sites, *call.words]))
    _write_enabled(file, enabled)
    screen.tell(f"{file}: enabled {', '.join(enabled)}")
    return 0


def _write_enabled(file: Path, sites: list[str]) -> None:
    """Puts the list in the file, whose comments and other keys stay as they are."""
    text = file.read_text(encoding="utf-8")
    line = "enabled = [" + ", ".join(f'"{site}"' for site in sites) + "]"
    changed, count = re.subn(r"(?ms)^enabled\s*=\s*\[.*?\]", lambda _: line, text, count=1)
    if not count:
        changed = line + "\n" + text
    part = file.with_suffix(".toml.part")
    part.write_text(changed, encoding="utf-8")
    os.replace(part, file)


def _config(call: Call, screen: Screen) -> int:
    from archive.workspace import SETTINGS, data_dir_with_origin, load_workspace

    workspace = load_workspace(Path.cwd())
    data, data_origin = data_dir_with_origin(call.options.text("data"), os.environ, Path.cwd())
    values: dict[str, Any] = {
        "data_dir": data,
        "contact": workspace.contact,
        "enabled": workspace.sites,
        "profiles": workspace.profile_folders,
        "proxy": workspace.proxy,
        "notify.command": shlex.join(workspace.command),
        "notify.webhook": _masked(workspace.webhook),
        "metrics": workspace.metrics or "",
        "locale": workspace.locale,
    }
    origins = {**workspace.origin, "data_dir": data_origin}
    if call.options.on("json"):
        rows = [
            {
                "key": s.key,
                "value": _plain(values.get(s.key, "")),
                "origin": origins.get(s.key, "default"),
                "help": s.help,
            }
            for s in SETTINGS
        ]
        screen.json(rows, as_lines=False)
        return 0
    for setting in SETTINGS:
        shown = _plain(values.get(setting.key, ""))
        text = ", ".join(shown) if isinstance(shown, list) else shown
        screen.line(f"{pad(setting.key, 16)}{clean(text) or '(none)'}  — {origins.get(setting.key, 'default')}")
    return 0


def _masked(webhook: str) -> str:
    """The webhook without its path, which is mostly a secret."""
    parts = urlsplit(webhook)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…" if webhook else ""


def _plain(value: object) -> str | list[str]:
    return [str(item) for item in value] if isinstance(value, tuple) else str(value)
