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
            total += sum(one.get(key, 0) for one in visit.get("cost", []))
            places += [(path, at) for at, line in enumerate(self.book.lines(path), 1) if re.match(rf"{key}\s*=", line)]
        need(places and self.cited_lines(figure) == sorted(places), "cites other lines")
        need(total == value, f"the lines add up to {total}")
