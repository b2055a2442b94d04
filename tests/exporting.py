"""Exports of news databases with articles of our own, and files that such paragraphs come in."""

import io
import textwrap
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

import docx


@dataclass(frozen=True)
class Story:
    title: str
    outlet: str
    day: date
    byline: str
    section: str
    page: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def words(self) -> int:
        return len(self.text.split())


STORIES = (
    Story(
        "Marsh Bridge shut after crack is found",
        "Harbour Courier",
        date(2023, 11, 7),
        "Nell Okafor",
        "NEWS",
        "1",
        (
            "Marsh Bridge was shut on Tuesday after divers found a crack of 40 centimetres in "
            "its second pier, the harbour office of Tamber said. It stays shut for six weeks.",
            "Buses are sent over the Old Viaduct. Lorries of more than twelve tonnes must take the "
            "northern ring, which is 14 kilometres longer.",
            "“We would rather annoy people than bury them,” said the harbour master, Jon Abel.",
        ),
    ),
    Story(
        "Tamber museum buys back stolen globe",
        "The Lantern",
        date(2023, 12, 19),
        "Aurel Simic",
        "CULTURE",
        "14",
        (
            "The town museum of Tamber has bought back a globe of 1612 that was stolen in 1987, "
            "for 210,000 crowns, its director said on Tuesday.",
            "Body of evidence: the thief's letters came with it; they name a dealer in Ostrava.",
            "The globe goes on show in March.",
        ),
    ),
    Story(
        "Ferry fares to rise by a tenth",
        "Harbour Courier",
        date(2024, 1, 3),
        "Nell Okafor",
        "BUSINESS",
        "7",
        (
            "Fares on the ferries between Tamber and Sorrel Island rise by 10 percent from "
            "February, the company North Line announced on Wednesday.",
            "Length: the company says that longer boats cost more to berth, 9,000 crowns a month.",
            "Islanders keep their discount of a third.",
        ),
    ),
)


def long_day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year} {day:%A}"


def short_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def nexis_cover(stories: Sequence[Story]) -> list[str]:
    rows = ["User Name: = L. Brandt", "Date and Time: = Monday, January 8, 2024 9:00:00 AM CET"]
    rows += ["Job Number: = 212121212", f"Documents ({len(stories)})"]
    for number, story in enumerate(stories, start=1):
        rows += [f"{number}. {story.title}", "Client/Matter: -None-", "Search Terms: Tamber"]
        rows += ["Search Type: NaturalAnd", "Narrowed by: Content Type News; Narrowed by -None-"]
    return rows


def nexis(stories: Sequence[Story], cover: bool = True) -> list[str]:
    """Paragraphs of a file of Nexis Uni; those that begin with "# " are headings."""
    rows = nexis_cover(stories) if cover else []
    for story in stories:
        rows += [f"# {story.title}", story.outlet, long_day(story.day)]
        rows += [f"Copyright {story.day.year} Tamber Press All Rights Reserved"]
        rows += [f"Section:\u00a0{story.section}; Pg. {story.page}"]
        rows += [f"Length:\u00a0{story.words} words", f"Byline:\u00a0{story.byline}"]
        rows += ["Dateline: TAMBER", "Body", *story.paragraphs, "Graphic", "Photo by Iva Stone"]
        rows += ["Classification", "Language: ENGLISH", "Publication-Type: Newspaper"]
        rows += ["Subject: BRIDGES (90%); HARBOURS (78%)", "Load-Date: January 4, 2024"]
        rows += ["End of Document"]
    return rows


