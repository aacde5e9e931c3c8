"""What goes out as JSON lines is the contract's form, and everything needed to come back in."""

from __future__ import annotations

import io
import json
from typing import Any

from archive import Archive
from archive.article_json import article_from_dict
from archive.export import export_jsonl
from archive.records import Role


def fill(archive: Archive, sample: Any) -> None:
    for hours, text in enumerate(["甲", "乙"]):
        archive.settle(archive.keep(sample.page(text, hours), Role.ARTICLE).id, sample.article(text))
    archive.settle(archive.keep(sample.file("丙", site="saved"), Role.ARTICLE).id, sample.article("丙"))


def lines(archive: Archive, **choice: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    count = export_jsonl(archive, out, **choice)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert count == len(rows)
    return rows


def test_current_versions_are_one_line_each_in_the_order_of_ids(archive: Archive, sample: Any) -> None:
    fill(archive, sample)

    rows = lines(archive)

    assert sorted(row["title"] for row in rows) == ["题丙", "题乙"]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert {next(iter(row)) for row in rows} == {"schema"}


def test_every_version_or_one_site_can_be_asked_for(archive: Archive, sample: Any) -> None:
    fill(archive, sample)

    assert [row["version"] for row in lines(archive, site="workers", every_version=True)] == [1, 2]
    assert [row["site"] for row in lines(archive, wanted=lambda version: version.site == "saved")] == ["saved"]


def test_a_line_tells_all_that_the_article_said(archive: Archive, sample: Any) -> None:
    fill(archive, sample)

    (row,) = lines(archive, site="saved")
    again = article_from_dict({k: v for k, v in row.items() if k not in ("schema", "version", "status", "warc")})

    assert (again.title, again.body, row["url"]) == ("题丙", "文丙", "urn:import:saved:1")
