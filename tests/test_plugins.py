"""What other packages add: as docs/ shows it, and when it is broken."""

import gzip
import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from index import (
    FORMATS,
    Archive,
    ArchiveMismatch,
    Article,
    EmbedderError,
    HybridRetriever,
    PluggedEmbedder,
    PluginError,
    Registry,
    WantedEmbedder,
)
from index.apart import _close as close_idle
from index.articles import read
from qa import Answerer, ReaderError, SettingsError, embedder_named, open_answerer
from qa.answerer import Way
from qa.build import EMBEDDERS, READERS
from qa.commands import doctor  # noqa: F401 - first imported here, it would keep a test's registry
from qa.reading.plugged import PluggedReader
from qa.sending import choices, destination, quotes
from qa.window.shelves import Shelves
from tests.packages import declaring, install

DOCS = Path(__file__).resolve().parents[1] / "docs" / "how-to"
PAGES = ("embedders", "readers", "files")
OUTPUT = "The harbour bridge reopened on Thursday after 176 days."
LONGEST = 35  # lines of a package that a page shows


def blocks(page: str, kind: str) -> list[str]:
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


COMMANDS = """
import json, sys
from click.testing import CliRunner
from qa.cli import main
print(json.dumps([CliRunner().invoke(main, words).output for words in json.load(sys.stdin)]))
"""


def commands(folder: Path, session: list[list[str]], **environment: str) -> list[str]:
    """What each command prints, in one process that finds the packages in `folder`/site."""
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "site"), **environment},
        input=json.dumps(session),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def capsule(folder: Path) -> None:
    """Two articles as Gemtext, and a page of links."""
    folder.mkdir()
    for name, headline, text in (
        ("bridge.gmi", "Harbour bridge reopens", OUTPUT),
        ("ferry.gmi", "Ferry sinks off Wendry", "A ferry sank off Wendry on Monday."),
    ):
        page = f"# {headline}\n\nHarbour Courier, 14 March 2024\n\n{text}\n\n=> / Front page\n"
        (folder / name).write_text(page, encoding="utf-8")
    links = "# Harbour Courier\n=> bridge.gmi Bridge\n"
    (folder / "index.gmi").write_text(links, encoding="utf-8")


def news(folder: Path) -> None:
    folder.mkdir()
    head = "Source: Harbour Courier\nDate: 14 March 2024\n\n"
    (folder / "harbour.txt").write_text(f"{head}{OUTPUT} Crowds came to see it.\n")
    (folder / "ferry.txt").write_text("A ferry sank off Wendry on Monday. Nobody was hurt.\n")


@pytest.mark.parametrize("page", PAGES)
def test_the_package_that_a_page_shows_does_what_the_page_says(page, tmp_path):
    (project,), (source,) = blocks(page, "toml"), blocks(page, "python")
    assert len(source.splitlines()) <= LONGEST
    module = re.search(r'= "(\w+):', project)[1]
    install(tmp_path / "site", project, **{module: source})
    news(tmp_path / "news")
    capsule(tmp_path / "capsule")
    (session,) = blocks(page, "console")
    parts = [one.partition("\n") for one in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]]
    environment = {} if page == "embedders" else {"DATELINE_EMBEDDER": "none"}
    typed = [shlex.split(words)[1:] for words, _, _ in parts]
    for (_, _, shown), printed in zip(parts, commands(tmp_path, typed, **environment), strict=True):
        lines = printed.replace(str(tmp_path), "…").splitlines()
        assert not [line for line in shown.splitlines() if line not in lines], printed


# -- what is broken --------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder on the path that packages are installed into."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return tmp_path / "site"


@pytest.fixture
def read_anew():
    """Formats are looked up anew, here and in the process that reads files; so they are again."""

    def forget():
        close_idle()
        vars(FORMATS).pop("plugins", None)
        vars(FORMATS).pop("names", None)

    forget()
    yield
    forget()


def found(registry: Registry) -> Registry:
    """The same registry, looked up anew."""
    return Registry(
        registry._group, registry._what, registry.ours, registry._plugged, registry._allowed
    )


