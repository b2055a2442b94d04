"""A chat window that is served for real, and a visitor's browser on it."""

from contextlib import contextmanager
from urllib.parse import urlsplit

KNOWN = "How much did the harbour bridge repairs cost?"
UNKNOWN = "How many moons does Saturn have?"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def served(answerer, hosting=None):
    """The address of the window over `answerer`, for as long as the block runs."""
    import ui
    from qa.window import Hosting

    hosting = hosting or Hosting()
    serving = ui.launch(ui.page(answerer, hosting), hosting)
    try:
        yield serving.url
    finally:
        serving.close()


class Window:
    """A browser's window on the chat, and what a visitor does in it."""

    def __init__(self, chromium, url, width=1280, height=800, context=None, **options):
        viewport = {"width": width, "height": height}
        self.context = context or chromium.new_context(viewport=viewport, **options)
        self.page = self.context.new_page()
        self.hosts, self.faults = set(), []
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.on("pageerror", lambda fault: self.faults.append(fault))
        self.page.on("dialog", lambda dialog: (self.faults.append(dialog), dialog.dismiss()))
        self.page.goto(url)
        self.ready()

    def ready(self):
        """Wait until the page knows whose conversations it keeps."""
        self.page.wait_for_selector("[data-store]", state="attached")
        self.page.wait_for_selector(".dl-welcome, #dl-live .dl-exchange", state="attached")

    def reload(self):
        """Reload, and wait for the conversation that the browser kept, if there is one."""
        kept = self.page.locator(".dl-exchange").count()
        self.page.reload()
        self.ready()
        if kept:
            self.page.wait_for_selector(".dl-exchange", state="attached")

    @property
    def box(self):
        return self.page.get_by_label("Your question")

    def ask(self, question):
        self.box.fill(question)
        self.box.press("Enter")

    def settled(self, question):
        """Wait until this question has its answer, or its error."""
        self.page.wait_for_function(
            "(asked) => { const last = document.querySelector('#dl-live .dl-exchange');"
            " return last?.dataset.question === asked && last.dataset.state !== 'working'; }",
            arg=question,
        )

    def asked(self, question):
        """Ask, and wait for the answer."""
        self.ask(question)
        self.settled(question)

    def texts(self, selector):
        return self.page.locator(selector).all_text_contents()

    def count(self, selector, number):
        """Wait until there are so many."""
        self.page.wait_for_function(
            "([what, number]) => document.querySelectorAll(what).length === number",
            arg=[selector, number],
        )

    def button(self, name, within="#dl-page"):
        return self.page.locator(within).get_by_role("button", name=name)

    def close(self):
        self.context.close()
        assert self.hosts <= {"127.0.0.1"}
        assert self.faults == []