def nexis_old(stories: Sequence[Story], width: int = 78) -> str:
    """The text of an older file, wrapped as those are."""
    blocks = [
        "\n\nDownload Request: Selected Items: 1-3\nTime Of Request: Monday, January 8, 2024\n"
    ]
    for number, story in enumerate(stories, start=1):
        blocks += [
            f"{number} of {len(stories)} DOCUMENTS".center(width),
            story.outlet.center(width),
        ]
        blocks += [long_day(story.day).center(width) + "\n" + "Late Edition - Final".center(width)]
        blocks += [story.title, f"BYLINE: {story.byline}"]
        blocks += [f"SECTION: {story.section}; Pg. {story.page}", f"LENGTH: {story.words} words"]
        blocks += ["DATELINE: TAMBER", *(textwrap.fill(one, width) for one in story.paragraphs)]
        blocks += ["LOAD-DATE: January 4, 2024", "LANGUAGE: ENGLISH", "GRAPHIC: Photo by Iva Stone"]
        blocks += ["PUBLICATION-TYPE: Newspaper", "JOURNAL-CODE: HCR"]
        blocks += [
            f"Copyright {story.day.year} Tamber Press".center(width)
            + "\n"
            + "All Rights Reserved".center(width)
        ]
    return "\n\n".join(blocks)


def number(story: Story) -> str:
    return f"HCR0000020{story.day:%y%m%d}ej{story.page.zfill(3)}0001"


def factiva(stories: Sequence[Story]) -> list[str]:
    rows: list[str] = []
    for story in stories:
        rows += [story.section.title(), f"# {story.title}", f"By {story.byline}"]
        rows += [f"{story.words:,} words", short_day(story.day), story.outlet, "HCR", story.page]
        rows += ["English", f"© {story.day.year} Tamber Press. All rights reserved."]
        rows += [*story.paragraphs, f"Document {number(story)}"]
    return [*rows, "Search Summary", "Text\tTamber", "Date\tAll Dates", "Results Found\t3"]


def factiva_coded(stories: Sequence[Story]) -> list[tuple[str, list[str]]]:
    """The fields of all articles, with their codes."""
    fields: list[tuple[str, list[str]]] = []
    for story in stories:
        first, *rest = story.paragraphs
        fields += [("SE", [story.section.title()]), ("HD", [story.title]), ("BY", [story.byline])]
        fields += [
            ("WC", [f"{story.words} words"]),
            ("PD", [short_day(story.day)]),
            ("ET", ["06:15"]),
        ]
        fields += [
            ("SN", [story.outlet]),
            ("SC", ["HCR"]),
            ("PG", [story.page]),
            ("LA", ["English"]),
        ]
        fields += [("CY", [f"(c) {story.day.year} Tamber Press"]), ("LP", [first]), ("TD", rest)]
        fields += [
            ("CO", ["northl : North Line"]),
            ("NS", ["gcat : General News | grail : Ferries"]),
        ]
        fields += [("RE", ["tamb : Tamber"]), ("PUB", ["Tamber Press"])]
        fields += [("AN", [f"Document {number(story)}"])]
    return fields


RULE = "_" * 60


def proquest(stories: Sequence[Story]) -> list[str]:
    rows = [RULE, "Report Information from ProQuest", "08 January 2024 09:00", RULE]
    for at, story in enumerate(stories, start=1):
        first, *rest = story.paragraphs
        names = story.byline.split()
        rows += [f"Document {at} of {len(stories)}", story.title]
        rows += [f"Author: {names[-1]}, {' '.join(names[:-1])}"]
        rows += [
            f"Publication info: {story.outlet} ; Tamber [Tamber]. {short_day(story.day)}: "
            f"{story.page}."
        ]
        rows += [
            f"https://www.proquest.example/docview/29000{at}",
            "Abstract: A summary that repeats it.",
        ]
        rows += [f"Full text: {first}", *rest, "Subject: Bridges; Ferries", "Location: Tamber"]
        rows += [f"Title: {story.title}", f"Publication title: {story.outlet}; Tamber"]
        rows += [f"Pages: {story.page}", f"Publication year: {story.day.year}"]
        rows += [f"Publication date: {story.day:%b} {story.day.day}, {story.day.year}"]
        rows += [f"Section: {story.section.title()}", "Publisher: Tamber Press"]
        rows += ["Language of publication: English", "Document type: News"]
        rows += [
            f"ProQuest document ID: 29000{at}",
            f"Document URL: https://www.proquest.example/docview/29000{at}",
        ]
        rows += [
            "Copyright: Copyright Tamber Press",
            "Last updated: 2024-01-05",
            "Database: Newsstand",
            RULE,
        ]
    return [
        *rows,
        "Contact us at: https://www.proquest.example/go/contact",
        "Terms and Conditions: see there",
    ]


