"""Messages about contracts: breaches, chronic misses, amendments, ends, clauses and relief."""

import re

from book import DAY, days, exact
from headline import CHRONIC
from messages import Told
from rules import each, named as grains


class ContractMessages:
    """Mixed into `Figures`."""

    # ------------------------------------------------------------ where a term stands

    def amended_at(self, contract, key, day):
        """File and line of the last change of a path that is effective by a day: (path, line of `path`, line of `value`)."""
        found = None
        changes = sorted(self.amendment_files(contract).items(), key=lambda one: (one[1]["effective-on"], one[1]["number"]))
        for path, amendment in changes:
            if amendment["effective-on"] > day:
                continue
            for head, change in zip(self.heads(path, "[[change]]"), amendment["change"]):
                if change["path"] == key and change["op"] != "remove":
                    value = [at for at, line in enumerate(self.book.lines(path), 1)
                             if at > head and re.match(r"value\s*=|\[change\.value\]", line.strip())]
                    found = (path, self.key_line(path, head, "path"), value[0])
        return found

    def clause_place(self, contract, clause, day):
        """Where a clause starts, as it stands on a day."""
        amended = self.amended_at(contract, f"service-level.{clause}", day)
        return amended[:2] if amended else [self.contract_file(contract), self.heads(self.contract_file(contract), f"[service-level.{clause}]")[0]]

    def term_place(self, contract, day, key, clause=None):
        """Where a key of a contract, or of a clause, is set, as it stands on a day."""
        whole = f"service-level.{clause}." if clause else ""
        if amended := self.amended_at(contract, whole + key, day):
            return amended[0], amended[2]
        if clause and (table := self.amended_at(contract, f"service-level.{clause}", day)):
            lines = self.book.lines(table[0])
            return table[0], next((at for at in range(table[2], len(lines) + 1) if re.match(rf"{key}\s*=", lines[at - 1].strip())), table[2])
        path = self.contract_file(contract)
        return path, self.key_line(path, self.heads(path, f"[service-level.{clause}]")[0] if clause else 0, key)

    def speaking(self):
        """Each contract that has not ended, with the day whose terms speak."""
        for name, contract in self.book.contracts.items():
            day = max(self.book.as_of, contract.starts)
            if contract.terms(day):
                yield name, contract, contract.terms(day), day

    # ------------------------------------------------------------ misses

    def told_breach_without_plan(self):
        for name, contract in self.book.contracts.items():
            for clause in contract.clause_names():
                told = False
                for subject in self.ruled.subjects(name, clause):
                    breach = None if told and subject[0] == "site" else self.breach(name, clause, subject)
                    if breach and not self.has_plan(name, clause, subject, breach[0][0]["first"]):
                        message = self.breach_told(name, clause, subject, *breach)
                        told |= message is not None
                        yield from [message] if message else []

    def breach(self, contract, clause, subject):
        """The misses of the latest breach, and the one that made it one."""
        runs = [[]]
        for ruling in self.ruled.of(contract, clause, subject):
            if ruling["outcome"] == "missed":
                runs[-1].append(ruling)
            elif ruling["outcome"] == "met" and runs[-1]:
                runs.append([])
        for misses in reversed(runs):
            costly = [at for at, miss in enumerate(misses) if subject[0] == "vendor" and self.costs(contract, clause, miss["period"])]
            since = min(costly[:1] + ([1] if len(misses) > 1 else []), default=None)
            if since is not None:
                return misses, misses[since]
        return None

    def costs(self, contract, clause, period):
        """Whether a miss has a line in the ledger of the month it is billed to."""
        first, last = days(period)
        day = first
        while day <= last:
            ledger = self.ledger.month(contract, f"{day.year:04}-{day.month:02}")
            line = ledger and self.ledger.closed(self.book.contracts[contract], f"{day.year:04}-{day.month:02}") and ledger["lines"].get(clause)
            if line and line["period"] == period:
                return True
            day += DAY
        return False

    def has_plan(self, contract, clause, subject, first):
        for plan in self.plans().values():
            named = any(trigger["service-level"] == f"{contract}/{clause}" for trigger in plan.get("trigger", []))
            vendor = subject[1] if subject[0] == "vendor" else self.book.sites[subject[1]]["vendor"]
            ours = plan["vendor"] == vendor and (subject[0] == "vendor" or plan.get("site") in (None, subject[1]))
            detected = plan["detected-on"] <= self.book.as_of
            closed = "closed-on" in plan and plan["closed-on"] <= self.book.as_of
            if named and ours and detected and (not closed or first <= plan["detected-on"]):
                return True
        return False

    def breach_told(self, contract, clause, subject, misses, since):
        due = self.working_day_after(since["due"], self.book.settings.get("plan-draft-working-days", 10))
        last = misses[-1]
        if self.book.as_of <= due or last["last"] < self.since_kept():
            return None
        windows = [miss["period"] for miss in misses]
        said = [len(windows), windows[0], windows[-1]] if len(windows) > 3 else windows
        name = self.subject_name(subject) if subject[0] == "site" else ""
        path, line = self.clause_place(contract, clause, last["last"])
        return Told(path, line, [f"{contract}/{clause}", *said], [due, (self.book.as_of - due).days], names=[name])

    def told_chronic_without_escalation(self):
        week = self.reported()
        for name, contract in self.book.contracts.items():
            for clause in contract.clause_names():
                chosen = self.chronic(name, clause, week)
                if chosen and not self.escalated(contract.vendor):
                    subject, terms, ruling = chosen
                    rule = terms["chronic"]
                    path, line = self.clause_place(name, clause, ruling["last"])
                    yield Told(path, line, [f"{name}/{clause}", ruling["period"]], [rule["misses"], rule["windows"]], names=[self.subject_name(subject)])

    def chronic(self, contract, clause, week):
        """Subject, terms and window of a chronic miss in the week, where it is told once."""
        failing = []
        for subject in self.ruled.subjects(contract, clause):
            line = self.cards.of(subject, week).get((contract, clause))
            ruling = line and self.judged_last(contract, clause, subject, line[2])
            grave = line and self.failing(ruling, line[1], subject, days(week)[1])
            if grave is not None:
                failing.append((grave, subject, line[1], ruling))
        chronic = [one for one in self.each_once(failing) if one[0] == CHRONIC]
        # The farthest from its target, then the longest run; gate and money are those of the clause.
        worst = lambda one: self.gravity(one[1], [((contract, clause), (None, one[2], one[3], None))])[2:]
        chronic.sort(key=lambda one: one[1][0] != "vendor")
        return max(chronic, key=worst)[1:] if chronic else None

    def escalated(self, vendor):
        for one in self.book.records("data/decisions").values():
            of = [one.get("vendor"), "site" in one and self.book.sites[one["site"]]["vendor"],
                  "contract" in one and self.book.contracts[one["contract"]].vendor]
            if one.get("kind") == "escalation" and one.get("status", "open") != "withdrawn" and one["asked-on"] <= self.book.as_of and vendor in of:
                return True
        return False

    # ------------------------------------------------------------ amendments

    def told_retroactive_amendment(self):
        for name in self.book.contracts:
            for path, one in self.amendment_files(name).items():
                late = (one["signed-on"] - one["effective-on"]).days
                if late > 0:
                    yield Told(path, self.key_line(path, 0, "effective-on"), [one["number"], name, late], [one["signed-on"]])

    def told_target_loosened(self):
        for name, contract in self.book.contracts.items():
            changes = sorted({one["effective-on"] for one in contract.amendments})
            for clause in contract.clause_names():
                rulings = self.ruled.of(name, clause, ("vendor", contract.vendor))
                for at, day in enumerate(changes):
                    former = max([contract.starts] + [other for other in changes[:at] if other > contract.starts])
                    old, new = (contract.clause(clause, one) for one in (former, max(day, contract.starts)))
                    what = loosened(old, new) if old and new and day > contract.starts else None
                    judged = [one for one in rulings if min(one["last"], days(one["period"])[1]) < day and one["outcome"] in ("met", "missed")]
                    if what is None or not judged or judged[-1]["outcome"] != "missed":
                        continue
                    number, path, line = self.loosened_at(name, clause, day)
                    before = judged[-1]["streak"] - 1
                    yield Told(path, line, [number, f"{name}/{clause}", *what], [day, judged[-1]["period"], *([before] if before > 1 else [])])

    def loosened_at(self, contract, clause, day):
        """Number and place of the change of a target, else of the clause, on a day."""
        found = []
        for path, one in self.amendment_files(contract).items():
            if one["effective-on"] != day:
                continue
            for head, change in zip(self.heads(path, "[[change]]"), one["change"]):
                if change["path"] == f"service-level.{clause}" or change["path"].startswith(f"service-level.{clause}."):
                    found.append(("target" not in change["path"].split(".")[-1], one["number"], path, self.key_line(path, head, "path")))
        return min(found, key=lambda one: one[0])[1:]

    # ------------------------------------------------------------ the paper

    def told_definition_differs(self):
        for name, _, terms, day in self.speaking():
            for clause, one in terms.get("service-level", {}).items():
                used = self.book.metrics[one["metric"]].get("definition")
                if "metric-definition" in one and one["metric-definition"] != used:
                    path, line = self.term_place(name, day, "metric-definition", clause)
                    yield Told(path, line, [f"{name}/{clause}", one["metric-definition"], one["metric"]], [used] if used else [])

    def told_contract_ends_undecided(self):
        as_of = self.book.as_of
        for name, contract in self.book.contracts.items():
            terms = contract.terms(as_of)
            if not terms:
                continue
            notice = terms["ends-on"] - terms.get("notice-days", 0) * DAY
            renewals = {key: one for key, one in self.book.records("data/decisions").items()
                        if one.get("kind") == "renewal" and one.get("contract") == name and one.get("status", "open") != "withdrawn"}
            decided = [key for key, one in renewals.items() if "decided-on" in one and one["decided-on"] <= as_of]
            if as_of < notice or decided or self.succeeded(contract, terms):
                continue
            asked = next(iter(renewals.values()), None)
            path, line = self.term_place(name, as_of, "ends-on")
            yield Told(path, line, [name, terms["ends-on"]], [notice], [asked["due-on"]] if asked else [],
                       names=[self.person(asked["owner"])] if asked else [])

    def succeeded(self, contract, terms):
        """Another contract of the vendor carries on the day after, for one of the metrics."""
        metrics = {one["metric"] for one in terms.get("service-level", {}).values()}
        for other in self.book.contracts.values():
            if other is not contract and other.vendor == contract.vendor and (then := other.terms(terms["ends-on"] + DAY)):
                if not metrics or metrics & {one["metric"] for one in then.get("service-level", {}).values()}:
                    return True
        return False

    def told_clause_without_reference(self):
        for name, contract, terms, day in self.speaking():
            for clause, one in terms.get("service-level", {}).items():
                if not one.get("clause-ref", "").strip():
                    path, line = self.clause_place(name, clause, day)
                    yield Told(path, line, [f"{name}/{clause}"], names=[terms["document-ref"]])

    def told_relief_covers_part(self):
        """Approved relief of whole rows touches a row, and together with all that is of the same sites leaves a day of it in force open."""
        for name, contract in self.book.contracts.items():
            for clause in contract.clause_names():
                row_grain = self.book.metrics[self.judge.versions(contract, clause)[-1]["metric"]]["grain"]
                events = [(of, event) for of, event in self.judge.relief(name, clause) if "subtract" not in event]
                for relief, event in events:
                    held = each(event["from-on"], min(event["to-on"], self.book.as_of))
                    for period in dict.fromkeys(grains(row_grain, day) for day in held):
                        stands = self.judge.stand(name, clause, period)
                        if not stands or not contract.clause(clause, stands).get("relief", True):
                            continue
                        force = {day for day in each(*days(period)) if (one := contract.clause(clause, day)) and self.judge.measured(one, day)}
                        if not any(event["from-on"] <= day <= event["to-on"] for day in force):
                            continue
                        covered = min(len({day for day in force for _, other in events if other["from-on"] <= day <= other["to-on"]
                                           and (not other.get("sites") or site in other["sites"])}) for site in event.get("sites") or [None])
                        if covered < len(force):
                            yield Told(f"data/relief/{relief}.toml", 1, [relief, period, f"{name}/{clause}", covered, len(force)],
                                       [event["from-on"], event["to-on"]])

    def told_pool_allocated_twice(self):
        for name, _, terms, day in self.speaking():
            credits = terms.get("credits", {})
            most = exact(credits.get("allocatable-percent", 100))
            for pool in credits.get("pools", {}):
                clauses = {key: one for key, one in terms.get("service-level", {}).items() if one.get("pool") == pool}
                total = sum(exact(one.get("allocation-percent", 0)) for one in clauses.values())
                if total > most:
                    path, line = self.pool_place(name, day, pool)
                    yield Told(path, line, [pool, name, total, most], sorted(clauses))

    def pool_place(self, contract, day, pool):
        """Where the share of a pool is set."""
        if amended := self.amended_at(contract, f"credits.pools.{pool}", day):
            return amended[0], amended[2]
        table = self.amended_at(contract, "credits.pools", day) or self.amended_at(contract, "credits", day)
        path = table[0] if table else self.contract_file(contract)
        head = table[2] if table else self.heads(path, "[credits.pools]")[0]
        return path, self.key_line(path, head, pool)

    def told_relief_unapproved(self):
        for name, one in self.book.relief.items():
            if "approved-by" not in one:
                yield Told(f"data/relief/{name}.toml", 1, [name], [one["from-on"], one["to-on"], one["contract"]])


def loosened(old, new):
    """The numbers of a target that became easier; `None` where none did."""
    with_slices = "slice-target" in new

    def easier(direction, before, after):
        return after < before if direction == "at-least" else after > before if direction == "at-most" else False

    if "target" in old and "target" in new:
        before, after = exact(old["target"]), exact(new["target"])
        if easier("at-least" if with_slices else new["direction"], before, after):
            return [before, after]
    if "target-low" in old and "target-low" in new:
        ends = [exact(one[key]) for one in (old, new) for key in ("target-low", "target-high")]
        if ends[2] < ends[0] or ends[3] > ends[1]:
            return ends
    if ("target" in old or "target-low" in old) and not ("target" in new or "target-low" in new):
        return []
    if "slice-target" in old and with_slices:
        before, after = exact(old["slice-target"]), exact(new["slice-target"])
        if easier(new["direction"], before, after):
            return [before, after]
    return None
