"""What is counted over the articles: which questions ask for it, and that the counts are right."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Coverage, Filters
from qa import Turn
from qa.errors import RecordError
from qa.exchanges import Exchange
from qa.printing import answer_lines
from qa.render.answers import exchange
from qa.survey.scope import outlets_named
from qa.types import Answer, Intent, Reason
from qa.understanding.counts import asked
from qa.window.exports import as_json, as_markdown, footnoted
from qa.window.persistence import recalled, record

TODAY = date(2024, 12, 2)
OUTLETS = (
    "Harbour Courier", "Lorvane Press Agency", "Lorvane Broadcasting", "Kestrane Register",
    "Wendry Weekly", "Capital & Trade",
)  # fmt: skip
COUNTING = [
    ("How many stories mention the harbour bridge?", Intent.COUNT, "harbour bridge"),
    ("How many stories are about the ferry accident?", Intent.COUNT, "ferry accident"),
    ("How many articles mention the bridge in March by outlet?", Intent.COUNT, "bridge"),
    ("In how many of the articles is Skerrow named?", Intent.COUNT, "Skerrow"),
    ("How many of your articles mention Skerrow?", Intent.COUNT, "Skerrow"),
    ("How often is Skerrow mentioned?", Intent.COUNT, "Skerrow"),
    ("How many times was Dana Oresk mentioned since May 2024?", Intent.COUNT, "Dana Oresk"),
    ("Number of articles about the bridge by month", Intent.COUNT, "bridge"),
    ("Which articles mention Ilse Corrand?", Intent.COUNT, "Ilse Corrand"),
    ("List all articles about the ferry.", Intent.COUNT, "ferry"),
    ("What is in the archive on marsh fever?", Intent.COUNT, "marsh fever"),
    ("What does the archive have on marsh fever?", Intent.COUNT, "marsh fever"),
    ("What do you have on marsh fever?", Intent.COUNT, "marsh fever"),
    ("Is there anything about football in this archive?", Intent.COUNT, "football"),
    ("Is Dana Oresk mentioned in the archive?", Intent.COUNT, "Dana Oresk"),
    ("How many articles are there?", Intent.COUNT, ""),
    ("How many articles are from 2024?", Intent.COUNT, ""),
    ("How many articles are by the Courier?", Intent.COUNT, ""),
    ("How many articles did the Courier publish in May 2024?", Intent.COUNT, ""),
    ("What period does the archive cover?", Intent.COUNT, ""),
    ("How far back does the archive go?", Intent.COUNT, ""),
    ("What is in the archive?", Intent.COUNT, ""),
    ("Which papers covered the Orle flood?", Intent.OUTLETS, "Orle flood"),
    ("Which newspapers reported on the ferry accident?", Intent.OUTLETS, "ferry accident"),
    ("How many outlets covered the Orle flood?", Intent.OUTLETS, "Orle flood"),
    ("Who covered the cup final?", Intent.OUTLETS, "cup final"),
    ("Does the Courier cover the cruise terminal?", Intent.OUTLETS, "cruise terminal"),
    ("Did the Wendry Weekly report on the library roof?", Intent.OUTLETS, "library roof"),
    ("Which outlets are there?", Intent.OUTLETS, ""),
    ("Which newspapers are in the archive?", Intent.OUTLETS, ""),
    ("Which newsrooms covered the Orle flood?", Intent.OUTLETS, "Orle flood"),
    ("Who covered the Orle flood first?", Intent.FIRST, "Orle flood"),
    ("Who was first to report on the ferry accident?", Intent.FIRST, "ferry accident"),
    ("Which outlet broke the story of the cracks?", Intent.FIRST, "cracks"),
    ("When was Skerrow first mentioned?", Intent.FIRST, "Skerrow"),
    ("When was Dana Oresk last mentioned?", Intent.FIRST, "Dana Oresk"),
    ("What is the latest article about the ferry?", Intent.FIRST, "ferry"),
    ("Who is quoted most on the ferry accident?", Intent.QUOTED, "ferry accident"),
    ("Who is quoted on the flood?", Intent.QUOTED, "flood"),
]
REWORDED = [
    ("In how many articles does the harbour bridge appear?", Intent.COUNT, "harbour bridge"),
    ("How many articles has the archive got about the flood?", Intent.COUNT, "flood"),
    ("How often does the archive mention Dana Oresk?", Intent.COUNT, "Dana Oresk"),
    ("How many articles have the bridge in them?", Intent.COUNT, "bridge"),
    ("Can you count the articles mentioning Skerrow?", Intent.COUNT, "Skerrow"),
    ("How many articles a month are there?", Intent.COUNT, ""),
    ("Coverage of the bridge by month", Intent.COUNT, "bridge"),
    ("Do you have anything about marsh fever?", Intent.COUNT, "marsh fever"),
    ("What are the oldest and newest articles?", Intent.COUNT, ""),
    ("What is the date of the newest article?", Intent.FIRST, ""),
    ("When did the ferry accident first make the news?", Intent.FIRST, "ferry accident"),
    ("Which outlet was first with the ferry accident?", Intent.FIRST, "ferry accident"),
    ("By which outlets was the flood covered?", Intent.OUTLETS, "flood"),
    ("Was the flood covered by the Courier?", Intent.OUTLETS, "flood"),
    ("Does the Weekly have anything on the flood?", Intent.OUTLETS, "flood"),
    ("Name the outlets in the archive.", Intent.OUTLETS, ""),
    ("Tell me what is new on the ferry since May 2024", Intent.BRIEFING, "ferry"),
    ("Latest on the Rovers' cup since June 2024", Intent.BRIEFING, "Rovers' cup"),
    ("What has been reported on the ferry since June 2024?", Intent.BRIEFING, "ferry"),
]
FACTS = [
    "How many people died in the flood?",
    "How many times did Corrand visit the bridge?",
    "How many articles of impeachment were there?",
    "How many reports of abuse were made in 2021?",
    "How many reports did the office receive?",
    "How often does the ferry run?",
    "How many outlets does the store have?",
    "Who covered the costs of the repair?",
    "Who covered up the leak?",
    "Who reported the fire?",
    "Who wrote the report on the ferry?",
    "Who broke the record at Tamber?",
    "When was the ferry first built?",
    "When was the bridge last closed?",
    "Which newspaper reported that 14 were injured?",
    "What did the report say about the ferry?",
    "What is the article of faith?",
    "Was the mayor mentioned?",
    "What does the final report say?",
    "Which paper was signed in Kestrane?",
    "What happened to the ferry?",
    "Who was quoted as saying that the siren failed?",
    "What sources of energy does Lorvane have?",
    "Who wrote about the flood of 1987?",
    "How many articles did the treaty of 1921 contain, and which were kept?",
]
NOT_OURS = [
    "Does Medicare cover dental care?",
    "Did Veary mention the terminal?",
    "How many stories does the lighthouse have?",
    "How many articles does the constitution have?",
    "When did Corrand first mention the bridge?",
]
"""Only the archive knows that these name no outlet."""


@pytest.mark.parametrize(("question", "intent", "subject"), [*COUNTING, *REWORDED])
def test_what_asks_for_a_count(question, intent, subject):
    found = asked(question, TODAY)
    assert found is not None
    assert (found.intent, found.subject) == (intent, subject)


@pytest.mark.parametrize("question", FACTS)
def test_what_counts_in_the_world_is_a_fact(question):
    found = asked(question, TODAY)
    assert found is None


@pytest.mark.parametrize("question", NOT_OURS)
def test_who_is_no_outlet_of_the_archive_is_asked_for_a_fact(answerer, question):
    answer = answerer.ask(question, today=TODAY)
    assert answer.tally is None
    assert not any(note.kind == "rule" for note in answer.notes)


@settings(max_examples=150)
@given(
    st.sampled_from(["people", "passengers", "crowns", "ferries", "votes", "goals", "households"]),
    st.sampled_from(["died in", "were on", "came from", "mention", "cover", "are about"]),
    st.sampled_from(["the flood", "the bridge", "Skerrow", "the cup final"]),
)
def test_only_articles_and_outlets_are_counted_over_the_archive(noun, verb, thing):
    assert asked(f"How many {noun} {verb} {thing}?", TODAY) is None
    assert asked(f"How many articles mention {thing}?", TODAY) is not None


# -- counts, against counting by hand --------------------------------------------------------------


def having(archive, phrase: str, within=lambda _: True) -> set[str]:
    """The ids of the articles that have a phrase, found by reading every one."""
    wanted = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, phrase.split())) + r"(?!\w)", re.I)
    return {
        article.id
        for article, _ in archive.articles(archive.article_ids())
        if within(article) and wanted.search(f"{article.title}\n{article.text}")
    }


@pytest.mark.parametrize(
    "phrase", ["harbour bridge", "Dana Oresk", "Skerrow Line", "Sellen Rovers", "Piet Corrand"]
)
def test_articles_are_counted_as_reading_them_all_does(answerer, phrase):
    expected = having(answerer.archive, phrase)
    answer = answerer.ask(f"How many articles mention {phrase}?", today=TODAY)
    assert set(answer.tally.articles) == expected
    assert answer.short.text == f"{len(expected)} of 41 articles"
    assert sum(number for _, number in answer.tally.rows) == len(expected)
    [rule] = [note.text for note in answer.notes if note.kind == "rule"]
    assert rule.startswith(f"Articles with “{phrase}” in headline or text: {len(expected)} of 41")


def test_copies_are_counted_and_told(answerer):
    answer = answerer.ask("How many articles mention Dana Oresk?", today=TODAY)
    firsts = answerer.archive.firsts()
    copies = sum(firsts[one] != one for one in answer.tally.articles)
    assert f"{copies} of them are copies of another" in answer.notes[0].text
    assert len({c.passage.voice for c in answer.citations}) == len(answer.citations)


@pytest.mark.parametrize(
    ("times", "inside"),
    [
        ("in March 2024", lambda day: (day.year, day.month) == (2024, 3)),
        ("in March", lambda day: (day.year, day.month) == (2024, 3)),
        ("since 1 June 2024", lambda day: day >= date(2024, 6, 1)),
        ("before February 2024", lambda day: day < date(2024, 2, 1)),
        ("until February 2024", lambda day: day < date(2024, 3, 1)),
        ("after 14 March 2024", lambda day: day > date(2024, 3, 14)),
        ("in the first half of 2024", lambda day: date(2024, 1, 1) <= day <= date(2024, 6, 30)),
        ("in the third quarter of 2023", lambda day: date(2023, 7, 1) <= day <= date(2023, 9, 30)),
        ("in spring 2024", lambda day: date(2024, 3, 1) <= day <= date(2024, 5, 31)),
        ("between March and May 2024", lambda day: date(2024, 3, 1) <= day <= date(2024, 5, 31)),
        ("from 2023", lambda day: day.year == 2023),
    ],
)
def test_days_are_those_of_publication(answerer, times, inside):
    answer = answerer.ask(f"How many articles mention the bridge {times}?", today=TODAY)
    expected = having(answerer.archive, "bridge", lambda one: inside(one.published)) | having(
        answerer.archive, "bridges", lambda one: inside(one.published)
    )
    every = [a for a, _ in answerer.archive.articles(answerer.archive.article_ids())]
    assert set(answer.tally.articles) == expected
    assert answer.tally.of == sum(inside(one.published) for one in every)


def test_an_outlet_that_is_named_limits_the_count(answerer):
    answer = answerer.ask("How many articles in the Courier mention the bridge?", today=TODAY)
    assert [label for label, _ in answer.tally.rows] == ["Harbour Courier"]
    assert answer.tally.of == 10
    assert "of Harbour Courier" in answer.notes[0].text


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ("Which outlet mentions the harbour bridge most?", "Harbour Courier"),
        ("Which month had the most articles?", "May 2024"),
        ("Which month had the most articles about marsh fever?", "April 2024"),
    ],
)
def test_what_has_most_articles_is_told(answerer, question, most):
    answer = answerer.ask(question, today=TODAY)
    assert answer.short.text == most
    rows = dict(answer.tally.rows)
    assert rows[most] == max(rows.values())


def test_another_word_for_it_is_not_what_an_article_is_about(answerer):
    """A boat that overturned in the flood is no ferry."""
    answer = answerer.ask("How many articles are about the ferry?", today=TODAY)
    ferry = having(answerer.archive, "ferry") | having(answerer.archive, "ferries")
    assert set(answer.tally.articles) <= ferry


def test_a_pronoun_without_anything_before_it_is_no_subject(answerer):
    assert answerer.ask("How many articles mention it?", today=TODAY).tally is None


def test_months_are_counted_in_their_order(answerer):
    answer = answerer.ask("How many articles mention the ferry by month?", today=TODAY)
    assert answer.tally.by == "month"
    labels = [label for label, _ in answer.tally.rows]
    assert labels == sorted(labels, key=lambda one: datetime.strptime(one, "%B %Y"))
    assert sum(number for _, number in answer.tally.rows) == answer.tally.total


def test_a_phrase_that_stands_nowhere_is_looked_for_by_its_words_and_that_is_said(answerer):
    answer = answerer.ask("How many articles mention thruster coastguard?", today=TODAY)
    both = having(answerer.archive, "thruster") & having(answerer.archive, "coastguard")
    assert set(answer.tally.articles) == both
    assert answer.notes[0].text.startswith(
        "No article has “thruster coastguard”. Articles with all"
    )


def test_what_no_article_has_is_said_with_the_rule(answerer):
    answer = answerer.ask("How many articles mention “Zagreb tramway”?", today=TODAY)
    assert answer.abstention.reason is Reason.OFF_TOPIC
    assert "no article has “Zagreb tramway” in headline or text" in answer.abstention.detail
    assert (answer.tally.total, answer.tally.of) == (0, 41)


def test_outlets_that_covered_an_event_are_those_with_an_article_about_it(answerer):
    answer = answerer.ask("Which papers covered the Orle flood?", today=TODAY)
    assert {value.text for value in answer.short.values} == set(OUTLETS) - {"Capital & Trade"}
    assert len(answer.statements) == 5
    for statement in answer.statements:
        [citation] = statement.citations
        assert statement.text.startswith(f"{citation.passage.outlet}, ")
    assert dict(answer.tally.rows)["Wendry Weekly"] == 2


def test_an_outlet_either_covers_something_or_has_no_article(answerer):
    found = answerer.ask("Does the Courier cover the cruise terminal?", today=TODAY)
    assert {c.passage.outlet for c in found.citations} == {"Harbour Courier"}
    missing = answerer.ask("Does the Wendry Weekly cover the cruise terminal?", today=TODAY)
    assert "no article of Wendry Weekly has" in missing.abstention.detail


def test_the_agency_is_first_where_others_print_its_report(answerer):
    answer = answerer.ask("Who covered the Orle flood first?", today=TODAY)
    assert answer.short.text == "Lorvane Press Agency"


def test_first_and_last_mentions_are_dated(answerer):
    every = having(answerer.archive, "Dana Oresk")
    days = sorted(answerer.archive.article(one).published for one in every)
    for which, day in (("first", days[0]), ("last", days[-1])):
        answer = answerer.ask(f"When was Dana Oresk {which} mentioned?", today=TODAY)
        assert answer.short.text == f"{day.day} {day:%B %Y}"
        assert answer.citations[0].passage.published == day


def test_who_is_quoted_most_is_counted_by_name(answerer):
    answer = answerer.ask("Who is quoted most on the ferry accident?", today=TODAY)
    assert answer.tally.by == "speaker"
    numbers = [number for _, number in answer.tally.rows]
    assert numbers == sorted(numbers, reverse=True)
    assert answer.short.text == answer.tally.rows[0][0] == "Marit Solvane"


def test_the_archive_says_what_it_holds(answerer):
    assert answerer.ask("How many articles are there?").short.text == "41 articles"
    period = answerer.ask("What period does the archive cover?")
    assert period.short.text == "20 September 2023 to 21 November 2024"
    outlets = answerer.ask("Which outlets are there?")
    assert {value.text for value in outlets.short.values} == set(OUTLETS)


def test_chosen_filters_are_strict(answerer):
    only = Filters(outlets=("Kestrane Register",))
    answer = answerer.ask("How many stories mention the harbour bridge?", only, today=TODAY)
    assert {c.passage.outlet for c in answer.citations} == {"Kestrane Register"}
    assert answer.tally.of == 7


def test_a_tally_outlives_json(answerer):
    answer = answerer.ask("Which papers covered the Orle flood?", today=TODAY)
    told = answer.as_dict()
    assert told["tally"]["total"] == 8
    assert told["tally"]["asks"] == "outlets"
    assert Answer.from_dict(told).tally == answer.tally
    assert answerer.ask("Who is mayor of Port Sellen?", today=TODAY).as_dict()["tally"] is None


def test_a_follow_up_is_counted_too(answerer):
    first = answerer.ask("What happened to the harbour bridge?", today=TODAY)
    answer = answerer.ask("How many articles mention it?", turns=[Turn.of(first)], today=TODAY)
    assert answer.tally is not None
    assert answer.tally.total > 0


@pytest.mark.parametrize(
    ("name", "outlets"),
    [
        ("the Courier", ("Harbour Courier",)),
        ("LPA", ("Lorvane Press Agency",)),
        ("harbour courier", ("Harbour Courier",)),
        ("CNN", ("cnn.com",)),
        ("USA Today", ("usatoday.com",)),
        ("the constitution", ()),
        ("Trade", ("Capital & Trade",)),
        ("", ()),
    ],
)
def test_outlets_are_known_by_the_names_that_people_use(name, outlets):
    held = Coverage(
        1, 1, tuple((one, 1) for one in (*OUTLETS, "cnn.com", "usatoday.com")), None, None, 0, 0, 0
    )
    assert outlets_named(name, held) == outlets


# -- how it is shown -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counted(answerer):
    """A counting question with its answer, as the window has it."""
    question = "How many stories mention the harbour bridge?"
    exchange = Exchange(1, question, asked_at=datetime(2024, 12, 2, tzinfo=UTC))
    for event in answerer.stream(question, today=TODAY):
        exchange = exchange.after(event, 0.1)
    return exchange


def test_the_terminal_shows_a_table(counted):
    lines = list(answer_lines(counted.answer))
    at = lines.index("Articles by outlet:")
    assert lines[at + 1].split() == ["Harbour", "Courier", "4"]
    assert lines[at + 2].split() == ["Lorvane", "Press", "Agency", "2"]


def test_the_window_shows_a_table_and_escapes_it(counted):
    shown = exchange(counted)
    assert "<caption>Articles by outlet</caption>" in shown
    assert "41 articles looked at" in shown
    assert '<th scope="row" dir="auto">Capital &amp; Trade</th><td>1</td>' in shown


def test_an_export_has_the_table(counted, sample_archive):
    told = as_markdown([counted], "Counts", sample_archive)
    assert "| Harbour Courier | 4 |" in told
    [kept] = as_json([counted], "Counts", sample_archive, {})["exchanges"]
    assert kept["tally"]["total"] == 9
    assert "  Harbour Courier: 4" in footnoted(counted).splitlines()


def test_a_browser_keeps_what_was_counted(counted, sample_archive):
    again = recalled(record(counted, sample_archive), 1, sample_archive)
    assert again.answer.tally == counted.answer.tally
    assert again.answer.short.text == "9 of 41 articles"


def test_a_kept_tally_that_contradicts_itself_is_refused(counted, sample_archive):
    told = record(counted, sample_archive)
    told["tally"] |= {"total": 50}
    with pytest.raises(RecordError, match="tally"):
        recalled(told, 1, sample_archive)
