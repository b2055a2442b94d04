"""The composition root: the only file that knows providers by name."""

from pathlib import Path
from typing import Any

from index import Archive, Embedder, HybridRetriever, MiniLM, Retriever, openai_embedder
from qa.answerer import Answerer
from qa.errors import SettingsError
from qa.readers import ExtractiveReader, GeneratingReader, Reader
from qa.settings import Settings

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"


def open_answerer(
    archive: Path | str | None = None,
    *,
    embedder: Embedder | None = None,
    retriever: Retriever | None = None,
    llm: Any = None,
    **settings: object,
) -> Answerer:
    """An `Answerer` over the archive in a folder, by default `DATELINE_ARCHIVE` or `.dateline`.

    With `llm`, any llama-index LLM, answers are worded by it; without, sentences are quoted.
    `settings` are those of `Settings`.

    Raises:
        ArchiveMissing, ArchiveMismatch, ArchiveDamaged: the archive cannot be opened.
        SettingsError: a setting cannot be.
    """
    chosen = Settings.from_environment(archive=archive, **settings)
    opened = open_archive(chosen, embedder=embedder)
    return Answerer(
        opened,
        retriever or HybridRetriever(opened, per_article=chosen.passages_per_article),
        _reader(chosen, opened, llm),
        passages=chosen.passages,
    )


def open_archive(
    settings: Settings, *, embedder: Embedder | None = None, create: bool = False
) -> Archive:
    """The archive of `settings`, with the embedder that it was made with unless told otherwise.

    Raises:
        ArchiveMissing, ArchiveMismatch, ArchiveDamaged: it cannot be opened.
        SettingsError: the embedder is none that can be made by name.
    """
    if embedder is None:
        name = settings.embedder
        if not name:
            with Archive(settings.archive, create=create) as archive:
                # one that has no vectors is asked by its words, and gets vectors when written to
                name = archive.embedder_name or (DEFAULT_EMBEDDER if create else "none")
        embedder = embedder_named(name, settings.base_url)
    return Archive(settings.archive, embedder, create=create)


def embedder_named(name: str, base_url: str = "") -> Embedder | None:
    """The embedder of that name; None for "none".

    Raises:
        SettingsError: there is none of that name.
        EmbedderError: it needs a key and there is none.
    """
    if name == "none":
        return None
    if name == DEFAULT_EMBEDDER:
        return MiniLM()
    if name.startswith("openai:"):
        return openai_embedder(name.removeprefix("openai:"), base_url=base_url or None)
    raise SettingsError(
        f"there is no embedder called {name!r}; known: {DEFAULT_EMBEDDER!r}, 'openai:MODEL', "
        "'none'. One of llama-index is handed over in Python: open_answerer(…, embedder=…)"
    )


def _reader(settings: Settings, archive: Archive, llm: Any) -> Reader:
    if llm is not None:
        return GeneratingReader(llm)
    return ExtractiveReader(
        archive.rarity,
        archive.embedder,
        threshold=settings.threshold,
        most=settings.statements,
    )
