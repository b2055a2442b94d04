"""Passages and sentences of published sets: `python -m tests.benchmarks.bench_sentences`.

- New-Wiki (SquadShifts), its 48 articles as one archive: is the passage with the annotated answer
  among the first k? A sample of the questions, the same one each time.
- The short answers of the last twelve of those articles, a fixed sample of their questions: exact
  match and token F1, asked of the archive of all of them, and given the sentence that answers.
- TREC QA: which of the sentences given for a question answer it, ranked by the extractive reader's
  score. A sentence stands alone, as a passage of its own. MAP and MRR over the questions that have
  an answer, as trec_eval counts them ("raw"), and over those with a wrong sentence too ("clean");
  by the cosine to the question alone for comparison.

Nothing is fitted on TREC QA; `--part train` may be looked at while working on the score.
"""

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from index import Archive, Hit, HybridRetriever, MiniLM, Passage, terms
from index import sentences as split
from qa.answerer import Answerer
from qa.evaluation import Question
from qa.evaluation.formats import trec_qa
from qa.evaluation.measures import (
    average_precision,
    exact_match,
    reciprocal_rank,
    token_f1,
)
from qa.reading.readers import ExtractiveReader
from qa.reading.selection import Selector
from qa.reading.short import short
from qa.types import Citation, Statement
from qa.understanding.questions import understand
from tests.benchmarks.bench_newsquiz import shares
from tests.benchmarks.data import DATA, WORK, holds, squad

SAMPLE = 1_200
LAST, SHORTS = 12, 300
"""Of so many articles so many questions are asked for their short answers."""


def wiki() -> None:
    """Passages of New-Wiki."""
    articles = squad("new-wiki-v1.0.json")
    asked = []
    for article in articles:
        start = 0
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                found = [(start + a["answer_start"], a["text"]) for a in qa["answers"]]
                if found:
                    asked.append((qa["question"], article["title"], found))
            start += len(paragraph["context"]) + 2
    sample = random.Random(3).sample(asked, SAMPLE)
    ranks = []
    with _wiki_archive() as archive:
        retriever = HybridRetriever(archive)
        for question, title, found in sample:
            hits = retriever.retrieve(question, 10)
            texts = [text for _, text in found]
            ranks.append(
                (
                    _rank(hits, lambda p, t=title, f=found: p.article_id == t and _annotated(p, f)),
                    _rank(hits, lambda p, t=texts: holds(p.text, t)),
                )
            )
    for at, name in enumerate(("annotated passage", "answer string")):
        figures = [[float(rank[at] <= k) for rank in ranks] for k in (1, 10, 4)]
        shares(f"New-Wiki: {name} in the first 1 / 10 / 4", figures, "0.90" if at == 0 else "")


def shorts() -> None:
    """The short answers, end to end and given the right sentence."""
    asked = []
    for article in squad("new-wiki-v1.0.json")[-LAST:]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            spans = split(text)
            for qa in paragraph["qas"]:
                if qa["answers"]:
                    at = qa["answers"][0]["answer_start"]
                    span = next((one for one in spans if one[0] <= at < one[1]), None)
                    gold = [one["text"] for one in qa["answers"]]
                    asked.append((qa["question"].strip(), gold, span and text[slice(*span)]))
    sample = random.Random(7).sample(asked, SHORTS)
    with _wiki_archive() as archive:
        answerer = Answerer(
            archive, HybridRetriever(archive), ExtractiveReader(archive.rarity, MiniLM())
        )
        ours = [answerer.ask(question).short.text for question, _, _ in sample]
    given = [_given(question, sentence) for question, _, sentence in sample]
    for what, texts, target in (
        ("asked", ours, "EM 0.45, F1 0.60"),
        ("given the sentence", given, ""),
    ):
        rows = [
            (
                float(bool(text)),
                float(exact_match(text, gold) or False),
                token_f1(text, gold) or 0.0,
            )
            for text, (_, gold, _) in zip(texts, sample, strict=True)
        ]
        name = f"New-Wiki, the last {LAST}, {what}: has a short answer / EM / F1"
        shares(name, list(zip(*rows, strict=True)), target)


def _given(question: str, sentence: str | None) -> str:
    """The short answer that the sentence by itself gives."""
    if not sentence:
        return ""
    passage = _alone("given", sentence)
    cited = Citation(passage, 0, len(sentence))
    return short(understand(question), (Statement(sentence, (cited,)),)).text


