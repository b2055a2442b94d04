"""Rich text and OpenDocument files: their words, their title, and nothing that nobody sees."""

import random
import time

import pytest

from index.articles import read
from index.types import Article, Refused, Remark
from tests import exporting
from tests.exporting import STORIES, as_odt, as_rtf

TITLE, FIRST, LAST = STORIES[0].title, *STORIES[0].paragraphs[::2]


def only(path, data=None):
    if data is not None:
        path.write_bytes(data)
    (outcome,) = read(path)
    return outcome


def rich(body, head=r"\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}"):
    return rf"{{\rtf1{head}{body}}}".encode("latin-1")


# -- rich text ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.rtf", "a.doc", "a.RTF", "note"])
def test_paragraphs_and_title_of_rich_text(tmp_path, name):
    made = as_rtf([f"# {TITLE}", FIRST, LAST])
    article = only(tmp_path / name, made)
    assert (article.title, article.text) == (TITLE, f"{FIRST}\n\n{LAST}")


def test_rich_text_without_styles_has_the_headline_that_stands_alone(tmp_path):
    article = only(tmp_path / "a.rtf", as_rtf([TITLE, FIRST]))
    assert (article.title, article.text) == (TITLE, FIRST)


def test_the_title_that_rich_text_states_of_itself_goes_first(tmp_path):
    data = rich(rf"{{\info{{\title Crack shuts {{\b Marsh}} Bridge}}{{\author N O}}}}{FIRST}\par")
    article = only(tmp_path / "a.rtf", data)
    assert (article.title, article.authors) == ("Crack shuts Marsh Bridge", ())


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"caf\'e9 \'93ja\'94", "café “ja”"),
        (r"\u1052?\u1086?\u1089?\u1090?", "Мост"),
        (r"\uc2\u8364\'80\'80 40\uc1 \u8211-", "€ 40–"),
        (r"\uc0\u1052\u1086 x", "Моx"),
        (r"\u-10179?\u-9216?", "\U0001f400"),
        (r"a\~b\_c\-d\emdash e\tab f\line g", "a\u00a0b-cd—e\tf\ng"),
        (r"one {\v secret}two {\v0 three}", "one two three"),
        (r"one {\deleted gone}two", "one two"),
        (
            r'{\field{\*\fldinst{HYPERLINK "http://a.example/x"}}{\fldrslt{\ul the site}}}',
            "the site",
        ),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 7}} of it", "7 of it"),
        (r"{\header Courier}{\footer page 3}{\*\comment no}kept{\footnote note}", "kept"),
        (r"{\listtext\bullet\tab}point {\*\unknown no}{\*\bkmkstart b}here", "point here"),
        (r"{\pict\wmetafile8 0a0b}{\*\shppict{\pict abcd}}words", "words"),
        (r"{\upr{old}{\*\ud{n\u252?w}}}", "nüw"),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt \pard In a box\par}}}", "In a box"),
        (r"a \{b\} \\c", r"a {b} \c"),
    ],
)
def test_what_rich_text_shows(tmp_path, body, shown):
    article = only(tmp_path / "a.rtf", rich(rf"\pard {FIRST}\par {body}\par"))
    assert article.text.removeprefix(f"{FIRST}\n\n") == shown


@pytest.mark.parametrize(
    ("head", "body", "shown"),
    [
        (r"\ansi\ansicpg1251", r"\'cc\'ee\'f1\'f2", "Мост"),
        (r"\mac", r"caf\'8e", "café"),
        (r"\pc", r"caf\'82", "café"),
        (r"\ansi\ansicpg932", r"\'8b\'b4\'82\'cd", "橋は"),
        (r"\ansi\ansicpg932", r"\'83\'5c\'83{}", "ソ"),
        (
            r"\ansi\ansicpg1252{\fonttbl{\f0 A;}{\f1\fcharset204 B;}}",
            r"{\f1 \'cc\'ee} \'e9",
            "Мо é",
        ),
        (r"\ansi\ansicpg65001", r"\'c3\'a9", "é"),
        (r"\ansi\ansicpg99999", r"\'e9", "é"),
    ],
)
def test_code_pages_of_rich_text(tmp_path, head, body, shown):
    article = only(tmp_path / "a.rtf", rich(rf"\pard {FIRST}\par {body}\par", head))
    assert article.text.split("\n\n")[1].rstrip("\ufffd") == shown


def test_tables_of_rich_text_are_their_cells(tmp_path):
    row = r"\trowd\cellx100\cellx200\intbl Bridge\cell 40 cm\cell\row"
    article = only(tmp_path / "a.rtf", rich(rf"{FIRST}\par {row}\pard It holds.\par"))
    assert article.text.split("\n\n") == [FIRST, "Bridge", "40 cm", "It holds."]


def test_pictures_in_rich_text_are_passed_over(tmp_path):
    picture = rb"{\pict\jpegblip\bin8 }}}}{{{{}"
    data = rich(rf"{FIRST}\par@@ more\par").replace(b"@@", picture)
    assert only(tmp_path / "a.rtf", data).text == f"{FIRST}\n\n more"


@pytest.mark.parametrize("data", [rich("{" * 3000 + "x"), rich(""), rich(r"{\v all}")])
def test_rich_text_with_nothing_to_read_is_refused(tmp_path, data):
    assert isinstance(only(tmp_path / "a.rtf", data), Refused)


# -- OpenDocument ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.odt", "note"])
def test_paragraphs_and_title_of_open_documents(tmp_path, name):
    article = only(tmp_path / name, as_odt([f"# {TITLE}", FIRST, LAST]))
    assert (article.title, article.text) == (TITLE, f"{FIRST}\n\n{LAST}")
    article = only(tmp_path / name, as_odt([FIRST, LAST], title=TITLE))
    assert (article.title, article.text) == (TITLE, f"{FIRST}\n\n{LAST}")


