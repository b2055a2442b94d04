"""Titles that a document states, where programs often put something else."""

import re

_NO_HEADLINE = re.compile(
    r"\.(?:docx?|pdf|indd|rtf|odt|txt|html?|qxd|pages)\b|^microsoft word|^untitled|^document\d*$"
    r"|^about:|^https?:|^slide \d|^layout \d|^print\b",
    re.I,
)


def looks_like_headline(title: str) -> bool:
    """Many programs put a file name, or their own name, where the title belongs."""
    return 8 <= len(title) <= 200 and " " in title and not _NO_HEADLINE.search(title)
