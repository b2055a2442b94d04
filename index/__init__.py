"""From article files to retrieved passages. Knows nothing of questions and answers."""

from index.archive import Archive
from index.byhand import CORRECTABLE, Changes, Corrected
from index.calendar import (
    CALENDAR,
    CASELESS,
    MONTH_CAPITAL,
    MONTHS,
    WEEKDAYS,
    month_days,
    month_number,
    weekday_number,
    written,
    written_days,
)
from index.embedders import (
    Embedder,
    LlamaEmbedder,
    PluggedEmbedder,
    ProvidedEmbedder,
    WantedEmbedder,
    asked_for,
    embedding_host,
)
from index.english import english
from index.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveMismatch,
    ArchiveMissing,
    ArchiveReadOnly,
    ArticleError,
    EmbedderError,
    FetchError,
    IndexingError,
    PluginError,
    ReadingError,
    StoreError,
    WeightsError,
)
from index.fetching.addresses import is_address
from index.fetching.client import Client
from index.fetching.fetching import add_urls
from index.fetching.manners import Pace
from index.fetching.outcomes import Fetched, Missed
from index.fetching.responses import Limits
from index.fetching.watching import Noticed, Watcher
from index.files.decoding import UnreadableError
from index.files.formats import FORMATS, ending_of, endings, may_hold_several, why_refused
from index.holdings import Beside, Holdings, Together, is_own, readable
from index.indexes import Progress
from index.intake import Summary
from index.lookalikes import disguised, lookalikes
from index.marks import Doomed, Marks
from index.minilm import MiniLM
from index.passages import evidence_spans, sentences
from index.placelines import unlabelled
from index.plugins import Plugin, Registry, type_named
from index.privacy import private_file, private_folder
from index.rescue import Rescued, rescue
from index.retriever import HybridRetriever, Retriever
from index.searching import EVERY, Facets, Order, Search, Selection
from index.snippets import Found, Snippet
from index.stemming import stems, terms
from index.stores.keeping import NodeState
from index.types import (
    BESIDE,
    EVERYTHING,
    Article,
    Coverage,
    Entry,
    Filters,
    Hit,
    Mention,
    Page,
    Passage,
    Refused,
    Remark,
    Span,
    Update,
)
from index.version import VERSION
from index.vocabulary import Vocabulary
from index.wordlists import WordLists

__all__ = [
    "BESIDE",
    "CALENDAR",
    "CASELESS",
    "CORRECTABLE",
    "EVERY",
    "EVERYTHING",
    "FORMATS",
    "MONTHS",
    "MONTH_CAPITAL",
    "VERSION",
    "WEEKDAYS",
    "Archive",
    "ArchiveBusy",
    "ArchiveDamaged",
    "ArchiveError",
    "ArchiveMismatch",
    "ArchiveMissing",
    "ArchiveReadOnly",
    "Article",
    "ArticleError",
    "Beside",
    "Changes",
    "Client",
    "Corrected",
    "Coverage",
    "Doomed",
    "Embedder",
    "EmbedderError",
    "Entry",
    "Facets",
    "FetchError",
    "Fetched",
    "Filters",
    "Found",
    "Hit",
    "Holdings",
    "HybridRetriever",
    "IndexingError",
    "Limits",
    "LlamaEmbedder",
    "Marks",
    "Mention",
    "MiniLM",
    "Missed",
    "NodeState",
    "Noticed",
    "Order",
    "Pace",
    "Page",
    "Passage",
    "PluggedEmbedder",
    "Plugin",
    "PluginError",
    "Progress",
    "ProvidedEmbedder",
    "ReadingError",
    "Refused",
    "Registry",
    "Remark",
    "Rescued",
    "Retriever",
    "Search",
    "Selection",
    "Snippet",
    "Span",
    "StoreError",
    "Summary",
    "Together",
    "UnreadableError",
    "Update",
    "Vocabulary",
    "WantedEmbedder",
    "Watcher",
    "WeightsError",
    "WordLists",
    "add_urls",
    "asked_for",
    "disguised",
    "embedding_host",
    "ending_of",
    "endings",
    "english",
    "evidence_spans",
    "is_address",
    "is_own",
    "lookalikes",
    "may_hold_several",
    "month_days",
    "month_number",
    "private_file",
    "private_folder",
    "readable",
    "rescue",
    "sentences",
    "stems",
    "terms",
    "type_named",
    "unlabelled",
    "weekday_number",
    "why_refused",
    "written",
    "written_days",
]
