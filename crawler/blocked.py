"""Telling a refusal from a page: status codes, challenge pages and login walls that answer in place of the news. Pure.

In: status, headers and the beginning of the body. Out: a sentence for people, or "" when the answer is an ordinary one.
"""

from __future__ import annotations

import re

# 412 is 瑞数's answer until its script has run, 521 that of 加速乐, 405 that of 阿里云's firewall.
REFUSALS = {
    401: "login asked for",
    403: "forbidden",
    405: "method refused",
    412: "challenge",
    418: "refused",
    451: "barred",
    521: "challenge",
}
_SCRIPTS = (
    (
        re.compile(rb"\$_ts\s*=\s*window|window\[?['\"]?\$_ts|_\$[a-z0-9]{2}\(\);\s*</script>|7OkeOa4k"),
        "瑞数 challenge",
    ),
    (re.compile(rb"__jsl_clearance|__jsluid"), "加速乐 challenge"),
    (re.compile(rb"acw_sc__v2|aliyun_waf|aliyunwaf|/_____tmd_____/"), "阿里云 challenge"),
    (re.compile(rb"cf-browser-verification|cf_chl_opt|/cdn-cgi/challenge-platform/h/"), "Cloudflare challenge"),
    (re.compile(rb"waf_js_challenge|/WZWSREL|wzws-waf|safedog|yunsuo_session", re.I), "firewall challenge"),
)
# A challenge is a short page of scripts; an article that merely loads such a script is long and has paragraphs.
_CHALLENGE_BYTES = 16_384
_PARAGRAPH = re.compile(rb"<p[\s>]", re.I)


def why_blocked(status: int | None, body: bytes) -> str:
    """Why this answer is a refusal; "" when it is not one.

    Args:
        body: the payload after content decoding; only its beginning is looked at.
    """
    named = _challenge(body)
    if status in REFUSALS:
        return f"HTTP {status}, {named or REFUSALS[status]}"
    if named and (status is None or status < 400 or status == 503):
        return f"{named} (HTTP {status or 'none'})"
    return ""


def _challenge(body: bytes) -> str:
    if len(body) > 4 * _CHALLENGE_BYTES:
        return ""
    if len(body) > _CHALLENGE_BYTES and len(_PARAGRAPH.findall(body)) > 2:
        return ""
    if len(_PARAGRAPH.findall(body)) > 4:
        return ""
    return next((name for pattern, name in _SCRIPTS if pattern.search(body)), "")
