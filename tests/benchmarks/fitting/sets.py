"""Question sets, each asked of an archive of its articles.

Weights are fitted on `lures`, `quiz` and `judged`; the others show what a feature tells.

`selection.json` is fitted on the last three; on the others too its features are weighed by
`bench_fitness`, and they would change no weight for news.

- `wiki`: SquadShifts' New-Wiki, its first 36 articles; the other 12 are for results.
- `search`: ClapNQ's development set, questions typed into a search engine, half unanswerable.
- `lures`: four articles of SQuAD 2.0's development set, half of whose questions only seem to be
  answered by a paragraph.
- `quiz`: the newsquiz questions that choices are made on, those that the articles do not answer
  among them (`data.half`).
- `judged`: questions about four archives of news, judged by hand.

The first three are asked of one archive, which also holds the Wikinews articles.
"""

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from qa.reading.features import Candidate
from tests.benchmarks.data import DATA, ROOT, half, holds, lines, squad

Label = Callable[[Candidate], int | None]
"""1 for a sentence that answers, 0 for one that does not, None where nobody can tell."""

JUDGED = DATA.parent / "questions" / "judged-dev.jsonl"
TRAINED = 36
"""How many of New-Wiki's articles are for fitting."""
_LURES = (
    "Computational_complexity_theory", "Steam_engine", "European_Union_law", "Harvard_University",
)  # fmt: skip
_SHAPES = str.maketrans("‘’‚“”„«»–—‑−", '\'\'\'"""""----')


@dataclass(frozen=True)
class Asked:
    """A question of a set: which archive it is asked of, and which sentences answer it.

    `evidence` finds the passages without which it has no answer.
    """

    set: str
    archive: str
    question: str
    answerable: bool
    label: Label
    today: date | None = None
    turns: tuple[str, ...] = ()
    evidence: Callable[[str], bool] = field(default=lambda text: False)


def questions(name: str, rng: random.Random, most: int) -> list[Asked]:
    """Those of a set, at most so many."""
    found = list(
        {
            "wiki": _wiki,
            "search": _search,
            "lures": lures,
            "quiz": quiz,
            "judged": judged,
        }[name]()
    )
    return rng.sample(found, min(most, len(found)))


def articles() -> Iterator[dict[str, str]]:
    """Those of the archive that `wiki`, `search` and `lures` are asked of."""
    for article in [*squad("new-wiki-v1.0.json")[:TRAINED], *_lure_articles()]:
        text = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
        yield {"id": article["title"], "title": article["title"].replace("_", " "), "text": text}
    for number, cluster in enumerate(lines(DATA / "wikinews" / "clusters.jsonl")):
        for at, source in enumerate(cluster["sources"]):
            if source["language"] == "en":
                title, text = source.get("title") or "", source["maintext"]
                yield {"id": f"wikinews-{number}-{at}", "title": title, "text": text}
    for record in _clapnq():
        passage = record["passages"][0]
        text = _detokenized(" ".join(passage["sentences"]))
        yield {"id": f"clapnq-{record['id']}", "title": passage["title"], "text": text}


# -- Wikipedia -----------------------------------------------------------------------------------


def _wiki() -> Iterator[Asked]:
    for article in squad("new-wiki-v1.0.json")[:TRAINED]:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                if len(qa["question"].split()) > 4 and qa["answers"]:
                    yield _annotated("wiki", paragraph["context"], qa)


def lures() -> Iterator[Asked]:
    """Those of SQuAD 2.0, which no results may be reported on."""
    for article in _lure_articles():
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                yield _annotated("lures", paragraph["context"], qa)


def _lure_articles() -> list[Mapping[str, Any]]:
    path = DATA / "reader" / "squad-v2.0-dev-explore.json.gz"
    stored = json.loads(gzip.decompress(path.read_bytes()))
    articles = stored["data"] if isinstance(stored, dict) else stored
    return [article for article in articles if article["title"] in _LURES]


