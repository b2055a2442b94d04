"""Sentences of real articles, edited so that they stay true or become false; seeded.

The edits know nothing of the support check: they are patterns over the raw text. Those that keep
the meaning are what a model that words an answer does lightly; those that change it are the
mistakes that it must not get away with.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index import Passage, evidence_spans
from qa.types import Citation
from tests.benchmarks.data import DATA, lines

MONTHS = tuple(date(2024, month, 1).strftime("%B") for month in range(1, 13))
DAYS = tuple(date(2024, 1, day).strftime("%A") for day in range(1, 8))
NUMBERS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_FIGURE = re.compile(
    r"(?<![\w.,:/-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d/]|[,.:-]\d|st|nd|rd|th)"
)
_YEAR = re.compile(r"(?<![\w.,$£€-])((?:19|20)\d\d)(?![\w,.-]*\d)")
_WORD_NUMBER = re.compile(rf"\b({'|'.join(NUMBERS)})\b(?! (?:of|[Tt]hirds|Nations)\b)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2}(?![\w’'-]| [A-Z&])")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|has|have|had|can|could|should|did|does)\b"
    r"(?! (?:not|no|only|just|also|never|nothing|little|few|neither)\b|n[’']t)"
)
_NO_NAMES = {*MONTHS, *DAYS, "The", "And", "But", "For"}


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article: where it stands, its text, and the names of the article."""

    passage: Passage
    start: int
    end: int
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.passage.slice(self.start, self.end)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return (Citation(self.passage, self.start, self.end),)


Edit = Callable[[Sentence, random.Random], str | None]


def sentences(passages: Sequence[Passage], articles: int, seed: int) -> list[Sentence]:
    """Whole reporting sentences of 8 to 45 words, at most three of an article."""
    rng = random.Random(seed)
    found = []
    for passage in rng.sample(passages, min(articles, len(passages))):
        listed = dict.fromkeys(_NAME.findall(passage.text))
        names = tuple(name for name in listed if not set(name.split()) & _NO_NAMES)
        spans = [(a, b) for a, b in evidence_spans(passage.text) if _whole(passage.text[a:b])]
        for a, b in rng.sample(spans, min(3, len(spans))):
            found.append(Sentence(passage, a, b, names))
    return found


def _whole(text: str) -> bool:
    return (
        8 <= len(text.split()) <= 45
        and bool(re.fullmatch(r"[A-Z][^\n?!]*[a-z\d)%]\.", text))
        and text.count('"') in (0, 2)
    )


def reported(half: int = 1) -> list[Passage]:
    """Every other article of BBC News, AP and the news quiz, each as one passage.

    Nothing is fitted on them. Half 0 was looked at while rules were written, half 1 was not.
    """
    found = []
    for folder, title, source in (
        ("bbc", "title", "BBC News"), ("ap", "headline", "AP"), ("newsquiz", "title", ""),
    ):  # fmt: skip
        for record in list(lines(DATA / folder / "articles.jsonl.gz"))[half::2]:
            source = source or record["source"]
            found.append(_passage(record["id"], record["text"], record[title], source,
                                  record.get("published")))  # fmt: skip
    return [passage for passage in found if passage]


def fitted_on() -> list[Passage]:
    """Articles that Wikinews reports drew on: for fitting."""
    found = []
    for number, cluster in enumerate(lines(DATA / "wikinews" / "clusters.jsonl")):
        for at, one in enumerate(cluster["sources"]):
            if one["language"] == "en":
                found.append(_passage(f"{number}-{at}", one["maintext"], one.get("title") or "",
                                      "Wire", cluster.get("date")))  # fmt: skip
    return [passage for passage in found if passage]


def _passage(key: str, text: str, title: str, source: str, day: str | None) -> Passage | None:
    if len(text) <= 300:
        return None
    return Passage(key, text, 0, len(text), (), title, source, _day(day))


def _day(written: str | None) -> date | None:
    """The day that is written in the first ten characters, if one is."""
    try:
        return date.fromisoformat((written or "")[:10].replace("/", "-"))
    except ValueError:
        return None


# Edits that change what is said


