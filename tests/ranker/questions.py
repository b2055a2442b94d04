"""The sets that the ranker is trained on, read into articles, sentences and questions."""

import gzip
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from index import sentences
from tests.benchmarks.data import DATA, lines, squad

READER = DATA / "reader"
KEPT_OUT = {
    "Computational_complexity_theory", "Steam_engine", "European_Union_law", "Harvard_University",
}  # fmt: skip
NEW_WIKI_TRAINED = 36
QAMR = 7_000
"""How many of QAMR's questions are taken: there are forty a sentence, and they are easy."""
_AROUND = 15
"""Lines of the part of SQuAD that comes without articles are neighbours up to here."""
_FUNCTION_WORDS = frozenset(
    (Path(__file__).parent / "function_words.txt").read_text(encoding="utf-8").split()
)
_COMMON = 3_000
"""A word in more sentences than this finds no sentence of another article."""


@dataclass(frozen=True)
class Asked:
    """A question; `right` are sentences that answer it, `span` where in the only one, if known."""

    source: str
    question: str
    article: int
    paragraph: int
    right: tuple[int, ...] = ()
    span: tuple[int, int] | None = None
    answers: tuple[str, ...] = ()


@dataclass
class Corpus:
    """Every sentence once, numbered, with its article and paragraph."""

    titles: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    article: list[int] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)
    of_article: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    holding: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    words: list[Counter[str]] = field(default_factory=list)

    def add_article(self, title: str) -> int:
        self.titles.append(title)
        return len(self.titles) - 1

    def add(self, article: int, paragraph: int, sentence: str) -> int:
        number = len(self.sentences)
        self.sentences.append(sentence)
        self.article.append(article)
        self.paragraph.append(paragraph)
        self.of_article[article].append(number)
        words = Counter(_words(sentence))
        self.words.append(words)
        for word in words:
            self.holding[word].append(number)
        return number

    def headline(self, number: int) -> str:
        return self.titles[self.article[number]]

    def opening(self, number: int) -> str:
        return self.sentences[self.of_article[self.article[number]][0]]

    def rarity(self, word: str) -> float:
        return math.log(1 + len(self.sentences) / (1 + len(self.holding.get(word, ()))))

    def nearness(self, words: Iterable[str], number: int) -> float:
        """BM25 of a sentence, its length against 20 words."""
        held = self.words[number]
        length = 0.4 + 0.6 * sum(held.values()) / 20
        return sum(
            self.rarity(word) * held[word] * 2.2 / (held[word] + 1.2 * length)
            for word in words
            if word in held
        )

    def others(self, asked: Asked, count: int) -> list[int]:
        """Sentences that do not answer: of the paragraph, of the article, one of another one."""
        words = set(_words(asked.question))
        best = max((self.nearness(words, number) for number in asked.right), default=math.inf)
        texts = {self.sentences[number] for number in asked.right}

        def wrong(number: int) -> bool:
            # What holds the answer and more of the question's words may well answer it too.
            text = self.sentences[number]
            if number in asked.right or text in texts:
                return False
            holds = any(len(a) > 2 and a.casefold() in text.casefold() for a in asked.answers)
            return not (holds and self.nearness(words, number) >= 0.6 * best)

        def nearest(numbers: Iterable[int]) -> list[int]:
            return sorted(filter(wrong, numbers), key=lambda n: -self.nearness(words, n))

        family = nearest(self.of_article[asked.article])
        near = [n for n in family if abs(self.paragraph[n] - asked.paragraph) == 0]
        foreign = nearest(self._foreign(words, asked.article))[:3]
        chosen = near[: max(3, count - 5)]
        chosen += [n for n in family if n not in chosen][: count - 1 - len(chosen)]
        chosen += foreign[: count - len(chosen)]
        return _distinct(chosen, self.sentences)[:count]

    def _foreign(self, words: Iterable[str], article: int) -> set[int]:
        rare = sorted((w for w in words if w in self.holding), key=lambda w: -self.rarity(w))
        found: set[int] = set()
        for word in rare[:4]:
            if len(self.holding[word]) <= _COMMON:
                found.update(n for n in self.holding[word] if self.article[n] != article)
        return found


def read(*, kept_out: bool, seed: int) -> tuple[Corpus, list[Asked]]:
    """The questions to train on, or those that are kept out, with their own articles."""
    corpus = Corpus()
    asked = [*_squad(corpus, kept_out), *_new_wiki(corpus, kept_out)]
    if not kept_out:
        asked += [*_nqg(corpus), *_qed(corpus), *_selqa(corpus), *_clapnq(corpus)]
        asked += _qamr(corpus, random.Random(seed))
    return corpus, asked


