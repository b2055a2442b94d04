"""Measure the support check: `python -m tests.benchmarks.bench_support`.

Questions, each beside its target.

- Does the score tell supported statements from others, as people judged them? AUROC on FRANK (whole
  summaries against whole articles, by the mean over their sentences; the minimum is given too) and
  QAGS (single sentences). No weight was fitted on these; see `fit_support.py`.
- Does it let true statements through? Verbatim and lightly reworded sentences, and statements that
  people judged true and that share four fifths of their words with one sentence of the evidence.
- Does it catch changed ones? One number, date, name or negation changed in a sentence that is
  otherwise as printed; for half of them in one that was lightly reworded besides. And mistakes
  of wording: units, roles, causes, fragments (`--phase mistaken`), on both halves of the articles.
"""

import argparse
import re
import statistics
import time
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index import evidence_spans, sentences
from qa.checking.support import Support, check
from qa.types import Citation
from tests.benchmarks import claims, edits, mistakes
from tests.benchmarks.data import DATA
from tests.benchmarks.fitting.solvers import auroc

SEED = 20
PER_KIND = 250
EXTRA = 150


def say(what: str, value: str, target: str = "") -> None:
    print(f"{what:<56} {value:<34} {target}".rstrip())


def interval(scores: np.ndarray, labels: np.ndarray, rounds: int = 1000) -> tuple[float, float]:
    """The bootstrap's 95 % interval of the AUROC."""
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(rounds):
        at = rng.integers(0, len(labels), len(labels))
        if 0 < labels[at].sum() < len(at):
            found.append(untied(scores[at], labels[at]))
    return float(np.percentile(found, 2.5)), float(np.percentile(found, 97.5))


def untied(scores: np.ndarray, labels: np.ndarray) -> float:
    """AUROC with ties counting half: the mean of both orders of tied scores."""
    order = np.lexsort((labels, scores))
    ranks = np.arange(len(scores), dtype=float)
    up = auroc(_placed(order, ranks), labels)
    order = np.lexsort((-labels, scores))
    return (up + auroc(_placed(order, ranks), labels)) / 2


