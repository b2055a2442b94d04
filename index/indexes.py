"""The two indexes of one archive, kept up with its ledger: they pay what it says they owe."""

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index import embeddings
from index.embedders import Embedder
from index.errors import ArchiveMismatch, EmbedderError
from index.ledger import Home, Ledger
from index.lexical import Lexical
from index.types import EVERYTHING, Filters, Passage
from index.vectors import Vectors, taken_out

_WORDS_A_COMMIT = 20_000
_WORDS_SECONDS = 1.0
_VECTORS_A_COMMIT = 128
# Below this share of matching passages it is cheaper to name them to the vector store than to
# look through its nearest for some that match.
_RARE = 0.2

Progress = Callable[[str, int, int | None], None]
"""`progress(stage, done, total)` with "articles", "words" or "vectors"; total may be unknown."""


class Indexes:
    """Word index and vector store of one generation, in folders of their own inside `archive`."""

    def __init__(self, archive: Path, generation: str, ledger: Ledger) -> None:
        self._archive = archive
        self._ledger = ledger
        self.generation = generation
        self._paid = time.monotonic()
        self.words = Lexical(archive / f"words-{generation}")
        self.vectors = Vectors(archive / f"vectors-{generation}")

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
        """Bring the word index up with the ledger."""
        done, total = 0, self._ledger.owed("lexical")[1]
        while True:
            removed = self._ledger.removals("lexical")
            added = self._ledger.additions("lexical", _WORDS_A_COMMIT)
            if not removed and not added:
                return
            self.words.update(removed, added)
            self._ledger.settle("lexical", removed, [number for number, _ in added])
            done += len(added)
            progress("words", done, total)

    def pay_some_words(self) -> None:
        """`pay_words` once a second: one commit costs as much as reading several small files."""
        if time.monotonic() - self._paid > _WORDS_SECONDS:
            self.pay_words(lambda stage, done, total: None)
            self._paid = time.monotonic()

    def pay_removals(self) -> None:
        """Let the vector store go of what was removed; needs no embedder."""
        if removed := self._ledger.removals("vectors"):
            self.vectors.delete(removed)
            self._ledger.settle("vectors", removed, [])
            self.vectors.settle()

    def purge(self) -> None:
        """Clear both indexes' files of what was removed from them."""
        self.words.purge(self._ledger.passages)
        self.vectors.settle()

    def pay_vectors(self, embedder: Embedder, progress: Progress) -> None:
        """Give the store the vectors that it owes, embedding what has none yet, 128 at a time.

        Where the embedder says how many texts it sends at once (`at_once`), it is no more than
        those. What came back is kept in the ledger first, and never embedded and paid for again.

        Raises:
            EmbedderError: the embedder did not answer as it should.
            ArchiveMismatch: its vectors are of another width than those stored.
        """
        done, total = 0, self._ledger.owed("vectors")[1]
        at_once = min(_VECTORS_A_COMMIT, getattr(embedder, "at_once", _VECTORS_A_COMMIT))
        while added := self._ledger.additions("vectors", at_once):
            self._embed(embedder, added)
            rows = embeddings.kept(self._ledger, added)
            self.vectors.upsert(list(rows), np.stack(list(rows.values())))
            self._ledger.settle("vectors", [], list(rows))
            done += len(rows)
            progress("vectors", done, total)
        if done:
            self.vectors.settle()

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
            for numbers, rows in taken_out(self._archive / f"vectors-{self.generation}"):
                passages = self._ledger.passages(numbers.tolist())
                held = [at for at, number in enumerate(numbers.tolist()) if number in passages]
                embeddings.keep(
                    self._ledger,
                    [(number, passages[number]) for number in numbers[held].tolist()],
                    rows[held],
                )
        except OSError:
            _delete(self._archive / f"vectors-{self.generation}")
            self._ledger.owe_vectors()

    def nearest(
        self, embedder: Embedder, text: str, k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """The `k` passages nearest in meaning among those that `filters` let through.

        A rare match is looked for by naming the candidates, a common one by asking for more
        and leaving out what does not match; Chroma filters metadata more slowly than either.
        """
        vector = embedder.embed([text])[0]
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
        numbers = set(self._ledger.matching(EVERYTHING))
        wrong = []
        held_by: dict[Home, set[int]] = {
            "lexical": self.words.numbers(),
            "vectors": self.vectors.numbers(),
        }
        for home, held in held_by.items():
            if missing := set(self._ledger.matching(EVERYTHING, held_by=home)) - held:
                wrong.append(f"{len(missing)} passages are missing from {home}")
            if orphans := held - numbers - set(self._ledger.removals(home)):
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
