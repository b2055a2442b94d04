"""An answer as JSON: printed as it always was, and an answer again when it is read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filters, Hit
from qa import (
    Abstention,
    Accord,
    Account,
    Agreement,
    Answer,
    Citation,
    Reason,
    Short,
    Statement,
    Told,
    Usage,
)  # fmt: skip
from qa.errors import RecordError
from qa.schema import VERSION
from qa.window.persistence import recalled, record
from tests import printed
from tests.answers import answer, cite, whole

BEFORE = {
    one["name"]: one
    for one in map(json.loads, (Path(__file__).parent / "data/answers.jsonl").open())
}
"""What was printed before JSON had a version, of the same questions and articles, but for its days,
which are written out since."""

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
COUNTS = st.integers(0, 9)
DAYS = st.none() | st.dates()
USAGE = st.builds(Usage, st.integers(1, 9), COUNTS, COUNTS, st.none() | st.floats(0, 1))


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    with printed.archive(tmp_path_factory.mktemp("printed")) as archive:
        yield archive


@pytest.fixture(scope="module")
def exchanges(held):
    return dict(printed.exchanges(held))


def as_text(value):
    """JSON to the byte, but for the last digits of scores, which machines reckon differently."""
    return json.dumps(rounded(value), ensure_ascii=False, indent=1)


def rounded(value):
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list) else value


# -- printed as it was -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", BEFORE)
def test_an_answer_is_printed_as_before_under_a_version(exchanges, name):
    told = exchanges[name].answer.as_dict()
    assert next(iter(told.items())) == ("version", VERSION)
    assert as_text(printed.as_before(told)) == as_text(BEFORE[name]["answer"])


@pytest.mark.parametrize("name", BEFORE)
def test_a_browser_keeps_what_it_kept_before(exchanges, held, name):
    kept = printed.as_before(record(exchanges[name], held))
    assert as_text(kept) == as_text(BEFORE[name]["record"])


@pytest.mark.parametrize("name", BEFORE)
def test_what_a_browser_kept_before_is_the_same_exchange(exchanges, held, name):
    kept = record(recalled(BEFORE[name]["record"], 1, held), held)
    assert printed.as_before(kept) == BEFORE[name]["record"]


# -- read again ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BEFORE)
def test_an_answer_printed_before_versions_is_an_answer_again(name):
    told = Answer.from_dict(BEFORE[name]["answer"]).as_dict()
    assert (told["version"], told["short"], told["notes"]) == (VERSION, None, [])
    assert printed.as_before(told) == BEFORE[name]["answer"]


@st.composite
def answers(draw):
    """Any answer, over passages with anything around the quotes."""
    passages = [
        whole(f"{at}{draw(WORDS)}", draw(WORDS) + "“Quote.”" + draw(WORDS), draw(COUNTS),
              title=draw(WORDS), source=draw(WORDS), published=draw(DAYS), file=draw(WORDS))
        for at in range(draw(st.integers(1, 5)))
    ]  # fmt: skip
    citations = st.sampled_from([
        replace(cite(one, "“Quote.”"), also=tuple(draw(st.lists(WORDS, max_size=2))))
        for one in passages
    ])  # fmt: skip
    said = st.builds(
        Statement,
        WORDS.filter(str.strip),
        st.lists(citations, min_size=1, max_size=3).map(tuple),
        st.none() | st.tuples(st.dates(), st.dates()).map(sorted).map(tuple),
    )
    given = {
        "question": draw(WORDS),
        "understood": draw(st.text(max_size=0) | WORDS),
        "hits": tuple(Hit(one, draw(st.floats(0, 1))) for one in passages),
        "made_by": draw(WORDS),
        "settings": draw(WORDS),
        "as_of": draw(st.dates()),
        "confidence": draw(st.none() | st.floats(0, 1)),
        "broken": draw(st.just("") | WORDS),
        "usage": draw(st.just(Usage()) | USAGE),
        **{name: draw(COUNTS) for name in ("dropped", "invented", "repaired")},
    }
    if draw(st.booleans()):
        why = Abstention(draw(st.sampled_from(Reason)), draw(WORDS))
        return answer(abstention=why, **given)
    statements = draw(st.lists(said, min_size=1, max_size=3))
    stretches = st.sampled_from([
        Citation(one.passage, one.start + draw(COUNTS) % 4, one.end - draw(COUNTS) % 4)
        for statement in statements
        for one in statement.citations
    ])  # fmt: skip
    values = st.builds(Told, WORDS.filter(str.strip), stretches, st.just("") | WORDS)
    several = st.lists(values, min_size=1, max_size=2).map(tuple)
    brief = draw(st.just(Short()) | st.builds(Short, st.just("date"), several))
    cited = tuple(one for statement in statements for one in statement.citations)
    account = st.builds(
        Account,
        WORDS.filter(str.strip),
        st.lists(WORDS, max_size=2).map(tuple),
        st.none() | st.dates(),
        st.lists(st.sampled_from(cited), min_size=1, max_size=2, unique=True).map(tuple),
    )
    differ = st.lists(account, min_size=2, max_size=3).map(tuple)
    agreement = draw(st.none() | st.builds(Agreement, differ, st.just(Accord.DIFFER)))
    return replace(answer(*statements, **given), short=brief, agreement=agreement)


@given(answers())
def test_whatever_is_printed_is_read_again_and_printed_the_same(given_answer):
    told = json.loads(json.dumps(given_answer.as_dict()))
    again = Answer.from_dict(told)
    assert again.as_dict() == told == given_answer.as_dict()
    assert Answer.from_dict(again.as_dict()) == again
    assert [one.citation.quote for one in again.short.values] == [
        one.citation.quote for one in given_answer.short.values
    ]
    for name in ("question", "understood", "text", "abstention", "provenance"):
        assert getattr(again, name) == getattr(given_answer, name)
    quotes = [(one.quote, one.start, one.also) for one in given_answer.citations]
    assert [(one.quote, one.start, one.also) for one in again.citations] == quotes
    read = [(hit.passage.id, hit.passage.text) for hit in given_answer.basis.hits]
    assert [(hit.passage.id, hit.passage.text) for hit in again.basis.hits] == read[:3]
    assert str(again.basis.coverage) == str(given_answer.basis.coverage)
    assert again.basis.filters == Filters()  # which nothing that is printed tells


def test_the_passage_of_a_citation_that_was_read_again_is_its_quote(exchanges):
    [citation] = Answer.from_dict(exchanges["stated"].answer.as_dict()).citations
    assert citation.passage.text == citation.quote == printed.CRANE
    with pytest.raises(ValueError, match="not inside"):
        Citation(citation.passage, citation.start, citation.end + 1)


def without(name):
    return lambda told: {key: value for key, value in told.items() if key != name}


def changed(**fields):
    return lambda told: told | fields


def citing(**fields):
    return lambda told: told | {"citations": [told["citations"][0] | fields]}


def with_value(**fields):
    value = {"text": "The", "outlet": "", "citation": 1, "start": 0, "end": 3, "quote": "The"}
    return changed(short={"text": "The", "kind": "thing", "values": [value | fields]})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda told: None, "the whole of it"),
        (lambda told: [told], "the whole of it"),
        (changed(version=VERSION + 1), f"version: is {VERSION + 1}, .* reads {VERSION}"),
        (changed(version="1"), "version: is '1'"),
        (changed(question={1}), "no JSON"),
        (without("archive"), "archive: Field required"),
        (without("usage"), "usage: Field required"),
        (changed(dropped="2"), "dropped: "),
        (changed(dropped=-1), "dropped: "),
        (changed(dropped=True), "dropped: "),
        (changed(confidence=float("nan")), "confidence: "),
        (changed(as_of="2026-02-30"), "as_of: "),
        (changed(usage={"requests": 1}), r"usage\.prompt_tokens: Field required"),
        (changed(statements=[{"text": "x"}]), r"statements\.0\.citations: Field required"),
        (changed(statements=[{"text": " ", "citations": [1]}]), "statements: .* needs words"),
        (changed(statements=[{"text": "x", "citations": [2]}]), "citations: there are 1"),
        (changed(statements=[]), "statements: "),
        (changed(abstained=True), "reason: "),
        (changed(abstained=True, reason="off_topic", statements=[]), "detail: "),
        (
            changed(abstained=True, reason="boredom", detail="", statements=[], citations=[]),
            "reason: 'boredom' is none of no_articles, off_topic",
        ),
        (changed(short={"text": "x", "kind": "date", "values": []}), r"short\.values: "),
        (with_value(citation=2), "short: there is no citation 2"),
        (with_value(quote="crane"), "short: 'crane' is not what is cited there"),
        (with_value(end=900), "short: "),
        (with_value(text=" "), "short: .* needs words"),
        (citing(quote="A shorter one."), "citations: .* holds 14"),
        (citing(start=70), "citations: "),
        (citing(start=-1), r"citations\.0\.start: "),
        (citing(published="yesterday"), r"citations\.0\.published: "),
    ],
)
def test_what_is_no_answer_is_named_by_its_field(exchanges, change, says):
    with pytest.raises(RecordError, match=says):
        Answer.from_dict(change(exchanges["stated"].answer.as_dict()))
