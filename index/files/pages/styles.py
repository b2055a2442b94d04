"""The style sheets within a page, and what they and `style` attributes say of each element.

Sheets that the page only links to are not fetched, and rules that hold for some screens, for paper
or within an animation are passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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
_BLOCK = re.compile(r"([^{};]*)\{([^{}]*)\}")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]|\\.")
_NAME = re.compile(r"[.#][\w-]+")


def sheets_of(tree: Any) -> list[str]:
    """The style sheets within a page, less most rules for classes and ids that it does not have."""
    names = frozenset(
        {f".{name}" for value in tree.xpath("//@class") for name in value.split()}
        | {f"#{value}" for value in tree.xpath("//@id")}
    )

    def matters(block: re.Match[str]) -> str:
        parts = _IN_BRACKETS.sub("", block[1]).split(",")
        return block[0] if any(names.issuperset(_NAME.findall(part)) for part in parts) else ""

    return [
        _blockwise(_COMMENT.sub(" ", style.text or ""), matters)
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
    matcher, styled = Matcher(), False
    for sheet in sheets:
        source = _blockwise(sheet, lambda block: block[0] if wanted.search(block[2]) else "")
        for rule in _rules(tinycss2.parse_stylesheet(source, True, True)):
            styled = _add(matcher, rule, properties) or styled
    found: dict[Any, dict[str, list[Any]]] = {}
    for element, layers in _matched(tree, matcher if styled else None):
        if inline := element.get("style"):
            layers.append(_declared(inline, properties))
        # what is !important wins over everything that is not
        values = {name: v for layer in (0, 1) for one in layers for name, v in one[layer].items()}
        if values:
            found[element] = values
    return found


def _matched(tree: Any, matcher: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Elements that may be styled, with the values that selectors give them, weakest first."""
    if matcher is None:  # to walk over all elements takes longer than all the rest
        yield from ((element, []) for element in tree.xpath("descendant-or-self::*[@style]"))
        return
    for wrapper in ElementWrapper.from_html_root(tree).iter_subtree():
        yield wrapper.etree_element, [values for *_, values in matcher.match(wrapper)]


def _blockwise(sheet: str, change: Callable[[re.Match[str]], str]) -> str:
    """A sheet with its innermost blocks changed; unchanged where quoted braces hide the blocks."""
    hidden = any("{" in quoted or "}" in quoted for quoted in _QUOTED.findall(sheet))
    return sheet if hidden else _BLOCK.sub(change, sheet)


def _rules(nodes: Iterable[Any]) -> Iterator[Any]:
    """Yield the rules that hold on every screen."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content is not None:
            name = node.lower_at_keyword
            on = tinycss2.serialize(node.prelude).strip().lower()
            if name in ("supports", "layer") or (name == "media" and on in _SCREENS):
                yield from _rules(tinycss2.parse_rule_list(node.content, True, True))


def _add(matcher: Any, rule: Any, properties: frozenset[str]) -> bool:
    """Add a rule to `matcher`; whether it sets any of `properties` on anything."""
    values = _declared(rule.content, properties)
    added = False
    if any(values):
        try:
            for selector in compile_selector_list(rule.prelude):
                if selector.pseudo_element is None:
                    matcher.add_selector(selector, values)
                    added = True
        except SelectorError:  # browsers pass over the rule, too
            pass
    return added


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
