"""The two indexes of one archive, kept up with its ledger: they pay what it says they owe."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index import embeddings
from index.embedders import Embedder
from index.errors import ArchiveDamaged, ArchiveMismatch, EmbedderError, StoreError
from index.ledger import Ledger
from index.lexical import Lexical
from index.matching import Home
from index.stores.elsewhere import drop_left
from index.stores.keeping import Left, Store, delete_folder
from index.stores.sharded import OneNode, Sharded
from index.syndication import settle
from index.types import EVERYTHING, Filters, Passage
from index.updates import link
from index.vectors import Vectors

_WORDS_A_COMMIT = 20_000
_WORDS_SECONDS = 1.0
_WORDS_SHARE, _WORDS_AT_LEAST = 4.0, 10.0
"""So many times as long as a commit took is read on before the next, and in seconds at most."""
_VECTORS_A_COMMIT = 128

Progress = Callable[[str, int, int | None], None]
"""`progress(stage, done, total)`; the total may be unknown.

The stages are "articles", "read", which says how many files were looked at, "words" and "vectors".
"""


class Indexes:
    """Word index and vector `store` of one generation, in folders inside `archive` or elsewhere."""

    def __init__(
        self,
        archive: Path,
        generation: str,
        ledger: Ledger,
        store: Store,
        words: type[Lexical] = Lexical,
    ) -> None:
        self._archive = archive
        self._ledger = ledger
        self.generation = generation
        self.store = store
        self._due = time.monotonic() + _WORDS_SECONDS
        self.words = words(archive / f"words-{generation}", lambda: bool(ledger.settled("lexical")))

    @property
    def vectors(self) -> Vectors | Sharded:
        """The vectors themselves, here or on a server."""
        return self.store.vectors

    # -- debts ---------------------------------------------------------------------------------

    def drop_older(self) -> None:
        """Delete the folders of other generations, left by a rebuild."""
        for folder in [*self._archive.glob("words-*"), *self._archive.glob("vectors-*")]:
            if not folder.name.endswith(f"-{self.generation}"):
                delete_folder(folder)

    def words_anew(self, progress: Progress) -> None:
        """Make the word index again from the ledger, in the layout of now."""
        delete_folder(self._archive / f"words-{self.generation}")
        self._ledger.owe_words()
        self.pay_words(progress)

    def pay_words(self, progress: Progress) -> None:
        """Bring the word index up with the ledger, and the copies and updates among articles."""
        self._pay_words(progress)
        link(self._ledger)

    def _pay_words(self, progress: Progress) -> None:
        settle(self._ledger)
        done, total = 0, self._ledger.owed("lexical")[1]
        while True:
            removed = self._ledger.removals("lexical")
            added = self._ledger.additions("lexical", _WORDS_A_COMMIT)
            if not removed and not added:
                break
            self.words.update(removed, added)
            self._ledger.settle("lexical", removed, [number for number, _ in added])
            done += len(added)
            progress("words", done, total)
        if self.words.stale():
            self.words.purge(self._ledger.passages)

    def pay_some_words(self) -> None:
        """`pay_words` now and then: one commit costs as much as reading several small files.

        Once a second, in a large archive less often: what is kept there of words and signatures
        lies wherever its hash says, and many articles at once touch each page of it once.
        """
        if (began := time.monotonic()) < self._due:
            return
        self._pay_words(lambda stage, done, total: None)
        ended = time.monotonic()
        longer = min(_WORDS_SHARE * (ended - began), _WORDS_AT_LEAST)
        self._due = ended + max(longer, _WORDS_SECONDS)

    def pay_removals(self) -> None:
        """Let the vector store go of what was removed; needs no embedder.

        One that cannot be used keeps owing it, until it is made anew or its server answers.
        """
        if not (removed := self._ledger.removals("vectors")):
            return
        try:
            self.store.open()
            self.vectors.delete(removed)
        except StoreError as error:
            self.store.failed(str(error))
            return
        except OSError:
            if not self.store.unfit:
                raise
            return
        self._ledger.settle("vectors", removed, [])
        self.store.rest()

    def purge(self) -> None:
        """Clear both indexes' files of what was removed from them."""
        self.words.purge(self._ledger.passages)
        self.store.purge()

    def check_deleted(self) -> None:
        """Raise StoreError where the server still has vectors of what was forgotten."""
        owed = self._ledger.owed("vectors")[0]
        if why := self.store.unfit if owed else self.store.undeleted():
            raise StoreError(
                "what was forgotten is gone from the archive, but its vectors, which tell no word, "
                f"could not be deleted everywhere: {why}. The next sync deletes them"
            )

    def pay_vectors(self, embedder: Embedder, progress: Progress) -> None:
        """Give the store the vectors that it owes, embedding what has none yet, 128 at a time.

        The newest articles come first: of today's news it is asked most while the rest waits.
        Where the embedder says how many texts it sends at once (`at_once`), it is no more than
        those. What came back is kept in the ledger first, and never embedded and paid for again.

        Raises:
            EmbedderError: the embedder did not answer as it should.
            ArchiveMismatch: its vectors are of another width than those stored.
            StoreError: the server that has them does not answer, or refuses.
        """
        drop_left(self._ledger)
        self.store.mend(lambda done, of: progress("vectors", done, of))
        try:
            self._pay_vectors(embedder, progress)
        except (EmbedderError, ArchiveMismatch):
            self.store.rest()
            raise
        self.store.rest()

    def _pay_vectors(self, embedder: Embedder, progress: Progress) -> None:
        done, owed = 0, self._ledger.owed_newest_first()
        total = len(owed)
        at_once = min(_VECTORS_A_COMMIT, getattr(embedder, "at_once", _VECTORS_A_COMMIT))
        for at in range(0, total, at_once):
            added = list(self._ledger.passages(owed[at : at + at_once]).items())
            if not added:  # all of them damaged: they wait
                continue
            self._embed(embedder, added)
            rows = embeddings.kept(self._ledger, added)
            self.store.open()
            self.vectors.upsert(list(rows), np.stack(list(rows.values())))
            self._ledger.settle("vectors", [], list(rows))
            done += len(rows)
            progress("vectors", done, total)

    def _embed(self, embedder: Embedder, passages: Sequence[tuple[int, Passage]]) -> None:
        """Keep the vectors of those of `passages` that have none of their text of now."""
        kept = embeddings.kept(self._ledger, passages)
        missing = [(number, passage) for number, passage in passages if number not in kept]
        if not missing:
            return
        # an embedder on this machine has a way that leaves room for questions
        embed = getattr(embedder, "embed_behind", embedder.embed)
        rows = embed([passage.searchable for _, passage in missing])
        if len(rows) != len(missing):
            raise EmbedderError(
                f"the embedder {embedder.name!r} gave {len(rows)} vectors for "
                f"{len(missing)} passages; use another embedder"
            )
        self._check_width(int(rows.shape[1]), embedder.name)
        embeddings.keep(self._ledger, missing, rows)

    def keep_vectors(self) -> None:
        """Keep in the ledger what vectors an older Dateline left in the store alone.

        Where the store cannot be read they are owed, and the store begins anew.
        """
        try:
            for numbers, rows in self.store.taken_out():
                passages = self._ledger.passages(numbers.tolist())
                held = [at for at, number in enumerate(numbers.tolist()) if number in passages]
                embeddings.keep(
                    self._ledger,
                    [(number, passages[number]) for number in numbers[held].tolist()],
                    rows[held],
                )
        except OSError:
            self.store.begin_anew()
        self.store.rest()

    def nearest(
        self, embedder: Embedder, text: str, k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """The `k` passages nearest in meaning among those that `filters` let through."""
        self.store.ready()
        vector = embedder.embed([text])[0]
        found = self.store.nearest(vector, k, filters)
        if embeddings.differ(self._ledger, vector, found):
            raise OSError("the vector store holds other vectors than were put in")
        self.store.worked()
        return found

    def check(self) -> list[str]:
        """What is wrong between ledger and indexes, a sentence each; empty if all is well."""
        return [*self._check_words(), *self._check_vectors()]

    def _check_words(self) -> list[str]:
        if wrong := self.words.wrong():
            return [f"the word index is damaged: {wrong}"]
        try:
            return self._compared("lexical", self.words.numbers())
        except (OSError, ArchiveDamaged) as error:
            return [str(error)]

    def _check_vectors(self) -> list[str]:
        wrong: list[str] = []
        try:
            for where, copy in self.store.copies():
                wrong += [f"{where}{one}" for one in self._check_copy(copy)]
        except OSError as error:
            wrong.append(str(error))
        return wrong

    def _check_copy(self, copy: Vectors | OneNode | Left) -> list[str]:
        held, altered = set[int](), 0
        try:
            for numbers, rows in copy.everything():
                held.update(numbers)
                altered += embeddings.altered(self._ledger, numbers, rows)
        except (OSError, StoreError) as error:
            return [str(error)]
        wrong = self._compared("vectors", held)
        if altered:
            wrong.insert(0, f"{altered:,} vectors are not those that were put in")
        return wrong

    def _compared(self, home: Home, held: set[int]) -> list[str]:
        wrong = []
        if missing := set(self._ledger.matching(EVERYTHING, held_by=home)) - held:
            wrong.append(f"{len(missing)} passages are missing from {home}")
        known = set(self._ledger.matching(EVERYTHING)) | set(self._ledger.removals(home))
        if orphans := held - known:
            wrong.append(f"{len(orphans)} entries of {home} belong to no passage")
        return wrong

    def _check_width(self, width: int, name: str) -> None:
        """Chroma would find out only when it is asked; say it before anything is stored."""
        remembered = self._ledger.meta().get("dimension")
        if remembered is None:
            self._ledger.remember(dimension=width)
        elif int(remembered) != width:
            raise ArchiveMismatch(
                f"the embedder {name!r} now gives {width} dimensions and the archive at "
                f"{self._archive} holds {remembered}; run 'dateline rebuild' to embed it anew"
            )
