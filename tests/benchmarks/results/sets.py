"""What is asked of which articles. Text comes from `DATELINE_DATA`; archives are kept in `.dev`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from index import Archive, Article, MiniLM
from qa.evaluation import Collection, Evidence, Question, drawn, formats, read_questions
from tests.benchmarks import bench_newsquiz, data
from tests.benchmarks.data import DATA, WORK

try:
    from tests.benchmarks.data import half
except ImportError:  # all questions, as long as no half is kept for reporting

    def half(question_id: str) -> str:
        return "report"


SEED = 3
FOLDER = WORK / "results"
_WIKI_QUESTIONS, _SQUAD_QUESTIONS, _AP_ARTICLES = 1_200, 800, 500

_ANSWERED = (
    "answer_contained", "answer_contained_first", "token_f1", "citation_exactness",
    "citation_recall", "citation_precision", "miscitation_rate", "miscitation_rate_by_support",
)  # fmt: skip
_REFUSED = ("refused_answerable", "refused_unanswerable", "abstention_accuracy")
_SURE = ("aurc", "risk_of_all", "calibration_error")
_TIMES = ("answer_p50", "answer_p95")
_STRINGS = ("answer_in_passages@1", "answer_in_passages@4", "answer_in_passages@10")
_PASSAGES = ("passage_hits@1", "passage_hits@4", "passage_hits@10", "passage_mrr")


@dataclass(frozen=True)
class QuestionSet:
    """A question set: its files, and which measures of each system and of our answers are told.

    Without measures of `retrieval` we alone are asked. `fitted` says that our weights were fitted
    on questions of this set, so that its figures on answers and refusals flatter.
    """

    name: str
    title: str
    about: str
    files: tuple[str, ...]
    load: Callable[[], tuple[list[Question], list[Article]]]
    retrieval: tuple[str, ...]
    answers: tuple[str, ...]
    fitted: bool = False
    note: str = ""

    @property
    def missing(self) -> list[Path]:
        return [DATA / name for name in self.files if not (DATA / name).exists()]


def newsquiz() -> tuple[list[Question], list[Article]]:
    """The half kept for reporting. Questions without a day take that of one that has it."""
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


def joined(collection: Collection) -> tuple[list[Question], list[Article]]:
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


def new_wiki() -> tuple[list[Question], list[Article]]:
    questions, articles = joined(formats.squad(DATA / "squad/new-wiki-v1.0.json"))
    return drawn(questions, _WIKI_QUESTIONS, SEED), articles


def squad2() -> tuple[list[Question], list[Article]]:
    """Without the questions that are XQuAD's too, on which weights are fitted."""
    questions, articles = joined(formats.squad(DATA / "squad/squad-v2.0-dev-first8.json"))
    known = {one.question for one in formats.squad(DATA / "squad/xquad.en.json").questions}
    left = [one for one in questions if one.question not in known]
    return drawn(left, _SQUAD_QUESTIONS, SEED), articles


def multihop() -> tuple[list[Question], list[Article]]:
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


def ap() -> tuple[list[Question], list[Article]]:
    rows = list(data.lines(DATA / "ap/articles.jsonl.gz"))
    articles = [
        Article(
            row["id"], row["headline"] or "", row["text"], "AP",
            date.fromisoformat(row["published"][:10]), row["url"] or "",
        )
        for row in Random(SEED).sample(rows, min(_AP_ARTICLES, len(rows)))
    ]  # fmt: skip
    questions = []
    for path in sorted((DATA / "ap/questions-v1").glob("*.json")):
        kind = "-".join(path.name.split("_")[3:5])
        texts = json.loads(path.read_text(encoding="utf-8"))
        questions += [Question(text, f"{kind}-{at}", tags=(kind,)) for at, text in enumerate(texts)]
    return questions, articles


def _brought(collection: Collection) -> tuple[list[Question], list[Article]]:
    return list(collection.questions), list(collection.articles)


