"""Days in words that need no article beside them, as answers write them."""

from datetime import date

from index import written, written_days


def told_of(days: tuple[date, date], today: date | None) -> str:
    """Such as "of March 2024", or "since 3 May 2024" where the days last until today."""
    first, last = days
    since = today is not None and first < last and last >= today
    return f"since {written(first)}" if since else f"of {written_days(first, last)}"
