"""The archive's room: what it holds adds up, what articles say stays text, paths stay at home."""

import csv
import io
import json
import re
from dataclasses import fields, replace
from datetime import date, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import (
    Article,
    Corrected,
    Coverage,
    Entry,
    Facets,
    Filters,
    Found,
    Page,
    Refused,
    Remark,
    Search,
    Selection,
    Snippet,
)
from qa import render
from qa.render.plot import figure, plot
from tests.html_page import Html
from tests.test_render import HOSTILE

COVERAGE = Coverage(
    articles=41,
    passages=95,
    outlets=(("Courier", 30), ("Register", 10), ("", 1)),
    first=date(2023, 9, 20),
    last=date(2024, 11, 21),
    undated=3,
    waiting_for_vectors=7,
    refused=2,
    kinds=(("", 38), ("opinion", 3)),
)
ENTRY = Entry(
    id="a1",
    title="Pier shut",
    outlet="Courier",
    published=date(2024, 3, 14),
    url="https://courier.example/pier",
    authors=("Ann Bray",),
    kind="opinion",
    file="pier.html",
    lead="The pier was shut.",
)


def searched(*entries, total=None, words="", filters=None, offset=0, limit=25, **more):
    """What a search gives: each entry with its lead as the one sentence."""
    each = tuple(
        Found(one, (Snippet(one.lead, 0, one.marks),) if one.lead else ()) for one in entries
    )
    total = len(entries) if total is None else total
    selection = Selection(filters or Filters())
    return Search(words, selection, entries=each, total=total, offset=offset, limit=limit, **more)


def found(*entries, removable=False, kept=None, **search):
    return render.listing(searched(*entries, **search), removable=removable, kept=kept)


def whole_search(facets, coverage=None, **search):
    """All of a search, with what narrows it."""
    return render.found(
        searched(ENTRY, facets=facets, **search), coverage or COVERAGE, removable=False
    )


def rows(fragment):
    """The table below the plot: name → articles."""
    cells = Html(fragment).cells[2:]
    return dict(zip(cells[::2], map(int, cells[1::2]), strict=True))


# -- what others wrote never becomes part of the page ----------------------------------------------


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.parametrize(
    "name", [f.name for f in fields(Entry) if f.name not in ("published", "marks", "corrected")]
)
def test_whatever_an_article_states_stays_text(name, evil):
    def whole(value):
        entry = replace(ENTRY, **{name: (value,) if name == "authors" else value})
        if name == "file":
            entry = replace(entry, title="")
        return Html(
            found(entry, removable=True) + render.shelf(Page((entry,), 1), may_publish=True)
        )

    page = whole(evil)
    assert page.shape == whole("x").shape
    if name == "id":
        assert set(page.values("data-article")) == set(page.values("data-remove")) == {evil}
    else:
        assert evil in page.text


@pytest.mark.parametrize("evil", HOSTILE)
def test_names_of_outlets_and_kinds_stay_text_and_arrive_whole(evil):
    def whole(value):
        named = replace(COVERAGE, outlets=((value, 40), ("y", 1)), kinds=((value, 40), ("y", 1)))
        facets = Facets(((value.casefold(), 40), ("y", 1)), ((value, 40), ("y", 1)))
        return Html(whole_search(facets, named))

    page = whole(evil)
    assert page.shape == whole("x").shape
    assert page.text.count(evil) == 2
    assert page.values("value").count(evil) == 2


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.parametrize("entries", [(), (ENTRY,)], ids=["nothing", "something"])
def test_what_was_looked_for_stays_text_and_comes_back_with_the_next_page(entries, evil):
    asked = Filters(date(2024, 1, 1), date(2024, 2, 1), (evil,), ("",))
    page = Html(found(*entries, words=evil, filters=asked))
    assert (
        page.shape == Html(found(*entries, words="x", filters=replace(asked, outlets=("x",)))).shape
    )
    assert page.text.count(evil) == 1
    assert json.loads(page.values("data-results")[0]) == {
        "words": evil,
        "order": "newest",
        "since": "2024-01-01",
        "until": "2024-02-01",
        "outlets": [evil],
        "kinds": [""],
        "years": [],
        "sections": [],
        "languages": [],
    }