@pytest.mark.parametrize(
    ("registry", "group", "name", "value", "said"),
    [
        (EMBEDDERS, "embedders", "bad", "nowhere:make", "ModuleNotFoundError: No module named"),
        (EMBEDDERS, "embedders", "bad", "there:absent", "has no attribute 'absent'"),
        (EMBEDDERS, "embedders", "bad", "leaves:make", "SystemExit: 3"),
        (EMBEDDERS, "embedders", "bad", "there:number", "there:number is an int, which cannot be"),
        (EMBEDDERS, "embedders", "openai", "there:make", "Dateline has one of that name itself"),
        (READERS, "readers", "extractive", "there:make", "Dateline has one of that name itself"),
        (READERS, "readers", "a b", "there:make", r"of the form [\w.-]+"),
        (FORMATS, "files", "pdf", "there:make", "Dateline has one of that name itself"),
        (FORMATS, "files", ".EML", "there:make", "of the form [a-z0-9]+"),
    ],
)
def test_an_entry_point_that_cannot_be_used_is_named_in_one_sentence(
    site, registry, group, name, value, said
):
    here = f'[project]\nname = "bad"\nversion = "2.3"\n[project.entry-points."dateline.{group}"]\n'
    install(
        site, f'{here}"{name}" = "{value}"\n', there="number = 1\n", leaves="raise SystemExit(3)"
    )
    ((plugin, fault),) = found(registry).faults()
    assert fault.startswith(f"the {plugin.what} {name!r} of bad 2.3 cannot be used: ")
    assert said in fault
    assert "\n" not in fault


def test_what_two_packages_declare_is_neither_ones(site):
    for package in ("one", "two"):
        install(
            site, declaring("files", "gmi", f"{package}:read", package), **{package: "read = list"}
        )
    registry = found(FORMATS)
    assert [fault.partition("used: ")[2] for _, fault in registry.faults()] == [
        "two 2.3 has one of that name too; mend or remove that package",
        "one 2.3 has one of that name too; mend or remove that package",
    ]
    assert registry.names[-1] == "gmi"


def test_looking_up_ours_reads_nothing_of_what_is_installed():
    registry = found(EMBEDDERS)
    assert registry.get("none") is EMBEDDERS.ours["none"]
    assert "plugins" not in vars(registry)


BAD = "from collections import UserDict\nclass M({}):\n    def {}(self): return {{}}['text']\n"
FILES = {
    "loads": ("raise ImportError('no mail')", "loading loads:read gives ImportError: no mail"),
    "returns": ("def read(file): return 7", "it returned an int, not the fields of articles"),
    "maps": ("def read(file): return {'text': 'A ferry sank.'}", "it returned a dict, not the"),
    "yields": ("def read(file): yield 'A ferry sank.'", "it gave a str, not an article's fields"),
    "empties": ("def read(file): yield None", "it gave None, not an article's fields"),
    "raises": ("def read(file): yield {}['text']", "failed: KeyError: 'text'"),
    "nothing": ("def read(file): return []", "holds no article that the reader of files"),
    "exits": ("def read(file): raise SystemExit(3)", "failed: SystemExit: 3"),
    "iterates": (
        f"{BAD.format('', '__iter__')}def read(file): return M()",
        "failed: KeyError: 'text'",
    ),
    "keys": (
        f"{BAD.format('UserDict', 'keys')}def read(file): yield M()",
        "failed: KeyError: 'text'",
    ),
    "lacks": ("def read(file): yield {'txt': 'A ferry sank.'}", "fields seen: 'txt'"),
    "dies": ("import os\ndef read(file): os._exit(3)", "ended the process that read it (exit"),
    "bloats": ("def read(file): yield {'text': 'x' * (3 << 30)}", "memory that a file may take"),
}
UNNAMED = ("lacks", "dies", "bloats")  # the file is refused as one of our own formats would be


def test_broken_readers_of_files_refuse_their_files_and_stop_nothing_else(
    site, read_anew, dateline, tmp_path
):
    news(tmp_path / "news")
    for name, (source, _) in FILES.items():
        declared = declaring("files", name, f"{name}:read", f"other-{name}")
        install(site, declared, **{name: source})
        (tmp_path / "news" / f"a.{name}").write_text("A ferry sank.\n")
    assert ".dateline: 2 added, 0 replaced" in dateline("add", "news")
    printed = dateline("status", "--refused")
    for name, (_, said) in FILES.items():
        (refused,) = [line for line in printed.splitlines() if f"a.{name}:" in line]
        assert said in refused
        assert (f"{name!r} of other-{name} 2.3" in refused) == (name not in UNNAMED)


READ_BY = {
    "whole": "yield {'text': file.read().decode()}",
    "lines": "yield {'text': ''.join(map(bytes.decode, file))}",
    "wrapped": "import io; yield {'text': io.TextIOWrapper(file).read()}",
    "rewound": "file.read(10); file.seek(0); yield {'text': file.read().decode()}",
}


