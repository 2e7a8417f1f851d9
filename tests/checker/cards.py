"""Scorecards by the rules: which clauses speak of a subject in a week, with which ruling and weight, and the rating they make."""

from fractions import Fraction
from functools import lru_cache

from book import DAY, days, exact, grain, middle, week_of
from rules import cut, fitted, half_up

BANDS = [("good", Fraction(90)), ("approaching-target", Fraction(75)), ("requires-improvement", Fraction(50)), ("inadequate", Fraction(0))]


class Cards:
    def __init__(self, rulings):
        self.rulings, self.judge, self.book = rulings, rulings.judge, rulings.book
        self.of = lru_cache(maxsize=None)(self._of)
        self.reported = lru_cache(maxsize=None)(self._reported)

    def _of(self, subject, week):
        """(contract, clause, ruling, weight) by contract and clause. A clause of which nothing is due has no line."""
        thursday, until = middle(week), days(week)[1]
        # What was due since the newest period ended is in by the day that is spoken of.
        after = until + DAY
        if days(week_of(after) if grain(week) == "week" else f"{after.year:04}-{after.month:02}")[1] > self.book.as_of:
            until = max(until, self.book.as_of)
        kind, name = subject
        vendor = name if kind == "vendor" else self.book.sites[name]["vendor"]
        found = {}
        if kind == "site" and not is_open(self.book.sites[name], thursday):
            return found
        for contract in self.book.contracts.values():
            if contract.vendor != vendor:
                continue
            for clause_name, clause in sorted((contract.terms(thursday) or {}).get("service-level", {}).items()):
                if kind == "site" and not self.judge.covers(clause, name):
                    continue
                ended = [one for one in self.rulings.of(contract.name, clause_name, subject) if one["due"] <= until]
                ruling = self.standing(ended)
                if ruling and ruling.get("idle"):
                    continue
                found[(contract.name, clause_name)] = (contract, clause, ruling, exact(clause.get("weight", 0)))
        return self.brought_to_100(found, thursday)

    def _reported(self):
        """First and last days of the windows for which some vendor has figures."""
        return {(one["first"], one["last"]) for contract in self.book.contracts.values() for clause in contract.clause_names()
                for one in self.rulings.of(contract.name, clause, ("vendor", contract.vendor)) if one["measured"] and one["measured"]["rows"]}

    def standing(self, due):
        """The newest window that is due; where it is late and nobody has reported for it, the newest before it that somebody reported for."""
        if not due:
            return None
        awaited = lambda one: one.get("why") == "no rows" and (one["first"], one["last"]) not in self.reported()
        there = [one for one in due if not awaited(one)]
        return due[-1] if not there or there[-1].get("idle") else there[-1]

    def brought_to_100(self, lines, thursday):
        """Points of one contract and percents of another do not add up: beside another contract, points are brought to 100."""
        if len({contract.name for contract, *_ in lines.values()}) < 2:
            return lines
        found = {}
        for key, (contract, clause, ruling, weight) in lines.items():
            if contract.terms(thursday).get("weights", "percent") == "points":
                total = sum(other[3] for other in lines.values() if other[0] is contract)
                weight = half_up(100 * weight / total, 6) if total else Fraction(0)
            found[key] = (contract, clause, ruling, weight)
        return found

    def weights(self, subject, week):
        """Weight of every scored clause."""
        return {key: weight for key, (_, clause, _, weight) in self.of(subject, week).items() if clause["direction"] != "neutral" and weight}

    def score(self, key, ruling):
        if ruling is None or ruling["outcome"] not in ("met", "missed"):
            return None
        return self.judge.score_of(*key, ruling)

    def rating(self, subject, week, family=None):
        """Rating and score, of all lines or of one family's."""
        lines = {key: line for key, line in self.of(subject, week).items() if family in (None, line[1]["family"])}
        weight = measured = total = Fraction(0)
        gate = False
        for key, (_, clause, ruling, of) in lines.items():
            gate |= clause.get("gate", False) and ruling is not None and ruling["outcome"] == "missed"
            if clause["direction"] == "neutral":
                continue
            weight += of
            score = self.score(key, ruling)
            if score is not None:
                measured, total = measured + of, total + of * score
        return self.named(fitted(total / measured) if measured else None, measured, weight, gate)

    def named(self, score, measured, weight, gate):
        settings = self.book.settings
        if score is None:
            return "not-measured", None
        if 100 * Fraction(measured) / weight < exact(settings.get("insufficient-coverage", 60)):
            return "insufficient-data", score
        bands = [(one["name"], exact(one["at-least"])) for one in settings.get("rating", [])] or BANDS
        names = [name for name, _ in bands]
        name = next(name for name, bound in bands if cut(score, 6) >= bound)
        return (max(name, "requires-improvement", key=names.index) if gate else name), score


def is_open(site, day):
    return site["opened-on"] <= day and ("closed-on" not in site or day <= site["closed-on"])
