"""A command line to verb, words and flags; what may be typed is declared in declared.py.

Flags may stand before or after words. `--` ends them. A single `-` begins no flag: `-word` is NOT in a query.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archive.errors import SettingError
from terminal.declared import EVERYWHERE, FLAGS, HOME, SEARCH, VERBS, Verb

MOST_DIGITS = 9  # of a number behind a flag
_PATHS = ("PATH", "DEST", "DIR", "SRC", "FILE")


class Options:
    """The flags of one call."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def on(self, name: str) -> bool:
        return name in self.given

    def text(self, name: str) -> str | None:
        return self.given.get(name)

    def number(self, name: str, default: int) -> int:
        return int(self.given.get(name, default))


class Call(NamedTuple):
    """A command line read: the verb, its words, its flags."""

    verb: Verb
    words: tuple[str, ...]
    options: Options
    literal: bool = False  # the first word came behind `--`


def read_arguments(argv: Sequence[str]) -> Call:
    """A command line as verb, words and flags.

    Raises:
        SettingError: an unknown flag, a flag without its value, a flag that this verb has no use for.
    """
    options, words = Options(), list[str]()
    rest = list(argv)
    verb: Verb | None = None
    literal = False
    while rest:
        word = rest.pop(0)
        if word == "--":
            literal = not words and verb is None
            words += rest
            break
        if word.startswith("--") and len(word) > 2:
            _read_flag(word[2:], rest, options)
        elif verb is None and not words and word in VERBS:
            verb = VERBS[word]
        else:
            words.append(word)
    if words == ["-h"] and not literal:  # the only query that nobody means: everything but h
        options.given["help"] = ""
        words = []
    if verb is None:
        asked = options.given.keys() - set(EVERYWHERE)
        verb = SEARCH if words or asked else HOME
    _check(verb, words, options)
    return Call(verb, tuple(words), options, literal)


def first_verb(argv: Sequence[str]) -> str:
    """The verb that a command line begins with, flags aside; "" when it is a query. Never raises."""
    words = iter(argv)
    for word in words:
        name = word[2:].partition("=")[0]
        if word == "--":
            return ""
        if not word.startswith("--"):
            return word if word in VERBS else ""
        if name in FLAGS and FLAGS[name].value and "=" not in word:
            next(words, None)
    return ""


def _read_flag(text: str, rest: list[str], options: Options) -> None:
    name, equals, value = text.partition("=")
    flag = FLAGS.get(name)
    if flag is None:
        raise SettingError(
            f"--{name} is no flag{_nearest(name, list(FLAGS))}; to search for it: search_cli.py -- --{name}"
        )
    if not flag.value:
        if equals:
            raise SettingError(f"--{name} takes no value")
        options.given[name] = ""
        return
    if not equals:
        if not rest:
            raise SettingError(f"--{name} wants a value: --{name} {flag.value}")
        value = rest.pop(0)
    if flag.number and not (value.isascii() and value.isdecimal()):
        raise SettingError(f"--{name} {value}: not a whole number")
    if flag.number and len(value := value.lstrip("0") or "0") > MOST_DIGITS:
        raise SettingError(f"--{name} {value[:40]}: too large; write at most {'9' * MOST_DIGITS}")
    if flag.choices and value not in flag.choices:
        raise SettingError(f"--{name} {value}: choose from {', '.join(flag.choices)}")
    options.given[name] = value


def _check(verb: Verb, words: list[str], options: Options) -> None:
    if options.on("help") or options.on("version"):
        return
    for name in options.given:
        if name not in EVERYWHERE and name not in verb.flags:
            raise SettingError(
                f"--{name} has no meaning for {verb.name or 'the overview'}; see: search_cli.py help {verb.name}"
            )
    # Python takes the empty path for the folder one stands in. To `extract` it is one input among others, with a line.
    if verb.words.strip("[]…") in _PATHS and verb.name != "extract" and "" in words:
        raise SettingError(f"{verb.words}: an empty name is no path; for this folder write .")
    for name, value in options.given.items():
        if not value and FLAGS[name].value in _PATHS:
            raise SettingError(f"--{name}: an empty name is no path; for this folder write .")
    if options.on("json") and options.on("jsonl"):
        raise SettingError("--json and --jsonl exclude each other; choose one")
    if options.on("cursor") and options.on("offset"):
        raise SettingError("--cursor and --offset exclude each other; choose one")
    if len(words) < verb.minimum:
        instead = f"; to search for the word: search_cli.py search {verb.name}" if verb is not SEARCH else ""
        raise SettingError(f"wants {verb.words}; see: search_cli.py help {verb.name}{instead}")
    if verb.maximum is not None and len(words) > verb.maximum:
        raise SettingError(
            f"takes {verb.words or 'no words'}, not {len(words)} words; see: search_cli.py help {verb.name}"
        )


def _nearest(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"; did you mean --{near[0]}?" if near else ""
