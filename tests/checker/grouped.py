"""Above a vendor: who belongs to a group, how many service levels were met in one window, what metrics and credits come to."""

import hashlib
from fractions import Fraction

from book import calendar_days, days, grain, middle
from records import need
from rules import added, quotient, sums


class Grouped:
    """Mixed into `Figures`."""

    # ------------------------------------------------------------ members

    def grouped(self, group):
        """Vendors, single sites, and the projects whose rows alone count (`None`: all rows)."""
        kind, *rest = group
        book, name = self.book, rest[0] if rest else ""
        vendors = book.records("data/vendors")
        if kind == "book":
            return set(vendors), set(), None
        if kind == "vendor":
            return {name}, set(), None
        if kind == "site":
            return set(), {name}, None
        if kind == "country":
            return set(), {site for site, one in book.sites.items() if one["country"] == name}, None
        if kind == "tag":
            of = {vendor for vendor, one in vendors.items() if name in one.get("tags", [])}
            return of, {site for site, one in book.sites.items() if name in one.get("tags", []) and one["vendor"] not in of}, None
        wanted = {"project": lambda project, _: project == name, "work-type": lambda _, one: one["work-type"] == name,
                  "line": lambda _, one: slug(one["line-of-business"]) == name}[kind]
        projects = {project for project, one in book.projects.items() if wanted(project, one)}
        return set(), {site for project in projects for site in book.projects[project]["sites"]}, projects

    def group_sites(self, group):
        vendors, sites, _ = self.grouped(group)
        return sites | {site for site, one in self.book.sites.items() if one["vendor"] in vendors}

    def count_group_vendors(self, *group):
        return [[f"data/vendors/{one}.toml", 1] for one in self.grouped(group)[0]]

    def count_group_sites(self, *group):
        return [[f"data/sites/{one}.toml", 1] for one in self.grouped(group)[1]]

    # ------------------------------------------------------------ results

    def group_lines(self, group):
        """Contract, service level and subject of everything that is counted."""
        vendors, sites, projects = self.grouped(group)
        for name, contract in self.book.contracts.items():
            for clause in contract.clause_names():
                for subject in self.ruled.subjects(name, clause):
                    own = subject[1] in (vendors if subject[0] == "vendor" else sites)
                    if own and (projects is None or any(self.judges_project(contract, clause, subject, one) for one in projects)):
                        yield name, clause, subject

    def judges_project(self, contract, clause, subject, project):
        """Whether the last terms of a service level hold a project, or one of its queues, at a site that works on it."""
        said, one = self.judge.versions(contract, clause)[-1], self.book.projects[project]
        queues = {queue["id"] for queue in one.get("queue", [])}
        return (subject[0] == "site" and subject[1] in one["sites"] and (not said.get("projects") or project in said["projects"])
                and (not said.get("queues") or bool(queues & set(said["queues"]))))

    def group_results(self, group, window, period):
        """Outcomes by contract, service level and subject; of a period longer than the window those of all windows in it."""
        for line in self.group_lines(group):
            for one in self.ruled.of(*line):
                counts = one["window"] == window and one["clause"]["direction"] != "neutral" and not one.get("idle")
                if counts and lies_in(one["period"], period):
                    yield line, one["outcome"]

    def check_group_results(self, page, figure, value):
        counts = {"met": 0, "missed": 0, "not measured": 0}
        for _, outcome in self.group_results(figure["group"], *figure["windows"]):
            counts[outcome] += 1
        given = (figure["met"], figure["missed"], figure["unmeasured"])
        need(given == tuple(counts.values()), f"the rulings say {counts}")
        need(value == counts["met"], "not the count of what was met")
        need(figure["shown"] == f"{counts['met']} of {counts['met'] + counts['missed']}", f"shows {figure['shown']}")

    def check_group_change(self, page, figure, value):
        window, before, after = figure["windows"]
        judged = [{line: outcome for line, outcome in self.group_results(figure["group"], window, period) if outcome in ("met", "missed")}
                  for period in (before, after)]
        both = judged[0].keys() & judged[1].keys()
        better = sum(judged[0][line] == "missed" and judged[1][line] == "met" for line in both)
        worse = sum(judged[0][line] == "met" and judged[1][line] == "missed" for line in both)
        need((figure["better"], figure["worse"], figure["both"]) == (better, worse, len(both)), f"{better} better, {worse} worse of {len(both)}")
        need(value == better + worse, "not the count of what changed")

    # ------------------------------------------------------------ metrics

    def check_group_ratio(self, page, figure, value):
        metric_id, period = figure["pooled"]
        metric, projects = self.book.metrics[metric_id], self.grouped(figure["group"])[2]
        need(figure["formula"] == "group-" + metric["kind"], "another kind of metric")
        by_site = {}
        for site in self.group_sites(figure["group"]):
            if self.measures_otherwise(self.book.sites[site]["vendor"], metric_id):
                continue
            for row in self.book.rows.get((metric_id, site), []):
                if lies_in(row.period, period) and (projects is None or row.project in projects):
                    by_site.setdefault((row.period, site), []).append(row)
        need(by_site, "no row asks for it")
        if metric["kind"] == "level":
            last = max((at for at, _ in by_site), key=days)
            by_site = {key: rows for key, rows in by_site.items() if key[0] == last}
        rows, num, den = [], Fraction(0), Fraction(0)
        for of_site in by_site.values():
            counted, unclear = added(metric, of_site)
            need(not unclear, "rows of the whole stand beside rows of its parts")
            more = sums(metric, of_site)
            rows, num, den = rows + counted, num + more[0], den + more[1]
        if metric["kind"] in ("count", "level"):
            den = Fraction(1)
        if "rows" in figure:
            self.same_rows(figure, rows)
        else:
            need(figure["lines"] == len(rows), f"{len(rows)} rows")
        self.same_sums(figure, num, den)
        need(quotient(metric, num, den) == value, f"value {float(value)}, the rows say {float(quotient(metric, num, den))}")

    check_group_count = check_group_mean = check_group_level = check_group_ratio

    def measures_otherwise(self, vendor, metric):
        """Whether a contract in force names another definition of a metric than the book has."""
        for contract in self.book.contracts.values():
            levels = (contract.terms(self.book.as_of) or {}).get("service-level", {}).values() if contract.vendor == vendor else ()
            for level in levels:
                named = level.get("metric-definition")
                if level["metric"] == metric and named is not None and named != self.book.metrics[metric].get("definition"):
                    return True
        return False

    # ------------------------------------------------------------ money

    def check_money_group(self, page, figure, value):
        vendors, (period,), (currency,) = self.grouped(figure["group"])[0], figure["period"], figure["currency"]
        first, last = calendar_days(period)
        net = 0
        for name, contract in self.book.contracts.items():
            if contract.vendor not in vendors:
                continue
            month = f"{first.year:04}-{first.month:02}"
            while days(month)[0] <= last:
                owed = self.settled(name, month).get("owed") if days(month)[0] <= self.book.as_of else None
                if owed is not None and self.ledger.month(name, month)["terms"]["currency"] == currency:
                    net += owed
                year, number = int(month[:4]), int(month[5:])
                month = f"{year + number // 12:04}-{number % 12 + 1:02}"
        need(net == value, f"the ledgers come to {float(net)}")


def lies_in(inner, period):
    """Whether a period belongs to another: a week by its Thursday."""
    if inner == period:
        return True
    if grain(period) in ("week", "day"):
        return grain(inner) == "day" and days(period)[0] <= days(inner)[0] <= days(period)[1]
    first, last = calendar_days(period)
    if grain(inner) == "week":
        return first <= middle(inner) <= last
    return first <= days(inner)[0] and days(inner)[1] <= last


def slug(words):
    """As the folder of a page: small letters and digits, other signs a hyphen, letters outside of ASCII by their code; a piece of the hash
    where signs at an end would be lost, or the name is too long."""
    out = ""
    for one in words:
        if one.isascii() and one.isalnum():
            out += one.lower()
        elif not one.isascii():
            out += f"u{ord(one):x}"
        elif out and not out.endswith("-"):
            out += "-"
    name = out.rstrip("-")
    is_sign = lambda one: one.isascii() and not one.isalnum()
    ends = words.strip()
    if len(name) <= 80 and name and not is_sign(ends[0]) and not is_sign(ends[-1]):
        return name
    return f"{name[:69].rstrip('-') or 'other'}-{hashlib.sha256(words.encode()).hexdigest()[:10]}"
