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
    from index import EVERYTHING, Filters, Holdings
    from qa import render
    from qa.answerer import Answerer, Stage
    from qa.build import embedder_named, open_answerer, open_archive
    from qa.errors import (
        FAILURES,
        BadReply,
        BudgetSpent,
        DatelineError,
        EmptyReply,
        KeyMissing,
        KeyRefused,
        ModelRefused,
        ModelTimeout,
        ModelUnavailable,
        ModelUnknown,
        ModelUnreachable,
        PromptTooLong,
        QuestionError,
        QuotaSpent,
        RateLimited,
        ReaderError,
        RecordError,
        ReplyRepeats,
        RequestRefused,
        SettingsError,
        ShelfError,
        StreamCut,
    )
    from qa.evaluation import evaluate
    from qa.examples import example_questions
    from qa.exchanges import Exchange
    from qa.forgetting import Forgotten, forget
    from qa.llama import DatelineQueryEngine, DatelineRetriever, LlamaRetriever
    from qa.models.model import Endpoint, Model
    from qa.models.spending import Meter, Usage
    from qa.reading.generating import GeneratingReader
    from qa.reading.readers import ExtractiveReader, Reader
    from qa.settings import Settings
    from qa.types import (
        Abstention,
        Answer,
        Citation,
        Dropped,
        Expects,
        Query,
        Reason,
        Statement,
        Turn,
    )
    from qa.window.access import account, mount_options
    from qa.window.accounts import Accounts
    from qa.window.adding import Put, add_folder
    from qa.window.api import Api, json_results, typed
    from qa.window.arrivals import arrivals, gone
    from qa.window.hosting import Hosting
    from qa.window.payload import Visitor
    from qa.window.requests import Window
    from qa.window.serving import Serving
    from qa.window.shelves import Shelf, Shelves
    from qa.window.talk import UNFORESEEN
    from qa.window.uploads import Limits
    from qa.wording import attribution, quotation

__all__ = [
    "EVERYTHING",
    "FAILURES",
    "UNFORESEEN",
    "Abstention",
    "Accounts",
    "Answer",
    "Answerer",
    "Api",
    "BadReply",
    "BudgetSpent",
    "Citation",
    "DatelineError",
    "DatelineQueryEngine",
    "DatelineRetriever",
    "Dropped",
    "EmptyReply",
    "Endpoint",
    "Exchange",
    "Expects",
    "ExtractiveReader",
    "Filters",
    "Forgotten",
    "GeneratingReader",
    "Holdings",
    "Hosting",
    "KeyMissing",
    "KeyRefused",
    "Limits",
    "LlamaRetriever",
    "Meter",
    "Model",
    "ModelRefused",
    "ModelTimeout",
    "ModelUnavailable",
    "ModelUnknown",
    "ModelUnreachable",
    "PromptTooLong",
    "Put",
    "Query",
    "QuestionError",
    "QuotaSpent",
    "RateLimited",
    "Reader",
    "ReaderError",
    "Reason",
    "RecordError",
    "ReplyRepeats",
    "RequestRefused",
    "Serving",
    "Settings",
    "SettingsError",
    "Shelf",
    "ShelfError",
    "Shelves",
    "Stage",
    "Statement",
    "StreamCut",
    "Turn",
    "Usage",
    "Visitor",
    "Window",
    "account",
    "add_folder",
    "arrivals",
    "attribution",
    "embedder_named",
    "evaluate",
    "example_questions",
    "forget",
    "gone",
    "json_results",
    "mount_options",
    "open_answerer",
    "open_archive",
    "quotation",
    "render",
    "typed",
]

_HOMES = {
    "index": "EVERYTHING Filters Holdings",
    "qa.window.accounts": "Accounts",
    "qa.window.adding": "Put add_folder",
    "qa.window.arrivals": "arrivals gone",
    "qa.answerer": "Answerer Stage",
    "qa.build": "embedder_named open_answerer open_archive",
    "qa.window.api": "Api json_results typed",
    "qa.errors": (
        "FAILURES BadReply BudgetSpent DatelineError EmptyReply KeyMissing KeyRefused "
        "ModelRefused ModelTimeout ModelUnavailable ModelUnknown ModelUnreachable PromptTooLong "
        "QuestionError QuotaSpent RateLimited ReaderError RecordError ReplyRepeats "
        "RequestRefused SettingsError ShelfError StreamCut"
    ),
    "qa.evaluation": "evaluate",
    "qa.examples": "example_questions",
    "qa.forgetting": "Forgotten forget",
    "qa.exchanges": "Exchange",
    "qa.window.access": "account mount_options",
    "qa.window.hosting": "Hosting",
    "qa.llama": "DatelineQueryEngine DatelineRetriever LlamaRetriever",
    "qa.reading.generating": "GeneratingReader",
    "qa.models.model": "Endpoint Model",
    "qa.reading.readers": "ExtractiveReader Reader",
    "qa.models.spending": "Meter Usage",
    "qa.settings": "Settings",
    "qa.window.shelves": "Shelf Shelves",
    "qa.window.uploads": "Limits",
    "qa.window.talk": "UNFORESEEN",
    "qa.window.payload": "Visitor",
    "qa.window.requests": "Window",
    "qa.window.serving": "Serving",
    "qa.wording": "attribution quotation",
    "qa.types": "Abstention Answer Citation Dropped Expects Query Reason Statement Turn",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name == "render":
        return import_module("qa.render")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
