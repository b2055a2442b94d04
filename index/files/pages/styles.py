"""The style sheets within a page, and what they and `style` attributes say of each element.

Sheets that the page only links to are not fetched, and rules that hold for some screens, for paper
or within an animation are passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

import tinycss2
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list
from tinycss2.color3 import RGBA, parse_color

Values = Mapping[str, list[Any]]
"""Property → the tokens of its value."""

_SCREENS = ("", "all", "screen")
_LENGTHS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "vw": 10.0}
_LENGTHS |= {"vh": 10.0, "%": 10.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "pc": 16.0}
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^)]*\)", re.S)
_BLOCK = re.compile(r"(?<![^{};])([^{};]*+)\{([^{}]*+)\}")
_AT_BLOCK = re.compile(r"@([\w-]++)([^{};@]*+)\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}")
_OPEN, _SHUT = "\ufdd0", "\ufdd1"  # for braces; characters that no text has
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]|\\.")
_NAME = re.compile(r"[.#][\w-]+")
_PLAIN = re.compile(r"[\w\s.#>+~*-]+")
_NESTED = re.compile(r"[\"'\\@]|[(\[][^)\]]*;")


def sheets_of(tree: Any) -> list[str]:
    """The style sheets within a page, less most rules for classes and ids that it does not have."""
    names = frozenset(
        {f".{name}" for value in tree.xpath("//@class") for name in value.split()}
        | {f"#{value}" for value in tree.xpath("//@id")}
    )

    def matters(block: re.Match[str]) -> str:
        parts = _IN_BRACKETS.sub("", block[1]).split(",")
        held = [part for part in parts if names.issuperset(_NAME.findall(part))]
        if held and len(held) < len(parts) and _PLAIN.fullmatch(block[1].replace(",", " ")):
            return f"{','.join(held)}{{{block[2]}}}"
        return block[0] if held else ""

    return [
        _blockwise(_COMMENT.sub(" ", style.text or ""), partial(_BLOCK.sub, matters))
        for style in tree.xpath("//style")
        if (style.get("media") or "").strip().lower() in _SCREENS
    ]


def computed(
    tree: Any, sheets: Iterable[str], properties: frozenset[str]
) -> dict[Any, dict[str, list[Any]]]:
    """Element → the values of `properties` that win on it, by `sheets` and `style` attributes.

    Nothing is inherited here; elements on which none is set are left out.
    """
    wanted = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, properties))})\s*:", re.I)
    matcher = Matcher()
    for sheet in sheets:
        source = _blockwise(sheet, partial(_wanted, wanted=wanted))
        for rule in _rules(tinycss2.parse_stylesheet(source, True, True)):
            _add(matcher, rule, properties)
    found: dict[Any, dict[str, list[Any]]] = {}
    wrapped = _Wrapped(tree)
    for element in _concerned(tree, matcher):
        layers = [values for *_, values in matcher.match(wrapped.wrapper(element))]
        if inline := element.get("style"):
            layers.append(_declared(inline, properties))
        # what is !important wins over everything that is not
        values = {name: v for layer in (0, 1) for one in layers for name, v in one[layer].items()}
        if values:
            found[element] = values
    return found


def _wanted(sheet: str, wanted: re.Pattern[str]) -> str:
    """What of a sheet holds on every screen and may have a declaration that is `wanted`."""
    return _AT_BLOCK.sub(_on_screen, _BLOCK.sub(lambda block: _only(block, wanted), sheet))


def _on_screen(rule: re.Match[str]) -> str:
    return rule[0] if _holds(rule[1].lower(), rule[2]) else ""


def _holds(name: str, prelude: str) -> bool:
    """Whether the rules within a rule such as "@media screen" hold on every screen."""
    on = prelude.strip().lower()
    return name in ("supports", "layer") or (name == "media" and on in _SCREENS)


def _only(block: re.Match[str], wanted: re.Pattern[str]) -> str:
    """A block with only those of its declarations that are `wanted`; empty where none is."""
    if not wanted.search(block[2]):
        return ""
    if _NESTED.search(block[2]):
        return block[0]
    told = [one for one in block[2].split(";") if wanted.match(one.lstrip())]
    return f"{block[1]}{{{';'.join(told)}}}" if told else ""


def _concerned(tree: Any, matcher: Any) -> Iterator[Any]:
    """The elements that a selector may match, or that have a style of their own, in order."""
    if not matcher.order:
        yield from tree.xpath("descendant-or-self::*[@style]")
        return
    ids, classes = matcher.id_selectors, matcher.class_selectors
    tags = matcher.lower_local_name_selectors
    others = (matcher.other_selectors, matcher.lang_attr_selectors, matcher.namespace_selectors)
    every = any(others)
    for element in tree.iter("*"):
        if (
            every
            or element.tag in tags
            or element.get("style")
            or element.get("id") in ids
            or not classes.keys().isdisjoint((element.get("class") or "").split())
        ):
            yield element


class _Wrapped:
    """The elements of a tree as selectors see them, each wrapped when it is first asked for."""

    def __init__(self, tree: Any) -> None:
        root = ElementWrapper.from_html_root(tree)
        self._found = {root.etree_element: root}

    def wrapper(self, element: Any) -> Any:
        """The wrapper of an element of the tree."""
        above = [element]
        while above[-1] not in self._found:
            above.append(above[-1].getparent())
        for parent in above[:0:-1]:
            for child in self._found[parent].iter_children():
                self._found[child.etree_element] = child
        return self._found[element]


def _blockwise(sheet: str, change: Callable[[str], str]) -> str:
    """A sheet that is changed while braces within quotes are none; unchanged where that fails."""
    quoted = [one for one in _QUOTED.findall(sheet) if "{" in one or "}" in one]
    if not quoted:
        return change(sheet)
    if any("\n" in one for one in quoted) or _OPEN in sheet or _SHUT in sheet:
        return sheet
    masked = _QUOTED.sub(_masked, sheet)
    return change(masked).replace(_OPEN, "{").replace(_SHUT, "}")


def _masked(quoted: re.Match[str]) -> str:
    return quoted[0].replace("{", _OPEN).replace("}", _SHUT)


def _rules(nodes: Iterable[Any]) -> Iterator[Any]:
    """Yield the rules that hold on every screen."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif (
            node.type == "at-rule"
            and node.content is not None
            and _holds(node.lower_at_keyword, tinycss2.serialize(node.prelude))
        ):
            yield from _rules(tinycss2.parse_rule_list(node.content, True, True))


