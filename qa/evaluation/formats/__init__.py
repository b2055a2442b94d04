"""Readers of published formats. Each takes paths and gives a `Collection`, claims or TREC values.

Those of ragas, DeepEval and the Hugging Face Hub are written, too. A line that is not what the
format says raises `EvaluationError` with file, line and what is wrong.
"""

from qa.evaluation.formats.claims import frank, qags
from qa.evaluation.formats.conversations import mtrag
from qa.evaluation.formats.deepeval import deepeval, write_deepeval
from qa.evaluation.formats.documents import quotesum, ramdocs, rgb
from qa.evaluation.formats.huggingface import huggingface, write_huggingface
from qa.evaluation.formats.news import multihop_rag, realtime_qa
from qa.evaluation.formats.ragas import ragas, write_ragas
from qa.evaluation.formats.sentences import clapnq, trec_qa
from qa.evaluation.formats.squad import squad
from qa.evaluation.formats.trec import beir, read_qrels, read_run, write_qrels, write_run

__all__ = [
    "beir",
    "clapnq",
    "deepeval",
    "frank",
    "huggingface",
    "mtrag",
    "multihop_rag",
    "qags",
    "quotesum",
    "ragas",
    "ramdocs",
    "read_qrels",
    "read_run",
    "realtime_qa",
    "rgb",
    "squad",
    "trec_qa",
    "write_deepeval",
    "write_huggingface",
    "write_qrels",
    "write_ragas",
    "write_run",
]
