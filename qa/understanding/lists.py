"""The word lists of this room."""

from index import WordLists

ASKED = WordLists("qa.understanding", "asked.yaml")
"""The words of asking: what nouns ask for, and how a question in key words begins."""
CLASSES = WordLists("qa.understanding", "classes.yaml")
"""Word classes by which noun phrases are found, and what pronouns may mean."""
JOINED = WordLists("qa.understanding", "joined.yaml")
"""The words of comparisons and of questions with several parts."""
STORIES = WordLists("qa.understanding", "stories.yaml")
"""The words of questions that want a story told."""
TIMES = WordLists("qa.understanding", "times.yaml")
"""The words of time, and those that turn them."""
COUNTS = WordLists("qa.understanding", "counts.yaml")
"""The words with which a question asks of articles, outlets and days of the archive."""
