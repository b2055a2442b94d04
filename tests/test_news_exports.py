"""Files with many articles, as news databases export them, become those articles."""

from datetime import date

import pytest

from index.articles import read
from index.types import Article, Refused
from tests import exporting
from tests.exporting import STORIES, as_html, as_odt, as_pdf, as_rtf, as_text, as_word, changed


def saved(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def articles(path):
    outcomes = list(read(path))
    assert all(isinstance(one, Article) for one in outcomes), outcomes
    return outcomes


def told(found, section=True):
    return [
        (
            one.title,
            one.source,
            one.published,
            one.authors,
            one.text,
            one.section if section else "",
        )
        for one in found
    ]


def expected(stories, section=True, cased=str.upper):
    return [
        (
            *(one.title, one.outlet, one.day, (one.byline,), one.text),
            f"{cased(one.section)}, page {one.page}" if section else "",
        )
        for one in stories
    ]


def titled(text):
    return text.title()


CONTAINERS = {
    "a.txt": as_text,
    "a.docx": as_word,
    "a.rtf": as_rtf,
    "a.html": as_html,
    "a.odt": as_odt,
    "a.pdf": as_pdf,
}


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize("several", [1, 3])
def test_nexis_uni(tmp_path, name, several):
    path = saved(tmp_path, name, CONTAINERS[name](exporting.nexis(STORIES[:several])))
    found = articles(path)
    assert told(found) == expected(STORIES[:several])
    assert {(one.language, one.kind) for one in found} <= {("en", "news"), ("en", "")}


def test_nexis_uni_without_styles_and_cover(tmp_path):
    for cover in (True, False):
        data = as_word(exporting.nexis(STORIES, cover=cover), styled=False)
        assert told(articles(saved(tmp_path, "a.docx", data))) == expected(STORIES)


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.rtf", "a.html"])
def test_older_nexis(tmp_path, name):
    text = exporting.nexis_old(STORIES)
    rows = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    data = text.encode() if name == "a.txt" else CONTAINERS[name](rows)
    found = articles(saved(tmp_path, name, data))
    assert told(found) == expected(STORIES)
    assert {one.language for one in found} == {"en"}


@pytest.mark.parametrize("name", CONTAINERS)
def test_factiva(tmp_path, name):
    found = articles(saved(tmp_path, name, CONTAINERS[name](exporting.factiva(STORIES))))
    assert told(found) == expected(STORIES, cased=titled)
    assert [one.id for one in found] == [exporting.number(one) for one in STORIES]


@pytest.mark.parametrize("gap", ["  ", "\t", "\n"])
def test_factiva_with_codes(tmp_path, gap):
    rows = []
    for code, (first, *rest) in exporting.factiva_coded(STORIES):
        rows += [f"{code}{gap}{first}", *rest]
    found = articles(saved(tmp_path, "a.txt", as_text(rows)))
    assert told(found) == expected(STORIES, cased=titled)
    assert [one.id for one in found] == [exporting.number(one) for one in STORIES]


def test_factiva_with_codes_as_a_page(tmp_path):
    page = ""
    for code, rows in exporting.factiva_coded(STORIES):
        page += '<div class="article enArticle"><table>' if code == "SE" else ""
        cells = "".join(f'<p class="articleParagraph">{row}</p>' for row in rows)
        said = cells if code in ("LP", "TD") else rows[0]
        page += f"<tr><td><b>{code}</b>&nbsp;</td><td>{said}</td></tr>"
        page += "</table></div>" if code == "AN" else ""
    data = f"<html><head><title>Factiva</title></head><body>{page}</body></html>"
    assert told(articles(saved(tmp_path, "a.html", data))) == expected(STORIES, cased=titled)


@pytest.mark.parametrize("name", CONTAINERS)
def test_proquest(tmp_path, name):
    found = articles(saved(tmp_path, name, CONTAINERS[name](exporting.proquest(STORIES))))
    assert told(found) == expected(STORIES, cased=titled)
    assert [(one.id, one.url) for one in found] == [
        (f"29000{n}", f"https://www.proquest.example/docview/29000{n}") for n in (1, 2, 3)
    ]


def test_newsbank(tmp_path):
    found = articles(saved(tmp_path, "a.txt", as_text(exporting.newsbank(STORIES))))
    assert [(one.title, one.published, one.authors, one.text) for one in found] == [
        (one.title, one.day, (one.byline,), one.text) for one in STORIES
    ]
    assert [one.source for one in found][:2] == [
        "Harbour Courier (Tamber, TB)",
        "The Lantern (Tamber, TB)",
    ]


EUROPRESSE = """<!DOCTYPE html><html><head><title></title></head><body>{articles}</body></html>"""
ONE_OF_EUROPRESSE = """<article><header><div class="rdp__DocPublicationName">
<span class="DocPublicationName">Le Courrier du Port, no. 4301</span></div>
<div><span class="DocHeader">{header}</span></div>
<div class="titreArticle"><p class="sm-margin-bottom">VILLE</p>
<p class="titreArticleVisu rdp__articletitle">{title}</p></div>{author}</header>
<section><div class="DocText clearfix"><div class="docOcurrContainer">
<p>Le pont des Marais est <mark>fermé</mark> depuis mardi.</p>
<p>Une fissure a été trouvée dans la pile.</p></div></div></section>
<aside><b>Note(s) :</b><p>Photo.</p></aside>
<footer><small>© 2023 Le Courrier du Port. Tous droits réservés.</small>
<p>Numéro de document : news·20231107·LCP·{number}</p></footer></article>"""


def test_europresse(tmp_path):
    headers = ["Ville, mardi 7 novembre 2023, p. 12", "Tuesday, November 7, 2023, p. B3"]
    ways = ['<div class="docAuthors">Anne Colin</div>', "<div>Anne Colin</div>"]
    page = "".join(
        ONE_OF_EUROPRESSE.format(title=f"Pont fermé {n}", header=header, author=author, number=n)
        for n, (header, author) in enumerate(zip(headers, ways, strict=True))
    )
    found = articles(saved(tmp_path, "a.html", EUROPRESSE.format(articles=page)))
    text = "Le pont des Marais est fermé depuis mardi.\n\nUne fissure a été trouvée dans la pile."
    day = date(2023, 11, 7)
    assert told(found) == [
        ("Pont fermé 0", "Le Courrier du Port", day, ("Anne Colin",), text, "Ville, page 12"),
        ("Pont fermé 1", "Le Courrier du Port", day, ("Anne Colin",), text, "page B3"),
    ]
    assert [one.id for one in found] == ["news·20231107·LCP·0", "news·20231107·LCP·1"]


GERMAN = """
Ausgabeauftrag: Dokument(e) 1,2

                             Dokument 1 von 2

                             Tamberer Nachrichten

                             Dienstag 7. November 2023

Marschbrücke nach Riss gesperrt

AUTOR: Von Nele Brandt

RUBRIK: POLITIK; S. 3

LÄNGE: 120 Wörter

Tamber - Die Marschbrücke ist seit Dienstag gesperrt, weil Taucher einen Riss
im zweiten Pfeiler gefunden haben. Das sagte das Hafenamt. Die Sperrung dauert
sechs Wochen, und Busse fahren über das alte Viadukt, sagte der Hafenmeister.

UPDATE: 8. November 2023

SPRACHE: GERMAN; DEUTSCH

                     Copyright 2023 Tamber Verlag
                        Alle Rechte vorbehalten

                             Dokument 2 von 2

                             Tamberer Nachrichten

                             3.Januar 2024 Mittwoch

Leserbriefe

RUBRIK: MEINUNG; S. 12

LÄNGE: 40 Wörter

Die Brücke muss bleiben, auch wenn es teuer wird, denn ohne sie ist die Insel
keine Nachbarin mehr. Ich bin achtzig Jahre alt und gehe jeden Tag über sie.

Hans Abel, Tamber

UPDATE: 4. Januar 2024

SPRACHE: GERMAN; DEUTSCH
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_older_nexis_in_german(tmp_path, encoding, ends):
    path = saved(tmp_path, "a.txt", GERMAN.replace("\n", ends).encode(encoding))
    first, second = articles(path)
    assert (first.title, first.source) == (
        "Marschbrücke nach Riss gesperrt",
        "Tamberer Nachrichten",
    )
    assert (first.published, second.published) == (date(2023, 11, 7), date(2024, 1, 3))
    assert (first.authors, first.language) == (("Nele Brandt",), "de")
    assert (first.section, second.section) == ("POLITIK, page 3", "MEINUNG, page 12")
    assert first.text.endswith(
        "Das sagte das Hafenamt. Die Sperrung dauert sechs Wochen, und Busse fahren über das alte "
        "Viadukt, sagte der Hafenmeister."
    )
    assert second.title == "Leserbriefe"
    assert second.text.endswith("jeden Tag über sie.\n\nHans Abel, Tamber")


FRENCH = """
Région
Le pont des Marais fermé
Par Anne Colin
1 312 mots
7 novembre 2023
06:30
Le Courrier du Port
LCPORT
12
Français
Copyright 2023 Le Courrier du Port Tous droits réservés
Le pont des Marais est fermé depuis mardi, a annoncé la capitainerie.
Les bus passent par le vieux viaduc.
Document LCPORT0020231107ejb700012

Résumé de la recherche
Texte   pont
"""


def test_factiva_in_french_without_blank_lines(tmp_path):
    (one,) = articles(saved(tmp_path, "a.txt", FRENCH))
    assert told([one]) == [
        (
            *("Le pont des Marais fermé", "Le Courrier du Port", date(2023, 11, 7)),
            ("Anne Colin",),
            "Le pont des Marais est fermé depuis mardi, a annoncé la capitainerie.\n\n"
            "Les bus passent par le vieux viaduc.",
            "Région, page 12",
        )
    ]
    assert (one.language, one.id) == ("fr", "LCPORT0020231107ejb700012")


# -- what is missing, and what looks like something else ---------------------------------------

BARE = """Harbour Courier
November 7, 2023 Tuesday
Copyright 2023 Harbour Courier All Rights Reserved
Length: 20 words
Body
Marsh Bridge was shut on Tuesday.
Load-Date: November 8, 2023
End of Document
Bridge open again
The Lantern
Copyright 2023 The Lantern All Rights Reserved
Length: 9 words
Body
It is open.
Body
was all that they said.
Length: two miles.
Classification
of roads is difficult.
Correction: It opened on Monday.
Load-Date: November 9, 2023
End of Document
"""


def test_headline_and_day_may_be_missing_and_words_of_the_format_be_of_the_text(tmp_path):
    first, remark, second = read(saved(tmp_path, "a.txt", BARE))
    assert (first.title, first.source, first.published) == (
        *("", "Harbour Courier"),
        date(2023, 11, 7),
    )
    assert first.text == "Marsh Bridge was shut on Tuesday."
    assert "states no day" in remark.why
    assert (second.title, second.source, second.published) == (
        *("Bridge open again", "The Lantern"),
        None,
    )
    assert second.text.split("\n\n") == [
        *("It is open.", "Body", "was all that they said.", "Length: two miles."),
        *("Classification", "of roads is difficult.", "Correction: It opened on Monday."),
    ]


def test_an_article_of_nexis_that_has_no_text_is_refused_and_those_beside_it_read(tmp_path):
    stories = [STORIES[0], changed(STORIES[1], paragraphs=()), STORIES[2]]
    rows = exporting.nexis(stories)
    first, refused, last = read(saved(tmp_path, "a.txt", as_text(rows)))
    assert (first.title, last.title) == (STORIES[0].title, STORIES[2].title)
    assert isinstance(refused, Refused)
    assert "article 2: has no text" in refused.why


def test_two_articles_of_nexis_with_nothing_between_them_are_refused_as_that(tmp_path):
    rows = [row for row in exporting.nexis(STORIES[:2], cover=False) if row != "End of Document"]
    (refused,) = read(saved(tmp_path, "a.txt", as_text(rows)))
    assert isinstance(refused, Refused)
    assert "looks like an export of Nexis, but holds 2 articles" in refused.why


def test_an_export_that_was_cut_short_gives_what_is_there(tmp_path):
    data = as_text(exporting.nexis(STORIES))
    cut = data[: data.index(b"Islanders")]
    assert [one.title for one in articles(saved(tmp_path, "a.txt", cut))] == [
        one.title for one in STORIES
    ]


def test_an_abstract_is_the_text_only_where_there_is_no_full_text(tmp_path):
    rows = exporting.proquest(STORIES[:2])
    at = next(n for n, row in enumerate(rows) if row.startswith("Full text:"))
    del rows[at : at + len(STORIES[0].paragraphs)]
    first, second = articles(saved(tmp_path, "a.txt", as_text(rows)))
    assert (first.text, second.text) == ("A summary that repeats it.", STORIES[1].text)


def test_labels_in_an_article_of_proquest_are_its_text(tmp_path):
    said = ("The notice read:", "Title: none.", "Location: the pier.", "Nobody had signed it.")
    story = changed(STORIES[0], paragraphs=said)
    (one,) = articles(saved(tmp_path, "a.txt", as_text(exporting.proquest([story]))))
    assert one.text == "\n\n".join(said)


def test_codes_in_an_article_of_factiva_are_its_text(tmp_path):
    said = ("The ferry was late.", "IN 2019 a storm had sunk a boat.", "CO owners were angry.")
    rows = []
    for code, (first, *rest) in exporting.factiva_coded([changed(STORIES[0], paragraphs=said)]):
        rows += [f"{code}  {first}", *rest]
    (one,) = articles(saved(tmp_path, "a.txt", as_text(rows)))
    assert one.text == "\n\n".join(said)


def test_an_article_about_databases_is_no_export(tmp_path):
    rows = [
        "How reporters search",
        "Reporters get 300 words from Nexis, where each file ends with these words:",
        "End of Document",
        "A line above says Load-Date: and the day. 1 of 3 DOCUMENTS is what older files say.",
        "Document HCR0000020240103ejaa00001",
        "is how Factiva names them; ProQuest document ID: is another such label.",
        "Length matters, and so does the Body.",
    ]
    for name, made in CONTAINERS.items():
        (one,) = articles(saved(tmp_path, name, made(rows)))
        assert "Load-Date: and the day" in one.text, name
        assert "Length matters, and so does the Body." in one.text, name


def test_a_page_that_mentions_a_number_of_factiva_is_a_page(tmp_path):
    body = "".join(f"<p>{one}</p>" for one in STORIES[0].paragraphs)
    page = f"<html><body><article><h1>Bridge</h1>{body}<p>Document HCR0000020240103ejaa00001</p>"
    (one,) = articles(saved(tmp_path, "a.html", f"{page}</article></body></html>"))
    assert STORIES[0].paragraphs[0] in one.text


@pytest.mark.slow
def test_an_export_longer_than_any_article_is_read(tmp_path):
    again = 3_000_000 // len(STORIES[0].text)
    stories = [changed(one, paragraphs=one.paragraphs * again) for one in STORIES]
    data = as_text(exporting.factiva(stories))
    assert len(data) > 5_000_000
    found = articles(saved(tmp_path, "a.txt", data))
    assert [len(one.text) for one in found] == [len(one.text) for one in stories]
