"""Who is asked, and how, as `peers.yaml` tells of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import WordLists
from tests.benchmarks.data import WORK

HERE = Path(__file__).parent
FOLDER = WORK / "peers"


@dataclass(frozen=True)
class Way:
    """One way of asking a peer; with a `model`, the small one words or chooses."""

    name: str
    title: str
    how: str
    model: bool = False


@dataclass(frozen=True)
class Peer:
    """A peer, its ways, and what lies where; `peers.yaml` says what the fields are."""

    name: str
    title: str
    made_for: str
    beyond: str
    shows: str
    ways: Sequence[Way]
    refuses: Sequence[str] = ()
    sources: Sequence[str] = ()
    optional: Sequence[str] = ()

    @property
    def requirements(self) -> Path:
        return HERE / "requirements" / f"{self.name}.txt"

    @property
    def adapter(self) -> Path:
        return HERE / "adapters" / f"ask_{self.name.replace('-', '_')}.py"

    @property
    def environment(self) -> Path:
        return FOLDER / self.name


def _told(name: str, told: Mapping[str, object]) -> Peer:
    ways = told["ways"]
    assert isinstance(ways, Mapping)
    return Peer(name, **{**told, "ways": [Way(key, **one) for key, one in ways.items()]})


PEERS = tuple(
    _told(name, told)
    for name, told in WordLists("tests.benchmarks.peers", "peers.yaml").table.items()
)
