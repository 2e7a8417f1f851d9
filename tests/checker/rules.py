"""What the contracts say of the rows: windows, the three aggregations, relief, targets, scores, coverage, credits."""

import datetime as dt
from bisect import bisect_left, bisect_right
from fractions import Fraction
from functools import lru_cache

from book import DAY, days, exact, grain, middle, week_of, weeks_of

ROLLING = {"rolling-4-weeks": 4, "rolling-13-weeks": 13}
HUNDRED = Fraction(100)
NOTHING = (Fraction(0), Fraction(0))


class Judge:
    def __init__(self, book, whole=None):
        """`whole` judges the same book on a later day: terms are the same, and so is what the same rows measure."""
        self.book, self.whole = book, whole
        self.slices = lru_cache(maxsize=None)(self._slices)
        self.kept_back = lru_cache(maxsize=None)(self._kept_back)
        self.placed = lru_cache(maxsize=None)(self._placed)
        self.stand = whole.stand if whole else lru_cache(maxsize=None)(self._stand)
        self.kinds = whole.kinds if whole else lru_cache(maxsize=None)(self._kinds)
        self.measured_of = whole.measured_of if whole else {}
        self.relief = lru_cache(maxsize=None)(self._relief)
        self.covered = lru_cache(maxsize=None)(self._covered)
        self.days_in_force = whole.days_in_force if whole else lru_cache(maxsize=None)(self._days_in_force)
        # Set by `Rulings`, which knows the windows.
        self.rulings = None

    # ------------------------------------------------------------ rows

    def span(self, window, period, row_grain):
        """First and last day by the calendar of the rows of a window that no amendment cuts; of weekly rows, of their weeks."""
        if row_grain == "week" and grain(period) != "week":
            return weeks_of(period)
        first, last = days(period)
        return first - 7 * (ROLLING.get(window, 1) - 1) * DAY, last

    def _stand(self, contract, name, period):
        """The day whose terms judge a row; None where the clause does not judge it. A weekly row goes by its Thursday; a monthly one
        belongs to the terms that cover most of its days in force, the later of equals, unless another contract covers more."""
        of = self.book.contracts[contract]
        force = lambda day: (clause := of.clause(name, day)) and self.measured(clause, day)
        if grain(period) != "month":
            return middle(period) if force(middle(period)) else None
        groups = []
        for day in each(*days(period)):
            if not force(day):
                continue
            key = self.promise(of.clause(name, day), day)
            at = next((at for at, group in enumerate(groups) if group[0] == key), None)
            held = groups.pop(at)[1] if at is not None else []
            groups.append((key, held + [day]))
        if not groups:
            return None
        most = max(len(held) for _, held in groups)
        chosen = [held for _, held in groups if len(held) == most][-1]
        day = min(chosen, key=lambda one: (abs(one - middle(period)), one))
        every = [day for _, held in groups for day in held]
        return None if self.taken(of, of.clause(name, day), period, min(every), max(every), len(every)) else day

    @staticmethod
    def promise(clause, day):
        """What a row is held against."""
        scope = tuple(tuple(sorted(clause.get(key, []))) for key in ("sites", "projects", "queues", "languages"))
        words = tuple(clause.get(key) for key in ("metric", "direction", "aggregation", "window", "slice-target", "minimum"))
        return scope, words, tuple(sorted(target_on(clause, day).items()))

    def taken(self, contract, clause, period, first, last, count):
        """Whether another contract of the vendor has the month's row: for more of its days, before or after; or as many, and later."""
        if count == (days(period)[1] - days(period)[0]).days + 1:
            return False
        for other in self.book.contracts.values():
            if other is contract or other.vendor != contract.vendor:
                continue
            for name in other.clause_names():
                same = [one for one in self.versions(other, name) if one["metric"] == clause["metric"] and meet(one, clause)]
                held = [day for day in each(*days(period)) if (one := other.clause(name, day)) and self.measured(one, day)]
                if same and held and (last < min(held) and len(held) >= count or max(held) < first and len(held) > count):
                    return True
        return False

    def calendar(self, contract, name, window, period):
        """First and last day by the calendar of a window: what amendments that change the window leave of its period."""
        first, last = days(period)
        first -= 7 * (ROLLING.get(window, 1) - 1) * DAY
        kept = [(a, b) for kind, a, b in self.kinds(contract, name) if kind == window and a <= last and b >= first]
        # The first stretch reaches back to before the contract, the last to after it.
        return max(first, kept[0][0]), min(last, kept[-1][1])

    def _kinds(self, contract, name):
        """(window, first day, last day) of each stretch under one kind of window."""
        of, found = self.book.contracts[contract], []
        changes = sorted({of.starts} | {max(one["effective-on"], of.starts) for one in of.amendments})
        for at, day in enumerate(changes):
            clause = of.clause(name, day)
            if clause and (not found or found[-1][0] != clause["window"]):
                found.append([clause["window"], day, dt.date.max])
        for one, after in zip(found, found[1:]):
            one[2] = after[1] - DAY
        if found:
            found[0][1] = dt.date.min
        return [tuple(one) for one in found]

    def in_window(self, contract, name, window, period, at):
        """Whether the row of period `at` lies in a window."""
        day = self.stand(contract, name, at)
        if day is None or self.book.contracts[contract].clause(name, day)["window"] != window:
            return False
        first, last = self.reach(window, period)
        return first <= day <= last

    @staticmethod
    def reach(window, period):
        """First and last day that the day of a row may be, for it to lie in a window."""
        first, last = days(period)
        return first - 7 * (ROLLING.get(window, 1) - 1) * DAY, last

    def edges(self, contract, name, window, period):
        """First and last day of a window on which the clause is in force and measured."""
        of = self.book.contracts[contract]
        held = [day for day in each(*self.calendar(contract, name, window, period))
                if (clause := of.clause(name, day)) and self.measured(clause, day)]
        return held[0], held[-1]

    def part(self, contract, name, window, period):
        """Days of a window's rows that are in force, and all its days."""
        of = self.book.contracts[contract]
        row_grain = self.book.metrics[self.versions(of, name)[-1]["metric"]]["grain"]
        first, last = self.span(window, period, row_grain)
        held = 0
        for at in names(row_grain, *days(period)):
            if self.in_window(contract, name, window, period, at):
                held += 7 if row_grain == "week" else self.days_in_force(of, name, *days(at))
        return held, (last - first).days + 1

    def _slices(self, contract, name, subject):
        """Rows of a clause by period, each by the terms that it belongs to. Without relief."""
        if self.whole:
            return {period: rows for period, rows in self.whole.slices(contract, name, subject).items() if days(period)[1] <= self.book.as_of}
        of = self.book.contracts[contract]
        found = {}
        metrics = {clause["metric"] for clause in self.versions(of, name)}
        for metric in metrics:
            for row in self.book.rows_of(metric, subject):
                day = self.stand(contract, name, row.period)
                clause = day and of.clause(name, day)
                if clause and clause["metric"] == metric and in_scope(clause, row):
                    found.setdefault(row.period, []).append(row)
        metric = self.book.metrics[self.versions(of, name)[-1]["metric"]]
        found = {period: added(metric, rows)[0] for period, rows in found.items()}
        return dict(sorted(found.items(), key=lambda item: days(item[0])))

    def _kept_back(self, contract, name, subject):
        """Rows of a clause whose figure was withheld, by period. A part of a total that has a figure takes nothing away."""
        of, found = self.book.contracts[contract], {}
        for metric in {clause["metric"] for clause in self.versions(of, name)}:
            for row in self.book.rows_of(metric, subject, withheld=True):
                day = self.stand(contract, name, row.period)
                clause = day and of.clause(name, day)
                if not clause or clause["metric"] != metric or not in_scope(clause, row):
                    continue
                beside = [other for other in self.book.rows.get((metric, row.site), []) if other.period == row.period and in_scope(clause, other)]
                if not within_total(self.book.metrics[metric], row, beside):
                    found.setdefault(row.period, []).append(row)
        return found

    def withheld(self, contract, name, subject, period):
        """Rows of a slice that were withheld and that no relief covers."""
        rows = self.kept_back(contract, name, subject).get(period, [])
        clause = rows and self.book.contracts[contract].clause(name, self.stand(contract, name, period))
        relieved = lambda row: clause.get("relief", True) and self.covered(contract, name, period, row.site)
        return [row for row in rows if not relieved(row)]

    def _placed(self, contract, name, subject):
        """Window -> (day whose terms judge it, period) of each slice under such windows, by day."""
        found = {}
        for at in self.slices(contract, name, subject):
            day = self.stand(contract, name, at)
            if day is not None:
                found.setdefault(self.book.contracts[contract].clause(name, day)["window"], []).append((day, at))
        return {window: sorted(slices) for window, slices in found.items()}

    def versions(self, contract, name):
        days_of_change = [contract.starts] + [one["effective-on"] for one in contract.amendments]
        return [clause for day in days_of_change if (clause := contract.clause(name, max(day, contract.starts)))]

    @staticmethod
    def measured(clause, day):
        return clause.get("measured-from", day) <= day

    def _relief(self, contract, name):
        approved = lambda event: event.get("approved-by") and event.get("approved-on", self.book.as_of) <= self.book.as_of
        return [(relief_id, event) for relief_id, event in self.book.relief.items()
                if approved(event) and event["contract"] == contract and name in event["service-levels"]]

    def _covered(self, contract, name, period, site=None):
        """Events that take the whole slice out, of a site or (None) of all: those whose days together are every day of it in force."""
        of = self.book.contracts[contract]
        held = {day for day in each(*days(period)) if (clause := of.clause(name, day)) and self.measured(clause, day)}
        found, gone = [], set()
        for relief_id, event in self.relief(contract, name):
            mine = {day for day in held if event["from-on"] <= day <= event["to-on"]}
            if "subtract" not in event and mine and (not event.get("sites") or site in event["sites"]):
                found.append(relief_id)
                gone |= mine
        return found if held and gone == held else []

    def relieved(self, contract, name, subject, period, rows):
        """Rows that stay, and what is subtracted from their sums."""
        clause = self.book.contracts[contract].clause(name, self.stand(contract, name, period))
        events = self.relief(contract, name) if clause.get("relief", True) else []
        if events:
            rows = [row for row in rows if not self.covered(contract, name, period, row.site)]
        present = {row.site for row in rows} if events else ()
        parts = [part for _, event in events for part in event.get("subtract", []) if part["period"] == period and part["site"] in present]
        return rows, tuple(sum((exact(part[key]) for part in parts), Fraction(0)) for key in ("numerator", "denominator")) if parts else NOTHING

    # ------------------------------------------------------------ values

    def measure(self, contract, name, subject, periods, window, with_relief=True):
        """Rows used, sums, value and the slices of a window (several periods: pooled)."""
        wanted = self.wanted(contract, name, subject, periods, window)
        if not wanted:
            return None
        events = tuple(relief_id for relief_id, _ in self.relief(contract, name)) if with_relief else None
        key = (contract, name, subject, periods[-1], window, wanted, events)
        if key not in self.measured_of:
            self.measured_of[key] = self.measured_slices(contract, name, subject, wanted, periods[-1], window, with_relief)
        return self.measured_of[key]

    def wanted(self, contract, name, subject, periods, window):
        """Periods of the slices that lie in a window, or in several."""
        placed = self.placed(contract, name, subject).get(window, [])
        wanted = set()
        for period in periods:
            first, last = self.reach(window, period)
            wanted |= {at for _, at in placed[bisect_left(placed, (first,)) : bisect_right(placed, (last + DAY,))]}
        return tuple(sorted(wanted, key=days))

    def measured_slices(self, contract, name, subject, wanted, period, window, with_relief):
        contract_at = self.book.contracts[contract]
        clause, day = self.ruling_clause(contract_at, name, wanted, window, period)
        measured = self.part_of(contract, name, subject, wanted, with_relief, clause)
        if measured is None:
            return None
        share = None
        if measured["metric"]["kind"] == "count" and clause["aggregation"] == "occurrences" and window not in ROLLING:
            held, whole = self.part(contract, name, window, period)
            share = Fraction(held, whole) if held < whole else None
        return {**measured, "day": day, "share": share}

    def part_of(self, contract, name, subject, wanted, with_relief=True, clause=None):
        """The same of slices by their periods, in order."""
        contract_at = self.book.contracts[contract]
        clause = clause or contract_at.clause(name, self.stand(contract, name, wanted[-1]))
        metric = self.book.metrics[clause["metric"]]
        parts = []
        for period in wanted:
            rows = self.slices(contract, name, subject)[period]
            less = NOTHING
            if with_relief:
                rows, less = self.relieved(contract, name, subject, period, rows)
            if rows:
                parts.append((period, rows, sums(metric, rows, less)))
        if not parts:
            return None
        unclear = any(added(metric, rows)[1] for _, rows, _ in parts)
        if clause["aggregation"] == "occurrences" and metric["kind"] == "level":
            parts = parts[-1:]
        num = sum((part[2][0] for part in parts), Fraction(0))
        den = sum((part[2][1] for part in parts), Fraction(0)) if has_denominator(metric) else Fraction(1)
        value = None if unclear else self.value(contract_at, name, clause, metric, parts, num, den)
        nothing = has_denominator(metric) and den == 0
        return {"unclear": unclear, "nothing": nothing, "clause": clause, "metric": metric, "parts": parts, "num": num, "den": den, "value": value,
                "rows": [row for part in parts for row in part[1]]}

    def ruling_clause(self, contract, name, periods, window, period):
        """`start` and `end` judge by the terms of the window's first or last day in force, `split` by those of the last slice; and that day."""
        day = self.stand(contract.name, name, periods[-1])
        how = contract.clause(name, day).get("straddle", "split")
        if how != "split":
            day = self.edges(contract.name, name, window, period)[how == "end"]
        return contract.clause(name, day), day

    def value(self, contract, name, clause, metric, parts, num, den):
        kind = clause["aggregation"]
        if kind == "occurrences":
            result = quotient(metric, num, den)
        else:
            # A slice of 0/0 is left out, met or missed, as the clause says: in a mean the best or the worst percentage.
            of_nothing = {"met": True, "missed": False}.get(clause.get("on-zero-denominator"))
            values = [(period, quotient(metric, *part_sums)) for period, _, part_sums in parts]
            present = [(period, value) for period, value in values if value is not None or of_nothing is not None]
            if not present:
                return None
            if kind == "ratio-timeslices":
                worth = HUNDRED if of_nothing == (clause["direction"] == "at-least") else Fraction(0)
                result = sum(worth if value is None else value for _, value in present) / len(present)
            else:
                met = [of_nothing if value is None else self.slice_met(contract, name, clause, period, value) for period, value in present]
                result = HUNDRED * sum(met) / len(met)
        return None if result is None else rounded(clause, result)

    def slice_met(self, contract, name, clause, period, value):
        if clause.get("straddle", "split") == "split":
            clause = contract.clause(name, self.stand(contract.name, name, period))
        return meets(clause["direction"], value, {"target": exact(clause["slice-target"])})

    def target(self, contract, name, measured):
        """The line (or range) of a window, and whether it is blended: where the slices' own differ."""
        if "line" not in measured:
            measured["line"] = self._target(contract, name, measured)
        return measured["line"]

    def _target(self, contract, name, measured):
        clause = measured["clause"]
        contract = self.book.contracts[contract]
        split = clause.get("straddle", "split") == "split"
        share = measured["share"] or 1
        if not split:
            return shortened(target_on(clause, measured["day"]), share), False
        days_of = [self.stand(contract.name, name, part[0]) for part in measured["parts"]]
        lines = [shortened(target_on(contract.clause(name, day), day), share) for day in days_of]
        if all(line == lines[0] for line in lines):
            return lines[0], False
        weigh = measured["metric"]["kind"] in ("ratio", "mean") and clause["aggregation"] == "occurrences"
        weights = [part[2][1] if weigh else Fraction(1) for part in measured["parts"]]
        return {key: sum(w * line[key] for w, line in zip(weights, lines)) / sum(weights) for key in lines[0]}, True

    def outcome(self, contract, name, subject, period):
        """`met`, `missed`, `shown` or `not measured`, with the measure, of a window that has ended."""
        return self.rulings.outcome(contract, name, subject, period)

    def _days_in_force(self, contract, name, first, last):
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
        first, last = self.span(window, period, row_grain)
        for at in names(row_grain, first, last):
            if not self.in_window(contract, name, window, period, at):
                continue
            day = self.stand(contract, name, at)
            clause, rows = contract_at.clause(name, day), slices.get(at, [])
            withheld = self.withheld(contract, name, subject, at)
            if not rows and not withheld and self.due(clause, subject, day) and not self.left_out(contract, name, clause, subject, at):
                found.append(at)
        return found

    def left_out(self, contract, name, clause, subject, period):
        site = subject[1] if subject[0] == "site" else None
        if not clause.get("relief", True):
            return False
        if self.covered(contract, name, period, site):
            return True
        # Relief of each site that owes a row is relief of the contract.
        if site is None and period not in self.slices(contract, name, subject):
            owing = self.owing(contract, name, period)
            return bool(owing) and all(self.covered(contract, name, period, one) for one in owing)
        return False

    def owing(self, contract, name, period):
        """Sites that owe a row, relieved of it or not."""
        day = self.stand(contract, name, period)
        owes = lambda site: self.rulings.expected(contract, name, site, day) or period in self.kept_back(contract, name, ("site", site))
        return [site for site in self.rulings.sites(contract, name) if day and owes(site)]

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
            queues = [queue for queue in project.get("queue", []) if queue["id"] in wanted and (site is None or works(queue, project, site))]
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
        return fitted(max(Fraction(0), min(HUNDRED, 100 * share)))

    def score_of(self, contract, name, ruling):
        """Score of a window that was met or missed; one that was missed for want of rows has the worst."""
        measured, clause = ruling["measured"], ruling["clause"]
        if ruling.get("late") or measured is None or measured["value"] is None:
            met = ruling["outcome"] == "met"
            if "bands" in clause:
                return exact(clause["bands"][0 if met else -1]["score"])
            return HUNDRED if met else Fraction(0)
        line, _ = self.target(contract, name, measured)
        # Floor and bands stand for all days, as the target that is written does.
        share = measured["share"] or 1
        return self.score(clause, measured["value"] / share, shortened(line, 1 / Fraction(share)))

    def covers(self, clause, site):
        record = self.book.sites[site]
        if clause.get("sites") and site not in clause["sites"]:
            return False
        if clause.get("languages") and not any(speaks(one, other) or speaks(other, one)
                                               for one in clause["languages"] for other in record["languages"]):
            return False
        if clause.get("projects") or clause.get("queues"):
            queues = set(clause.get("queues", []))
            for name, project in self.book.projects.items():
                named = name in clause["projects"] if clause.get("projects") else True
                holds = any(queue["id"] in queues and works(queue, project, site) for queue in project.get("queue", [])) if queues else True
                if named and holds and site in project["sites"]:
                    return True
            return False
        return True


