"""A conversation as a Word document. Nothing of it is markup; checked web addresses become links.

python-docx writes no endnotes of Word's own, so the sources are a numbered list at the end: a mark
leads to its source, and the number of a source back to the first mark.
"""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from qa.render.paper import Paper, Section, Source

_LINK = "Link"
"""The name of the style of links, and its id."""
_SOURCE, _MARK = "source-{}", "mark-{}"


def as_word(made: Paper) -> bytes:
    """The bytes of a DOCX file, of A4 pages."""
    return _Writing().made(made)


class _Writing:
    """One document while it is written."""

    def __init__(self) -> None:
        from docx import Document

        self._document = Document()
        self._bookmarks = 0
        self._marked: set[int] = set()
        _styled(self._document)
        # python-docx looks through all styles for each name, which takes most of its time
        self._styles = {one.name: one.style_id for one in self._document.styles}

    def made(self, told: Paper) -> bytes:
        about = self._document.core_properties
        about.title, about.author, about.comments = told.title[:255], "Dateline", ""
        about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
        self._paragraph(told.title, "Title")
        self._paragraph(told.about, "About")
        for one in told.sections:
            self._section(one, alone=told.alone)
        if told.sources:
            self._paragraph("Sources", "Heading 1")
        for number, note in enumerate(told.sources, 1):
            self._source(number, note)
        written = BytesIO()
        self._document.save(written)
        return written.getvalue()

    # -- what is told ----------------------------------------------------------------------------

    def _section(self, one: Section, *, alone: bool) -> None:
        if not alone:
            self._paragraph(f"{one.number}. {one.question}", "Heading 1")
        if one.circumstances:
            self._paragraph(" ".join(one.circumstances), "About")
        for text in one.leading:
            self._paragraph(text)
        if one.short:
            self._paragraph(one.short, "Short answer")
        if one.agreement:
            self._paragraph(one.agreement).runs[0].italic = True
        for said in one.said:
            paragraph = self._paragraph("")
            if said.day:
                self._run(paragraph, f"{said.day}: ").bold = True
            self._run(paragraph, said.text)
            self._marks(paragraph, said.sources)
            _directed(paragraph, said.text)
        self._table(one)
        for label, text in one.ending:
            paragraph = self._paragraph("", "Normal" if label else "About")
            if label:
                self._run(paragraph, f"{label} ").bold = True
            self._run(paragraph, text)
        if one.nearest:
            self._paragraph("Nearest passages, none of which answers:")
        for near in one.nearest:
            paragraph = self._paragraph("", "List Bullet")
            self._described(paragraph, near)
            self._run(paragraph, f", {near.stretch}")

    def _table(self, one: Section) -> None:
        if not one.rows:
            return
        table = self._document.add_table(rows=0, cols=2, style="Table Grid")
        for label, number in ((one.heading, ""), *one.rows):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, number
            cells[1].paragraphs[0].alignment = 2  # to the right
        table.rows[0].cells[0].paragraphs[0].runs[0].bold = True
        self._paragraph("", "About")

    def _marks(self, paragraph: Any, sources: Sequence[int]) -> None:
        """The marks of a statement, each a link to its source and, the first time, a place."""
        for number in sources:
            paragraph.add_run(" ")
            link = _linked(paragraph, f"[{number}]", anchor=_SOURCE.format(number))
            if number not in self._marked:
                self._marked.add(number)
                self._bookmark(link, _MARK.format(number))

    def _source(self, number: int, note: Source) -> None:
        paragraph = self._paragraph("", "Source")
        link = _linked(paragraph, str(number), anchor=_MARK.format(number))
        self._bookmark(link, _SOURCE.format(number))
        paragraph.add_run("\t")
        self._described(paragraph, note)
        self._run(paragraph, ": ")
        self._run(paragraph, note.quote)
        where = f" ({note.stretch}{f', file {note.file}' if note.file else ''})"
        self._run(paragraph, where)._r.style = self._styles["Stretch"]  # noqa: SLF001

    def _described(self, paragraph: Any, note: Source) -> None:
        self._run(paragraph, note.described or note.label)
        if note.url:
            self._run(paragraph, ", ")
        if note.link:
            _linked(paragraph, note.link, url=note.link)
        else:
            self._run(paragraph, " ".join(note.url.split()))

    # -- how it is set ---------------------------------------------------------------------------

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        paragraph = self._document.add_paragraph()
        paragraph._p.style = self._styles[style]  # noqa: SLF001
        if text:
            self._run(paragraph, text)
            _directed(paragraph, text)
        return paragraph

    def _run(self, paragraph: Any, text: str) -> Any:
        run = paragraph.add_run(_writable(text))
        if _from_the_right(text):
            run.font.rtl = True
        return run

    def _bookmark(self, around: Any, name: str) -> None:
        """Make an element a place that links may lead to."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self._bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), str(self._bookmarks))
        start.set(qn("w:name"), name)
        end.set(qn("w:id"), str(self._bookmarks))
        around.addprevious(start)
        around.addnext(end)


def _styled(document: Any) -> None:
    """Sober styles: black headings, small print, notes whose numbers hang; A4; a numbered foot."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.4)
    styles = document.styles
    styles["Normal"].font.size, styles["Normal"].paragraph_format.space_after = Pt(11), Pt(6)
    for name, size in (("Title", 22.0), ("Heading 1", 15.0)):
        font = styles[name].font
        font.size, font.bold, font.color.rgb = Pt(size), True, RGBColor(0, 0, 0)
        fonts = styles[name].element.rPr.rFonts  # of a theme, else of the page's own letters
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        styles[name].font.name = styles["Normal"].font.name or "Calibri"
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    for name, size in (("About", 9.5), ("Short answer", 13), ("Source", 9.5)):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.font.size = styles["Normal"], Pt(size)
    styles["About"].font.color.rgb = RGBColor(90, 90, 90)
    styles["Short answer"].font.bold = True
    styles["Short answer"].paragraph_format.keep_with_next = True
    note = styles["Source"].paragraph_format
    note.left_indent, note.first_line_indent, note.keep_together = Cm(0.9), Cm(-0.9), True
    note.tab_stops.add_tab_stop(Cm(0.9))
    stretch = styles.add_style("Stretch", WD_STYLE_TYPE.CHARACTER)
    stretch.font.size, stretch.font.color.rgb = Pt(8), RGBColor(90, 90, 90)
    link = styles.add_style(_LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor(122, 31, 43)
    _numbered(page.footer.paragraphs[0])


def _numbered(paragraph: Any) -> None:
    """The number of the page, which whoever shows the document fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 — python-docx has no way of its own to this
    paragraph.alignment = 2


def _linked(paragraph: Any, text: str, *, url: str = "", anchor: str = "") -> Any:
    """A link to an address, or to a place of the document."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    if url:
        known = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), known)
    else:
        link.set(qn("w:anchor"), anchor)
    run = paragraph.add_run(_writable(text))
    run._r.style = _LINK  # noqa: SLF001
    link.append(run._r)  # noqa: SLF001
    paragraph._p.append(link)  # noqa: SLF001
    return link


def _directed(paragraph: Any, text: str) -> None:
    """Begin it at the right where its first letter is read from there."""
    from docx.oxml import OxmlElement

    if _from_the_right(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001


def _from_the_right(text: str) -> bool:
    strong = (unicodedata.bidirectional(one) for one in text)
    return next((one for one in strong if one in ("L", "R", "AL")), "L") != "L"


def _writable(text: str) -> str:
    """Without what XML cannot hold: two of Unicode's values that are no characters."""
    return text.translate({0xFFFE: None, 0xFFFF: None})
