"""Days in words that need no article beside them, as answers write them."""

from datetime import date, timedelta


def written(day: date) -> str:
    """Such as "14 March 2024"."""
    return f"{day.day} {day:%B %Y}"


def written_days(first: date, last: date) -> str:
    """Such as "14 March 2024", "14 to 16 March 2024"; whole months and years by their names."""
    if first == last:
        return written(first)
    after = last + timedelta(1)
    if first.day == 1 and after.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return str(first.year)
        if first.year == last.year:
            return f"{first:%B} to {last:%B %Y}"
        if (first.month, last.month) == (1, 12):
            return f"{first.year} to {last.year}"
        return f"{first:%B %Y} to {last:%B %Y}"
    if first.year != last.year:
        return f"{written(first)} to {written(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {written(last)}"
    return f"{first.day} to {written(last)}"


def told_of(days: tuple[date, date], today: date | None) -> str:
    """Such as "of March 2024", or "since 3 May 2024" where the days last until today."""
    first, last = days
    since = today is not None and first < last and last >= today
    return f"since {written(first)}" if since else f"of {written_days(first, last)}"
