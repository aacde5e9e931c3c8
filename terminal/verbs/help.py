"""Help: the verbs, one verb with its flags, or the query language. All of it is derived from the declarations."""

from __future__ import annotations

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.cells import pad, width, wrap
from terminal.declared import EVERYWHERE, FLAGS, HOME, VERBS, Verb
from terminal.messages import tr
from terminal.screen import Screen

TOPICS = ("query",)


def run(call: Call, screen: Screen) -> int:
    """0; an unknown topic is an error."""
    topic = call.words[0] if call.words else ""
    if topic == "query":
        return _query(screen)
    if topic and topic not in VERBS:
        raise SettingError(f"{topic}: neither a verb nor `query`; verbs are {', '.join(VERBS)}")
    return explain(VERBS[topic] if topic else HOME, screen)


def explain(verb: Verb, screen: Screen) -> int:
    """One verb, or the overview for the empty one."""
    if not verb.name:
        return _overview(screen)
    screen.line(f"search_cli.py {verb.name} [options] {verb.words}".rstrip())
    screen.line()
    _text(_sentence(tr(verb.summary)), screen)
    screen.line()
    _flags(verb.flags + tuple(name for name in EVERYWHERE if name not in verb.flags), screen)
    screen.line()
    _text(tr("Exit status: {}.").format(tr(verb.exits)), screen)
    return 0


def _overview(screen: Screen) -> int:
    _text(tr("search_cli.py [options] QUERY…  search; the same as: search_cli.py search QUERY…"), screen)
    screen.line("search_cli.py VERB …")
    screen.line()
    rows = [(f"{verb.name} {verb.words}".rstrip(), tr(verb.summary)) for verb in VERBS.values()]
    _table(rows, screen)
    screen.line()
    _flags(EVERYWHERE, screen)
    screen.line()
    note = tr(
        "A first word that is a verb is a verb: `search open` searches for the word. In a query -word means NOT; "
        "-- ends options. More: help VERB, help query."
    )
    _text(note, screen)
    return 0


def _query(screen: Screen) -> int:
    from index.field_names import FIELD_NAMES

    rows = [
        ("农民工 培训", "both words, in any order"),
        ('"技能培训" “技能培训” 「技能培训」', "as it stands"),
        ("农民工 -培训", "not this word; also NOT, 非"),
        ("工会 OR 职工", "either; also 或. AND, 且 may be left out"),
        ("工会 (培训 OR 就业)", "parentheses, also （）"),
        ("worker*", "Latin words and numbers that begin so"),
        ('"工会 农民工"~10', "both within 10 characters"),
        ("reporter:*  -editor:*", "with a reporter, without an editor"),
        ("date:2016  date:2016-01-06", "a year, a month, a day"),
        ("date:2015..2016  date:..2012", "from and to, open ends"),
        ("date:近7天  date:last-month", "also today, 昨天, 上周, 本月, 去年, 7d, 1week.."),
        ("captured:近7天  changed:上月", "first kept so then; changed by its site then"),
        ("is:withdrawn  is:edited", "no longer on its site; changed since first kept"),
        ("as-of:2016-03", "the archive as it stood then"),
    ]
    _text(tr("The query language. Traditional and simplified characters, width and case are one."), screen)
    screen.line()
    _table([(example, tr(meaning)) for example, meaning in rows], screen)
    screen.line()
    _text(tr('Fields, as field:word, field:"phrase" or field:(a OR b), with : or ：'), screen)
    screen.line()
    _table([(f.example, f"{f.name} {' '.join(a for a in f.aliases)}") for f in FIELD_NAMES], screen)
    return 0


def _text(text: str, screen: Screen) -> None:
    for line in wrap(text, screen.width):
        screen.line(line)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("." if text.isascii() else "。")


def _flags(names: tuple[str, ...], screen: Screen) -> None:
    _table([(f"--{name} {FLAGS[name].value}".rstrip(), tr(FLAGS[name].help)) for name in names], screen)


def _table(rows: list[tuple[str, str]], screen: Screen) -> None:
    left = min(max(width(row[0]) for row in rows), screen.width // 2)
    for name, text in rows:
        room = max(screen.width - left - 4, 12)
        lines = wrap(text, room) or [""]
        if width(name) > left:
            screen.line(f"  {name}")
            name = ""
        for line in lines:
            screen.line(f"  {pad(name, left)}  {line}")
            name = ""