@lru_cache(maxsize=None)
def each(first, last):
    return tuple(first + at * DAY for at in range((last - first).days + 1))


@lru_cache(maxsize=None)
def named(row_grain, day):
    """The row period that a day lies in."""
    if row_grain == "week":
        return week_of(day)
    return day.isoformat() if row_grain == "day" else f"{day.year:04}-{day.month:02}"


@lru_cache(maxsize=None)
def names(row_grain, first, last):
    """The row periods that a stretch of days touches, in order."""
    return tuple(dict.fromkeys(named(row_grain, day) for day in each(first, last)))


def meet(one, other):
    """Whether a row may lie in the scope of both."""
    lists = [(set(one.get(key, [])), set(other.get(key, []))) for key in ("sites", "projects", "queues", "languages")]
    return all(not a or not b or a & b for a, b in lists)


def shortened(line, share):
    return {key: bound * share for key, bound in line.items()}


def in_scope(clause, row, exactly=""):
    """Whether a row is one of those that a scope speaks of; of the list named `exactly` a language is itself alone."""
    lists = (("sites", row.site), ("projects", row.project), ("queues", row.queue))
    listed = clause.get("languages", [])
    spoken = not listed or row.language in listed or exactly != "languages" and any(speaks(one, row.language) for one in listed)
    return spoken and all(not clause.get(key) or value in clause[key] for key, value in lists)


