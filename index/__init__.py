"""From article files to retrieved passages. Knows nothing of questions and answers."""

from index.archive import Archive
from index.embedders import Embedder, LlamaEmbedder, OpenAIEmbedder, openai_embedder
from index.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveMismatch,
    ArchiveMissing,
    ArticleError,
    EmbedderError,
    IndexingError,
    ReadingError,
    WeightsError,
)
from index.finding import SUFFIXES, UNKNOWN_KIND, named_kind
from index.indexes import Progress
from index.intake import Summary
from index.lexical import terms
from index.lookalikes import disguised, lookalikes
from index.marks import Doomed, Marks
from index.minilm import MiniLM
from index.passages import evidence_spans, sentences
from index.privacy import private_file, private_folder
from index.rescue import Rescued, rescue
from index.retriever import HybridRetriever, Retriever
from index.syndication import retold
from index.types import (
    BESIDE,
    EVERYTHING,
    Article,
    Coverage,
    Entry,
    Filters,
    Hit,
    Listing,
    Passage,
    Refused,
    Remark,
    Span,
)

__all__ = [
    "BESIDE",
    "EVERYTHING",
    "SUFFIXES",
    "UNKNOWN_KIND",
    "Archive",
    "ArchiveBusy",
    "ArchiveDamaged",
    "ArchiveError",
    "ArchiveMismatch",
    "ArchiveMissing",
    "Article",
    "ArticleError",
    "Coverage",
    "Doomed",
    "Embedder",
    "EmbedderError",
    "Entry",
    "Filters",
    "Hit",
    "HybridRetriever",
    "IndexingError",
    "Listing",
    "LlamaEmbedder",
    "Marks",
    "MiniLM",
    "OpenAIEmbedder",
    "Passage",
    "Progress",
    "ReadingError",
    "Refused",
    "Remark",
    "Rescued",
    "Retriever",
    "Span",
    "Summary",
    "WeightsError",
    "disguised",
    "evidence_spans",
    "lookalikes",
    "named_kind",
    "openai_embedder",
    "private_file",
    "private_folder",
    "rescue",
    "retold",
    "sentences",
    "terms",
]
