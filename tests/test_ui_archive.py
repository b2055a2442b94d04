"""The window's second room: what the archive holds, looking for articles, adding and removing."""

import csv
import gzip
import io
import json

import pytest

from index import Archive
from qa import open_answerer
from qa.window import Hosting
from tests.window import KNOWN, UNKNOWN, Window, served

pytestmark = pytest.mark.slow
ZEBRA = "How long was the zebra Marla at large?"
ARTICLE = """Headline: Zebra escapes from Wendry circus
Date: 2024-05-05
Outlet: Wendry Evening Post

The zebra Marla was at large for 47 minutes on Sunday, the police in Wendry said.
"""


@pytest.fixture
def folder(tmp_path, sample_folder):
    """An archive of the sample articles that may be changed."""
    with Archive(tmp_path / "archive", None, create=True) as archive:
        archive.sync(sample_folder)
    return tmp_path / "archive"


def in_archive(chromium, address, **options):
    window = Window(chromium, address, **options)
    enter(window)
    return window


def enter(window):
    window.page.locator(".dl-rooms").get_by_text("Archive").click()
    window.page.wait_for_selector("#dl-found [data-results] .dl-entries")


def upload(window, *files, leave=True):
    """Add files through the dialog, and wait until they are in."""
    window.button("Add articles", ".dl-header").click()
    window.page.locator("#dl-add [data-files]").first.set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )
    window.page.wait_for_selector("#dl-add [data-state=over]")
    if leave:
        window.page.locator("#dl-add").get_by_role("button", name="Close").click()


def drop(window, *files):
    """Drop files on the page, as from a folder of the desktop."""
    window.page.evaluate(
        """(files) => {
            const brought = new DataTransfer();
            files.forEach(([name, text]) => brought.items.add(new File([text], name)));
            const told = { dataTransfer: brought, bubbles: true, cancelable: true };
            const send = (type) => document.querySelector('#dl-page')
              .dispatchEvent(new DragEvent(type, told));
            send('dragenter');
            send('dragover');
            window.fall = () => send('drop');
        }""",
        [[name, text] for name, text in files],
    )


def said(window, selector, text):
    """Wait until a text stands there."""
    window.page.wait_for_function(
        "([where, text]) => document.querySelector(where)?.textContent.includes(text)",
        arg=[selector, text],
    )


def act(window, where, what):
    """Do something to the first article there, out of its menu."""
    entry = window.page.locator(f"{where} .dl-entry").first
    entry.locator(".dl-more-of > summary").click()
    entry.locator(f"[data-{what}]").click()


def search(window, words):
    window.page.get_by_label("Words", exact=True).fill(words)
    window.page.get_by_label("Words", exact=True).press("Enter")


def test_the_room_tells_what_the_archive_holds(chromium, url, answerer):
    window = in_archive(chromium, url)
    coverage = answerer.archive.coverage()
    assert f"{coverage.articles} articles" in window.texts("#dl-overview")[0]
    text = window.texts("#dl-found .dl-facet")[0]
    for name, number in coverage.outlets:
        assert f"{name} {number} articles" in " ".join(text.split())
    assert window.page.locator("#dl-found .dl-plot svg").count() == 1
    newest = answerer.archive.catalogue(limit=1).entries[0].title
    assert newest == window.texts("#dl-found .dl-headline")[0]
    window.close()


