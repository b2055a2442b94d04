"""The word lists of this room."""

from index import WordLists

WORDS = WordLists("qa.language", "words.yaml")
CLAUSES = WordLists("qa.language", "clauses.yaml")
"""Those by which verbs are known, and what joins clauses."""
ATTRIBUTIONS = WORDS.among("speech") | WORDS.among("reporting")
"""Words that say whose words, or whose claim, a sentence reports."""
