"""Reasons that a sentence gives, and what it quotes or reports of whom."""

import re
from collections.abc import Iterator, Sequence

from qa.language import Form, Sentence, read
from qa.values.sought import LISTS, Found, Kind, Sought

# where a clause ends: at a mark, or a comma before another clause
_END = re.compile(
    r"[;:()\"–—?!]|\.(?!\d)|, (?:which|who|but|though|although|while|said|says|"
    r"according|he|she|they|it|we|I|the|a|an)\b| (?:he|she|they) (?:said|says|added)\b"
)
_CAUSES = re.compile(
    rf"\b(?:(?P<sure>{LISTS.either('causes')})|(?P<aim>{LISTS.either('aims')})|"
    rf"(?P<perhaps>{LISTS.either('perhaps')}|for (?=\w+ing\b))) (?=\S)",
    re.I,
)
_COMMA = re.compile(r",(?!\d)")
_FITS = {"sure": 1.0, "aim": 0.8, "perhaps": 0.4}
# "the reason is that", "led to the closure"
_EFFECT = re.compile(
    r"^(?P<cause>[^.;:]*?) (?:(?:led to|caused|prompted|triggered|forced|resulted in)\b(?! by)|"
    r"(?:is|was) why\b)"
)
# "the cause of the fire was a faulty heater"
_NAMED = re.compile(
    r"\b(?:cause|reason|motive)\b[^.;:,]{0,60}? (?:is|was) (?=(?:an?|the|that)\b[^.;:]{6})"
)
# "said on Monday that", "told the council"
_REPORTED = re.compile(
    rf"\b(?:{LISTS.either('reporting')}|(?:told|tells) [\w' ]{{2,30}}?)"
    r"(?:,? (?:on|in) \w+(?: \d+)?,?|,? (?-i:[A-Z])\w+day\b,?)?(?: that)? "
    r"(?!(?:in|on|at|after|with|during|by|to|from|of|about) )"
    r"(?P<said>[^\"]{8,}?)[.,]?$",
    re.I,
)
# "IVF is a process by which …"
_IS = re.compile(r"(?: \([^)]*\))?,? (?:is|are|was|were) (?P<what>(?:an?|the|one of) [^.;:()\"]+)")
# "Ines Quarrell, a doctor in Lower Hallow, …"
_APPOSITION = re.compile(
    r"(?:, \d+)?, (?P<what>(?:an?|the|who|which|head|leader|chief|former|then|his|her|its) "
    r"[^,.;:]+)"
)
# the "Transport Minister" of "Transport Minister Dana Oresk"
_TITLE = re.compile(
    r"\b(?P<what>(?:[A-Z]\w+ )*(?:Minister|President|Governor|Mayor|Doctor|Senator|"
    r"Judge|Captain|King|Queen|Prince|Princess|Director|Secretary|Chancellor))\.? $"
)
# the "the hospital's director" of "the hospital's director, Dr Irene Quarrell"
_OF_WHAT = re.compile(
    r"\b(?P<what>(?:the )?[\w-]+['’]s (?:[a-z-]+ ){0,3}[a-z-]+), "
    r"(?:(?:Dr|Prof\w*|Mrs?|Ms|Sir)\.? )?$"
)
# "after" and its like with no more than a time, "as soon as"
_NO_CAUSE = re.compile(
    r"\w+ (?:\w+ )?(?:[\d,.]+|\w+day|\w+ (?:ago|years?|days?))$|"
    r"as (?:soon|well|many|much|long|far|of|part|an?|such|early|late)\b",
    re.I,
).match
# between an abbreviation and its words
_ALSO = re.compile(r",? (?:(?:or|called) )?(?:the )?[(\"]?")
_EXPANDED = 1.2
_LETTERS = 6
_LEAST = 8
"""A reason has so many characters."""
_HE = frozenset(("he", "she", "they", "it", "who"))
_SHORTEST = 3
"""So many words in quotation marks are something said."""


