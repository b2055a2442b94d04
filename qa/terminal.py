"""Answers, summaries and status as lines of plain text. Prints nothing; the command does."""

import unicodedata
from collections.abc import Iterator
from textwrap import wrap

from index import Archive, Article, Passage, Refused, Remark, Summary, lookalikes
from qa.types import NEAREST, Answer, Citation, Tally, marks
from qa.wording import attribution, count, standing, written_days

SHOWN_REPORTS = 10
LINE = 100
"""So many characters wide is a table."""
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Text that cannot move the cursor, colour the screen or turn a line, whatever it quotes."""

    def harmless(character: str) -> bool:
        control = unicodedata.category(character) == "Cc" and character not in "\n\t"
        return not control and character not in _TURNS

    return "".join(c if harmless(c) else " " for c in text)


def short_lines(answer: Answer) -> Iterator[str]:
    """The short answer, if there is one, set apart from what follows."""
    if answer.short:
        yield answer.short.text
        yield ""


def answer_lines(answer: Answer) -> Iterator[str]:
    """The statements, then who is cited; or why there are none, and the nearest passages.

    How what several reports say stands to each other is the first line.
    """
    yield from (note.text for note in answer.notes if note.leads)
    if answer.agreement:
        yield answer.agreement.shown
    yield from _chronicle(answer) if answer.chronicle else (answer.text,)
    yield ""
    if answer.tally and len(answer.tally.rows) > 1:
        yield from _table(answer.tally)
    if answer.abstained:
        if answer.basis.hits:
            yield "Nearest:"
        for hit in answer.basis.hits[:NEAREST]:
            yield f"  {_nearest(hit.passage)}"
    for number, citation in enumerate(answer.citations, 1):
        yield from _citation(number, citation, answer.text)
    yield from _circumstances(answer)


def summary_lines(summary: Summary, *, debug: bool = False) -> Iterator[str]:
    """What was refused in this run, the first of it, and how to see the rest.

    With `debug`, where our code or a library's failed stands under each that it failed over.
    """
    refused = [report for report in summary.reports if isinstance(report, Refused)]
    remarks = len(summary.reports) - len(refused)
    for report in refused[:SHOWN_REPORTS]:
        yield report_line(report)
        if debug and report.trace:
            yield report.trace.rstrip("\n")
    if len(refused) > SHOWN_REPORTS:
        yield f"… and {len(refused) - SHOWN_REPORTS:,} more refused"
    if len(refused) > SHOWN_REPORTS or remarks:
        noted = f", {count(remarks, 'remark')} on articles that were kept" if remarks else ""
        counted = f"{len(refused):,} refused{noted}"
        yield f"{counted}: 'dateline status --refused' lists them"
    for path, articles in list(summary.forgotten.items())[:SHOWN_REPORTS]:
        yield (
            f"forgotten: {path}: {articles:,} left out; delete it, or "
            "'dateline forget --allow' lets it in again"
        )
    if len(summary.forgotten) > SHOWN_REPORTS:
        yield f"… and {len(summary.forgotten) - SHOWN_REPORTS:,} more files with forgotten articles"


def report_line(report: Refused | Remark) -> str:
    """Such as "refused: news/a.jsonl:17: is no JSON"."""
    where = f"{report.path}:{report.line}" if report.line else str(report.path)
    return f"{type(report).__name__.lower()}: {where}: {report.why}"


def article_line(article: Article, file: str) -> str:
    """Id, date, outlet, headline and file, tabs between them."""
    published = str(article.published or "no date")
    return "\t".join((article.id, published, article.outlet, article.title, file))


def status_lines(archive: Archive) -> Iterator[str]:
    """What the archive holds, a fact a line."""
    coverage = archive.coverage()
    yield f"archive   {archive.path} ({archive.disk_bytes() / 1e6:,.1f} MB)"
    undated = f", {coverage.undated:,} without a date" if coverage.undated else ""
    copied = f", {coverage.copies:,} of them copies of others" if coverage.copies else ""
    yield f"articles  {coverage.articles:,}{undated}{copied}"
    if coverage.first:
        yield f"dates     {coverage.first} to {coverage.last}"
    if coverage.corrected:
        yield f"corrected {coverage.corrected:,} by hand ('dateline correct' lists them)"
    yield f"passages  {coverage.passages:,}, {coverage.waiting_for_vectors:,} waiting for vectors"
    yield f"embedder  {archive.embedder_name or 'none yet'}"
    alike = lookalikes(name for name, _ in coverage.outlets)
    for outlet, articles in coverage.outlets:
        like = ""
        if outlet in alike:
            like = f" (its name looks like {alike[outlet]!r}, in other letters)"
        yield f"outlet    {outlet or '(not stated)'}: {articles:,}{like}"
    for said in coverage.damage:
        yield f"damaged   {said}"
    if coverage.refused:
        yield f"refused   {coverage.refused:,} ('dateline status --refused' lists them)"


def _chronicle(answer: Answer) -> Iterator[str]:
    """An event a row: its days, what is told of it, its marks; further lines stand below."""
    days = [written_days(*one.when) if one.when else "" for one in answer.statements]
    width = max(map(len, days))
    for day, one, (_, numbers) in zip(days, answer.statements, answer.numbered, strict=True):
        text = f"{' '.join(one.text.split())} {marks(numbers)}"
        lines = wrap(text, LINE - width - 2, break_long_words=False, break_on_hyphens=False)
        for at, said in enumerate(lines):
            yield f"{day if at == 0 else '':<{width}}  {said}"


def _table(tally: Tally) -> Iterator[str]:
    """What was counted, a row a line, the numbers one below the other."""
    yield f"{tally.heading}:"
    width = max(len(label) for label, _ in tally.rows)
    for label, number in tally.rows:
        yield f"  {label:<{width}}  {number:>7,}"
    yield ""


def _citation(number: int, citation: Citation, shown: str) -> Iterator[str]:
    passage = citation.passage
    where = f"characters {citation.start}-{citation.end} of article {passage.article_id}"
    quote = " ".join(citation.quote.split())
    yield f"[{number}] {passage.label}"
    if quote not in shown:
        yield f"    “{quote}”"
    yield f"    {attribution(passage, citation.also)}{passage.url or where}"
    if passage.url:
        yield f"    {where}"
    if beside := standing(citation):
        yield f"    {beside}"


def _circumstances(answer: Answer) -> Iterator[str]:
    """What one may want to know of how the answer came about."""
    if answer.understood != answer.question:
        yield f"Understood as: {answer.understood}"
    basis, made = answer.basis, answer.provenance
    yield from (note.text for note in answer.notes if not note.leads)
    if basis.first.since or basis.first.until:
        since, until = (day or "…" for day in (basis.first.since, basis.first.until))
        chosen = basis.filters.since or basis.filters.until
        yield f"Articles of {since} to {until} {'only' if chosen else 'first'}."
    if made.broken:
        yield f"This answer is not complete: {made.broken}"
    if made.dropped and answer.statements:
        sentences = "sentence was" if made.dropped == 1 else "sentences were"
        yield f"{made.dropped} {sentences} left out: not borne out by the articles."
    if made.usage.requests:
        yield f"Worded by {made.made_by}: {made.usage}."


def _nearest(passage: Passage) -> str:
    start, end = passage.sentences[0] if passage.sentences else (passage.start, passage.end)
    flat = " ".join(passage.slice(start, end).split())
    short = flat if len(flat) <= 160 else flat[:157].rsplit(" ", 1)[0] + " …"
    return f"{attribution(passage)}{passage.label}: {short}"
