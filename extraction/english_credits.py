"""English credit lines (By Jane Doe, Reporting by …, Photos: …): a line in, who did what out, as credits.py has it.

Names of organisations sign too (By Staff Reports, By The Associated Press): such a line is a credit and names nobody.
"""

from __future__ import annotations

import re

from extraction.credit_values import read_value
from extraction.credit_words import EDITOR, OTHER, PHOTOGRAPHER, REPORTER, SOURCE
from extraction.credits import Credits
from extraction.names import is_western_name, split_names

_MAX_LINE = 700
_WORK = (
    r"(?:Reporting|Writing|Reported|Written|Story|Text|Words|Report|Article|Compiled|Analysis|Commentary|Interviews?)"
)
_PICTURES = r"(?:Photos?|Photographs?|Photography|Pictures|Images|Video|Photojournalism)"
_LABEL = re.compile(
    rf"(?P<both>\b(?:{_WORK}\s+(?:and|&)\s+{_PICTURES}|{_PICTURES}\s+(?:and|&)\s+{_WORK})\s+by\b\s*:?)"
    rf"|(?P<photo>\b(?:Additional )?{_PICTURES}(?: and (?:video|captions?))?\s+by\b\s*:?"
    r"|\b(?:Photographers?|Photographs?|Photography)\s*[:：]"
    r"|\bPhotos?(?: credits?)?\s*[:：])"
    r"|(?P<edit>\b(?:Additional |Copy )?(?:Editing|Edited)\s+by\b\s*:?"
    r"|\b(?:Managing |Copy |Web |Page |Deputy |Assistant |Responsible |Executive )?Editors?\s*[:：])"
    rf"|(?P<write>\b(?:Additional |Original )?{_WORK}(?: and (?:reporting|writing))?\s+by\b\s*:?"
    r"|\b(?:Authors?|Text|Words|Story|Reporters?|Writers?|Correspondents?|Journalists?)\s*[:：])"
    r"|(?P<source>\bSources?\s*[:：])"
    r"|(?P<other>\b(?:Posted|Published|Updated|Last updated|Date|Time|Views|Tags|Category)\s*[:：])"
    r"|(?P<by>\bby\b\s*:?(?=\s))",
    re.I,
)
# What a label may stand behind: the beginning, a mark, or a date; everywhere else it is a word of a sentence.
_OPENS = re.compile(r"(?:^|[;|｜•·(\[./—–]|\s{2,}|\d{4}|[ap]\.?m\.?|\b[A-Z]{2,3}T|\d\d:\d\d)\s*[“\"]?$", re.I)
# What follows the names: an office, an outlet, a place.
_AFFILIATION = re.compile(
    r"\s*(?:[|｜•·]|\s/\s| for (?=[A-Z])| in (?=[A-Z])| of (?=[A-Z])| at (?=[A-Z])|\s[-–—]\s|\((?=[A-Z])"
    r"|,\s*(?=(?:Staff|Senior|Special|Associated|The|Reuters|AP|AFP|CNN|Contributing|Chief)\b|[A-Z][\w ]{0,40}"
    r"(?:Writer|Editor|Press|News|Times|Post|Correspondent|Reporter|Columnist|Photographer|Journal|Herald|Tribune)\b)).*$"
)
_DATE = re.compile(
    r"[\s,|]+(?:on\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s+\d"
    r"|\d{1,4}[-/.:\s]\w|(?:Updated|Published|Posted)\b).*$"
)
_OFFICE = re.compile(
    r",?\s+(?:(?:Business|Senior|Staff|Political|Labou?r|National|Sports|Science|Chief|Contributing|Special|Union)\s+){0,2}"
    r"(?:Columnist|Writer|Reporter|Editor|Correspondent|Contributor|Producer|Photographer)$"
)
_SIGNED = re.compile(
    r"([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}),\s+(?:(?:[A-Z]\w+)\s+){0,2}(?:Writer|Reporter|Correspondent|Columnist)"
)
_SOURCE_ENDS = re.compile(r"\s*(?:[|｜•;\t]|\s{2,}|(?:19|20)\d\d[-/.]|,?\s+(?:Updated|Published|Posted)\b)")
_ROLES = {"both": (REPORTER, PHOTOGRAPHER), "photo": (PHOTOGRAPHER,), "edit": (EDITOR,)}
_GLUE = re.compile(r"\b(?:and|with|the)\b|[,&;.()\[\]]", re.I)
_HANZI = re.compile("[㐀-鿿]")
_MOST_WORDS = 8  # in the name of a body that signs


