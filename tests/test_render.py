"""Rendering: an article is never trusted, a quote is never touched, a number never moves."""

import html
import json
import re
from dataclasses import replace
from datetime import date

import pytest

from index import Article, Filters, Hit
from qa import Abstention, Citation, Reason, Short, Stage, Statement, Told, quotation, render
from qa.types import NOTHING
from qa.window import Exchange
from tests.answers import COVERAGE, answer, cite, whole
from tests.html_page import Html

TEXT = "The pier was shut.\n\nIt cost 4.2 million crowns, the mayor said. It opens in May."
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</mark></p></article><iframe src=//evil.example></iframe>",
    "![picture](https://evil.example/pixel.png) [link](javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)


def passage(text=TEXT, start=100, **fields):
    given = {"title": "Pier shut", "source": "Courier", "published": date(2024, 3, 14)}
    given |= {"url": "https://courier.example/pier"} | fields
    return whole("a1", text, start, **given)


def answered(*statements, **given):
    made = answer(*statements, **given)
    return Exchange(2, made.question).after(made, 0.42)


def drawn(exchange):
    return render.exchange(exchange) + render.cards(exchange)


# -- what an article says never becomes part of the page -----------------------------------------


@pytest.mark.parametrize("evil", HOSTILE)
def test_text_of_an_article_stays_text(evil):
    where = passage(f"Before. {evil} After.", title=evil, source=evil)
    shown = answered(Statement(f"“{evil}”", (cite(where, evil),)), hits=(Hit(where, 1.0),))
    harmless = answered(Statement("“x”", (cite(passage("Before. x After."), "x"),)))
    page, plain = Html(drawn(shown)), Html(drawn(harmless))
    assert page.tags == plain.tags
    assert page.attributes == plain.attributes
    assert page.text.count(evil) == 4  # statement, outlet, headline, passage
    assert page.marks == [evil]


@pytest.mark.parametrize("evil", HOSTILE)
def test_questions_errors_and_examples_stay_text(evil):
    failed = Exchange(1, evil, error=f"x {evil}")
    assert Html(render.exchange(failed)).text.count(evil) == 2
    assert not {"script", "img", "iframe"} & set(Html(render.exchange(failed)).tags)
    for offered in (render.examples([evil]), render.further(evil, Filters(outlets=(evil,)))):
        assert Html(offered).tags.count("button") == 1
        assert evil in Html(offered).text
        assert not {"script", "img", "iframe"} & set(Html(offered).tags)
    outlets = replace(COVERAGE, outlets=((evil, 41),))
    detail = answered(abstention=Abstention(Reason.OFF_TOPIC, evil), coverage=outlets)
    framed = Html(render.desk(outlets) + render.header(outlets, evil, evil))
    assert evil in framed.text
    assert not {"script", "img", "iframe"} & set(framed.tags)
    assert Html(drawn(detail)).text.count(evil[1:]) == 1
    assert not {"script", "img", "iframe"} & set(Html(drawn(detail)).tags)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "http://[half",
        "https://",
        "https://bank.example@evil.example/",
        "news/2024/pier",
    ],
)
def test_only_web_addresses_become_links(url):
    shown = answered(Statement("It cost.", (cite(passage(url=url), "It cost"),)))
    page = Html(render.cards(shown))
    assert [link["href"] for link in page.links] == ["#mark-2-1"]
    assert url in page.text


def test_a_web_address_opens_elsewhere_without_telling_the_opener():
    url = 'https://www.courier.example/pier?a=1&b="2"'
    shown = answered(Statement("It cost.", (cite(passage(url=url), "It cost"),)))
    link = Html(render.cards(shown)).links[-1]
    assert link["href"] == url
    assert "noopener" in link["rel"]
    assert link["target"] == "_blank"


# -- what was asked for, and the words that say it -------------------------------------------------

COST = "4.2 million crowns"


def quoting(where, quote, **given):
    cited = cite(where, quote)
    return Statement(quotation(cited), (cited,), **given)


