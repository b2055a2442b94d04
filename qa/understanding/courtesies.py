"""What is said around a question: "Could you tell me", "I'd like to know", "Just the date"."""

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

_MERELY = r"(?:(?:just|please|only|simply|kindly|ideally|preferably)[, ]+)*"
# "a short profile", "the exact figure", "one line or two"
_PIECE = (
    r"(?:(?:in|a|an|the|one|two|three|few|single|short|brief|quick|concise|simple|straight|direct|plain"
    r"|full|complete|exact|bare|main|key|of)\s+)*"
    r"(?:answer|reply|response|summary|overview|profile|version|explanation|sentence|line|word"
    r"|paragraph|number|figure|date|day|year|name|sum|amount|place|fact|gist|basics|essentials|list"
    r"|bullet point|them)s?"
)
# a sentence behind a question that says how it is to be answered, or what for
_MANNER = re.compile(
    r"(?:(?<=[?!])|(?<=\w{4}\.))\s+(?:(?:and|so|but)\s+)?"
    rf"{_MERELY}(?:"
    rf"(?:give|write|send|show|tell) (?:me|us) {_MERELY}{_PIECE}"
    r"|(?:keep|make) it (?:very |really )?(?:short|brief|simple|concise|quick)"
    r"|be (?:brief|short|concise)"
    rf"|(?:all |each |every one )?{_PIECE}(?: or (?:two|so|three))?"
    r"(?: only| alone| (?:is|are) (?:enough|fine|all (?:I|we) need)| (?:will|would) do| at most)?"
    r"|(?:short|brief|quick)(?:ly)?|no (?:details?|explanations?|essays?)|nothing (?:else|more)"
    r"|(?:I|we) (?:only |just )?(?:need|want) (?:(?:it|this|that|them) (?:for|by|before) [^?]{2,60}"
    rf"|{_MERELY}{_PIECE})"
    r"|(?:it['’]s|it is|this is) for (?:an?|my|our|the) [^?]{2,60}"
    r")(?:,? (?:please|thanks|thank you))?[.!]*\s*$",
    re.IGNORECASE,
)


def without_manner(text: str) -> str:
    """A question without the sentences behind it that say how to answer it: "Keep it short."."""
    while (rest := _MANNER.search(text)) and rest.start():
        text = text[: rest.start()]
    return text


def curt(text: str) -> str:
    """A question without such words, and without what it ends in."""
    bare = _THANKS.sub("", " ".join(text.split()).rstrip("?.! "))
    return _COURTESY.sub("", bare).rstrip("?.!, ")
