"""Two sites that two programs made of one book: what differs, page by page."""

import json
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

import differ
from evidence import Entries
from page import seen

# Of the manifest: hashes of what is compared itself, and of the programs' own templates and dependencies.
OWN = {"files", "built_in_templates_sha256", "templates_sha256", "lock_sha256", "version"}
# Words of addresses; every other folder of one is an id.
WORDS = {"metrics", "changes", "pages", "signoff"}


@dataclass(frozen=True)
class Difference:
    book: str
    page: str
    what: str
    old: str | None
    new: str | None

    @property
    def kind(self):
        """The page with `*` for every id."""
        first, *folders, name = self.page.split("/") if "/" in self.page else ("", self.page)
        stars = [folder if folder in WORDS else "*" for folder in folders]
        return "/".join(part for part in [first, *stars, "" if name == "index.html" else name] if part) or "index.html"


def files(site):
    return {str(path.relative_to(site)) for path in Path(site).rglob("*") if path.is_file()}


def pieces(old, new):
    """What is compared by itself: a page with its evidence, or a file. What is the same to the byte has nothing to compare."""
    both = sorted(files(old) | files(new))
    for path in both:
        if path in ("SHA256SUMS", ".gitignore"):
            continue
        evidence = path.endswith("evidence.json")
        if evidence and (Path(old) / path.replace("evidence.json", "index.html")).is_file():
            continue
        of_page = [path, beside(path)] if path.endswith("index.html") or path.endswith("since.json") else [path]
        if any(read(old, one) != read(new, one) for one in of_page):
            yield path


def read(site, path):
    path = Path(site) / path
    return path.read_bytes() if path.is_file() else None


def compare(book, old, new, path):
    """Every difference of one page or file."""
    before, after = read(old, path), read(new, path)
    if before is None or after is None:
        return [Difference(book, path, "file", None if before is None else "there", None if after is None else "there")]
    found = []

    def note(what, pairs):
        found.extend(Difference(book, path, what, gone, came) for gone, came in pairs)

    def documents(what, one, other):
        note(what, ((at(where, gone), at(where, came)) for where, gone, came in differ.documents(one, other)))

    if path.endswith("index.html"):
        pages(note, documents, *(entries(site, path) for site in (old, new)), path, before, after)
    elif path.endswith(".json"):
        one, other = json.loads(before), json.loads(after)
        if path == "manifest.json":
            one, other = ({key: value for key, value in side.items() if key not in OWN} for side in (one, other))
        elif path == "report.json":
            sides = [Entries(side.pop("evidence")) for side in (one, other)]
            evidence(note, documents, *sides)
            one, other = sides[0].resolve(one), sides[1].resolve(other)
        elif path.endswith("since.json"):
            one, other = (entries(site, path).resolve(side) for site, side in ((old, one), (new, other)))
        documents("json", one, other)
    else:
        note("lines", differ.lists(*(side.decode("utf-8", "replace").split("\n") for side in (before, after))))
    return found


def entries(site, path):
    found = read(site, beside(path))
    return Entries(json.loads(found) if found else {"figures": []})


def beside(path):
    return posixpath.join(posixpath.dirname(path), "evidence.json")


def pages(note, documents, one, other, path, before, after):
    renamed = evidence(note, documents, one, other)
    sides = [seen(path, side.decode("utf-8"), entries.resolved) for side, entries in ((before, one), (after, other))]
    for what in sides[0]:
        note(what, differ.lists(sides[0][what], [rename(text, renamed) for text in sides[1][what]]))


def evidence(note, documents, one, other):
    """Entries that one side alone has, key by key where one stands for another. Returns new name -> old name, so that what only
    refers to such an entry is not told again."""
    sides = [sorted(side.all(), key=lambda name, side=side: order(side.said[name])) for side in (one, other)]
    found = list(differ.lists(*sides))
    renamed = {new: old for old, new in found if old and new}
    for old, new in found:
        if old and new:
            documents("evidence", one.said[old], json.loads(rename(told(other, new), renamed)))
        else:
            note("evidence", [(told(one, old), told(other, new))])
    documents("evidence of the page", one.head(), other.head())
    return renamed


NAME = re.compile(r"[a-z0-9-]+:[0-9a-f]{10}")


def rename(text, renamed):
    return NAME.sub(lambda name: renamed.get(name[0], name[0]), text) if renamed else text


def order(figure):
    return [figure.get("formula", ""), figure.get("shown", ""), json.dumps(figure, sort_keys=True, ensure_ascii=False)]


def told(side, name):
    return name and json.dumps(side.said[name], ensure_ascii=False)


def at(where, value):
    return None if value is None else f"{where.lstrip('.')} = {value}"
