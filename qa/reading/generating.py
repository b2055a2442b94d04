"""A reader that lets a language model word the answer, and holds every sentence to its evidence."""

import logging
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing

from index import Hit, terms
from prompts import Prompt, load
from qa.checking import fragments, support
from qa.errors import PromptTooLong, ReaderError, ReplyRepeats
from qa.language import read
from qa.models.failures import INSTEAD
from qa.models.model import Endpoint, Model
from qa.models.spending import Meter
from qa.models.tokens import estimated_tokens
from qa.reading.answering import answers
from qa.reading.evidence import Evidence
from qa.reading.marks import Line, Parser
from qa.types import Assessed, Citation, Dropped, Query, Statement
from qa.wording import quotation

_LOG = logging.getLogger(__name__)

REFUSAL = "NOT IN THE ARCHIVE"
"""What the model is asked to write when the sentences do not answer; shared with the prompts."""

MOST_STATEMENTS = 8
"""After so many the model is not listened to any longer: it was asked for four."""

MOST_REPAIRS = 2
"""How many statements of one answer are asked for again."""

MOST_SHOWN = 3
"""How many sentences are shown where one that names none is asked for again."""

MOST_REPEATED = 3
"""After so many statements that were made before, nothing new is expected."""

_COPIED = 0.85
"""The share of its words that a sentence must hold to be cited though another number was given."""

_CLOSE = 0.75
"""The score of support at which a statement without a number is given that of a sentence."""

_NEAR = 0.5
"""The share of its words that sentences must hold for a statement to be asked for again."""

_BARE = 6
"""No more words has an answer without a sentence around it."""

_FRAME = 64
"""Tokens that a chat's frame adds to a prompt, what a server says in front of it included."""

_CIRCLING = "…"
"""Stands for what a model that goes round in circles would have said."""


