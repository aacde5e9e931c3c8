"""What stands around the text: navigation, style, scripts, teasers, readers' remarks, footers with dates that mislead.

In: a host and a seed (the page's path). Out: HTML. The same seed gives the same bytes, so that an unchanged page stays
unchanged; `worn` is the dress of the page, which a redesign changes without changing any text.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from sample_site.fill import link
from sample_site.hosts import Host


@cache
def chrome_words() -> dict[str, dict[str, Any]]:
    """chrome.toml: words for simplified, traditional and English pages."""
    return tomllib.loads((Path(__file__).parent / "chrome.toml").read_text("utf-8"))


def words(host: Host) -> dict[str, Any]:
    """The words of chrome.toml in the host's script."""
    return chrome_words()[host.listing if host.listing in ("tw", "en") else "zh"]


def names(host: Host, key: str) -> Sequence[tuple[int, str]]:
    """A list of chrome.toml with numbers."""
    return list(enumerate(words(host)[key]))


def dice(seed: str) -> random.Random:
    """Chance that is the same for the same page."""
    return random.Random(f"sample site {seed}")


def navigation(host: Host) -> str:
    """The menus at the top: channels, their parts, and the towns."""
    rows = []
    for number, channel in enumerate(words(host)["channels"]):
        parts = "".join(
            f'<li class="sub_{n}">{link(item, f"http://www.sample.example/GB/{number + 100}/{n + 1}/", TARGET)}</li>\n'
            for n, item in enumerate(channel["items"])
        )
        rows.append(
            f'<li class="menu_item menu_{number}" onmouseover="showMenu({number})" onmouseout="hideMenu({number})">'
            f'<span>{channel["name"]}</span>\n<div class="drop"><ul>\n{parts}</ul></div></li>'
        )
    towns = "".join(
        f'<li class="df">{link(town, f"http://t{n:02}.sample.example/", TARGET)}</li>\n'
        for n, town in names(host, "towns")
    )
    word = "All" if host.listing == "en" else "地方"
    rows.append(f'<li class="menu_item"><span>{word}</span><ul class="towns">\n{towns}</ul></li>')
    return '<ul class="menu">\n' + "\n".join(rows) + "</ul>"


TARGET = ' target="_blank"'


def style(host: Host, seed: str, worn: str) -> str:
    """A long style sheet, as old pages carry it inside themselves."""
    chance = dice(f"style {seed} {worn}")
    rules = [
        f".ico_{n:03}{{background:url(/img/sprite_{worn}.png) no-repeat -{chance.randrange(40) * 17}px -{n * 24}px;"
        "width:16px;height:16px}"
        for n in range(330 if host.listing == "en" else 170)
    ]
    return "\n".join([BASE_STYLE, *rules])


BASE_STYLE = """body{font:14px/1.8 SimSun,"Songti SC",serif;color:#222;margin:0;background:#fff}
a{color:#004276;text-decoration:none}a:hover{color:#ba2636;text-decoration:underline}
.cf:after,.clearfix:after{content:"";display:block;clear:both}.fl{float:left}.fr{float:right}
.menu{list-style:none;height:34px;background:#c00}.menu_item{float:left;position:relative;padding:0 9px}
.drop{display:none;position:absolute;top:34px;background:#fff;border:1px solid #ddd;z-index:99}
.towns li{display:inline;margin:0 4px}.copyright{clear:both;text-align:center;color:#666;padding:20px 0;line-height:2}
.note_title{font-weight:bold;border-bottom:1px solid #c8d8f2;padding:4px 8px;background:#f4f8ff}"""


def scripts(host: Host, seed: str) -> str:
    """The scripts at the foot: menus, text size, print, share, places for advertisements, a counter."""
    chance = dice(f"scripts {seed}")
    places = ",\n".join(
        f'  {{"slot":"s{n:02}","size":"{chance.choice(SIZES)}","pos":{n},"src":"http://ads.sample.example/js.ng/'
        f'channel={chance.randrange(1000, 9999)}&pos={n}&site={host.name.split(".")[0]}&r={chance.randrange(10**9)}"}}'
        for n in range(30)
    )
    return f"{BASE_SCRIPT}\nvar adPlaces=[\n{places}\n];\nfor(var i=0;i<adPlaces.length;i++){{placeAd(adPlaces[i]);}}"


