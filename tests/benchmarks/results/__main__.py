"""The project's own results: `make results`, or `python -m tests.benchmarks.results`.

Asks every question set of `DATELINE_DATA` of ours and of what one would use otherwise, and writes
the README's table and the page of results. Interrupted, the same command goes on. With `--only`
the other sets' figures stay as they were measured here last, each with its day and commit; sets
that never were are left out. With `--limit` nothing is written, only printed.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from tests.benchmarks.data import DATA, ROOT
from tests.benchmarks.results import publishing, sentences, tables
from tests.benchmarks.results.measuring import Measured, measured
from tests.benchmarks.results.sets import FOLDER, SETS

NAMES = (*(one.name for one in SETS), sentences.NAME)


def say(text: str) -> None:
    print(text, flush=True)


def asked(only: list[str], state: str, limit: int | None) -> Iterator[Measured]:
    """The sets that are there and wanted, each measured as it comes."""
    works: dict[str, tuple[list[object], Callable[[], Measured]]] = {
        one.name: (list(one.missing), lambda one=one: measured(one, state, limit, say))
        for one in SETS
    }
    lost: list[object] = [] if sentences.FILE.exists() else [sentences.FILE]
    works[sentences.NAME] = (lost, sentences.ranked)
    for name in only or NAMES:
        missing, work = works[name]
        if missing:
            say(f"{name}: skipped, there is no {missing[0]}; set DATELINE_DATA")
            continue
        began = time.perf_counter()
        say(name)
        day = datetime.now(UTC).date().isoformat()
        yield replace(work(), day=day, commit=state, limit=limit)
        say(f"  {name} took {time.perf_counter() - began:.0f} s")


def kept() -> list[Measured]:
    """What was measured of each set last, whole, in the order of the sets."""
    paths = [FOLDER / f"{name}.json" for name in NAMES]
    return [Measured.from_json(one.read_text(encoding="utf-8")) for one in paths if one.exists()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", action="append", choices=NAMES, default=[], metavar="SET",
                        help=f"of {', '.join(NAMES)}; may be given several times")  # fmt: skip
    parser.add_argument("--limit", type=int, metavar="N", help="N questions a set, for a try")
    parser.add_argument("--write", action=argparse.BooleanOptionalAction, default=None,
                        help="write the README's table and the page")  # fmt: skip
    chosen = parser.parse_args()
    if chosen.limit and chosen.write:
        parser.error("--limit is for a try, of which nothing is written; leave out one of them")
    if not DATA.exists():
        raise SystemExit(f"skipped: there is no {DATA}; set DATELINE_DATA")
    found = []
    for one in asked(chosen.only, publishing.commit(), chosen.limit):
        found.append(one)
        if not chosen.limit:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / f"{one.name}.json").write_text(one.as_json(), encoding="utf-8")
    if chosen.limit or chosen.write is False:
        say("\n" + publishing.results_page(found) + "\n" + publishing.readme_part(found))
        return
    whole, readme = kept(), ROOT / "README.md"
    if not whole:
        raise SystemExit("nothing was measured, so that nothing is written")
    text = tables.between(
        readme.read_text(encoding="utf-8"), publishing.MARKER, publishing.readme_part(whole)
    )
    page = ROOT / publishing.PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(publishing.results_page(whole), encoding="utf-8")
    readme.write_text(text, encoding="utf-8")
    say(f"wrote README.md and {publishing.PAGE}")


if __name__ == "__main__":
    main()
