"""Days between dates, and records that are counted by them: contracts, amendments, service levels in force."""

import calendar
import datetime as dt
import re

from book import exact
from records import need

# How a setting moves the first date.
MOVES = {"notice-days": -1, "price-review-notice-days": -1, "review-days": 1, "close-days": 1, "check-days": 1, "visit-every-days": 1, "every-days": 1, "high-every-days": 1, "medium-every-days": 1, "low-every-days": 1}


def later(day, months):
    """The same day so many calendar months later, or the last of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Dated:
    """Mixed into `Figures`."""

    def date_at(self, name, day, path, line):
        """The cited line sets this key to this day."""
        lines = self.book.lines(path)
        need(0 < line <= len(lines), f"{path} has no line {line}")
        text = lines[line - 1]
        keys = "|".join(re.escape(key) for key in (name, "value"))
        in_list = re.search(rf"(?:^|[\s{{,])(?:{keys})\s*=\s*\[[^\]]*\b{day}\b", text) or text.strip().rstrip(",") == day
        need(in_list or re.search(rf"(?:^|[\s{{,])(?:{keys})\s*=\s*\"?{day}\b", text) or path.endswith(".csv") and day in text.split(","),
             f"{path}:{line} does not say {name} = {day}: {text.strip()[:60]}")
        return dt.date.fromisoformat(day)

    def check_days(self, page, figure, value):
        dates = [self.date_at(*one) for one in figure["dates"]]
        first, second = dates[0], dates[1] if len(dates) > 1 else self.book.as_of
        more = 0
        for name, number, _, _ in figure.get("settings", []):
            if name == "both-ends":
                more += 1
            elif name == "review-months":
                first = later(first, int(exact(number)))
            else:
                first += MOVES[name] * int(exact(number)) * dt.timedelta(days=1)
        need(abs((second - first).days) + more == value, f"{abs((second - first).days) + more} days")

    # ------------------------------------------------------------ contracts

    def contract_file(self, name):
        return f"data/contracts/{name}/contract.toml"

    def count_contracts_in_force(self):
        return [[self.contract_file(name), 1] for name, one in self.book.contracts.items() if one.terms(self.book.as_of)]

    def amendment_files(self, name):
        folder = self.book.root / "data/contracts" / name
        return {file.relative_to(self.book.root).as_posix(): self.book.toml(file.relative_to(self.book.root).as_posix())
                for file in sorted(folder.glob("amendment-*.toml"))}

    def count_contracts_changed_backwards(self):
        return [[self.contract_file(name), 1] for name in self.book.contracts if self.count_amendments_retroactive(name)]

    def count_amendments_signed(self, name):
        return [[file, 1] for file in self.amendment_files(name)]

    def count_amendments_retroactive(self, name):
        return [[file, 1] for file, one in self.amendment_files(name).items() if one["effective-on"] < one["signed-on"]]

    def count_service_levels(self, name):
        """Where each clause that holds, or held last, first stands."""
        contract = self.book.contracts[name]
        day = min(max(self.book.as_of, contract.starts), contract.ends())
        found = []
        for clause in contract.terms(day).get("service-level", {}):
            found.append(self.first_line(name, clause))
        return found

    def first_line(self, contract, clause):
        """Where a service level stands: the last amendment in force that adds or replaces it whole, else the contract."""
        day = max(self.book.as_of, self.book.contracts[contract].starts)
        files = sorted(self.amendment_files(contract).items(), key=lambda one: (one[1]["effective-on"], one[1]["number"]))
        for file, one in reversed(files):
            for at, line in enumerate(self.book.lines(file), 1):
                if one["effective-on"] <= day and re.fullmatch(rf'path = "service-level\.{re.escape(clause)}"', line.strip()):
                    return [file, at]
        path = self.contract_file(contract)
        return [path, self.heads(path, f"[service-level.{clause}]")[0]]

    def check_latest(self, figure, value):
        """The latest window of each clause, over the whole contract."""
        name = figure["contract"][0]
        contract = self.book.contracts[name]
        found = {"met": 0, "missed": 0, "not measured": 0, "shown": 0}
        for clause in contract.clause_names():
            found[self.latest_outcome(contract, clause, ("vendor", contract.vendor))] += 1
        given = (figure["met"], figure["missed"], figure["unmeasured"])
        need(given == (found["met"], found["missed"], found["not measured"]), f"the rulings say {found}")
        need(value == figure["missed"], "not the count of misses")

    def latest_outcome(self, contract, clause, subject):
        rulings = self.ruled.of(contract.name, clause, subject)
        return rulings[-1]["outcome"] if rulings else "not measured"
