"""The boxes beside a story, chosen once when it is published, as static pages keep them.

In: a story and its host. Out: boxes whose titles may be cut. A story that no listing shows (`listed = false`) stands
first in the boxes of its host, so that a crawler can find it only there.
"""

from __future__ import annotations

from sample_site.chrome import dice
from sample_site.hosts import Host
from sample_site.stories import Box, Lead, Story, written_stories

WIDTH = 22  # characters of a title that fit in a box
ENGLISH_WIDTH = 48
IN_BOX = 6


def boxes_of(story: Story, host: Host) -> tuple[Box, ...]:
    """The usual boxes of the host for this story."""
    there = [s for s in written_stories() if s.host == story.host and s.key != story.key and s.day <= story.day]
    there.sort(key=lambda s: (s.listed, -int(s.published[:10].replace("-", "")), s.path))
    found = []
    for number, heading in enumerate(host.boxes):
        if number == 0:
            picked = there[:IN_BOX]
        else:
            picked = dice(f"box {heading} {story.key}").sample(there, min(IN_BOX - 1, len(there)))
        if picked:
            width = ENGLISH_WIDTH if host.listing == "en" else WIDTH
            found.append(Box(heading, tuple(Lead(cut(s.title, width), s.path) for s in picked)))
    return tuple(found)


def cut(title: str, width: int) -> str:
    """The title as a box of that width shows it."""
    return title if len(title) <= width else f"{title[: width - 1]}…"
