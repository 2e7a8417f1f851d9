"""Scores, weights, coverage and ratings of a scorecard, and how complete the rows of its week are."""

from collections import Counter
from fractions import Fraction

from book import DAY, days, exact, grain, middle
from records import Mismatch, before, need
from rules import cut, fitted, in_scope, meets, shortened


class Scores:
    """Mixed into `Figures`."""

    def check_score_met(self, page, figure, value):
        self.one_score(page, figure, value)

    check_score_linear = check_score_bands = check_score_met

    def one_score(self, page, figure, value):
        inputs = self.inputs(page, figure)
        # A window that was missed for want of rows may have no value.
        results = [one for one in inputs if one["formula"].startswith("attainment-") and "rows" in one or one["formula"] == "not-measured"]
        need(results, "a score without its value")
        query = results[0]["query"]
        need([query["contract"], query["service_level"]] == figure["clause"], "a score of another clause")
        ruling = self.ruling(query)
        if ruling.get("late"):
            need(value == self.judge.score_of(query["contract"], query["service_level"], ruling), "the rule says another score")
            return
        measured = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                      tuple(query["periods"]), query["window"])
        line, split = self.judge.target(query["contract"], query["service_level"], measured)
        target = [one for one in inputs if one["formula"] in ("target", "attainment-split", "target-pro-rated")]
        need(target, "a score without its target")
        share = measured["share"] or 1
        if not split:
            near = Fraction(1, 10**6) if measured["share"] else Fraction(1, 10**12)
            need(abs(Fraction(target[0]["value"]) - line.get("target", line.get("low"))) < near, "judged by another target")
        score = self.judge.score(measured["clause"], Fraction(results[0]["value"]) / share, shortened(line, 1 / Fraction(share)))
        need(score == value, f"score {float(value)}, the rule says {float(score)}")
        if "floor" in measured["clause"] and figure["formula"] == "score-linear":
            need(exact(figure["settings"][0][1]) == exact(measured["clause"]["floor"]), "another floor")

    # ------------------------------------------------------------ scorecards

    def board(self, page, figure):
        """Subject and week of a scorecard: that of its page; of an issue, which has one for each vendor, that of the figure."""
        parts = page.split("/")
        if parts[0] == "reports":
            return ("vendor", self.vendor_of(page, figure)), self.evidence(page)["week"]
        # The brief of a site stands in a folder of its own and speaks of the same week as the site.
        week = parts[2] if len(parts) == 4 and parts[2] != "brief" and "-Q" not in parts[2] else self.evidence(page)["week"]
        return ("site" if parts[0] == "sites" else "vendor", parts[1]), week

    def vendor_of(self, page, figure):
        """Whose contract a figure's weights, or those of its inputs, stand in."""
        for path in (setting[2] for setting in figure.get("settings", [])):
            if path and path.startswith("data/contracts/"):
                return self.book.contracts[path.split("/")[2]].vendor
        # A weight may stand in a clause that contracts share.
        if "clause" in figure:
            return self.book.contracts[figure["clause"][0]].vendor
        return next(vendor for vendor in (self.vendor_of(page, one) for one in self.inputs(page, figure)) if vendor)

    def from_page(self, figure, value):
        if "from" not in figure:
            return False
        wanted = (figure["formula"], figure.get("family"))
        for other in self.evidence(figure["from"][0])["figures"]:
            if (other["formula"], other.get("family")) == wanted and "from" not in other:
                need(Fraction(other["value"]) == value, f"{figure['from'][0]} says {other['shown']}")
                return True
        raise Mismatch(f"{figure['from'][0]} has no such figure")

    def check_score(self, page, figure, value):
        if self.from_page(figure, value):
            return
        inputs = self.inputs(page, figure)
        weights = self.cards.weights(*self.board(page, figure))
        total = sum(weights[tuple(one["clause"])] for one in inputs if tuple(one["clause"]) in weights)
        need(total, "no weight")
        score = fitted(sum(weights[tuple(one["clause"])] * Fraction(one["value"]) for one in inputs) / total)
        need(score == value, f"score {float(value)}, the lines say {float(score)}")
        self.same_weights(figure, [weights[tuple(one["clause"])] for one in inputs])

    def same_weights(self, figure, weights):
        given = Counter(exact(setting[1]) for setting in figure["settings"] if setting[0] == "weight")
        need(given == Counter(weights), "other weights than those in force")

    def check_score_family(self, page, figure, value):
        """A family's score and misses on a vendor's scorecard of the week."""
        subject, week = ("vendor", figure["vendor"][0]), self.evidence(page)["week"]
        (family,) = figure["family"]
        lines = [line for line in self.cards.of(subject, week).values() if line[1]["family"] == family]
        missed = sum(bool(ruling) and ruling["outcome"] == "missed" for _, _, ruling, _ in lines)
        need(figure["missed"] == missed, f"{missed} lines of the family are missed")
        score = self.cards.rating(subject, week, family)[1]
        need(value == (missed if score is None else score), f"the lines say {score and float(score)}")

    check_missed_family = check_score_family

    def check_coverage(self, page, figure, value):
        if self.from_page(figure, value):
            return
        weights = self.cards.weights(*self.board(page, figure))
        if "family" in figure:
            day = middle(self.board(page, figure)[1])
            weights = {key: weight for key, weight in weights.items()
                       if self.book.contracts[key[0]].clause(key[1], day)["family"] == figure["family"][0]}
        measured = sum(weights[tuple(one["clause"])] for one in self.inputs(page, figure))
        need(100 * measured / sum(weights.values()) == value, "another coverage")
        self.same_weights(figure, list(weights.values()))

    def check_rating(self, page, figure, value):
        score, coverage = (Fraction(one["value"]) for one in self.inputs(page, figure)[:2])
        book = self.book.settings
        bands = [(one["name"], exact(one["at-least"])) for one in book.get("rating", [])] or [
            ("good", Fraction(90)), ("approaching-target", Fraction(75)), ("requires-improvement", Fraction(50)), ("inadequate", Fraction(0))]
        names = [name for name, _ in bands]
        if coverage < exact(book.get("insufficient-coverage", 60)):
            name = "insufficient-data"
        else:
            name = next(name for name, bound in bands if cut(score, 6) >= bound)
            if self.missed_gate(page, figure) and names.index(name) < names.index("requires-improvement"):
                name = "requires-improvement"
        need(figure["shown"].lower().replace(" ", "-") == name, f"rated {figure['shown']}, the bands say {name}")
        need(value == score, "rated on another score")

    def missed_gate(self, page, figure):
        (kind, name), week = self.board(page, figure)
        day = middle(week)
        for one in self.evidence(page)["figures"]:
            if "clause" not in one:
                continue
            if kind == "vendor" and self.book.contracts[one["clause"][0]].vendor != name:
                continue
            clause = self.book.contracts[one["clause"][0]].clause(one["clause"][1], day)
            result = next((i for i in self.inputs(page, one) if "rows" in i), None)
            if result is None:
                # Missed for want of rows.
                if clause.get("gate"):
                    return True
                continue
            query = result["query"]
            measured = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                          tuple(query["periods"]), query["window"])
            line, _ = self.judge.target(query["contract"], query["service_level"], measured)
            direction = "at-least" if clause["aggregation"] == "timeslices" else clause["direction"]
            if clause.get("gate") and not meets(direction, measured["value"], line):
                return True
        return False

    def check_completeness(self, page, figure, value):
        """Of the rows that clauses in force expect of each site in the newest week (of a monthly book month) that is due, how many are there."""
        reported, expected, present = self.evidence(page)["week"], 0, 0
        for name, contract in self.book.contracts.items():
            for clause_name in contract.clause_names():
                clause = contract.clause(clause_name, middle(reported))
                if not clause:
                    continue
                week = self.newest_due(reported, self.book.metrics[clause["metric"]])
                thursday = middle(week)
                clause = contract.clause(clause_name, thursday)
                if not clause or not self.judge.measured(clause, thursday):
                    continue
                rows_by = self.book.metrics[clause["metric"]]["grain"]
                each = [one.isoformat() for one in each_day(*days(week))] if rows_by == "day" and grain(week) == "week" else []
                wanted = [week] if rows_by == grain(week) else each
                for site in self.ruled.sites(name, clause_name):
                    if self.judge.due(clause, ("site", site), thursday):
                        # A site's rows are its own, whichever sites the clause names.
                        scope = {key: clause[key] for key in ("projects", "queues", "languages") if key in clause}
                        there = {row.period for row in self.book.rows.get((clause["metric"], site), []) if in_scope(scope, row)}
                        withheld = {row.period for row in self.book.withheld.get((clause["metric"], site), []) if in_scope(scope, row)}
                        # What its sender withheld is not owed.
                        expected += sum(one in there or one not in withheld for one in wanted)
                        present += sum(one in there for one in wanted)
        need(expected and 100 * Fraction(present, expected) == value, f"{present} of {expected} rows are there")

    @staticmethod
    def newest_due(reported, metric):
        due_by = days(reported)[1] - metric.get("lag-days", 0) * DAY
        while days(reported)[1] > due_by:
            reported = before(reported)
        return reported


def each_day(first, last):
    return [first + count * DAY for count in range((last - first).days + 1)]
