"""What a month of a contract should cost, from its rate card and the rows of the client's record, day by day."""

import datetime as dt
from fractions import Fraction
from math import floor

from book import DAY, calendar_days, days, exact, minor_units, week_of
from rules import added, each, in_scope, within_total

LARGEST = 10**15


def whole(value):
    """To minor units, half up."""
    return floor(value + Fraction(1, 2))


class Line:
    """One expected line: what was recorded, what is paid for, and the exact amount in minor units; `None` where rows are missing."""

    def __init__(self, kind, site, prices, known=None, rows=()):
        self.kind, self.site, self.prices, self.rows = kind, site, prices, set(rows)
        self.recorded, self.quantity, self.exact = known or (None, None, None)
        self.amount = None if known is None else whole(self.exact)


class Billed:
    def __init__(self, judge):
        self.judge, self.book, self.done = judge, judge.book, {}

    def month(self, name, month):
        """Lines by rate; `monthly-fee` among them."""
        if (name, month) not in self.done:
            self.done[(name, month)] = self.compute(self.book.contracts[name], month)
        return self.done[(name, month)]

    def currency(self, name, month):
        contract = self.book.contracts[name]
        last = min(calendar_days(month)[1], contract.ends())
        return contract.folded(max(last, contract.starts))["currency"]

    def compute(self, contract, month):
        first, last = calendar_days(month)
        force = [(day, contract.terms(day)) for day in each(first, last) if contract.terms(day)]
        if not force:
            return {}
        units, running = minor_units(self.currency(contract.name, month)), last > self.book.as_of
        lines = {}
        if any("monthly-fee-minor" in terms for _, terms in force):
            fee = sum((Fraction(terms.get("monthly-fee-minor", 0), (last - first).days + 1) for _, terms in force), Fraction(0))
            prices = {Fraction(terms["monthly-fee-minor"], units) for _, terms in force if "monthly-fee-minor" in terms}
            lines["monthly-fee"] = [Line("fee", "", prices, None if running else (Fraction(1), Fraction(1), fee))]
        for rate in sorted({rate for _, terms in force for rate in terms.get("rate", {})}):
            terms = {day: of["rate"][rate] for day, of in force if rate in of.get("rate", {})}
            lines[rate] = self.rate(contract, rate, month, terms, units, running)
        return lines

    @staticmethod
    def step(rate, day):
        steps = [step for step in rate.get("ramp", []) if step["from"] <= day]
        return exact(steps[-1]["percent"]) / 100 if steps else Fraction(1)

    def price(self, rate, day):
        return exact(rate["price"]) * self.step(rate, day) if "price" in rate else None

    def rate(self, contract, name, month, terms, units, running):
        first, last = calendar_days(month)
        of_month = (last - first).days + 1
        newest = terms[max(terms)]
        by_days = newest["unit"] in ("fte-month", "seat-month")
        kinds = []
        # Days of the same terms and the same step of the ramp.
        for day, rate in terms.items():
            key = (rate, self.step(rate, day))
            if not kinds or kinds[-1][0] != key:
                kinds.append((key, []))
            kinds[-1][1].append(day)
        whole_scope = any(one.get("tiers") or "volume-band" in one or "minimum-quantity" in one for (one, _), _ in kinds)
        prices = [price for (rate, step), _ in kinds for price in (
            [exact(rate["price"]) * step] if "price" in rate else [exact(tier["price"]) for tier in rate.get("tiers", [])])]
        parties = self.count(contract, name, month, kinds, by_days, lambda rate: rate["quantity"], whole_scope)
        lines = []
        for site, parts, rows in parties:
            known = parts is not None and not running
            if known and newest["unit"] == "productive-hour":
                parts = [part * self.awake(rate) for part, ((rate, _), _) in zip(parts, kinds)]
            recorded = sum(parts, Fraction(0)) if known else None
            if known and any("cap" in rate for (rate, _), _ in kinds):
                of = self.count(contract, name, month, kinds, False, lambda rate: rate.get("cap", {}).get("of"), whole_scope)
                heads = next(((part, seen) for at, part, seen in of if at in ("", site)), ([Fraction(0)] * len(kinds), set()))
                known = heads[0] is not None
                if known:
                    rows = rows | heads[1]
                    most = sum((exact(rate["cap"]["each"]) * n for ((rate, _), _), n in zip(kinds, heads[0]) if "cap" in rate), Fraction(0))
                    if recorded > most:
                        parts = [part * most / recorded for part in parts]
            lines += self.lines_of(site, kinds, parts if known else None, recorded, prices, units, rows, of_month)
        for premium in sorted({premium for (rate, _), _ in kinds for premium in rate.get("premium", {})}):
            metric = lambda rate: rate.get("premium", {}).get(premium, {}).get("quantity")
            for site, parts, rows in self.count(contract, name, month, kinds, False, metric, whole_scope):
                factors = [exact(rate["price"]) * step * exact(rate["premium"][premium]["factor"]) if premium in rate.get("premium", {}) else None
                           for (rate, step), _ in kinds]
                known = None
                if parts is not None and not running:
                    if newest["unit"] == "productive-hour":
                        parts = [part * self.awake(rate) for part, ((rate, _), _) in zip(parts, kinds)]
                    cost = sum((part * factor for part, factor in zip(parts, factors) if factor is not None), Fraction(0))
                    known = (sum(parts), sum(parts), cost * units)
                lines.append(Line(f"premium {premium}", site, [one for one in factors if one is not None], known, rows))
        return lines

    @staticmethod
    def awake(rate):
        shares = [exact(rate.get(key, 0)) / 100 for key in ("in-office-shrinkage-percent", "external-shrinkage-percent")]
        return (1 - shares[0]) * (1 - shares[1])

    def lines_of(self, site, kinds, parts, recorded, prices, units, rows, of_month):
        known, volume = parts is not None, sum(parts, Fraction(0)) if parts is not None else None
        share = lambda found: Fraction(len(found), of_month)
        if prices:
            quantity = cost = Fraction(0)
            for at, ((rate, step), found) in enumerate(kinds):
                if not known or "volume-band" in rate and "price" not in rate:
                    continue
                own = exact(rate["volume-band"]["baseline"]) * share(found) if "volume-band" in rate else parts[at]
                quantity, cost = quantity + own, cost + self.at(rate, step, volume, own)
            yield Line("quantity", site, prices, (recorded, quantity, cost * units) if known else None, rows)
        bands = [(rate["volume-band"], found, at) for at, ((rate, _), found) in enumerate(kinds) if "volume-band" in rate]
        if bands:
            all_days = sum(len(found) for _, found, _ in bands)
            mean = lambda key: sum((exact(band[key]) * len(found) for band, found, _ in bands), Fraction(0)) / all_days
            of = lambda key: sum((exact(band.get(key, 0)) * share(found) for band, found, _ in bands), Fraction(0))
            more, less, line = mean("additional-price"), mean("reduced-price"), None
            if known:
                over = sum((parts[at] for *_, at in bands), Fraction(0)) - of("baseline")
                dead = of("deadband")
                if abs(over) <= dead:
                    over = Fraction(0)
                elif bands[-1][0].get("counts", "from-deadband") == "from-deadband":
                    over -= dead if over > 0 else -dead
                line = (recorded, over, over * (less if over < 0 else more) * units)
            yield Line("band", site, [more, less], line, rows)
        least = [(rate, step, exact(rate["minimum-quantity"]) * share(found), at) for at, ((rate, step), found) in enumerate(kinds) if "minimum-quantity" in rate]
        if least and known:
            minimum, had = sum(one[2] for one in least), sum((parts[at] for *_, at in least), Fraction(0))
            if had < minimum:
                cost = sum(((self.at(rate, step, minimum, minimum) - self.at(rate, step, had, had)) * part / minimum for rate, step, part, _ in least), Fraction(0))
                yield Line("shortfall", site, prices, (recorded, minimum - had, max(cost, Fraction(0)) * units), rows)

    @staticmethod
    def at(rate, step, volume, quantity):
        """What a quantity costs where the whole month is `volume`."""
        if "price" in rate:
            return quantity * exact(rate["price"]) * step
        tiers = [(exact(tier["above"]), exact(tier["price"])) for tier in rate.get("tiers", [])]
        if volume <= 0 or not tiers:
            return Fraction(0)
        if rate["tier-mode"] == "slab":
            return quantity * [price for above, price in tiers if above < volume][-1]
        ends = [above for above, _ in tiers[1:]] + [volume]
        cost = sum((max(min(volume, end) - above, 0) * price for (above, price), end in zip(tiers, ends)), Fraction(0))
        return cost * quantity / volume

    # ------------------------------------------------------------ quantities

    def count(self, contract, name, month, kinds, by_days, metric, whole_scope):
        """(site, quantities by kind or `None`, rows) of each party: of each site, or of all with an empty id."""
        sites, counters = {}, []
        for at, ((rate, _), _) in enumerate(kinds):
            key = (metric(rate), {key: rate.get(key) for key in ("sites", "projects", "queues", "languages")})
            if key[0] is None:
                continue
            same = next((one for one in counters if one[:2] == key), None)
            if same:
                same[3].append(at)
            else:
                counters.append((*key, rate, [at]))
        expected = False
        for metric_id, _, scope, own in counters:
            shares = self.shares(contract, name, month, kinds, by_days, metric_id, scope, own)
            if any(days(period)[1] > self.book.as_of for period, _, _ in shares):
                return [("", None, set())]
            for site, record in self.book.sites.items():
                if record["vendor"] != contract.vendor or not self.judge.covers(scope, site):
                    continue
                by_period = {}
                for row in self.book.rows.get((metric_id, site), []):
                    if in_scope(scope, row):
                        by_period.setdefault(row.period, []).append(row)
                kept = {row.period for row in self.book.withheld.get((metric_id, site), []) if in_scope(scope, row)
                        and not within_total(self.book.metrics[metric_id], row, by_period.get(row.period, []))}
                begun = min((days(period)[0] for period in {*by_period, *kept} if days(period)[1] >= contract.starts), default=None)
                for period, day, weights in shares:
                    due = self.judge.due(scope, ("site", site), day)
                    expected |= due
                    has_begun = site in scope.get("sites", []) or begun is not None and begun <= days(period)[0]
                    if period not in by_period and period not in kept and not (due and has_begun):
                        continue
                    parts, rows, good = sites.get(site, ([Fraction(0)] * len(kinds), set(), True))
                    found, unclear = added(self.book.metrics[metric_id], by_period.get(period, []))
                    # What was counted beside a withheld row is not all of it.
                    good = good and bool(found) and not unclear and period not in kept
                    value = sum((row.num for row in found), Fraction(0))
                    parts = [part + value * weights.get(at, 0) for at, part in enumerate(parts)]
                    sites[site] = (parts, rows | {row.place for row in found}, good)
        if not sites:
            return [("", None, set())] if expected else []
        if not whole_scope:
            return [(site, parts if good else None, rows if good else set()) for site, (parts, rows, good) in sorted(sites.items())]
        if not all(good for *_, good in sites.values()):
            return [("", None, set())]
        sums = [sum(column, Fraction(0)) for column in zip(*(parts for parts, *_ in sites.values()))]
        return [("", sums, set().union(*(rows for _, rows, _ in sites.values())))]

    def shares(self, contract, name, month, kinds, by_days, metric, scope, own):
        """(period, day that stands for it, weight in each kind) of the rows of a month."""
        first, last = calendar_days(month)
        of_month, grain = (last - first).days + 1, self.book.metrics[metric]["grain"]
        kind_of = {day: at for at in own for day in kinds[at][1]}
        by_days_of = lambda part: {at: Fraction(len(kinds[at][1]), of_month) * part for at in own}
        thursdays = [day for day in each(first, last) if day.weekday() == 3]
        if grain == "day":
            weight = Fraction(1, of_month) if by_days else Fraction(1)
            return [(day.isoformat(), day, {at: weight}) for day, at in sorted(kind_of.items())]
        if grain == "month":
            if by_days:
                return [(month, min(kind_of), by_days_of(Fraction(1)))]
            # The terms of most days, the later in a tie.
            size = lambda at: sum(len(found) for key, found in kinds if key == kinds[at][0])
            best = max(range(len(kinds)), key=lambda at: (size(at), at))
            if best not in own or self.leaves(contract, month, sum(len(found) for _, found in kinds), kinds, metric, scope):
                return []
            return [(month, kinds[best][1][0], {best: Fraction(1)})]
        if not by_days:
            return [(week_of(day), day, {kind_of[day]: Fraction(1)}) for day in thursdays if day in kind_of]
        listed = ("sites", "projects", "queues", "languages")
        def holds(day):
            rate = (contract.terms(day) or {}).get("rate", {}).get(name)
            return rate is not None and rate["quantity"] == scope["quantity"] and all(rate.get(key) == scope.get(key) for key in listed)
        weeks = [(week_of(day), day, [at for at in each(day - 3 * DAY, day + 3 * DAY) if holds(at)]) for day in thursdays]
        weeks = [(week, day if day in found else found[0], len(found)) for week, day, found in weeks if found]
        if not weeks:
            named = {}
            for day in sorted(kind_of):
                named.setdefault(week_of(day), []).append(day)
            weeks = [(week, found[0], len(found)) for week, found in named.items()]
        total = sum(size for *_, size in weeks)
        return [(week, day, by_days_of(Fraction(size, total))) for week, day, size in weeks]

    def leaves(self, contract, month, size, kinds, metric, scope):
        """Whether the row of a month belongs to another contract: one of more of its days, or of as many and later."""
        listed = ("sites", "projects", "queues", "languages")
        mine = [day for _, found in kinds for day in found]
        counts = lambda rate: {rate["quantity"], rate.get("cap", {}).get("of")} | {one["quantity"] for one in rate.get("premium", {}).values()}
        for other in self.book.contracts.values():
            if other.vendor != contract.vendor or other.name == contract.name:
                continue
            found = {}
            for day in each(*calendar_days(month)):
                for name, rate in (other.terms(day) or {}).get("rate", {}).items():
                    found.setdefault(name, []).append((day, metric in counts(rate) and all(rate.get(key, []) == scope.get(key, []) for key in listed)))
            for days_of in found.values():
                theirs = sum(same for _, same in days_of)
                after, before = min(day for day, _ in days_of) > max(mine), max(day for day, _ in days_of) < min(mine)
                if theirs and (after and theirs >= size or before and theirs > size):
                    return True
        return False