def test_articles_are_searched_as_one_types_narrowed_and_found_again(chromium, url, answerer):
    window = in_archive(chromium, url)
    page = window.page
    page.keyboard.press("/")
    page.keyboard.type("harbour bridge", delay=20)  # and no Enter
    said(window, "#dl-found .dl-said", "with “harbour bridge”, best match first")
    found = answerer.archive.search("harbour bridge", order="relevance")
    assert f"{found.total} articles" in window.texts("#dl-found .dl-said")[0]
    assert window.texts("#dl-found .dl-headline") == [one.entry.label for one in found.entries]
    assert set(" ".join(window.texts("#dl-found mark")).lower().split()) >= {"harbour", "bridge"}
    assert page.evaluate("document.activeElement.id") == "dl-words"
    page.locator("#dl-order").select_option("oldest")
    said(window, "#dl-found .dl-said", "oldest first")
    oldest = answerer.archive.search("harbour bridge", order="oldest").entries[0].entry.label
    assert window.texts("#dl-found .dl-headline")[0] == oldest

    year, articles = found.facets.years[-1]
    page.locator(f'.dl-facet [name=years][value="{year}"]').check()
    said(window, "#dl-found .dl-said", f"{articles} article")
    assert f"years={year}" in page.evaluate("location.hash")
    assert page.evaluate("document.activeElement.value") == str(year)
    page.go_back()
    said(window, "#dl-found .dl-said", f"{found.total} articles")
    page.go_forward()
    said(window, "#dl-found .dl-said", f"{articles} article")
    window.reload()
    said(window, "#dl-found .dl-said", f"{articles} article")
    assert page.get_by_label("Words", exact=True).input_value() == "harbour bridge"

    page.get_by_label("Words", exact=True).press("ArrowDown")
    first = window.texts("#dl-found .dl-headline")[0]
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("Enter")
    page.locator("#dl-reader .dl-matches").wait_for()
    assert window.texts("#dl-reader h2") == [first]
    window.button("Next match", "#dl-reader").click()
    assert "Match 2 of" in window.texts("#dl-reader .dl-matches")[0]
    assert page.locator("#dl-reader mark.dl-here").count() == 1
    window.close()


def test_a_search_is_kept_with_what_is_new_and_what_was_picked_is_asked_about(chromium, folder):
    answerer = open_answerer(folder)
    with served(answerer) as address:
        window = in_archive(chromium, address)
        page = window.page
        search(window, "zebra circus")
        said(window, "#dl-found .dl-said", "No article")
        search(window, "harbuor")
        page.locator("[data-words-instead]", has_text="harbour").click()
        said(window, "#dl-found .dl-said", "with “harbour”")
        window.button("Save search").click()
        page.keyboard.press("Enter")
        page.locator(".dl-saved", has_text="harbour").wait_for()
        search(window, "bridge")
        said(window, "#dl-found .dl-said", "with “bridge”")
        text = f"{ARTICLE} It was caught in the harbour."
        (folder.parent / "zebra.txt").write_text(text, encoding="utf-8")
        answerer.archive.add([folder.parent / "zebra.txt"])
        window.reload()
        said(window, ".dl-saved", "1 new")
        page.locator("[data-saved-search]").click()
        said(window, "#dl-found .dl-said", "with “harbour”")
        assert "new" not in window.texts(".dl-saved")[0]
        page.locator(".dl-entry", has_text="Zebra escapes").locator("[data-pick]").check()
        window.button("Ask about these", ".dl-picked").click()
        assert window.texts("#dl-chips button") == ["1 chosen article"]
        window.asked("Who said that the zebra was at large?")
        assert page.locator("#dl-live .dl-statement").count() > 0
        assert set(window.texts(".dl-card h3")) == {"Zebra escapes from Wendry circus"}
        window.close()