@pytest.mark.parametrize("does", READ_BY.values(), ids=READ_BY)
def test_a_damaged_file_is_not_blamed_on_the_package_that_reads_it(site, read_anew, tmp_path, does):
    plugged = plug(site, f"def make(file):\n    {does}", "files")
    packed = gzip.compress("".join(f"A ferry sank {n} times.\n" for n in range(9_000)).encode())
    half = len(packed) // 2
    for name, data in (
        ("cut", packed[:half]),
        ("changed", packed[:half] + b"xxxx" + packed[half + 4 :]),
        ("sum", packed[:-8] + b"12345678"),
        ("sound", packed),
    ):
        path = tmp_path / f"{name}.other.gz"
        path.write_bytes(data)
        (outcome,) = read(path)
        if name == "sound":
            assert isinstance(outcome, Article)
        else:
            assert outcome.why.startswith("the gzip data is cut short or damaged (")
            assert str(plugged) not in outcome.why


def test_what_a_package_unpacks_itself_is_its_own_fault(site, read_anew, tmp_path):
    plug(site, "import gzip\ndef make(file): yield {'text': gzip.decompress(b'ab')}", "files")
    (tmp_path / "a.other").write_text("A ferry sank.\n")
    (refused,) = read(tmp_path / "a.other")
    assert "the reader of files 'other' of dateline-other 2.3 failed: gzip.BadGzip" in refused.why


def test_a_visitor_of_the_window_uploads_files_that_a_package_reads(site, read_anew, tmp_path):
    install(site, blocks("files", "toml")[0], dateline_gemini=blocks("files", "python")[0])
    capsule(tmp_path / "capsule")
    news(tmp_path / "news")
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.add([tmp_path / "news"])
        shelf = Shelves(open_answerer(archive.path)).shelf("somebody's key, 0123456789")
        sent = [(tmp_path / "capsule" / name, name) for name in ("bridge.gmi", "index.gmi")]
        refused = [why for event in shelf.put(sent) for why in event.refused]
        assert [entry.title for entry in shelf.listing().entries] == ["Harbour bridge reopens"]
        assert refused == ["holds no text, only links"]


GROUPS = {"embedders": EMBEDDERS, "readers": READERS, "files": FORMATS}


def plug(site, source, group="embedders"):
    install(site, declaring(group, "other", "other:make"), other=source)
    sys.modules.pop("other", None)
    (plugin,) = found(GROUPS[group]).plugins
    return plugin


FOREIGN = """
        from dataclasses import replace
        from qa import Citation, Statement
        passage = replace(hits[0].passage, article_id='another')
        yield Statement('A ferry sank.', (Citation(passage, *passage.sentences[0]),))
"""
CITES = """
        from qa import Citation, Statement
        passage = hits[0].passage
        cited = Citation(passage, *passage.sentences[0])
        yield Statement({}, {})
"""
EMBEDS = "class E:\n    {}\n    def embed(self, texts): {}\ndef make(wanted): return E()\n"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("return None", "it gave None and no vectors"),
        ("return 'vectors'", "it gave a str and no vectors"),
        (
            "return [['a', 'b'] for _ in texts]",
            "gave text number 1 an array of shape (2,) and type",
        ),
        ("return [['1', '2'] for _ in texts]", "not one flat row of numbers"),
        ("return [0.5 for _ in texts]", "number 1 an array of shape () and type float64, not one"),
        ("return [[[1.0]] for _ in texts]", "number 1 an array of shape (1, 1) and type float64"),
        ("return [[1.0, 2.0], [[1.0], [2.0]]]", "number 2 an array of shape (2, 1) and type"),
        ("return [[1.0, [2.0]] for _ in texts]", "gave no vectors: ValueError: setting an array"),
        ("return [[1j, 2.0] for _ in texts]", "type complex128, not one flat row of numbers"),
        ("return [[float('nan'), 1.0] for _ in texts]", "a vector of length nan"),
        ("return [[float('inf'), 1.0] for _ in texts]", "a vector of length inf"),
        ("return [[1.0, 2.0]]", "answered 2 texts with 1 vectors"),
        ("return [[1.0] * (n + 1) for n, _ in enumerate(texts)]", "vectors of [1, 2] numbers"),
        ("return [[0.0, 0.0] for _ in texts]", "no direction"),
        ("return 1 / 0", "failed: ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "failed: SystemExit: 3"),
    ],
)
def test_wrong_vectors_of_a_package_are_refused_by_its_name(site, answer, said):
    embedder = PluggedEmbedder(plug(site, EMBEDS.format("", answer)), WantedEmbedder("other"))
    with pytest.raises(EmbedderError, match=re.escape(said)) as caught:
        embedder.embed(["a ferry", "a bridge"])
    assert "other" in str(caught.value)
    assert "dateline-other 2.3" in str(caught.value)


