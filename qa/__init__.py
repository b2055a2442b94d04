"""From a question to a supported answer.

The llama-index parts are loaded when they are first asked for: `import qa` stays quick.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import index
import prompts

# Their names are generic: another distribution's package of the same name may stand in front.
for _neighbour in (index, prompts):
    if Path(_neighbour.__file__ or "").parent.parent != Path(__file__).parent.parent:
        raise ImportError(
            f"Dateline's package {_neighbour.__name__!r} is hidden by {_neighbour.__file__}; "
            "remove that one, or use a virtual environment of its own for Dateline"
        )

from index import Filters
from qa import render
from qa.answerer import Answerer, Stage
from qa.build import embedder_named, open_answerer, open_archive
from qa.errors import DatelineError, QuestionError, ReaderError, SettingsError
from qa.examples import examples
from qa.readers import ExtractiveReader, GeneratingReader, Reader, attribution
from qa.settings import Settings
from qa.types import Abstention, Answer, Citation, Expects, Query, Reason, Statement

if TYPE_CHECKING:
    from qa.llama import DatelineQueryEngine, DatelineRetriever, LlamaRetriever

__all__ = [
    "Abstention",
    "Answer",
    "Answerer",
    "Citation",
    "DatelineError",
    "DatelineQueryEngine",
    "DatelineRetriever",
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
    "attribution",
    "embedder_named",
    "examples",
    "open_answerer",
    "open_archive",
    "render",
]

_LLAMA = ("DatelineQueryEngine", "DatelineRetriever", "LlamaRetriever")


def __getattr__(name: str) -> Any:
    if name in _LLAMA:
        from qa import llama

        return getattr(llama, name)
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
