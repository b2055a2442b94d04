"""RSS of every version, Atom, JSON Feed and sitemaps: their articles, and lists of their entries.

Read here and not by feedparser, which takes a photograph's description for the summary and the
summary for the text, and loses the name in "ann@post.example (Ann Lee)".
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from index.files.dates import parse_date
from index.files.decoding import UnreadableError, decode, one_line
from index.files.markup import strip_markup
from index.files.plaintext import Draft
from index.files.teasers import CUT_SHORT, ONLY_SUMMARY, is_cut, is_teaser, without_invitation
from index.files.wires.outlets import is_web, joined, same_site, told_outlet
from index.files.wires.trees import Tree, attribute, markup_in, name_of, named, tree_of, words

FEEDS = frozenset(("rss", "RDF", "feed", "entry"))
"""The names of the first elements of feeds."""

SITEMAPS = frozenset(("urlset", "sitemapindex"))
"""The names of the first elements of sitemaps."""

_MODULES = {
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/terms": "dcterms",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns#": "atom",
    "www.w3.org/1999/xhtml": "xhtml",
}
_CORE = re.compile(r"https?://(?:purl\.org/rss/|my\.netscape\.com/|backend\.userland\.com/)", re.I)
_EMAIL = re.compile(r"\s*<?[\w.+-]+@[\w.-]+>?\s*")
_UNFIT = {"draft", "private", "pending", "trash", "future", "inherit", "auto-draft"}

_XML = "{http://www.w3.org/XML/1998/namespace}"
_LANGUAGE, _BASE = f"{_XML}lang", f"{_XML}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_WHOLES = ("content:encoded", "content", "xhtml:body", "fullText", "fulltext", "full-text")
_SUMMARIES = ("description", "summary", "dc:description", "dcterms:abstract")
_PUBLISHED = (
    *("pubDate", "published", "issued", "dcterms:issued", "dc:date"),
    *("dcterms:created", "created", "date"),
)
_UNIQUE = 16  # characters
_UPDATED = ("updated", "modified", "dcterms:modified", "atom:updated")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A page that a feed or sitemap lists: its address, and what is said of it there.

    `full_text` says that the feed holds the article itself; `sitemap`, that the address is that
    of another sitemap; `updated` is when it changed, in whatever words that is said.
    """

    url: str
    title: str = ""
    published: date | None = None
    full_text: bool = False
    sitemap: bool = False
    updated: str = ""


def entries(data: bytes, *, base: str = "") -> list[FeedEntry]:
    """What a feed (RSS, Atom, JSON Feed) or a sitemap lists, in its order, those with an address.

    `base` is the address that it was fetched from, for addresses that lack their beginning.

    Raises:
        UnreadableError: `data` is none of these.
    """
    if decode(data[:4096]).lstrip().startswith("{"):
        found = list(_json_entries(data))
    else:
        tree = tree_of(data)
        kind = name_of(tree.root)
        if kind in SITEMAPS:
            found = list(_sitemap_entries(tree.root))
        elif kind in FEEDS:
            found = [_entry(values, remarks) for values, remarks in _drafts(tree.root)]
        else:
            raise UnreadableError(f"is no feed and no sitemap: its first element is {kind!r}")
    whole = [replace(entry, url=joined(base, entry.url)) for entry in found]
    return [entry for entry in whole if is_web(entry.url)]


def read_feed(tree: Tree) -> Iterator[Draft | UnreadableError]:
    """The articles of RSS or Atom, one an entry, or why an entry is none.

    Raises:
        UnreadableError: it has none.
    """
    drafts = list(_drafts(tree.root))
    if tree.cut and drafts:
        drafts.pop()  # its end may be missing
    if not drafts:
        raise UnreadableError("is a feed without entries; nothing to read")
    told = []
    if tree.damage:
        why = "it is cut short, and entries are missing" if tree.cut else tree.damage
        told.append(f"the feed's XML is damaged: {why}")
    if passed := sum(not _is_published(item) for item in _items(tree.root)):
        told.append(f"{passed:,} entries that are no published posts were passed over")
    for values, remarks in drafts:
        if values["text"]:
            yield values, [*told, *remarks]
            told = []
        else:
            yield UnreadableError(f"has no text; add its page: dateline add {values['url']}")


def _entry(values: Mapping[str, object], remarks: list[str]) -> FeedEntry:
    whole = bool(values.get("text")) and not {ONLY_SUMMARY, CUT_SHORT} & set(remarks)
    title, url = str(values.get("title") or ""), str(values.get("url") or "")
    updated = str(values.get("updated") or "")
    return FeedEntry(url, title, _day(values.get("published")), whole, updated=updated)


