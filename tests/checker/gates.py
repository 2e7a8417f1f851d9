"""Gates of projects, by docs/data-format.md: which criteria are met on a day, what is late, what was decided."""

from book import DAY, days, exact, grain, week_of
from records import before
from rules import meets, quotient, sums


class Gates:
    """Mixed into `Figures`."""

    def gates_open_to_see(self):
        gates = self.book.records("data/gates").items()
        return {name: gate for name, gate in gates if gate["opened-on"] <= self.book.as_of and gate["project"] in self.book.projects}

    def gate_path(self, name):
        return f"data/gates/{name}.toml"

    def gate_is_passed(self, gate):
        return gate.get("decision", "no-go") != "no-go" and gate["decided-on"] <= self.book.as_of

    def gate_due(self, gate):
        project = self.book.projects[gate["project"]]
        return gate.get("due-on", project.get("starts-on" if gate["kind"] == "launch" else "ends-on"))

    def is_past(self, day):
        return day is not None and day < self.book.as_of

    def criterion_lines(self, name):
        """Each criterion of a gate with the line of its id."""
        path = self.gate_path(name)
        lines = self.book.lines(path)
        heads = self.heads(path, "[[criterion]]")
        ids = [next(at for at in range(head, len(lines) + 1) if lines[at - 1].startswith("id ")) for head in heads]
        return list(zip(self.book.toml(path)["criterion"], ([path, line] for line in ids)))

    def criterion_is_late(self, gate, one):
        return self.is_past(one.get("due-on", self.gate_due(gate))) and not self.gate_is_passed(gate) and not self.criterion_is_met(gate, one)

    def criterion_is_met(self, gate, one):
        if not one.get("measured", False):
            return "done-on" in one and one["done-on"] <= self.book.as_of
        sites = gate.get("sites") or self.book.projects[gate["project"]]["sites"]
        sites = [site for site in sites if one.get("site") in (None, site)]
        return bool(sites) and all(self.holds_at(gate, one, site) for site in sites)

    def holds_at(self, gate, one, site):
        planned = next((each for each in gate.get("planned", []) if each["site"] == site), {})
        count = lambda measure: self.project_count(gate["project"], site, measure)
        area = one["area"]
        if area == "accounts":
            wanted = planned.get("accounts", count("active"))
            return bool(wanted) and (count("usable") or 0) >= wanted and self.is_counted(site, "accounts", "usable", gate["project"])
        if area == "hires":
            return "people" in planned and (count("people") or 0) >= planned["people"]
        if area == "permissions":
            return count("missing") == 0
        if area == "accounts-removed":
            return self.is_counted(site, "accounts", "active", gate["project"]) and not count("active")
        if area == "permissions-removed":
            return self.is_counted(site, "grants", "held", gate["project"]) and not count("held")
        if area == "procedures":
            return self.has_read(gate, one, site)
        return self.is_on_target(one, site)

    # ------------------------------------------------------------ registers

    def project_rows_of(self, project, site, measure):
        vendor = self.book.sites[site]["vendor"]
        return [(register, row) for register, row, _ in self.newest_counts() if row["vendor"] == vendor and row["site"] == site and row["project"] == project]

    def project_count(self, project, site, measure):
        """The sum of a measure; `None`: the export has nothing of the project there, or a part is not told."""
        register = self.register_of(measure)
        own = [row for of, row in self.project_rows_of(project, site, measure) if of == register]
        parts = [row["count"] for row in own if row["measure"] == measure]
        return None if not own or "*" in parts else sum(map(int, parts))

    def is_counted(self, site, register, measure, project):
        """The vendor's export is there, and hides nothing of it."""
        vendor = self.book.sites[site]["vendor"]
        hidden = any(row["measure"] == measure and row["count"] == "*" for _, row in self.project_rows_of(project, site, measure))
        return not hidden and any(of == register and row["vendor"] == vendor for of, row, _ in self.newest_counts())

    # ------------------------------------------------------------ procedures

    def applies(self, front, project, site):
        if front.get("sites") and site not in front["sites"]:
            return False
        for queue in project.get("queue", []):
            worked = site in (queue.get("sites") or project["sites"])
            covers = lambda wide, narrow: narrow.lower() == wide.lower() or narrow.lower().startswith(wide.lower() + "-")
            spoken = not front.get("languages") or any(covers(one, other) for one in front["languages"] for other in queue["languages"])
            if worked and spoken and (not front.get("queues") or queue["id"] in front["queues"]):
                return True
        return False

    def has_read(self, gate, one, site):
        project, known = self.book.projects[gate["project"]], self.procedures
        in_effect = self.in_force()
        wanted = one.get("procedures") or [name for name in in_effect if self.applies(known.sops[name][0], project, site)]
        holds = required = 0
        for name in wanted:
            rows = [row for (sop, where, _), (row, _) in known.acknowledged.items() if (sop, where) == (name, site)]
            if name not in in_effect or not rows:
                return False
            required += sum(int(row["required"]) for row in rows)
            holds += sum(int(row["acknowledged"]) for row in rows if known.holds(name, row["hash"]))
        return required > 0 and holds >= required

    # ------------------------------------------------------------ metrics

    def is_on_target(self, one, site):
        metric = self.book.metrics[one["metric"]]
        by = self.book.as_of - metric.get("lag-days", 0) * DAY
        rows = [row for row in self.book.rows_of(one["metric"], ("site", site))
                if one.get("queue") in (None, row.queue) and one.get("language") in (None, row.language)]
        period = {"day": by.isoformat(), "week": week_of(by), "month": f"{by:%Y-%m}"}[metric.get("grain", "week")]
        if days(period)[1] > by:
            period = before(period)
        rows = [row for row in rows if row.period == period and grain(row.period) == metric.get("grain", "week")]
        value = quotient(metric, *sums(metric, rows)) if rows else None
        return value is not None and meets(one["direction"], value, {"target": exact(one["target"])})

    # ------------------------------------------------------------ counts

    def count_gates(self, what):
        found = []
        for name, gate in self.gates_open_to_see().items():
            if not self.gate_is_passed(gate) and (what == "open" or self.is_past(self.gate_due(gate))):
                found.append([self.gate_path(name), 1])
        return found

    def count_gate_criteria_met(self, name):
        gate = self.gates_open_to_see()[name]
        return [place for one, place in self.criterion_lines(name) if self.criterion_is_met(gate, one)]

    def count_gate_criteria_late_of(self, name):
        gate = self.gates_open_to_see()[name]
        return [place for one, place in self.criterion_lines(name) if self.criterion_is_late(gate, one)]

    def count_gate_criteria_late(self):
        return [place for name in self.gates_open_to_see() for place in self.count_gate_criteria_late_of(name)]

    def conditions(self, name, wanted):
        path = self.gate_path(name)
        listed = zip(self.book.toml(path).get("condition", []), self.heads(path, "[[condition]]"))
        done = lambda one: "done-on" in one and one["done-on"] <= self.book.as_of
        return [[path, line] for one, line in listed if not done(one) and wanted(one)]

    def count_gate_conditions_open(self, name):
        return self.conditions(name, lambda one: True)

    def count_gate_late(self, name):
        gate = self.gates_open_to_see()[name]
        late = self.conditions(name, lambda one: self.is_past(one["due-on"])) if self.gate_is_passed(gate) else []
        return self.count_gate_criteria_late_of(name) + late
