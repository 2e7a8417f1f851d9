"""Visits of sites and travel, from their files: days, shares of working days, findings, costs."""

import datetime as dt
import re
from fractions import Fraction

from book import DAY
from records import need

EVERY = {"high": ("high-every-days", 90), "medium": ("medium-every-days", 180), "low": ("low-every-days", 365)}


class Visited:
    """Mixed into `Figures`: uses its book."""

    def visits(self):
        return self.book.records("data/visits")

    def standing(self, one):
        as_of, status = self.book.as_of, one.get("status", "planned")
        if status == "held" and one["back-on"] <= as_of:
            return "held"
        if status == "held" and one["held-on"] <= as_of:
            return "under way"
        if status == "cancelled" and one["cancelled-on"] <= as_of:
            return "cancelled"
        return "unrecorded" if status == "planned" and one["ends-on"] < as_of else "planned"

    def travel_days(self, one):
        first, last = (one["held-on"], one["back-on"]) if one.get("status") == "held" else (one["starts-on"], one["ends-on"])
        return {first + DAY * at for at in range((last - first).days + 1)}

    def is_working(self, day):
        return day.weekday() < 5 and day not in self.book.settings.get("holidays", [])

    def check_travel_load(self, page, figure, value):
        person, = figure["person"]
        first, last = (dt.date.fromisoformat(day) for day in figure["between"])
        as_of = self.book.as_of
        need((first, last) in ((as_of - 90 * DAY, as_of), (as_of + DAY, as_of + 91 * DAY)), "no stretch of 13 weeks")
        counts = {"held", "under way"} | ({"planned"} if last > as_of else set())
        window = {first + DAY * at for at in range(91)}
        own = {name: self.travel_days(one) & window for name, one in self.visits().items()
               if person in one["people"] and self.standing(one) in counts}
        own = {name: days for name, days in own.items() if days}
        need(sorted(figure["records"]) == sorted([f"data/visits/{name}.toml", 1] for name in own), "other visits")
        away = [day for day in set().union(*own.values()) if self.is_working(day)]
        working = [day for day in window if self.is_working(day)]
        need(value == Fraction(100 * len(away), len(working)), f"{len(away)} of {len(working)} working days")

    # ------------------------------------------------------------ sites

    def every(self, site):
        own = self.book.sites[site].get("visit-every-days")
        tier = self.book.sites[site].get("risk-tier")
        if own or not tier:
            return own
        key, default = EVERY[tier]
        return self.book.settings.get("visits", {}).get(key, default)

    def last_visit(self, site):
        return max((one["back-on"] for one in self.visits().values() if one["site"] == site and self.standing(one) == "held"), default=None)

    def count_visited_sites(self, what):
        found = []
        for name, one in self.book.sites.items():
            is_open = one["opened-on"] <= self.book.as_of and one.get("closed-on", self.book.as_of) >= self.book.as_of
            every, last = self.every(name), self.last_visit(name)
            late = every and (self.book.as_of - (last or one["opened-on"])).days > every
            if is_open and late and (what == "overdue" or last is None):
                found.append([f"data/sites/{name}.toml", 1])
        return found

    def count_visits(self, what):
        return [[f"data/visits/{name}.toml", 1] for name, one in self.visits().items() if self.standing(one) == what]

    # ------------------------------------------------------------ what was found

    def part_lines(self, path, head, key):
        """Where a key stands in each table of a list."""
        lines = self.book.lines(path)
        return [next((at for at in range(start, len(lines) + 1) if lines[at - 1].startswith(f"{key} ")), None) for start in self.heads(path, head)]

    def closed(self, visit, one):
        """The day on which a finding was closed; what was done before the visit does not count."""
        begun, days = visit["held-on"], [one.get("done-on")]
        if "action" in one:
            plan, action = one["action"].split("/")
            days += [done for done in (each.get("done-on") for each in self.plans()[plan]["action"] if each["id"] == action) if done and done >= begun]
        elif "plan" in one and one["plan"] in self.plans():
            day = self.plans()[one["plan"]].get("closed-on")
            days += [day] if day and day >= begun else []
        elif "decision" in one:
            decision = self.book.records("data/decisions").get(one["decision"], {})
            day = decision.get("decided-on") if decision.get("status") == "decided" else None
            days += [day] if day and day >= begun else []
        return min((day for day in days if day and day <= self.book.as_of), default=None)

    def count_visit_findings(self, what, scope, name):
        found = []
        for id, visit in self.visits().items():
            if self.standing(visit) != "held" or scope == "visit" and id != name or scope == "site" and visit["site"] != name:
                continue
            path = f"data/visits/{id}.toml"
            for one, line in zip(visit.get("finding", []), self.part_lines(path, "[[finding]]", "id")):
                is_open = self.closed(visit, one) is None
                if {"all": True, "open": is_open, "overdue": is_open and one["due-on"] < self.book.as_of}[what]:
                    found.append([path, line])
        return found

    def count_visited_areas(self, result, name):
        path = f"data/visits/{name}.toml"
        areas = zip(self.visits()[name].get("area", []), self.part_lines(path, "[[area]]", "area"))
        return [[path, line] for one, line in areas if one["result"] == result]

    # ------------------------------------------------------------ money

    def check_money_visits(self, page, figure, value):
        what, scope, name = figure["asked"]
        key = "spent-minor" if what == "spent" else "estimated-minor"
        total, places = 0, []
        for id, visit in self.visits().items():
            paid_of = f"{visit.get('budget')}/{visit.get('category', 'other')}"
            if name != (id if scope == "visit" else paid_of) or what == "ahead" and self.standing(visit) != "planned":
                continue
            path = f"data/visits/{id}.toml"
            for one, keys in zip(visit.get("cost", []), self.cost_keys(path)):
                if key in one and not (scope == "budget" and self.is_invoiced(visit, one)):
                    total += one[key]
                    places.append((path, keys[key]))
        need(places and self.cited_lines(figure) == sorted(places), "cites other lines")
        need(total == value, f"the lines add up to {total}")

    def cost_keys(self, path):
        """Of each cost of a visit: the lines of its keys."""
        found, own = [], None
        for at, line in enumerate(self.book.lines(path), 1):
            if line.startswith("["):
                own = {} if line.startswith("[[cost]]") else None
                found += [] if own is None else [own]
            elif own is not None and (key := re.match(r"([a-z-]+)\s*=", line)):
                own[key[1]] = at
        return found

    def is_invoiced(self, visit, cost):
        """Billed by an invoice of the site's vendor that was issued by the day."""
        vendor = self.book.sites[visit["site"]]["vendor"]
        contracts = {name for name, one in self.book.contracts.items() if one.vendor == vendor}
        return any(row["invoice"] == cost.get("invoice") and row["contract"] in contracts and dt.date.fromisoformat(row["issued_on"]) <= self.book.as_of
                   for row in self.sheet("invoices"))

    def expenses(self, budget):
        """Costs of the visits that name a budget, whatever their month: of those held what was paid, else what was expected; of those cancelled what was paid."""
        found = []
        for id, visit in self.visits().items():
            if visit.get("budget") != budget or self.standing(visit) not in ("held", "cancelled"):
                continue
            path = f"data/visits/{id}.toml"
            for one, keys in zip(visit.get("cost", []), self.cost_keys(path)):
                wanted = ("spent-minor", "estimated-minor") if self.standing(visit) == "held" else ("spent-minor",)
                key = next((key for key in wanted if key in one), None)
                if not self.is_invoiced(visit, one):
                    found.append({"month": max(self.travel_days(visit)).isoformat()[:7], "category": visit.get("category", "other"), "minor": one.get(key, 0) if key else None,
                                  "accrued": key == "estimated-minor", "held": self.standing(visit) == "held", "at": (path, keys[key or "title"])})
        return found

    def visits_so_far(self, figure, is_accrued):
        budget, category, month = figure["asked"]
        closed = self.budget_months(budget)[1]
        own = [one for one in self.expenses(budget) if one["month"] in closed and category in ("*", one["category"]) and month in ("*", one["month"])
               and one["minor"] is not None and (one["accrued"] or not is_accrued)]
        need(own and self.cited_lines(figure) == sorted(one["at"] for one in own), "cites other lines")
        return sum(one["minor"] for one in own)

    def check_money_visits_so_far(self, page, figure, value):
        need(self.visits_so_far(figure, False) == value, "visits cost something else")

    def check_money_visits_accrued(self, page, figure, value):
        need(self.visits_so_far(figure, True) == value, "another amount is not written as paid")

    def count_budget_visits(self, what, budget):
        closed = self.budget_months(budget)[1]
        over = [(f"data/visits/{id}.toml", visit) for id, visit in self.visits().items() if max(self.travel_days(visit)).isoformat()[:7] in closed]
        if what == "unsaid":
            return [list(one["at"]) for one in self.expenses(budget) if one["month"] in closed and one["held"] and one["minor"] is None]
        if what == "unrecorded":
            return [[path, 1] for path, visit in over if visit.get("budget") == budget and self.standing(visit) == "unrecorded"]
        is_known = lambda visit, one: not self.is_invoiced(visit, one) and ("spent-minor" in one or self.standing(visit) == "held" and "estimated-minor" in one)
        return [[path, 1] for path, visit in over if "budget" not in visit and self.standing(visit) in ("held", "cancelled") and any(is_known(visit, one) for one in visit.get("cost", []))]