def _day(value: object) -> date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None


# -- RSS and Atom ------------------------------------------------------------------------------


def _key(element: Any) -> str:
    """An element's name, behind that of its module ("dc:creator"); "?:" for one of no use here."""
    tag = element.tag if isinstance(element.tag, str) else ""
    space, _, name = tag.rpartition("}")
    if ":" in name:  # a prefix that was never declared
        return name
    space = space.lstrip("{")
    if not space or (_CORE.match(space) and "modules" not in space):
        return name
    plain = re.sub(r"^https?://", "", space).rstrip("/").lower()
    module = _MODULES.get(plain, "dc" if plain.startswith("purl.org/dc/elements") else "?")
    if module == "?" and "wordpress.org/export" in plain:
        module = "wp"
    return name if module == "atom" and _is_atom(element) else f"{module}:{name}"


def _is_atom(element: Any) -> bool:
    return name_of(element.getroottree().getroot()) in ("feed", "entry")


def _drafts(root: Any) -> Iterator[Draft]:
    known = {} if name_of(root) == "entry" else _known(next(named(root, "channel"), root))
    for item in _items(root):
        if _is_published(item):
            yield _draft(item, known)


def _items(root: Any) -> list[Any]:
    """The entries of a feed: in its channel, or beside it, as RSS 1.0 has them."""
    if name_of(root) == "entry":
        return [root]
    channel = next(named(root, "channel"), root)
    return [*named(channel, "item", "entry")] or [*named(root, "item", "entry")]


def _is_published(item: Any) -> bool:
    """Whether an entry is a post that was published: exports of blogs hold much else."""
    by_name = _by_name(item)
    kind = _words(by_name, "wp:post_type")
    return _words(by_name, "wp:status") not in _UNFIT and kind in ("", "post", "page")


def _known(channel: Any) -> dict[str, Any]:
    """What a channel says of all its entries."""
    by_name = _by_name(channel)
    return {
        "source": told_outlet(_plain(by_name, "title")),
        "url": _link(by_name),
        "language": _words(by_name, "language", "dc:language")
        or attribute(channel.getroottree().getroot(), _LANGUAGE),
        "authors": _names(by_name),  # of the channel; entries of Atom have them, of RSS never
        "base": attribute(channel, _BASE),
    }