def _annotated(name: str, context: str, qa: Mapping[str, Any]) -> Asked:
    found = [] if qa.get("is_impossible") else qa["answers"]
    texts = [one["text"] for one in found]
    around = [
        context[max(0, one["answer_start"] - 15) : one["answer_start"]] + one["text"]
        for one in found
        if one.get("answer_start") is not None
    ]

    def label(candidate: Candidate) -> int | None:
        if not holds(candidate.sentence.text, texts):
            return 0
        return 1 if any(one in candidate.hit.passage.text for one in around or texts) else None

    return Asked(name, "fit", qa["question"], bool(found), label, evidence=_with(texts))


# -- questions typed into a search engine ----------------------------------------------------------


def _search() -> Iterator[Asked]:
    for record in _clapnq():
        selected = [_detokenized(s) for s in record["output"][0]["selected_sentences"]]

        def label(candidate: Candidate, selected: Sequence[str] = selected) -> int | None:
            text = candidate.sentence.text
            return int(any(text in one or one in text for one in selected))

        question, answered = record["input"], bool(selected)
        yield Asked("search", "fit", question, answered, label, evidence=_with(selected))


def _clapnq() -> list[dict[str, Any]]:
    return [
        record
        for part in ("answerable", "unanswerable")
        for record in lines(DATA / "clapnq" / f"clapnq_dev_{part}.jsonl")
    ]


def _detokenized(text: str) -> str:
    """ClapNQ's text as it is printed: no space before a comma, quotation marks closed up."""
    text = re.sub(r"\s+([,.;:!?)%])", r"\1", text.replace("`` ", "“").replace(" ''", "”"))
    return re.sub(r"\(\s+", "(", re.sub(r"\s+(n't|'s|'re|'ve|'ll|'d)\b", r"\1", text))


# -- news ------------------------------------------------------------------------------------------


def quiz(part: str = "tune") -> Iterator[Asked]:
    """A half of the newsquiz questions; those without a day take one of an answerable one."""
    records = list(lines(DATA / "newsquiz" / "questions.jsonl"))
    days = [date.fromisoformat(q["asked_on"]) for q in records if "asked_on" in q]
    for at, record in enumerate(records):
        if half(record["id"]) != part:
            continue
        day = record.get("asked_on")
        today = date.fromisoformat(day) if day else days[at % len(days)]
        answers = record["answers"] if record["answerable"] else []

        def label(candidate: Candidate, answers: Sequence[str] = answers) -> int | None:
            return int(holds(candidate.sentence.text, answers))

        question, answered = record["question"], bool(answers)
        evidence = _with(answers)
        yield Asked("quiz", "newsquiz", question, answered, label, today, evidence=evidence)


def judged() -> Iterator[Asked]:
    """Those for which strings are given that an answer holds."""
    for record in lines(JUDGED):
        wanted = [*record["answers"], *record.get("instead", ())]
        never = record.get("never", ())

        def label(
            candidate: Candidate, wanted: Sequence[str] = wanted, never: Sequence[str] = never
        ) -> int | None:
            text = _plain(candidate.sentence.text)
            return int(_stands(text, wanted) and not _stands(text, never))

        day = record.get("asked_on")
        yield Asked(
            "judged",
            record["archive"],
            record["question"],
            record["answerable"],
            label,
            date.fromisoformat(day) if day else None,
            tuple(record.get("turns", ())),
            lambda text, wanted=wanted: _stands(_plain(text), wanted),
        )


def _plain(text: str) -> str:
    return " ".join(text.translate(_SHAPES).casefold().split())


def _stands(text: str, wanted: Sequence[str]) -> bool:
    """Whether one of them stands in a plain text as whole words; "a|b" is a or b."""
    parts = [_plain(part) for one in wanted for part in one.split("|")]
    return any(re.search(rf"(?<![\w.,]){re.escape(one)}(?!\w|[.,]\d)", text) for one in parts)


def _with(answers: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: holds(text, answers)


def source(name: str) -> Path | None:
    """The articles of an archive; None for the one that is made of `articles`."""
    return {
        "fit": None,
        "sample": ROOT / "index" / "sample" / "articles",
        "seeds": DATA / "seeds",
    }.get(name, DATA / name / "articles.jsonl.gz")
