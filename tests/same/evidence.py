"""Entries of evidence.json, resolved: each becomes a short name of all that it says, whatever number it has on its page."""

import hashlib
import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.with_name("checker")))
from packed import unpacked

# Keys that hold numbers of other figures of the page.
NUMBERS = ("inputs",)


def name(value):
    return hashlib.sha1(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:10]


class Entries:
    def __init__(self, document):
        document = unpacked(document)
        self.document = document
        self.by_number = {figure["n"]: figure for figure in document["figures"]}
        self.resolved, self.said = {}, {}
        for number in self.by_number:
            self.of(number, ())

    def of(self, number, above):
        """`formula:name` of an entry; what it is made of is part of the name."""
        if number in self.resolved:
            return self.resolved[number]
        if number not in self.by_number:
            return f"no figure {number}"
        if number in above:
            return "itself"
        figure = dict(self.by_number[number])
        del figure["n"]
        above = (*above, number)
        for key in NUMBERS:
            if key in figure:
                figure[key] = [self.of(other, above) for other in figure[key]]
        # A chart's first figure; of other formulas `first` is no number of a figure.
        if isinstance(figure.get("first"), int):
            figure["first"] = self.of(figure["first"], above)
        self.resolved[number] = f"{figure.get('formula')}:{name(figure)}"
        self.said[self.resolved[number]] = figure
        return self.resolved[number]

    def all(self):
        return sorted(self.resolved[number] for number in self.by_number)

    def head(self):
        """What the file says of the page as a whole, with commits by their id."""
        head = {key: value for key, value in self.document.items() if key != "figures"}
        commits = head.pop("commits", [])
        if "set_by" in head:
            head["set_by"] = {file: [[first, last, commits[at]] for first, last, at in lines] for file, lines in head["set_by"]}
        head["commits"] = sorted(commits)
        return head

    def resolve(self, value):
        """A JSON document that names figures by `n` and `of`, with their names instead."""
        if isinstance(value, list):
            return [self.resolve(one) for one in value]
        if not isinstance(value, dict):
            return value
        found = {key: self.resolve(one) for key, one in value.items()}
        if isinstance(value.get("n"), int):
            found["n"] = self.resolved.get(value["n"], "nothing")
        if isinstance(value.get("of"), list) and len(value["of"]) == 2 and all(isinstance(one, int) for one in value["of"]):
            first, last = value["of"]
            found["of"] = sorted({self.resolved.get(number, "nothing") for number in range(first, last + 1)})
        return found
