"""Markets and languages: briefs and their sources, who speaks what, what lies ahead."""

import csv
import tomllib
from fractions import Fraction

from records import need

LEVELS = ["b1", "b2", "c1", "c2", "native"]


def speaks(wide, narrow):
    """`pt` covers `pt-PT`."""
    return narrow.lower() == wide.lower() or narrow.lower().startswith(wide.lower() + "-")


class Spoken:
    """Mixed into `Figures`: uses its book."""

    def markets(self):
        """Front matter by id, of briefs that were written by the day."""
        found = {}
        for path in sorted((self.book.root / "data/markets").glob("*.md")):
            front = tomllib.loads(path.read_text("utf-8").split("+++")[1])
            if front["as-of"] <= self.book.as_of:
                found[path.stem] = front
        return found

    def count_markets(self, what):
        late = lambda front: front["expires-on"] < self.book.as_of
        return [[f"data/markets/{name}.md", 1] for name, front in self.markets().items() if what == "all" or late(front)]

    def count_market_sources(self, name):
        path = f"data/markets/{name}.md"
        lines = self.book.lines(path)
        # A source is known by the line of its id.
        return [[path, next(at for at in range(head, len(lines) + 1) if lines[at - 1].startswith("id "))] for head in self.heads(path, "[[source]]")]

    # ------------------------------------------------------------ who speaks what

    def rows_below(self, folder):
        """Rows of the files of a folder, each with its place."""
        for path in sorted((self.book.root / folder).glob("*.csv")):
            name = path.relative_to(self.book.root).as_posix()
            for at, row in enumerate(csv.DictReader(self.book.lines(name)), 2):
                yield row, (name, at)

    def newest_people(self):
        """The newest count of each site, by the day."""
        rows = [(row, place) for row, place in self.rows_below("data/languages") if row["as_of"] <= str(self.book.as_of)]
        newest = {}
        for row, _ in rows:
            newest[row["site"]] = max(newest.get(row["site"], ""), row["as_of"])
        return [(row, place) for row, place in rows if row["as_of"] == newest[row["site"]]]

    def needs_now(self):
        """By project and language: the row that holds, and its place."""
        held = {}
        for row, place in self.rows_below("data/language-needs"):
            key = (row["project"], row["language"])
            if row["from_on"] <= str(self.book.as_of) and row["from_on"] >= held.get(key, ({"from_on": ""},))[0]["from_on"]:
                held[key] = (row, place)
        runs = lambda project: self.book.projects[project].get("ends-on", self.book.as_of) >= self.book.as_of
        return {key: one for key, one in held.items() if int(one[0]["people"]) > 0 and runs(key[0])}

    def least_told(self):
        rules = {one["table"]: one["at-least"] for one in self.book.settings.get("suppression", [])}
        return rules.get("languages", 10)

    def least_and_most(self, rows):
        """The least and the most that counted people can be."""
        told = sum(int(row["people"]) for row, _ in rows if row["people"] != "*")
        hidden = sum(row["people"] == "*" for row, _ in rows)
        return told + hidden, told + hidden * max(self.least_told() - 1, 1)

    def proficient(self, project, language):
        rows = [(row, place) for row, place in self.newest_people() if row["project"] == project]
        need = self.needs_now().get((project, language))
        if need is None:
            return [one for one in rows if one[0]["language"] == language]
        enough = LEVELS[LEVELS.index(need[0]["level"]):]
        return [one for one in rows if speaks(language, one[0]["language"]) and one[0]["level"] in enough]

    def check_language_needed(self, page, figure, value):
        row, place = self.needs_now()[tuple(figure["asked"])]
        need(self.cited_lines(figure) == [place], "cites another line")
        need(int(row["people"]) == value, f"the row says {row['people']}")

    def check_language_people(self, page, figure, value):
        end, scope, id, language = figure["asked"]
        if scope == "project":
            rows = self.proficient(id, language)
        else:
            rows = [one for one in self.newest_people() if one[0]["site"] == id and speaks(language, one[0]["language"])]
        need(self.cited_lines(figure) == sorted(place for _, place in rows), "cites other lines")
        low, high = self.least_and_most(rows)
        need(value == {"low": low, "high": high}[end], f"the rows say {low} to {high}")

    def check_language_gap(self, page, figure, value):
        project, language = figure["asked"]
        missing = int(self.needs_now()[project, language][0]["people"]) - self.least_and_most(self.proficient(project, language))[1]
        need(missing == value, f"{missing} are missing")

    def count_languages(self, what):
        needs = self.needs_now()
        if what == "short":
            found = [place for key, (row, place) in needs.items()
                     if int(row["people"]) > self.least_and_most(self.proficient(*key))[1]]
        else:
            found = []
            for language in sorted({language for _, language in needs}):
                of = sorted(key for key in needs if key[1] == language)
                people = [row for key in of for row, _ in self.proficient(*key) if row["people"] != "0"]
                if len({row["site"] for row in people}) == 1 and people[0]["site"]:
                    found.append(needs[of[0]][1])
        return [list(place) for place in found]

    def check_event_effect(self, page, figure, value):
        event, = figure["event"]
        row, place = next(one for one in self.rows_below("data/calendars") if one[0]["id"] == event)
        need(self.cited_lines(figure) == [place], "cites another line")
        need(Fraction(row["effect_percent"]) == value, f"the row says {row['effect_percent']}")
