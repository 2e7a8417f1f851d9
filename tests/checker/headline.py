"""What the headline counts: figures that left their normal variation, misses that no plan answers, decisions that wait."""

from itertools import islice

from book import days, exact
from records import need
from rules import in_scope, quotient, sums, target_on
from signals import DOWN, LOOK_BACK, UP, fixed_after, must_fail, special

CHRONIC, REPEAT, NEW, BOUND_TO_FAIL = range(4)


class Headline:
    """Mixed into `Figures`."""

    # ------------------------------------------------------------ lines of a scorecard

    def once(self, question, answer, book=None):
        """An answer that every page of one day shares; or of one book, whatever the day."""
        known = self.__dict__.setdefault("answers", {})
        key = (id(book or self.book), *question)
        if key not in known:
            known[key] = answer()
        return known[key]

    def card_subjects(self):
        """Vendors first, then sites."""
        yield from (("vendor", name) for name in self.once(["vendors"], lambda: sorted(self.book.records("data/vendors"))))
        yield from (("site", name) for name in sorted(self.book.sites))

    def card(self, subject, week):
        """Contract, name, clause and latest ruling of every line of a scorecard."""
        for (_, name), (contract, clause, ruling, _) in self.cards.of(subject, week).items():
            yield contract, name, clause, ruling

    def values_in(self, subject, clause):
        """Period -> value and rows of the clause's metric, oldest first, whatever the day; a site's are its own, whichever sites the
        clause names."""
        sides = ("sites", "projects", "queues", "languages") if subject[0] == "vendor" else ("projects", "queues", "languages")
        scope = {key: clause[key] for key in sides if key in clause}
        question = ["values", subject, clause["metric"], tuple((key, tuple(listed)) for key, listed in scope.items())]
        return self.once(question, lambda: self.valued(subject, clause["metric"], scope), self.book.whole)

    def valued(self, subject, name, scope):
        metric, found = self.book.metrics[name], {}
        for row in self.book.whole.rows_of(name, subject):
            if in_scope(scope, row):
                found.setdefault(row.period, []).append(row)
        # Percentiles do not add up.
        value = lambda rows: None if metric["kind"] == "percentile" and len(rows) > 1 else quotient(metric, *sums(metric, rows))
        return {period: (value(found[period]), found[period]) for period in sorted(found, key=days)}

    def series(self, subject, clause, sunday):
        """What the rules of a control chart look at, up to a day, oldest first: the points that limits rest on and the newest ones, as
        period and value; and the rows of the newest."""
        found, until = self.values_in(subject, clause), min(sunday, self.book.as_of)
        periods = [at for at in found if days(at)[1] <= until]
        begun = [days(at)[0] for at in self.limits_start(subject, clause["metric"]) if periods and days(at)[0] <= days(periods[-1])[0]]
        group = [at for at in periods if not begun or days(at)[0] >= max(begun)]
        present = lambda periods: ((at, one) for at in periods if (one := found[at][0]) is not None)
        first = list(islice(present(group), fixed_after(self.book.settings) or None))
        newest = list(islice(present(reversed(group)), LOOK_BACK))[::-1]
        points = first + [point for point in newest if days(point[0])[0] > days(first[-1][0])[0]]
        return points, found[points[-1][0]][1] if points else []

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
            for _, _, clause, _ in self.card(subject, week):
                whole = not any(clause.get(key) for key in ("projects", "queues", "languages"))
                metric = clause["metric"]
                if clause["direction"] == "neutral" or not whole or metric in seen:
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

    def failing(self, ruling, clause, subject, sunday):
        """How grave the latest window is; `None` where nothing is wrong."""
        if ruling is None:
            return None
        if ruling["outcome"] == "missed":
            return CHRONIC if ruling["chronic"] else REPEAT if ruling["streak"] > 1 else NEW
        whole = not any(clause.get(key) for key in ("projects", "queues", "languages"))
        if ruling["outcome"] == "shown" or not whole:
            return None
        points, _ = self.series(subject, clause, sunday)
        slices = clause["aggregation"] == "timeslices"
        target = exact(clause["slice-target"]) if slices else target_on(clause, sunday).get("target")
        return BOUND_TO_FAIL if points and must_fail(points, self.book.settings, clause["direction"], target) else None

    def misses(self, week):
        """Every miss, told once."""
        sunday, groups = days(week)[1], {}
        for subject in self.card_subjects():
            for contract, name, clause, ruling in self.card(subject, week):
                grave = self.failing(self.judged_last(contract.name, name, subject, ruling), clause, subject, sunday)
                if grave is not None:
                    groups.setdefault((contract.name, name), []).append((grave, subject))
        for clause, group in groups.items():
            yield from ((*clause, subject) for grave, subject in self.each_once(group) if grave != BOUND_TO_FAIL)

    def judged_last(self, contract, name, subject, ruling):
        """The newest window up to a ruling that was judged; the ruling itself where none was."""
        if ruling is None or ruling["outcome"] in ("met", "missed"):
            return ruling
        until = [one for one in self.ruled.of(contract, name, subject) if (one["last"], one["first"]) <= (ruling["last"], ruling["first"])]
        return next((one for one in reversed(until) if one["outcome"] in ("met", "missed", "shown")), ruling)

    @staticmethod
    def each_once(group):
        """Of one service level's (gravity, subject, more): the contract's and those of sites that fare worse; of one site alone that site's."""
        whole = [one for one in group if one[1][0] == "vendor"]
        sites = [one for one in group if one[1][0] == "site"]
        if not whole:
            return sites
        alone = len(sites) == 1
        sites = [one for one in sites if one[0] < whole[0][0] or alone and one[0] == whole[0][0]]
        return sites if alone and sites else sites + whole

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
        sunday = days(self.evidence(page)["week"])[1]
        for one in self.inputs(page, figure):
            query = one["query"]
            rulings = self.ruled.of(query["contract"], query["service_level"], self.subject(query))
            latest = [ruling["period"] for ruling in rulings if ruling["due"] <= sunday and ruling["outcome"] in ("met", "missed", "shown")][-1]
            need(query["periods"][-1] == latest, "an earlier window than the latest that was judged")

    # ------------------------------------------------------------ decisions

    def count_decisions_more(self):
        """Open decisions beside the one that is due first."""
        waiting = self.count_decisions("open")
        due = lambda place: (self.book.toml(place[0])["due-on"], place[0])
        return sorted(waiting, key=due)[1:]
