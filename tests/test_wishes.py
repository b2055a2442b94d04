"""What visitors wish for a question: how many passages are read, within what is allowed."""

import asyncio

import pytest

from index import HybridRetriever
from qa import Answerer, ExtractiveReader, SettingsError
from qa.sending import most_passages
from qa.window import Hosting, Visitor, Window
from tests.window import KNOWN

ANNA = Visitor("a" * 32)


@pytest.fixture(scope="module")
def answerer(sample_archive):
    reader = ExtractiveReader(sample_archive.rarity, sample_archive.embedder)
    return Answerer(sample_archive, HybridRetriever(sample_archive), reader)


def read(answerer, **wish):
    """How many passages were read."""

    async def asked():
        talk = Window(answerer, Hosting()).talk
        async for shown, _, _ in talk.answering((), {"question": KNOWN, **wish}, ANNA):
            last = shown[-1]
        return len(last.answer.basis.hits)

    return asyncio.run(asked())


def test_so_many_passages_are_read_as_a_visitor_wishes(answerer):
    assert read(answerer) == answerer.passages
    assert read(answerer, passages=5) == 5
    assert read(answerer, passages="5") == answerer.passages  # no number


def test_no_visitor_has_the_whole_archive_read(answerer):
    assert most_passages(answerer) == 2 * answerer.passages
    few = answerer.reading(6)
    assert read(few, passages=1_000_000) == 12


def test_no_passages_cannot_be_wished_for(answerer):
    with pytest.raises(SettingsError, match="passages is 0"):
        answerer.reading(0)
