"""Summaries and status as lines of plain text. Prints nothing; the command does."""

import unicodedata
from collections.abc import Iterator

from index import Archive, Article, NodeState, Refused, Remark, Summary, lookalikes
from qa.wording import count

SHOWN_REPORTS = 10
_YEARS_NAMED = 6
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Text that cannot move the cursor, colour the screen or turn a line, whatever it quotes."""

    def harmless(character: str) -> bool:
        control = unicodedata.category(character) == "Cc" and character not in "\n\t"
        return not control and character not in _TURNS

    return "".join(c if harmless(c) else " " for c in text)


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


def server_line(server: NodeState) -> str:
    """A Chroma server that has the vectors, and what it missed."""
    line = f"vectors   on a Chroma server: {server.address}"
    return f"{line} ({missed(server)})" if server.behind else line


def missed(server: NodeState) -> str:
    """What a server missed, which is read from others until it has it."""
    years = ", ".join(server.behind[:_YEARS_NAMED])
    more = f" and {len(server.behind) - _YEARS_NAMED} more" * (len(server.behind) > _YEARS_NAMED)
    return f"behind with {years}{more}; the next sync that reaches it brings it up to date"


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
    yield from map(server_line, archive.servers())
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
