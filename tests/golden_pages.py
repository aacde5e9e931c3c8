"""Golden pages: pages as served beside what we read on them; made anew by `make golden SITE=NAME`, scored by floors.

A folder a site, tests/goldens/NAME, or goldens/NAME in a profile folder of your own; `generic` is read without profile.
PAGE.html holds the bytes, PAGE.json what is known of them: `url`, `content_type`, `captured_at`; `right`, what the page
says, written by a person and never remade; `optional`, lines of its text that may be read or left; `owed`, the keys
that are still read wrongly; `read`, what we read, remade by command so that its diff can be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.article_json import article_to_dict
from archive.errors import NewsArchiveError
from archive.records import Article, Failed, Page, Reading
from extraction import Profiles, load_profiles, read_page

ROOT = Path(__file__).resolve().parents[1]
GOLDENS = Path(__file__).parent / "goldens"
FLOORS = GOLDENS / "floors.json"
SAMPLE_PROFILES = ROOT / "sample_site" / "profiles"
GENERIC = "generic"
PAGES = (".html", ".htm", ".shtml", ".txt", ".pdf")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Golden:
    """One page and what is known of it."""

    site: str
    file: Path

    @property
    def name(self) -> str:
        return f"{self.site}/{self.file.stem}"

    @property
    def notes(self) -> Path:
        return self.file.with_suffix(".json")

    def known(self) -> Json:
        """What stands beside the page; empty for a page just put there."""
        if not self.notes.exists():
            return {}
        known: Json = json.loads(self.notes.read_text(encoding="utf-8"))
        return known

    def reading(self, profiles: Profiles) -> Reading:
        known = self.known()
        at = known.get("captured_at")
        page = Page(
            url=known.get("url") or "urn:sha256:" + hashlib.sha256(self.file.read_bytes()).hexdigest(),
            payload=self.file.read_bytes(),
            content_type=known.get("content_type", ""),
            captured_at=datetime.fromisoformat(at) if at else None,
            site="" if self.site == GENERIC else self.site,
        )
        profile = profiles.by_name(self.site)  # alone: a sample profile for the same host must not come in between
        return read_page(page, Profiles([profile]) if profile else None)

    def read_now(self, profiles: Profiles) -> Json:
        return told(self.reading(profiles))

    def remake(self, profiles: Profiles) -> bool:
        """Writes what we read today; whether anything differs from what stood there."""
        known = {"url": "", "content_type": "", "captured_at": None, **self.known()}
        text = json.dumps({**known, "read": self.read_now(profiles)}, ensure_ascii=False, indent=1) + "\n"
        if self.notes.exists() and self.notes.read_text(encoding="utf-8") == text:
            return False
        self.notes.write_text(text, encoding="utf-8")
        return True


def told(reading: Reading) -> Json:
    """A reading as JSON for people: fields that are not empty, a line of the body a line; no version numbers."""
    if isinstance(reading, Failed):
        return {"failed": reading.reason, "detail": reading.detail}
    if not isinstance(reading, Article):
        return {"rejected": reading.reason, "detail": reading.detail}
    row = article_to_dict(reading)
    row.pop("extractor", None)
    row["encoding"] = {"chosen": reading.encoding.chosen, "why": reading.encoding.why, "lost": reading.encoding.lost}
    row["body"] = reading.body.split("\n")
    if reading.profile:
        row["profile"] = re.sub(r"/\d+", "", reading.profile)
    told_row: Json = json.loads(json.dumps(row, ensure_ascii=False))
    return told_row


def goldens_in(folder: Path) -> list[Golden]:
    """The pages of one site's folder."""
    return [Golden(folder.name, file) for file in sorted(folder.glob("*")) if file.suffix in PAGES]


def all_goldens() -> list[Golden]:
    """The pages of every site that the project ships."""
    return [golden for folder in sorted(GOLDENS.iterdir()) if folder.is_dir() for golden in goldens_in(folder)]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """4-grams of hanzi and Latin words, as article-extraction-benchmark counts them."""
    tokens = re.findall(r"[㐀-鿿]|[a-z0-9]+", text.lower())
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)))


def f1(right: Sequence[str], read: Sequence[str]) -> float:
    """How much of the right text was read, and how little else."""
    one, other = shingles("\n".join(right)), shingles("\n".join(read))
    return 2 * (one & other).total() / (one.total() + other.total())


def scores(goldens: Sequence[Golden], profiles: Profiles) -> dict[str, dict[str, float]]:
    """For each site the mean F1 of bodies and the share of right values, over the pages that say what is right."""
    found: dict[str, dict[str, list[float]]] = {}
    for golden in goldens:
        known = golden.known()
        right, read = known.get("right", {}), without_optional(golden.read_now(profiles), known)
        for key, value in right.items():
            at = found.setdefault(golden.site, {}).setdefault(key, [])
            if key == "body":
                at.append(f1(value, read.get("body", [])))
            else:
                at.append(float(agrees(value, read_value(read, key, value))))
    return {
        site: {key: round(sum(values) / len(values), 4) for key, values in sorted(by_key.items())}
        for site, by_key in sorted(found.items())
    }


def without_optional(read: Json, known: Json) -> Json:
    """A reading without the lines that its page leaves to the reader's taste."""
    optional = known.get("optional", ())
    return {**read, "body": [line for line in read.get("body", ()) if line not in optional]} if optional else read


def read_value(read: Json, key: str, right: Any) -> Any:
    """What was read for a key, of the same type as the right value; of files, their addresses where these are asked."""
    value = read.get(key, "article" if key == "kind" and "title" in read else type(right)())
    if key == "attachments" and right and isinstance(right[0], str):
        return [file["url"] for file in value]
    return value


