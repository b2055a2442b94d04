"""What a browser would make of HTML, for tests to look at."""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input"}


class Html(HTMLParser):
    """The elements of a fragment and its text; whatever is opened must be closed, in order.

    `marks` are the texts inside <mark>, `cells` those of a table. What is in a <template> is no
    part of the page: `carried` are its elements, `carried_text` its text.
    """

    def __init__(self, fragment):
        super().__init__(convert_charrefs=True)
        self.elements, self.text, self.marks, self.cells = [], "", [], []
        self.carried, self.carried_text = [], ""
        self._open = []
        self.feed(fragment)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_startendtag(self, tag, attrs):
        kept = self.carried if "template" in self._open else self.elements
        kept.append((tag, dict(attrs)))

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)
        if "template" in self._open:
            return
        if tag == "mark":
            self.marks.append("")
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(f"a comment came out: {data!r}")

    handle_decl = handle_pi = unknown_decl = handle_comment

    def handle_data(self, data):
        if "template" in self._open:
            self.carried_text += data
            return
        self.text += data
        if "mark" in self._open:
            self.marks[-1] += data
        if {"th", "td"} & set(self._open):
            self.cells[-1] += data

    @property
    def tags(self):
        return [tag for tag, _ in self.elements]

    @property
    def shape(self):
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]

    @property
    def attributes(self):
        return [name for _, attributes in self.elements for name in attributes]

    @property
    def links(self):
        return [attributes for tag, attributes in self.elements if tag == "a"]

    @property
    def ids(self):
        return self.values("id")

    def values(self, attribute):
        return [found[attribute] for _, found in self.elements if attribute in found]
