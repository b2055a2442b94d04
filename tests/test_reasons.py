"""What a visitor is told of what could not be read asks for nothing that they cannot do."""

import re
from pathlib import Path

import pytest

import index
from qa.window.reasons import for_visitors

ADVICE = re.compile(r"(?<![\w-])--[a-z]|\bdateline [a-z]+ |text=FIELD")
SOURCES = sorted(Path(index.__file__).parent.glob("f*/**/*.py"))


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("is a picture: add it with --ocr to have the letters recognised", "add the article as"),
        (
            "has no text layer, only pictures of pages, as a scanner makes them: add it with --ocr "
            "to have the letters recognised",
            "as a scanner makes them, and letters in pictures are not read here",
        ),
        ("text: page 3 may be scanned; --ocr would recognise the letters", "page 3 may be scanned"),
        (
            "has no text; add its page: dateline add https://courier.example/pier",
            "has no text; open https://courier.example/pier, save the page, and add that",
        ),
        (
            "no field holds it; fields seen: 'body'. Map one with text=FIELD if it goes by another "
            "name",
            "call the one with the article's words “text”",
        ),
        (
            "https://10.0.0.1/x: is not asked: 10.0.0.1 is a private address; if it is to be, give "
            "--allow-host 10.0.0.1",
            "only addresses that anybody can reach",
        ),
    ],
)
def test_what_only_the_operator_could_do_is_put_as_what_a_visitor_can(why, told):
    shown = for_visitors(why)
    assert told in shown
    assert not ADVICE.search(shown)


def test_no_reason_of_what_reads_files_is_left_out():
    """Each line of the readers that names a command or an option is one that is worded anew."""
    known = ("--ocr", "dateline add", "forget --allow", "--allow-host", "text=FIELD", "--dpi")
    for source in SOURCES:
        for line in source.read_text(encoding="utf-8").splitlines():
            quoted = re.findall(r"\"[^\"]*\"", line.split("#")[0])
            for text in quoted:
                if ADVICE.search(text):
                    assert any(one in text for one in known), (source.name, text)


def test_other_reasons_stay_as_they_are():
    assert for_visitors("is encrypted; save a copy without password") == (
        "is encrypted; save a copy without password"
    )
