"""Dates and names that would lead a reader astray."""

import os
import time
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from index import Archive, Article, Remark, disguised, lookalikes
from index.articles import read
from qa.cli import main

GREEK = "\u0397arbour Courier"  # a capital eta
TEXT = "The harbour bridge in Tamber was shut on Monday after a crack was found."


def test_a_date_that_has_not_come_leads_nothing(tmp_path):
    never = date.today() + timedelta(days=400)
    (tmp_path / "a.jsonl").write_text(
        f'{{"id": "now", "text": "{TEXT}", "published": "2024-05-01"}}\n'
        f'{{"id": "later", "text": "{TEXT} So they say.", "published": "{never}"}}\n'
    )
    items = list(read(tmp_path / "a.jsonl"))
    [remark] = [item for item in items if isinstance(item, Remark)]
    assert remark.why == f"published: {never} had not come yet when it was read; left empty"
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.add([tmp_path / "a.jsonl"])
        assert archive.coverage().last == date(2024, 5, 1)
        assert [entry.id for entry in archive.catalogue().entries] == ["now", "later"]


def test_tomorrow_is_a_date_somewhere_already(tmp_path):
    tomorrow = date.today() + timedelta(days=1)
    (tmp_path / "a.md").write_text(f"---\ndate: {tomorrow}\n---\n\n{TEXT}\n")
    [article] = read(tmp_path / "a.md")
    assert article.published == tomorrow


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_when_a_file_was_copied_is_no_date_of_its_article(tmp_path, name):
    path = tmp_path / name
    path.write_text(f"<p>{TEXT}</p>" * 3 if name == "a.html" else TEXT)
    os.utime(path, (time.time(), time.time()))
    [article] = [item for item in read(path) if isinstance(item, Article)]
    assert (article.published, article.updated) == (None, None)


def test_an_outlet_in_other_letters_is_told_apart(tmp_path, monkeypatch):
    for number, outlet in enumerate(("Harbour Courier", GREEK)):
        (tmp_path / f"{number}.md").write_text(
            f"---\noutlet: {outlet}\ntitle: Bridge shut\n---\n\n{TEXT}\n", encoding="utf-8"
        )
    monkeypatch.setenv("DATELINE_EMBEDDER", "none")
    archive = ["--archive", str(tmp_path / "archive")]

    def dateline(*arguments):
        return CliRunner().invoke(main, [*arguments, *archive], catch_exceptions=False).output

    dateline("add", str(tmp_path / "0.md"), str(tmp_path / "1.md"))
    said = dateline("status")
    assert "outlet    Harbour Courier: 1\n" in said
    assert f"outlet    {GREEK}: 1 (its name looks like 'Harbour Courier', in other letters)" in said
    answer = dateline("ask", "Why was the harbour bridge in Tamber shut?", "--outlet", GREEK)
    assert f"{GREEK} (not “Harbour Courier”: its “\u0397” is Greek)" in answer


@pytest.mark.parametrize(
    "name",
    ["Harbour Courier", "Kölner Anzeiger", "朝日 Shimbun", "Правда", "Москва Times", "", "Τα Νέα"],
)
def test_names_in_their_own_letters_are_not_suspected(name):
    assert disguised(name) == ""


def test_names_alike_as_a_whole():
    assert lookalikes(["Kopp", "\u041a\u043e\u0440\u0440", "Post", "POST"]) == {
        "\u041a\u043e\u0440\u0440": "Kopp"
    }