def speaks(wide, narrow):
    """`en` holds `en-GB`, and itself."""
    wide, narrow = wide.lower(), narrow.lower()
    return wide == narrow or narrow.startswith(wide + "-")


def works(queue, project, site):
    """A queue is worked at the sites that it lists, else at all of its project."""
    return site in project["sites"] and (not queue.get("sites") or site in queue["sites"])


SIDES = ("project", "queue", "language")


def added(metric, rows):
    """The rows that may be added up, and whether that is unclear: a row that leaves a project, queue or language open stands beside
    one that names it, and the metric does not say whether it is the total of such rows or the rest."""
    if len(rows) < 2:
        return rows, False
    rule = metric.get("whole-rows")
    shapes = {tuple(bool(getattr(row, side)) for side in SIDES) for row in rows}
    if rule == "rest" or len(shapes) < 2:
        return rows, False
    if rule == "total":
        holds = lambda one, other: shape(one) != shape(other) and all(not getattr(one, side) or getattr(one, side) == getattr(other, side) for side in SIDES)
        rows = [row for row in rows if not any(together(row, other) and holds(other, row) for other in rows)]
    meets_at = lambda one, other, side: not getattr(one, side) or not getattr(other, side) or getattr(one, side) == getattr(other, side)
    unclear = any(together(one, other) and shape(one) != shape(other) and all(meets_at(one, other, side) for side in SIDES)
                  for one in rows for other in rows)
    return rows, unclear


