"""What a reader gets of a page: its words, links, pictures and names, and which entry of the evidence stands behind each figure.

Numbers of figures are resolved by `evidence.py`; where an element begins and which classes it has is left out, so that a page may be
written by other templates and still be the same page.
"""

import json
import posixpath
import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "wbr", "col", "source"}
# Elements that end a line of text. A cell ends with a bar, so that a word cannot move to the next cell unseen.
BLOCKS = set("p div li ul ol dl dt dd table caption thead tbody tfoot tr section article header footer nav main aside h1 h2 h3 h4 h5 h6 "
             "figure figcaption details summary blockquote pre hr br form fieldset legend option title".split())
CELLS = {"td", "th"}
# A cell ends where the next one begins, and a row too.
ENDED = {"td": CELLS, "th": CELLS, "tr": CELLS | {"tr"}}
# Attributes that a reader hears or sees, and those by which scripts sort, filter, name and show.
HEARD = {"aria-label", "title", "alt", "placeholder", "aria-current", "lang"}
USED = {"data-v", "data-name", "data-label", "data-for", "data-nosort", "datetime", "scope", "colspan", "rowspan", "headers", "open", "hidden"}
SPACE = re.compile(r"[ \t\r\n]+")


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.folder = posixpath.dirname(path)
        self.lines, self.words = [], []
        self.links, self.pictures, self.heard, self.used, self.ids, self.scripts, self.head = [], [], [], [], [], [], []
        self.figures, self.parts, self.exempt = [], [], []
        # Open elements: tag, then what is being collected for it (a list of words and what to do with them at its end).
        self.open = []
        self.picture, self.script = None, None

    # Text

    def line(self):
        text = SPACE.sub(" ", "".join(self.words)).strip()
        self.words = []
        if text and text != "|":
            self.lines.append(text)

    def handle_data(self, data):
        if self.script is not None:
            self.script.append(data)
            return
        if self.picture is not None:
            self.picture.append(SPACE.sub(" ", data))
        else:
            self.words.append(data)
        for _, collected, _ in self.open:
            if collected is not None:
                collected.append(data)

    # Elements

    def handle_starttag(self, tag, attributes):
        given = {name: value if value is not None else "" for name, value in attributes}
        self.end_before(tag)
        if tag in BLOCKS and self.picture is None:
            self.line()
        self.note(tag, given)
        if tag == "script" and "src" not in given or tag == "style":
            self.script = []
        if tag == "svg" and self.picture is None:
            self.picture = []
        if self.picture is not None:
            self.picture.append("<" + " ".join([tag] + [f'{name}="{value}"' for name, value in sorted(given.items())
                                                        if name not in ("data-f", "data-of", "data-x")]) + ">")
        if tag in VOID:
            return
        ends = []
        if "data-f" in given:
            ends.append((self.figures, (int(given["data-f"]), given.get("value"))))
        if "data-of" in given:
            ends.append((self.parts, given["data-of"]))
        if "data-x" in given:
            ends.append((self.exempt, given["data-x"]))
        if tag == "a" and "href" in given:
            ends.append((self.links, self.leads(given["href"]) + (f" rel={given['rel']}" if "rel" in given else "")))
        if tag == "script":
            ends.append((self.scripts, given))
        self.open.append((tag, [] if ends else None, ends))

    def end_before(self, tag):
        opened = [one for one, _, _ in self.open]
        table = len(opened) - 1 - opened[::-1].index("table") if "table" in opened else -1
        for one in [one for one in opened[table + 1:] if one in ENDED.get(tag, ())][:1]:
            self.handle_endtag(one)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if all(opened != tag for opened, _, _ in self.open):
            return
        while self.open:
            opened, collected, ends = self.open.pop()
            if self.picture is not None:
                self.picture.append(f"</{opened}>")
            if opened == "svg" and all(other != "svg" for other, _, _ in self.open):
                self.pictures.append("".join(self.picture))
                self.picture = None
            elif self.picture is None and opened in BLOCKS:
                self.line()
            elif self.picture is None and opened in CELLS:
                self.words.append(" | ")
            if self.script is not None:
                collected, self.script = self.script, None
            for into, what in ends:
                into.append((what, SPACE.sub(" ", "".join(collected or [])).strip()))
            if opened == tag:
                return

    def note(self, tag, given):
        for name, value in given.items():
            if name in HEARD:
                self.heard.append(f"{tag} {name}: {value}")
            elif name in USED or name == "value" and "data-f" not in given:
                self.used.append(f"{tag} {name}: {value}")
            elif name == "id":
                self.ids.append(value)
            elif name == "src" or name == "href" and tag != "a":
                self.links.append((f"{tag} {self.leads(value)}", ""))
        if tag == "meta":
            self.head.append(" ".join(f"{name}={value}" for name, value in sorted(given.items())))

    def leads(self, href):
        """A link as a path from the top of the site."""
        if re.match(r"[a-z][a-z0-9+.-]*:|//", href):
            return href
        path, mark, rest = href.partition("#")
        return (posixpath.normpath(posixpath.join(self.folder, path)) if path else "") + mark + rest

    # What is compared

    def seen(self, entries):
        """Name of what is compared -> list of texts, in the order of the page."""
        self.line()
        numbers = [number for mark, _ in self.parts for number in span(mark)]
        missing = {number for number in numbers + [number for (number, _), _ in self.figures] if number not in entries}
        return {
            "text": self.lines,
            "links": [f"{text} -> {leads}" for leads, text in self.links],
            "pictures": self.pictures,
            "labels": self.heard,
            "attributes": self.used,
            "anchors": self.ids,
            "head": self.head,
            "data": [f"{given.get('class', '')} {data(text)}" for given, text in self.scripts if "src" not in given],
            "figures": [f"{text} [{value or ''}] = {entries.get(number, 'nothing')}" for (number, value), text in self.figures],
            "parts": [f"{text} of {{{', '.join(sorted({entries.get(number, 'nothing') for number in span(mark)}))}}}" for mark, text in self.parts],
            "exempt": [f"{reason}: {text}" for reason, text in self.exempt],
            "without evidence": [str(number) for number in sorted(missing)],
        }


def span(mark):
    """`4` and `4-57`, or several of them."""
    for part in mark.replace(",", " ").split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def data(text):
    try:
        return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False)
    except ValueError:
        return text


def seen(path, markup, entries):
    page = Page(path)
    page.feed(markup)
    page.close()
    return page.seen(entries)
