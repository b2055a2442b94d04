"""Real web pages: headline, date, byline, outlet, address and text, beside two other readers.

`python -m tests.benchmarks.bench_pages`

Reads the pages in `DATA/pages` with Dateline, trafilatura and, where it is installed, newspaper4k,
a page by each in turn; what they give is scored by the script beside the pages. Of each field it
is told how much of it is right, partly right (words too many, a day off), wrong and empty, and of
each reader the median time of a page. `bench_reading`, run in two checkouts, compares those.
"""

import json
import runpy
import statistics
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

from index.articles import read
from index.types import Article
from tests.benchmarks.data import DATA, WORK, lines

FOLDER = WORK / "pages"
_FIELDS = ("title", "date", "authors", "outlet", "url")
_WRONG = ("wrong", "other", "home page")
Found = Mapping[str, Any]


def by_dateline(path: Path, _: str) -> Found:
    """What our reader makes of a page."""
    for one in read(path):
        if isinstance(one, Article):
            return {
                "title": one.title, "text": one.text, "outlet": one.outlet, "url": one.url,
                "date": str(one.published or ""), "authors": list(one.authors),
            }  # fmt: skip
    return {}


def by_trafilatura(path: Path, _: str) -> Found:
    """What trafilatura makes of it, with metadata."""
    import trafilatura

    found = trafilatura.bare_extraction(
        path.read_bytes(), with_metadata=True, include_comments=False
    )
    if found is None:
        return {}
    return {
        "title": found.title or "", "text": found.text or "", "url": found.url or "",
        "outlet": found.sitename or found.hostname or "", "date": found.date or "",
        "authors": [name for name in (found.author or "").split("; ") if name],
    }  # fmt: skip


def by_newspaper(path: Path, url: str) -> Found:
    """What newspaper4k makes of it, told its address; no picture is fetched."""
    import newspaper  # type: ignore[import-not-found]

    settings = newspaper.Config()
    settings.fetch_images = False
    page = newspaper.Article(url or "http://page.invalid/", config=settings)
    page.download(input_html=path.read_bytes().decode("utf-8", "replace"))
    page.parse()
    return {
        "title": page.title or "", "text": page.text or "", "authors": page.authors,
        "url": page.canonical_link or page.url, "outlet": page.meta_site_name or "",
        "date": str(page.publish_date)[:10] if page.publish_date else "",
    }  # fmt: skip


READERS: Mapping[str, Callable[[Path, str], Found]] = {
    "dateline": by_dateline,
    "trafilatura": by_trafilatura,
    "newspaper4k": by_newspaper,
}


def answers(expected: Sequence[Found]) -> Mapping[str, tuple[list[Found], float]]:
    """Reader → what it gave of each page, and the median seconds of one."""
    present = [name for name in READERS if name == "dateline" or find_spec(name.removesuffix("4k"))]
    given: dict[str, list[Found]] = {name: [] for name in present}
    took: dict[str, list[float]] = {name: [] for name in present}
    for one in expected:
        for name in present:
            begun = time.perf_counter()
            try:
                found = READERS[name](FOLDER / "pages" / one["file"], one.get("url") or "")
            except Exception as error:  # noqa: BLE001  (a reader that fails gave nothing)
                found = {"crash": repr(error)}
            took[name].append(time.perf_counter() - begun)
            given[name].append({"file": one["file"], **found})
    return {name: (given[name], statistics.median(took[name])) for name in present}


def scored(given: Mapping[str, Sequence[Found]]) -> list[dict[str, Any]]:
    """What the script beside the pages says of each reader and page."""
    for name, records in given.items():
        text = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records)
        (FOLDER / f"got_{name}.jsonl").write_text(text, encoding="utf-8")
    with chdir(FOLDER), redirect_stdout(StringIO()):
        sys.argv[1:] = []
        runpy.run_path(str(DATA / "pages" / "score.py"), run_name="__main__")
    found: list[dict[str, Any]] = json.loads((FOLDER / "detail.json").read_text(encoding="utf-8"))
    return found


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line a field: pages, then right / partly / wrong / empty."""
    shown = []
    for field in _FIELDS:
        counts = Counter(row[field] for row in rows if field in row)
        pages = counts.total()
        wrong = sum(counts[name] for name in _WRONG)
        partly = pages - counts["right"] - counts["empty"] - wrong
        told = (f"{n / pages:.3f}" for n in (counts["right"], partly, wrong, counts["empty"]))
        shown.append(f"  {field:<8}{pages:>5}  {' / '.join(told)}")
    unasked = Counter(row["authors_none"] for row in rows if "authors_none" in row)
    shown.append(f"  authors given where none is: {unasked['given']} of {unasked.total()}")
    texts = [row for row in rows if "f1" in row]
    f1, precision, recall = (statistics.fmean(r[name] for r in texts) for name in ("f1", "p", "r"))
    shown.append(
        f"  text {len(texts):>8}  F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f}"
    )
    phrased = [row for row in rows if "nwith" in row]
    have, must, ill, not_ = (
        sum(row[name] for row in phrased) for name in ("with", "nwith", "without", "nwithout")
    )
    shown.append(f"  phrases that must be there {have} of {must}, that must not {ill} of {not_}")
    return "\n".join(shown)


def main() -> None:
    """Read, score and print."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tarfile.open(DATA / "pages" / "pages.tar.xz") as packed:
        packed.extractall(FOLDER, filter="data")
    found = answers(list(lines(FOLDER / "expected.jsonl")))
    rows = scored({name: given for name, (given, _) in found.items()})
    ours = found["dateline"][1]
    for name, (_, seconds) in found.items():
        print(f"{name}: {1000 * seconds:.0f} ms a page ({seconds / ours:.2f} x Dateline)")
        print(table([row for row in rows if row["sys"] == name]))


if __name__ == "__main__":
    main()