SETS = (
    QuestionSet(
        "newsquiz",
        "News quiz (RealTime QA, 2022–2023)",
        "The quiz questions of the half that no choice was made on, of all of its articles. "
        "Unanswerable are, far, questions of other years that the articles are not about, asked "
        "as if on the days of the others; and, near, the answerable questions asked again "
        "without the articles that hold the answer.",
        ("newsquiz/articles.jsonl.gz", "newsquiz/questions.jsonl"),
        newsquiz,
        _STRINGS,
        (
            *_ANSWERED, "unforced.answer_contained", "unforced.answer_contained_first",
            "refused_answerable", "refused_far", "refused_near", "refused_near_no_string",
            "refused_far_at_0.10", "refused_near_at_0.10", "refused_near_no_string_at_0.10",
            "near_string_left", *_SURE, *_TIMES,
        ),
        note="The evidence are the articles that were found for a question and hold its answer, "
        "but others may tell of it too: `near_string_left` is how often an answer string still "
        "stands in the passages that are read without them, by chance or rightly. For "
        "`refused_near_no_string` passages that hold it are taken away as well. Figures that end "
        "in `at_0.10` are what would be refused if the confidence below which we refuse were such "
        "that 0.10 of the answerable questions are; their intervals take that bound as given. "
        "Figures that begin with `unforced` are of a "
        "reader that never refuses, and so is `aurc`, which is over the answerable and the far "
        "questions; `risk_of_all` is what it would be if confidence said nothing.",
    ),
    QuestionSet(
        "new-wiki",
        "New-Wiki (SquadShifts)",
        f"{_WIKI_QUESTIONS:,} of 7,938 questions, drawn by seed {SEED}, of 48 whole Wikipedia "
        "articles in one archive. Many say what they ask of a paragraph that is not named.",
        ("squad/new-wiki-v1.0.json",),
        new_wiki,
        (*_PASSAGES, "answer_in_passages@4"),
        (*_ANSWERED, "refused_answerable", *_TIMES),
        fitted=True,
    ),
    QuestionSet(
        "xquad",
        "XQuAD, English",
        "All 1,190 questions of 48 articles of five paragraphs each.",
        ("squad/xquad.en.json",),
        lambda: joined(formats.squad(DATA / "squad/xquad.en.json")),
        (*_PASSAGES, "answer_in_passages@4"),
        (*_ANSWERED, "refused_answerable", *_TIMES),
        fitted=True,
    ),
    QuestionSet(
        "squad2",
        "SQuAD 2.0, the first 8 articles of its development set",
        f"{_SQUAD_QUESTIONS} questions, drawn by seed {SEED} of those that XQuAD does not have; "
        "more than half are written so that the article seems to answer and does not.",
        ("squad/squad-v2.0-dev-first8.json", "squad/xquad.en.json"),
        squad2,
        (*_PASSAGES, "answer_in_passages@4"),
        (*_ANSWERED, *_REFUSED, *_TIMES),
    ),
    QuestionSet(
        "clapnq",
        "ClapNQ, development set",
        "300 questions typed into a search engine that a passage answers at some length and 300 "
        "that theirs does not, of all 600 passages in one archive.",
        ("clapnq/clapnq_dev_answerable.jsonl", "clapnq/clapnq_dev_unanswerable.jsonl"),
        lambda: _brought(
            formats.clapnq(
                *(DATA / f"clapnq/clapnq_dev_{part}.jsonl" for part in ("answerable",
                                                                        "unanswerable"))
            )
        ),
        ("article_hits@1", "article_hits@4", "article_hits@10", "passage_hits@4"),
        ("citation_exactness", "citation_recall", "citation_precision", *_REFUSED, *_TIMES),
        fitted=True,
    ),
    QuestionSet(
        "ramdocs",
        "RAMDocs, first half",
        "250 questions that have several true answers, of all 1,121 passages in one archive, "
        "among them wrong ones and noise.",
        ("conflicts/ramdocs-first250.jsonl",),
        lambda: _brought(formats.ramdocs(DATA / "conflicts/ramdocs-first250.jsonl")),
        ("article_hits@1", "article_recall@4", "article_recall@10", "answer_in_passages@4"),
        (
            "answer_contained", "answer_contained_first", "all_gold_and_none_wrong",
            "citation_exactness", "citation_recall", "refused_answerable", *_TIMES,
        ),
    ),
    QuestionSet(
        "multihop",
        "MultiHop-RAG, first 150 of a sample",
        "Questions whose answer takes several articles. Of the articles there is only what "
        "counts as evidence, so that the archive is small and figures are high.",
        ("multihop/multihoprag-first150.jsonl",),
        multihop,
        ("article_hits@4", "article_hits@10", "article_mrr", "article_recall@10"),
        ("citation_exactness", "citation_recall", "citation_precision", *_REFUSED, *_TIMES),
    ),
    QuestionSet(
        "ap",
        "AP News (BenchmarkQED)",
        f"200 broad questions of {_AP_ARTICLES} of 1,397 articles, drawn by seed {SEED}. What "
        "their answers are is not known.",
        ("ap/articles.jsonl.gz", "ap/questions-v1"),
        ap,
        (),
        ("refused", "citation_exactness", "citation_recall_by_support", *_TIMES),
    ),
)  # fmt: skip


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
        text = "".join(json.dumps(_row(one)) + "\n" for one in articles)
        if not source.exists() or source.read_text(encoding="utf-8") != text:
            source.write_text(text, encoding="utf-8")
    archive = Archive(home, MiniLM(), create=True)
    archive.add([source])
    return archive


def _row(article: Article) -> dict[str, str]:
    told = {"id": article.id, "title": article.title, "text": article.text}
    told |= {"source": article.source, "url": article.url}
    if article.published:
        told["published"] = article.published.isoformat()
    return {name: value for name, value in told.items() if value}
