"""Is everything in order, and what would leave this machine? Looked at, never changed."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from typing import Literal
from urllib.parse import urlsplit

from index import (
    FORMATS,
    VERSION,
    Archive,
    ArchiveMissing,
    Coverage,
    IndexingError,
    MiniLM,
    embedding_host,
)
from qa.answerer import Answerer
from qa.build import (
    EMBEDDERS,
    READERS,
    open_archive,
    own_prompts,
    reader_maker,
    texts_sent_to,
)
from qa.errors import DatelineError
from qa.models.model import Endpoint
from qa.models.providers import PROVIDER, is_at_hand, models, openai_model, place
from qa.reading.plugged import WantedReader
from qa.reading.readers import PASSAGES, ExtractiveReader, SendsPassages, passages_wanted
from qa.sending import destination, fetching_sends, passages_sent, vectors_sent, whole_text_sent
from qa.settings import Settings
from qa.terminal import missed
from qa.wording import count

_OURS = {"dateline-core", "dateline-qa"}
"""What there is in modules, and the commands."""
_NAMES = ("index", "prompts", "qa", "ui")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: "ok", a "note" that one may want to know, or "wrong"."""

    state: Literal["ok", "note", "wrong"]
    text: str


def findings(settings: Settings, *, ask: bool = False) -> Iterator[Finding]:
    """What there is to say, one by one. With `ask`, the model's server is asked for its models."""
    running = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok", f"Dateline {VERSION} on Python {running}")
    yield from _neighbours()
    yield from _weights()
    yield from _plugins()
    opened = _opened(settings)
    host = _embedding_host(settings, opened)
    coverage = None
    if isinstance(opened, Finding):
        yield opened
    else:
        coverage = opened.coverage()
        yield from _archive(opened, coverage)
    if isinstance(host, Finding):
        if host != opened:
            yield host
    elif host and isinstance(opened, Archive):
        embedder = settings.embedder or opened.embedder_name
        yield Finding("note", whole_text_sent(embedder, host))
    yield from _fetching(opened if isinstance(opened, Archive) else None)
    if settings.reader == ExtractiveReader.name:
        yield from _without_model(elsewhere=host != "")
    elif settings.reader == PROVIDER:
        yield from _model(settings, coverage, ask)
    else:
        yield from _plugged(settings, opened)


def _neighbours() -> Iterator[Finding]:
    """Our packages have generic names; another distribution may ship one of them."""
    owners = packages_distributions()
    for name in _NAMES:
        for other in sorted(set(owners.get(name, ())) - _OURS):
            yield Finding(
                "wrong",
                f"the distribution {other!r} also ships a package {name!r}, and one hides the "
                "other; remove it, or give Dateline a virtual environment of its own",
            )


def _weights() -> Iterator[Finding]:
    try:
        MiniLM().load()
        yield Finding("ok", f"{MiniLM.name}: weights are there, their SHA-256 is right")
    except IndexingError as error:
        yield Finding("wrong", str(error))


def _plugins() -> Iterator[Finding]:
    """What installed packages add, each loaded to see that it can be."""
    for registry in (READERS, EMBEDDERS, FORMATS):
        for plugin, fault in registry.faults():
            yield Finding("wrong", fault) if fault else Finding("ok", f"{plugin} can be used")


def _opened(settings: Settings) -> Archive | Finding:
    """The archive, or what is wrong with it."""
    try:
        return open_archive(settings)
    except ArchiveMissing as error:
        return Finding("note", str(error))
    except (IndexingError, DatelineError) as error:
        return Finding("wrong", str(error))


def _embedding_host(settings: Settings, opened: Archive | Finding) -> str | Finding:
    """The host that texts are sent to to be embedded, empty for none; or why nobody knows."""
    name = settings.embedder
    if isinstance(opened, Archive):
        if opened.embedder:
            return embedding_host(opened.embedder)
        name = name or opened.embedder_name  # it has no vectors yet
    elif opened.state == "wrong" and not name:
        return opened
    try:
        return texts_sent_to(name, settings.base_url) if name else ""
    except (IndexingError, DatelineError) as error:
        return Finding("wrong", str(error))


def _archive(archive: Archive, coverage: Coverage) -> Iterator[Finding]:
    yield Finding("ok", f"{archive.path} holds {coverage}")
    for said in coverage.damage:
        yield Finding("wrong", said)
    if archive.chroma:
        yield Finding("note", vectors_sent(archive.chroma))
        yield from _servers(archive)
        yield _store(archive)
    if coverage.corrected:
        articles = f"{count(coverage.corrected, 'article')} corrected by hand"
        yield Finding("note", f"{articles}; 'dateline correct' lists what was")
    if coverage.waiting_for_vectors:
        waiting = f"{coverage.waiting_for_vectors:,} of {coverage.passages:,} passages"
        yield Finding("note", f"{waiting} wait for vectors; the next sync embeds them")