def causes(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Clauses that say why, from the word that tells so."""
    flat = sentence.flat
    if named := _NAMED.search(flat):
        yield Found(named.end(), _clause_end(flat, named.end()), Kind.CAUSE, 0.8)
    if not sentence.reasoned and not _maybe(sentence):
        return
    taken = 0
    for match in _CAUSES.finditer(flat):
        start, fit = match.start(), _FITS[match.lastgroup or ""]
        end = _clause_end(flat, match.end())
        if not start and (comma := _COMMA.search(flat, 0, end)):  # "Because of the storm, …"
            end = comma.start()
        if start < taken or end - start < _LEAST or _no_cause(flat[start:end]):
            continue
        if not sought.verbs.isdisjoint(read(flat[match.end() : end]).stems):  # "after she resigned"
            continue
        taken = end
        yield Found(start, end, Kind.CAUSE, fit)
    if not taken:
        yield from _purposes(sought, sentence)
    effect = _EFFECT.match(flat)
    if effect and sought.core.isdisjoint(read(effect["cause"]).stems):
        yield Found(*effect.span("cause"), Kind.CAUSE, 0.6)


def _no_cause(clause: str) -> bool:
    """Whether it only looks like a reason: "after two days", "as mayor as the council had"."""
    first, again, _ = clause[3:].partition(" as ")
    office = clause.lower().startswith("as ") and again
    acts = any(form is not Form.NONE for form in read(first).forms)
    return bool(_NO_CAUSE(clause) or (office and not acts))


def _purposes(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """What something of the question is done for: "the marchers came to honour …"."""
    words = sentence.words
    for at in range(1, len(words) - 1):
        if (
            words[at].low == "to"
            and words[at - 1].stem in sought.question.content
            and sentence.forms[at + 1] is Form.BASE
        ):
            start = words[at].start
            yield Found(start, _clause_end(sentence.flat, start), Kind.CAUSE, 0.3)


def _maybe(sentence: Sentence) -> bool:
    return any(word.low in ("as", "over", "after", "for", "to", "why") for word in sentence.words)


def _clause_end(flat: str, at: int) -> int:
    """Where the clause that character `at` stands in ends."""
    ended = _END.search(flat, at)
    end = ended.start() if ended else len(flat)
    return len(flat[:end].rstrip(" ,"))


def sayings(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """What is said: in quotation marks, or reported. Of nobody but the speaker asked for."""
    words = sentence.words
    for said in sentence.quotations:
        if said.last - said.first >= _SHORTEST and (fit := _spoken_by(sought, said.speaker)):
            yield Found(*_marked(sentence.flat, words[said.first].start), Kind.SAYING, fit)
    if sentence.spoken and (match := _REPORTED.search(sentence.flat)):
        before = [word for word in words if word.end <= match.start()][-6:]
        asking = sought.speaker
        named = not asking.isdisjoint(word.stem for word in before)
        several = " " in match["said"].strip()
        if several and (named or not asking or any(word.low in _HE for word in before[-2:])):
            yield Found(*match.span("said"), Kind.SAYING, 0.6)


def _spoken_by(sought: Sought, speaker: str) -> float:
    """How well a speaker is who is asked of: by name, perhaps as "he", or not."""
    known = {word.low for word in sought.question.words if word.stem in sought.speaker}
    if not known.isdisjoint(speaker.lower().split()):
        return 1.0
    named = speaker[:1].isupper() and speaker not in ("He", "She", "I", "It", "They", "We")
    return 0.0 if named and sought.question.named else 0.7


def _marked(flat: str, at: int) -> tuple[int, int]:
    """What stands between the quotation marks around character `at`, without a comma at its end."""
    start, end = flat.rfind('"', 0, at) + 1, flat.find('"', at)
    end = len(flat) if end < 0 else end
    return start, start + len(flat[start:end].rstrip(" ,"))


def _expansions(sentence: Sentence, places: Sequence[int]) -> Iterator[Found]:
    """What the letters of an abbreviation stand for: "marsh fever relief, or MFR"."""
    words, flat = sentence.words, sentence.flat
    for at in places:
        letters = words[at].text.lower()
        count = len(letters)
        if not words[at].text.isupper() or not 2 <= count <= _LETTERS:
            continue
        joined = at - 1 if at and words[at - 1].low in ("or", "called") else at
        for first, last in ((joined - count, joined), (at + 1, at + 1 + count)):
            own = words[first:last] if first >= 0 else ()
            if "".join(word.low[0] for word in own) != letters:
                continue
            spans = sorted(((own[0].start, own[-1].end), (words[at].start, words[at].end)))
            if _ALSO.fullmatch(flat[spans[0][1] : spans[1][0]]):
                yield Found(own[0].start, own[-1].end, Kind.DESCRIPTION, _EXPANDED)


def descriptions(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Who or what something is: after its name and a comma, after "is", or before its name."""
    flat, wanted = sentence.flat, sought.question.content
    places = [at for at, word in enumerate(sentence.words) if word.stem in wanted]
    if not places:
        return
    yield from _expansions(sentence, places)
    last = next(at for at in places if at + 1 not in places)
    word = sentence.words[last]
    for pattern, fit in ((_IS, 1.0), (_APPOSITION, 0.9)):
        if match := pattern.match(flat, word.end):
            yield Found(*match.span("what"), Kind.DESCRIPTION, fit)
    before = flat[: sentence.words[places[0]].start]
    titles = _OF_WHAT.search(before) or _TITLE.search(before)
    if titles and sought.question.name_stems:
        yield Found(*titles.span("what"), Kind.DESCRIPTION, 0.6)
