"""TREC qrels and run files, and BEIR folders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from index import Article
from qa.errors import EvaluationError
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Evidence, Question
from qa.evaluation.records import article, lines, reading, records


def read_qrels(path: Path | str) -> dict[str, dict[str, int]]:
    """TREC relevance judgements: lines of question id, (ignored), article id, grade.

    Raises:
        EvaluationError: a line is no such line, or judges a second time.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, (question, _, judged, grade) in _columns(path, 4, "qrels"):
        with reading(path, number, "qrels"):
            _judge(qrels, question, judged, int(grade))
    return qrels


def write_qrels(qrels: Mapping[str, Mapping[str, int]], path: Path | str) -> None:
    """Write TREC relevance judgements, which `read_qrels` reads back equal.

    Raises:
        EvaluationError: an id is empty or has white space in it, or the file cannot be written.
    """
    _write(
        path,
        (
            (question, "0", judged, str(grade))
            for question, grades in qrels.items()
            for judged, grade in grades.items()
        ),
    )


def read_run(path: Path | str) -> dict[str, tuple[str, ...]]:
    """A TREC run as rankings: for each question the ids found, best first.

    Lines have question id, (ignored), article id, rank, score, name of the run. As in trec_eval,
    the score decides and not the rank; of equal scores the later id comes first.

    Raises:
        EvaluationError: a line is no such line, or an id is found twice for a question.
    """
    scores: dict[str, dict[str, float]] = {}
    for number, (question, _, found, _, score, _) in _columns(path, 6, "run"):
        with reading(path, number, "run"):
            listed = scores.setdefault(question, {})
            if found in listed:
                raise ValueError(f"{found!r} is found twice for {question!r}")
            listed[found] = float(score)
    return {question: ranked(listed) for question, listed in scores.items()}


def ranked(scores: Mapping[str, float]) -> tuple[str, ...]:
    """The ids by score, best first; of equal scores the later id comes first, as in trec_eval."""
    return tuple(sorted(scores, key=lambda name: (scores[name], name), reverse=True))


def write_run(rankings: Mapping[str, Sequence[str]], path: Path | str, name: str) -> None:
    """Write rankings as a TREC run called `name`, which `read_run` reads back equal.

    Scores fall by one from rank to rank, so that every tool sorts as it is ranked here. A question
    for which nothing was found has no line, as the format has it.

    Raises:
        EvaluationError: an id is empty or has white space in it, or the file cannot be written.
    """
    _write(
        path,
        (
            (question, "Q0", found, str(rank), str(len(ids) - rank + 1), name)
            for question, ids in rankings.items()
            for rank, found in enumerate(ids, 1)
        ),
    )


def beir(folder: Path | str, split: str = "test") -> Collection:
    """A BEIR folder (Thakur et al. 2021): `corpus.jsonl`, `queries.jsonl`, `qrels/<split>.tsv`.

    Only questions judged in `split` are taken. An article is evidence if its grade is above 0; one
    without text has its title for it.

    Raises:
        EvaluationError: a file is missing or a line is none of the format's, or a question is
            judged and not there.
    """
    folder = Path(folder)
    qrels = _beir_qrels(folder / "qrels" / f"{split}.tsv")
    articles: list[Article] = []
    empty: list[str] = []
    for number, record in records(_there(folder / "corpus.jsonl"), "BEIR corpus"):
        with reading(folder / "corpus.jsonl", number, "BEIR corpus"):
            title = record.get("title") or ""
            text = record["text"] if record["text"].strip() else title
            made = article(str(record["_id"]), title, text)
            articles += [made] if made else []
            empty += [] if made else [str(record["_id"])]
    questions: dict[str, Question] = {}
    for number, record in records(_there(folder / "queries.jsonl"), "BEIR query"):
        with reading(folder / "queries.jsonl", number, "BEIR query"):
            name = str(record["_id"])
            if name in qrels:
                gold = (Evidence(found) for found, grade in qrels[name].items() if grade > 0)
                questions[name] = Question(record["text"], name, evidence=tuple(gold))
    if missing := sorted(qrels.keys() - questions.keys()):
        raise EvaluationError(
            f"{folder / 'queries.jsonl'} lacks {len(missing)} judged questions, "
            f"the first of them {missing[0]!r}"
        )
    return Collection(tuple(questions.values()), tuple(articles), qrels, tuple(empty))


def _beir_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for number, (question, judged, grade) in _columns(path, 3, "BEIR qrels", "\t"):
        if number > 1 or grade != "score":
            with reading(path, number, "BEIR qrels"):
                _judge(qrels, question, judged, int(grade))
    return qrels


def _there(path: Path) -> Path:
    """The file, or the gzipped one beside it."""
    return path if path.exists() else path.with_name(f"{path.name}.gz")


def _judge(qrels: dict[str, dict[str, int]], question: str, judged: str, grade: int) -> None:
    grades = qrels.setdefault(question, {})
    if judged in grades:
        raise ValueError(f"{judged!r} is judged twice for {question!r}")
    grades[judged] = grade


def _columns(
    path: Path | str, count: int, kind: str, separator: str | None = None
) -> Iterator[tuple[int, list[str]]]:
    for number, line in lines(path):
        with reading(path, number, kind):
            columns = [one.strip() for one in line.decode().split(separator)]
            if len(columns) != count:
                raise ValueError(f"it has {len(columns)} columns and not {count}: {line[:80]!r}")
        yield number, columns


def _write(path: Path | str, rows: Iterable[tuple[str, ...]]) -> None:
    written = []
    for row in rows:
        if bad := [one for one in row if one.split() != [one]]:
            raise EvaluationError(f"{bad[0]!r} cannot stand in a TREC file: white space parts it")
        written.append(" ".join(row) + "\n")
    try:
        Path(path).write_text("".join(written), encoding="utf-8", newline="\n")
    except OSError as error:
        raise EvaluationError(f"could not write {path} ({error})") from error
