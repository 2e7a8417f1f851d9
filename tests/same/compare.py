#!/usr/bin/env python3
"""Holds two programs against each other: what both make of the same books.

    compare.py OLD NEW [--pin REVISION] [--generator PROGRAM] [--book FOLDER …] [--only NAME …] [--show N]

OLD and NEW are two `scorebook` programs. The books are those of one commit of this repository (`--pin`, by default HEAD): the demo, the
flights, the hostile book, the cases and the differences of tests/; with `--generator` (the built example `generate`) a monthly book and
the demo as a year of commits; with `--book` any other. Each program uses the templates that are built into it, since no book has its own.

Equal as JSON must be `check --format json`, `diff --format json`, report.json and since.json; equal as text what else is said of a
difference, the feed and the calendar; and of every page its words, links, pictures, labels, anchors, attributes that scripts use,
chart data, and the entry of the evidence behind each figure, whatever number it has.

Differences are printed in groups. One that is meant is listed in `allowed.toml` with its reason. Exit status: 0 same or listed, 1 not listed.
"""

import argparse
import collections
import fnmatch
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

import books
import sites
from programs import Side, said

ALLOWED = Path(__file__).with_name("allowed.toml")


CHECK = ["check", "--format", "json"]


def prepared(asked, work):
    """Name -> folder of each book: those that become sites, the cases, and the differences."""
    names = [*books.BOOKS, *(["monthly", "history"] if asked.generator else []), "cases", "differences"]
    wanted = [name for name in names if not asked.only or name in asked.only]
    pinned = books.Pinned(asked.pin, work)
    whole, cases, differences = {}, {}, {}
    for name in wanted:
        if name == "cases":
            cases = pinned.cases(work / name)
        elif name == "differences":
            differences = pinned.differences(work / name)
        else:
            whole[name] = work / "books" / name
            if not whole[name].exists():
                books.generated(asked.generator, name, whole[name]) if name in ("monthly", "history") else pinned.book(name, whole[name])
    return whole | {Path(given).resolve().name: Path(given).resolve() for given in asked.book}, cases, differences


def questions(whole, cases, differences):
    """(book, folder, name of the answer, arguments) of every command besides those that make sites."""
    for name, folder in whole.items():
        yield name, folder, "check.json", CHECK
        yield name, folder, "check.txt", ["check"]
        for back in steps(folder):
            yield name, folder, f"diff-{back}.json", ["diff", f"HEAD~{back}..HEAD", "--format", "json"]
    for name, folder in cases.items():
        yield f"case {name}", folder, "check.json", CHECK
    for name, folder in differences.items():
        for form in ("json", "markdown", "github"):
            yield f"difference {name}", folder, f"diff.{form}", ["diff", "HEAD~1..HEAD", "--format", form]


def steps(folder):
    """How many commits back a book is compared with itself."""
    behind = int(books.git(folder, "rev-list", "--count", "HEAD")) - 1 if (folder / ".git").exists() else 0
    return sorted({min(1, behind), min(20, behind)} - {0})


def allowed(asked):
    with open(asked.allowed, "rb") as file:
        entries = tomllib.load(file).get("difference", [])
    for entry in entries:
        if not entry.get("why") or not entry.keys() <= {"book", "page", "what", "old", "new", "without", "why"}:
            raise SystemExit(f"{asked.allowed}: an entry wants `why`, and knows book, page, what, old, new and without: {entry}")
    return entries


def covers(entry, one):
    return (fnmatch.fnmatch(one.book, entry.get("book", "*")) and fnmatch.fnmatch(one.page, entry.get("page", "*"))
            and fnmatch.fnmatch(one.what, entry.get("what", "*"))
            and all(key not in entry or re.search(entry[key], side or "") for key, side in (("old", one.old), ("new", one.new)))
            and ("without" not in entry or len({re.sub(entry["without"], "", side or "") for side in (one.old, one.new)}) == 1))


def short(text):
    return "–" if text is None else text if len(text) <= 240 else f"{text[:160]} … {text[-60:]}"


