"""Layouts that exports of news databases have beside the usual ones."""

from datetime import date

import pytest

from index.articles import read
from index.types import Article
from tests import exporting
from tests.exporting import STORIES, as_text, as_word, changed


def articles(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = list(read(path))
    assert all(isinstance(one, Article) for one in found), found
    return found


def test_what_nexis_tells_behind_captions_is_no_text(tmp_path):
    head = ["# Bridge shut", "Harbour Courier", "January 13, 2010 Wednesday 6:12 AM GMT+1"]
    head += ["Copyright 2010 Tamber Press", "Section: NEWS; Version:1", "Length: 9 words"]
    head += ["Kicker: Islands", "Byline: Nell Okafor", "Highlight: Buses go round"]
    behind = ["http://www.courier.example/2010/bridge.html", "Correction-Date: January 15, 2010"]
    behind += ["Graphic", "Photo: the pier. (TIM ORR)", "Classification", "Language: ENGLISH"]
    rows = [*head, "Body", "Volledige tekst:", "It is shut.", *behind, "End of Document"]
    (found,) = articles(tmp_path, "a.docx", as_word(rows))
    assert (found.title, found.section) == ("Bridge shut", "NEWS")
    assert (found.published, found.authors) == (date(2010, 1, 13), ("Nell Okafor",))
    assert found.url == "http://www.courier.example/2010/bridge.html"
    assert found.text == "Buses go round\n\nIt is shut."


def test_proquest_adds_editions_years_and_captions(tmp_path):
    story = changed(
        STORIES[0],
        title="Bridge shut: [Final Edition]",
        outlet="Harbour Courier (1981-)",
        paragraphs=("It is shut.", "Illustration", "Caption: Photo: The pier."),
    )
    (found,) = articles(tmp_path, "a.txt", as_text(exporting.proquest([story])))
    assert (found.title, found.source) == ("Bridge shut", "Harbour Courier")
    assert found.text == "It is shut."


NEWSBANK = {
    "outlet, day, labels, headline": (
        *("Harbour Courier, The (Tamber, TB)", "March 12, 2019", "Section: News", "Page: A4"),
        *("Bridge to shut", "Author: Nell Okafor, Staff Writer"),
    ),
    "outlet and day, headline, labels": (
        *("March 12, 2019 | Harbour Courier, The (Tamber, TB)", "Bridge to shut"),
        *("Author: Nell Okafor", "Section: News", "Page: A4"),
    ),
}


@pytest.mark.parametrize("layout", NEWSBANK)
def test_newsbank_with_the_headline_below_the_outlet(tmp_path, layout):
    text = ("It shuts in May.", "Buses go round.")
    end = ("Memo: First of two", "Copyright (c) 2019 Tamber Press. All Rights Reserved.")
    rows = [*NEWSBANK[layout], *text, *end]
    found = articles(tmp_path, "a.txt", as_text([*rows, *rows]))
    assert len(found) == 2
    for one in found:
        assert (one.title, one.source) == ("Bridge to shut", "The Harbour Courier (Tamber, TB)")
        assert (one.published, one.authors) == (date(2019, 3, 12), ("Nell Okafor",))
        assert (one.section, one.text) == ("News, page A4", "\n\n".join(text))


OLDER_EUROPRESSE = """<table><tr><td><table><tr><td><img src="a.gif"></td></tr></table>
<span class="DocPublicationName">{outlet}</span><br><span class="DocHeader">Politique, </span>
<span class="DocHeader">jeudi </span><span class="DocHeader">5 octobre 2013</span>{page}<br><br>
<span class="TitreArticleVisu">Le pont <span style="color:red">sera</span> fermé</span><br><br>
{author}Le pont des Marais sera fermé.<font style="font-weight:bold;"> Le port l'a dit.</font>
<p></p>Les bus passent ailleurs.<p></p><b><i>© 2013 Le Phare. Tous droits réservés.</i></b><p></p>
Numéro de document : news·20131005·PH·{number}<br><table><tr><td>news·20131005·PH·{number}</td>
</tr><tr><td>Ce certificat est émis à <b>Une université</b></td></tr></table></td></tr></table>"""


def test_older_europresse(tmp_path):
    first = OLDER_EUROPRESSE.format(outlet="Le Phare", page="", author="", number=1)
    page, author = '<span class="DocHeader">, p. 3</span>', "Anne Colin<br><p></p>"
    second = OLDER_EUROPRESSE.format(outlet="Le Mag, no. 59", page=page, author=author, number=2)
    start = '<html><body><form id="f"><input type="button" value="Sauvegarder"></form>'
    found = articles(tmp_path, "a.html", f"{start}{first}<p><br>{second}</body></html>")
    assert [(one.source, one.section, one.authors) for one in found] == [
        ("Le Phare", "Politique", ()),
        ("Le Mag", "Politique, page 3", ("Anne Colin",)),
    ]
    assert {(one.title, one.published) for one in found} == {
        ("Le pont sera fermé", date(2013, 10, 5))
    }
    assert {one.text for one in found} == {
        "Le pont des Marais sera fermé. Le port l'a dit.\n\nLes bus passent ailleurs."
    }
    assert [one.id for one in found] == ["news·20131005·PH·1", "news·20131005·PH·2"]


@pytest.mark.parametrize(
    "line",
    ["12 of 14 documents", "Document 3 of 9", "FOCUS - 1 of 2 documents", "Dokument 1 von 2"],
)
def test_an_article_about_documents_is_no_export(tmp_path, line):
    rows = [
        line,
        "The Lantern",
        "March 12, 2019",
        "Title: The missing papers",
        *STORIES[0].paragraphs,
    ]
    (found,) = articles(tmp_path, "a.txt", as_text([*rows, "Length: two pages each."]))
    assert STORIES[0].text in found.text
    assert "Length: two pages each." in found.text


def test_factiva_with_a_list_of_contents_in_chinese(tmp_path):
    foot = "Page {} of 9 © 2024 Factiva, Inc. All rights reserved."
    rows = [foot.format(1), "Marsh Bridge to shut in May..........2", foot.format(2)]
    rows += [
        "Marsh Bridge to shut in May",
        "Nell Okafor",
        "541 字",
        "2018 年 5 月 28 日",
        "Harbour Courier",
        "HCR",
        "英文",
    ]
    rows += ["Copyright 2018 Tamber Press", "It shuts in May.", "文件 HCR0000020180528ee5s0002t"]
    (found,) = articles(tmp_path, "a.txt", as_text(rows))
    assert (found.title, found.authors) == ("Marsh Bridge to shut in May", ("Nell Okafor",))
    assert (found.source, found.published) == ("Harbour Courier", date(2018, 5, 28))
    assert (found.language, found.text) == ("en", "It shuts in May.")
