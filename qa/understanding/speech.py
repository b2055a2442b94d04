"""Questions after words: what somebody said about something, or who said something."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index import WordLists

_LISTS = WordLists("qa.understanding", "speech.yaml")
_WHO = r"(?P<who>(?:(?!\b(?-i:what|that|which|who)\b)[^?,;]){2,60}?)"
_VERB = rf"(?P<verb>{_LISTS.either('plainly', 'loosely')})"
_ABOUT = rf"(?:{_LISTS.either('about')})"
_DO = r"(?:did|does|do|has|have|had|would|will)n?['’]?t?"
_BE = r"(?:is|was|are|were)"
_ABOUT_IT = rf"(?: ?{_ABOUT} (?P<about>[^?]+?))?"
_OFTEN = r"(?: (?:publicly|once|ever|first|then|recently|just|also|have to))?"
_HEARER = rf"(?: (?:the )?(?!{_ABOUT}\b)(?:\w+ ){{1,3}}?(?={_ABOUT}\b))?"
_REST = r"(?P<rest>\b[^?]*)?\?*$"
_EVER = r"(?:(?:say|said|says) (?:anything|something)|comment(?:ed)?|sp[eo]ak(?:en)?|react(?:ed)?)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "What did Veary say about the bridge", "How did she react to it"
        rf"^(?:and |but |so )?(?:what|how)(?: else| exactly| more)? {_DO} {_WHO}{_OFTEN} {_VERB}\b"
        rf"{_HEARER}{_ABOUT_IT}{_REST}",
        # "What is Veary saying about it"
        rf"^what {_BE} {_WHO} (?P<verb>saying|telling \w+|thinking){_ABOUT_IT}{_REST}",
        # "What is Veary's view of the bridge"
        rf"^(?:what|how) {_BE} {_WHO}['’]s? (?:\w+ )?{_LISTS.either('nouns')}\b{_ABOUT_IT}{_REST}",
        # "the reaction of Veary to the closure"
        rf"^(?:what {_BE} )?(?:the )?{_LISTS.either('nouns')} (?:of|by|from) {_WHO}"
        rf" {_ABOUT} (?P<about>[^?]+?){_REST}",
        # "What was said by Veary about the bridge", "What was blamed by Veary for it"
        rf"^(?:what|how) {_BE} (?:it )?{_VERB} by {_WHO}"
        rf"(?: (?:{_ABOUT}|for) (?P<about>[^?]+?))?\?*$",
        # "What Veary said about it"
        rf"^what {_WHO} (?P<verb>says?|said|thinks?|thought){_ABOUT_IT}{_REST}",
        # "Did Veary comment on the bridge"
        rf"^(?:did|has|have|does) {_WHO} (?:ever |publicly )?{_EVER}{_ABOUT_IT}{_REST}",
    )
)
# "According to Veary, why was it closed"
_ACCORDING = re.compile(r"^according to (?P<who>[^,?]{2,60}), (?P<rest>[^?]+)\?*$", re.IGNORECASE)
_ACCORDING_LAST = re.compile(
    r"^(?P<rest>[^?]+?),? according to (?P<who>[^,?]{2,60}?)\?*$", re.IGNORECASE
)
# "as the Register reported"
_AS_LAST = re.compile(
    r"^(?P<rest>[^?]+?), as (?:was )?(?:reported|stated|told|put) by (?P<who>[^,?]{2,60}?)\?*$|"
    r"^(?P<other>[^?]+?), as (?P<by>[^,?]{2,60}?) (?:reports?|reported|says?|said|has it|wrote|"
    r"puts? it|told it|had it)\?*$",
    re.IGNORECASE,
)
# the "knew" of "claim that the firm knew", which need not stand in the words
_MINDS = re.compile(rf"(?<=\w) {_LISTS.either('minds')}$", re.IGNORECASE)
_WHO_SAID = re.compile(
    r"^(?:whose words (?:are|were)|who (?:is|was) (?:being )?quoted (?:as )?saying)(?P<words>[^?]*)"
    r"|^(?:and |but |so )?(?:by )?whom?(?: else)? (?:ha(?:s|ve|d) |is |was |it (?:is|was) that )?"
    rf"(?:publicly |first |once |openly )?(?P<verb>{_LISTS.either('who_verbs')})\b(?P<rest>[^?]*)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"^who (?:has been|had been|was|were|is|are|got) ", re.IGNORECASE)
_QUOTE = re.compile(r"[“\"„«]([^”\"“»]{3,})[”\"“»]")
_BARE = re.compile(r"^(?:the |a |an |his |her )", re.IGNORECASE)
_OWN = re.compile(r"['’]s?$")
# the "reporters" of "told reporters after the vote"
_HEARD = re.compile(r"^(?:the |a )?[\w-]+(?: \w+)??(?= (?:that|in|at|on|after|when|during)\b|$) ?")
# the "Odile Raske" and "spokesman" of "Odile Raske's spokesman"
_OWNED = re.compile(r"^(?P<whose>[A-Z][^’']*)['’]s? (?P<what>[a-z][\w -]*)$")
_LIMIT = 6
"""A speaker is named in so many words at most."""


@dataclass(frozen=True, slots=True)
class AskedSpeech:
    """What is asked of somebody's words.

    `speaker` is who is asked of, empty where it is asked who said it; `about` what the words are
    about; `plainly` where nothing but words can answer; `words` are words in quotation marks;
    `on` is how the question says of what or when, `called` how it calls who is asked of.
    """

    speaker: str = ""
    about: str = ""
    plainly: bool = True
    words: str = ""
    on: str = ""
    called: str = ""

    @property
    def who(self) -> bool:
        """Whether it is asked who said it."""
        return not self.speaker


@lru_cache(1024)
def asked_speech(question: str) -> AskedSpeech | None:
    """What of somebody's words a question asks, None where it asks for something else."""
    text = " ".join(question.split()).strip()
    for pattern in _PATTERNS:
        if match := pattern.match(text):
            return _said(match.groupdict())
    if source := _source(text):
        speaker = _speaker(source[0])
        return AskedSpeech(speaker, source[1], plainly=False) if speaker else None
    match = _WHO_SAID.match(text)
    if match and (match["words"] is not None or not _PASSIVE.match(text)):
        quote = _QUOTE.search(text)
        about = match["rest"] or match["words"] or ""
        return AskedSpeech("", about.strip(), words=quote[1] if quote else "")
    return None


