"""Timelines, what happened on some days, and digests: dated, cited lines, one an event."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Archive, HybridRetriever
from qa import Answerer, ExtractiveReader
from qa.exchanges import Exchange
from qa.printing import answer_lines
from qa.render.answers import exchange
from qa.survey.clustering import Told
from qa.survey.events import Event
from qa.survey.timeline import spread
from qa.types import Answer, Intent
from qa.understanding.intents import intent
from qa.window.exports import as_json, as_markdown, footnoted
from qa.window.persistence import recalled, record
from tests.answers import whole
from tests.conftest import HashEmbedder

TODAY = date(2024, 12, 2)
FERRY = "How did the ferry accident unfold?"

ASKING = [
    ("How did the harbour bridge affair develop?", Intent.TIMELINE, "harbour bridge"),
    ("Timeline of the lock strike and what came of it", Intent.TIMELINE, "lock strike"),
    ("How did the lock strike and its aftermath unfold?", Intent.TIMELINE, "lock strike"),
    ("How has the bridge affair unfolded so far?", Intent.TIMELINE, "bridge"),
    ("Give me a short timeline of the ferry accident.", Intent.TIMELINE, "ferry accident"),
    ("Skerrow ferry timeline", Intent.TIMELINE, "Skerrow ferry"),
    ("chronology of the Orle flood", Intent.TIMELINE, "Orle flood"),
    ("What led up to the ferry crash?", Intent.TIMELINE, "ferry crash"),
    ("What happened between March and May 2024 in Port Sellen?", Intent.DAYS, "Port Sellen"),
    ("What happened on 17 May 2024?", Intent.DAYS, ""),
    ("What happened last week in the pension case?", Intent.DAYS, "pension"),
    ("What was in the news in spring 2024?", Intent.DAYS, ""),
    ("News of 10 June 2024", Intent.DAYS, ""),
    ("Who retired this week?", Intent.DAYS, "retired"),
    ("Who was jailed in November 2024?", Intent.DAYS, "jailed"),
    ("ferry", Intent.DIGEST, "ferry"),
    ("King Halvard", Intent.DIGEST, "King Halvard"),
    ("Tell me about the mayor", Intent.DIGEST, "mayor"),
    ("the mayor", Intent.DIGEST, "mayor"),
    ("king halvard", Intent.DIGEST, "king halvard"),
    ("Anything on the ferry?", Intent.DIGEST, "ferry"),
    ("What about the harbour bridge?", Intent.DIGEST, "harbour bridge"),
    ("May 2024", Intent.DAYS, ""),
    ("17 May 2024?", Intent.DAYS, ""),
    ("summer 2024", Intent.DAYS, ""),
    ("last week", Intent.DAYS, ""),
    ("latest news", Intent.BRIEFING, ""),
    ("What is in the news?", Intent.BRIEFING, ""),
    ("Can you give me a summary of the flood?", Intent.DIGEST, "flood"),
    ("What do we know about Osric Pell?", Intent.DIGEST, "Osric Pell"),
]
FACTS = [
    "Who won the election last week?",
    "What happened to the ferry?",
    "What happened after the vote on 3 May?",
    "harbour bridge repair cost",
    "mayor of Wendry",
    "Tell me how the ferry crashed",
    "How did the mayor react?",
    "When did the ferry accident happen?",
    "How many people were injured in May 2024?",
]


@pytest.mark.parametrize(("question", "wants", "subject"), ASKING)
def test_what_asks_for_a_story(question, wants, subject):
    assert intent(question, TODAY) == (wants, subject)


@pytest.mark.parametrize("question", FACTS)
def test_what_asks_for_one_thing_is_a_fact(question):
    assert intent(question, TODAY) == (Intent.FACT, "")


# -- timelines -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ferry(answerer):
    return answerer.ask(FERRY, today=TODAY)


def days(answer):
    return [one.when[0].isoformat() for one in answer.statements]


def test_a_timeline_goes_from_the_first_event_to_the_last(ferry):
    assert ferry.intent is Intent.TIMELINE
    assert days(ferry) == sorted(days(ferry))
    assert (days(ferry)[0], days(ferry)[-1]) == ("2024-05-17", "2024-10-04")
    assert "2024-10-03" in days(ferry)  # the report


def test_an_event_is_on_its_own_day_not_on_that_of_its_article(ferry):
    accident = ferry.statements[0]
    assert accident.when == (date(2024, 5, 17), date(2024, 5, 17))
    assert accident.citations[0].passage.published == date(2024, 5, 18)


def test_an_event_of_many_reports_is_told_once_by_the_newest_figure(ferry):
    told = [one for one in ferry.statements if one.when == ferry.statements[0].when]
    assert len(told) == 1
    assert "Fourteen" in told[0].text


def test_two_things_of_one_day_are_two_lines(answerer):
    answer = answerer.ask("How did the harbour bridge affair develop?", today=TODAY)
    assert days(answer) == ["2023-09-20", "2024-03-14", "2024-03-14"]
    assert "6:02 a.m." in answer.statements[1].text
    assert "4.6 million" in answer.statements[2].text


def test_what_is_told_as_background_stands_in_its_own_month(answerer):
    first, second, *_ = answerer.ask("chronology of the Orle flood", today=TODAY).statements
    assert first.when == (date(1987, 3, 1), date(1987, 3, 31))
    assert second.when == (date(2024, 1, 4), date(2024, 1, 4))


def test_what_the_archive_does_not_have_has_no_timeline(answerer):
    assert answerer.ask("timeline of the moon landing", today=TODAY).abstained


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=30), st.integers(1, 8))
def test_of_too_many_events_the_lines_are_in_order_and_spread(offsets, most):
    told = [event(at, offset) for at, offset in enumerate(offsets)]
    chosen = spread(told, most)
    assert len(chosen) <= most
    assert [one.days for one in chosen] == sorted(one.days for one in chosen)
    assert set(map(id, chosen)) <= set(map(id, told))
    if most >= 4 and max(offsets) - min(offsets) > 200:
        between = [(one.days[0] - chosen[0].days[0]).days for one in chosen]
        assert between[-1] > 0.4 * (max(offsets) - min(offsets))


def event(at, offset):
    """One of the day `offset`, in words of its own."""
    from qa.language import read

    day = date(2023, 1, 1) + timedelta(offset)
    text = f"The council of Tarn{at} bought quay number{at} for crowns{at} from firm{at}."
    passage = whole(f"a{at}", text, title=f"Headline{at}", published=day)
    return Told((Event(passage, read(text, day, 0), (day, day), 1.0, 1.0),))


# -- days ------------------------------------------------------------------------------------------


def test_a_year_is_told_by_its_events(answerer):
    answer = answerer.ask("What happened in 2024?", today=TODAY)
    said = " ".join(one.text for one in answer.statements)
    assert len(answer.statements) >= 7
    for told in ("burst its banks", "harbour bridge at 6:02", "elected mayor", "Osric Pell"):
        assert told in said


def test_a_month_without_its_year_is_the_last_of_the_articles(answerer):
    answer = answerer.ask("What happened in March?", today=date(2026, 11, 29))
    assert set(days(answer)) == {"2024-03-14"}


def test_days_without_news_say_so_and_what_is_near(answerer):
    answer = answerer.ask("What happened in March 2019?", today=TODAY)
    assert answer.abstained
    assert "no article tells of March 2019" in answer.abstention.detail
    assert "nearest tells of 19 September 2023" in answer.abstention.detail
    assert answer.basis.hits


def test_a_week_of_a_month_is_that_week(answerer):
    first = answerer.ask("What happened in the first week of May 2024?", today=TODAY)
    assert "no article tells of 1 to 7 May 2024" in first.abstention.detail
    last = answerer.ask("What happened in the last week of May 2024?", today=TODAY)
    assert set(days(last)) <= {"2024-05-25", "2024-05-26"}


def test_who_died_is_who_died_then(answerer):
    answer = answerer.ask("Who died in February 2024?", today=TODAY)
    assert [one.when for one in answer.statements] == [(date(2024, 2, 6), date(2024, 2, 6))]
    assert "Maud Tennick" in answer.statements[0].text
    assert answerer.ask("Who died in May 2024?", today=TODAY).abstained


# -- digests ---------------------------------------------------------------------------------------


def test_a_digest_begins_with_the_result_and_never_with_what_was_corrected(answerer):
    answer = answerer.ask("Tell us about the marsh fever vaccine", today=TODAY)
    assert answer.intent is Intent.DIGEST
    assert "63 per" in answer.statements[0].text
    assert not any("36 per cent" in one.text for one in answer.statements)


def test_a_digest_says_how_much_there_is(answerer):
    answer = answerer.ask("marsh fever vaccine", today=TODAY)
    said = [one.text for one in answer.notes if one.kind == "coverage"]
    assert said == [
        "4 articles of 3 outlets are about “marsh fever vaccine”, from 10 April 2024 to 18 April "
        "2024."
    ]


@pytest.mark.parametrize("topic", ["ferry", "cup final", "Orle flood", "Ilse Corrand", "library"])
def test_what_articles_are_about_is_never_refused(answerer, topic):
    answer = answerer.ask(topic, today=TODAY)
    assert not answer.abstained
    quotes = [one.citations[0].quote for one in answer.statements]
    assert len(quotes) == len(set(quotes)) <= 4


@pytest.mark.parametrize("topic", ["volcano", "tell me about whales"])
def test_what_no_article_is_about_is_refused(answerer, topic):
    assert answerer.ask(topic, today=TODAY).abstained


QUIET = "The weather was calm in the valley, and little else was to be told of the day."


@pytest.fixture
def asked(tmp_path):
    """Ask invented articles: (headline, text, day, outlet)."""
    opened = []

    def ask(question, *articles):
        news = tmp_path / "news"
        news.mkdir()
        lines = [
            {"id": f"a{at}", "title": title, "text": text, "published": day, "source": outlet}
            for at, (title, text, day, outlet) in enumerate(articles)
        ]
        lines_ = "".join(f"{json.dumps(one)}\n" for one in lines)
        (news / "news.jsonl").write_text(lines_, "utf-8")
        archive = Archive(tmp_path / "archive", HashEmbedder(), create=True)
        opened.append(archive)
        archive.sync(news)
        reader = ExtractiveReader(archive.rarity, archive.embedder)
        return Answerer(archive, HybridRetriever(archive), reader).ask(question, today=TODAY)

    yield ask
    for archive in opened:
        archive.close()


def test_a_word_in_passing_is_refused_with_how_often(asked):
    passing = f"{QUIET} " * 8 + "A baker sold gingerbread. " + f"{QUIET} " * 8
    answer = asked(
        "gingerbread",
        ("Calm day", passing, "2024-05-02", "Tarn Echo"),
        ("Frost", QUIET, "2024-05-03", "Tarn Echo"),
    )
    assert answer.abstained
    assert "mentioned in passing in 1 article" in answer.abstention.detail


def test_an_abbreviation_is_told_by_what_it_stands_for(asked):
    passing = f"{QUIET} " * 8 + "The Tarn River Board (TRB) sold a boat to the town in May. "
    answer = asked("TRB", ("Calm day", passing, "2024-05-02", "Tarn Echo"))
    assert "Tarn River Board (TRB)" in answer.statements[0].text


def test_copies_are_one_line_of_a_timeline(asked):
    text = (
        "The old mill of Tarn burned down on Monday after a spark flew into the flour loft, the "
        "fire brigade said. Nobody was hurt. The mill was built by two brothers from Merrow."
    )
    later = "The council of Tarn decided on Tuesday to build the burned mill anew with a loan."
    answer = asked(
        "timeline of the mill fire",
        ("Mill fire in Tarn", text, "2024-05-07", "Tarn Echo"),
        ("Mill fire in Tarn", text, "2024-05-07", "Merrow Post"),
        ("Tarn mill to rise again after fire", later, "2024-05-15", "Tarn Echo"),
    )
    assert days(answer) == ["2024-05-06", "2024-05-14"]


def test_a_day_in_the_news_ahead_is_no_event(asked):
    answer = asked(
        "How did the mill story develop?",
        ("Mill sold", "The mill was sold to a baker on Monday.", "2024-05-07", "Tarn Echo"),
        (
            "Mill to open",
            "The mill will open on 1 July, its owner says.",
            "2024-05-20",
            "Tarn Echo",
        ),
    )
    assert days(answer) == ["2024-05-06"]


# -- shown -----------------------------------------------------------------------------------------

TABLE = """\
20 September 2023  Lorvane Press Agency, 20 September 2023: “The port city of Port Sellen closed its
                   only harbour bridge to all traffic on Wednesday after an inspection revealed
                   seven cracks in a main girder, city officials said.” [1]
