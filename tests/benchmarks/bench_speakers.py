"""How often the speaker of a quotation or report is found: `tests/data/speakers.jsonl`.

    python -m tests.benchmarks.bench_speakers ARCHIVES [--wrong]

150 sentences of two archives, drawn at random from those with quotation marks or a verb of saying;
the label is where the article names who speaks, or null where nobody does or nobody can tell. The
even lines were looked at while the rules were written, the odd ones were not. `right`: the same
name, or rightly none; `wrong`: another, or somebody where nobody speaks; `open`: nobody is given.
"""

import argparse
import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

from index import Archive, Article
from qa.voices.utterances import Voices, voices

LABELS = Path(__file__).parent.parent / "data" / "speakers.jsonl"
TARGET = 0.90
_WORD = re.compile(r"[\w-]+")
_IDLE = frozenset(("the", "a", "an", "of", "dr", "u", "s", "us"))


def labels() -> list[dict[str, Any]]:
    """The labelled sentences, in their order."""
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def same(one: str, other: str) -> bool:
    """Whether two forms of a name may mean the same: one has all words of the other."""
    mine, theirs = ({word.lower() for word in _WORD.findall(name)} - _IDLE for name in (one, other))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def judged(label: dict[str, Any], article: Article, found: Voices) -> tuple[str, str, str]:
    """ "right", "wrong" or "open", who it is and who was given."""
    given = found.of(label["start"], label["end"])
    said = given[0].speaker if given else ""
    where = label["speaker"]
    who = article.text[where[0] : where[1]] if where else ""
    if not who or not said:
        return ("right" if who == said else "wrong" if said else "open"), who, said
    return ("right" if same(who, said) else "wrong"), who, said


def main() -> None:
    """Print the shares, for both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archives", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show what went wrong, even lines")
    chosen = parser.parse_args()
    counts: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    archives: dict[str, Archive] = {}
    for at, label in enumerate(labels()):
        name = label["archive"]
        if not (chosen.archives / name).is_dir():
            continue
        archive = archives.setdefault(name, Archive(chosen.archives / name, None))
        article = archive.article(label["article"])
        if article is None or sha256(article.text.encode()).hexdigest()[:16] != label["sha256"]:
            counts[at % 2]["gone"] += 1
            continue
        verdict, who, said = judged(label, article, voices(archive.passages_of(article.id)))
        counts[at % 2][verdict] += 1
        if chosen.wrong and verdict != "right" and at % 2 == 0:
            sentence = " ".join(article.text[label["start"] : label["end"]].split())
            print(f"{at} {verdict}: {who!r} given {said!r}\n    {sentence[:240]}")
    for half, count in zip(("even lines (looked at)", "odd lines (not)"), counts, strict=True):
        total = sum(count[name] for name in ("right", "wrong", "open")) or 1
        shares = ", ".join(
            f"{name} {count[name] / total:.2f}" for name in ("right", "wrong", "open")
        )
        print(f"{half}: {total} sentences, {shares}; gone {count['gone']}; target {TARGET:.2f}")


if __name__ == "__main__":
    main()
