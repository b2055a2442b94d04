"""What the window shows → safe HTML. Knows no Gradio; everything from an article is escaped.

Nothing here is Markdown. Of an article, its checked URL and escaped example questions become
attributes, and nothing else.
"""

from qa.render.answers import exchange, exchanges, header, stylesheet, welcome
from qa.render.sources import NEAREST, cards

__all__ = ["NEAREST", "cards", "exchange", "exchanges", "header", "stylesheet", "welcome"]
