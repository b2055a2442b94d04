"""What stands around the answers: the header, the rail of conversations, the desk, the dialogs."""

from collections.abc import Sequence
from importlib import resources

from index import Coverage
from qa.render.parts import html
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
    return html("frame", "head", styles, scripts)


def header(coverage: Coverage, store: str = "", person: str = "") -> str:
    """The name, the two rooms, and what the archive holds.

    `store` names the archive and the person: under it the browser keeps conversations.
    """
    return html("frame", "header", coverage, store, person)


def rail() -> str:
    """The conversations that this browser keeps; the script fills the list in."""
    return html("frame", "rail")


def welcome(examples: Sequence[str] = ()) -> str:
    """What stands in the chat before the first question. Examples are buttons to be clicked."""
    return html("frame", "welcome", examples)


def desk(coverage: Coverage, readers: Sequence[Choice] = ()) -> str:
    """The box for the question, the filters and readers that are at hand, and the buttons.

    Who words the answers is shown where there is a choice or text is sent, and where it is sent.
    """
    outlets = [(name, name, articles) for name, articles in coverage.outlets if name]
    kinds = [(name, name or UNSTATED, articles) for name, articles in coverage.kinds]
    choices = [("outlets", "Outlets", outlets)] if outlets else []
    if len(kinds) > 1:
        choices.append(("kinds", "Kind of article", kinds))
    offered = readers if len(readers) > 1 or any(reader.sent for reader in readers) else ()
    return html("frame", "desk", coverage, choices, offered)


def dialogs() -> str:
    """The reader, where a whole article is opened, and the question before something is deleted."""
    return html("frame", "dialogs")
