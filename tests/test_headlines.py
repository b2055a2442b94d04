"""The headline of a saved page: what its readers see, without outlet, section or kicker."""

import pytest

from index.articles import read

BODY = (
    "<p>The ferry between Tamber and Skerrow will not sail before June, its owner said.</p>"
    "<p>Work on the slipway lasts longer than planned, as no winches could be had in spring.</p>"
    "<p>Until then a bus runs over Marsh Bridge, every twenty minutes and free for pupils.</p>"
)
TITLE = "Ferry to Skerrow stays in port until June"
OG = '<meta property="og:title" content="{}">'
SITE = '<meta property="og:site_name" content="Harbour Courier">'


def titled(tmp_path, head="", top=f"<h1>{TITLE}</h1>", around=""):
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{around}<article>{top}{BODY}</article>"
    (tmp_path / "page.html").write_text(f"{page}</body></html>", encoding="utf-8")
    (article,) = read(tmp_path / "page.html")
    return article


@pytest.mark.parametrize(
    "glued",
    [
        f"{TITLE} - Harbour Courier",
        f"{TITLE} | Harbour Courier",
        f"{TITLE} | Transport | Harbour Courier",
        f"{TITLE} – News – Harbour Courier",
        f"{TITLE} -- Coast -- Harbour Courier",
        f"Harbour Courier: {TITLE}",
        f"Harbour Courier | {TITLE}",
        f"{TITLE} | The Harbour Courier",
        f"{TITLE} - Harbour Courier - All the news of the coast since 1871",
    ],
)
def test_the_outlet_is_no_part_of_a_headline(tmp_path, glued):
    head = f'<title>{glued}</title>{SITE}<meta property="article:section" content="News">'
    assert titled(tmp_path, head, "").title == TITLE
    assert titled(tmp_path, head + OG.format(glued)).title == TITLE


@pytest.mark.parametrize(
    ("glued", "title", "outlet"),
    [
        ("港口渡轮停航至六月_交通_海港信使报", "港口渡轮停航至六月", "海港信使报"),
        ("港の連絡船、六月まで運休：港湾新報", "港の連絡船、六月まで運休", "港湾新報"),
        ("여객선 유월까지 운항 중단-사회ㅣ항구일보", "여객선 유월까지 운항 중단", "항구일보"),
        (
            "Паром не выйдет до июня — Портовый вестник",
            "Паром не выйдет до июня",
            "Портовый вестник",
        ),
        (
            "Fähre fährt erst im Juni wieder - Küstenbote",
            "Fähre fährt erst im Juni wieder",
            "Küstenbote",
        ),
    ],
)
def test_so_it_is_in_other_languages(tmp_path, glued, title, outlet):
    head = f'<title>{glued}</title><meta property="og:site_name" content="{outlet}">'
    assert titled(tmp_path, head, "").title == title


@pytest.mark.parametrize(
    "title",
    [
        "Storm on the coast – what we know",
        "Ferry: a village waits",
        "Marsh Bridge - the crossing that nobody wanted",
        "“We wait” | A year without the ferry",
    ],
)
def test_a_headline_with_a_separator_of_its_own_stays_whole(tmp_path, title):
    assert titled(tmp_path, OG.format(title) + SITE, f"<h1>{title}</h1>").title == title
    assert titled(tmp_path, f"<title>{title} | Harbour Courier</title>{SITE}", "").title == title


def test_the_heading_that_readers_see_comes_before_titles_for_search_engines(tmp_path):
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        '"headline": "Skerrow ferry: when does it sail, fares, timetable"}</script>'
        + OG.format("You will not believe when the ferry to Skerrow sails")
    )
    assert titled(tmp_path, head).title == TITLE


def test_a_logo_a_section_and_other_stories_are_no_headline(tmp_path):
    head = f"<title>{TITLE} - Harbour Courier</title>"
    logo = '<h1><a href="/"><img alt="Harbour Courier">HARBOUR COURIER</a></h1>'
    others = "<aside><h1>Ten walks by the sea in June</h1></aside><h1>News</h1>"
    article = titled(tmp_path, head, f"<h2>{TITLE}</h2>", logo + others)
    assert article.title == TITLE
    assert article.text.startswith("The ferry between")


@pytest.mark.parametrize(
    "heading",
    [
        f'<span class="article-kicker">Transport</span><span>{TITLE}</span>',
        f'<div class="topline">Sea traffic</div> {TITLE}',
        f'<strong class="label">Live</strong> <span class="t">{TITLE}</span>',
        f"{TITLE}<br><small><span>2 June 2024</span> • <span>Transport</span></small>",
        f'<span class="overline">Transport <span class="sr">:</span></span><span>{TITLE}</span>',
    ],
)
def test_what_stands_over_or_under_a_headline_is_no_part_of_it(tmp_path, heading):
    assert titled(tmp_path, OG.format(TITLE), f"<h1>{heading}</h1>").title == TITLE


def test_words_set_in_other_letters_are_part_of_the_headline(tmp_path):
    top = "<h1>Why <em>The Slipway</em> <span>is the film</span> of the year</h1>"
    assert titled(tmp_path, "", top).title == "Why The Slipway is the film of the year"


def test_a_headline_that_was_cut_off_is_completed(tmp_path):
    whole = (
        "Ferry to Skerrow stays in port until June as two winches are missing and the slipway is"
        " still under water every spring tide"
    )
    cut = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'
    head = cut % whole[:108] + OG.format(whole)
    assert titled(tmp_path, head, "").title == whole


def test_escapes_capitals_and_odd_spaces(tmp_path):
    head = OG.format("Ferry &amp;amp; bus: what&amp;#39;s next?")
    assert titled(tmp_path, head, "").title == "Ferry & bus: what's next?"
    article = titled(
        tmp_path, OG.format(TITLE), f"<h1>\n {TITLE.upper().replace(' ', '&nbsp;')}\n</h1>"
    )
    assert article.title == TITLE
    assert article.text.startswith("The ferry between")


def test_a_label_before_a_bar_is_no_part_of_a_headline(tmp_path):
    assert titled(tmp_path, OG.format(f"Opinion | {TITLE}"), "").title == TITLE


def test_a_page_that_states_no_headline_has_its_one_top_heading(tmp_path):
    assert titled(tmp_path).title == TITLE
    assert titled(tmp_path, "", "").title == ""
