"""The project's own results: every question set, ours beside what one would use otherwise.

`python -m tests.benchmarks.results` measures them and writes what came of it
into the README and `docs/reference/results.md`.
`sets` says what is asked of which articles, `systems` and `starter` who is asked, `sentences` ranks
the sentences of TREC QA, `measuring` asks and keeps, `tables` and `publishing` write.
"""
