"""Who is quoted on a subject, how often, in which articles."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from index import Holdings, Mention, Retriever
from qa.language.lists import WORDS
from qa.survey.counting import nothing
from qa.survey.found import Found
from qa.survey.scope import Matched, matched, scope
from qa.survey.subjects import quoted, stated
from qa.tally import Asks, Tally, told
from qa.types import Citation, Note, Query
from qa.understanding.counts import asked
from qa.voices.utterances import Utterance, voices

_SHOWN = 5
"""So many of those who are quoted have a quote shown."""
_SURE = 0.6
"""Who is less surely the speaker is not counted."""
_READ = 100
"""So many articles are read for who speaks in them, the newest."""
_ROWS = 20
_NO_NAMES = WORDS.among("function_words", "openers")
"""A capital at the start of a sentence makes no name of these."""
_Spoken = tuple[str, Utterance]
"""What somebody says, with the id of the article."""


def speakers(query: Query, archive: Holdings, _: Retriever) -> Found | None:
    """Who is quoted on a subject, most often first, each with what they say."""
    wanted = asked(query.text, query.today or date.today())
    seen = scope(query, wanted, archive) if wanted and wanted.intent is query.intent else None
    if wanted is None or seen is None or not seen[1]:
        return None
    within, subject = seen
    if (found := matched(within, subject, treated=True)) is None:
        return nothing(within, subject)
    return _counted(found, _said(found, archive), within.of, archive)


def _counted(
    found: Matched, said: Mapping[str, Sequence[_Spoken]], of: int, archive: Holdings
) -> Found | None:
    """Who speaks most often, with a quote of each."""
    ranked = sorted(said, key=lambda name: (-len(said[name]), name))
    quotes = [one for name in ranked[:_SHOWN] if (one := _quote(name, said[name], archive))]
    if not quotes:
        return None
    counted = tuple((name, len(said[name])) for name in ranked)
    ids = tuple(dict.fromkeys(one for each in said.values() for one, _ in each))
    newest = f"the newest {_READ} " if len(found.articles) > _READ else ""
    rule = f"Sentences that quote or report a named speaker on it in {newest}"
    rule += found.rule[0].lower() + found.rule[1:]
    total = sum(number for _, number in counted)
    note = Note("rule", f"{rule}: {total:,} in {len(ids):,} articles.")
    tally = Tally(rule, len(ids), of, counted[:_ROWS], ids, "speaker", Asks.SPEAKERS)
    statements = tuple(map(stated, quotes))
    return Found(statements, short=told(tally, statements), notes=(note,), tally=tally)


def _said(found: Matched, archive: Holdings) -> dict[str, list[_Spoken]]:
    """Who speaks in articles, each with where; copies are left out, since they say it again."""
    own = {one.article_id for one in found.articles}
    said: defaultdict[str, list[_Spoken]] = defaultdict(list)
    for one in [one for one in found.articles if one.first not in own][-_READ:]:
        for utterance in _on_it(one, archive):
            said[utterance.speaker].append((one.article_id, utterance))
    for name in [name for name in said if " " not in name]:
        meant = [one for one in said if one.endswith(f" {name}")]
        if len(meant) == 1:  # some articles give no more than a surname
            said[meant[0]] += said.pop(name)
    return said


def _on_it(mention: Mention, archive: Holdings) -> Iterator[Utterance]:
    """Who surely speaks in the passages of an article on the subject."""
    spans = mention.passages  # none of one that is a copy, which then is on it as a whole
    for one in filter(_sure, voices(archive.passages_of(mention.article_id)).all()):
        if not spans or any(a <= one.start < b for a, b in spans):
            yield one


def _sure(utterance: Utterance) -> bool:
    named = utterance.named is not None and utterance.speaker.split()[0].lower() not in _NO_NAMES
    return named and utterance.sure >= _SURE


def _quote(name: str, said: Sequence[_Spoken], archive: Holdings) -> Citation | None:
    """What somebody says, where the sentence names them, in their own words, and lately."""
    surname = name.split()[-1]

    def worth(place: int) -> tuple[bool, bool, int]:
        _, one = said[place]
        return surname in one.written, one.direct, place

    for place in sorted(range(len(said)), key=worth, reverse=True):
        article, one = said[place]
        if passage := archive.passage_at(article, one.start, one.end):
            return quoted(passage, (one.start, one.end))
    return None