SIZES = ("350*250", "350*150", "560*100", "770*80", "468*60", "120*600")

BASE_SCRIPT = """function byId(id){return document.getElementById(id);}
function showMenu(n){var e=document.querySelectorAll(".menu_item .drop")[n];if(e){e.style.display="block";}}
function hideMenu(n){var e=document.querySelectorAll(".menu_item .drop")[n];if(e){e.style.display="none";}}
function doZoom(size){var z=byId("zoom");if(!z){return false;}z.style.fontSize=size+"px";
  var all=z.getElementsByTagName("p");for(var i=0;i<all.length;i++){all[i].style.fontSize=size+"px";}return false;}
function doPrint(){var w=window.open("","_blank");
  w.document.write("<html><body>"+byId("zoom").innerHTML+"</body></html>");
  w.document.close();w.print();return false;}
function placeAd(ad){var box=byId(ad.slot);if(!box){return;}
  var f=document.createElement("iframe");var wh=ad.size.split("*");
  f.width=wh[0];f.height=wh[1];f.frameBorder="0";f.scrolling="no";f.src=ad.src;box.appendChild(f);}
function checkRemark(form){if(!form.content.value||form.content.value.length<4){alert("...");return false;}
  if(form.content.value.length>300){alert("300");return false;}return true;}
function share(to){var u=encodeURIComponent(location.href),t=encodeURIComponent(document.title);
  var where={a:"http://share.sample.example/a?u="+u+"&t="+t,b:"http://share.sample.example/b?url="+u+"&title="+t,
    c:"http://share.sample.example/c?link="+u+"&text="+t};
  window.open(where[to],"share","width=600,height=420");return false;}
function fixPictures(width){var all=document.images;for(var i=0;i<all.length;i++){if(all[i].width>width){
  all[i].height=Math.round(all[i].height*width/all[i].width);all[i].width=width;}}}
(function(){var c=new Image();c.src="http://counter.sample.example/c.gif?u="+encodeURIComponent(location.pathname)+"&r="+
  encodeURIComponent(document.referrer)+"&s="+screen.width+"x"+screen.height;})();
if(window.addEventListener){window.addEventListener("load",function(){fixPictures(600);},false);}"""


def teasers(host: Host, seed: str, count: int = 14) -> str:
    """Short lines that lead elsewhere, in the manner of a column at the side."""
    chance = dice(f"teasers {seed}")
    picked = chance.sample(names(host, "teasers"), min(count, len(words(host)["teasers"])))
    return "\n".join(
        f"<li>{link(title, f'http://life.sample.example/n/{chance.randrange(2009, 2027)}/{n:04}.html', TARGET)}"
        f"<em>{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}</em></li>"
        for n, title in picked
    )


def remarks(host: Host, seed: str) -> str:
    """What readers wrote below the story, with times of their own."""
    chance = dice(f"remarks {seed}")
    return "\n".join(
        f"<tr><td>网友 ip{chance.randrange(1000, 9999)} {chance.randrange(2010, 2027)}-{chance.randrange(1, 13):02}-"
        f"{chance.randrange(1, 29):02} {chance.randrange(24):02}:{chance.randrange(60):02}</td>"
        f"<td>{escape(text)}</td></tr>"
        for text in chance.sample(words(host)["remarks"], 3)
    )


def footer(host: Host, worn: str) -> str:
    """Notices, licences and dates that are not the story's."""
    notices = "<br>\n".join(words(host)["notices"])
    dressed = f'<p class="dress">{host.brand} · {worn}</p>'
    return f'<div class="copyright">{notices}<br>\nCopyright &copy; 1997-2026 {host.name}\n{dressed}</div>'
