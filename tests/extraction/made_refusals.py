"""Made pages that are no article, and articles that look like them; test_rejections.py reads them.

Every reason in the shapes that sites give it, and every near miss beside it. All of it is made up.
"""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str]] = {}  # name → reason or "article", page, address


def case(name: str, wanted: str, html: str, url: str = "http://union.example/art/2024/0105/1.html") -> None:
    CASES[name] = wanted, html, url


PARAGRAPHS = [
    "岚江市总工会4月2日在城南文化宫举行招聘会，一百二十家企业带来三千六百个岗位，入场的求职者超过五千人。",
    "招聘会设了零工专区。砌筑工老魏拿到一份按天结算的协议，他说，以前工钱靠熟人带话，现在写在纸上。",
    "市总工会副主席丁岚介绍，今年计划办二十四场这样的招聘会，其中八场放在县里。",
]
TEXT = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
MENU = "<div class=menu><ul>" + "".join(f"<li><a href='/{n}/'>栏目{n}号</a></li>" for n in range(20)) + "</ul></div>"
FOOT = (
    "<div class=footer><p>版权所有 岚江市总工会 备案号：岚ICP备00000号</p><p>地址：岚江市城南路1号 "
    "邮编：000000</p></div>"
)


def frame(title: str, inside: str, head: str = "", site: str = "岚江市总工会") -> str:
    return f"<html><head><title>{title}_{site}</title>{head}</head><body>{MENU}{inside}{FOOT}</body></html>"


