"""Exchanges to keep, to export and to judge."""

from datetime import UTC, datetime

from index import EVERYTHING, Archive, Filters, HybridRetriever
from qa import Answerer, Citation, ExtractiveReader
from qa.window import Exchange

ASKED = datetime(2026, 11, 24, 10, 31, 5, 250_000, UTC)
BRIDGE = "How much did the harbour bridge repairs cost?"
MOONS = "How many moons does Saturn have?"


def ask(archive: Archive, question: str, filters: Filters = EVERYTHING) -> Exchange:
    """The exchange that `question` ends in."""
    reader = ExtractiveReader(archive.rarity, archive.embedder)
    answerer = Answerer(archive, HybridRetriever(archive), reader)
    exchange = Exchange(1, question, filters, asked_at=ASKED)
    for event in answerer.stream(question, filters):
        exchange = exchange.after(event, 0.25)
    return exchange


def cite(archive: Archive, quote: str) -> Citation:
    """The citation of `quote` in the first article that holds it."""
    for article_id in archive.article_ids():
        start = archive.article(article_id).text.find(quote)
        if start >= 0:
            end = start + len(quote)
            return Citation(archive.passage_at(article_id, start, end), start, end)
    raise AssertionError(f"no article says {quote!r}")
