"""The HTML of a mail: its words, and the link to the same on the web."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from index.files.markup import parsable, strip_markup
from index.files.packed.mailtexts import leads_to_view

_CELLS = ("td", "th", "center", "tbody", "thead", "tfoot")
_QUOTED = (
    "//blockquote[@type='cite']|//*[contains(@class, 'gmail_quote')]"
    "|//*[@class='moz-cite-prefix']|//*[contains(@class, 'yahoo_quoted')]"
    "|//*[contains(@class, 'gmail_signature')]|//*[@class='moz-signature']"
)
_SENT_ON = re.compile(
    r"-{2,}\s*forwarded|begin forwarded|(?:^|\n)\s*\*?(?:from|von|de|da|van|fra)\s?:", re.I
)
_MAILER_QUERY = re.compile(r"utm_|mc_|e$|eid$|email|subscriber|uid$|recipient|hash|token", re.I)
_REDIRECTING = re.compile(
    r"(?:^|[./-])(?:click|clicks|track|tracking|trk|links?|lnk|url\d*|ct|redirect|open|emlink|go)"
    r"\d*(?=[./-])|list-manage\.com|sendgrid|mailgun|mandrill|hubspot|safelinks|urldefense|cmail\d",
    re.I,
)
_OPAQUE = re.compile(r"[A-Za-z0-9_=%-]{32,}")
_LONGEST_ADDRESS = 200


def words_of(source: str) -> str:
    """What a reader of the mail sees of it, cells of its layout as paragraphs, less quoted mail.

    Raises:
        ValueError: it is no HTML that can be parsed.
    """
    from lxml import html

    tree = _parsed(source)
    for element in tree.xpath(_QUOTED):
        if element.getparent() is not None and not _SENT_ON.search(element.text_content()[:2_000]):
            element.drop_tree()
    for cell in tree.iter(*_CELLS):
        cell.tag = "div"  # tables in mail lay it out: what stands in two cells is two things
    return strip_markup(html.tostring(tree, encoding="unicode"))


def view_in(source: str) -> str:
    """The address that "View in browser" leads to; empty for none, or one that only redirects."""
    for link in _parsed(source).iter("a"):
        said = " ".join(link.text_content().split())
        line = (
            " ".join(link.getparent().text_content().split())
            if link.getparent() is not None
            else ""
        )
        leads = leads_to_view(said) or (len(line) < _LONGEST_ADDRESS and leads_to_view(line))
        if leads and (address := plain_address(link.get("href") or "")):
            return address
    return ""


def plain_address(url: str) -> str:
    """A page's address less what tells who was sent it; empty for one that counts clicks."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    query = [(k, v) for k, v in parse_qsl(parts.query) if not _MAILER_QUERY.match(k)]
    kept = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
    if (
        len(kept) > _LONGEST_ADDRESS
        or _REDIRECTING.search(f"{parts.hostname}{parts.path}/")
        or any(_is_opaque(part) for part in re.split(r"[/?&=]", kept))
    ):
        return ""
    return kept


def _is_opaque(part: str) -> bool:
    """Whether it is a long key rather than words with hyphens between them."""
    return bool(_OPAQUE.fullmatch(part)) and bool(
        re.search(r"\d.*[A-Z]|[A-Z].*\d", part) or re.fullmatch(r"[0-9a-f-]+", part)
    )


def _parsed(source: str) -> Any:
    from lxml import etree, html

    try:
        return html.document_fromstring(parsable(source))
    except (etree.LxmlError, AssertionError) as error:
        raise ValueError(f"no HTML: {error}") from error
