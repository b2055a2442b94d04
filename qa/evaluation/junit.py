"""A run as JUnit XML, which build servers show."""

import unicodedata
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from index import Holdings
from qa.evaluation.judging import Values
from qa.evaluation.report import Outcome, Report, Requirement, unmet
from qa.evaluation.shown import Reading
from qa.evaluation.verdicts import Cause, judged


def junit(
    report: Report,
    outcomes: Sequence[Outcome],
    values: Mapping[str, Values],
    requirements: Sequence[Requirement] = (),
    archive: Holdings | None = None,
) -> str:
    """Two suites: the requirements, and the questions with what is wrong with their answers.

    A question that could not be asked is an error. Which share of the questions may fail is for
    the requirements to say. The `archive` helps to say why.
    """
    reading = Reading(archive)
    root = Element("testsuites", name="dateline evaluate")
    gate = SubElement(root, "testsuite", name="requirements")
    for requirement in requirements:
        case = SubElement(gate, "testcase", classname="requirements", name=_clean(str(requirement)))
        for line in unmet([requirement], report):
            SubElement(case, "failure", message=_clean(line)).text = _clean(line)
    asked = SubElement(root, "testsuite", name="questions")
    for outcome in outcomes:
        case = SubElement(
            asked,
            "testcase",
            classname="questions",
            name=_clean(f"{outcome.question.id}: {outcome.question.question}"),
            time=f"{outcome.seconds:.3f}",
        )
        found = judged(outcome, values[outcome.question.id], reading.passages(outcome))
        if found.cause is not Cause.NONE:
            kind = "error" if outcome.error else "failure"
            SubElement(case, kind, message=_clean(found.why)).text = _clean(
                outcome.said or found.why
            )
    for suite in (gate, asked):
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("*/failure"))))
        suite.set("errors", str(len(suite.findall("*/error"))))
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    """Text without the characters that XML has no way to write."""
    return "".join(c if _written(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _written(character: str) -> bool:
    plain = unicodedata.category(character) not in ("Cc", "Cs")
    return character in "\n\t" or (plain and character not in "\ufffe\uffff")
