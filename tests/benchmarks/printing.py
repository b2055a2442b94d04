"""PDFs of invented newspaper pages, of which it is known what they say and in which order.

Three producers lay them out: two draw lines where they are told to, by columns or by rows, and a
browser prints them. A seed changes texts, sizes, widths and gutters.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.pens import OtherPen, Pen, Style, draw_columns, headline, lines_of
from tests.benchmarks.printed_stories import SOFT, Printed, Story, Writer

Made = tuple[list[Story], list[str]]


def plain(pen: Pen, writer: Writer, style: Style, *, how: str = "", cap: bool = False) -> Made:
    """One story under one headline, in equal columns."""
    story = writer.story(7)
    headline(pen, story.title, 80, 22, how)
    paragraphs = story.paragraphs
    if cap:
        pen.write(style.left, 100 + 2.1 * style.size * 1.2 + 2, paragraphs[0][0], 36, True)
        paragraphs = [paragraphs[0][1:], *paragraphs[1:]]
    lines = lines_of(pen, paragraphs, style, 2 if cap else 0)
    rows = -(-len(lines) // style.columns)
    draw_columns(pen, lines, style, 100, rows)
    return [story], []


def paged(pen: Pen, writer: Writer, style: Style, *, turning: bool = False) -> Made:
    """A story on three pages with running heads and page numbers."""
    story = writer.story(20)
    lines = lines_of(pen, story.paragraphs, style)
    rows = -(-len(lines) // (3 * style.columns))
    for page in range(3):
        head = "The Harbour Courier" if not turning or page % 2 else "News from Tamber"
        pen.write(50 if page % 2 else 420, 40, head, 8)
        if not page:
            headline(pen, story.title, 80, 22)
        del lines[: draw_columns(pen, lines, style, 100, rows)]
        pen.write(290, 815, str(page + 3), 8)
        if page < 2:
            pen.page()
    return [story], []


def two_abreast(pen: Pen, writer: Writer, style: Style) -> Made:
    """Two stories side by side, each in columns of its own under its own headline."""
    stories = [writer.story(4), writer.story(4)]
    half = (style.wide - 30) / 2
    for number, story in enumerate(stories):
        left = style.left + number * (half + 30)
        headline(pen, story.title, 80, 16, x=left)
        inner = Style(2, 10, 8, style.by_rows, left=left, wide=half, indent=style.indent)
        lines = lines_of(pen, story.paragraphs, inner)
        draw_columns(pen, lines, inner, 95, -(-len(lines) // 2))
    return stories, []


def stacked(pen: Pen, writer: Writer, style: Style) -> Made:
    """Two stories one below the other, each in columns."""
    stories = [writer.story(4), writer.story(4)]
    top = 60.0
    for story in stories:
        headline(pen, story.title, top + 20, 20)
        lines = lines_of(pen, story.paragraphs, style)
        rows = -(-len(lines) // style.columns)
        draw_columns(pen, lines, style, top + 30, rows)
        top += 70 + rows * style.size * 1.2 + 4 * style.spaced
    return stories, []


def with_box(pen: Pen, writer: Writer, style: Style) -> Made:
    """A box in the middle of the first column, which interrupts a paragraph."""
    return _interrupted(pen, writer, style, boxed=True)


def with_caption(pen: Pen, writer: Writer, style: Style) -> Made:
    """A picture with a caption and a credit up its side, in the first column."""
    return _interrupted(pen, writer, style, boxed=False)


def _interrupted(pen: Pen, writer: Writer, style: Style, *, boxed: bool) -> Made:
    story = writer.story(7)
    aside = writer.sentence()
    headline(pen, story.title, 80, 22)
    lines = lines_of(pen, story.paragraphs, style)
    rows = -(-(len(lines) + 12) // style.columns)
    upper = Style(**{**vars(style), "columns": 1, "wide": style.measure})
    cut = 7
    draw_columns(pen, lines[:cut], upper, 100, cut)
    y = 100 + cut * style.size * 1.2 + 2 * style.spaced + 14
    small = Style(
        1,
        size=style.size if boxed else style.size - 2,
        left=style.left + 6,
        wide=style.measure - 12,
    )
    inner = lines_of(pen, [aside], small)
    if boxed:
        pen.frame(style.left, y, style.measure, len(inner) * small.size * 1.2 + 10)
        draw_columns(pen, inner, small, y + 2, 99)
        y += len(inner) * small.size * 1.2 + 14
    else:
        pen.frame(style.left, y, style.measure, 60, filled=True)
        pen.upwards(style.left - 2, y + 60, "Picture: Ann Vale")
        draw_columns(pen, inner, small, y + 62, 99)
        y += 66 + len(inner) * small.size * 1.2
    rest = rows - cut - 12 // style.columns
    draw_columns(pen, lines[cut : cut + rest], upper, y, rest)
    left = style.left + style.measure + style.gutter
    others = Style(
        **{
            **vars(style),
            "columns": style.columns - 1,
            "left": left,
            "wide": style.wide - style.measure - style.gutter,
        }
    )
    lines = lines[cut + rest :]
    draw_columns(pen, lines, others, 100, -(-len(lines) // others.columns))
    return [story], [aside]


def with_footnote(pen: Pen, writer: Writer, style: Style) -> Made:
    """A paragraph that goes on overleaf, above a footnote."""
    story = writer.story(8)
    note = "1 " + writer.sentence()
    headline(pen, story.title, 80, 22)
    lines = lines_of(pen, story.paragraphs, style)
    rows = len(lines) // (2 * style.columns) - 1
    del lines[: draw_columns(pen, lines, style, 100, rows)]
    small = Style(1, size=7, left=style.left, wide=style.wide)
    draw_columns(pen, lines_of(pen, [note], small), small, 780, 9)
    pen.page()
    draw_columns(pen, lines, style, 60, -(-len(lines) // style.columns))
    return [story], [note]


def with_table(pen: Pen, writer: Writer, style: Style) -> Made:
    """A table of three columns below a story."""
    story = writer.story(5)
    headline(pen, story.title, 80, 22)
    lines = lines_of(pen, story.paragraphs, style)
    rows = -(-len(lines) // style.columns)
    draw_columns(pen, lines, style, 100, rows)
    y = 130 + rows * style.size * 1.2 + 4 * style.spaced
    cells = [("Ward", "Seats", "Votes")]
    cells += [
        (name, str(writer.chance.randint(3, 19)), str(writer.chance.randint(900, 9000)))
        for name in ("Quay Street", "Marsh Bridge", "Tamber North", "Kestrane")
    ]
    for number, row in enumerate(cells):
        for x, cell in zip((60, 220, 330), row, strict=True):
            pen.write(x, y + 16 * number, cell, style.size)
    story.paragraphs.append("\n".join(" | ".join(row) for row in cells))
    return [story], []


Layout = Callable[[Pen, Writer, Style], Made]


def _layouts() -> list[tuple[str, Layout, dict[str, object]]]:
    return [
        ("one column", plain, {"columns": 1, "size": 11, "spaced": 6}),
        ("two by rows", plain, {"by_rows": True, "spaced": 5}),
        (
            "three by rows, justified",
            plain,
            {"columns": 3, "by_rows": True, "justified": True, "gutter": 9, "indent": 9, "size": 9},
        ),
        (
            "four by rows, hyphens",
            plain,
            {
                "columns": 4,
                "by_rows": True,
                "gutter": 9,
                "size": 8.5,
                "hyphened": True,
                "indent": 8,
            },
        ),
        (
            "three, hyphens, justified",
            plain,
            {"columns": 3, "hyphened": True, "justified": True, "indent": 9, "size": 9.5},
        ),
        ("drop cap", lambda p, w, s: plain(p, w, s, cap=True), {"indent": 10}),
        ("letters apart", lambda p, w, s: plain(p, w, s, how="spaced"), {"spaced": 5}),
        (
            "bold by drawing twice",
            lambda p, w, s: plain(p, w, s, how="twice"),
            {"columns": 3, "spaced": 5},
        ),
        ("pages", paged, {"indent": 10, "by_rows": True}),
        (
            "pages, heads in turn",
            lambda p, w, s: paged(p, w, s, turning=True),
            {"columns": 3, "indent": 10, "hyphened": True},
        ),
        ("two abreast", two_abreast, {"indent": 8}),
        ("stacked", stacked, {"columns": 3, "indent": 10, "by_rows": True}),
        ("box", with_box, {"indent": 10}),
        ("caption", with_caption, {"indent": 10, "columns": 3, "size": 9}),
        ("footnote", with_footnote, {"columns": 2, "indent": 10}),
        ("table", with_table, {"columns": 2, "spaced": 5}),
        ("flush right", plain, {"columns": 1, "ragged_left": True, "spaced": 7}),
        (
            "four, narrow",
            plain,
            {
                "columns": 4,
                "gutter": 8,
                "size": 8,
                "indent": 8,
                "justified": True,
                "hyphened": True,
            },
        ),
        ("two abreast by rows", two_abreast, {"by_rows": True, "indent": 8}),
        ("pages of one column", paged, {"columns": 1, "size": 12, "spaced": 6}),
    ]


# -- a browser ---------------------------------------------------------------------------------

_SHEETS = (
    ("web page", "p{margin:0 0 12px}"),
    ("two columns", "main{column-count:2;column-gap:18px}"),
    (
        "three, justified, hyphens",
        "main{column-count:3;text-align:justify;hyphens:auto;"
        "column-gap:14px;font-size:13px} p{margin:0;text-indent:1em}",
    ),
    (
        "four columns",
        "main{column-count:4;column-gap:12px;font-size:11px;hyphens:auto}p{margin:0 0 6px}",
    ),
    ("headline across", "main{column-count:2} h1{column-span:all}"),
    (
        "drop cap",
        "main{column-count:2} h1{column-span:all}"
        "h1+p::first-letter{font-size:48px;float:left;line-height:40px;margin-right:3px}",
    ),
    (
        "caption",
        "main{column-count:2} h1{column-span:all} figure{margin:8px 0;break-inside:avoid}"
        "figcaption{font-size:11px} figure div{height:90px;background:#999}",
    ),
    (
        "box",
        "main{column-count:2} h1{column-span:all} aside{border:1px solid #000;padding:6px;"
        "break-inside:avoid;margin:8px 0}",
    ),
    ("flex, two stories", "body{display:flex;gap:30px} main{flex:1}"),
    ("right to the edge", "main{text-align:right;font-family:sans-serif;font-size:15px}"),
)


def _browsed(number: int, writer: Writer) -> tuple[str, str, list[Story], list[str]]:
    name, sheet = _SHEETS[number]
    stories = [writer.story(5 if name.startswith("flex") else 9)]
    stories += [writer.story(5)] if name.startswith("flex") else []
    asides = [writer.sentence()] if name in ("caption", "box") else []
    size = writer.chance.choice((13, 14, 15, 16))
    body = ""
    for story in stories:
        told = [f"<p>{one}</p>" for one in story.paragraphs]
        if name == "caption":
            told.insert(2, f"<figure><div></div><figcaption>{asides[0]}</figcaption></figure>")
        if name == "box":
            told.insert(2, f"<aside>{asides[0]}</aside>")
        body += f"<main><h1>{story.title}</h1>{''.join(told)}</main>"
    page = (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><style>body{{font-family:serif;"
        f"font-size:{size}px}}{sheet}</style>{body}</html>"
    )
    return f"browser, {name}", page, stories, [one.replace(SOFT, "") for one in asides]


def printed_page(page: str) -> bytes:
    """A web page as Chromium prints it."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "a.html"), Path(folder, "a.pdf")
        source.write_text(page, encoding="utf-8")
        command = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/u",
            f"--print-to-pdf={made}",
            "--no-pdf-header-footer",
            source.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return made.read_bytes()


def printed(seed: int, *, browser: bool = True) -> Iterator[Printed]:
    """Thirty files; those of two producers alone without a `browser`."""
    for number, (name, layout, how) in enumerate(_layouts()):
        writer = Writer(1000 * seed + number)
        pen = Pen() if (number + seed) % 2 else OtherPen()
        style = Style(**how)  # type: ignore[arg-type]
        if seed > 1:
            style.size *= writer.chance.uniform(0.92, 1.12)
            style.gutter *= writer.chance.uniform(0.9, 1.5)
            style.wide -= writer.chance.uniform(0, 40)
        stories, asides = layout(pen, writer, style)
        yield Printed(name, pen.done(), stories, [one.replace(SOFT, "") for one in asides])
    if browser:
        for number in range(len(_SHEETS)):
            name, page, stories, asides = _browsed(number, Writer(1000 * seed + 500 + number))
            yield Printed(name, printed_page(page), stories, asides)
