"""A reader that lets a language model word the answer, and holds every sentence to its evidence."""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence

from index import Hit
from prompts import Prompt, load
from qa.checking import support
from qa.errors import PromptTooLong, ReaderError
from qa.models.failures import INSTEAD
from qa.models.model import Model
from qa.models.spending import Meter, estimated_tokens
from qa.reading.evidence import Evidence
from qa.reading.marks import Line, Parser
from qa.types import Citation, Dropped, Query, Statement

_LOG = logging.getLogger(__name__)

REFUSAL = "NOT IN THE ARCHIVE"
"""What the model is asked to write when the sentences do not answer; shared with the prompts."""

MOST_STATEMENTS = 8
"""After so many the model is not listened to any longer: it was asked for four."""

MOST_REPAIRS = 2
"""How many statements of one answer are asked for again."""

_COPIED = 0.85
"""The share of its words that a sentence must hold to be cited though another number was given."""


class GeneratingReader:
    """Words the answer with a model, over numbered sentences of the hits.

    The model returns sentences with numbers, never quotes. Each goes through the support check as
    soon as it is complete; one that fails is asked for once more, with what is wrong, and dropped
    if it fails again. Numbers that no sentence has do not count.
    """

    def __init__(self, model: Model, prompts: Mapping[str, Prompt] | None = None) -> None:
        self.model = model
        self._prompts = prompts or load()
        versions = (f"{name} {self._prompts[name].version}" for name in ("answer", "repair"))
        self.name = f"{model.endpoint}, prompts {', '.join(versions)}"

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Dropped]:
        """Statements whose evidence carries them, each as soon as it is written and checked.

        Evidence that the model finds too long is halved, down to one passage.

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
                if told or len(hits) == 1:
                    raise
                hits = hits[: len(hits) // 2]

    def _evidence(self, query: Query, hits: Sequence[Hit]) -> Evidence:
        bare = self._prompts["answer"].fill(question=query.text, sentences="", refusal=REFUSAL)
        room = self.model.evidence_tokens - estimated_tokens(bare)
        evidence = Evidence.of(hits, room)
        if not evidence.sentences and Evidence.of(hits[:1], sys.maxsize).sentences:
            raise PromptTooLong(
                f"{self.model.endpoint}: of the {self.model.endpoint.context_tokens:,} tokens that "
                f"it reads at once {max(0, room):,} are left for articles; raise "
                f"DATELINE_CONTEXT_TOKENS to what the model reads, {INSTEAD}"
            )
        return evidence

    def _read(
        self, query: Query, evidence: Evidence, meter: Meter
    ) -> Iterator[Statement | Dropped]:
        if not evidence.sentences:
            return
        prompt = self._prompts["answer"].fill(
            question=query.text, sentences=evidence.rendered, refusal=REFUSAL
        )
        said: set[str] = set()
        invented: set[int] = set()
        heard, repairs = 0, 0
        for line in _lines(self.model.stream(prompt, meter)):
            if _refuses(line) or heard == MOST_STATEMENTS:
                return
            if line.text in said or evidence.lists(line.text) or _introduces(line.text):
                continue
            heard += 1
            said.add(line.text)
            invented |= evidence.unknown(line.numbers)
            meter.invented = len(invented)
            judged = _judged(line, evidence)
            leans = any(evidence.citation(number) for number in line.numbers)
            if isinstance(judged, Dropped) and leans and repairs < MOST_REPAIRS:
                repairs += 1
                judged = self._repaired(judged, line, evidence, meter, invented)
                if judged.text != line.text and judged.text in said:
                    continue  # worded again, it is one of the others
                said.add(judged.text)
            yield judged

    def _repaired(
        self, failed: Dropped, line: Line, evidence: Evidence, meter: Meter, invented: set[int]
    ) -> Statement | Dropped:
        """The statement asked for once more; as it failed, if that does not help.

        What is said already must not be lost, so a model that does not answer this does not help.
        """
        prompt = self._prompts["repair"].fill(
            statement=failed.text,
            failures="\n".join(f"- {failure}" for failure in failed.failures),
            sentences=evidence.around(line.numbers),
            refusal=REFUSAL,
        )
        try:
            reply = self.model.complete(prompt, meter)
        except ReaderError as error:
            _LOG.warning("a statement is dropped, not worded again: %s", error)
            return failed
        for again in _lines(iter([reply])):
            if _refuses(again):
                break
            invented |= evidence.unknown(again.numbers)
            meter.invented = len(invented)
            judged = _judged(again, evidence)
            if isinstance(judged, Statement):
                meter.repaired += 1
                return judged
        return failed


def _lines(pieces: Iterator[str]) -> Iterator[Line]:
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


def _judged(line: Line, evidence: Evidence) -> Statement | Dropped:
    """The line as a statement with exact citations, or what is wrong with it."""
    if line.linked:
        return Dropped(line.text, ("it shows a link",))
    cited = [citation for n in line.numbers if (citation := evidence.citation(n))]
    failures: tuple[str, ...] = ("it names no sentence that there is",)
    if cited:
        verdict = support.check(line.text, cited)
        if verdict.holds:
            return Statement(line.text, _needed(line, cited))
        failures = verdict.failures
    # models miscount: the sentence that it is nearly a copy of may stand under another number
    for other in evidence.best(line.text):
        verdict = support.check(line.text, [other])
        if verdict.holds and verdict.content >= _COPIED:
            return Statement(line.text, (other,))
    return Dropped(line.text, failures)


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
