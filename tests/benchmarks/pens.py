"""Two producers of PDFs that draw lines where they are told to, and columns set in lines."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from fpdf import FPDF
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.benchmarks.printed_stories import SOFT

WIDTH, HEIGHT = 595.0, 842.0


class Pen:
    """Draws with reportlab."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, (WIDTH, HEIGHT))

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide it will be, in points."""
        return stringWidth(text, "Times-Bold" if bold else "Times-Roman", size)

    def write(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        """A line at `y` points below the top."""
        self._canvas.setFont("Times-Bold" if bold else "Times-Roman", size)
        self._canvas.drawString(x, HEIGHT - y, text)

    def upwards(self, x: float, y: float, text: str) -> None:
        """A line up the page."""
        self._canvas.saveState()
        self._canvas.translate(x, HEIGHT - y)
        self._canvas.rotate(90)
        self.write(0, HEIGHT, text, 6)
        self._canvas.restoreState()

    def frame(self, x: float, y: float, width: float, height: float, filled: bool = False) -> None:
        """A rectangle below `y`."""
        if filled:
            self._canvas.setFillGray(0.7)
        self._canvas.rect(x, HEIGHT - y - height, width, height, stroke=1, fill=int(filled))
        self._canvas.setFillGray(0)

    def page(self) -> None:
        """The next page."""
        self._canvas.showPage()

    def done(self) -> bytes:
        """The file."""
        self._canvas.save()
        return self._out.getvalue()


class OtherPen(Pen):
    """Draws with fpdf2."""

    def __init__(self) -> None:
        self._pdf = FPDF(unit="pt", format=(WIDTH, HEIGHT))
        self._pdf.set_auto_page_break(False)
        self._pdf.add_page()

    def _font(self, size: float, bold: bool) -> None:
        self._pdf.set_font("helvetica", "B" if bold else "", size)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        self._font(size, bold)
        return self._pdf.get_string_width(text)

    def write(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        self._font(size, bold)
        self._pdf.text(x, y, text)

    def upwards(self, x: float, y: float, text: str) -> None:
        with self._pdf.rotation(90, x, y):
            self.write(x, y, text, 6)

    def frame(self, x: float, y: float, width: float, height: float, filled: bool = False) -> None:
        self._pdf.set_fill_color(180)
        self._pdf.rect(x, y, width, height, style="DF" if filled else "D")

    def page(self) -> None:
        self._pdf.add_page()

    def done(self) -> bytes:
        return bytes(self._pdf.output())


@dataclass
class Style:
    """How columns are set."""

    columns: int = 2
    gutter: float = 14.0
    size: float = 10.0
    by_rows: bool = False
    justified: bool = False
    hyphened: bool = False
    indent: float = 0.0
    spaced: float = 0.0
    ragged_left: bool = False
    left: float = 50.0
    wide: float = WIDTH - 100.0

    @property
    def measure(self) -> float:
        """The width of a column."""
        return (self.wide - (self.columns - 1) * self.gutter) / self.columns


@dataclass
class Set:
    """A line as it is set; `last` that it ends its paragraph, `shift` how far it is moved in."""

    text: str
    last: bool
    shift: float = 0.0
    gap: float = 0.0


def lines_of(pen: Pen, paragraphs: Sequence[str], style: Style, narrow: int = 0) -> list[Set]:
    """Paragraphs in lines; the first `narrow` lines leave room for a large letter."""
    made: list[Set] = []
    for number, paragraph in enumerate(paragraphs):
        shift = style.indent if number else 0.0
        line = ""
        gap = style.spaced if number else 0.0
        words = paragraph.split()
        while words:
            room = style.measure - shift - (30 if len(made) < narrow else 0)
            tried = f"{line} {words[0]}".strip()
            if pen.width(tried.replace(SOFT, ""), style.size) <= room:
                line = tried
                words.pop(0)
                continue
            head = _divided(pen, line, words[0], room, style) if style.hyphened else ""
            if head:
                line = f"{line} {head}-".strip()
                words[0] = words[0][len(head) + (words[0][len(head)] == SOFT) :].removeprefix("-")
            inset = shift + (30 if len(made) < narrow else 0)
            made.append(Set(line.replace(SOFT, ""), False, inset, gap))
            line, shift, gap = "", 0.0, 0.0
        made.append(Set(line.replace(SOFT, ""), True, shift, gap))
    return made


def _divided(pen: Pen, line: str, word: str, room: float, style: Style) -> str:
    """The longest beginning of a word that has room with a hyphen behind it."""
    ends = [at for at, letter in enumerate(word) if letter in (SOFT, "-") and at > 1]
    for end in reversed(ends):
        tried = f"{line} {word[:end]}-".strip().replace(SOFT, "")
        if pen.width(tried, style.size) <= room:
            return word[:end]
    return ""


def draw_columns(pen: Pen, lines: Sequence[Set], style: Style, top: float, rows: int) -> int:
    """Draw up to `rows` lines a column; how many were drawn."""
    placed: list[tuple[int, int, float, float, Set]] = []
    for column in range(style.columns):
        y = top
        for row, line in enumerate(lines[column * rows : (column + 1) * rows]):
            y += (line.gap if row else 0) + style.size * 1.2
            x = style.left + column * (style.measure + style.gutter)
            placed.append((row, column, x, y, line))
    if style.by_rows:
        placed.sort(key=lambda one: one[:2])
    for _, _, x, y, line in placed:
        _draw(pen, line, x, y, style)
    return len(placed)


def _draw(pen: Pen, line: Set, x: float, y: float, style: Style) -> None:
    words = line.text.split()
    width = pen.width(line.text, style.size)
    if style.ragged_left:
        pen.write(x + style.measure - width, y, line.text, style.size)
    elif style.justified and not line.last and len(words) > 1:
        widths = [pen.width(word, style.size) for word in words]
        space = (style.measure - line.shift - sum(widths)) / (len(words) - 1)
        at = x + line.shift
        for word, wide in zip(words, widths, strict=True):
            pen.write(at, y, word, style.size)
            at += wide + space
    else:
        pen.write(x + line.shift, y, line.text, style.size)


def headline(pen: Pen, text: str, y: float, size: float, how: str = "", x: float = 50.0) -> None:
    """A headline; `how` is "spaced" or "twice" for ways to make it grand."""
    if how == "spaced":
        for letter in text:
            pen.write(x, y, letter, size, True)
            x += pen.width(letter, size, True) + 0.35 * size
        return
    pen.write(x, y, text, size, True)
    if how == "twice":
        pen.write(x + 0.4, y, text, size, True)
