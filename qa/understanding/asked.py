"""What broad kind of thing a question asks for, an `Expects`, be it a sentence or key words.

`qa.values.sought` looks closer, for whoever looks for the very value in a sentence.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import dropwhile, takewhile

from qa.types import Expects
from qa.understanding.lists import ASKED

_KEY_WORDS = 10
"""A longer text is a sentence."""
_QUESTION = r"(?:who|whom|whose|who's|what|what's|which|when|where|why|how|if|whether)\b"
# "I'd like to know", "Can you tell me", and not "Tell me about the flood"
_LEADING = re.compile(
    r"(?:(?:please|hi|hello|hey|sorry|so|ok|okay|well)\b[,!]?\s+)*"
    r"(?:(?:can|could|would|will) (?:you|anybody|anyone|somebody|someone) (?:please |kindly )?"
    r"(?:tell|show|remind|inform) (?:me|us)|(?:can|could|may) i (?:ask|know|find out)"
    r"|(?:do|does) (?:you|we|anybody|anyone|somebody|someone) (?:happen to )?know"
    r"|(?:i|we)(?:'d| would| want| need| wish| have| am trying| are trying)?"
    r"(?: like| love| be interested)?(?: to)? "
    r"(?:know|learn|find out|hear|understand|wonder|ask)|i(?:'m| am| was) (?:wondering|curious)"
    r"|tell (?:me|us)|any idea|remind me|it says)"
    r"(?: please)?[,:]?\s+"
    rf"(?=(?:(?:about|at|in|on|by|for|from|to|of|with|since|under|until) )?{_QUESTION})",
    re.IGNORECASE,
)
# "Could you tell me the date of", "give me the name of"
_NOUN_LED = re.compile(
    r"(?:(?:please|hi|hello)\b[,!]?\s+)?(?:(?:can|could|would|will) you (?:please |kindly )?"
    r"(?:tell|give) (?:me|us)|(?:tell|give) (?:me|us)) (?=the [\w -]{3,30} of )",
    re.IGNORECASE,
)
_THE_DATE = re.compile(r"the (?:exact )?(?:date|day) of ", re.IGNORECASE)
# "Who was it that", "Name everybody who"
_WHO = re.compile(
    r"who (?:is|was) it (?:that|who) (?=\w)"
    r"|(?:please )?(?:name|list) (?:everybody|everyone|anyone|those"
    r"|(?:all )?the (?:people|persons)|all(?: those)?)"
    r" (?:who|that) (?=\w)",
    re.IGNORECASE,
)
# "What is the age of ", "In which month did "
_OTHERWISE = (
    (re.compile(r"what(?:['’]s| is| was) the (?:exact )?age of ", re.IGNORECASE), "How old is "),
    (re.compile(r"(?:in|during) (?:what|which) month (?=\w)", re.IGNORECASE), "When "),
)
# "About when", where what was asked about is asked now
_ABOUT = re.compile(rf"about (?={_QUESTION})", re.IGNORECASE)
# ", please", "do you know"
_TRAILING = re.compile(
    r"[,;]?\s+(?:please|thanks|thank you|do you know|any idea)(?=\W*$)", re.IGNORECASE
)

_SUBORDINATE = (
    r"(?:(?!\b(?:after|before|when|while|that|which|who|because|since|if|until|once)\b)[^?])*"
)
# "What did the minister say", "What the minister says", and not "What happened after she said so"
_SAYING = re.compile(
    rf"\b(?:what|how) (?:did|do|does|has|have|had|is|was|were|are|would|will)\b{_SUBORDINATE}"
    r"\b(?:say|said|saying|tell|told|claim|claimed|respond|responded|react|reacted|reply|replied|answer|"
    r"answered|comment|commented|announce|announced|promise|promised|warn|warned|argue|argued|"
    r"deny|denied|call|called|describe|described|think|allege|alleged|accuse|accused|"
    r"suggest|suggested|recommend|recommended|insist|insisted|explain|explained|admit|admitted)\b"
    r"|\bwhat (?:the|his|her|their|its|he|she|they|(?-i:[A-Z])[^?\s]*) (?:[^?\s]+ ){0,5}"
    r"(?:says?|said|thinks?|thought|announced|claim(?:s|ed))\b"
    r"|\bin whose words\b",
    re.IGNORECASE,
)
# "What is the ferry called", "How is it called"
_NAMING = re.compile(
    r"\b(?:what|how) (?:is|was|are|were|will)\b[^?]*\bcalled\b(?! (?:for|on|by)\b)", re.IGNORECASE
)
# "Did ", "Whether "
_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|whether|if)"
    r"(?:n['’]t)?\b|[^?]*,\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)"
    r"(?:n['’]t)? (?:he|she|it|they|there|we|you|i)\?$",
    re.IGNORECASE,
)
# Tried in order; the first that is found in the question decides.
_KINDS: tuple[tuple[re.Pattern[str], Expects], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\bhow many\b|\b(?:what|which) number\b|\bhow often\b", Expects.COUNT),
        (r"\bwhy\b|\bhow come\b|\bwhat (?:caused|led to)\b|\b(?:what|which) (?:reason|cause)"
         r"|\bwhat made (?:the|him|her|it|them|(?-i:[A-Z]))",
         Expects.REASON),
        (
            r"\b(?:how much|what)\b.*\b(?:costs?|pa(?:y|id)|prices?|spen[dt]|worth|sold|sell|"
            r"fined?|bill|earn\w*|money|embezzle\w*|donat\w+|raised?|revenue|profit|loss|salary|wages?)\b",
            Expects.MONEY,
        ),
        (
            r"\bhow (?:much|big|large|long|far|high|tall|old|fast|heavy|deep|wide)\b"
            r"|\bwhat (?:percent\w*|share|proportion|price|cost|amount|sum|rate)\b"
            r"|\bat what (?:price|rate|speed|age|level|temperature|depth|height)\b",
            Expects.AMOUNT,
        ),
        (
            r"\bwhen\b|\b(?:what|which) (?:date|day|year|month|week|time|century|decade)\b"
            r"|\bhow (?:soon|recently)\b|\bsince when\b",
            Expects.DATE,
        ),
        (
            r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|village|region|nation|"
            r"island|continent|county|province|district|port|venue|stadium)\b",
            Expects.PLACE,
        ),
        (r"\bwho\b|\bwhom\b|\bwhose\b|\b(?:what|which) (?:person|man|woman)\b", Expects.PERSON),
    )
)  # fmt: skip
# "what was the", whose noun follows
_WHAT_IS = re.compile(
    r"\bwhat(?:['’]s| is| was| are| were| will be| would be| has been) (.+)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ASKING = re.compile(rf"\b{_QUESTION}", re.IGNORECASE)


def bare(question: str) -> str:
    """The question without what is only polite: "I'd like to know who won" asks "Who won"."""
    asked = _TRAILING.sub("", question)
    if leading := _LEADING.match(asked.replace("’", "'")):
        asked = _ABOUT.sub("", asked[leading.end() :])
        asked = asked[:1].upper() + asked[1:]
    elif leading := _NOUN_LED.match(asked):
        rest = asked[leading.end() :].rstrip(" .?!")
        dated = _THE_DATE.match(rest)
        asked = f"When is {rest[dated.end() :]}?" if dated else f"What is {rest}?"
    elif who := _WHO.match(asked):
        asked = f"Who {asked[who.end() :].rstrip(' .?!')}?"
    for wording, plain in _OTHERWISE:
        asked = wording.sub(plain, asked, count=1) if wording.match(asked) else asked
    return asked


def expects(question: str) -> Expects:
    """What kind of thing the question asks for."""
    if _SAYING.search(question) and not _NAMING.search(question):
        return Expects.SAYING
    if kind := _of_noun(question):
        return kind
    for pattern, kind in _KINDS:
        if pattern.search(question):
            return kind
    if _YES_NO.match(question):
        return Expects.YES_NO
    return _of_key_words(question) if not _ASKING.search(question) else Expects.THING


def _of_noun(question: str) -> Expects | None:
    """What "what is the …" asks for; None where its noun tells nothing."""
    match = _WHAT_IS.search(question)
    if not match:
        return None
    words = _described(match[1])
    phrase = list(takewhile(lambda word: word not in ASKED.among("described_by"), words))
    if phrase[1:] and phrase[-1] not in _nouns() and phrase[-1].endswith(("ed", "paid", "given")):
        phrase.pop()  # "the price paid"
    if phrase[-1:] == ["name"]:  # "the name of the captain", "the captain's name"
        owner = phrase[-2].partition("'")[0] if phrase[1:] else ""
        named = {_nouns().get(owner), _nouns().get(_owner(words))}
        return Expects.PERSON if Expects.PERSON in named else None
    return _nouns().get(phrase[-1]) if phrase else None


def _of_key_words(question: str) -> Expects:
    """What "cost of the repairs", "new mayor Ostermoor" or "repair cost?" asks for."""
    words = list(_described(question))
    if not 0 < len(words) <= _KEY_WORDS:
        return Expects.THING
    ordered = words[0] in ASKED.among("imperatives")
    if ordered:
        words = [word for word in words[1:] if word not in ("me", "us")]
    first = list(dropwhile(lambda word: word in ASKED.among("before"), words))
    if first[:1] in (["name"], ["names"]):
        return _nouns().get(_owner(iter(first[1:])), Expects.THING)
    kinds = list(map(_nouns().get, first[:1] if ordered else [*first[:1], *words[::-1]]))
    # a person is only meant by the first word: "mayor Ostermoor", and not by "sentence for mayor"
    of_person = kinds[:1] == [Expects.PERSON]
    likely = [kind for kind in kinds[: 2 if of_person else None] if kind is not Expects.PERSON]
    told = next(filter(None, likely), None)
    return told or (Expects.PERSON if of_person else Expects.THING)


def _described(text: str) -> Iterator[str]:
    """The words, in lower case."""
    return (match[0] for match in _WORD.finditer(text.lower().replace("’", "'")))


def _owner(words: Iterator[str]) -> str:
    """The noun of "of the captain"."""
    return next((word for word in words if word not in ("of", *ASKED.among("before"))), "")


@cache
def _nouns() -> dict[str, Expects]:
    kinds = {kind.name.lower(): kind for kind in Expects}
    return {
        noun: kinds[name] for name, nouns in ASKED.mapped("nouns").items() for noun in nouns.split()
    }
