"""What the tests share: an embedder without a model, the sample archive, and no network."""

import gzip
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from fpdf import FPDF
from hypothesis import settings
from numpy.typing import NDArray

from index import Archive, MiniLM
from qa.cli import main
from qa.models.providers import DEFAULT_MODEL
from tests.chroma_server import ChromaServer, Door, door_to
from tests.newsstand import open_stand
from tests.openai_double import Double, hashed, serving
from tests.window import FLAGS, Window, served

# The same examples on every machine, and none fails for being slow on a busy one.
settings.register_profile("dateline", deadline=None, derandomize=True, database=None)
settings.load_profile("dateline")

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


class HashEmbedder:
    """Feature-hashed bag of words, 64 unit rows: texts that share words are near each other.

    `texts` counts what was embedded, so that a test can say what was not embedded again.
    """

    name = "hash-64"
    dim = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return hashed(texts, self.dim)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def dateline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The command, by words alone; a traceback fails the test at once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_EMBEDDER", "none")

    def run(*arguments: object, code: int = 0) -> str:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    return run


@pytest.fixture
def openai_double() -> Iterator[Double]:
    """A server that speaks OpenAI's protocol and answers well until it is told otherwise."""
    with serving() as double:
        yield double


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A real Chroma server; a test that stops it starts it again."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def door(chroma_server: ChromaServer) -> Iterator[Door]:
    """The server behind a door of the test's own."""
    with door_to(chroma_server) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    """The folder of articles that come along."""
    return Path(str(resources.files("index").joinpath("sample", "articles")))


@pytest.fixture(scope="session")
def sample_archive(
    tmp_path_factory: pytest.TempPathFactory, sample_folder: Path
) -> Iterator[Archive]:
    """The articles that come along, indexed by the embedder that comes along. Only for reading."""
    with Archive(tmp_path_factory.mktemp("sample"), MiniLM(), create=True) as archive:
        archive.sync(sample_folder)
        yield archive


@pytest.fixture(scope="session", autouse=True)
def _offline(request: pytest.FixtureRequest) -> Iterator[None]:
    """Any connection that would leave the machine is an error, unless live tests were chosen."""
    chosen = request.config.getoption("-m")
    if "live" in chosen and "not live" not in chosen:
        yield
        return
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked(ours: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if ours.family != socket.AF_UNIX and not str(host).startswith(_LOOPBACK):
            raise AssertionError(f"a test tried to reach {address!r}; the suite runs offline")

    def guarded(ours: socket.socket, address: object) -> None:
        checked(ours, address)
        connect(ours, address)  # type: ignore[arg-type]

    def guarded_ex(ours: socket.socket, address: object) -> int:
        checked(ours, address)
        return connect_ex(ours, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(autouse=True)
def _clean_environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no setting of whoever runs the tests changes what they find."""
    if request.node.get_closest_marker("live"):
        return
    for name in list(os.environ):
        if name.startswith(("DATELINE_", "OPENAI_")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def answerer(sample_archive):
    """Answers from the sample articles, as it comes."""
    from qa import open_answerer

    return open_answerer(sample_archive.path)


@pytest.fixture(scope="session")
def url(answerer):
    """The address of a chat window over the sample articles."""
    with served(answerer) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        assert not os.environ.get("CI"), f"CI needs a browser, one of {names}"
        pytest.skip(f"no browser here: none of {', '.join(names)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, url):
    """A new visitor's window; whatever a test did in it, no other host was asked."""
    opened = Window(chromium, url)
    yield opened
    opened.close()


@pytest.fixture
def desk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sample_archive: Archive,
    sample_folder: Path,
    openai_double: Double,
) -> Path:
    """A folder of articles, an archive with the sample's, a model that is a stand-in."""
    shutil.copytree(sample_archive.path, tmp_path / ".dateline-sample")
    for folder in ("articles", "clips", "scans", "incoming"):
        (tmp_path / folder).mkdir()
    shutil.copy(sample_folder / "courier" / "bridge-shut.html", tmp_path / "articles")
    (tmp_path / "articles" / "rumour.txt").write_text("Rumour\n\nA cow ran for mayor in Tamber.")
    records = (sample_folder / "wire" / "lpa.jsonl").read_bytes()
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(records))
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=12)
    page.multi_cell(0, text="The pilots' strike ended on Friday after eleven days, the union said.")
    for folder in ("clips", "scans"):
        page.output(tmp_path / folder / "strike.pdf")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("DATELINE_MODEL", DEFAULT_MODEL)
    return tmp_path


@pytest.fixture
def standing_in(
    openai_double: Double, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], str]]:
    """What an address that is none of this machine's is asked as: servers of the test."""
    with open_stand() as stand:
        story = stand.article("/tram", "Trams run again", "Trams run over Marsh Bridge again.")
        monkeypatch.setenv("DATELINE_ALLOW_HOSTS", stand.place)

        def place(word: str) -> str:
            word = re.sub(r"^http://localhost:\d+/v1$", openai_double.url, word)
            return re.sub(r"^https://courier\.example/\S+$", story, word)

        yield place
