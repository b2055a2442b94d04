"""A question of several parts → questions that can be searched one by one. Rules, no model.

"How much did the repairs cost and when did the bridge reopen?" wants two articles, and one search
for all of it finds neither well. A question is taken apart only where its form shows the joint: to
leave one whole costs little, to break one costs the answer.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from index import Hit
from qa.types import Turn
from qa.understanding.comparisons import compared
from qa.understanding.followups import standalone
from qa.understanding.lists import CLASSES, JOINED
from qa.understanding.phrases import Word, is_verb, phrases, words
from qa.understanding.pronouns import leaning
from qa.understanding.stretches import sentence_spans

MOST_PARTS = 4


def parts(question: str) -> tuple[str, ...]:
    """The two to four questions that `question` is made of, each standing alone; () if it is one.

    `question` itself must stand alone. It takes about a millisecond.
    """
    text = " ".join(question.split())
    for way in (_sentences, compared, _coordinated):
        made = tuple(dict.fromkeys(way(text)))
        if 2 <= len(made) <= MOST_PARTS:
            return made
    return ()


def merged(lists: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    """At most `k` hits of several lists: the first of each, then the second of each, none twice.

    Scores are reciprocal places in the merged list; `cosine` is the best that the passage has in
    any list. Each part's best passage is kept that way, whereas fusing by reciprocal rank
    prefers what is middling for every part: measured by tests/benchmarks/bench_questions.py.
    """
    cosines: dict[str, float] = {}
    order: dict[str, Hit] = {}
    for hit in (hit for rank in zip_longest(*lists) for hit in rank if hit is not None):
        name = hit.passage.id
        order.setdefault(name, hit)
        if hit.cosine is not None:
            cosines[name] = max(hit.cosine, cosines.get(name, -1.0))
    return [
        replace(hit, score=1 / place, cosine=cosines.get(name))
        for place, (name, hit) in enumerate(list(order.items())[:k], 1)
    ]


def _sentences(text: str) -> list[str]:
    """Several sentences that each ask."""
    spans = sentence_spans(text)
    if len(spans) < 2 or not all(text[:end].endswith("?") for _, end in spans):
        return []
    pieces = [_CONJUNCTION.sub("", text[start:end]) for start, end in spans]
    opens = CLASSES.among("question_words", "auxiliaries", "prepositions")
    if not all(words(piece) and words(piece)[0].low in opens for piece in pieces):
        return []
    return _in_turn(pieces)


def _in_turn(asked: Sequence[str]) -> list[str]:
    """Each question as it stands alone after the ones before it; nothing if one does not."""
    made: list[str] = []
    for question in asked:
        alone = standalone(question, [_turn(before) for before in made])
        if made and alone == question:  # what the last part does not explain, the first may
            alone = standalone(question, [_turn(made[0])])
        if made and not _stands(alone.rstrip(" ?!.")):
            return []
        made.append(f"{alone[0].upper()}{alone[1:]}")
    return made


def _turn(question: str) -> Turn:
    """What a later part can lean on: of "What is the purpose of X" it is X."""
    return Turn(question, _ASPECT.sub(r"What \1 ", question))


def _stands(core: str) -> bool:
    """Whether a later part names what it is about, as far as can be seen."""
    if leaning(core) or _BACK.search(core) or _IT.search(core):
        return False
    bare = CLASSES.among("generic", "determiners")
    return any(
        any(w not in bare and w.rstrip("s") not in bare for w in phrase.text.lower().split())
        or phrase.before in ("many", "much", "which")
        for phrase in phrases(core)
    )


# "What is the purpose of "
_ASPECT = re.compile(
    rf"^what (is|are|was|were) the {JOINED.either('aspects')} of (?=\w)", re.IGNORECASE
)
# "it", but not of "did it take"
_IT = re.compile(r"\bit\b(?! (?:take|true|cost))")
# "And "
_CONJUNCTION = re.compile(r"^(?:and|or|so|but|also)\b,? ", re.IGNORECASE)
# "the former": what points back at the parts before
_BACK = re.compile(r"\b(?:these|those|such|the (?:two|former|latter|same|others?))\b", re.I)
# "According to the Courier, "
_LED = re.compile(r"[^,?]{3,80}, (?=(\w+))")
# ", and then "
_JOINT = re.compile(r"(?:,?(?P<and> and| but| or)(?: also| then)?|[,;]) (?=\w)", re.IGNORECASE)


def _coordinated(question: str) -> list[str]:
    """Questions joined by "and" in one sentence."""
    text = question.rstrip(" ?!.")
    if len(sentence_spans(text)) > 1:
        return []
    opened = start = _question_starts(text)
    pieces: list[str] = []
    joined = False
    for joint in _JOINT.finditer(text, opened):
        left, right = text[start : joint.start()], text[joint.end() :]
        relative = not joint["and"] and right.lower().startswith(("who", "which", "whose"))
        if not relative and _whole(left) and _asks_by_itself(right, left):
            pieces.append(left)
            start = joint.end()
            joined = bool(joint["and"])
    if not joined:  # a comma alone joins nothing
        return []
    pieces.append(text[start:])
    made = _in_turn([f"{piece}?" for piece in pieces])
    prefix = text[:opened]
    return [f"{prefix}{piece[0].lower()}{piece[1:]}" if prefix else piece for piece in made]


def _question_starts(text: str) -> int:
    """Where the question begins: after "According to the Courier, "."""
    first = words(text)[:1]
    if not first or first[0].low not in CLASSES.among("prepositions") | {"according"}:
        return 0
    led = _LED.match(text)
    asks = CLASSES.among("question_words", "auxiliaries")
    return led.end() if led and led[1].lower() in asks else 0


def _whole(left: str) -> bool:
    """Whether what stands before an "and" asks already, unlike the "when" of "when and where"."""
    stated = words(left)
    if len(stated) < 3:
        return False
    opening = stated[int(stated[0].low in CLASSES.among("prepositions"))].low
    verb = any(is_verb(w.low) or w.low in CLASSES.among("auxiliaries") for w in stated[1:])
    return opening in CLASSES.among("auxiliaries") or (
        opening in CLASSES.among("question_words") and verb
    )


def _asks_by_itself(right: str, left: str) -> bool:
    """Whether what stands after an "and" is a question, and no clause of the one before it."""
    stated = words(right)
    rest = stated[int(bool(stated) and stated[0].low in CLASSES.among("prepositions")) :]
    if len(rest) < 2 or rest[1].after_mark:
        return False
    opening = rest[0].low
    if opening in CLASSES.among("auxiliaries"):
        return _helped(right, rest)
    if opening not in CLASSES.among("question_words") or opening == "whom":
        return False
    embedded = _embeds(left)
    helper = next((n for n, w in enumerate(rest[:7]) if w.low in CLASSES.among("auxiliaries")), 0)
    if helper and helper + 1 < len(rest):
        return _inverted(rest, helper, embedded=embedded)
    reach = {"who": 2, "what": 4, "which": 4}.get(opening, 0)  # "which old ferry sank"
    return not embedded and any(is_verb(word.low) for word in rest[1:reach])


def _embeds(left: str) -> bool:
    """Whether there is a clause in it that an "and" may go on with: "say who paid and who lost".

    There the order of words tells nothing.
    """
    clauses = CLASSES.among("question_words") | {"that", "whether", "if"}
    return any(word.low in clauses for word in words(left)[2:])


def _helped(right: str, rest: tuple[Word, ...]) -> bool:
    """Whether "did the mayor sign it", not "has a harbour" or "is an island": somebody does it."""
    low, following = rest[0].low, rest[1]
    if low in ("be", "been", "being") or len(rest) < 3:
        return False
    if not (_named(following) or following.low in CLASSES.among("determiners")):
        return False
    if low in ("has", "have", "had"):
        return any(is_verb(word.low) for word in rest[2:])
    subject = next((phrase for phrase in phrases(right) if phrase.first == 1), None)
    if low in ("is", "are", "was", "were") and following.low != "there":
        return subject is None or subject.last < len(rest)
    return True


def _named(word: Word) -> bool:
    """Whether a word can be, or begin, a subject that is no bare noun."""
    pronouns = CLASSES.among("persons", "plurals", "things") | {"there", "you", "we"}
    owning = CLASSES.among("possessives") | pronouns | {"any", "anyone", "all", "i"}
    return word.low in owning or word.text[0].isupper() or word.text[0].isdigit()


def _inverted(rest: tuple[Word, ...], helper: int, *, embedded: bool) -> bool:
    """Whether words that open with a question word ask, with auxiliary `helper` in its place."""
    opening = rest[0].low
    if opening in ("which", "whose") and helper == 1:
        return False  # a relative clause: "and which was …"
    if opening in ("when", "where", "why") and helper != 1:
        return False
    counted = opening == "how" and rest[1].low in ("many", "much")
    of_subject = counted or opening in ("who", "which", "what", "whose")
    if embedded and of_subject and rest[helper].low in ("is", "are", "was", "were"):
        return False
    return _subject(rest[helper + 1]) or (of_subject and not embedded)


def _subject(word: Word) -> bool:
    """Whether a word after "did" or "was" can open the one who did."""
    if _named(word) or word.low in CLASSES.among("determiners"):
        return True
    closed = CLASSES.among("prepositions", "auxiliaries", "empty")
    return not is_verb(word.low) and word.low not in closed and not word.low.endswith("ly")
