"""Signals: the values that they rest on, and how many became of what, by docs/signals.md."""

from fractions import Fraction

from book import DAY, calendar_days, days, exact, grain, long_of, middle, week_of
from records import need
from rules import quotient, sums, target_on

PERIODS = 4


def after(period):
    """The month, quarter or year after one."""
    return long_of(grain(period), calendar_days(period)[1] + DAY)


def further(period, count):
    """The period so many after one."""
    if grain(period) in ("week", "day"):
        last = days(period)[0] + count * (7 if grain(period) == "week" else 1) * DAY
        return week_of(last) if grain(period) == "week" else last.isoformat()
    return period if count == 0 else further(after(period), count - 1)


class Warned:
    """Mixed into `Figures`: uses its book."""

    def rows_at(self, metric, subject, project=None):
        """Rows by period."""
        found = {}
        for row in self.book.rows_of(metric, subject):
            if days(row.period)[1] <= self.book.as_of and (project is None or row.project == project):
                found.setdefault(row.period, []).append(row)
        return found

    def last_four(self, by_period, until):
        ended = [period for period in by_period if days(period)[1] <= days(until)[1]]
        return sorted(ended, key=days)[-PERIODS:]

    def check_signal_value(self, page, figure, value):
        kind, vendor, site, metric, project, contract, period, level, last = figure["asked"]
        if kind == "attrition":
            rows = self.rows_at(metric, ("site", site))[period]
            reckoned = 100 * Fraction(sum(row.num for row in rows), sum(row.den for row in rows))
        elif kind == "backlog":
            one = self.book.projects[project]
            open_rows = self.rows_at(one["backlog-metric"], ("site", site), project)[period]
            made = self.rows_at(one["units-metric"], ("site", site), project)
            recent = self.last_four(made, period)
            units = sum(row.num for of in recent for row in made[of])
            length = sum((days(of)[1] - days(of)[0]).days + 1 for of in recent)
            rows = open_rows + [row for of in recent for row in made[of]]
            reckoned = sum(row.num for row in open_rows) * length / units
        elif kind == "one-vendor":
            units = self.book.projects[project]["units-metric"]
            vendors = {self.book.sites[one]["vendor"] for one in self.book.projects[project]["sites"]}
            by_vendor = {one: self.rows_at(units, ("vendor", one), project) for one in sorted(vendors)}
            periods = {of: None for by_period in by_vendor.values() for of in by_period}
            recent = self.last_four(periods, period)
            rows = [row for by_period in by_vendor.values() for of in recent for row in by_period.get(of, [])]
            own = sum(row.num for of in recent for row in by_vendor[vendor].get(of, []))
            reckoned = 100 * own / sum(row.num for row in rows)
            need(all(own >= sum(row.num for of in recent for row in other.get(of, [])) for other in by_vendor.values()), "another vendor delivers more")
        else:
            clause = self.book.contracts[contract].clause(level, self.book.as_of)
            before = self.judge.measure(contract, level, ("site", site), (last,), clause["window"])
            cases, target = before["den"], exact(clause["target"])
            allowed = cases - target * cases / 100 if clause["direction"] == "at-least" else target * cases / 100
            slices = self.judge.slices(contract, level, ("site", site))
            running = days(after(last))
            inside = lambda of: running[0] <= days(of)[0] + (3 * DAY if grain(of) == "week" else 0 * DAY) <= running[1]
            rows = [row for of, own in slices.items() if inside(of) and days(of)[1] <= self.book.as_of for row in own]
            above, below = sum(row.num for row in rows), sum(row.den for row in rows)
            misses = below - above if clause["direction"] == "at-least" else above
            reckoned = 100 * misses / allowed
        self.same_rows(figure, rows)
        need(reckoned == value, f"the rows say {float(reckoned)}")

    def check_signal_count(self, page, figure, value):
        cases = figure.get("cases", [])
        need(len(set(cases)) == len(cases) == value, f"{len(cases)} cases are listed")
        kind, what = figure["asked"]
        if (kind, what) == ("red", "unanswered"):
            return need(all(case.startswith("signal-") for case in cases), "a case is no signal")
        known = {"budget-spent": self.budgets_spent, "notice-near": self.notice_days, "price-review-near": self.prices_reviewed, "safeguard-ends": self.safeguards_ended,
                 "procedure-overdue": self.reviews_missing}.get(kind)
        if known:
            fates = dict(known())
            expected = sorted(name for name, fate in fates.items() if (fate == what if what != "raised" else fate != "unwarned"))
            return need(sorted(cases) == expected, f"{cases} are listed, by the book {expected}")
        begun = {"backlog": self.backlogs_begun, "attrition": self.leavers_begun}.get(kind)
        if begun:
            expected = sorted(name for name, fate in begun() if fate and what in ("raised", fate))
            return need(sorted(cases) == expected, f"{cases} are listed, by the book {expected}")
        if kind == "coverage-gap":
            # On which days a gap opened rests on counts that are not all told; what became of it is seen here.
            for case in cases:
                project, day = case.split("/")
                fate = self.followed(self.book.projects[project]["sites"], None, days(day)[0])
                need(fate and what in ("raised", fate), f"{case} became {fate}")
            return
        for case in cases:
            site, metric, *_ = case.split("/")
            need(site in self.book.sites and metric in self.book.metrics, f"{case} names nothing of the book")

    def signal_limit(self, key, default):
        return self.book.settings.get("signals", {}).get(key, default)

    def notice_days(self):
        """Notice days by the terms in force on them, and whether a renewal was decided or a contract that carries on signed in time."""
        as_of, ahead = self.book.as_of, self.signal_limit("ahead-days", 45) * DAY
        for name, contract in self.book.contracts.items():
            stretches, by = self.stretches(contract), lambda one: one["ends-on"] - one.get("notice-days", 0) * DAY
            for notice_by, ends in sorted({(by(one), one["ends-on"]) for _, one in stretches}):
                own = [one for first, one in stretches if first <= notice_by]
                if not own or (own[-1]["ends-on"], by(own[-1])) != (ends, notice_by):
                    continue
                raised = max(notice_by - ahead, next(first for first, one in stretches if one["ends-on"] == ends))
                settled = [day for day in self.settled_on(name, contract, ends) if day <= as_of]
                if raised > as_of or settled and min(settled) <= raised:
                    continue
                in_time = settled and min(settled) <= notice_by
                yield f"{name}/{notice_by}", "false-alarm" if in_time else "open" if notice_by >= as_of else "hit"

    def stretches(self, contract):
        """First day and terms of each version of a contract."""
        firsts = sorted({contract.starts} | {change["effective-on"] for change in contract.amendments if change["effective-on"] > contract.starts})
        return [(first, contract.folded(first)) for first in firsts]

    def settled_on(self, name, contract, ends):
        for one in self.book.records("data/decisions").values():
            if one.get("kind") == "renewal" and one.get("contract") == name and one.get("status") == "decided":
                yield one["decided-on"]
        metrics = {one["metric"] for one in contract.terms(ends).get("service-level", {}).values()}
        for other_name, other in self.book.contracts.items():
            on = ends + DAY
            if other_name == name or other.vendor != contract.vendor or other.terms(on) is None:
                continue
            theirs = {one["metric"] for one in other.terms(on).get("service-level", {}).values()}
            if not metrics or metrics & theirs:
                yield other.base["signed-on"]

    def prices_reviewed(self):
        """Last days for notice of price reviews, and whether something about them was decided in time: by the decision whose day lies nearest."""
        as_of, ahead = self.book.as_of, self.signal_limit("ahead-days", 45) * DAY
        for name, contract in self.book.contracts.items():
            stretches, done = self.stretches(contract), set()
            by = lambda terms, on: on - terms.get("price-review-notice-days", 0) * DAY
            for first, terms in stretches:
                for on in terms.get("price-review-on", []):
                    day = by(terms, on)
                    own = ([one for start, one in stretches if start <= day] or [stretches[0][1]])[-1]
                    if day in done or on not in own.get("price-review-on", []) or by(own, on) != day:
                        continue
                    done.add(day)
                    nearest = lambda due: min(own["price-review-on"], key=lambda one: (abs((by(own, one) - due).days), one))
                    decided = [one["decided-on"] for one in self.book.records("data/decisions").values()
                               if one.get("kind") in ("price-review", "renewal") and one.get("contract") == name and one.get("status") == "decided"
                               and one["decided-on"] <= as_of and nearest(one["due-on"]) == on]
                    raised = max(day - ahead, first)
                    if raised > as_of or decided and min(decided) <= raised:
                        continue
                    in_time = decided and min(decided) <= day
                    yield f"{name}/{day}", "false-alarm" if in_time else "open" if day >= as_of else "hit"

    def safeguards_ended(self):
        as_of, ahead = self.book.as_of, self.signal_limit("ahead-days", 45) * DAY
        every = self.book.records("data/safeguards")
        for name, one in every.items():
            covers = lambda other: not other.get("sites") or one.get("sites") and set(one["sites"]) <= set(other["sites"])
            later = [other["valid-from"] for other in every.values() if (other["vendor"], other["kind"]) == (one["vendor"], one["kind"])
                     and other["expires-on"] > one["expires-on"] and covers(other) and other["valid-from"] <= as_of]
            raised = max(one["expires-on"] - ahead, one["valid-from"])
            if raised > as_of or later and min(later) <= raised:
                continue
            in_time = later and min(later) <= one["expires-on"] + DAY
            yield f"{name}/{one['expires-on']}", "false-alarm" if in_time else "open" if one["expires-on"] >= as_of else "hit"

    def reviews_missing(self):
        grace = self.signal_limit("answer-days", 14) * DAY
        for name, front in self.live().items():
            late = self.review_age(front) * DAY
            if front.get("criticality") == "high" and late > 0 * DAY:
                yield f"{name}/{self.book.as_of - late}", "hit" if late > grace else "open"

    def budgets_spent(self):
        """Windows of a month, a quarter or a year that had more misses before their last figure than they may have."""
        rulings = self.judge.rulings
        for contract_name, contract in self.book.contracts.items():
            for level in contract.clause_names():
                for subject in list(rulings.subjects(contract_name, level))[1:]:
                    every = rulings.of(contract_name, level, subject)
                    for at, before in enumerate(every):
                        yield from self.window_spent((contract_name, contract, level, subject), before, every[at + 1] if at + 1 < len(every) else None)

    def window_spent(self, of, before, now):
        contract_name, contract, level, subject = of
        period = after(before["period"]) if grain(before["period"]) in ("month", "quarter", "year") else None
        if period is None or now and now["period"] != period:
            return
        clause = now["clause"] if now else contract.clause(level, self.book.as_of)
        is_long = clause and clause["window"] in ("month", "quarter", "year") and clause.get("aggregation", "occurrences") == "occurrences"
        if not is_long or self.book.metrics[clause["metric"]]["kind"] != "ratio" or "target" not in clause:
            return
        cases, target = (before["measured"] or {}).get("den"), exact(clause["target"])
        if not cases:
            return
        allowed = cases - target * cases / 100 if clause["direction"] == "at-least" else target * cases / 100
        first, last = days(period)
        slices = self.judge.slices(contract_name, level, subject)
        inside = lambda one: first <= days(one)[0] + (3 * DAY if grain(one) == "week" else 0 * DAY) <= last
        own = sorted((one for one in slices if inside(one) and days(one)[1] <= self.book.as_of), key=days)
        if not own or allowed <= 0:
            return
        misses, spent = 0, None
        for at, one in enumerate(own):
            above, below = sum(row.num for row in slices[one]), sum(row.den for row in slices[one])
            misses += below - above if clause["direction"] == "at-least" else above
            if spent is None and 100 * misses / allowed > 100:
                spent = at
        warned = spent is not None and (now is None or spent + 1 < len(own))
        name = f"{contract_name}/{level}/{subject[1]}/{period}"
        if now is None:
            if warned:
                yield name, "open"
        elif len(own) > 1 and now["outcome"] == "missed":
            yield name, "hit" if warned else "unwarned"
        elif len(own) > 1 and now["outcome"] == "met" and warned:
            yield name, "false-alarm"

    def leavers_begun(self):
        metric, limit = self.signal_limit("attrition-metric", None), exact(self.signal_limit("attrition-limit", 5))
        if metric is None:
            return
        for site in self.book.sites:
            by_period = self.rows_at(metric, ("site", site))
            share = lambda of: 100 * Fraction(sum(row.num for row in by_period[of]), sum(row.den for row in by_period[of]))
            above = False
            for period in sorted(by_period, key=days):
                was, above = above, share(period) > limit
                if above and not was:
                    yield f"{site}/{period}", self.followed([site], None, days(period)[1])

    def backlogs_begun(self):
        limit = exact(self.signal_limit("backlog-days", 5))
        for name, one in self.book.projects.items():
            if "backlog-metric" not in one or "units-metric" not in one:
                continue
            for site in one["sites"]:
                waiting, made = self.rows_at(one["backlog-metric"], ("site", site), name), self.rows_at(one["units-metric"], ("site", site), name)
                above = False
                for period in sorted(waiting, key=days):
                    recent = self.last_four(made, period)
                    units = sum(row.num for of in recent for row in made[of])
                    length = sum((days(of)[1] - days(of)[0]).days + 1 for of in recent)
                    was, above = above, bool(units) and sum(row.num for row in waiting[period]) * length / units > limit
                    if above and not was:
                        yield f"{site}/{name}/{period}", self.followed([site], "latency", days(period)[1])

    def followed(self, sites, family, day):
        """What became of targets that were met on a day: `None` where none was."""
        horizon, fates = self.signal_limit("horizon-periods", 4), set()
        for site, name in ((site, name) for site in sites for name in self.book.metrics):
            metric = self.book.metrics[name]
            if family not in (None, metric["family"]) or metric["direction"] not in ("at-least", "at-most"):
                continue
            judged = list(self.judged_periods(site, name))
            until = [(period, missed) for period, missed in judged if days(period)[1] <= day]
            if not until or until[-1][1] or days(further(until[-1][0], 3))[1] < day:
                continue
            later = [missed for period, missed in judged if days(period)[1] > day][:horizon]
            fates.add("hit" if True in later else "open" if len(later) < horizon else "false-alarm")
        return next((fate for fate in ("hit", "open", "false-alarm") if fate in fates), None)

    def judged_periods(self, site, name):
        """Periods of a whole metric of a site with a figure and a target, and whether the one missed the other."""
        metric, by_period = self.book.metrics[name], self.rows_at(name, ("site", site))
        for period in sorted(by_period, key=days):
            value, target = quotient(metric, *sums(metric, by_period[period])), self.line_on(site, name, middle(period))
            if value is not None and target is not None:
                yield period, value < target if metric["direction"] == "at-least" else value > target

    def line_on(self, site, name, day):
        """The target of the service level that judges all rows of a metric at a site: of several the most material, then the heaviest, then by id."""
        metric, found = self.book.metrics[name], []
        for contract_name, contract in self.book.contracts.items():
            if contract.vendor != self.book.sites[site]["vendor"]:
                continue
            for level in contract.clause_names():
                clause = contract.clause(level, day)
                is_whole = clause and clause["metric"] == name and not any(clause.get(key) for key in ("queues", "projects", "languages"))
                if is_whole and site in clause.get("sites", [site]):
                    found.append(((not clause.get("most-material", False), -exact(clause.get("weight", 0)), contract_name, level), clause))
        if not found:
            return None
        clause = min(found, key=lambda one: one[0])[1]
        if clause.get("aggregation", "occurrences") == "timeslices":
            return exact(clause["slice-target"]) if "slice-target" in clause else None
        if metric["kind"] == "count" and clause["window"] != metric["grain"]:
            return None
        return target_on(clause, day).get("target")
