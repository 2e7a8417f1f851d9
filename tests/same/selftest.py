#!/usr/bin/env python3
"""Shows that the comparison sees: `selftest.py SITE` numbers the figures of a site's home page anew, which must make no difference, and
then changes one thing at a time, which must make one of the right kind."""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import sites
from evidence import unpacked

PAGE = "index.html"
# What is changed in a page or in its evidence (text to find, text to write), and the kind of difference that must be found.
CHANGES = [
    ("page", r'(data-f="\d+">)([^<]*\d)', r"\g<1>9\2", "figures"),
    ("page", r'data-f="(\d+)"', lambda found: f'data-f="{int(found[1]) + 1}"', "figures"),
    ("page", r'data-of="\d+(-\d+)?"', 'data-of="1"', "parts"),
    ("page", r' data-of="\d+(-\d+)?"', "", "parts"),
    ("page", r' data-x="name"', "", "exempt"),
    ("page", r"<h1[^>]*>", r"\g<0>Not ", "text"),
    ("page", r'(<a [^>]*href=")([^"]*index)', r"\1not/\2", "links"),
    ("page", r'(<path class="[^"]*" d="M)', r"\g<1>1", "pictures"),
    ("page", r'aria-label="', r"\g<0>not ", "labels"),
    ("page", r' id="', r"\g<0>not-", "anchors"),
    ("page", r'datetime="2', 'datetime="3', "attributes"),
    ("page", r'name="viewport"', 'name="viewports"', "head"),
    ("evidence", r'"numerator":\s*"', r"\g<0>1", "evidence"),
    ("evidence", r'("data/[^"]*",\s*\[\[)', r"\g<1>1", "evidence"),
    ("evidence", r'("settings":\s*\[\["[^"]*",\s*)"', r'\1"1', "evidence"),
    ("evidence", r'("inputs":\s*\[)', r"\g<1>1,", "evidence"),
    ("evidence", r'("as_of":\s*")2', r"\g<1>3", "evidence of the page"),
]


def numbered_anew(page, evidence):
    """Every figure `n` of `last` becomes `last + 1 - n`, in the page and in the evidence."""
    document = json.loads(evidence)
    last = max(figure["n"] for figure in document["figures"])

    def anew(number):
        return last + 1 - int(number)

    def of(found):
        first, _, end = found[1].partition("-")
        return f'data-of="{anew(end)}-{anew(first)}"' if end else f'data-of="{anew(first)}"'

    for figure in document["figures"]:
        figure["n"] = anew(figure["n"])
        if "inputs" in figure:
            figure["inputs"] = [anew(number) for number in figure["inputs"]]
        if isinstance(figure.get("first"), int):
            figure["first"] = anew(figure["first"])
    page = re.sub(r'data-f="(\d+)"', lambda found: f'data-f="{anew(found[1])}"', page)
    page = re.sub(r'data-of="([\d-]+)"', of, page)
    return page, json.dumps(document)


def main():
    site = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="scorebook-same.") as temp:
        old, new = Path(temp, "old"), Path(temp, "new")
        for side in (old, new):
            side.mkdir()
            for name in (PAGE, "evidence.json"):
                shutil.copy(site / name, side)
        page, evidence = ((site / name).read_text("utf-8") for name in (PAGE, "evidence.json"))
        # Written out, so that each figure can be changed by itself.
        evidence = json.dumps(unpacked(json.loads(evidence)))

        def found(page, evidence):
            (new / PAGE).write_text(page, "utf-8")
            (new / "evidence.json").write_text(evidence, "utf-8")
            return {one.what for path in sites.pieces(old, new) for one in sites.compare("demo", old, new, path)}

        page, evidence = numbered_anew(page, evidence)
        wrong = [f"other numbers are told as {what}" for what in found(page, evidence)]
        for where, find, write, what in CHANGES:
            text = page if where == "page" else evidence
            changed, times = re.subn(find, write, text, count=1)
            if not times:
                wrong.append(f"{find} is not in the {where}")
            elif what not in (all_found := found(*((changed, evidence) if where == "page" else (page, changed)))):
                wrong.append(f"{find} -> {write}: no difference of {what}, but {sorted(all_found)}")
        print("\n".join(wrong) or f"other numbers make no difference, and each of {len(CHANGES)} changes is seen")
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
