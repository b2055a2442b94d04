"""What is asked of which articles. Text comes from `DATELINE_DATA`; archives are kept in `.dev`."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

from index import Archive, Article, MiniLM, WordLists
from qa.evaluation import Collection, Evidence, Question, drawn, formats, read_questions
from tests.benchmarks import bench_newsquiz, data
from tests.benchmarks.data import DATA, WORK, half
from tests.benchmarks.fitting.sets import lures

SEED = 3
FOLDER = WORK / "results"
Loaded = tuple[list[Question], list[Article]]


@dataclass(frozen=True)
class QuestionSet:
    """A question set, as `sets.yaml` tells of it, and what reads it."""

    name: str
    title: str
    about: str
    files: Sequence[str]
    answers: Sequence[str]
    retrieval: Sequence[str] = ()
    questions: int | None = None
    articles: int | None = None
    fitted: bool = False
    note: str = ""
    readme: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[Path]:
        return [DATA / name for name in self.files if not (DATA / name).exists()]

    def load(self) -> Loaded:
        """The questions and the articles, or so many of them, drawn by `SEED`."""
        questions, articles = _LOADERS[self.name]()
        if self.articles is not None:
            articles = Random(SEED).sample(articles, min(self.articles, len(articles)))
        if self.questions is not None:
            questions = drawn(questions, self.questions, SEED)
        return questions, articles


def newsquiz() -> Loaded:
    """The half kept for reporting; the articles are those of the archive.

    Questions without a day take that of one that has it: those that the articles are not about.
    """
    asked = read_questions(bench_newsquiz.QUESTIONS)
    days = [one.asked_on for one in asked if one.asked_on]
    dated = [
        replace(one, asked_on=one.asked_on or days[at % len(days)]) for at, one in enumerate(asked)
    ]
    return [one for one in dated if half(one.id) == "report"], []


@dataclass(frozen=True)
class Near:
    """Answerable questions to be asked without their evidence, as unanswerable ones.

    `articles` are those of the evidence, and `strings` the gold answers, by a question's text.
    """

    questions: tuple[Question, ...]
    articles: Mapping[str, frozenset[str]]
    strings: Mapping[str, tuple[str, ...]]


def near(questions: Sequence[Question]) -> Near:
    named = [one for one in questions if one.answerable and one.evidence]
    asked = tuple(
        replace(one, id=f"{one.id}-near", answers=(), evidence=(), answerable=False)
        for one in named
    )
    articles: dict[str, frozenset[str]] = {}
    for one in named:
        these = frozenset(piece.article for piece in one.evidence)
        articles[one.question] = articles.get(one.question, frozenset()) | these
    return Near(asked, articles, {one.question: one.answers for one in named})


def joined(collection: Collection) -> Loaded:
    """SQuAD's paragraphs as whole articles again, and the evidence at its place in them."""
    texts: dict[str, str] = {}
    titles: dict[str, str] = {}
    begins: dict[str, tuple[str, int]] = {}
    for paragraph in collection.articles:
        name = paragraph.id.rpartition("#")[0]
        before = f"{texts[name]}\n\n" if name in texts else ""
        begins[paragraph.id] = name, len(before)
        texts[name] = before + paragraph.text
        titles[name] = paragraph.title

    def moved(piece: Evidence) -> Evidence:
        name, begin = begins[piece.article]
        assert piece.start is not None
        assert piece.end is not None
        return Evidence(name, piece.quote, piece.start + begin, piece.end + begin)

    questions = [
        replace(one, evidence=tuple(map(moved, one.evidence))) for one in collection.questions
    ]
    return questions, [Article(name, titles[name], text) for name, text in texts.items()]


def new_wiki() -> Loaded:
    return joined(formats.squad(DATA / "squad/new-wiki-v1.0.json"))


def xquad() -> Loaded:
    return joined(formats.squad(DATA / "squad/xquad.en.json"))


