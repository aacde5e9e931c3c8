"""Why a page is no article: said in one word for scripts and a sentence for people.

Looks at what the reading found (text, links, players, title); the order of the tests is the order of certainty. A page
that speaks of logins, missing pages or captchas in its news is told from one that speaks to its reader (messages.py).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.records import Rejected
from extraction.density import Scores
from extraction.head import HeadFacts
from extraction.heading import Heading, without_site_name
from extraction.hints import Hint
from extraction.layout import Block, Node

_IMPRINT = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|[来來]源\s*[:：]|(?:19|20)\d\d")
_FOOTER = re.compile(
    r"版[权權]所有|copyright|©|ICP|[备備]案|技[术術]支持|主[办辦][单單]位\s*[:：]|地址\s*[:：]|[电電][话話]\s*[:：]",
    re.I,
)
_VIDEO = re.compile(r"video|player|shipin|vod|live-?stream", re.I)
_VIDEO_TITLE = re.compile(r"^\W?(?:[视視][频頻]|video|直播|[录錄]播|[高]清)", re.I)
_PUBLIC = re.compile(
    r"通知|公告|公示|名[单單]|通报|通報|[结結]果|一[览覽]|[统統][计計]|[获獲][奖獎]|表彰|[决決]定|[办辦]法|安排|日程|附件|目[录錄]"
)
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "dt", "a"})


# 瑞数 marks its scripts with r="m"; the others set a cookie or send the browser on.
_TESTS = re.compile(
    r"\$_ts\b|__jsl_clearance|jsl_clearance_s|_cf_chl|acw_sc__v2|aliyun_?waf|/_____tmd_____/|wzws|yunsuo|safedog|"
    r"EO_Bot_Ssid|__tst_status|"
    r"<script[^>]{0,200}\sr=['\"]?m\b|incapsula|distil_|datadome|perimeterx|px-captcha|geetest|nc_token|"
    r"window\.location(?:\.href)?\s*=|location\.replace\(|<meta[^>]{0,40}refresh",
    re.I,
)
# An application's page also sets cookies and moves about; it has a place for what it is going to show.
_MOVES = re.compile(r"document\.cookie\s*=|location(?:\.href)?\s*=[^=]|location\.reload\(", re.I)
_PLACE = re.compile(r"<(?:div|main|section|article|table|p)\b", re.I)
_CARRIES = re.compile(r"__NEXT_DATA__|__INITIAL_STATE__|__NUXT__|application/(?:ld\+)?json")
_UNSEEN = re.compile(r"<(script|style|noscript)\b.*?</\1>|<[^>]{0,2000}>|\s+", re.I | re.S)


def is_script_page(text: str) -> bool:
    """Whether a page holds nothing but a script that tests the browser or sends it elsewhere."""
    if len(text) >= 20_000 or text.count("<p") + text.count("<a ") > 20 or _CARRIES.search(text):
        return False
    if not _TESTS.search(text) and (_PLACE.search(text) or not _MOVES.search(text)):
        return False
    return len(_UNSEEN.sub("", text)) < 200


def reject_markup(text: str, size: int) -> Rejected | None:
    """A page whose text alone shows that it is none."""
    if not text or text.isspace():
        return Rejected("empty", "the page holds no text" if size else "the page has no bytes")
    if is_script_page(text):
        return Rejected("challenge", "the page holds only a script that tests the browser or sends it elsewhere")
    return None


def reject(
    scores: Scores, body: Node | None, kept: list[Block], heading: Heading, facts: HeadFacts, url: str
) -> Rejected | None:
    """Why the page is no article; None when it is one."""
    layout = scores.layout
    size = sum(block.size for block in kept)
    whole = sum(block.size for block in layout.blocks)
    prose = sum(block.size for block in kept if block.stops and not (block.size < 30 and _FOOTER.search(block.text)))
    dated = _is_dated(scores, heading)
    asks = not dated and size < 300 and _has_password(scores)
    if not layout.blocks:
        return Rejected("login", _LOGIN) if asks else Rejected("empty", "the page shows no text")
    # Before the challenge: a login page may ask for a 验证码 too, and is no refusal of the site to talk to us.
    if asks and _is_login(heading, facts, kept, layout.blocks, prose):
        return Rejected("login", _LOGIN)
    if not dated and size < 300 and (message := _message(heading, facts, kept, layout.blocks, size, whole)):
        return Rejected(message, _MESSAGES[message])
    if _body_is_empty(scores, body) and _shows_video(scores, heading.title, facts):
        return Rejected("video", "a video page whose place for text is empty")
    titles = sum(1 for block in layout.blocks if block.link > 0.6 and block.size >= 6)
    linked = sum(block.size * block.link for block in layout.blocks)
    # A list of teasers has no text of its own, however much prose its teasers hold.
    if not dated and _are_teasers(kept, layout.blocks):
        return _as_list(url, "nearly all text of the page stands under linked titles")
    if prose < 16 or (prose < 40 and prose < 0.5 * size):
        said = sum(block.size for block in kept if _says(block))
        if _shows_video(scores, heading.title, facts):
            return Rejected("video", "a video page without text")
        if said >= 8 and _stands_alone(heading, kept, dated, titles):
            return None
        if _is_front(url) and titles > 5:
            return Rejected("front-page", "the address and the links are those of a front page")
        if (titles >= 8 and (linked > 0.3 * whole or size < 16)) or (linked > 0.5 * whole and len(layout.anchors) > 20):
            return Rejected("listing", "nearly all text of the page is links")
        return Rejected("no-article", "no sentence of the page reads like the text of an article")
    return None if dated else _portal(scores, kept, prose, linked, whole, facts, url)


def _says(block: Block) -> bool:
    """Text, and neither a line of date and source nor one of a footer."""
    if block.size < 2 or _FOOTER.search(block.text):
        return False
    return block.node.tag in ("td", "th") or block.size > 30 or block.ends > 0 or not _IMPRINT.search(block.text)


_LOGIN = "the page asks for a name and a password"
_MESSAGES = {
    "login": "the page asks its reader to log in",
    "challenge": "the page asks the browser to prove itself",
    "soft-404": "the page says that there is no such page",
}


def _stands_alone(heading: Heading, kept: list[Block], dated: bool, titles: int) -> bool:
    """A text without sentences that is an article: a table of names under a dated title, a file under a notice."""
    if heading.first < 0:
        return False
    figures = sum(block.size for block in kept if block.node.tag in ("td", "th") and block.link < 0.3)
    return dated or (figures >= 40 and titles < 20) or (_PUBLIC.search(heading.title) is not None and figures > 0)


def _is_login(heading: Heading, facts: HeadFacts, kept: list[Block], blocks: list[Block], prose: float) -> bool:
    """A page with a field for a password that is about logging in, or about nothing."""
    from extraction.messages import message_of, names_login

    if any(names_login(text) for text in (heading.title, without_site_name(facts.title, facts.site_name))):
        return True
    if any(message_of(block.text) == "login" for block in blocks[:40] if block.size < 60):
        return True
    return prose < 16 or (heading.first < 0 and prose < 60)


def _message(
    heading: Heading, facts: HeadFacts, kept: list[Block], blocks: list[Block], size: float, whole: float
) -> str:
    """What the page tells its reader in place of an article: login, challenge, soft-404, or "" when nothing."""
    from extraction.messages import message_of  # patterns that few pages need

    for title in (heading.title, without_site_name(facts.title, facts.site_name), facts.title):
        if message := message_of(title, whole=True):
            return message
    texts = kept[:6] if size >= 60 else blocks[:40]
    for block in texts:
        message = message_of(block.text) if block.size < 60 else ""
        # A challenge shows nothing else; the page of a missing page may recommend others.
        if message and (message != "challenge" or (size < 150 and whole < 400)):
            return message
    return ""


def _are_teasers(kept: list[Block], blocks: list[Block]) -> bool:
    """Four or more paragraphs, most of them under a linked title of their own."""
    paragraphs = [block for block in kept if block.stops and block.size > 10]
    if len(paragraphs) < 4:
        return False
    under = 0
    for block in paragraphs:
        over = blocks[max(0, block.index - 3) : block.index]
        under += any(b.link > 0.6 and b.size >= 4 and b.node.tag in _HEADS for b in over)
    return under >= 0.7 * len(paragraphs)


def _as_list(url: str, detail: str) -> Rejected:
    return Rejected("front-page" if _is_front(url) else "listing", detail)


def _portal(
    scores: Scores, kept: list[Block], prose: float, linked: float, whole: float, facts: HeadFacts, url: str
) -> Rejected | None:
    """Front pages and listings carry teasers, which are prose, but little of it at one place."""
    claims_article = (
        any("article" in kind.lower() for kind in facts.kinds) or facts.meta("og:type").lower() == "article"
    )
    longest = max((block.size for block in kept if block.stops), default=0.0)
    anchors = len(scores.layout.anchors)
    share = prose / (whole or 1.0)
    if _is_front(url) and not claims_article and share < 0.5:
        return Rejected("front-page", "the address is that of a front page, and most of its text is links")
    if claims_article or share >= 0.25:
        return None
    if anchors > 60 and linked > 0.6 * whole and (prose < 60 or longest < 30):
        reason = "front-page" if not url or _is_front(url) else "listing"
        return Rejected(reason, f"{anchors} links and hardly a sentence")
    return None


def _is_dated(scores: Scores, heading: Heading) -> bool:
    """A title with a line of date or source under it: what follows is an article, however short."""
    if heading.first < 0:
        return False
    blocks = scores.layout.blocks
    before = blocks[heading.last]
    for block in blocks[heading.last + 1 : heading.last + 9]:
        listed = block.node.tag in ("li", "dd") or (
            before.index > heading.last and before.link > 0.6 and before.size > 5
        )
        before = block
        linked = block.link >= 0.6 or (block.links > 0 and block.size * block.link >= 10)
        if block.size < 60 and not linked and not listed and _IMPRINT.search(block.text):
            return not _FOOTER.search(block.text)
    return False


def _is_front(url: str) -> bool:
    try:
        split = urlsplit(url)
    except ValueError:
        return False
    path = split.path.strip("/").lower()
    return (
        bool(split.hostname)
        and not split.query
        and (not path or re.fullmatch(r"(?:index|default|home|main)\.\w+", path) is not None)
    )


def _has_password(scores: Scores) -> bool:
    return any((element.get("type") or "").lower() == "password" for element in scores.layout.root.iter("input"))


def is_video(title: str, facts: HeadFacts) -> bool:
    """The page calls itself a video."""
    if "video" in facts.meta("og:type").lower():
        return True
    return _VIDEO_TITLE.match(title) is not None or _VIDEO_TITLE.match(facts.title) is not None


def _shows_video(scores: Scores, title: str, facts: HeadFacts) -> bool:
    if is_video(title, facts) or any("VideoObject" in kind for kind in facts.kinds):
        return True
    names = {node.name for node in scores.layout.nodes if node.name}
    return sum(1 for name in names if _VIDEO.search(name)) + 2 * min(1, scores.layout.players) > 2


def _body_is_empty(scores: Scores, body: Node | None) -> bool:
    """An element called the body is there and holds nothing, and what was chosen in its place is not called so."""
    if body is not None and body.hint is Hint.BODY:
        return False
    whole = len(scores.layout.blocks)
    places = [n for n in scores.layout.nodes if n.hint is Hint.BODY and n.end - n.start < 0.6 * whole]
    empty = any(node.start == node.end for node in places)
    return empty and not any(scores.prose(node) > 20 for node in places)
