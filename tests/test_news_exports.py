"""Files with many articles, as news databases export them, become those articles."""

import pytest

from index.articles import read
from index.types import Article
from tests import exporting
from tests.exporting import STORIES, as_html, as_odt, as_pdf, as_rtf, as_text, as_word


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
