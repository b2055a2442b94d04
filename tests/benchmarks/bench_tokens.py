"""Tokens as they are estimated beside tokens as a server counts them.

    python -m tests.benchmarks.bench_tokens [--base-url URL] [--model NAME]

Without a server of your own, that of `make live` is started: SmolLM2-135M, whose vocabulary of
49,152 pieces, made for English, cuts finer than those of larger models. Texts are the sample
articles, as they are shown to a model, and what is cut finest: figures, marks, names, scripts.
Exit status: 0 no English text is estimated too low, 1 one is.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from importlib import resources
from pathlib import Path

from index import Article
from index.articles import find, read
from qa.models.servers import Server
from qa.models.tokens import estimated_tokens
from tests import small_model

OTHERS = {
    "figures": "Results: 4,212 votes (31.2%), 3,980 (29.4 %); 2019: 5.1, 2020: 6.22; 14:05",
    "names": "Tomas Veary, Henrik Aldous, Osric Pell, Lucian Prewett, Dana Oresk, Skerrow, Lorvane",
    "capitals": "HARBOUR BRIDGE REOPENS AFTER REPAIRS COSTING FOUR MILLION CROWNS, CITY SAYS",
    "marks": "[1] [2] [3] (4) **x** | a | b |\n|---|---|\n",
    "address": "https://harbourcourier.example/2024/03/bridge-bill?id=12&x=%20y#z",
    "German": "Überschwemmungsgefährdete Straßen blieben gesperrt, teilte die Stadtverwaltung mit.",
    "Polish": "Most portowy został ponownie otwarty w czwartek po naprawach za miliony.",
    "Vietnamese": "Cầu cảng đã được mở lại vào thứ Năm sau khi sửa chữa với chi phí lớn.",
    "Russian": "Мост через реку открыли в четверг после ремонта, который стоил 4,2 миллиона крон.",
    "Greek": "Η γέφυρα άνοιξε ξανά την Πέμπτη μετά από εργασίες που κόστισαν εκατομμύρια.",
    "Arabic": "أعيد فتح جسر الميناء يوم الخميس بعد إصلاحات بلغت تكلفتها أربعة ملايين كرونة",
    "Hindi": "बंदरगाह का पुल मरम्मत के बाद गुरुवार को फिर से खोल दिया गया।",
    "Chinese": "港口大桥在维修后于星期四重新开放，市财政部门表示维修费用为四百二十万克朗。",
    "Japanese": "港の橋は木曜日に再開通し、修理費は四百二十万クローネだった。",
    "Korean": "항구 다리는 수리 후 목요일에 다시 개통되었으며 수리비는 420만 크라운이었다.",
    "Thai": "สะพานท่าเรือเปิดใช้งานอีกครั้งเมื่อวันพฤหัสบดีหลังการซ่อมแซม",
    "emoji": "🚢🌉🎉🇪🇺",
}


def english() -> Iterator[tuple[str, str]]:
    """The sample articles by their ids."""
    folder = Path(str(resources.files("index").joinpath("sample", "articles")))
    for file in find([folder]):
        for item in read(file):
            if isinstance(item, Article):
                yield item.id, item.text


def main() -> int:
    """Measure, print, and say whether English is on the safe side."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base-url", default="")
    parser.add_argument("--model", default=small_model.NAME)
    chosen = parser.parse_args()
    started = nullcontext(chosen.base_url) if chosen.base_url else small_model.serving()
    with started as base_url:
        server = Server(base_url, chosen.model, os.environ.get("OPENAI_API_KEY", "none"), 30.0)
        ratios = {}
        for name, text in [*english(), *OTHERS.items()]:
            counted = server.tokens(text)
            if counted is None:
                print(f"{base_url} does not count tokens (no /tokenize)")
                return 1
            ratios[name] = estimated_tokens(text) / counted, len(text) / counted
    news = [ratio for name, ratio in ratios.items() if name not in OTHERS]
    print(f"{len(news)} English articles: estimate / count")
    print(f"  mean {sum(r for r, _ in news) / len(news):.2f}, least {min(news)[0]:.2f}, ", end="")
    print(f"most {max(news)[0]:.2f}; characters a token {min(c for _, c in news):.2f} and more")
    for name in OTHERS:
        print(f"  {name:<12} {ratios[name][0]:.2f}; characters a token {ratios[name][1]:.2f}")
    return int(min(news)[0] < 1)


if __name__ == "__main__":
    sys.exit(main())