def _squad(corpus: Corpus, kept_out: bool) -> Iterator[Asked]:
    """Both versions of the development set, a question that both have once."""
    articles: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    seen: set[str] = set()
    for version in ("squad-v2.0-dev-explore", "squad-1.1-dev-explore"):
        with gzip.open(READER / f"{version}.json.gz", "rt", encoding="utf-8") as file:
            stored = json.load(file)["data"]
        for article in stored:
            for paragraph in article["paragraphs"]:
                new = [qa for qa in paragraph["qas"] if qa["id"] not in seen]
                seen.update(qa["id"] for qa in new)
                articles[article["title"]][paragraph["context"]] += new
    for title, paragraphs in articles.items():
        if (title in KEPT_OUT) == kept_out:
            yield from _annotated("squad", corpus, title, paragraphs.items())


def _new_wiki(corpus: Corpus, kept_out: bool) -> Iterator[Asked]:
    articles = squad("new-wiki-v1.0.json")
    for article in articles[NEW_WIKI_TRAINED:] if kept_out else articles[:NEW_WIKI_TRAINED]:
        paragraphs = [(p["context"], p["qas"]) for p in article["paragraphs"]]
        yield from _annotated("new-wiki", corpus, article["title"], paragraphs)


def _annotated(
    source: str, corpus: Corpus, title: str, paragraphs: Iterable[tuple[str, list[dict[str, Any]]]]
) -> Iterator[Asked]:
    article = corpus.add_article(title.replace("_", " ").replace("%E2%80%93", "–"))
    for place, (context, questions) in enumerate(paragraphs):
        spans = sentences(context)
        numbers = [corpus.add(article, place, context[start:end]) for start, end in spans]
        for qa in questions:
            answers = tuple(dict.fromkeys(a["text"].strip() for a in qa["answers"]))
            if not answers:
                yield Asked(source + "-none", qa["question"].strip(), article, place)
            elif found := _answered(qa, context, spans):
                right, span = found
                numbered = tuple(numbers[at] for at in right)
                yield Asked(source, qa["question"].strip(), article, place, numbered, span, answers)


def _answered(
    qa: dict[str, Any], context: str, spans: Sequence[tuple[int, int]]
) -> tuple[list[int], tuple[int, int] | None] | None:
    """The sentences that hold the first answer; where in the sentence, if it is only one."""
    answer = qa["answers"][0]
    text = answer["text"].strip()
    starts = [answer["answer_start"]]
    if qa.get("multi"):  # which of its places was meant is not known any more
        starts = [match.start() for match in re.finditer(re.escape(text), context)] or starts
    places = [
        (at, start - begin)
        for start in starts
        for at, (begin, end) in enumerate(spans)
        if begin <= start and start + len(text) <= end
    ]
    right = sorted({at for at, _ in places})
    if not right:
        return None
    only = len(places) == 1
    return right, (places[0][1], places[0][1] + len(text)) if only else None


def _nqg(corpus: Corpus) -> Iterator[Asked]:
    """A sentence and a question a line, without articles; neighbours are of the same one."""
    columns = []
    for part in ("src", "tgt"):
        with gzip.open(READER / f"nqg_{part}-test.txt.gz", "rt", encoding="utf-8") as file:
            columns.append([printed(line.strip()) for line in file])
    article, numbers = -1, dict[str, int]()
    for line, (sentence, question) in enumerate(zip(*columns, strict=True)):
        if line % (2 * _AROUND) == 0:
            article, numbers = corpus.add_article(""), {}
        if sentence not in numbers:
            numbers[sentence] = corpus.add(article, line, sentence)
        number = numbers[sentence]
        yield Asked("nqg", question, article, corpus.paragraph[number], (number,))


def _qed(corpus: Corpus) -> Iterator[Asked]:
    for record in lines(READER / "QED_qed-dev.jsonlines.gz"):
        notes = record["annotation"]
        if notes["explanation_type"] != "single_sentence":
            continue
        article = corpus.add_article(record["title_text"])
        text, starts = record["paragraph_text"], record["sentence_starts"]
        chosen, right = notes["selected_sentence"], ()
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            number = corpus.add(article, 0, printed(text[start:end].strip()))
            if start <= chosen["start"] < end:
                right = (number,)
        answers = tuple(printed(a["sentence_reference"]["string"]) for a in notes["answer"])
        if right:
            span = _found(corpus.sentences[right[0]], answers[0]) if len(answers) == 1 else None
            yield Asked("qed", record["question_text"], article, 0, right, span, answers)


