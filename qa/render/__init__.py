"""What the window shows → safe HTML. Knows no Gradio; everything from an article is escaped.

Nothing here is Markdown. Of an article, its checked URL becomes a link, its id and escaped text
become attributes, and nothing else does.
"""

from qa.render.additions import (
    Addition,
    Allowed,
    Came,
    Unread,
    added,
    adding,
    addition,
    refused,
    size,
)
from qa.render.answers import exchange, exchanges
from qa.render.corrections import by_hand_note, correcting
from qa.render.entries import as_csv, shelf
from qa.render.frame import (
    desk,
    dialogs,
    files,
    header,
    icon,
    links,
    nowhere,
    rail,
    shared,
    shell,
)
from qa.render.library import overview
from qa.render.offers import examples, further
from qa.render.search import Hints, found, listing, search_form
from qa.render.sources import article, cards
from qa.render.welcome import Ways, invitation, welcome

__all__ = [
    "Addition",
    "Allowed",
    "Came",
    "Hints",
    "Unread",
    "Ways",
    "added",
    "adding",
    "addition",
    "article",
    "as_csv",
    "by_hand_note",
    "cards",
    "correcting",
    "desk",
    "dialogs",
    "examples",
    "exchange",
    "exchanges",
    "files",
    "found",
    "further",
    "header",
    "icon",
    "invitation",
    "links",
    "listing",
    "nowhere",
    "overview",
    "rail",
    "refused",
    "search_form",
    "shared",
    "shelf",
    "shell",
    "size",
    "welcome",
]
