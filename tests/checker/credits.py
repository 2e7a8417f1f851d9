"""What a contract owes for a month, from its terms and the rulings of `rules.Judge`."""

from fractions import Fraction

from book import DAY, calendar_days, days, exact, middle
from rules import half_up, meets

HUNDRED = Fraction(100)


def months_between(first, last):
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}-{month:02}"
        year, month = (year + month // 12, month % 12 + 1)


class Ledger:
    def __init__(self, judge):
        self.judge, self.book, self.done = judge, judge.book, {}

    def month(self, name, month):
        """Fee, limits and every line of a month; `None` when nothing is in force."""
        if (name, month) not in self.done:
            self.done[(name, month)] = self.compute(self.book.contracts[name], month)
        return self.done[(name, month)]

    def compute(self, contract, month):
        first, last = calendar_days(month)
        length = (last - first).days + 1
        fee, terms, day = Fraction(0), None, first
        while day <= last:
            if found := contract.terms(day):
                terms = found
                fee += Fraction(found.get("monthly-fee-minor", 0), length)
            day += DAY
        if terms is None or "credits" not in terms:
            return None
        credits = terms["credits"]
        at_risk = int(fee * exact(credits["at-risk-percent"]) / 100)
        cap = int(fee * exact(credits.get("cap-percent", credits["at-risk-percent"])) / 100)
        result = {"fee": fee, "at-risk": at_risk, "cap": cap, "lines": {}, "terms": terms}
        missed = [miss for miss in self.missed(contract, month)]
        self.raw(contract, credits, fee, missed, result)
        self.settle(credits, fee, result, min(at_risk, cap))
        back = sum(line["owed"] for line in result["lines"].values() if line["earned-back"])
        result["net"] = result["owed"] - back
        return result

    def windows(self, contract, name):
        """Closed windows of a clause that is judged by the month or the quarter, oldest first, with the month they are billed to."""
        slices = self.judge.slices(contract.name, name, ("vendor", contract.vendor))
        for period in self.periods(contract, name):
            clause_window = self.judge.window_kind(contract, name, period)
            span = self.judge.span(clause_window, period, "week")
            inside = [at for at in self.expected(contract, name, span)]
            if span[1] > self.book.as_of or not inside:
                continue
            yield period, f"{inside[-1].year:04}-{inside[-1].month:02}", inside, slices

    def expected(self, contract, name, span):
        """Middle days of the weeks of a span that lie in force."""
        day = span[0] + 3 * DAY
        while day <= span[1]:
            clause = contract.clause(name, day)
            if clause and self.judge.measured(clause, day):
                yield day
            day += 7 * DAY

    def periods(self, contract, name):
        clause = self.judge.versions(contract, name)[-1]
        months = list(months_between(contract.starts, min(contract.ends(), self.book.as_of)))
        # A week's Thursday may lie in the month before the contract's first day of the month after.
        if clause["window"] == "month":
            return months
        quarters = [f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in months]
        return sorted(set(quarters))

    def missed(self, contract, month):
        """Missed, credit-bearing windows billed to a month, with the length of their streak."""
        for name in contract.clause_names():
            clause = self.judge.versions(contract, name)[-1]
            if clause["window"] not in ("month", "quarter"):
                continue
            streak = 0
            history = []
            for period, billed, inside, _ in self.windows(contract, name):
                outcome, measured = self.judge.outcome(contract.name, name, ("vendor", contract.vendor), period)
                streak = streak + 1 if outcome == "missed" else 0 if outcome == "met" else streak
                history.append((period, outcome, measured))
                if outcome != "missed" or billed != month:
                    continue
                clause = measured["clause"]
                credits = contract.terms(inside[-1])["credits"]
                bears = "allocation-percent" in clause if credits.get("method") != "points" else any(
                    band.get("points", 0) for band in clause.get("bands", []))
                costs_from = clause.get("credits-from", clause.get("measured-from"))
                if bears and (costs_from is None or costs_from <= inside[0]):
                    yield name, period, measured, streak, credits

    def raw(self, contract, credits, fee, missed, result):
        points = {}
        for name, period, measured, streak, judged_by in missed:
            clause = measured["clause"]
            factor = exact(clause.get("repeat-multiplier", 1)) if streak >= 2 else Fraction(1)
            line = {"period": period, "factor": factor, "points": Fraction(0), "measured": measured, "streak": streak}
            if credits.get("method") == "points":
                line["points"] = self.points(clause, measured)
                points[name] = line["points"] * factor
            else:
                pool = exact(judged_by.get("pools", {}).get(clause.get("pool"), 100))
                rate = exact(credits["at-risk-percent"]) * pool * exact(clause["allocation-percent"]) / 100**3
                line["exact"] = fee * rate * factor
                line["raw"] = int(half_up(line["exact"]))
            line["earned-back"] = self.earned_back(contract, name, period, clause)
            result["lines"][name] = line
        if points:
            total = sum(points.values())
            amount = self.of_points(credits, fee, total)
            for (name, line), part in zip(result["lines"].items(), split(amount, [points[name] for name in points])):
                line["raw"] = part
        result["points"] = points

    def words(self, contract, month):
        """Every number that the steps of a month may name, money in whole units."""
        result, terms = self.month(contract, month), self.month(contract, month)["terms"]
        money = {result["fee"], result["at-risk"], result["cap"], result["owed"], result["net"]}
        first, last = calendar_days(month)
        known = {Fraction(100), Fraction((last - first).days + 1)}
        in_force, day = {}, first
        while day <= last:
            fee = (self.book.contracts[contract].terms(day) or {}).get("monthly-fee-minor", 0)
            in_force[fee] = in_force.get(fee, 0) + 1
            day += DAY
        for fee, count in in_force.items():
            money.add(fee)
            known.add(Fraction(count))
        lines = result["lines"].values()
        money |= {line[key] for line in lines for key in ("raw", "owed", "exact") if key in line}
        money |= {sum(line["raw"] for line in lines)}
        credits = terms["credits"]
        known |= {exact(credits[key]) for key in ("at-risk-percent", "cap-percent") if key in credits}
        known |= {exact(one) for one in credits.get("pools", {}).values()}
        known |= {exact(row[key]) for row in credits.get("points", []) for key in ("at-least", "percent")}
        known |= {sum(result["points"].values(), Fraction(0))}
        for line in lines:
            clause = line["measured"]["clause"]
            known |= {line["factor"], line["points"], line["points"] * line["factor"], Fraction(line["streak"])}
            known |= {exact(clause[key]) for key in ("allocation-percent", "repeat-multiplier") if key in clause}
            known |= {exact(clause["earn-back"][key]) for key in ("level", "windows", "max-wait") if key in clause.get("earn-back", {})}
        return known | {half_up(amount) / 100 for amount in money}

    @staticmethod
    def points(clause, measured):
        for band in clause["bands"]:
            bound = band.get("at-least", band.get("at-most"))
            if bound is None or meets("at-least" if "at-least" in band else "at-most", measured["value"], {"target": exact(bound)}):
                return exact(band.get("points", 0))
        return Fraction(0)

    @staticmethod
    def of_points(credits, fee, points):
        rows = [row for row in credits["points"] if exact(row["at-least"]) <= points]
        return int(half_up(fee * exact(rows[-1]["percent"]) / 100)) if rows else 0

    def settle(self, credits, fee, result, limit):
        lines = result["lines"]
        amounts = {name: line["raw"] for name, line in lines.items()}
        if credits.get("incident-rule") == "highest" and len(lines) > 1:
            size = result["points"] or amounts
            top = max(size, key=lambda name: size[name])
            kept = self.of_points(credits, fee, size[top]) if result["points"] else amounts[top]
            amounts = {name: kept if name == top else 0 for name in amounts}
        total = sum(amounts.values())
        result["owed"] = min(total, limit)
        parts = list(amounts.values())
        if result["owed"] < total:
            parts = split(result["owed"], parts)
        for line, part in zip(lines.values(), parts):
            line["owed"] = part

    def earned_back(self, contract, name, missed, clause):
        rule = clause.get("earn-back")
        if not rule:
            return False
        level = {"target": exact(rule["level"])}
        rulings = []
        for period, *_ in self.windows(contract, name):
            rulings.append((period, *self.judge.outcome(contract.name, name, ("vendor", contract.vendor), period)))
        at = [period for period, *_ in rulings].index(missed)
        if rule["kind"] == "consecutive":
            run = 0
            for _, outcome, measured in rulings[at + 1 : at + 1 + (rule.get("max-wait") or len(rulings))]:
                if outcome == "not measured":
                    continue
                run = run + 1 if outcome == "met" and meets(clause["direction"], measured["value"], level) else 0
                if run == rule["windows"]:
                    return True
            return False
        return self.by_year(contract, name, missed, clause, level, rulings)

    def by_year(self, contract, name, missed, clause, level, rulings):
        def starts(period):
            span = self.judge.span(clause["window"], period, "week")
            return next(self.expected(contract, name, span), None)

        day, year = starts(missed), contract.starts
        while year.replace(year=year.year + 1) <= day:
            year = year.replace(year=year.year + 1)
        end = year.replace(year=year.year + 1)
        last_of_year = [month for month in months_between(year, end - DAY)]
        if any(days(month)[1] > self.book.as_of for month in last_of_year if middle(month) < contract.ends()):
            return False
        inside = [m["value"] for period, outcome, m in rulings
                  if outcome in ("met", "missed") and (s := starts(period)) and year <= s < end]
        return bool(inside) and meets(clause["direction"], sum(inside) / len(inside), level)


def split(total, weights):
    """Largest remainder; the earlier part first among equals."""
    whole = sum(weights)
    if whole <= 0 or total <= 0:
        return [0] * len(weights)
    shares = [Fraction(total) * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda at: (-(shares[at] - parts[at]), at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts
