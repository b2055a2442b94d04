"""Files read a second, in this process and in one apart.

`python -m tests.benchmarks.bench_reading FOLDER`
"""

import sys
import time
from pathlib import Path

from index.apart import Apart
from index.articles import find, read
from index.passages import PASSAGE_TOKENS, cuts
from index.types import Article


def main() -> None:
    """Read every file under the folders named, once to warm up and once each way."""
    files = [path for path in find([Path(name) for name in sys.argv[1:]]) if isinstance(path, Path)]
    apart = Apart()
    for warm in read(files[0]), apart.read(files[0], mapping={}, origin="", tokens=PASSAGE_TOKENS):
        list(warm)
    begun = time.perf_counter()
    for path in files:
        for item in read(path):
            if isinstance(item, Article):
                cuts(item.text, PASSAGE_TOKENS)
    print(f"in this process: {len(files) / (time.perf_counter() - begun):,.1f} files/s")
    begun = time.perf_counter()
    for path in files:
        list(apart.read(path, mapping={}, origin=path.name, tokens=PASSAGE_TOKENS))
    print(f"in one apart:    {len(files) / (time.perf_counter() - begun):,.1f} files/s")
    apart.close()


if __name__ == "__main__":
    main()
