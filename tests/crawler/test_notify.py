"""Alarms on their way: the command's stdin and environment, the webhook's JSON, and whatever goes wrong there."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive.alarms import CLEARED, RAISED, REPEATED, News
from archive.holdings import Alarm
from crawler.notify import notice_of, post, run_command, send

AT = datetime(2026, 11, 20, 8, 10, tzinfo=UTC)
NEWS = [
    News(CLEARED, Alarm(3, "tw", "failed", "no connection", AT, AT, AT)),
    News(REPEATED, Alarm(2, "people", "yield", "2 new articles", AT, AT)),
    News(RAISED, Alarm(1, "acftu", "blocked", "refused: HTTP 412, 瑞数 challenge", AT)),
    News(RAISED, Alarm(4, "", "disk", "nearly full", AT)),
]
NOTICE = notice_of(NEWS, "box")


class Hook:
    """A webhook on loopback that answers as it is told."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[dict[str, Any]] = []
        self.server = HTTPServer(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/secret/path"

    def handler(hook: Hook) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.answers.pop(0) if hook.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def hook() -> Iterator[Hook]:
    """The webhook, serving until the test ends."""
    made = Hook()
    made.thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


def test_new_alarms_come_first_then_what_lasts_then_what_is_well_again() -> None:
    assert NOTICE.text == (
        "Union News Archive on box: 2 new, 1 lasting, 1 well again\n\n"
        "ALARM: the archive: nearly full\n"
        "ALARM: acftu: refused: HTTP 412, 瑞数 challenge\n"
        "still: people: 2 new articles (alarm of 2026-11-20 08:10 UTC)\n"
        "well again: tw: no connection (alarm of 2026-11-20 08:10 UTC)\n"
    )


def test_the_command_gets_the_text_and_the_counts(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = (
        "import os,sys; open(sys.argv[1],'wb').write(sys.stdin.buffer.read());"
        "open(sys.argv[1]+'.env','w').write(os.environ['UNION_NEWS_SITES']+os.environ['UNION_NEWS_RAISED'])"
    )

    trouble = run_command(NOTICE, [sys.executable, "-c", code, str(out)])

    assert trouble == ""
    assert out.read_text("utf-8") == NOTICE.text
    assert (tmp_path / "out.env").read_text("utf-8") == "acftu people tw2"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; print('no such mailbox'); sys.exit(3)", "ended with status 3: no such mailbox"),
        ("import time; time.sleep(60)", "not done after 1 s, ended"),
        ("import os,time; os.fork() or time.sleep(60); os.close(0)", "not done after 1 s, ended"),
    ],
)
def test_a_command_that_fails_or_hangs_is_told_and_ended(code: str, says: str) -> None:
    trouble = run_command(NOTICE, [sys.executable, "-c", code], timeout_s=1.0)

    assert trouble.endswith(says)


def test_a_command_that_does_not_read_its_stdin_is_no_trouble() -> None:
    assert run_command(NOTICE, ["true"]) == ""


def test_a_command_that_is_not_there_is_told() -> None:
    assert run_command(NOTICE, ["/no/such/mail"]) == "notify.command /no/such/mail: No such file or directory"


def test_the_webhook_gets_json(hook: Hook) -> None:
    assert post(NOTICE, hook.url) == ""

    (got,) = hook.got
    assert (got["schema"], got["text"], got["subject"]) == (1, NOTICE.text, NOTICE.subject)
    assert got["alarms"][1] == {
        "what": "raised",
        "site": "acftu",
        "kind": "blocked",
        "message": "refused: HTTP 412, 瑞数 challenge",
        "raised_at": "2026-11-20T08:10:00Z",
        "cleared_at": None,
    }


def test_a_webhook_is_asked_again_a_few_times_and_no_more(hook: Hook) -> None:
    hook.answers = [503, 429]
    again = post(NOTICE, hook.url, waits_s=(0, 0, 0))
    hook.answers = [500] * 9
    never = post(NOTICE, hook.url, waits_s=(0, 0, 0))

    assert (again, never, len(hook.got)) == ("", "notify.webhook 127.0.0.1: HTTP 500", 6)


def test_a_webhook_that_refuses_is_not_asked_again(hook: Hook) -> None:
    hook.answers = [404] * 3

    assert post(NOTICE, hook.url, waits_s=(0, 0, 0)) == "notify.webhook 127.0.0.1: HTTP 404"
    assert len(hook.got) == 1


def test_one_way_that_fails_does_not_stop_the_other_and_the_secret_is_not_told(hook: Hook, tmp_path: Path) -> None:
    port = hook.server.server_port
    troubles = send(NOTICE, ["tee", str(tmp_path / "told")], f"http://127.0.0.1:{port}/x", (0.0,))
    closed = send(NOTICE, [], "http://127.0.0.1:9/secret", (0.0,))

    assert troubles == [] and (tmp_path / "told").exists()
    assert len(closed) == 1 and "secret" not in closed[0] and "refused" in closed[0]
