"""Dateline beside its peers: `make peers`, or `python -m tests.benchmarks.peers`.

Installs each peer, asks all of them the same questions and writes `docs/reference/peers.md`.
By default these are the invented sample and its questions that ask for one fact each; `--articles`
with `--questions` asks others, `--set` one of the published sets of `DATELINE_DATA`. What needs
the small model is asked fewer questions. Interrupted, the same command goes on.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from index import Archive, Article, MiniLM
from qa.evaluation import Question, drawn, open_questions, question_from
from qa.samples import sample_folder
from tests import small_model
from tests.benchmarks.data import ROOT
from tests.benchmarks.peers import asking, publishing
from tests.benchmarks.peers.asking import Server
from tests.benchmarks.peers.installing import Environment, installed
from tests.benchmarks.peers.measuring import Measured, measured
from tests.benchmarks.peers.peers import FOLDER, PEERS, Peer, Way
from tests.benchmarks.results import sets
from tests.benchmarks.results.publishing import commit
from tests.sample import FACTS

MODEL = "SmolLM2-135M (llama.cpp)"
MODEL_QUESTIONS = 12
WINDOW, LONGEST = 8_192, 512
"""Tokens that the small model reads at most, and that it writes at most for a request."""
KEPT = FOLDER / "measured"


@dataclass(frozen=True)
class Chosen:
    """A set: its name, what it is, its questions, and the archive that holds its articles."""

    name: str
    title: str
    about: str
    questions: Sequence[Question]
    archive: Archive

    @property
    def articles(self) -> list[Article]:
        found = (self.archive.article(name) for name in self.archive.article_ids())
        return [one for one in found if one]


def say(text: str) -> None:
    print(text, flush=True)


def sample() -> Chosen:
    """The invented articles, and the questions that ask for one fact each or are to be refused."""
    archive = Archive(FOLDER / "sample", MiniLM(), create=True)
    archive.sync(sample_folder())
    questions = [question_from(one) for one in FACTS]
    about = "The project's invented articles, and those of their questions that ask for one fact."
    return Chosen("sample", "The sample", f"{about} {archive.coverage()}.", questions, archive)


def folder(articles: Path, questions: Path) -> Chosen:
    """Articles and questions of somebody's own; those with earlier turns are left out."""
    archive = Archive(FOLDER / f"own-{articles.resolve().name}", MiniLM(), create=True)
    archive.sync(articles)
    asked = [one for one in open_questions(questions) if not one.turns]
    title, about = articles.resolve().name, f"{articles.name}, {questions.name}."
    return Chosen(f"own-{title}", title, f"{about} {archive.coverage()}.", asked, archive)


def published(name: str) -> Chosen:
    """A set of `make results`."""
    one = next(one for one in sets.SETS if one.name == name)
    if one.missing:
        raise SystemExit(f"skipped: there is no {one.missing[0]}; set DATELINE_DATA")
    questions, articles = one.load()
    archive = sets.archive_of(one, articles)
    return Chosen(name, one.title, f"{one.about} {archive.coverage()}.", questions, archive)


def fewer(chosen: Chosen, questions: int | None, articles: int | None) -> Chosen:
    """So many of the questions and of the articles, by seed; those of the evidence are kept."""
    asked = drawn(chosen.questions, questions, sets.SEED) if questions else chosen.questions
    if not articles:
        return replace(chosen, questions=asked)
    evidence = {name for one in asked for piece in one.evidence
                for name in chosen.archive.find(piece.article)}  # fmt: skip
    others = [one for one in chosen.articles if one.id not in evidence]
    rest = Random(sets.SEED).sample(others, min(len(others), max(0, articles - len(evidence))))
    kept = evidence | {one.id for one in rest}
    small = FOLDER / f"{chosen.name}-{articles}"
    small.mkdir(parents=True, exist_ok=True)
    told = [json.dumps(sets.row(one)) + "\n" for one in chosen.articles if one.id in kept]
    (small / "articles.jsonl").write_text("".join(told), encoding="utf-8")
    archive = Archive(small / "archive", MiniLM(), create=True)
    archive.add([small / "articles.jsonl"])
    about = f"{len(asked)} of its questions, and the articles of their evidence among others"
    return replace(
        chosen, questions=asked, archive=archive, about=f"{about}: {archive.coverage()}."
    )


