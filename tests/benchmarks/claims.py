"""Statements with evidence and a human's word on whether the one carries the other.

The data are read in place, see `data.py`. `half` splits a set by a hash of the article, so that
sentences that were looked at while rules were written can be told from others: only of half 0.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from index import Passage
from qa.types import Citation
from tests.benchmarks.data import DATA, lines

SUPPORT = DATA / "support"


@dataclass(frozen=True)
class Case:
    """The sentences of one statement (a summary has several), its evidence, and the label."""

    sentences: tuple[str, ...]
    citations: tuple[Citation, ...]
    label: bool
    key: str

    @property
    def half(self) -> int:
        """0 or 1, by the article."""
        return zlib.crc32(self.key.encode()) % 2


def cited(text: str, key: str = "evidence") -> tuple[Citation, ...]:
    """The whole of `text` as one citation."""
    passage = Passage(key, text, 0, len(text), ())
    return (Citation(passage, 0, len(text)),)


def frank() -> list[Case]:
    """Whole summaries against whole articles; true where every sentence was judged factual."""
    return [
        Case(
            tuple(_spaced(line) for line in record["summary_lines"]),
            cited(_spaced(record["article"])),
            record["factuality"] == 1.0,
            record["hash"],
        )
        for record in lines(SUPPORT / "frank-valid.jsonl.gz")
    ]


def qags(name: str) -> list[Case]:
    """Single summary sentences against whole articles; true where most of three said "yes"."""
    cases = []
    for record in lines(SUPPORT / f"qags-{name}.jsonl.gz"):
        citations = cited(_spaced(record["article"]))
        for judged in record["summary_sentences"]:
            yes = sum(one["response"] == "yes" for one in judged["responses"])
            label = 2 * yes > len(judged["responses"])
            cases.append(
                Case((_spaced(judged["sentence"]),), citations, label, record["article"][:200])
            )
    return cases


def rte() -> list[Case]:
    """Pairs of RTE-1, 2 and 3, development sets."""
    cases = []
    for year in (1, 2, 3):
        for pair in ElementTree.parse(SUPPORT / f"rte{year}_dev.xml").getroot():
            text, hypothesis = (pair.findtext(tag, "").strip() for tag in "th")
            value = pair.get("value") or pair.get("entailment")
            cases.append(Case((hypothesis,), cited(text), value in ("TRUE", "YES"), text[:200]))
    return cases


def expertqa() -> list[Case]:
    """Claims of answers against the passages that they cite, as experts judged them."""
    cases = []
    for record in lines(SUPPORT / "expertqa-val.jsonl.gz"):
        for answer in record["answers"].values():
            for claim in answer["claims"]:
                if not claim["evidence"] or claim["support"] not in ("Complete", "Incomplete"):
                    continue
                text = re.sub(r"\s*\[\d+\]", "", claim["claim_string"]).strip()
                evidence = "\n\n".join(
                    re.sub(r"^\[\d+\]\s*\S+\s*", "", one) for one in claim["evidence"]
                )
                if text and evidence.strip():
                    label = claim["support"] == "Complete"
                    cases.append(Case((text,), cited(evidence), label, record["question"]))
    return cases


def quotesum() -> list[Case]:
    """Sentences that people wrote from passages, against those passages; and against others.

    The untrue ones are the same sentences against passages of the same question that they were
    not written from.
    """
    cases = []
    for record in lines(SUPPORT / "quotesum-dev.jsonl"):
        sources = {n: record[f"source{n}"] for n in range(1, 9) if record.get(f"source{n}")}
        titles = {n: record[f"title{n}"] for n in sources}
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z\[])", record["summary"]):
            used = {int(n) for n in re.findall(r"\[ (\d) ", sentence)}
            plain = _spaced(re.sub(r"\[ \d (.*?) \]", r"\1", sentence))
            if len(plain.split()) < 5 or not used or used - set(sources) or "[" in plain:
                continue
            for numbers, label in ((used, True), (set(sources) - used, False)):
                text = "\n\n".join(f"{titles[n]}.\n\n{sources[n]}" for n in sorted(numbers))
                if text:
                    cases.append(Case((plain,), cited(text), label, record["qid"]))
    return cases


def _spaced(text: str) -> str:
    """Text as it is printed: no space before a comma, quotation marks that are ones."""
    text = re.sub(r"\\+'", "'", text).replace("-LRB-", "(").replace("-RRB-", ")")
    text = re.sub(r"``\s*|\s*''", '"', text)
    text = re.sub(r"(?<=\s)`\s", "'", text)
    text = re.sub(r"\s+([,.;:!?)%])", r"\1", text)
    text = re.sub(r"([($£])\s+", r"\1", text)
    text = re.sub(r"(?<=\d), (?=\d{3}\b)", ",", re.sub(r"(?<=\w) - (?=\w)", "-", text))
    return re.sub(r"\s+(n't|'s|'re|'ve|'ll|'d)\b", r"\1", text).strip()


HUMAN: Mapping[str, Callable[[], list[Case]]] = {
    "FRANK valid": frank,
    "QAGS CNN/DM": lambda: qags("cnndm"),
    "QAGS XSum": lambda: qags("xsum"),
}
