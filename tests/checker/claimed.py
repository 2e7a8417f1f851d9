"""What became of service credits: claims and credit notes against the ledger of the terms."""

import csv
import datetime as dt
from fractions import Fraction

from book import DAY, calendar_days
from credits import months_between
from records import need


class Claimed:
    """Mixed into `Figures`."""

    def claims(self, name, month):
        """Claims of a month that were sent by the day, with the lines at which they start."""
        of = lambda one: (one["contract"], one["month"]) == (name, month) and one["claimed-on"] <= self.book.as_of
        return {f"data/claims/{stem}.toml": one for stem, one in self.book.records("data/claims").items() if of(one)}

    def notes(self, name, month):
        """Path, line and minor units of the credit notes of a month, in the contract's currency, that were issued by the day."""
        found = []
        for path in sorted((self.book.root / "data/credit-notes").glob("*.csv")):
            with open(path, encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                for cells in reader:
                    known = dt.date.fromisoformat(cells["issued_on"]) <= self.book.as_of
                    if (cells["contract"], cells["month"]) == (name, month) and known and cells["currency"] == self.currency(name, month):
                        found.append((path.relative_to(self.book.root).as_posix(), reader.line_num, int(cells["amount_minor"])))
        return found

    def currency(self, name, month):
        contract, (first, last) = self.book.contracts[name], calendar_days(month)
        day = max(min(last, contract.ends()), contract.starts)
        return contract.terms(day)["currency"]

    def settled(self, name, month):
        """Every amount of a month; `None` where the ledger has no such month."""
        ledger, (_, last) = self.ledger.month(name, month), calendar_days(month)
        claims, notes = self.claims(name, month), self.notes(name, month)
        amounts = {"claimed": sum(one["amount-minor"] for one in claims.values()), "received": sum(amount for *_, amount in notes)}
        # Of a month without a ledger nothing is known to be owed.
        amounts["beyond"] = amounts["received"]
        if ledger is None or not self.ledger.closed(self.book.contracts[name], month):
            return amounts
        agreed = [one["agreed-minor"] for one in claims.values() if "agreed-on" in one and one["agreed-on"] <= self.book.as_of]
        due = sum(agreed) if claims and len(agreed) == len(claims) else ledger["net"]
        rest = due - amounts["received"]
        within = ledger["terms"]["credits"].get("claim-within-days")
        by = None if within is None else ledger["claim-from"] + within * DAY
        is_lost = by is not None and by < self.book.as_of and not claims
        amounts |= {"owed": ledger["net"], "due": due, "by": by, "over": max(0, -rest), "beyond": max(0, -rest), "conceded": ledger["net"] - due, "lost": max(0, rest) if is_lost else 0,
                    "outstanding": 0 if is_lost else max(0, rest)}
        return amounts | {"claimable": 0 if claims else amounts["outstanding"]}

    def settles(self, figure, part, value):
        amounts = self.settled(*figure["month"])
        need(amounts.get(part) == value, f"{part} {float(value)}, the records say {amounts.get(part)}")

    def check_claim_asked(self, page, figure, value):
        need([list(one) for one in figure["records"]] == [[path, 1] for path in self.claims(*figure["month"])], "other claims were sent")
        self.settles(figure, "claimed", value)

    def check_claim_received(self, page, figure, value):
        cited = [(path, line) for path, ranges in figure["rows"] for first, last in ranges for line in range(first, last + 1)]
        need(cited == [(path, line) for path, line, _ in self.notes(*figure["month"])], "other credit notes were issued")
        self.settles(figure, "received", value)

    def check_claim_due(self, page, figure, value):
        self.settles(figure, "due", value)

    def check_claim_conceded(self, page, figure, value):
        self.settles(figure, "conceded", value)

    def check_claim_outstanding(self, page, figure, value):
        self.settles(figure, "outstanding", value)

    def check_claim_lost(self, page, figure, value):
        self.settles(figure, "lost", value)

    def check_claim_over(self, page, figure, value):
        self.settles(figure, "over", value)

    def of_invoice(self, figure, folder, value):
        vendor, invoice, currency = figure["invoice"]
        found = []
        for path in sorted((self.book.root / folder).glob("*.csv")):
            with open(path, encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                for cells in reader:
                    known = dt.date.fromisoformat(cells["issued_on"]) <= self.book.as_of
                    of = self.book.contracts[cells["contract"]].vendor
                    if known and (of, cells["invoice"], cells["currency"]) == (vendor, invoice, currency):
                        found.append((path.relative_to(self.book.root).as_posix(), reader.line_num, int(cells["amount_minor"])))
        cited = [(path, line) for path, ranges in figure["rows"] for first, last in ranges for line in range(first, last + 1)]
        need(cited == [(path, line) for path, line, _ in found], "other lines name the invoice")
        need(sum(amount for *_, amount in found) == value, "the lines add up to another amount")

    def check_claim_invoiced(self, page, figure, value):
        self.of_invoice(figure, "data/invoices", value)

    def check_claim_netted(self, page, figure, value):
        self.of_invoice(figure, "data/credit-notes", value)

    def check_claim_left(self, page, figure, value):
        invoiced, credited = (Fraction(one["value"]) for one in self.inputs(page, figure))
        need(max(0, invoiced - credited) == value, "another amount is left")

    def check_claim_carried(self, page, figure, value):
        invoiced, credited = (Fraction(one["value"]) for one in self.inputs(page, figure))
        need(max(0, credited - invoiced) == value, "another amount is carried forward")

    def check_claim_days(self, page, figure, value):
        name, _, path, line = figure["settings"][0]
        need(name == "claim-within-days", f"{name} is no number of days to claim")
        need((self.settled(*figure["month"])["by"] - self.book.as_of).days == value, "another number of days")

    def check_claim_total(self, page, figure, value):
        (part,), (kind, whose, currency) = figure["part"], figure["whose"]
        asked = [name for name, one in self.book.contracts.items()
                 if kind == "all" or (kind == "contract" and name == whose) or (kind == "vendor" and one.base["vendor"] == whose)]
        need(asked, f"nobody is {kind} {whose}")
        months = {}
        for name in asked:
            contract = self.book.contracts[name]
            known = set(months_between(contract.starts, min(contract.ends(), self.book.as_of)))
            known |= {one["month"] for one in self.book.records("data/claims").values() if one["contract"] == name}
            known |= self.months_of_notes(name)
            for month in known:
                if self.currency(name, month) == currency and self.settled(name, month).get(part):
                    months[f"{name}/{month}"] = self.settled(name, month)[part]
        need(sorted(figure["ledger"]) == sorted(months), f"the months of {part} are {sorted(months)}")
        need(sum(months.values(), Fraction(0)) == value, f"total {float(value)}, the records say {float(sum(months.values()))}")

    def months_of_notes(self, name):
        months = set()
        for path in sorted((self.book.root / "data/credit-notes").glob("*.csv")):
            with open(path, encoding="utf-8-sig", newline="") as file:
                months |= {cells["month"] for cells in csv.DictReader(file) if cells["contract"] == name}
        return months
