"""Dateline by the adapters' protocol: `quoting`, or `worded` by the model that is given."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from protocol import Ask, Record, Wanted, serve, told


def open_peer(articles: Sequence[Record], wanted: Wanted) -> tuple[Ask, Mapping[str, Any]]:
    if wanted.way == "worded":
        os.environ["OPENAI_BASE_URL"] = wanted.base_url
        os.environ["DATELINE_MODEL"] = wanted.model
    from index import Archive, MiniLM
    from qa import open_answerer

    home = wanted.folder / "archive"
    with Archive(home, MiniLM(), create=True) as archive:
        archive.add([Path(wanted.folder).parent / "articles.jsonl"])
    worded = {"reader": "openai"} if wanted.way == "worded" else {}
    answerer = open_answerer(home, **worded)

    def ask(question: Record) -> Record:
        day = question.get("asked_on")
        answer = answerer.ask(question["question"], today=date.fromisoformat(day) if day else None)
        quotes = [
            {"article": one.passage.article_id, "text": one.quote, "start": one.start,
             "end": one.end}
            for one in answer.citations
        ]  # fmt: skip
        return told([one.text for one in answer.statements], quotes, refused=answer.abstained)

    return ask, {"passages": answerer.passages, **answerer.settings}


if __name__ == "__main__":
    serve(open_peer, ["dateline-qa"])
