"""Set phrases that stand around an article: labels of boxes, calls to action, rights notices, in Chinese and English.

Each pattern is anchored to the beginning of a block; who uses them also looks at length and links, for an article may
begin like that.
"""

from __future__ import annotations

import re

# After these the article is over, unless prose follows that outweighs what came before.
TAIL = re.compile(
    r"\W{0,4}(?:相[关關](?:新[闻聞]|[阅閱][读讀]|[链鏈]接|[报報][道導]|推[荐薦]|文章|[专專][题題]|"
    r"[资資][讯訊]|[内內]容)|推[荐薦][阅閱][读讀]|延伸[阅閱][读讀]|更多(?:新[闻聞]|[阅閱][读讀]|精彩|相[关關]|"
    r"[内內]容)|"
    r"[热熱][门門点點](?:排行|新[闻聞]|文章)榜?|(?:[点點][击擊]|[阅閱][读讀])?排行榜|推[荐薦][内內]容|"
    r"(?:[热熱][门門點点]|重[点點]|精彩|[编編][辑輯]|[为為]您|[今每]日|本[周週])推[荐薦]|"
    r"[热熱][门門][新文][闻聞章]|猜[你您]喜[欢歡]|大家都在看|往期回[顾顧]|"
    r"[网網]友[评評][论論]|我要[评評][论論]|[发發]表[评評][论論]|新[闻聞]排行|"
    r"related (?:articles?|stor(?:y|ies)|news|posts?|content|topics?|coverage|reading|links?|video)|"
    r"recommended (?:for you|stories|reading)|"
    r"(?:more|read|also) (?:from|on|like this|stories|news|read)\b|you (?:may|might) (?:also )?(?:like|"
    r"be interested|enjoy|want)|"
    r"(?:leave|post|add) a (?:comment|reply)|(?:\d+ )?comments?\b|most (?:read|popular|viewed)|"
    r"\d+ (?:responses?|replies) to|(?:this (?:web)?site|we) uses? cookies|necessary cookies|"
    r"trending (?:now|stories)?|read next|up next|"
    r"about the author|share this|filed under|tags?:|keywords?:|topics\b|sponsored|promoted|around the web)",
    re.I,
)

# After these come readers, however much they say.
READERS = re.compile(
    r"\W{0,4}(?:\d+ (?:comments?|responses?|replies)\b|comments? ?(?:\(\d+\))?$|(?:leave|post|add) a (?:comment|reply)|"
    r"(?:[网網]友|最新|全部|[热熱][门門]|精彩)(?:[评評][论論]|跟[贴帖])|[发發]表[评評][论論]|[评評][论論]\s*[(（]\d+)",
    re.I,
)

# A line of date or source, short as such lines are.
IMPRINT = re.compile(
    r"[发發]布(?:[时時][间間]|日期)\s*[:：]|"
    r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*[日號号T]?\s*(?:\d{1,2}\s*[:：时時]\s*\d{1,2}|$|"
    r"[来來]源|作者)|"
    r"^\W{0,3}(?:[来來]源|[发發]布[时時][间間]|[时時][间間]|日期|[发發][表布]于?)\s*[:：]|^(?:published|"
    r"posted|updated|last updated)\b.{0,30}\d{4}",
    re.I,
)

# What a line of the head begins with in other forms: 06-13 08:40, 3小时前, May 14, 2024 / Jane Doe.
HEAD_DATE = re.compile(
    r"\W{0,3}(?:(?:\S{2,16}\s+)?(?:[·•|]\s*)?(?:\d{1,2}\s*[-/月]\s*\d{1,2}日?\s+\d{1,2}[:：]\d\d|\d{1,2}\s*(?:分[钟鐘]|小[时時]|天)前|"
    r"[昨今前]天\s*\d{1,2}[:：]\d\d)|[〇○零一二三四五六七八九]{4}年.{1,3}月.{1,3}日(?:\s|$)|"
    r"(?:(?:[Pp]ublished|[Pp]osted|[Uu]pdated)\s*:?\s*)?(?:\d{1,2}|an?) (?:minute|hour|day|week)s? ago\b|"
    r"(?:[^\W\d]{2,12}\s){1,3}\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d\W*$|"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?),? (?:19|20)\d\d\b)"
)

