"""What the contracts say of the rows: windows, the three aggregations, relief, targets, scores, coverage, credits."""

import datetime as dt
from fractions import Fraction
from functools import lru_cache

from book import DAY, calendar_days, days, exact, grain, middle, week_of

ROLLING = {"rolling-4-weeks": 4, "rolling-13-weeks": 13}
HUNDRED = Fraction(100)


class Judge:
    def __init__(self, book):
        self.book = book
        self.windows = {}
        self.slices = lru_cache(maxsize=None)(self._slices)
        # Set by `Rulings`, which knows the windows.
        self.rulings = None

    # ------------------------------------------------------------ rows

    def span(self, window, period, row_grain):
        """First and last day of a window."""
        if row_grain == "day" and grain(period) in ("month", "quarter"):
            return calendar_days(period)
        first, last = days(period)
        return first - 7 * (ROLLING.get(window, 1) - 1) * DAY, last

    def _slices(self, contract, name, subject):
        """Rows of a clause by period, each by the clause in force on the period's middle day. Without relief."""
        contract = self.book.contracts[contract]
        found = {}
        metrics = {clause["metric"] for clause in self.versions(contract, name)}
        for metric in metrics:
            for row in self.book.rows_of(metric, subject):
                day = middle(row.period)
                clause = contract.clause(name, day)
                if clause and clause["metric"] == metric and self.measured(clause, day) and in_scope(clause, row):
                    found.setdefault(row.period, []).append(row)
        return dict(sorted(found.items(), key=lambda item: days(item[0])))

    def versions(self, contract, name):
        days_of_change = [contract.starts] + [one["effective-on"] for one in contract.amendments]
        return [clause for day in days_of_change if (clause := contract.clause(name, max(day, contract.starts)))]

    @staticmethod
    def measured(clause, day):
        return clause.get("measured-from", day) <= day

    def relief(self, contract, name):
        for relief_id, event in self.book.relief.items():
            approved = event.get("approved-by") and event.get("approved-on", self.book.as_of) <= self.book.as_of
            if approved and event["contract"] == contract and name in event["service-levels"]:
                yield relief_id, event

    def relieved(self, contract, name, subject, period, rows):
        """Rows that stay, and what is subtracted from their sums."""
        clause = self.book.contracts[contract].clause(name, middle(period))
        events = list(self.relief(contract, name)) if clause.get("relief", True) else []
        first, last = days(period)
        for _, event in events:
            if "subtract" not in event and event["from-on"] <= first and last <= event["to-on"]:
                sites = event.get("sites", [])
                rows = [row for row in rows if sites and row.site not in sites]
        less = [Fraction(0), Fraction(0)]
        present = {row.site for row in rows}
        for _, event in events:
            for part in event.get("subtract", []):
                if part["period"] == period and part["site"] in present:
                    less[0] += exact(part["numerator"])
                    less[1] += exact(part["denominator"])
        return rows, less

    # ------------------------------------------------------------ values

    def measure(self, contract, name, subject, periods, window, with_relief=True):
        """Rows used, sums, value and the slices of a window (several periods: pooled)."""
        contract_at = self.book.contracts[contract]
        wanted = []
        for period in periods:
            slices = self.slices(contract, name, subject)
            row_grain = next((grain(at) for at in slices), "week")
            first, last = self.span(window, period, row_grain)
            wanted += [at for at in slices if first <= middle(at) <= last and at not in wanted]
        wanted.sort(key=days)
        if not wanted:
            return None
        clause = self.ruling_clause(contract_at, name, wanted)
        metric = self.book.metrics[clause["metric"]]
        parts = []
        for period in wanted:
            rows = self.slices(contract, name, subject)[period]
            less = [Fraction(0), Fraction(0)]
            if with_relief:
                rows, less = self.relieved(contract, name, subject, period, rows)
            if rows:
                parts.append((period, rows, sums(metric, rows, less)))
        if not parts:
            return None
        if clause["aggregation"] == "occurrences" and metric["kind"] == "level":
            parts = parts[-1:]
        num = sum((part[2][0] for part in parts), Fraction(0))
        den = sum((part[2][1] for part in parts), Fraction(0)) if has_denominator(metric) else Fraction(1)
        value = self.value(contract_at, name, clause, metric, parts, num, den)
        return {"clause": clause, "metric": metric, "parts": parts, "num": num, "den": den, "value": value,
                "rows": [row for part in parts for row in part[1]]}

    def ruling_clause(self, contract, name, periods):
        """`start` judges by the terms of the first slice, the others by those of the last."""
        last = contract.clause(name, middle(periods[-1]))
        if last.get("straddle") == "start":
            return contract.clause(name, middle(periods[0]))
        return last

    def value(self, contract, name, clause, metric, parts, num, den):
        kind = clause["aggregation"]
        if kind == "occurrences":
            result = quotient(metric, num, den)
        else:
            values = [(period, quotient(metric, *part_sums)) for period, _, part_sums in parts]
            present = [(period, value) for period, value in values if value is not None]
            if not present:
                return None
            if kind == "ratio-timeslices":
                result = sum(value for _, value in present) / len(present)
            else:
                met = [self.slice_met(contract, name, clause, period, rounded(clause, value)) for period, value in present]
                result = HUNDRED * sum(met) / len(met)
        return None if result is None else rounded(clause, result)

    def slice_met(self, contract, name, clause, period, value):
        if clause.get("straddle", "split") == "split":
            clause = contract.clause(name, middle(period))
        return meets(clause["direction"], value, {"target": exact(clause["slice-target"])})

    def target(self, contract, name, measured):
        """The line (or range) of a window: blended where the slices' own differ."""
        clause = measured["clause"]
        contract = self.book.contracts[contract]
        split = clause.get("straddle", "split") == "split"
        periods = [part[0] for part in measured["parts"]]
        lines = [target_on(contract.clause(name, middle(at)) if split else clause, middle(at)) for at in periods]
        if not split:
            at = periods[0] if clause.get("straddle") == "start" else periods[-1]
            return target_on(clause, middle(at)), False
        if all(line == lines[0] for line in lines):
            return lines[0], False
        weigh = measured["metric"]["kind"] in ("ratio", "mean") and clause["aggregation"] == "occurrences"
        weights = [part[2][1] if weigh else Fraction(1) for part in measured["parts"]]
        return {key: sum(w * line[key] for w, line in zip(weights, lines)) / sum(weights) for key in lines[0]}, True

    def outcome(self, contract, name, subject, period):
        """`met`, `missed`, `shown` or `not measured`, with the measure, of a window that has ended."""
        return self.rulings.outcome(contract, name, subject, period)

    def days_in_force(self, contract, name, first, last):
        day, count = first, 0
        while day <= last:
            clause = contract.clause(name, day)
            count += bool(clause and self.measured(clause, day))
            day += DAY
        return count

    # ------------------------------------------------------------ gaps

    def gaps(self, contract, name, subject, window, period):
        """Periods of a window that the subject owes rows for and that have none. What relief leaves out is owed by nobody."""
        contract_at, found = self.book.contracts[contract], []
        slices = self.slices(contract, name, subject)
        row_grain = self.book.metrics[self.versions(contract_at, name)[-1]["metric"]]["grain"]
        for day in middles(row_grain, *self.span(window, period, row_grain)):
            clause = contract_at.clause(name, day)
            if not clause or not self.measured(clause, day):
                continue
            at = {"day": day.isoformat(), "week": week_of(day), "month": f"{day.year:04}-{day.month:02}"}[row_grain]
            rows = slices.get(at, [])
            if not rows and self.due(clause, subject, day) and not self.left_out(contract, name, clause, subject, at):
                found.append(at)
        return found

    def left_out(self, contract, name, clause, subject, period):
        first, last = days(period)
        for _, event in self.relief(contract, name) if clause.get("relief", True) else ():
            whole = "subtract" not in event and event["from-on"] <= first and last <= event["to-on"]
            if whole and (not event.get("sites") or subject[0] == "site" and subject[1] in event["sites"]):
                return True
        return False

    def due(self, clause, subject, day):
        """Whether the site is covered and open, and one of the clause's projects or queues runs there."""
        runs = lambda one, starts="starts-on", ends="ends-on": one.get(starts, day) <= day <= one.get(ends, day)
        site = subject[1] if subject[0] == "site" else None
        if site and not (self.covers(clause, site) and runs(self.book.sites[site], "opened-on", "closed-on")):
            return False
        wanted = clause.get("queues", [])
        if not clause.get("projects") and not wanted:
            return True
        for name, project in self.book.projects.items():
            queues = [queue for queue in project.get("queue", []) if queue["id"] in wanted]
            named = name in clause["projects"] if clause.get("projects") else True
            at_site = site is None or site in project["sites"]
            if named and at_site and runs(project) and (not wanted or any(runs(queue) for queue in queues)):
                return True
        return False

    # ------------------------------------------------------------ scores

    def score(self, clause, value, line):
        direction = "at-least" if clause["aggregation"] == "timeslices" else clause["direction"]
        met = meets(direction, value, line)
        if "bands" in clause:
            for band in clause["bands"]:
                bound = band.get("at-least", band.get("at-most"))
                if bound is None or meets("at-least" if "at-least" in band else "at-most", value, {"target": exact(bound)}):
                    return exact(band["score"])
        if met or "floor" not in clause:
            return HUNDRED if met else Fraction(0)
        floor = exact(clause["floor"])
        if direction == "range":
            reach = line["low"] - floor if floor < line["low"] else floor - line["high"]
            off = line["low"] - value if value < line["low"] else value - line["high"]
            share = (reach - off) / reach if reach > 0 else Fraction(0)
        else:
            share = (value - floor) / (line["target"] - floor)
        return cut(max(Fraction(0), min(HUNDRED, 100 * share)), 6)

    def score_of(self, contract, name, ruling):
        """Score of a window that was met or missed; one that was missed for want of rows has the worst."""
        measured, clause = ruling["measured"], ruling["clause"]
        if ruling.get("late") or measured is None or measured["value"] is None:
            met = ruling["outcome"] == "met"
            if "bands" in clause:
                return exact(clause["bands"][0 if met else -1]["score"])
            return HUNDRED if met else Fraction(0)
        line, _ = self.target(contract, name, measured)
        return self.score(clause, measured["value"], line)

    def covers(self, clause, site):
        record = self.book.sites[site]
        if clause.get("sites") and site not in clause["sites"]:
            return False
        if clause.get("languages") and not set(clause["languages"]) & set(record["languages"]):
            return False
        if clause.get("projects") or clause.get("queues"):
            queues = set(clause.get("queues", []))
            for name, project in self.book.projects.items():
                named = name in clause["projects"] if clause.get("projects") else True
                holds = any(queue["id"] in queues for queue in project.get("queue", [])) if queues else True
                if named and holds and site in project["sites"]:
                    return True
            return False
        return True


@lru_cache(maxsize=None)
def middles(row_grain, first, last):
    """The days that stand for the row periods of a stretch."""
    found, day = [], first
    while day <= last:
        month = f"{day.year:04}-{day.month:02}"
        if row_grain == "day" or row_grain == "week" and day.isoweekday() == 4 or row_grain == "month" and middle(month) == day:
            found.append(day)
        day += DAY
    return tuple(found)


def in_scope(clause, row):
    lists = (("sites", row.site), ("projects", row.project), ("queues", row.queue), ("languages", row.language))
    return all(not clause.get(key) or value in clause[key] for key, value in lists)


def target_on(clause, day):
    if "target-low" in clause:
        return {"low": exact(clause["target-low"]), "high": exact(clause["target-high"])}
    steps = [step for step in clause.get("ramp", []) if step["from"] <= day]
    value = max(steps, key=lambda step: step["from"])["target"] if steps else clause.get("target")
    return {} if value is None else {"target": exact(value)}


def has_denominator(metric):
    return metric["kind"] in ("ratio", "mean")


def sums(metric, rows, less=(0, 0)):
    num = max(sum((row.num for row in rows), Fraction(0)) - less[0], Fraction(0))
    if not has_denominator(metric):
        return num, Fraction(1)
    den = max(sum((row.den for row in rows), Fraction(0)) - less[1], Fraction(0))
    percent = metric["kind"] == "ratio" and metric["unit"] == "percent"
    return num, max(den, num) if percent else den


def quotient(metric, num, den):
    if den == 0:
        return None
    return num / den * (100 if metric["kind"] == "ratio" and metric["unit"] == "percent" else 1)


def meets(direction, value, line):
    if direction == "at-least":
        return value >= line["target"]
    if direction == "at-most":
        return value <= line["target"]
    return line["low"] <= value <= line["high"]


def half_up(value, places=0):
    scaled = abs(value) * 10**places
    return (1 if value >= 0 else -1) * Fraction(int(scaled + Fraction(1, 2)), 10**places)


def cut(value, places):
    return (1 if value >= 0 else -1) * Fraction(int(abs(value) * 10**places), 10**places)


def rounded(clause, value):
    if "round-decimals" not in clause:
        return value
    way = cut if clause.get("round-mode") == "down" else half_up
    return way(value, clause["round-decimals"])


def weeks_between(first, last):
    day = first
    while day <= last:
        yield week_of(day)
        day += dt.timedelta(days=7)