def priced(where=None, *further, **given):
    """The answer that it cost so much, of a quotation that says so."""
    where = where or passage()
    said = quoting(where, "It cost 4.2 million crowns, the mayor said.")
    short = Short("money", (Told(COST, cite(where, COST)),))
    return answered(said, *further, **{"short": short} | given)


def test_what_was_asked_for_stands_first_and_its_words_are_marked_in_quote_and_source():
    shown = priced()
    fragment, cards = render.exchange(shown), render.cards(shown)
    page = Html(fragment)
    assert re.search(r"How much\?" + COST + r"\[1\].*It cost", page.text)
    assert '<p class="dl-short dl-large"' in fragment
    assert page.marks == Html(cards).marks == [COST]
    assert '<span class="dl-cited">It cost <mark>' in cards
    assert [link["href"] for link in page.links] == ["#card-2-1"] * 2
    assert page.ids.count("mark-2-1") == 1
    assert 'aria-live="polite"><p class="dl-short' in fragment


def test_whose_it_is_stands_above_a_quotation_and_not_in_it():
    fragment = render.exchange(priced())
    assert "<figcaption" in fragment
    assert "Courier, 14 March 2024</figcaption>" in fragment
    assert 'auto">“It cost ' in fragment
    worded = answered(Statement("The pier cost 4.2 million crowns.", (cite(passage(), COST),)))
    assert "figcaption" not in render.exchange(worded)
    bare = passage(source="", url="", published=None)
    assert "figcaption" not in render.exchange(priced(bare))


def test_outlets_that_differ_are_told_by_name_and_a_list_as_a_list():
    here, there = passage(), passage(source="Register")
    there = replace(there, article_id="a2")
    values = tuple(Told(COST, cite(one, COST), one.source) for one in (here, there))
    again = quoting(there, "It cost 4.2 million crowns, the mayor said.")
    shown = priced(here, again, short=Short("money", values))
    fragment = render.exchange(shown)
    assert fragment.partition("<template")[0].count("<li") == 2
    assert re.findall(r"crowns\[\d\]Courier|crowns\[\d\]Register", Html(fragment).text) == [
        "crowns[1]Courier",
        "crowns[2]Register",
    ]
    long = Short("saying", (Told("word " * 40, cite(here, COST)),))
    assert "dl-small" in render.exchange(priced(here, short=long))
    assert "dl-short" not in render.exchange(priced(short=NOTHING))


def test_the_day_that_is_meant_stands_beside_its_words_and_not_in_the_quote():
    where = passage("The pier was shut on Tuesday after a storm.")
    day = (date(2024, 3, 12), date(2024, 3, 12))
    said = quoting(where, where.text, when=day)
    end = Html(render.exchange(answered(said))).text
    assert "storm.” [12 March 2024][1]" in end
    beside = Html(render.exchange(answered(replace(said, told_at=cite(where, "Tuesday"))))).text
    assert "on Tuesday [12 March 2024] after a storm.”[1]" in beside


def test_a_quote_with_its_words_marked_is_the_quote():
    where = passage("One\n\nman paid  4.2\u00a0million crowns.", kind="")
    point = cite(where, "4.2\u00a0million")
    said = quoting(where, where.text)
    shown = answered(said, short=Short("money", (Told("4.2 million", point),)))
    text = Html(render.exchange(shown)).text
    assert said.text.removeprefix("Courier, 14 March 2024: ") in text
    assert Html(render.exchange(shown)).marks == ["4.2 million"]


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_is_told_in_short_stays_text(evil):
    where = passage(f"Before. {evil} After.", title=evil, source=evil)
    told = Told(evil, cite(where, evil), evil)
    shown = answered(quoting(where, where.text), short=Short("name", (told,)))
    assert evil in Html(render.exchange(shown)).text
    plain = passage("Before. x After.", title="x", source="x")
    same = Short("name", (Told("x", cite(plain, "x"), "x"),))
    harmless = answered(quoting(plain, plain.text), short=same)
    assert Html(drawn(shown)).tags == Html(drawn(harmless)).tags