def squad2() -> Loaded:
    """Without the questions that weights are fitted on, and those that are XQuAD's too."""
    questions, articles = joined(formats.squad(DATA / "squad/squad-v2.0-dev-first8.json"))
    known = {one.question for one in formats.squad(DATA / "squad/xquad.en.json").questions}
    known |= {one.question for one in lures()}
    return [one for one in questions if one.question not in known], articles


def clapnq() -> Loaded:
    parts = ("answerable", "unanswerable")
    collection = formats.clapnq(*(DATA / f"clapnq/clapnq_dev_{part}.jsonl" for part in parts))
    return list(collection.questions), list(collection.articles)


def ramdocs() -> Loaded:
    collection = formats.ramdocs(DATA / "conflicts/ramdocs-first250.jsonl")
    return list(collection.questions), list(collection.articles)


def multihop() -> Loaded:
    """The evidence is all there is of the articles: an article is what is quoted of it."""
    path = DATA / "multihop/multihoprag-first150.jsonl"
    found: dict[str, Article] = {}
    for record in data.lines(path):
        for one in record["evidence_list"]:
            known = found.get(one["url"])
            facts = [*(known.text.split("\n\n") if known else ()), one["fact"]]
            found[one["url"]] = Article(
                one["url"], one["title"], "\n\n".join(dict.fromkeys(facts)), one["source"],
                date.fromisoformat(one["published_at"][:10]), one["url"],
            )  # fmt: skip
    return list(formats.multihop_rag(path).questions), list(found.values())


def ap() -> Loaded:
    articles = [
        Article(
            row["id"], row["headline"] or "", row["text"], "AP",
            date.fromisoformat(row["published"][:10]), row["url"] or "",
        )
        for row in data.lines(DATA / "ap/articles.jsonl.gz")
    ]  # fmt: skip
    questions = []
    for path in sorted((DATA / "ap/questions-v1").glob("*.json")):
        kind = "-".join(path.name.split("_")[2:4]).removeprefix("v1-")  # such as data-local
        texts = json.loads(path.read_text(encoding="utf-8"))
        questions += [Question(text, f"{kind}-{at}", tags=(kind,)) for at, text in enumerate(texts)]
    return questions, articles


_LOADERS: Mapping[str, Callable[[], Loaded]] = {
    "newsquiz": newsquiz,
    "new-wiki": new_wiki,
    "xquad": xquad,
    "squad2": squad2,
    "clapnq": clapnq,
    "ramdocs": ramdocs,
    "multihop": multihop,
    "ap": ap,
}


def _told() -> Iterator[QuestionSet]:
    for name, told in WordLists("tests.benchmarks.results", "sets.yaml").table.items():
        numbers = {key: told.get(key) for key in ("questions", "articles")}
        yield QuestionSet(name, **{**told, "about": told["about"].format(**numbers)})


SETS = tuple(_told())


def archive_of(chosen: QuestionSet, articles: list[Article]) -> Archive:
    """The set's archive, made or brought up to date; the quiz's is that of `bench_newsquiz`."""
    if chosen.name == "newsquiz":
        if bench_newsquiz.ARCHIVE.exists():
            return Archive(bench_newsquiz.ARCHIVE, MiniLM())
        source, home = bench_newsquiz.ARTICLES, bench_newsquiz.ARCHIVE
    else:
        home = FOLDER / chosen.name / "archive"
        source = FOLDER / chosen.name / "articles.jsonl"
        source.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(row(one)) + "\n" for one in articles)
        if not source.exists() or source.read_text(encoding="utf-8") != text:
            source.write_text(text, encoding="utf-8")
    archive = Archive(home, MiniLM(), create=True)
    archive.add([source])
    return archive


def row(article: Article) -> dict[str, str]:
    told = {"id": article.id, "title": article.title, "text": article.text}
    told |= {"source": article.source, "url": article.url}
    if article.published:
        told["published"] = article.published.isoformat()
    return {name: value for name, value in told.items() if value}
