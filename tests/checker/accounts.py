"""Accounts of a book, apart from the program and from docs/data-format.md and docs/money.md alone: what months should cost, what invoices come
to, what is still to come, and how the budget stands. What a book of the tests does not have (seats, premiums, volume bands, ramps) is refused here."""

import datetime as dt
import math
from collections import defaultdict
from fractions import Fraction

from book import DAY, calendar_days, days, exact, long_of, middle, minor_units

CATEGORIES = ("production", "training", "other")
FEE = "monthly-fee"


class NotKnown(Exception):
    """A case that this checker has no rule for."""


def up(value):
    """To a whole number, half up."""
    return math.floor(value + Fraction(1, 2))


def month_of(day):
    return long_of("month", day)


def months_between(first, last):
    found = [first]
    while found[-1] < last:
        found.append(month_of(calendar_days(found[-1])[1] + DAY))
    return found


class Accounts:
    def __init__(self, book, sheet):
        self.book, self.sheet = book, sheet
        self.own = book.settings["currency"]
        self.lines = [row for row in sheet("invoices") if dt.date.fromisoformat(row["issued_on"]) <= book.as_of]
        self.notes = [row for row in sheet("credit-notes") if dt.date.fromisoformat(row["issued_on"]) <= book.as_of]
        accruals = [row for row in sheet("accruals") if dt.date.fromisoformat(row["posted_on"]) <= book.as_of]
        firsts = [row["month"] for row in self.lines + accruals]
        firsts += [one["first-month"] for one in book.records("data/budgets").values()]
        self.months = []
        if firsts:
            last = month_of(book.as_of + DAY)
            self.months = [month for month in months_between(min(firsts), last) if calendar_days(month)[1] <= book.as_of]
        self.kept = lambda name: min((row["month"] for row in self.lines_and_accruals if name in ("*", row["contract"])), default=None)
        self.accruals, self.lines_and_accruals = accruals, self.lines + accruals
        self.disputed, self.unrated = {}, {}
        self.groups = {name: self.contract_groups(name) for name in book.contracts}
        for groups in self.groups.values():
            self.join_reductions(groups)

    def accounted_from(self, contract):
        """The first month from which a contract is accounted for though nothing was invoiced; `None`: never."""
        starts, own = month_of(contract.starts), self.kept(contract.name)
        found = [month for month in (own, starts if starts >= self.months[0] else None) if month]
        return min(found) if found else self.months[0] if self.kept("*") is None else None

    # ------------------------------------------------------------ what a month should cost

    @staticmethod
    def join_reductions(groups):
        """What lowers the cost of a rate in a month is taken off what else it costs, and never by itself still to come."""
        by_rate = defaultdict(list)
        for group in groups:
            by_rate[group["month"], group["rate"]].append(group)
        for own in by_rate.values():
            if any((group["expected"] or 0) < 0 for group in own):
                for group in own:
                    group["with"] = []
                own[0]["with"] = own

    def rate(self, contract, name, month):
        """The rate by the last terms of the month that have it."""
        first, last = calendar_days(month)
        for day in (last - n * DAY for n in range((last - first).days + 1)):
            found = (contract.terms(day) or {}).get("rate", {}).get(name)
            if found:
                return found
        return None

    def fee(self, contract, month):
        first, last = calendar_days(month)
        all_days = (last - first).days + 1
        days = [contract.terms(first + n * DAY) for n in range(all_days)]
        fees = [terms["monthly-fee-minor"] for terms in days if terms and "monthly-fee-minor" in terms]
        return sum(Fraction(fee, all_days) for fee in fees) if fees else None

    def rows(self, contract, rate, metric):
        fits = lambda row, key, one: not rate.get(key) or one in rate[key]
        return [row for row in self.book.rows_of(metric, ("vendor", contract.vendor))
                if fits(row, "sites", row.site) and fits(row, "projects", row.project) and fits(row, "queues", row.queue) and fits(row, "languages", row.language)]

    def parts(self, contract, name, month):
        """By site: pairs of quantity and the rate of the row's day. `None` where a row of a site that has begun to report lacks."""
        rate = self.rate(contract, name, month)
        if rate is None or any(key in rate for key in ("premium", "volume-band", "ramp")):
            raise NotKnown(f"{contract.name} {name}")
        rows = self.rows(contract, rate, rate["quantity"])
        by_week = self.book.metrics[rate["quantity"]]["grain"] == "week"
        begun = {}
        for row in rows:
            if contract.terms(middle(row.period)):
                begun[row.site] = min(begun.get(row.site, row.period), row.period)
        found = defaultdict(list)
        for site, first in begun.items():
            own = [row for row in rows if row.site == site and month_of(middle(row.period)) == month]
            wanted = self.periods(contract, month, by_week)
            if not {period for period in wanted if period >= first} <= {row.period for row in own}:
                return None
            worth = lambda row: contract.terms(middle(row.period))["rate"][name]
            if rate["unit"] in ("fte-month", "seat-month"):
                found[site] = [(self.by_days(contract, month, [row for row in own if row.period in wanted]), rate)]
            else:
                found[site] = [(row.num * self.shrunk(worth(row)), worth(row)) for row in own if row.period in wanted]
        return dict(found) if found else None

    @staticmethod
    def shrunk(rate):
        """Productive hours of a paid one."""
        lost = [exact(rate.get(key, 0)) / 100 for key in ("in-office-shrinkage-percent", "external-shrinkage-percent")]
        return (1 - lost[0]) * (1 - lost[1])

    @staticmethod
    def by_days(contract, month, rows):
        """A level by the days of the month in force; of weekly rows the mean over the weeks, each by its days in force."""
        first, last = calendar_days(month)
        in_force = lambda first, last: sum(contract.terms(first + n * DAY) is not None for n in range((last - first).days + 1))
        weights = [in_force(*days(row.period)) for row in rows]
        level = sum(row.num * weight for row, weight in zip(rows, weights)) / sum(weights)
        return level * in_force(first, last) / ((last - first).days + 1)

    def periods(self, contract, month, by_week):
        if not by_week:
            return {month} if contract.terms(middle(month)) else set()
        first, last = calendar_days(month)
        thursdays = [day for day in (first + n * DAY for n in range((last - first).days + 1)) if day.weekday() == 3]
        year_week = lambda day: "%04d-W%02d" % day.isocalendar()[:2]
        return {year_week(day) for day in thursdays if contract.terms(day)}

    def cap(self, contract, rate, site, month):
        rows = [row for row in self.rows(contract, rate, rate["cap"]["of"]) if row.site == site and month_of(middle(row.period)) == month]
        return exact(rate["cap"]["each"]) * sum(row.num for row in rows)

    def expected(self, contract, name, month, units):
        """By site (`None`: of the whole scope): what it should cost in minor units, what is recorded, what is paid for, the price of one."""
        rate, parts = self.rate(contract, name, month), self.parts(contract, name, month)
        if parts is None:
            return None
        if "tiers" in rate or "minimum-quantity" in rate:
            quantity = sum(count for pairs in parts.values() for count, _ in pairs)
            if "tiers" in rate:
                cost = self.tiered(rate, quantity) * units
                return {None: (up(cost), quantity, quantity, cost / quantity if quantity else 0)}
            price, least = exact(rate["price"]) * units, exact(rate["minimum-quantity"])
            short = max(least - quantity, Fraction(0))
            return {None: (up(quantity * price) + (up(short * price) if short else 0), quantity, max(quantity, least), price)}
        found = {}
        for site, pairs in parts.items():
            quantity = sum(count for count, _ in pairs)
            paid = min(quantity, self.cap(contract, rate, site, month)) if "cap" in rate else quantity
            cost = sum(count * exact(of["price"]) for count, of in pairs) * units
            if paid != quantity:
                cost = cost * paid / quantity
            found[site] = (up(cost), quantity, paid, max(exact(of["price"]) for _, of in pairs) * units)
        return found

    @staticmethod
    def tiered(rate, quantity):
        tiers = [(exact(tier["above"]), exact(tier["price"])) for tier in rate["tiers"]]
        if rate["tier-mode"] == "slab":
            return quantity * [price for above, price in tiers if above < quantity or above == 0][-1]
        tops = [above for above, _ in tiers[1:]] + [None]
        return sum(max((quantity if top is None else min(quantity, top)) - above, Fraction(0)) * price for (above, price), top in zip(tiers, tops))

    # ------------------------------------------------------------ what invoices come to

    def contract_groups(self, name):
        """Of each month: groups of one rate (and site), each with its lines, what it should cost and what is left. Lines alone are disputed whole."""
        contract = self.book.contracts[name]
        units = minor_units(contract.base["currency"])
        own = sorted((row for row in self.lines if row["contract"] == name), key=lambda row: (row["issued_on"], row["invoice"], row["month"], row["rate"], row["at"]))
        seen, matched = set(), defaultdict(list)
        no_card = not self.has_rate_card(contract)
        for row in own:
            first, last = calendar_days(row["month"])
            twin = tuple(row.get(key, "") for key in ("rate", "site", "project", "month", "quantity", "amount_minor"))
            is_known = no_card or row["rate"] == FEE or self.rate(contract, row["rate"], row["month"]) is not None
            outside = contract.ends() < first or last < contract.starts
            if outside or row["currency"] != contract.base["currency"] or not is_known or twin in seen:
                self.disputed[row["at"]] = int(row["amount_minor"])
                matched[row["month"], row["rate"], "alone"].append(row)
                continue
            seen.add(twin)
            if no_card:
                self.unrated[row["at"]] = int(row["amount_minor"])
                matched[row["month"], row["rate"], "unrated"].append(row)
                continue
            matched[row["month"], row["rate"], "billed"].append(row)
        groups = []
        since = self.accounted_from(contract) if self.months else None
        for month in sorted({month for month in self.months if since and since <= month} | {row["month"] for row in own}):
            for rate in self.rates_of(contract, month) | {key[1] for key in matched if key[0] == month}:
                groups += self.groups_of(contract, month, rate, matched.get((month, rate, "billed"), []), units)
                for how in ("alone", "unrated"):
                    own = matched.get((month, rate, how))
                    if own:
                        category = self.category(contract, rate, month, own)
                        groups.append({"month": month, "rate": rate, "category": category, "lines": own, "expected": None, "recorded": None, "alone": True, how: True})
        return groups

    @staticmethod
    def has_rate_card(contract):
        """Whether some terms of the contract say what something costs."""
        days = range((contract.ends() - contract.starts).days + 1)
        return any(terms.get("rate") or "monthly-fee-minor" in terms for terms in (contract.terms(contract.starts + n * DAY) or {} for n in days))

    def rates_of(self, contract, month):
        first, last = calendar_days(month)
        terms = [contract.terms(first + n * DAY) for n in range((last - first).days + 1)]
        found = {name for one in terms if one for name in one.get("rate", {})}
        return found | ({FEE} if any(one and "monthly-fee-minor" in one for one in terms) else set())

    def category(self, contract, rate, month, lines):
        known = self.rate(contract, rate, month)
        if rate == FEE:
            return "production"
        if known:
            return known.get("category", "production")
        return next((line["category"] for line in lines if line.get("category")), "other")

    def groups_of(self, contract, month, rate, lines, units):
        first, last = calendar_days(month)
        group = {"month": month, "rate": rate, "category": self.category(contract, rate, month, lines), "lines": lines, "expected": None, "recorded": None}
        tolerance = (contract.terms(min(last, contract.ends())) or {}).get("invoice-tolerance", {})
        if last > self.book.as_of:
            return [group]
        if rate == FEE:
            fee = self.fee(contract, month)
            if fee is None:
                return [group]
            return [self.matched(group | {"expected": up(fee)}, None, Fraction(1), fee, tolerance)]
        if not self.rate(contract, rate, month):
            return [group]
        expected = self.expected(contract, rate, month, units)
        if expected is None:
            return [group]
        if None not in expected and all(line["site"] for line in lines):
            of_site = lambda site: [line for line in lines if line["site"] == site]
            return [self.matched(group | {"lines": of_site(site), "expected": cost, "recorded": recorded}, recorded, paid, price, tolerance)
                    for site, (cost, recorded, paid, price) in expected.items()]
        cost, recorded, paid = (sum(one[at] for one in expected.values()) for at in range(3))
        return [self.matched(group | {"expected": cost, "recorded": recorded}, recorded, paid, next(iter(expected.values()))[3], tolerance)]

    def matched(self, group, recorded, paid, price, tolerance):
        """Disputes what is over: the price first, then the quantity, from the last line on."""
        amounts = [int(line["amount_minor"]) for line in group["lines"]]
        billed = [Fraction(amount) / price for amount in amounts] if recorded is None else [Fraction(line["quantity"]) for line in group["lines"]]
        at_price = [up(quantity * price) for quantity in billed]
        most, percent = tolerance.get("most-minor", 0), exact(tolerance.get("price-percent", 0))
        over = [amount - agreed for amount, agreed in zip(amounts, at_price)]
        passed = [one if 0 < one <= most and one <= agreed * percent / 100 else 0 for one, agreed in zip(over, at_price)]
        price_part = sum(over) - sum(passed)
        quantity_part = beyond = 0
        if sum(billed) > paid:
            more = max(sum(at_price) - group["expected"], 0)
            bound = exact(tolerance.get("quantity-percent", 0))
            within = sum(billed) - paid <= paid * bound / 100 and more <= most
            quantity_part = 0 if within else max(more + min(price_part, 0), 0)
            beyond = 0 if recorded is None else min(up(max(recorded - paid, 0) * price), quantity_part)
        for part, room in ((max(price_part, 0), over), (quantity_part, amounts)):
            for line, most_of in reversed(list(zip(group["lines"], room))):
                kept = max(min(part, most_of), 0)
                self.disputed[line["at"]] = self.disputed.get(line["at"], 0) + kept
                part -= kept
        is_whole = bool(amounts) and sum(billed) >= paid and all(one >= 0 for one in over)
        return group | {"is_whole": is_whole, "beyond": beyond}

    # ------------------------------------------------------------ sums

    def payable(self, line):
        return self.borne(line) - self.unrated.get(line["at"], 0)

    def borne(self, line):
        """What is payable, and what no rate card covers: a cost until somebody decides."""
        return int(line["amount_minor"]) - self.disputed.get(line["at"], 0)

    def open(self, group, day):
        """Still to be invoiced at the end of a day; of a rate whose month has a reduction all of it together, told of the first of its groups."""
        if "with" in group:
            own, lines = group["with"], [line for one in group["with"] for line in one["lines"]]
            issued = [line for line in lines if dt.date.fromisoformat(line["issued_on"]) <= day]
            if all(one.get("is_whole") for one in own) and len(issued) == len(lines):
                return 0
            return max(sum(one["expected"] or 0 for one in own) - sum(self.payable(line) for line in issued), 0)
        if group["expected"] is None:
            return 0
        if group.get("is_whole") and all(dt.date.fromisoformat(line["issued_on"]) <= day for line in group["lines"]):
            return 0
        issued = [line for line in group["lines"] if dt.date.fromisoformat(line["issued_on"]) <= day]
        return max(group["expected"] - sum(self.payable(line) for line in issued), 0)

    def project(self, contract, rate):
        """The one project of a rate's scope, by its newest terms."""
        found = self.rate(contract, rate, month_of(contract.ends())) or {}
        projects = set(found.get("projects", [])) | {self.book.queues[queue][0] for queue in found.get("queues", [])}
        return projects.pop() if len(projects) == 1 else None

    def costs(self):
        """By month, vendor, contract, project and category: in the contract's minor units, and in the book's or `None` without a rate."""
        found = defaultdict(int)
        unpriced = defaultdict(set)
        for name, groups in self.groups.items():
            contract = self.book.contracts[name]
            by_rate = defaultdict(list)
            for group in groups:
                by_rate[group["category"], group["rate"]].append(group)
            for (category, rate), own in by_rate.items():
                lines = [line["project"] for group in own for line in group["lines"] if line.get("project")]
                project = self.project(contract, rate) or (lines[0] if lines else None)
                for group in own:
                    key = (group["month"], contract.vendor, name, project, category)
                    found[key] += sum(self.borne(line) for line in group["lines"]) + self.open(group, self.book.as_of)
        for note in self.notes:
            contract = self.book.contracts.get(note["contract"])
            if contract and contract.base["currency"] == note["currency"]:
                found[note["month"], contract.vendor, note["contract"], None, "production"] -= int(note["amount_minor"])
        return {key: (minor, self.exchange(minor, self.book.contracts[key[2]].base["currency"], calendar_days(key[0])[1])) for key, minor in found.items()}

    def exchange(self, minor, currency, day):
        if currency == self.own:
            return minor
        day = min(day, self.book.as_of)
        most = self.book.settings.get("exchange-max-age-days", 7)
        rows = [row for row in self.sheet("exchange-rates") if {row["from"], row["to"]} == {currency, self.own}]
        rows = [row for row in rows if day - most * DAY <= dt.date.fromisoformat(row["on"]) <= day]
        if not rows:
            return None
        row = max(rows, key=lambda row: row["on"])
        rate = Fraction(row["rate"]) / Fraction(row["per"] or 1)
        rate = rate if row["from"] == currency else 1 / rate
        return up(minor * rate * minor_units(self.own) / minor_units(currency))

    def posted(self, name, category, month):
        """What was posted as the accrual of a month, in the contract's currency."""
        currency = self.book.contracts[name].base["currency"]
        rows = [row for row in self.accruals if (row["contract"], row["category"], row["month"], row["currency"]) == (name, category, month, currency)]
        return sum(int(row["amount_minor"]) for row in rows)

    def booked(self, name, category, month, what):
        """A month of a contract's ledger."""
        groups = [group for group in self.groups[name] if group["category"] == category]
        first, last = calendar_days(month)
        of_days = lambda day: first <= dt.date.fromisoformat(day) <= last
        lines = [line for group in groups for line in group["lines"] if of_days(line["issued_on"])]
        at_end = lambda day: sum(self.open(group, day) for group in groups if calendar_days(group["month"])[1] <= day)
        true_up = lambda group: sum(self.borne(line) for line in group["lines"] if of_days(line["issued_on"])) + self.open(group, last) - self.open(group, first - DAY)
        invoiced = sum(self.borne(line) for line in lines)
        accrued = at_end(last)
        before = at_end(first - DAY)
        credited = sum(int(note["amount_minor"]) for note in self.notes if note["contract"] == name and note["currency"] == self.book.contracts[name].base["currency"] and of_days(note["issued_on"])) if category == "production" else 0
        sums = {"invoiced": invoiced, "accrued": accrued, "reversed": -before, "credited": -credited,
                "true-up": sum(true_up(group) for group in groups if group["month"] < month and ("unrated" in group or "alone" not in group)),
                "disputed": sum(self.disputed.get(line["at"], 0) for line in lines), "posted": self.posted(name, category, month)}
        return sums[what] if what in sums else invoiced + accrued - before - credited
