"""Completions: a script for bash, zsh or fish, made from the declared verbs and flags."""

from __future__ import annotations

from archive.errors import SettingError
from terminal.arguments import Call
from terminal.declared import EVERYWHERE, FLAGS, VERBS, Flag, Verb
from terminal.screen import Screen

PROGRAMS = ("union-news", "search_cli.py")


def run(call: Call, screen: Screen) -> int:
    """0; a shell that is not known is an error."""
    makers = {"bash": _bash, "zsh": _zsh, "fish": _fish}
    if call.words[0] not in makers:
        raise SettingError(f"{call.words[0]}: choose bash, zsh or fish")
    for line in makers[call.words[0]]():
        screen.line(line)
    return 0


def _flags(verb: Verb) -> list[Flag]:
    return [FLAGS[name] for name in dict.fromkeys((*verb.flags, *EVERYWHERE))]


def _words(verb: Verb) -> list[str]:
    """The words that may follow a verb, where they are few and known."""
    if verb.name == "facets":
        from index.facets import FACETS

        return list(FACETS)
    if verb.name == "help":
        return ["query", *VERBS]
    words = verb.words.split("|")
    return words if len(words) > 1 and all(word.isalpha() and word.islower() for word in words) else []


def _bash() -> list[str]:
    choices = [
        f'    --{f.name}) COMPREPLY=($(compgen -W "{" ".join(f.choices)}" -- "$word")); return ;;'
        for f in FLAGS.values()
        if f.choices
    ]
    paths = "|".join(f"--{f.name}" for f in FLAGS.values() if f.value in ("DIR", "FILE"))
    verbs = [f'    {v.name}) flags="{" ".join(f"--{f.name}" for f in _flags(v))}" ;;' for v in VERBS.values()]
    words = [f'    {v.name}) words="{" ".join(_words(v))}" ;;' for v in VERBS.values() if _words(v)]
    return [
        "_union_news() {",
        '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" verb="" flags="" words="" each',
        '  case "$before" in',
        *choices,
        f'    {paths}) COMPREPLY=($(compgen -f -- "$word")); return ;;',
        "  esac",
        '  for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
        f'    case " {" ".join(VERBS)} " in *" $each "*) verb="$each"; break ;; esac',
        "  done",
        '  case "$verb" in',
        *verbs,
        f'    *) flags="{" ".join(f"--{f.name}" for f in _flags(VERBS["search"]))}" ;;',
        "  esac",
        '  case "$verb" in',
        *words,
        "  esac",
        '  if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))',
        f'  elif [[ -z "$verb" ]]; then COMPREPLY=($(compgen -W "{" ".join(VERBS)}" -- "$word"))',
        '  elif [[ -n "$words" ]]; then COMPREPLY=($(compgen -W "$words" -- "$word"))',
        '  else COMPREPLY=($(compgen -f -- "$word")); fi',
        "}",
        f"complete -o filenames -F _union_news {' '.join(PROGRAMS)}",
    ]


def _zsh() -> list[str]:
    lines = [f"#compdef {' '.join(PROGRAMS)}", "_union_news() {", "  local -a verbs; verbs=("]
    lines += [f"    '{v.name}:{_quoted(v.summary)}'" for v in VERBS.values()]
    lines += [
        "  )",
        '  local verb="${words[2]}"',
        '  if (( CURRENT == 2 )) && [[ "${words[2]}" != -* ]]; then',
        "    _describe verb verbs; return",
        "  fi",
        '  case "$verb" in',
    ]
    lines += [
        f"    {v.name}) _arguments {' '.join(_zsh_flag(f) for f in _flags(v))} {_zsh_words(v)} ;;"
        for v in VERBS.values()
    ]
    lines += [
        f"    *) _arguments {' '.join(_zsh_flag(f) for f in _flags(VERBS['search']))} ;;",
        "  esac",
        "}",
        # Read from a folder of $fpath the file is the function itself; sourced, it tells zsh of the function.
        'if [[ "$funcstack[1]" = _union_news ]]; then _union_news "$@"',
        f"else compdef _union_news {' '.join(PROGRAMS)}; fi",
    ]
    return lines


def _zsh_words(verb: Verb) -> str:
    words = _words(verb)
    return f"'*:word:({' '.join(words)})'" if words else "'*:file:_files'"


def _zsh_flag(flag: Flag) -> str:
    action = f"({' '.join(flag.choices)})" if flag.choices else "_files" if flag.value in ("DIR", "FILE") else " "
    value = f":{flag.value}:{action}" if flag.value else ""
    return f"'--{flag.name}[{_quoted(flag.help)}]{value}'"


def _quoted(text: str) -> str:
    return text.replace("'", "'\\''").replace(":", "\\:").replace("[", "\\[").replace("]", "\\]")


def _fish() -> list[str]:
    lines = []
    for program in PROGRAMS:
        for verb in VERBS.values():
            lines.append(
                f"complete -c {program} -n __fish_use_subcommand -a {verb.name} -d '{_fish_text(verb.summary)}'"
            )
            if _words(verb):
                where = f"__fish_seen_subcommand_from {verb.name}"
                lines.append(f"complete -c {program} -n '{where}' -f -a '{' '.join(_words(verb))}'")
            for flag in _flags(verb):
                value = f" -x -a '{' '.join(flag.choices)}'" if flag.choices else " -r" if flag.value else ""
                where = f"__fish_seen_subcommand_from {verb.name}"
                lines.append(f"complete -c {program} -n '{where}' -l {flag.name}{value} -d '{_fish_text(flag.help)}'")
    return lines


def _fish_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
