"""Alarms on their way to people: a command of theirs, a webhook of theirs, or both.

In: news of alarms, where they go. Out: what went wrong, as sentences; nothing is raised. The command gets the text on
its stdin, and UNION_NEWS_SUBJECT, UNION_NEWS_SITES, UNION_NEWS_RAISED, UNION_NEWS_REPEATED and UNION_NEWS_CLEARED in
its environment. The webhook gets a JSON object with the same. Where they lead is the owner's choice, private addresses
included.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.alarms import CLEARED, RAISED, REPEATED, News
from archive.times import for_people

COMMAND_S = 30.0
WEBHOOK_S = 10.0
WAITS_S = (0.0, 1.0, 4.0)  # before each try of the webhook
ALL = "the archive"  # instead of a site
_WORDS = {RAISED: "ALARM", REPEATED: "still", CLEARED: "well again"}


@dataclass(frozen=True, slots=True)
class Notice:
    """News put in words."""

    subject: str
    text: str
    news: tuple[News, ...]

    @property
    def sites(self) -> list[str]:
        """The sites concerned, once each; "" for the whole archive."""
        return list(dict.fromkeys(one.alarm.site for one in self.news))

    def count(self, what: str) -> int:
        """How many of them were raised, repeated or cleared."""
        return sum(one.what == what for one in self.news)


def notice_of(news: Sequence[News], host: str) -> Notice:
    """The news as people read it: new alarms first, then those that last, then what is well again."""
    order = [RAISED, REPEATED, CLEARED]
    ranked = tuple(sorted(news, key=lambda one: (order.index(one.what), one.alarm.site)))
    counts = Counter(one.what for one in news)
    told = [
        f"{counts[what]} {words}"
        for what, words in ((RAISED, "new"), (REPEATED, "lasting"), (CLEARED, "well again"))
        if counts[what]
    ]
    subject = f"Union News Archive on {host}: {', '.join(told)}"
    return Notice(subject, "\n".join([subject, "", *map(line_of, ranked)]) + "\n", ranked)


def line_of(one: News) -> str:
    """One alarm in one line."""
    alarm = one.alarm
    since = "" if one.what == RAISED else f" (alarm of {alarm.raised_at:%Y-%m-%d %H:%M} UTC)"
    return f"{_WORDS[one.what]}: {alarm.site or ALL}: {alarm.message}{since}"


def send(notice: Notice, command: Sequence[str], webhook: str, waits_s: Sequence[float] = WAITS_S) -> list[str]:
    """Tells both; gives what went wrong, a sentence each."""
    troubles = []
    if command and (trouble := run_command(notice, command)):
        troubles.append(trouble)
    if webhook and (trouble := post(notice, webhook, waits_s)):
        troubles.append(trouble)
    return troubles


def run_command(notice: Notice, command: Sequence[str], timeout_s: float = COMMAND_S) -> str:
    """Runs the command with the text on its stdin; gives what went wrong, "" when nothing did."""
    environment = {
        **os.environ,
        "UNION_NEWS_SUBJECT": notice.subject,
        "UNION_NEWS_SITES": " ".join(filter(None, notice.sites)),
        **{f"UNION_NEWS_{what.upper()}": str(notice.count(what)) for what in (RAISED, REPEATED, CLEARED)},
    }
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        return f"notify.command {command[0]}: {error.strerror or error}"
    try:
        said, _ = process.communicate(notice.text.encode(), timeout=timeout_s)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"notify.command {command[0]}: not done after {timeout_s:.0f} s, ended"
    if process.returncode:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return f"notify.command {command[0]}: ended with status {process.returncode}" + (
            f": {lines[-1][:200]}" if lines else ""
        )
    return ""


def post(notice: Notice, webhook: str, waits_s: Sequence[float] = WAITS_S, timeout_s: float = WEBHOOK_S) -> str:
    """Posts to the webhook, a few times when it fails; gives what went wrong. Its path may be a secret: never told."""
    body = json.dumps(as_json(notice), ensure_ascii=False).encode()
    where = f"notify.webhook {urlsplit(webhook).hostname}"
    trouble = ""
    for wait_s in waits_s:
        time.sleep(wait_s)
        request = urllib.request.Request(
            webhook,
            body,
            {"Content-Type": "application/json; charset=utf-8", "User-Agent": "UnionNewsArchive"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as answer:
                answer.read(1024)
                return ""
        except urllib.error.HTTPError as error:
            trouble = f"{where}: HTTP {error.code}"
            error.close()
            if 400 <= error.code < 500 and error.code not in (408, 429):
                break  # asking again changes nothing
        except (OSError, ValueError) as error:
            trouble = f"{where}: {getattr(error, 'reason', None) or error or type(error).__name__}"
    return trouble


def as_json(notice: Notice) -> dict[str, object]:
    """What the webhook gets; `text` is what Slack, Mattermost and their kind show."""
    return {
        "schema": 1,
        "subject": notice.subject,
        "text": notice.text,
        "alarms": [
            {
                "what": one.what,
                "site": one.alarm.site,
                "kind": one.alarm.kind,
                "message": one.alarm.message,
                "raised_at": for_people(one.alarm.raised_at),
                "cleared_at": for_people(one.alarm.cleared_at) if one.alarm.cleared_at else None,
            }
            for one in notice.news
        ],
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the command with whatever it began, and does not wait for pipes that others hold."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                pass
