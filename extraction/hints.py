"""What tag names, classes and ids say about a block element: words common on the web, pinyin ones included.

A hint is evidence that density.py weighs, never a verdict: themes call whole pages `has-sidebar`. The idea and part of the English
words are those of Readability (Arc90, 2009) and its descendants.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache


class Hint(IntEnum):
    """What an element probably is."""

    NONE = 0
    BODY = 1  # the article's text
    ARTICLE = 2  # the article with its head
    META = 3  # date, source, byline
    TITLE = 4
    CAPTION = 5
    CRUMB = 6  # where the page stands in the site
    TOPIC = 7  # tags, keywords, topics
    SHARE = 8  # share buttons, toolbars
    RELATED = 9  # further reading
    COMMENT = 10
    PROMO = 11  # advertising, newsletters, apps
    SIDE = 12  # navigation, header, footer, sidebar
    SUMMARY = 14  # what stands over the text and repeats it
    QUIET = 13  # author notes, copyright lines, corrections: near the text, not of it


# Order matters: the first that fits decides.
_WORDS: tuple[tuple[Hint, str], ...] = (
    (
        Hint.COMMENT,
        r"comments?|commentlist|commentary-list|disqus|discuss(ion)?s?|respond|replies|reply|pinglun|liuyan|gentie|tie|"
        r"livefyre|coral|viafoura|feedback",
    ),
    (
        Hint.SHARE,
        r"shar(e|es|ing|ed|edaddy|er|ebar|etools|e\w*)|social\w*|sns|bdshare\w*|bdsharebuttonbox|jiathis\w*|weixin|wechat|wx|qr|qrcode|"
        r"erweima|ewm|addthis\w*|addtoany\w*|a2a|fenxiang|toolbars?|tools?|toolbox|utility|print|printer|likes?|zan|dianzan|"
        r"fontsize|font-?size|zihao|rating|ratings|vote|votes|follow|follows|gongneng|sharedaddy|jp-relatedposts-share|"
        r"favou?rite|bookmark|action|actions|buttons?|btns?",
    ),
    (
        Hint.RELATED,
        r"relat(ed|e|es|ive|ion|ions)\w*|relevant|recirc\w*|recommend\w*|recommendations?|suggest(ed|ions?)?|more-?(news|stories|from|"
        r"posts|articles|like|on|links)|read-?(more|next|also)|also-?(read|like)|see-?also|outbrain|taboola|zergnet|revcontent|"
        r"xgxw|xgyd|xgwz|xiangguan\w*|tuijian|tuijan|hot|hots|hotnews|rank\w*|paihang|trending|popular|most-?(read|popular|viewed)|latest|"
        r"newest|topstories|up-?next|next-?(up|article|post|story)|prev(ious)?-?(next|article|post|story)|prevnext|pager|pagination|"
        r"paging|pagenav|page-?nav|post-?nav\w*|nav-?links?|"
        r"teasers?|cards?|promoted|jp-relatedposts|yarpp\w*|linklist|link-?list|newslist|news-?list|listnews|article-?list|"
        r"xunhuan|guess|like-?list|extend|yanshen|keep-?reading|editors?-?picks|digest|headlines|links|inline-?links|readmore",
    ),
    (
        Hint.PROMO,
        r"ads?|adv|advs|advert\w*|adsense|adsbox|adbox|adslot|ad-?\w{1,9}|adunit|dfp|gpt|gg|ggw|guanggao|sponsor\w*|promos?|promotion\w*|"
        r"newsletters?|subscri\w+|signup|sign-?up|signin|paywall|donat\w+|banner\w*|popup|pop-?up|modal|overlay|lightbox|"
        r"cookies?|consent|gdpr|app-?download|download-?app|downloads?|xiazai|kehuduan|merch|affiliate|marketing|"
        r"cta|callouts?|call-?to-?action|widget-?area|widgets?|optin|opt-?in|mailchimp|membership|tp-modal|upsell|notification|"
        r"product-?(box|card|list)|shop|shopping|buy|deals|commerce|giveaway|survey|poll|quiz|weather|ticker|stock-?quote",
    ),
    (
        Hint.CRUMB,
        r"bread-?crumbs?|crumbs?|weizhi|lujing|where|position|location|path|navpath|daohangtiao|cur-?(pos|loc)|rwb_navpath|site-?path|dqwz",
    ),
    (
        Hint.SIDE,
        r"nav|navs|navi|navigat(ion|or)|navbar|nav-?bar|subnav|topnav|gnav|menu\w*|submenu|side-?bars?|sidebar\w*|sider|aside|"
        r"footer\w*|foot|bottom-?bar|footnav|site-?(header|footer)|masthead|topbar|top-?bar|header-?(top|bar|nav)|"
        r"right-?(rail|col|column|side|bar|box)|left-?(rail|bar)|rail|copyright|copyrights|banquan|search\w*|sousuo|login|"
        r"register|denglu|daohang|friend-?links?|youqing|skip-?link\w*|screen-?reader\w*|sr-?only|visually-?hidden|"
        r"legal|disclaimer|terms|privacy|contact-?(us|info)|calendar|contentinfo|banner-?nav|secondary|supplement\w*",
    ),
    (
        Hint.CAPTION,
        r"captions?|figcaption|wp-caption\w*|img-?(caption|desc|text|info|credit)|image-?(caption|desc|credit|info|meta|source)|"
        r"photo-?(caption|credit|desc|info)|credits?|pic-?(desc|info|title)|tushuo|slide-?(caption|desc)|media-?(caption|credit|desc)|"
        r"cutline|caption\w*|gallery-?(caption|info)|legend",
    ),
    (
        Hint.TOPIC,
        r"tags?|tag-?(list|cloud|links)|tagcloud|article-?tags|post-?tags|entry-?tags|keywords?|guanjianci|topics?|zhuanti|xgzt|"
        r"categories|category-?(list|links)|cat-?links|cats|labels|biaoqian|filed-?under|hashtags?",
    ),
    (
        Hint.QUIET,
        r"(about-?)?author-?(bio|box|info|card|description|desc|about|details?|profile|block|section|name|image|meta)|bio|biography|"
        r"about-?(the-?)?author|contributors?|"
        r"post-?author|authorbox|abstract-?note|correction\w*|editor-?note|rights|reuse|reprint|shengming|"
        r"statement|mianze|announce|tipoff|jubao|jiucuo|contact",
    ),
    (
        Hint.META,
        r"bylines?|by-?line|author\w*|writer|dateline|date\w*|pub-?(date|time|info)|pubtime|publish\w*|published|time\w*|timestamp|meta|"
        r"metadata|article-?(info|meta|date|time)|post-?(info|meta|date)|entry-?(info|meta|date)|news-?(info|meta|date|time)|"
        r"source|laiyuan|shijian|zuozhe|xinxi|zebian|zeren|bianji|editors?|info|signdate|article-?source|fl-info|origin|posted-?on|"
        r"kicker|eyebrow|last-?updated|updated",
    ),
    (
        Hint.SUMMARY,
        r"summary|abstract|dek|standfirst|sub-?head(line)?|key-?points|highlights|excerpt|daodu|zhaiyao|tldr|deck|strapline|"
        r"brief|jianjie|nrjianjie|intro|article-?(summary|intro|lead|excerpt|desc|description)|itemprop-(description|alternativeheadline)|lede-?dek",
    ),
    (
        Hint.BODY,
        r"itemprop-articlebody|article-?(body|content|text|copy|detail|con|main|inner)|story-?(body|content|text)|entry-?content|post-?(body|"
        r"content|text|entry)|news-?(body|content|text|con|detail|main|txt)|body-?(text|copy|content)|main-?(content|text)|content-?(body|"
        r"text|detail|main|article|area)|text-?(body|content|con|copy)|rich-?text|wysiwyg|prose|zhengwen|neirong|zoom|trs_?\w+|"
        r"artibody|art-?(body|con|content|text|det)|detail-?(content|con|text|body|main)|con-?text|txt-?con|artical-?\w*|page-?content|"
        r"ozoom|ccontent|the-?content|single-?content|js_?content|ue_?table|vsb_?content\w*|richtext|main_?text|td-?post-?content",
    ),
    (
        Hint.TITLE,
        r"titles?|tit|headlines?|hed|article-?title|post-?title|entry-?title|news-?title|biaoti|page-?title|h1",
    ),
    (
        Hint.ARTICLE,
        r"article\w*|story\w*|post|posts|single|hentry|entry|detail\w*|content|news|text|blog-?post|type-post|main",
    ),
)
_SPLIT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+|__+|--+")
_LAYOUT_WORDS = re.compile(
    r"(^|-)(has|no|with|without|is|not|js|enable|show|hide|col|row|grid|container|wrapper|wrap|theme|layout|template)(-|$)"
)
_WHOLE: tuple[tuple[Hint, re.Pattern[str]], ...] = tuple(
    (hint, re.compile(rf"(?:^|-)(?:{words})(?:-|$)")) for hint, words in _WORDS
)
_TAGS = {
    "nav": Hint.SIDE,
    "aside": Hint.SIDE,
    "footer": Hint.SIDE,
    "figcaption": Hint.CAPTION,
    "article": Hint.ARTICLE,
    "main": Hint.ARTICLE,
    "address": Hint.META,
    "menu": Hint.SIDE,
}
AWAY = frozenset({Hint.SHARE, Hint.RELATED, Hint.COMMENT, Hint.PROMO, Hint.SIDE})


@lru_cache(maxsize=8192)
def hint_of(tag: str, name: str) -> Hint:
    """The hint of an element by its tag and its `name`: id, classes, role and itemprop in one string."""
    by_tag = _TAGS.get(tag, Hint.NONE)
    if tag in ("html", "body") or not name:
        return by_tag
    found: list[Hint] = []
    for token in name.split():
        hint = _token_hint(token)
        if hint:
            found.append(hint)
    if by_tag and (by_tag is not Hint.ARTICLE or not any(h is Hint.BODY for h in found)):
        # An <article class="post tag-politics"> is an article whatever its taxonomy says.
        return by_tag
    if not found:
        return by_tag
    return min(found, key=_RANK.__getitem__)


_RANK = {hint: rank for rank, hint in enumerate(
    (Hint.BODY, Hint.COMMENT, Hint.RELATED, Hint.SHARE, Hint.PROMO, Hint.CRUMB, Hint.SIDE, Hint.CAPTION, Hint.TOPIC,
     Hint.SUMMARY, Hint.QUIET, Hint.META, Hint.TITLE, Hint.ARTICLE, Hint.NONE)
)}  # fmt: skip


@lru_cache(maxsize=8192)
def _token_hint(token: str) -> Hint:
    word = "-".join(part for part in _SPLIT.split(token) if part).lower()
    if not word:
        return Hint.NONE
    for hint, pattern in _WHOLE:
        if pattern.search(word):
            if hint in AWAY and _LAYOUT_WORDS.search(word):
                return Hint.NONE
            return hint
    return Hint.NONE
