"""The labels of credit lines (记者, 责编, 来源, 文/图 …) and the role each gives; vocabulary alone, read by credits.py.

Words are written in simplified characters here and match both scripts. `kept` labels credit somebody with work that no
field of an article names; `other` labels end the value before them and credit nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

REPORTER, CORRESPONDENT, PHOTOGRAPHER, EDITOR = "reporters", "correspondents", "photographers", "editors"
# What somebody did, where a rank may say who it was: 通讯员 李强 文/图.
WROTE, PICTURED, BOTH = "wrote", "pictured", "both"
SOURCE, ORIGINAL_TITLE, KEPT, OTHER = "source", "original title", "kept", "other"
RANKS = frozenset({REPORTER, CORRESPONDENT, PHOTOGRAPHER})
JOBS = frozenset({WROTE, PICTURED, BOTH})

_HAN = "㐀-鿿"
COLONS = ":：︰﹕∶"
BARS = "/／|｜丨│╱∕"
_ENDS = f"{COLONS}{BARS}"

_PAIRS = (
    "记記编編辑輯责責审審摄攝图圖来來转轉载載标標题題员員讯訊实實习習报報导導网網监監制製划劃统統筹籌总總执執笔筆写寫采採访訪译譯设設计計"
    "视視频頻绘繪画畫录錄发發对對终終时時间間约約驻駐评評论論资資级級与與并並媒媒体體众眾闻聞单單电電话話邮郵数數签簽关關键鍵讲講台臺处處"
    "复複词詞这這说說质質经經条條览覽师師学學书書务務长長团團协協厂廠业業厅廳阅閱读讀点點击擊问問"
)
_SCRIPTS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def _either(pattern: str) -> str:
    """The pattern with each simplified character standing for its traditional form too."""
    out, within = [], False
    for character in pattern.replace("报道", "报[道导]"):
        within = character == "[" or (within and character != "]")
        other = _SCRIPTS.get(character)
        out.append(character if other is None else character + other if within else f"[{character}{other}]")
    return "".join(out)


# An outlet before 记者: 本报, 新华社, 工人日报-中工网, 《某某晚报》.
_OUTLET = (
    rf"(?:[本我][报网刊台社][讯]?|《[^》]{{2,20}}》"
    rf"|[{_HAN}·]{{1,10}}?(?:[报网社台刊]|客户端|新闻|传媒|媒体|中心|周刊|杂志))"
)
RANK = (
    r"(?:全媒体|融媒体?|首席|特约|特派|见习|实习|资深|高级|参与|采写|采访|文字|视频|评论|多媒体|新媒体|数字|机动|专题|图文|外派|驻站"
    r"|本[报网台刊])"
)
_POSTED = rf"(?:驻[{_HAN}]{{1,6}}?|[{_HAN}]{{2,3}}站)"
_JOURNALIST = r"(?:记 ?者(?!会|节|证|协|站(?! )|们|问|从|在|看|了解|获|发现|注)|记\u3000者)组?"
REPORTER_LABEL = _either(rf"(?:{_OUTLET}[\-—·、/ \u3000]?){{0,2}}{_POSTED}?{RANK}{{0,3}}{_POSTED}?{_JOURNALIST}")
# What may stand before 记者 and belongs to the label; looked for backwards, for an outlet may begin with any character.
_ANYBODY = rf"(?:^|(?<=[\s（(【、，；;{BARS}]))[^\W\d是的和对有名位当问与任在答为让由据向]{{2,9}}"
BEFORE_REPORTER = re.compile(
    _either(rf"(?:(?:{_OUTLET}[\-—·、/／ \u3000]{{0,2}}){{1,2}}{_POSTED}?|{_POSTED}|{_ANYBODY}){RANK}{{0,2}}\Z")
)

_B = "[ \u3000\xa0]{0,2}"  # 责 编：, 来 源：
_MARKED = rf"(?=\s{{0,2}}[{_ENDS}])"
_NAMED = rf"(?=\s{{0,2}}[{_ENDS}]|\s)"

_PHOTO_REPORTER = rf"{RANK}{{0,2}}(?:摄影|图片|摄像){RANK}?{_JOURNALIST}|摄影师|摄影者"
_CORRESPONDENT = (
    r"(?:本报|特约|记者站|工会|本网|本社|基层|企业|骨干){0,2}"
    rf"(?:通讯员(?!会|队伍|培训|们|经验|工作)|通联员|信息员{_MARKED}|实习生(?!们)|见习生|特约撰稿人?)"
)
CORRESPONDENT_LABEL = _either(_CORRESPONDENT)
_WHICH = (
    r"(?:网络|网站|视频|文字|图文|图片|责任|本期|本版|本文|值班|新媒体|执行|制作|栏目|稿件|见习|实习|微信|微博|美术|版面|后期|策划|统筹|流程"
    r"|核稿|校对|客户端|文案|内容|运营|首席|高级|资深|主任|编排|音频|双语|中文|英文|特约|助理|当班|主|总){0,2}"
)
_EDITOR = (
    rf"{_WHICH}编辑(?!部|室|出版|学|整理|说|了|工作|人员|们|器|委|团队|记者|成|好|过|的|和)|(?:本文|本版|本期|值班)?责编|编[审校导]|核稿|核校"
    r"|(?:[一二三初复终]审[一二三初复终]校|[初复復終终重一二三四]审|[一二三初复终]校|审核|审校|审读|审签|审定|校审|(?:责任|本版)?校对|校核|监制|签发)[人者]?"
    rf"|(?:[总副执行责任轮值]{{0,4}}主?编(?:辑|审)?|总?策划|总?统筹|总监制|值班(?:总编|编委|主任|领导|社长)|总审|编委|编务|审稿|复核|审批"
    rf"|责{_B}编|编{_B}辑|责{_B}任{_B}编{_B}辑|审{_B}核|校{_B}对|监{_B}制|主{_B}编|策{_B}划|统{_B}筹|[编审校])人?{_MARKED}"
)
_SOURCE = (
    rf"(?:文章|信息|新闻|稿件|图文|文图|内文|原文|内容|消息|本文|转载|资讯)?来源[于自]?|稿源|(?:本文)?转自|转载自|转载于|转载{_MARKED}|摘自|选自|载自"
    rf"|原载于?|原刊于?|首发{_MARKED}|综合自|[文本]章?出处|出处{_MARKED}|来{_B}源{_MARKED}"
)
# Words with a colon that stand beside credits and whose values are no names.
_OTHER = (
    r"(?:发布|发表|更新|刊发|发稿|编发|录入|报道|出版|创建|采集|上传|成文|生成)?(?:时间|日期)|字[号体號體]|大小"
    r"|(?:点击|浏览|阅读|查看|访问|点阅)(?:量|次?数|人数|率)?|人气|评论数?|打印|分享到?|关键[词字]|标签|作者单位|单位|电话|邮箱|手机|联系电话"
    r"|投稿邮箱|版次|版面|栏目|频道|收藏|主题词|分类|责任部门|索引号|文号|ID|Views|(?:来源|原文)链接|网址|来源网址"
)
# Work that no field of an article names; who did it stays in the raw byline.
_KEPT = (
    r"(?:部分)?(?:图片|视频|数据|资料|题图|头图|封面|首图|配图|图|素材|音频|音乐|照片|漫画)(?:来源|源|提供|制作|设计|版权)"
    r"|(?:(?:供稿|发布|来稿|报送|撰稿|投稿|提供|主办|承办|信息)(?:单位|部门|机构)|发布[人者]|发稿人?|录入[人员]?|上传[人者]?"
    r"|漫画|插[图画]|绘[图画]|制图|(?:海报|平面|美术|封面)?设计|海报|视觉|视频|剪辑|配音|主播|播音|朗读|音频|后期|动画|出品人?|联合出品"
    r"|翻译|译者?|口述者?|讲述者?|主持人?|顾问|版式|排版|美编|美工|题图|头图|配图|题字|书法|维护|运营|推荐|推送|制作|技术(?:支持)?)"
    rf"{_NAMED}"
)
_TEXT_JOB = (
    rf"(?:撰文|撰稿|采访|访问|文字?|整理)[、/／及和&](?:撰文|撰稿|采访|访问|整理|记录){_MARKED}"
    rf"|撰[文稿写]者?人?|(?:联合|共同)?采写|采编|执笔人?|供稿(?!单位|部门|机构)人?|投稿{_MARKED}|来稿{_MARKED}|整理{_NAMED}|采访(?:整理|撰文)?{_MARKED}"
    rf"|(?<=\s)报道$|报道{_MARKED}|统稿|编译|编撰|文字?{_MARKED}|(?<=[{BARS}])文(?![\w{BARS}])|(?:^|(?<=[\s|｜]))文(?=\s)"
)
_PICTURE_JOB = (
    rf"(?:摄影|摄像|拍摄|航拍)[者人]?(?!展|师|大赛|比赛|作品|机|协会|家|爱好|集|棚|部)|供图|图片{_NAMED}"
    rf"|[摄图](?=\s?(?:[{_ENDS}）)\]】。]|\s|$))"
)
_BOTH = (
    r"摄影[/、]?(?:报道|撰文)|图片报道|文[/／、|｜丨+＋&与并和及]{0,2}(?:图片?(?!书)|摄影?|供图)"
    r"|图[/／、|｜丨+＋&与和]?文(?!字|化|件|书|电|并茂)|文字[/／、|｜丨及和]?(?:摄影|图片)|采写[/／、]?摄影|图片[/／、]文字"
    r"|撰[文稿][/／、|｜及和]?(?:摄影|图片|供图)|采访[/／、]摄影"
)
_WRITER = rf"作者|作{_B}者{_MARKED}|笔者{_MARKED}"
LABELS = (
    (OTHER, _OTHER),
    (PHOTOGRAPHER, _PHOTO_REPORTER),
    (REPORTER, f"{RANK}{{0,3}}{_JOURNALIST}|{_WRITER}"),
    (KEPT, _KEPT),
    (EDITOR, _EDITOR),
    (SOURCE, _SOURCE),
    (ORIGINAL_TITLE, r"原标题|原题为?"),
    (BOTH, _BOTH),
    (CORRESPONDENT, _CORRESPONDENT),
    (WROTE, _TEXT_JOB),
    (PICTURED, _PICTURE_JOB),
)
ROLE_OF_GROUP = {f"g{number}": role for number, (role, _) in enumerate(LABELS)}


def _any_of(patterns: Sequence[str]) -> str:
    """The patterns as one, asked only where a character of theirs stands: three times as fast on prose."""
    joined = "|".join(patterns)
    begins = "".join(sorted(set(re.findall(f"[{_HAN}A-Z]", joined))))
    return f"(?=[{begins}])(?:{joined})"


LABEL = re.compile(_any_of([f"(?P<g{number}>{_either(pattern)})" for number, (_, pattern) in enumerate(LABELS)]))
# What no line without credits lacks: a quick look before the grammar is asked.
MENTION = re.compile(
    _any_of(
        [
            _either(
                rf"记 ?者|通讯员|通联员|信息员|实习生|见习生|[摄编审校译]|作{_B}者|笔者|来{_B}源"
                rf"|稿源|[转摘选载]自|转载|原载|原刊|首发|出处|原标?题"
                rf"|[撰采统供来投]{_B}[写稿文访编]|执笔|值班|供图|核[稿校]|综合|图源|[视音]频|监{_B}制|签发|策{_B}划|统{_B}筹|整理|图片|文图|图文|文、图"
                rf"|口述|讲述|[文图]字?(?=\s{{0,2}}[{_ENDS}])|[图文]\s|文$|图$|发布[人者]|发稿|录入|漫画|插[图画]|绘[图画]|制图|制作|设计|剪辑|配音|出品|主持"
                r"|主播|顾问|排版|版式|美工|提供|单位|报道"
            )
        ]
    )
)
# Labels that are words of the language too: they count only before a colon, a bar or a blank.
WEAK = re.compile(
    _either(
        r"(?:作者|供稿|图片|文字|执笔|撰[文稿写]|摄影|摄像|拍摄|航拍|审[核校读签定]|[初复重终一二三四]审|[一二三初复终]校"
        r"|校[对审核]|监制|签发|采[写编]|编[译撰审校导]|统稿|整理|供图|核[稿校]|责编)[人者]?"
    )
)
# What may stand beside names in a credit and says nothing: "北京报道", "发自上海", "整理", numbers of editors.
FILLER = re.compile(
    _either(
        rf"(?:(?:综合|联合)?(?:[{_HAN}]{{2,6}})?报道|发自[{_HAN}]{{2,6}}|整理|撰写|摄影报道|[电讯文图摄]|等|NF\d+"
        rf"|[{_HAN}]{{2,6}}(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?电"
        rf"|[A-Za-z]{{0,4}}_?[A-Za-z]{{0,3}}\d{{2,8}}|我要纠错|纠错|参与互动|\d[\d年月日时分：:./-]*|完|[^{_HAN}\w]*)"
    )
)
TAIL = re.compile(
    _either(
        r"(?:综合|联合|摄影|特约|专访)?(?:报道|采写|摄影|整理|供稿|撰写|编译|(?:\d{1,2}月)?(?:\d{1,2}日)?电"
        r"|(?:\d{1,2}月)?\d{1,2}日[电讯])$"
    )
)
# Offices before and after a name, bodies that sign instead of a person.
OFFICE = re.compile(
    _either(
        r"(?:教授|讲师|老师|主任|主席|委员|书记|律师|研究员|博士|硕士|校长|院长|部长|处长|科长|局长|干事|会长|理事|秘书长|总编辑?|社长|站长"
        r"|经理|工程师|班长|同志|成员|会员|职工|工人|学生|先生|女士)$"
    )
)
BODY = re.compile(
    _either(
        r"(?:党委|团委|工委|纪委|政府|工作室|编辑部|研究室|[部局厅处科室办委院校组队站社网台报刊号馆厂矿行会]|中心|公司|集团|大学|医院"
        r"|客户端|媒体|传媒|频道|栏目|平台|新闻|网络|本站|原创|佚名|匿名|不详|受访者|受访者供图|官方|官微|发布|资料图?|小编|街道|乡|镇|村"
        r"|社区|工区|项目|车间|支队|单位|部门|机关)$"
    )
)
