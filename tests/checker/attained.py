"""Values from rows: attainments with their targets, relief and error budgets, and rollups without a clause."""

from fractions import Fraction

from book import days, exact
from records import need
from rules import added, each, in_scope, named, quotient, sums, target_on


class Attained:
    """Mixed into `Figures`."""

    # ------------------------------------------------------------ rows

    def cited(self, figure):
        rows = []
        for path, ranges in figure.get("rows", []):
            for first, last in ranges:
                for line in range(first, last + 1):
                    row = self.book.at.get((path, line))
                    need(row is not None, f"{path}:{line} is no row of the report")
                    rows.append(row)
        return rows

    def same_rows(self, figure, expected):
        cited = {(row.path, row.line) for row in self.cited(figure)}
        wanted = {(row.path, row.line) for row in expected}
        extra, missing = cited - wanted, wanted - cited
        need(not extra, f"cites {len(extra)} rows that the query does not ask for, such as {min(extra, default='')}")
        need(not missing, f"leaves out {len(missing)} rows of the query, such as {min(missing, default='')}")

    def same_sums(self, figure, num, den):
        need(Fraction(figure["numerator"]) == num, f"numerator {figure['numerator']}, the rows say {float(num)}")
        need(Fraction(figure["denominator"]) == den, f"denominator {figure['denominator']}, the rows say {float(den)}")

    @staticmethod
    def subject(query):
        return ("vendor", query["vendor"]) if "vendor" in query else ("site", query["site"])

    # ------------------------------------------------------------ values and targets

    def attainment(self, page, figure, value):
        query = figure["query"]
        subject = self.subject(query)
        with_relief = figure.get("without") != ["relief"]
        measured = self.judge.measure(query["contract"], query["service_level"], subject, tuple(query["periods"]),
                                      query["window"], with_relief)
        need(measured is not None, "the query has no rows")
        clause = measured["clause"]
        need(clause["metric"] == query["metric"] and clause["window"] == query["window"], "another metric or window")
        need(figure["formula"] == "attainment-" + clause["aggregation"], "another aggregation than the clause names")
        for key in ("projects", "queues", "languages") + (("sites",) if subject[0] == "vendor" else ()):
            need(sorted(query.get(key, [])) == sorted(clause.get(key, [])), f"another scope of {key}")
        if with_relief:
            self.same_rows(figure, measured["rows"])
            self.same_sums(figure, measured["num"], measured["den"])
            self.same_relief(figure, measured, subject)
            sampled = measured["metric"].get("sampled") and measured["metric"]["unit"] == "percent" and clause["aggregation"] == "occurrences"
            need(("interval" in figure) == bool(sampled and measured["den"]), "a share of a sample has an interval, and nothing else")
        self.remarks(figure, measured)
        need(measured["value"] == value, f"value {float(value)}, the rows say {measured['value'] and float(measured['value'])}")

    def same_relief(self, figure, measured, subject):
        """Every event that changed a slice of the windows is named, and no other."""
        query, contract = figure["query"], self.book.contracts[figure["query"]["contract"]]
        touching = set()
        for period in query["periods"]:
            where = (query["contract"], query["service_level"])
            span = self.judge.span(query["window"], period, measured["metric"]["grain"])
            for at in dict.fromkeys(named(measured["metric"]["grain"], day) for day in each(*span)):
                if not self.judge.in_window(*where, query["window"], period, at):
                    continue
                clause = contract.clause(query["service_level"], self.judge.stand(*where, at))
                if clause.get("relief", True):
                    sites = {row.site for row in self.judge.slices(*where, subject).get(at, [])}
                    if not sites and subject[0] == "vendor" and self.judge.left_out(*where, clause, subject, at):
                        sites = set(self.judge.owing(*where, at))
                    touching |= self.touching(where, at, sites, subject)
        need(set(figure.get("relief", [])) == touching, f"names {figure.get('relief')} as relief, {sorted(touching)} apply")

    def touching(self, where, at, sites, subject):
        """Events that take something from a slice: the slice, a site's rows, or listed figures of a site that has rows left."""
        whole = self.judge.covered(*where, at, subject[1] if subject[0] == "site" else None)
        if whole:
            return set(whole)
        gone = {site: self.judge.covered(*where, at, site) for site in sites}
        found = {event for events in gone.values() for event in events}
        for name, event in self.judge.relief(*where):
            if any(part["period"] == at and not gone.get(part["site"], True) and (exact(part["numerator"]) or exact(part["denominator"]))
                   for part in event.get("subtract", [])):
                found.add(name)
        return found

    def check_attainment_split(self, page, figure, value):
        query = figure["query"]
        measured = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                      tuple(query["periods"]), query["window"])
        line, _ = self.judge.target(query["contract"], query["service_level"], measured)
        need(value == line.get("target", line.get("low")), "the blended target differs")

    def check_attainment_part(self, page, figure, value):
        """The value of the slices under one target, which stand next to each other."""
        query = figure["query"]
        where, subject = (query["contract"], query["service_level"]), self.subject(query)
        contract, (first, last) = self.book.contracts[where[0]], (query["periods"][0], query["periods"][-1])
        slices = self.judge.slices(*where, subject)
        inside = [at for at in slices if days(first)[0] <= days(at)[0] and days(at)[1] <= days(last)[1]]
        lines = [target_on(contract.clause(where[1], day), day) for at in inside if (day := self.judge.stand(*where, at))]
        need(all(line == lines[0] for line in lines), "a part has one target")
        measured = self.judge.part_of(*where, subject, tuple(inside))
        self.same_rows(figure, measured["rows"])
        self.same_sums(figure, measured["num"], measured["den"])
        need(measured["value"] == value, f"value {float(value)}, the rows say {measured['value'] and float(measured['value'])}")

    def check_target_pro_rated(self, page, figure, value):
        query = figure["query"]
        where = (query["contract"], query["service_level"])
        held, whole = self.judge.part(*where, query["window"], query["periods"][-1])
        written = exact(figure["settings"][0][1])
        need((figure["days"], figure["whole"]) == (held, whole), f"{held} of {whole} days are in force")
        need(abs(value - written * held / whole) < Fraction(1, 10**6), "the shortened target differs")

    def check_target(self, page, figure, value):
        need(figure["settings"], "a target without its place")
        need(exact(figure["settings"][0][1]) == value, "the target is not the setting")

    def rollup(self, page, figure, value):
        query = figure["query"]
        metric = self.book.metrics[query["metric"]]
        need(figure["formula"] == "rollup-" + metric["kind"], "another kind of metric")
        scope = {key: query[key] for key in ("sites", "projects", "queues", "languages") if key in query}
        if query["window"] == "period":
            rows = [row for row in self.book.rows_of(query["metric"], self.subject(query)) if row.period in query["periods"]]
        else:
            slices = self.judge.slices(query["contract"], query["service_level"], self.subject(query))
            inside = lambda at: any(self.judge.in_window(query["contract"], query["service_level"], query["window"], period, at) for period in query["periods"])
            rows = [row for at, found in slices.items() if inside(at) for row in found]
        rows = added(metric, [row for row in rows if in_scope(scope, row, query.get("slice", ""))])[0]
        self.same_rows(figure, rows)
        num, den = sums(metric, rows)
        self.same_sums(figure, num, den)
        self.remarks(figure, None)
        need(quotient(metric, num, den) == value, f"value {float(value)}, the rows say {float(quotient(metric, num, den))}")

    def budget(self, page, figure, value):
        result, target = self.inputs(page, figure)
        query = result["query"]
        num, den = Fraction(result["numerator"]), Fraction(result["denominator"])
        clause = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                    tuple(query["periods"]), query["window"])["clause"]
        line = Fraction(target["value"]) / 100
        floor = clause["direction"] == "at-least"
        allowed, missed = ((1 - line) * den, den - num) if floor else (line * den, num)
        if "after" in figure:
            where = (query["contract"], query["service_level"], self.subject(query))
            first, last = next((one["first"], one["last"]) for one in self.ruled.of(*where) if one["period"] == query["periods"][0])
            length = (last - first).days + 1
            need((figure["after"], figure["of"]) == (length * allowed // missed, length), "gone after another day")
        expected = {"allowed": allowed, "missed": missed, "used": 100 * missed / allowed if allowed else None}
        expected = expected[figure["formula"].removeprefix("budget-")]
        # What is used up is cut at 18 decimals.
        need(abs(expected - value) <= Fraction(1, 10**15), f"{float(expected)} by the rows")

    check_budget_allowed = check_budget_missed = check_budget_used = budget
