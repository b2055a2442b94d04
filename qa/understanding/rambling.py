"""A long request in a letter's words → the questions that it asks. Rules, no model.

"I am writing a piece on the bridge and would like to know how much the repair cost, and which share
of it the state bears, please" asks two things; the rest says who wants to know and what for.
"""

import re

from qa.types import Turn
from qa.understanding.followups import standalone

_LEAST = 20
"""A question of fewer words is read as it stands."""
_ASK = (
    r"(?:how (?:much|many|long|old|far|often|big|high|did|was|were|is|are)|how|what|which|who|whom"
    r"|whose|when|where|why|whether)\b"
)
# "I would like to know how much", "wondering when"
_WANTS = re.compile(
    r"\b(?:know|learn|find out|wonder(?:ed|ing)?|tell (?:me|us)|understand|clarify|establish"
    rf"|ask(?:ing)?|hear|check)[,:]? (?:about |exactly |roughly )?(?={_ASK})",
    re.IGNORECASE,
)
# who wants to know
_SELF = re.compile(r"\b(?:I|I['’]\w+|we|we['’]\w+|me|us|my|our)\b")
# ", and which share", "; when"
_NEXT = re.compile(rf"(?:[,;]? and(?: also)?|[,;]) (?={_ASK})", re.IGNORECASE)
# ", if there are different figures please give me all of them", ", many thanks"
_REST = re.compile(
    r"[,;.]? (?:and )?(?:(?:if|in case|should) (?:there|the|you|they|that)\b.*|please\b.*"
    r"|(?:many )?thanks?\b.*|thank you\b.*"
    r"|for (?:my|a|our) (?:piece|article|story|report|feature)\b.*)$",
    re.IGNORECASE,
)
# "of it"
_LEANS = re.compile(r"\b(?:it|this|that)\b(?! (?:is|was|took|take))", re.IGNORECASE)


def asked(question: str) -> tuple[str, ...]:
    """The questions in a long request, each standing alone as far as it can; () if it is none."""
    text = " ".join(question.split()).rstrip(" ?!.")
    if len(text.split()) < _LEAST:
        return ()
    wants = _WANTS.search(text)
    if wants is None or not _SELF.search(text[: wants.end()]):
        return ()
    rest = _REST.sub("", text[wants.end() :])
    pieces = [piece.strip(" ,;") for piece in _NEXT.split(rest)]
    if any(len(piece.split()) < 3 for piece in pieces):
        pieces = [rest.strip(" ,;")]
    about, made = _about(text[: wants.start()]), list[str]()
    for piece in pieces:
        alone = _unleaning(f"{piece}?", made)
        if alone == f"{piece}?":
            alone = standalone(alone, [Turn(one, one) for one in (about, *made[:1]) if one])
        made.append(f"{alone[0].upper()}{alone[1:]}")
    return tuple(dict.fromkeys(made))


def _about(before: str) -> str:
    """What the request says it is about: "a piece on public failures in Port Sellen"."""
    match = re.search(r"\b(?:about|on|regarding|concerning) (.+?)(?:,| and\b|$)", before)
    return match[1].strip() if match else ""


def _unleaning(question: str, before: list[str]) -> str:
    """With what an "it" that stayed means: what the first question ends with."""
    if not before or not _LEANS.search(question):
        return question
    topic = re.search(r"\b(?:of|for|in|at) ((?:the|a|an) [^?]+)\?$", before[0])
    if topic is None:
        return question
    return _LEANS.sub(topic[1], question, count=1)
