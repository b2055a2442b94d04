"""A language model as the readers see it: a prompt in, text out as it is written.

Any llama-index LLM is one. What its provider raises comes out as one of our named errors, every
request is counted, and a limit on cost is kept before a request is sent.
"""

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

from qa.errors import (
    BadReply,
    EmptyReply,
    ModelRefused,
    ModelTimeout,
    PromptTooLong,
    ReaderError,
    ReplyRepeats,
    StreamCut,
)
from qa.models.circles import Circles
from qa.models.failures import INSTEAD, named
from qa.models.replies import Replies
from qa.models.servers import Server
from qa.models.spending import Budget, Meter, Price
from qa.models.tokens import estimated_tokens
from qa.usage import Usage

USUAL_CONTEXT = 4_096
"""Tokens that local servers read at once unless told otherwise."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is, for the record and for whoever wants to know where text is sent.

    `place` is a host with its port, empty where it is not known. `context_tokens` is how much the
    model reads at once, as far as is known before it is asked; of that up to `reply_tokens` are set
    aside for its answer, a quarter at most, or half for one that `thinks` before it answers.
    """

    model: str
    place: str = ""
    context_tokens: int = USUAL_CONTEXT
    reply_tokens: int = 700
    thinks: bool = False

    def __str__(self) -> str:
        return f"{self.model} at {self.place}" if self.place else self.model


