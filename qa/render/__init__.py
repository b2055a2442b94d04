"""What the window shows → safe HTML. Knows no Gradio; everything from an article is escaped.

Nothing here is Markdown. Of an article, its checked URL becomes a link, its id and escaped text
become attributes, and nothing else does.
"""

from qa.render.additions import Taken, adding, alarm, progress, refused
from qa.render.answers import exchange, exchanges
from qa.render.entries import as_csv, listing, shelf
from qa.render.frame import desk, dialogs, files, header, icon, links, rail, shell, welcome
from qa.render.library import overview, search_form
from qa.render.sources import article, cards

__all__ = [
    "Taken",
    "adding",
    "alarm",
    "article",
    "as_csv",
    "cards",
    "desk",
    "dialogs",
    "exchange",
    "exchanges",
    "files",
    "header",
    "icon",
    "links",
    "listing",
    "overview",
    "progress",
    "rail",
    "refused",
    "search_form",
    "shelf",
    "shell",
    "welcome",
]
