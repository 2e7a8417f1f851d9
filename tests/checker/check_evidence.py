#!/usr/bin/env python3
"""Rereads the lines that a site's evidence cites and recomputes every figure, apart from the program that wrote it.

    check_evidence.py BOOK SITE           compare every figure; exit 1 on any mismatch
    check_evidence.py BOOK SITE --shift   move each citation by one line, up and down: each must then fail

There may be several pairs. BOOK is the repository (with data/), SITE a built site. Needs Python 3.11, and git for the effects of restatements and
for issues that an earlier commit judged.
"""

import argparse
import gc
import json
import sys
from fractions import Fraction

from checks import Figures
from pulled import pulled
from restated import Effects, shifts
from records import Mismatch, need
from sent import REPORT

WRONG = (Mismatch, KeyError, IndexError, StopIteration, ZeroDivisionError)


class Checker(Effects, Figures):
    def page(self, path):
        data = self.evidence(path)
        self.on(data["as_of"], data["commit"])
        html = dict(self.read(path).figures)
        # What another figure is made of need not stand on the page itself.
        used = {number for figure in data["figures"] for number in figure.get("inputs", [])}
        for figure in data["figures"]:
            where = f"{path} figure {figure['n']} ({figure['formula']}, {figure['shown']!r})"
            try:
                self.figure(path, figure)
                shown = html.pop(figure["n"], None)
                need(shown is not None or figure["n"] in used or self.said(path, figure["n"]), "is not on the page")
                for value, text in shown or ():
                    need(text == figure["shown"], f"the page shows {text!r}")
                    need(Fraction(value or figure["value"]) == Fraction(figure["value"]), f"the page carries {value}")
                self.counts[figure["formula"]] += 1
            except WRONG as wrong:
                yield f"{where}: {type(wrong).__name__ if not isinstance(wrong, Mismatch) else ''} {wrong}"
        if path == REPORT:
            yield from (f"{path}: the pieces of a sentence say something else: {one!r}" for one in self.read(path).torn())
        for number in html:
            yield f"{path}: figure {number} is on the page and not in the evidence"
        try:
            pulled(self.book, data)
        except WRONG as wrong:
            yield f"{path}: {type(wrong).__name__ if not isinstance(wrong, Mismatch) else ''} {wrong}"
        if "effects" in data:
            try:
                self.effects(path)
            except WRONG as wrong:
                yield f"{path}: {type(wrong).__name__ if not isinstance(wrong, Mismatch) else ''} {wrong}"

    def shifts(self, path):
        """Every citation of a page, moved by one line either way: (figure as moved, what was moved)."""
        self.on(self.evidence(path)["as_of"], self.evidence(path)["commit"])
        for figure in self.evidence(path)["figures"]:
            for by in (1, -1):
                for at, (name, _, file, line) in enumerate(figure.get("dates", [])):
                    moved = json.loads(json.dumps(figure))
                    moved["dates"][at][3] = line + by
                    yield moved, f"{name} at {file}:{line} by {by:+}"
                # The words of a line that tells of too few people are not told: nobody can tell it from the next.
                is_hidden = figure.get("line") == [""]
                for key in ("records", "tables", "refers", "withheld_rows") if not is_hidden else ("tables", "refers"):
                    for at, (file, line, *_) in enumerate(figure.get(key, [])):
                        moved = json.loads(json.dumps(figure))
                        moved[key][at][1] = line + by
                        yield moved, f"{key[:-1]} at {file}:{line} by {by:+}"
                for at, (file, ranges) in enumerate(figure.get("rows", [])):
                    for index, (first, last) in enumerate(ranges):
                        moved = json.loads(json.dumps(figure))
                        moved["rows"][at][1][index] = [first + by, last + by]
                        yield moved, f"{file}:{first}-{last} by {by:+}"
                for at, (name, _, file, line) in enumerate(figure.get("settings", [])):
                    if file is not None:
                        moved = json.loads(json.dumps(figure))
                        moved["settings"][at][3] = line + by
                        yield moved, f"{name} at {file}:{line} by {by:+}"

        yield from shifts(self.evidence(path))

    def survives(self, path, moved):
        try:
            if "changes" in moved:
                self.put_back(moved)
            else:
                self.figure(path, moved)
        except WRONG:
            return False
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="BOOK SITE")
    parser.add_argument("--shift", action="store_true", help="move each citation by one line; each must fail")
    parser.add_argument("--only", default="", help="look at pages whose path starts so")
    parser.add_argument("--every", type=int, default=1, help="with --shift: try every nth citation only")
    asked = parser.parse_args()
    # What is read is kept until the end of a book: looking for what could be dropped takes a sixth of the time.
    gc.disable()
    status = 0
    for book, site in zip(asked.paths[::2], asked.paths[1::2], strict=True):
        if len(asked.paths) > 2:
            print(f"== {book}")
        status |= check(book, site, asked)
        gc.collect()
    return status


def check(book, site, asked):
    checker = Checker(book, site)
    pages = [path for path in checker.pages() if path.startswith(asked.only)]
    wrong = [line for path in pages for line in checker.page(path)]
    for line in wrong[:60]:
        print(line)
    if wrong:
        print(f"{len(wrong)} mismatches, {sum(checker.counts.values())} figures agree")
        return 1
    if not asked.shift:
        for formula, count in sorted(checker.counts.items()):
            print(f"{count:8} {formula}")
        print(f"{sum(checker.counts.values()):8} figures on {len(pages)} pages agree with the book")
        return 0
    tried, survived = 0, []
    for path in pages:
        for at, (moved, what) in enumerate(checker.shifts(path)):
            if at % asked.every:
                continue
            tried += 1
            if checker.survives(path, moved):
                survived.append(f"{path} {moved.get('n', 'effect')}: {what} goes unnoticed")
    for line in survived[:60]:
        print(line)
    print(f"{tried} citations moved by one line, {tried - len(survived)} noticed")
    return 1 if survived or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