def _placed(order: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    placed = np.empty(len(order))
    placed[order] = ranks
    return placed


def human() -> None:
    """FRANK and QAGS, as people judged them."""
    print("\nStatements that people judged")
    every: list[tuple[claims.Case, list[Support]]] = []
    for name, load in claims.HUMAN.items():
        verdicts = [(c, [check(s, c.citations) for s in c.sentences]) for c in load()]
        if name.startswith("QAGS"):
            every += verdicts
        report(name, verdicts)
    report("QAGS, both", every)


def report(name: str, verdicts: Sequence[tuple[claims.Case, list[Support]]]) -> None:
    labels = np.array([float(case.label) for case, _ in verdicts])
    scores = np.array([statistics.fmean(v.score for v in each) for _, each in verdicts])
    low, high = interval(scores, labels)
    target = "target 0.75"
    say(
        f"{name} ({len(labels)}), AUROC",
        f"{untied(scores, labels):.3f} ({low:.3f} to {high:.3f})",
        target,
    )
    if any(len(each) > 1 for _, each in verdicts):
        least = np.array([min(v.score for v in each) for _, each in verdicts])
        say("  by the minimum over its sentences", f"{untied(least, labels):.3f}")
    half = np.array([case.half for case, _ in verdicts])
    parts = " and ".join(f"{untied(scores[half == h], labels[half == h]):.3f}" for h in (0, 1))
    say("  by halves", parts)
    holds = np.array([all(v.holds for v in each) for _, each in verdicts])
    kept, caught = holds[labels > 0].mean(), 1 - holds[labels == 0].mean()
    say(
        "  balanced accuracy of `holds`",
        f"{(kept + caught) / 2:.3f} ({kept:.0%} kept, {caught:.0%} caught)",
    )


def kept() -> None:
    """True statements: how many are dropped."""
    print("\nTrue statements, dropped")
    for name, load in {
        **claims.HUMAN, "RTE": claims.rte, "ExpertQA": claims.expertqa, "QuoteSum": claims.quotesum,
    }.items():  # fmt: skip
        # FRANK's oldest models write UNK for words that they do not know: no statement at all
        near = [c for c in load() if c.label and overlapping(c) >= 0.8 and not unknown(c)]
        dropped = [c for c in near if not all(check(s, c.citations).holds for s in c.sentences)]
        say(
            f"{name}, near one sentence of the evidence ({len(near)})",
            share(dropped, near),
            "at most 10 %",
        )
    found = source()
    total: list[bool] = []
    for name, edit in edits.PARAPHRASES.items():
        made = edits.edited(found, edit, EXTRA, SEED)
        fine = [check(text, sentence.citations).holds for sentence, text in made]
        total += fine
        say(f"{name} ({len(made)})", share([f for f in fine if not f], fine))
    say(f"all of these ({len(total)})", share([f for f in total if not f], total), "at most 10 %")


def caught() -> None:
    """Changed statements: how many are caught."""
    print("\nChanged statements, caught")
    found = source()
    total: list[bool] = []
    for name, edit in edits.CHANGES.items():
        made = edits.edited(found, edit, PER_KIND // 2, SEED)
        made += edits.edited(found, edits.lightly(edit), PER_KIND - len(made), SEED + 1)
        bad = [not check(text, sentence.citations).holds for sentence, text in made]
        total += bad
        say(f"{name} ({len(made)})", share([b for b in bad if b], bad), "at least 95 %")
    say(f"all of these ({len(total)})", share([b for b in total if b], total), "at least 95 %")
    for name, edit in edits.EXTRA_CHANGES.items():
        made = edits.edited(found, edit, EXTRA, SEED)
        bad = [not check(text, sentence.citations).holds for sentence, text in made]
        say(f"{name} ({len(made)})", share([b for b in bad if b], bad))
    for name, edit in edits.CHANGES.items():
        made = edits.edited(found, edit, EXTRA, SEED)
        bad = [not check(text, with_neighbours(sentence)).holds for sentence, text in made]
        say(
            f"{name}, with the sentences around cited too ({len(made)})",
            share([b for b in bad if b], bad),
        )
    pairs = [(a, b) for a, b in pairwise(found) if a.passage is b.passage][:EXTRA]
    bad = [not check(one.text, other.citations).holds for one, other in pairs]
    say(f"another sentence of the article cited ({len(bad)})", share([b for b in bad if b], bad))


def mistaken() -> None:
    """Units swapped, roles reversed, causes invented, fragments: how many are caught."""
    for half, seen in ((0, "looked at"), (1, "not looked at")):
        print(f"\nMistakes of wording in articles that were {seen} while rules were written")
        passages = edits.reported(half)
        found, pairs = mistakes.all_sentences(passages), mistakes.pairs(passages, SEED)
        for kind, kinds in {**mistakes.MISTAKES, "true": mistakes.TRUE}.items():
            total: list[bool] = []
            for name, edit in kinds.items():
                of = pairs if name in mistakes.PAIRED else found
                made = edits.edited(of, edit, EXTRA, SEED)
                bad = [not check(text, sentence.citations).holds for sentence, text in made]
                total += bad
                say(f"  {name} ({len(made)})", share([b for b in bad if b], bad))
            target = "at most as before" if kind == "true" else "at least 90 %"
            say(f"{kind} ({len(total)})", share([b for b in total if b], total), target)


def speed() -> None:
    """How long one statement takes that nothing is known of yet."""
    print("\nTime")
    made = edits.edited(source(), edits.word_replaced, 300, SEED + 2)
    check(made[0][1], made[0][0].citations)
    times = []
    for sentence, text in made[1:]:
        begun = time.perf_counter()
        check(text, sentence.citations)
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    say(
        "one statement, median / 95th of 300",
        f"{times[len(times) // 2]:.2f} / {times[int(0.95 * len(times))]:.2f} ms",
        "well under 5 ms",
    )


def with_neighbours(of: edits.Sentence) -> tuple[Citation, ...]:
    """The sentence and the ones before and after it, each cited."""
    spans = evidence_spans(of.passage.text)
    at = spans.index((of.start, of.end))
    return tuple(Citation(of.passage, *span) for span in spans[max(0, at - 1) : at + 2])


def source() -> list[edits.Sentence]:
    return edits.sentences(edits.reported(), 2000, SEED)


def unknown(case: claims.Case) -> bool:
    return any("UNK" in sentence for sentence in case.sentences)


def overlapping(case: claims.Case) -> float:
    """The share of a statement's words that one sentence of its evidence has, the least of all."""
    text = case.citations[0].quote
    held = [set(re.findall(r"\w+", text[a:b].lower())) for a, b in sentences(text)]
    each = []
    for sentence in case.sentences:
        words = set(re.findall(r"\w+", sentence.lower()))
        each.append(max((len(words & one) / max(1, len(words)) for one in held), default=0.0))
    return min(each)


def share(part: Sequence[object], whole: Sequence[object]) -> str:
    return f"{len(part) / max(1, len(whole)):.1%}"


PHASES = (human, kept, caught, mistaken, speed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phase", choices=[phase.__name__ for phase in PHASES])
    chosen = parser.parse_args()
    if not claims.SUPPORT.exists():
        raise SystemExit(f"skipped: {DATA} does not hold support; set DATELINE_DATA")
    for phase in PHASES:
        if chosen.phase in (None, phase.__name__):
            phase()


if __name__ == "__main__":
    main()
