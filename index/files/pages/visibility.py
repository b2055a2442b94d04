"""Text in HTML that nobody who looks at the page sees is taken out before the page is read.

What hides it is the page's own word: elements and attributes that browsers do not show, `style`
attributes, and the style sheets within the page. Text is hidden that is not displayed, transparent,
out of the screen, clipped away, of no size, or in the colour of what is behind it; and what waits
in a closed <details>. A page as a whole is never hidden, nor long text that is a great part of
it: scripts show it when the page has loaded, or to subscribers. `aria-hidden` hides from screen
readers only, so it counts for nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import tinycss2
from tinycss2.color3 import RGBA, parse_color

from index.files.pages.styles import colour, computed, contrast, pixels, sheets_of, word

_UNSHOWN = "//template|//noscript|//datalist|//dialog[not(@open)]|//*[@hidden]|//*[@popover]"
_PLACES = frozenset({"left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent"})
_SIZES = frozenset({"width", "height", "max-width", "max-height"})
_INKS = frozenset(
    {"color", "-webkit-text-fill-color", "background", "background-color", "background-image"}
)
_SIGNS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(sign, re.I), frozenset(properties))
    for sign, properties in (
        (r"display\s*:\s*none", {"display"}),
        (r"content-visibility\s*:", {"content-visibility"}),
        (r"(?<!-)visibility\s*:\s*(?:hidden|collapse)", {"visibility"}),
        (r"opacity\s*[:(]\s*(?:0|\.0)", {"opacity", "filter", "animation", "animation-name"}),
        (
            r"(?:left|right|top|bottom|indent)\s*:\s*(?:-\d|\d{3})|translate",
            {*_PLACES, "transform"},
        ),
        (r"clip(?:-path)?\s*:\s*(?:rect|inset|circle|ellipse)", {"clip", "clip-path"}),
        (
            r"(?:width|height)\s*:\s*(?:[01]|\.\d+)(?![\d.])",
            {*_SIZES, "overflow", "overflow-x", "overflow-y"},
        ),
        (r"scale", {"scale", "transform"}),
        (
            r"font(?:-size)?\s*:[^;}]*(?<![\d.])(?:0?\.\d+|[01](?:\.\d+)?)(?:[a-z%]|\s*[;}!]|\s*$)",
            {"font", "font-size"},
        ),
        (r"(?:-color|(?<!-)color)\s*:\s*(?:#[ef]|white|\w*snow|transparent|rgb|hsl)", _INKS),
        (r"(?<!-)color\s*:[^{}]*background|background[^{}]*[;{\s]color\s*:", _INKS),
        (r"background[^;{}]*(?:#0|#[1-2]|black)", _INKS),
    )
)
"""What in a style may hide text, and the properties that then decide."""

_FAR = 500.0  # pixels beyond an edge
_BEYOND = 5_000.0
_REVEALED = 0.4  # of what is written in a page's paragraphs
_LONG = 1_000  # characters
_NO_SIZE, _USUAL_SIZE = 2.0, 16.0  # pixels
_NO_CONTRAST = 1.15
_NO_OPACITY = 0.05
_WHITE = (1.0, 1.0, 1.0)
_Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Look:
    """How text stands where it is.

    `ink` is None where nothing states it, `ground` where a picture or unknown lies behind it.
    """

    shown: bool = True
    size: float = _USUAL_SIZE
    ink: _Colour | None = None
    ground: _Colour | None = _WHITE

    @property
    def seen(self) -> bool:
        if not self.shown or self.size < _NO_SIZE:
            return False
        known = self.ink is not None and self.ground is not None
        return not known or contrast(self.ink, self.ground) >= _NO_CONTRAST  # type: ignore[arg-type]


def drop_hidden(tree: Any, *, scripts: bool = False) -> None:
    """Take out of `tree` what is hidden; the tree of a page or of a part of one.

    Where `scripts` may run, they show what is a great part of the page.
    """
    most = _REVEALED * _written(tree) if scripts else float("inf")

    def revealed(element: Any) -> bool:
        return element.tag in ("html", "body") or _written(element) > max(most, _LONG)

    for element in tree.xpath(_UNSHOWN):
        if not revealed(element):
            _drop(element)
    for details in tree.xpath("//details[not(@open)]"):
        _close(details)
    sheets = sheets_of(tree)
    said = [*sheets, "}".join(set(tree.xpath("//@style")))]
    signs = [names for sign, names in _SIGNS if any(map(sign.search, said))]
    marked = tree.xpath("//font[@color]|//*[@bgcolor]")
    properties = frozenset[str]().union(*signs, _INKS if marked else ())
    if not properties:
        return
    looks = computed(tree, sheets, properties)
    for element, values in list(looks.items()):
        if _is_gone(values) and not revealed(element):
            _drop(element)
    if properties & (_INKS | {"visibility", "font-size"}):
        for element in marked:
            looks.setdefault(element, {})
        _blank(tree, looks)


def _written(tree: Any) -> int:
    """How many characters stand in paragraphs."""
    return sum(len("".join(p.itertext())) for p in tree.iter("p"))


def _drop(element: Any) -> None:
    """Take an element out of its tree, and leave what follows it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)


def _close(details: Any) -> None:
    details.text = ""
    summary = next(iter(details.iterchildren("summary")), None)
    for child in list(details):
        child.tail = ""
        if child is not summary:
            details.remove(child)


def _is_gone(values: dict[str, list[Any]]) -> bool:
    return any(hides(values) for hides in _HIDES)


