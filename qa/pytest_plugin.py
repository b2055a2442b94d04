"""A pytest fixture that evaluates answers: a gate among one's other tests.

def test_answers_are_good_enough(dateline_evaluate):
dateline_evaluate(
"questions.jsonl", archive="archive", require=["citation_exactness>=1"]
)
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from qa.evaluation import Question, Report

Evaluate = Callable[..., "Report"]


@pytest.fixture(scope="session")
def dateline_evaluate() -> Evaluate:
    """A function that asks a question set and fails the test if a requirement is not met.

    It takes the questions, or their file; `archive`, a folder, or `answerer`, an `Answerer` or a
    llama-index query engine; `require`, expressions such as "answer_contained>=0.5"; `out`, a
    folder for answers and report; and settings such as `reader="openai"`. It returns the report.
    """

    def evaluate_answers(
        questions: "Sequence[Question] | Path | str",
        *,
        archive: Path | str | None = None,
        answerer: Any = None,
        require: Sequence[str] = (),
        out: Path | None = None,
        workers: int = 1,
        **settings: Any,
    ) -> "Report":
        __tracebackhide__ = True
        from qa.build import open_answerer
        from qa.evaluation import Requirement, run, unmet

        requirements = [Requirement.parse(one) for one in require]
        asked = open_answerer(archive, **settings) if answerer is None else answerer
        done = run(asked, questions, out=out, workers=workers, require=requirements)
        if lines := unmet(requirements, done.report):
            pytest.fail("\n".join(lines), pytrace=False)
        return done.report

    return evaluate_answers
