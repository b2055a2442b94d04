"""How far a command has come, on standard error. Part of the command, like `options`."""

import sys
from typing import Any, Self

import click

from qa.pace import Pace

_STAGES = {
    "articles": ("article", "read"),
    "read": ("file", "read"),
    "pages": ("page", "fetched"),
    "words": ("passage", "indexed"),
    "vectors": ("passage", "embedded"),
    "questions": ("question", "answered"),
}
"""What each stage of `index.Progress` counts, and what was done with it."""


class Bar:
    """A progress bar on a terminal, a plain line now and then elsewhere, on standard error."""

    def __enter__(self) -> Self:
        self._bar: Any = None
        self._stage = ""
        self._said = 0
        self._pace = Pace()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def progress(self, stage: str, done: int, total: int | None) -> None:
        """Say how far it has come, as `index.Progress`."""
        if stage != self._stage:
            self.__exit__()
            self._bar, self._stage, self._said = None, stage, 0
        noun, done_so = _STAGES[stage]
        left = self._pace.left(stage, done, total)
        if sys.stderr.isatty() and done != total:
            if self._bar is None:
                from tqdm import tqdm

                shown = f"{noun}s {done_so} {{n_fmt}}" + (
                    " of {total_fmt} {bar}{postfix}" if total else ""
                )
                self._bar = tqdm(total=total, bar_format=shown, leave=False)
            self._bar.postfix = left
            self._bar.update(done - self._bar.n)
        elif total is not None and (done == total or done - self._said >= max(1_000, total // 10)):
            self.__exit__()
            self._bar, self._said = None, done
            from qa.wording import count

            said = count(done, noun) if done == total else f"{done:,} of {count(total, noun)}"
            click.echo(f"{said} {done_so}{f', {left}' if left else ''}", err=True)
