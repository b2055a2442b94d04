"""From a question to a supported answer.

Names are loaded when they are first asked for, so that `import qa` and `dateline --help` are quick.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Their names are generic: another distribution's package of the same name may stand in front.
for _neighbour in ("index", "prompts"):
    _found = find_spec(_neighbour)
    if _found is None or Path(_found.origin or "/-/-").parents[1] != Path(__file__).parents[1]:
        raise ImportError(
            f"Dateline's package {_neighbour!r} is hidden by {_found and _found.origin}; "
            "remove that one, or use a virtual environment of its own for Dateline"
        )

if TYPE_CHECKING:
    from index import EVERYTHING, Filters
    from qa import render
    from qa.answerer import Answerer, Stage
    from qa.build import embedder_named, open_answerer, open_archive
    from qa.errors import FAILURES, DatelineError, QuestionError, ReaderError, SettingsError
    from qa.examples import example_questions
    from qa.exchanges import Exchange
    from qa.llama import DatelineQueryEngine, DatelineRetriever, LlamaRetriever
    from qa.readers import ExtractiveReader, GeneratingReader, Reader
    from qa.settings import Settings
    from qa.types import Abstention, Answer, Citation, Expects, Query, Reason, Statement, Turn
    from qa.wording import attribution, quotation

__all__ = [
    "EVERYTHING",
    "FAILURES",
    "Abstention",
    "Answer",
    "Answerer",
    "Citation",
    "DatelineError",
    "DatelineQueryEngine",
    "DatelineRetriever",
    "Exchange",
    "Expects",
    "ExtractiveReader",
    "Filters",
    "GeneratingReader",
    "LlamaRetriever",
    "Query",
    "QuestionError",
    "Reader",
    "ReaderError",
    "Reason",
    "Settings",
    "SettingsError",
    "Stage",
    "Statement",
    "Turn",
    "attribution",
    "embedder_named",
    "example_questions",
    "open_answerer",
    "open_archive",
    "quotation",
    "render",
]

_HOMES = {
    "index": "EVERYTHING Filters",
    "qa.answerer": "Answerer Stage",
    "qa.build": "embedder_named open_answerer open_archive",
    "qa.errors": "FAILURES DatelineError QuestionError ReaderError SettingsError",
    "qa.examples": "example_questions",
    "qa.exchanges": "Exchange",
    "qa.llama": "DatelineQueryEngine DatelineRetriever LlamaRetriever",
    "qa.readers": "ExtractiveReader GeneratingReader Reader",
    "qa.settings": "Settings",
    "qa.wording": "attribution quotation",
    "qa.types": "Abstention Answer Citation Expects Query Reason Statement Turn",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name == "render":
        return import_module("qa.render")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