def test_what_adds_little_is_folded_away_and_what_differs_never():
    here = passage()
    more = quoting(here, "It opens in May.")
    assert "<details" not in render.exchange(priced(here, more))
    fragment = render.exchange(priced(here, more, related=(1,)))
    folded = Html(fragment[fragment.index("<details") : fragment.index("</details>") + 10]).text
    assert folded.startswith("Also related")
    assert "It opens in May." in folded
    assert "It cost" not in folded


def test_a_long_question_can_be_seen_whole():
    asked = Exchange(1, "How much? " * 30, stopped=True)
    assert "data-whole" in render.exchange(asked)
    assert "data-whole" not in render.exchange(Exchange(1, "How much?", stopped=True))


# -- quotes and numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quote", ["It cost 4.2 million crowns", "The pier", "May.", "shut.\n\nIt cost", TEXT]
)
def test_exactly_the_cited_characters_are_marked(quote):
    shown = answered(Statement("Said.", (cite(passage(), quote),)))
    page = Html(render.cards(shown))
    assert page.marks == [quote]
    assert quote in page.text
    article = Article("a1", "Pier shut", "x" * 100 + TEXT)
    start = shown.citations[0].start
    opened = Html(render.article(article, here=(start, start + len(quote))))
    assert "".join("".join(opened.marks).split()) == "".join(quote.split())
    assert "".join(article.text.split()) in "".join(opened.text.split())


def test_a_quote_is_marked_where_it_stands_and_not_where_its_twin_stands():
    twice = passage("He left. She stayed. He left.")
    twice = replace(twice, sentences=((100, 108), (109, 120), (121, 129)))
    second = Citation(twice, twice.end - len("He left."), twice.end)
    fragment = render.cards(answered(Statement("He left.", (second,))))
    assert 'She stayed. <span class="dl-cited"><mark>He left.</mark>' in fragment


def test_marks_count_as_the_answer_counts_and_lead_to_their_cards():
    here = passage()
    first, second, third = (cite(here, q) for q in ("The pier", "It cost", "It opens"))
    shown = answered(
        Statement("One.", (second, first)),
        Statement("Two.", (third, second, third)),
        hits=(Hit(here, 1.0),),
    )
    page, cards = Html(render.exchange(shown)), Html(render.cards(shown))
    assert "".join(re.findall(r"\[\d+\]", page.text)) == "[1][2][3][1]"
    assert cards.marks == [c.quote for c in shown.answer.citations]
    assert [i for i in cards.ids if i.startswith("card-")] == ["card-2-1", "card-2-2", "card-2-3"]
    assert {link["href"][1:] for link in page.links} == set(cards.ids)
    assert {link["href"][1:] for link in cards.links if link["href"][0] == "#"} == {
        i for i in page.ids if i.startswith("mark-")
    }
    assert all(link["aria-label"] for link in page.links)


def test_numbers_do_not_move_while_statements_arrive():
    here = passage()
    statements = [
        Statement(f"{n}.", (cite(here, q),))
        for n, q in enumerate(("It opens", "The pier", "It opens", "It cost"))
    ]
    shown, seen = Exchange(2, "How much?").after(Stage("reading", "10 passages"), 0.1), []
    for statement in statements:
        shown = shown.after(statement, 0.2)
        assert "Reading 10 passages" in render.exchange(shown)
        seen.append(re.findall(r"\[\d+\]", Html(render.exchange(shown)).text))
    assert seen[-1] == ["[1]", "[2]", "[1]", "[3]"]
    assert all(seen[-1][: len(part)] == part for part in seen)
    final = answered(*statements)
    assert render.cards(final) == render.cards(shown)


# -- how an answer looks ---------------------------------------------------------------------------


def test_a_card_says_who_reported_it_and_when():
    text = Html(render.cards(answered(Statement("It cost.", (cite(passage(), "It cost"),))))).text
    for said in ("Courier", "14 March 2024", "Pier shut", "courier.example"):
        assert said in text


