"""Pages that somebody saved: from which address and when, as the program that saved them says.

The day of saving is no publication date, only the last day that there can have been.
"""

import re
from datetime import date

from index.files.dates import parse_date

_HEAD_CHARS = 200_000
# data of pictures and fonts in the page itself; words in quotation marks are no base64
_DATA = re.compile(rb"(data:[\w.+-]{1,40}/[\w.+-]{1,80}[^,\"'()<>\s]{0,200},)[^\"'()<>\s]{200,}")
_SAVED = (
    # SingleFile; the mark that Internet Explorer and Chrome leave; HTTrack
    re.compile(
        r"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>\S+)\s+"
        r"saved date:\s*(?P<day>[^\n]{6,80})",
    ),
    re.compile(r"<!--\s*saved from url=\(\d{4}\)(?P<url>https?://\S+)\s*-->(?P<day>)"),
    re.compile(
        r"<!--\s*Mirrored from (?P<url>\S+) by HTTrack[^,>]{0,99},\s*(?P<day>[^>]{6,80}?)-->"
    ),
    # the Wayback Machine, whose toolbar lies in a page that was saved out of it
    re.compile(r"__wm\.wombat\([\"'](?P<url>https?://[^\"']+)[\"'],\s*[\"'](?P<day>\d{8})\d{6}"),
    # Save Page WE
    re.compile(
        r"<meta name=[\"']?savepage-url[\"']? content=[\"']?(?P<url>[^\"'\s>]+).{0,2000}?"
        r"<meta name=[\"']?savepage-date[\"']? content=[\"']?(?P<day>[^\"'>]{6,80})",
        re.S,
    ),
)
_CTIME = re.compile(r"(?:[A-Z][a-z]{2}\s+)?([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{4})\b")


def without_data(page: bytes) -> bytes:
    """The page less the data of its pictures and fonts, which may be most of it."""
    return _DATA.sub(rb"\1", page) if b"data:" in page else page


def saved_as(source: str) -> dict[str, object]:
    """The "url" that a page was saved from, and the day it was "captured"; empty for others."""
    head = source[:_HEAD_CHARS]
    for pattern in _SAVED:
        if found := pattern.search(head):
            url = found["url"] if "://" in found["url"] else f"http://{found['url']}"
            return {"url": url, "captured": _day(found["day"])}
    return {}


def _day(text: str) -> date | None:
    try:
        return parse_date(_CTIME.sub(r"\2 \1 \3", text, count=1).strip())
    except ValueError:
        return None
