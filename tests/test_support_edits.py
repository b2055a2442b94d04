"""The sample articles' own sentences, reworded and falsified by rule: what the check makes of them.

The edits are the benchmark's, which makes them to sentences of real articles.
"""

import pytest

from index import Article, Passage
from index.articles import read
from index.files.finding import find
from qa.checking.support import check
from tests.benchmarks import edits


@pytest.fixture(scope="module")
def sentences(sample_folder):
    articles = [a for path in find([sample_folder]) for a in read(path) if isinstance(a, Article)]
    passages = [
        Passage(a.id, a.text, 0, len(a.text), (), a.title, a.source, a.published) for a in articles
    ]
    return edits.sentences(passages, len(passages), seed=1)


def test_there_are_sentences_to_edit(sentences):
    assert len(sentences) > 100


@pytest.mark.parametrize("name", edits.PARAPHRASES)
def test_a_sentence_that_says_the_same_is_kept(sentences, name):
    made = edits.edited(sentences, edits.PARAPHRASES[name], 100, seed=2)
    verdicts = {text: check(text, of.citations) for of, text in made}
    dropped = {text: one.failures for text, one in verdicts.items() if not one.holds}
    assert len(dropped) <= 0.02 * len(made), dropped


@pytest.mark.parametrize("name", edits.CHANGES)
def test_a_sentence_that_was_falsified_is_dropped(sentences, name):
    made = edits.edited(sentences, edits.CHANGES[name], 100, seed=3)
    assert len(made) >= 25
    kept = {text: of.text for of, text in made if check(text, of.citations).holds}
    assert len(kept) <= 0.05 * len(made), kept
