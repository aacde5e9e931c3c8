"""What a person says of files on the command line (address, time, encoding), checked alike by import and extract."""

from __future__ import annotations

from datetime import UTC, datetime

from archive.errors import SettingError
from archive.urls import host_of
from terminal.arguments import Options


def check_said(options: Options) -> datetime | None:
    """Checks --url, --charset and --captured-at; gives the time, in UTC.

    Raises:
        SettingError: one of them cannot be; nothing was read yet.
    """
    _check_charset(options.text("charset"))
    _check_url(options.text("url"))
    return _moment(options.text("captured-at"))


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        # A time without zone is the clock of the person who typed it.
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SettingError(f"--captured-at {text}: not ISO 8601; write 2016-01-06T09:58+08:00") from None
    from crawler.saved import CLOCKS_DIFFER

    if moment > datetime.now(UTC) + CLOCKS_DIFFER:  # it would stay the newest capture until then
        raise SettingError(f"--captured-at {text}: lies in the future; say when the page was saved")
    return moment


def _check_url(url: str | None) -> None:
    if url and not (url.lower().startswith(("http://", "https://")) and host_of(url)):
        raise SettingError(f"--url {url}: not a web address; write it whole, http://HOST/…")


def _check_charset(name: str | None) -> None:
    if name:
        import codecs

        try:
            codecs.lookup(name)
        except LookupError:
            raise SettingError(f"--charset {name}: no such encoding; for example gb18030, big5, utf-8") from None
