"""What the site says when it does not give what was asked for: log in, not found, forbidden, down, prove you are human.

In: nothing. Out: HTML and bytes as constants; site.py decides when they are sent.
"""

from __future__ import annotations

LOGIN = """<div class="login_box"><h1>用户登录</h1><form method="post" action="/login/check">
<p>用户名：<input type="text" name="user" /></p><p>密　码：<input type="password" name="password" /></p>
<p>验证码：<input type="text" name="code" size="6" /> <img src="/login/code.gif" alt="" /></p>
<p><input type="submit" value="登录" /> <a href="/login/register.html">注册新用户</a></p></form>
<p>您访问的内容需要登录后查看。</p></div>"""


def not_there(heading: str, words: str, back: str) -> tuple[str, str]:
    """Heading and notice of a page for an address that is not there."""
    return heading, f'<div class="error"><h1>{heading}</h1><p>{words}</p><p><a href="/">{back}</a></p></div>'


MISSING = {
    "zh": not_there("页面不存在", "您访问的页面不存在或已被删除。", "返回首页"),
    "tw": not_there("找不到網頁", "您要找的網頁不存在或已移除。", "回首頁"),
    "en": not_there("Page not found", "The page does not exist or has been removed.", "Home"),
}

FORBIDDEN = b"<html><head><title>403 Forbidden</title></head><body>Forbidden</body></html>"
DOWN = b"<html><body>Service Unavailable</body></html>"

CHALLENGE = (
    b'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>'
    b'<meta id="ZkPq8" content="q7Wc9x0Rj2" r="m"><script type="text/javascript">'
    b"$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=51938;"
    b'$_ts.cd="' + b"qEpDrOqrcG3qrcaqr1lqq1qEp0qErqlcA2qr1" * 40 + b'";</script>'
    b'<script type="text/javascript" charset="utf-8" src="/4QbVtADbnLVIc/d.FxJzG50F.js" r="m"></script></head>'
    b"<body></body></html>"
)
