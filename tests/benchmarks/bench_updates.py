"""Whether updates are linked, and whether answers use the newest.

`python -m tests.benchmarks.bench_updates ARCHIVE` wants an archive of the set `ap`. It compares the
links with pairs that were judged by hand (`update_pairs.jsonl`, ids only), and asks three questions
on each updated story, made of the words that both headlines share: how often the first quote is of
the newest article of the story, or of one that nothing quoted from could update.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click

from index import Archive, terms
from qa import open_answerer
from qa.types import Answer
from tests.benchmarks.bench_newsquiz import say

PAIRS = Path(__file__).with_name("update_pairs.jsonl")
ASKED = {
    "latest": "What is the latest on {}?",
    "state": "Where does {} stand now?",
    "happened": "What happened to {}?",
}
TARGET = 0.95
_WORDS = (3, 7)


def judged() -> list[Mapping[str, str]]:
    """The pairs that were judged: ids of the older and the newer, and what they are."""
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


def links(archive: Archive) -> None:
    """How many of the judged updates are linked, and how many of the links are right."""
    pairs = judged()
    ids = {one[name] for one in pairs for name in ("older", "newer")}
    found = {(u.older, u.newer) for one in ids for u in archive.updates(one)}
    for label, target in (("update", "all"), ("none", "none"), ("copy", "none")):
        own = [(one["older"], one["newer"]) for one in pairs if one["label"] == label]
        say(
            f"linked of what was judged: {label}",
            f"{sum(p in found for p in own)} of {len(own)}",
            target,
        )
    told = {(one["older"], one["newer"]): one["label"] for one in pairs}
    known = [told[pair] == "update" for pair in found if pair in told]
    say("links that were judged to be updates", f"{sum(known) / max(1, len(known)):.3f}")


def chains(archive: Archive) -> dict[str, set[str]]:
    """Article → all that update it, and what updates those."""
    direct = defaultdict(set)
    for one in archive.article_ids():
        for link in archive.updates(one):
            direct[link.older].add(link.newer)
    later: dict[str, set[str]] = {}
    for one in list(direct):
        reached, left = set(), [one]
        while left:
            more = direct.get(left.pop(), set()) - reached
            reached |= more
            left += more
        later[one] = reached
    return later


def stories(archive: Archive, later: Mapping[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """(older, newer, subject) of each link whose headlines share enough to ask by."""
    for older in sorted(later):
        for link in archive.updates(older):
            one, other = archive.article(link.older), archive.article(link.newer)
            if link.older != older or one is None or other is None:
                continue
            shared = set(terms(one.title)) & set(terms(other.title))
            words = [w for w in other.title.split() if set(terms(w)) & shared]
            if _WORDS[0] <= len(words):
                yield older, link.newer, " ".join(words[: _WORDS[1]]).strip(".,:;’'\"")


def used(
    answer: Answer, later: Mapping[str, set[str]], story: set[str], days: Mapping[str, date]
) -> str:
    """What the first quote is of: the newest of the story, an older one, or another article."""
    if answer.abstained:
        return "nothing"
    passage = answer.citations[0].passage
    if passage.article_id not in story:
        newest = max(days[one] for one in story)
        return "another, later" if (passage.published or newest) >= newest else "another, earlier"
    return "older" if later.get(passage.article_id, set()) & story else "newest"


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--show", is_flag=True, help="Print each question whose first quote is an older one.")
def main(folder: Path, show: bool) -> None:
    """Measure on an archive of the set ap."""
    with Archive(folder) as archive:
        links(archive)
        later = chains(archive)
        asked = list(stories(archive, later))
        whole = (archive.article(one) for one in archive.article_ids())
        days = {one.id: one.published for one in whole if one and one.published}
    answerer = open_answerer(folder)
    for name, form in ASKED.items():
        counted: Counter[str] = Counter()
        for subject, story in _questions(asked, later).items():
            answer = answerer.ask(form.format(subject))
            what = used(answer, later, story, days)
            counted[what] += 1
            if show and what == "older":
                print(f"  {form.format(subject)}\n    {answer.statements[0].text}")
        told = counted["newest"] + counted["older"]
        share = counted["newest"] / max(1, told)
        say(f"newest used, {name} ({dict(counted)})", f"{share:.3f}", f">= {TARGET}")


def _questions(
    asked: list[tuple[str, str, str]], later: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Subject → the articles of its story."""
    found: dict[str, set[str]] = defaultdict(set)
    for older, newer, subject in asked:
        found[subject] |= {older, newer, *later[older]}
    return found


if __name__ == "__main__":
    main()
