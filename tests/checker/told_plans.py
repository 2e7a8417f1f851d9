"""Messages about plans, their actions, responses, decisions and initiatives."""

from book import DAY, days, exact, grain
from messages import Told
from rules import meets, quotient, sums
from rulings import named
from signals import special


class PlanMessages:
    """Mixed into `Figures`."""

    def each_action(self):
        """Plan, action, line of its id, line of its due date."""
        for name, plan in self.plans().items():
            path = f"data/plans/{name}.toml"
            for head, one in zip(self.heads(path, "[[action]]"), plan.get("action", [])):
                yield name, path, one, self.key_line(path, head, "id"), self.key_line(path, head, "due-on")

    def told_action_overdue(self):
        for name, path, one, _, line in self.each_action():
            late = (self.book.as_of - one["due-on"]).days
            if not self.is_done(one) and late > 0:
                yield Told(path, line, [one["id"], name, late], [one["due-on"], self.book.as_of], names=[self.person(one["owner"])])

    def told_action_without_evidence(self):
        for _, path, one, line, _ in self.each_action():
            if self.is_done(one) and not one.get("evidence", "").strip():
                yield Told(path, line, [one["id"]], [one["done-on"]])

    def told_plan_incomplete(self):
        for name, plan in self.plans().items():
            if not all(plan.get(key, "").strip() for key in ("root-cause", "owner-vendor", "owner-client")):
                yield Told(f"data/plans/{name}.toml", 1, [name])

    # ------------------------------------------------------------ criteria

    def closed_plans(self):
        for name, plan in self.plans().items():
            if "closed-on" in plan and plan["closed-on"] <= self.book.as_of:
                path = f"data/plans/{name}.toml"
                yield name, path, plan, self.heads(path, "[[success]]")

    def wanted(self, one):
        """`wanted: accuracy at least 95% for 4 periods from 2026-W40`"""
        return [one["metric"], exact(one["target"]), one["for-periods"], one["from"]]

    def told_plan_closed_unproven(self):
        for name, path, plan, heads in self.closed_plans():
            if not heads:
                yield Told(path, 1, [name, plan["closed-on"]])
            for at, (head, one) in enumerate(zip(heads, plan.get("success", []))):
                verdict, run = self.criterion(name, at)
                if verdict == "proven":
                    continue
                held = [] if verdict in ("no data", "concern") else [run, one["for-periods"]]
                yield Told(path, head, [name, plan["closed-on"], *held], self.wanted(one))

    def told_plan_relapsed(self):
        for name, path, plan, heads in self.closed_plans():
            for at, (head, one) in enumerate(zip(heads, plan.get("success", []))):
                misses = self.misses_since(name, at) if self.criterion(name, at)[0] == "proven" else []
                if misses:
                    yield Told(path, head, [name, plan["closed-on"], misses[0]], [*self.wanted(one), len(misses)])

    def misses_since(self, name, at):
        """Ended periods that began after a plan was closed and missed its criterion, oldest first."""
        plan, one, metric, values = self.criterion_values(name, at)
        after = [period for period in sorted(values, key=days) if days(period)[0] > plan["closed-on"]
                 and days(period)[0] >= days(one["from"])[0] and days(period)[1] <= self.book.as_of]
        return [period for period in after if not self.criterion_met(one, metric, values[period])]

    @staticmethod
    def criterion_met(one, metric, rows):
        value = quotient(metric, *sums(metric, rows))
        return value is None or meets(one["direction"], value, {"target": exact(one["target"])})

    def criterion(self, name, at):
        """`proven`, `failing`, `concern`, `too early` or `no data`, and how many periods held in a row."""
        plan, one, metric, values = self.criterion_values(name, at)
        by = self.closing_day(plan)
        run = self.run_of(name, at, by)
        counted = [period for period in values if days(one["from"])[0] <= days(period)[0] and days(period)[1] <= by]
        if not any(quotient(metric, *sums(metric, values[period])) is not None for period in counted):
            return "no data", run
        if run >= one["for-periods"]:
            concern = "low" if one["direction"] == "at-least" else "high"
            held_back = one.get("no-concern", False) and self.side_of(plan, one, metric, values, by) == concern
            return ("concern" if held_back else "proven"), run
        return "too early", run

    def side_of(self, plan, one, metric, values, by):
        """What the chart of the criterion's whole series shows at its last point by a day."""
        known = sorted((period for period in values if days(period)[1] <= by), key=days)
        if not known:
            return None
        site = one.get("site", plan.get("site"))
        subject = ("site", site) if site else ("vendor", plan["vendor"])
        starts = [days(start)[0] for start in self.limits_start(subject, one["metric"]) if days(start)[0] <= days(known[-1])[0]]
        group = [period for period in known if not starts or days(period)[0] >= max(starts)]
        points = [(period, value) for period in group if (value := quotient(metric, *sums(metric, values[period]))) is not None]
        return special(points, self.book.settings) if points else None

    # ------------------------------------------------------------ the right of reply

    def responses(self):
        for name, one in self.book.records("data/responses").items():
            if one["asked-on"] <= self.book.as_of:
                yield name, f"data/responses/{name}.toml", one, "answered-on" in one and one["answered-on"] <= self.book.as_of

    def told_response_missing(self):
        for name, path, one, answered in self.responses():
            late = (self.book.as_of - one["answer-due-on"]).days
            if not answered and late > 0:
                yield Told(path, self.key_line(path, 0, "answer-due-on"), [one["vendor"], name, late], [one["asked-on"], self.book.as_of])

    def told_dispute_undecided(self):
        for name, path, one, answered in self.responses():
            decided = "decided-on" in one and one["decided-on"] <= self.book.as_of
            if answered and one["answer"] == "disputed" and not decided and one["decision-due-on"] < self.book.as_of:
                late = (self.book.as_of - one["decision-due-on"]).days
                yield Told(path, self.key_line(path, 0, "decision-due-on"), [name, one["vendor"], late], [one["answered-on"], self.book.as_of])

    def told_response_about_nothing(self):
        for name, path, one, _ in self.responses():
            there, said = getattr(self, "there_is_" + one["about"])(one)
            if not there:
                yield Told(path, self.key_line(path, 0, "period"), [name, *said, one["period"]])

    def there_is_result(self, one):
        contract, clause = one["service-level"].split("/")
        subject = ("site", one["site"]) if "site" in one else ("vendor", one["vendor"])
        of = self.ruled.of(contract, clause, subject) if subject in self.ruled.subjects(contract, clause) else []
        return any(ruling["period"] == one["period"] for ruling in of), [one["service-level"]]

    def there_is_credit(self, one):
        contract, clause = one["service-level"].split("/")
        ledger = self.ledger.month(contract, one["period"]) if grain(one["period"]) == "month" else None
        return bool(ledger) and clause in ledger["lines"], [one["service-level"]]

    def there_is_rating(self, one):
        subject = ("site", one["site"]) if "site" in one else ("vendor", one["vendor"])
        return grain(one["period"]) == "week" and days(one["period"])[1] <= self.book.as_of and bool(self.cards.of(subject, one["period"])), []

    def there_is_measurement(self, one):
        rows = self.book.rows_of(one["metric"], ("site", one["site"]))
        return any(row.period == one["period"] and one.get("queue") in (None, row.queue) for row in rows), [one["metric"]]

    # ------------------------------------------------------------ initiatives

    def told_initiative_unproven(self):
        for name, one in self.initiatives().items():
            if one["status"] != "kept" or one["ended-on"] > self.book.as_of:
                continue
            verdict = self.verdict(name)
            if verdict != "better":
                path = f"data/initiatives/{name}.toml"
                few = [8] if verdict in ("too few", "no baseline") else []
                yield Told(path, self.key_line(path, 0, "expected"), [name, one["metric"], *few], [exact(one["expected"]), one["intervention"]])


def following(period):
    """The period after one of the same kind."""
    if grain(period) == "month":
        year, month = int(period[:4]), int(period[5:])
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return named(grain(period), days(period)[1] + DAY)
