"""Every ended window of a clause for a subject, with the policies of docs/data-format.md: what is due, missing, late, pooled, in a row."""

import datetime as dt
from functools import lru_cache

from book import DAY, days, exact, middle, week_of
from rules import ROLLING, meets, middles


class Rulings:
    """Wraps a `Judge`: it says what was measured, this says in which windows, and what their order adds."""

    def __init__(self, judge):
        self.judge, self.book = judge, judge.book
        self.of = lru_cache(maxsize=None)(self._of)
        self.windows = lru_cache(maxsize=None)(self._windows)
        judge.rulings = self

    def outcome(self, contract, name, subject, period):
        for one in reversed(self.of(contract, name, subject)):
            if one["period"] == period:
                return one["outcome"], one["measured"]
        return "not measured", None

    def _windows(self, contract, name, until=None):
        """(kind, period, first, last, days of its slices) of every ended window with a slice in force, oldest first."""
        versions = self.judge.versions(contract, name)
        row_grain = self.book.metrics[versions[-1]["metric"]]["grain"]
        until = until or self.book.as_of
        end = min(contract.ends(), until)
        found = []
        for kind in sorted({clause["window"] for clause in versions}):
            for period in periods(kind, contract.starts, end):
                first, last = self.judge.span(kind, period, row_grain)
                slices = [day for day in middles(row_grain, first, last)
                          if (clause := contract.clause(name, day)) and self.judge.measured(clause, day)]
                full = ROLLING.get(kind, 0) * (7 if row_grain == "day" else 1)
                if last <= until and slices and len(slices) >= full and contract.clause(name, slices[-1])["window"] == kind:
                    found.append((kind, period, first, last, slices))
        return sorted(found, key=lambda one: (one[3], one[2]))

    def _of(self, contract_name, name, subject):
        contract = self.book.contracts[contract_name]
        versions = self.judge.versions(contract, name)
        row_grain = self.book.metrics[versions[-1]["metric"]]["grain"]
        found, carried, streak = [], [], 0
        for kind, period, first, last, slices in self.windows(contract, name):
            at = {day: named(row_grain, day) for day in slices}
            own = [day for day in slices if self.has_rows(contract_name, name, subject, at[day])
                   or self.judge.due(contract.clause(name, day), subject, day)]
            in_force = self.days(contract, name, subject, first, last)
            if in_force == 0:
                continue
            one = {"period": period, "window": kind, "first": first, "last": last, "outcome": "not measured", "measured": None,
                   "clause": contract.clause(name, slices[-1]), "pooled": []}
            if not own or kind in ROLLING and len(own) < len(slices):
                # A rolling window that is not full yet is none.
                if own and own[-1] == slices[-1]:
                    continue
                one["idle"] = True
            else:
                self.rule(contract_name, name, subject, one, own, at, in_force, carried)
            streak = streak + 1 if one["outcome"] == "missed" else 0 if one["outcome"] == "met" else streak
            one["streak"] = streak if one["outcome"] == "missed" else 0
            found.append(one)
            chronic = one["clause"].get("chronic")
            last = found[-chronic["windows"]:] if chronic else []
            one["recent"] = (sum(other["outcome"] == "missed" for other in last), len(last))
            one["chronic"] = bool(chronic) and one["recent"][0] >= max(chronic["misses"], 1)
        return found

    def rule(self, contract, name, subject, one, own, at, in_force, carried):
        of = self.book.contracts[contract]
        clause = of.clause(name, own[-1])
        if clause.get("straddle") == "start":
            clause = of.clause(name, own[0])
        one["clause"] = clause
        if in_force < clause.get("min-days", 1):
            return
        if self.late(contract, name, subject, one, own, at):
            one["outcome"], one["late"] = "missed", True
            measured = self.judge.measure(contract, name, subject, (one["period"],), one["window"])
            one["measured"] = measured or {"clause": clause, "metric": self.book.metrics[clause["metric"]], "parts": [], "value": None, "rows": []}
            return
        measured = self.judge.measure(contract, name, subject, (*carried, one["period"]), one["window"])
        one["measured"] = measured
        if measured is None:
            relieved = all(self.judge.left_out(contract, name, of.clause(name, day), subject, at[day]) for day in own)
            one["why"] = "relieved" if relieved else "no rows"
            return
        metric = measured["metric"]
        if clause["direction"] == "neutral":
            one["outcome"] = "not measured" if measured["value"] is None else "shown"
        elif measured["value"] is None and clause.get("on-zero-denominator", "not-measured") != "not-measured":
            one["outcome"] = clause["on-zero-denominator"]
        else:
            volume = {"ratio": measured["den"], "mean": measured["den"], "count": measured["num"]}.get(metric["kind"])
            if volume is not None and volume < exact(clause.get("min-volume", 0)):
                if clause.get("below-min-volume") == "combine-next":
                    carried.append(one["period"])
                return
            if measured["value"] is None:
                return
            line, _ = self.judge.target(contract, name, measured)
            direction = "at-least" if clause["aggregation"] == "timeslices" else clause["direction"]
            one["outcome"] = "met" if meets(direction, measured["value"], line) else "missed"
        one["pooled"] = list(carried)
        carried.clear()

    def has_rows(self, contract, name, subject, period):
        return period in self.judge.slices(contract, name, subject)

    def days(self, contract, name, subject, first, last):
        """Days of a window on which the clause is in force and, of a site, the site is open."""
        if subject[0] == "site":
            site = self.book.sites[subject[1]]
            first, last = max(first, site["opened-on"]), min(last, site.get("closed-on", last))
        return self.judge.days_in_force(contract, name, first, last)

    def late(self, contract, name, subject, one, own, at):
        """A window without all its rows, contract-wide also of a single site, is missed once its days of grace have passed."""
        clause = one["clause"]
        if clause.get("on-missing", "flag") != "missed" or clause["direction"] == "neutral":
            return False
        grace = dt.timedelta(days=clause.get("missed-after-days", 0))
        if self.book.as_of < one["last"] + grace:
            return False
        of = self.book.contracts[contract]
        for day in own:
            here = of.clause(name, day)
            gap = not self.has_rows(contract, name, subject, at[day])
            if gap and not self.judge.left_out(contract, name, here, subject, at[day]):
                return True
            if not gap and subject[0] == "vendor" and any(self.silent(contract, name, site, day, at[day]) for site in self.sites(contract, name)):
                return True
        return False

    def sites(self, contract, name):
        """Sites of the vendor that some version of the clause covers."""
        of = self.book.contracts[contract]
        versions = self.judge.versions(of, name)
        return [site for site, record in self.book.sites.items()
                if record["vendor"] == of.vendor and any(self.judge.covers(clause, site) for clause in versions)]

    def silent(self, contract, name, site, day, period):
        """No row of a site that has begun to report or that the clause names."""
        subject = ("site", site)
        clause = self.book.contracts[contract].clause(name, day)
        reported = self.judge.slices(contract, name, subject)
        begun = any(middle(other) <= day for other in reported) or site in clause.get("sites", [])
        return (begun and period not in reported and self.judge.due(clause, subject, day)
                and not self.judge.left_out(contract, name, clause, subject, period))

    def subjects(self, contract, name):
        """The vendor, then its sites in scope."""
        yield ("vendor", self.book.contracts[contract].vendor)
        for site in self.sites(contract, name):
            yield ("site", site)


def named(row_grain, day):
    """The row period that a day stands for."""
    return {"day": day.isoformat(), "week": week_of(day), "month": f"{day.year:04}-{day.month:02}"}[row_grain]


def periods(kind, start, end):
    """Every period of a window's kind that touches a stretch of days."""
    found, day = [], start
    while day <= end:
        week = week_of(day)
        if kind == "month" or kind == "quarter":
            for at in (day, middle(week)):
                month = f"{at.year:04}-{at.month:02}"
                period = month if kind == "month" else f"{at.year:04}-Q{(at.month + 2) // 3}"
                if period not in found:
                    found.append(period)
        else:
            found.append(week)
        day = days(week)[1] + DAY
    return found