def test_an_upload_is_answered_from_in_either_way_where_a_model_is_offered(
    chromium, folder, openai_double, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("DATELINE_MODEL", "double-good")
    with served(open_answerer(folder, offer_model=True)) as address:
        window = in_archive(chromium, address)
        upload(window, ("zebra.txt", ARTICLE.encode()))
        said(window, ".dl-header", "42 articles")
        window.page.locator(".dl-rooms").get_by_text("Ask").click()
        window.asked(ZEBRA)
        assert "47 minutes" in window.texts("#dl-live .dl-statement")[0]
        assert openai_double.requests == []
        window.page.get_by_label("Answers are").select_option(label="Worded by double-good")
        window.asked("For how long was the zebra Marla at large?")
        assert "worded by double-good" in window.texts("#dl-live .dl-facts")[0]
        assert "47 minutes" in openai_double.requests[-1].prompt
        window.close()


def test_an_abstention_leads_to_the_articles_with_its_words(chromium, url):
    window = Window(chromium, url)
    window.asked(UNKNOWN)
    window.page.locator("#dl-live [data-look-for]").click()
    said(window, "#dl-found .dl-said", "moons Saturn")
    assert window.page.evaluate("location.hash") == "#archive?words=moons+Saturn"
    assert window.page.get_by_label("Words", exact=True).input_value() == "moons Saturn"
    window.close()


def test_what_is_uploaded_is_answered_from_for_its_visitor_alone(chromium, folder):
    with served(open_answerer(folder)) as address:
        window = in_archive(chromium, address)
        upload(
            window,
            ("zebra.txt", ARTICLE.encode()),
            ("broken.pdf", b"%PDF-1.4 not really"),
            ("program.exe", b"MZ"),
            leave=False,
        )
        said(window, "#dl-add .dl-sum", "1 article added, 2 could not be read.")
        unread = window.texts("#dl-add .dl-unread li")
        assert [line.split()[0] for line in unread] == ["broken.pdf", "program.exe"]
        window.page.locator("#dl-add").get_by_role("button", name="Close").click()
        said(window, "#dl-shelf", "Zebra escapes")
        said(window, ".dl-header", "42 articles")
        window.page.locator(".dl-rooms").get_by_text("Ask").click()
        window.asked(ZEBRA)
        assert "47 minutes" in window.texts("#dl-live .dl-statement")[0]
        window.page.locator("#card-1-1 .dl-open").first.click()
        window.page.locator("#dl-reader mark.dl-here").first.wait_for()

        other = in_archive(chromium, address)
        assert "Zebra" not in other.page.content()
        assert "41 articles" in other.texts(".dl-header")[0]
        other.page.locator(".dl-rooms").get_by_text("Ask").click()
        other.asked(ZEBRA)
        assert not any("47 minutes" in text for text in other.texts(".dl-statement, .dl-card"))
        other.close()

        window.reload()  # the article is still there, and so is the answer
        window.count("#dl-live .dl-statement", 1)
        enter(window)
        act(window, "#dl-shelf", "remove")
        window.page.locator("#dl-confirm [value=yes]").click()
        said(window, ".dl-header", "41 articles")
        window.reload()  # the room stays, and the conversation has come back behind it
        window.page.locator(".dl-rooms").get_by_text("Ask").click()
        window.page.wait_for_selector("#dl-live .dl-lost")
        window.close()


def test_an_upload_can_be_handed_over_to_everybody(chromium, folder):
    with served(open_answerer(folder)) as address:
        window = in_archive(chromium, address)
        upload(window, ("zebra.txt", ARTICLE.encode()))
        said(window, "#dl-shelf", "Zebra escapes")
        act(window, "#dl-shelf", "publish")
        window.page.locator("#dl-confirm [value=yes]").click()
        said(window, "#dl-shelf", "None yet")
        other = Window(chromium, address)
        assert "42 articles" in other.texts(".dl-header")[0]
        other.asked(ZEBRA)
        assert "47 minutes" in other.texts("#dl-live .dl-statement")[0]
        other.close()
        window.close()


def test_what_is_dropped_anywhere_is_added_and_can_be_asked_about(chromium, folder):
    with served(open_answerer(folder)) as address:
        window = Window(chromium, address)
        drop(window, ("zebra.txt", ARTICLE), ("copy.txt", ARTICLE), ("old.doc", "x"))
        said(window, "#dl-drop", "Only you see what you add")
        assert window.page.locator("#dl-drop").is_visible()
        window.page.evaluate("window.fall()")
        said(
            window, "#dl-add .dl-sum", "1 article added, 1 was there already, 1 could not be read."
        )
        assert not window.page.locator("#dl-drop").is_visible()
        assert "save it as .docx" in window.texts("#dl-add .dl-unread")[0]
        window.button("Ask about these", "#dl-add").click()
        assert window.page.evaluate("document.activeElement.id") == "dl-question"
        assert "Wendry Evening Post" in window.texts("#dl-chips")[0]
        window.asked(ZEBRA)
        assert "47 minutes" in window.texts("#dl-live .dl-statement")[0]
        window.close()


def test_who_may_not_add_sees_why_and_nothing_is_sent(chromium, folder):
    with served(open_answerer(folder), Hosting(uploads=False)) as address:
        window = Window(chromium, address)
        sent = []
        window.page.on("request", lambda request: sent.append(request.url))
        assert window.page.locator("[data-add]").count() == 0
        drop(window, ("zebra.txt", ARTICLE))
        assert "Nothing can be added here" in window.page.locator("#dl-drop").inner_text()
        window.page.evaluate("window.fall()")
        window.page.wait_for_timeout(500)
        assert not any("upload" in url for url in sent)
        assert not window.page.locator("#dl-add").is_visible()
        window.close()


def test_what_a_broken_connection_kept_back_is_sent_again(chromium, folder):
    with served(open_answerer(folder)) as address:
        window = Window(chromium, address)
        window.page.route("**/upload", lambda route: route.abort())
        window.button("Add articles", ".dl-header").click()
        window.page.locator("#dl-add [data-files]").first.set_input_files(
            [{"name": "zebra.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode()}]
        )
        said(window, "#dl-add .dl-unread", "did not arrive, since the connection broke off")
        window.page.unroute("**/upload")
        window.button("Send it again", "#dl-add").click()
        said(window, "#dl-add .dl-sum", "1 article added.")
        window.close()


def test_too_many_and_too_large_files_are_refused_with_the_limit(chromium, folder):
    hosting = Hosting(max_files=2, max_file_bytes=2_000)
    with served(open_answerer(folder), hosting) as address:
        window = in_archive(chromium, address)
        window.button("Add articles", ".dl-header").click()
        field = window.page.locator("#dl-add [data-files]").first
        field.set_input_files(
            [
                {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode()}
                for n in range(3)
            ]
        )
        said(window, "#dl-add [data-alarm]", "2 are taken at a time")
        bomb = gzip.compress(b"The zebra was at large. " * 1_000)
        field.set_input_files(
            [
                {"name": "bomb.txt.gz", "mimeType": "application/gzip", "buffer": bomb},
                {"name": "long.txt", "mimeType": "text/plain", "buffer": b"zebra " * 500},
            ]
        )
        said(window, "#dl-add .dl-unread", "long.txt is larger than 2 KB")
        said(window, "#dl-add .dl-unread", "bomb.txt.gz")
        assert "Zebra" not in window.texts("#dl-shelf")[0]
        window.close()


def test_an_article_is_corrected_by_hand_and_put_back(chromium, folder):
    with served(open_answerer(folder)) as address:
        window = in_archive(chromium, address)
        title = window.texts("#dl-found .dl-headline")[0]
        act(window, "#dl-found", "correct")
        form = window.page.locator("#dl-correct")
        form.get_by_label("Date").fill("2199-01-01")
        form.get_by_role("button", name="Save").click()
        said(window, "#dl-correct [data-alarm]", "has not come yet")
        form.get_by_label("Date").fill("2024-11-20")
        form.get_by_label("Outlet").fill("Ostrevale Gazette")
        form.get_by_role("button", name="Save").click()
        said(window, "#dl-found", "Outlet and date corrected by hand")
        said(window, ".dl-header", "7 outlets")
        window.page.locator("#dl-found .dl-headline", has_text=title).click()
        said(window, "#dl-reader .dl-byhand", "Outlet and date corrected by hand")
        assert "Ostrevale Gazette" in window.texts("#dl-reader .dl-byline")[0]
        window.button("Correct…", "#dl-reader").click()
        window.button("As in the file", "#dl-correct").click()
        window.page.wait_for_selector("#dl-reader .dl-byhand >> text=corrected", state="detached")
        assert "Ostrevale Gazette" not in window.texts("#dl-reader .dl-byline")[0]
        said(window, ".dl-header", "6 outlets")
        window.close()


def test_a_folder_is_added_only_from_where_the_operator_allows(chromium, folder, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "zebra.txt").write_text(ARTICLE, encoding="utf-8")
    hosting = Hosting(folders=(tmp_path / "in",))
    with served(open_answerer(folder), hosting) as address:
        window = in_archive(chromium, address)
        window.button("Add articles", ".dl-header").click()
        field = window.page.get_by_role("combobox", name="A folder on the machine")
        field.fill("/etc")
        window.button("Add the folder").click()
        said(window, "#dl-add .dl-told", "not in a folder that this window may add from")
        window.button("Add others").click()
        field.fill(str(tmp_path / "in"))
        window.button("Add the folder").click()
        said(window, ".dl-header", "42 articles")
        said(window, "#dl-add .dl-sum", "1 article added.")
        window.close()
    with served(open_answerer(folder), Hosting()) as address:
        window = in_archive(chromium, address)
        window.button("Add articles", ".dl-header").click()
        window.page.wait_for_selector("#dl-add [data-files]", state="attached")
        assert window.page.locator("[data-folder], [data-pages]").count() == 0
        window.close()


def test_questions_are_answered_while_articles_are_being_added(chromium, folder):
    records = "\n".join(
        json.dumps({"title": f"Story {n}", "text": f"Crate {n} held {n + 3} melons. " * 40})
        for n in range(1500)
    )
    with served(open_answerer(folder)) as address:
        window = in_archive(chromium, address)
        window.button("Add articles", ".dl-header").click()
        window.page.locator("#dl-add [data-files]").first.set_input_files(
            [{"name": "many.jsonl", "mimeType": "text/plain", "buffer": records.encode()}]
        )
        said(window, "#dl-add .dl-told", "Reading 1 file…")
        window.page.locator("#dl-add").get_by_role("button", name="Close").click()
        window.page.locator(".dl-rooms").get_by_text("Ask").click()
        window.asked(KNOWN)
        assert window.texts("#dl-live .dl-statement")
        enter(window)
        said(window, "#dl-shelf", "1,500 articles")
        window.close()


def test_an_article_is_removed_after_asking(chromium, folder):
    with served(open_answerer(folder)) as address:
        window = in_archive(chromium, address)
        first = window.texts("#dl-found .dl-headline")[0]
        act(window, "#dl-found", "remove")
        assert first in window.texts("#dl-confirm p")[0]
        window.page.locator("#dl-confirm [value=no]").click()
        assert window.texts("#dl-found .dl-headline")[0] == first
        act(window, "#dl-found", "remove")
        window.page.locator("#dl-confirm [value=yes]").click()
        said(window, "#dl-overview", "40 articles")
        assert first not in window.texts("#dl-found .dl-headline")
        window.close()


def test_the_list_is_downloaded_as_csv(chromium, url, answerer):
    window = in_archive(chromium, url)
    with window.page.expect_download() as download:
        window.page.locator("#dl-overview [data-csv]").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert len(rows) == answerer.archive.coverage().articles
    assert {row["outlet"] for row in rows} == {
        name for name, _ in answerer.archive.coverage().outlets
    }
    window.close()


def test_two_people_upload_at_once(chromium, folder):
    with served(open_answerer(folder)) as address:
        windows = [in_archive(chromium, address) for _ in range(2)]
        for number, window in enumerate(windows):
            upload(window, (f"{number}.txt", ARTICLE.replace("47", f"{number}9").encode()))
        for number, window in enumerate(windows):
            said(window, "#dl-shelf", f"{number}9 minutes")
            assert f"{1 - number}9 minutes" not in window.page.content()
            window.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_an_article_is_forgotten_for_good_once_that_is_confirmed(
    chromium, folder, sample_folder, width, height
):
    answerer = open_answerer(folder)
    entry = answerer.archive.catalogue("harbour bridge").entries[0]
    quoted = answerer.archive.article(entry.id).text[:60].encode()
    with served(answerer) as address:
        window = Window(chromium, address, width=width, height=height)
        window.asked(KNOWN)
        enter(window)
        search(window, "harbour bridge")
        said(window, "#dl-found .dl-said", "with “harbour bridge”")
        button = window.page.locator(f'#dl-found [data-forget-for-good="{entry.id}"]')
        menu = button.locator("xpath=ancestor::details/summary")
        menu.click()
        button.click()
        assert entry.label in window.texts("#dl-confirm p")[0]
        window.page.locator("#dl-confirm button:not([value=yes])").click()
        assert answerer.archive.article(entry.id)
        menu.click()
        button.click()
        window.page.locator("#dl-confirm [value=yes]").click()
        said(window, "#dl-found .dl-said", f"Forgotten: “{entry.label}”: still in ")
        assert button.count() == 0
        assert not window.faults
        window.close()
    assert answerer.archive.article(entry.id) is None
    for file in folder.rglob("*"):
        assert file.is_dir() or quoted not in file.read_bytes()
