"""What is left, and what forgetting costs: `python -m tests.benchmarks.bench_forgetting`.

The quiz's articles, by their words alone, in an archive made anew. One is removed and looked for in
all bytes of all files and among the words of the index; then what is left is cleared away. Another
is forgotten at once, then the one that came last. Seconds are of processor time, all processes'.
"""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable

import tantivy

from index import Archive, Article, terms
from tests.benchmarks.bench_newsquiz import ARTICLES, say


def main() -> None:
    """Print the figures."""
    if not ARTICLES.exists():
        raise SystemExit(f"skipped: no {ARTICLES}")
    with tempfile.TemporaryDirectory() as folder, Archive(folder, create=True) as archive:
        seconds(lambda: archive.add([ARTICLES]), "words of all articles")
        coverage = archive.coverage()
        say("archive", f"{coverage.articles:,} articles", f"{coverage.passages:,} passages")
        ids = archive.article_ids()
        removed, forgotten = (archive.article(one) for one in (ids[700], ids[900]))
        assert removed
        assert forgotten
        wanted, own = stretches(archive, removed), own_words(archive, removed)
        left(archive, wanted, own, "in the archive")
        archive.remove([removed.id])
        left(archive, wanted, own, "removed")
        seconds(archive.forget, "clear what is left of one removed")
        left(archive, wanted, own, "forgotten")
        wanted, own = stretches(archive, forgotten), own_words(archive, forgotten)
        seconds(lambda: archive.forget([forgotten.id]), "forget one")
        left(archive, wanted, own, "forgotten")
        latest = "SELECT article FROM passages ORDER BY number DESC LIMIT 1"
        [(last,)] = archive._ledger.rows(latest)
        seconds(lambda: archive.forget([last]), "forget the one that came last")
        seconds(lambda: archive.rebuild(vectors=False), "rebuild, words alone")


def left(archive: Archive, wanted: list[bytes], own: set[str], state: str) -> None:
    """Say how often each file has what is `wanted`, and how many of its `own` words are known."""
    found: Counter[str] = Counter()
    for file in archive.path.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        if hits := sum(map(data.count, wanted)):
            found[file.name] += hits
    searcher = tantivy.Index.open(str(next(archive.path.glob("words-*")))).searcher()
    known = sum(word in dict(searcher.terms_with_prefix("told", word)) for word in own)
    say(state, f"{found.total():,} places", f"{dict(found)}; {known} of its {len(own)} own words")


def stretches(archive: Archive, article: Article) -> list[bytes]:
    """Its headline, its URL and stretches of its text, as far as no other article has them."""
    text = article.text.encode()
    cut = [text[at : at + 40] for at in range(0, len(text) - 40, 200)]
    others = (archive.article(one) for one in archive.article_ids() if one != article.id)
    rest = "\n".join(f"{one.title}\n{one.url}\n{one.text}" for one in others if one).encode()
    return [one for one in (article.title.encode(), article.url.encode(), *cut) if one not in rest]


def own_words(archive: Archive, article: Article) -> set[str]:
    """The words that no other article has."""
    words = set(terms(f"{article.title} {article.text}"))
    others = (archive.article(one) for one in archive.article_ids() if one != article.id)
    return words.difference(*(terms(f"{one.title} {one.text}") for one in others if one))


def seconds(work: Callable[[], object], what: str) -> None:
    """Say how long it takes: of the processor's time, and by the clock."""
    began, clock = used(), time.monotonic()
    work()
    say(what, f"{used() - began:.1f} s", f"{time.monotonic() - clock:.1f} s by the clock")


def used() -> float:
    """The processor time of this process and those that it waited for."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main()