@pytest.mark.parametrize("evil", HOSTILE)
def test_names_of_files_reasons_and_folders_stay_text(evil):
    evil = evil.replace("/", "∕")  # a name holds no slash

    def whole(value):
        unread = (render.Unread(value, value),)
        done = render.Addition("files", 1, 1, 1, unread=unread, remarks=unread, error=value)
        came = render.Came((value,), (value,), questions=(value,))
        return Html(
            render.addition(done)
            + render.added(done, came)
            + render.refused([Refused(Path(value), 0, value), Remark(Path(value), 1, value)])
            + render.adding(render.Allowed(files=True, folders=(value,)), [value])
        )

    page = whole(evil)
    assert page.shape == whole("x").shape
    assert page.text.count(evil) >= 10
    assert "/" not in page.text.replace("https://", "")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example/x", "http://[half", "pier"])
def test_only_web_addresses_become_links(url):
    page = Html(found(replace(ENTRY, url=url)))
    assert not page.values("href")
    assert url in page.text
    assert Html(found(ENTRY)).values("href") == ["https://courier.example/pier"]


# -- what the archive holds ------------------------------------------------------------------------


def test_the_overview_says_how_much_from_whom_and_what_is_amiss():
    text = Html(render.overview(COVERAGE)).text
    for said in (
        "41 articles from 2 outlets",
        "20 September 2023 to 21 November 2024",
        "3 articles without a date",
        "7 passages of 95 still without vectors",
        "2 records refused",
    ):
        assert said in text


def test_an_archive_without_trouble_or_articles_names_none():
    sound = replace(COVERAGE, undated=0, waiting_for_vectors=0, refused=0)
    assert "dl-notes" not in render.overview(sound)
    empty = Coverage(0, 0, (), None, None, 0, 0, 0)
    assert "The archive is empty." in Html(render.overview(empty)).text
    assert "data-csv" not in render.overview(empty)


def test_many_values_of_a_facet_fold_and_what_is_chosen_stands_first():
    names = [f"outlet {n:03}" for n in range(300)]
    facets = Facets(outlets=tuple((name, 300 - n) for n, name in enumerate(names)))
    many = replace(COVERAGE, outlets=tuple((name.title(), 1) for name in names))
    shown = whole_search(facets, many, filters=Filters(outlets=("Outlet 222", "Gone Gazette")))
    before, after = shown.split("Show all 301")
    assert before.count('name="outlets"') == 6
    assert after.count('name="outlets"') == 295
    values = Html(shown).values("value")
    assert values[:3] == ["Outlet 222", "Gone Gazette", "Outlet 000"]
    assert shown.count(" checked") == 2


def test_labels_below_the_bars_never_touch_not_even_on_a_phone():
    for years in range(2, 90):
        drawn = figure([(date(1930 + n, 5, 1), 1) for n in range(years)])
        for wide, labels in (
            (290, [one for one in drawn["labels"] if not one["seldom"]]),
            (560, drawn["labels"]),
        ):
            ends = []
            for one in labels:
                pixels, at = 7 * len(one["text"]), one["at"] * wide / 100
                share = 1 if one["anchor"] == "end" else 0.5
                ends.append((at - share * pixels, at + (1 - share) * pixels))
            assert all(a[1] + 4 < b[0] for a, b in pairwise(ends)), (years, wide)


def test_a_month_without_articles_is_a_gap_and_a_zero():
    drawn = plot([(date(2024, 1, 30), 2), (date(2024, 1, 31), 1), (date(2024, 3, 1), 6)])
    assert rows(drawn) == {"January 2024": 3, "February 2024": 0, "March 2024": 6}
    assert "<title>January 2024: 3 articles</title>" in drawn
    assert "<title>February" not in drawn
    heights = re.findall(r'class="dl-bar" .*?height="([\d.]+)"', drawn)
    assert float(heights[1]) == pytest.approx(2 * float(heights[0]), abs=0.2)
    assert Html(drawn).values("data-since").count("2024-02-01") == 0
    assert Html(drawn).values("data-until").count("2024-01-31") == 2  # the bar and its row


@pytest.mark.parametrize(
    ("years", "unit", "first"),
    [(3, "month", "January 1901"), (20, "quarter", "January–March 1901"), (80, "year", "1901")],
)
def test_long_times_are_drawn_by_longer_units_and_nothing_is_lost(years, unit, first):
    days = [date(1901, 1, 1) + timedelta(days=n) for n in range(0, years * 365, 37)]
    drawn = plot([(day, 1) for day in days])
    assert f"Articles by {unit}" in drawn
    assert next(iter(rows(drawn))) == first
    assert sum(rows(drawn).values()) == len(days)
    since, until = (Html(drawn).values(name) for name in ("data-since", "data-until"))
    inside = [sum(a <= str(day) <= b for a, b in zip(since, until, strict=True)) for day in days]
    assert set(inside) == {2}  # once as a bar and once as a row


