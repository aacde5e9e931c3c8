"""A paragraph that begins with the word on a button or over a box is a sentence all the same, and stays in the text."""

from __future__ import annotations

import pytest

from archive.records import Article, Page
from extraction import read_page

SENTENCES = """
声明发出后，厂方同意复谈。
责任编辑这份工作，他干了三十年。
关注度最高的是工资条款。
本文记录的是三个夜班工人的一天。
作者：一个普通的焊工，写下了这些诗。
推荐他的是班组全体工友。
分享会上，她讲了自己的故事。
字号很大的标语挂在门口。
收藏家老陈捐出了一百枚工会徽章。
扫码签到的职工超过三百人。
识别伤残等级要由专家来做。
视频播放时，台下一片安静。
正在播放的是厂里自己拍的短片。
关闭的三条生产线将在下月重开。
下载量已超过一万次。
回到家，天已经黑了。
复制这种做法的厂子越来越多。
举报电话设在厂门口。
更多精彩的故事还在车间里。
网友评论说这才是娘家人。
标签：他给每个零件都贴上了名字。
长按喇叭，是他们告别的方式。
来源不明的药品一律不准进厂。
审核通过的有九十家。
未经许可，任何人不得进入车间。
时间：那天是5月1日，下着小雨。
2019年5月1日，他第一次登台领奖。
凡本网点的快递员都可参加。
以上内容写进了合同。
如有疑问可拨打服务热线。
热门工种有电焊和叉车。
编辑部设在厂区东门。
监制这台设备的是老厂长。
更多职工开始加入工会。
相关内容已写入集体合同。
阅读全文合同花了他两个小时。
Watch the gate, the steward told them.
Sign up was slow at first, she said.
Join our line, they shouted.
Listen to the workers for once, he said.
More than half of them signed.
Share the load, they say.
Comments from members were mostly angry.
Photos: none were allowed inside.
Subscribe was not a word he used.
By Friday the gate was shut.
Source: unknown, the log said.
Tags were sewn on by hand.
Editors came to visit.
Get the app, said the boss.
Topics ranged from pay to hats.
""".strip().splitlines()
CALLS = """
点击下载客户端，看更多工会新闻
扫描二维码关注我们。
未经授权不得转载。
网友评论仅供表达个人看法，并不表明本站立场。
请登录后发表评论。
Sign up for our newsletter.
Share this on Facebook
""".strip().splitlines()
CHINESE = (
    "沙河县总工会去年查处欠薪案件四十一起，为九百名职工追回工资，案件多数发生在建筑工地。",
    "县里几家媒体都派人到现场看过，写了长文，登在头版上，读的人很多，来信也很多。",
)
ENGLISH = (
    "More than 900 workers at the distribution center voted overwhelmingly on Tuesday to ratify their first contract.",
    "The three-year agreement raises the starting wage and limits mandatory overtime to four hours a week.",
)


def text_with(sentence: str, last: bool = False) -> list[str]:
    one, other = ENGLISH if sentence.isascii() else CHINESE
    lines = [one, other, sentence] if last else [one, other, sentence, other, one]
    title, text = "工地上的一年", "".join(f"<p>{line}</p>" for line in lines)
    html = f"<title>{title}</title><body><h1>{title}</h1><p>2024-01-09 08:00</p><div>{text}</div>"
    reading = read_page(Page("", html.encode(), content_type="text/html; charset=utf-8"))
    assert isinstance(reading, Article)
    return reading.body.split("\n")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_stays_and_cuts_nothing_off(sentence: str) -> None:
    text = text_with(sentence)

    assert (sentence, 5) == (text[2], len(text))


@pytest.mark.parametrize("call", CALLS)
def test_a_call_to_readers_is_no_text(call: str) -> None:
    assert call not in text_with(call, last=True)


@pytest.mark.parametrize(
    "sentence",
    ["1月8日 08:00，电铃响了。", "昨天 18:22，最后一班车进站。", "3小时前，他还在井下。", "2024年1月8日，县里开会。"],
)
def test_a_report_may_begin_with_a_time(sentence: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in (sentence, *CHINESE))
    html = f"<title>工地上的一年</title><body><h1>工地上的一年</h1><p>2024-01-09 08:00</p><div>{text}</div>"

    reading = read_page(Page("", html.encode(), content_type="text/html; charset=utf-8"))

    assert isinstance(reading, Article)
    assert (sentence, "2024-01-09T08:00+08:00") == (reading.body.split("\n")[0], reading.published)
