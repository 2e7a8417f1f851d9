"""Money: which rows answer a question is found here anew, from the files, and their amounts are added up."""

import csv
import datetime as dt
from fractions import Fraction

from accounts import Accounts, months_between, up
from book import DAY, calendar_days, long_of, middle
from records import need


class Cells(dict):
    """A row; a column that its file does not have is empty."""

    def __missing__(self, key):
        return ""


class Money:
    """Mixed into `Figures`."""

    def sheet(self, folder):
        """Rows of all files of a folder, each with its file and line."""
        found = []
        for file in sorted((self.book.root / "data" / folder).glob("*.csv")):
            path = file.relative_to(self.book.root).as_posix()
            with open(file, encoding="utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines)
                for row in reader:
                    found.append(Cells({key: (value or "").strip() for key, value in row.items()} | {"at": (path, reader.line_num)}))
        return found

    def cited_lines(self, figure):
        return sorted((path, line) for path, runs in figure["rows"] for first, last in runs for line in range(first, last + 1))

    # ------------------------------------------------------------ budgets

    KEY = ("month", "vendor", "project", "category", "rate")

    def budget_in_force(self, name):
        """Number of the last version that was approved by the as-of day."""
        versions = self.book.records("data/budgets")[name]["version"]
        return max((one["number"] for one in versions if "approved-on" in one and one["approved-on"] <= self.book.as_of), default=0)

    def budget_lines(self, name, version):
        """The line that holds for each key, of all versions up to one."""
        own = [row for row in self.sheet("budget-lines") if row["budget"] == name and int(row["version"]) <= version]
        held = {}
        for row in sorted(own, key=lambda row: int(row["version"])):
            held[tuple(row.get(key, "") for key in self.KEY)] = row
        return held

    def check_money_rows(self, page, figure, value):
        what, *asked = figure["asked"]
        rows = getattr(self, "money_" + what.replace("-", "_"))(*asked)
        need(self.cited_lines(figure) == sorted(row["at"] for row in rows), f"other rows answer: {[row['at'] for row in rows][:3]}")
        need(sum(Fraction(row["amount_minor"]) for row in rows) == value, "the amounts add up to something else")

    def money_planned(self, budget, month, vendor, category):
        held = self.budget_lines(budget, self.budget_in_force(budget)).values()
        fits = lambda row, key, wanted: wanted == "*" or row.get(key, "") == wanted
        return [row for row in held if fits(row, "month", month) and fits(row, "vendor", vendor) and fits(row, "category", category)]

    def money_line(self, budget, version, *key):
        return [row for row in self.sheet("budget-lines")
                if row["budget"] == budget and row["version"] == version and tuple(row.get(one, "") for one in self.KEY) == key]

    def check_money_change(self, page, figure, value):
        what, budget, version, *key = figure["asked"]
        need(what == "change", "asks something else")
        version = int(version)
        before = self.budget_lines(budget, version - 1)
        own = [row for row in self.sheet("budget-lines") if row["budget"] == budget and int(row["version"]) == version]
        moved, places = Fraction(0), []
        for row in own:
            of = tuple(row.get(one, "") for one in self.KEY)
            former = before.get(of)
            if key and of != tuple(key) or former and former["amount_minor"] == row["amount_minor"]:
                continue
            moved += Fraction(row["amount_minor"]) - Fraction(former["amount_minor"] if former else 0)
            places += [row["at"]] + ([former["at"]] if former else [])
        need(self.cited_lines(figure) == sorted(set(places)), "cites other lines than those that changed")
        need(moved == value, f"the lines change by {moved}")

    # ------------------------------------------------------------ sums of figures

    def check_money_sum(self, page, figure, value):
        given = self.given(page, figure)
        need(given and sum(given) == value, f"the inputs add up to {sum(given)}")

    def check_money_less(self, page, figure, value):
        one, other = self.given(page, figure)
        need(one - other == value, f"the inputs are {one - other} apart")

    # ------------------------------------------------------------ accounts

    def accounts(self):
        key = id(self.book)
        self.kept = getattr(self, "kept", {})
        if key not in self.kept:
            self.kept[key] = Accounts(self.book, self.sheet)
        return self.kept[key]

    def of_tracks(self, figure):
        """Groups of the contracts, the month and the currency that are asked for."""
        vendor, contract, month, currency = figure["asked"]
        accounts = self.accounts()
        for name, groups in accounts.groups.items():
            of = self.book.contracts[name]
            if vendor not in ("*", of.vendor) or contract not in ("*", name) or of.base["currency"] != currency:
                continue
            for group in groups:
                # What was never billed is accounted for in the months alone.
                if month in ("*", group["month"]) and (group["month"] in accounts.months or group["lines"]):
                    yield group

    def sum_of_lines(self, figure, of_line):
        return sum(of_line(line) for group in self.of_tracks(figure) for line in group["lines"] if line["currency"] == figure["asked"][3])

    def check_money_expected(self, page, figure, value):
        need(sum(group["expected"] or 0 for group in self.of_tracks(figure)) == value, "should cost something else")

    def check_money_payable(self, page, figure, value):
        need(self.sum_of_lines(figure, self.accounts().payable) == value, "another amount is payable")

    def check_money_due(self, page, figure, value):
        def of(line):
            issued, due = (dt.date.fromisoformat(line[key]) if line.get(key) else None for key in ("issued_on", "due_on"))
            is_due = due > self.book.as_of if due else (self.book.as_of - issued).days <= 30
            return self.accounts().payable(line) if is_due else 0
        need(self.sum_of_lines(figure, of) == value, "another amount is due")

    def check_money_disputed(self, page, figure, value):
        need(self.sum_of_lines(figure, lambda line: self.accounts().disputed.get(line["at"], 0)) == value, "another amount is disputed")

    def check_money_unrated(self, page, figure, value):
        need(self.sum_of_lines(figure, lambda line: self.accounts().unrated.get(line["at"], 0)) == value, "another amount has no rate card")

    def check_money_open(self, page, figure, value):
        accounts = self.accounts()
        need(sum(accounts.open(group, self.book.as_of) for group in self.of_tracks(figure)) == value, "another amount is to come")

    def check_money_booked(self, page, figure, value):
        what, contract, category, month = figure["asked"]
        found = self.accounts().booked(contract, category, month, what)
        need(found == value, f"the ledger has {found}")

    # ------------------------------------------------------------ the budget in force

    def budget_months(self, budget):
        """All of them, and those that have ended."""
        one = self.book.records("data/budgets")[budget]
        months = [one["first-month"]]
        while len(months) < one.get("months", 12):
            months.append((calendar_days(months[-1])[1] + DAY).isoformat()[:7])
        return months, [month for month in months if calendar_days(month)[1] <= self.book.as_of]

    def outlook(self, figure):
        """Lines and costs of what is asked for, all and of the months that have ended, or of one of them."""
        budget, vendor, category, *one = figure["asked"]
        months, closed = self.budget_months(budget)
        first, closed = months[0], [month for month in closed if not one or month in one]
        lines = self.money_planned(budget, "*", vendor, category)
        fits = lambda key: key[0] in closed and vendor in ("*", key[1]) and category in ("*", key[4])
        costs = {key: told for key, (_, told) in self.accounts().costs().items() if fits(key)}
        planned = sum(Fraction(line["amount_minor"]) for line in lines)
        so_far = sum(Fraction(line["amount_minor"]) for line in lines if line["month"] in closed)
        travel = [one for one in self.expenses(budget) if one["month"] in closed and vendor in ("*", "") and category in ("*", one["category"])]
        actual = sum(told for told in costs.values() if told is not None) + sum(one["minor"] or 0 for one in travel)
        days = lambda last: self.working_days(calendar_days(first)[0], calendar_days(last)[1])
        elapsed, whole = days(closed[-1]) if closed else 0, days(months[-1])
        run_rate = up(Fraction(actual) / elapsed * whole) if elapsed else 0
        by_plan = actual + planned - so_far
        return {"committed": self.committed(months, closed, vendor, category), "planned": planned, "so-far": so_far, "actual": actual, "run-rate": run_rate, "by-plan": by_plan,
                "spread": abs(run_rate - by_plan), "without-rate": sum(told is None for told in costs.values()), "closed": closed}

    def working_days(self, first, last):
        days = (first + n * DAY for n in range((last - first).days + 1))
        return sum(day.weekday() < 5 and day not in self.book.settings.get("holidays", []) for day in days)

    def of_outlook(self, figure, value, what):
        found = self.outlook(figure)[what]
        need(found == value, f"it is {found}")

    def check_money_committed(self, page, figure, value):
        self.of_outlook(figure, value, "committed")

    # ------------------------------------------------------------ orders

    def orders(self):
        return [row for row in self.sheet("orders") if dt.date.fromisoformat(row["approved_on"]) <= self.book.as_of]

    def committed(self, months, closed, vendor, category):
        """Of each order the share of its months that are the budget's, in the book's currency by the rate of the last month that has ended."""
        found = []
        for row in self.orders():
            own = months_between(row["from_month"], row["to_month"])
            shared = len(set(own) & set(months))
            if shared and vendor in ("*", row["vendor"]) and category in ("*", row["category"]):
                day = calendar_days(closed[-1])[1] if closed else self.book.as_of
                found.append(self.accounts().exchange(Fraction(int(row["amount_minor"]) * shared, len(own)), row["currency"], day))
        return None if not found or None in found else sum(up(one) for one in found)

    def drawn(self):
        """By the place of an order's row: the lines that draw on it, each on the first row of its vendor, category, project, month and currency."""
        found = {row["at"]: [] for row in self.orders()}
        accounts = self.accounts()
        for name, groups in accounts.groups.items():
            contract = self.book.contracts[name]
            for group in groups:
                for line in group["lines"]:
                    category = line["category"] or group["category"]
                    fits = lambda row: (row["order"] == line["order"] and row["vendor"] == contract.vendor and row["category"] == category
                                        and row["project"] in ("", line["project"]) and row["from_month"] <= line["month"] <= row["to_month"]
                                        and row["currency"] == line["currency"])
                    rows = sorted((row for row in self.orders() if fits(row)), key=lambda row: row["at"])
                    if line["order"] and rows:
                        found[rows[0]["at"]].append(line)
        return found

    def check_money_order(self, page, figure, value):
        what, order, vendor, category, _ = figure["asked"]
        (place,) = [tuple(one) for one in figure["records"]]
        row = next((row for row in self.orders() if row["at"] == place), None)
        need(row is not None, "cites no order")
        need((row["order"], row["vendor"], row["category"]) == (order, vendor, category), "cites another order")
        lines = self.drawn()[place]
        sums = {"committed": int(row["amount_minor"]), "invoiced": sum(int(line["amount_minor"]) for line in lines),
                "disputed": sum(self.accounts().disputed.get(line["at"], 0) for line in lines)}
        sums["left"] = sums["committed"] - sums["invoiced"] + sums["disputed"]
        need(sums[what] == value, f"the lines say {sums[what]}")

    def check_money_planned(self, page, figure, value):
        self.of_outlook(figure, value, "planned")

    def check_money_planned_so_far(self, page, figure, value):
        self.of_outlook(figure, value, "so-far")

    def check_money_actual(self, page, figure, value):
        self.of_outlook(figure, value, "actual")

    def check_money_month(self, page, figure, value):
        """What the contracts and the visits of a month cost, whatever budget pays."""
        vendor, month, part = figure["asked"]
        costs = [told for key, (_, told) in self.accounts().costs().items()
                 if key[0] == month and vendor in ("*", key[1]) and part in ("*", key[4]) and told is not None]
        budgets = {visit.get("budget") for visit in self.visits().values()}
        visits = [one["minor"] or 0 for budget in budgets for one in self.expenses(budget) if one["month"] == month]
        need(sum(costs) + (sum(visits) if vendor == "*" and part in ("*", "visits") else 0) == value, "the month cost something else")

    def check_money_run_rate(self, page, figure, value):
        self.of_outlook(figure, value, "run-rate")

    def check_money_by_plan(self, page, figure, value):
        self.of_outlook(figure, value, "by-plan")

    def check_money_spread(self, page, figure, value):
        self.of_outlook(figure, value, "spread")

    def check_accounts_gaps(self, page, figure, value):
        budget, what = figure["asked"]
        found = self.outlook({"asked": (budget, "*", "*")})
        accounts = self.accounts()
        unpriced = {(name, group["category"], group["rate"], group["month"]) for name, groups in accounts.groups.items() for group in groups
                    if group["month"] in found["closed"] and group["expected"] is None and "alone" not in group and group["rate"] in accounts.rates_of(self.book.contracts[name], group["month"])}
        need((found["without-rate"] if what == "without-rate" else len(unpriced)) == value, "another number of gaps")

    def variance_of(self, figure, part):
        """A part of one rate's variance, or of all rates that the budget names with a quantity."""
        budget, vendor, rate = figure["asked"]
        return self.rate_variance(budget, vendor, rate)[part] if vendor != "*" else sum(one[part] for one in self.rate_variances(budget, "*"))

    def rate_variances(self, budget, vendor):
        """Of each rate of a vendor, or of all, of which a quantity was planned in a month of which all is known."""
        asked = {(line["vendor"], line["rate"]) for line in self.money_planned(budget, "*", vendor, "*") if line["vendor"] and line["rate"] and line["quantity"]}
        return [one for one in (self.rate_variance(budget, *of) for of in sorted(asked)) if one]

    def check_money_variance(self, page, figure, value):
        found = self.outlook(figure)
        need(found["actual"] - found["so-far"] == value, "another variance")

    def check_money_rest_variance(self, page, figure, value):
        budget, vendor, _ = figure["asked"]
        found = self.outlook(figure)
        explained = sum(one["total"] for one in self.rate_variances(budget, vendor)) if vendor else 0
        need(found["actual"] - found["so-far"] - explained == value, "another rest")

    def rate_variance(self, budget, vendor, rate):
        """Price and volume of one vendor's rate, over the months of which all is known, and what is disputed of its quantity; of the volume work and efficiency, where units are planned."""
        accounts = self.accounts()
        closed = self.outlook({"asked": (budget, "*", "*")})["closed"]
        months = {}
        for line in self.money_planned(budget, "*", vendor, "*"):
            if line["rate"] == rate and line["quantity"] and line["month"] in closed:
                months.setdefault(line["month"], []).append(line)
        sums = {key: Fraction(0) for key in ("planned", "quantity", "actual", "beyond", "count", "units", "came")}
        for month, lines in months.items():
            groups = [(name, group) for name, groups in accounts.groups.items() for group in groups
                      if self.book.contracts[name].vendor == vendor and group["rate"] == rate and group["month"] == month]
            measured = [group for _, group in groups if "alone" not in group]
            if not measured or any(group["recorded"] is None for group in measured):
                continue
            sums["planned"] += sum(Fraction(line["amount_minor"]) for line in lines)
            sums["quantity"] += sum(Fraction(line["quantity"]) for line in lines)
            sums["count"] += sum(group["recorded"] for group in measured)
            for name in {name for name, _ in groups}:
                own = [group for of, group in groups if of == name]
                cost = sum(accounts.payable(bill) for group in own for bill in group["lines"]) + sum(accounts.open(group, self.book.as_of) for group in own)
                told = lambda minor: accounts.exchange(minor, self.book.contracts[name].base["currency"], calendar_days(month)[1])
                sums["actual"] += told(cost)
                sums["beyond"] += told(sum(group.get("beyond", 0) for group in own))
            sums["units"] += sum(Fraction(line["units"] or 0) for line in lines)
            metrics = {line["units_metric"] for line in lines} - {""}
            sums["came"] += sum(row.num for metric in metrics for row in self.book.rows_of(metric, ("vendor", vendor)) if long_of("month", middle(row.period)) == month)
        if not sums["quantity"]:
            return None
        price = sums["planned"] / sums["quantity"]
        volume = up(price * sums["count"]) - sums["planned"]
        total = sums["actual"] - sums["planned"]
        found = {"total": total, "volume": volume, "price": total - volume + sums["beyond"], "disputed": -sums["beyond"]}
        if sums["units"]:
            found["work"] = up(price * sums["quantity"] * sums["came"] / sums["units"]) - sums["planned"]
            found["efficiency"] = volume - found["work"]
        return found

    def check_money_work_variance(self, page, figure, value):
        need(self.variance_of(figure, "work") == value, "other work")

    def check_money_efficiency_variance(self, page, figure, value):
        need(self.variance_of(figure, "efficiency") == value, "another efficiency")

    def check_money_price_variance(self, page, figure, value):
        need(self.variance_of(figure, "price") == value, "another price variance")

    def check_money_disputed_variance(self, page, figure, value):
        need(self.variance_of(figure, "disputed") == value, "something else is in dispute")

    def check_money_volume_variance(self, page, figure, value):
        need(self.variance_of(figure, "volume") == value, "another volume variance")

    def check_money_rate_variance(self, page, figure, value):
        need(self.variance_of(figure, "total") == value, "another variance")
