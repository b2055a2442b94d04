"""Plain text and Markdown: labelled header lines, front matter, the headline, the paragraphs."""

import re
from collections.abc import Iterator

from index.files.decoding import clean
from index.files.fields import fields_of
from index.files.heads import without_head
from index.files.markup import strip_markup

Draft = tuple[dict[str, object], list[str]]
"""An article's values by the names of `fields.FIELDS`, and remarks on what was left out."""

_HEADLINE_CHARS = 150
_HEADER_LINES = 15
_LABELLED = re.compile(r"([A-Za-z][A-Za-z _-]{1,24}?)\s*:\s+(\S.*)")
_LABELS = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("source", "outlet", "publisher", "publication", "newspaper"), "source"),
    **dict.fromkeys(("published", "date", "publication date", "publish date"), "published"),
    **dict.fromkeys(("updated", "modified", "last updated"), "updated"),
    **dict.fromkeys(("by", "author", "authors", "byline"), "authors"),
    **dict.fromkeys(("url", "link"), "url"),
    **dict.fromkeys(("kind", "type", "genre", "section", "category"), "kind"),
    "id": "id",
}
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’)\]]*$")
_CLOCK_OR_DATE = re.compile(
    r"\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\b|GMT|UTC|[A-Z]{2,4}T\b|\b)|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*,?\s\d{4}"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2},?\s\d{4}"
)
_MAY_HIDE = re.compile(
    r"<[a-z][^<>]*\b(?:hidden|style|class|popover)\b|<(?:template|details|dialog|noscript|style|font)\b",
    re.I,
)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


def read_plain(text: str) -> Draft:
    """Labelled lines ("Date: 2023-05-15") before the first blank line, else a headline, else none.

    The first line is the headline when it stands alone, is short, and is neither a sentence nor
    a clock or a date.
    """
    text = clean(text)
    values: dict[str, object] = {}
    block, gap, rest = text.partition("\n\n")
    labelled = _header(block)
    if labelled and gap:
        values, text = labelled, rest.lstrip("\n")
    if "title" not in values:
        first, _, rest = text.partition("\n\n")
        if rest and _is_headline(first):
            said, text = without_head(rest)
            values = {"title": first.strip(), **said, **values}
    return {**values, "text": text}, []


def read_markdown(source: str) -> Draft:
    """Front matter by the names that records may use, `# heading` as the title, then plain text."""
    source = clean(source)
    values, remarks, source = _front_matter(source)
    if _MAY_HIDE.search(source):
        source = _without_hidden(source)
    heading, paragraphs = _rendered(source)
    if heading and values.setdefault("title", heading) != heading:
        paragraphs.insert(0, heading)
    return {**values, "text": "\n\n".join(paragraphs)}, remarks


def _header(block: str) -> dict[str, object]:
    lines = block.split("\n")
    if len(lines) > _HEADER_LINES:
        return {}
    values: dict[str, object] = {}
    for line in lines:
        match = _LABELLED.fullmatch(line.strip())
        if match is None:
            return {}
        name = _LABELS.get(match[1].replace("_", " ").replace("-", " ").casefold())
        if name:
            values.setdefault(name, match[2])
    # "By: ..." alone may be how a story begins; one label counts if it could be nothing else
    return values if len(values) > 1 or values.keys() & {"title", "source", "url"} else {}


def _is_headline(line: str) -> bool:
    line = line.strip()
    return (
        "\n" not in line
        and len(line) <= _HEADLINE_CHARS
        and len(re.findall(r"\w{2,}", line)) > 1
        and not _SENTENCE_END.search(line)
        and not _CLOCK_OR_DATE.search(line)
    )


def _front_matter(source: str) -> tuple[dict[str, object], list[str], str]:
    match = _FRONT_MATTER.match(source)
    if match is None:
        return {}, [], source
    import yaml

    from index.files.frontmatter import loaded

    try:
        found = loaded(match[1])
    except (yaml.YAMLError, RecursionError) as error:
        why = str(getattr(error, "problem", "") or "nested too deep")
        return {}, [f"the front matter is not valid YAML: {why}; left out"], source[match.end() :]
    if not isinstance(found, dict):
        return {}, [], source
    return fields_of(found, {}), [], source[match.end() :]


def _without_hidden(source: str) -> str:
    """Return what can be seen of Markdown with HTML in it, as plain paragraphs and headings."""
    from markdown_it import MarkdownIt

    page = MarkdownIt("commonmark").enable("table").render(source)
    headed = re.sub(r"<(h[1-6])>\s*(\S)", lambda m: f"<{m[1]}>{'#' * int(m[1][1])} {m[2]}", page)
    return strip_markup(headed)


def _rendered(source: str) -> tuple[str, list[str]]:
    """Return the first top heading, and the other blocks; items and rows are lines of one."""
    from markdown_it import MarkdownIt

    title, join, prefix = "", "", ""
    paragraphs: list[str] = []
    depth, row, top = 0, False, False
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type.startswith(("bullet_list", "ordered_list", "table")):
            depth += token.nesting
            join = join if depth else ""
        elif token.type.startswith("tr_"):
            row, join = token.nesting > 0, "\n" if join else ""
        elif token.type == "list_item_open":
            prefix = "- "
        elif token.type == "heading_open":
            top = token.tag == "h1" and not title
        elif text := _block_text(token):
            if top:
                title, top = text, False
                continue
            if join:
                paragraphs[-1] += join + prefix + text
            else:
                paragraphs.append(prefix + text)
            prefix = ""
            join = (" | " if row else "\n") if depth else ""
    return title, paragraphs


def _block_text(token: object) -> str:
    kind, content = getattr(token, "type", ""), str(getattr(token, "content", ""))
    if kind in ("fence", "code_block"):
        return content.strip("\n")
    if kind == "html_block":
        return strip_markup(content).strip()
    return "".join(_inline(token)).strip() if kind == "inline" else ""


def _inline(token: object) -> Iterator[str]:
    for child in getattr(token, "children", None) or ():
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type == "softbreak":
            yield " "
        elif child.type == "hardbreak":
            yield "\n"
