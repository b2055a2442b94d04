"""What is read out of questions and what for: `python -m tests.benchmarks.bench_questions`.

- Periods: for the quiz questions that limit themselves to a time ("this week"), whether an article
  with the answer was published within it, and what the filter does to a search by words.
- Parts: MultiHop-RAG's evidence as a small archive; how much of a question's evidence is among the
  first passages when it is searched whole, and when its parts are and the lists are merged.
- Pairs: two quiz questions asked in one breath, over the quiz's 2,293 articles.
- How often questions are taken apart that should not be.

The archive of the quiz is the one that `bench_newsquiz` makes; without it, its search is left out.
"""

import argparse
import json
import re
import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from index import EVERYTHING, Archive, Filters, Hit, HybridRetriever, MiniLM
from qa.understanding.decomposition import merged, parts
from qa.understanding.periods import Period, period
from tests.benchmarks.bench_newsquiz import ARCHIVE, ARTICLES, QUESTIONS, say
from tests.benchmarks.data import DATA, WORK, holds, lines

MULTIHOP = DATA / "multihop" / "multihoprag-first150.jsonl"
FOLDER = WORK / "questions"
NEAR = 30
"""Days before a question within which an article is about what it asks: older ones that hold the
answer string do so by chance."""
Search = Callable[[str, int], list[Hit]]


def _published() -> dict[str, date]:
    found = {}
    for article in lines(ARTICLES):
        if len(article["published"] or "") == 10:
            found[article["id"]] = date.fromisoformat(article["published"].replace("/", "-"))
    return found


def _within(day: date, limits: Period) -> bool:
    return (not limits.since or day >= limits.since) and (not limits.until or day <= limits.until)


def periods() -> None:
    asked = [q for q in lines(QUESTIONS) if q["answerable"]]
    limited = [(q, p) for q in asked if (p := period(q["question"], _asked_on(q)))]
    say("answerable questions with a period", f"{len(limited)} of {len(asked)}")
    published = _published()
    near = inside = inside_near = 0
    for question, limits in limited:
        named = [item["article"] for item in question["evidence"]] + question["linked"]
        days = [published[name] for name in named if name in published]
        recent = [day for day in days if (_asked_on(question) - day).days <= NEAR]
        near += bool(recent)
        inside += any(_within(day, limits) for day in days)
        inside_near += bool(recent) and any(_within(day, limits) for day in days)
    say("… an article with the answer within it", f"{inside} of {len(limited)}")
    say(f"… of those with one at most {NEAR} days old", f"{inside_near} of {near}", "all but 2")
    if ARCHIVE.exists():
        _filtered(limited)


def _asked_on(question: dict[str, Any]) -> date:
    return date.fromisoformat(question["asked_on"])


def _filtered(limited: Sequence[tuple[dict[str, Any], Period]]) -> None:
    with Archive(ARCHIVE, MiniLM()) as archive:
        retriever = HybridRetriever(archive)
        ranks: defaultdict[str, list[int]] = defaultdict(list)
        for question, limits in limited:
            text = question["question"]
            every = retriever.retrieve(text, 10)
            then = retriever.retrieve(text, 10, Filters(limits.since, limits.until))
            ways = {
                "everything": every,
                "the period": then,
                "both merged": merged([then, every], 10),
            }
            for name, hits in ways.items():
                texts = [hit.passage.text for hit in hits]
                at = next((n for n, t in enumerate(texts, 1) if holds(t, question["answers"])), 99)
                ranks[name].append(at)
        for name, found in ranks.items():
            say(f"answer in the first 1 / 4 / 10, {name}", _shares(found))


def _shares(ranks: Sequence[int]) -> str:
    return " / ".join(f"{sum(r <= k for r in ranks) / len(ranks):.3f}" for k in (1, 4, 10))


def multihop() -> None:
    asked = [q for q in lines(MULTIHOP) if q["evidence_list"]]
    with _evidence_archive(asked) as archive:
        _compare("words", _by_words(archive), asked)
        _compare("both", HybridRetriever(archive, per_article=10).retrieve, asked)
        archive.add([ARTICLES], vectors=False)
        _compare("words, among the quiz's articles", _by_words(archive), asked)


def _by_words(archive: Archive) -> Search:
    def search(text: str, k: int) -> list[Hit]:
        ranked = archive.search_words(text, k, EVERYTHING)
        passages = archive.passages([number for number, _ in ranked])
        return [Hit(passages[number], score) for number, score in ranked]

    return search


