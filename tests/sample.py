"""The questions over the sample articles: all of them, and those that ask for one fact each.

The facts come first and, those that are to be refused, last; what a reporter asks besides (days,
updates, speakers, counts, timelines, follow-ups and so on, the kind being the first tag) stands
between them. Beside the fields of every question set these have, where they need them:

all       texts that must all be in a right answer, "a|b" for either
never     texts that must not be in it
instead   for what is to be refused: the premise contradicted, which is right as well
short     the answer in a word or two, "a|b" for either
rule      what counts as right, for people
"""

import json
from pathlib import Path
from typing import Any

STORED = Path(__file__).parent / "data" / "sample_questions.jsonl"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in STORED.read_text(encoding="utf-8").splitlines()
]
FACTS = [*QUESTIONS[:56], *QUESTIONS[-20:]]
