"""Whether a question in other words gets the same answer.

`python -m tests.benchmarks.bench_rewordings [--archive DIR]`

Four rewordings of each question of the sample, written before anybody saw how they are answered, by
what was done to them: synonyms, the passive, nouns for verbs, key words only, typing errors and so
on. Of a question that follows others it is the last one that is reworded. One is answered alike if
both or neither abstain and, where both answer, the expected answer stands in the statements of both
or of neither, or both begin with the same sentence. Figures are those of one half of the questions;
the other is there to be looked at, with `--half tune --show`.
"""

import argparse
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from index import Archive, MiniLM
from qa import Answer, Answerer, Turn, open_answerer
from tests.benchmarks.bench_newsquiz import say
from tests.benchmarks.data import ROOT, WORK, half, holds, lines

DATA = ROOT / "tests" / "data"
TARGET = ".85"


@dataclass(frozen=True)
class Asked:
    """A rewording with its answer, and what the question itself was answered."""

    how: str
    question: dict[str, Any]
    before: Answer
    answer: Answer

    @property
    def alike(self) -> bool:
        """Whether the rewording changed nothing that matters."""
        if self.before.abstained or self.answer.abstained:
            return self.before.abstained and self.answer.abstained
        first = [one.citations[0] for one in (self.before, self.answer)]
        same = first[0] == first[1]
        return same or self.right(self.before) == self.right(self.answer)

    def right(self, answer: Answer) -> bool:
        """Whether the expected answer is said; of a question without one, that nothing is."""
        told = [one.text for one in answer.statements]
        if not self.question["answerable"]:
            return answer.abstained or holds(told[0], self.question.get("instead", ()))
        wanted = [self.question["answers"], *(a.split("|") for a in self.question.get("all", ()))]
        return not answer.abstained and all(holds(" ".join(told), one) for one in wanted)


def ask(answerer: Answerer, of: str) -> list[Asked]:
    """The answers to every rewording of the questions of that half, or of "both"."""
    questions = {q["id"]: q for q in lines(DATA / "sample_questions.jsonl")}
    before: dict[str, Answer] = {}
    turns: dict[str, list[Turn]] = {}
    asked = []
    for row in lines(DATA / "rewordings.jsonl"):
        name, question = row["of"], questions[row["of"]]
        if of not in ("both", half(name)):
            continue
        today = date.fromisoformat(question["asked_on"])
        if name not in before:
            turns[name] = conversation(answerer, question, today)
            before[name] = answerer.ask(question["question"], turns=turns[name], today=today)
        answer = answerer.ask(row["question"], turns=turns[name], today=today)
        asked.append(Asked(row["how"], question, before[name], answer))
    return asked


def conversation(answerer: Answerer, question: dict[str, Any], today: date) -> list[Turn]:
    """What was asked before the question, with what was answered."""
    turns: list[Turn] = []
    for earlier in question.get("turns", ()):
        turns.append(Turn.of(answerer.ask(earlier, turns=turns, today=today)))
    return turns


def share(found: Iterable[bool]) -> str:
    """Such as ".750 of 40"."""
    values = list(found)
    return f"{sum(values) / max(1, len(values)):.3f} of {len(values)}"


def table(asked: Sequence[Asked]) -> None:
    """The figures, whole and by kind of rewording."""
    by_kind: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        by_kind[one.how].append(one)
    say("answered alike", share(one.alike for one in asked), TARGET)
    for kind, ones in sorted(by_kind.items(), key=lambda item: -len(item[1])):
        say(f"  {kind}", share(one.alike for one in ones))
    answerable = [one for one in asked if one.question["answerable"]]
    others = [one for one in asked if not one.question["answerable"]]
    for name, ones in (("answerable", answerable), ("unanswerable", others)):
        say(f"{name}: refused as asked", share(one.before.abstained for one in ones))
        say(f"{name}: refused reworded", share(one.answer.abstained for one in ones))
    say("answerable: right as asked", share(one.right(one.before) for one in answerable))
    say("answerable: right reworded", share(one.right(one.answer) for one in answerable))
    lost = [one for one in answerable if not one.before.abstained]
    say("answered as asked, refused reworded", share(one.answer.abstained for one in lost))
    for kind, ones in sorted(by_kind.items(), key=lambda item: -len(item[1])):
        of_kind = [one for one in ones if one in lost]
        say(f"  {kind}", share(one.answer.abstained for one in of_kind))


def sample() -> Path:
    """An archive of the articles that come along."""
    folder = WORK / "rewordings"
    shutil.rmtree(folder, ignore_errors=True)
    with Archive(folder, MiniLM(), create=True) as archive:
        archive.sync(Path(str(resources.files("index").joinpath("sample", "articles"))))
    return folder


def main() -> None:
    """Ask every question and its rewordings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, help="one of the sample's articles")
    parser.add_argument("--half", choices=["report", "tune", "both"], default="report")
    parser.add_argument("--show", action="store_true", help="print what is not answered alike")
    chosen = parser.parse_args()
    asked = ask(open_answerer(chosen.archive or sample()), chosen.half)
    for one in asked if chosen.show else ():
        if not one.alike:
            print(f"{one.question['id']} {one.how}: {one.question['question']}")
            print(f"    as: {one.before.text[:300]!r}")
            print(f"    {one.answer.question!r} → {one.answer.understood!r}")
            print(f"    as: {one.answer.text[:300]!r}")
    table(asked)


if __name__ == "__main__":
    main()
