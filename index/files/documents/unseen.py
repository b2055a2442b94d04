"""Text that a PDF or a Word file holds and does not show: not painted, in the paper's colour, tiny.

An invisible text layer over a scan is what its reader sees, so it is kept: text of a PDF that is
not painted counts as seen where images cover half of the page, and it lies on one of them.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from index.files.pages.styles import contrast

_NO_CONTRAST = 1.15
_NO_OPACITY = 0.05
_NO_HEIGHT = 1.5  # points
_TINTED = 1.02
_SCANNED = 0.5  # of the page's area, covered by images
_NOT_PAINTED = (3, 7)  # text render modes: invisible, and only to clip with
_OUTLINED = (1, 2, 5, 6)
_RECTANGLE = 5  # segments
_WHITE = (1.0, 1.0, 1.0)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_TINY = 3  # half points

_Box = tuple[float, float, float, float]  # left, bottom, right, top, in points
_Colour = tuple[float, float, float]


class Painted:
    """The text of a PDF page as it is painted, an operator at a time.

    What one operator shows looks alike, so it is judged by one character.
    """

    def __init__(self, page: Any, text_page: Any) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._text_page = text_page
        # its own type makes an object of each address, which takes longer than all else
        self._object_at = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
            ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
        )
        self._address = ctypes.cast(text_page.raw, ctypes.c_void_p)
        self.sheet = Sheet(page)
        self.layered = False
        """Whether some of what is seen is not painted: letters that a scanner recognised."""
        self._seen: dict[int, bool] = {0: True}  # spaces and line ends that PDFium put there

    def handle(self, position: int) -> int:
        """Which text object a character belongs to; 0 for none."""
        return self._object_at(self._address, position) or 0

    def shows(self, position: int, handle: int) -> bool:
        """Whether the character at a position of the text, of that text object, can be seen."""
        seen = self._seen.get(handle)
        if seen is None:
            text_object = self._raw.FPDFText_GetTextObject(self._text_page, position)
            mode = self._raw.FPDFTextObj_GetTextRenderMode(text_object)
            parts = [ctypes.c_uint() for _ in range(4)]
            self._raw.FPDFText_GetFillColor(self._text_page, position, *parts)
            ink = [part.value / 255 for part in parts]
            box = self._text_page.get_charbox(position, loose=True)
            seen = self._seen[handle] = self.sheet.shows(box, mode, ink)
            self.layered = self.layered or (seen and mode in _NOT_PAINTED)
        return seen


@dataclass(frozen=True)
class Sheet:
    """A page and what is painted on it beside text."""

    page: Any

    def shows(self, box: _Box, mode: int, ink: list[float]) -> bool:
        """Whether a character in `box` can be seen, in that text render mode and colour."""
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if 0 < box[3] - box[1] < _NO_HEIGHT or not _within(middle, self._paper):
            return False
        if mode in _NOT_PAINTED:
            return self.scanned and any(_within(middle, image) for image in self.images)
        if mode in _OUTLINED:
            return True
        grounds = [colour for bounds, colour in self._painted if _within(middle, bounds)]
        ground = grounds[-1] if grounds else _WHITE
        red, green, blue, opacity = ink
        if opacity < _NO_OPACITY:
            return False
        return ground is None or contrast((red, green, blue), ground) >= _NO_CONTRAST

    @cached_property
    def _paper(self) -> _Box:
        left, bottom, right, top = self.page.get_bbox()  # also where only the document states it
        return left, bottom, right, top

    @cached_property
    def _items(self) -> list[Any]:
        import pypdfium2.raw as raw

        kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
        return list(self.page.get_objects(filter=kinds, max_depth=8))

    @cached_property
    def _painted(self) -> list[tuple[_Box, _Colour | None]]:
        """Where there is what colour behind text, the topmost last; None for pictures."""
        import pypdfium2.raw as raw

        found: list[tuple[_Box, _Colour | None]] = [(box, None) for box in self.images]
        for item in self._items:
            if item.type == raw.FPDF_PAGEOBJ_SHADING:
                found.append((item.get_bounds(), None))
            elif item.type == raw.FPDF_PAGEOBJ_PATH:
                filled, _, colour, opacity = _paint(item)
                if filled and opacity > 0.5:
                    whole = raw.FPDFPath_CountSegments(item) <= _RECTANGLE
                    found.append((item.get_bounds(), colour if whole else None))
        return found

    @cached_property
    def drawn(self) -> list[_Box]:
        """Where lines and rectangles are drawn that can be seen."""
        import pypdfium2.raw as raw

        boxes: list[_Box] = []
        for item in self._items:
            if item.type != raw.FPDF_PAGEOBJ_PATH:
                continue
            if raw.FPDFPath_CountSegments(item) > _RECTANGLE:
                continue
            filled, stroked, colour, opacity = _paint(item)
            if stroked or (filled and opacity > 0.05 and contrast(colour, _WHITE) > _TINTED):
                boxes.append(item.get_bounds())
        return boxes

    @cached_property
    def images(self) -> list[_Box]:
        """Where pictures are."""
        import pypdfium2.raw as raw

        return [item.get_bounds() for item in self._items if item.type == raw.FPDF_PAGEOBJ_IMAGE]

    @property
    def scanned(self) -> bool:
        """Whether pictures cover so much of the page that it may be one of a scanner."""
        return self.covered >= _SCANNED

    @cached_property
    def covered(self) -> float:
        """Which part of the page pictures cover, in [0, 1]; more where they lie on one another."""
        left, bottom, right, top = self._paper
        covered = sum(
            max(0.0, min(right, box[2]) - max(left, box[0]))
            * max(0.0, min(top, box[3]) - max(bottom, box[1]))
            for box in self.images
        )
        return covered / max(1.0, (right - left) * (top - bottom))


def _paint(path: Any) -> tuple[bool, bool, _Colour, float]:
    """Whether a path is filled, whether stroked, and the colour and opacity of its filling."""
    import pypdfium2.raw as raw

    filling, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, filling, stroked)
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(path, *parts)
    red, green, blue, opacity = (part.value / 255 for part in parts)
    return bool(filling.value), bool(stroked.value), (red, green, blue), opacity


def _within(point: tuple[float, float], box: _Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


# -- Word --------------------------------------------------------------------------------------


def drop_unseen_runs(document: Any) -> None:
    """Take the runs that a reader of a Word document does not see out of it."""
    looks = _Looks(document)
    for run in list(document.element.iter(f"{_W}r")):
        if not looks.shows(run):
            run.getparent().remove(run)


class _Looks:
    """How runs look: by their own properties, else their styles', else the document's."""

    def __init__(self, document: Any) -> None:
        styles = document.styles.element
        self._styles = {style.get(f"{_W}styleId"): style for style in styles.iter(f"{_W}style")}
        self._usual = {
            style.get(f"{_W}type"): style.get(f"{_W}styleId")
            for style in self._styles.values()
            if style.get(f"{_W}default") in ("1", "true", "on")
        }
        self._defaults = list(styles.iterfind(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
        background = document.element.find(f"{_W}background")
        self._paper = _rgb(background.get(f"{_W}color") if background is not None else None)

    def shows(self, run: Any) -> bool:
        properties = [*run.iterfind(f"{_W}rPr"), *self._of_styles(run), *self._defaults]
        if _first(properties, "vanish") not in (None, *_OFF):
            return False
        size = _first(properties, "sz") or ""
        if size.isdecimal() and int(size) <= _TINY:
            return False
        ink = _rgb(_first(properties, "color"))
        if ink is None or _first(properties, "highlight") not in (None, "none", "white"):
            return True
        ground = self._ground(run, properties)
        return ground is None or contrast(ink, ground) >= _NO_CONTRAST

    def _of_styles(self, run: Any) -> Iterator[Any]:
        own = run.find(f"{_W}rPr/{_W}rStyle")
        yield from self._chain(own.get(f"{_W}val") if own is not None else "")
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
        usual = self._usual.get("paragraph")
        yield from self._chain(style.get(f"{_W}val") if style is not None else usual)

    def _chain(self, name: str | None) -> Iterator[Any]:
        """Yield the run properties of a style and of those that it is based on."""
        met: set[str] = set()
        while name and name in self._styles and name not in met:
            met.add(name)
            yield from self._styles[name].iterfind(f"{_W}rPr")
            base = self._styles[name].find(f"{_W}basedOn")
            name = base.get(f"{_W}val") if base is not None else None

    def _ground(self, run: Any, properties: list[Any]) -> _Colour | None:
        """The colour behind a run; None where a table's style may set it."""
        shades = [shade for own in properties for shade in own.iterfind(f"{_W}shd")]
        for above in run.iterancestors():
            shades += above.iterfind(f"{_W}pPr/{_W}shd")
            shades += above.iterfind(f"{_W}tcPr/{_W}shd")
            styled = above.find(f"{_W}tblPr/{_W}tblStyle")
            if styled is not None:
                style = self._styles.get(styled.get(f"{_W}val"))
                shades += style.iter(f"{_W}shd") if style is not None else ()
        for shade in shades:
            fill = shade.get(f"{_W}fill")
            if fill not in (None, "auto"):
                themed = any(name.endswith("themeFill") for name in shade.attrib)
                return None if themed else _rgb(fill)
        return self._paper or _WHITE


def _first(properties: list[Any], name: str) -> str | None:
    """The first value of a property; one that is there without a value is on."""
    for own in properties:
        stated = own.find(f"{_W}{name}")
        if stated is not None:
            return str(stated.get(f"{_W}val", "1"))
    return None


def _rgb(code: str | None) -> _Colour | None:
    """Such as "FFFFFF"; None for another or automatic colour."""
    try:
        red, green, blue = bytes.fromhex(code or "")
    except ValueError:
        return None
    return red / 255, green / 255, blue / 255
