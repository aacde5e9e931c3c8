"""Which fields a segment holds and how: posted (texts and names), ranked (texts), listed (names and keys, for facets
and filters).

Numbers that ranking needs live here too: the weight of each text field and how much its length counts.
"""

from __future__ import annotations

from index.analysis import ANALYSIS_VERSION
from index.engine import NAME_FIELDS, TEXT_FIELDS
from index.fold import FOLD_VERSION

# `body` holds every document that has the term in any text field, so that words asked without a field need one list.
WHOLE = "body"
CURRENT, HISTORY = "current", "history"  # kinds of segments: a search that names no moment opens the first alone
POSTED = (*TEXT_FIELDS, *NAME_FIELDS)
LISTED = ("source", "reporter", "editor", "channel", "topic", "site", "kind", "status")

# BM25F (DESIGN.md, "Folding and analysis"). Chosen on judged questions and known items; order is the order of the sum.
K1 = 1.2
WEIGHTS = {"title": 2.0, "subtitle": 1.0, "body": 1.0}
LENGTH_SHARE = {"title": 0.5, "subtitle": 0.5, "body": 0.75}

# What an index was made with; another value means that it must be built again.
LAYOUT_VERSION = 2  # of the sections of a segment; an index is never converted, it is made again
MADE_WITH = {"analysis": ANALYSIS_VERSION, "fold": FOLD_VERSION, "layout": LAYOUT_VERSION}
