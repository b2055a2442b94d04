"""What was typed → plain English with its typing errors mended, and what is to be said of that."""

from index import Vocabulary, terms
from qa.statements import Note
from qa.understanding import spelling
from qa.understanding.asked import bare
from qa.understanding.courtesies import without_manner
from qa.understanding.foreign import Translated, translated


def mended(typed: str, vocabulary: Vocabulary | None) -> tuple[str, tuple[Note, ...]]:
    """A question without courtesies, in English and as the `vocabulary` of the archive spells it.

    The notes say from which language it was read and which names were read as others.
    """
    typed = without_manner(typed)
    if vocabulary is None:
        return bare(typed), ()

    def held(word: str) -> int:
        return max(map(vocabulary.held, terms(word)), default=0)

    if told := translated(typed, held):
        return bare(told.text), (_of_language(told),)
    read = spelling.mended(typed, vocabulary)
    said = (f"No “{one}”; shown for “{other}”." for one, other in read.names)
    return bare(read.text), tuple(Note("spelling", text) for text in said)


def _of_language(told: Translated) -> Note:
    unknown = ", ".join(f"“{word}”" for word in told.unknown)
    but = f", but for {unknown}, which it has no word for" if unknown else ""
    return Note("language", f"Asked in {told.language} and read as English, word by word{but}.")
