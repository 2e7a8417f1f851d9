"""Signals: the values that they rest on, and how many became of what, by docs/signals.md."""

from fractions import Fraction

from book import DAY, calendar_days, days, exact, grain, long_of
from records import need

PERIODS = 4


def after(period):
    """The month, quarter or year after one."""
    return long_of(grain(period), calendar_days(period)[1] + DAY)


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
        for case in cases:
            site, metric, *_ = case.split("/")
            need(site in self.book.sites and metric in self.book.metrics, f"{case} names nothing of the book")