DATELINE = "<div class=info>发布时间：2024-01-05 10:22 来源：岚江工会</div>"
SIDE = (
    "<div class=r><h3>热点</h3><ul>"
    + "".join(f"<li><a href='/a/{n}.html'>望溪建筑工地夜校开课第{n}期三百名工友报名</a></li>" for n in range(30))
    + "</ul></div>"
)
TABLE = (
    "<table><tr><th>序号</th><th>姓名</th><th>单位</th></tr>"
    + "".join(f"<tr><td>{n}</td><td>丁小{n}</td><td>岚江第{n}机械厂</td></tr>" for n in range(1, 25))
    + "</table>"
)
case(
    "table notice dated",
    "article",
    frame(
        "岚江市五一劳动奖章获得者名单",
        "<h1>岚江市五一劳动奖章获得者名单</h1>" + DATELINE + "<div class=c>" + TABLE + "</div>",
    ),
)
case(
    "table notice 1 sentence",
    "article",
    frame(
        "关于公布职工技能大赛获奖名单的通知",
        "<h1>关于公布职工技能大赛获奖名单的通知</h1>"
        + DATELINE
        + "<div class=c><p>现将名单公布如下：</p>"
        + TABLE
        + "</div>",
    ),
)
case(
    "table notice undated",
    "article",
    frame(
        "岚江市五一劳动奖章获得者名单公示",
        "<h1>岚江市五一劳动奖章获得者名单公示</h1><div class=c><p>根据评选办法，现将名单予以公示。</p>"
        + TABLE
        + "<p>岚江市总工会</p><p>2024年1月5日</p></div>",
    ),
)
case(
    "404 walkout",
    "article",
    "<title>404 workers walk out at Saltmarsh yard | Union News</title><h1>404 workers walk out at Saltmarsh "
    "yard</h1><p>More than four hundred workers left the yard on Monday.</p><p>They want the night rate back."
    "</p>",
    "http://u.example/news/404-workers",
)
case(
    "404 walkout short dated",
    "article",
    "<title>404 workers walk out</title><h1>404 workers walk out</h1><p class=date>5 January 2024</p><p>More "
    "than four hundred workers left the yard on Monday. They want the night rate back.</p>",
    "http://u.example/news/x",
)
case(
    "页面不存在 news",
    "article",
    frame(
        "页面不存在？社保查询网站升级后职工犯难",
        "<h1>页面不存在？社保查询网站升级后职工犯难</h1>"
        + DATELINE
        + "<div class=c><p>多名职工反映，查询社保时总是弹出“页面不存在”。</p><p>市人社局回应，"
        "系统升级将在周五完成。</p></div>",
    ),
)
case(
    "页面不存在 news undated",
    "article",
    frame(
        "页面不存在？社保查询网站升级后职工犯难",
        "<h1>页面不存在？社保查询网站升级后职工犯难</h1><div class=c><p>多名职工反映，"
        "查询社保时总是弹出“页面不存在”，打不了证明。</p><p>市人社局回应，系统升级将在周五完成，届时可以补打。"
        "</p></div>",
    ),
)
case(
    "deleted content news",
    "article",
    frame(
        "虚假招聘信息已删除 平台被约谈",
        "<h1>虚假招聘信息已删除 平台被约谈</h1>"
        + DATELINE
        + "<div class=c><p>岚江市总工会联合人社局约谈了三家平台。</p><p>平台承诺整改。</p></div>",
    ),
)
case(
    "login over undated article",
    "article",
    frame(
        "岚江春季招聘会摆出零工专区",
        "<div class=top><form action=/login>用户名<input name=u>密码<input type=password name=p><input "
        "type=submit value=登录></form></div><h1>岚江春季招聘会摆出零工专区</h1><div class=c><p>"
        + PARAGRAPHS[1]
        + "</p></div>",
    ),
)
case(
    "login over undated 3p",
    "article",
    frame(
        "岚江春季招聘会摆出零工专区",
        "<div class=top><form action=/login>用户名<input name=u>密码<input type=password name=p><input "
        "type=submit value=登录></form></div><h1>岚江春季招聘会摆出零工专区</h1><div class=c>" + TEXT + "</div>",
    ),
)
case(
    "login page",
    "login",
    frame(
        "用户登录",
        "<div class=login><h2>会员登录</h2><form><label>用户名</label><input name=u><label>密码</label><input "
        "type=password name=p><a href=/forget>忘记密码？</a><a href=/reg>立即注册</a></form><p>"
        "首次登录请使用工会会员卡号，初始密码为身份证后六位。如有问题请联系管理员。</p></div>",
    ),
    "http://union.example/login.jsp",
)
case(
    "login en",
    "login",
    "<title>Member sign in | Harbour Union</title><h1>Sign in</h1><form><input type=email name=e><input "
    "type=password name=p><button>Sign in</button></form><p>Forgot your password? Not a member yet? Join today."
    "</p><p>You must be signed in to view this page.</p>",
    "http://u.example/login",
)
case(
    "article about login",
    "article",
    frame(
        "职工之家APP新增刷脸登录",
        "<h1>职工之家APP新增刷脸登录</h1>"
        + DATELINE
        + "<div class=c><p>岚江市总工会的“职工之家”新增刷脸登录功能，不用再记密码。</p><p>"
        "会员请登录后完善信息。</p></div>",
    ),
)
case(
    "login required stub",
    "login",
    frame(
        "内部文件",
        "<h1>提示</h1><p>您还没有登录，请先登录后再查看本页内容。</p><form><input type=text><input "
        "type=password></form>",
    ),
)
case(
    "404 cn",
    "soft-404",
    frame(
        "提示信息",
        "<div class=msg><h3>404</h3><p>抱歉，您访问的页面不存在或已被删除。</p><p>5秒后自动返回首页，或点击<a "
        "href=/>这里</a>。</p></div>",
    ),
)
case(
    "404 cn with recs",
    "soft-404",
    frame(
        "页面没有找到",
        "<div class=msg><p>对不起，您要查看的信息已过期或已被删除！</p><p>您可以：1、检查网址是否正确。"
        "2、返回上一页。3、返回网站首页。</p></div>" + SIDE,
    ),
)
case(
    "404 en recs",
    "soft-404",
    "<title>Page not found - Harbour Union</title><h1>Oops! That page can’t be found.</h1><p>It looks like "
    "nothing was found at this location. Maybe try one of the links below or a search?</p><ul>"
    + "".join(f"<li><a href=/{n}>Ferry crews win a new roster {n}</a></li>" for n in range(10))
    + "</ul>",
)
case(
    "404 dede",
    "soft-404",
    "<title>岚江工会提示信息</title><div><b>岚江工会 提示信息！</b><br>文档不存在，可能已被删除！<br><a "
    "href='javascript:history.go(-1)'>如果你的浏览器没反应，请点击这里...</a></div>",
)
case(
    "404 tw",
    "soft-404",
    "<title>找不到網頁 | 岚江工會</title><h1>404</h1><p>很抱歉，您所查詢的網頁不存在，可能已移除。</p>",
)
case(
    "500",
    "soft-404",
    "<title>500 Internal Server Error</title><h1>Internal Server Error</h1><p>The server encountered an "
    "internal error or misconfiguration and was unable to complete your request.</p>",
)
case(
    "iis err",
    "soft-404",
    "<title>无法找到该页</title><h1>无法找到该页</h1><p>您正在搜索的页面可能已经删除、更名或暂时不可用。</p>"
    "<hr><p>请尝试以下操作：</p><ul><li>确保浏览器的地址栏中显示的网站地址的拼写和格式正确无误。</li></ul><h2>"
    "HTTP 错误 404 - 文件或目录未找到。<br>Internet 信息服务 (IIS)</h2>",
)
case(
    "article about 404",
    "article",
    "<title>How our union fixed its website | Harbour Union</title><h1>How our union fixed its website</h1><p>"
    "Last year half of our old links said 404 Not Found. Volunteers went through all of them, and by June "
    "nearly every page could be read again.</p><p>The work took eleven weekends, and the branch paid for the "
    "coffee.</p>",
)
case(
    "challenge cf",
    "challenge",
    "<title>Just a moment...</title><h1>union.example</h1><h2>Checking if the site connection is secure</h2><p>"
    "union.example needs to review the security of your connection before proceeding.</p><noscript>Enable "
    "JavaScript and cookies to continue</noscript><p>Ray ID: 77a</p>",
)
case(
    "challenge ruishu",
    "challenge",
    "<html><head><meta id='abc' content='x{}'/><script type='text/javascript' r='m'>"
    "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd='q';</script><script src='/x.js' r='m'></script></head><body>"
    "</body></html>",
)
case(
    "challenge ruishu2",
    "challenge",
    "<html><head><meta charset=utf-8><script>var _$a='x';function _$b(){}</script><script "
    "src='/4QbVtADbnLVIc/c.FxJzG50F.dfe1675.js' r='m'></script></head><body><noscript>"
    "请开启JavaScript并刷新该页。</noscript></body></html>",
)
case(
    "challenge jsl",
    "challenge",
    "<script>document.cookie=('_')+('_')+('jsl_clearance_s=1.1');location.href=location.pathname+location."
    "search</script>",
)
case(
    "challenge waf cn",
    "challenge",
    "<title>访问被拦截</title><div><h2>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</h2>"
    "<p>您的请求ID是: 781bad</p></div>",
)
case(
    "challenge yunsuo",
    "challenge",
    "<title>安全验证</title><p>请完成安全验证后继续访问</p><div id=captcha></div><p>滑动滑块完成验证</p>",
)
case(
    "challenge cookies",
    "challenge",
    "<title>Access denied</title><p>Please enable cookies.</p><p>Sorry, you have been blocked</p><p>You are "
    "unable to access union.example</p>",
)
case(
    "challenge meta refresh",
    "challenge",
    "<html><head><meta http-equiv=refresh content='0;url=/index.html?x=1'></head><body></body></html>",
)
case(
    "article about captcha",
    "article",
    frame(
        "验证码难倒老年职工 工会上门帮忙",
        "<h1>验证码难倒老年职工 工会上门帮忙</h1>"
        + DATELINE
        + "<div class=c><p>领电子会员卡要输入验证码，不少退休职工犯了难。</p><p>城南街道工会派人上门帮忙。</p></div>",
    ),
)
case(
    "article about ddos",
    "article",
    "<title>Union site hit by DDoS protection failure</title><h1>Union site hit by failure of DDoS "
    "protection</h1><p>The site of the Harbour Union was down for two days after its provider switched off the "
    "service. Members could still vote by post, said the secretary.</p><p>Cloudflare had said on Monday that "
    "it would drop small customers.</p>",
)
LIST = (
    "<div class=list><ul>"
    + "".join(
        f"<li><a href='/art/2024/{n}.html'>望溪建筑工地夜校开课第{n}期三百名工友报名</a><span>"
        f"2024-01-{n:02d}</span></li>"
        for n in range(1, 19)
    )
    + "</ul><div class=page>共12页 <a href=2>下一页</a></div></div>"
)
