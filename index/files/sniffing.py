"""What kind of file it is by its first bytes, whatever its name says."""

import json
import re
from typing import IO

from index.files.decoding import Lines, UnreadableError, decode, refuse_binary, text_stream

_XML_START = re.compile(
    r"(?:<\?xml\b[^>]*>|<!--.{0,999}?-->|<!DOCTYPE\b[^>\[]*(?:\[.{0,9999}?\]\s*)?>|\s)*"
    r"<(?:\w+:)?(?:rss|RDF|feed|entry|urlset|sitemapindex|nitf|NewsML|newsItem|newsMessage"
    r"|packageItem)[\s>/]",
    re.S,
)
"""What feeds, sitemaps and the items of agencies begin with."""

_SRT_START = re.compile(r"(?:\d+\s*\n)?\s*\d+:\d{1,2}:\d{1,2}[,.]\d{1,3}\s*-->\s*\d")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,999}?-->\s*)?<(?:!doctype\s+)?html", re.I | re.S
)
_OPEN_TEXT = b"mimetypeapplication/vnd.oasis.opendocument.text"


def sniffed(start: bytes) -> str:
    """The ending of files that begin like `start`; empty where none is known."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return "odt" if _OPEN_TEXT in start[:200] else "docx"
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if _HTML_START.match(start.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    text = decode(start, html=True).lstrip()
    if text.startswith("<?xml") or _XML_START.match(text):
        return "xml"
    if text.startswith("WEBVTT"):
        return "vtt"
    if _SRT_START.match(text):
        return "srt"
    if text.lstrip()[:1] in ("{", "["):
        return "json"
    try:
        refuse_binary(text)
    except UnreadableError:
        return ""
    return "txt"


def is_lines(stream: IO[bytes]) -> bool:
    """Whether a JSON file holds one object a line, as many named .json do."""
    lines = Lines(text_stream(stream))
    try:
        first = json.loads(next(lines, ""))
        return isinstance(first, dict) and any(line.strip() for line in lines)
    except (ValueError, RecursionError, UnreadableError):
        return False
