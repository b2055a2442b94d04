"""What leaves this machine, and to where: said before it does, in the window and by the doctor."""

from dataclasses import dataclass

from index import Archive, Coverage
from qa.answerer import Answerer
from qa.models.model import Endpoint
from qa.reading.readers import ExtractiveReader, SendsPassages

_MORE = 2
"""So many times as many passages as usual are read where somebody wishes."""


def destination(answerer: Answerer) -> Endpoint | None:
    """Where an answerer sends what it read; None where it sends nothing."""
    reader = answerer.reader
    return reader.endpoint if isinstance(reader, SendsPassages) else None


def passages_sent(endpoint: Endpoint, coverage: Coverage, passages: int) -> str:
    """Which articles' text goes there, in one sentence."""
    return (
        f"Each question, what was said before it, and up to {passages} passages from any of the "
        f"{coverage.articles:,} articles are sent to {endpoint}."
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A reader that may be chosen: its name, what to call it, and what it sends where.

    It reads so many `passages` for a question, or at `most` as many as that, where somebody wishes.
    """

    name: str
    label: str
    sent: str = ""
    passages: int = 0
    most: int = 0


def choices(answerer: Answerer, coverage: Coverage) -> tuple[Choice, ...]:
    """The readers that a visitor may choose from, the one that is used by default first."""
    ways = filter(None, (answerer, answerer.alternative))
    return tuple(_choice(way, coverage) for way in ways)


def most_passages(answerer: Answerer) -> int:
    """How many passages may be read where somebody wishes: no more are sent than was said."""
    return answerer.passages * (_MORE if destination(answerer) is None else 1)


def quotes(answerer: Answerer) -> str:
    """The name of the reader, of those to choose from, that quotes; empty if none does."""
    names = (way.reader.name for way in (answerer, answerer.alternative) if way)
    return ExtractiveReader.name if ExtractiveReader.name in names else ""


def _choice(answerer: Answerer, coverage: Coverage) -> Choice:
    endpoint, name = destination(answerer), answerer.reader.name
    read = answerer.passages, most_passages(answerer)
    if endpoint is None:
        label = "Quoted sentences" if name == ExtractiveReader.name else name
        return Choice(name, label, "", *read)
    sent = passages_sent(endpoint, coverage, answerer.passages)
    return Choice(name, f"Worded by {endpoint.model}", sent, *read)


def whole_text_sent(embedder: str, host: str) -> str:
    """That an embedder elsewhere gets every article."""
    return (
        f"The text of every article, and each question, is sent to {embedder} at {host} to be "
        "embedded."
    )


def vectors_sent(chroma: str) -> str:
    """What a Chroma server at the address `chroma` gets."""
    return (
        f"The vectors of all passages are kept at {chroma} under numbers, by year of publication, "
        "and the vector of each question is sent there; no text, headline or name is. Whoever has "
        "vectors can guess at what the texts are about."
    )


def fetching_sends(archive: Archive | None) -> str:
    """What is fetched, when, and what that tells; and what `archive` has of it so far."""
    files = archive.fetched.files() if archive else []
    pages, servers = len(files), len({file.parent for file in files})
    so_far = (
        f"{pages:,} page{'' if pages == 1 else 's'} of {servers:,} "
        f"server{'' if servers == 1 else 's'} {'is' if pages == 1 else 'are'} kept"
    )
    return (
        "Pages and feeds are fetched by 'dateline add URL' and 'dateline watch FEED' alone, which "
        "tell a server what is asked for and Dateline's version, and nothing of the archive: "
        f"{so_far if pages else 'none is kept'}."
    )
