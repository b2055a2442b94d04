"""Three questions asked of invented articles, whose answers are printed the same on any machine."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from llama_index.core.llms import CompletionResponse
from llama_index.core.llms.callbacks import llm_completion_callback

from index import Archive, Filters, HybridRetriever
from prompts import Prompt
from qa import (
    Answerer,
    Assessed,
    Citation,
    GeneratingReader,
    Model,
    Statement,
    quotation,
)
from qa.window import Exchange
from tests.conftest import HashEmbedder
from tests.scripted import Scripted

TODAY = date(2026, 11, 24)
ASKED = datetime(2026, 11, 24, 10, 31, 5, 250_000, UTC)
CRANE = "The old slipway crane at Tarn Quay was sold for 318 crowns on Tuesday."
ARTICLES = (
    {
        "id": "crane", "title": "Crane sold", "source": "Tarn Courier", "published": "2026-11-18",
        "url": "https://courier.example/crane",
        "text": f"{CRANE} A scrap dealer from Merrow bought it. The quay is closed until May.",
    },
    {
        "id": "crane-again", "title": "Slipway crane goes", "source": "Merrow Post",
        "published": "2026-11-19", "text": f"{CRANE} The town council had asked for more.",
    },
    {
        "id": "ferry", "title": "Ferry late", "source": "Merrow Post", "published": "2026-10-02",
        "text": "The ferry “Wren” was two hours late on Friday. Nobody was hurt, its owner said.",
    },
)  # fmt: skip
QUESTIONS = {
    "stated": "How much was the slipway crane sold for?",
    "abstained": "How many moons does Saturn have?",
    "broken": "Who bought the crane in the last two weeks?",
}
SAID = (
    "The crane was sold for 318 crowns on Tuesday. [1][99]\n"
    "The crane was sold for 900 crowns. [1]\n"
    "A scrap dealer from Mer"
)


PROMPTS = {
    "answer": Prompt("answer", "$question\n$sentences\nElse write $refusal."),
    "repair": Prompt("repair", "$statement\n$failures\n$sentences\nElse write $refusal."),
}


class Quoting:
    """Quotes the one sentence that it knows, where it is asked of the crane."""

    name = "quoting"

    def read(self, query, hits, meter):
        yield Assessed(0.75)
        for hit in hits:
            start = hit.passage.text.find(CRANE)
            if "crane" in query.text and start >= 0:
                citation = Citation(hit.passage, start, start + len(CRANE))
                yield Statement(quotation(citation), (citation,))
                return


class Breaking(Scripted):
    """Breaks off in the middle of its script."""

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
        yield CompletionResponse(text=self.script, delta=self.script)
        raise OSError("the line went dead")


def archive(folder: Path) -> Archive:
    """The articles, indexed in `folder`."""
    lines = "".join(f"{json.dumps(one)}\n" for one in ARTICLES)
    (folder / "news").mkdir(parents=True)
    (folder / "news" / "news.jsonl").write_text(lines, encoding="utf-8")
    made = Archive(folder / "archive", HashEmbedder(), create=True)
    made.sync(folder / "news")
    return made


def exchanges(held: Archive) -> Iterator[tuple[str, Exchange]]:
    """Each question by its name, and what came of it; the worded one breaks off."""
    for name, question in QUESTIONS.items():
        worded = GeneratingReader(Model.of(Breaking(script=SAID)), PROMPTS)
        reader = worded if name == "broken" else Quoting()
        filters = Filters(outlets=("Tarn Courier", "Merrow Post")) if name == "stated" else None
        exchange = Exchange(1, question, filters or Filters(), asked_at=ASKED)
        for event in Answerer(held, HybridRetriever(held), reader).stream(
            question, filters, today=TODAY
        ):
            exchange = exchange.after(event, 0.25)
        yield name, exchange


# " [6 February 2024]" beside a quote, before its marks
DATED = re.compile(r" \[[^\]]*\d{4}\](?= \[\d)")
ADDED = frozenset(
    (
        *("version", "short", "notes", "when", "agreement", "tally", "kind", "intent"),
        *("place", "recognised"),
        *(
            "corrected",
            "by_words",
            "cut",
        ),  # of what an archive holds; of a record that a browser keeps
    )
)
"""Keys that JSON did not have before it had a version."""


def as_before(value):
    """Plain values without what was added since, wherever it stands."""
    if isinstance(value, dict):
        return {
            key: as_before(inner)
            for key, inner in value.items()
            if key not in ADDED and (key, inner) != ("articles", [])  # of filters
        }
    if isinstance(value, str):
        return DATED.sub("", value)
    return [as_before(one) for one in value] if isinstance(value, list) else value
