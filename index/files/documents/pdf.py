"""PDF files, and pictures of pages: their articles as printed, in reading order, with their pages.

Words come from the text layer, or from letters that are recognised where that is asked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from index.files.decoding import MAX_ARTICLE_CHARS, UnreadableError, one_line
from index.files.documents import ocr
from index.files.documents.edges import LISTS, Sheet, without_edges
from index.files.documents.gutters import body_size, rows_of
from index.files.documents.hyphens import Hyphens
from index.files.documents.layout import Column, Drawn, columns_of, drawn_on
from index.files.documents.paragraphs import Paragraph, paragraphs_of
from index.files.documents.stories import stories_of, title_of, without_notes
from index.files.documents.textlayer import Word, words_on
from index.files.documents.unseen import Painted
from index.files.heads import head_of
from index.files.plaintext import Draft

_PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD
_DAMAGED = "is a damaged PDF ({}); fetch it again"
_ENCRYPTED = "is encrypted; save a copy without password"
_RECOGNISE = "add it with --ocr to have the letters recognised"
_NO_TEXT = f"has no text layer, only pictures of pages, as a scanner makes them: {_RECOGNISE}"
_STAMPED = (
    "has no text layer but what is stamped on pictures of pages ({!r:.60}), as a scanner makes "
    f"them: {_RECOGNISE}"
)
_SCANS = ((0.8, 400), (0.5, 200), (0.1, 120), (-1.0, 1))
"""Which part of a page pictures cover, and below how many letters beside them it is a scan."""
_LONGEST_STAMP = 500
_PICTURED = 0.5


@dataclass(frozen=True, slots=True)
class Printed:
    """A document's paragraphs in reading order; `size` is the height of most of its lines.

    `stated` is the title among its properties; `told` what its heads and feet tell, by the names of
    `fields.FIELDS`. `confidence`, in [0, 1], is how sure letters were recognised, None where they
    were read.
    """

    paragraphs: list[Paragraph]
    size: float
    stated: str = ""
    told: dict[str, object] = field(default_factory=dict)
    confidence: float | None = None
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    label: str
    words: list[Word]
    bottom: float
    top: float
    drawn: Drawn = field(default_factory=Drawn)
    scan: bool = False
    pictured: bool = False


def read_pdf(data: bytes, languages: str = "") -> list[Draft]:
    """The articles of a PDF, each with its pages; mostly one.

    Letters of scanned pages are recognised in `languages`, such as "eng"; if there are none, such
    a file is refused. The file's creation date is when it was made, not when the article came out:
    it is not read.

    Raises:
        UnreadableError: it is damaged or encrypted, or has no text.
    """
    return list(_drafts(read_printed(data, languages)))


def read_picture(data: bytes, languages: str = "") -> list[Draft]:
    """The articles on pictures of pages, such as scans and photographs of clippings.

    Raises UnreadableError where no `languages` are given, or no letters are found.
    """
    if not languages:
        raise UnreadableError(f"is a picture: {_RECOGNISE}")
    found: list[ocr.Recognised] = []
    pages: list[_Page] = []
    for number, (image, scale) in enumerate(ocr.pictures_in(data), start=1):
        label = f"page {number}"
        found.append(ocr.recognised(image, label, languages, scale))
        pages.append(_Page(label, list(found[-1].words), 0.0, image.height * scale))
    if not any(page.words for page in pages):
        raise UnreadableError("is a picture in which no letters were recognised")
    printed = _printed(pages, "")
    if len(pages) == 1:
        printed = _unplaced(printed)
    return list(_drafts(_sure(printed, found)))


def read_printed(data: bytes, languages: str = "") -> Printed:
    """The paragraphs of a PDF; as `read_pdf`."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)  # tries the empty password by itself
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD_NEEDED:
            raise UnreadableError(_ENCRYPTED) from error
        raise UnreadableError(_DAMAGED.format(str(error).rstrip("."))) from error
    found: list[ocr.Recognised] = []
    try:
        pages = list(_pages(document, languages, found))
        title = one_line(document.get_metadata_value("Title") or "")
    except pdfium.PdfiumError as error:
        raise UnreadableError(_DAMAGED.format(str(error).rstrip("."))) from error
    finally:
        document.close()
    _refuse_scans(pages, languages)
    printed = _sure(_printed(pages, title), found)
    unread = [page.label for page in pages if page.scan and page.pictured and not languages]
    if unread:
        shown = ", ".join(unread[:5]) + (" and others" if len(unread) > 5 else "")
        printed.remarks.append(f"text: {shown} may be scanned; --ocr would recognise the letters")
    return printed


