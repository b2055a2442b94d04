"""The language of a page, as it says it."""

import pytest

from index.articles import read

TEXT = "Die Brücke bleibt bis Freitag gesperrt, sagte die Stadt am Montag. " * 4


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ('<html lang="de-AT"><head></head>', "de"),
        ('<html><head><meta property="og:locale" content="fr_FR"></head>', "fr"),
        (
            '<html lang="en"><head><script type="application/ld+json">'
            '{"@type": "NewsArticle", "headline": "Brücke gesperrt", "inLanguage": "de"}'
            "</script></head>",
            "de",
        ),
        ('<html lang="{{ locale }}"><head></head>', ""),
        ("<html><head></head>", ""),
    ],
)
def test_the_language_is_the_articles_own_or_the_pages(tmp_path, page, language):
    path = tmp_path / "page.html"
    path.write_text(f"{page}<body><h1>Brücke gesperrt</h1><p>{TEXT}</p></body></html>")
    (article,) = read(path)
    assert article.language == language