14 March 2024      Harbour Courier, 14 March 2024: “The first lorry rolled over Port Sellen’s
                   harbour bridge at 6:02 a.m. on Thursday, 176 days after cracks in a main girder
                   forced the city to close it.” [2]
14 March 2024      Kestrane Register, 15 March 2024: “Repairs to the harbour bridge in Port Sellen
                   cost 4.6 million crowns, the National Audit Office said on Thursday, hours after
                   the bridge was reopened to traffic.” [3]"""


def test_the_terminal_shows_a_table(answerer):
    answer = answerer.ask("How did the harbour bridge affair develop?", today=TODAY)
    assert "\n".join(answer_lines(answer)).startswith(f"{TABLE}\n\n[1] ")


def test_the_window_shows_a_list_with_the_days_for_machines_too(ferry):
    html = exchange(Exchange(1, FERRY, answer=ferry, statements=ferry.statements))
    assert '<ol class="dl-course"' in html
    assert '<time class="dl-when" datetime="2024-05-17">17 May 2024</time>' in html
    assert "[17 May 2024]" not in html


def test_exports_say_each_event_with_its_day(ferry, answerer):
    shown = Exchange(1, FERRY, answer=ferry, statements=ferry.statements)
    markdown = as_markdown([shown], "Ferry", answerer.archive)
    assert "- **17 May 2024** " in markdown
    assert footnoted(shown).startswith("17 May 2024: ")
    told = as_json([shown], "Ferry", answerer.archive, {})["exchanges"][0]
    assert told["intent"] == "timeline"
    assert told["statements"][0]["when"] == ["2024-05-17", "2024-05-17"]


def test_json_and_the_browser_keep_that_it_is_a_timeline(ferry, answerer):
    told = ferry.as_dict()
    assert told["intent"] == "timeline"
    assert Answer.from_dict(told).chronicle
    assert Answer.from_dict({k: v for k, v in told.items() if k != "intent"}).intent is Intent.FACT
    shown = Exchange(1, FERRY, answer=ferry, statements=ferry.statements)
    again = recalled(record(shown, answerer.archive), 1, answerer.archive)
    assert again.chronicle
    assert [one.when for one in again.statements] == [one.when for one in ferry.statements]


@pytest.mark.slow
@pytest.mark.parametrize(("width", "beside"), [(1440, True), (390, False)])
def test_the_days_stand_beside_the_events_and_above_them_on_a_phone(chromium, url, width, beside):
    from tests.window import Window

    window = Window(chromium, url, width=width)
    window.asked(FERRY)
    day = window.page.locator(".dl-when").first.bounding_box()
    told = window.page.locator(".dl-course .dl-statement").first.bounding_box()
    assert (day["x"] + day["width"] <= told["x"]) is beside
    assert (day["y"] + day["height"] <= told["y"] + 1) is not beside
    window.close()


def test_what_articles_on_a_place_tell_of_a_day_counts_in_whichever_words(answerer):
    answer = answerer.ask("What happened in Port Sellen on 23 April 2024?", today=TODAY)
    assert any("did not approve the cruise terminal" in one.text for one in answer.statements)


def test_key_words_that_no_article_has_together_are_each_told(answerer):
    answer = answerer.ask("trawler lighthouse storm rescue", today=TODAY)
    assert answer.intent is Intent.DIGEST
    assert all(word in answer.text for word in ("trawler", "lighthouse", "storm", "saved"))
    assert answerer.ask("football hooligans stadium fire", today=TODAY).abstained
