"""From a question to a supported answer. What people call is listed in the stub beside this file.

Errors are in `qa.errors`, what makes the page in `qa.window`.
"""

from importlib.util import find_spec
from pathlib import Path

from qa.lazy import attach

# Their names are generic: another distribution's package of the same name may stand in front.
for _neighbour in ("index", "prompts"):
    _found = find_spec(_neighbour)
    if _found is None or Path(_found.origin or "/-/-").parents[1] != Path(__file__).parents[1]:
        raise ImportError(
            f"Dateline's package {_neighbour!r} is hidden by {_found and _found.origin}; "
            "remove that one, or use a virtual environment of its own for Dateline"
        )

__getattr__, __dir__ = attach(__name__, __file__)
__all__ = __dir__()
