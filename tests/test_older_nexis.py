"""Older exports of LexisNexis, whose labels and mastheads were of many forms."""

from datetime import date

import pytest

from index.articles import read
from index.types import Article

TEXT = """Marsh Bridge will be shut from October so that its second pier can be mended, the
harbour office of Tamber said on Tuesday. The work is to cost 2.1 million crowns
and to take eleven weeks."""
QUOTE = """"We would rather annoy people than bury them," said the harbour master, Jon Abel,
who has asked for the money since the spring."""
TOLD = " ".join(TEXT.split()) + "\n\n" + " ".join(QUOTE.split())


def centred(*rows):
    return "\n".join(row.center(80).rstrip() for row in rows)


def articles(tmp_path, *blocks, gap="\n\n", ends="\n"):
    path = tmp_path / "a.txt"
    path.write_bytes(gap.join(blocks).replace("\n", ends).encode())
    found = list(read(path))
    assert all(isinstance(one, Article) for one in found), found
    return found


def article(tmp_path, *blocks, **how):
    (found,) = articles(tmp_path, *blocks, **how)
    return found


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_values_go_on_in_the_lines_of_their_paragraph(tmp_path, ends):
    first, second = articles(
        tmp_path,
        *("1 of 2 DOCUMENTS", "Harbour Courier", "November 7, 2023 Tuesday"),
        *("Bridge shut for\neleven weeks", "BYLINE: By Nell Okafor and\nAurel Simic"),
        *("SECTION: NEWS; Pg. 4", "LENGTH: 40 words", "HIGHLIGHT: Buses go over the\nOld Viaduct"),
        *("BODY:", "The bridge is shut.", "It is old.", "LOAD-DATE: November 8, 2023"),
        *("Copyright 2023 Tamber Press\nAll Rights Reserved", "2 of 2 DOCUMENTS"),
        *("The Lantern", "November 9, 2023 Thursday", "Globe is back", "LENGTH: 4 words"),
        *("It is back.", "LOAD-DATE: November 9, 2023"),
        ends=ends,
    )
    assert first.title == "Bridge shut for eleven weeks"
    assert first.authors == ("Nell Okafor", "Aurel Simic")
    assert first.section == "NEWS, page 4"
    assert first.text == "Buses go over the Old Viaduct\n\nThe bridge is shut.\n\nIt is old."
    assert (second.title, second.text) == ("Globe is back", "It is back.")


def test_the_oldest_have_labels_for_headline_and_text(tmp_path):
    found = article(
        tmp_path,
        centred("1 of 1 DOCUMENT"),
        centred("Copyright 1998 Tamber Press Inc.", "Harbour Courier"),
        centred("March 3, 1998, Tuesday, Final Edition"),
        "SECTION: METRO; Pg. B3",
        "LENGTH: 51 words",
        "HEADLINE: Bridge shut for eleven weeks;\nBuses go over the Old Viaduct",
        "BYLINE: NELL OKAFOR, Courier Staff Writer",
        f"BODY:\n   {TEXT}",
        QUOTE,
        "GRAPHIC: PHOTO, The second pier, BY TIM ORR",
        "LOAD-DATE: March 3, 1998",
    )
    assert found.title == "Bridge shut for eleven weeks; Buses go over the Old Viaduct"
    assert (found.source, found.published) == ("Harbour Courier", date(1998, 3, 3))
    assert (found.authors, found.section) == (("NELL OKAFOR",), "METRO, page B3")
    assert found.text == TOLD


def test_dutch_labels_and_a_day_in_two_languages(tmp_path):
    found = article(
        tmp_path,
        *(centred("1 of 1 DOCUMENT"), centred("Copyright 2002 De Havenbode")),
        *(centred("De Havenbode"), centred("24. September 2002"), centred("September 24, 2002")),
        *("SECTIE: Binnenland; Blz. 3", "LENGTE: 20 woorden", "KOP: Brug elf weken dicht"),
        *("AUTEUR: VRIES, ANNA DE", "TEKST:", "De brug gaat dicht.", "Het werk duurt elf weken."),
        *("PUB-TYPE: Krant", "TAAL: Dutch / Nederlands", "LOAD-DATE: September 26, 2002"),
    )
    assert (found.title, found.authors) == ("Brug elf weken dicht", ("ANNA DE VRIES",))
    assert (found.source, found.published) == ("De Havenbode", date(2002, 9, 24))
    assert (found.section, found.language) == ("Binnenland, page 3", "nl")
    assert found.text == "De brug gaat dicht.\n\nHet werk duurt elf weken."


