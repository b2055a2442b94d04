"""Who does what to whom: whether the statement gives the parts as the evidence does.

"Pell sentenced the treasurer" is not carried by "Pell was sentenced", nor "Arden beat Skerrow" by
"Skerrow beat Arden". The same verb is compared, in either voice. Where the evidence tells of one
act that has the parts as the statement has them, that one counts.
"""

from collections.abc import Sequence
from functools import cache

from qa.language import Act, Sentence, stem
from qa.language.clauses import voice_words
from qa.language.lists import CLAUSES


def turned(statement: Sentence, evidence: Sequence[Sentence]) -> tuple[str, str] | None:
    """The one that has another's part in the statement, and the verb; None if nobody has."""
    if len(evidence) == 1 and _in_order(statement, evidence[0]):
        return None
    words, names = statement.words, statement.name_stems
    theirs = [act for one in evidence for act in one.acts]
    for act in statement.acts:
        same = [other for other in theirs if other.verb == act.verb]
        if who := "" if any(_agree(act, one, names) for one in same) else _who(act, same, names):
            name = next((word.text for word in words if word.stem == who), who)
            return name, words[act.at].text
    return None


def _who(stated: Act, known: Sequence[Act], names: frozenset[str]) -> str:
    """Who has another's part than in one of the `known` acts; empty if nobody."""
    turned = (
        _in_the_others_part(stated, one) or _in_or_out_of_office(stated, one, names)
        for one in known
    )
    return next(filter(None, turned), "")


def _in_order(statement: Sentence, evidence: Sentence) -> bool:
    """Whether the words of both stand in the same order, with the same auxiliaries and "by".

    Nobody changes parts so, and it is told quickly.
    """
    ours, theirs = ([word.low for word in one.words] for one in (statement, evidence))
    shared = set(ours) & set(theirs)
    same = [low for low in ours if low in shared] == [low for low in theirs if low in shared]
    voices = voice_words()
    return same and voices.isdisjoint((set(ours) | set(theirs)) - shared)


def _agree(stated: Act, known: Act, names: frozenset[str]) -> bool:
    """Whether somebody has the same part in both, and nobody another."""
    doer = _meet(stated.doer, known.around_doer - _both(known))
    sufferer = _meet(stated.sufferer, known.around_sufferer - _both(known))
    return bool(doer or sufferer) and not (
        _crossed(stated, known) or _in_or_out_of_office(stated, known, names)
    )


def _crossed(stated: Act, known: Act) -> bool:
    """Whether both parts are taken by the other: by those that it is done to, if nobody does it."""
    doers = frozenset(known.doer) - frozenset(known.sufferer)
    sufferers = frozenset(known.sufferer) - frozenset(known.doer)
    alone = _alone(known) and not stated.passive and stated.sufferer
    return bool(_meet(stated.doer, sufferers) and (alone or _meet(stated.sufferer, doers)))


def _alone(known: Act) -> bool:
    """Whether it is told whom the act is done to, and not by whom, and so of nobody else."""
    return known.passive and not known.doer and known.verb not in _calling()


def _in_the_others_part(stated: Act, known: Act) -> str:
    """Who does what was done to them, or has done to them what they did; empty if nobody.

    Only where the act has both sides: of "the company closed the plant" it is true that "the plant
    closed".
    """
    doers = frozenset(known.doer) - frozenset(known.sufferer)
    sufferers = frozenset(known.sufferer) - frozenset(known.doer)
    done = stated.sufferer and (known.doer or _alone(known))
    if done and (who := _meet(stated.doer, sufferers)):
        return who
    if (known.sufferer or known.passive) and (who := _meet(stated.sufferer, doers)):
        return who
    return ""


def _in_or_out_of_office(stated: Act, known: Act, names: frozenset[str]) -> str:
    """A judge where the evidence has another, or one of `names` where it has a judge."""
    if known.sufferer and (who := _meet(stated.sufferer, _officials())):
        return who if not _meet(known.sufferer, _officials()) else ""
    alike = stated.sufferer and _meet(stated.sufferer, known.around_sufferer)
    same = _meet(stated.doer, _officials()) or _meet(stated.doer, known.around_doer)
    if alike and _meet(known.doer, _officials()) and not same:
        return _meet(stated.doer, names)
    return ""


def _meet(heads: Sequence[str], others: frozenset[str] | Sequence[str]) -> str:
    """The last of `heads` that is among `others`; empty if none is."""
    return next((head for head in reversed(heads) if head in others), "")


def _both(act: Act) -> frozenset[str]:
    return act.around_doer & act.around_sufferer


@cache
def _calling() -> frozenset[str]:
    return frozenset(stem(word)[0] for word in CLAUSES.among("calling"))


@cache
def _officials() -> frozenset[str]:
    return frozenset(stem(word)[0] for word in CLAUSES.among("officials"))