def unattributed(question: str) -> str:
    """The question without "according to …": what is asked, whoever is to say it."""
    text = " ".join(question.split()).strip()
    source = _source(text)
    return f"{source[1]}?" if source else question


def _source(text: str) -> tuple[str, str] | None:
    """Who is to say it, and what is asked, where a question ends or begins with that."""
    if match := _ACCORDING.match(text) or _ACCORDING_LAST.match(text):
        return match["who"], match["rest"]
    match = _AS_LAST.match(text)
    return (match["who"] or match["by"], match["rest"] or match["other"]) if match else None


def _said(found: dict[str, str | None]) -> AskedSpeech | None:
    speaker = _speaker(found.get("who") or "")
    if not speaker:
        return None
    verb = (found.get("verb") or "say").lower().split()[0]
    rest = (found.get("rest") or "").strip(" ?.!")
    if verb in ("tell", "told", "telling") and not found.get("about"):
        rest = _HEARD.sub("", rest)
    told = (found.get("about") or "").strip(" ?.!")
    about = " ".join(filter(None, (told, _MINDS.sub("", rest))))
    written = found.get("who") or ""
    last = speaker.split()[-1]
    many = last.islower() and last.endswith("s")  # "critics", of whom some may be named
    thing = many or last.lower() in _LISTS.among("things")
    deed = last.islower() and verb in _LISTS.among("deeds")  # "How did the market react"
    plainly = not (thing or deed) and verb not in _LISTS.among("loosely")
    called = _OWN.sub("", written.strip())
    return AskedSpeech(speaker, about, plainly, on=_on(told, rest), called=called)


def _on(told: str, rest: str) -> str:
    """How a question says of what or when, after "no article quotes the mayor"."""
    said = f"as saying {rest}" if rest.startswith("that ") else rest
    return " ".join(filter(None, (told and f"on {told}", said)))


def _speaker(written: str) -> str:
    """Who is asked of, without an article; empty where it is nobody in particular."""
    who = _BARE.sub("", _OWN.sub("", written.strip()))
    if owned := _OWNED.match(who):
        who = f"{owned['what']} of {owned['whose']}"
    words = who.lower().split()
    nobody = _LISTS.among("everybody")
    if not words or len(words) > _LIMIT or words[-1] in nobody or words[0] in nobody:
        return ""
    return who
