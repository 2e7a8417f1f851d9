"""What a contract owes for a month, from its terms and the rulings of `rules.Judge`."""

import datetime as dt
from fractions import Fraction

from book import DAY, calendar_days, days, exact, minor_units, weeks_of
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
        in_force = [day for day in span(first, last) if contract.terms(day)]
        terms = contract.terms(in_force[-1]) if in_force else None
        if terms is None or "credits" not in terms:
            return None
        own = self.base(contract, terms["credits"], first, last)
        if own is None:
            return None
        result = {"fee": own["fee"], "limits": own, "bases": {(first, last): own}, "lines": {}, "terms": terms}
        # Windows of several months are billed to the month by all their fees whether they were missed or not.
        for name, one, inside in self.billed(contract, month):
            base = self.days_of_base(contract, terms["credits"], name, one, (first, last))
            if base not in result["bases"]:
                result["bases"][base] = self.base(contract, terms["credits"], *base)
                if result["bases"][base] is None:
                    return None
        widest = max(result["bases"].values(), key=lambda base: base["fee"])
        result["at-risk"], result["cap"] = widest["at-risk"], widest["cap"]
        missed = list(self.missed(contract, month))
        # A window of a contract that has ended costs in its last month, and is over later.
        ends = [self.own_days(contract, name, one)[1] for name, one, *_ in missed]
        result["claim-from"] = max([last, *ends])
        self.raw(contract, terms["credits"], missed, result, (first, last))
        self.settle(terms["credits"], result)
        back = sum(line["owed"] for line in result["lines"].values() if line["earned-back"])
        result["net"] = result["owed"] - back
        return result

    def closed(self, contract, month):
        """Whether every window of a month that may cost has ended, and its figures are due: those of weekly rows end on a Sunday."""
        bears = lambda one: "allocation-percent" in one or any(band.get("points", 0) for band in one.get("bands", []))
        clauses = [one for name in contract.clause_names() for one in self.judge.versions(contract, name)]
        by_weeks = any(bears(one) and one["window"] in ("month", "quarter", "year") and self.book.metrics[one["metric"]]["grain"] == "week" for one in clauses)
        ends = [calendar_days(month)[1]] + [weeks_of(month)[1]] * by_weeks
        lag = max((self.book.metrics[one["metric"]].get("lag-days", 0) for one in clauses if bears(one)), default=0)
        return max(ends) + lag * DAY <= self.book.as_of

    def base(self, contract, credits, first, last):
        """Fees of some days, each at its own, or what was invoiced for their months, and the limits that are shares of them; `None` where a
        month is not invoiced."""
        fee = Fraction(0)
        if credits.get("share-of") == "invoiced":
            currency = contract.terms(min(last, contract.ends()))["currency"]
            months = [self.book.invoiced(contract.name, month, currency) for month in months_between(first, min(last, contract.ends()))]
            if not all(months):
                return None
            fee = max(Fraction(0), Fraction(sum(amount for lines in months for *_, amount in lines)))
        for day in span(first, last) if credits.get("share-of") != "invoiced" else ():
            month = calendar_days(f"{day.year:04}-{day.month:02}")
            fee += Fraction((contract.terms(day) or {}).get("monthly-fee-minor", 0), (month[1] - month[0]).days + 1)
        at_risk = int(fee * exact(credits["at-risk-percent"]) / 100)
        return {"fee": fee, "at-risk": at_risk, "cap": int(fee * exact(credits.get("cap-percent", credits["at-risk-percent"])) / 100)}

    def days_of_base(self, contract, credits, name, one, month):
        """The days whose fees a window's credit is a share of: its month's, or by `credit-base` those of all its months."""
        if one["window"] == "month" or credits.get("credit-base") != "window":
            return month
        return self.own_days(contract, name, one)

    def own_days(self, contract, name, one):
        """The days of a window; of one of monthly rows that a change of its length cuts the whole months of its rows."""
        first, last = self.judge.calendar(contract.name, name, one["window"], one["period"])
        if self.book.metrics[one["clause"]["metric"]]["grain"] == "month":
            slices = next(slices for _, _, a, b, slices in self.judge.rulings.windows(contract, name) if (a, b) == (one["first"], one["last"]))
            begin, end = days(one["period"])
            first = calendar_days(slices[0].isoformat()[:7])[0] if first > begin else first
            last = calendar_days(slices[-1].isoformat()[:7])[1] if last < end else last
        return first, last

    def chargeable(self, contract, name, one):
        """Days of a window from `credits-from` on, of how many in force."""
        clause = one["clause"]
        first, last = self.own_days(contract, name, one)
        starts = [clause[key] for key in ("credits-from", "measured-from") if key in clause]
        force = [day for day in span(first, last) if contract.clause(name, day)]
        return sum(day >= max([first, *starts]) for day in force), len(force)

    def billed(self, contract, month):
        """Windows that bear credits and are billed to a month."""
        for name in contract.clause_names():
            windows = {(first, last): slices for _, _, first, last, slices in self.judge.rulings.windows(contract, name)}
            for one in self.judge.rulings.of(contract.name, name, ("vendor", contract.vendor)):
                inside, clause = windows[(one["first"], one["last"])], one["clause"]
                if one["window"] not in ("month", "quarter", "year") or f"{inside[-1].year:04}-{inside[-1].month:02}" != month:
                    continue
                credits = contract.terms(inside[-1]).get("credits", {})
                bears = credits and ("allocation-percent" in clause if credits.get("method") != "points" else any(
                    band.get("points", 0) for band in clause.get("bands", [])))
                if bears and self.chargeable(contract, name, one)[0]:
                    yield name, one, inside

    def missed(self, contract, month):
        """Those that were missed, with how many misses in a row they end that cost money."""
        for name, one, inside in self.billed(contract, month):
            if one["outcome"] == "missed":
                yield name, one, inside, self.repeats(contract, name, one)

    def repeats(self, contract, name, last):
        """Misses up to a window without one met between them, counted from `credits-from` on."""
        clause = last["clause"]
        costs_from = clause.get("credits-from", clause.get("measured-from"))
        count = 0
        rulings = self.judge.rulings.of(contract.name, name, ("vendor", contract.vendor))
        for one in reversed(rulings[: rulings.index(last) + 1]):
            if one["outcome"] == "met" or one["outcome"] == "missed" and costs_from and days(one["period"])[1] < costs_from:
                break
            count += one["outcome"] == "missed"
        return count

    def raw(self, contract, credits, missed, result, month):
        points = {}
        for name, one, inside, streak in missed:
            clause, measured = one["clause"], one["measured"]
            factor = exact(clause.get("repeat-multiplier", 1)) if streak >= 2 else Fraction(1)
            base = self.days_of_base(contract, credits, name, one, month)
            share = self.chargeable(contract, name, one)
            line = {"period": one["period"], "factor": factor, "points": Fraction(0), "measured": measured, "streak": streak, "base": base, "share": share}
            if credits.get("method") == "points":
                line["points"] = self.points(clause, measured)
                points[name] = line["points"] * factor
            else:
                line["pool"] = clause.get("pool")
                judged_by = contract.terms(inside[-1])["credits"].get("pools", {})
                line["of pool"] = exact({**judged_by, **credits.get("pools", {})}.get(line["pool"], 100))
                rate = exact(credits["at-risk-percent"]) * line["of pool"] * exact(clause["allocation-percent"]) / 100**3
                line["exact"] = result["bases"][base]["fee"] * rate * factor * Fraction(*share)
                line["raw"] = int(half_up(line["exact"]))
            line["earned-back"] = self.earned_back(contract, name, one["period"], clause)
            result["lines"][name] = line
        # Points of windows that share the same fees are looked up together.
        for base in {line["base"] for line in result["lines"].values() if points}:
            names = [name for name, line in result["lines"].items() if line["base"] == base]
            amount = self.of_points(credits, result["bases"][base]["fee"], sum(points[name] for name in names))
            for name, part in zip(names, split(amount, [points[name] for name in names])):
                result["lines"][name]["raw"] = part
        result["points"] = points

    def words(self, contract, month):
        """Every number that the steps of a month may name, money in whole units."""
        result, terms = self.month(contract, month), self.month(contract, month)["terms"]
        money = {result["fee"], result["owed"], result["net"], *result["held"]}
        for (since, until), base in result["bases"].items():
            money |= {base["fee"], base["at-risk"], base["cap"]}
            for at in {f"{day.year:04}-{day.month:02}" for day in span(since, until)}:
                first, last = calendar_days(at)
                money.add(self.base(self.book.contracts[contract], terms["credits"], max(first, since), min(last, until))["fee"])
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
            known |= {Fraction(count) for count in line["share"]} | {line["factor"], line["points"], line["points"] * line["factor"], Fraction(line["streak"])}
            known |= {exact(clause[key]) for key in ("allocation-percent", "repeat-multiplier") if key in clause}
            known |= {exact(clause["earn-back"][key]) for key in ("level", "windows", "max-wait") if key in clause.get("earn-back", {})}
        by_base = {}
        for name, one in result["points"].items():
            by_base.setdefault(result["lines"][name]["base"], []).append(one)
        known |= {sum(of, Fraction(0)) for of in by_base.values()}
        return known | {half_up(amount) / minor_units(terms["currency"]) for amount in money}

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

    def settle(self, credits, result):
        """Incident rule, then named pools, then the limit of each stretch of fees, then the widest limit for all."""
        lines = result["lines"]
        amounts = {name: line["raw"] for name, line in lines.items()}
        if credits.get("incident-rule") == "highest" and len(lines) > 1:
            size = result["points"] or amounts
            top = max(size, key=lambda name: size[name])
            fee = result["bases"][lines[top]["base"]]["fee"]
            kept = self.of_points(credits, fee, size[top]) if result["points"] else amounts[top]
            amounts = {name: kept if name == top else 0 for name in amounts}
        result["kept"], result["held"] = [sum(amounts.values())], set()
        result["kept"] += [sum(amounts[name] for name, line in lines.items() if line["base"] == base) for base in result["bases"]]
        for name, line in lines.items():
            line["steps"] = []
            if result["points"] and line["share"][0] < line["share"][1]:
                line["by-days"] = amounts[name] * Fraction(*line["share"])
                result["held"] |= {amounts[name], int(half_up(line["by-days"]))}
                amounts[name] = int(half_up(line["by-days"]))

        def hold(names, most):
            total = sum(amounts[name] for name in names)
            if total <= most:
                return
            result["held"] |= {total, most} | {amounts[name] for name in names}
            parts = split(most, [amounts[name] for name in names])
            for name, part in zip(names, parts):
                amounts[name] = part
                lines[name]["steps"].append(part)

        for base, pool in sorted({(line["base"], line["pool"]) for line in lines.values() if line.get("pool")}):
            chosen = [name for name in sorted(lines) if (lines[name]["base"], lines[name].get("pool")) == (base, pool)]
            at_risk = result["bases"][base]["fee"] * exact(credits["at-risk-percent"]) / 100
            hold(chosen, int(at_risk * lines[chosen[0]]["of pool"] / 100))
        limit = lambda base: min(base["at-risk"], base["cap"])
        widest = limit(max(result["bases"].values(), key=lambda base: base["fee"]))
        for base_days, base in result["bases"].items():
            if limit(base) < widest:
                hold([name for name in sorted(lines) if lines[name]["base"] == base_days], limit(base))
        hold(sorted(lines), widest)
        for name, line in lines.items():
            line["owed"] = amounts[name]
        result["owed"] = sum(amounts.values())

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
        due_by = self.book.as_of - self.judge.rulings.lag(contract, name)
        coming = self.judge.rulings.windows(contract, name, self.book.as_of + 750 * DAY)
        if all(last <= due_by for _, _, _, last, _ in coming):
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
        if any(last > self.book.as_of - self.judge.rulings.lag(contract, name) for _, last in spans):
            return "provisional", [len(values), len(spans), year + 1]
        months = [month for month in range(12) if all(
            contract.clause(name, day) for day in span(later_month(anniversary(year), month), later_month(anniversary(year), month + 1) - DAY))]
        if len(months) < 12:
            return "final", [len(months), 12, year + 1]
        mean = sum(values) / len(values) if values else None
        told = [len(values), year + 1, *([shown_against(mean, level)] if values else []), level]
        return "earned back" if values and reaches(mean) else "final", told


def span(first, last):
    return [first + at * DAY for at in range((last - first).days + 1)]


def later_month(day, months):
    """The same day of a later month, or its last where it is shorter."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return dt.date(year, month, min(day.day, calendar_days(f"{year:04}-{month:02}")[1].day))


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
    """Largest remainder; among equals the earlier part, which is the lower id of its service level."""
    whole = sum(weights)
    if whole <= 0 or total <= 0:
        return [0] * len(weights)
    shares = [Fraction(total) * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda at: (-(shares[at] - parts[at]), at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts
