"""Who spoke: the sentence that names them is cited with what they said."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index import Hit, Passage, WordLists
from qa.language import read
from qa.reading.features import Candidate
from qa.types import Citation
from qa.understanding.speech import AskedSpeech
from qa.voices.utterances import Utterance, Voices, voices

SPEECH = WordLists("qa.reading", "speech.yaml")
VoicesOf = Callable[[Passage], Voices]
"""A passage → who speaks in its article."""

OPINION = frozenset(("opinion", "analysis", "review"))
"""Kinds of articles in which who writes them speaks."""
_INTERVIEW = "interview"
# the "Dana Oresk" of "Dana Oresk: 'I do not trust a bridge'"
_GUEST = re.compile(r"^(?P<who>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,3}): ?[‘'“\"]")
_ASKED = re.compile(r"\?[”\"’']?\s*(?:\n|$)")
_QUESTIONS = 2
"""An interview has so many paragraphs that end with a question."""
_LONGEST = 500  # characters of a quote that takes in who speaks
_NEAR = 1.6
"""So near to the first, in log-odds, what is told of by a speaker is as good."""
_BYLINE = 0.9
_FEW = 8
"""So many of the best are looked at."""


def within(passage: Passage) -> Voices:
    """Who speaks in a passage, of whose article no more is known."""
    return voices([passage])


def who_said(
    asked: AskedSpeech, ranked: Sequence[Candidate], voices_of: VoicesOf
) -> Sequence[Candidate]:
    """The candidates, those before the others that have the very words or tell of some speaker."""
    if not ranked:
        return ranked
    if verbatim := [one for one in ranked if has_words(asked, one)]:
        return _first(ranked, verbatim)
    near = [one for one in ranked[:_FEW] if ranked[0].logit - one.logit <= _NEAR]
    spoken = [one for one in near if utterances(one, voices_of)]
    return _first(ranked, spoken[:1])


def printed(asked: AskedSpeech, hits: Sequence[Hit]) -> bool:
    """Whether who is asked of is an outlet, whose words are its articles."""
    outlets = {_squashed(hit.passage.outlet) for hit in hits if hit.passage.outlet}
    speaker = _squashed(asked.speaker)
    return len(speaker) > 2 and any(speaker in outlet for outlet in outlets)


def _squashed(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def has_words(asked: AskedSpeech, one: Candidate) -> bool:
    """Whether the very words that a question quotes stand in a sentence."""
    words = read(asked.words).flat.lower().strip(" .,")
    return bool(words) and words in one.sentence.flat.lower()


def _first(ranked: Sequence[Candidate], chosen: Sequence[Candidate]) -> Sequence[Candidate]:
    """The same candidates with those chosen first, as good as the best."""
    best = ranked[0].logit
    rest = [one for one in ranked if one not in chosen]
    return [*(replace(one, logit=best) for one in chosen), *rest]


def utterances(one: Candidate, voices_of: VoicesOf) -> tuple[Utterance, ...]:
    """Who speaks in the sentence of a candidate, the likeliest first."""
    return spoken(one.hit.passage, one.sentence.start, one.sentence.end, voices_of)


def spoken(passage: Passage, start: int, end: int, voices_of: VoicesOf) -> tuple[Utterance, ...]:
    """Who speaks in `start:end`: in an opinion piece who writes it, in an interview its guest."""
    found = voices_of(passage).of(start, end)
    if found:
        return found
    if passage.kind in OPINION:
        return tuple(_by(author, start, end) for author in passage.authors)
    guest = _GUEST.match(passage.title)
    if guest is None or not (passage.kind == _INTERVIEW or _asks(voices_of(passage))):
        return ()
    return (_by(guest["who"], start, end),)


def _asks(known: Voices) -> bool:
    """Whether an article goes on by questions."""
    return sum(len(_ASKED.findall(one.text)) for one in known.passages) >= _QUESTIONS


def _by(who: str, start: int, end: int) -> Utterance:
    return Utterance(who, _BYLINE, start, end, direct=True)


def named(
    voices_of: VoicesOf, cited: Citation, utterance: Utterance | None
) -> tuple[Citation, ...]:
    """A citation that names who speaks, or the citation with one of the sentence that does."""
    if utterance is None or utterance.named is None or _names(cited, utterance):
        return (cited,)
    passage = cited.passage
    for span in _around(passage, cited):
        start, end = min(span[0], cited.start), max(span[1], cited.end)
        wider = Citation(passage, start, end)
        if end - start <= _LONGEST and _names(wider, utterance):
            return (wider,)
    known = voices_of(passage)
    sentence = known.sentence_at(utterance.named[0])
    home = next((one for one in known.passages if sentence and sentence in one.sentences), None)
    if home is None or sentence is None:
        return (cited,)
    return (cited, Citation(home, *sentence))


def _names(cited: Citation, utterance: Utterance) -> bool:
    """Whether a quote has the last name of who speaks, or calls them by another of their names."""
    last, written = utterance.speaker.split()[-1], utterance.written.split()
    return last in cited.quote or any(
        word[0].isupper() and word in utterance.speaker and word in cited.quote for word in written
    )


def _around(passage: Passage, cited: Citation) -> Iterator[tuple[int, int]]:
    """The sentences beside a citation with nothing but space between, the nearest before first."""
    spans = passage.sentences
    first = next((at for at, span in enumerate(spans) if cited.start < span[1]), 0)
    last = next((at for at, span in enumerate(spans) if cited.end <= span[1]), len(spans) - 1)
    start = spans[first][0]
    for at in range(first - 1, -1, -1):
        if passage.text[spans[at][1] - passage.start : start - passage.start].strip():
            break
        start = spans[at][0]
        yield start, cited.end
    if last + 1 < len(spans):
        between = passage.text[spans[last][1] - passage.start : spans[last + 1][0] - passage.start]
        if not between.strip():
            yield cited.start, spans[last + 1][1]