def read_english(line: str) -> Credits:
    """Read the labelled names of one English line; an empty result when it is none.

    >>> read_english("Story by Jane Doe; photos by John Roe").names
    {'reporters': ['Jane Doe'], 'photographers': ['John Roe']}
    """
    credits = Credits()
    text = " ".join(line[:_MAX_LINE].split(" ")).strip(" \t\r\n\u3000\xa0()[]*•·—–-")
    labels = _labels(text)
    if not labels:
        if len(text) < 90 and (signed := _SIGNED.fullmatch(text)) and is_western_name(signed[1]):
            credits.add(REPORTER, split_names(signed[1]))
            credits.pure = True
        return credits
    pure = len(line) <= _MAX_LINE and not text[: labels[0][1].start()].strip(" |•·—–-(")
    ends = [match.start() for _, match in labels[1:]] + [len(text)]
    kinds = {kind for kind, _ in labels}
    for (kind, match), end in zip(labels, ends, strict=True):
        value = text[match.end() : end].strip(" ;,|｜•·—–\t\r\n")
        if kind == SOURCE:
            source = _SOURCE_ENDS.split(value, maxsplit=1)[0].strip(" .|-")
            # A chart has its source too: alone, the word is not believed here (see imprint.py for the head of a page).
            if 1 < len(source) <= 60 and not kinds.isdisjoint(("edit", "write", "by")):
                credits.source = credits.source or source
            pure = pure and bool(credits.source)
        elif kind != OTHER:
            names, clean = _people(value, kind not in ("by", "photo"))
            for role in _ROLES.get(kind, (REPORTER,)):
                credits.add(role, names)
            credits.unnamed = credits.unnamed or (clean and not names)
            pure = pure and clean
    credits.pure = pure and (bool(credits) or credits.unnamed)
    return credits


def _labels(text: str) -> list[tuple[str, re.Match[str]]]:
    labels: list[tuple[str, re.Match[str]]] = []
    for match in _LABEL.finditer(text):
        kind = str(match.lastgroup)
        before = text[: match.start()]
        if kind == "by" and match[0].startswith("by") and before and not match[0].endswith(":"):
            continue
        marked = match[0].endswith((":", "："))
        if _OPENS.search(before[-12:]) or (labels and (marked or before.rstrip().endswith(","))):
            labels.append((kind, match))
    return labels


def _people(value: str, labelled: bool) -> tuple[list[str], bool]:
    """The names in a value, and whether it holds nothing else but where they work."""
    value = _DATE.sub("", value.split("\n")[0]).rstrip(" .)")
    who = _OFFICE.sub("", _AFFILIATION.sub("", value)).strip(" ,;")
    if _HANZI.search(who):
        chinese = read_value(who, True)  # Editor: 王伟
        return list(chinese.names), chinese.clean
    names = [name for name in split_names(who) if is_western_name(name)]
    words = _GLUE.sub(" ", who).split()
    if names:
        return names, len(words) <= sum(len(name.split()) for name in names) + 2
    if labelled and len(words) == 1:
        return [], True  # Editor: huaxia
    return [], 0 < len(words) <= _MOST_WORDS and all(word[0].isupper() or not word[0].isalpha() for word in words)
