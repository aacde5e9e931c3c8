"""`make bench`: the crawl beside a bare Scrapy, and each benchmark whose material was given."""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    """Parse the flags and run what can be run."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--gold", type=Path, help="gold.jsonl beside the pages it names: extraction against peers")
    parser.add_argument("--corpus", type=Path, help="JSONL, also .gz or .xz: search against peers")
    parser.add_argument(
        "--sizes", default="10000", help="numbers of articles, with commas; a smaller corpus is grown to each"
    )
    parser.add_argument("--stories", type=int, default=1000, help="how many articles of the sample site are crawled")
    parser.add_argument("--keep", type=Path, help="a folder where what was built stays for the next run")
    asked = parser.parse_args()
    from benchmarks.crawl import compare_crawls

    compare_crawls(asked.stories)
    if asked.gold is not None:
        from benchmarks.extraction import compare_extractors

        compare_extractors(asked.gold)
    if asked.corpus is not None:
        from benchmarks.search import compare_engines

        compare_engines(asked.corpus, [int(size) for size in asked.sizes.split(",")], asked.keep)
        from benchmarks.known_item import print_known_item

        print_known_item(asked.corpus)


if __name__ == "__main__":  # the processes that build segments read this file too
    main()