def test_what_makes_no_embedder_is_refused_by_its_name(site):
    plugin = plug(site, "def make(wanted): return [1]")
    said = (
        "the embedder 'other' of dateline-other 2.3 cannot be used: it returned a list, which has"
    )
    with pytest.raises(PluginError, match=said):
        PluggedEmbedder(plugin, WantedEmbedder("other"))


def test_an_archive_remembers_the_package_and_its_version(site, tmp_path):
    plugin = plug(site, EMBEDS.format("", "return [[1.0, len(one)] for one in texts]"))
    news(tmp_path / "news")
    wanted = WantedEmbedder("other:2", "2")
    with Archive(tmp_path / "archive", PluggedEmbedder(plugin, wanted), create=True) as archive:
        archive.sync(tmp_path / "news")
        assert archive.embedder_name == "other:2 (dateline-other 2.3)"
    for other, said in (
        (plugin, ""),
        (replace(plugin, version="2.4"), "'other:2 (dateline-other 2.4)'"),
        (replace(plugin, package="dateline-twin"), "'other:2 (dateline-twin 2.3)'"),
    ):
        with nullcontext() if not said else pytest.raises(ArchiveMismatch, match=re.escape(said)):
            Archive(tmp_path / "archive", PluggedEmbedder(other, wanted)).close()


def test_an_embedder_has_its_own_version_where_it_says_so(site):
    plugin = plug(site, EMBEDS.format("version = 7", "return []"))
    assert PluggedEmbedder(plugin, WantedEmbedder("other")).name == "other (dateline-other 7)"


def test_an_archive_whose_package_is_gone_says_which_it_was():
    with pytest.raises(SettingsError, match=r"called 'gone:2', which dateline-gone 1\.0 had"):
        embedder_named("gone:2 (dateline-gone 1.0)")


def test_an_embedder_that_tells_its_host_is_asked_consent_for(
    site, dateline, tmp_path, monkeypatch
):
    source = EMBEDS.format("host = 'embed.example'", "return [[1.0, len(one)] for one in texts]")
    install(site, declaring("embedders", "other", "other:make"), other=source)
    sys.modules.pop("other", None)
    monkeypatch.setattr("qa.build.EMBEDDERS", found(EMBEDDERS))
    monkeypatch.setenv("DATELINE_EMBEDDER", "other")
    news(tmp_path / "news")
    said = dateline("sync", "news", "--confirm-tokens", "0", code=1)
    assert "tokens to embed with other (dateline-other 2.3) at embed.example: its price" in said
    assert "there is no terminal to ask on" in said
    told = "is sent to other at embed.example to be embedded"
    assert told in dateline("doctor")
    dateline("sync", "news", "--confirm-tokens", "0", "--yes")
    assert "other (dateline-other 2.3)" in dateline("status")
    monkeypatch.delenv("DATELINE_EMBEDDER")
    assert told.replace("other", "other (dateline-other 2.3)", 1) in dateline("doctor")


# -- readers ---------------------------------------------------------------------------------------

READS = """
class R:
    name = 'r'
    def read(self, query, hits, *_): {}
def make(wanted): return R()
"""