def _annotated(passage: Passage, found: list[tuple[int, str]]) -> bool:
    return any(passage.start <= at and at + len(text) <= passage.end for at, text in found)


def _rank(hits: list[Hit], wanted: Callable[[Passage], bool]) -> int:
    return next((at for at, hit in enumerate(hits, 1) if wanted(hit.passage)), 99)


def _wiki_archive() -> Archive:
    folder = WORK / "squad"
    if not (folder / "archive").exists():
        folder.mkdir(parents=True, exist_ok=True)
        rows = [
            {
                "id": article["title"],
                "title": article["title"].replace("_", " "),
                "text": "\n\n".join(p["context"] for p in article["paragraphs"]),
            }
            for article in squad("new-wiki-v1.0.json")
        ]
        source = folder / "articles.jsonl"
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        with Archive(folder / "archive", MiniLM(), create=True) as archive:
            archive.add([source])
    return Archive(folder / "archive", MiniLM())


def rankings(part: str) -> dict[str, list[str]]:
    """By the question's id, the ids of its sentences as the selector ranks them, best first."""
    return {question.id: ours for question, _, _, ours in _ranked(part)}


def sentences(part: str) -> None:
    """The ranking of TREC QA's sentences."""
    rows_of: dict[str, list[tuple[float, float, float]]] = {"raw": [], "clean": []}
    for _, relevance, near, ours in _ranked(part):
        figures = (
            average_precision(near, relevance),
            reciprocal_rank(ours, relevance),
            average_precision(ours, relevance),
        )
        rows_of["raw"].append(figures)
        if not all(relevance.values()):
            rows_of["clean"].append(figures)
    for kind, rows in rows_of.items():
        what = f"TREC QA {part}, {kind}, {len(rows)}: MAP by cosine; MRR / MAP"
        shares(what, list(zip(*rows, strict=True)), "MRR 0.78, MAP 0.72")


def _ranked(part: str) -> Iterator[tuple[Question, Mapping[str, int], list[str], list[str]]]:
    """Each question with an answer, its qrels, its sentences by cosine and by the selector."""
    collection = trec_qa(DATA / "trecqa" / f"{part}.jsonl")
    texts = {article.id: _printed(article.text) for article in collection.articles}
    embedder = MiniLM()
    selector = Selector(_rarity(list(texts.values())), embedder)
    for question in collection.questions:
        relevance = collection.qrels[question.id]
        if not question.answerable:
            continue
        query = understand(_printed(question.question))
        ids = sorted(relevance)
        asked, *vectors = embedder.embed([query.text, *(texts[one] for one in ids)])
        near = sorted(((float(row @ asked), one) for row, one in zip(vectors, ids, strict=True)))
        near.reverse()
        hits = [Hit(_alone(one, texts[one]), cosine, cosine) for cosine, one in near]
        ours = [c.hit.passage.article_id for c in selector.select(query, hits)]
        by_cosine = [one for _, one in near]
        ours += [one for one in by_cosine if one not in ours]  # such as a question among them
        yield question, relevance, by_cosine, ours


def _alone(name: str, text: str) -> Passage:
    return Passage(name, text, 0, len(text), ((0, len(text)),))


def _printed(text: str) -> str:
    """Text of the Penn Treebank as it is printed."""
    for mark, printed in (("-LRB-", "("), ("-RRB-", ")"), ("``", "“"), ("''", "”")):
        text = text.replace(mark, printed)
    text = re.sub(r"\s+(n't|'s|'re|'ve|'ll|'d|[,.;:!?)%”])(?!\w)", r"\1", text)
    return re.sub(r"([(“$])\s+", r"\1", text).strip()


def _rarity(texts: list[str]) -> Callable[[str], float]:
    """As an archive of these texts would have it."""
    held = Counter(term for text in texts for term in set(terms(text)))
    total = len(texts)

    def rarity(term: str) -> float:
        idf = math.log(1 + (total - held[term] + 0.5) / (held[term] + 0.5))
        return idf / math.log(1 + (total + 0.5) / 0.5)

    return rarity


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["train", "dev"], default="dev")
    parser.add_argument("--only", choices=["passages", "shorts", "sentences"], default="")
    chosen = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"skipped: there is no {DATA}; set DATELINE_DATA")
    if chosen.only in ("", "passages"):
        wiki()
    if chosen.only in ("", "shorts"):
        shorts()
    if chosen.only in ("", "sentences"):
        sentences(chosen.part)


if __name__ == "__main__":
    main()
