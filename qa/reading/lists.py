"""The word lists of the reading."""

from index import WordLists

FITNESS = WordLists("qa.reading", "fitness.yaml")