def _selqa(corpus: Corpus) -> Iterator[Asked]:
    for part in ("dev", "test"):
        path = READER / f"selqa_selqa-ass-{part}.json.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            stored = json.load(file)
        known: dict[tuple[str, str], tuple[int, list[int]]] = {}
        for record in stored:
            key = record["article"], record["section"]
            if key not in known:
                article = corpus.add_article(record["article"])
                numbers = [corpus.add(article, 0, printed(s)) for s in record["candidates"]]
                known[key] = article, numbers
            article, numbers = known[key]
            right = tuple(numbers[at] for at in record["answers"] if at < len(numbers))
            if right:
                yield Asked("selqa", record["question"], article, 0, right)


def _clapnq(corpus: Corpus) -> Iterator[Asked]:
    for part in ("answerable", "unanswerable"):
        for record in lines(DATA / "clapnq" / f"clapnq_dev_{part}.jsonl"):
            passage, output = record["passages"][0], record["output"][0]
            article = corpus.add_article(passage["title"])
            chosen = set(output["selected_sentences"])
            numbers = [corpus.add(article, 0, printed(text)) for text in passage["sentences"]]
            right = tuple(
                number
                for number, text in zip(numbers, passage["sentences"], strict=True)
                if text in chosen
            )
            if right or part == "unanswerable":
                source = "clapnq" if right else "clapnq-none"
                yield Asked(source, record["input"], article, 0, right)


def _qamr(corpus: Corpus, rng: random.Random) -> list[Asked]:
    texts: dict[str, list[str]] = {}
    with gzip.open(READER / "qamr_wiki-sentences.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file:
            key, text = line.rstrip("\n").split("\t")
            texts[key] = text.split()
    articles = {
        name: corpus.add_article("") for name in sorted({k.rsplit(":", 2)[0] for k in texts})
    }
    places = {
        key: corpus.add(articles[key.rsplit(":", 2)[0]], int(key.split(":")[3]), printed(text))
        for key, text in ((key, " ".join(words)) for key, words in texts.items())
    }
    asked = {}
    for part in ("dev", "test"):
        with gzip.open(READER / f"qamr_{part}.tsv.gz", "rt", encoding="utf-8") as file:
            for line in file:
                key, *_, question, answer = line.rstrip("\n").split("\t")[:7]
                if key in places and "ptb" not in key:
                    said = printed(" ".join(texts[key][int(at)] for at in answer.split()))
                    asked[key, question] = _qamr_asked(corpus, places[key], question, said)
    return rng.sample(list(asked.values()), min(QAMR, len(asked)))


def _qamr_asked(corpus: Corpus, number: int, question: str, answer: str) -> Asked:
    span = _found(corpus.sentences[number], answer)
    article, paragraph = corpus.article[number], corpus.paragraph[number]
    return Asked("qamr", question, article, paragraph, (number,), span, (answer,))


def _found(sentence: str, answer: str) -> tuple[int, int] | None:
    """Where the answer stands, if it stands there once."""
    start = sentence.find(answer)
    if not answer or start < 0 or sentence.find(answer, start + 1) >= 0:
        return None
    return start, start + len(answer)


def printed(text: str) -> str:
    """Tokenised text as it is printed: no space before a comma, brackets as they are."""
    for mark, sign in (("``", "“"), ("''", "”"), ("-LRB-", "("), ("-RRB-", ")"), ("-lrb-", "("),
                       ("-rrb-", ")"), ("-LSB-", "["), ("-RSB-", "]")):  # fmt: skip
        text = text.replace(mark, sign)
    text = re.sub(r"\s+(n't|n ' t|'s|'re|'ve|'ll|'d|'m)\b", r"\1", text)
    text = re.sub(r"\s+([,.;:!?)%\]”])", r"\1", text)
    return re.sub(r"([(\[“$])\s+", r"\1", text)


@cache
def _words(text: str) -> tuple[str, ...]:
    """Words cut to six letters, less the commonest: enough to tell what shares a subject."""
    return tuple(
        word[:6] for word in re.findall(r"\w+", text.casefold()) if word not in _FUNCTION_WORDS
    )


def _distinct(numbers: list[int], texts: list[str]) -> list[int]:
    first: dict[str, int] = {}
    for number in numbers:
        first.setdefault(texts[number], number)
    return list(first.values())