@pytest.fixture(scope="module")
def reading(sample_archive):
    """What asks the sample articles by the reader that a package's source makes."""

    def ask(plugin):
        reader = PluggedReader(plugin, plugin.loaded()(None))
        asked = Answerer(sample_archive, HybridRetriever(sample_archive), reader)
        return asked.ask("Who won the mayoral election in Port Sellen?")

    return ask


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("return None", "failed: TypeError: 'NoneType' object is not iterable"),
        ("yield 'Ines Varga won.'", "it gave a str, which is no Statement, Dropped or Assessed"),
        ("raise KeyError('x')", "failed: KeyError: 'x'"),
        ("raise SystemExit(3)", "failed: SystemExit: 3"),
        (FOREIGN, "it cites a passage that it was not given"),
        (
            CITES.format("b'A ferry sank.'", "(cited,)"),
            "a Statement whose text is a bytes, not a str",
        ),
        (CITES.format("'A ferry sank.'", "cited"), "whose citations are no tuple of Citation"),
        (CITES.format("'A ferry sank.'", "[cited]"), "whose citations are no tuple of Citation"),
        (CITES.format("'A ferry sank.'", "(passage,)"), "citations are no tuple of Citation"),
        ("yield __import__('qa').Dropped(None, ())", "a Dropped whose text is None, not a str"),
        ("yield __import__('qa').Dropped('A', 'B')", "whose failures are no tuple of str"),
        ("yield __import__('qa').Assessed('x')", "failed: ValueError: could not convert string"),
        ("yield __import__('qa').Assessed(0.5, -1)", "invented is -1; a count is 0 or more"),
    ],
)
def test_what_a_reader_of_a_package_may_not_say_ends_the_question_by_its_name(
    site, reading, does, said
):
    with pytest.raises(ReaderError, match=re.escape(said)) as caught:
        reading(plug(site, READS.format(does), "readers"))
    assert "the reader 'other' of dateline-other 2.3" in str(caught.value)


def test_an_error_of_ours_from_a_reader_of_a_package_is_its_own(site, reading):
    source = "from qa.errors import QuotaSpent\n" + READS.format("raise QuotaSpent('no money')")
    with pytest.raises(ReaderError, match=r"^no money$"):
        reading(plug(site, source, "readers"))


@pytest.mark.parametrize("made", ["[1]", "type('R', (), {'name': 'r'})"])
def test_what_is_no_reader_is_refused_by_its_name(site, made):
    plugin = plug(site, f"def make(wanted): return {made}", "readers")
    said = r"the reader 'other' of dateline-other 2\.3 cannot be used: it returned a "
    with pytest.raises(PluginError, match=said):
        PluggedReader.of(plugin, None)


def test_a_reader_of_a_package_stands_beside_quoted_sentences_in_the_window(
    site, sample_archive, monkeypatch
):
    install(site, declaring("readers", "other", "other:make"), other=READS.format("return []"))
    sys.modules.pop("other", None)
    monkeypatch.setattr("qa.build.READERS", found(READERS))
    answerer = open_answerer(sample_archive.path, reader="other")
    assert answerer.ask("Who won the election?").provenance.made_by == "r (dateline-other 2.3)"
    labels = [one.label for one in choices(answerer, sample_archive.coverage())]
    assert labels == ["r (dateline-other 2.3)", "Quoted sentences"]
    assert destination(answerer) is None
    assert quotes(answerer) == "extractive"


def test_a_reader_of_a_package_is_evaluated_as_ours_are(site, dateline, tmp_path, monkeypatch):
    install(site, blocks("readers", "toml")[0], dateline_leads=blocks("readers", "python")[0])
    monkeypatch.setattr("qa.build.READERS", found(READERS))
    news(tmp_path / "news")
    dateline("add", "news")
    asked = {"question": "When did the harbour bridge reopen?", "answers": ["Thursday"]}
    (tmp_path / "asked.jsonl").write_text(json.dumps(asked))
    dateline("evaluate", "asked.jsonl", "--reader", "leads:1", "--out", "run")
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "answered by leads 1 (dateline-leads 1.0)" in page


def test_a_reader_of_a_package_tells_where_it_sends(site):
    there = "__import__('qa').Endpoint('m', 'there')"
    source = READS.format("return []").replace("name = 'r'", f"name, endpoint = 'r', {there}")
    assert str(PluggedReader.of(plug(site, source, "readers"), None).endpoint) == "m at there"


@pytest.mark.parametrize(("says", "given"), [("", 10), ("passages = 25", 25)])
def test_a_reader_of_a_package_is_given_as_many_passages_as_it_says(site, reading, says, given):
    source = READS.format("return []").replace("name = 'r'", f"name = 'r'\n    {says}")
    assert len(reading(plug(site, source, "readers")).basis.hits) == given


WEIGHS = """
from qa import Dropped, ReaderError
class R:
    name = 'r'
    def weighing(self, rarity): {}
    def read(self, query, hits, *_): return [Dropped(str(self.weight), ())]
def make(wanted): return R()
"""


