"""Which network addresses a crawl must not reach: this machine, its private networks, everything not public. Pure.

A page anywhere may link or redirect to http://127.0.0.1/ or to a cloud's metadata address; the crawler must not be its
arm.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address


def is_public(address: str) -> bool:
    """Whether an IP address, as text, belongs to the public network.

    >>> is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("1.1.1.1")
    (False, False, False, True)
    """
    ip = ip_address(address.split("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast


def literal_address(host: str) -> str | None:
    """The address a host name spells out itself, or None when it must be looked up."""
    try:
        return str(ip_address(host.strip("[]").split("%")[0]))
    except ValueError:
        return None