def _by_name(element: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(_key(child), []).append(child)
    return found


def _draft(item: Any, known: Mapping[str, Any]) -> Draft:
    by_name = _by_name(item)
    text, remarks = _text(by_name)
    url = _link(by_name)
    url = joined(known.get("base") or known.get("url", ""), url) if url else ""
    published = _words(by_name, *_PUBLISHED)
    updated = _words(by_name, *_UPDATED)
    title = _plain(by_name, "title", "dc:title")
    collected = _source(by_name)
    if collected:
        title = re.sub(rf"\s+[-–—|]\s+{re.escape(collected)}$", "", title)
    return {
        "title": title,
        "text": text,
        "source": collected or _words(by_name, "dc:publisher") or _outlet(url, known),
        "published": published or updated,
        "updated": updated,
        "url": url,
        "authors": _names(by_name) or (known.get("authors", ()) if _is_atom(item) else ()),
        "kind": [words(one) or attribute(one, "term") for one in by_name.get("category", [])],
        "id": _id(_words(by_name, "guid", "id") or attribute(item, _RDF_ABOUT)),
        "language": _words(by_name, "dc:language", "language")
        or attribute(item, _LANGUAGE)
        or known.get("language", ""),
    }, remarks


def _id(stated: str) -> str:
    """An entry's id if it can be its alone, as an address can; numbers are other feeds' as well."""
    return stated if re.search(r"[:/]", stated) or len(stated) >= _UNIQUE else ""


def _outlet(url: str, known: Mapping[str, Any]) -> str:
    """The feed's own outlet, for pages that are of its site."""
    return known.get("source", "") if same_site(url, known.get("url", "")) else ""


def _text(by_name: Mapping[str, list[Any]]) -> tuple[str, list[str]]:
    """The article of an entry, else its summary, and what is remarked of it."""
    wholes = [_html(one) for name in _WHOLES for one in by_name.get(name, [])]
    whole = max(wholes, key=len, default="")
    briefs = [_html(one) for name in _SUMMARIES for one in by_name.get(name, [])]
    brief = max(briefs, key=len, default="")
    if len(whole) >= len(brief) and whole.strip():
        return whole, [CUT_SHORT] if is_cut(whole) else []
    if whole.strip() and not is_teaser(whole):
        return whole, []
    return brief, [ONLY_SUMMARY] if brief and is_teaser(brief) else []


def _html(element: Any) -> str:
    kind = attribute(element, "type")
    if attribute(element, "src") or (
        "/" in kind and not re.match(r"text/|application/xhtml", kind)
    ):
        return ""
    held = markup_in(element)
    if kind in ("text", "text/plain") or attribute(element, "mode") == "base64":
        return held
    return without_invitation(strip_markup(held)) if held.strip() else ""


def _plain(by_name: Mapping[str, list[Any]], *names: str) -> str:
    """The words of a title, which may be HTML."""
    element = next((one for name in names for one in by_name.get(name, [])), None)
    if element is None:
        return ""
    held = markup_in(element)
    if attribute(element, "type") == "text":
        return one_line(held)
    looks = re.search(r"</?[a-z][^<>]*>|&#?\w+;", held, re.I)
    return one_line(strip_markup(held) if looks else held)


def _words(by_name: Mapping[str, list[Any]], *names: str) -> str:
    found = (words(element) for name in names for element in by_name.get(name, []))
    return next(filter(None, found), "")


def _link(by_name: Mapping[str, list[Any]]) -> str:
    """The address of an entry or channel: the page for people, never an enclosure."""
    links = [*by_name.get("link", []), *by_name.get("atom:link", [])]
    told = [_words(by_name, "feedburner:origLink")]
    told += [words(one) for one in links]
    told += [
        attribute(one, "href")
        for one in sorted(links, key=lambda one: attribute(one, "type") not in ("", "text/html"))
        if attribute(one, "rel") in ("", "alternate") and one in by_name.get("link", [])
    ]
    ids = by_name.get("guid", [])
    told += [words(one) for one in ids if attribute(one, "isPermaLink").lower() != "false"]
    return next((one for one in told if one and not re.match(r"(?:urn|tag|uuid):", one)), "")


def _names(by_name: Mapping[str, list[Any]]) -> list[str]:
    """Who wrote an entry, each as a name; addresses of mail aside."""
    people = [*by_name.get("dc:creator", []), *by_name.get("author", [])]
    found = []
    for person in people:
        inner = next(named(person, "name"), None)
        name = words(person if inner is None and not len(person) else inner)
        in_brackets = re.fullmatch(r"\S+@\S+\s*\((.+)\)", name)
        found.append(in_brackets[1] if in_brackets else _EMAIL.sub(" ", name).strip())
    return list(dict.fromkeys(filter(None, found)))


def _source(by_name: Mapping[str, list[Any]]) -> str:
    """The outlet that an entry was taken from, where another collected it."""
    source = next(iter(by_name.get("source", [])), None)
    if source is None:
        return ""
    inner = next(named(source, "title"), None)
    return told_outlet(words(source if inner is None else inner))


# -- sitemaps and JSON Feed ----------------------------------------------------------------------


def _sitemap_entries(root: Any) -> Iterator[FeedEntry]:
    for entry in named(root, "url", "sitemap"):
        url = words(next(named(entry, "loc"), None))
        news = next(named(entry, "news"), None)
        title = published = ""
        if news is not None:
            title = words(next(named(news, "title"), None))
            published = words(next(named(news, "publication_date"), None))
        yield FeedEntry(
            url,
            html.unescape(title),
            _day(published),
            sitemap=name_of(entry) == "sitemap",
            updated=words(next(named(entry, "lastmod"), None)),
        )


def refuse_sitemap(root: Any) -> None:
    """Say what to do with a sitemap.

    Raises:
        UnreadableError: always; it holds no text.
    """
    kind = "index of sitemaps" if name_of(root) == "sitemapindex" else "sitemap"
    count = sum(1 for _ in named(root, "url", "sitemap"))
    listed = "1 address" if count == 1 else f"{count:,} addresses"
    raise UnreadableError(
        f"is a{'n' if kind[0] == 'i' else ''} {kind}, which lists {listed} and holds no "
        "text; add the pages, or the sitemap's own address: dateline add https://…"
    )


def _json_entries(data: bytes) -> Iterator[FeedEntry]:
    try:
        feed = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is not valid JSON: {one_line(str(error))[:120]}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise UnreadableError("is JSON but no JSON Feed: it has no list of items")
    for item in items:
        if isinstance(item, dict):
            told = {name: value for name, value in item.items() if isinstance(value, str)}
            yield FeedEntry(
                told.get("url") or told.get("id", ""),
                one_line(told.get("title", "")),
                _day(told.get("date_published")),
                bool(told.get("content_html") or told.get("content_text")),
                updated=told.get("date_modified", ""),
            )