def number_changed(of: Sentence, rng: random.Random) -> str | None:
    """Another plausible figure or number word in place of one."""
    text = of.text
    found = [m for m in _FIGURE.finditer(text) if not _YEAR.fullmatch(m[1])]
    found += list(_WORD_NUMBER.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    written = match[1]
    if written in NUMBERS:
        new = rng.choice([n for n in NUMBERS if n != written and n not in text.lower()])
    else:
        new = _other_figure(written, rng)
    if new is None or re.search(rf"(?<!\d){re.escape(new)}(?!\d)", text):
        return None
    return text[: match.start(1)] + new + text[match.end(1) :]


def _other_figure(written: str, rng: random.Random) -> str | None:
    value = float(written.replace(",", ""))
    factor = rng.choice((0.4, 0.6, 0.75, 1.3, 1.5, 1.8, 2.0))
    if "." in written:
        decimals = len(written.partition(".")[2])
        new = f"{value * factor:.{decimals}f}"
    else:
        rounded = round(value * factor)
        zeros = len(written.replace(",", "")) - len(written.replace(",", "").rstrip("0"))
        rounded = round(rounded, -zeros) if zeros and rounded > 10**zeros else rounded
        new = f"{rounded:,}" if "," in written else str(rounded)
    return new if float(new.replace(",", "")) != value and not new.startswith("0") else None


def date_changed(of: Sentence, rng: random.Random) -> str | None:
    """Another month, weekday or year in place of one."""
    text = of.text
    choices = []
    for words in (MONTHS, DAYS):
        for match in re.finditer(rf"\b({'|'.join(words)})\b", text):
            if match[1] in ("May", "March") and match.start() == 0:
                continue
            choices.append((match, [w for w in words if w not in text]))
    for match in _YEAR.finditer(text):
        near = [str(int(match[1]) + n) for n in (-3, -2, -1, 1, 2, 3)]
        choices.append((match, [year for year in near if year not in text]))
    if not choices:
        return None
    match, others = rng.choice(choices)
    return text[: match.start(1)] + rng.choice(others) + text[match.end(1) :]


def name_changed(of: Sentence, rng: random.Random) -> str | None:
    """Another name, of the same article where it has one, in place of one."""
    text = of.text
    found = [m for m in _NAME.finditer(text) if not set(m[0].split()) & _NO_NAMES]
    for name in of.names:  # names that open the sentence, known from elsewhere in the article
        if text.startswith((f"{name} ", f"{name}'")):
            found.append(re.match(re.escape(name), text))  # type: ignore[arg-type]
    if not found:
        return None
    match = rng.choice(found)
    words = set(re.findall(r"\w+", text))
    size = len(match[0].split())
    others = [n for n in of.names if len(n.split()) == size and not set(n.split()) & words]
    if not others or rng.random() < 0.4:
        elsewhere = ["Halloran", "Petra Lindqvist", "Oswald Green Trust", "Brenmoor"]
        others = [n for n in elsewhere if len(n.split()) == size]
    return text[: match.start()] + rng.choice(others) + text[match.end() :]


def negation_changed(of: Sentence, rng: random.Random) -> str | None:
    """A negation taken out where there is one, else one put in."""
    text = of.text
    for pattern, new in (
        (r"\bwon[’']t\b", "will"), (r"\bcan[’']t\b|\bcannot\b", "can"), (r"n[’']t\b", ""),
        (r"(?<=\w) (?:not|never)\b(?! only| just| least| until)", ""),
    ):  # fmt: skip
        if len(re.findall(pattern, text)) == 1:
            return re.sub(pattern, new, text)
    found = list(_AUXILIARY.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    return f"{text[: match.end()]} not{text[match.end() :]}"


def names_swapped(of: Sentence, rng: random.Random) -> str | None:
    """Two names of the sentence in each other's place."""
    text = of.text
    found = [m for m in _NAME.finditer(text) if not set(m[0].split()) & _NO_NAMES]
    for name in of.names:
        if text.startswith(f"{name} "):
            found.insert(0, re.match(re.escape(name), text))  # type: ignore[arg-type]
    if len({m[0] for m in found}) < 2:
        return None
    one, other = sorted(rng.sample(found, 2), key=lambda m: m.start())
    between = text[one.end() : other.start()]
    if one[0] == other[0] or re.fullmatch(r",? ?(?:and|or|,)? ?", between):
        return None
    return text[: one.start()] + other[0] + between + one[0] + text[other.end() :]


def numbers_swapped(of: Sentence, rng: random.Random) -> str | None:
    """Two figures of the sentence in each other's place."""
    text = of.text
    found = [m for m in _FIGURE.finditer(text) if not _YEAR.fullmatch(m[1])]
    if len({m[1] for m in found}) < 2:
        return None
    one, other = sorted(rng.sample(found, 2), key=lambda m: m.start())
    if one[1] == other[1]:
        return None
    between = text[one.end() : other.start()]
    return text[: one.start()] + other[1] + between + one[1] + text[other.end() :]


def unit_changed(of: Sentence, rng: random.Random) -> str | None:
    """Another currency or unit."""
    text = of.text
    for old, new in (
        (r"£(?=\d)", "$"), (r"\$(?=\d)", "€"), (r"€(?=\d)", "£"),
        (r"(?<=\d)%", " million"), (r"(?<=\d) percent\b", " million"), (r"\bmillion\b", "billion"),
        (r"\bbillion\b", "million"), (r"\bmiles\b", "kilometres"), (r"\bdays\b", "weeks"),
        (r"\bmonths\b", "years"), (r"\bweeks\b", "months"), (r"\bhours\b", "days"),
    ):  # fmt: skip
        if re.search(rf"\d[^.]{{0,12}}{old}|{old}\d", text) and re.search(old, text):
            return re.sub(old, new, text, count=1)
    return None


def opposite_said(of: Sentence, rng: random.Random) -> str | None:
    """The opposite of a common word."""
    pairs = (
        ("rose", "fell"), ("increased", "decreased"), ("won", "lost"), ("more", "less"),
        ("higher", "lower"), ("before", "after"), ("largest", "smallest"),
        ("accepted", "rejected"), ("opened", "closed"), ("bought", "sold"), ("early", "late"),
        ("increase", "decrease"), ("first", "last"), ("support", "oppose"), ("rise", "fall"),
        ("northern", "southern"), ("profit", "loss"), ("above", "below"), ("strong", "weak"),
    )  # fmt: skip
    both = [*pairs, *((b, a) for a, b in pairs)]
    found = [(a, b) for a, b in both if re.search(rf"\b{a}\b(?! than)", of.text)]
    if not found:
        return None
    old, new = rng.choice(found)
    return re.sub(rf"\b{old}\b", new, of.text, count=1)


def claim_hardened(of: Sentence, rng: random.Random) -> str | None:
    """What somebody alleges, or what may be, given as a fact."""
    text = of.text
    for pattern, new in (
        (r",? according to [^,.]+(?=[,.])", ""), (r"\b(?:allegedly|reportedly) ", ""),
        (r"\balleged ", ""), (r"\b(?:may|might|could) be\b", "is"),
        (r"\b(?:may|might|could) have\b", "has"),
    ):  # fmt: skip
        if re.search(pattern, text):
            return re.sub(pattern, new, text, count=1)
    return None


def plan_done(of: Sentence, rng: random.Random) -> str | None:
    """What is still to come, told as done."""
    new = re.sub(r"\b(?:will|would) be (?=\w+ed\b)", "was ", of.text, count=1)
    return new if new != of.text else None


CHANGES: Mapping[str, Edit] = {
    "number": number_changed,
    "date": date_changed,
    "name": name_changed,
    "negation": negation_changed,
}
EXTRA_CHANGES: Mapping[str, Edit] = {
    "two names swapped": names_swapped,
    "two numbers swapped": numbers_swapped,
    "unit": unit_changed,
    "opposite word": opposite_said,
    "claim made fact": claim_hardened,
    "plan made deed": plan_done,
}

# Edits that keep what is said


def verbatim(of: Sentence, rng: random.Random) -> str | None:
    """The sentence itself."""
    return of.text


def numbers_respelled(of: Sentence, rng: random.Random) -> str | None:
    """Words for figures and figures for words, scales written out."""
    text = of.text

    def digits(match: re.Match[str]) -> str:
        return str(NUMBERS.index(match[1]) + 2)

    def spelled(match: re.Match[str]) -> str:
        value = int(match[1]) if match[1].isdigit() else 0
        return NUMBERS[value - 2] if 2 <= value <= 12 else match[0]

    new = re.sub(r"(\d(?:\.\d+)?) ?(?:m|mn)\b(?! )", r"\1 million", text)
    new = re.sub(r"(\d) ?bn\b", r"\1 billion", new)
    if new == text:
        new = re.sub(r"(\d(?:\.\d+)?) million\b", r"\1m", text)
        new = re.sub(r"(?<=\d) billion\b", "bn", new)
    if new == text:
        new = _WORD_NUMBER.sub(digits, text)
    if new == text:
        after = rf"(?<!{')(?<!'.join(f'{m} ' for m in (*MONTHS, 'and', 'to'))})(?<![\w.,$£€/-])"
        new = re.sub(
            rf"{after}(\d+)(?= [a-z])(?! (?:million|billion|percent|and|to|[ap]\.m))", spelled, text
        )
    if new == text:
        new = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return new if new != text else None


def percent_respelled(of: Sentence, rng: random.Random) -> str | None:
    """ "%" for "per cent" and the other way round."""
    text = of.text
    new = re.sub(r"(?<=\d) ?(?:per cent|percent)\b", "%", text)
    if new == text:
        new = re.sub(r"(?<=\d)%", rng.choice((" percent", " per cent")), text)
    return new if new != text else None


def rounded(of: Sentence, rng: random.Random) -> str | None:
    """ "More than 4 million" for 4.2 million, "nearly 5 million" for 4.8."""
    match = re.search(r"(?<![\w.,])(\d{1,3})\.(\d)(?= (?:million|billion)\b|m\b|bn\b)", of.text)
    before = of.text[max(0, (match.start() if match else 0) - 14) : match.start() if match else 0]
    if not match or re.search(r"(?:than|over|about|nearly|almost|to|around|of) \S?$", before):
        return None
    whole, tenth = int(match[1]), int(match[2])
    if not whole or tenth in (0, 4, 5, 6):
        return None
    words = "more than" if tenth < 5 else "nearly"
    sign = before[-1] if before[-1:] in "$£€" else ""
    start = match.start() - len(sign)
    return f"{of.text[:start]}{words} {sign}{whole + (tenth > 5)}{of.text[match.end() :]}"


def contracted(of: Sentence, rng: random.Random) -> str | None:
    """ "didn't" for "did not" and the other way round."""
    text = of.text
    new = re.sub(
        r"\b(did|does|do|is|are|was|were|has|have|had|would|could|should) not\b", r"\1n't", text
    )
    new = re.sub(r"\b(?:cannot|can not)\b", "can't", re.sub(r"\bwill not\b", "won't", new))
    if new == text:
        new = re.sub(r"\bwon[’']t\b", "will not", re.sub(r"\bcan[’']t\b", "cannot", text))
        new = re.sub(r"n[’']t\b", " not", new)
    return new if new != text else None


def abbreviated(of: Sentence, rng: random.Random) -> str | None:
    """US, U.S., United States and their like for each other."""
    groups = (
        ("U.S.", "US", "United States"), ("U.K.", "UK", "United Kingdom"),
        ("European Union", "EU"), ("United Nations", "UN", "U.N."), ("Prime Minister", "PM"),
    )  # fmt: skip
    for group in groups:
        for old in group:
            if re.search(rf"(?<!\w){re.escape(old)}(?!\w)", of.text) and not of.text.endswith(old):
                new = rng.choice([one for one in group if one != old])
                return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, of.text)
    return None


def title_dropped(of: Sentence, rng: random.Random) -> str | None:
    """ "Blair" for "Mr Blair"."""
    new = re.sub(r"\b(?:Mr|Mrs|Ms|Dr|Sir)\.? (?=[A-Z])", "", of.text)
    return new if new != of.text else None


def day_dropped(of: Sentence, rng: random.Random) -> str | None:
    """ "on Monday" left out."""
    new = re.sub(
        rf",? (?:on )?(?:{'|'.join(DAYS)})(?= |,|\.)(?! (?:night|morning))", "", of.text, count=1
    )
    return new if new != of.text else None


def day_moved(of: Sentence, rng: random.Random) -> str | None:
    """ "on Monday" put first."""
    match = re.search(rf" on ({'|'.join(DAYS)})(?= |\.|,)", of.text)
    if not match:
        return None
    rest = of.text[: match.start()] + of.text[match.end() :]
    first = rest.split()[0]
    lowered = rest[0].lower() + rest[1:] if first in ("The", "A", "An", "It", "He", "She") else rest
    return f"On {match[1]}, {lowered}"


def day_resolved(of: Sentence, rng: random.Random) -> str | None:
    """ "on 14 March 2024" for "on Thursday", reckoned back from the day of publication."""
    match = re.search(rf"\bon ({'|'.join(DAYS)})(?= |\.|,)", of.text, re.I)
    published = of.passage.published
    ahead = re.search(
        r"\b(?:will|would|next|due|scheduled|until|by|expected|before|plans?|to)\b", of.text
    )
    if not match or not published or ahead or "last" in of.text:
        return None
    back = (published.weekday() - DAYS.index(match[1].title())) % 7
    day = published - timedelta(back)
    written = rng.choice(
        (
            f"{day.day} {day:%B %Y}",
            f"{day:%B} {day.day}, {day.year}",
            f"{day:%A} {day.day} {day:%B}",
        )
    )
    return of.text[: match.start(1)] + written + of.text[match.end(1) :]


def attribution_added(of: Sentence, rng: random.Random) -> str | None:
    """The outlet named, with or without the day."""
    outlet, published = of.passage.outlet, of.passage.published
    first = of.text.split()[0]
    text = of.text
    if first in ("The", "A", "An", "It", "He", "She", "They", "In", "But", "This"):
        text = text[0].lower() + text[1:]
    if published and rng.random() < 0.5:
        return f"{outlet} reported on {published.day} {published:%B %Y} that {text}"
    return f"According to {outlet}, {text}"


def attribution_moved(of: Sentence, rng: random.Random) -> str | None:
    """ "Police said the road was shut" for "The road was shut, police said"."""
    match = re.fullmatch(r"([^\"“”,]{20,}), ((?:[\w’'-]+ ){0,5}[\w’'-]+) (said|says)\.", of.text)
    if not match:
        return None
    said, who, verb = match.groups()
    first = said[0].lower() if said[:2] in ("Th", "A ") else said[0]
    return f"{who[0].upper()}{who[1:]} {verb} {first}{said[1:]}."


def tense_changed(of: Sentence, rng: random.Random) -> str | None:
    """The reporter's tenses moved on, as in a look back."""
    text = of.text
    for old, new in (
        (r"\bhas been\b", "was"), (r"\bhave been\b", "were"), (r"\bsays\b", "said"),
        (r"\bhas said\b", "said"), (r"\bhas (\w+ed)\b", r"\1"), (r"\bhave (\w+ed)\b", r"\1"),
    ):  # fmt: skip
        if re.search(old, text):
            return re.sub(old, new, text, count=1)
    return None


def clause_dropped(of: Sentence, rng: random.Random) -> str | None:
    """An opening clause, or an aside between commas, left out."""
    opening = re.match(
        r"(?:After|While|In|At|On|During|With|Despite|Since|As|When|Following|But|And|However|Meanwhile"
        r"|Earlier|Last|For)\b[^,]{2,60}, (?=[^\W\d])",
        of.text,
    )
    rest = of.text[opening.end() :] if opening else ""
    if len(rest.split()) >= 8 and not re.match(r"(?:and|or|which|who|but)\b|[A-Z]\w+, ", rest):
        return rest[0].upper() + rest[1:]
    aside = re.sub(r", (?:who|which|a|an|the)\b[^,\"“”]{8,70},", "", of.text, count=1)
    return aside if aside != of.text else None


def word_replaced(of: Sentence, rng: random.Random) -> str | None:
    """A common word by another of the same meaning."""
    pairs = (
        ("said", "stated"), ("began", "started"), ("buy", "purchase"), ("help", "assist"),
        ("big", "large"), ("show", "reveal"), ("about", "around"), ("also", "too"),
        ("many", "numerous"), ("wants", "would like"), ("get", "obtain"), ("job", "post"),
        ("announced", "said"), ("told", "informed"), ("says", "states"), ("near", "close to"),
        ("children", "kids"), ("because", "since"), ("use", "employ"), ("need", "require"),
        ("ended", "finished"), ("almost", "nearly"), ("important", "significant"),
    )  # fmt: skip
    found = [(a, b) for a, b in pairs if re.search(rf"\b{a}\b", of.text)]
    if not found:
        return None
    old, new = rng.choice(found)
    return re.sub(rf"\b{old}\b", new, of.text, count=1)


PARAPHRASES: Mapping[str, Edit] = {
    "verbatim": verbatim,
    "number respelled": numbers_respelled,
    "percent respelled": percent_respelled,
    "rounded with a word": rounded,
    "contracted": contracted,
    "abbreviated": abbreviated,
    "title dropped": title_dropped,
    "day dropped": day_dropped,
    "day moved": day_moved,
    "day resolved": day_resolved,
    "outlet named": attribution_added,
    "speaker moved": attribution_moved,
    "tense changed": tense_changed,
    "clause dropped": clause_dropped,
    "word replaced": word_replaced,
}


def edited(of: Sequence[Sentence], edit: Edit, count: int, seed: int) -> list[tuple[Sentence, str]]:
    """At most `count` sentences to which `edit` applies, in random order, with the edited text."""
    rng = random.Random(seed)
    found = []
    for sentence in rng.sample(of, len(of)):
        text = edit(sentence, rng)
        if text and (edit is verbatim or text != sentence.text):
            found.append((sentence, text))
        if len(found) == count:
            break
    return found


def lightly(edit: Edit) -> Edit:
    """`edit` made to a sentence that was lightly reworded before, where that is possible."""

    def both(of: Sentence, rng: random.Random) -> str | None:
        for before in rng.sample([word_replaced, tense_changed, clause_dropped, day_dropped], 4):
            if text := before(of, rng):
                passage = Passage("reworded", text, 0, len(text), ())
                return edit(Sentence(passage, 0, len(text), of.names), rng)
        return None

    return both
