"""Fronts, listings with paging, sitemaps, robots.txt and notices (not found, log in): pages that are no story.

In: a host and the stories it shows on a day. Out: HTML or XML as text. Which links a crawler should find is thereby
given: every listed story that stands, newest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from sample_site import chrome
from sample_site.fill import fill, link
from sample_site.hosts import Host
from sample_site.stories import Story

ON_FRONT = 4  # how many of each column the front shows

WORDS = {
    "en": {"next": "Next", "life": "Around town", "of": "Page {n} of {total}"},
    "tw": {"next": "下一頁", "life": "生活", "of": "第{n}頁 共{total}頁"},
}
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
CHINESE = {"next": "下一页", "life": "生活", "of": "第{n}页 共{total}页"}


def front_page(host: Host, stories: Sequence[Story], others: Sequence[tuple[str, str]], charset: str) -> str:
    """The host's front: every column with its newest stories and a link to its listing, then `others` (title, path)."""
    blocks = []
    for column, title in host.columns.items():
        newest = [story for story in stories if story.column == column][:ON_FRONT]
        blocks.append(f"<h2>{link(title, host.listing_path(column, 1))}</h2>\n{rows(host, newest, front=True)}")
    if others:
        blocks.append("<ul>" + "\n".join(f"<li>{link(title, path)}</li>" for title, path in others) + "</ul>")
    return framed(host, host.title, "\n".join(blocks), "", charset, "front")


def listing_pages(host: Host, stories: Sequence[Story], column: str) -> int:
    """How many pages the listing of a column has; at least one."""
    return max(1, -(-sum(story.column == column for story in stories) // host.per_page))


def listing_page(host: Host, stories: Sequence[Story], column: str, number: int, charset: str) -> str:
    """One page of a column's listing, counted from 1."""
    here = [story for story in stories if story.column == column]
    total = listing_pages(host, stories, column)
    shown = here[(number - 1) * host.per_page : number * host.per_page]
    items = rows(host, shown)
    return framed(host, host.columns[column], items, paging(host, column, number, total), charset, f"{column} {number}")


def topic_page(host: Host, title: str, stories: Sequence[Story], charset: str) -> str:
    """The page of a special subject."""
    return framed(host, title, rows(host, stories), "", charset, title)


def rows(host: Host, stories: Sequence[Story], front: bool = False) -> str:
    """The links, in the markup of the host."""
    match host.listing:
        case "people":
            name = "p2j_list" if front else "ej_list_box"
            lines = each("<li>{link} <em>{day}</em></li>", stories, chrome.TARGET)
            return f'<div class="{name} clearfix"><ul class="list_16 clearfix">\n{lines}\n</ul></div>'
        case "workers":
            lines = each("<li>{link}<span>{day}</span></li>", stories, chrome.TARGET)
            return f'<ul id="leftList">\n{lines}\n</ul>'
        case "acftu":
            lines = each('<tr><td style="color:#0e2694;">·{link}</td><td>{day}</td></tr>', stories)
            return f'<table width="100%">\n{lines}\n</table>'
        case _:
            lines = each('<li>{link} <span class="date">{day}</span></li>', stories)
            return f'<ul class="news_list">\n{lines}\n</ul>'


def each(markup: str, stories: Sequence[Story], rest: str = "") -> str:
    """The markup of one line for every story."""
    return "\n".join(markup.format(link=link(s.title, s.path, rest), day=s.published[:10]) for s in stories)


def paging(host: Host, column: str, number: int, total: int) -> str:
    """The way to the other pages of a listing."""
    words = WORDS.get(host.listing, CHINESE)
    if host.listing == "acftu":
        return (
            f'<form name="jumpform" method="post" action="{host.listing_path(column, 1)}"><span class="pagenote_left">'
            f'{words["of"].format(n=number, total=total)}</span> <input name="pgno" size="3" value="{number}" />'
            + (f" {link(words['next'], host.listing_path(column, number + 1))}" if number < total else "")
            + "</form>"
        )
    numbers = " ".join(
        f"<b>{n}</b>" if n == number else link(str(n), host.listing_path(column, n)) for n in range(1, total + 1)
    )
    onward = escape(host.listing_path(column, number + 1))
    forward = f' <a class="next" href="{onward}">{words["next"]}</a>' if number < total else ""
    return f'<div class="page_n clearfix">{numbers}{forward}</div>'


def framed(host: Host, heading: str, items: str, pages: str, charset: str, seed: str) -> str:
    """A listing inside what stands around it."""
    columns = " | ".join(link(title, host.listing_path(column, 1)) for column, title in host.columns.items())
    return fill(
        "listing",
        around(host, heading, charset, seed)
        | {"columns": columns, "items": items, "paging": pages, "life": WORDS.get(host.listing, CHINESE)["life"]}
        | {"teasers": chrome.teasers(host, seed)},
    )


def notice_page(host: Host, heading: str, notice: str, charset: str) -> str:
    """A page that says something else than news; `notice` is HTML."""
    return fill("notice", around(host, heading, charset, heading) | {"notice": notice})


def around(host: Host, heading: str, charset: str, seed: str) -> dict[str, str]:
    """The values that every page of a host shares."""
    return {
        "heading": escape(heading, quote=False),
        "brand": escape(host.brand),
        "charset": charset,
        "style": chrome.style(host, f"{host.name} {seed}", "a"),
        "nav": chrome.navigation(host),
        "scripts": chrome.scripts(host, seed),
        "footer": chrome.footer(host, "a"),
    }


def sitemap(entries: Sequence[tuple[str, datetime]]) -> str:
    """A sitemap of URLs with the times of their last change."""
    urls = "\n".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{moment.isoformat(timespec='seconds')}</lastmod>"
        "<changefreq>daily</changefreq><priority>0.5</priority></url>"
        for url, moment in entries
    )
    return f"{XML}<urlset {SITEMAPS}>\n{urls}\n</urlset>\n"


def sitemap_index(urls: Sequence[str]) -> str:
    """An index of sitemaps."""
    children = "\n".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return f"{XML}<sitemapindex {SITEMAPS}>\n{children}\n</sitemapindex>\n"


def robots(host: Host, crawl_delay: float) -> str:
    """robots.txt: a Crawl-delay, two places that are not to be fetched, the sitemap."""
    return (
        f"User-agent: *\nCrawl-delay: {crawl_delay:g}\nDisallow: /search/\nDisallow: /admin/\n\n"
        f"Sitemap: http://{host.name}/sitemap_index.xml\n"
    )
