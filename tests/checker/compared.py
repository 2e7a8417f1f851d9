"""Vendors beside each other, and queues: rows by queue and language, two vendors on the mix of what both do."""

import math
from fractions import Fraction

from book import days
from records import need, wilson
from rules import added, quotient, sums
from spoken import speaks


class Compared:
    """Mixed into `Figures`: uses its book."""

    def may_be_told(self, languages, sites):
        """Whether as many people do the work as a count of them must have; a book that counts nobody hides nothing."""
        if not list((self.book.root / "data/languages").glob("*.csv")) or not languages:
            return True
        rows = self.newest_people()
        of = lambda site, tag: [one for one in rows if one[0]["site"] == site and speaks(tag, one[0]["language"])]
        people = sum(self.least_and_most(of(site, tag))[0] for site in sites for tag in languages)
        return people >= max(self.least_told(), 1)

    def cells(self, metric, vendor, periods):
        """Rows of a vendor by queue and language, of those that name one of them."""
        found = {}
        for row in self.book.rows_of(metric, ("vendor", vendor)):
            if row.period in periods and (row.queue or row.language):
                found.setdefault((row.queue, row.language), []).append(row)
        return found

    def told(self, metric, vendor, periods):
        """Sums by queue and language that may be told."""
        found = {}
        for (queue, language), rows in self.cells(metric, vendor, periods).items():
            spoken = [language] if language else self.book.queues[queue][1]["languages"] if queue in self.book.queues else []
            sites = {row.site for row in rows}
            rows, unclear = added(self.book.metrics[metric], rows)
            if not unclear and self.may_be_told(spoken, sorted(sites)):
                num, den = sums(self.book.metrics[metric], rows)
                if den > 0:
                    found[queue, language] = num, den
        return found

    def check_windows_met(self, page, figure, value):
        query = figure["query"]
        last = max(query["periods"], key=days)
        rulings = self.judge.rulings.of(query["contract"], query["service_level"], self.subject(query))
        judged = [one["outcome"] for one in rulings if days(one["period"]) <= days(last) and one["outcome"] in ("met", "missed")][-12:]
        met = judged.count("met")
        need((value, figure["met"], figure["missed"]) == (met, met, len(judged) - met), f"met {met} of {len(judged)}")
        need(figure["shown"] == f"{met} of {len(judged)}", f"shows {figure['shown']}")

    def common(self, figure):
        """Sums of the one and of the other in each cell that both have."""
        query, (other,) = figure["query"], figure["beside"]
        one, beside = (self.told(query["metric"], vendor, query["periods"]) for vendor in (query["vendor"], other))
        hidden = set(map(tuple, (cell.split("/") for cell in figure.get("left_out", []))))
        if hidden:
            # What may not be told keeps other cells from being told: without the one there is none of the other.
            few = [cell for vendor in (query["vendor"], other) for cell in self.cells(query["metric"], vendor, query["periods"])
                   if cell not in self.told(query["metric"], vendor, query["periods"])]
            need(few, "cells are left out, and nothing has to be hidden")
        return [(one[cell], beside[cell]) for cell in one if cell in beside and (cell[0] or "", cell[1] or "") not in hidden]

    def on_the_mix(self, figure):
        metric = self.book.metrics[figure["query"]["metric"]]
        cells = self.common(figure)
        need(cells, "nothing in common")
        weights = [one[1] + other[1] for one, other in cells]
        mean = lambda side: sum(w * quotient(metric, *cell[side]) for w, cell in zip(weights, cells)) / sum(weights)
        return mean(0), mean(1), [(w / sum(weights), *cell) for w, cell in zip(weights, cells)]

    def check_compare_adjusted(self, page, figure, value):
        need(self.on_the_mix(figure)[0] == value, "another value on the common mix")

    def check_compare_share(self, page, figure, value):
        query = figure["query"]
        rows = [row for row in self.book.rows_of(query["metric"], ("vendor", query["vendor"])) if row.period in query["periods"]]
        whole = sums(self.book.metrics[query["metric"]], rows)[1]
        part = sum(one[1] for one, _ in self.common(figure))
        need(100 * part / whole == value, f"{float(100 * part / whole)} by the rows")

    def check_compare_difference(self, page, figure, value):
        one, other, cells = self.on_the_mix(figure)
        need(one - other == value, f"{float(one - other)} apart")
        if "interval" not in figure:
            return
        difference, below, above = 0.0, 0.0, 0.0
        for weight, a, b in cells:
            w, p, q = float(weight), float(Fraction(*a)), float(Fraction(*b))
            (p_low, p_high), (q_low, q_high) = wilson(*a), wilson(*b)
            difference += w * (p - q)
            below += w * w * ((p - p_low) ** 2 + (q_high - q) ** 2)
            above += w * w * ((p_high - p) ** 2 + (q - q_low) ** 2)
        level, *ends = figure["interval"]
        need(level == 95, "another confidence")
        for end, exactly in zip(ends, (difference - math.sqrt(below), difference + math.sqrt(above))):
            need(abs(float(end) - 100 * exactly) <= 0.0500001, f"interval {end}, the counts say {100 * exactly:.3f}")

    def check_queue_period(self, page, figure, value):
        """A queue in a period, over all its sites."""
        queue, name, period = figure["asked"]
        metric = self.book.metrics[name]
        rows = [row for site in self.book.sites for row in self.book.rows_of(name, ("site", site)) if (row.queue, row.period) == (queue, period)]
        rows, unclear = added(metric, rows)
        need(not unclear, "a whole beside its parts")
        self.same_rows(figure, rows)
        num, den = sums(metric, rows)
        self.same_sums(figure, num, den)
        need(quotient(metric, num, den) == value, f"the rows say {float(quotient(metric, num, den))}")
