"""What is said around a question out of courtesy: "Could you tell me", "I'd like to know"."""

import re

from qa.understanding.lists import ASKED

_ASKS = r"(?:wh(?:at|ich|en|ere|o|om|ose|y)|how|in (?:what|which)|since when|if|whether)\b"
# "Please, could you", "So"; "tell me" only before what is a question of its own
_COURTESY = re.compile(
    rf"^(?:{ASKED.either('courtesies')}\b,? "
    rf"|{ASKED.either('requests')}(?: please)?,? (?={_ASKS}))+",
    re.IGNORECASE,
)
_THANKS = re.compile(rf",? {ASKED.either('thanks')}$", re.IGNORECASE)


def curt(text: str) -> str:
    """A question without such words, and without what it ends in."""
    bare = _THANKS.sub("", " ".join(text.split()).rstrip("?.! "))
    return _COURTESY.sub("", bare).rstrip("?.!, ")
