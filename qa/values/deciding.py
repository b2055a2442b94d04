"""Yes, no, or not confirmed: what a sentence says to a question that can be answered so."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache

from qa.language import Act, Form, Sentence, forms, kin, meets, stem
from qa.language.speech import Sign
from qa.values.sought import LISTS

_IDLE = frozenset(stem(word)[0] for word in ("true", "say", "still", "really", "ever", "also"))
_GUILT = frozenset(stem(word)[0] for word in ("convicted", "guilty", "condemned", "jailed"))
_ACQUITTED = frozenset(stem(word)[0] for word in ("acquitted", "cleared"))
_VERBS = frozenset(Form) - {Form.NONE}
_DONE = frozenset((Form.PAST, Form.PARTICIPLE, Form.EITHER))
_VERDICTS = ("acquitted", "cleared")
"""Of guilt, and of nothing else: who was acquitted may have been arrested."""
_NONE = frozenset(("no", "nobody", "none", "nothing", "neither"))
_SPEAKING = frozenset(("i", "we", "you", "please"))
_BEFORE = 3
"""So many words before a denial stands of whom it is."""
_ALL_BUT = 0.34
"""So much of what is asked may be put in other words."""


class Verdict(Enum):
    """What a sentence says."""

    YES = "Yes"
    NO = "No"
    OPEN = "Not confirmed"


def decided(question: Sentence, sentence: Sentence, around: Sequence[Sentence]) -> Verdict | None:
    """What `sentence`, with those `around` it, says to `question`; None where it says nothing.

    To deny it, it must be about what the names of the question are about; to affirm it, it must
    say nearly all of it itself, and neither deny, plan nor claim it.
    """
    core = _core(question)
    if not core or any(sign.strong for sign in question.denials):
        return None
    held = sentence.stems.union(*(one.stems for one in around))
    names = question.name_stems
    if len(names & held) < 0.5 * len(names):
        return None
    if _refuted(question, sentence, core):
        return Verdict.NO
    if _over(question, sentence):
        return Verdict.NO
    if core.isdisjoint(sentence.stems) or len(core - held) > _ALL_BUT * len(core):
        return None
    if _open(sentence, core):
        return Verdict.OPEN
    return Verdict.YES if _affirmed(question, sentence, core) else None


def denies(question: Sentence, sentence: Sentence, *, alone: bool = False) -> bool:
    """Whether it plainly denies what is asked, if it is about the same: the act itself.

    Not what would ban, doubt or cancel it, nor who is "without" it. `alone` where it must show by
    itself that it is about it: it has half of what is asked, or there was "no" such thing.
    """
    core = _core(question)
    if not core or any(sign.strong for sign in question.denials):
        return False
    met = [one for one in core if meets(one, sentence.stems)]
    half = 2 * len(met) >= len(core)
    if alone and not half and not _nothing(sentence):
        return False
    if _opposed(core, sentence) or any(_denying(question, sentence, core)):
        return True
    if _EXCEPT.search(sentence.flat):
        return _refuted(question, sentence, core)
    return _refuses(question, sentence, core, half=half and len(core) > 1)


def _refuses(question: Sentence, sentence: Sentence, core: frozenset[str], *, half: bool) -> bool:
    """Whether a phrase says no to what is asked; to whatever is, where `half` of it is told."""
    refusal = _refusals().search(sentence.flat.lower())
    if refusal is None:
        return False
    after = [word.stem for word in sentence.words if word.start >= refusal.end()]
    if refusal[0].endswith(_VERDICTS):
        return _acquitted(question, core, sentence)
    if not question.name_stems.isdisjoint(after[:2]):
        return True
    if refusal[0].endswith(" to"):  # "failed to win" denies no more than that
        return not (core | _alike(core)).isdisjoint(after[:1])
    return half


def _governed(question: Sentence, sign: Sign) -> list[str]:
    """What a sign denies, but for the names of the question: "no Marrow fever cases"."""
    return [one for one in sign.governs if one not in question.name_stems]


def _nothing(sentence: Sentence) -> bool:
    """Whether it says that there was none, or nobody."""
    return any(sign.word.lower() in _NONE for sign in sentence.denials)


def _denying(question: Sentence, sentence: Sentence, core: frozenset[str]) -> Iterator[bool]:
    """For each plain denial of a sentence, whether it is of what is asked."""
    told = (core | _alike(core)).union(*map(kin, core))
    for sign in sentence.denials:
        own = sign.strong and sign.word.lower() != "without" and not _contrasts(sentence, sign)
        if own and stem(sign.word)[0] not in question.stems and not _wished(sentence, sign.at):
            yield not told.isdisjoint(_governed(question, sign)[:1])


def _contrasts(sentence: Sentence, sign: Sign) -> bool:
    """Whether it only says what is not meant: "rejected the plan, not a terminal in principle"."""
    words = sentence.words
    return 0 < sign.at < len(words) and (
        sign.word.lower() == "not"
        and sentence.text[words[sign.at - 1].end : words[sign.at].start].strip() == ","
    )


def _affirmed(question: Sentence, sentence: Sentence, core: frozenset[str]) -> bool:
    """Whether it says itself what is asked, with its verb and its figures, and denies nothing."""
    verbs = core & _verbs(question, _VERBS)
    denied = any(stem(sign.word)[0] not in question.stems for sign in sentence.denials)
    planned = sentence.plans and not question.plans
    told = all(not sentence.stems.isdisjoint({verb, *forms(verb)}) for verb in verbs)
    if not verbs or not told or denied or planned:
        return False
    nearly = len(core - sentence.stems) <= _ALL_BUT * len(core)
    return nearly and question.figures <= sentence.figures and _done_to(question, sentence, verbs)


def _done_to(question: Sentence, sentence: Sentence, verbs: frozenset[str]) -> bool:
    """Whether what is asked happened there, to whom it is asked of as far as it is said.

    An "arrest warrant" is no arrest, and somebody else's is not that of whom the question names.
    """
    same = {one for verb in verbs for one in (verb, *forms(verb))}
    if verbs & _verbs(question, _DONE) and same.isdisjoint(_verbs(sentence, _DONE)):
        return False
    if not (names := question.name_stems):
        return True
    called = [at for at in sentence.named if sentence.words[at].stem in names]
    if called and all(_owning(sentence, at) for at in called):
        return False
    if told := [act for act in sentence.acts if act.verb in same]:
        return not all(_others(act, names) for act in told)
    return not _led_by_another(question, sentence, same)


def _others(act: Act, names: frozenset[str]) -> bool:
    """Whether somebody else did it, or suffered it, as far as that is said."""
    parties = {*act.doer, *act.sufferer}
    said = act.sufferer if act.passive else act.doer
    return bool(said) and names.isdisjoint(parties)


def _led_by_another(question: Sentence, sentence: Sentence, same: set[str]) -> bool:
    """Whether somebody whom the question does not name stands right before such a verb."""
    words, forms = sentence.words, sentence.forms
    for at in range(1, len(words)):
        lead = words[at - 1]
        if words[at].stem not in same or forms[at] not in _DONE or lead.clause != words[at].clause:
            continue
        named = not question.name_stems.isdisjoint(word.stem for word in words[:at])
        if lead.content and forms[at - 1] is Form.NONE and not named:
            return True
    return False


def _owning(sentence: Sentence, at: int) -> bool:
    """Whether a name only says whose somebody is: "two friends of Mayor Pell"."""
    words = sentence.words
    while at and words[at - 1].capital:
        at -= 1
    return at > 0 and words[at - 1].low == "of"


def _verbs(sentence: Sentence, forms: frozenset[Form]) -> frozenset[str]:
    """The words of a sentence that may be in one of those forms, as they are compared."""
    formed = zip(sentence.words, sentence.forms, strict=True)
    return frozenset(word.stem for word, form in formed if form in forms)


def _core(question: Sentence) -> frozenset[str]:
    """What is asked of whom the question names."""
    return question.content - question.name_stems - _IDLE


def _refuted(question: Sentence, sentence: Sentence, core: frozenset[str]) -> bool:
    """Whether it denies what is asked: the word itself, or in a phrase that leaves nothing open."""
    if _opposed(core, sentence):
        return True
    told = _told(_predicate(question, core))
    for sign in sentence.denials:
        if stem(sign.word)[0] in question.stems:  # asked whether it "banned"
            continue
        if _wished(sentence, sign.at):
            continue
        near = _governed(question, sign)[:1] if sign.strong else sign.governs
        if told & set(near):
            return True
    core = _told(core)
    low = sentence.flat.lower()
    if excepted := _EXCEPT.search(sentence.flat):
        after = [word.stem for word in sentence.words if word.start >= excepted.end()]
        return not question.name_stems.isdisjoint(after[:2])
    refusal = _refusals().search(low)
    if refusal and refusal[0].endswith(_VERDICTS):
        return _acquitted(question, core, sentence)
    return refusal is not None and _of_it(question, sentence, core, refusal)


def _told(core: frozenset[str]) -> frozenset[str]:
    """What is asked, with the words that it may be told in where it is denied."""
    return (core | _alike(core)).union(*map(kin, core))


def _predicate(question: Sentence, core: frozenset[str]) -> frozenset[str]:
    """What is asked of a subject without a name: who "was not a bridge" denies no repair of it."""
    words, forms = question.words, question.forms
    if len(words) < 2 or words[1].stem not in core or forms[1] in _DONE:
        return core
    asked = [at for at in range(2, len(words)) if words[at].stem in core]
    verb = next((at for at in asked if forms[at] in _VERBS), 0)
    return frozenset(words[at].stem for at in asked if at >= verb) or core


def _over(question: Sentence, sentence: Sentence) -> bool:
    """Whether what is asked of today was so before what it tells: "after it had to be shut"."""
    past = _HAD_BEEN.search(sentence.flat)
    if past is None or not question.words or question.words[0].low not in _STANDS:
        return False
    asked = [word.stem for word in question.words if word.content][-1:]
    before = {word.stem for word in sentence.words if word.start < past.start()}
    after = [word.stem for word in sentence.words if word.start >= past.end()]
    return after[: len(asked)] == asked and before.isdisjoint(asked)


def _opposed(core: frozenset[str], sentence: Sentence) -> bool:
    """Whether it says the opposite: "three against" of what may have been unanimous."""
    return any(
        not _opposites()[one].isdisjoint(sentence.stems) for one in core & _opposites().keys()
    )


def _alike(core: frozenset[str]) -> frozenset[str]:
    """What is denied where that is: nobody was killed where no deaths are known."""
    return frozenset[str]().union(*(line for line in _denied_alike() if not line.isdisjoint(core)))


def _wished(sentence: Sentence, at: int) -> bool:
    """Whether the sign at `at` only denies what a speaker wants or thinks: "I don't want"."""
    words = sentence.words
    near = {word.low for word in words[max(0, at - _BEFORE) : at]}
    return not near.isdisjoint(_SPEAKING)


def _of_it(
    question: Sentence, sentence: Sentence, core: frozenset[str], refusal: re.Match[str]
) -> bool:
    """Whether what is refused is what is asked, or of whom: "nothing to do with Pell"."""
    after = [word for word in sentence.words if word.start >= refusal.end()]
    named = not question.name_stems.isdisjoint(word.stem for word in after[:2])
    if refusal[0] == _NO_PART:
        return not _involving().isdisjoint(core) and (named or not core.isdisjoint(sentence.stems))
    if refusal[0] in _OF_WHAT_FOLLOWS:
        return named or not core.isdisjoint(word.stem for word in after)
    clauses = {word.clause for word in sentence.words if word.start >= refusal.start()}
    near = {word.stem for word in sentence.words if word.clause == min(clauses, default=0)}
    return named or not core.isdisjoint(near)


def _acquitted(question: Sentence, core: frozenset[str], sentence: Sentence) -> bool:
    """Whether it acquits whom it was asked of."""
    whom = question.name_stems or core - _GUILT
    acquits = bool(core & _GUILT and _ACQUITTED & sentence.stems)
    return acquits and not whom.isdisjoint(sentence.stems)


def _open(sentence: Sentence, core: frozenset[str]) -> bool:
    """Whether it only calls it possible, suspected, claimed or not yet known."""
    signs = (*sentence.hedges, *sentence.claims)
    governed = {stem for sign in signs for stem in sign.governs}
    told = _MAY.sub("", sentence.flat).lower()
    return bool(governed & core) or _unsure().search(told) is not None


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """How a word is compared → the words by which it is not so, as they are compared."""
    return {
        stem(word)[0]: frozenset(stem(other)[0] for other in others.split())
        for word, others in LISTS.mapped("opposed").items()
    }


@cache
def _denied_alike() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(stem(word)[0] for word in line) for line in LISTS.groups("denied_alike"))


@cache
def _involving() -> frozenset[str]:
    return frozenset(stem(word)[0] for word in LISTS.among("involving"))


@cache
def _refusals() -> re.Pattern[str]:
    return re.compile(rf"\b{LISTS.either('refuting')}\b")


@cache
def _unsure() -> re.Pattern[str]:
    return re.compile(rf"\b{LISTS.either('unsure')}\b")


_NO_PART = "nothing to do with"
_OF_WHAT_FOLLOWS = ("tested negative", "no evidence")
_STANDS = ("is", "are")
_MAY = re.compile(r"(?<=.)\bMay\b")
"""The month, which leaves nothing open."""
_HAD_BEEN = re.compile(r"\bafter (?:it|they|he|she) had (?:to be |been )?", re.I)
_EXCEPT = re.compile(r"\b(?:except for|except|apart from|other than) ", re.I)
