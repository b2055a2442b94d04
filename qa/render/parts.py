"""The small parts of fragments. Whatever an article or a visitor wrote is escaped here."""

import re
from datetime import date
from html import escape
from urllib.parse import urlsplit

_EMPTY_LINES = re.compile(r"\n\s*\n\s*")


def prose(text: str) -> str:
    """Escaped text, every character of it; empty lines are marked so that they can be narrow."""
    return _EMPTY_LINES.sub(r'<span class="dl-gap">\g<0></span>', escape(text))


def link(url: str) -> str:
    """A paragraph with a link to a web address; anything else stays text."""
    if not url:
        return ""
    host = host_of(url)
    if host is None:
        return f'<p class="dl-link">{escape(url)}</p>'
    return (
        f'<p class="dl-link"><a href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
        f"Read it at {escape(host)}</a></p>"
    )


def host_of(url: str) -> str | None:
    """The host of a web address; None for anything that must not become a link."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # such as "http://[half"
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    return host.removeprefix("www.")


def dated(day: date) -> str:
    """Such as "14 March 2024"."""
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B %Y}</time>'


def duration(seconds: float) -> str:
    """Such as "0.4 s"."""
    return f"{seconds:.1f} s" if seconds >= 0.1 else "under 0.1 s"


def count(number: int, noun: str) -> str:
    """Such as "1,204 articles"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def capital(text: str) -> str:
    """The text, its first letter a capital one."""
    return text[:1].upper() + text[1:]
