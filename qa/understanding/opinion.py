"""Questions after opinions: what newspapers think of something, why something should be done."""

import re
from dataclasses import dataclass
from functools import lru_cache

_TELLERS = (
    r"(?:the |most |many |any )?(?:news)?papers?|the press|(?:the )?(?:media|outlets)|"
    r"(?:the )?(?:editorials?|editorial (?:boards?|writers?)|leader writers?|columnists?|"
    r"commentators?|pundits?|opinion (?:pieces|writers)|opinion pages)"
)
_THINK = r"(?:think|thought|say|said|saying|write|written|argue|feel|make|believe|want)"
_THOUGHT = re.compile(
    rf"^(?:what|how) (?:do|does|did|are|have|has) (?:{_TELLERS}) {_THINK}"
    r"(?: (?:about|of|on|over|regarding|to) (?P<about>[^?]+))?",
    re.IGNORECASE,
)
_OPINIONS = re.compile(
    r"^(?:what (?:are|were) (?:the )?)?(?:opinions?|views|editorials?|commentar(?:y|ies)|columns) "
    r"(?:are there |is there |were written )?(?:about|on|of) (?P<about>[^?]+)",
    re.IGNORECASE,
)
_SHOULD = re.compile(
    r"^(?:why|how) (?:should|shouldn['’]t|must|ought|would it be (?:right|wrong|better))\b"
    r"(?P<about>[^?]+)"
    r"|^(?:should|is it (?:right|wrong|fair|good) (?:to|that|for))\b(?P<whether>[^?]+)",
    re.IGNORECASE,
)
# "What should be done about the bridge, in the view of the commentators"
_VIEW = r"(?:in the (?:views?|opinions?|eyes)|in the judge?ment) of|according to"
_WHOSE = rf"(?:the )?(?:[\w.&-]+(?:['’]s|s['’])? ){{0,3}}?(?:{_TELLERS})"
_VIEWED = re.compile(
    rf"^(?P<about>.+?),? (?:{_VIEW}) {_WHOSE}(?: (?:of|at|in) [\w .&'’-]+)?\W*$"
    rf"|^(?:{_VIEW}) {_WHOSE}, (?P<asks>.+?)\W*$",
    re.IGNORECASE,
)
# of whom opinions are asked, if not of reports
_OPINING = re.compile(r"\b(?:editorial|leader|column|comment|pundit|opinion)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedOpinion:
    """What an opinion is asked on. `plainly` where nothing but opinion pieces can answer."""

    about: str
    plainly: bool


@lru_cache(1024)
def asked_opinion(question: str) -> AskedOpinion | None:
    """What a question asks opinions on, None where it asks for something else."""
    text = " ".join(question.split())
    if match := _THOUGHT.match(text) or _OPINIONS.match(text):
        return AskedOpinion((match["about"] or "").strip(), plainly=True)
    if (match := _VIEWED.match(text)) and _OPINING.search(text):
        return AskedOpinion((match["about"] or match["asks"]).strip(), plainly=False)
    if match := _SHOULD.match(text):
        return AskedOpinion((match["about"] or match["whether"] or "").strip(), plainly=False)
    return None
