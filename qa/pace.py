"""How long a long work will yet take, in words."""

import time

_EARLY = 5.0  # seconds after which its pace is known


class Pace:
    """The pace of a work in stages, by what it has done since its stage began."""

    def __init__(self) -> None:
        self._stage = ""
        self._began = (0.0, 0)

    def left(self, stage: str, done: int, total: int | None, now: float | None = None) -> str:
        """Such as "about 3 minutes left"; empty too early to tell, at the end, without a total.

        To be asked each time that something was done. `now` are seconds of any clock.
        """
        now = time.monotonic() if now is None else now
        if stage != self._stage or done < self._began[1]:
            self._stage, self._began = stage, (now, done)
        began, first = self._began
        if not total or not first < done < total or now - began < _EARLY:
            return ""
        return f"{_roughly((now - began) * (total - done) / (done - first))} left"


def _roughly(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 90:
        return f"about {minutes} minute{'s' if minutes > 1 else ''}"
    return f"about {round(minutes / 60)} hours"