def newsbank(stories: Sequence[Story]) -> list[str]:
    rows: list[str] = []
    for story in stories:
        outlet = (
            f"{story.outlet.removeprefix('The ')}{', The' if story.outlet[:4] == 'The ' else ''}"
        )
        rows += [
            story.title,
            f"{story.day:%B} {story.day.day}, {story.day.year} | {outlet} (Tamber, TB)",
        ]
        rows += [f"Author/Byline: {story.byline} | Section: {story.section} | Page: {story.page}"]
        rows += [f"{story.words} Words", "Read News Document", *story.paragraphs]
        rows += [f"© Copyright © {story.day.year} Tamber Press. All rights reserved."]
    return rows


# -- files -------------------------------------------------------------------------------------


def as_text(
    rows: Iterable[str], gap: str = "\n\n", ends: str = "\n", encoding: str = "utf-8"
) -> bytes:
    text = gap.join(row.removeprefix("# ") for row in rows)
    return text.replace("\n", ends).encode(encoding)


def as_word(rows: Iterable[str], styled: bool = True) -> bytes:
    made = docx.Document()
    for row in rows:
        heading = styled and row.startswith("# ")
        made.add_paragraph(row.removeprefix("# "), style="Heading 1" if heading else None)
        if row == "End of Document":
            made.add_page_break()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rtf_words(text: str) -> str:
    """`text` as rich text has it: in the code page where it can be, else by number."""
    parts = []
    for c in text:
        if c in "\\{}":
            parts.append(f"\\{c}")
        elif ord(c) < 128:
            parts.append(c)
        else:
            parts.append(
                "".join(f"\\'{b:02x}" for b in c.encode("cp1252", "ignore")) or f"\\u{ord(c)}?"
            )
    return "".join(parts)


def _rtf_paragraph(row: str) -> str:
    style = r"\s1\b" if row.startswith("# ") else r"\s0"
    return rf"\pard\plain{style} {rtf_words(row.removeprefix('# '))}\par" + "\n"


def as_rtf(rows: Iterable[str]) -> bytes:
    head = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}"
        r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}}{\info{\title Results}}"
    )
    body = "".join(map(_rtf_paragraph, rows))
    return (head + body + "}").encode("ascii")


def as_html(rows: Iterable[str]) -> bytes:
    body = "".join(f"<p>{escape(row.removeprefix('# '))}</p>\n" for row in rows)
    head = "<!DOCTYPE html><html><head><title>Results</title></head>"
    return f"{head}<body>{body}</body></html>".encode()


ODT = "urn:oasis:names:tc:opendocument:xmlns:"


def as_odt(rows: Iterable[str], inside: str = "", styles: str = "", title: str = "") -> bytes:
    body = "".join(
        f'<text:h text:outline-level="1">{escape(row[2:])}</text:h>'
        if row.startswith("# ")
        else f"<text:p>{escape(row)}</text:p>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{one}="{ODT}{one}:1.0"' for one in ("office", "text", "style", "table")
    )
    content = (
        f"<office:document-content {names}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}{inside}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {names} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        f"<dc:title>{escape(title)}</dc:title></office:meta></office:document-meta>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        package.writestr("meta.xml", meta)
    return out.getvalue()


def as_pdf(rows: Iterable[str]) -> bytes:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    sheet = getSampleStyleSheet()
    out = io.BytesIO()
    SimpleDocTemplate(out).build(
        [
            Paragraph(
                escape(row.removeprefix("# ")), sheet["Heading1" if row[:2] == "# " else "BodyText"]
            )
            for row in rows
        ]
    )
    return out.getvalue()


def changed(story: Story, **values: object) -> Story:
    return replace(story, **values)  # type: ignore[arg-type]
