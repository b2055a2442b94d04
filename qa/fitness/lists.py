"""The word lists of this room."""

from index import WordLists

FITNESS = WordLists("qa.fitness", "fitness.yaml")
