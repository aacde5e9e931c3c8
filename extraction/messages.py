"""What pages say to their reader in place of an article: log in, prove that you are human, there is no such page.

Text in, a reason of `Rejected` out. A message addresses the reader and begins its line, or is the whole title; news
that quotes one (页面不存在？社保网站升级…, 404 workers walk out) does neither.
"""

from __future__ import annotations

import re

_SORRY = (
    r"(?:(?:很|非常|十分)?(?:抱歉|对不起|對不起)|sorry|oops|uh[- ]?oh|we(?:'|’)?re sorry|提示(?:信息)?[:：]?)?"
    r"[\s,，!！.。:：…;；~]{0,4}"
)
_PAGE = (
    r"(?:[页頁]面|[网網][页頁站址]|文章|文[档檔件]|[内內]容|信息|[资資][源讯訊料]|新[闻聞]|稿件|[链鏈]接|[栏欄]目|地址|"
    r"[记記][录錄]|[数數][据據]|公告)"
)
_GONE = (
    r"(?:不存在|未找到|找不到|[没沒]有找到|已?[经經]?被?(?:[删刪]除|移除|下[线線]|屏蔽|撤回)|已?[经經]?(?:[过過]期|失效|搬家)|"
    r"[无無]法(?:[访訪][问問]|[显顯]示|打[开開]|找到)|可能(?:已|被|不存在)|出[错錯]|走[丢丟]了|飞走了|迷路了)"
)
_MISSING = re.compile(
    rf"\W{{0,4}}{_SORRY}(?:"
    rf"(?:[您你](?:所|要|正在|[当當]前|想|刚才)?(?:[访訪][问問]|[请請]求|查看|[查尋寻]找|[查寻]?[询詢]|搜索|[浏瀏][览覽]|[输輸]入|要的|[点點][击擊])(?:的|了)?)"
    rf".{{0,6}}{_PAGE}.{{0,6}}{_GONE}|"
    rf"(?:[该該此本]|[当當]前)?{_PAGE}(?:可能|[暂暫][时時]?)?{_GONE}(?!.{{12}})|"
    rf"(?:找不到|[没沒]有找到|[无無]法找到|未找到)(?:[您你].{{0,8}}|[该該此])?的?{_PAGE}(?!.{{12}})|"
    r"HTTP\s*(?:[错錯][误誤]|error|status)?\W*[45]\d\d\b|[错錯][误誤]代?[码碼]?\W{0,3}[45]0\d\b|"
    r"(?:that |the |this )?(?:page|file|article|url|content|link|resource)s?(?: you(?:(?:'|’)re| are| were|"
    r" have)? ?(?:looking for|requested|tried to reach|seek))?"
    r"(?: has| was| may have| could| can(?:no|['’])?t?| is| does| you)*(?: not| n['’]t|n['’]t| no longer|"
    r" been)* ?(?:be )?"
    r"(?:found|available|exist|removed|deleted|moved|expired)(?!\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+)|"
    r"(?:it (?:looks|seems) like )?nothing (?:was|could be|has been)? ?found|we (?:can(?:no|['’])t|could(?: not|"
    r"n['’]t)) find (?:the|that|this) (?:page|article)|"
    r"no (?:such|results?) (?:page|article|found)\b"
    r")",
    re.I,
)
# A title of nothing but these words, one of them of an error.
_ERROR_WORDS = re.compile(
    rf"\d{{3}}|{_PAGE}|{_GONE}|http|error|not ?found|gone|page|file|object|internal|server|bad|gateway|request|"
    rf"service|temporarily|"
    rf"unavailable|time-?out|oops|sorry|the|that|this|can(?:no|['’])?t|could|not|n['’]t|be|is|was|found|missing|"
    rf"available|no longer|exists?|"
    rf"does|nothing|something|went|wrong|under|maintenance|you|were|are|looking|for|of|[错錯][误誤]|[对對]不起|抱歉|很|[您你]|所|的|"
    rf"[访訪][问問]|[请請]求|查[询詢看找]|要|[该該此]|[没沒]有|[出发發生]|[了啦]|提示|系[统統]|[网網]|[维維][护護]中|[异異]常|跳[转轉]",
    re.I,
)
_LETTERS = re.compile(r"[^\W\d_]")
_ERROR_WORD = re.compile(
    rf"40[04]|410|50[0234]|error|not ?found|oops|missing|unavailable|can(?:no|['’])?t be|no longer|does(?: not|"
    rf"n['’]t) exist|"
    rf"{_GONE}|[错錯][误誤]|抱歉|[对對]不起|提示信息|信息提示|系[统統]提示|[维維][护護]中|跳[转轉]提示",
    re.I,
)
_CHALLENGE = re.compile(
    r"\W{0,4}(?:(?:please )?(?:wait|stand by)[,.… ].{0,40}(?:check|verif|browser|redirect)|just a moment|"
    r"checking (?:your browser|if the site|you are)|attention required|"
    r"(?:please )?(?:verify|confirm|prove)(?:ing)? (?:that )?you(?:['’]re| are)|verifying you|"
    r"are you (?:a )?(?:human|robot)|"
    r"(?:please |you need to )?(?:enable|turn on|allow) (?:javascript|cookies)|this (?:site|page|"
    r"website) requires (?:javascript|cookies)|"
    r"access (?:to this (?:page|site|resource) )?(?:has been |is |was )?(?:denied|blocked|restricted)|"
    r"request (?:blocked|rejected|denied)|"
    r"(?:please )?complete the (?:security check|captcha)|(?:sorry, )?you (?:have been|are being|are) (?:blocked|"
    r"rate limited)|"
    r"[\w.-]+ needs to review the security|why have i been blocked|too many requests|unusual traffic|"
    r".{0,20}(?:ddos protection by|performance (?:&|and) security by)|incapsula incident|"
    r"(?:[为為]了.{0,12}安全[，,])?[请請](?:先|您)?(?:完成|[进進]行|通[过過]|[点點][击擊]|拖[动動]|滑[动動]|按住|[输輸]入).{0,10}"
    r"(?:[验驗][证證]|滑[块塊])|(?:拖|滑)[动動](?:下方)?滑[块塊]|"
    r"(?:安全|人[机機]|身份|[访訪][问問]|行[为為])[验驗][证證](?:$|[，,。!！：:])|"
    r"[请請](?:先)?(?:您)?(?:在[浏瀏][览覽]器中)?(?:[开開][启啟]|[启啟]用|允[许許]|打[开開]).{0,8}(?:javascript|cookie|js\b)|"
    r"(?:[很非常]{0,2}抱歉[，,])?(?:由于)?[您你]的?.{0,12}(?:[访訪][问問]|[请請]求|IP|行[为為]|"
    r"操作).{0,30}(?:被(?:阻[断斷]|[拦攔]截|[拒]绝|禁止|限制)|[过過]于[频頻]繁|[异異]常|安全威[胁脅])|"
    r"(?:[访訪][问問]|[请請]求)(?:受限|[过過]于[频頻]繁|被(?:拒[绝絕]?|[拦攔]截|阻[断斷]|禁止))|[网網]站防火[墙牆]|"
    r"(?:正在)?(?:[检檢][查测測]|[验驗][证證]|核[实實])(?:[您你]的)?[浏瀏][览覽]器|[浏瀏][览覽]器安全[检檢][查测測]|[异異]常[访訪][问問]|"
    r"[请請]稍[候后].{0,12}(?:[检檢][查测測]|[验驗][证證]|跳[转轉]|[加载載]{2}))",
    re.I,
)
_CHALLENGE_TITLE = re.compile(
    r"\W*(?:just a moment|attention required!?(?: \| cloudflare)?|access denied|403(?: forbidden)?|forbidden|"
    r"security (?:check|verification)|"
    r"(?:ddos|bot) (?:protection|verification|check)|ddos-guard|robot(?:s)? check|captcha|are you (?:a )?(?:human|"
    r"robot)\??|"
    r"checking your browser.{0,30}|request (?:rejected|blocked)|please wait|one moment,? please|"
    r"verify(?:ing)? you are (?:human|not a robot)|"
    r"human verification|405|(?:安全|人[机機]|身份|[访訪][问問]|滑[块塊]|滑[动動]|[图圖]形|"
    r"智能)?[验驗][证證][码碼]?(?:中心|[页頁]面?|中)?|[访訪][问問](?:被[拦攔]截|受限|[验驗][证證]|禁止|[异異]常|"
    r"被拒[绝絕]|[频頻]繁)|"
    r"[请請]稍[候后等]|[拦攔]截提示|[网網]站防火[墙牆]|安全[检檢][查测測]|WAF|安全[拦攔]截|禁止[访訪][问問]|[滑]动[验驗][证證][页頁]面)\W*",
    re.I,
)
_LOGIN = re.compile(
    r"\W{0,4}(?:[请請](?:您)?先?(?:登[录錄陆入]|登陆)(?:[后後]|$|[，,。!！]|[系网網帐账會会])|[您你](?:[还還]|尚)?(?:[没沒]有|未)登[录錄陆入]|"
    r".{0,8}(?:需要?|必[须須])(?:先)?登[录錄陆入]|登[录錄陆入][后後](?:才能|方可|可)(?:查看|[浏瀏][览覽]|[阅閱][读讀]|[访訪][问問])|"
    r"you (?:must|need to|have to|should) (?:be |first )?(?:signed|logged|log|sign) ?in|(?:please )?(?:log|"
    r"sign) ?in to (?:continue|view|read|access|your)|"
    r"this (?:content|page|article|area) is (?:for|only|restricted|available to|reserved)\b.{0,30}members?|"
    r"(?:subscribe|register) to (?:continue|read|keep reading)|members? only)",
    re.I,
)
_LOGIN_TITLE = re.compile(
    r"\W*(?:.{0,12}(?:登[录錄陆入]|登陆)(?:中心|[页頁]面?|系[统統]|[窗入]口|平台|界面)?|(?:[统統]一)?身份[认認][证證](?:平台|系[统統])?|[会會][员員]中心|"
    r"(?:.{0,24}\b)?(?:log|sign)[- ]?(?:in|on)(?: (?:page|required|form|to .{0,20}))?|member(?:s)? (?:login|area|"
    r"access)|authentication(?: required)?)\W*",
    re.I,
)


def message_of(text: str, whole: bool = False) -> str:
    """login, challenge or soft-404 when the line says so to its reader; `whole`: the text is a title, and only that.

    >>> message_of("抱歉，您访问的页面不存在"), message_of("页面不存在？社保网站升级后职工犯难", whole=True)
    ('soft-404', '')
    """
    text = text[:160]
    if whole:
        if not text or len(text) > 60:
            return ""
        if _CHALLENGE_TITLE.fullmatch(text):
            return "challenge"
        if _ERROR_WORD.search(text) and not _LETTERS.search(_ERROR_WORDS.sub("", text)):
            return "soft-404"
        return ""
    if _CHALLENGE.match(text):
        return "challenge"
    if _LOGIN.match(text):
        return "login"
    return "soft-404" if _MISSING.match(text) else ""


def names_login(title: str) -> bool:
    """Whether a title is that of a page for logging in."""
    return len(title) <= 40 and _LOGIN_TITLE.fullmatch(title) is not None
