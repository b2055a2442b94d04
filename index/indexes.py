"""The two indexes of one archive, kept up with its ledger: they pay what it says they owe."""

import shutil
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import embeddings
from index.embedders import Embedder
from index.errors import ArchiveDamaged, ArchiveMismatch, EmbedderError
from index.integrity import store_seal
from index.ledger import Home, Ledger
from index.lexical import Lexical
from index.syndication import settle
from index.types import EVERYTHING, Filters, Passage
from index.updates import link
from index.vectors import Vectors, taken_out

_WORDS_A_COMMIT = 20_000
_WORDS_SECONDS = 1.0
STORE_SEAL = "store"
"""The key under which the ledger has the vector store's seal, while nobody writes to it."""
_VECTORS_A_COMMIT = 128
# Below this share of matching passages it is cheaper to name them to the vector store than to
# look through its nearest for some that match.
_RARE = 0.2

Progress = Callable[[str, int, int | None], None]
"""`progress(stage, done, total)`; the total may be unknown.

The stages are "articles", "read", which says how many files were looked at, "words" and "vectors".
"""


class Indexes:
    """Word index and vector store of one generation, in folders of their own inside `archive`.

    `busy` tells whether another process is writing. `unfit` says why the vector store is not
    used; empty while it is, or has not been looked at.
    """

    def __init__(
        self, archive: Path, generation: str, ledger: Ledger, busy: Callable[[], bool]
    ) -> None:
        self._archive = archive
        self._ledger = ledger
        self._busy = busy
        self.generation = generation
        self.unfit = ""
        self._refused_as: str | None = None
        self._opened = False
        self._paid = time.monotonic()
        self.words = Lexical(
            archive / f"words-{generation}", lambda: bool(ledger.settled("lexical"))
        )
        self._store = archive / f"vectors-{generation}"
        self.vectors = Vectors(self._store, self._examine)

    # -- the vector store's files --------------------------------------------------------------

    def _examine(self) -> None:
        """Raise OSError where the vector store's files must not be loaded: they could kill us.

        Whoever has written seals them, and a seal that does not fit is damage. Without a seal
        somebody is writing, or was killed while he did: then another process tries first.
        """
        expected = self._ledger.meta().get(STORE_SEAL, "")
        if expected != self._refused_as:
            self.unfit = self._wrong_in_store(expected)
            self._refused_as = expected if self.unfit else None
        if self.unfit:
            raise OSError(self.unfit)

    def _wrong_in_store(self, expected: str) -> str:
        if not self._store.exists():
            return "the vector store is missing" if self._ledger.settled("vectors") else ""
        if not expected:
            if self._opened or self._busy():
                return ""
            try:
                deque(taken_out(self._store), maxlen=0)
            except OSError as error:
                return str(error)
            return ""
        if store_seal(self._store) == expected:
            return ""
        if (now := self._ledger.meta().get(STORE_SEAL, "")) != expected:  # a writer came between
            return self._wrong_in_store(now)
        return f"the vector store's files in {self._store} are not what was written"

    def look_again(self) -> None:
        """Let go of the vector store, which another process has changed."""
        self.vectors.close()
        self._refused_as, self.unfit = None, ""

    def _open_store(self) -> None:
        """Take the seal off before anything is written to the vector store."""
        self.vectors.load()
        if not self._opened:
            self._ledger.forget(STORE_SEAL)
            self._opened = True

    def seal_store(self) -> None:
        """Record that the vector store's files are as they should be, once they are at rest."""
        if self._opened or STORE_SEAL not in self._ledger.meta():
            self.vectors.settle()
            self.vectors.close()
            self._ledger.remember(**{STORE_SEAL: store_seal(self._store)})
            self._opened = False

    def _mend_store(self) -> None:
        """Where the vector store cannot be used, begin it anew from what the ledger keeps."""
        try:
            self.vectors.load()
        except OSError:
            self.vectors.close()
            _delete(self._store)
            self._ledger.forget(STORE_SEAL)
            self._ledger.owe_vectors()
            self._refused_as, self.unfit = None, ""

    # -- debts ---------------------------------------------------------------------------------

    def drop_older(self) -> None:
        """Delete the folders of other generations, left by a rebuild."""
        for folder in [*self._archive.glob("words-*"), *self._archive.glob("vectors-*")]:
            if not folder.name.endswith(f"-{self.generation}"):
                _delete(folder)

    def words_anew(self, progress: Progress) -> None:
        """Make the word index again from the ledger, in the layout of now."""
        _delete(self._archive / f"words-{self.generation}")
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
        """`pay_words` once a second: one commit costs as much as reading several small files."""
        if time.monotonic() - self._paid > _WORDS_SECONDS:
            self._pay_words(lambda stage, done, total: None)
            self._paid = time.monotonic()

    def pay_removals(self) -> None:
        """Let the vector store go of what was removed; needs no embedder.

        One that cannot be used keeps owing it, until it is made anew.
        """
        if not (removed := self._ledger.removals("vectors")):
            return
        try:
            self._open_store()
        except OSError:
            if not self.unfit:
                raise
            return
        self.vectors.delete(removed)
        self._ledger.settle("vectors", removed, [])
        self.seal_store()

    def purge(self) -> None:
        """Clear both indexes' files of what was removed from them."""
        self.words.purge(self._ledger.passages)
        self._mend_store()
        self._open_store()
        self.seal_store()

    def pay_vectors(self, embedder: Embedder, progress: Progress) -> None:
        """Give the store the vectors that it owes, embedding what has none yet, 128 at a time.

        Where the embedder says how many texts it sends at once (`at_once`), it is no more than
        those. What came back is kept in the ledger first, and never embedded and paid for again.

        Raises:
            EmbedderError: the embedder did not answer as it should.
            ArchiveMismatch: its vectors are of another width than those stored.
        """
        self._mend_store()
        try:
            self._pay_vectors(embedder, progress)
        except (EmbedderError, ArchiveMismatch):
            self.seal_store()
            raise
        self.seal_store()

    def _pay_vectors(self, embedder: Embedder, progress: Progress) -> None:
        done, total = 0, self._ledger.owed("vectors")[1]
        at_once = min(_VECTORS_A_COMMIT, getattr(embedder, "at_once", _VECTORS_A_COMMIT))
        while added := self._ledger.additions("vectors", at_once):
            self._embed(embedder, added)
            rows = embeddings.kept(self._ledger, added)
            self._open_store()
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
        rows = embedder.embed([passage.searchable for _, passage in missing])
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
            for numbers, rows in taken_out(self._store):
                passages = self._ledger.passages(numbers.tolist())
                held = [at for at, number in enumerate(numbers.tolist()) if number in passages]
                embeddings.keep(
                    self._ledger,
                    [(number, passages[number]) for number in numbers[held].tolist()],
                    rows[held],
                )
        except OSError:
            _delete(self._store)
            self._ledger.owe_vectors()
        self.seal_store()

    def nearest(
        self, embedder: Embedder, text: str, k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """The `k` passages nearest in meaning among those that `filters` let through.

        A rare match is looked for by naming the candidates, a common one by asking for more
        and leaving out what does not match; Chroma filters metadata more slowly than either.
        """
        self.vectors.load()
        vector = embedder.embed([text])[0]
        found = self._nearest(vector, k, filters)
        if embeddings.differ(self._ledger, vector, found):
            raise OSError("the vector store holds other vectors than were put in")
        return found

    def _nearest(
        self, vector: NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        if not filters:
            return self.vectors.search(vector, k)
        matching = self._ledger.matching(filters, held_by="vectors")
        stored = self.vectors.count()
        if len(matching) < _RARE * stored:
            return self.vectors.search(vector, k, among=matching)
        allowed = set(matching)
        wider = self.vectors.search(vector, int(2 * k * stored / max(1, len(matching))))
        found = [(number, cosine) for number, cosine in wider if number in allowed][:k]
        return found if len(found) == k else self.vectors.search(vector, k, among=matching)

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
        altered = 0
        try:
            held = self.vectors.numbers()
            for numbers, rows in self.vectors.everything():
                altered += embeddings.altered(self._ledger, numbers, rows)
        except OSError as error:
            return [str(error)]
        wrong = [f"{altered:,} vectors are not those that were put in"] if altered else []
        return wrong + self._compared("vectors", held)

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


def _delete(folder: Path) -> None:
    # moved first: a reader that still has it open may be putting files into it
    aside = folder.with_name(f"{folder.name.partition('.')[0]}.gone")
    if folder != aside and folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
    if aside.exists():
        shutil.rmtree(aside)
