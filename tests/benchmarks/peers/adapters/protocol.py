"""What an adapter and whoever runs it say to each other, as files in one folder.

articles.jsonl   read: id, title, text and, where known, source, url, published
questions.jsonl  read: id, question and, where known, asked_on
indexed.json     written once the articles are indexed: seconds, cpu, versions by package, settings
answers.jsonl    written as they come, a line a question: id, seconds, cpu and either error or
                 statements   texts, as they are shown
                 quotes       what is shown of articles: article (id), text and, where it says so,
                              start and end in the article's text
                 articles     ids of the articles that are cited
                 refused      whether it said that it does not answer
failed.json      written where the articles could not be indexed: why

`cpu` are the seconds of processor time that this process took, without a model's server.

Standard library only: an adapter runs in the environment of its peer.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

Record = dict[str, Any]
Ask = Callable[[Record], Record]
AT_ONCE_HOPELESS = 3
"""So many questions that fail before one was answered end the run."""


@dataclass(frozen=True)
class Wanted:
    """How a peer is to be asked: a `way` that its adapter knows, an empty folder, perhaps a model.

    The model is a name at the base URL of a server that speaks OpenAI's protocol.
    """

    way: str
    folder: Path
    model: str = ""
    base_url: str = ""


Open = Callable[[Sequence[Record], Wanted], tuple[Ask, Mapping[str, Any]]]
"""Indexes the articles; gives what answers a question, and the settings to be told."""


def told(
    statements: Sequence[str],
    quotes: Sequence[Record] = (),
    articles: Sequence[str] = (),
    *,
    refused: bool = False,
) -> Record:
    """An answer, as a line of answers.jsonl has it."""
    cited = [*articles, *(one["article"] for one in quotes)]
    return {
        "statements": [] if refused else list(statements),
        "quotes": [] if refused else list(quotes),
        "articles": [] if refused else list(dict.fromkeys(cited)),
        "refused": refused,
    }


def serve(open_peer: Open, packages: Sequence[str]) -> None:
    """Index and ask what lies in the folder that the command line names, and exit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("way")
    parser.add_argument("--model", default="")
    parser.add_argument("--base-url", default="")
    given = parser.parse_args()
    wanted = Wanted(given.way, given.folder / "index", given.model, given.base_url)
    sys.exit(_served(open_peer, wanted, given.folder, packages))


def _served(open_peer: Open, wanted: Wanted, folder: Path, packages: Sequence[str]) -> int:
    shutil.rmtree(wanted.folder, ignore_errors=True)
    wanted.folder.mkdir(parents=True)
    (folder / "failed.json").unlink(missing_ok=True)
    began, worked = perf_counter(), process_time()
    try:
        ask, settings = open_peer(list(_lines(folder / "articles.jsonl")), wanted)
    except Exception as error:
        _write(folder / "failed.json", {"why": _said(error)})
        raise
    _write(
        folder / "indexed.json",
        {
            "seconds": perf_counter() - began,
            "cpu": process_time() - worked,
            "versions": {name: version(name) for name in packages},
            "settings": dict(settings),
        },
    )
    _ask_all(ask, folder)
    return 0


def _ask_all(ask: Ask, folder: Path) -> None:
    path = folder / "answers.jsonl"
    known = list(_lines(path)) if path.exists() else []
    answered = {one["id"] for one in known if "error" not in one}
    errors, right = 0, bool(answered)
    with path.open("a", encoding="utf-8") as out:
        for question in _lines(folder / "questions.jsonl"):
            if question["id"] in answered:
                continue
            began, worked = perf_counter(), process_time()
            try:
                found = ask(question)
                right = True
            except Exception as error:  # noqa: BLE001  (a peer may raise anything)
                found = {"error": _said(error)}
                errors += 1
            took = {"seconds": perf_counter() - began, "cpu": process_time() - worked}
            line = {"id": question["id"], **took, **found}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            if errors >= AT_ONCE_HOPELESS and not right:
                return


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _lines(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _write(path: Path, record: Record) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