def _pages(document: Any, languages: str, found: list[ocr.Recognised]) -> Iterator[_Page]:
    """The pages with their words; what is recognised is also added to `found`."""
    size = 0
    for number in range(len(document)):
        page = document[number]
        label = f"page {(document.get_page_label(number) or '').strip() or number + 1}"
        made = _page(page, label)
        if made.scan and languages:
            if len(found) >= ocr.MOST_PAGES:
                raise UnreadableError(f"has more than {ocr.MOST_PAGES} scanned pages; split it")
            found.append(ocr.recognised_page(page, label, languages))
            words = list(found[-1].words)
            if sum(map(_letters, words)) > sum(map(_letters, made.words)):
                made = _Page(label, words, 0.0, page.get_height())
        page.close()
        size += sum(map(_letters, made.words))
        if size > MAX_ARTICLE_CHARS:
            raise UnreadableError(f"holds more than the {MAX_ARTICLE_CHARS:,} characters allowed")
        yield made


def _letters(word: Word) -> int:
    return len(word.text)


def _page(page: Any, label: str) -> _Page:
    text_page = page.get_textpage()
    painted = Painted(page, text_page)
    words = words_on(page, text_page, painted)
    sheet = painted.sheet
    drawn = drawn_on(sheet.drawn, sheet.images)
    letters = sum(map(_letters, words))
    text = " ".join(word.text for word in words[:30])
    scan = not painted.layered and (
        any(sheet.covered >= part and letters < most for part, most in _SCANS)
        or (letters < _LONGEST_STAMP and bool(re.match(LISTS.table["stamps"], text, re.I | re.X)))
    )
    text_page.close()
    _, bottom, _, top = page.get_bbox()
    if words and not bottom <= words[0].middle <= top:  # a page that was turned
        bottom, top = min(w.bottom for w in words) - 1, max(w.top for w in words) + 1
    return _Page(label, words, bottom, top, drawn, scan, sheet.covered >= _PICTURED)


def _refuse_scans(pages: Sequence[_Page], languages: str) -> None:
    if not any(page.words for page in pages):
        if languages:
            raise UnreadableError("has no text layer, and no letters were recognised on its pages")
        raise UnreadableError(_NO_TEXT)
    if not languages and all(page.scan for page in pages):
        stamp = next(page.words for page in pages if page.words)
        raise UnreadableError(_STAMPED.format(" ".join(word.text for word in stamp)))


def _printed(pages: Sequence[_Page], title: str) -> Printed:
    sheets = [Sheet(tuple(rows_of(page.words)), page.bottom, page.top) for page in pages]
    kept, told = without_edges(sheets)
    size = body_size(row for rows in kept for row in rows)
    columns: list[tuple[str, list[Column]]] = [
        (page.label, columns_of(rows, body_size(rows), page.drawn))
        for page, rows in zip(pages, kept, strict=True)
        if rows
    ]
    hyphens = Hyphens(
        [line.text for _, page in columns for column in page for line in column.lines]
    )
    return Printed(without_notes(paragraphs_of(columns, hyphens, size)), size, title, told)


def _sure(printed: Printed, found: Sequence[ocr.Recognised]) -> Printed:
    return replace(printed, confidence=ocr.confidence(found))


def _unplaced(printed: Printed) -> Printed:
    """Of a single picture, whose one page is no place to look for."""
    return replace(printed, paragraphs=[replace(p, pages=()) for p in printed.paragraphs])


def _drafts(printed: Printed) -> Iterator[Draft]:
    if not printed.paragraphs:
        raise UnreadableError("holds nothing but running heads and page numbers")
    stories = stories_of(printed.paragraphs, printed.size)
    for number, story in enumerate(stories):
        stated = printed.stated if len(stories) == 1 else ""
        title, heads = title_of(story, printed.size, stated)
        kept = [one for at, one in enumerate(story) if at not in heads] or list(story)
        said, lines = head_of([one.text for one in kept]) if title else ({}, 0)
        text, places = _joined(kept[lines:])
        values: dict[str, object] = {**printed.told, **said, "text": text, "places": places}
        if len(stories) > 1:
            values.pop("url", None)
        if title:
            values["title"] = title
        if printed.confidence is not None:
            values["confidence"] = round(printed.confidence, 3)
        yield values, [] if number else printed.remarks


def _joined(paragraphs: Sequence[Paragraph]) -> tuple[str, tuple[tuple[int, str], ...]]:
    """The text of paragraphs, and where in it each page begins."""
    text = ""
    places: list[tuple[int, str]] = []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        for start, label in paragraph.pages:
            if not places or places[-1][1] != label:
                places.append((len(text) + start, label))
        text += paragraph.text
    return text, tuple(places)
