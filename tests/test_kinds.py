import pytest

from index.articles import find, read
from index.files.kinds import kind_of
from index.types import Article

KINDS = {
    "news", "opinion", "analysis", "live", "interview", "review", "correction", "press release",
}  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["NewsArticle"], "news"),
        (["ReportageNewsArticle"], "news"),
        (["OpinionNewsArticle"], "opinion"),
        (["AnalysisNewsArticle"], "analysis"),
        (["LiveBlogPosting"], "live"),
        (["ReviewNewsArticle"], "review"),
        (["Article", "NewsArticle"], "news"),
        (["article"], ""),
        (["Op-Ed"], "opinion"),
        (["op_ed"], "opinion"),
        (["letters to the editor"], "opinion"),
        (["News > Opinion > Columnists"], "opinion"),
        (["Arts/Film reviews"], "review"),
        (["Corrections & Clarifications"], "correction"),
        (["Press Release"], "press release"),
        (["Interview"], "interview"),
        (["Q&A"], "interview"),
        (["News"], "news"),
        ([], ""),
        (["", "  "], ""),
    ],
)
def test_a_field_that_names_a_kind_is_believed(stated, expected):
    assert kind_of(stated) == expected


@pytest.mark.parametrize(
    "section",
    ["World", "Sport", "Live music", "Peer review", "Delivery", "Letters from Orle", "Newsletter"],
)
def test_a_section_that_is_a_subject_names_none(section):
    assert kind_of([section]) == ""
    assert kind_of(["NewsArticle", section]) == "news"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Opinion: The bridge was never an accident", "opinion"),
        ("Editorial: A bridge for everyone", "opinion"),
        ("Analysis | What the vote means", "analysis"),
        ("ANALYSIS - What the vote means", "analysis"),
        ("[Correction] Marsh fever vaccine", "correction"),
        ("Live updates: Ferry hits pier", "live"),
        ("Live: Ferry hits pier", "live"),
        ("Ferry hits pier – as it happened", "live"),
        ("The bridge was never an accident | Opinion", "opinion"),
        ("The bridge was never an accident (opinion)", "opinion"),
        ("Live music returns: three nights at the Ropeworks", ""),
        ("Opinion polls: Veary ahead", ""),
        ("Market correction: what it means for savers", ""),
        ("Union: crew warned of thruster fault", ""),
        ("News: nothing new", ""),
        ("Opinion:", ""),
        ("", ""),
    ],
)
def test_a_headline_counts_where_it_is_labelled(title, expected):
    assert kind_of([], title) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://c.example/opinion/2024/03/never-an-accident", "opinion"),
        ("https://c.example/commentisfree/2024/mar/14/bridge", "opinion"),
        ("https://c.example/world/live-news/ferry-05-17-24/index.html", "live"),
        ("https://c.example/uk/Live/2024/may/17/ferry", "live"),
        ("https://c.example/2024/05/17/ferry-hits-pier-live-updates/716", "live"),
        ("https://c.example/news/analysis/bridge", "analysis"),
        ("https://c.example/press-releases/bridge-reopens", "press release"),
        ("https://c.example/news/bridge-reopens", ""),
        ("https://c.example/2024/05/analysis", ""),
        ("https://c.example/2024/05/opinion-polls/veary-ahead", ""),
        ("https://c.example/sport/columnist/ann-lee/cup-final", ""),
        ("https://opinion.example/bridge?section=/live/#/live/x", ""),
        ("http://[half/opinion/x", ""),
    ],
)
def test_an_address_counts_by_the_folders_that_it_names(url, expected):
    assert kind_of([], "", url) == expected


def test_fields_come_before_the_headline_and_that_before_the_address():
    url = "https://c.example/opinion/2024/bridge"
    assert kind_of(["AnalysisNewsArticle"], "Review: Bridge, the film", url) == "analysis"
    assert kind_of(["NewsArticle"], "Review: Bridge, the film", url) == "review"
    assert kind_of(["NewsArticle"], "Bridge shut", url) == "opinion"
    assert kind_of(["NewsArticle"], "Bridge shut", "https://c.example/x/bridge") == "news"


def test_what_is_stated_to_be_none_of_them_is_not_called_news():
    assert kind_of(["SatiricalArticle", "News"]) == ""
    assert kind_of(["News", "Sponsored content"], "Opinion: Buy this", "") == ""


def test_the_sample_articles_have_the_kinds_that_they_state(sample_folder):
    articles = [a for path in find([sample_folder]) for a in read(path) if isinstance(a, Article)]
    kinds = {article.title: article.kind for article in articles}
    assert set(kinds.values()) <= KINDS | {""}
    particular = {title: kind for title, kind in kinds.items() if kind not in ("", "news")}
    assert particular == {
        "The bridge was never an accident": "opinion",
        "Ferry hits pier at Skerrow: Friday evening as it happened": "live",
        "Correction: marsh fever vaccine": "correction",
    }
    news = [article for article in articles if article.kind == "news"]
    assert {article.source for article in news} == {"Harbour Courier"}
    assert len(news) == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FOR IMMEDIATE RELEASE\n\nAlmer Foods opens a dairy in Oster.", "press release"),
        ("OSTER, 3 May /PRNewswire/ -- Almer Foods opens a dairy.", "press release"),
        (
            "Almer Foods opens a dairy.\n\nAbout Almer Foods\nIt makes cheese.\n\nMedia contact:\n"
            "Ada Marsh, 555-0100",
            "press release",
        ),
        ("Dear Editor,\n\nThe quay was never closed.\n\nA reader, Almer", "opinion"),
        ("The quay is ours.\n\nRolf Aske is a columnist for the Almer Echo.", "opinion"),
        (
            "\n\n".join(f"10.{at}2am\n\nThe water stands at {at} metres." for at in range(5)),
            "live",
        ),
        ("The columnist Ada Marsh has won the prize for the best column of the year.", ""),
        ("Doors open at 7:30 p.m.\n\n8:15 p.m. first half\n\nThe press contacted the mayor.", ""),
        ("About Almer nothing is known. The media contact of the firm was not reached.", ""),
    ],
)
def test_a_text_that_shows_its_kind_is_believed(text, expected):
    assert kind_of([], "Almer", "https://echo.example/a", text) == expected
    assert kind_of(["NewsArticle"], "Almer", "", text) == (expected or "news")


def test_a_field_counts_for_more_than_the_text():
    assert kind_of(["Interview"], "Almer", "", "FOR IMMEDIATE RELEASE\n\nAlmer.") == "interview"
