"""HTML out of templates: nothing is passed on unescaped, nothing is left out in silence."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, UndefinedError

from qa.templates import environment
from tests.html_page import Html
from tests.test_render import HOSTILE

ROOT = Path(__file__).parent.parent


def made(source, **values):
    jinja = environment("qa.render")
    jinja.loader = DictLoader({"t": source})
    return jinja.get_template("t").render(**values)


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_is_filled_in_stays_text(evil):
    page = Html(made('<p title="{{ text }}">{{ text }}</p>', text=evil))
    assert (page.tags, page.attributes) == (["p"], ["title"])
    assert page.values("title") == [page.text] == [evil]


def test_a_value_that_is_missing_is_no_empty_text():
    with pytest.raises(UndefinedError, match="outlet"):
        made("<p>{{ outlet }}</p>")


def test_a_template_is_laid_out_in_lines_without_a_space_being_seen():
    source = """
    <p class="a"
       id="b">
      {% if word %}
        one
        {{ word }}
        three
      {% endif %}
    </p>
    <button>x</button>
    """
    assert made(source, word="<two>") == (
        '<p class="a" id="b">one &lt;two&gt; three</p><button>x</button>'
    )


def test_nothing_but_our_own_styles_and_scripts_and_safe_json_goes_out_as_it_is():
    trusted = {
        f"{path.name}: {found[0]}"
        for path in (ROOT / "qa").rglob("*.jinja")
        for found in re.finditer(
            r"\{\{[^}]*\|\s*safe\b[^}]*\}\}|autoescape", path.read_text(encoding="utf-8")
        )
    }
    assert trusted == {
        "shell.html.jinja: {{ styles | safe }}",
        "shell.html.jinja: {{ early | safe }}",
        "shell.html.jinja: {{ script | safe }}",
        "shell.html.jinja: {{ told[0] | safe }}",
        "shell.html.jinja: {{ told[1] | safe }}",
        "nowhere.html.jinja: {{ styles | safe }}",
        "briefing.html.jinja: {{ style | safe }}",
        "page.html.jinja: {{ style | safe }}",
        "page.html.jinja: {{ script | safe }}",
        "page.html.jinja: {{ data | safe }}",
    }
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "qa").rglob("*.py"))
    assert not any("Markup(" in source for source in sources)