def around(old, new):
    """Two texts, cut to where they begin to differ."""
    if not old or not new or max(len(old), len(new)) <= 240:
        return short(old), short(new)
    same = len(os.path.commonprefix([old, new]))
    begin = max(0, same - 60)
    return tuple(("… " if begin else "") + text[begin:same + 180] + (" …" if len(text) > same + 180 else "") for text in (old, new))


def report(found, show):
    """Groups by book, kind of page and what differs; in each the changes that are alike, the most frequent first."""
    groups = collections.defaultdict(lambda: collections.defaultdict(list))
    for one in found:
        alike = tuple(side if side is None else re.sub(r"[0-9a-f]{10,}|\d+", "#", side)[:400] for side in (one.old, one.new))
        groups[one.book.split(" ")[0], one.kind, one.what][alike].append(one)
    for (book, kind, what), changes in sorted(groups.items(), key=lambda group: (group[0][0], -sum(map(len, group[1].values())))):
        every = [one for ones in changes.values() for one in ones]
        print(f"\n{book}: {kind}: {what}: {len(every)} on {len({(one.book, one.page) for one in every})} pages")
        for ones in sorted(changes.values(), key=len, reverse=True)[:show]:
            old, new = around(ones[0].old, ones[0].new)
            print(f"  {len(ones)} × {ones[0].book} {ones[0].page}\n    - {old}\n    + {new}")
        if len(changes) > show:
            print(f"  and {len(changes) - show} other kinds of change")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--pin", default="HEAD", help="commit whose books are built (default HEAD)")
    parser.add_argument("--generator", help="the example `generate`, built: adds a monthly book and the demo's history")
    parser.add_argument("--book", action="append", default=[], help="another book, with its .git where it has one")
    parser.add_argument("--only", action="append", default=[], help="demo, flights, hostile, monthly, history, cases or differences")
    parser.add_argument("--allowed", default=ALLOWED, help="listed differences (default allowed.toml beside this file)")
    parser.add_argument("--show", type=int, default=3, help="changes shown of each group (default 3)")
    parser.add_argument("--keep", help="folder that keeps books and sites, so that OLD is built once (default a temporary one)")
    asked = parser.parse_args()
    entries = allowed(asked)
    work = Path(asked.keep).resolve() if asked.keep else Path(tempfile.mkdtemp(prefix="scorebook-same."))
    try:
        found = compared(asked, work)
    finally:
        if not asked.keep:
            shutil.rmtree(work)
    used = collections.Counter()
    unlisted = []
    for one in found:
        at = next((at for at, entry in enumerate(entries) if covers(entry, one)), None)
        used[at] += 1
        if at is None:
            unlisted.append(one)
    report(unlisted, asked.show)
    for at, entry in enumerate(entries):
        print(f"\nlisted, {used[at]} differences: {entry['why']}")
    print(f"\n{len(unlisted)} differences that are not listed, {len(found) - len(unlisted)} that are")
    return 1 if unlisted else 0


def compared(asked, work):
    whole, cases, differences = prepared(asked, work)
    sides = [Side(program, work) for program in (asked.old, asked.new)]
    pages = [(f"{name} diff-{back}", folder, back) for name, folder in whole.items() for back in steps(folder)]
    pages += [(f"difference {name}", folder, 1) for name, folder in differences.items()]
    with multiprocessing.Pool(os.cpu_count()) as pool:
        built = pool.starmap_async(Side.site, [(side, *book) for book in whole.items() for side in sides], chunksize=1)
        compared = pool.starmap_async(Side.difference, [(side, *page) for page in pages for side in sides], chunksize=1)
        spoken = pool.starmap_async(said, [(book, sides, folder, answer, arguments)
                                           for book, folder, answer, arguments in questions(whole, cases, differences)], chunksize=1)
        built.get(), compared.get()
        both = {name: [side.made / name for side in sides] for name in [*whole, *(name for name, _, _ in pages)]}
        pieces = [(name, *pair, path) for name, pair in both.items() for path in sites.pieces(*pair)]
        print(f"{len(pieces)} pages and files of {len(both)} sites are not the same to the byte", flush=True)
        by_page = pool.starmap(sites.compare, pieces, chunksize=4)
        return [one for found in [*spoken.get(), *by_page] for one in found]


if __name__ == "__main__":
    sys.exit(main())