def wrongly_read(known: Json, read: Json) -> list[str]:
    """The keys of a page that are not read exactly as the page says."""
    read = without_optional(read, known)
    right = known.get("right", {})
    return sorted(key for key, value in right.items() if not agrees(value, read_value(read, key, value)))


def agrees(right: Any, read: Any) -> bool:
    """Whether a value is the right one; of pictures and files only what the right one names is compared."""
    if isinstance(right, dict) and isinstance(read, dict):
        return all(agrees(value, read.get(key, "")) for key, value in right.items())
    if isinstance(right, list) and isinstance(read, list):
        return len(right) == len(read) and all(agrees(*pair) for pair in zip(right, read, strict=True))
    return bool(right == read)


def digest(goldens: Sequence[Golden]) -> str:
    """Of the pages and what is right about them: floors hold for this set and no other."""
    total = hashlib.sha256()
    for golden in goldens:
        right = json.dumps(golden.known().get("right", {}), ensure_ascii=False, sort_keys=True)
        for part in (golden.name.encode(), golden.file.read_bytes(), right.encode()):
            total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def fallen(floors: Json, now: dict[str, dict[str, float]]) -> Iterator[str]:
    """What lies below its floor; a site or field that is no longer measured has fallen too."""
    for site, keys in floors.items():
        for key, floor in keys.items():
            score = now.get(site, {}).get(key)
            if score is None:
                yield f"{site}: {key} was {floor} and is no longer measured"
            elif score < floor:
                yield f"{site}: {key} fell from {floor} to {score}"


def raise_floors(
    file: Path,
    goldens: Sequence[Golden],
    profiles: Profiles,
    note: Path | None,
    beside: dict[str, dict[str, float]] | None = None,
) -> int:
    """Writes today's scores as the floors, those measured `beside` the pages too.

    1 and nothing written when one would fall without a note that says why.
    """
    now = scores(goldens, profiles) | (beside or {})
    old = json.loads(file.read_text(encoding="utf-8"))["floors"] if file.exists() else {}
    lower = list(fallen(old, now))
    if lower and (note is None or not note.is_file()):
        print("\n".join(lower), file=sys.stderr)
        print(f"{file}: floors only rise; say why in docs/decisions/ and name that file with --lower", file=sys.stderr)
        return 1
    row = {"digest": digest(goldens), "floors": now}
    file.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{file.name}: {sum(map(len, now.values()))} floors over {len(goldens)} pages")
    return 0


def folder_of(site: str, folders: Sequence[Path], profiles: Profiles) -> Path:
    """Where the golden pages of a site lie. Raises NewsArchiveError when there is no such site."""
    profile = profiles.by_name(site)
    if profile is None and site != GENERIC:
        raise NewsArchiveError(f"{site}: no such site; `scrapy list` shows the sites, PROFILES=FOLDER names your own")
    own = Path(profile.file).parent if profile and profile.file else None
    if own and any(own.resolve() == folder.resolve() for folder in folders):
        return own / "goldens" / site
    return GOLDENS / site


def remake(site: str, folders: Sequence[Path]) -> int:
    """Makes a site's expected readings anew and says which differ; 1 when there is no page."""
    profiles = load_profiles([SAMPLE_PROFILES, *folders])
    folder = folder_of(site, folders, profiles)
    goldens = goldens_in(folder) if folder.is_dir() else []
    for golden in goldens:
        how = "made anew, read the diff" if golden.remake(profiles) else "as before"
        read = golden.known()["read"]
        print(f"{golden.name}: {read.get('title') or read.get('rejected') or read.get('failed')} ({how})")
    if not goldens:
        print(f"{folder}: no page; `scrapy probe URL --profile FILE --save {folder}` puts one there", file=sys.stderr)
    return 0 if goldens else 1


def take_from(report: Path, site: str, folders: Sequence[Path]) -> None:
    """Puts the articles of a probe's report among the golden pages of a site. Raises NewsArchiveError."""
    from crawler.probe_report import article_pages
    from crawler.probing import save_golden

    folder = folder_of(site, folders, load_profiles([SAMPLE_PROFILES, *folders]))
    folder.mkdir(parents=True, exist_ok=True)
    for page in article_pages(report):
        print(f"{save_golden(page, folder)}: from {report}")


def main(arguments: Sequence[str] | None = None) -> int:
    """`make golden` and `make floors`."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden_pages", description="Golden pages, made anew.")
    parser.add_argument("sites", nargs="*", metavar="SITE", help="name the sites; none means all that are shipped")
    parser.add_argument("--profiles", default="", help="name your own profile folders, as $UNION_NEWS_SITES does")
    parser.add_argument("--floors", action="store_true", help="write today's scores as the floors; they only rise")
    parser.add_argument("--from", dest="report", type=Path, help="take the articles of a `scrapy probe --report` first")
    parser.add_argument("--lower", type=Path, help="name the note in docs/decisions that says why a floor falls")
    asked = parser.parse_args(arguments)
    named = asked.profiles or os.environ.get("UNION_NEWS_SITES", "")
    folders = [Path(name).expanduser() for name in named.split(os.pathsep) if name]
    try:
        if asked.floors:
            from tests.sample_truth import both_ways  # which counts by f1 of this module

            profiles = load_profiles([SAMPLE_PROFILES])
            return raise_floors(FLOORS, all_goldens(), profiles, asked.lower, both_ways(profiles))
        sites = asked.sites or [folder.name for folder in sorted(GOLDENS.iterdir()) if folder.is_dir()]
        if asked.report:
            if len(asked.sites) != 1:
                raise NewsArchiveError("--from: name the one site that the report is of")
            take_from(asked.report, asked.sites[0], folders)
        return max(remake(site, folders) for site in sites)
    except NewsArchiveError as error:
        print(f"golden: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
