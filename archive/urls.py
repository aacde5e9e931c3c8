"""One address, one identity: the canonical form of a URL and the article id made from it. Pure.

In comes any URL, out comes the form under which the archive knows it. Fetching uses the URL as found, never this form.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote, urlsplit

# Parameters that say where the reader came from, never what the page is; 7OkeOa4k is a token of the WAF at acftu.org.
_TRACKING = frozenset(
    {"7okeoa4k", "spm", "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid"}
)
_FOLDED = re.compile(r"[\t\r\n]")  # line ends inside a URL are none: https://url.spec.whatwg.org/#url-parsing
_NOT_ASCII = re.compile(r"[^\x21-\x7e]+")
_CONTROL = {code: f"%{code:02X}" for code in (*range(0x21), 0x7F)}
_BLANK = re.compile(r"\s")  # the ideographic space too: a header line keeps none of them as it is
_REVERSIBLE = {**_CONTROL, ord("%"): "%25"}


def canonical_url(url: str) -> str:
    """The form of a URL under which the archive knows it; never raises, and applied twice changes nothing more.

    http and https are one; the host is lower case and without default port; fragment and tracking parameters go; the
    path stays as it is, characters beyond ASCII percent-encoded. A `urn:` is its own form.

    >>> canonical_url("http://ACFTU.People.com.cn:80/n1/2016/0106/c67502-1.html?utm_source=x#top")
    'https://acftu.people.com.cn/n1/2016/0106/c67502-1.html'
    >>> canonical_url("urn:import:people:7")
    'urn:import:people:7'
    """
    if url.lstrip()[:4].lower() == "urn:":
        return url.strip()
    url = _FOLDED.sub("", url).strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # a port that is no number, a bracket that never closes: known under what was written
        plain = _ascii(url)
        return plain if plain == url else canonical_url(plain)  # in ASCII it may be a URL after all
    if parts.scheme not in ("http", "https") or not host:
        return _ascii(url)
    netloc = _ascii_host(host)
    if port not in (None, 80, 443):
        netloc = f"{netloc}:{port}"
    pieces = [p for p in parts.query.split("&") if p and not _is_tracking(p)]
    query = "?" + _ascii("&".join(pieces)) if pieces else ""
    return f"https://{netloc}{_ascii(parts.path) or '/'}{query}"


def article_id(url: str) -> str:
    """Hex of SHA-256 over the canonical URL: the id that survives a rebuild, a merge and a move to another machine."""
    return hashlib.sha256(canonical_url(url).encode("utf-8", "surrogatepass")).hexdigest()


def record_uri(url: str) -> str:
    """A URL as it may stand in a header of a record, which it cannot end; other programs read it there."""
    return url.translate(_CONTROL).encode("utf-8", "replace").decode("utf-8")


def exact_uri(url: str) -> str:
    """A URL as it may stand in a header of a record, in a form that `from_exact` undoes.

    >>> exact_uri("urn:import:people:a b%20"), from_exact("urn:import:people:a%20b%2520")
    ('urn:import:people:a%20b%2520', 'urn:import:people:a b%20')
    """
    quoted = url.translate(_REVERSIBLE).encode("utf-8", "replace").decode("utf-8")
    return _BLANK.sub(lambda blank: quote(blank[0]), quoted)


def from_exact(text: str) -> str:
    """The URL that `exact_uri` wrote."""
    return unquote(text)


def host_of(url: str) -> str:
    """The lower-case host of a URL, or "" where there is none.

    >>> host_of("http://Old.Union.Example:8080/x")
    'old.union.example'
    """
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_tracking(piece: str) -> bool:
    name = piece.partition("=")[0].lower()
    return name in _TRACKING or name.startswith("utm_")


def _ascii_host(host: str) -> str:
    if ":" in host:  # an IPv6 address loses its brackets in urlsplit
        return f"[{host}]"
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            pass
    return _ascii(host).lower().rstrip(".")


def _ascii(text: str) -> str:
    return _NOT_ASCII.sub(lambda m: quote(m.group().encode("utf-8", "surrogatepass"), safe=""), text)
