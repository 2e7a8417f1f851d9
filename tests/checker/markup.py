"""Figures in a page's markup: what stands in an element that carries `data-f`, and words that are parts of figures, below `data-of`."""

from html.parser import HTMLParser

# A cell ends where the next one begins, and a row too.
ENDED = {"td": ("td", "th"), "th": ("td", "th"), "tr": ("td", "th", "tr")}
VOID = {"meta", "link", "br", "img", "input", "hr", "wbr", "col"}


class Page(HTMLParser):
    """`figures`: number to every (value, text) that shows it; `parts`: (first figure, last figure, words). A mark takes out what stands
    below another."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.figures, self.parts = {}, []
        self.shown, self.open, self.marks = None, [], [None]
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.end_before(tag)
        if "data-f" in given:
            self.shown = (tag, int(given["data-f"]), given.get("value", ""), [])
        if tag in VOID:
            return
        self.open.append(tag)
        if "data-of" in given:
            first, _, last = given["data-of"].partition("-")
            self.marks.append((int(first), int(last or first)))
            self.part("")
        else:
            self.marks.append(None if "data-f" in given or "data-x" in given else self.marks[-1])
        if given.get("aria-label"):
            self.part(given["aria-label"])

    def end_before(self, tag):
        table = len(self.open) - 1 - self.open[::-1].index("table") if "table" in self.open else -1
        for open_tag in [one for one in self.open[table + 1:] if one in ENDED.get(tag, ())][:1]:
            self.handle_endtag(open_tag)

    def handle_data(self, data):
        if self.shown:
            self.shown[3].append(data)
        self.part(data)

    def part(self, words):
        if self.marks[-1]:
            self.parts.append((*self.marks[-1], words))

    def handle_endtag(self, tag):
        if self.shown and tag == self.shown[0]:
            _, number, value, text = self.shown
            self.figures.setdefault(number, []).append((value, "".join(text)))
            self.shown = None
        while self.open:
            self.marks.pop()
            if self.open.pop() == tag:
                return
