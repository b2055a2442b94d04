"""What stands around the answers: the header, the rail of conversations, the desk, the dialogs."""

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from index import Coverage
from qa.render.additions import Allowed
from qa.render.parts import html
from qa.sending import Choice

_SHEETS = (
    "page.css",
    "answers.css",
    "library.css",
    "offers.css",
    "search.css",
    "welcome.css",
    "settings.css",
    "adding.css",
    "sources.css",
    "steady.css",
    "share.css",
    "print.css",
)
_SCRIPTS = (
    "keeping.js",
    "page.js",
    "answers.js",
    "library.js",
    "welcome.js",
    "settings.js",
    "offers.js",
    "search.js",
    "adding.js",
    "correcting.js",
    "sources.js",
    "preview.js",
    "steady.js",
    "share.js",
)
UNSTATED = "not stated"
"""How a filter calls articles that state no kind."""


def files() -> dict[str, bytes]:
    """The page's styles, scripts and mark, each one file, by its ending."""
    return {
        ".css": "\n".join(map(_text, _SHEETS)).encode(),
        ".js": "\n".join(map(_text, _SCRIPTS)).encode(),
        ".svg": _text("mark.svg").encode(),
    }


def icon() -> Path:
    """The mark as a picture, for who does not take the drawing."""
    return Path(__file__).with_name("mark.png")


def links(addresses: Mapping[str, str]) -> str:
    """What stands in a <head> to have our `files`, which are at these addresses."""
    return html("shell", "links", addresses)


def shell(
    addresses: Mapping[str, str],
    told: tuple[str, str],
    entry: str,
    needed: Sequence[str],
    *,
    asking: bool,
) -> str:
    """The whole page, as it is sent: what it looks like at once, and what it is made of.

    `told` is what Gradio's scripts are told, its configuration and its API, as JSON without "<";
    `entry` the script that begins, and `needed` the other scripts and styles that it will want,
    the first of them first. Without `asking` it is the page for logging in.
    """
    scripts = [one for one in needed if one.endswith(".js")]
    sheets = [one for one in needed if one not in scripts]
    opening = _text("opening.css"), _text("early.js"), _text("opening.js")
    return html("shell", "shell", addresses, *opening, told, entry, scripts, sheets, asking)


def nowhere(home: str) -> str:
    """The page at an address where nothing is; `home` is where the window is."""
    return html("nowhere", "nowhere", _text("nowhere.css"), home)


def _text(name: str) -> str:
    return resources.files("qa.render").joinpath(name).read_text("utf-8")


def header(
    coverage: Coverage,
    store: str = "",
    person: str = "",
    allowed: Allowed | None = None,
    *,
    rated: bool = True,
) -> str:
    """The name, the two rooms, what the archive holds, and a way to add to it where `allowed`.

    `store` names the archive and the person: under it the browser keeps conversations. Whether
    answers can be `rated` is told to the whole page.
    """
    return html("frame", "header", coverage, store, person, allowed, rated)


def rail() -> str:
    """The conversations that this browser keeps; the script fills the list in."""
    return html("frame", "rail")


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
    return html("frame", "desk", coverage, choices, offered, (*readers, Choice("", ""))[0])


def dialogs() -> str:
    """The reader, where a whole article is opened, and the question before something is deleted."""
    return html("frame", "dialogs")


def shared(said: Sequence[str]) -> str:
    """What stands above an answer that a link led to, sentence by sentence."""
    return html("share", "shared", said)
