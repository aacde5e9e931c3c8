"""The server: proxy and origin, validators, compression, its log, its commands."""

from __future__ import annotations

import gzip
import http.client
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sample_site.__main__ import main
from sample_site.server import SampleSite
from sample_site.truth import truth

PEOPLE = "acftu.people.sample.example"
STORY = next(s for s in truth(1) if s.key == "people-2024-riders-agreement")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with SampleSite(day=1) as running:
        yield running


def ask(
    site: SampleSite, target: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request; header names with _ for -."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_it_answers_as_proxy_and_as_origin_alike(site: SampleSite) -> None:
    _, as_proxy = ask(site, STORY.url)
    _, as_origin = ask(site, STORY.url.removeprefix(f"http://{PEOPLE}"), Host=PEOPLE)

    assert as_proxy == as_origin
    assert STORY.title in as_proxy.decode("gbk")


def test_an_unknown_host_is_a_bad_gateway(site: SampleSite) -> None:
    response, body = ask(site, "http://elsewhere.example/")

    assert response.status == 502
    assert b"elsewhere.example" in body


def test_tunnels_are_refused(site: SampleSite) -> None:
    response, _ = ask(site, f"{PEOPLE}:443", method="CONNECT")

    assert response.status == 501


@pytest.mark.parametrize("compressed", [False, True])
def test_an_etag_asked_with_again_gives_304_without_body(site: SampleSite, compressed: bool) -> None:
    accept = {"Accept_Encoding": "gzip"} if compressed else {}
    first, _ = ask(site, STORY.url, **accept)
    second, body = ask(site, STORY.url, If_None_Match=first.headers["ETag"], **accept)

    assert (second.status, body) == (304, b"")


def test_a_date_asked_with_gives_304_until_the_story_changes(site: SampleSite) -> None:
    first, _ = ask(site, STORY.url)
    since = first.headers["Last-Modified"]

    assert ask(site, STORY.url, If_Modified_Since=since)[0].status == 304
    site.day = 3
    assert ask(site, STORY.url, If_Modified_Since=since)[0].status == 200


def test_an_etag_is_believed_before_a_date(site: SampleSite) -> None:
    first, _ = ask(site, STORY.url)
    response, _ = ask(site, STORY.url, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])

    assert response.status == 200


def test_a_date_that_is_none_is_passed_over(site: SampleSite) -> None:
    assert ask(site, STORY.url, If_Modified_Since="yesterday")[0].status == 200


def test_compressed_pages_are_the_same_pages(site: SampleSite) -> None:
    _, plain = ask(site, STORY.url)
    response, packed = ask(site, STORY.url, Accept_Encoding="gzip, deflate")

    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2


@pytest.mark.parametrize(
    ("host", "names"),
    [
        (PEOPLE, {"ETag", "Last-Modified"}),
        ("right.workers.sample.example", {"Last-Modified"}),
        ("tw.labor.sample.example", {"ETag"}),
        ("old.union.sample.example", set()),
    ],
)
def test_hosts_differ_in_the_validators_they_send(site: SampleSite, host: str, names: set[str]) -> None:
    story = next(s for s in truth(1) if s.host == host)
    response, _ = ask(site, story.url)

    assert names == {"ETag", "Last-Modified"} & set(response.headers)


def test_head_has_the_length_and_no_body(site: SampleSite) -> None:
    response, body = ask(site, STORY.url, method="HEAD")

    assert body == b""
    assert int(response.headers["Content-Length"]) == len(ask(site, STORY.url)[1])


def test_the_old_host_turns_its_listing_by_form(site: SampleSite) -> None:
    listing = "http://old.union.sample.example/template/10001/column.jsp?cid=222"
    _, first = ask(site, listing, method="POST", body="pgno=1")
    _, second = ask(site, f"{listing}&pgno=2")

    assert first == ask(site, listing)[1]
    assert ask(site, listing, method="POST", body="pgno=2")[1] in (second, first)


def test_robots_asks_for_a_delay_and_names_the_sitemap() -> None:
    with SampleSite(crawl_delay=0.25) as site:
        _, body = ask(site, f"http://{PEOPLE}/robots.txt")

    assert "Crawl-delay: 0.25\n" in body.decode()
    assert f"Sitemap: http://{PEOPLE}/sitemap_index.xml\n" in body.decode()


@pytest.mark.parametrize(
    ("day", "host", "status"),
    [
        (10, "old.union.sample.example", 412),
        (11, "tw.labor.sample.example", 403),
        (12, "right.workers.sample.example", 503),
        (13, "right.workers.sample.example", 200),
    ],
)
def test_troubles_come_and_go_by_day(site: SampleSite, day: int, host: str, status: int) -> None:
    site.day = day

    assert ask(site, f"http://{host}/")[0].status == status


def test_the_log_says_what_was_asked_and_what_was_sent(site: SampleSite) -> None:
    _, body = ask(site, STORY.url, User_Agent="reader/1")
    (request,) = site.asked(STORY.url)

    assert (request.method, request.status, request.day, request.conditional) == ("GET", 200, 1, False)
    assert (len(body), "reader/1") == (request.sent, request.user_agent)


def test_filler_stories_are_served_and_listed() -> None:
    with SampleSite(extra=40) as site:
        _, listing = ask(site, f"http://{PEOPLE}/GB/81001/index.html")
        filler = next(s for s in truth(1, extra=40) if s.key == "filler-0000")
        response, page = ask(site, filler.url)

    assert "index2.html" in listing.decode("gbk")
    assert response.status == 200
    assert len(page) >= 30_000


def test_an_asker_that_goes_away_does_not_disturb_the_others(site: SampleSite) -> None:
    with socket.create_connection(("127.0.0.1", site.port)) as rude:
        rude.sendall(f"GET {STORY.url} HTTP/1.1\r\nHost: {PEOPLE}\r\n\r\n".encode())

    assert ask(site, STORY.url)[0].status == 200


def test_nothing_is_left_when_it_stops() -> None:
    before = threading.active_count()
    with SampleSite() as site:
        port = site.port
        ask(site, STORY.url)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    assert threading.active_count() <= before + 1  # a connection's thread may still be closing


def test_render_writes_the_bytes_of_a_page(capfdbinary: pytest.CaptureFixture[bytes], site: SampleSite) -> None:
    status = main(["render", STORY.url])

    assert status == 0
    assert capfdbinary.readouterr().out == ask(site, STORY.url)[1]


@pytest.mark.parametrize(
    ("url", "said"),
    [("http://nowhere.example/", "no host nowhere.example"), (f"http://{PEOPLE}/x.html", "status 404")],
)
def test_render_says_what_is_not_there(url: str, said: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["render", url]) == 1
    assert said in capfdbinary.readouterr().err.decode()


def test_serve_writes_its_port_and_stops_on_a_signal(tmp_path: Path) -> None:
    port_file = tmp_path / "port"
    command = [sys.executable, "-m", "sample_site", "serve", "--day", "2", "--port-file", str(port_file)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        port = int(port_file.read_text())
        process.terminate()
        status = process.wait(10)

    assert line == f"sample site, day 2: HTTP proxy at http://127.0.0.1:{port}\n"
    assert status == 0
