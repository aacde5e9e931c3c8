"""The labels of credit lines (记者, 责编, 来源, 文/图 …) and the role each gives; vocabulary alone, read by credits.py.

Traditional and simplified forms stand side by side. Roles are the fields of an article; `other` ends what is before.
"""

from __future__ import annotations

import re

REPORTER, CORRESPONDENT, PHOTOGRAPHER, EDITOR = "reporters", "correspondents", "photographers", "editors"
BOTH, SOURCE, ORIGINAL_TITLE, OTHER = "both", "source", "original title", "other"

_HAN = "㐀-鿿"
COLONS = ":：︰﹕∶"
BARS = "/／|｜丨│"
# An outlet before 记者: 本报, 新华社, 工人日报-中工网, 《某某晚报》.
_OUTLET = (
    rf"(?:本[报報网網刊台臺社]|《[^》]{{2,20}}》"
    rf"|[{_HAN}·]{{1,10}}?(?:[报報网網社台臺刊]|客户端|客戶端|新闻|新聞|传媒|傳媒|媒体|中心|周刊))"
)
_RANK = (
    r"(?:全媒体|全媒體|融媒体|融媒體|首席|特约|特約|特派|见习|見習|实习|實習|资深|資深|高级|参与|參與|采写|採寫|采访|摄影|攝影|文字|视频|視頻|评论"
    rf"|本[报報网網台刊]|[驻駐][{_HAN}]{{1,6}}?|[{_HAN}]{{2,3}}站)"
)
REPORTER_LABEL = rf"(?:{_OUTLET}[\-—·、/ \u3000]?){{0,2}}{_RANK}{{0,3}}(?:记者|記者)(?:组|組)?"

_EDITOR = (
    r"(?:网络|網絡|网站|视频|視頻|文字|图文|图片|责任|責任|本期|本版|本文|值班|新媒体|执行|制作|栏目|稿件|见习|实习|微信|美术|版面|后期|策划|統籌|统筹)?"
    r"(?:编辑|編輯)(?!部|室|出版|学|學|整理|说|說|了)|责编|責編|[编編][审審校导導]|审核|審核|(?:[初复復终終一二三][审審]|审校|審校|校[对對]|监制|監製)(?:人)?"
    rf"|(?:[总總]?主?[编編]|[总總]?策[划劃]|[统統][筹籌]|[值]班[总編编委]{{1,3}})(?=\s?[{COLONS}{BARS}])"
)
_SOURCE = (
    r"(?:文章|信息|新闻|新聞|稿件|内容|内文|原文)?(?:来源|來源)(?:于|於)?|稿源|转自|轉自|转载自|轉載自|转载于|摘自"
    r"|原载于?|原載於?|[文本]章?出[处處]"
)
# Words with a colon that stand beside credits and whose values are no names.
_OTHER = (
    r"(?:发布|發布|发表|發表|更新|刊发|发稿|编发|录入|报道|出版|创建|采集)?(?:时间|時間|日期)|字号|字號|字体|大小|(?:点击|浏览|瀏覽|阅读|閱讀|查看|访问)(?:量|数|次数|人数)?"
    r"|人气|评论数?|評論|打印|分享到?|关键词|關鍵詞|关键字|标签|標籤|(?:供稿|作者|发布|來稿|来稿)(?:单位|單位|部门|机构)|电话|電話|邮箱|手机|版次|版面|栏目|频道|收藏"
    r"|(?:图片|圖片|视频|视频|数据|资料|資料|图|圖|漫画)(?:来源|來源|源|提供|制作)|分类|责任部门|索引号|文号|ID|浏览次数|Views"
)
_BOTH = (
    r"(?:摄影|攝影)(?:报道|報道|報導)|文[/／、|｜丨+＋&并並和及]{0,2}(?:[图圖摄攝]片?影?|供图|供圖)"
    r"|[图圖][/／、|｜丨+＋&]?文(?!字)|文字[/／、]?[摄攝]影|文[并並]摄"
)
_CORRESPONDENT = (
    r"(?:本报|本報|特约|特約|记者站|工会|本网)?(?:通讯员|通訊員|实习生|實習生|见习生|見習生|特约撰稿人?|特約撰稿人?)"
)
_REPORTER = (
    rf"{REPORTER_LABEL}|作者|撰[文稿写寫](?:人)?|采写|採寫|执笔|執筆|供稿(?!单位)|口述"
    rf"|文字?(?=\s?[{COLONS}{BARS}])|(?<=[{BARS}])文(?![\w{BARS}])"
)
_PHOTOGRAPHER = (
    rf"(?:摄影|攝影|摄像|攝像|供图|供圖|[图圖]片|拍[摄攝])(?:者|人|师)?|[摄攝图圖](?=\s?(?:[{COLONS}{BARS}）)。]|\s|$))"
)
LABELS = (
    (OTHER, _OTHER),
    (EDITOR, _EDITOR),
    (SOURCE, _SOURCE),
    (ORIGINAL_TITLE, r"原标题|原標題|原题为?|原題為?"),
    (BOTH, _BOTH),
    (CORRESPONDENT, _CORRESPONDENT),
    (REPORTER, _REPORTER),
    (PHOTOGRAPHER, _PHOTOGRAPHER),
)
ROLE_OF_GROUP = {f"g{number}": role for number, (role, _) in enumerate(LABELS)}
LABEL = re.compile("|".join(f"(?P<g{number}>{pattern})" for number, (_, pattern) in enumerate(LABELS)))
# Labels that are words of the language too, two characters each: they count only before a colon, a bar or a blank.
_WEAK = "作者供稿图片圖片文字执笔執筆口述采写採寫撰文撰稿撰写撰寫摄影攝影摄像攝像拍摄审核審核一审二审三审终审校对监制"
WEAK = frozenset(_WEAK[at : at + 2] for at in range(0, len(_WEAK), 2))
# What may stand beside names in a credit and says nothing: "北京报道", "发自上海", "整理".
FILLER = re.compile(
    rf"^(?:(?:综合|綜合|联合|聯合)?(?:[{_HAN}]{{2,3}}?)?(?:报道|報道|報導)|[发發]自[{_HAN}]{{2,6}}|整理|撰写|[电電讯訊文图圖摄攝]|等|NF\d+"
    rf"|[{_HAN}]{{2,4}}[电電]|[A-Za-z]{{0,4}}_?[A-Za-z]{{0,3}}\d{{2,8}}|[^{_HAN}\w]*)$"
)
TAIL = re.compile(
    r"(?:综合|綜合|联合|聯合|摄影|攝影)?(?:报道|報道|報導|采写|採寫|摄影|攝影|整理|供稿|撰写|编译|[电電])$"
)