# Who remarked, and when: 网友 ip1234 2018-01-17 01:14, 3楼 匿名用户 昨天 10:22, Jane Doe says: March 3, 2024.
REMARK = re.compile(
    r"\W{0,3}(?:(?:[网網]友|游客|訪客|访客|匿名|用[户戶]|[会會][员員]|工友|(?:第|#)?\s*\d{1,4}\s*[楼樓#])[^。]{0,30}"
    r"(?:\d{1,2}[:：]\d\d|[发發]表[于於]|[回][复復])|"
    r"[^.。,，]{2,30}\b(?:says|said|wrote|commented|replied)\s*(?::|on\b|at\b|\d).{0,30}\d)",
    re.I,
)

# A line that says when the page was published or changed, at the foot of a text.
DATED = re.compile(
    r"\W{0,4}(?:(?:[发發][布表稿]|刊[发發登]|更新|上[传傳网網]|[录錄]入)(?:[时時][间間]|日期|[于於])?\s*[:：]|(?:published|posted|"
    r"(?:last )?updated)\b).{0,20}\d",
    re.I,
)

# Lines of the foot of a site: who runs it, where, under which number.
FOOTER = re.compile(
    r"\W{0,4}(?:(?:网站)?主[办辦](?:[单單]位)?|承[办辦](?:[单單]位)?|[协協][办辦](?:[单單]位)?|"
    r"[运運][营營维維](?:[单單]位)?|版[权權]所有|copyright|©|\(c\)\s*\d{4}|"
    r"技[术術]支持|[网網]站[标標][识識][码碼]|.{0,6}(?:ICP|公[网網]安)[备備]|[备備]案[号號序]|(?:[联聯]系|"
    r"[单單]位|[办辦]公)?地址\s*[:：]|[邮郵][政编編]{1,2}[码碼]?\s*[:：]|"
    r"(?:[联聯]系|值班|咨[询詢])?[电電][话話]\s*[:：]|"
    r"[传傳]真\s*[:：]|[您你]是第|[访訪][问問]量|建[议議]使用|[网網]站[维維地][护護图圖]|all rights reserved)",
    re.I,
)
# Of these nobody thinks as text.
SITE = re.compile(
    r"版[权權]所有|copyright|©|技[术術]支持|[标標][识識][码碼]|ICP|公[网網]安|[备備]案[号號序]|[您你]是第|建[议議]使用",
    re.I,
)

# A line that is a date and nothing else, as under a signature.
ONLY_DATE = re.compile(
    r"[\s(（\[]*(?:(?:19|20)\d\d\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?|[〇○零一二三四五六七八九]{4}年.{1,3}月.{1,3}日|"
    r"(?:中華)?民國.{2,5}年.{1,3}月.{1,3}日|"
    r"(?:(?:[A-Z][a-z]{2,8}day,? )?(?:\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|"
    r"rd|th)?),? (?:19|20)\d\d))"
    r"[\s)）\].。]*"
)

# A notice of rights or of no responsibility, in general terms, at the end of a text.
RIGHTS = re.compile(
    r"\W{0,4}(?:(?:免[责責]|版[权權]|特[别別]|重要|[转轉][载載]|[郑鄭]重)?[声聲]明|凡本?[网網站]|凡[注註]明|本[网網]站?(?:[转轉][载載]|[发發]布|所有|"
    r"[刊登]{1,2})|[转轉][载載]此文|本文(?:[来來]源|[转轉][载載]|由|[为為]|[仅僅]|系|版[权權])|以上[内內]容|文章(?:[来來]源|[内內]容|版[权權])|"
    r"未[经經].{0,12}(?:授[权權]|[许許]可)|如(?:有|涉及|需|[发發][现現])?.{0,8}侵[权權]|部分(?:[图圖]文|[内內]容|[图圖]片|文字)|"
    r"本[网網]站?之|[图圖][文片]?(?:[来來]源|[来來]自|源自?)[于於]?[网網][络絡]|"
    r"the views expressed|this article (?:was )?(?:originally|first)|republish)"
    r"(?=.{0,300}(?:版[权權]|侵[权權]|著作[权權]|[转轉][载載]|授[权權]|不代表|[观觀][点點]|[传傳][递遞]更多|"
    r"[删刪]除|侵[删刪]|[归歸].{0,8}所有|views|permission|copyright))",
    re.I | re.S,
)

