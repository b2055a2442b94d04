"""Letters of scans and pictures, recognised by Tesseract."""

import shutil
import zipfile
from email.message import EmailMessage

import pytest
from click.testing import CliRunner

from index import Archive, ArticleError
from index.articles import read
from qa.cli import main
from tests.test_pdf_layout import STORY, paper, picture_of, saved, scanned, story_at

needs_tesseract = pytest.mark.skipif(
    not shutil.which("tesseract"), reason="needs Tesseract, which .ci/run installs"
)


@pytest.fixture
def scan(tmp_path):
    made = paper()
    made.set_font("times", size=13)
    story_at(made, 30)
    return picture_of(saved(tmp_path, made))


@needs_tesseract
@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.tif"])
def test_letters_are_recognised_where_that_is_asked_for(tmp_path, scan, name):
    path = tmp_path / name
    if name == "a.pdf":
        saved(tmp_path, scanned(scan, "Downloaded from the library of Tamber"))
    else:
        scan.save(path)
    [article] = read(path, ocr="eng")
    assert article.text.split("\n\n") == STORY
    assert 0.8 < article.confidence <= 1
    assert [label for _, label in article.places] == (["page 1"] if name == "a.pdf" else [])


@needs_tesseract
def test_an_archive_reads_again_what_it_refused_and_keeps_what_was_recognised(tmp_path, scan):
    folder = tmp_path / "news"
    folder.mkdir()
    saved(folder, scanned(scan))
    with Archive(tmp_path / "archive", create=True) as archive:
        assert archive.sync(folder).added == 0
        assert archive.sync(folder, ocr="eng").added == 1
        again = archive.sync(folder)
        assert (again.unchanged, again.reports) == (1, [])


@needs_tesseract
@pytest.mark.parametrize("name", ["a.zip", "a.eml"])
def test_a_scan_in_another_file_is_read_again_as_well(tmp_path, scan, name):
    folder = tmp_path / "news"
    folder.mkdir()
    data = saved(tmp_path, scanned(scan)).read_bytes()
    if name == "a.zip":
        with zipfile.ZipFile(folder / name, "w") as packed:
            packed.writestr("a.pdf", data)
    else:
        mail = EmailMessage()
        mail["Subject"] = "Clipping"
        mail.add_attachment(data, maintype="application", subtype="pdf", filename="a.pdf")
        (folder / name).write_bytes(bytes(mail))
    with Archive(tmp_path / "archive", create=True) as archive:
        assert archive.sync(folder).added == 0
        assert archive.sync(folder, ocr="eng").added == 1
        assert archive.sync(folder).unchanged == 1


@needs_tesseract
def test_a_language_that_is_not_there_is_named_before_anything_is_read(tmp_path, scan):
    saved(tmp_path, scanned(scan))
    arguments = ["add", str(tmp_path / "a.pdf"), "--archive", str(tmp_path / "archive")]
    said = CliRunner().invoke(main, [*arguments, "--ocr", "--ocr-language", "eng+xyz"])
    assert said.exit_code == 1
    assert "Tesseract has no language 'xyz' here" in said.output


@needs_tesseract
def test_a_damaged_picture_is_refused_in_words(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    [refused] = read(tmp_path / "a.jpg", ocr="eng")
    assert refused.why == "is a damaged picture, or none; scan or fetch it again"


def test_without_tesseract_it_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(tmp_path / "none"))
    with (
        Archive(tmp_path / "archive", create=True) as archive,
        pytest.raises(ArticleError, match="apt install tesseract-ocr"),
    ):
        archive.add([tmp_path], ocr="eng")
