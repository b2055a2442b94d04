"""HTML out of templates in files: every value is escaped, and a missing one is an error.

A room that makes HTML has its templates in its folder `templates`, as `NAME.html.jinja`, and an
environment of its own: `environment("qa.render", count, dated)`.
"""

import re
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension

# a line break after <p> or {% if %}, before </p> or {% endif %}, or between {{ one }} and {{ two }}
_BESIDE_A_TAG = re.compile(
    r"(?:(?<=>)|(?<=[%#]\}))\s*\n\s*|\s*\n\s*(?=<|\{[%#])|(?<=\}\})\s*\n\s*(?=\{\{)"
)
# any other, as between the words of a text or the attributes of an element
_LINE_BREAK = re.compile(r"\s*\n\s*")


class _Condensed(Extension):
    """A line break is nothing beside a tag of HTML or of Jinja, and a space anywhere else.

    So a template is laid out as it reads best, and no space is seen where two buttons meet. An
    attribute behind {% endif %} stands on the same line.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _LINE_BREAK.sub(" ", _BESIDE_A_TAG.sub("", source.strip()))


def environment(package: str, *filters: Callable[..., Any]) -> Environment:
    """What loads the templates of a package; `filters` are known to them by their names."""
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[_Condensed],
        auto_reload=False,
    )
    made.filters |= {one.__name__: one for one in filters}
    return made
