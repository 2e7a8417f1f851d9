"""What a contract owes for a month, from its terms and the rulings of `rules.Judge`."""

from fractions import Fraction

from book import DAY, calendar_days, exact, weeks_of
from rules import each, half_up, meets

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

    def closed(self, contract, month):
        """Whether every window of a month that may cost has ended: those of weekly rows end on a Sunday."""
        bears = lambda one: "allocation-percent" in one or any(band.get("points", 0) for band in one.get("bands", []))
        clauses = [one for name in contract.clause_names() for one in self.judge.versions(contract, name)]
        by_weeks = any(bears(one) and one["window"] in ("month", "quarter", "year") and self.book.metrics[one["metric"]]["grain"] == "week" for one in clauses)
        ends = [calendar_days(month)[1]] + [weeks_of(month)[1]] * by_weeks
        return max(ends) <= self.book.as_of

    def missed(self, contract, month):
        """Missed, credit-bearing windows billed to a month, with the length of their streak."""
        for name in contract.clause_names():
            windows = {(first, last): slices for _, _, first, last, slices in self.judge.rulings.windows(contract, name)}
            for one in self.judge.rulings.of(contract.name, name, ("vendor", contract.vendor)):
                inside, measured = windows[(one["first"], one["last"])], one["measured"]
                if one["window"] not in ("month", "quarter", "year") or one["outcome"] != "missed" or f"{inside[-1].year:04}-{inside[-1].month:02}" != month:
                    continue
                clause = measured["clause"]
                credits = contract.terms(inside[-1])["credits"]
                bears = "allocation-percent" in clause if credits.get("method") != "points" else any(
                    band.get("points", 0) for band in clause.get("bands", []))
                first, last = self.judge.calendar(contract.name, name, one["window"], one["period"])
                costs_from = max([first] + [clause[key] for key in ("measured-from", "credits-from") if key in clause])
                agreed = [day for day in each(first, last) if contract.clause(name, day)]
                charged = [day for day in agreed if costs_from <= day]
                if bears and charged:
                    yield name, one["period"], measured, one["streak"], credits, (len(charged), len(agreed))

    def raw(self, contract, credits, fee, missed, result):
        points = {}
        for name, period, measured, streak, judged_by, charged in missed:
            clause = measured["clause"]
            factor = exact(clause.get("repeat-multiplier", 1)) if streak >= 2 else Fraction(1)
            line = {"period": period, "factor": factor, "points": Fraction(0), "measured": measured, "streak": streak, "charged": charged}
            if credits.get("method") == "points":
                line["points"] = self.points(clause, measured)
                points[name] = line["points"] * factor
            else:
                pools = {**judged_by.get("pools", {}), **credits.get("pools", {})}
                pool = exact(pools.get(clause.get("pool"), 100))
                rate = exact(credits["at-risk-percent"]) * pool * exact(clause["allocation-percent"]) / 100**3
                line["exact"] = fee * rate * factor * Fraction(*charged)
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
        known.add(Fraction(len(lines)))
        money |= {line[key] for line in lines for key in ("raw", "owed", "exact", "by-days") if key in line}
        money |= {sum(line["raw"] for line in lines)}
        credits = terms["credits"]
        known |= {exact(credits[key]) for key in ("at-risk-percent", "cap-percent") if key in credits}
        known |= {exact(one) for one in credits.get("pools", {}).values()}
        known |= {exact(row[key]) for row in credits.get("points", []) for key in ("at-least", "percent")}
        known |= {sum(result["points"].values(), Fraction(0))}
        for line in lines:
            clause = line["measured"]["clause"]
            known |= {Fraction(one) for one in line["charged"]}
            known |= {line["factor"], line["points"], line["points"] * line["factor"], Fraction(line["streak"])}
            known |= {exact(clause[key]) for key in ("allocation-percent", "repeat-multiplier") if key in clause}
            known |= {exact(clause["earn-back"][key]) for key in ("level", "windows", "max-wait") if key in clause.get("earn-back", {})}
        return known | {half_up(amount) / 100 for amount in money}

    @staticmethod
    def points(clause, measured):
        # Missed for want of rows: the last band.
        if measured["value"] is None:
            return exact(clause["bands"][-1].get("points", 0))
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
        result["kept"] = sum(amounts.values())
        for name, line in lines.items() if result["points"] else ():
            # An allocation is charged by the day when it is made; a part of the month's points here.
            if line["charged"][0] < line["charged"][1]:
                line["by-days"] = amounts[name] * Fraction(*line["charged"])
                amounts[name] = int(half_up(line["by-days"]))
        total = sum(amounts.values())
        result["owed"] = min(total, limit)
        parts = list(amounts.values())
        if result["owed"] < total:
            parts = split(result["owed"], parts)
        for line, part in zip(lines.values(), parts):
            line["owed"] = part

    # ------------------------------------------------------------ earn-back

    def earned_back(self, contract, name, missed, clause):
        return bool(clause.get("earn-back")) and self.earn_back(contract, name, missed, clause)[0] == "earned back"

    def earn_back(self, contract, name, missed, clause):
        """`earned back`, `final` or `provisional`, with the numbers and periods that say so."""
        rule = clause["earn-back"]
        level = exact(rule["level"])
        direction = "at-least" if clause["aggregation"] == "timeslices" else clause["direction"]
        reaches = lambda value: direction in ("at-least", "at-most") and meets(direction, value, {"target": level})
        rulings = self.judge.rulings.of(contract.name, name, ("vendor", contract.vendor))
        at = [one["period"] for one in rulings].index(missed)
        if rule["kind"] != "consecutive":
            return self.by_year(contract, name, rulings, at, level, reaches)
        need, wait, later, run = max(rule["windows"], 1), rule.get("max-wait", 0), rulings[at + 1:], 0
        for one in later[:wait or None]:
            value = one["measured"]["value"] if one["measured"] else None
            if one["outcome"] not in ("met", "missed") or one["outcome"] == "met" and value is None:
                continue
            run = run + 1 if one["outcome"] == "met" and reaches(value) else 0
            if run == need:
                return "earned back", [one["period"], need, level]
        if wait and len(later) >= wait:
            return "final", [need, level, wait]
        coming = self.judge.rulings.windows(contract, name, self.book.as_of + 750 * DAY)
        if all(last <= self.book.as_of for _, _, _, last, _ in coming):
            return "final", [need, level]
        return "provisional", [run, need, level]

    def by_year(self, contract, name, rulings, at, level, reaches):
        """The mean of the windows that start in one contract year."""
        anniversary = lambda count: on_anniversary(contract.starts, count)
        windows = self.judge.rulings.windows(contract, name, on_anniversary(rulings[at]["last"], 1) + 750 * DAY)
        day = next(slices[0] for _, _, first, last, slices in windows if (first, last) == (rulings[at]["first"], rulings[at]["last"]))
        year = 0
        while anniversary(year + 1) <= day:
            year += 1
        spans = [(first, last) for _, _, first, last, slices in windows if anniversary(year) <= slices[0] < anniversary(year + 1)]
        values = [one["measured"]["value"] for one in rulings if (one["first"], one["last"]) in spans and one["outcome"] in ("met", "missed")]
        values = [value for value in values if value is not None]
        if any(last > self.book.as_of for _, last in spans):
            return "provisional", [len(values), len(spans), year + 1]
        mean = sum(values) / len(values) if values else None
        told = [len(values), year + 1, *([shown_against(mean, level)] if values else []), level]
        return "earned back" if values and reaches(mean) else "final", told


def on_anniversary(day, years):
    """The same day of a later year; of a leap day the last of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shown_against(value, line):
    """Rounded so that it does not read as the line it is held against."""
    places = next(places for places in range(2, 19) if places == 18 or (half_up(value, places) > line) == (value > line) and (half_up(value, places) < line) == (value < line))
    return half_up(value, places)


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
