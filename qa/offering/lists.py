"""The word lists of this room."""

from index import WordLists

OFFERS = WordLists("qa.offering", "offering.yaml")
"""The words of which sentences a question can be made, and where what is asked ends."""
