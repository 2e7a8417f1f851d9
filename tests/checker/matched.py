"""Invoices held against what a month should cost: what is disputed of each line, by the text of docs/data-format.md."""

import csv
import datetime as dt
from fractions import Fraction

from billed import whole
from book import calendar_days, exact, minor_units
from procedures import cited
from records import need


class Bill:
    def __init__(self, path, line, cells):
        self.place, self.cells = (path, line), cells
        self.amount, self.disputed, self.unmatched, self.unrated = int(cells["amount_minor"]), 0, 0, 0
        self.number = lambda key: exact(cells[key]) if cells.get(key) else None
        self.quantity, self.price = self.number("quantity"), self.number("price")
        self.group = None

    def __getattr__(self, key):
        return self.cells.get(key) or ""

    @property
    def order(self):
        optional = lambda value: (value is not None, value or 0)
        named = lambda key: (bool(self.cells.get(key)), self.cells.get(key) or "")
        return (self.issued_on, self.invoice, self.month, named("rate"), named("site"), named("project"), optional(self.quantity),
                optional(self.price), self.amount, self.currency, self.place)


class Group:
    def __init__(self, expected, lines, prices):
        self.expected, self.lines, self.prices = expected, lines, prices


class Matched:
    """All invoices of a book on a day."""

    def __init__(self, billed):
        self.billed, self.book = billed, billed.book
        self.lines, self.groups, self.cards = [], {}, {}
        for path in sorted((self.book.root / "data/invoices").glob("*.csv")):
            name = path.relative_to(self.book.root).as_posix()
            with open(path, encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                self.lines += [Bill(name, reader.line_num, cells) for cells in reader]
        self.lines = [line for line in self.lines if dt.date.fromisoformat(line.issued_on) <= self.book.as_of]
        self.at = {line.place: line for line in self.lines}
        by_contract = {}
        for line in sorted(self.lines, key=lambda line: line.order):
            by_contract.setdefault(line.contract, []).append(line)
        for name, lines in by_contract.items():
            self.contract(name, lines)

    def invoice(self, vendor, number):
        return [line for line in self.lines if line.invoice == number and self.book.contracts[line.contract].vendor == vendor]

    def contract(self, name, lines):
        good = [line for line in lines if not self.refused(name, line)]
        for line in lines:
            if line not in good:
                line.disputed = line.amount
        for line in self.twice(good):
            line.disputed, good = line.amount, [one for one in good if one is not line]
        if not self.has_rate_card(name):
            for line in good:
                line.unrated = line.amount
            return
        months = {}
        for line in good:
            months.setdefault(line.month, []).append(line)
        for month, own in months.items():
            self.month(name, month, own)

    def refused(self, name, line):
        contract, (first, last) = self.book.contracts[name], calendar_days(line.month)
        outside = lambda starts, ends: last < starts or ends is not None and ends < first
        if outside(contract.starts, contract.ends()) or line.currency != self.billed.currency(name, line.month):
            return True
        has_card = self.has_rate_card(name)
        if has_card and not line.rate:
            return True
        day, rate, fee = first, None, False
        while day <= last:
            terms = contract.terms(day) or {}
            rate, fee = terms.get("rate", {}).get(line.rate, rate), fee or "monthly-fee-minor" in terms
            day += dt.timedelta(days=1)
        if has_card and not (fee if line.rate == "monthly-fee" else rate):
            return True
        scoped = (rate or {}).get("projects", [])
        project = self.book.projects.get(line.project or (scoped[0] if len(scoped) == 1 else ""))
        if project and outside(project["starts-on"], project.get("ends-on")):
            return True
        site = self.book.sites.get(line.site)
        return bool(site) and outside(site["opened-on"], site.get("closed-on"))

    def has_rate_card(self, name):
        """Whether some terms of the contract say what something costs."""
        if name not in self.cards:
            contract = self.book.contracts[name]
            days = range((contract.ends() - contract.starts).days + 1)
            terms = (contract.terms(contract.starts + n * dt.timedelta(days=1)) or {} for n in days)
            self.cards[name] = any(one.get("rate") or "monthly-fee-minor" in one for one in terms)
        return self.cards[name]

    @staticmethod
    def twice(lines):
        standing, twins = {}, []
        for line in lines:
            key = (line.rate, line.site, line.project, line.month, abs(line.quantity) if line.quantity is not None else None, abs(line.amount))
            if line.amount < 0 and standing.get(key):
                gone = standing[key].pop()
                twins = [one for one in twins if one is not gone]
            elif line.amount > 0:
                if standing.get(key):
                    twins.append(line)
                standing.setdefault(key, []).append(line)
        return twins

    def month(self, name, month, lines):
        expected, units = self.billed.month(name, month), minor_units(self.billed.currency(name, month))
        terms = self.book.contracts[name].folded(max(min(calendar_days(month)[1], self.book.contracts[name].ends()), self.book.contracts[name].starts))
        tolerance = terms.get("invoice-tolerance", {})
        kinds = {}
        for line in lines:
            of_rate = expected.get(line.rate, [])
            named = lambda one: "quantity" if one.kind == "shortfall" else one.kind
            by_price = [named(one) for one in of_rate if line.price is not None and abs(line.price) in one.prices]
            kind = (by_price or [named(one) for one in of_rate] or ["quantity"])[0]
            kinds.setdefault((line.rate, kind), []).append(line)
        groups = {}
        for (rate, kind), own in kinds.items():
            parts = [one for one in expected.get(rate, []) if kind == ("quantity" if one.kind == "shortfall" else one.kind)]
            by_site = all(line.site for line in own) and all(one.site for one in parts)
            for site in sorted({line.site for line in own} if by_site else {""}):
                mine = [line for line in own if not by_site or line.site == site]
                fitting = [one for one in parts if not by_site or one.site == site]
                prices = [price for one in fitting or parts for price in one.prices]
                if not prices:
                    said = terms.get("rate", {}).get(rate, {})
                    prices = [exact(said["price"])] if "price" in said else [exact(tier["price"]) for tier in said.get("tiers", [])]
                group = Group(fitting, mine, prices)
                groups[(rate, kind, site)] = group
                self.groups[(name, month, rate, kind, site)] = group
                self.match(group, kind, units, tolerance)
        self.credits(expected, groups)

    def match(self, group, kind, units, tolerance):
        measured = all(one.amount is not None for one in group.expected)
        group.recorded = sum((one.recorded for one in group.expected if one.kind != "shortfall"), Fraction(0)) if measured else None
        group.rows = set().union(*(one.rows for one in group.expected))
        due = sum(one.amount for one in group.expected) if measured else None
        paid = sum((one.quantity for one in group.expected), Fraction(0)) if measured else None
        ideal = sum((one.exact for one in group.expected), Fraction(0)) if measured else None
        prices = [ideal] if measured and kind == "fee" else [price * units for price in group.prices]
        single, highest = len(set(prices)) < 2, max(prices, default=Fraction(0))
        agreed = highest if single or not paid else ideal / paid
        group.agreed = agreed / units
        for line in group.lines:
            line.group, line.over_total = group, 0
            if line.quantity is not None and line.price is not None:
                total = whole(line.quantity * line.price * units)
                total = -abs(total) if line.amount < 0 else total
                line.over_total = min(max(line.amount - total, 0), max(line.amount, 0))
            line.billed = self.quantity(line, agreed, units, kind == "fee")
        billed = sum(line.billed for line in group.lines)
        full, more = measured and billed >= paid, measured and billed > paid
        price = agreed if single or full else highest
        net = lambda line: line.amount - line.over_total
        at_price = [whole(line.billed * price) for line in group.lines]
        over = [net(line) - right for line, right in zip(group.lines, at_price)]
        percent = lambda key: exact(tolerance.get(key, 0)) / 100
        most = tolerance.get("most-minor", 0)
        passed = sum(one for one, right in zip(over, at_price) if 0 < one <= most and one <= right * percent("price-percent"))
        right = sum(at_price) if single else whole(billed * price)
        by_price = sum(net(line) for line in group.lines) - right - passed
        by_quantity = 0
        if more:
            above = max(right - due, 0)
            if not (billed - paid <= paid * percent("quantity-percent") and above <= most):
                by_quantity = max(above + min(by_price, 0), 0)
        for line in group.lines:
            line.disputed += line.over_total
        self.keep(max(by_price, 0), over, group.lines)
        self.keep(by_quantity, [line.amount - line.disputed for line in group.lines], group.lines)
        if not measured:
            for line in group.lines:
                line.unmatched = line.amount - line.disputed
        group.open = None if not measured else 0 if group.lines and full and min(over) >= 0 else max(due - sum(line.amount - line.disputed for line in group.lines), 0)

    @staticmethod
    def quantity(line, agreed, units, by_amount):
        if line.quantity is not None and not by_amount:
            return -abs(line.quantity) if line.amount < 0 else line.quantity
        price = line.price * units if line.price and not by_amount else agreed
        found = Fraction(line.amount) / price if price else Fraction(0)
        return -abs(found) if line.amount < 0 else found

    @staticmethod
    def keep(amount, most, lines):
        """From the last line on, of each at most what is over in it."""
        for line, bound in reversed(list(zip(lines, most))):
            own = max(min(amount, bound), 0)
            line.disputed, amount = line.disputed + own, amount - own
        if amount > 0:
            lines[-1].disputed += amount

    def credits(self, expected, groups):
        """A credit for less than the baseline that is not on an invoice comes off what is still open, then off what was billed."""
        for rate, lines in expected.items():
            band = [one for one in lines if one.kind == "band"]
            if not band or band[0].amount is None:
                continue
            given = groups.get((rate, "band", ""))
            taken = sum(line.amount - line.disputed - line.unmatched for line in given.lines) if given else 0
            owed = min(taken, 0) - min(band[0].amount, 0)
            main = groups.get((rate, "quantity", ""))
            if owed > 0 and main:
                owed -= min(main.open or 0, owed)
                for line in reversed(main.lines):
                    own = min(max(line.amount - line.disputed, 0), owed)
                    line.disputed, owed = line.disputed + own, owed - own


class Invoices:
    """Mixed into `Figures`."""

    def check_invoice_amount(self, page, figure, value):
        vendor, number, currency = figure["invoice"]
        lines = [line for line in self.matched.invoice(vendor, number) if line.currency == currency]
        need(lines, "no line of such an invoice")
        sums = {"invoiced": sum(line.amount for line in lines), "disputed": sum(line.disputed for line in lines),
                "unmatched": sum(line.unmatched for line in lines), "unrated": sum(line.unrated for line in lines)}
        sums["payable"] = sums["invoiced"] - sums["disputed"] - sums["unrated"]
        expected = sums[figure["part"][0]]
        need(expected == value, f"{figure['part'][0]} {float(value)}, the lines say {expected}")

    def check_money_site(self, page, figure, value):
        """Lines that name a site, of a month and a currency."""
        what, site, month, currency = figure["asked"]
        if what == "of-no-site":
            vendor = self.book.sites[site]["vendor"]
            lines = [line for line in self.matched.lines if (line.site, line.month, line.currency) == ("", month, currency) and self.book.contracts[line.contract].vendor == vendor]
            need(lines and sum(line.amount for line in lines) == value, "the vendor bills another amount for no one site")
            return
        lines = [line for line in self.matched.lines if (line.site, line.month, line.currency) == (site, month, currency)]
        need(lines, "no line names the site in that month")
        sums = {what: sum(getattr(line, key) for line in lines) for what, key in (("invoiced", "amount"), ("disputed", "disputed"), ("unrated", "unrated"))}
        sums["payable"] = sums["invoiced"] - sums["disputed"] - sums["unrated"]
        need(sums[what] == value, f"the lines say {sums[what]}")

    def group_of(self, figure):
        group = self.matched.groups.get(tuple(figure["match"]))
        need(group is not None, "no line was billed of it")
        return group

    def check_invoice_recorded(self, page, figure, value):
        group = self.group_of(figure)
        need(group.recorded == value, f"recorded {float(value)}, the rows say {group.recorded}")
        need((cited(figure) if "rows" in figure else set()) == group.rows, "cites other rows")

    def check_invoice_agreed(self, page, figure, value):
        group = self.group_of(figure)
        need(group.agreed == value, f"agreed {float(value)}, the terms say {group.agreed}")

    def check_invoice_disputed(self, page, figure, value):
        (path, line), = figure["records"]
        found = self.matched.at.get((path, line))
        need(found is not None, f"{path}:{line} is no line of an invoice")
        said = [found.invoice, found.month, found.rate, found.site, found.cells["amount_minor"]]
        need(figure["billed"] == said, f"{path}:{line} is another line: {said}")
        need(found.disputed == value, f"disputed {float(value)}, the match says {found.disputed}")

    def count_invoices(self, what, vendor):
        found = {}
        for line in sorted(self.matched.lines, key=lambda line: line.order):
            owner = self.book.contracts[line.contract].vendor
            if vendor in ("", owner):
                found.setdefault((owner, line.invoice), []).append(line)
        firsts = {key: list(lines[0].place) for key, lines in found.items()}
        if what == "all":
            return list(firsts.values())
        return [place for key, place in firsts.items() if self.faulty(found[key])]

    def faulty(self, lines):
        """Something is disputed, or a line adds up to less than it says, or the number has two days or two contracts."""
        units = lambda line: minor_units(line.currency)
        off = lambda line: (line.group is not None and line.quantity is not None and line.price is not None
                            and abs(line.amount) != abs(whole(line.quantity * line.price * units(line))))
        return (any(line.disputed for line in lines) or any(off(line) for line in lines)
                or len({line.issued_on for line in lines}) > 1 or len({line.contract for line in lines}) > 1)
