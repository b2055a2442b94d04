"""How far a command has come, on standard error. Part of the command, like `options`."""

import sys
from typing import Any, Self

import click

_STAGES = {
    "articles": "articles read",
    "pages": "pages fetched",
    "words": "passages indexed",
    "vectors": "passages embedded",
    "questions": "questions answered",
}


class Bar:
    """A progress bar on a terminal, a plain line now and then elsewhere, on standard error."""

    def __enter__(self) -> Self:
        self._bar: Any = None
        self._stage = ""
        self._said = 0
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def progress(self, stage: str, done: int, total: int | None) -> None:
        """Say how far it has come, as `index.Progress`."""
        if stage != self._stage:
            self.__exit__()
            self._bar, self._stage, self._said = None, stage, 0
        if sys.stderr.isatty():
            if self._bar is None:
                from tqdm import tqdm

                self._bar = tqdm(total=total, unit="", desc=_STAGES[stage], leave=False)
            self._bar.update(done - self._bar.n)
        elif total is not None and (done == total or done - self._said >= max(1_000, total // 10)):
            self._said = done
            click.echo(f"{_STAGES[stage]}: {done:,} of {total:,}", err=True)
