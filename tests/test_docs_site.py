"""The documentation as a site, for everybody: axe-core finds nothing, wide or narrow."""

import functools
import http.server
import subprocess
import sys
from pathlib import Path

import pytest

from tests.loopback import served
from tests.test_ui_everybody import violations

pytest.importorskip("zensical", reason="make docs installs it")
pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
PAGES = ("", "tutorial/", "how-to/", "reference/commands/", "reference/results/")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    built = [sys.executable, "-m", "zensical", "build", "--strict"]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    handler = functools.partial(Quiet, directory=ROOT / "build" / "site")
    with served(handler) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_shuts_anybody_out(chromium, site, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    found = {}
    for path in PAGES:
        page.goto(site + path)
        page.wait_for_selector("nav[aria-label]", state="attached")
        found[path] = violations(page)
    page.close()
    assert found == {path: [] for path in PAGES}