def test_the_ends_of_the_calendar_can_be_drawn():
    drawn = plot([(date.min, 1), (date.max, 2)])
    assert (rows(drawn)["0s"], rows(drawn)["9990s"]) == (1, 2)
    assert {"0001-01-01", "9999-12-31"} <= {*Html(drawn).values("data-since")} | {
        *Html(drawn).values("data-until")
    }
    assert plot([]) == plot([(date.min, 0)]) == ""


def test_the_plot_says_in_words_what_it_shows():
    (said,) = [
        given["aria-label"]
        for tag, given in Html(plot([(date(2024, 1, 1), 2), (date(2024, 3, 1), 1_204)])).elements
        if tag == "svg"
    ]
    assert "January 2024 to March 2024" in said
    assert "March 2024: 1,204 articles" in said


# -- search ----------------------------------------------------------------------------------------


def test_every_field_of_the_form_has_a_label_and_dates_have_bounds():
    facets = Facets((("courier", 30), ("register", 10)), (("", 38), ("opinion", 3)))
    page = Html(render.search_form() + whole_search(facets))
    labelled = set(page.values("for"))
    for tag, attributes in page.elements:
        if tag in ("input", "select") and attributes.get("type") != "checkbox":
            assert attributes["id"] in labelled or attributes["aria-label"]
    assert page.values("min") == ["2023-09-20"] * 2
    assert page.values("max") == ["2024-11-21"] * 2
    assert "Courier30" in page.text.replace(" ", "").replace("articles", "")


def test_one_outlet_is_no_choice():
    one = replace(COVERAGE, outlets=(("Courier", 41),), kinds=(), first=None)
    assert 'name="outlets"' not in whole_search(Facets(outlets=(("courier", 41),)), one)


def test_a_page_of_articles_says_which_part_it_is_and_leads_on():
    page = Html(found(*[ENTRY] * 50, total=1_204, words="pier", offset=50, limit=50))
    assert page.text.startswith("51–100 of 1,204 articles with “pier”, newest first")
    assert page.values("data-offset") == ["100"]
    assert page.values("start") == ["51"]
    last = Html(found(ENTRY, total=101, offset=100))
    assert last.text.startswith("101–101 of 101 articles")
    assert not last.values("data-offset")
    assert Html(found(ENTRY)).text.startswith("1 article, newest first")


def test_an_entry_shows_what_the_article_states_and_nothing_else():
    page = Html(found(ENTRY))
    for said in ("Courier", "14 March 2024", "Opinion", "Pier shut", "By Ann Bray"):
        assert said in page.text
    bare = Entry("a9", "", "", None, "", (), "", "")
    text = Html(found(bare)).text
    assert text.startswith("1 article, newest firstarticle a9no dateSelect")


def test_exactly_the_marked_stretches_of_a_lead_are_marked():
    marked = replace(ENTRY, lead="A pier & a <b>pier</b>.", marks=((2, 6), (11, 14), (14, 18)))
    page = Html(found(marked))
    assert page.marks == ["pier", "<b>", "pier"]
    assert marked.lead in page.text


def test_the_headline_decides_which_way_an_entry_is_written():
    fragment = found(replace(ENTRY, title="إعادة فتح الجسر"))
    entry = fragment[fragment.index("<li") :]
    assert re.match(r'<li class="dl-entry" dir="auto"><h3><button [^>]*>إعادة', entry)
    assert "<bdi>Courier</bdi>" in entry


def test_only_what_may_be_removed_has_a_button_for_it():
    other = replace(ENTRY, id="a2")
    assert Html(found(ENTRY, other, removable=frozenset({"a2"}))).values("data-remove") == ["a2"]
    assert Html(found(ENTRY, other, removable=True)).values("data-remove") == ["a1", "a2"]
    assert not Html(found(ENTRY, other)).values("data-remove")


def test_only_whoever_may_edit_can_forget_and_only_what_is_everybodys():
    other = replace(ENTRY, id="a2")
    offered = Html(found(ENTRY, other, removable=True, kept=frozenset({"a2"})))
    assert offered.values("data-forget-for-good") == ["a1"]
    assert not Html(found(ENTRY, other, removable=True)).values("data-forget-for-good")


