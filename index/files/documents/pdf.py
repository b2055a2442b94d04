"""PDF files: their paragraphs in reading order, and a title where they state one."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.files.decoding import MAX_ARTICLE_CHARS, UnreadableError, clean, one_line
from index.files.documents.titles import looks_like_headline
from index.files.plaintext import Draft

_PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD
_DAMAGED = "is a damaged PDF ({}); fetch it again"
_ENCRYPTED = "is encrypted; save a copy without password"
_LONGEST_EDGE = 100
_HYPHENS = ("-", "\u00ad", "\u2010", "\x02", "\ufffe")  # the last two are PDFium's own marks
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I)
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on a page; positions in points from the lower left, all 0 where unknown."""

    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    height: float = 0.0

    @property
    def ends_sentence(self) -> bool:
        return bool(_SENTENCE_END.search(self.text))


def read_pdf(data: bytes) -> Draft:
    """Return the text layer, lines joined to paragraphs, running heads and page numbers left out.

    The file's creation date is when it was made, not when the article came out: it is not read.
    Raises UnreadableError for a damaged or encrypted file, and for one without text.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)  # tries the empty password by itself
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD_NEEDED:
            raise UnreadableError(_ENCRYPTED) from error
        raise UnreadableError(_DAMAGED.format(str(error).rstrip("."))) from error
    try:
        pages = _pages(document)
        title = one_line(document.get_metadata_value("Title") or "")
    except pdfium.PdfiumError as error:
        raise UnreadableError(_DAMAGED.format(str(error).rstrip("."))) from error
    finally:
        document.close()
    if not any(pages):
        raise UnreadableError("has no text layer: scanned pages need OCR first")
    values: dict[str, object] = {"text": "\n\n".join(_paragraphs(_without_edges(pages)))}
    if looks_like_headline(title):
        values["title"] = title
    return values, []


def _pages(document: Any) -> list[list[_Line]]:
    from index.files.documents.unseen import unseen_characters

    pages: list[list[_Line]] = []
    size = 0
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        pages.append(list(_lines(text_page, unseen_characters(page, text_page))))
        text_page.close()
        page.close()
        size += sum(len(line.text) for line in pages[-1])
        if size > MAX_ARTICLE_CHARS:
            raise UnreadableError(f"holds more than the {MAX_ARTICLE_CHARS:,} characters allowed")
    return pages


def _lines(text_page: Any, unseen: frozenset[int]) -> Iterator[_Line]:
    text = text_page.get_text_range()
    placed = len(text) == text_page.count_chars()  # else characters and boxes do not correspond
    if unseen:
        seen = "".join("\n" if at in unseen else c for at, c in enumerate(_units(text_page)))
        text = (
            seen if placed else seen.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    for match in re.finditer(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?", text):
        words = match[0].strip()
        if not words:
            continue
        if not placed:
            yield _Line(words)
            continue
        start = match.start() + match[0].index(words)
        left, bottom, _, top = text_page.get_charbox(start, loose=True)
        visible = start + len(words.rstrip("\x02\ufffe")) - 1
        right = text_page.get_charbox(max(visible, start), loose=True)[2]
        yield _Line(words, left, right, bottom, top - bottom)


def _units(text_page: Any) -> Iterator[str]:
    """Yield the characters of a page one by one as PDFium counts them, halves of pairs too."""
    import pypdfium2.raw as raw

    for position in range(text_page.count_chars()):
        yield chr(raw.FPDFText_GetUnicode(text_page, position))


def _without_edges(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """Return pages less page numbers and the heads and feet that recur on half of them."""
    if len(pages) < 2:
        return [list(page) for page in pages]
    counts = Counter(key for page in pages for key in set(_edges(page).values()))
    often = {key for key, count in counts.items() if count >= max(2, -(-len(pages) // 2))}
    kept: list[list[_Line]] = []
    for page in pages:
        furniture = {
            position
            for position, key in _edges(page).items()
            if key in often or _PAGE_NUMBER.fullmatch(page[position].text)
        }
        kept.append([line for at, line in enumerate(page) if at not in furniture])
    return kept


def _edges(page: Sequence[_Line]) -> dict[int, str]:
    """Return, by position, the outer lines; in the outermost, numbers may differ by page."""
    last = len(page) - 1
    found: dict[int, str] = {}
    for position in {0, 1, last - 1, last} & set(range(len(page))):
        text = page[position].text
        if len(text) <= _LONGEST_EDGE:
            outer = position in (0, last)
            found[position] = re.sub(r"\d+", "#", text) if outer else text
    return found


def _paragraphs(pages: Sequence[Sequence[_Line]]) -> Iterator[str]:
    text = ""
    last: _Line | None = None
    for page in pages:
        pitch = _usual_pitch(page)
        edge = max((line.right for line in page), default=0.0)
        for number, line in enumerate(page):
            if last is not None and _breaks(last, line, pitch if number else 0.0, edge):
                yield clean(text)
                text = ""
            text = _joined(text, line.text)
            last = line
    if text:
        yield clean(text)


def _usual_pitch(page: Sequence[_Line]) -> float:
    """Return the commonest distance from one line to the next, in points; 0 where unknown."""
    steps = [a.bottom - b.bottom for a, b in pairwise(page)]
    steps = [step for step in steps if step > 1]
    return statistics.median_low(steps) if steps else 0.0


def _breaks(last: _Line, line: _Line, pitch: float, edge: float) -> bool:
    """Whether a paragraph ends between two lines; `pitch` is 0 between pages."""
    if not last.height or not line.height:
        return last.ends_sentence and len(last.text) < 60
    if abs(line.height - last.height) > 0.15 * last.height:
        return True
    if pitch and last.bottom - line.bottom > 1.35 * pitch:
        return True
    short = last.right < 0.85 * edge
    indented = line.left - last.left > 0.6 * last.height
    return last.ends_sentence and (short or indented)


def _joined(text: str, line: str) -> str:
    if not text:
        return line
    if text.endswith(_HYPHENS) and line[:1].islower():
        return text[:-1] + line
    if text.endswith(_HYPHENS[3:]):
        return text[:-1] + "-" + line
    return text + ("" if text.endswith(_HYPHENS[0]) else " ") + line
