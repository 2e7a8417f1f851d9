"""Figures about records and about the page itself: counts, settings in words, tallies, control limits, runs, intervals, streaks."""

import math
import re
from fractions import Fraction

import signals
from book import DAY, days, exact, grain, middle, minor_units, week_of
from rules import meets, quotient, sums

DIGITS = re.compile(r"(?<![\w./#:_-])\d[\d,]*(?:\.\d+)?")


class Mismatch(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Mismatch(what)


WRITTEN = re.compile(r"\d[\d_]*(?:\.\d+)?")
DATE = re.compile(r"\d{1,2} (?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
                  r"|Nov(?:ember)?|Dec(?:ember)?) \d{4}|, weeks \d+ to \d+")


def numbers(text):
    """Dates are no numbers."""
    return [Fraction(one.replace(",", "")) for one in DIGITS.findall(DATE.sub(" ", text))]


def plain(text):
    return " ".join(text.replace("`", "").lower().split())


class Records:
    """Mixed into `Figures`: uses its book, judge and ledger."""

    # ------------------------------------------------------------ counts

    def heads(self, path, head):
        return [at for at, line in enumerate(self.book.lines(path), 1) if line.strip() == head]

    def plans(self):
        return self.book.records("data/plans")

    def actions(self, plan, wanted):
        path = f"data/plans/{plan}.toml"
        actions = self.plans()[plan].get("action", [])
        lines = self.book.lines(path)
        # An action is known by the line of its id.
        ids = [next(at for at in range(head, len(lines) + 1) if lines[at - 1].startswith("id ")) for head in self.heads(path, "[[action]]")]
        return [[path, line] for line, one in zip(ids, actions) if wanted(one)]

    def counted(self, what, *names):
        """Where each record that answers a question starts."""
        as_of = self.book.as_of
        done = lambda one: "done-on" in one and one["done-on"] <= as_of
        if what == "open-plans":
            kind, name = names
            return [[f"data/plans/{plan}.toml", 1] for plan, one in self.plans().items()
                    if one["status"] != "closed" and one.get(kind) == name]
        if what == "sites":
            return [[f"data/sites/{site}.toml", 1] for site, one in self.book.sites.items() if one["vendor"] == names[0]]
        if what == "amendments":
            folder = self.book.root / "data/contracts" / names[0]
            files = [file.relative_to(self.book.root).as_posix() for file in sorted(folder.glob("amendment-*.toml"))]
            return [[file, 1] for file in files if self.book.toml(file)["effective-on"] <= as_of]
        answer = getattr(self, "count_" + what.replace("-", "_"), None)
        if answer:
            return answer(*names)
        if what == "actions-done":
            return self.actions(names[0], done)
        if what == "actions-overdue":
            return self.actions(names[0], lambda one: not done(one) and one["due-on"] < as_of)
        raise Mismatch(f"nobody knows how to count {what}")

    def check_count(self, page, figure, value):
        expected = self.counted(*figure["count"])
        need(sorted(figure["records"]) == sorted(expected), f"counts other records than {expected[:2]}")
        need(len(expected) == value, f"{len(expected)} records")
        if figure["count"][0] == "criteria-proven":
            need(figure["of"] == len(self.plans()[figure["count"][1]].get("success", [])), "another number of criteria")
        if figure["count"][0] == "actions-done":
            need(figure["of"] == len(self.actions(figure["count"][1], lambda one: True)), "another number of actions")
        if figure["count"][0] == "gate-criteria-met":
            need(figure["of"] == len(self.criterion_lines(figure["count"][1])), "another number of criteria")

    # ------------------------------------------------------------ messages of the checks

    def check_message(self, page, figure, value):
        """The place that a message cites reads as it says, and its words stand on the page. What it says is pinned by tests/cases."""
        (path, line), = figure["records"]
        # A file that is gone has no lines.
        text = self.book.lines(path)[line - 1].strip() if (self.book.root / path).exists() else ""
        # A row of the work or the days of too few people is not told.
        hidden = path.startswith(("data/metrics/", "data/wellness/", "data/team-exposure/", "data/surveys/")) and figure["line"][0] == ""
        need(hidden or text[:2000] == figure["line"][0], f"{path}:{line} says {text!r}")
        shown = plain("".join(self.said(page, figure["n"])))
        for words in figure["words"][::2]:
            need(plain(words) in shown, f"the page does not say {words!r}")

    def count_rows_withheld(self, kind, name, metric):
        """Rows of a metric that has no figure at all, since each was withheld."""
        need(not self.book.rows_of(metric, (kind, name)), "a figure came")
        return [[row.path, row.line] for row in self.book.rows_of(metric, (kind, name), withheld=True)]

    # ------------------------------------------------------------ settings in words

    def check_product(self, page, figure, value):
        """Numbers of the book, each read at its place, multiplied."""
        factors = [exact(setting[1]) for setting in figure["settings"]]
        need(len(factors) > 1 and math.prod(factors) == value, "the value is not the product of its settings")

    def check_written(self, page, figure, value):
        settings = figure.get("settings", [])
        if "tables" not in figure:
            need(settings and exact(settings[0][1]) == value, "the value is not the setting")
            return
        # A score runs from 0 to 100.
        known = {Fraction(0), Fraction(100)} | {exact(setting[1]) for setting in settings}
        for path, first, last in figure["tables"]:
            lines = self.book.lines(path)
            # A shared clause is cited as a whole: its keys stand in no table.
            whole = path.startswith("data/clauses/") and "/" not in path.removeprefix("data/clauses/")
            need(first == 1 if whole else lines[first - 1].lstrip().startswith("["), f"{path}:{first} starts no table")
            need(last == len(lines) or last < len(lines) and self.ends(lines, last), f"{path}:{last} does not end the table")
            known |= {Fraction(one.replace("_", "")) for line in lines[first - 1 : last] for one in WRITTEN.findall(line)}
            if any("-minor" in line for line in lines[first - 1 : last]):
                known |= {one / minor_units(code) for code in self.currencies() for one in known}
        for text in self.said(page, figure["n"]):
            for number in numbers(text):
                need(number in known, f"says {number}, which none of the cited lines does")

    def currencies(self):
        """Those that the contracts name."""
        named = {contract.base["currency"] for contract in self.book.contracts.values()}
        changed = {change["value"] for contract in self.book.contracts.values() for one in contract.amendments
                   for change in one["change"] if change["path"] == "currency"}
        return named | changed

    @staticmethod
    def ends(lines, last):
        # A comment below the last value belongs to what follows it.
        said = [line.strip() for line in lines[last - 1:] if line.strip() and not line.strip().startswith("#")]
        ends_with_a_value = bool(said) and lines[last - 1].strip() == said[0]
        return ends_with_a_value and (len(said) == 1 or said[1].startswith("["))

    # ------------------------------------------------------------ scorecards

    def check_tally(self, page, figure, value):
        if "contract" in figure:
            return self.check_latest(figure, value)
        if "project" in figure:
            return self.check_judged_project(figure, value)
        if "all" in figure:
            return self.check_overall(page, figure, value)
        if "from" in figure:
            other = next(one for one in self.evidence(figure["from"][0])["figures"]
                         if one["formula"] == "tally" and "from" not in one)
            for key in ("met", "missed", "unmeasured"):
                need(other[key] == figure[key], f"{figure['from'][0]} counts another {key}")
            need(value == figure["missed"], "not the count of misses")
            return
        # An issue has a scorecard for each vendor, in their order; another page has that of its subject.
        if page.startswith("reports/"):
            own = [one["n"] for one in self.evidence(page)["figures"] if one["formula"] == "tally" and "provisional" in one]
            vendors = [vendor for vendor in sorted(self.book.records("data/vendors")) if self.cards.of(("vendor", vendor), self.evidence(page)["week"])]
            subject, week = ("vendor", vendors[own.index(figure["n"])]), self.evidence(page)["week"]
        else:
            subject, week = self.board(page, figure)
        rulings = [line[2] for line in self.cards.of(subject, week).values()]
        counts = {"met": 0, "missed": 0, "not measured": 0, "shown": 0}
        for one in rulings:
            counts[one["outcome"] if one else "not measured"] += 1
        given = (figure["met"], figure["missed"], figure["unmeasured"])
        need(given == (counts["met"], counts["missed"], counts["not measured"]), f"the scorecard has {counts}")
        provisional = sum(any(row.status == "provisional" for row in one["measured"]["rows"]) for one in rulings if one and one["measured"])
        need(figure["provisional"] == provisional, f"{provisional} rest on provisional rows")
        need(value == counts["met"], "not the count of what was met")

    def check_overall(self, page, figure, value):
        """All vendors together: of a month what its monthly and quarterly clauses say, of a week what the vendors' scorecards count."""
        given = (figure["met"], figure["missed"])
        need(value == figure["missed"], "not the count of misses")
        if "from" in figure:
            other = next(one for one in self.evidence(figure["from"][0])["figures"] if "all" in one and "from" not in one)
            for key in ("met", "missed", "unmeasured", "vendors"):
                need(figure.get(key) == other.get(key), f"the issue counts another {key}")
            return
        if "month" in figure:
            outcomes = list(self.of_month(page, figure["month"][0]))
            expected = (outcomes.count("met"), outcomes.count("missed"))
        else:
            tallies = list(self.of_scorecards(page))
            expected = tuple(sum(one[key] for one in tallies) for key in ("met", "missed"))
            need(figure["unmeasured"] == sum(one["unmeasured"] for one in tallies), "another number could not be judged")
            need(figure.get("vendors", 0) == sum(one["met"] + one["missed"] > 0 for one in tallies), "another number of vendors is judged")
        need(given == expected, f"the rulings say {expected[0]} met and {expected[1]} missed")

    def of_month(self, page, month):
        for contract in self.book.contracts.values():
            for name in contract.clause_names():
                by_weeks = self.book.metrics[self.judge.versions(contract, name)[-1]["metric"]]["grain"] == "week"
                for one in self.ruled.of(contract.name, name, ("vendor", contract.vendor)):
                    # Windows of a month or longer that end in it: weekly rows with their last Thursday.
                    ends = one["last"] - (3 * DAY if by_weeks else 0 * DAY)
                    if one["window"] in ("month", "quarter", "year") and f"{ends.year:04}-{ends.month:02}" == month:
                        yield one["outcome"]

    def of_scorecards(self, page):
        """What the scorecards of the vendors count: on the page of an issue itself, else each on its vendor's page."""
        own = lambda one: one["formula"] == "tally" and not one.keys() & {"from", "all", "contract", "project"}
        if page.startswith("reports/"):
            yield from filter(own, self.evidence(page)["figures"])
            return
        for vendor in self.book.records("data/vendors"):
            path = f"vendors/{vendor}/index.html"
            if (self.site / path).with_name("evidence.json").exists():
                yield from list(filter(own, self.evidence(path)["figures"]))[:1]

    def check_not_measured(self, page, figure, value):
        query = figure["query"]
        subject = self.subject(query)
        clause = self.judge.versions(self.book.contracts[query["contract"]], query["service_level"])[-1]
        if "whole" in figure:
            held = self.judge.part(query["contract"], query["service_level"], query["window"], query["periods"][-1])
            need(held == (value, figure["whole"]) and not clause.get("pro-rate"), f"{held} days are in force")
            need(self.ruling(query)["why"] == "partial count", "the window was judged")
            return
        (_, minimum, path, _), = figure["settings"]
        measured = self.judge.measure(query["contract"], query["service_level"], subject, tuple(query["periods"]), query["window"])
        self.remarks(figure, measured)
        ruling = self.ruling(query)
        need(ruling["outcome"] == "not measured" or ruling.get("late"), "the window was judged")
        if path is None:
            need(value == 0 and (measured is None or measured["value"] is None), "there is something to measure")
            return
        contract = self.book.contracts[query["contract"]]
        ruled = self.ruling(query)
        first, last = ruled["first"], ruled["last"]
        if self.book.metrics[clause["metric"]]["grain"] != "week":
            first, last = self.judge.calendar(query["contract"], query["service_level"], query["window"], query["periods"][-1])
        in_force = self.ruled.days(contract, query["service_level"], subject, first, last)
        if in_force < clause.get("min-days", 1):
            need((exact(minimum), value) == (clause["min-days"], in_force), f"{in_force} days in force")
            return
        volume = measured["num"] if measured["metric"]["kind"] == "count" else measured["den"]
        need(exact(minimum) == exact(clause.get("min-volume", 0)) and volume == value and volume < exact(minimum), f"the volume is {float(volume)}")

    def ruling(self, query):
        """The window that a query speaks of."""
        rulings = self.ruled.of(query["contract"], query["service_level"], self.subject(query))
        return next(one for one in rulings if one["period"] == query["periods"][-1] and one["window"] == query["window"])

    def remarks(self, figure, measured):
        """Interval, streak and gaps beside a value."""
        if "interval" in figure:
            level, *ends = figure["interval"]
            need(level == 95, "another confidence")
            sums_of = (measured["num"], measured["den"]) if "numerator" not in figure else (Fraction(figure["numerator"]), Fraction(figure["denominator"]))
            wanted = wilson(*sums_of)
            for end, exactly in zip(ends, wanted):
                need(abs(float(end) - 100 * exactly) <= 0.0500001, f"interval {end}, Wilson says {100 * exactly:.3f}")
        if "query" not in figure:
            return
        query = figure["query"]
        if not figure["formula"].startswith("rollup"):
            gaps = self.judge.gaps(query["contract"], query["service_level"], self.subject(query), query["window"], query["periods"][-1])
            # Beside a value, not beside what it would be without relief.
            need("without" in figure or len(gaps) == figure.get("missing", 0), f"{figure.get('missing', 0)} periods missing, the book lacks {gaps}")
            torn, withheld, lines = self.ruled.gaps(query["contract"], query["service_level"], self.subject(query), query["window"], query["periods"][-1])
            need("without" in figure or figure.get("there") == torn, f"says {figure.get('there')} of rows that are there, the book has {torn}")
            need("without" in figure or figure.get("withheld") == withheld, f"says that {figure.get('withheld')} were withheld, the book has {withheld}")
            cited = {(path, line) for path, first, last in figure.get("withheld_rows", []) for line in range(first, last + 1)}
            need("without" in figure or cited == lines, f"cites {cited} as withheld, the book has {lines}")
        if not figure["formula"].startswith("rollup") and "without" not in figure:
            ruling = self.ruling(query)
            counted = ruling["recent"] if ruling["chronic"] else (None, None)
            need((figure.get("recent"), figure.get("of")) == counted, f"{figure.get('recent')} recent misses of {figure.get('of')}, the rulings say {counted}")
            streak = ruling["streak"]
            need(figure.get("streak", 1) == max(streak, 1), f"streak {figure.get('streak')}, the rulings say {streak}")

    # ------------------------------------------------------------ charts and plans

    def points(self, page, figure):
        """Values of one chart from one period to another, oldest first."""
        (first, last), found = figure["span"], {}
        for one in self.evidence(page)["figures"]:
            query = one.get("query", {})
            if figure["first"] <= one["n"] < figure["n"] and query.get("window") == "period":
                found[query["periods"][0]] = Fraction(one["value"])
        inside = [at for at in found if days(first)[0] <= days(at)[0] and days(at)[1] <= days(last)[1]]
        return [(at, found[at]) for at in sorted(inside, key=days)]

    def check_xmr(self, page, figure, value):
        points = self.points(page, figure)
        spoken = signals.spoken(points, self.book.settings)
        need(sorted(figure.get("signals", [])) == spoken, f"the rules {figure.get('signals', [])} spoke, by the points {spoken}")
        fixed = signals.fixed_after(self.book.settings)
        points = points[:fixed] if fixed else points
        need(len(points) == figure["points"], f"{len(points)} points")
        mean = float(sum(point for _, point in points) / len(points))
        ranges = [abs(b - a) for (at, a), (to, b) in zip(points, points[1:]) if days(at)[1] + DAY == days(to)[0]]
        width = sum(ranges) / len(ranges)
        dropped = 0
        if signals.screened(self.book.settings):
            kept = [one for one in ranges if float(one) < 3.267 * float(width)]
            if kept and sum(kept):
                width, dropped = sum(kept) / len(kept), len(ranges) - len(kept)
        uncut = (float(width), 3.267 * float(width), mean - 2.66 * float(width), mean + 2.66 * float(width))
        for ours, theirs in zip(uncut, figure["ranges"], strict=True):
            need(math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), f"ranges {figure['ranges']}, the points say {uncut}")
        need(figure["dropped"] == dropped, f"{dropped} ranges are dropped")
        bounds = self.bounds(page, figure)
        wanted = (mean, max(mean - 2.66 * float(width), bounds[0]), min(mean + 2.66 * float(width), bounds[1]))
        for ours, theirs in zip(wanted, figure["limits"]):
            need(math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), f"limits {figure['limits']}, the points say {wanted}")
        need(abs(float(value) - mean) < 1e-6, "another mean")

    def bounds(self, page, figure):
        """Of the metric whose points the limits rest on: a page may draw several."""
        inside = [one for one in self.evidence(page)["figures"] if figure["first"] <= one["n"] < figure["n"]]
        metric = self.book.metrics[next(one["query"]["metric"] for one in inside if one.get("query", {}).get("window") == "period")]
        lower, upper = metric.get("lower-bound"), metric.get("upper-bound")
        if metric["kind"] == "ratio" and metric["unit"] == "percent":
            lower, upper = (0 if lower is None else lower), (100 if upper is None else upper)
        return (-math.inf if lower is None else float(lower)), (math.inf if upper is None else float(upper))

    def check_criterion_run(self, page, figure, value):
        name, at = figure["criterion"]
        plan = self.plans()[name]
        one = plan["success"][int(at)]
        site = one.get("site", plan.get("site"))
        metric = self.book.metrics[one["metric"]]
        rows = self.book.rows_of(one["metric"], ("site", site) if site else ("vendor", plan["vendor"]))
        rows = [row for row in rows if one.get("queue") in (None, row.queue) and one.get("language") in (None, row.language)]
        by = min(plan.get("closed-on", self.book.as_of), self.book.as_of)
        values = {}
        for row in rows:
            values.setdefault(row.period, []).append(row)
        period, run = self.last_period(metric["grain"], by), 0
        while days(period)[0] >= days(one["from"])[0]:
            if period not in values:
                break
            line = {"target": exact(one["target"])}
            if not meets(one["direction"], quotient(metric, *sums(metric, values[period])), line):
                break
            run, period = run + 1, before(period)
        need(run == value, f"the data held for {run} periods")

    @staticmethod
    def last_period(kind, by):
        if kind == "day":
            return by.isoformat()
        quarter = f"{by.year:04}-Q{(by.month + 2) // 3}"
        period = week_of(by) if kind == "week" else quarter if kind == "quarter" else f"{by.year:04}-{by.month:02}"
        return period if days(period)[1] <= by else before(period)


def before(period):
    """The period before one of the same kind."""
    kind = grain(period)
    if kind == "day":
        return (middle(period) - DAY).isoformat()
    if kind == "week":
        return week_of(middle(period) - 7 * DAY)
    year, part = int(period[:4]), int(period[-2:] if kind == "month" else period[-1])
    year, part = (year, part - 1) if part > 1 else (year - 1, 12 if kind == "month" else 4)
    return f"{year:04}-{part:02}" if kind == "month" else f"{year:04}-Q{part}"


def wilson(num, den):
    z, n = 1.959963984540054, float(den)
    p = float(num) / n
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
