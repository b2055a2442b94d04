"""What the archive holds, in a line above its articles → safe HTML."""

from index import Coverage
from qa.render.parts import html


def overview(coverage: Coverage, *, adds: bool = False) -> str:
    """How many articles there are, of which days and outlets; what of them is not as it should be.

    With `adds`, a button leads to where articles are added.
    """
    return html("library", "overview", coverage, adds)