def pairs() -> None:
    """Two quiz questions in one: how many of the two answers, and both, are among the first."""
    if not ARCHIVE.exists():
        return say("pairs", "skipped", "make the archive with bench_newsquiz")
    opens = re.compile(r"(?:who|what|which|when|where|why|how)\b[^?]+\?\s*", re.IGNORECASE)
    asked = [q for q in lines(QUESTIONS) if q["answerable"] and opens.fullmatch(q["question"])]
    two = list(zip(asked[::2], asked[1::2], strict=False))
    with Archive(ARCHIVE, MiniLM()) as archive:
        texts = [
            f"{one['question'].strip(' ?')}, and {_lower(two['question'])}" for one, two in two
        ]
        taken = [parts(text) for text in texts]
        say("pairs taken apart", f"{sum(map(bool, taken))} of {len(two)}")
        for name, way in _ways(HybridRetriever(archive).retrieve).items():
            held = []
            for text, made, both in zip(texts, taken, two, strict=True):
                hits = way(text, made or (text,), 10)
                for k in (4, 10):
                    told = " ".join(hit.passage.text for hit in hits[:k])
                    held.append((k, [holds(told, q["answers"]) for q in both]))
            figures = [
                statistics.mean(measure(found) for at, found in held if at == k)
                for measure in (lambda f: sum(f) / 2, all)
                for k in (4, 10)
            ]
            say(f"  {name}: either@4, @10, both@4, @10", " ".join(f"{f:.3f}" for f in figures))
    return None


def _lower(text: str) -> str:
    return text[0].lower() + text[1:].strip()


def _evidence_archive(asked: Sequence[dict[str, Any]]) -> Archive:
    """Every evidence sentence once, as one passage of its own."""
    facts = {}
    for question in asked:
        for item in question["evidence_list"]:
            facts.setdefault(
                item["fact"],
                {
                    "id": f"fact-{len(facts)}",
                    "title": item["title"],
                    "source": item["source"],
                    "published": item["published_at"],
                    "text": item["fact"],
                },
            )
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    source = FOLDER / "facts.jsonl"
    source.write_text("\n".join(json.dumps(fact) for fact in facts.values()), encoding="utf-8")
    archive = Archive(FOLDER / "archive", MiniLM(), create=True)
    say("evidence sentences", str(archive.add([source]).added))
    return archive


def _fused(lists: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    """The other way to merge: by the sum of reciprocal ranks."""
    scores: defaultdict[str, float] = defaultdict(float)
    every = {}
    for hits in lists:
        for rank, hit in enumerate(hits, 1):
            scores[hit.passage.id] += 1 / (60 + rank)
            every[hit.passage.id] = hit
    return [every[name] for name in sorted(scores, key=lambda name: -scores[name])[:k]]


def _ways(search: Search) -> dict[str, Callable[[str, tuple[str, ...], int], list[Hit]]]:
    return {
        "whole": lambda text, _, k: search(text, k),
        "parts, by turns": lambda _, made, k: merged([search(part, k) for part in made], k),
        "parts, fused": lambda _, made, k: _fused([search(part, 60) for part in made], k),
        "whole and parts, by turns": lambda text, made, k: merged(
            [search(part, k) for part in (text, *made)], k
        ),
        "whole and parts, fused": lambda text, made, k: _fused(
            [search(part, 60) for part in (text, *made)], k
        ),
    }


def _compare(name: str, search: Search, asked: Sequence[dict[str, Any]]) -> None:
    for kind in ("comparison_query", "temporal_query", "inference_query"):
        of_kind = [q for q in asked if q["question_type"] == kind]
        taken = [(q, made) for q in of_kind if (made := parts(q["question"]))]
        say(f"{name}, {kind}: taken apart", f"{len(taken)} of {len(of_kind)}")
        if not taken:
            continue
        for way, retrieve in _ways(search).items():
            figures = [_found(q, retrieve(q["question"], made, 10)) for q, made in taken]
            means = [statistics.mean(column) for column in zip(*figures, strict=True)]
            say(f"  {way}: hits@4, @10, recall@4, @10", " ".join(f"{m:.3f}" for m in means))


def _found(question: dict[str, Any], hits: Sequence[Hit]) -> tuple[float, float, float, float]:
    gold = {item["fact"].strip() for item in question["evidence_list"]}
    first = [{hit.passage.text.strip() for hit in hits[:k]} for k in (4, 10)]
    held = [sum(any(f in t or t in f for t in texts) for f in gold) for texts in first]
    return (*(float(h > 0) for h in held), *(h / len(gold) for h in held))  # type: ignore[return-value]


def wrongly() -> None:
    """Questions that are one, taken apart; each is printed to be judged."""
    trec = [
        r["question"] for part in ("train", "dev") for r in lines(DATA / "trecqa" / f"{part}.jsonl")
    ]
    quiz = [question["question"] for question in lines(QUESTIONS)]
    for name, questions in (("TREC QA", trec), ("quiz", quiz)):
        start = time.perf_counter()
        taken = [(q, made) for q in questions if (made := parts(q))]
        each = (time.perf_counter() - start) / len(questions)
        say(
            f"{name}: taken apart", f"{len(taken)} of {len(questions)}", f"{1e3 * each:.2f} ms each"
        )
        for question, made in taken:
            print(f"  {question}\n    → {' | '.join(made)}")


PHASES = (periods, wrongly, pairs, multihop)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phase", choices=[phase.__name__ for phase in PHASES])
    chosen = parser.parse_args()
    if not MULTIHOP.exists():
        raise SystemExit(f"skipped: {DATA} does not hold multihop; set DATELINE_DATA")
    for phase in PHASES:
        if chosen.phase in (None, phase.__name__):
            phase()


if __name__ == "__main__":
    main()