def test_finding_nothing_says_what_was_looked_for_and_what_would_find_more():
    asked = Filters(since=date(2024, 3, 1), kinds=("opinion",))
    hints = render.Hints("pier", (("peir", 0), ("harbour", 12)))
    page = Html(
        render.listing(searched(words="peir harbour", filters=asked), removable=False, hints=hints)
    )
    assert "No article with “peir harbour” among those it is narrowed to." in page.text
    assert "Did you mean pier?" in page.text
    assert "peir in none" in page.text
    assert "harbour 12 articles" in page.text
    assert "articles that state none are left out" in page.text
    left_out = [json.loads(one)[0] for one in page.values("data-off")]
    assert left_out == ["words", "since until years", "kinds"]
    assert page.values("data-words-instead") == ["pier", "harbour"]
    assert "There are no articles yet." in Html(found()).text


def test_a_question_can_be_asked_of_what_was_found_where_filters_can_say_it():
    def about(**search):
        page = Html(render.found(searched(ENTRY, **search), COVERAGE, removable=False))
        return [json.loads(one) for one in page.values("data-ask-about")][:1]

    [narrowed] = about(filters=Filters(date(2024, 3, 1), outlets=("Courier",)))
    assert narrowed == {"since": "2024-03-01", "until": "", "outlets": ["Courier"], "kinds": []}
    assert about(words="pier", ids=("a1",)) == [{"articles": ["a1"]}]
    # too many to be told one by one: only each article's own button is left
    assert about(words="pier", total=4_000) == [{"articles": ["a1"]}]
    assert "disabled" in render.found(
        searched(ENTRY, words="pier", total=4_000), COVERAGE, removable=False
    )


# -- adding and removing ---------------------------------------------------------------------------


def test_whoever_adds_is_told_who_will_see_it_and_how_much_is_taken():
    files = render.Allowed(files=True, max_files=50, max_file_bytes=20 * 2**20)
    alone = Html(render.adding(files, [".txt", ".jsonl"])).text
    assert "Only you see what you add here" in alone
    assert "TXT, JSONL; at most 50 files at a time, of up to 20 MB each." in alone
    both = replace(files, folders=("/srv/news",), pages=True)
    shared = render.adding(replace(both, max_file_bytes=1536), [".txt"])
    assert Html(shared).text.count("For everyone") == 2
    assert "1.5 KB" in Html(shared).text
    assert "data-folder" in shared
    assert "data-pages" in shared
    assert "<form" not in render.adding(files, [".txt"])
    assert not render.Allowed(files=False)


def test_how_far_adding_has_come_is_said_in_plain_words():
    now = render.Addition("files", 3, 12, 2, 1, (render.Unread("b.pdf", "is encrypted"),))
    page = Html(render.addition(now))
    assert "Reading 12 files… 3 of 12 files" in page.text
    assert "2 articles added, 1 was there already, 1 could not be read." in page.text
    assert "b.pdf is encrypted" in page.text
    assert (page.values("value"), page.values("max")) == (["3"], ["12"])
    embedding = Html(render.addition(replace(now, stage="vectors", done=24, total=93)))
    assert "searchable by their meaning… 24 of 93 passages" in embedding.text
    assert (
        "Reading the folder… 400 articles read"
        in Html(render.addition(render.Addition("articles", 400))).text
    )
    assert not Html(render.addition(render.Addition("articles", 0))).values("value")
    many = tuple(render.Unread(f"{n}.pdf", "is encrypted") for n in range(1_250))
    assert "and 1,230 more" in Html(render.addition(replace(now, unread=many))).text


def test_what_was_added_can_be_asked_about_and_handed_over():
    done = render.Addition("vectors", 9, 9, 9, 2, (render.Unread("b.pdf", "is encrypted"),))
    came = render.Came(
        ("own:a",), ("Courier",), (date(2024, 5, 5), date(2024, 5, 7)), ("What did it cost?",)
    )
    page = Html(render.added(done, came))
    assert "9 articles added, 2 were there already, 1 could not be read." in page.text
    assert "Asked of Courier, 5 May 2024 to 7 May 2024; the filter" in page.text
    wanted = {"since": "2024-05-05", "until": "2024-05-07", "outlets": ["Courier"]}
    assert json.loads(page.values("data-about")[0]) == wanted
    assert json.loads(page.values("data-filters")[0]) == wanted
    assert page.values("data-question") == ["What did it cost?"]
    assert json.loads(page.values("data-hand-over")[0]) == ["own:a"]
    nothing = render.added(render.Addition("files", 1, 1, 0), render.Came())
    assert "Nothing was added." in Html(nothing).text
    assert "data-about" not in nothing


