"""Projects, plans, actions and decisions: units by period, forecasts, ages, and every count of records about them."""

import math
from fractions import Fraction

from book import DAY, days, exact, grain, week_of
from records import before, need
from rules import meets, quotient, sums
from signals import special

PACE_WEEKS, LOOK_BACK = 8, 13
BUCKETS = {"not-due": (None, -1), "due-today": (0, 0), "1-to-30": (1, 30), "31-to-60": (31, 60), "61-to-90": (61, 90), "over-90": (91, None)}


class Team:
    """Mixed into `Figures`."""

    # ------------------------------------------------------------ numbers made of numbers

    def given(self, page, figure):
        return [Fraction(one["value"]) for one in self.inputs(page, figure)]

    def check_sum(self, page, figure, value):
        given = self.given(page, figure)
        need(given and sum(given) == value, f"the inputs add up to {float(sum(given))}")
        if "of" in figure:
            need(sum(one["of"] for one in self.inputs(page, figure)) == figure["of"], "another number of all")

    def check_difference(self, page, figure, value):
        one, other = self.given(page, figure)
        need(abs(one - other) == value, f"the inputs are {float(abs(one - other))} apart")

    def check_share(self, page, figure, value):
        part, whole = self.given(page, figure)
        need(100 * part / whole == value, f"the inputs say {float(100 * part / whole)}")

    # ------------------------------------------------------------ projects

    def project_rows(self, project, metric):
        """Rows of a project's sites by week (days) or by their own period, and by site."""
        found = {}
        for site in self.book.projects[project]["sites"]:
            for row in self.book.rows_of(metric, ("site", site)):
                if row.project == project:
                    period = week_of(days(row.period)[0]) if grain(row.period) == "day" else row.period
                    found.setdefault(period, {}).setdefault(site, []).append(row)
        return found

    def project_cell(self, metric, by_site):
        """Value and rows of one period: counts add up, of a level the last day of each site stands."""
        rows = []
        for of_site in by_site.values():
            if metric["kind"] == "level":
                last = max((row.period for row in of_site), key=days)
                of_site = [row for row in of_site if row.period == last]
            rows += of_site
        return sum(row.num for row in rows), rows

    def check_project_period(self, page, figure, value):
        project, name, period = figure["project"]
        metric = self.book.metrics[name]
        need(name in (self.book.projects[project].get("units-metric"), self.book.projects[project].get("backlog-metric")), "another metric")
        total, rows = self.project_cell(metric, self.project_rows(project, name)[period])
        self.same_rows(figure, rows)
        self.same_sums(figure, total, Fraction(1))
        need(total == value, f"the rows say {float(total)}")

    def delivered(self, project):
        name = self.book.projects[project]["units-metric"]
        by_period = self.project_rows(project, name)
        return {period: self.project_cell(self.book.metrics[name], sites) for period, sites in by_period.items()}

    def check_project_delivered(self, page, figure, value):
        cells = self.delivered(figure["project"][0]).values()
        self.same_rows(figure, [row for _, rows in cells for row in rows])
        need(sum(total for total, _ in cells) == value, f"the rows say {float(sum(total for total, _ in cells))}")

    def complete_week(self):
        return self.last_period("week", self.book.as_of)

    def reported(self):
        """The week, in a monthly book the month, that the report speaks of."""
        return self.last_period(self.book.pace, self.book.as_of)

    def planned_weeks(self, project):
        one = self.book.projects[project]
        paces = sorted(one.get("planned", []), key=lambda pace: days(pace["from"]))
        first = max(days(paces[0]["from"])[0], days(week_of(one["starts-on"]))[0])
        last = days(self.complete_week())[1]
        if "ends-on" in one:
            last = min(last, days(week_of(one["ends-on"]))[1])
        weeks, day = {}, first
        while day <= last:
            begun = [pace for pace in paces if days(pace["from"])[0] <= day]
            weeks[week_of(day)] = exact(begun[-1]["units-per-week"]) if begun else Fraction(0)
            day += 7 * DAY
        return weeks

    def check_project_planned(self, page, figure, value):
        project, *period = figure["project"]
        weeks = self.planned_weeks(project)
        if period:
            first, last = days(period[0])
            wanted = sum(units for week, units in weeks.items() if first <= days(week)[0] + 3 * DAY <= last)
        else:
            wanted = sum(weeks.values())
            if "planned-units" in self.book.projects[project]:
                wanted = min(wanted, exact(self.book.projects[project]["planned-units"]))
        need(wanted == value, f"the plan wants {float(wanted)}")

    def pace(self, project):
        """Units of the last eight weeks that have a figure of every site that is expected, of the last thirteen."""
        name = self.book.projects[project]["units-metric"]
        by_period = self.project_rows(project, name)
        newest = days(self.complete_week())[1]
        weeks = []
        for period in sorted(by_period, key=days, reverse=True):
            if grain(period) != "week" or not newest - 7 * LOOK_BACK * DAY < days(period)[1] <= newest:
                continue
            earlier = {site for at, sites in by_period.items() if days(at) < days(period) for site in sites}
            later = {site for at, sites in by_period.items() if days(at) >= days(period) for site in sites}
            if earlier & later <= by_period[period].keys():
                weeks.append(self.project_cell(self.book.metrics[name], by_period[period])[0])
        return weeks[:PACE_WEEKS]

    def check_forecast_pace(self, page, figure, value):
        weeks = self.pace(figure["project"][0])
        need(len(weeks) == figure["points"] == PACE_WEEKS, f"{len(weeks)} weeks")
        need(sum(weeks) / len(weeks) == value, f"the weeks say {float(sum(weeks) / len(weeks))}")

    def forecast_late(self, project):
        one = self.book.projects[project]
        if "ends-on" not in one or "planned-units" not in one or "units-metric" not in one:
            return None
        weeks = self.pace(project)
        left = exact(one["planned-units"]) - sum(total for total, _ in self.delivered(project).values())
        if len(weeks) < PACE_WEEKS or sum(weeks) <= 0 or left <= 0:
            return None
        end = days(self.complete_week())[1] + math.ceil(float(left) / (float(sum(weeks)) / len(weeks)) * 7.0) * DAY
        return (end - one["ends-on"]).days

    def check_forecast_late(self, page, figure, value):
        need(self.date_at(*figure["dates"][0]) == self.book.projects[figure["project"][0]]["ends-on"], "another promised end")
        need(self.forecast_late(figure["project"][0]) == value, f"{self.forecast_late(figure['project'][0])} days late")

    def project_file(self, name):
        return [f"data/projects/{name}.toml", 1]

    def count_projects(self):
        return [self.project_file(name) for name in self.book.projects]

    def count_projects_late(self):
        return [self.project_file(name) for name in self.book.projects if (self.forecast_late(name) or 0) > 0]

    def count_projects_with_milestone_overdue(self):
        return [self.project_file(name) for name in self.book.projects if self.count_milestones_overdue(name)]

    def count_milestones_overdue(self, name):
        path = self.project_file(name)[0]
        heads = self.heads(path, "[[milestone]]")
        return [[path, self.id_below(path, head)] for head, one in zip(heads, self.book.projects[name].get("milestone", []))
                if not self.is_done(one) and one["due-on"] < self.book.as_of]

    def id_below(self, path, head):
        lines = self.book.lines(path)
        return next(at for at in range(head, len(lines) + 1) if lines[at - 1].startswith("id "))

    def is_done(self, one):
        return "done-on" in one and one["done-on"] <= self.book.as_of

    def of_line(self, line):
        return {name: one for name, one in self.book.projects.items() if slug(one["line-of-business"]) == slug(line)}

    def count_projects_of_line(self, line):
        return [self.project_file(name) for name in self.of_line(line)]

    def count_sites_of_line(self, line):
        return [[f"data/sites/{site}.toml", 1] for site in sorted({site for one in self.of_line(line).values() for site in one["sites"]})]

    def check_judged_project(self, figure, value):
        """Every clause that reaches the project, at each of its sites: in the newest window of its kind that any of them has."""
        project, latest = figure["project"][0], []
        found = {"met": 0, "missed": 0, "not measured": 0, "shown": 0}
        for contract in self.book.contracts.values():
            for clause in contract.clause_names():
                terms = self.judge.versions(contract, clause)[-1]
                if terms.get("projects") and project not in terms["projects"]:
                    continue
                queues = {queue["id"] for queue in self.book.projects[project].get("queue", [])}
                if terms.get("queues") and not queues & set(terms["queues"]):
                    continue
                for site in self.book.projects[project]["sites"]:
                    if self.book.sites[site]["vendor"] == contract.vendor and self.judge.covers(terms, site):
                        rulings = self.ruled.of(contract.name, clause, ("site", site))
                        latest.append((terms["window"], rulings[-1] if rulings else None))
        newest = {kind: max(one["last"] for other, one in latest if one and other == kind) for kind, one in latest if one}
        for kind, one in latest:
            found[one["outcome"] if one and one["last"] == newest[kind] else "not measured"] += 1
        given = (figure["met"], figure["missed"], figure["unmeasured"])
        need(given == (found["met"], found["missed"], found["not measured"]), f"the rulings say {found}")
        need(figure["of"] == found["met"] + found["missed"] and value == figure["missed"], "another number of clauses")

    # ------------------------------------------------------------ plans and their actions

    def plan_file(self, name):
        return [f"data/plans/{name}.toml", 1]

    def is_closed(self, plan):
        return plan["status"] == "closed" and plan.get("closed-on", self.book.as_of) <= self.book.as_of

    def actions_of(self):
        """Every action: plan, place, and days past due, to today or to the day it was done."""
        for name, plan in self.plans().items():
            for one, place in zip(plan.get("action", []), self.actions(name, lambda _: True)):
                until = one["done-on"] if self.is_done(one) else self.book.as_of
                yield name, plan, one, place, (until - one["due-on"]).days

    def count_actions(self, which, by, key):
        def wanted(one, age):
            done = self.is_done(one)
            if which in ("done", "done-late"):
                return done and (which == "done" or age > 0)
            if done:
                return False
            if which in BUCKETS:
                low, high = BUCKETS[which]
                return (low is None or age >= low) and (high is None or age <= high)
            return {"open": True, "overdue": age > 0, "soon": -7 <= age <= 0, "due": age >= -7}[which]

        return [place for _, plan, one, place, age in self.actions_of() if wanted(one, age) and self.belongs(plan, one, by, key)]

    def belongs(self, plan, one, by, key):
        site = plan.get("site")
        if by == "line":
            at = [site] if site else [name for name, record in self.book.sites.items() if record["vendor"] == plan["vendor"]]
            return any(set(project["sites"]) & set(at) for project in self.of_line(key).values())
        if by == "person":
            return (one["owner"] == key or plan.get("owner-client") == key
                    or site is not None and self.book.sites[site]["manager"] == key)
        return {"": True, "vendor": plan["vendor"] == key, "site": site == key, "owner": one["owner"] == key,
                "all-sites": site is None and plan["vendor"] == key}[by]

    def criterion_values(self, name, at):
        plan = self.plans()[name]
        one = plan["success"][at]
        site = one.get("site", plan.get("site"))
        metric = self.book.metrics[one["metric"]]
        rows = self.book.rows_of(one["metric"], ("site", site) if site else ("vendor", plan["vendor"]))
        values = {}
        for row in rows:
            if one.get("queue") in (None, row.queue) and one.get("language") in (None, row.language):
                values.setdefault(row.period, []).append(row)
        return plan, one, metric, values

    def check_criterion_period(self, page, figure, value):
        name, at = figure["criterion"]
        _, _, metric, values = self.criterion_values(name, int(at))
        rows = values[figure["periods"][0]]
        self.same_rows(figure, rows)
        need(quotient(metric, *sums(metric, rows)) == value, "the rows say another value")

    def run_of(self, name, at, by):
        plan, one, metric, values = self.criterion_values(name, at)
        period, run = self.last_period(metric["grain"], by), 0
        while days(period)[0] >= days(one["from"])[0] and period in values:
            if not meets(one["direction"], quotient(metric, *sums(metric, values[period])), {"target": exact(one["target"])}):
                break
            run, period = run + 1, before(period)
        return run

    def closing_day(self, plan):
        return min(plan["closed-on"], self.book.as_of) if self.is_closed(plan) and "closed-on" in plan else self.book.as_of

    def proven(self, name, at):
        """Held for the periods it asks for by the day that counts, with no concern on its chart where it asks for that too."""
        plan, one, metric, values = self.criterion_values(name, at)
        by = self.closing_day(plan)
        if self.run_of(name, at, by) < one["for-periods"]:
            return False
        concern = "low" if one["direction"] == "at-least" else "high"
        return not one.get("no-concern", False) or self.side_of(plan, one, metric, values, by) != concern

    def side_of(self, plan, one, metric, values, by):
        """What the chart of the criterion's whole series shows at its last point by a day."""
        known = sorted((period for period in values if days(period)[1] <= by), key=days)
        site = one.get("site", plan.get("site"))
        subject = ("site", site) if site else ("vendor", plan["vendor"])
        starts = [days(start)[0] for start in self.limits_start(subject, one["metric"]) if days(start)[0] <= days(known[-1])[0]]
        group = [period for period in known if not starts or days(period)[0] >= max(starts)]
        points = [(period, value) for period in group if (value := quotient(metric, *sums(metric, values[period]))) is not None]
        return special(points, self.book.settings) if points else None

    def count_criteria_proven(self, name):
        plan, path = self.plans()[name], self.plan_file(name)[0]
        heads = self.heads(path, "[[success]]")
        return [[path, head] for at, head in enumerate(heads) if self.proven(name, at)]

    def relapsed(self, name):
        plan = self.plans()[name]
        if not self.is_closed(plan):
            return False
        for at in range(len(plan.get("success", []))):
            if not self.proven(name, at):
                continue
            _, one, metric, values = self.criterion_values(name, at)
            for period, rows in values.items():
                if days(period)[0] > plan["closed-on"] and not meets(
                        one["direction"], quotient(metric, *sums(metric, rows)), {"target": exact(one["target"])}):
                    return True
        return False

    def all_proven(self, name):
        success = self.plans()[name].get("success", [])
        return bool(success) and all(self.proven(name, at) for at in range(len(success)))

    def plans_where(self, wanted):
        return [self.plan_file(name) for name, plan in self.plans().items() if wanted(name, plan)]

    def count_plans_open(self):
        return self.plans_where(lambda name, plan: not self.is_closed(plan))

    def count_plans_late(self):
        late = lambda one: not self.is_done(one) and one["due-on"] < self.book.as_of
        return self.plans_where(lambda name, plan: not self.is_closed(plan) and any(map(late, plan.get("action", []))))

    def count_plans_proven(self):
        return self.plans_where(lambda name, plan: not self.is_closed(plan) and self.all_proven(name))

    def count_plans_broken(self):
        return self.plans_where(lambda name, plan: self.is_closed(plan) and (self.relapsed(name) or not self.all_proven(name)))

    # ------------------------------------------------------------ decisions

    def open_decisions(self, person):
        as_of = self.book.as_of
        for name, one in self.book.records("data/decisions").items():
            status = one.get("status", "open")
            waits = status == "open" or status == "decided" and one["decided-on"] > as_of
            if waits and one["asked-on"] <= as_of and one["owner"] == person:
                yield [f"data/decisions/{name}.toml", 1], one

    def count_decisions_awaited(self, person):
        return [place for place, _ in self.open_decisions(person)]

    def count_decisions_overdue(self, person):
        return [place for place, one in self.open_decisions(person) if one["due-on"] < self.book.as_of]


def slug(text):
    """The folder of a line of business: two texts with one folder share a page."""
    out = ""
    for letter in text:
        if letter.isascii() and letter.isalnum():
            out += letter.lower()
        elif letter.isascii():
            out += "-" if out and not out.endswith("-") else ""
        else:
            out += f"u{ord(letter):x}"
    out = out.rstrip("-")
    ends = text.strip()
    lost = not ends or any(end.isascii() and not end.isalnum() for end in (ends[0], ends[-1]))
    # Signs lost at an end, or a name that is cut: the whole text tells it apart.
    return text if lost or not out or len(out) > 80 else out
