"""An answer as a reader of a terminal meets it, and how the command begins and ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

from index import VERSION, Archive
from qa import Short, Statement, Told, open_answerer
from qa.cli import begin, main
from qa.commands.sampling import called
from qa.locating import spot
from qa.printing import Paper, has_links, laid, lines
from tests.answers import answer, cite, whole

DATELINE = str(Path(sys.executable).with_name("dateline"))
COST = "How much did the harbour bridge repairs cost?"
ESCAPE = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\")
WIDE = (
    "港橋の修復費用は四百二十万クローネだったと市が木曜日に発表した。" * 3,
    "عبرت أول شاحنة جسر الميناء صباح يوم الخميس بعد إغلاقه. " * 4,
)
BARE = dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "DATELINE_ARCHIVE", "TERM_PROGRAM"))


def shown(made, width=60, paper=None, **how) -> str:
    """What a terminal of that width is sent."""
    console = Console(force_terminal=True, width=width, color_system="standard", **how)
    with console.capture() as kept:
        for line in laid(lines(made, paper or Paper()), console):
            console.print(line, soft_wrap=True)
    return kept.get()


@pytest.fixture
def dateline(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words, code=0, **environment):
        made = CliRunner().invoke(main, list(map(str, words)), env=BARE | environment)
        assert made.exit_code == code, made.output
        return made.output

    return call


@pytest.fixture(scope="module")
def answered(sample_archive):
    return open_answerer(sample_archive.path).ask(COST)


# -- on paper ------------------------------------------------------------------------------------


def test_a_terminal_is_filled_and_not_overrun(answered):
    for width in (40, 72, 160):
        sent = ESCAPE.sub("", shown(answered, width)).splitlines()
        addresses = [line for line in sent if "://" in line]
        wrapped = [cell_len(line) for line in sent if line not in addresses]
        assert max(wrapped) <= min(width, 100)
        assert max(wrapped) > min(width, 100) * 0.7
        assert len(addresses) == 2  # whole, so that they can be clicked and copied


def test_what_was_asked_for_stands_out_and_who_says_it_stands_back(answered):
    sent = shown(answered, 100)
    assert sent.startswith("\x1b[1m4.2 million crowns")
    assert "\x1b[1;33mOutlets differ\x1b[0m" in sent
    assert "\x1b[2mHarbour Courier, 14 March 2024: \x1b[0m“The repairs" in sent
    assert re.search(r"\x1b\[1;4m4\.2 million(\x1b\[0m\s\x1b\[1;4m|\s)crowns\x1b\[0m, the", sent)


def test_headlines_and_files_are_links_where_the_terminal_has_them(answered, sample_archive):
    paper = Paper(links=True, locate=lambda citation: spot(citation, sample_archive))
    sent = shown(answered, 100, paper)
    assert re.search(r"\x1b]8;[^;]*;https://www\.harbourcourier\.example/\S+\x1b\\Harbour br", sent)
    assert re.search(r"\x1b]8;[^;]*;file:///\S+/bridge-reopens\.html\x1b\\", sent)
    assert "line 64 of bridge-reopens.html" in sent
    assert "https://" not in ESCAPE.sub("", sent)


@pytest.mark.parametrize(
    ("environment", "linked"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4800"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "dumb", "VTE_VERSION": "7600"}, False),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
        ({"TERM": "xterm", "FORCE_HYPERLINK": "1"}, True),
    ],
)
def test_only_terminals_that_show_links_are_sent_any(monkeypatch, environment, linked):
    known = ("TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "FORCE_HYPERLINK")
    for name in known:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_links(Console(force_terminal=True)) is linked


def test_wide_letters_and_those_from_right_to_left_are_counted_as_they_are_seen():
    for text in WIDE:
        made = answer(Statement(f"“{text.strip()}”", (cite(whole("a1", text), text.strip()),)))
        sent = ESCAPE.sub("", shown(made, 40))
        assert max(map(cell_len, sent.splitlines())) <= 40
        assert "".join(sent.split()).startswith("“" + "".join(text.split()))


def test_the_answering_words_are_marked_over_a_line_break_in_the_article():
    text = "The quay cost four\nmillion crowns in all."
    where = whole("a1", text)
    value = Told("four million crowns", cite(where, "four\nmillion crowns"))
    said = Statement("“The quay cost four million crowns in all.”", (cite(where, text),))
    sent = shown(answer(said, short=Short("money", (value,))))
    assert "cost \x1b[1;4mfour million crowns\x1b[0m in all" in sent


# -- lines of files ------------------------------------------------------------------------------


@pytest.fixture
def news(tmp_path):
    """An archive of two files whose sentences stand on lines that one can count."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "roof.txt").write_text(
        "Headline: Storm takes market roof\nSource: Skerrow Post\n\n"
        "The storm tore the roof off the\nfish market in Skerrow on Saturday.\n\n"
        "Nobody was hurt, the town’s fire brigade said.\n"
    )
    (folder / "kiln.html").write_text(
        "<html><head><title>Kiln</title></head>\n<body><article><h1>Old kiln lit again</h1>\n"
        "<p>The potters of Tarn lit the old kiln\nfor the <b>first</b> time in forty years on "
        "Sunday, watched by the whole village.</p>\n<p>Bread &amp; soup were sold beside it.</p>"
        "</article></body></html>"
    )
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.sync(folder)
        yield archive, folder


