"""PDFs of invented pages: which characters are wrong, and whether columns are read in order.

`python -m tests.benchmarks.bench_pdf [SEED ...]`

The pages are made by `printing`, thirty a seed; seed 1 is the one that the reader was written with.
Told are the rate of wrong characters (edit distance by the length of what is right), how many files
are read in the right order (each sentence whole, one behind the other, in the right article), and
the time of a page. Captions, boxes and footnotes may stand anywhere between paragraphs.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from index.articles import read
from index.types import Article
from tests.benchmarks.printing import Printed, printed


def _plain(text: str) -> str:
    return " ".join(text.split())


def wrong(made: Printed, articles: list[Article]) -> tuple[int, int, bool]:
    """Wrong characters, all characters, and whether the order is right."""
    errors = letters = 0
    right = len(articles) == len(made.stories)
    found = [_plain(f"{one.title}\n{one.text}") for one in articles]
    for aside in map(_plain, made.asides):
        found = [text.replace(aside, "", 1) for text in found]
    if not right:
        expected = _plain(" ".join(f"{s.title} {s.text}" for s in made.stories))
        return Levenshtein.distance(expected, _plain(" ".join(found))), len(expected), False
    for story, text in zip(made.stories, found, strict=True):
        expected = _plain(f"{story.title} {story.text}")
        errors += Levenshtein.distance(expected, _plain(text))
        letters += len(expected)
        places = [_plain(text).find(one) for one in re.split(r"(?<=\.) ", _plain(story.text))]
        right = right and -1 not in places and places == sorted(places)
    return errors, letters, right


def main() -> None:
    """Tell it of each seed, by file and of all."""
    for seed in map(int, [a for a in sys.argv[1:] if a.isdecimal()] or ["1", "2"]):
        errors = letters = right = count = 0
        seconds = 0.0
        with tempfile.TemporaryDirectory() as folder:
            for made in printed(seed, browser="--no-browser" not in sys.argv):
                path = Path(folder, "page.pdf")
                path.write_bytes(made.data)
                begun = time.process_time()
                articles = [one for one in read(path) if isinstance(one, Article)]
                seconds += time.process_time() - begun
                bad, all_of_them, ordered = wrong(made, articles)
                errors, letters = errors + bad, letters + all_of_them
                right, count = right + ordered, count + 1
                if bad or not ordered:
                    print(f"  {made.name}: {bad / all_of_them:.2%} wrong, order {ordered}")
        print(
            f"seed {seed}: {errors / letters:.3%} of {letters:,} characters wrong, order right in "
            f"{right} of {count}, {seconds / count:.3f} s of CPU a file"
        )


if __name__ == "__main__":
    main()