def _not_displayed(values: dict[str, list[Any]]) -> bool:
    return word(values.get("display", [])) == "none" or (
        word(values.get("content-visibility", [])) == "hidden"
    )


def _transparent(values: dict[str, list[Any]]) -> bool:
    moves = values.get("animation") or values.get("animation-name")
    if moves and word(moves) != "none":  # most fade in
        return False
    filters = [
        t for t in values.get("filter", []) if t.type == "function" and t.lower_name == "opacity"
    ]
    levels = [values.get("opacity", []), *(t.arguments for t in filters)]
    return any(
        token.value / (100 if token.type == "percentage" else 1) < _NO_OPACITY
        for level in levels
        for token in level
        if token.type in ("number", "percentage")
    )


def _off_screen(values: dict[str, list[Any]]) -> bool:
    names = ("left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent")
    moved = [n for name in names for n in pixels(values.get(name, []))]
    for token in values.get("transform", []):
        if token.type == "function" and token.lower_name.startswith("translate"):
            moved += [n for n in pixels(token.arguments) if abs(n) >= 2 * _FAR]
    return any(n <= -_FAR or n >= _BEYOND for n in moved)


def _clipped(values: dict[str, list[Any]]) -> bool:
    for token in [*values.get("clip", []), *values.get("clip-path", [])]:
        if token.type == "function":
            cut = pixels(token.arguments)
            if token.lower_name == "rect" and len(cut) == 4 and max(cut) - min(cut) <= 1:
                return True
            # percentages are told in tens of pixels
            if token.lower_name == "inset" and cut and cut[0] >= 500:
                return True
            if token.lower_name in ("circle", "ellipse") and cut and cut[0] == 0:
                return True
    return False


def _no_room(values: dict[str, list[Any]]) -> bool:
    flat = any(
        lengths and lengths[0] <= 1
        for name in ("width", "height", "max-width", "max-height")
        if (lengths := pixels(values.get(name, [])))
    )
    hides = ("overflow", "overflow-x", "overflow-y")
    if flat and any(
        t.type == "ident" and t.lower_value in ("hidden", "clip")
        for n in hides
        for t in values.get(n, [])
    ):
        return True
    scaled = [
        t.arguments
        for t in values.get("transform", [])
        if t.type == "function" and t.lower_name.startswith("scale")
    ]
    scaled.append(values.get("scale", []))
    return any(
        lengths and min(map(abs, lengths)) < _NO_OPACITY
        for part in scaled
        if (lengths := pixels(part))
    )


_HIDES: tuple[Callable[[dict[str, list[Any]]], bool], ...] = (
    *(_not_displayed, _transparent, _off_screen, _clipped, _no_room),
)


def _blank(tree: Any, looks: dict[Any, dict[str, list[Any]]]) -> None:
    """Empty the texts that are not seen where they stand."""
    from lxml import etree

    stack = [_Look()]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            here = stack[-1]
            if element in looks:
                here = _looking(here, element, looks[element])
            stack.append(here)
            if element.text and not here.seen and element.tag not in ("style", "script"):
                element.text = " "
        else:
            stack.pop()
            if element.tail and not stack[-1].seen:
                element.tail = " "


def _looking(look: _Look, element: Any, values: dict[str, list[Any]]) -> _Look:
    if said := word(values.get("visibility", [])):
        whole = element.tag in ("html", "body")
        look = replace(look, shown=said not in ("hidden", "collapse") or whole)
    for name in ("font", "font-size"):
        for size in _sizes(values.get(name, []), look.size):
            look = replace(look, size=size)
    inks = [values[name] for name in ("color", "-webkit-text-fill-color") if name in values]
    grounds = [
        values[n] for n in ("background", "background-color", "background-image") if n in values
    ]
    if element.tag == "font" and element.get("color"):
        inks.insert(0, tinycss2.parse_component_value_list(element.get("color")))
    if element.get("bgcolor"):
        grounds.insert(0, tinycss2.parse_component_value_list(element.get("bgcolor")))
    for ground in grounds:
        look = replace(look, ground=_ground(ground, look.ground))
    for ink in inks:
        look = replace(look, ink=_ink(ink, look))
    return look


def _sizes(tokens: list[Any], inherited: float) -> Iterator[float]:
    """The size that a `font` or `font-size` sets, if it can be told."""
    for token in tokens:
        if token.type == "percentage":
            yield inherited * token.value / 100
        elif token.type == "dimension" and token.lower_unit in ("em", "ex", "ch"):
            yield inherited * token.value
        elif token.type == "dimension" or (token.type == "number" and len(tokens) == 1):
            yield from pixels([token])
        elif len(tokens) > 1 or word(tokens) == "inherit":
            continue
        else:
            yield _USUAL_SIZE
        return


def _ground(tokens: list[Any], behind: _Colour | None) -> _Colour | None:
    if any(token.type in ("url", "function") and not parse_color(token) for token in tokens):
        return None
    return _over(colour(tokens), behind) if colour(tokens) else behind


def _ink(tokens: list[Any], look: _Look) -> _Colour | None:
    said = colour(tokens)
    if said:
        return _over(said, look.ground)
    return None if any(token.type == "function" for token in tokens) else look.ink


def _over(paint: RGBA | None, behind: _Colour | None) -> _Colour | None:
    """A paint on what is behind it; None where that matters and is not known."""
    if paint is None or (paint.alpha < 1 and behind is None):
        return None
    ground = behind or _WHITE
    red, green, blue = (
        p * paint.alpha + b * (1 - paint.alpha) for p, b in zip(paint[:3], ground, strict=True)
    )
    return red, green, blue
