"""Parts of an answer as records of its JSON, and made of those again.

Both ways numbers count, from 1, what the statements cite.
"""

from collections.abc import Sequence

import qa.schema as schema
from qa.statements import NOTHING, Accord, Account, Agreement, Citation, Short, Told
from qa.tally import Asks, Tally


def short_record(short: Short, cited: Sequence[Citation]) -> schema.ShortRecord | None:
    """The record of a short answer, with the numbers of what is `cited`."""
    if not short:
        return None
    values = (
        schema.ValueRecord(
            text=one.text,
            outlet=one.outlet,
            citation=next(at for at, c in enumerate(cited, 1) if c.holds(one.citation)),
            start=one.citation.start,
            end=one.citation.end,
            quote=one.citation.quote,
        )
        for one in short.values
    )
    return schema.ShortRecord(short.text, short.kind, tuple(values))


def short_of(told: schema.ShortRecord | None, cited: Sequence[Citation]) -> Short:
    """The short answer of a record, from what its numbers stand for."""
    if told is None:
        return NOTHING
    return Short(told.kind, tuple(_told(one, cited) for one in told.values))


def _told(record: schema.ValueRecord, cited: Sequence[Citation]) -> Told:
    if not 1 <= record.citation <= len(cited):
        raise ValueError(f"there is no citation {record.citation}")
    stretch = Citation(cited[record.citation - 1].passage, record.start, record.end)
    if stretch.quote != record.quote:
        raise ValueError(f"{record.quote!r:.40} is not what is cited there, {stretch.quote!r:.40}")
    return Told(record.text, stretch, record.outlet)


def agreement_record(
    agreement: Agreement | None, cited: Sequence[Citation]
) -> schema.AgreementRecord | None:
    """The record of what reports say, with the numbers of what is `cited`."""
    if agreement is None:
        return None
    accounts = (
        schema.AccountRecord(
            one.value, one.outlets, one.day, tuple(cited.index(c) + 1 for c in one.citations)
        )
        for one in agreement.accounts
    )
    return schema.AgreementRecord(agreement.text, agreement.verdict.value, tuple(accounts))


def agreement_of(
    told: schema.AgreementRecord | None, cited: Sequence[Citation]
) -> Agreement | None:
    """The accounts of a record, from what their numbers stand for."""
    if told is None:
        return None
    if wrong := {n for one in told.accounts for n in one.citations if not 1 <= n <= len(cited)}:
        raise ValueError(f"there is no citation {min(wrong)}")
    accounts = (
        Account(one.value, one.outlets, one.day, tuple(cited[n - 1] for n in one.citations))
        for one in told.accounts
    )
    return Agreement(tuple(accounts), Accord(told.verdict))


def tally_record(tally: Tally | None) -> schema.TallyRecord | None:
    """The record of what was counted."""
    if tally is None:
        return None
    return schema.TallyRecord(
        tally.rule, tally.asks.name.lower(), tally.total, tally.of, tally.by, tally.rows,
        tally.articles,
    )  # fmt: skip


def tally_of(told: schema.TallyRecord | None) -> Tally | None:
    """What was counted, from its record."""
    if told is None:
        return None
    asks = next((one for one in Asks if one.name.lower() == told.asks), None)
    if asks is None:
        raise ValueError(f"asks: {told.asks!r} is nothing that is counted")
    return Tally(told.rule, told.total, told.of, told.rows, told.articles, told.by, asks)
