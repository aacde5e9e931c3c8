"""What tag names, classes and ids say about a block element: words common on the web, pinyin ones included.

A hint is evidence that density.py weighs, never a verdict: themes call whole pages `has-sidebar`. The idea and part of
the English words are those of Readability (Arc90, 2009) and its descendants.
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
    SIDE = 12  # sidebars
    NAV = 15  # menus, search, header and footer of the site
    QUIET = 13  # author notes, copyright lines, corrections: near the text, not of it
    SUMMARY = 14  # what stands over the text and repeats it


AWAY = frozenset({Hint.SHARE, Hint.RELATED, Hint.COMMENT, Hint.PROMO, Hint.SIDE, Hint.NAV})

# Words of ids and classes. article-body, articleBody and article_body are all the word articlebody; a word ending in *
# stands for all that begin so. Where a name holds several words, the hint that comes first here decides.
_WORDS: tuple[tuple[Hint, str], ...] = (
    (
        Hint.COMMENT,
        "comment comments commentlist commentary disqus* discuss discussion discussions respond replies reply "
        "pinglun* liuyan "
        "gentie livefyre coral viafoura feedback",
    ),
    (
        Hint.SHARE,
        "share shares sharing shared sharer sharebar sharetools sharebox sharedaddy social social* sns "
        "bdshare* jiathis* weixin wechat wx "
        "topbar qr qrcode erweima ewm addthis* addtoany* a2a fenxiang toolbar toolbars tool tools toolbox utility "
        "print printer like likes zan "
        "dianzan fontsize zihao rating ratings vote votes follow follows gongneng favorite favourite bookmark "
        "action actions button "
        "buttons btn btns",
    ),
    (
        Hint.RELATED,
        "related* relate relates relative relation relations relevant recirc* recommend* suggest suggested "
        "suggestion suggestions "
        "morenews morestories morefrom moreposts morearticles morelike moreon morelinks readmore readnext "
        "readalso alsoread "
        "alsolike seealso outbrain taboola zergnet revcontent xgxw xgyd xgwz xiangguan* tuijian tuijan hot "
        "hots hotnews rank "
        "ranks ranking ranklist rankings paihang trending popular mostread mostpopular mostviewed latest "
        "newest topstories upnext nextup "
        "nextarticle nextpost nextstory prevarticle prevpost prevnext previousnext pager pagination paging "
        "pagenav postnav "
        "postnavigation navlink navlinks teaser teasers card cards promoted jprelatedposts yarpp* linklist newslist "
        "listnews articlelist guess likelist extend yanshen keepreading editorspicks editorpicks digest "
        "headlines links inlinelinks",
    ),
    (
        Hint.PROMO,
        "ad ads adv advs advert* adsense adsbox adbox adslot adunit adwrap adcontainer adwrapper adblock "
        "adzone dfp gpt gg ggw guanggao "
        "sponsor* promo promos promotion* newsletter newsletters subscri* signup signin paywall donat* banner "
        "banners popup "
        "modal overlay lightbox cookie cookies consent gdpr appdownload downloadapp download downloads xiazai "
        "kehuduan merch "
        "affiliate marketing cta callout callouts calltoaction widgetarea widget widgets optin mailchimp "
        "membership upsell "
        "notification productbox productcard productlist shop shopping buy deals commerce giveaway survey "
        "poll quiz weather "
        "ticker stockquote",
    ),
    (
        Hint.CRUMB,
        "breadcrumb breadcrumbs crumb crumbs weizhi lujing where position location path navpath daohangtiao "
        "curpos curloc sitepath dqwz",
    ),
    (
        Hint.NAV,
        "nav navs navi navigation navigator navbar subnav topnav gnav menu* submenu footer* foot bottombar footnav "
        "siteheader sitefooter masthead headertop headerbar headernav copyright copyrights banquan "
        "search* sousuo "
        "login register denglu daohang friendlink friendlinks youqing skiplink skiplinks screenreader* sronly "
        "visuallyhidden legal disclaimer terms privacy contactus contactinfo contentinfo",
    ),
    (
        Hint.SIDE,
        "side sides sidebar* sider aside rightrail rightcol rightcolumn rightside rightbar rightbox leftrail "
        "leftbar rail "
        "calendar secondary supplement*",
    ),
    (
        Hint.CAPTION,
        "caption* captions figcaption wpcaption* imgcaption imgdesc imgtext imginfo imgcredit imagecaption "
        "imagedesc imagecredit "
        "imageinfo imagemeta imagesource photocaption photocredit photodesc photoinfo credit credits picdesc "
        "picinfo pictitle "
        "tushuo slidecaption slidedesc mediacaption mediacredit mediadesc cutline gallerycaption galleryinfo legend",
    ),
    (
        Hint.TOPIC,
        "tag tags taglist tagcloud taglinks keyword keywords guanjianci topic topics zhuanti xgzt categories "
        "categorylist "
        "categorylinks catlinks cats labels biaoqian filedunder hashtag hashtags",
    ),
    (
        Hint.SUMMARY,
        "summary abstract dek standfirst subhead subheadline keypoints highlights excerpt daodu zhaiyao tldr "
        "deck strapline brief "
        "jianjie intro articlelead articledesc articledescription itempropdescription itempropalternativeheadline",
    ),
    (
        Hint.QUIET,
        "authorbio authorbox authorinfo authorcard authordescription authordesc authorabout authordetails "
        "authorprofile authorblock "
        "authorname authorimage authormeta aboutauthor bio biography abouttheauthor contributor contributors "
        "postauthor "
        "correction corrections editornote rights reuse reprint shengming statement mianze announce tipoff "
        "jubao jiucuo contact",
    ),
    (
        Hint.BODY,
        "itemproparticlebody articlebody articlecontent articletext articlecopy articledetail articlecon "
        "articlemain articleinner storybody "
        "storycontent storytext entrycontent postbody postcontent posttext postentry newsbody newstext "
        "newscontent newscon newsdetail "
        "newsmain newstxt bodytext bodycopy bodycontent maincontent maintext contentbody contenttext "
        "contentdetail contentmain "
        "contentarticle contentarea textbody textcontent textcon textcopy richtext wysiwyg prose zhengwen "
        "neirong zoom trs* artibody "
        "artbody artcon artcontent arttext artdet detailcontent detailcon detailtext detailbody detailmain "
        "context txtcon "
        "artical* pagecontent ozoom ccontent thecontent singlecontent jscontent uetable vsbcontent* "
        "tdpostcontent rmtxtcon articlearea",
    ),
    (
        Hint.META,
        "byline bylines author* writer dateline date dates datetime pubdate pubtime pubinfo publish* "
        "published time times timestamp meta metadata "
        "info source laiyuan shijian zuozhe xinxi zebian zeren bianji editor editors signdate origin postedon "
        "kicker eyebrow "
        "lastupdated updated",
    ),
    (
        Hint.TITLE,
        "title titles tit bt headline hed articletitle posttitle entrytitle newstitle biaoti pagetitle",
    ),
    (
        Hint.ARTICLE,
        "article* story* post posts single hentry entry detail* content news text blogpost typepost main",
    ),
)
_LAYOUT_WORDS = frozenset(
    """
    has no with without is not js enable show hide col row grid container wrapper wrap theme layout template embed
    embedded
    """.split()  # noqa: SIM905
)
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")
_RANKS = {hint: rank for rank, (hint, _) in enumerate(_WORDS)}
_EXACT = {word: hint for hint, words in reversed(_WORDS) for word in words.split() if not word.endswith("*")}
_BEGINNINGS = [
    (hint, tuple(word[:-1] for word in words.split() if word.endswith("*"))) for hint, words in _WORDS if "*" in words
]
_ANY_BEGINNING = tuple(beginning for _, beginnings in _BEGINNINGS for beginning in beginnings)
_TAGS = {
    "nav": Hint.NAV,
    "aside": Hint.SIDE,
    "footer": Hint.NAV,
    "menu": Hint.NAV,
    "figcaption": Hint.CAPTION,
    "article": Hint.ARTICLE,
    "main": Hint.ARTICLE,
    "address": Hint.META,
}
# Of several hints in one element the first of these is believed: a body may carry any other word of its theme.
_ORDER = (
    Hint.BODY, Hint.COMMENT, Hint.RELATED, Hint.SHARE, Hint.PROMO, Hint.CRUMB, Hint.NAV, Hint.SIDE,
    Hint.CAPTION, Hint.TOPIC,
    Hint.SUMMARY, Hint.QUIET, Hint.META, Hint.TITLE, Hint.ARTICLE,
)  # fmt: skip


@lru_cache(maxsize=8192)
def hint_of(tag: str, name: str) -> Hint:
    """The hint of an element by its tag and its `name`: id, classes, role and itemprop in one string."""
    by_tag = _TAGS.get(tag, Hint.NONE)
    if tag in ("html", "body") or not name:
        return by_tag
    found = {_token_hint(token) for token in name.split()}
    if Hint.CRUMB in found and by_tag is Hint.NAV:
        return Hint.CRUMB
    if by_tag and not (by_tag is Hint.ARTICLE and Hint.BODY in found):
        return by_tag  # an <article class="post tag-politics"> is an article whatever its taxonomy says
    for hint in _ORDER:
        if hint in found:
            return hint
    return by_tag


@lru_cache(maxsize=8192)
def _token_hint(token: str) -> Hint:
    if token.islower() and token.isalpha():
        words = [token]
    else:
        words = [part.lower() for part in _SPLIT.split(token.replace("_", "-")) if part][:8]
    best, best_rank = Hint.NONE, len(_WORDS)
    for first in range(len(words)):
        joined = ""
        for word in words[first : first + 3]:
            joined += word
            hint = _EXACT.get(joined)
            if hint is not None and _RANKS[hint] < best_rank:
                best, best_rank = hint, _RANKS[hint]
        if joined.startswith(_ANY_BEGINNING):
            for hint, beginnings in _BEGINNINGS:
                if joined.startswith(beginnings) and _RANKS[hint] < best_rank:
                    best, best_rank = hint, _RANKS[hint]
    if best in AWAY and not _LAYOUT_WORDS.isdisjoint(words):
        return Hint.NONE
    return best
