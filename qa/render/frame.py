"""What stands around the answers: the header, the rail of conversations, the desk, the dialogs."""

import json
from collections.abc import Sequence
from html import escape
from importlib import resources

from index import Coverage
from qa.sending import Choice

_SHEETS = ("page.css", "answers.css", "library.css")
_SCRIPTS = ("page.js", "library.js")
UNSTATED = "not stated"
"""How a filter calls articles that state no kind."""


def head() -> str:
    """The page's styles and scripts, to stand in its <head>."""
    styles, scripts = (
        "\n".join(resources.files("qa.render").joinpath(n).read_text("utf-8") for n in names)
        for names in (_SHEETS, _SCRIPTS)
    )
    return f"<style>{styles}</style><script>{scripts}</script>"


def header(coverage: Coverage, store: str = "", person: str = "") -> str:
    """The name, the two rooms, and what the archive holds.

    `store` names the archive and the person: under it the browser keeps conversations.
    """
    kept = f' data-store="{escape(store)}"' if store else ""
    leave = f'<a class="dl-leave" href="logout">Log out {escape(person)}</a>' if person else ""
    return (
        f'<header class="dl-header"{kept}>'
        '<button type="button" class="dl-menu" data-rail aria-label="Conversations">☰</button>'
        '<h1>Dateline</h1><nav class="dl-rooms" aria-label="Rooms">'
        '<a href="#ask" aria-current="page">Ask</a><a href="#archive">Archive</a></nav>'
        f'<p><span class="dl-hidden">The archive holds </span>{escape(str(coverage))}</p>{leave}'
        "</header>"
    )


def rail() -> str:
    """The conversations that this browser keeps; the script fills the list in."""
    return (
        '<nav class="dl-rail" aria-label="Conversations">'
        '<button type="button" class="dl-fresh" data-fresh>New conversation</button>'
        '<h2>Conversations</h2><ol id="dl-conversations"></ol>'
        '<p id="dl-none-kept" class="dl-small">Kept in this browser only.</p>'
        '<p class="dl-exports"><span>Save this conversation</span> '
        '<button type="button" data-export="markdown">Markdown</button> '
        '<button type="button" data-export="json">JSON</button></p></nav>'
    )


def welcome(examples: Sequence[str] = ()) -> str:
    """What stands in the chat before the first question. Examples are buttons to be clicked."""
    buttons = "".join(
        f'<li><button type="button" data-question="{escape(example)}" dir="auto">'
        f"{escape(example)}</button></li>"
        for example in examples
    )
    offered = f'<p class="dl-small">For example</p><ul>{buttons}</ul>' if buttons else ""
    return (
        '<div class="dl-welcome"><h2>Ask what the articles report</h2>'
        "<p>Each sentence of an answer leads to the characters that carry it. "
        "Where the articles do not say, neither does the answer.</p>"
        f"{offered}</div>"
    )


def desk(coverage: Coverage, readers: Sequence[Choice] = ()) -> str:
    """The box for the question, the filters and readers that are at hand, and the buttons."""
    return (
        '<p id="dl-notice" role="alert" hidden></p>'
        '<p id="dl-editing" hidden>In place of the last question. '
        '<button type="button">Ask a new one instead</button></p>'
        '<form class="dl-desk" aria-label="Ask a question"><div class="dl-box">'
        '<label class="dl-hidden" for="dl-question">Your question</label>'
        '<textarea id="dl-question" rows="1" placeholder="Ask a question" dir="auto" '
        'maxlength="2000" autocomplete="off" enterkeyhint="send"></textarea>'
        '<button id="dl-send" type="submit">Ask</button>'
        '<button id="dl-stop" type="button" hidden>Stop</button></div>'
        f'<div class="dl-under">{_filter(coverage)}<span id="dl-chips"></span>'
        f"{_readers(readers)}</div></form>"
    )


def _readers(readers: Sequence[Choice]) -> str:
    """Who words the answers, where there is a choice or text is sent, and where it is sent."""
    if len(readers) < 2 and not any(reader.sent for reader in readers):
        return ""
    options = "".join(
        f'<option value="{escape(reader.name)}" data-sent="{escape(reader.sent)}">'
        f"{escape(reader.label)}</option>"
        for reader in readers
    )
    return (
        '<label class="dl-by"><span class="dl-hidden">Answers are </span>'
        f'<select id="dl-by">{options}</select></label><p id="dl-sent" class="dl-small" hidden></p>'
    )


def _filter(coverage: Coverage) -> str:
    dates = "".join(
        f'<label>{label} <input type="date" name="{name}" {_between(coverage)}></label>'
        for name, label in (("since", "From"), ("until", "To"))
    )
    outlets = _choices("outlets", "Outlets", [(n, n, many) for n, many in coverage.outlets if n])
    kinds = [(name, name or UNSTATED, many) for name, many in coverage.kinds]
    return (
        '<details id="dl-filter"><summary>Filters</summary><div class="dl-filters">'
        '<fieldset class="dl-dates"><legend>Published</legend>'
        f"<div>{dates}</div></fieldset>{outlets}"
        f"{_choices('kinds', 'Kind of article', kinds) if len(kinds) > 1 else ''}</div></details>"
    )


def _between(coverage: Coverage) -> str:
    """No day outside of what the archive covers can be picked."""
    known = (("min", coverage.first), ("max", coverage.last))
    return " ".join(f'{name}="{day.isoformat()}"' for name, day in known if day)


def _choices(name: str, legend: str, options: Sequence[tuple[str, str, int]]) -> str:
    if not options:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{escape(value)}" '
        f'data-name="{escape(label)}"><span dir="auto">{escape(label)}</span> '
        f'<small>{many:,}<span class="dl-hidden"> articles</span></small></label>'
        for value, label, many in options
    )
    return f'<fieldset><legend>{legend}</legend><div class="dl-choices">{boxes}</div></fieldset>'


def dialogs() -> str:
    """The reader, where a whole article is opened, and the question before something is deleted."""
    return (
        '<dialog id="dl-reader" aria-label="Article">'
        '<form method="dialog"><button aria-label="Close the article">✕</button></form>'
        '<div class="dl-reading" tabindex="0"></div></dialog>'
        '<dialog id="dl-confirm" aria-label="Are you sure?"><p></p><form method="dialog">'
        '<button value="no">Keep</button><button value="yes" class="dl-delete">Delete</button>'
        "</form></dialog>"
    )


def told(value: object) -> str:
    """A value as JSON that may stand in an attribute."""
    return escape(json.dumps(value, ensure_ascii=False))
