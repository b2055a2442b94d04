"""A data set as the Hugging Face Hub has it: a folder with a card, or one of its files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from index import Article
from qa.errors import EvaluationError
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import UNKNOWN, Question
from qa.evaluation.records import reading, records
from qa.evaluation.sample import BEYOND, Sample, distinct, made

_CARD = "README.md"
_ENDINGS = (".jsonl", ".json", ".csv", ".parquet", ".jsonl.gz")
_SPLITS = ("test", "validation", "dev", "train")
"""Names of splits, what is asked first of several before the others."""
_ASKED = ("question", "query")
_ANSWER = ("answers", "answer", "ground_truth", "ground_truths", "reference")
_CONTEXT = ("context", "contexts")
_OURS = ("id", "evidence", "answerable", "asked_on", "tags")


def huggingface(path: Path | str) -> Collection:
    """A data set as the Hub has it; its card says which files are which.

    Of several configurations the default one or else the first is taken, of several splits the
    first of test, validation and train; to take another, give its file. Columns are those of
    SQuAD (`id`, `question`, `context`, `answers` with `text` and `answer_start`, `title`) or
    `question`, `answer` or `ground_truth`, and `contexts`. A paragraph of SQuAD's form is an
    article; what is asked of one that does not answer it is not answerable.

    Raises:
        EvaluationError: a file is missing, or a row is none of the format's.
    """
    paragraphs: dict[tuple[str, str], Article] = {}
    questions = []
    for file in _files(Path(path)):
        for number, row in records(file, "Hugging Face"):
            with reading(file, number, "Hugging Face"):
                questions.append(_question(row, paragraphs))
    return Collection(distinct(questions), tuple(paragraphs.values()))


def write_huggingface(samples: Sequence[Sample], path: Path) -> list[str]:
    """Write a folder with a card and `data/test.jsonl` that `datasets.load_dataset` reads.

    What the columns of SQuAD have no room for, in words.
    """
    if path.exists() and not path.is_dir():
        raise EvaluationError(f"{path} is a file; name a folder")
    (path / "data").mkdir(parents=True, exist_ok=True)
    rows = [_row(one) for one in samples]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (path / "data" / "test.jsonl").write_bytes(lines.encode("utf-8", "backslashreplace"))
    (path / _CARD).write_text(_card(samples), encoding="utf-8")
    apart = sum(-1 in row["answers"]["answer_start"] for row in rows)
    return [
        f"{apart:,} answers do not stand to the letter in their evidence: their answer_start is -1"
    ] * bool(apart)


def _row(sample: Sample) -> dict[str, Any]:
    """A row; every one has the same columns, of which each has one type."""
    told, answered = sample.beyond, sample.answered
    context = "\n\n".join(sample.quotes)
    answers = list(sample.question.answers)
    day = sample.question.asked_on
    row: dict[str, Any] = {
        "id": sample.question.id,
        "title": sample.title,
        "context": context,
        "question": sample.question.question,
        "answers": {"text": answers, "answer_start": [context.find(one) for one in answers]},
        "answerable": sample.question.answerable,
        "asked_on": day and day.isoformat(),
        "tags": list(sample.question.tags),
        "evidence": [
            {"article": one.article, "quote": one.quote, "start": one.start, "end": one.end}
            for one in sample.question.evidence
        ],
    }
    if answered:
        row["response"] = answered.text
        row["reason"] = answered.reason
        row["citations"] = [dict(one) for one in answered.citations]
        row["retrieved_contexts"] = [one.text for one in answered.contexts]
        row["retrieved_articles"] = [one.article_id for one in answered.contexts]
    rest = {name: one for name, one in told.items() if name not in row}
    return row | {BEYOND: json.dumps(rest, ensure_ascii=False) if rest else ""}


def _card(samples: Sequence[Sample]) -> str:
    asked = any(one.answered for one in samples)
    files = [{"split": "test", "path": "data/test.jsonl"}]
    head = {
        "configs": [{"config_name": "default", "data_files": files}],
        "task_categories": ["question-answering"],
        "size_categories": ["n<1K" if len(samples) < 1000 else "1K<n<10K"],
    }
    said = ", with what Dateline answered and which passages it read" if asked else ""
    return (
        f"---\n{yaml.safe_dump(head, sort_keys=False)}---\n\n# Questions\n\n"
        f"{len(samples):,} questions on news articles{said}. `context` holds the sentences that\n"
        "answer, `evidence` says where they stand, and `answer_start` is -1 where an answer does\n"
        "not stand in them to the letter.\n"
    )


def _files(path: Path) -> list[Path]:
    """The files of the split that is asked."""
    if not path.is_dir():
        return [path]
    there = sorted(one for one in path.rglob("*") if one.name.endswith(_ENDINGS))
    found = [path.glob(pattern) for pattern in _patterns(path / _CARD)]
    if files := sorted(one for matched in found for one in matched):
        return files
    for split in _SPLITS:
        if named := [one for one in there if split in one.relative_to(path).as_posix()]:
            return named
    if not there:
        raise EvaluationError(f"{path} holds no file of rows; there are {', '.join(_ENDINGS)}")
    return there


def _patterns(card: Path) -> Sequence[str]:
    """Which files are the split to ask, as the card says it; none where it says nothing."""
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    if not text.startswith("---"):
        return ()
    with reading(card, 1, "Hugging Face card"):
        try:
            configs = (yaml.safe_load(text.split("---")[1]) or {}).get("configs") or []
        except yaml.YAMLError as error:
            raise ValueError(" ".join(str(error).split())) from error
        chosen = [one for one in configs if one.get("default") or one["config_name"] == "default"]
        splits = _splits((chosen or configs or [{}])[0].get("data_files") or [])
        name = next((one for one in (*_SPLITS, *splits) if one in splits), "")
        return splits.get(name, ())


def _splits(files: Any) -> dict[str, Sequence[str]]:
    """Split → patterns of its files; without a name it is that for training, as on the Hub."""
    listed = [{"path": files}] if isinstance(files, str) else files
    paths = {one.get("split", "train"): one["path"] for one in listed}
    return {split: [one] if isinstance(one, str) else one for split, one in paths.items()}


def _question(row: Mapping[str, Any], paragraphs: dict[tuple[str, str], Article]) -> Question:
    asked = _first(row, _ASKED)
    if asked is None:
        raise KeyError("question")
    answers, starts = _answers(_first(row, _ANSWER))
    told: dict[str, Any] = {name: row[name] for name in _OURS if row.get(name) is not None}
    told |= {"question": asked, "answers": answers}
    if "evidence" in row:
        return made(told | json.loads(row.get(BEYOND) or "{}"))
    context = _first(row, _CONTEXT)
    if starts is not None and isinstance(context, str):
        place = _paragraph(str(row.get("title") or ""), context, paragraphs)
        told["evidence"] = list(_stretches(place, context, answers, starts))
        told["answerable"] = bool(answers)
    else:
        told["evidence"] = _texts(context)
    return made(_besides(row) | told)


def _texts(context: Any) -> list[dict[str, str]]:
    """Evidence of texts, one or several, whose articles are not known."""
    texts = [context] if isinstance(context, str) else context or []
    return [{"article": UNKNOWN, "quote": one} for one in texts if one.strip()]


def _besides(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that say something else."""
    known = {*_ASKED, *_ANSWER, *_CONTEXT, *_OURS}
    return {name: one for name, one in row.items() if name not in known and one}


def _answers(told: Any) -> tuple[list[str], list[int] | None]:
    """The answers, each once, and where each begins, where that is told."""
    if isinstance(told, dict):
        texts, starts = list(told["text"]), list(told["answer_start"])
        pairs = dict(zip(texts, starts, strict=True))
        return list(pairs), list(pairs.values())
    listed = [told] if isinstance(told, str) else told or []
    return list(dict.fromkeys(one for one in listed if one.strip())), None


def _paragraph(title: str, context: str, paragraphs: dict[tuple[str, str], Article]) -> str:
    """The id of the article that the paragraph is."""
    made = Article(f"{title}#{len(paragraphs)}", title.replace("_", " "), context)
    return paragraphs.setdefault((title, context), made).id


def _stretches(
    place: str, context: str, answers: Sequence[str], starts: Sequence[int]
) -> Iterator[dict[str, Any]]:
    for text, start in zip(answers, starts, strict=True):
        if context[start : start + len(text)] != text:
            raise ValueError(f"{text!r:.80} does not stand at {start} of its context")
        yield {"article": place, "quote": text, "start": start, "end": start + len(text)}


def _first(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)
