"""The documentation does what it shows, leads where it says, and leaves out nothing."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

import index
import qa
from qa.settings import ENVIRONMENT
from tests.pages import DOCS, KINDS, PAGES, ROOT, SHOWN, blocks, lines, parse, run

ELSEWHERE = {
    "embedders.md": "test_plugins",
    "evaluation.md": "test_evaluation_docs",
    "files.md": "test_plugins",
    "questions.md": "test_questionset",
    "readers.md": "test_plugins",
    "tracing.md": "test_tracing",
}
"""Pages that need more than a folder of articles, and the tests that run them."""
OWN = [page for page in PAGES if page.name not in ELSEWHERE]
DOCUMENTS = [*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def nav(part) -> list[str]:
    """The pages of the site's navigation."""
    if isinstance(part, str):
        return [part]
    inner = part.values() if isinstance(part, dict) else part
    return [page for one in inner for page in nav(one)]


@pytest.mark.parametrize("page", OWN, ids=named)
def test_a_page_does_what_it_shows(page, desk, standing_in):
    if page.name == "tutorial.md":  # begins with nothing
        shutil.rmtree(desk / "articles")
    else:
        shutil.copytree(desk / ".dateline-sample", desk / ".dateline")
    shown = [one for one in blocks(page) if not one.why and one.kind not in SHOWN]
    assert run(page, desk, standing_in) == len(shown)


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_every_command_and_option_is_there(page):
    for block in blocks(page):
        assert block.kind in KINDS, block
        assert len(block.why) != 1
        for words in lines(block):
            parse(words)


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith(("http://", "https://")):
            continue
        file = (page.parent / path) if path else page
        assert file.exists(), target
        if anchor and not anchor.startswith(("qa.", "index.")):
            assert anchor in anchors(file.read_text("utf-8")), target


def anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", one.lower()).strip()) for one in heads}


def test_every_page_is_in_the_navigation_once():
    site = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]
    assert sorted(nav(site["nav"])) == sorted(str(page.relative_to(DOCS)) for page in PAGES)


def test_every_name_of_the_front_doors_is_described():
    """All of `qa`; of `index` nothing that it has not."""
    asking = (DOCS / "reference" / "python.md").read_text("utf-8")
    archives = (DOCS / "reference" / "python-index.md").read_text("utf-8")
    assert sorted(re.findall(r"^::: qa\.(\w+)$", asking, re.MULTILINE)) == sorted(qa.__all__)
    assert set(re.findall(r"^::: index\.(\w+)$", archives, re.MULTILINE)) <= set(index.__all__)


def test_every_variable_is_described():
    page = (DOCS / "reference" / "settings.md").read_text("utf-8")
    read = set(ENVIRONMENT.values())
    for package in ("qa", "index"):
        for file in (ROOT / package).rglob("*.py"):
            read |= set(re.findall(r"\bDATELINE_[A-Z_]+\b", file.read_text("utf-8")))
    assert read <= set(re.findall(r"`([A-Z_]+)`", page))
