"""The word lists of this room."""

from index import WordLists

VOICES = WordLists("qa.voices", "voices.yaml")
