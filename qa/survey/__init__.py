"""Questions that the archive as a whole answers: counts, coverage, timelines, digests, news."""
