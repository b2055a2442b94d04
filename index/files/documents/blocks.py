"""Documents as the paragraphs that their readers find in them, and the article that those make."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.files.decoding import one_line
from index.files.documents.titles import looks_like_headline
from index.files.heads import head_of
from index.files.plaintext import Draft, read_plain


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph; `heading` says that it has the style of a title or of a heading of the top."""

    text: str
    heading: bool = False


def drafted(blocks: Sequence[Block], stated: str = "") -> Draft:
    """One article of `blocks`: its title is the `stated` one, or the first heading.

    Where there is neither, it is read as plain text is: a first line that stands alone may be it.
    """
    stated = one_line(stated)
    headed = next((block.text for block in blocks if block.heading), "")
    title = stated if looks_like_headline(stated) else one_line(headed)
    told = [block.text for block in blocks if not block.heading or one_line(block.text) != title]
    if not title:
        return read_plain("\n\n".join(told))
    if told and one_line(told[0]) == title:  # it is stated, and stands there as plain text
        del told[0]
    values, lines = head_of(told)
    return {**values, "title": title, "text": "\n\n".join(told[lines:])}, []
