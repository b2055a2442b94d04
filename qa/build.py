"""The composition root: what an answerer consists of, by the settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index import Archive, Embedder, HybridRetriever, MiniLM, Retriever, openai_embedder
from prompts import Prompt, PromptError, load
from qa.answerer import Answerer, Way
from qa.errors import SettingsError
from qa.models.model import Model
from qa.models.providers import is_at_hand, openai_model
from qa.reading.generating import GeneratingReader
from qa.reading.readers import ExtractiveReader
from qa.settings import Settings
from qa.understanding.condensing import Condenser

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
_SERVED = "openai:"
_IMPATIENT, _PATIENT = 2, 6  # retries; six take 20 to 30 seconds where no Retry-After says more


def open_answerer(
    archive: Path | str | None = None,
    *,
    embedder: Embedder | None = None,
    retriever: Retriever | None = None,
    llm: Any = None,
    offer_model: bool = False,
    **settings: object,
) -> Answerer:
    """An `Answerer` over the archive in a folder, by default `DATELINE_ARCHIVE` or `.dateline`.

    With `llm`, any llama-index LLM, or with `reader="openai"`, answers are worded by a model, and
    its `alternative` quotes sentences; without, sentences are quoted, and with `offer_model` a
    model that can be had without asking anybody (a key, or a base URL and a model, are set) is the
    alternative. `settings` are those of `Settings`.

    Raises:
        ArchiveMissing, ArchiveMismatch, ArchiveDamaged: the archive cannot be opened.
        SettingsError: a setting cannot be.
        ReaderError: the model needs a key, or its server a choice of model.
    """
    chosen = Settings.from_environment(archive=archive, **settings)
    opened = open_archive(chosen, embedder=embedder)
    quoting = Way(
        ExtractiveReader(
            opened.rarity,
            opened.embedder,
            threshold=chosen.threshold,
            most=chosen.statements,
        )
    )
    words = llm is not None or chosen.reader == "openai"
    way, other = quoting, None
    if words or (offer_model and is_at_hand(chosen)):
        wording = _wording(openai_model(chosen) if llm is None else Model.of(llm), chosen)
        way, other = (wording, quoting) if words else (quoting, wording)
    return Answerer(
        opened,
        retriever or HybridRetriever(opened, per_article=chosen.passages_per_article),
        way.reader,
        passages=chosen.passages,
        condenser=way.condenser,
        other=other,
    )


def _wording(model: Model, settings: Settings) -> Way:
    prompts = own_prompts(settings)
    return Way(GeneratingReader(model, prompts), Condenser(model, prompts))


def own_prompts(settings: Settings) -> Mapping[str, Prompt]:
    """The prompts of the settings' folder, ours where it has none.

    Raises:
        SettingsError: they are not as they must be.
    """
    try:
        return load(settings.prompts)
    except PromptError as error:
        raise SettingsError(f"the prompts cannot be used: {error}") from error


def open_archive(
    settings: Settings, *, embedder: Embedder | None = None, create: bool = False
) -> Archive:
    """The archive of `settings`, with the embedder that it was made with unless told otherwise.

    With `create` it is opened to be filled. One that is opened to be asked and has no vectors yet
    is asked by its words, and no question is sent to a server for it.

    Raises:
        ArchiveMissing, ArchiveMismatch, ArchiveDamaged: it cannot be opened.
        SettingsError: the embedder is none that can be made by name.
    """
    if embedder is None:
        name = settings.embedder
        if not name or (name.startswith(_SERVED) and not create):
            with Archive(settings.archive, create=create) as archive:
                name = name or archive.embedder_name or (DEFAULT_EMBEDDER if create else "none")
                if name.startswith(_SERVED) and not create and not _has_vectors(archive):
                    name = "none"
        embedder = embedder_named(name, settings.base_url, patient=create)
    return Archive(settings.archive, embedder, create=create)


def _has_vectors(archive: Archive) -> bool:
    coverage = archive.coverage()
    return coverage.waiting_for_vectors < coverage.passages


def embedder_named(name: str, base_url: str = "", *, patient: bool = False) -> Embedder | None:
    """The embedder of that name; None for "none".

    A `patient` one tries a server more often: where nobody waits for an answer.

    Raises:
        SettingsError: there is none of that name.
        EmbedderError: it needs a key and there is none.
    """
    if name == "none":
        return None
    if name == DEFAULT_EMBEDDER:
        return MiniLM()
    if name.startswith(_SERVED):
        return openai_embedder(
            name.removeprefix(_SERVED),
            base_url=base_url or None,
            max_retries=_PATIENT if patient else _IMPATIENT,
        )
    raise SettingsError(
        f"there is no embedder called {name!r}; known: {DEFAULT_EMBEDDER!r}, 'openai:MODEL', "
        "'none'. One of llama-index is handed over in Python: open_answerer(…, embedder=…)"
    )
