"""The word lists of this room."""

from index import WordLists

WORDS = WordLists("qa.language", "words.yaml")
CLAUSES = WordLists("qa.language", "clauses.yaml")
"""Those by which verbs are known, and what joins clauses."""
TIMES = WordLists("qa.language", "times.yaml")
"""Names of days, and words by which a day is over or to come."""
ATTRIBUTIONS = WORDS.among("speech") | WORDS.among("reporting")
"""Words that say whose words, or whose claim, a sentence reports."""
