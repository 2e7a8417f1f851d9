"""Figures in a page's markup: what stands in an element that carries `data-f`."""

from html.parser import HTMLParser


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


def figures(markup):
    """Number to every (value, text) that shows it."""
    page = Page()
    page.feed(markup)
    return page.found
