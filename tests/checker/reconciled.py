"""A ledger by the month of booking against the actual by the month of service, by docs/money.md: what lies between the two, from rows."""

import datetime as dt

from accounts import month_of
from book import DAY, calendar_days
from records import need


class Reconciled:
    """Mixed into `Figures`."""

    def between(self, name, first, last):
        """What a contract's ledger has over some months, what credit notes and invoices of other months take from it or add, and the rows of both."""
        accounts, contract = self.accounts(), self.book.contracts[name]
        inside = lambda month: first <= month <= last
        day = lambda row: dt.date.fromisoformat(row["issued_on"])
        end, before = calendar_days(last)[1], calendar_days(first)[0] - DAY
        crosses = lambda row: inside(month_of(day(row))) != inside(row["month"])
        notes = [note for note in accounts.notes if note["contract"] == name and note["currency"] == contract.base["currency"] and crosses(note)]
        moved = lambda note: (1 if inside(month_of(day(note))) else -1) * int(note["amount_minor"])
        invoiced, lines, services = 0, [], {}
        for group in accounts.groups[name]:
            services.setdefault((group["category"], group["rate"], group["month"]), []).append(group)
        for (_, _, month), groups in services.items():
            if month not in accounts.months and not any(group["lines"] for group in groups):
                continue
            parts = [part for group in groups for part in self.apart(group, inside, end, before, last, first)]
            invoiced += sum(parts)
            if any(parts):
                lines += [line for group in groups for line in group["lines"] if accounts.borne(line) and crosses(line)]
        booked = sum(accounts.booked(name, category, month, "cost") for category in ("production", "training", "other")
                     for month in self.months_from(first, last))
        actual = sum(minor for (month, _, of, _, _), (minor, _) in accounts.costs().items() if of == name and inside(month))
        return {"booked": booked, "credited": sum(map(moved, notes)), "invoiced": invoiced, "actual": actual}, {"credited": notes, "invoiced": lines}

    def apart(self, group, inside, end, before, last, first):
        """What of a group is in the actual, less what the ledger's months bear."""
        accounts = self.accounts()
        own = [line for line in group["lines"] if inside(month_of(dt.date.fromisoformat(line["issued_on"])))]
        if group["expected"] is None:
            for line in group["lines"]:
                yield (inside(group["month"]) - (line in own)) * accounts.borne(line)
            return
        borne = sum(accounts.borne(line) for line in own)
        borne += accounts.open(group, end) if group["month"] <= last else 0
        borne -= accounts.open(group, before) if group["month"] < first else 0
        whole = sum(accounts.borne(line) for line in group["lines"]) + accounts.open(group, self.book.as_of)
        yield (whole if inside(group["month"]) else 0) - borne

    @staticmethod
    def months_from(first, last):
        while first <= last:
            yield first
            first = month_of(calendar_days(first)[1] + DAY)

    def check_money_reconciled(self, page, figure, value):
        what, name, first, last = figure["asked"]
        sums, rows = self.between(name, first, last)
        need(sums["booked"] + sums["credited"] + sums["invoiced"] == sums["actual"], "the parts do not add up")
        need(self.cited_lines(figure) == sorted(row["at"] for row in rows.get(what, ())) if what in rows else not figure.get("rows"), "other rows answer")
        need(sums[what] == value, f"it is {sums[what]}")
