"""The project's own results: every question set, ours beside what one would use otherwise.

`python -m tests.benchmarks.results` measures them and writes the README's table and RESULTS.md.
`sets` says what is asked of which articles, `systems` and `starter` who is asked, `sentences` ranks
the sentences of TREC QA, `measuring` asks and keeps, `tables` and `publishing` write.
"""