@pytest.mark.parametrize("dateline", [["DATELINE: Tamber"], []])
def test_an_agency_has_its_headline_above_the_day_and_its_labels_behind_the_text(
    tmp_path, dateline
):
    found = article(
        tmp_path,
        centred("17 of 1979 DOCUMENTS"),
        centred("Lantern Press Agency"),
        centred("No material may be republished without the consent of", "the agency, Inc."),
        "Marsh Bridge shut for eleven weeks, office says",
        centred("April 20, 2003, Sunday", "23:22 Central European Time"),
        *dateline,
        *(TEXT, QUOTE, "SECTION: Economy", "LENGTH: 46 words"),
        *("LOAD-DATE: April 21, 2003", "LANGUAGE: ENGLISH"),
    )
    assert found.title == "Marsh Bridge shut for eleven weeks, office says"
    assert (found.source, found.published) == ("Lantern Press Agency", date(2003, 4, 20))
    assert (found.section, found.language) == ("Economy", "en")
    assert found.text == TOLD


def test_a_transcript_names_its_show_and_guests(tmp_path):
    found = article(
        tmp_path,
        *(centred("2 of 9 DOCUMENTS"), centred("TTV"), centred("January 10, 2009 Saturday")),
        *(centred("SHOW: TAMBER TONIGHT 7:00 PM EST"), centred("TRANSCRIPT: 011001.V12")),
        *("Bridge Shut", "BYLINE: Lou Marr, Ed Hauge", "GUESTS: Ann Colt, Hank Shein"),
        *("SECTION: NEWS", "LENGTH: 9 words", "MARR: Good evening.", "HAUGE: It is shut."),
        *("LOAD-DATE: January 12, 2009", "TRANSCRIPT: 011001.V12", "DOCUMENT-TYPE: Show"),
    )
    assert (found.title, found.source) == ("Bridge Shut", "TTV")
    assert found.authors == ("Lou Marr", "Ed Hauge")
    assert found.text == "MARR: Good evening.\n\nHAUGE: It is shut."


def test_editions_corrections_and_labels_of_no_list(tmp_path):
    found = article(
        tmp_path,
        *(centred("FOCUS - 1 of 3 DOCUMENTS"), centred("Harbour Courier")),
        centred("January 13, 2010 Wednesday", "Correction Appended", "Edition 1;", "Islands"),
        "Office Defends Its Plan",
        "BYLINE: By NELL OKAFOR; Tim Orr contributed reporting from Sorrel Island.",
        *("SECTION: Section A; Column 0; Metropolitan Desk; Pg. 14", "LENGTH: 46 words"),
        *("SERIES: The bridge. Second of three articles.", TEXT, "MID-2009: nothing was done."),
        *(QUOTE, "URL: http://www.courier.example", "LOAD-DATE: January 13, 2010"),
        *("CORRECTION-DATE: January 15, 2010", "CORRECTION: It costs 2.4 million crowns."),
        *("ZONE: North", "CODE-REVUE: HC", "PUBLICATION-TYPE: Newspaper"),
        "Copyright 2010 Harbour Courier Publishing Company of Tamber, Sorrel Island and\n"
        + centred("the Northern Ring", "All Rights Reserved"),
    )
    assert (found.title, found.authors) == ("Office Defends Its Plan", ("NELL OKAFOR",))
    assert (found.published, found.url) == (date(2010, 1, 13), "")
    assert found.section == "Section A; Column 0; Metropolitan Desk, page 14"
    said = TOLD.replace("\n\n", "\n\nMID-2009: nothing was done.\n\n")
    assert found.text == f"{said}\n\nCORRECTION: It costs 2.4 million crowns."


MASTHEADS = {
    "de": ("1 von 2 DOKUMENTEN", "15. März 2019 Freitag 9:50 PM GMT+1", "AUTOR: Von Jana Rot"),
    "es": ("Documento 1 de 2", "viernes 15 de marzo de 2019", "AUTOR: Por Jana Rot"),
    "it": ("Documento 1 di 2", "15 marzo 2019 venerdì", "AUTORE: di Jana Rot"),
    "nl": ("Document 1 van 2", "vrijdag 15 maart 2019", "AUTEUR: Door Jana Rot"),
}
REST = {
    "de": ("RUBRIK: LOKAL; S. 3", "LÄNGE: 9 Wörter", "UPDATE: 16. März 2019", "SPRACHE: DEUTSCH"),
    "es": (
        "SECCIÓN: LOCAL; Pág. 3",
        "LONGITUD: 9 palabras",
        "FECHA-DE-CARGA: 1",
        "IDIOMA: SPANISH",
    ),
    "it": (
        "SEZIONE: LOCALE; Pag. 3",
        "LUNGHEZZA: 9 parole",
        "DATA-CARICAMENTO: 1",
        "LINGUA: ITALIAN",
    ),
    "nl": ("SECTIE: LOKAAL; Blz. 3", "LENGTE: 9 woorden", "LAADDATUM: 1", "TAAL: DUTCH"),
}


