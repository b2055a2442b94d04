"""The word lists of the support check."""

from index import WordLists

LISTS = WordLists("qa.checking", "support.yaml")
