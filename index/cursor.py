"""A place in the results of one query that further pages go on from, whatever was indexed in between.

It holds how many articles came before, the last of them, and up to which moment the archive was captured then. Further
pages ask for the archive as it stood at that moment, so what comes new moves nothing; where even that has changed (an
article removed, an old file imported), the place of the last article counts: something may come twice, nothing is
passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from archive.errors import SettingError
from archive.values import frozen
from index.closeness import WINDOW, Closely
from index.document import micros
from index.engine import EngineHit

START = "start"  # the cursor of a first page
_STEP_BACK = 10  # when the last article shown is gone
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class Place:
    """`seen` articles have been shown; `moment` in microseconds.

    `last` is the beginning of the last one's id; among the first hits, whose order their texts decide, it stands for
    all of them.
    """

    seen: int
    last: str
    moment: int

    def text(self, asked: str) -> str:
        """What is typed to go on; `asked` ties it to its query."""
        return f"{self.seen}-{self.last}-{self.moment:x}-{_mark(asked)}"


def read_place(text: str, asked: str) -> Place | None:
    """The place that a cursor means, None for the beginning.

    Raises:
        SettingError: it is none, or one of another query.
    """
    if text == START:
        return None
    try:
        seen, last, moment, mark = text.split("-")
        place = Place(int(seen), last, int(moment, 16))
    except ValueError:
        raise SettingError(f"--cursor {text}: no cursor; the first page is --cursor {START}") from None
    if mark != _mark(asked):
        raise SettingError(f"--cursor {text}: of another query or order; begin with --cursor {START}")
    return place


def place_behind(asking: Closely, seen: int, last: EngineHit, at: datetime | None) -> Place:
    """The place behind the first `seen` articles, of which `last` is the last."""
    moment = micros(at) if at else asking.reader.newest()
    is_early = asking.reorders and seen <= WINDOW
    return Place(seen, _shown(asking.first[:seen]) if is_early else last.article_id[:8], moment)


def go_on(asking: Closely, place: Place, at: datetime | None) -> tuple[int, datetime | None]:
    """How many articles to leave out now, and as of when to ask."""
    if at is None and asking.reader.newest() != place.moment:
        at = _EPOCH + timedelta(microseconds=place.moment)
    before = asking.hits(place.seen + _STEP_BACK, at=at).hits
    if asking.reorders and place.seen <= WINDOW:
        # Among the first hits one that goes may bring in another anywhere: these are shown again from the beginning.
        return (place.seen if _shown(before[: place.seen]) == place.last else 0), at
    if len(before) >= place.seen and before[place.seen - 1].article_id.startswith(place.last):
        return place.seen, at
    moved = [n for n, hit in enumerate(before, 1) if hit.article_id.startswith(place.last)]
    start = min(moved[0], place.seen) if moved else max(0, place.seen - _STEP_BACK)
    return (0 if asking.reorders and start <= WINDOW else start), at


def _shown(hits: Sequence[EngineHit]) -> str:
    return hashlib.sha256("".join(hit.article_id for hit in hits).encode()).hexdigest()[:8]


def _mark(asked: str) -> str:
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:6]