def within_total(metric, row, rows):
    """Whether a row of the whole with a figure holds a part that was withheld."""
    within = lambda whole: shape(whole) != shape(row) and all(not getattr(whole, side) or getattr(whole, side) == getattr(row, side) for side in SIDES)
    return metric.get("whole-rows") == "total" and any(within(whole) for whole in rows)


def shape(row):
    return tuple(bool(getattr(row, side)) for side in SIDES)


def together(one, other):
    return (one.site, one.period) == (other.site, other.period)


def target_on(clause, day):
    if "target-low" in clause:
        return {"low": exact(clause["target-low"]), "high": exact(clause["target-high"])}
    steps = [step for step in clause.get("ramp", []) if step["from"] <= day]
    value = max(steps, key=lambda step: step["from"])["target"] if steps else clause.get("target")
    return {} if value is None else {"target": exact(value)}


def has_denominator(metric):
    return metric["kind"] in ("ratio", "mean")


def sums(metric, rows, less=(0, 0)):
    rows, unclear = added(metric, rows)
    if unclear:
        return Fraction(0), Fraction(0)
    num = max(total([row.num for row in rows]) - less[0], Fraction(0))
    if not has_denominator(metric):
        return num, Fraction(1)
    den = max(total([row.den for row in rows]) - less[1], Fraction(0))
    percent = metric["kind"] == "ratio" and metric["unit"] == "percent"
    return num, max(den, num) if percent else den


def total(values):
    """The sum of fractions; of whole numbers without their arithmetic, which is slow."""
    if all(one.denominator == 1 for one in values):
        return Fraction(sum(one.numerator for one in values))
    return sum(values, Fraction(0))


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


def fitted(value):
    """A ratio of at most 27 by 18 digits as it is; a longer one is cut to 18 decimals."""
    return value if abs(value.numerator) <= 10 ** 27 and value.denominator <= 10 ** 18 else cut(value, 18)


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
