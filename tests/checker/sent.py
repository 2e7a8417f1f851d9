"""The report that leaves the site as JSON: where its figures stand, and the words that are parts of them."""

import json

REPORT = "report.json"


def objects(value):
    """Every object below a value, itself included."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(one)


class Report:
    def __init__(self, path):
        self.data = json.loads(path.read_text("utf-8"))
        self.evidence = self.data.pop("evidence")
        self.figures, self.parts = self.shown(), self.said()

    def shown(self):
        """Number to every (value, text) that shows it."""
        found = {}
        for one in objects(self.data):
            if "n" in one:
                found.setdefault(one["n"], []).append((one["value"], one["shown"]))
        return found

    def said(self):
        """(first figure, last figure, words) of everything that is said to be a part of figures."""
        found = []
        for one in objects(self.data):
            of = one.get("of", {})
            found += [(*of, one["text"])] if isinstance(of, list) else [(*ends, str(one[key])) for key, ends in of.items()]
        return found

    def torn(self):
        """Sentences whose pieces do not say what they say."""
        said = ["".join(piece["text"] for piece in pieces) for pieces in self.data["sentences"]]
        return [one for one in self.data["headline"] if one not in said] + [one for one in said if one not in self.data["headline"]]
