"""What is offered to be asked of an archive, whether it is answered, and how long it takes to know.

    python -m tests.benchmarks.bench_offers ARCHIVE [QUESTION …]

Without questions the examples of the archive are gone on from. Each question that is offered is
asked again as the window asks it: `answered` counts those that are not refused. The milliseconds
are those until a question to go on with was known.
"""

import argparse
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from index import Filters
from qa import Answer, Answerer, Turn, open_answerer
from qa.offering.examples import examples
from qa.offering.further import further_questions


@dataclass(frozen=True)
class Offered:
    """A question that was offered, whether it is answered, and what it took to know."""

    question: str
    told: str
    answered: bool
    seconds: float


def begun(answerer: Answerer) -> list[Offered]:
    """The examples of an archive."""
    found, since = [], perf_counter()
    for one in examples(answerer):
        seconds = perf_counter() - since
        found.append(_asked(answerer, one.question, (), seconds))
        since = perf_counter()
    return found


def gone_on(answerer: Answerer, answer: Answer) -> list[Offered]:
    """The questions to go on with after an answer."""
    since = perf_counter()
    questions = further_questions(answerer, answer)
    seconds = (perf_counter() - since) / max(1, len(questions))
    return [_asked(answerer, one, (Turn.of(answer),), seconds) for one in questions]


def _asked(answerer: Answerer, question: str, turns: tuple[Turn, ...], seconds: float) -> Offered:
    answer = answerer.ask(question, Filters(), turns)
    told = answer.short.text or f"{len(answer.statements)} statements"
    return Offered(question, told, not answer.abstained, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("archive")
    parser.add_argument("questions", nargs="*")
    chosen = parser.parse_args()
    answerer = open_answerer(chosen.archive)
    answerer.ask("Who?")  # the embedder is opened for the first question
    offered = begun(answerer)
    print(f"examples: {_figures(offered)}")
    _listed(offered)
    every = []
    for question in chosen.questions or [one.question for one in offered]:
        answer = answerer.ask(question)
        print(f"\n{question} {'— refused' if answer.abstained else ''}")
        found = gone_on(answerer, answer)
        every += found
        _listed(found)
    print(f"\nto go on with: {_figures(every)}")


def _listed(offered: list[Offered]) -> None:
    for one in offered:
        print(f"  {'' if one.answered else 'REFUSED '}{one.question}  →  {one.told:.90}")


def _figures(offered: list[Offered]) -> str:
    answered = sum(one.answered for one in offered)
    took = 1000 * median(one.seconds for one in offered) if offered else 0.0
    return f"{len(offered)} offered, {answered} answered, {took:.0f} ms each"


if __name__ == "__main__":
    main()
