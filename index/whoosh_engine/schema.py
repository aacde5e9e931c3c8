"""Which fields a segment holds and how: posted (texts and names), ranked (texts), listed (names and keys, for facets
and filters).

Numbers that ranking needs live here too: the weight of each text field and how much its length counts.
"""

from __future__ import annotations

from index.analysis import ANALYSIS_VERSION, is_cjk
from index.engine import NAME_FIELDS, TEXT_FIELDS
from index.fold import FOLD_VERSION
from index.prints import PRINTS_VERSION

# `body` holds every document that has the term in any text field, so that words asked without a field need one list.
WHOLE = "body"
CURRENT, HISTORY = "current", "history"  # kinds of segments: a search that names no moment opens the first alone
POSTED = (*TEXT_FIELDS, *NAME_FIELDS)
LISTED = ("source", "reporter", "editor", "channel", "topic", "site", "kind", "status")

# BM25F (ranking.py has the formula). Chosen on judged questions and known items; order is the order of the sum.
K1 = 0.6
WEIGHTS = {"title": 2.0, "subtitle": 1.0, "body": 1.0, "conjecture": 0.5}
LENGTH_SHARE = {"title": 0.5, "subtitle": 0.5, "body": 0.75, "conjecture": 0.0}

# The same characters count as characters, as pairs and as words; a Latin word or number counts but once.
CHARACTER, PAIR, WORD, LATIN = 1.0, 0.75, 0.6, 3.0

# What an index was made with; another value means that it must be built again.
LAYOUT_VERSION = 7  # of the sections of a segment; an index is never converted, it is made again
MADE_WITH = {"analysis": ANALYSIS_VERSION, "fold": FOLD_VERSION, "layout": LAYOUT_VERSION, "prints": PRINTS_VERSION}


def term_weight(term: str) -> float:
    """How much a term says for its kind."""
    if not is_cjk(term[0]):
        return LATIN
    return CHARACTER if len(term) == 1 else PAIR if len(term) == 2 else WORD
