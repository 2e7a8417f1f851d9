"""Figures in a page's markup: what stands in an element that carries `data-f`."""

from html.parser import HTMLParser

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.open = {}, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "data-f" in given:
            self.open = (tag, int(given["data-f"]), given.get("value", ""), [])

    def handle_data(self, data):
        if self.open:
            self.open[3].append(data)

    def handle_endtag(self, tag):
        if self.open and tag == self.open[0]:
            _, number, value, text = self.open
            self.found.setdefault(number, []).append((value, "".join(text)))
            self.open = None


class Parts(HTMLParser):
    """Words below an element that carries `data-of`; a mark of their own takes them out."""

    VOID = {"meta", "link", "br", "img", "input", "hr", "wbr", "col"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.open = [], []

    def handle_starttag(self, tag, attributes):
        if tag in self.VOID:
            return
        given = dict(attributes)
        mark = given.get("data-of") if "data-of" in given else "" if given.keys() & {"data-f", "data-x"} else None
        self.open.append((tag, mark))
        if mark:
            self.handle_data("")
        if given.get("aria-label"):
            self.handle_data(given["aria-label"])

    def handle_data(self, data):
        mark = next((mark for _, mark in reversed(self.open) if mark is not None), "")
        if mark:
            first, _, last = mark.partition("-")
            self.found.append((int(first), int(last or first), data))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass


def parts(markup):
    """(first figure, last figure, words) of everything that is said to be a part of figures."""
    page = Parts()
    page.feed(markup)
    return page.found


def figures(markup):
    """Number to every (value, text) that shows it."""
    page = Page()
    page.feed(markup)
    return page.found
