"""The command line: finds the verb, runs it, turns every end into an exit status and at most one line on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from errno import EBADF
from importlib import import_module
from typing import TYPE_CHECKING

from archive.errors import NewsArchiveError, NotFound, QueryError

if TYPE_CHECKING:
    from terminal.arguments import Call
    from terminal.screen import Screen

FOUND, NOTHING, ERROR, INTERRUPTED = 0, 1, 2, 130
REPORT_AT = "the project's issue tracker"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status: what the verb says, 2 for any error, 130 for Ctrl-C. A closed pipe is no error.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _stand_in_for_closed()
    # numpy's BLAS starts a thread a core when it loads; nothing here multiplies matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        try:
            status = run(arguments)
            sys.stdout.flush()
            return status
        except NewsArchiveError as error:
            sys.stdout.flush()
            if "--debug" in arguments:
                raise
            complain(error, arguments)
            return error.exit_status
    except BrokenPipeError:
        return _hush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _report_fault(error)


def run(arguments: Sequence[str]) -> int:
    """The verb's own exit status; raises what the verb raises."""
    from terminal.arguments import read_arguments
    from terminal.screen import open_screen

    call = read_arguments(arguments)
    screen = open_screen(call.options, os.environ)
    _choose_language()
    _speak_safely(json=bool({"json", "jsonl"} & call.options.given.keys()) or call.verb.name in ("extract", "export"))
    if call.options.on("version"):
        from importlib.metadata import PackageNotFoundError, version

        try:
            screen.line(f"union-news {version('union-news-archive')}")
        except PackageNotFoundError:
            screen.line("union-news (not installed)")
        return FOUND
    if call.options.on("help"):
        from terminal.verbs.help import explain

        return explain(call.verb, screen)
    return do(call, screen)


def do(call: Call, screen: Screen) -> int:
    """Runs the verb of a call. Only its own module is loaded."""
    run_verb: Callable[[Call, Screen], int] = import_module(f"terminal.verbs.{call.verb.module}").run
    if screen.out.isatty() and not {"json", "jsonl"} & call.options.given.keys():
        from terminal.pager import PAGED, paged

        if call.verb.name in PAGED:
            return paged(lambda held: run_verb(call, held), screen, os.environ)
    return run_verb(call, screen)


def complain(error: NewsArchiveError, arguments: Sequence[str]) -> None:
    """The error on stderr: one line, and for a query the place."""
    from terminal.arguments import first_verb
    from terminal.cells import clean
    from terminal.messages import said

    _choose_language()  # a flag that cannot be read is met before
    message = clean(said(str(error)))
    if isinstance(error, QueryError) and error.query:
        from terminal.faults import fault_lines

        _say("\n".join(fault_lines(error.query, message, 0, error.offset)))
        return
    verb = first_verb(arguments)
    # Somebody who wanted the word, not the verb: `show workers`.
    named = str(error).split(": ")[0]
    if isinstance(error, NotFound) and verb and not any(c.isdecimal() or c in ":./" for c in named):
        message = said(f"{message}; to search for the word itself: search_cli.py search {verb} …")
    _say(f"{verb or 'search_cli.py'}: {message}")


def _say(text: str) -> None:
    """Talk that cannot be heard changes no exit status."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def _stand_in_for_closed() -> None:
    """Streams that the caller closed, as `>&-` does, are opened to nothing, before a file of ours gets their number.

    Talk is lost then; a result that cannot be written is an error, as on a full disk: stdout is open for reading only.
    """
    for number, name, mode in ((1, "stdout", os.O_RDONLY), (2, "stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            file = os.open(os.devnull, mode)
            if file != number:
                os.dup2(file, number)
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115  # for as long as we run


def _choose_language() -> None:
    """What union-news.toml or the environment says, else the locale."""
    from archive.errors import SettingError
    from archive.workspace import load_workspace
    from terminal.messages import speak

    try:
        wanted = load_workspace().locale
    except SettingError:  # the verb that reads it says so
        wanted = ""
    speak(os.environ, wanted)


def _speak_safely(json: bool) -> None:
    """A terminal that cannot show a character shows ? for it. JSON is UTF-8 in any locale (RFC 8259)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def _hush() -> int:
    """The reader of our pipe has gone: end without a word, and without Python's own at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    return FOUND


def _report_fault(error: Exception) -> int:
    """What the machine refused, or a fault of ours, in one line."""
    from terminal.cells import clean
    from terminal.messages import said

    if isinstance(error, OSError) and error.errno == EBADF and not error.filename:
        _say(said("search_cli.py: stdout is closed and the result lost; to throw it away: > /dev/null"))
        _hush()
        return ERROR
    if isinstance(error, OSError) and error.strerror:
        _say(f"search_cli.py: {clean(str(error.filename or 'output'))}: {error.strerror}")
        _hush()  # a full disk would be told again when the streams close
        return ERROR
    text = clean(f"{type(error).__name__}: {error}")[:300]
    message = said(f"a fault of the program: {text}; run again with --debug and report it")
    _say(f"search_cli.py: {message}")
    return ERROR
