"""Find seeded near copies of real articles, and those in real sets.

`python -m tests.benchmarks.bench_copies` makes four copies each of some articles of newsquiz,
wikinews and bbc (`copying.py` says how), prints the share of them that come to be in their
article's cluster, by kind of edit, and how pure the clusters are. With `--set ap` or `--set scale`
it counts what is found there; `--show 40` prints that many of the pairs, to be looked at.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index import Archive
from tests.benchmarks.bench_newsquiz import say
from tests.benchmarks.copying import EDITS, edited
from tests.benchmarks.data import DATA, lines

SETS = {
    "newsquiz": DATA / "newsquiz" / "articles.jsonl.gz",
    "bbc": DATA / "bbc" / "articles.jsonl.gz",
    "wikinews": DATA / "wikinews" / "clusters.jsonl",
    "ap": DATA / "ap" / "articles.jsonl.gz",
    "scale": DATA / "scale" / "articles-2022-2023.jsonl.gz",
}
SEEDED = ("newsquiz", "wikinews", "bbc")
_LEAST = 4  # paragraphs of an article that copies are made of


def articles(name: str) -> Iterator[dict[str, Any]]:
    """The articles of a set."""
    for row in lines(SETS[name]):
        if name != "wikinews":
            yield row
            continue
        for source in row["sources"]:
            about = {"title": source.get("title"), "published": source.get("date_publish")}
            yield {"text": source["maintext"], "source": source.get("source_domain")} | about


def seeded(name: str, many: int) -> None:
    """Recall by kind of edit, and purity, on copies of `many` articles."""
    rng = random.Random(1)
    told = {row["text"]: row for row in articles(name)}  # the very same text once
    able = [row for row in told.values() if len(_paragraphs(row)) >= _LEAST]
    chosen = rng.sample(able, min(many, len(able)))
    rows, origin = [], {}
    for at, row in enumerate(chosen):
        base = {"id": f"{name}-{at}", "title": row.get("title") or "Untitled", "text": row["text"]}
        base["published"] = str(row.get("published") or "2024-03-13")[:10]
        rows.append(base | {"source": str(row.get("source") or row.get("outlet") or "")})
        origin[base["id"]] = base["id"]
        for number, edit in enumerate(EDITS):
            rows.append(edited(base, number, rng, edit))
            origin[rows[-1]["id"]] = base["id"]
    first, _ = clustered(rows)
    for number, edit in enumerate(EDITS):
        held = [first[f"{base}-copy-{number}"] == first[base] for base in set(origin.values())]
        say(f"{name}: copies found, {edit}", f"{sum(held) / len(held):.3f}", "0.90")
    groups: dict[str, list[str]] = {}
    for one, leader in first.items():
        groups.setdefault(leader, []).append(origin[one])
    sized = [group for group in groups.values() if len(group) > 1]
    pure = sum(Counter(group).most_common(1)[0][1] for group in sized)
    say(f"{name}: purity of {len(sized):,} clusters", f"{pure / sum(map(len, sized)):.3f}", "0.95")


def real(name: str, show: int) -> None:
    """What is found in a set as it is; `show` of the pairs of first and copy are printed."""
    rows = {row["id"]: row for row in articles(name)}
    first, seconds = clustered(list(rows.values()))
    pairs = [(leader, one) for one, leader in sorted(first.items()) if one != leader]
    sizes = Counter(first.values()).most_common(1)
    say(f"{name}: articles, copies among them", f"{len(first):,}, {len(pairs):,}")
    say(f"{name}: largest cluster", f"{sizes[0][1]}")
    say(f"{name}: sync to searchable words", f"{seconds:.1f} s")
    for pair in random.Random(1).sample(pairs, min(show, len(pairs))):
        print()
        for one in pair:
            row = rows[one]
            about = f"{row.get('source', '')} {row.get('published', '')} {row['title']}"
            print(f"  {about[:100]}  [{len(row['text']):,}] {' '.join(row['text'].split())[:160]}")


def clustered(rows: list[Mapping[str, Any]]) -> tuple[dict[str, str], float]:
    """Article → the first of its cluster, and how long it took to take them in, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.jsonl"
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        with Archive(Path(folder) / "archive", create=True) as archive:
            start = time.perf_counter()
            archive.add([file], vectors=False)
            seconds = time.perf_counter() - start
            return archive.firsts(), seconds


def _paragraphs(row: Mapping[str, Any]) -> list[str]:
    return [line for line in row["text"].split("\n") if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=list(SETS), help="count what is in this set")
    parser.add_argument("--articles", type=int, default=200, help="how many of each are copied")
    parser.add_argument("--show", type=int, default=0)
    chosen = parser.parse_args()
    if not SETS["newsquiz"].exists():
        raise SystemExit(f"skipped: {DATA} does not hold newsquiz; set DATELINE_DATA")
    if chosen.set:
        return real(chosen.set, chosen.show)
    for name in SEEDED:
        seeded(name, chosen.articles)
    return None


if __name__ == "__main__":
    main()