def test_a_card_does_not_invent_what_the_article_does_not_state():
    bare = passage(title="", source="", published=None, url="")
    page = Html(render.cards(answered(Statement("It cost.", (cite(bare, "It cost"),)))))
    assert f"article {bare.article_id}" in page.text
    assert "None" not in page.text
    assert "time" not in page.tags


def test_an_abstention_says_why_and_marks_nothing():
    near = tuple(Hit(passage(start=1000 * n, title=f"Story {n}"), 1 / n) for n in range(1, 6))
    why = Abstention(Reason.NO_ANSWER, "none states it; it holds 41 articles")
    shown = answered(abstention=why, hits=near)
    said, cards = render.exchange(shown), render.cards(shown)
    assert "dl-abstention" in said
    assert "The archive does not say." in Html(said).text
    assert "None states it; it holds 41 articles" in Html(said).text
    assert "<mark>" not in cards
    assert Html(cards).text.count("nearest, not an answer") == 3
    assert re.findall(r"Story \d", Html(cards).text) == ["Story 1", "Story 2", "Story 3"]
    supported = answered(Statement("It cost.", (cite(passage(), "It cost"),)), hits=near)
    assert "dl-abstention" not in render.exchange(supported)
    assert "not an answer" not in render.cards(supported)


def test_an_answer_tells_the_time_it_took_and_what_it_left_out():
    shown = answered(Statement("It cost.", (cite(passage(), "It cost"),)), dropped=2)
    text = Html(render.exchange(shown)).text
    assert "0.4 s" in text
    assert "2 sentences left out" in text


def test_a_failure_is_one_line_and_ends_the_work():
    shown = Exchange(1, "???", stage=Stage("searching", "95 passages"), error="no word in it")
    text = Html(render.exchange(shown)).text
    assert text.startswith("???No word in it")
    assert "Searching" not in text


def test_the_live_answer_is_read_out_and_earlier_ones_are_not():
    shown = answered(Statement("It cost.", (cite(passage(), "It cost"),)))
    assert 'aria-live="polite"' in render.exchange(shown)
    assert "aria-live" not in render.exchanges([shown])


def test_the_header_says_what_the_archive_holds():
    assert html.escape(str(COVERAGE)) in render.header(COVERAGE)


def test_styles_and_scripts_ask_no_other_host_for_anything():
    files = render.files()
    assert not re.search(
        r"@import|url\(|https?://|src=|fetch\(", (files[".css"] + files[".js"]).decode()
    )


def test_what_the_browser_keeps_stands_unharmed_in_an_attribute():
    kept = {"question": "\"'<>&", "n": [1, 2.5, None]}
    fragment = render.exchange(Exchange(1, "Who?", stopped=True), record=kept)
    written = re.search('data-record="([^"]*)"', fragment)[1]
    assert json.loads(html.unescape(written)) == kept


def test_an_answer_that_lost_what_carried_it_says_so_and_shows_nothing():
    text = Html(drawn(Exchange(1, "Who?", lost=2))).text
    assert "no longer shown" in text


def test_the_filters_of_an_answer_are_shown_on_it():
    filters = Filters(since=date(2024, 3, 1), outlets=("Courier",), kinds=("",))
    shown = replace(answered(Statement("It cost.", (cite(passage(), "It cost"),))), filters=filters)
    text = Html(render.exchange(shown)).text
    for chip in ("since 1 March 2024", "Courier", "kind not stated"):
        assert chip in text


def test_days_that_the_question_named_are_said_to_come_first():
    first = Filters(since=date(2024, 3, 1), until=date(2024, 3, 7))
    shown = answered(Statement("It cost.", (cite(passage(), "It cost"),)), first=first)
    told = "Articles since 1 March 2024, until 7 March 2024 first."
    assert told in Html(render.exchange(shown)).text
    plain = answered(Statement("It cost.", (cite(passage(), "It cost"),)))
    assert "first" not in Html(render.exchange(plain)).text
