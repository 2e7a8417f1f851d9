"""Messages about measurements: what is absent, provisional, out of line, outside a contract or in another language; and about the week's words."""

import csv
import datetime as dt
import re
import tomllib
from fractions import Fraction

from book import DAY, calendar_days, days, exact, grain, middle
from messages import Told, either
from records import before
from rules import SIDES, added, cut, half_up, quotient, sums, together
from told_plans import following
from told_procedures import same_language

FAMILIES = ("productivity", "quality", "latency", "wellness", "cost")
SIGMAS, HISTORY, RANGE_TO_SIGMA = 5, 12, Fraction("1.128")


class DataMessages:
    """Mixed into `Figures`."""

    def clauses_of_contracts(self):
        for name, contract in self.book.contracts.items():
            for clause in contract.clause_names():
                yield name, contract, clause

    def told_service_level_without_data(self):
        thursday = middle(self.reported())
        for name, contract, clause in self.clauses_of_contracts():
            silent = False
            for subject in self.ruled.subjects(name, clause):
                rulings = self.ruled.of(name, clause, subject)
                filled = [one for one in rulings if one["measured"] and one["measured"]["rows"]]
                if not contract.clause(clause, thursday) or not rulings or subject[0] == "site" and (silent or not filled):
                    continue
                last = rulings[-1]
                if (last["measured"] and last["measured"]["rows"]) or last["outcome"] != "missed" and last.get("why") != "no rows":
                    continue
                silent = True
                path, line = self.clause_place(name, clause, thursday)
                who = [self.subject_name(subject)] if subject[0] == "site" else []
                yield Told(path, line, [f"{name}/{clause}", last["period"]], [filled[-1]["period"]] if filled else [], names=who)

    def told_only_provisional(self):
        closed = self.book.as_of - dt.timedelta(days=7)
        for name, contract, clause in self.clauses_of_contracts():
            stale = [one for one in self.ruled.of(name, clause, ("vendor", contract.vendor)) if one["due"] <= closed and self.provisional(one)]
            rows = sorted({row.place: row for one in stale for row in self.provisional(one)}.items())
            if rows:
                last = stale[-1]
                windows = [last["period"]] if len(stale) == 1 else [len(stale), last["period"]]
                yield Told(*rows[0][0], [*windows, len(rows), f"{name}/{clause}"], [*either(len(rows), len(rows)), last["last"]])

    @staticmethod
    def provisional(ruling):
        return [row for row in (ruling["measured"] or {"rows": []})["rows"] if row.status == "provisional"]

    # ------------------------------------------------------------ gaps and slips

    def told_period_missing(self):
        """Once for all metrics of a site and file that lack the same periods."""
        silent = {}
        for (metric, site), rows in sorted(self.book.rows.items()):
            there = {}
            for row in rows:
                there.setdefault(row.period, []).append(row)
            gaps, period = [], min(there, key=days)
            while days(period)[0] < days(max(there, key=days))[0]:
                if period not in there and self.row_wanted(metric, site, period):
                    gaps.append(period)
                period = following(period)
            if gaps:
                after = min((one for one in there if days(one)[0] > days(gaps[0])[0]), key=days)
                path, line = min(row.place for row in there[after])
                silent.setdefault((site, path, tuple(gaps)), []).append((line, metric))
        for (site, path, gaps), metrics in silent.items():
            line, metric = min(metrics)
            span = gaps if len(gaps) == 1 else [len(gaps), gaps[0], gaps[-1]]
            others = [len(metrics) - 1] if len(metrics) > 1 else []
            yield Told(path, line, [metric, *others, site, *span], [gaps[0]])

    def row_wanted(self, metric, site, period):
        """A clause in force expects a row of the site, or none ever speaks of the metric; and no relief covers the period whole."""
        day, subject = middle(period), ("site", site)
        if grain(period) == "day" and (day.isoweekday() > 5 or day in self.book.settings.get("holidays", [])):
            return False
        named = False
        for name, contract, clause in self.clauses_of_contracts():
            if contract.vendor != self.book.sites[site]["vendor"]:
                continue
            named |= any(one["metric"] == metric for one in self.judge.versions(contract, clause))
            here = contract.clause(clause, day)
            due = here and here["metric"] == metric and self.judge.measured(here, day) and self.judge.due(here, subject, day)
            if due and not any("subtract" not in event and event["from-on"] <= days(period)[0] and days(period)[1] <= event["to-on"]
                               and site in event.get("sites", [site]) for _, event in self.judge.relief(name, clause)):
                return True
        return not named

    def told_unit_slip(self):
        seen = set()
        for name, contract, clause in self.clauses_of_contracts():
            for terms in self.judge.versions(contract, clause):
                slices, percent = terms["aggregation"] == "timeslices", self.book.metrics[terms["metric"]]["unit"] == "percent"
                more = terms["direction"] == "at-least"
                found = []
                if slices or percent and more:
                    found += [(key, terms[key]) for key in ("target", "minimum", "floor") if key in terms]
                    found += [("ramp", one["target"]) for one in terms.get("ramp", [])]
                    found += [("earn-back", terms["earn-back"]["level"])] if "earn-back" in terms else []
                    found += [("bands", one.get("at-least", one.get("at-most"))) for one in terms.get("bands", []) if "otherwise" not in one]
                if percent and "target-high" in terms and exact(terms["target-high"]) <= 1:
                    found += [(key, terms[key]) for key in ("target-low", "target-high")]
                if slices and percent and more and "slice-target" in terms:
                    found.append(("slice-target", terms["slice-target"]))
                for key, value in found:
                    if 0 < exact(value) <= 1:
                        path, line = self.slip_place(name, clause, key, contract, terms)
                        if (path, line, key) not in seen:
                            seen.add((path, line, key))
                            yield Told(path, line, [key, f"{name}/{clause}", exact(value)], [0, 100], [100 * exact(value)])

    def slip_place(self, name, clause, key, contract, terms):
        """Where a key stands on the first day of the terms."""
        day = contract.starts
        while contract.clause(clause, day) != terms:
            day += DAY
        return self.term_place(name, day, key, clause)

    def told_far_future(self):
        late = {}
        for path in sorted((self.book.root / "data/metrics").glob("*/*.csv")):
            name = path.relative_to(self.book.root).as_posix()
            with open(path, encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                late[name] = [(reader.line_num, cells["period"]) for cells in reader if days(cells["period"])[1] > self.book.as_of]
        latest, far = self.book.as_of, None
        for end in sorted({days(period)[1] for rows in late.values() for _, period in rows}):
            if (end - latest).days > 366:
                far = end
                break
            latest = end
        for name, rows in late.items():
            first = next((one for one in rows if far and days(one[1])[1] >= far), None)
            if first:
                yield Told(name, first[0], [first[1], (days(first[1])[1] - self.book.as_of).days], [self.book.as_of])

    # ------------------------------------------------------------ jumps

    def told_value_jump(self):
        for (metric, site), rows in self.book.rows.items():
            values = {}
            for row in rows:
                values.setdefault(row.period, []).append(row)
            for period, value, sigmas in self.jumps(metric, site, values):
                if days(period)[0] < self.since_kept():
                    continue
                decimals = self.book.metrics[metric].get("decimals", 2)
                first = min(row.place for row in values[period])
                count = len(values[period])
                yield Told(*first, [metric, site, half_up(value, decimals), period, int(min(sigmas, 999))], [SIGMAS, *either(count, count)])

    def jumps(self, name, site, values):
        """Period, value and distance of each value far off its history that the next one does not confirm."""
        metric = self.book.metrics[name]
        starts = {days(start)[0] for start in self.limits_start(("site", site), name)}
        series, period = [], min(values, key=days)
        while days(period)[0] <= days(max(values, key=days))[0]:
            series.append((period, quotient(metric, *sums(metric, values[period])) if period in values else None))
            period = following(period)
        history, ranges, previous, last = [], [], None, None
        for at, (period, value) in enumerate(series):
            if at and days(period)[0] in starts:
                history, ranges, previous, last = [], [], None, None
            if value is None:
                previous = None
                continue
            sigma = sum(ranges) / len(ranges) / RANGE_TO_SIGMA if ranges else 0
            if len(history) >= HISTORY and sigma:
                mean = sum(history) / len(history)
                far = lambda one: one is not None and abs(one - mean) > SIGMAS * sigma
                stays = at + 1 < len(series) and far(series[at + 1][1])
                if far(value) and abs(value - last) > SIGMAS * sigma and not stays:
                    yield period, value, abs(value - mean) / sigma
            if previous is not None:
                ranges.append(abs(value - previous))
            history.append(value)
            previous = last = value

    # ------------------------------------------------------------ rows that nobody asked for

    def every_row(self):
        """By file and line."""
        return sorted(self.book.at.values(), key=lambda row: row.place)

    def told_metric_without_contract(self):
        outside = {}
        for row in self.every_row():
            if not self.under_contract(row):
                outside.setdefault((row.path, row.site), []).append(row)
        for (_, site), rows in outside.items():
            periods = sorted({row.period for row in rows}, key=days)
            span = periods if len(periods) == 1 else [periods[0], periods[-1]]
            yield Told(*rows[0].place, [len(rows), site], span)

    def under_contract(self, row):
        first, last = days(row.period)
        for contract in self.book.contracts.values():
            if contract.vendor != self.book.sites[row.site]["vendor"]:
                continue
            day = first
            while day <= last:
                terms = contract.terms(day)
                clauses = (terms or {}).get("service-level", {}).values()
                held = any((not one.get("sites") or row.site in one["sites"])
                           and (not row.queue or not one.get("queues") or row.queue in one["queues"]) for one in clauses)
                if terms and (held or not clauses):
                    return True
                day += DAY
        return False

    def told_whole_beside_parts(self):
        groups = {}
        for row in self.every_row():
            groups.setdefault((row.site, row.metric, row.period), []).append(row)
        found = {}
        for (site, metric, period), rows in sorted(groups.items(), key=lambda one: (one[0][:2], days(one[0][2]))):
            left, unclear = added(self.book.metrics[metric], rows)
            if not unclear:
                continue
            first, what = next((row, what) for row in left for other in left if (what := self.lacking(row, other)))
            found.setdefault((first.path, site, metric), []).append((first, what))
        for (_, site, metric), rows in found.items():
            first = rows[0][0]
            yield Told(*first.place, [metric, site], [first.period, *([len(rows)] if len(rows) > 1 else [])])

    @staticmethod
    def lacking(row, other):
        """What a row leaves open that another one of the same work names."""
        meets = all(not getattr(row, side) or not getattr(other, side) or getattr(row, side) == getattr(other, side) for side in SIDES)
        return next((side for side in SIDES if meets and together(row, other) and not getattr(row, side) and getattr(other, side)), None)

    def told_language_not_listed(self):
        groups = {}
        for row in self.every_row():
            if row.language:
                groups.setdefault((row.path, row.site, row.queue, row.language), []).append(row)
        for (_, site, queue, language), rows in groups.items():
            lists = [(queue, self.book.queues[queue][1].get("languages", []))] if queue in self.book.queues else []
            lists.append((site, self.book.sites[site]["languages"]))
            lacking = [one for one, listed in lists if not any(same_language(has, language) for has in listed)]
            if lacking:
                yield Told(*rows[0].place, [language, lacking[0]], either(len(rows), len(rows)))

    # ------------------------------------------------------------ words over the week

    def families(self):
        clauses = [clause for contract in self.book.contracts.values() for name in contract.clause_names()
                   for clause in self.judge.versions(contract, name)]
        used = {metric["family"] for metric in self.book.metrics.values()} | {clause["family"] for clause in clauses}
        return [family for family in FAMILIES if family in used]

    def commentary(self, week):
        path = self.book.root / f"data/reports/{week}.md"
        return path.read_text("utf-8-sig") if path.exists() else None

    def told_commentary_awaited(self):
        week = self.reported()
        former = before(week)
        vendors = self.book.records("data/vendors")
        judged = any(one["due"] <= days(former)[1] and one["outcome"] != "not measured" for name, _, clause in self.clauses_of_contracts()
                     for subject in self.ruled.subjects(name, clause) for one in self.ruled.of(name, clause, subject))
        if not judged or self.commentary(week) is not None:
            return
        # What could not be rated, before or now, has not moved.
        unrated = {"not-measured", "insufficient-data"}
        ratings = lambda vendor, family: {self.cards.rating(("vendor", vendor), at, family)[0] for at in (former, week)}
        moved = [vendor for vendor in vendors for family in (None, *self.families())
                 if len(ratings(vendor, family)) == 2 and not ratings(vendor, family) & unrated]
        if moved:
            others = len(moved) - 1
            yield Told(f"data/vendors/{moved[0]}.toml", 1, [week, *([others] if others > 1 else [])], [], [f"data/reports/{week}.md"],
                       names=[vendors[moved[0]]["name"]])

    def told_headline_contradicted(self):
        week = self.reported()
        text = self.commentary(week)
        if text is None:
            return
        path = f"data/reports/{week}.md"
        front = tomllib.loads(text.split("+++")[1])
        if "headline" not in front:
            return
        names = {vendor: one["name"] for vendor, one in self.book.records("data/vendors").items()}
        lines = [at for at, line in enumerate(self.book.lines(path), 1) if re.search(r"vendor\s*=", line)]
        for at, claim in zip(lines, front["claims"]):
            says = self.cards.rating(("vendor", claim["vendor"]), week, claim["family"])[0] if claim["family"] in self.families() else "not-measured"
            if says != claim["status"]:
                yield Told(path, at, [claim["status"], says], names=[names[claim["vendor"]]])
        if re.search(r"\b(decide|decides|decision|decisions|deciding)\b", front["headline"], re.I):
            for at, claim in zip(lines, front["claims"]):
                if claim["status"] != "good" and not self.asked(claim):
                    yield Told(path, at, [], names=[names[claim["vendor"]]])
        worst = self.worst(week)
        if worst and not any(claim["vendor"] in worst[1] or (claim["vendor"], claim["family"]) == worst[0] for claim in front["claims"]):
            yield Told(path, next(at for at, line in enumerate(self.book.lines(path), 1) if line.startswith("headline")), [], names=[names[worst[0][0]]])

    def asked(self, claim):
        """A decision that waits names a service level of the claim's vendor and family."""
        waiting = {path for path, _ in self.count_decisions("open")}
        for name, one in self.book.records("data/decisions").items():
            for reference in one.get("service-levels", []) if f"data/decisions/{name}.toml" in waiting else ():
                contract, _, level = reference.partition("/")
                contract = self.book.contracts[contract]
                if contract.vendor == claim["vendor"] and self.judge.versions(contract, level)[-1]["family"] == claim["family"]:
                    return True
        return False

    def gravity(self, subject, lines):
        """A missed gate or wellness; money by currency and by fee; the farthest from its target in widths; the longest run."""
        gate, money, farthest, run = False, {}, None, 0
        for (contract, name), (_, clause, ruling, _) in lines:
            if ruling is None or ruling["outcome"] not in ("met", "missed") or clause["direction"] == "neutral":
                continue
            missed = ruling["outcome"] == "missed"
            gate |= missed and (clause.get("gate", False) or clause["family"] == "wellness")
            run = max(run, ruling["streak"])
            if missed:
                for currency, cost in self.cost(contract, name, ruling):
                    money.setdefault(currency, []).append(cost)
            far = self.distance(contract, name, clause, ruling)
            farthest = far if farthest is None or far is not None and far > farthest else farthest
        return gate, money, farthest or (-1, 0), run

    def cost(self, contract, name, ruling):
        """Currency, amount and percent of the fee of a miss by itself; of a site's, that of the contract as a whole in the same window."""
        month = f"{days(ruling['period'])[1]:%Y-%m}"
        if grain(ruling["period"]) == "quarter":
            month = f"{ruling['period'][:4]}-{3 * int(ruling['period'][-1]):02}"
        elif grain(ruling["period"]) == "month":
            month = ruling["period"]
        ledger = self.ledger.month(contract, month) if calendar_days(month)[1] <= self.book.as_of else None
        line = ledger and ledger["lines"].get(name)
        if line and line["period"] == ruling["period"] and ruling["window"] in ("month", "quarter"):
            yield ledger["terms"]["currency"], (Fraction(line["raw"]), 100 * Fraction(line["raw"]) / half_up(ledger["fee"]))

    def distance(self, contract, name, clause, ruling):
        value = (ruling["measured"] or {}).get("value")
        if value is None:
            return (1, 0) if ruling["outcome"] == "missed" else None
        line, _ = self.judge.target(contract, name, ruling["measured"])
        first = line.get("target", line.get("low"))
        direction = "at-least" if clause["aggregation"] == "timeslices" else clause["direction"]
        beyond = {"at-least": first - value, "at-most": value - first, "range": max(first - value, value - line.get("high", first))}[direction]
        bounds = [exact(band["at-least" if "at-least" in band else "at-most"]) for band in clause.get("bands", []) if "at-least" in band or "at-most" in band]
        floors = [exact(clause["floor"])] if "floor" in clause else bounds[-1:]
        floors += [exact(clause["minimum"])] if "minimum" in clause else []
        widths = [abs(first - floor) for floor in floors] + [abs(first) / 10, Fraction(1)]
        return (0, beyond / next(width for width in widths if width))

    def worst(self, week):
        """Vendor and family that fare worst, and the other vendors that no measure tells from it."""
        rows = []
        for vendor in sorted(self.book.records("data/vendors")):
            subject = ("vendor", vendor)
            lines = list(self.cards.of(subject, week).items())
            missed = [line for line in lines if line[1][2] and line[1][2]["outcome"] == "missed"]
            if missed:
                score = self.cards.rating(subject, week)[1]
                rows.append((vendor, self.gravity(subject, lines), -(1000 if score is None else cut(score, 9)), len(missed), missed, subject))
        if not rows:
            return None
        currencies = {currency for row in rows for currency in row[1][1]}
        by = 1 if len(currencies) > 1 else 0
        money = lambda gravity: (gravity[0], sum(cost[by] for costs in gravity[1].values() for cost in costs), *gravity[2:])
        key = lambda row: (money(row[1]), row[2], row[3])
        best = max(key(row) for row in rows)
        vendor, _, _, _, missed, subject = next(row for row in rows if key(row) == best)
        tied = [row[0] for row in rows if key(row) == best and row[0] != vendor]
        single = [money(self.gravity(subject, [line])) for line in missed]
        return (vendor, missed[single.index(max(single))][1][1]["family"]), tied
