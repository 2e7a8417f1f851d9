"""Counts of registers of accounts, permissions, permission issues and people, by docs/access.md."""

import csv
import datetime as dt
from fractions import Fraction

from book import days
from records import need

REGISTERS = {
    "accounts": ["active", "usable", "overdue", "overdue-week", "removed-day", "removed-week", "removed-later", "lead-2", "lead-5", "lead-10", "lead-later", "dormant", "never-used", "review-due", "unapproved"],
    "grants": ["held", "allowed", "extra", "other-language", "missing", "expired", "grant-unapproved", "not-apart"],
    "tickets": ["open", "opened", "closed", "open-week", "blocked", "hours-lost"],
    "roster": ["people", "joined", "left"],
}
OF = {measure: register for register, measures in REGISTERS.items() for measure in measures}


class Registers:
    """Mixed into `Figures`: uses its book."""

    def counts_of_exports(self):
        """By vendor and register: the days of its exports, each with its rows and their places, oldest first."""
        if getattr(self.book, "exports_on", None) != self.book.as_of:
            found = {}
            for path in sorted((self.book.root / "data/access").glob("*.csv")):
                name = path.relative_to(self.book.root).as_posix()
                for at, row in enumerate(csv.DictReader(self.book.lines(name)), 2):
                    day = dt.date.fromisoformat(row["as_of"])
                    if day <= self.book.as_of:
                        days = found.setdefault((row["vendor"], OF[row["measure"]]), {})
                        days.setdefault(day, []).append((row, (name, at)))
            self.book.exports_on = self.book.as_of
            self.book.exports = {key: [days[day] for day in sorted(days)] for key, days in found.items()}
        return self.book.exports

    def newest_counts(self):
        """The rows of each vendor's newest export of each register, with their places."""
        return [(register, row, place) for (_, register), exports in self.counts_of_exports().items() for row, place in exports[-1]]

    def register_of(self, measure):
        return OF[measure]

    def access_total(self, figure, value, back=1, of_two=False):
        """What the exports that lie `back` from the end count; with `of_two` of vendors that have two."""
        measure, *asked = figure["asked"]
        wanted = dict(one.split("=", 1) for one in asked)
        own = [
            (row, place)
            for (_, register), exports in self.counts_of_exports().items()
            if register == OF[measure] and len(exports) >= (2 if of_two else 1)
            for row, place in exports[-back]
            if all(row[key] == one for key, one in wanted.items())
        ]
        need(any(row["measure"] == REGISTERS[OF[measure]][0] for row, _ in own), "nobody counted there")
        of_measure = [(row, place) for row, place in own if row["measure"] == measure]
        need(all(row["count"] != "*" for row, _ in of_measure), "a part is not told")
        total = sum(int(row["count"]) for row, _ in of_measure)
        need(total == value, f"the rows add up to {total}")
        cited = {(path, line) for path, ranges in figure.get("rows", []) for first, last in ranges for line in range(first, last + 1)}
        need(cited == {place for _, place in of_measure}, "it cites other rows")

    def check_access_sum(self, page, figure, value):
        self.access_total(figure, value)

    def check_access_former(self, page, figure, value):
        self.access_total(figure, value, back=2, of_two=True)

    def check_access_newest(self, page, figure, value):
        self.access_total(figure, value, of_two=True)

    def check_access_lost(self, page, figure, value):
        name, site, queue, period = figure["asked"]
        (hours,) = self.inputs(page, figure)
        asked = dict(one.split("=", 1) for one in hours["asked"][1:])
        need(hours["asked"][0] == "hours-lost" and (asked["site"], asked["queue"]) == (site, queue), "hours of another place")
        by = dt.date.fromisoformat(self.counts_of_exports()[asked["vendor"], "tickets"][-1][0][0]["as_of"])
        rows = [row for row in self.book.rows_of(name, ("site", site)) if not queue or row.queue == queue]
        ended = [row.period for row in rows if days(row.period)[1] <= by]
        need(ended and max(ended, key=lambda one: days(one)[1]) == period, "a later period had ended")
        own = [row for row in rows if row.period == period]
        above, below = sum(row.num for row in own), sum(row.den for row in own)
        self.same_sums(figure, above, below)
        self.same_rows(figure, own)
        need(Fraction(hours["value"]) * above / below == value, "it is another number of units")

    def check_access_share(self, page, figure, value):
        part, whole = self.inputs(page, figure)
        need(figure["inputs"] and Fraction(part["value"]) * 100 / Fraction(whole["value"]) == value, "it is another share")

    def check_access_removed(self, page, figure, value):
        parts = self.inputs(page, figure)
        need([one["asked"][0] for one in parts] == ["removed-day", "removed-week", "removed-later", "overdue"], "it is made of other counts")
        counts = [Fraction(one["value"]) for one in parts]
        need(counts[0] * 100 / sum(counts) == value, "it is another share")

    def check_access_half(self, page, figure, value):
        steps = self.inputs(page, figure)
        need([one["asked"][0] for one in steps] == ["lead-2", "lead-5", "lead-10", "lead-later"], "it is made of other steps")
        need(len({tuple(one["asked"][1:]) for one in steps}) == 1, "the steps are of several places")
        counts = [Fraction(one["value"]) for one in steps]
        within = [sum(counts[:at + 1]) for at in range(len(counts))]
        half = next(one for one in within if one * 2 >= within[-1])
        need(half == value, f"half lie within a step of {half}")

    # ------------------------------------------------------------ incidents

    CLOCKS = {"critical": (4, 7), "high": (24, 14), "moderate": (72, 30), "low": (120, 60)}

    def count_incidents(self, what, site="", kind=""):
        as_of = self.book.as_of
        clocks = self.CLOCKS | {one["severity"]: (one["respond-hours"], one["close-days"]) for one in self.book.settings.get("incident-clock", [])}
        day = lambda text: dt.date.fromisoformat(text) if text else dt.date.max
        found = []
        for path in sorted((self.book.root / "data/incidents").glob("*.csv")):
            name = path.relative_to(self.book.root).as_posix()
            for at, row in enumerate(csv.DictReader(self.book.lines(name)), 2):
                reported, responded, closed = (day(row[key]) for key in ("reported_on", "responded_on", "closed_on"))
                if reported > as_of:
                    continue
                hours, days = clocks[row["severity"]]
                age = (as_of - reported).days
                is_open = closed > as_of
                silent = responded > as_of
                late = age * 24 > hours if silent else int(row["response_hours"]) > hours
                wanted = {
                    "open": is_open,
                    "past-clock": is_open and (age > days or silent and late),
                    "late": late and (is_open or age <= 91),
                    "year": age < 364,
                    "year-open": age < 364 and is_open,
                }[what]
                if wanted and site in ("", row["site"]) and kind in ("", row["category"]):
                    found.append([name, at])
        return found

    # ------------------------------------------------------------ wellness

    def check_wellness_cell(self, page, figure, value):
        column, *key = figure["asked"]
        found = []
        for path in sorted((self.book.root / "data/wellness").glob("*.csv")):
            name = path.relative_to(self.book.root).as_posix()
            for at, row in enumerate(csv.DictReader(self.book.lines(name)), 2):
                if [row["week"], row["vendor"], row["site"], row["tier"]] == key:
                    found.append((row[column], [name, at], row))
        need(len(found) == 1, f"{len(found)} rows")
        need(found[0][0] != "*", "it is not told")
        need(int(found[0][0]) == value, f"the row says {found[0][0]}")
        need(figure["records"] == [found[0][1]], "it cites another row")
        whole = {"within_cap": "person_days", "counselled": "people", "past_rotation": "people"}.get(column)
        if whole:
            self.need_many(value, int(found[0][2][whole]))

    def need_many(self, part, whole):
        """Neither a part that is told nor the rest of its whole is of too few people."""
        rules = {one["table"]: one["at-least"] for one in self.book.settings.get("suppression", [])}
        least = rules.get("wellness", 10)
        need(part == 0 or part >= least, f"{part} are too few to be told")
        need(part in (0, whole) or whole - part >= least, f"{whole} less {part} are too few to be told")

    def check_wellness_share(self, page, figure, value):
        part, whole = self.inputs(page, figure)
        pair = part["asked"][0], whole["asked"][0]
        need(part["asked"][1:] == whole["asked"][1:], "the counts are of two rows")
        need(pair in (("within_cap", "person_days"), ("breaks_taken_minutes", "breaks_due_minutes")), f"a share of {pair}")
        need(Fraction(part["value"]) * 100 / Fraction(whole["value"]) == value, "it is another share")
