"""The settings that a figure cites, and its text against its value."""

import csv
import re
import tomllib
from fractions import Fraction

from book import exact, middle, minor_units
from records import need
from rules import cut, half_up

PAIR = re.compile(r"([a-z][a-z-]*)\s*=\s*(-?[0-9][0-9_]*(?:\.[0-9]+)?)")
NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?")


class Settings:
    """Mixed into `Figures`."""

    def setting(self, page, figure, name, value, path, line):
        if path is None:
            # Only a default has no line.
            default = {"weight": (0,), "minimum": (0, 1)}
            need(not name.startswith("target"), f"{name} without its line")
            need(name not in default or exact(value) in default[name], f"{name} {value} without its line")
            return
        lines = self.book.lines(path)
        need(0 < line <= len(lines), f"{path} has no line {line}")
        if name == "amount_minor":
            cells = dict(zip(next(csv.reader(lines[:1])), next(csv.reader(lines[line - 1 : line])), strict=False))
            need(cells["contract"] == figure["month"][0], f"{path}:{line} is a line of another contract")
            need(exact(cells["amount_minor"]) == exact(value), f"{path}:{line} says another amount")
            return
        key = name.split(".")[-1]
        if key == "pools":
            key = self.pool_of(figure)
        # Without a cap of its own, the at-risk share is the cap.
        if name == "target":
            # The line of a single slice, on the chart of single periods.
            key = "slice-target" if "slice-target" in lines[line - 1] else key
        keys = {key, "value", {"points": "percent", "cap-percent": "at-risk-percent"}.get(key, key)}
        if key == "cap-percent" and any(one.startswith("cap-percent") for one in lines):
            keys.discard("at-risk-percent")
        if name == "minimum":
            keys |= {"min-volume", "min-days"}
        if name.startswith("target-") or (name == "target" and "ramp" in lines[line - 1]):
            keys |= {"target"}
        if figure["formula"] == "rating":
            # A band is a table of its own: its head is cited.
            need(lines[line - 1].strip() == "[[rating]]", f"{path}:{line} starts no rating")
            need(tomllib.loads("\n".join(lines[line - 1 : line + 2])) == {"rating": [{"name": name, "at-least": self.band(name)}]},
                 f"{path}:{line} is not the band {name}")
            need(exact(self.band(name)) == exact(value), "another bound")
            return
        found = PAIR.findall(lines[line - 1])
        said = [exact(number.replace("_", "")) for at, number in found if at in keys]
        good = exact(value) in said or name == "weight" and self.brought_to_100(page, figure, exact(value), path, said)
        need(good, f"{path}:{line} does not say {name} = {value}: {lines[line - 1].strip()[:60]}")

    def brought_to_100(self, page, figure, value, path, said):
        """Whether a line says points of a contract that stands beside another one, and a value is what they are brought to."""
        board = self.board(figure.get("from", [page])[0], figure)
        thursday = middle(board[1])
        for (name, clause), weight in self.cards.weights(*board).items():
            contract = self.book.contracts[name]
            in_points = contract.terms(thursday).get("weights") == "points" and path.split("/")[2] == name
            if in_points and weight == value and exact(contract.clause(clause, thursday)["weight"]) in said:
                return True
        return False

    def band(self, name):
        return next(band["at-least"] for band in self.book.settings["rating"] if band["name"] == name)

    def pool_of(self, figure):
        contract, month, level = figure["month"]
        line = self.ledger.month(contract, month)["lines"][level]
        return line["measured"]["clause"]["pool"]

    def shown(self, figure, value):
        shown, formula = figure["shown"], figure["formula"]
        if formula == "rating" or "target" in shown or shown == "no target":
            return
        found = NUMBER.search(shown)
        need(found, f"no number in {shown!r}")
        text = found.group().replace(",", "").replace("−", "-")
        decimals = len(text.partition(".")[2])
        minor = any(setting[0].endswith("-minor") for setting in figure.get("settings", []))
        paid = formula.startswith(("credit", "earn-back", "claim", "money")) and formula not in ("credit-repeat", "claim-days")
        money = paid or formula == "written" and minor and "tables" not in figure
        money = money or formula in ("invoice-amount", "invoice-disputed") or formula == "cell" and figure["cell"][0].endswith("_minor")
        plain = Fraction(text)
        if money:
            currency = re.search(r"[A-Z]{3}$", shown)
            need(currency, f"no currency in {shown!r}")
            units = minor_units(currency.group())
            need(10**decimals == units, f"{shown!r} has other decimals than its currency")
            plain *= units
            need(plain == half_up(value), f"shows {shown!r} for {value} minor units")
        elif formula in ("attainment-split", "target-pro-rated"):
            need(abs(plain - value) < Fraction(1, 10**6), f"shows {shown!r} for {float(value)}")
        elif formula in ("score", "coverage", "completeness", "acknowledgement-rate", "audit-adherence", "access-share", "access-removed", "wellness-share", "signal-value") or formula.startswith("score-"):
            need(plain == cut(value, 1), f"shows {shown!r} for {float(value)}")
        else:
            need(plain == half_up(value, decimals), f"shows {shown!r} for {float(value)}")