@contextmanager
def served(wanted: bool) -> Iterator[Server | None]:
    """The small model's server, if it is wanted."""
    if not wanted:
        yield None
        return
    with small_model.serving(WINDOW, LONGEST) as base_url:
        yield Server(small_model.NAME, base_url)


def compare(
    chosen: Chosen, peers: Sequence[Peer], few: Sequence[Question], minutes: float
) -> tuple[list[Measured], list[Measured]]:
    """Everybody without a model on every question, and everybody on the `few`."""
    whole, both = [], []
    for peer in peers:
        say(peer.title)
        place = installed(peer, say)
        for way in peer.ways:
            questions = few if way.model else chosen.questions
            if not questions:
                continue
            came = _came(chosen, peer, way, place, questions, minutes)
            if not way.model:
                whole.append(measured(came, questions, chosen.archive, place))
            if few and (way.model or not came.failed):
                both.append(measured(came, few, chosen.archive, place))
    return whole, both


def _came(
    chosen: Chosen,
    peer: Peer,
    way: Way,
    place: Environment,
    questions: Sequence[Question],
    minutes: float,
) -> asking.Asked:
    """What came of asking; a server that does not start is told as a failure of the way."""
    try:
        with served(way.model and bool(minutes) and not place.failed) as server:
            came = asking.ask(peer, way, place, chosen.articles, questions, server, say, minutes)
    except RuntimeError as error:
        came = asking.Asked(peer, way, str(error))
    if came.failed:
        say(f"  {way.title} could not run: {came.failed:.300}")
    return came


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--only", action="append", choices=[one.name for one in PEERS], default=[], metavar="PEER",
        help="may be given several times; nothing is written")  # fmt: skip
    add("--set", choices=[one.name for one in sets.SETS], metavar="SET",
        help="a published set of DATELINE_DATA instead of the sample")  # fmt: skip
    add("--articles", type=Path, metavar="FOLDER", help="articles of your own; nothing is written")
    add("--questions", type=Path, metavar="FILE", help="and questions of them")
    add("--limit", type=int, metavar="N", help="N of the questions, drawn by seed")
    add("--most-articles", type=int, metavar="N",
        help="N of the articles, drawn by seed beside those of the evidence")  # fmt: skip
    add("--model-questions", type=int, metavar="N", default=MODEL_QUESTIONS,
        help="so many for what needs the small model (%(default)s); 0 for none")  # fmt: skip
    add("--minutes", type=float, metavar="N", default=asking.MINUTES,
        help="for each way of asking (%(default)s); 0 takes what was answered earlier")  # fmt: skip
    given = parser.parse_args()
    if bool(given.articles) != bool(given.questions) or (given.set and given.articles):
        parser.error("--articles and --questions belong together, and exclude --set")
    if given.articles:
        chosen = folder(given.articles, given.questions)
    else:
        chosen = published(given.set) if given.set else sample()
    chosen = fewer(chosen, given.limit, given.most_articles)
    few = drawn(chosen.questions, given.model_questions, sets.SEED) if given.model_questions else []
    peers = [one for one in PEERS if not given.only or one.name in given.only]
    whole, both = compare(chosen, peers, few, given.minutes)
    day = datetime.now(UTC).date().isoformat()
    done = publishing.Asking(chosen.name, chosen.title, chosen.about, day, commit(), whole, both)
    _tell(done, whole_run=not given.only and not given.articles)


def _tell(done: publishing.Asking, whole_run: bool) -> None:
    """Write the page of this set and of those that were asked earlier, or print this one."""
    if not whole_run:
        say("\n" + publishing.page([done], MODEL))
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{done.name}.json").write_text(done.as_json(), encoding="utf-8")
    order = ["sample", *(one.name for one in sets.SETS)]
    paths = [KEPT / f"{name}.json" for name in order]
    kept = [publishing.Asking.from_json(one.read_text("utf-8")) for one in paths if one.exists()]
    (ROOT / publishing.PAGE).write_text(publishing.page(kept, MODEL), encoding="utf-8")
    say(f"wrote {publishing.PAGE}")


if __name__ == "__main__":
    main()