def test_a_reader_of_a_package_is_weighed_anew(site, sample_archive):
    source = WEIGHS.format("self.weight = rarity('x'); return self")
    weighed = Way(PluggedReader.of(plug(site, source, "readers"), None)).weighing(lambda term: 0.5)
    (said,) = weighed.reader.read(None, [], None)
    assert said.text == "0.5"
    assert weighed.reader.name == "r (dateline-other 2.3)"


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("raise KeyError('x')", "the reader 'other' of dateline-other 2.3 failed: KeyError: 'x'"),
        ("return None", "2.3 cannot be used: its weighing gave None, which is no reader"),
        ("raise ReaderError('no such word')", "no such word"),
    ],
)
def test_weighing_that_fails_ends_the_question_and_not_the_list_of_articles(
    site, tmp_path, does, said
):
    made = PluggedReader.of(plug(site, WEIGHS.format(does), "readers"), None)
    with Archive(tmp_path / "archive", create=True) as archive:
        shelves = Shelves(Answerer(archive, HybridRetriever(archive), made))
        key = "somebody's key, 0123456789"
        news(tmp_path / "news")
        list(shelves.shelf(key).put([(tmp_path / "news" / "ferry.txt", "ferry.txt")]))
        asked = shelves.answerer(key)
        assert asked.archive.coverage().articles == 1
        with pytest.raises(ReaderError, match=f"{re.escape(said)}(; mend|$)"):
            asked.ask("Where did a ferry sink?")


RAISES = "\n    @property\n    def {}(self): raise RuntimeError('not yet')"


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        (RAISES.format("name"), "failed: RuntimeError: not yet"),
        (f"name = 'r'{RAISES.format('read')}", "failed: RuntimeError: not yet"),
        (f"name = 'r'{RAISES.format('endpoint')}", "failed: RuntimeError: not yet"),
        ("name, endpoint = 'r', 'there'", "its endpoint is a str, which is no Endpoint"),
        ("name, passages = 'r', 0", "its passages are 0, which is no number of 1 or more"),
        ("name, passages = 'r', ['p']", "its passages are ['p'], which is no number"),
    ],
)
def test_what_a_reader_of_a_package_says_of_itself_is_checked_as_it_is_made(site, attributes, said):
    source = f"class R:\n    def read(self, *_): return []\n    {attributes}\nmake = lambda _: R()"
    with pytest.raises(PluginError, match=re.escape(said)) as caught:
        PluggedReader.of(plug(site, source, "readers"), None)
    assert str(caught.value).startswith("the reader 'other' of dateline-other 2.3 ")


@pytest.mark.parametrize("name", ["embed", "host", "model", "version"])
def test_what_an_embedder_of_a_package_says_of_itself_is_checked_as_it_is_made(site, name):
    source = EMBEDS.format(RAISES.format(name), "return []")
    if name == "embed":
        source = f"class E:{RAISES.format(name)}\ndef make(wanted): return E()\n"
    said = "the embedder 'other' of dateline-other 2.3 failed: RuntimeError: not yet"
    with pytest.raises(PluginError, match=re.escape(said)):
        PluggedEmbedder(plug(site, source), WantedEmbedder("other"))


@pytest.mark.parametrize("number", ["float32(0.5)", "float64(0.5)"])
def test_numbers_of_another_package_become_those_that_json_has(site, reading, number):
    does = f"""
        import numpy as np
        from qa import Assessed, Citation, Statement, quotation
        start, end = map(np.int64, hits[0].passage.sentences[0])
        cited = Citation(hits[0].passage, start, end)
        yield Statement(quotation(cited), (cited,))
        yield Assessed(np.{number}, np.int64(2), np.uint8(1))"""
    told = json.loads(json.dumps(reading(plug(site, READS.format(does), "readers")).as_dict()))
    assert told["citations"][0]["quote"]
    assert (told["confidence"], told["invented"], told["repaired"]) == (0.5, 2, 1)


PANICS = "\nclass PanicException(BaseException): pass\n"


def test_a_panic_of_a_package_is_a_fault_of_it_and_ctrl_c_is_not(site, reading):
    source = PANICS + READS.format("raise PanicException('index out of bounds')")
    with pytest.raises(ReaderError, match=r"PanicException: index out of bounds; mend or remove"):
        reading(plug(site, source, "readers"))
    (plugin,) = found(READERS).plugins
    for error in (KeyboardInterrupt, GeneratorExit, MemoryError):
        with pytest.raises(error):
            plugin.guarded(partial(raising, error))


def raising(error):
    raise error


def test_a_package_that_panics_as_it_is_loaded_cannot_be_used(site):
    plugin = plug(site, f"{PANICS}raise PanicException('no GPU')", "readers")
    with pytest.raises(
        PluginError, match=r"loading other:make gives other\.PanicException: no GPU"
    ):
        plugin.loaded()
