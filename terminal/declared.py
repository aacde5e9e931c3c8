"""Every flag and verb, declared once: parsing, checks, help and completions derive from these tables."""

from __future__ import annotations

from typing import NamedTuple


# Named tuples: three dozen frozen dataclasses take longer to make than a search takes to answer.
class Flag(NamedTuple):
    """One flag. `value` names what follows it, "" for a switch; `help` begins with a verb."""

    name: str
    help: str
    value: str = ""
    choices: tuple[str, ...] = ()
    number: bool = False


class Verb(NamedTuple):
    """One verb: what it takes, and where it is done."""

    name: str
    words: str
    summary: str
    flags: tuple[str, ...] = ()
    module: str = ""
    exits: str = "0 done, 2 error"
    minimum: int = 0
    maximum: int | None = None


FLAGS: dict[str, Flag] = {
    flag.name: flag
    for flag in (
        Flag("data", "read and write this data directory", "DIR"),
        Flag("color", "show colour: auto, always or never", "WHEN", ("auto", "always", "never")),
        Flag("help", "show help and stop"),
        Flag("version", "show the version and stop"),
        Flag("debug", "show the traceback of an error"),
        Flag("limit", "show at most N", "N", number=True),
        Flag("offset", "leave out the first N", "N", number=True),
        Flag("cursor", "go on where a page ended (`start` for the first); JSON rows then carry theirs", "PLACE"),
        Flag("copies", "show every copy of a text instead of the first"),
        Flag("sort", "order by relevance, date (newest first) or date-asc", "ORDER", ("relevance", "date", "date-asc")),
        Flag("any", "rank by any of the words, as plain text"),
        Flag("json", "write one JSON array"),
        Flag("jsonl", "write one JSON object a line"),
        Flag("count", "print only how many there are"),
        Flag("explain", "show how the query was read and cut"),
        Flag("url", "say where a single file came from", "URL"),
        Flag("site", "name the site", "NAME"),
        Flag("captured-at", "say when the files were fetched, whatever they say (ISO 8601)", "TIME"),
        Flag("charset", "say the encoding; believed before any other evidence", "NAME"),
        Flag("no-index", "leave the index to a later update"),
        Flag("manifest", "read the list of files, one JSON object a line, from a file", "FILE"),
        Flag("workers", "use N processes", "N", number=True),
        Flag("repair", "mend what can be mended without loss"),
        Flag("as-of", "show the version that held on that day", "DATE"),
        Flag("number", "show version N", "N", number=True),
        Flag("plain", "show the text alone, for print"),
        Flag("archived", "open the page as it was kept"),
        Flag("by", "count by day, week, month or year", "UNIT", ("day", "week", "month", "year")),
        Flag("kwic", "show every place of the words in its line, one below the other"),
        Flag("svg", "write the picture to a file (`-`: to stdout, instead of the bars)", "FILE"),
        Flag("keep", "keep the newest N backups", "N", number=True),
        Flag("check", "read a backup and compare it with its digests; make none"),
        Flag("reason", "say why, in a few words that may be kept", "TEXT"),
        Flag("output", "write to a file instead of stdout (`-`: to stdout)", "FILE"),
    )
}

EVERYWHERE = ("data", "color", "help", "version", "debug")
_PAGE = ("limit", "offset")
_JSON = ("json", "jsonl")
_FOUND = "0 found, 1 nothing found, 2 error"

VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "search",
            "QUERY…",
            "find articles",
            (*_PAGE, "cursor", "sort", "any", *_JSON, "count", "explain", "kwic", "copies"),
            "search",
            _FOUND,
            1,
        ),
        Verb(
            "show",
            "ID|URL|N",
            "show an article whole; N is the N-th hit of the last search",
            (*_JSON, "number", "as-of", "plain"),
            "show",
            "0 shown, 2 no such article",
            1,
        ),
        Verb("history", "ID|URL|N", "list the versions of an article", _JSON, "history", "0 listed, 2 error", 1, 1),
        Verb(
            "open", "ID|URL|N", "open an article in the browser", ("archived",), "open_page", "0 opened, 2 error", 1, 1
        ),
        Verb("similar", "ID|URL|N", "find articles like this one", (*_PAGE, *_JSON), "similar", _FOUND, 1, 1),
        Verb(
            "copies",
            "ID|URL|N",
            "show who carried an article's text, and when",
            _JSON,
            "copies",
            "0 others did, 1 none, 2 error",
            1,
            1,
        ),
        Verb("facets", "FIELD [QUERY…]", "count matching articles by a field", ("limit", *_JSON), "facets", _FOUND, 1),
        Verb("timeline", "[QUERY…]", "count matching articles over time", ("by", "svg", *_JSON), "timeline", _FOUND),
        Verb(
            "import",
            "PATH…",
            "put saved files and folders in the archive",
            ("url", "site", "captured-at", "charset", "no-index"),
            "import_files",
            "0 all kept as articles, 1 some rejected, 2 error",
            1,
        ),
        Verb(
            "extract",
            "[FILE…]",
            "read files, keep nothing, write one JSON line for each",
            ("manifest", "url", "captured-at", "charset", "workers"),
            "extract",
            "0 all articles, 1 some rejected or failed, 2 error",
        ),
        Verb(
            "index",
            "update|rebuild|stats",
            "bring the index up to the archive",
            ("json",),
            "index",
            "0 done, 2 error",
            1,
            1,
        ),
        Verb(
            "verify",
            "",
            "compare WARC files, catalogue and index",
            ("repair", "json"),
            "verify",
            "0 good, 1 differences, 2 error",
        ),
        Verb(
            "export",
            "[QUERY…]",
            "write articles as JSON lines",
            ("jsonl", "output"),
            "export",
            "0 written, 1 none, 2 error",
        ),
        Verb(
            "backup",
            "DEST",
            "copy the archive to another place, also while a crawl runs",
            ("keep", "check", "json"),
            "backup",
            "0 whole, 1 something is damaged, 2 error",
            1,
            1,
        ),
        Verb(
            "restore",
            "SRC",
            "put a backup into an empty data directory",
            (),
            "restore",
            "0 restored, 1 with differences, 2 error",
            1,
            1,
        ),
        Verb(
            "purge",
            "ID|URL",
            "remove an article for good, and keep it out",
            ("reason",),
            "purge",
            "0 gone, 1 gone, but look at what is named, 2 error",
            1,
            1,
        ),
        Verb("new", "", "show what came or changed since you last looked", ("limit", *_JSON), "new", _FOUND, 0, 0),
        Verb(
            "why",
            "ID|URL|N [QUERY…]",
            "tell why a query does not show a page",
            (),
            "why",
            "0 it does, 1 it does not, 2 error",
            1,
        ),
        Verb("status", "", "tell how the archive, its sites and the index stand", ("json",), "status"),
        Verb(
            "runs",
            "[SITE]",
            "list the crawls, newest first, and how each ended",
            ("limit", *_JSON),
            "runs",
            "0 listed, 1 no run yet, 2 error",
            0,
            1,
        ),
        Verb(
            "init",
            "[DIR]",
            "make a workspace: union-news.toml, sites/, scrapy.cfg, a line for cron",
            ("data",),
            "workspace",
            maximum=1,
        ),
        Verb("enable", "SITE…", "choose the sites that `scrapy due` collects", (), "workspace"),
        Verb("config", "", "show every setting and where it comes from", ("json",), "workspace", maximum=0),
        Verb(
            "completions",
            "bash|zsh|fish",
            "print completions for a shell",
            (),
            "completions",
            "0 printed, 2 error",
            1,
            1,
        ),
        Verb("help", "[query|VERB]", "explain the query language or a verb", (), "help", "0", 0, 1),
    )
}

SEARCH = VERBS["search"]
HOME = Verb("", "", "health in five lines and the newest five", (), "home")
