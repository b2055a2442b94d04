"""The composition root: what an answerer consists of, by the settings."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from index import (
    Archive,
    Embedder,
    HybridRetriever,
    MiniLM,
    PluggedEmbedder,
    Plugin,
    Registry,
    Retriever,
    WantedEmbedder,
    asked_for,
    embedding_host,
)
from prompts import Prompt, PromptError, load
from qa.answerer import Answerer, Way
from qa.choosing import alike
from qa.errors import SettingsError
from qa.models.model import Model
from qa.models.providers import PROVIDER, is_at_hand, openai_model, place, served_embedder
from qa.reading.generating import GeneratingReader
from qa.reading.plugged import PluggedReader, WantedReader
from qa.reading.readers import ExtractiveReader
from qa.settings import Settings
from qa.understanding.condensing import Condenser

DEFAULT_EMBEDDER = MiniLM.name
_NO_EMBEDDER = "none"


def open_answerer(
    archive: Path | str | None = None,
    *,
    embedder: Embedder | None = None,
    retriever: Retriever | None = None,
    llm: Any = None,
    offer_model: bool = False,
    read_only: bool = False,
    **settings: object,
) -> Answerer:
    """An `Answerer` over the archive in a folder, by default `DATELINE_ARCHIVE` or `.dateline`.

    With `llm`, any llama-index LLM, or with `reader="openai"`, answers are worded by a model, and
    its `alternative` quotes sentences; without, sentences are quoted, and with `offer_model` a
    model that can be had without asking anybody (a key, or a base URL and a model, are set) is the
    alternative. `reader` may be one of an installed package. Nothing is written to an archive that
    is opened `read_only`. `settings` are those of `Settings`.

    Raises:
        ArchiveMissing, ArchiveMismatch, ArchiveDamaged: the archive cannot be opened.
        SettingsError: a setting cannot be.
        ReaderError: the model needs a key, or its server a choice of model.
        PluginError: the reader or embedder of a package cannot be used.
    """
    chosen = Settings.from_environment(archive=archive, **settings)
    maker, arguments = reader_maker(chosen.reader)
    opened = open_archive(chosen, embedder=embedder, read_only=read_only)
    wanted = WantedReader(chosen.reader, arguments, opened, chosen)
    way = maker(wanted) if llm is None else _wording(Model.of(llm), chosen)
    other = None
    if llm is not None or chosen.reader != ExtractiveReader.name:
        other = _quoting(wanted)
    elif offer_model and is_at_hand(chosen):
        other = _worded(wanted)
    return Answerer(
        opened,
        retriever or HybridRetriever(opened, per_article=chosen.passages_per_article),
        way.reader,
        passages=chosen.passages,
        condenser=way.condenser,
        other=other,
    )


# -- readers -----------------------------------------------------------------------------------


def _quoting(wanted: WantedReader) -> Way:
    archive, settings = wanted.archive, wanted.settings
    return Way(
        ExtractiveReader(
            archive.rarity,
            archive.embedder,
            threshold=settings.threshold,
            most=settings.statements,
            article=archive.passages_of,
        )
    )


def _worded(wanted: WantedReader) -> Way:
    return _wording(openai_model(wanted.settings), wanted.settings)


def _wording(model: Model, settings: Settings) -> Way:
    prompts = own_prompts(settings)
    return Way(GeneratingReader(model, prompts), Condenser(model, prompts))


def _plugged_reader(plugin: Plugin) -> Callable[[WantedReader], Way]:
    return lambda wanted: Way(PluggedReader.of(plugin, wanted))


READERS: Registry[Callable[[WantedReader], Way]] = Registry(
    "dateline.readers",
    "reader",
    {ExtractiveReader.name: _quoting, PROVIDER: _worded},
    _plugged_reader,
)
"""Who words an answer, by name. A package declares one as `NAME = "its_module:make"`, which takes
a `WantedReader` and returns a `Reader`."""


def reader_maker(name: str) -> tuple[Callable[[WantedReader], Way], str]:
    """What makes the reader of that name, and what stands behind the name's colon.

    Raises:
        SettingsError: there is none of that name.
    """
    short, _, arguments = name.partition(":")
    maker = READERS.get(short)
    if maker is None or (arguments and short in READERS.ours):
        like = alike(short, READERS.names)
        raise SettingsError(
            f"there is no reader called {name!r}; known: {', '.join(READERS.names)}"
            f"{f'; did you mean {like!r}?' if like else '.'} Any LLM "
            "of llama-index is handed over in Python: open_answerer(…, llm=…)"
        )
    return maker, arguments


def own_prompts(settings: Settings) -> Mapping[str, Prompt]:
    """The prompts of the settings' folder, ours where it has none.

    Raises:
        SettingsError: they are not as they must be.
    """
    try:
        return load(settings.prompts)
    except PromptError as error:
        raise SettingsError(f"the prompts cannot be used: {error}") from error


# -- the archive and its embedder --------------------------------------------------------------


def open_archive(
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    create: bool = False,
    read_only: bool = False,
) -> Archive:
    """The archive of `settings`, with the embedder that it was made with unless told otherwise.

    With `create` it is opened to be filled. One that is opened to be asked and has no vectors yet
    is asked by its words, and no question is sent to a server for it.

    Raises:
        ArchiveMissing, ArchiveMismatch, ArchiveDamaged: it cannot be opened.
        SettingsError: the embedder is none that can be made by name.
        PluginError: the embedder is one of a package, and cannot be used.
        StoreError: the setting of the Chroma server is none that can be.
    """
    if embedder is None:
        embedder = _embedder_for(settings, create, read_only)
    path, chroma = settings.archive, settings.chroma
    return Archive(path, embedder, create=create, chroma=chroma, read_only=read_only)


def _embedder_for(settings: Settings, create: bool, read_only: bool) -> Embedder | None:
    """The one to open an archive with, made once: those of packages may be dear to make."""
    name, wordless = settings.embedder, False
    if not (name and (create or name in EMBEDDERS.ours)):
        path, chroma = settings.archive, settings.chroma
        with Archive(path, create=create, chroma=chroma, read_only=read_only) as archive:
            usual = DEFAULT_EMBEDDER if create else _NO_EMBEDDER
            name = name or archive.embedder_name or usual
            wordless = not (create or name in EMBEDDERS.ours or _has_vectors(archive))
    if wordless and _is_served(name):  # before it asks for a key
        return None
    embedder = embedder_named(name, settings.base_url, patient=create)
    return None if wordless and embedding_host(embedder) else embedder


def _has_vectors(archive: Archive) -> bool:
    coverage = archive.coverage()
    return coverage.waiting_for_vectors < coverage.passages


def embedder_named(name: str, base_url: str = "", *, patient: bool = False) -> Embedder | None:
    """The embedder of that name, which may be as an archive remembers it; None for "none".

    A `patient` one tries a server more often: where nobody waits for an answer.

    Raises:
        SettingsError: there is none of that name.
        EmbedderError: it needs a key and there is none.
        PluginError: it is one of a package, and cannot be used.
    """
    asked, package = asked_for(name)
    short, _, arguments = asked.partition(":")
    maker = EMBEDDERS.get(short)
    # of ours, it is the served ones that something stands behind the name of
    if maker is None or (short in EMBEDDERS.ours and bool(arguments) != (short == PROVIDER)):
        packages = EMBEDDERS.names[len(EMBEDDERS.ours) :]
        known = (repr(DEFAULT_EMBEDDER), f"'{PROVIDER}:MODEL'", "'none'", *map(repr, packages))
        source = f", which {package} had: install that package again" if package else ""
        raise SettingsError(
            f"there is no embedder called {asked!r}{source}; known: {', '.join(known)}. One of "
            "llama-index is handed over in Python: open_answerer(…, embedder=…)"
        )
    return maker(WantedEmbedder(asked, arguments, base_url, patient))


def texts_sent_to(name: str, base_url: str = "") -> str:
    """The host that the embedder of that name sends texts to; empty where it sends none.

    Raises:
        SettingsError, EmbedderError, PluginError: it cannot be made, and so cannot say.
    """
    if _is_served(name):  # known without a key
        return place(base_url)
    return embedding_host(embedder_named(name, base_url))


def _is_served(name: str) -> bool:
    return asked_for(name)[0].partition(":")[0] == PROVIDER


def _plugged_embedder(plugin: Plugin) -> Callable[[WantedEmbedder], Embedder]:
    return lambda wanted: PluggedEmbedder(plugin, wanted)


EMBEDDERS: Registry[Callable[[WantedEmbedder], Embedder | None]] = Registry(
    "dateline.embedders",
    "embedder",
    {
        DEFAULT_EMBEDDER: lambda wanted: MiniLM(),
        PROVIDER: served_embedder,
        _NO_EMBEDDER: lambda wanted: None,
    },
    _plugged_embedder,
)
"""Embedders by name. A package declares one as `NAME = "its_module:make"`, which takes a
`WantedEmbedder` and returns an `Embedder`."""
