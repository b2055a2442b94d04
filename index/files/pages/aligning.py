"""Which blocks of a page an extractor chose: its words, as the page has them.

Extractors tell their text in lines of their own making: white space, list marks, rows and the
bounds of paragraphs come out changed, and what stands in a <div> of its own may be run together.
What they chose is looked up in the page instead, by runs of letters, so that the text is the
page's.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from string import digits

from index.files.decoding import letters
from index.files.pages.blocks import Block

_WINDOW = 12  # letters that two texts have in common by chance no more
_STEP = 3
_SHARE = 0.7
_LONG = 30


def chosen(blocks: Sequence[Block], text: str) -> tuple[list[int], float]:
    """The numbers of those `blocks` that `text` was made of, in order, and how much of it they are.

    Of blocks that say the same, as many are taken as `text` has: those among the others. Takes
    time linear in the sizes of both.
    """
    lines = [line for line in map(letters, text.split("\n")) if line]
    keys = [block.key for block in blocks]
    whole = "".join(lines)
    places: dict[str, int] = {}
    for at in range(len(whole) - _WINDOW + 1):
        places.setdefault(whole[at : at + _WINDOW], at)
    covered = bytearray(len(whole))
    long = _long(keys, lines, places, covered)
    short = _short(keys, lines, sorted(long))
    said = {one for n in short for one in _spellings(keys[n])}
    at = 0
    for line in lines:
        if line in said:
            covered[at : at + len(line)] = b"\1" * len(line)
        at += len(line)
    told = sum(covered[at] for at in places.values()) if places else sum(covered)
    return sorted({*long, *short}), told / (len(places) or len(whole) or 1)


def _long(
    keys: Sequence[str], lines: Sequence[str], places: Mapping[str, int], covered: bytearray
) -> set[int]:
    """Which blocks of some length stand in the lines; what they cover of these is marked."""
    found = {n: share for n, said in enumerate(keys) if (share := _share(said, places)) >= _SHARE}
    counts = Counter(lines)
    taken: Counter[str] = Counter()
    middle = _middle(found, keys)
    kept: set[int] = set()
    for n in sorted(found, key=lambda n: (-found[n], -len(keys[n]), abs(n - middle))):
        said = keys[n]
        ats = [at for at in _places(said, places) if at is not None]
        if 2 * sum(not covered[at] for at in ats) >= len(ats) or taken[said] < counts[said]:
            kept.add(n)
            taken[said] += 1
            for at in ats:
                covered[at : at + _WINDOW] = b"\1" * len(covered[at : at + _WINDOW])
    return kept


def _share(said: str, places: Mapping[str, int]) -> float:
    """How much of a key stands in the lines; a short one is none."""
    if len(said) < _LONG:
        return 0.0
    ats = _places(said, places)
    return sum(at is not None for at in ats) / len(ats)


def _places(said: str, places: Mapping[str, int]) -> list[int | None]:
    last = len(said) - _WINDOW
    return [places.get(said[at : at + _WINDOW]) for at in (*range(0, last, _STEP), last)]


def _middle(found: Iterable[int], keys: Sequence[str]) -> int:
    """The block in the middle of those whose words stand in one place of the page only."""
    counts = Counter(keys[n] for n in found)
    alone = [n for n in found if counts[keys[n]] == 1]
    return alone[len(alone) // 2] if alone else 0


def _spellings(said: str) -> tuple[str, str]:
    """A key with and without the time that leads a heading; extractors may leave that out."""
    return said, said.lstrip(digits)


def _short(keys: Sequence[str], lines: Sequence[str], long: Sequence[int]) -> set[int]:
    """The blocks that are a short line each; of equal ones, those next to what was taken."""
    counts = Counter(line for line in lines if len(line) < _LONG)
    groups = defaultdict(list)
    for n, key_of in enumerate(keys):
        if said := next((one for one in _spellings(key_of) if one in counts), ""):
            groups[said].append(n)

    def apart(n: int) -> int:
        at = bisect(long, n)
        return min((abs(n - one) for one in long[max(0, at - 1) : at + 1]), default=n)

    return {n for said, group in groups.items() for n in sorted(group, key=apart)[: counts[said]]}
