"""Made pages in the forms of many systems, with noise around and inside, and what each says: for test_layouts.py.

The forms are those of content management systems that Chinese offices and unions use, of table layouts of the years
around 2000, of WordPress, Drupal, Hugo and Blogger, of pages that scripts fill. All of it is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TEXTS = [
    "岚江市总工会4月2日在城南文化宫举行招聘会，一百二十家企业带来三千六百个岗位，入场的求职者超过五千人。",
    "招聘会设了零工专区。砌筑工老魏拿到一份按天结算的协议，他说，以前工钱靠熟人带话，现在写在纸上。",
    "市总工会副主席丁岚介绍，今年计划办二十四场这样的招聘会，其中八场放在县里。",
    "“以前我们只管发传单，”丁岚说，“现在要管到签合同。”",
    "据了解，零工专区由市总工会、市人社局和三家平台企业一起办，每周三开放。",
]
TITLE = "岚江春季招聘会摆出零工专区"
ENGLISH = [
    "Deckhands on the Saltmarsh ferries will work to a published roster from Monday, ending a practice "
    "under which shifts were texted at midnight.",
    "The agreement, reached after eleven weeks of talks, gives crews fourteen days of notice and a payment of one "
    "hour for every change made later than that.",
    '"I can tell my daughter on which Sunday I am home," said Ines Okoro, a deckhand for nine years.',
    "The company said in a statement that it expects fewer cancelled sailings.",
]
ENGLISH_TITLE = "Ferry crews win a roster they can plan by"
TAIWAN = [
    "嵐江市總工會四月二日在城南文化宮舉行徵才活動，一百二十家企業帶來三千六百個職缺，入場的求職者超過五千人。",
    "現場設了零工專區。泥作師傅老魏拿到一份按日結算的協議，他說，以前工錢靠熟人帶話，現在寫在紙上。",
    "總工會副理事長丁嵐指出，今年預計辦理二十四場這樣的活動，其中八場在縣內。",
]
TAIWAN_TITLE = "嵐江春季徵才活動設零工專區"


def paragraphs(texts: Sequence[str] = TEXTS) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def broken() -> str:
    return "<br>".join("　　" + text for text in TEXTS)


MENU = "<div class=menu><ul>" + "".join(f"<li><a href='/{n}/'>栏目{n}号</a></li>" for n in range(14)) + "</ul></div>"
MENU0 = "<table width=960><tr>" + "".join(f"<td><a href='/{n}/'>栏目{n}</a></td>" for n in range(14)) + "</tr></table>"
FOOT = (
    "<div class=footer><p>版权所有 岚江市总工会 备案号：岚ICP备00000号 技术支持：岚江软件</p><p>"
    "地址：岚江市城南路1号 邮编：000000 您是第1234567位访客</p></div>"
)
FOOT0 = (
    "<table width=960><tr><td align=center>版权所有 岚江市总工会 备案号：岚ICP备00000号<br>主办：岚江市总工会 "
    "承办：岚江市总工会办公室<br>地址：岚江市城南路1号 邮编：000000</td></tr></table>"
)
RELATED = (
    "<div class=x8><h3>相关文章</h3><ul>"
    + "".join(
        f"<li><a href='/a/{n}.html'>"
        f"望溪建筑工地夜校开课第{n}期三百名工友报名</a> <span>"
        f"2023-0{n % 9 + 1}-11</span></li>"
        for n in range(8)
    )
    + "</ul></div>"
)
HOT = (
    "<div class=y7><div class=tt>热点排行</div>"
    + "".join(f"<p><a href='/a/{n}.html'>鹿坪纺织厂夜班津贴上调百分之{n}</a></p>" for n in range(9))
    + "</div>"
)
TEASERS = (
    "<div class=z5><h3>推荐</h3>"
    + "".join(
        f"<div><a href='/a/{n}.html'>望溪建筑工地夜校开课第{n}期</a><p>"
        f"望溪建筑工地的夜校昨晚开课，三百名工友报名，课程包括识图和安全规程，"
        f"教材由工会出。</p></div>"
        for n in range(5)
    )
    + "</div>"
)
REMARKS = (
    "<div class=pl><h4>网友评论</h4>"
    + "".join(
        f"<div class=q><b>工友{n}</b> 2024-01-0{n + 1} 10:22<p>"
        f"第{n}次看到工会来工地办招聘会，希望以后常来，我们在外面找活不容易，"
        f"谢谢各位师傅。</p></div>"
        for n in range(6)
    )
    + "</div>"
)


def page(inside: str, title: str = TITLE + "_岚江市总工会", menu: str = MENU, foot: str = FOOT) -> str:
    return f"<html><head><title>{title}</title></head><body>{menu}{inside}{foot}</body></html>"


@dataclass(frozen=True)
class Case:
    """A page and what it says; `date` is how its publication begins."""

    html: str
    body: Sequence[str] = ()
    title: str = TITLE
    date: str = "2024-01-05T10:22"
    url: str = "http://union.example/art/1.html"
    kind: str = "article"


CASES: dict[str, Case] = {}


def case(name: str, html: str, body: Sequence[str] = TEXTS, **said: str) -> None:
    CASES[name] = Case(html, body, **said)


case(
    "hanweb",
    page(
        f"<div class='main'><div class='dqwz'>当前位置：<a href=/>首页</a>&gt;<a href=/yw/>"
        f"工会要闻</a></div><table id='c' width=100%><tr><td class=title>{TITLE}</td></tr><tr><td>"
        f"<table><tr><td>发布日期：2024-01-05 10:22</td><td>信息来源：岚江工会</td><td>"
        f"浏览次数：<script>x()</script></td><td>字体：[大 中 小]</td></tr></table></td></tr><tr><td "
        f"class='bt_content'><div id=zoom><!--ZJEG_RSS.content.begin-->{paragraphs()}<!--ZJEG_RSS."
        f"content.end--></div></td></tr></table><div>【打印本页】【关闭窗口】</div></div>"
    ),
)
case(
    "trs",
    page(
        f"<div class=xl-con><h2>{TITLE}</h2><div class=xl-sx>2024-01-05 10:22 &nbsp; "
        f"来源：岚江工会</div><div class=TRS_Editor><style>.a{{}}</style><div class=Custom_UnionStyle>"
        f"{paragraphs()}</div></div><div class=fj>附件：</div></div>" + HOT
    ),
)
case(
    "vsb",
    page(
        f"<form name=_newscontent_fromname><div class=ar_tit><h3>{TITLE}</h3><p><span>作者：王伟</span>"
        f"<span>时间：2024-01-05 10:22</span><span>点击数：<span id=dynclicks>0</span></span></p></div>"
        f"<div id=vsb_content><div class=v_news_content>{paragraphs()}</div></div><div id=div_vote_id>"
        f"</div><p>上一条：<a href=1>望溪建筑工地夜校开课</a></p><p>下一条：<a href=2>"
        f"鹿坪纺织厂夜班津贴上调</a></p></form>"
    ),
)
case(
    "dede",
    page(
        f"<div class='place'><strong>当前位置:</strong> <a href=/>主页</a> > <a href=/yw>要闻</a> > "
        f"</div><div class=viewbox><div class=title><h2>{TITLE}</h2></div><div class=info><small>"
        f"时间:</small>2024-01-05 10:22<small>来源:</small>未知 <small>作者:</small>admin <small>"
        f"点击:</small>12次</div><div class=intro>岚江市总工会举行招聘会，一百二十家企业进场。</div>"
        f"<div class=content><table width=100%><tr><td>{broken()}</td></tr></table></div><div "
        f"class=dede_pages></div><div class=newdigg>顶一下(0)踩一下(0)</div><div class=context><ul><li>"
        f"上一篇：<a>没有了</a></li><li>下一篇：<a href=2>鹿坪纺织厂夜班津贴上调</a></li></ul></div>"
        f"</div>" + REMARKS
    ),
)
case(
    "asp table 2003",
    page(
        "<table width=760 align=center><tr><td width=180 valign=top><table><tr><td>"
        "热点新闻</td></tr>"
        + "".join(f"<tr><td>·<a href='show.asp?id={n}'>望溪建筑工地夜校开课第{n}期</a></td></tr>" for n in range(10))
        + f"</table></td><td valign=top><table><tr><td align=center><font size=5 color=red>"
        f"<b>{TITLE}</b></font></td></tr><tr><td align=center>岚江工会 2024-1-5 10:22:00 "
        f"阅读312次</td></tr><tr><td><font size=3>{broken()}</font></td></tr><tr><td "
        f"align=right>（责任编辑：张三）</td></tr></table></td></tr></table>",
        title="岚江市总工会",
        menu=MENU0,
        foot=FOOT0,
    ),
)
case(
    "asp &nbsp br br",
    page(
        f"<center><table width=700><tr><td><p align=center><b>{TITLE}</b></p><p "
        f"align=center>2024年1月5日 10:22</p>&nbsp;&nbsp;&nbsp;&nbsp;"
        + "<br><br>&nbsp;&nbsp;&nbsp;&nbsp;".join(TEXTS)
        + "</td></tr></table></center>",
        title="新闻内容",
        menu=MENU0,
        foot=FOOT0,
    ),
)
case(
    "nested fonts",
    page(
        f"<h1>{TITLE}</h1><div>2024-01-05 10:22</div><div>"
        + "".join(
            f"<P class=MsoNormal><SPAN style='font-size:16px'><FONT face=宋体><FONT "
            f"color=#000000><SPAN>{text[:9]}</SPAN><SPAN lang=EN-US>{text[9:20]}</SPAN><o:p>"
            f"</o:p>{text[20:]}</FONT></FONT></SPAN></P>"
            for text in TEXTS
        )
        + "</div>"
    ),
)
case(
    "pre", page(f"<h1>{TITLE}</h1><p>2024-01-05 10:22</p><pre>" + "\n".join("　　" + text for text in TEXTS) + "</pre>")
)
case(
    "pre wrapped",
    page(
        f"<h1>{TITLE}</h1><p>2024-01-05 10:22</p><pre>"
        + "\n".join("\n".join(text[i : i + 20] for i in range(0, len(text), 20)) for text in TEXTS)
        + "</pre>"
    ),
)
case(
    "promo inside",
    page(
        f"<h1>{TITLE}</h1><div class=info>2024-01-05 10:22 来源：岚江工会</div><div class=c><p>"
        f"{TEXTS[0]}</p><div class=ad><a href=x>广告：安全帽低至九块九</a></div><p>"
        f"{TEXTS[1]}</p><p>点击关注“岚江工会”微信公众号，了解更多资讯</p><p>{TEXTS[2]}</p>"
        f"<blockquote><p><a href=/1>延伸阅读：望溪建筑工地夜校开课</a></p></blockquote><p>"
        f"{TEXTS[3]}</p><p>{TEXTS[4]}</p><p>扫描二维码关注我们</p></div>" + RELATED + TEASERS
    ),
)
case(
    "list before+teasers",
    page(
        HOT + TEASERS + f"<div class=mm><h1>{TITLE}</h1><div class=info>2024-01-05 10:22 "
        f"来源：岚江工会</div><div class=c>{paragraphs()}</div></div>" + RELATED + REMARKS
    ),
)
case(
    "wordpress cn",
    page(
        f"<div id=primary><main><article id=post-12 class='post-12 post type-post "
        f"category-news'><header class=entry-header><h1 class=entry-title>{TITLE}</h1><div "
        f"class=entry-meta><span class=posted-on><time class='entry-date published' "
        f"datetime='2024-01-05T10:22:00+08:00'>2024年1月5日</time></span> <span class=byline>"
        f"由<a class='url fn n'>gonghui</a></span></div></header><div class=entry-content>"
        f"{paragraphs()}<div class='sharedaddy'>分享到：<a>微博</a></div></div><footer "
        f"class=entry-footer>分类：<a href=/c>新闻</a></footer></article><nav "
        f"class=post-navigation><a href=1>上一篇 望溪建筑工地夜校开课</a></nav><div "
        f"id=comments class=comments-area><h2>《{TITLE}》上有3条评论</h2><ol><li><div>"
        f"老王说道：<p>工会办得好，我们工地上的师傅们都知道了，希望多办几场这样的活动。</p>"
        f"</div></li></ol></div></main></div>"
    ),
)
case(
    "drupal",
    page(
        f"<div class='region region-content'><div class='node node-article'><h1 class='title'>"
        f"{TITLE}</h1><div class='submitted'>由 editor 于 2024-01-05 10:22 发布</div><div "
        f"class='field field-name-body'><div class=field-items><div class='field-item even' "
        f"property='content:encoded'>{paragraphs()}</div></div></div></div></div>"
    ),
)
case(
    "hugo",
    f"<html><head><title>{TITLE} | 岚江工会</title></head><body><nav><a href=/>首页</a></nav><main>"
    f"<article><h1>{TITLE}</h1><p><time datetime=2024-01-05T10:22:00+08:00>2024-01-05 10:22</time> · 3 "
    f"分钟阅读</p>{paragraphs()}</article></main><footer>© 2011-2026 岚江工会 Powered by Hugo</footer>"
    f"</body></html>",
)
case(
    "divs",
    page(
        f"<div class=a1><div class=a2>{TITLE}</div><div class=a3>2024-01-05 10:22</div><div class=a4>"
        + "".join(f"<div class=a5><span>{text}</span></div>" for text in TEXTS)
        + "</div></div>"
    ),
)
case(
    "spans br",
    page(
        f"<div><h2>{TITLE}</h2><span>2024-01-05 10:22</span><hr><span style='x'>"
        + "</span><br><br><span style='x'>".join(TEXTS)
        + "</span></div>"
    ),
)
case(
    "short para with long comments",
    page(
        f"<h1>{TITLE}</h1><div class=info>2024-01-05 10:22 "
        f"来源：岚江工会</div><div class=c><p>{TEXTS[2]}</p></div><div "
        f"class=w3>"
        + "".join(
            f"<div class=q><b>工友{n}</b> 2024-01-0{n % 9 + 1} 10:22<p>"
            f"第{n}次看到工会来工地办招聘会，希望以后常来，我们在外面找活不容易，"
            f"谢谢各位师傅。</p></div>"
            for n in range(16)
        )
        + "</div>"
    ),
    body=[TEXTS[2]],
)
case(
    "disclaimer end",
    page(
        f"<h1>{TITLE}</h1><div class=info>2024-01-05 10:22 来源：岚江工会</div><div class=c>"
        f"{paragraphs()}</div><p>免责声明：本网站转载的文章，版权归原作者所有，如有侵权，"
        f"请联系我们删除。</p><p>凡本网注明“来源：岚江工会网”的所有作品，"
        f"均为本网合法拥有版权，未经授权不得转载。</p>"
    ),
)
case(
    "disclaimer in body",
    page(
        f"<h1>{TITLE}</h1><div class=info>2024-01-05 10:22 来源：岚江工会</div><div "
        f"class=content>{paragraphs()}<p>责任编辑：张三</p><p>"
        f"声明：转载此文是出于传递更多信息之目的。若有来源标注错误或侵犯了您的合法权益，"
        f"请作者持权属证明与本网联系，我们将及时更正、删除，谢谢。</p></div>"
    ),
)
case(
    "summary box",
    page(
        f"<h1>{TITLE}</h1><div class=info>2024-01-05 10:22</div><div class=zhaiyao>"
        f"摘要：岚江市总工会举行招聘会，一百二十家企业进场，零工专区头一回亮相。</div><div "
        f"class=c>{paragraphs()}</div>"
    ),
)
case(
    "transcript",
    page(
        "<h1>访谈实录：零工专区怎么办</h1><div class=info>2024-01-05 10:22</div><div class=c>"
        + "".join(
            f"<p><b>[主持人]</b>：第{n}个问题，零工专区怎么办？</p><p><b>[丁岚]</b>"
            f"：我们每周三开放，平台企业轮流坐班，合同当场签，这是第{n}条。</p>"
            for n in range(8)
        )
        + "</div>",
        title="访谈实录：零工专区怎么办-岚江工会",
    ),
    title="访谈实录：零工专区怎么办",
    body=[
        x
        for n in range(8)
        for x in (
            f"[主持人]：第{n}个问题，零工专区怎么办？",
            f"[丁岚]：我们每周三开放，平台企业轮流坐班，合同当场签，这是第{n}条。",
        )
    ],
    kind="transcript",
)
