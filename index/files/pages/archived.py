"""Pages out of public web archives: whose they are, and what the archive put in."""

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_HOSTS = re.compile(
    r"(?:^|\.)(?:web\.archive\.org|archive\.org|wayback\.archive-it\.org|archive-it\.org"
    r"|archive\.(?:ph|is|today|li|vn|fo|md)|arquivo\.pt|web\.archive\.org\.au|perma\.cc"
    r"|webarchive\.[\w.-]+|wayback\.[\w.-]+|webcache\.googleusercontent\.com|swap\.stanford\.edu"
    r"|conifer\.rhizome\.org|haw\.nsk\.hr|vefsafn\.is)$",
    re.I,
)
_NAMES = re.compile(
    r"(?:(?:the )?(?:internet archive|wayback machine)(?: wayback machine)?|archive-it"
    r"|archive\.(?:ph|is|today|li|vn|fo|md)|webpage archive|google cache)$",
    re.I,
)
# /web/20240701120000id_/https://site.example/1, /2024.07.01-120000/https://...
_CAPTURED = re.compile(
    r"/(?P<day>(?:19|20)\d\d(?:[.-]?\d\d){0,2}(?:[-.]?\d{2,6})?)\*?(?:[a-z]{2}_)?/+"
    r"(?P<url>(?:https?:/{1,2})?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#].*)?)$",
    re.I | re.S,
)
_FULL_CAPTURE = re.compile(r"/(?:19|20)\d{12}(?:[a-z]{2}_)?/+https?:/", re.I)
_CACHED = re.compile(r"cache:(?:[\w-]{8,16}:)?(?P<url>(?:https?://)?[\w-]+(?:\.[\w-]+)+\S*)", re.I)
_PUT_IN = frozenset(
    {"wm-ipp-base", "wm-ipp", "wm-ipp-print", "donato", "wm-capinfo", "_wm_wombat_script"}
)
_IS_PUT_IN = re.compile(r"wbinsert|.*google-cache-hdr", re.S)
# archive.today's page around the page has the first where it has one of the second
_AROUND, _INNER = frozenset({"HEADER", "DIVSHARE", "hashtags"}), frozenset({"CONTENT", "SOLID"})


def unarchived(url: str) -> tuple[str, date | None]:
    """The address of the page itself, and the day of its capture where `url` is an archive's.

    Any other address comes back as it is, without a day.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # such as "http://[half"
        return url, None
    path = url.partition(parts.netloc)[2] if parts.netloc else ""
    if not _HOSTS.search(host) and not _FULL_CAPTURE.search(path):
        return url, None
    if found := _CAPTURED.search(path):
        return _whole(found["url"]), _day(found["day"])
    if (wanted := parse_qs(parts.query).get("q")) and (found := _CACHED.match(unquote(wanted[0]))):
        return _whole(found["url"].split("+")[0]), None
    return url, None


def is_archive(name: str) -> bool:
    """Whether an outlet's name, or an address, is that of an archive that pages are kept in."""
    try:
        host = urlsplit(name).hostname or name.strip()
    except ValueError:
        return False
    return bool(_NAMES.match(name.strip()) or _HOSTS.search(host))


def drop_archive(tree: Any) -> None:
    """Take out of a page what an archive put in: its bar, its own words about the capture."""
    named = [(element.get("id"), element) for element in tree.xpath("//*[@id]")]
    around = _AROUND if any(name in _INNER for name, _ in named) else frozenset[str]()
    for name, element in named:
        put_in = name in _PUT_IN or name in around or _IS_PUT_IN.match(name)
        if put_in and element.getparent() is not None and element.tag != "body":
            element.drop_tree()


def _whole(url: str) -> str:
    """An address with its scheme, and with both of its slashes, of which archives drop one."""
    url = re.sub(r"^(https?:)/(?!/)", r"\1//", url, flags=re.I)
    return url if re.match(r"https?:", url, re.I) else f"http://{url}"


def _day(digits: str) -> date | None:
    """The day in "20240701120000" or "2024.07.01-120000"; None where it is not whole."""
    number = re.sub(r"\D", "", digits)
    try:
        return date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return None