# One line that asks, advertises or points elsewhere.
CALL = re.compile(
    r"\W{0,4}(?:related\b\s*[:|]|read (?:more|also|next|the full)\b|also (?:read|see|:)|see also\b|more\s*:|"
    r"watch\b\s*[:|]|watch (?:the|more|live|now)|"
    r"click (?:here|to)|sign up|subscribe\b|follow (?:us|me|@|\w+(?: \w+){0,4} on (?:twitter|facebook|"
    r"instagram))|join (?:us|our|the conversation)|"
    r"(?:download|get) (?:the|our)\b.{0,40}\bapp|like us on|share (?:this|on|with)|advertisements?\b|"
    r"story continues|article continues|"
    r"continue reading|scroll (?:down|to)|don['’]t miss|photos?\s*:|image (?:copyright|source|caption|credit)|"
    r"(?:photo|image|video) ?(?:by|credit|:)|"
    r"need more space\?|listen to\b.{0,60}(?:podcast|live)|have (?:a|any) (?:tip|question|comment)s?|"
    r"got a tip|email (?:us|the author|me)\b|"
    r"(?:loading|please wait)|this (?:article|story|post) (?:was |is |has been )?(?:originally|first|"
    r"also)?\s*(?:appeared|published|updated)|"
    r"copyright\b|©|\(c\) ?\d{4}|all rights reserved|buy (?:now|it|tickets)|view (?:all|more|the full|"
    r"gallery)|see (?:full )?gallery|"
    r"分享(?:到|至|[给給让讓])|[扫掃](?:[码碼]|一[扫掃]|描)|[长長]按|[识識][别別]|[点點][击擊](?:[进進]入|"
    r"查看|下[载載]|[阅閱][读讀]|[关關]注|[标標][题題]|[图圖]片|[这這]里)|"
    r"下[载載].{0,12}(?:客[户戶]端|APP)|.{0,12}客[户戶]端下[载載]|打[开開].{0,12}(?:客[户戶]端|APP)|"
    r"[关關]注.{0,20}(?:微信|公[众眾][号號]|微博|官方)|欢迎(?:[关關]注|扫码|下[载載])|"
    r"更多精彩|展[开開](?:全文|[阅閱][读讀]|更多|剩余)|收起|[阅閱][读讀]全文|查看全文|[阅閱][读讀]原文|查看原文|[举舉][报報]|[上下]一[篇页頁条條则則]|返回|回到|打印|[关關][闭閉]|"
    r"[请請][继繼][续續](?:往下|向下)?[阅閱][读讀]|posted in\b.{0,80}\bcomments?\b|"
    r"thanks for reading\b.{0,80}\bsubscribe|"
    r"收藏|[纠糾挑][错錯]|[顶頂踩]一下|我要(?:反[馈饋]|[纠糾][错錯])|推[荐薦]\W*$|[分][隔割][线線]\W*$|"
    r"更多\S{1,4}[!！].{0,4}[扫掃]|[复複]制|"
    r"(?:【)?字[号號體体]|[关關][键鍵][词詞字]\s*[:：]|[标標][签簽]\s*[:：]|"
    r"版[权權]|[声聲]明|[免]?[责責][声聲]明|凡本[网網]|(?:特[别別]|重要|免[责責])[声聲]明|[转轉][载載][请請]|"
    r"未[经經].{0,8}[许許授]|本[网網]站.{0,6}[转轉]|[违違]法和不良|"
    r"[视視][频頻](?:[加载載][载入]|[简簡]介|播放)|正在(?:加[载載]|播放)|[请請](?:[输輸]入|登[录錄]|[点點][击擊]))",
    re.I,
)

# The label of a line that says who did what, or where the text was taken from.
CREDITED = re.compile(
    r"\W{0,4}(?:[责責]任[编編][辑輯]|[责責][编編]|(?:本文|文章|信息|稿件|新[闻聞])?[来來]源\s*[:：]|"
    r"(?:值班|本期|[执執]行)?[编編][辑輯]\s*[:：]|(?:初|[终終]|复|二|三)?[审審][核校]?\s*[:：]|"
    r"[作记記]者\s*[:：]|[摄攝]影\s*[:：]|[监監][制製]\s*[:：]|校[对對]\s*[:：]|[原]?[标標][题題]\s*[:：])"
)