def _servers(archive: Archive) -> Iterator[Finding]:
    """Of several servers, which does not answer, or missed something."""
    servers = archive.servers(ask=True)
    for server in servers:
        if server.fault and len(servers) > 1:
            yield Finding("note", f"{server.fault}; it is not asked until it answers")
        if server.behind:
            yield Finding("note", f"{server.address} is {missed(server)}")


def _store(archive: Archive) -> Finding:
    """Whether the server that has the vectors answers, and has them."""
    if fault := archive.store_fault():
        return Finding("wrong", f"{fault}; answers go by words alone until it answers")
    servers = archive.chroma.split(",")
    bare = any(server.startswith("http:") for server in servers)
    way = "is not encrypted on its way" if bare else "is encrypted on its way"
    who = "the Chroma server answers and has them" if not servers[1:] else "they are all there"
    return Finding("ok", f"{who}; what is sent {way}")


def _fetching(archive: Archive | None) -> Iterator[Finding]:
    yield Finding("ok", fetching_sends(archive))
    if proxy := os.environ.get("DATELINE_PROXY"):
        place = urlsplit(proxy).hostname or "what DATELINE_PROXY names"
        yield Finding("note", f"they are fetched through {place}, which then looks names up")
    if hosts := os.environ.get("DATELINE_ALLOW_HOSTS"):
        yield Finding("note", f"private hosts that may be fetched from: {hosts}")


def _without_model(*, elsewhere: bool) -> Iterator[Finding]:
    """`elsewhere` says whether an embedder's server gets text, or may."""
    sent = "no passage is sent to one" if elsewhere else "no passage is sent anywhere"
    yield Finding("ok", f"answers quote sentences; no model is asked, {sent}")
    if os.environ.get("OPENAI_API_KEY") and not elsewhere:
        yield Finding("note", UNUSED_KEY)


def _plugged(settings: Settings, opened: Archive | Finding) -> Iterator[Finding]:
    """A reader of a package; without an archive, only its name is looked up."""
    try:
        maker, arguments = reader_maker(settings.reader)
        if isinstance(opened, Finding):
            return
        reader = maker(WantedReader(settings.reader, arguments, opened, settings)).reader
    except (IndexingError, DatelineError) as error:
        yield Finding("wrong", str(error))
        return
    yield Finding("ok", f"answers are those of {reader.name}")
    if isinstance(reader, SendsPassages) and (endpoint := reader.endpoint):
        read = settings.passages or passages_wanted(reader)
        yield Finding("note", passages_sent(endpoint, opened.coverage(), read))


def _model(settings: Settings, coverage: Coverage | None, ask: bool) -> Iterator[Finding]:
    key = "set" if os.environ.get("OPENAI_API_KEY") else "not set"
    yield Finding("ok", f"OPENAI_API_KEY is {key}")
    try:
        own_prompts(settings)
        if not (ask or is_at_hand(settings) or not settings.base_url):
            yield Finding(
                "note",
                f"no model is named; {place(settings.base_url)} is asked for the one that it has. "
                "Give --model, or --ask to see which there are",
            )
            return
        endpoint = openai_model(settings).endpoint
        if coverage:
            yield Finding("note", passages_sent(endpoint, coverage, settings.passages or PASSAGES))
        if ask:
            yield _offered(endpoint, models(settings))
    except DatelineError as error:
        yield Finding("wrong", str(error))


def _offered(endpoint: Endpoint, offered: list[str]) -> Finding:
    if endpoint.model in offered:
        return Finding("ok", f"{endpoint.place} answers and has {endpoint.model!r}")
    listed = ", ".join(offered[:20]) or "none"
    return Finding("wrong", f"{endpoint.place} has no {endpoint.model!r}; it has: {listed}")


def unused(answerer: Answerer, given: Mapping[str, object]) -> str:
    """What was set up for a model although none is asked; empty if nothing was.

    `given` are the settings that were asked for, such as a model.
    """
    if destination(answerer) is not None:
        return ""
    if answerer.alternative and (offered := destination(answerer.alternative)):
        return f"The window also offers answers worded by {offered}; choosing them sends passages"
    options = [f"--{name.replace('_', '-')}" for name in _OF_A_MODEL if given.get(name)]
    if options:
        are = "is" if len(options) == 1 else "are"
        return f"{' and '.join(options)} {are} not used: give --reader openai, too"
    key = os.environ.get("OPENAI_API_KEY") and not embedding_host(answerer.archive.embedder)
    return UNUSED_KEY if key else ""


_OF_A_MODEL = ("model", "max_cost", "prompts")

UNUSED_KEY = (
    "OPENAI_API_KEY is set and not used: --reader openai lets a model word the answers, and sends "
    "it the passages that were read"
)
"""A key alone spends nothing and sends nothing; this says how it would be used."""