def found_at(archive, words):
    for identity in archive.article_ids():
        for passage in archive.passages_of(identity):
            if words in passage.text:
                return spot(cite(passage, words), archive)
    raise AssertionError(words)


def test_a_quote_is_found_on_its_line(news):
    archive, folder = news
    assert found_at(archive, "The storm tore the roof off the\nfish market").line == 4
    assert found_at(archive, "Nobody was hurt").text == "line 7 of roof.txt"
    kiln = found_at(archive, "for the first time in forty years")
    assert (kiln.line, kiln.url) == (4, (folder / "kiln.html").as_uri())


def test_no_line_is_told_of_what_stands_twice_or_nowhere(news):
    archive, folder = news
    with (folder / "roof.txt").open("a") as file:
        file.write("\nNobody was hurt, the town’s fire brigade said.\n")
    assert found_at(archive, "Nobody was hurt").text == "roof.txt"
    (folder / "roof.txt").unlink()
    assert found_at(archive, "Nobody was hurt") is None


# -- as it is typed ------------------------------------------------------------------------------


def test_a_question_needs_no_quotation_marks(dateline, sample_archive):
    said = dateline(
        "ask", "harbour", "bridge", "--archive", sample_archive.path, "repairs", "cost", "--offsets"
    )
    assert said.startswith("4.2 million crowns")
    assert "characters 152-258 of article" in said
    assert "characters" not in dateline("ask", COST, "--archive", sample_archive.path)


def test_what_is_piped_is_plain_and_unwrapped_unless_colour_is_forced(dateline, sample_archive):
    words = ("ask", COST, "--archive", sample_archive.path)
    plain = dateline(*words)
    assert "\x1b" not in plain
    assert any(len(line) > 150 for line in plain.splitlines())
    coloured = dateline(*words, FORCE_COLOR="1", TERM="xterm-256color", COLUMNS="70")
    assert "\x1b[1;33m" in coloured
    sober = dateline(*words, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color", COLUMNS="70")
    assert "\x1b[1m" in sober
    assert not re.search(r"\x1b\[[\d;]*3\d", sober)


def test_a_name_that_was_meant_is_told(dateline, sample_archive):
    words = ("ask", COST, "--archive", sample_archive.path)
    for mistyped, meant in (
        (("--outlet", "Harbor Courier"), "no outlet is called “Harbor Courier”; did you mean “Ha"),
        (("--kind", "opinon"), "no article is of the kind “opinon”; did you mean “opinion”?"),
        (("--reader", "extractiv"), "did you mean 'extractive'?"),
    ):
        assert meant in dateline(*words, *mistyped, code=1)
    assert "Did you mean 'ask'?" in dateline("aks", code=2)


def test_the_command_alone_says_what_to_do_next(dateline, sample_archive):
    assert "dateline ask --sample" in dateline()
    held = dateline(DATELINE_ARCHIVE=str(sample_archive.path))
    assert "holds 41 articles, 20 September 2023 to 21 November 2024, 6 outlets." in held
    assert len(re.findall(r"  dateline ask '.*\?'", held)) == 3


def test_the_sample_is_asked_without_setting_anything_up(dateline, tmp_path):
    assert "ask --sample" in dateline("ask", "Who?", code=1)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    first = dateline("ask", "--sample", COST, **cache)
    assert "indexing the sample articles" in first
    assert "4.2 million crowns" in first
    assert dateline("ask", "--sample", COST, **cache).startswith("4.2 million crowns")
    assert "not both" in dateline("ask", "--sample", "--archive", "x", COST, code=2)
    assert not (tmp_path / ".dateline").exists()


@pytest.fixture
def opened(monkeypatch):
    """The windows that were opened, as the archive of each and whether in a browser."""
    windows = []

    def serve(answerer, hosting, *, browser):
        windows.append((answerer.archive.path, browser))

    monkeypatch.setattr(
        "qa.commands.chatting.import_module", lambda _: SimpleNamespace(serve=serve)
    )
    return windows


def test_with_no_archive_the_window_opens_on_the_sample(
    dateline, opened, sample_archive, tmp_path, monkeypatch
):
    kept = tmp_path / "cache" / "dateline" / f"sample-{VERSION}"
    shutil.copytree(sample_archive.path, kept)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    said = dateline("chat", **cache)
    assert said.splitlines()[:3] == [
        "There is no archive here yet: this is the sample, of invented articles.",
        "Your own: dateline sync FOLDER, then dateline chat",
        f"{kept}: {sample_archive.coverage()}",
    ]
    assert not (tmp_path / ".dateline").exists()
    monkeypatch.setattr("sys.argv", ["dateline-qa"])
    for name, value in cache.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:  # the script that uvx and pipx call
        begin()
    assert ended.value.code == 0
    assert opened == [(kept, False), (kept, False)]

    assert "no archive at elsewhere" in dateline("chat", "--archive", "elsewhere", code=1)
    assert "no archive at gone" in dateline("chat", DATELINE_ARCHIVE="gone", code=1)
    shutil.copytree(sample_archive.path, tmp_path / ".dateline")
    assert dateline("chat", **cache).startswith(f".dateline: {sample_archive.coverage()}")
    assert [path for path, _ in opened[2:]] == [Path(".dateline")]


@pytest.mark.parametrize(
    ("prefix", "typed", "called_as"),
    [
        ("/home/ann/.cache/uv/archive-v0/xyz", "dateline-qa", "uvx dateline-qa"),
        ("/home/ann/.local/share/pipx/.cache/1a2b", "dateline-qa", "pipx run dateline-qa"),
        ("/home/ann/.local/share/pipx/venvs/dateline-qa", "dateline", "dateline"),
        ("/usr", "/usr/lib/python3/dist-packages/qa/__main__.py", "python -m qa"),
    ],
)
def test_what_to_type_next_is_said_as_it_was_typed(prefix, typed, called_as, monkeypatch):
    monkeypatch.setattr("sys.prefix", prefix)
    monkeypatch.setattr("sys.argv", [typed])
    assert called() == called_as


# -- how it ends ---------------------------------------------------------------------------------


def test_what_nobody_foresaw_shows_no_traceback(dateline, monkeypatch):
    def fails(*_, **__):
        raise AttributeError("nothing of that name")

    monkeypatch.setattr("qa.build.open_answerer", fails)
    said = dateline("ask", "Who?", code=1)
    assert said.startswith("Error: Dateline itself failed (AttributeError: nothing of that name)")
    assert "Traceback" not in said
    made = CliRunner().invoke(main, ["ask", "Who?"], env={"DATELINE_DEBUG": "1"})
    assert isinstance(made.exception, AttributeError)


def test_ctrl_c_is_quiet(dateline, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("qa.build.open_answerer", stopped)
    assert dateline("ask", "Who?", code=130).strip() == ""


def test_a_reader_that_goes_away_is_nothing_to_speak_of(sample_archive):
    ends = os.pipe()
    os.close(ends[0])
    done = subprocess.run(
        [DATELINE, "ask", COST, "--archive", sample_archive.path],
        stdout=ends[1], stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(ends[1])
    assert done.stderr == ""
    assert done.returncode in (1, -signal.SIGPIPE)