@pytest.mark.parametrize("language", MASTHEADS)
def test_mastheads_and_labels_in_other_languages_with_no_indents(tmp_path, language):
    counter, day, author = MASTHEADS[language]
    section, length, loaded, told_in = REST[language]
    head = (counter, "Il Faro", day, "Ponte 14", author, section, length)
    found = articles(
        tmp_path,
        *(*head, "Uno.", "Due.", loaded, told_in, "Copyright 2019 Faro"),
        *(counter.replace("1", "2", 1), "Il Faro", day, "Ponte 15", length, "Tre.", loaded),
    )
    assert [one.title for one in found] == ["Ponte 14", "Ponte 15"]
    assert {(one.source, one.published) for one in found} == {("Il Faro", date(2019, 3, 15))}
    assert (found[0].authors, found[0].language) == (("Jana Rot",), language)
    assert found[0].section.casefold().endswith(", page 3")
    assert [one.text for one in found] == ["Uno.\n\nDue.", "Tre."]


def test_files_that_were_put_together_count_their_articles_anew(tmp_path):
    one = ("Harbour Courier", "January 9, 2010 Saturday", "Bridge", "LENGTH: 2 words", "Shut.")
    found = articles(
        tmp_path,
        *("1 of 2 DOCUMENTS", *one, "2 of 2 DOCUMENTS", *one, "1 of 1 DOCUMENT", *one),
        "3 of 5 DOCUMENTS",
        "was what stood on the sheet.",
    )
    assert [len(one.text.split("\n\n")) for one in found] == [1, 1, 3]


def test_labels_in_a_letter_are_its_words(tmp_path):
    found = article(
        tmp_path,
        *(centred("1 of 1 DOCUMENT"), centred("The Lantern"), centred("March 12, 2019 Tuesday")),
        *("LETTERS", "SECTION: OPINION; Pg. 10", "LENGTH: 30 words"),
        "BODY: that is the word the coroner used, and it is not one for a drowned man, Sir.",
        *("Type: none.", "Ida Moll\nTamber", "LOAD-DATE: March 13, 2019"),
    )
    assert found.text.startswith("BODY: that is the word the coroner used")
    assert found.text.endswith("Type: none.\n\nIda Moll\nTamber")


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Moll, Greta", ("Greta Moll",)),
        ("Moll, Greta; Roth, Jens", ("Greta Moll", "Jens Roth")),
        ("Greta Moll, Jens Roth", ("Greta Moll", "Jens Roth")),
        ("Greta Moll (g.moll@lantern.example), harbour correspondent", ("Greta Moll",)),
    ],
)
def test_names_are_as_they_are_spoken(tmp_path, stated, names):
    rows = ("The Lantern", "March 12, 2019 Tuesday", "Bridge", f"BYLINE: {stated}")
    found = article(tmp_path, "1 of 1 DOCUMENT", *rows, "LENGTH: 1 words", "Shut.")
    assert found.authors == names


def test_a_day_behind_the_first_label_is_none_of_the_masthead(tmp_path):
    path = tmp_path / "a.txt"
    head = ("1 of 1 DOCUMENT", "The Lantern", "Bridge", "LENGTH: 4 words")
    path.write_text("\n\n".join((*head, "March 12, 2019", "Shut.", "LOAD-DATE: March 13, 2019")))
    remark, found = sorted(read(path), key=lambda one: isinstance(one, Article))
    assert "states no day" in remark.why
    assert (found.title, found.source, found.published) == ("Bridge", "The Lantern", None)
    assert found.text == "March 12, 2019\n\nShut."


def test_one_article_alone_has_no_line_that_counts_it(tmp_path):
    found = article(
        tmp_path,
        *(centred("Harbour Courier"), centred("March 12, 2019 Tuesday")),
        *("Bridge shut for\neleven weeks", "BYLINE: By Nell Okafor and\nAurel Simic"),
        *("LENGTH: 46 words", "BODY:", TEXT, QUOTE, "LOAD-DATE: March 13, 2019"),
    )
    assert found.title == "Bridge shut for eleven weeks"
    assert (found.source, found.published) == ("Harbour Courier", date(2019, 3, 12))
    assert (found.authors, found.text) == (("Nell Okafor", "Aurel Simic"), TOLD)


def test_writer_below_the_day_and_values_in_the_next_paragraph(tmp_path):
    found = article(
        tmp_path,
        *(centred("1 of 4 DOCUMENTS"), centred("Hafenblatt"), "BRUECKE ELF WOCHEN ZU"),
        *(centred("15. April 2003"), "Jana Rot", "ORTSZEILE: Tamber", "Es ist so."),
        *("Es bleibt so.", "RUBRIK: LOKALES; S. 3", "LÄNGE: 6 Woerter", "UPDATE: 14. April 2003"),
        *("SPRACHE: German, Deutsch", "HIGHLIGHT:", "Busse fahren um; http://blatt.example/1"),
        *("GRAFIK: Die Bruecke\nim Winter", centred("Copyright 2003 Hafenblatt AG")),
    )
    assert (found.title, found.authors) == ("BRUECKE ELF WOCHEN ZU", ("Jana Rot",))
    assert (found.section, found.language) == ("LOKALES, page 3", "de")
    assert found.text == "Busse fahren um\n\nEs ist so.\n\nEs bleibt so."
    assert found.url == "http://blatt.example/1"
