"""What the headline counts: figures that left their normal variation, misses that no plan answers, decisions that wait."""

from itertools import chain, islice

from book import days, exact, middle
from records import need
from restated import Side
from rules import in_scope, middles, quotient, sums, target_on
from signals import DOWN, LOOK_BACK, UP, must_fail, special

CHRONIC, REPEAT, NEW, BOUND_TO_FAIL = range(4)


class Headline:
    """Mixed into `Figures`."""

    # ------------------------------------------------------------ lines of a scorecard

    def once(self, question, answer):
        """An answer that every page of one day shares."""
        known = self.__dict__.setdefault("answers", {})
        key = (id(self.book), *question)
        if key not in known:
            known[key] = answer()
        return known[key]

    def card_subjects(self):
        """Vendors first, then sites."""
        yield from (("vendor", name) for name in self.once(["vendors"], lambda: sorted(self.book.records("data/vendors"))))
        yield from (("site", name) for name in sorted(self.book.sites))

    def card(self, subject, week):
        """Contract, name and clause of every service level in force for a subject in a week."""
        day = middle(week)
        kind, name = subject
        site = self.book.sites[name] if kind == "site" else None
        if site and not site["opened-on"] <= day <= site.get("closed-on", day):
            return
        for contract in self.book.contracts.values():
            if contract.vendor != (site["vendor"] if site else name):
                continue
            for clause_name, clause in sorted((contract.terms(day) or {}).get("service-level", {}).items()):
                if site is None or self.judge.covers(clause, name):
                    yield contract, clause_name, clause

    def rows_in(self, subject, clause):
        """Rows of the clause's metric; a site's are its own, whichever sites the clause names."""
        scope = {key: clause[key] for key in ("projects", "queues", "languages") if key in clause}
        if subject[0] == "vendor":
            scope["sites"] = clause.get("sites", [])
        return [row for row in self.book.rows_of(clause["metric"], subject) if in_scope(scope, row)]

    def series(self, subject, clause, sunday):
        """What the rules of a control chart look at, up to a day, oldest first: the points that limits rest on and the newest ones, as
        period and value; and the rows of the newest."""
        metric, found = self.book.metrics[clause["metric"]], {}
        for row in self.rows_in(subject, clause):
            if days(row.period)[1] <= sunday:
                found.setdefault(row.period, []).append(row)
        # Percentiles do not add up.
        value = lambda rows: None if metric["kind"] == "percentile" and len(rows) > 1 else quotient(metric, *sums(metric, rows))
        periods = sorted(found, key=days)
        begun = [days(at)[0] for at in self.limits_start(subject, clause["metric"]) if periods and days(at)[0] <= days(periods[-1])[0]]
        group = [at for at in periods if not begun or days(at)[0] >= max(begun)]
        present = lambda periods: ((at, one) for at in periods if (one := value(found[at])) is not None)
        first = list(islice(present(group), self.book.settings.get("fix-limits-after", 12) or None))
        newest = list(islice(present(reversed(group)), LOOK_BACK))[::-1]
        points = first + [point for point in newest if days(point[0])[0] > days(first[-1][0])[0]]
        return points, found[points[-1][0]] if points else []

    def limits_start(self, subject, name):
        """Periods at which the limits of a metric's series start anew."""
        vendor = self.book.sites[subject[1]]["vendor"] if subject[0] == "site" else subject[1]
        events, initiatives = self.once(["limits"], self.what_starts_limits)
        mine = lambda one: one.get("site") == subject[1] and subject[0] == "site" if "site" in one else one["vendor"] == vendor
        yield from (one["from"] for one in events if one["metric"] == name and mine(one))
        for one in initiatives:
            if one["metric"] == name and not one.get("queues") and mine(one):
                yield one["intervention"]

    def what_starts_limits(self):
        there = (self.book.root / "data/rebases.toml").exists()
        events = self.book.toml("data/rebases.toml").get("rebase", []) if there else []
        return events, list(self.book.records("data/initiatives").values())

    # ------------------------------------------------------------ what moved

    def moved_series(self, week):
        """By the way it went: subject, metric, period and rows of each series whose newest point is special."""
        sunday, found, told = days(week)[1], {}, set()
        for subject in self.card_subjects():
            seen = set()
            vendor = self.book.sites[subject[1]]["vendor"] if subject[0] == "site" else subject[1]
            for contract, name, clause in self.card(subject, week):
                whole = not any(clause.get(key) for key in ("projects", "queues", "languages"))
                metric = clause["metric"]
                if clause["direction"] == "neutral" or not whole or metric in seen or not self.due_by(contract, name, subject, sunday):
                    continue
                seen.add(metric)
                points, newest = self.series(subject, clause, sunday)
                way = special(points, self.book.settings) if points else None
                if way is None or (vendor, metric) in told:
                    continue
                told.add((vendor, metric))
                better = {"at-least": UP, "at-most": DOWN}.get(self.book.metrics[metric]["direction"])
                word = "unusual" if better is None else "better" if way == better else "worse"
                found.setdefault(word, []).append((subject, metric, points[-1][0], {(row.path, row.line) for row in newest}))
        return found

    def check_moved(self, page, figure, value):
        week = self.evidence(page)["week"]
        expected = self.once(["moved", week], lambda: self.moved_series(week)).get(figure["moved"][0], [])
        given = [(self.subject(one["query"]), one["query"]["metric"], one["query"]["periods"][-1],
                  {(row.path, row.line) for row in self.cited(one)}) for one in self.inputs(page, figure)]
        key = lambda one: one[:3]
        need(sorted(given, key=key) == sorted(expected, key=key), f"{figure['moved'][0]}: {sorted(map(key, expected))}, not {sorted(map(key, given))}")
        need(len(expected) == value, f"{len(expected)} figures")

    # ------------------------------------------------------------ misses without a plan

    def ended(self, contract, name, sunday):
        """Windows of a clause that ended by a day, oldest first."""
        side = self.once(["side"], lambda: Side(self.book))
        windows = self.once(["windows", contract.name, name], lambda: [(period, last) for period, _, last in side.windows(contract, name)])
        return sorted({period for period, last in windows if last <= sunday}, key=days)

    def due_by(self, contract, name, subject, sunday):
        """Whether the subject has or owes a row in the latest window; before the first window there is nothing to say."""
        windows = self.ended(contract, name, sunday)
        if not windows:
            return True
        row_grain = self.book.metrics[self.judge.versions(contract, name)[-1]["metric"]]["grain"]
        first, last = self.judge.span(self.judge.window_kind(contract, name, windows[-1]), windows[-1], row_grain)
        if any(first <= middle(at) <= last for at in self.judge.slices(contract.name, name, subject)):
            return True
        clauses = [(day, contract.clause(name, day)) for day in middles(row_grain, first, last)]
        return any(clause and self.judge.measured(clause, day) and self.judge.due(clause, subject, day) for day, clause in clauses)

    def rulings(self, contract, name, subject, sunday):
        """Outcome and terms of every window that ended, newest first."""
        if any(clause.get("below-min-volume") == "combine-next" for clause in self.judge.versions(contract, name)):
            yield from reversed(self.pooled(contract, name, subject, sunday))
            return
        for period in reversed(self.ended(contract, name, sunday)):
            outcome, measured = self.judge.outcome(contract.name, name, subject, period)
            yield outcome, measured and measured["clause"]

    def pooled(self, contract, name, subject, sunday):
        """The same, oldest first, where windows of low volume wait for the next and are judged with it."""
        found, waiting = [], ()
        for period in self.ended(contract, name, sunday):
            outcome, measured = self.judge.outcome(contract.name, name, subject, period)
            kind = self.judge.window_kind(contract, name, period)
            pool = waiting + (period,)
            if waiting:
                measured = self.judge.measure(contract.name, name, subject, pool, kind)
                outcome = "not measured" if self.too_few(measured) else self.pool_outcome(
                    {"contract": contract.name, "service_level": name, subject[0]: subject[1], "periods": pool, "window": kind})
            if outcome != "not measured":
                waiting = ()
            elif self.too_few(measured) and measured["clause"].get("below-min-volume") == "combine-next":
                waiting = pool
            found.append((outcome, measured and measured["clause"]))
        return found

    @staticmethod
    def too_few(measured):
        if not measured or measured["value"] is None:
            return False
        volume = {"ratio": measured["den"], "mean": measured["den"], "count": measured["num"]}.get(measured["metric"]["kind"])
        return volume is not None and volume < exact(measured["clause"].get("min-volume", 0))

    def failing(self, contract, name, clause, subject, sunday):
        """How grave the latest window is; `None` where nothing is wrong."""
        rulings = self.rulings(contract, name, subject, sunday)
        outcome, terms = next(rulings, (None, None))
        if outcome is None:
            return None
        if outcome == "missed":
            rule = terms.get("chronic", {"windows": 1, "misses": 2})
            former = [one for one, _ in islice(rulings, rule["windows"] - 1)]
            if 1 + former.count("missed") >= rule["misses"]:
                return CHRONIC
            judged = (one for one in chain(former, (one for one, _ in rulings)) if one in ("met", "missed"))
            return REPEAT if next(judged, None) == "missed" else NEW
        whole = not any(clause.get(key) for key in ("projects", "queues", "languages"))
        if outcome == "shown" or not whole:
            return None
        points, _ = self.series(subject, clause, sunday)
        slices = clause["aggregation"] == "timeslices"
        target = exact(clause["slice-target"]) if slices else target_on(clause, sunday).get("target")
        return BOUND_TO_FAIL if points and must_fail(points, self.book.settings, clause["direction"], target) else None

    def misses(self, week):
        """Every miss, told once: of a contract and its sites the contract's, and the sites that fare worse; of one site alone that site's."""
        sunday, groups = days(week)[1], {}
        for subject in self.card_subjects():
            for contract, name, clause in self.card(subject, week):
                if self.due_by(contract, name, subject, sunday):
                    grave = self.failing(contract, name, clause, subject, sunday)
                    if grave is not None:
                        groups.setdefault((contract.name, name), []).append((grave, subject))
        for clause, group in groups.items():
            whole = [one for one in group if one[1][0] == "vendor"]
            sites = [one for one in group if one[1][0] == "site"]
            if whole:
                alone = len(sites) == 1
                sites = [one for one in sites if one[0] < whole[0][0] or alone and one[0] == whole[0][0]]
                group = sites if alone and sites else sites + whole
            yield from ((*clause, subject) for grave, subject in group if grave != BOUND_TO_FAIL)

    def answered(self, contract, name, subject):
        """Whether an open plan is about a service level of a subject."""
        vendor = self.book.sites[subject[1]]["vendor"] if subject[0] == "site" else subject[1]
        for plan in self.once(["plans"], self.plans).values():
            is_closed = "closed-on" in plan and plan["closed-on"] <= self.book.as_of
            is_open = plan["detected-on"] <= self.book.as_of and not is_closed
            named = any(one["service-level"] == f"{contract}/{name}" for one in plan.get("trigger", []))
            site = plan.get("site")
            if is_open and named and plan["vendor"] == vendor and (subject[0] == "vendor" or site in (None, subject[1])):
                return True
        return False

    def check_unanswered(self, page, figure, value):
        expected = sorted("/".join((contract, name, *subject)) for contract, name, subject in self.misses(self.evidence(page)["week"])
                          if not self.answered(contract, name, subject))
        need(sorted(figure["misses"]) == expected, f"the rulings and plans say {expected}")
        need(len(expected) == value, f"{len(expected)} misses")
        inputs = ["/".join((one["query"]["contract"], one["query"]["service_level"], *self.subject(one["query"]))) for one in self.inputs(page, figure)]
        need(set(inputs) <= set(expected) and len(set(inputs)) == len(inputs), "made of other misses")
        for one in self.inputs(page, figure):
            latest = self.ended(self.book.contracts[one["query"]["contract"]], one["query"]["service_level"], days(self.evidence(page)["week"])[1])[-1]
            need(one["query"]["periods"][-1] == latest, "an earlier window than the latest")

    # ------------------------------------------------------------ decisions

    def count_decisions_more(self):
        """Open decisions beside the one that is due first."""
        waiting = self.count_decisions("open")
        due = lambda place: (self.book.toml(place[0])["due-on"], place[0])
        return sorted(waiting, key=due)[1:]