def test_the_form_to_correct_says_what_the_file_says_of_what_was_corrected():
    day = date(2024, 3, 14)
    article = Article("a1", "Pier shut", "The pier.", "Courier", day, authors=("A", "B"))
    stated = {"title": "Home", "source": "scans", "published": None, "authors": ()}
    said = {"source": "Courier", "published": day}
    page = Html(render.correcting(article, Corrected("a1", said, stated)))
    assert {"Pier shut", "Courier", "2024-03-14", "A and B"} <= set(page.values("value"))
    assert "In the file: scans" in page.text
    assert "In the file: not stated" in page.text
    assert "Home" not in page.text
    assert "As in the file" in page.text
    assert "As in the file" not in Html(render.correcting(article, None)).text
    corrected = replace(ENTRY, corrected=("source", "published"))
    assert "Outlet and date corrected by hand" in Html(found(corrected)).text
    assert "Correct…" in Html(found(corrected, removable=True)).text
    assert "Correct…" not in Html(found(corrected)).text


def test_own_articles_can_be_removed_and_where_allowed_published():
    both = Page((ENTRY, replace(ENTRY, id="a2")), 2)
    page = Html(render.shelf(both, may_publish=True))
    assert page.values("data-publish") == page.values("data-remove") == ["a1", "a2"]
    assert len(page.values("data-remove-all")) == 1
    assert json.loads(page.values("data-results")[0])["mine"] is True
    assert not Html(render.shelf(both, may_publish=False)).values("data-publish")
    assert not Html(render.shelf(Page((), 0), True)).values("data-remove-all")


def test_what_was_refused_is_listed_by_file_and_line_without_its_folder():
    path = Path("/home/ann/secret/a.jsonl")
    page = Html(render.refused([Refused(path, 0, f"{path} is empty"), Remark(path, 12, "no date")]))
    assert page.cells[3:6] == ["a.jsonl", "", "Refused a.jsonl is empty"]
    assert page.cells[6:] == ["a.jsonl", "12", "Kept no date"]
    assert "secret" not in page.text
    assert render.refused([]) == ""
    many = render.refused([Refused(path, n, "x") for n in range(1_404)], shown=10)
    assert "The first 10 of 1,404." in Html(many).text
    assert many.count("<tr>") == 11


# -- the list as a file ----------------------------------------------------------------------------


def test_the_list_reads_back_as_it_was():
    entry = replace(ENTRY, title='He said "no", twice\nthen left', authors=("Ann Bray", "Bo Ek"))
    written = render.as_csv([entry, replace(ENTRY, published=None, file="/srv/news/pier.html")])
    assert written.startswith("\ufeffid,headline,")
    assert written.endswith("\r\n")
    first, second = list(csv.DictReader(io.StringIO(written[1:], newline="")))
    assert first["headline"] == entry.title
    assert first["authors"] == "Ann Bray; Bo Ek"
    assert (first["published"], second["published"]) == ("2024-03-14", "")
    assert second["file"] == "pier.html"


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"]
)
def test_no_cell_is_run_by_a_spreadsheet(formula):
    written = render.as_csv([replace(ENTRY, title=formula, outlet=formula, authors=(formula,))])
    row = next(csv.DictReader(io.StringIO(written[1:], newline="")))
    assert row["headline"].startswith("'")
    assert row["headline"].replace("'", "") == formula
    assert row["headline"] == row["outlet"] == row["authors"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@given(pieces=st.lists(st.sampled_from([*'=+-@＝;|\t\n\r ",', "'", "SUM(A1)", "a"]), max_size=12))
@example(pieces=["a", ";", "=", "SUM(A1)"])
@example(pieces=["a", '"', ";", '"', "=", "SUM(A1)"])
def test_no_cell_is_run_whatever_a_spreadsheet_separates_by(separator, pieces):
    text = "".join(pieces)
    written = render.as_csv([replace(ENTRY, title=text, outlet=text, authors=(text, text))])
    for row in csv.reader(io.StringIO(written[1:], newline=""), delimiter=separator):
        assert not [cell for cell in row if re.match(r"""[\s"]*[=+\-@＝＋－＠]""", cell)]


# -- style and script ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names", [("library.css", "library.js"), ("search.css", "search.js")], ids=["library", "search"]
)
def test_styles_and_script_ask_no_other_host_and_styles_stay_on_the_page(names):
    sheet, script = (
        resources.files("qa.render").joinpath(name).read_text("utf-8") for name in names
    )
    assert not re.search(r"@import|url\(|https?:", sheet + script)
    assert "</" not in script
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    while "(" in plain:
        plain = re.sub(r"\([^()]*\)", "", plain)
    for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", plain):
        for selector in selectors.split(","):
            assert re.search("#dl-(page|archive)", selector), selector
