"""Every ended window of a clause for a subject, with the policies of docs/data-format.md: what is due, missing, late, pooled, in a row."""

import datetime as dt
from functools import lru_cache

from book import DAY, days, exact, grain, long_of, middle, week_of
from rules import ROLLING, meets, named, names


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
        """(kind, period, first, last, days that stand for its slices) of every window that is due with a slice in force, oldest first.
        A window that an amendment changes ends the day before it, and the new one begins on its day; rows go whole to one of them."""
        versions = self.judge.versions(contract, name)
        row_grain = self.book.metrics[versions[-1]["metric"]]["grain"]
        until = until or self.book.as_of - self.lag(contract, name)
        end = min(contract.ends(), until)
        stand = lambda at: self.judge.stand(contract.name, name, at)
        kinds, found = self.judge.kinds(contract.name, name), []
        begins = [self.rows_begin(contract, name, row_grain, at, kind[1]) if at else None for at, kind in enumerate(kinds)]
        for at, (kind, from_on, to_on) in enumerate(kinds):
            for period in periods(kind, max(contract.starts, from_on), min(end, to_on)):
                first, last = self.judge.span(kind, period, row_grain)
                slices = [stand(one) for one in names(row_grain, first, last) if self.judge.in_window(contract.name, name, kind, period, one)
                          and from_on <= stand(one) <= to_on]
                if at:
                    first = max(first, begins[at])
                if at + 1 < len(kinds):
                    last = min(last, begins[at + 1] - DAY)
                full = ROLLING.get(kind, 0) * (7 if row_grain == "day" else 1)
                if slices and last <= until and len(slices) >= full:
                    found.append((kind, period, first, last, slices))
        return sorted(found, key=lambda one: (one[3], one[2]))

    def rows_begin(self, contract, name, row_grain, at, day):
        """First day of the first row that belongs to the stretch of days that begins on a day."""
        period = named(row_grain, day)
        stands = self.judge.stand(contract.name, name, period)
        return days(period)[1] + DAY if stands and stands < day else days(period)[0]

    def lag(self, contract, name):
        """How long after the end of a window its figures are due: `lag-days` of its metric."""
        return dt.timedelta(days=self.book.metrics[self.judge.versions(contract, name)[-1]["metric"]].get("lag-days", 0))

    def _of(self, contract_name, name, subject):
        contract = self.book.contracts[contract_name]
        versions = self.judge.versions(contract, name)
        row_grain = self.book.metrics[versions[-1]["metric"]]["grain"]
        found, carried, streak = [], [], 0
        waits = self.waits_for_nothing(contract_name, name, subject)
        for kind, period, first, last, slices in self.windows(contract, name):
            at = {day: named(row_grain, day) for day in slices}
            own = [day for day in slices if self.has_come(contract_name, name, subject, at[day])
                   or self.judge.due(contract.clause(name, day), subject, day)]
            counted = (first, last) if row_grain == "week" else self.judge.calendar(contract_name, name, kind, period)
            in_force = self.days(contract, name, subject, *counted)
            if in_force == 0:
                continue
            one = {"period": period, "window": kind, "first": first, "last": last, "due": last + self.lag(contract, name), "outcome": "not measured", "measured": None,
                   "clause": contract.clause(name, slices[-1]), "pooled": []}
            if not own or kind in ROLLING and len(own) < len(slices):
                # A rolling window that is not full yet is none.
                if own and own[-1] == slices[-1]:
                    continue
                one["idle"] = True
            else:
                before = list(carried)
                self.rule(contract_name, name, subject, one, own, at, in_force, carried)
                if (contract_name, name, subject, period) == waits:
                    # The pool is open when no window is to come: it is judged as it stands.
                    one["as it stands"] = True
                    self.rule(contract_name, name, subject, one, own, at, in_force, before)
            streak = streak + 1 if one["outcome"] == "missed" else 0 if one["outcome"] == "met" else streak
            one["streak"] = streak if one["outcome"] == "missed" else 0
            found.append(one)
            chronic = one["clause"].get("chronic")
            last = found[-chronic["windows"]:] if chronic else []
            one["recent"] = (sum(other["outcome"] == "missed" for other in last), len(last))
            one["chronic"] = bool(chronic) and one["recent"][0] >= max(chronic["misses"], 1)
        return found

    def waits_for_nothing(self, contract_name, name, subject):
        """The window that a pool ends with although too little is in it: nothing is to come that it could be pooled into."""
        contract = self.book.contracts[contract_name]
        versions = self.judge.versions(contract, name)
        if all(clause.get("below-min-volume") != "combine-next" for clause in versions):
            return None
        closed = subject[0] == "site" and self.book.sites[subject[1]].get("closed-on", dt.date.max) <= self.book.as_of
        if not closed and any(last > self.book.as_of - self.lag(contract, name) for _, _, _, last, _ in self.windows(contract, name, self.book.as_of + 731 * DAY)):
            return None
        row_grain = self.book.metrics[versions[-1]["metric"]]["grain"]
        carried, last = [], None
        for kind, period, first, end, slices in self.windows(contract, name):
            at = {day: named(row_grain, day) for day in slices}
            own = [day for day in slices if self.has_come(contract_name, name, subject, at[day])
                   or self.judge.due(contract.clause(name, day), subject, day)]
            counted = (first, end) if row_grain == "week" else self.judge.calendar(contract_name, name, kind, period)
            in_force = self.days(contract, name, subject, *counted)
            if not own or not in_force or kind in ROLLING and len(own) < len(slices):
                continue
            one = {"period": period, "window": kind, "first": first, "last": end, "due": end + self.lag(contract, name), "outcome": "not measured", "measured": None, "pooled": []}
            before = list(carried)
            self.rule(contract_name, name, subject, one, own, at, in_force, carried)
            if len(carried) > len(before):
                last = (contract_name, name, subject, period)
        return last if carried else None

    def rule(self, contract, name, subject, one, own, at, in_force, carried):
        of = self.book.contracts[contract]
        clause = of.clause(name, own[-1])
        if clause.get("straddle", "split") != "split":
            edges = self.judge.edges(contract, name, one["window"], one["period"])
            clause = of.clause(name, edges[clause["straddle"] == "end"])
        one["clause"] = clause
        if in_force < clause.get("min-days", 1):
            return
        sums = self.book.metrics[clause["metric"]]["kind"] == "count" and clause["aggregation"] == "occurrences"
        if sums and one["window"] not in ROLLING and clause["direction"] != "neutral" and not clause.get("pro-rate"):
            held, whole = self.judge.part(contract, name, one["window"], one["period"])
            if held < whole:
                one["why"] = "partial count"
                return
        if self.late(contract, name, subject, one, own, at):
            # A missing window is decided first, and ends the pool.
            carried.clear()
            one["outcome"], one["late"] = "missed", True
            measured = self.judge.measure(contract, name, subject, (one["period"],), one["window"])
            one["measured"] = measured or {"clause": clause, "metric": self.book.metrics[clause["metric"]], "parts": [], "value": None, "share": None, "rows": []}
            return
        measured = self.judge.measure(contract, name, subject, (one["period"],), one["window"])
        # One whose rows say 0/0 is decided by itself, and the pool goes on.
        if measured is not None and carried and not measured["nothing"]:
            measured = self.judge.measure(contract, name, subject, (*carried, one["period"]), one["window"])
        one["measured"] = measured
        if measured is None:
            relieved = all(self.judge.left_out(contract, name, of.clause(name, day), subject, at[day]) for day in own)
            withheld = any(self.judge.withheld(contract, name, subject, at[day]) for day in own)
            owed = any(self.owes(contract, name, subject, day, at[day]) for day in own)
            one["why"] = "relieved" if relieved else "withheld" if withheld and not owed else "no rows"
            return
        metric = measured["metric"]
        if measured["unclear"]:
            one["why"] = "unclear"
            return
        if clause["direction"] == "neutral":
            one["outcome"] = "not measured" if measured["value"] is None else "shown"
        elif measured["nothing"]:
            rule = clause.get("on-zero-denominator", "not-measured")
            one["outcome"] = "not measured" if rule == "not-measured" else rule
            return
        else:
            volume = {"ratio": measured["den"], "mean": measured["den"], "count": measured["num"]}.get(metric["kind"])
            if volume is not None and volume < exact(clause.get("min-volume", 0)) and not one.get("as it stands"):
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

    def has_come(self, contract, name, subject, period):
        """Whether a row came, with a figure or withheld."""
        return self.has_rows(contract, name, subject, period) or period in self.judge.kept_back(contract, name, subject)

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
        if self.book.as_of < one["due"] + grace:
            return False
        return any(self.owes(contract, name, subject, day, at[day]) for day in own)

    def owes(self, contract, name, subject, day, period):
        """Whether a slice lacks a row that nobody withheld, contract-wide also of a single site where others sent theirs or withheld it."""
        here = self.book.contracts[contract].clause(name, day)
        came = self.has_rows(contract, name, subject, period) or self.judge.withheld(contract, name, subject, period)
        if not came:
            return not self.judge.left_out(contract, name, here, subject, period)
        return subject[0] == "vendor" and any(self.silent(contract, name, site, day, period) for site in self.sites(contract, name))

    def sites(self, contract, name):
        """Sites of the vendor that some version of the clause covers."""
        of = self.book.contracts[contract]
        versions = self.judge.versions(of, name)
        return [site for site, record in self.book.sites.items()
                if record["vendor"] == of.vendor and any(self.judge.covers(clause, site) for clause in versions)]

    def expected(self, contract, name, site, day):
        """Whether a site owes a row: it has begun to report or the clause names it, and the work runs there."""
        clause = self.book.contracts[contract].clause(name, day)
        # Who withholds a figure has begun to report.
        reported = [*self.judge.slices(contract, name, ("site", site)), *self.judge.kept_back(contract, name, ("site", site))]
        begun = any(self.judge.stand(contract, name, other) <= day for other in reported) or site in clause.get("sites", [])
        return begun and self.judge.due(clause, ("site", site), day)

    def silent(self, contract, name, site, day, period):
        """No row of a site that owes one, is not relieved of it and did not withhold it."""
        subject = ("site", site)
        clause = self.book.contracts[contract].clause(name, day)
        return (period not in self.judge.slices(contract, name, subject) and self.expected(contract, name, site, day)
                and period not in self.judge.kept_back(contract, name, subject)
                and not self.judge.left_out(contract, name, clause, subject, period))

    def gaps(self, contract, name, subject, kind, period):
        """Slices of a window that have all their rows, of how many, and where single sites are silent or withhold theirs the sites that do, of how
        many; with it how many slices and sites were withheld, and by which rows."""
        of = self.book.contracts[contract]
        window = next((one for one in self.windows(of, name) if one[:2] == (kind, period)), None)
        if window is None:
            return None, None, set()
        row_grain = self.book.metrics[self.judge.versions(of, name)[-1]["metric"]]["grain"]
        due, torn, sites, silent, back, keeping, lines = 0, 0, set(), set(), 0, set(), set()
        for day in window[4]:
            clause, at = of.clause(name, day), named(row_grain, day)
            there, withheld = self.has_rows(contract, name, subject, at), self.judge.withheld(contract, name, subject, at)
            if not there and not withheld and (not self.judge.due(clause, subject, day) or self.judge.left_out(contract, name, clause, subject, at)):
                continue
            if there and self.judge.left_out(contract, name, clause, subject, at):
                continue
            here, held = set(), set()
            for site in self.sites(contract, name) if subject[0] == "vendor" else ():
                has = self.has_rows(contract, name, ("site", site), at)
                quiet = self.silent(contract, name, site, day, at)
                kept = not has and bool(self.judge.withheld(contract, name, ("site", site), at))
                sites |= {site} if has or quiet or kept else set()
                here |= {site} if quiet and (there or withheld) else set()
                held |= {site} if kept else set()
            if not there and not here:
                # The slice as a whole was withheld.
                held = set()
            due, torn, silent = due + 1, torn + bool(here or withheld or not there), silent | here | held
            back, keeping, lines = back + bool(withheld), keeping | held, lines | {row.place for row in withheld}
        if not torn:
            return None, None, set()
        there = [due - torn, due] + ([len(sites) - len(silent), len(sites)] if silent else [])
        return there, [back, len(keeping)] if lines else None, lines

    def subjects(self, contract, name):
        """The vendor, then its sites in scope."""
        yield ("vendor", self.book.contracts[contract].vendor)
        for site in self.sites(contract, name):
            yield ("site", site)


def periods(kind, start, end):
    """Every period of a window's kind that touches a stretch of days."""
    of = week_of if kind == "week" or kind in ROLLING else lambda day: long_of(kind, day)
    found, day = [], start
    while day <= end:
        found.append(of(day))
        day = days(found[-1])[1] + DAY
    return found
