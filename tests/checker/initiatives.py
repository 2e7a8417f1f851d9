"""What initiatives brought, from the rows alone: means before and since, their difference, and what chance leaves of it."""

import math
from fractions import Fraction

from book import DAY, days
from records import need
from rules import quotient, sums
from signals import screened

LEAST = 8


class Initiatives:
    """Mixed into `Figures`."""

    def initiatives(self):
        return {name: one for name, one in self.book.records("data/initiatives").items() if one["approved-on"] <= self.book.as_of}

    def phase(self, name, part):
        """Metric, and the values of the periods before or since, oldest first."""
        one = self.initiatives()[name]
        metric = self.book.metrics[one["metric"]]
        subject = ("site", one["site"]) if "site" in one else ("vendor", one["vendor"])
        stopped = one["status"] == "stopped" and one["ended-on"] <= self.book.as_of
        end = one["ended-on"] if stopped else self.book.as_of
        found = {}
        for row in self.book.rows_of(one["metric"], subject):
            first, last = days(row.period)
            before = days(one["baseline-from"])[0] <= first and last <= days(one["baseline-to"])[1]
            since = days(one["intervention"])[0] <= first and last <= end
            wanted = before if part == "before" else since
            if wanted and (not one.get("queues") or row.queue in one["queues"]):
                found.setdefault(row.period, []).append(row)
        values = {at: quotient(metric, *sums(metric, rows)) for at, rows in found.items()}
        return metric, [(at, values[at]) for at in sorted(values, key=days) if values[at] is not None]

    def level(self, name, part):
        """Points, mean and mean moving range."""
        _, points = self.phase(name, part)
        need(len(points) >= LEAST, f"{len(points)} points")
        mean = sum(value for _, value in points) / len(points)
        ranges = [abs(b - a) for (at, a), (to, b) in zip(points, points[1:]) if days(at)[1] + DAY == days(to)[0]]
        width = sum(ranges) / len(ranges)
        if screened(self.book.settings):
            kept = [one for one in ranges if float(one) < 3.267 * float(width)]
            width = sum(kept) / len(kept) if kept and sum(kept) else width
        return len(points), mean, width

    def check_initiative_mean(self, page, figure, value):
        name, part = figure["initiative"]
        count, mean, width = self.level(name, part)
        need(figure["points"] == count, f"{count} points")
        need(abs(value - mean) < Fraction(1, 10**6), f"the mean is {float(mean)}")
        metric = self.book.metrics[self.initiatives()[name]["metric"]]
        lower, upper = metric.get("lower-bound"), metric.get("upper-bound")
        if metric["kind"] == "ratio" and metric["unit"] == "percent":
            lower, upper = (0 if lower is None else lower), (100 if upper is None else upper)
        low, high = float(mean) - 2.66 * float(width), float(mean) + 2.66 * float(width)
        wanted = (float(mean), low if lower is None else max(low, lower), high if upper is None else min(high, upper))
        for ours, theirs in zip(wanted, figure["limits"]):
            need(math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), f"limits {figure['limits']}, the points say {wanted}")

    def check_initiative_effect(self, page, figure, value):
        (name,) = figure["initiative"]
        (n, before, range_before), (m, after, range_after) = self.level(name, "before"), self.level(name, "after")
        need(abs(value - (after - before)) < Fraction(1, 10**5), f"the means differ by {float(after - before)}")
        sigma = [float(width) * 2.66 / 3 for width in (range_before, range_after)]
        half = 1.959964 * math.sqrt(sigma[0] ** 2 / n + sigma[1] ** 2 / m)
        level, *ends = figure["interval"]
        need(level == 95, "another confidence")
        for end, exactly in zip(ends, (float(after - before) - half, float(after - before) + half)):
            unit = 10 ** -len(end.partition(".")[2])
            need(abs(float(end) - exactly) <= 0.5 * unit + 1e-5, f"interval {end}, the points say {exactly:.4f}")
        for one, wanted in zip(self.inputs(page, figure), (before, after)):
            need(abs(Fraction(one["value"]) - wanted) < Fraction(1, 10**6), "made of other means")

    def count_initiatives(self, what):
        better = lambda name: self.verdict(name) == "better"
        return [[f"data/initiatives/{name}.toml", 1] for name in self.initiatives() if what == "all" or better(name)]

    def verdict(self, name):
        one = self.initiatives()[name]
        if min(len(self.phase(name, part)[1]) for part in ("before", "after")) < LEAST:
            return "too few"
        (n, before, r), (m, after, s) = self.level(name, "before"), self.level(name, "after")
        half = 1.959964 * math.sqrt((float(r) * 2.66 / 3) ** 2 / n + (float(s) * 2.66 / 3) ** 2 / m)
        change = float(after - before)
        if abs(change) <= half:
            return "noise"
        return "better" if (change > 0) == (one["expected"] > 0) else "worse"
