"""The hosts of the sample site as hosts.toml declares them: how each names its pages and what charset it claims.

In: hosts.toml. Out: frozen Host values. What a page looks like is left to shapes.py and listings.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sample_site.stories import SourceError


@dataclass(frozen=True, slots=True)
class Host:
    """One host; paths may hold `{key}` (the column) and `{n}` (the number of the listing page)."""

    name: str
    title: str
    brand: str
    profile: str  # name of the profile under profiles/ that reads it
    listing: str  # which listing markup
    bytes: str
    meta: str
    header: str
    validators: str  # both, etag, modified or none
    front: tuple[str, ...]
    first: str
    rest: str
    per_page: int
    boxes: tuple[str, ...]
    columns: Mapping[str, str]
    offset: int = 0  # the second page of a listing is number 2 minus this

    def listing_path(self, column: str, number: int) -> str:
        """Path of the listing page with that number, counted from 1."""
        if number == 1:
            return self.first.format(key=column)
        return self.rest.format(key=column, n=number - self.offset)


@cache
def hosts() -> Mapping[str, Host]:
    """Every host by its name."""
    found: dict[str, Host] = {}
    for row in tomllib.loads((Path(__file__).parent / "hosts.toml").read_text("utf-8"))["host"]:
        row["front"] = tuple(row["front"])
        row["boxes"] = tuple(row["boxes"])
        try:
            found[row["name"]] = Host(**row)
        except TypeError as error:
            raise SourceError(f"hosts.toml: {row.get('name', 'a host without a name')}: {error}") from error
    return found
