"""How a question is worded of what a sentence says; None where its words make no clear one.

A match has the `subject`, the `verb` and the `rest` of a sentence, as far as its form has them.
"""

import re

from index import CALENDAR, terms
from qa.language import Form, read
from qa.language.bases import base
from qa.language.clauses import form
from qa.language.lists import ATTRIBUTIONS, CLAUSES, WORDS
from qa.language.numerals import number_words
from qa.offering.lists import OFFERS

Match = re.Match[str]


def cost(match: Match) -> str | None:
    """Such as "How much did the repairs to the harbour bridge cost?"."""
    subject = named(match["subject"], match.string)
    return f"How much did {subject} cost?" if subject else None


def paid(match: Match) -> str | None:
    """Such as "How much did the insurer pay?"."""
    subject, bare = named(match["subject"], match.string), base(match["verb"])
    pays = match["verb"] in OFFERS.among("payments")
    return f"How much did {subject} {bare}?" if subject and bare and pays else None


def many(match: Match) -> str | None:
    """Such as "How many people were treated for burns?"."""
    rest, be, verb = _plain(match["rest"]), match["be"], match["verb"]
    acts = form(verb) in (Form.PAST, Form.EITHER) and not _no_deed(verb)
    fits = form(verb) in (Form.PARTICIPLE, Form.EITHER) if be else acts
    if not fits or rest is None or not _counted(match):
        return None
    told = " ".join(f"{match['what']} {be} {verb}{rest}".split())
    return f"How many {told}?" if len(terms(told)) > 2 else None


def how_many(match: Match) -> str | None:
    """Such as "How many investigators did the office send to the island?"."""
    subject, bare = named(match["subject"], match.string), base(match["verb"])
    rest, what = _plain(match["rest"]), match["what"]
    dated = what.split()[0] in CLAUSES.among("times") or what.startswith("of ")
    further = any(form(word) in (Form.EITHER, Form.PARTICIPLE) for word in (rest or "").split())
    if not (subject and bare) or rest is None or dated or further or _no_deed(match["verb"]):
        return None
    return f"How many {what} did {subject} {bare}{rest}?" if _counted(match) else None


def done(asks: str, match: Match) -> str | None:
    """Such as "When was the harbour bridge closed?"."""
    subject, verb = named(match["subject"], match.string), match["verb"]
    rest = _plain(match["rest"])
    if not subject or rest is None or form(verb) not in (Form.PARTICIPLE, Form.EITHER):
        return None
    return f"{asks} {match['be']} {subject} {verb}{rest}?"


def did(asks: str, match: Match) -> str | None:
    """Such as "When did the council approve the plan?"."""
    subject, verb = named(match["subject"], match.string), match["verb"]
    rest, bare = _plain(match["rest"]), base(verb)
    if not subject or not bare or rest is None or _no_deed(verb):
        return None
    whole = _thing(rest) or (not rest and verb in OFFERS.among("happened"))
    return f"{asks} did {subject} {bare}{rest}?" if whole else None


def who_was(match: Match) -> str | None:
    """Such as "Who was elected mayor of Wendry?": with enough words that it is of one thing."""
    rest, verb = _plain(match["rest"]), match["verb"]
    fits = form(verb) in (Form.PARTICIPLE, Form.EITHER)
    return f"Who was {verb}{rest}?" if fits and rest and len(terms(rest)) > 1 else None


def who_did(match: Match) -> str | None:
    """Such as "Who headed the winning goal?"."""
    rest, verb = _plain(match["rest"]), match["verb"]
    named_by = match["answer"].split()[0].lower() not in WORDS.among("conjunctions")
    fits = base(verb) and not _no_deed(verb) and named_by
    return f"Who {verb}{rest}?" if fits and rest and _thing(rest) else None


def who_is(match: Match) -> str | None:
    """Such as "Who is Henrik Aldous?"."""
    words, said = match["name"].lower().split(), match["answer"].split()
    titles = WORDS.among("titles") | OFFERS.among("offices") | CLAUSES.among("prepositions")
    plain = titles.isdisjoint((words[0].strip("."), *words[0].split("-")))
    told = bool(terms(match["answer"])) and CALENDAR.isdisjoint(words)
    return f"Who is {match['name']}?" if plain and told and not _idle(said) else None


def _idle(said: list[str]) -> bool:
    """Whether words before a name are no office or trade: "talked to", and not "city engineer"."""
    if said[0] in ("a", "an", "the", "its", "chief", "head"):  # after the name
        return False
    verbs = any(form(word) not in (Form.NONE, Form.BASE) for word in said)
    return verbs or not _IDLE.isdisjoint(said)


_IDLE = CLAUSES.among("prepositions") | OFFERS.among("no_subject", "unnamed") | {"the", "a", "an"}


def named(subject: str, sentence: str) -> str:
    """The subject of a sentence as a question has it; empty where it does not say what it is.

    It does with a name or two words that mean something: "the harbour bridge", not "the report".
    """
    words = subject.split()
    low = [re.split("['’]", word.lower())[0] for word in words]
    if (
        not words
        or not ATTRIBUTIONS.isdisjoint(low[1:])
        or words[0] in ("A", "An")
        or not OFFERS.among("unnamed").isdisjoint(low)
    ):
        return ""
    if low[0] in number_words() or low[0][0].isdigit():
        return ""
    inner = words[words[0] == "The" :]
    if not any(word[0].isupper() for word in inner[1:]) and len(terms(" ".join(inner))) < 2:
        return ""
    opens_with_name = 0 in read(sentence).named and words[0] != "The"
    if low[1:2] and low[1] in CLAUSES.among("prepositions"):  # "Repairs to the bridge"
        opens_with_name = False
    return " ".join((words[0] if opens_with_name else words[0].lower(), *words[1:]))


def _counted(match: Match) -> bool:
    """Whether what is taken for a figure is one, and the question names no time by itself."""
    figure = match["answer"].lower().split("-")[0]
    timed = not CALENDAR.isdisjoint(match["rest"].lower().split())
    return (figure[0].isdigit() or figure in number_words()) and not timed


def _no_deed(verb: str) -> bool:
    return verb in OFFERS.among("no_deeds") or verb in ATTRIBUTIONS


def _thing(rest: str) -> bool:
    """Whether an object says which thing it is: "the winning goal", and not "a bill"."""
    said = len(terms(rest))
    if re.match(r" an? ", rest):
        return said > 2
    return said > 1 and bool(re.match(r" (?:the|[A-Z]\w*) ", rest))


def _plain(rest: str) -> str | None:
    """The rest of a question, None where it names nobody that a reader would know."""
    words = rest.lower().split()
    unclear = not OFFERS.among("unnamed").isdisjoint(words) or words[-1:] in (["the"], ["a"])
    return None if unclear else rest