HIDING = (
    '<style:style style:name="H" style:family="text">'
    '<style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="K" style:parent-style-name="H"/>'
    '<style:style style:name="T" style:parent-style-name="Title"/>'
)


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<text:p>a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d</text:p>", "a   b\tc\nd"),
        ("<text:p>one <text:span>two</text:span> three</text:p>", "one two three"),
        ("<text:p>one\n   two</text:p>", "one two"),
        ('<text:p>a<text:span text:style-name="H">no</text:span>b</text:p>', "ab"),
        ('<text:p>a</text:p><text:p text:style-name="K">no</text:p>', "a"),
        (
            '<text:section text:display="none"><text:p>n</text:p></text:section><text:p>a</text:p>',
            "a",
        ),
        (
            "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>a</text:p>",
            "a",
        ),
        ("<text:p>a<office:annotation><text:p>no</text:p></office:annotation>b</text:p>", "ab"),
        ("<text:p>a<text:note><text:p>no</text:p></text:note></text:p>", "a"),
        (
            "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>b</text:p></table:table-cell>"
            "</table:table-row></table:table>",
            "a\n\nb",
        ),
    ],
)
def test_what_open_documents_show(tmp_path, inside, shown):
    article = only(tmp_path / "a.odt", as_odt([FIRST], inside=inside, styles=HIDING))
    assert article.text == f"{FIRST}\n\n{shown}"


def test_a_style_of_titles_is_a_title(tmp_path):
    inside = f'<text:p text:style-name="T">{TITLE}</text:p>'
    article = only(tmp_path / "a.odt", as_odt([FIRST], inside=inside, styles=HIDING))
    assert (article.title, article.text) == (TITLE, FIRST)


def test_styles_that_are_based_on_each_other_end(tmp_path):
    styles = "".join(
        f'<style:style style:name="{a}" style:parent-style-name="{b}"/>' for a, b in ("AB", "BA")
    )
    inside = '<text:p text:style-name="A">a</text:p>'
    assert only(tmp_path / "a.odt", as_odt([FIRST], inside, styles)).text == f"{FIRST}\n\na"


def test_entities_of_an_open_document_are_not_unfolded(tmp_path):
    import io
    import zipfile

    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    content = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><x>&e8;</x>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
    begun = time.process_time()
    assert isinstance(only(tmp_path / "a.odt", out.getvalue()), Refused)
    assert time.process_time() - begun < 2


# -- what is not read --------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", OLE, "is a Word document of the old kind"),
        ("letter", OLE + "WordDocument".encode("utf-16-le"), "is a Word document of the old kind"),
        ("a.pages", exporting.as_odt([FIRST])[:30] + b"x" * 300, "is a Pages document"),
        ("a.indd", b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5" + bytes(500), "is an InDesign document"),
        ("b", b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5" + bytes(500), "is an InDesign document"),
        ("a.xlsx", b"PK\x03\x04" + bytes(500), "is a spreadsheet"),
        ("a.wpd", b"\xffWPC" + bytes(500), "is a document of another word processor"),
        ("a.rtf", FIRST.encode(), "is no rich text"),
        ("a.odt", FIRST.encode(), "is a damaged or no OpenDocument text"),
    ],
)
def test_other_documents_are_refused_with_what_to_do(tmp_path, name, data, said):
    refused = only(tmp_path / name, data)
    assert isinstance(refused, Refused)
    assert refused.why.startswith(said)


# -- damage ------------------------------------------------------------------------------------


def damaged(seed, chance):
    data = bytearray(seed)
    for _ in range(chance.randrange(1, 9)):
        at = chance.randrange(len(data))
        way = chance.randrange(4)
        if way == 0:
            data[at] = chance.randrange(256)
        elif way == 1:
            del data[at : at + chance.randrange(1, 60)]
        elif way == 2:
            data[at:at] = data[at : at + chance.randrange(1, 300)] * chance.randrange(1, 9)
        else:
            data[at:at] = chance.choice(PIECES)
    return bytes(data)


PIECES = [
    b"\\'",
    b"\\u",
    b"{",
    b"}",
    b"\\bin9999 ",
    b"\\uc-3",
    b"\\f",
    b"\\",
    b"\n\n",
    b":",
    b"\xff",
]
PIECES += [
    b"Body\n",
    b"Load-Date: \n",
    b"End of Document\n",
    b"Document A20240101000000000\n",
    b"_" * 60,
]
SEEDS = {
    "a.rtf": as_rtf(exporting.nexis(STORIES)),
    "a.odt": as_odt(exporting.factiva(STORIES)),
    "b.txt": exporting.as_text(exporting.nexis(STORIES)),
    "c.txt": exporting.nexis_old(STORIES).encode(),
    "d.txt": exporting.as_text(exporting.factiva(STORIES), gap="\n"),
    "e.txt": exporting.as_text(exporting.proquest(STORIES)),
    "f.txt": exporting.as_text(exporting.newsbank(STORIES)),
    "g.html": exporting.as_html(exporting.factiva(STORIES)),
}


@pytest.mark.parametrize("name", SEEDS)
def test_damage_ends_in_articles_refusals_and_remarks_that_were_foreseen(tmp_path, name):
    chance = random.Random(name)
    for _ in range(40):
        path = tmp_path / name
        path.write_bytes(damaged(SEEDS[name], chance))
        for outcome in read(path):
            assert isinstance(outcome, Article | Refused | Remark)
            assert not getattr(outcome, "trace", ""), outcome