class Model:
    """Streams answers of one llama-index LLM. Safe to share between threads.

    `make` gives the LLM when it is first needed: importing one takes seconds. `limit` is what it
    calls the parameter for the most tokens of an answer, if it takes one. A `server` that can be
    asked is, before the first question: how much its model reads, where nobody has `declared` it,
    and how long texts are.
    """

    def __init__(
        self,
        make: Callable[[], Any],
        endpoint: Endpoint,
        *,
        limit: str = "",
        price: Price | None = None,
        budget: Budget | None = None,
        replies: Replies | None = None,
        server: Server | None = None,
        declared: bool = False,
    ) -> None:
        self._make = cache(make)
        self.endpoint = endpoint
        self._limit = limit
        self._server = server
        self._declared = declared
        self._refused_beyond: int | None = None
        self._price = price
        self._budget = budget
        self._replies = replies

    @classmethod
    def of(cls, llm: Any) -> "Model":
        """The model of any llama-index LLM, by what its metadata says."""
        metadata = getattr(llm, "metadata", None)
        name = getattr(metadata, "model_name", "") or type(llm).__name__
        window = getattr(metadata, "context_window", 0) or USUAL_CONTEXT
        return cls(lambda: llm, Endpoint(str(name), "", int(window)))

    @property
    def context_tokens(self) -> int:
        """How much the model reads at once: as declared, else as its server lists it, else usual.

        A server that has refused a request as too long and said what it reads is believed first.
        """
        listed = self._server.window if self._server and not self._declared else None
        known = listed or self.endpoint.context_tokens
        return min(known, self._refused_beyond or known)

    @property
    def reply_tokens(self) -> int:
        """How many of them are set aside for an answer."""
        share = 2 if self.endpoint.thinks else 4
        return min(self.endpoint.reply_tokens, self.context_tokens // share)

    @property
    def evidence_tokens(self) -> int:
        """How long a prompt may be: the model's window less the longest answer."""
        return self.context_tokens - self.reply_tokens

    def tokens(self, text: str) -> int:
        """How long a text is to the model: as its server counts, else on the safe side."""
        counted = self._server.tokens(text) if self._server else None
        return estimated_tokens(text) if counted is None else counted

    def complete(self, prompt: str, meter: Meter) -> str:
        """The whole answer; of one that repeats itself what came until that was seen.

        Raises:
            ReaderError: as `stream` does.
        """
        pieces: list[str] = []
        try:
            pieces.extend(self.stream(prompt, meter))
        except ReplyRepeats:
            if not pieces:
                raise
        return "".join(pieces)

    def stream(self, prompt: str, meter: Meter) -> Iterator[str]:
        """The answer piece by piece, what a model thinks before it taken out.

        Raises:
            ReaderError: one of its kinds, for whatever the provider raised, or for an answer that
                broke off, was refused, repeats itself, or has no word.
        """
        request = {"endpoint": str(self.endpoint), "prompt": prompt}
        if self._replies and (kept := self._replies.get(request)) is not None:
            yield kept
            return
        pieces: list[str] = []
        for piece in _without_thinking(self._answered(prompt, meter)):
            pieces.append(piece)
            yield piece
        reply = "".join(pieces)
        if not reply.strip():
            raise EmptyReply(
                f"an answer without a word came from {self.endpoint}; try again, {INSTEAD}"
            )
        if self._replies:
            self._replies.put(request, reply)

    def _answered(self, prompt: str, meter: Meter) -> Iterator[str]:
        """What the provider sends, counted, its errors named."""
        longest = self.reply_tokens
        priced = self._price if self._budget else None
        most = priced.of(estimated_tokens(prompt), longest) if priced else 0.0
        if self._budget:
            self._budget.hold(most)
        llm, heard, ended = None, _Heard(), False
        try:
            llm = self._make()
            parts = llm.stream_complete(prompt, **{self._limit: longest} if self._limit else {})
            with closing(heard.pieces(parts, self.endpoint)) as pieces:
                yield from pieces
            ended = True
            heard.judge(self.endpoint, longest)
        except ReaderError:
            raise
        except Exception as error:  # noqa: BLE001  (every provider has a tree of its own)
            secret = str(getattr(llm, "api_key", None) or "")
            failure = named(error, str(self.endpoint), (secret,))
            ended = not (heard.parts or isinstance(failure, ModelTimeout | StreamCut))
            if isinstance(failure, PromptTooLong) and failure.limit:
                self._refused_beyond = min(failure.limit, self.context_tokens)
            raise failure from None
        finally:
            usage = heard.usage(prompt, self._price)
            meter.add(usage)
            if self._budget:
                # what was cut short is billed in full, thoughts that nobody saw too
                cost = usage.cost or 0.0
                unknown = usage.estimated and not ended
                self._budget.settle(most, max(cost, most) if unknown else cost)


class _Heard:
    """What has come of one answer: its length, its end, and what the server counted."""

    def __init__(self) -> None:
        self.parts = 0
        self._written = ""
        self._finish = ""
        self._choices = False
        self._refusal = ""
        self._counted: tuple[int, int] | None = None
        self._said, self._thought = Circles(), Circles()

    def pieces(self, parts: Any, endpoint: Endpoint) -> Generator[str, None, None]:
        """The text of `parts` as they come; they are closed when nobody hears on."""
        began = perf_counter()
        try:
            for part in parts:
                if not self.parts:
                    _LOG.info("%s: first token after %.2f s", endpoint, perf_counter() - began)
                if piece := self.after(part):
                    yield piece
                if self.circles(part):
                    raise ReplyRepeats(
                        f"an answer of {endpoint} went round in circles and was stopped; "
                        f"choose a larger model, {INSTEAD}"
                    )
        finally:
            if hasattr(parts, "close"):  # an iterator of somebody else's need not have it
                parts.close()

    def circles(self, part: Any) -> bool:
        """Whether, with this part, the answer or what is thought before it only repeats itself."""
        thought = (getattr(part, "additional_kwargs", None) or {}).get("thinking_delta")
        return self._said.found(str(part.delta or "")) or self._thought.found(str(thought or ""))

    def after(self, part: Any) -> str:
        """The text of one more part of the answer."""
        self.parts += 1
        self._count(part)
        choices = getattr(getattr(part, "raw", None), "choices", None)
        if choices:
            self._choices = True
            self._finish = getattr(choices[0], "finish_reason", None) or self._finish
            delta = getattr(choices[0], "delta", None)
            self._refusal += getattr(delta, "refusal", None) or ""
        # half a character, which JSON can hold and UTF-8 cannot, becomes a question mark
        text = str(part.delta or "").encode("utf-8", "replace").decode()
        self._written += text
        return text

    def judge(self, endpoint: Endpoint, longest: int) -> None:
        """Raise if what ended was not an answer."""
        if self._refusal or self._finish == "content_filter":
            said = f" ({self._refusal[:200]!r})" if self._refusal else "'s filter"
            raise ModelRefused(
                f"the question was declined by {endpoint}{said}; word it differently, {INSTEAD}"
            )
        if self._choices and self._finish == "length":
            raise StreamCut(
                f"an answer of {endpoint}, with what it thinks before it, was longer than the "
                f"{longest:,} tokens set aside for it, or than its server lets it "
                f"write; choose a model that thinks less, or raise the server's limit, {INSTEAD}"
            )
        if self._choices and not self._finish:
            raise StreamCut(f"an answer broke off from {endpoint}; try again, {INSTEAD}")
        if not self.parts:
            raise BadReply(
                f"what came from {endpoint} has nothing of OpenAI's protocol in it; check the "
                f"base URL (it usually ends in /v1), {INSTEAD}"
            )

    def usage(self, prompt: str, price: Price | None) -> Usage:
        """What this request was, as the server counted it, else estimated from the text."""
        sent, written = self._counted or (
            (estimated_tokens(prompt), estimated_tokens(self._written)) if self.parts else (0, 0)
        )
        cost = price.of(sent, written) if price else None
        return Usage(1, sent, written, cost, estimated=self._counted is None)

    def _count(self, part: Any) -> None:
        counts = getattr(part, "additional_kwargs", None) or {}
        if counts.get("prompt_tokens"):  # 0 is none: servers that do not count say so, too
            self._counted = (int(counts["prompt_tokens"]), int(counts["completion_tokens"] or 0))


_OPEN, _CLOSE = "<think>", "</think>"


def _without_thinking(pieces: Iterator[str]) -> Iterator[str]:
    """The text outside <think> … </think>, which several open models write before they answer."""
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while True:
            tag = _CLOSE if thinking else _OPEN
            before, found, after = held.partition(tag)
            if not found:
                break
            if not thinking and before:
                yield before
            held, thinking = after, not thinking
        keep = _beginning_of(tag, held)
        if not thinking and len(held) > keep:
            yield held[: len(held) - keep]
        held = held[len(held) - keep :] if keep else ""
    if held and not thinking:
        yield held


def _beginning_of(tag: str, text: str) -> int:
    """How many characters at the end of `text` may be the beginning of `tag`."""
    longest = min(len(tag) - 1, len(text))
    return next((n for n in range(longest, 0, -1) if text.endswith(tag[:n])), 0)