def _add(matcher: Any, rule: Any, properties: frozenset[str]) -> None:
    values = _declared(rule.content, properties)
    if any(values):
        try:
            for selector in _compiled(tinycss2.serialize(rule.prelude)):
                if selector.pseudo_element is None:
                    matcher.add_selector(selector, values)
        except SelectorError:  # browsers pass over the rule, too
            pass


@lru_cache(maxsize=2048)
def _compiled(selectors: str) -> list[Any]:
    found: list[Any] = compile_selector_list(selectors)
    return found


def _declared(content: Any, properties: frozenset[str]) -> tuple[Values, Values]:
    """The declarations of a block, those that are !important apart."""
    found: tuple[dict[str, list[Any]], dict[str, list[Any]]] = ({}, {})
    for item in tinycss2.parse_blocks_contents(content, True, True):
        if item.type == "declaration" and item.lower_name in properties:
            value = [token for token in item.value if token.type not in ("whitespace", "comment")]
            found[bool(item.important)][item.lower_name] = value
    return found


# -- values ------------------------------------------------------------------------------------


def word(value: list[Any]) -> str:
    """The keyword that a value is; empty for another value."""
    return str(value[0].lower_value) if len(value) == 1 and value[0].type == "ident" else ""


def pixels(tokens: Iterable[Any]) -> list[float]:
    """The lengths among `tokens` in pixels, taking a screen for a thousand wide."""
    found: list[float] = []
    for token in tokens:
        if token.type == "number":
            found.append(token.value)
        elif token.type == "percentage":
            found.append(token.value * _LENGTHS["%"])
        elif token.type == "dimension" and token.lower_unit in _LENGTHS:
            found.append(token.value * _LENGTHS[token.lower_unit])
    return found


def colour(tokens: Iterable[Any]) -> RGBA | None:
    """The colour among `tokens`; None for none that can be told."""
    for token in tokens:
        found = parse_color(token)
        if isinstance(found, RGBA):
            return found
    return None


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The contrast of two colours by WCAG 2, from 1 to 21; parts from 0 to 1."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(parts: tuple[float, float, float]) -> float:
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
