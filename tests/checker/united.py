"""What a unit costs, what poor quality came to, and training against its cap: by docs/money.md, from rows, invoices and the terms."""

import datetime as dt
from fractions import Fraction

from accounts import up
from book import DAY, calendar_days, middle, long_of
from records import need


class United:
    """Mixed into `Figures`."""

    def months_of_units(self, vendor):
        """Of each month of which cost and units are known: both, and the units that were done again."""
        accounts, settings, found = self.accounts(), self.book.settings, {}
        costs = {}
        for (month, of, name, _, _), (_, told) in accounts.costs().items():
            if of == vendor:
                costs.setdefault(month, []).append(told)
        for month in accounts.months:
            groups = [group for name, groups in accounts.groups.items() if self.book.contracts[name].vendor == vendor
                      for group in groups if group["month"] == month and "alone" not in group]
            known = month in costs and None not in costs[month] and all(group["expected"] is not None for group in groups)
            made = self.units_of(vendor, settings["unit-cost-metric"], month)
            if known and made is not None:
                again = settings.get("rework-metric")
                found[month] = (sum(costs[month]), made, self.units_of(vendor, again, month) if again else None)
        return found

    def units_of(self, vendor, metric, month):
        """The units of a month, `None` where the record lacks one of its periods."""
        rows = [row for row in self.book.rows_of(metric, ("vendor", vendor)) if long_of("month", middle(row.period)) == month]
        wanted = {month}
        if self.book.metrics[metric]["grain"] == "week":
            first, last = calendar_days(month)
            days = (first + n * DAY for n in range((last - first).days + 1))
            wanted = {"%04d-W%02d" % day.isocalendar()[:2] for day in days if day.weekday() == 3}
        return sum(row.num for row in rows) if wanted <= {row.period for row in rows} else None

    def unit_sums(self, vendor, quarter=None):
        """Over all months, or over those of a quarter."""
        months = self.months_of_units(vendor)
        if quarter:
            first, last = calendar_days(quarter)
            months = {month: one for month, one in months.items() if first <= calendar_days(month)[0] <= last}
        need(months, "no month of it is known")
        cost, units = (sum(one[at] for one in months.values()) for at in range(2))
        again = [one[2] for one in months.values()]
        accounts = self.accounts()
        told = lambda minor, name, month: accounts.exchange(minor, self.book.contracts[name].base["currency"], calendar_days(month)[1])
        names = [name for name, contract in self.book.contracts.items() if contract.vendor == vendor]
        owed = ((name, month, self.settled(name, month).get("owed")) for name in names for month in months)
        credits = sum(told(amount, name, month) for name, month, amount in owed if amount is not None)
        disputed = {}
        for name in names:
            for group in accounts.groups[name]:
                if group["month"] in months:
                    key = (name, group["rate"], group["category"], group["month"])
                    own = sum(accounts.disputed.get(line["at"], 0) for line in group["lines"] if line["currency"] == self.book.contracts[name].base["currency"])
                    disputed[key] = disputed.get(key, 0) + own
        disputed = sum(told(amount, key[0], key[3]) for key, amount in disputed.items())
        rework = up(Fraction(cost) / units * sum(again)) if None not in again else None
        late = lambda note: max(calendar_days(month)[1] for month in months) < dt.date.fromisoformat(note["issued_on"])
        notes = [note for note in accounts.notes if note["contract"] in names and note["month"] in months and late(note)
                 and note["currency"] == self.book.contracts[note["contract"]].base["currency"]]
        later = sum(told(int(note["amount_minor"]), note["contract"], note["month"]) for note in notes)
        return {"later": later, "months": len(months), "cost": cost, "units": units, "thousand": up(Fraction(cost) * 1000 / units), "credits": credits,
                "disputed": disputed, "rework": rework, "poor": credits + disputed + (rework or 0)}

    def check_money_unit(self, page, figure, value):
        what, vendor, *quarter = figure["asked"]
        found = self.unit_sums(vendor, *quarter)[what]
        need(found == value, f"it is {found}")

    def check_unit_count(self, page, figure, value):
        self.check_money_unit(page, figure, value)

    def capped(self, figure):
        """A month of a rate with a cap, all its sites together."""
        what, name, rate, month = figure["asked"]
        accounts, contract = self.accounts(), self.book.contracts[name]
        groups = [group for group in accounts.groups[name] if (group["rate"], group["month"]) == (rate, month) and "alone" not in group]
        terms = accounts.rate(contract, rate, month)
        lines = [line for group in groups for line in group["lines"]]
        return {"recorded": sum(group["recorded"] for group in groups), "billed": sum(Fraction(line["quantity"]) for line in lines),
                "disputed": sum(accounts.disputed.get(line["at"], 0) for line in lines),
                "allowed": sum(accounts.cap(contract, terms, site, month) for site in accounts.parts(contract, rate, month))}[what]

    def check_cap_count(self, page, figure, value):
        found = self.capped(figure)
        need(found == value, f"it is {found}")

    def check_money_cap(self, page, figure, value):
        self.check_cap_count(page, figure, value)
