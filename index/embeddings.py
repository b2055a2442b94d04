"""The passages' vectors as the ledger keeps them: what embedding cost is never paid twice.

Half precision, two bytes a dimension, beside a seal of the vector and of the text that it was made
of. The vector store is made of these, and can be made of them again.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.ledger import Ledger
from index.seals import seal
from index.types import Passage

_STORED = np.dtype("<f2")


def keep(
    ledger: Ledger, passages: Sequence[tuple[int, Passage]], rows: NDArray[np.float32]
) -> None:
    """Store `rows`, shape (n, dim), as the vectors of the numbered `passages`."""
    stored = [row.tobytes() for row in rows.astype(_STORED)]
    ledger.keep_embeddings(
        (number, vector, seal(passage.searchable, vector))
        for (number, passage), vector in zip(passages, stored, strict=True)
    )


def kept(ledger: Ledger, passages: Sequence[tuple[int, Passage]]) -> dict[int, NDArray[np.float32]]:
    """Number → vector of the `passages` that have one, intact and made of the text of now."""
    texts = {number: passage.searchable for number, passage in passages}
    return {
        number: np.frombuffer(vector, _STORED).astype(np.float32)
        for number, vector, sealed in ledger.embeddings(list(texts))
        if seal(texts[number], vector) == sealed
    }
