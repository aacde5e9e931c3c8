"""Why a page is no article: said in one word for scripts and a sentence for people.

Looks at what the reading found (text, links, players, title); the order of the tests is the order of certainty.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.records import Rejected
from extraction.density import Scores
from extraction.head import HeadFacts
from extraction.heading import Heading
from extraction.hints import Hint
from extraction.layout import Block, Node

_MISSING = re.compile(
    r"\b404\b|not found|page (?:cannot be|can't be|isn't|is not|no longer) (?:found|available)|"
    r"(?:[页頁]面|[网網][页頁]|文章|[内內]容|信息|[资資]源|新[闻聞]|稿件).{0,8}(?:不存在|未找到|找不到|"
    r"已(?:被)?[删刪]除|已[过過]期|已失效|已下[线線]|[无無]法[访訪][问問])|"
    r"(?:找不到|[没沒]有找到|[无無]法找到).{0,6}(?:[页頁]面|[网網][页頁]|文件|[内內]容)|"
    r"抱歉.{0,12}(?:[页頁]面|[访訪][问問]|文章)",
    re.I,
)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|attention required|cloudflare|ddos protection|"
    r"are you (?:a )?(?:human|robot)|"
    r"verify you are|captcha|enable (?:javascript|cookies)|access denied|request blocked|incapsula|"
    r"安全[验驗][证證]|人[机機][验驗][证證]|[验驗][证證][码碼]|[访訪][问問](?:受限|[过過]于[频頻]繁|被拒)|"
    r"[请請](?:[开開][启啟]|[启啟]用).{0,4}javascript|[网網]站防火[墙牆]|[浏瀏][览覽]器安全|"
    r"[异異]常[访訪][问問]",
    re.I,
)
_SPLASH = re.compile(
    r"\$_ts|__jsl_clearance|_cf_chl|acw_sc__v2|window\.location(?:\.href)?\s*=|location\.replace\(|"
    r"<meta[^>]{0,40}refresh",
    re.I,
)
_IMPRINT = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|[来來]源\s*[:：]|(?:19|20)\d\d")
_VIDEO = re.compile(r"video|player|shipin|vod|live-?stream", re.I)
_VIDEO_TITLE = re.compile(r"^\W?(?:[视視][频頻]|video|直播|[录錄]播|[高]清)", re.I)


def reject_markup(text: str, size: int) -> Rejected | None:
    """A page whose text alone shows that it is none."""
    if not text or text.isspace():
        return Rejected("empty", "the page holds no text" if size else "the page has no bytes")
    if len(text) < 20_000 and _SPLASH.search(text):
        visible = len(re.sub(r"<(script|style|noscript)\b.*?</\1>|<[^>]{0,2000}>|\s+", "", text, flags=re.I | re.S))
        if visible < 200:
            return Rejected("challenge", "the page holds only a script that tests the browser or sends it elsewhere")
    return None


def reject(
    scores: Scores, body: Node | None, kept: list[Block], heading: Heading, facts: HeadFacts, url: str
) -> Rejected | None:
    """Why the page is no article; None when it is one."""
    layout = scores.layout
    title = heading.title
    said = f"{title} {facts.title}"
    size = sum(block.size for block in kept)
    whole = sum(block.size for block in layout.blocks)
    prose = sum(block.size for block in kept if block.stops)
    if not layout.blocks:
        return Rejected("empty", "the page shows no text")
    # Before the challenge: a login page may ask for a 验证码 too, and is no refusal of the site to talk to us.
    if size < 300 and _has_password(scores) and not _is_dated(scores, heading):
        return Rejected("login", "the page asks for a name and a password")
    if size < 150 and whole < 400 and any(_CHALLENGE.search(text) for text in (said, *_texts(layout.blocks[:12]))):
        return Rejected("challenge", "the page asks the browser to prove itself")
    suspects = (said, *_texts(layout.blocks[:40])) if size < 60 else (said,)
    if size < 300 and any(_MISSING.search(text) for text in suspects):
        return Rejected("soft-404", "the page says that there is no such page")
    linked = sum(block.size * block.link for block in layout.blocks)
    if _body_is_empty(scores, body) and _shows_video(scores, title, facts):
        return Rejected("video", "a video page whose place for text is empty")
    if prose < 16 or (prose < 40 and prose < 0.5 * size):
        if _shows_video(scores, title, facts):
            return Rejected("video", "a video page without text")
        if _is_front(url):
            return Rejected("front-page", "the address and the links are those of a front page")
        if linked > 0.5 * whole and len(layout.anchors) > 20:
            return Rejected("listing", "nearly all text of the page is links")
        return Rejected("no-article", "no sentence of the page reads like the text of an article")
    return None if _is_dated(scores, heading) else _portal(scores, kept, prose, linked, whole, facts, url)


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


def _texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks]


def _is_dated(scores: Scores, heading: Heading) -> bool:
    """A title with a line of date or source under it: what follows is an article, however short."""
    if heading.first < 0:
        return False
    lines = scores.layout.blocks[heading.last + 1 : heading.last + 9]
    return any(_IMPRINT.search(block.text) for block in lines if block.size < 60 and block.link < 0.6)


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
