"""A language model's opinion of an answer. Its figures are always apart from all others."""

import re
from collections.abc import Mapping
from typing import Any

from prompts import Prompt, load
from qa.errors import ReaderError
from qa.evaluation.report import Outcome
from qa.models.model import Model
from qa.models.spending import Meter
from qa.types import marks

_WORTH = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_LINE = re.compile(
    r"^[\s*#>-]*(CORRECT|CITED)[\s*]*:[\s*]*(yes|partly|no)\b[\s*]*[-–—:,.]*\s*(.*)$",
    re.IGNORECASE | re.MULTILINE,
)


class ModelJudge:
    """Asks `model` whether answers are correct and borne out by what they cite.

    Give a model another than the one that wrote them: models prefer their own words.
    """

    def __init__(self, model: Model, prompts: Mapping[str, Prompt] | None = None) -> None:
        self._model = model
        self._prompt = (prompts or load())["judge"]
        self.name = f"{model.endpoint}, prompt judge {self._prompt.version}"

    def opinion(self, outcome: Outcome) -> Mapping[str, Any] | None:
        """Verdicts ("yes", "partly", "no") with reasons under "correct" and "cited", or "error".

        A refusal is "refused" without asking; of a failure there is no opinion.
        """
        answer = outcome.answer
        if answer is None:
            return None
        if answer.abstained:
            return {"refused": True, "by": self.name}
        prompt = self._prompt.fill(
            question=answer.understood,
            gold="\n".join(f"- {one}" for one in outcome.question.answers) or "(none given)",
            answer="\n".join(f"{_flat(text)} {marks(cited)}" for text, cited in answer.numbered),
            quotes="\n".join(
                f"[{number}] {_flat(one.quote)}" for number, one in enumerate(answer.citations, 1)
            ),
        )
        meter = Meter()
        try:
            reply = self._model.complete(prompt, meter)
        except ReaderError as error:
            return {"error": f"{type(error).__name__}: {error}", "by": self.name}
        usage = {"tokens": meter.usage.tokens}
        found = {
            name.lower(): {"verdict": verdict.lower(), "reason": reason.strip(" *")}
            for name, verdict, reason in _LINE.findall(reply)
        }
        if found.keys() != {"correct", "cited"}:
            return {"error": f"not the two lines that were asked for: {reply[:200]!r}"} | {
                "by": self.name
            }
        return found | usage | {"by": self.name}


def values_of(outcome: Outcome) -> dict[str, float | bool | None]:
    """What a judge's opinion says as values, in a run that was judged.

    `judged_correct` is over the questions with gold answers; who refuses or fails is not correct.
    """
    opinion = outcome.opinion or {"refused": True}
    wanted = bool(outcome.question.answers)
    if opinion.get("refused"):
        return {"judged_correct": 0.0 if wanted else None}
    if "error" in opinion:
        return {"judged_errors": True}
    return {
        "judged_correct": _WORTH[opinion["correct"]["verdict"]] if wanted else None,
        "judged_cited": _WORTH[opinion["cited"]["verdict"]],
        "judged_errors": False,
    }


def _flat(text: str) -> str:
    return " ".join(text.split())
