"""Acknowledgements and audits of procedures, by docs/data-format.md alone."""

import csv
import hashlib
import tomllib
from fractions import Fraction

NORMATIVE = ("title", "criticality", "sites", "queues", "languages", "satisfies")


class Procedures:
    def __init__(self, book):
        self.book = book
        self.sops = {path.stem: self.read(path) for path in sorted((book.root / "data/sops").glob("*.md"))}
        self.acknowledged = {}
        for path in sorted((book.root / "data/acknowledgements").glob("*.csv")):
            name = path.relative_to(book.root).as_posix()
            with open(path, encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                for row in reader:
                    key = (row["sop"], row["site"], row["role"])
                    if row["as_of"] > book.as_of.isoformat():
                        continue
                    if key not in self.acknowledged or row["as_of"] > self.acknowledged[key][0]["as_of"]:
                        self.acknowledged[key] = (row, (name, reader.line_num))

    @staticmethod
    def read(path):
        lines = path.read_text("utf-8-sig").split("\n")
        close = [at for at, line in enumerate(lines) if line.rstrip() == "+++"][1]
        front = tomllib.loads("\n".join(lines[1:close]))
        body = [line.removesuffix("\r") for line in lines[close + 1:]]
        while body and not body[0].strip():
            body.pop(0)
        while body and not body[-1].strip():
            body.pop()

        def value(key):
            found = front.get(key, "normal" if key == "criticality" else "")
            return ", ".join(sorted(set(found))) if isinstance(found, list) else " ".join(found.split())

        text = "".join(f"{key} = {value(key)}\n" for key in NORMATIVE) + "\n" + "".join(f"{line}\n" for line in body)
        return front, hashlib.sha256(text.encode()).hexdigest()

    def holds(self, sop, given):
        """Whether an acknowledgement of a hash counts: of this text, or of one that changes without weight led to it."""
        front, now = self.sops[sop]

        def same(one, other):
            return one.startswith(other) or other.startswith(one)

        good, before = [now], 0
        while len(good) > before:
            before = len(good)
            for change in front.get("change", []):
                leads = not change["material"] and any(same(change["to"], one) for one in good)
                if leads and change["from"] not in good:
                    good.append(change["from"])
        return any(same(given, one) for one in good)

    def rate(self, sop, site=None, role=None):
        """Acknowledged, required and the lines that say so."""
        of = [(row, at) for (one, where, who), (row, at) in self.acknowledged.items()
              if one == sop and site in (None, where) and role in (None, who)]
        counted = sum(int(row["acknowledged"]) for row, _ in of if self.holds(sop, row["hash"]))
        return counted, sum(int(row["required"]) for row, _ in of), {at for _, at in of}

    def adherence(self, audit):
        """Passed, measured and the lines of the results."""
        path = f"data/audits/{audit}.toml"
        results = [item["result"] for item in self.book.toml(path)["item"]]
        lines = {(path, at) for at, line in enumerate(self.book.lines(path), 1) if line.startswith("result = ")}
        return results.count("pass"), results.count("pass") + results.count("fail"), lines


def cited(figure):
    return {(path, line) for path, ranges in figure["rows"] for first, last in ranges for line in range(first, last + 1)}


def percent(part, whole):
    return Fraction(100 * part, whole)
