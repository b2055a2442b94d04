"""One record, by whatever names its fields go, becomes one `Article`, with remarks on the rest."""

import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import ArticleError
from index.files.dates import parse_date
from index.files.decoding import MAX_ARTICLE_CHARS, File, Member, clean, letters, one_line
from index.files.fieldnames import CONTAINERS, FIELDS
from index.files.kinds import kind_of
from index.files.languages import language_of
from index.files.markup import strip_markup
from index.files.names import names_in, unrepeated
from index.files.pages.archived import unarchived
from index.types import BESIDE, Article, Placed, Refused, Remark

Outcome = Article | Refused | Remark

_WRITTEN = date(2026, 11, 28)
_DEEPEST_LIST = 3
_MOST_KINDS = 100
_WORD = re.compile(r"\w")
_SEPARATORS = re.compile(r"(?<=.)[\s_-]+")
_PARTS_OF_NAMES = (("given", "family"), ("firstname", "lastname"))
_INNER = ("name", "text", "rendered", "value", "#text", "content", "title", "headline", "url")
_DATES = ("$date", "$numberLong", "date-parts", "value", "date", "iso", "raw", "_seconds")
_TEXTS = (
    *("processed", "rendered", "text", "value", "#text", "content", "contenthtml", "html", "name"),
    *("content_elements", "items", "children"),
)
"""What an object that is a text, or a block of one, may call its words."""
_NO_TEXT = re.compile(
    r"image|photo|picture|video|audio|gallery|embed|caption|kicker|byline|author|date|title|link|ad$"
    r"|advert|related|promo|raw_html|iframe|social|tweet|oembed|newsletter|divider|pull"
)
_MARKUP = re.compile(
    r"<(?:p|br|div|ul|ol|li|h[1-6]|blockquote|article|section|figure|html|body|table)\b[^<>]*>"
    r"|<(a|b|i|em|strong|span)\b[^<>]*>[^<>]*</\1>",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its line (0 for a whole file), its number, and its file's origin.

    `member` is the file within `path` that it stands in, None where that is `path` itself. `known`
    are values, by the names of FIELDS, that articles there have where they state none themselves.
    `ocr` are the languages, such as "eng+deu", in which letters of scans are to be recognised.
    """

    path: Path
    line: int
    number: int
    origin: str
    label: str = ""
    member: Member | None = None
    known: Mapping[str, object] = field(default_factory=dict, compare=False)
    ocr: str = ""

    @property
    def file(self) -> File:
        """What to open."""
        return self.member or self.path

    def within(self, member: Member, known: Mapping[str, object]) -> "Place":
        """The place that a whole file in this one is; its articles' ids come from its name."""
        return Place(
            self.path,
            0,
            0,
            f"{self.origin}!{member.name}",
            f"{self.label}{member.name}: ",
            member,
            {**self.known, **known},
            self.ocr,
        )

    def record(self, number: int, line: int = 0, label: str = "") -> "Place":
        """The place of a record of this file."""
        return replace(self, line=line, number=number, label=self.label + label)

    def refused(self, why: str, trace: str = "") -> Refused:
        """Return this record as one that could not be read."""
        return Refused(self.path, self.line, one_line(self.label + why), trace)

    def remark(self, why: str) -> Remark:
        """Return a field of this record that was left empty."""
        return Remark(self.path, self.line, one_line(self.label + why))

    @property
    def id(self) -> str:
        """For an article with no id of its own: 12 hex of SHA-256 over origin and number."""
        key = f"{self.origin}\n{self.number}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(key).hexdigest()[:12]


def checked_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping by the names of FIELDS; "headline", "outlet" and the like are understood.

    Raises ArticleError where it names a field that an article does not have.
    """
    checked = {}
    for name, column in mapping.items():
        plain = _SEPARATORS.sub("", name).casefold()
        field = next((f for f, names in FIELDS.items() if plain == f or plain in names), None)
        if field is None:
            raise ArticleError(
                f"the mapping names {name!r}, which is no field of an article; "
                f"the fields are {', '.join(FIELDS)}"
            )
        checked[field] = column
    return checked


def fields_of(record: Mapping[str, object], mapping: Mapping[str, str]) -> dict[str, object]:
    """Return the record's values by the names of FIELDS; `mapping` overrides the usual names."""
    known = values_of(record)
    found: dict[str, object] = {}
    for name, names in FIELDS.items():
        if name in mapping:
            values = [inside(record, mapping[name])]
        else:
            values = [known[one] for one in names if one in known and _fits(name, one, known[one])]
        values = [value for value in values if value not in (None, "", [], {})]
        if name == "kind":
            found[name] = values
        elif values:
            found[name] = values[0]
    return found


def values_of(record: Mapping[str, object]) -> dict[str, object]:
    """The record's values by plain names, those one level inside others too ("headline.main")."""
    merged = dict(record)
    for name in CONTAINERS:
        if isinstance(inner := record.get(name), Mapping):
            merged = {**merged, **inner} if name == "_source" else {**inner, **merged}
    known: dict[str, object] = {}
    for name, value in merged.items():
        plain = plain_name(name)
        known[plain] = value
        if isinstance(value, Mapping):
            known |= {f"{plain}.{plain_name(inner)}": held for inner, held in value.items()}
    return known


def plain_name(name: object) -> str:
    """A field's name as FIELDS has it."""
    return _SEPARATORS.sub("", str(name)).casefold()


def _fits(field: str, name: str, value: object) -> bool:
    """Whether what a record has under `name` can be that field of an article."""
    if field == "text" and isinstance(value, str):
        return bool(value.strip())
    if field == "text":
        return name != "html" and bool(text_of(value))
    if field == "url":
        return name in ("url", "link") or _is_web_address(one_line(_string(value)))
    if field == "authors":
        return not isinstance(value, int) and bool(authors_of(value))
    if field in ("title", "source", "id", "section"):
        return bool(_string(value).strip())
    return True


def build(values: Mapping[str, object], place: Place) -> Iterator[Outcome]:
    """Yield the article that `values` make, after remarks on what stays empty.

    Keys are those of FIELDS. There may be "places" beside them, as `Article` has them, offsets into
    a text that `clean` leaves as it is; "confidence"; and "captured", the day on which a page was
    saved, which dates are held against.
    """
    values = {**place.known, **{name: value for name, value in values.items() if value}}
    text = clean(text_of(values.get("text")))
    if not _WORD.search(text):
        yield place.refused("has no text: the field for it is empty")
        return
    if len(text) > MAX_ARTICLE_CHARS:
        yield place.refused(
            f"its text has {len(text):,} characters; an article may have {MAX_ARTICLE_CHARS:,}"
        )
        return
    url, archived = unarchived(one_line(_string(values.get("url"))))
    dates, reasons = _dates_in(values, values.get("captured") or archived)
    yield from map(place.remark, reasons)
    if url and not _is_web_address(url):
        yield place.remark(f"url: {url[:80]!r} is not a web address; left empty")
        url = ""
    title = one_line(text_of(values.get("title")))
    article_id = one_line(_string(values.get("id"))) or place.id
    if article_id.startswith(BESIDE):
        yield place.refused(
            f"its id {article_id[:80]!r} begins with {BESIDE!r}, as only those of private uploads "
            "do; give it another id"
        )
        return
    told = without_headline(text, title)
    yield Article(
        id=article_id,
        title=title,
        text=told,
        source=one_line(_string(values.get("source"))),
        published=dates["published"],
        url=url,
        authors=authors_of(values.get("authors")),
        updated=dates["updated"],
        kind=kind_of(list(islice(_strings(values.get("kind")), _MOST_KINDS)), title, url, text),
        section=one_line(_string(values.get("section"))),
        language=language_of(_string(values.get("language"))),
        part=one_line(place.member.name) if place.member else "",
        places=_moved(values.get("places"), text.index(told)),
        confidence=values.get("confidence"),  # type: ignore[arg-type]
    )


def _moved(places: object, by: int) -> tuple[Placed, ...]:
    """`places` of a text whose first `by` characters were taken off."""
    if not isinstance(places, Sequence):
        return ()
    moved = [(start - by, name) for start, name in places]
    before = [name for start, name in moved if start <= 0]
    return (*((0, name) for name in before[-1:]), *(one for one in moved if one[0] > 0))


def latest_day() -> date:
    """The last day that anything can be of: tomorrow, for it is that somewhere already.

    A clock that was never set says some day before this was written, and is not believed.
    """
    return max(date.today(), _WRITTEN) + timedelta(days=1)


def _is_web_address(url: str) -> bool:
    try:
        return bool(re.match(r"https?://[^\s/]", url, re.I) and urlsplit(url).hostname)
    except ValueError:
        return False


def inside(record: Mapping[str, object], name: str) -> object:
    """Return the value under `name`, which may lead inside ("story.html"), or None."""
    value = record.get(name)
    inner: object = record
    if value is None and "." in name:
        for part in name.split("."):
            inner = inner.get(part) if isinstance(inner, Mapping) else None
        return inner
    return value


def without_headline(text: str, title: str) -> str:
    """`text` less a first paragraph that only repeats the headline."""
    first, _, rest = text.partition("\n")
    repeats = rest.strip() and letters(first) == letters(title) != ""
    return rest.strip("\n") if repeats else text


def authors_of(value: object) -> tuple[str, ...]:
    """Names from a list, from objects with a name, or from "By A, B and C"; addresses left out."""
    values = value if isinstance(value, list | tuple) else [value]
    names: list[str] = []
    for item in values:
        names += names_in(one_line(html.unescape(_person(item))))
    return unrepeated(names)


def _strings(value: object, depth: int = 0) -> Iterator[str]:
    """Every string in a value that may be a list, or lists in a list."""
    if not isinstance(value, list | tuple):
        yield from filter(None, [_string(value)])
    elif depth <= _DEEPEST_LIST:
        for item in value:
            yield from _strings(item, depth + 1)


def _person(value: object) -> str:
    """A person's name, from its parts where it is told in parts."""
    if isinstance(value, Mapping):
        parts = {plain_name(name): part for name, part in value.items()}
        for first, last in _PARTS_OF_NAMES:
            if isinstance(parts.get(last), str):
                return " ".join(str(parts[name]) for name in (first, last) if parts.get(name))
        if isinstance(by := parts.get("by"), str):
            return by
    return _string(value)


def _string(value: object) -> str:
    """Return the words in a value: itself, or what {"name": ...} or a list says first."""
    if isinstance(value, list | tuple):
        value = next((item for item in value if item), "")
    if isinstance(value, Mapping):
        value = next((value[name] for name in _INNER if isinstance(value.get(name), str)), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def text_of(value: object, depth: int = 0) -> str:
    """The words of a text or title; a list is paragraphs, markup is taken off.

    Of a list of blocks, as editors of text make them, those that are pictures and the like are
    left out.
    """
    if isinstance(value, list | tuple):
        inner = [text_of(item, depth + 1) for item in value] if depth < _DEEPEST_LIST else []
        return "\n\n".join(filter(None, inner))
    if isinstance(value, Mapping):
        kind = str(value.get("type") or value.get("_type") or "").casefold()
        if _NO_TEXT.search(kind):
            return ""
        value = next((value[name] for name in _TEXTS if value.get(name)), None)
        if isinstance(value, list | tuple | Mapping):
            return text_of(value, depth + 1) if depth < _DEEPEST_LIST else ""
    text = _string(value)
    if "<" in text and _MARKUP.search(text):
        return strip_markup(text)
    return text


def _dates_in(
    values: Mapping[str, object], captured: object
) -> tuple[dict[str, date | None], list[str]]:
    """The days of publication and of the last change, and why one was left empty."""
    dates: dict[str, date | None] = {}
    reasons = []
    for name in ("published", "updated"):
        dates[name], why = _day_of(values.get(name), captured)
        if why:
            reasons.append(f"{name}: {why}; left empty")
    return dates, reasons


def _day_of(value: object, captured: object) -> tuple[date | None, str]:
    """As `_date_of`, less days that have not come yet, or not when it was `captured`."""
    day, why = _date_of(value)
    if day and isinstance(captured, date) and day > captured + timedelta(days=1):
        return None, f"{day} had not come yet when it was saved, on {captured}"
    return (
        (None, f"{day} had not come yet when it was read")
        if day and day > latest_day()
        else (day, why)
    )


def _date_of(value: object) -> tuple[date | None, str]:
    """Return the date, and why there is none where the value says something."""
    if isinstance(value, list | tuple):
        value = next(iter(value), "")
    for _ in range(2):  # {"$date": {"$numberLong": "1716200000000"}}
        if isinstance(value, Mapping):
            value = next((value[name] for name in _DATES if name in value), "")
    if isinstance(value, list | tuple):  # "date-parts" of CSL
        parts = value[0] if value and isinstance(value[0], list) else value
        value = "-".join(map(str, parts[:3]))
    try:
        found = parse_date(value)
    except ValueError as error:
        return None, str(error)
    if found is None and str(value or "").strip():
        return None, f"{str(value)[:60]!r} is not read as a date"
    return found, ""