class GeneratingReader:
    """Words the answer with a model, over numbered sentences of the hits.

    The model returns sentences with numbers, never quotes. Each goes through the support check as
    soon as it is complete. Those that fail are asked for once more when the answer is over, since
    many a server answers one request at a time, with what is wrong; what fails again, or does not
    answer the question, is dropped. Numbers that no sentence has do not count.
    """

    def __init__(self, model: Model, prompts: Mapping[str, Prompt] | None = None) -> None:
        self.model = model
        self._prompts = prompts or load()
        versions = (f"{name} {self._prompts[name].version}" for name in ("answer", "repair"))
        self.name = f"{model.endpoint}, prompts {', '.join(versions)}"

    @property
    def endpoint(self) -> Endpoint:
        """Where the model is, which passages are sent to."""
        return self.model.endpoint

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Dropped | Assessed]:
        """Statements whose evidence carries them, each as soon as it is written and checked.

        Evidence that the model finds too long is cut to what its server says that it reads, or
        else halved, down to one passage.

        Raises:
            ReaderError: the model did not answer, or broke off.
        """
        while hits:
            evidence, told = self._evidence(query, hits), False
            try:
                for one in self._read(query, evidence, meter):
                    told = True
                    yield one
                return
            except PromptTooLong:
                if told:
                    raise
                if len(self._evidence(query, hits).sentences) == len(evidence.sentences):
                    if len(hits) == 1:
                        raise
                    hits = hits[: len(hits) // 2]

    def _evidence(self, query: Query, hits: Sequence[Hit]) -> Evidence:
        """As much of the hits as fits; a server that counts is asked only where it may be short."""
        bare = self._prompts["answer"].fill(question=query.text, sentences="", refusal=REFUSAL)
        whole = Evidence.of(hits, sys.maxsize)
        room, evidence = 0, whole
        for count in (estimated_tokens, self.model.tokens):
            room = self.model.evidence_tokens - count(bare) - _FRAME
            evidence = Evidence.of(hits, room, count)
            if len(evidence.sentences) == len(whole.sentences):
                return evidence
        if not evidence.sentences:
            raise PromptTooLong(
                f"{self.model.endpoint}: of the {self.model.context_tokens:,} tokens that "
                f"it reads at once {max(0, room):,} are left for articles; raise "
                f"DATELINE_CONTEXT_TOKENS to what the model reads, {INSTEAD}"
            )
        return evidence

    def _read(
        self, query: Query, evidence: Evidence, meter: Meter
    ) -> Iterator[Statement | Dropped | Assessed]:
        if not evidence.sentences:
            return
        prompt = self._prompts["answer"].fill(
            question=query.text, sentences=evidence.rendered, refusal=REFUSAL
        )
        reply = _Reply(query, evidence, meter)
        try:
            with closing(_lines(self.model.stream(prompt, meter))) as lines:
                yield from reply.statements(lines)
        except ReplyRepeats as error:
            _LOG.info("%s", error)
            yield Dropped(_CIRCLING, ("it goes round in circles",))
        except ReaderError:
            yield from (failed for _, failed in reply.failed)
            yield from reply.assessed
            raise
        for at, (line, failed) in enumerate(reply.failed):
            numbers = () if reply.refused or at >= MOST_REPAIRS else reply.leans_on(line)
            yield from self._repaired(failed, numbers, reply) if numbers else [failed]
        yield from reply.assessed

    def _repaired(
        self, failed: Dropped, numbers: Sequence[int], reply: "_Reply"
    ) -> Iterator[Statement | Dropped]:
        """The statement asked for once more; as it failed, if that does not help.

        What is said already must not be lost, so a model that does not answer this does not help.
        """
        prompt = self._prompts["repair"].fill(
            statement=failed.text,
            failures="\n".join(f"- {failure}" for failure in failed.failures),
            sentences=reply.evidence.around(numbers),
            refusal=REFUSAL,
        )
        try:
            again = self.model.complete(prompt, reply.meter)
        except ReaderError as error:
            _LOG.warning("a statement is dropped, not worded again: %s", error)
            yield failed
            return
        found = reply.first_that_answers(_lines(iter([again])))
        if found is None:
            yield failed
        elif reply.is_new(found.text):
            reply.repaired += 1
            yield found


class _Reply:
    """What a model has said so far in answer to one question, and what of it has failed."""

    def __init__(self, query: Query, evidence: Evidence, meter: Meter) -> None:
        self.query = query
        self.evidence = evidence
        self.meter = meter
        self.failed: list[tuple[Line, Dropped]] = []
        self.refused = False
        self.repaired = 0
        self._answered = False
        self._said: set[str] = set()
        self._invented: set[int] = set()

    @property
    def assessed(self) -> Iterator[Assessed]:
        """How it went so far; none where there is nothing to tell."""
        if self._invented or self.repaired:
            yield Assessed(invented=len(self._invented), repaired=self.repaired)

    def statements(self, lines: Iterable[Line]) -> Iterator[Statement]:
        """Those of the lines that their evidence carries; the others are kept as failed."""
        heard = repeated = 0
        for line in lines:
            self.refused = _refuses(line)
            if self.refused or heard == MOST_STATEMENTS or repeated == MOST_REPEATED:
                return
            if self.evidence.lists(line.text) or _introduces(line.text):
                continue
            if not self.is_new(line.text):
                repeated += 1
                continue
            heard += 1
            judged = self._judged(line)
            if isinstance(judged, Dropped):
                self.failed.append((line, judged))
            elif judged.text == line.text or self.is_new(judged.text):
                self._answered = self._answered or answers(self.query, judged)
                yield judged

    def is_new(self, text: str) -> bool:
        """Whether the text has not been said before; now it has."""
        new = text not in self._said
        self._said.add(text)
        return new

    def leans_on(self, line: Line) -> Sequence[int]:
        """The sentences that a failed line is to be worded again from; none if it has none.

        One that names no sentence at all leans on those that say most of it.
        """
        if line.numbers or line.linked:
            return [number for number in line.numbers if self.evidence.citation(number)]
        best = self.evidence.best(line.text, MOST_SHOWN)
        near = {term for one in best for term in terms(self.evidence.quotes([one])[0].quote)}
        stated = set(terms(line.text))
        return best if len(stated & near) >= _NEAR * len(stated) else ()

    def first_that_answers(self, lines: Iterable[Line]) -> Statement | None:
        """The first of some lines that is carried and answers; none after a refusal."""
        for line in lines:
            if _refuses(line):
                return None
            judged = self._judged(line)
            if isinstance(judged, Statement) and answers(self.query, judged):
                return judged
        return None

    def _judged(self, line: Line) -> Statement | Dropped:
        """The line as a statement with exact citations, or what is wrong with it."""
        if line.linked:
            return Dropped(line.text, ("it shows a link",))
        self._invented |= self.evidence.unknown(line.numbers)
        if _is_bare(line.text):
            return self._quoted(line) or Dropped(line.text, ("it is no sentence",))
        dropped = Dropped(line.text, ("it names no sentence that there is",))
        if cited := self.evidence.quotes(line.numbers):
            verdict = support.check(line.text, cited)
            if verdict.holds:
                return Statement(line.text, _needed(line, cited))
            dropped = Dropped(line.text, verdict.failures, verdict.score)
        return self._placed(line) or dropped

    def _placed(self, line: Line) -> Statement | None:
        """The line with the sentence that carries it, whatever number it has, if it has any.

        Models miscount: what is nearly a copy of a sentence may stand under the number of another.
        Small ones give no number at all, and write sentences that have nothing to do with what is
        asked; then it must answer the question, or stand behind one that does.
        """
        for other in self.evidence.quotes(self.evidence.best(line.text)):
            verdict, placed = support.check(line.text, [other]), Statement(line.text, (other,))
            if line.numbers:
                meant = verdict.content >= _COPIED
            else:
                beside = self._answered and verdict.score >= _CLOSE
                meant = beside or answers(self.query, placed)
            if verdict.holds and meant:
                return placed
        return None

    def _quoted(self, line: Line) -> Statement | None:
        """For a bare answer the sentence that has it, as it is printed, if that answers as well."""
        bare = read(line.text)
        for citation in self.evidence.quotes([*line.numbers, *self.evidence.best(line.text)]):
            quoted = Statement(quotation(citation), (citation,))
            quote = read(citation.quote)
            lacks = set(bare.terms) - set(quote.terms) or bare.values - quote.values
            if not lacks and answers(self.query, quoted):
                return quoted
        return None


def _is_bare(text: str) -> bool:
    """Whether it is an answer without a sentence around it: "612,000 crowns", "On 1 July"."""
    sentence = read(text)
    return len(sentence.words) <= _BARE and fragments.incomplete(sentence)


def _lines(pieces: Iterator[str]) -> Generator[Line, None, None]:
    """The sentences of a reply; where it breaks off, without what was being written."""
    parser = Parser()
    for piece in pieces:
        yield from parser.feed(piece)
    yield from parser.end()


def _refuses(line: Line) -> bool:
    """Whether it is the refusal, perhaps with an explanation; the words alone may be news."""
    bare = line.text.lstrip(" .*\"'“”([")
    follows = bare[len(REFUSAL) :].lstrip(" *\"'”])")
    if bare.startswith(REFUSAL):
        return True
    return bare.upper().startswith(REFUSAL) and (not follows or follows[0] in ".:;,–—-(")


def _introduces(text: str) -> bool:
    """Whether it leads up to statements: "Here is what I found:", or the question once more."""
    return text.endswith((":", "?"))


def _needed(line: Line, cited: Sequence[Citation]) -> tuple[Citation, ...]:
    """The citations less those without which the rest carries the statement just as well.

    One that carries it alone stays, as a second source, unless its number stood for several
    sentences: then nobody said that it is meant for this one. As ALCE judges citations.
    """
    kept = list(dict.fromkeys(cited))
    for citation in tuple(kept):
        others = [one for one in kept if one is not citation]
        alone = not line.shared and support.check(line.text, [citation]).holds
        if others and not alone and support.check(line.text, others).holds:
            kept = others
    return tuple(kept)
