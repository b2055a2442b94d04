"""Pages saved whole, with what they show: MHTML (RFC 2557) and Safari's web archives."""

import plistlib
from collections.abc import Mapping
from datetime import date
from email import message_from_bytes
from email.message import Message
from typing import Any
from xml.parsers.expat import ExpatError

from index.files.dates import parse_date
from index.files.decoding import UnreadableError, decode
from index.files.packed.headers import characters, data_of, header
from index.files.pages.saved import without_data
from index.files.pages.webpages import read_page
from index.files.plaintext import Draft

_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(data: bytes) -> Draft:
    """The page's article; its address is where it was saved from, if it states none itself.

    Raises:
        UnreadableError: it holds no page, or the page no article text.
    """
    saved = message_from_bytes(data)
    root = _root_of(saved)
    if root is None:
        raise UnreadableError("holds no web page, only what belongs to one; save the page again")
    places = (
        header(saved, "Snapshot-Content-Location"),
        header(root, "Content-Location"),
        header(saved, "Content-Location"),
    )
    known = {
        "url": next((one for one in places if one.startswith(("http:", "https:"))), ""),
        "captured": _day(header(saved, "Date")),
    }
    page, remarks = read_page(characters(root, without_data(data_of(root)), html=True))
    return {**known, **page}, remarks


def _root_of(saved: Message) -> Message | None:
    """The page among its parts: the one that `start` names, else the first."""
    start = str(saved.get_param("start", "") or "").strip("<>")
    pages = [part for part in saved.walk() if part.get_content_type() in _PAGES]
    named = (part for part in pages if start and header(part, "Content-ID").strip("<>") == start)
    return next(named, None) or next(iter(pages), None)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def read_webarchive(data: bytes) -> Draft:
    """The page of a Safari web archive, as `read_mhtml` gives that of MHTML.

    Raises:
        UnreadableError: it is damaged, holds no page, or the page no article text.
    """
    try:
        saved: Any = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, KeyError) as error:
        raise UnreadableError("is a damaged web archive of Safari; save the page again") from error
    page = saved.get("WebMainResource") if isinstance(saved, Mapping) else None
    content = page.get("WebResourceData") if isinstance(page, Mapping) else None
    if not isinstance(page, Mapping) or not isinstance(content, bytes):
        raise UnreadableError("holds no web page; save the page again")
    values, remarks = read_page(decode(without_data(content), html=True))
    return {"url": page.get("WebResourceURL", ""), **values}, remarks
