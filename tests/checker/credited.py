"""Service credits and what is earned back, by the ledger of the terms."""

import datetime as dt
import re
from fractions import Fraction

from book import exact, week_of
from records import need, numbers


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
# The window in which something was earned back, as a page names it.
WINDOW = re.compile(rf" in (?:W\d+, to (?P<sunday>\d+ [A-Z][a-z]{{2}} \d{{4}})|(?P<month>{'|'.join(MONTHS)}) (?P<its>\d{{4}})|Q(?P<quarter>\d) (?P<year>\d{{4}}(?:/\d\d)?))"
                    r"(?:, weeks \d+ to \d+)?:")


class Credited:
    """Mixed into `Figures`."""

    def credit(self, page, figure, value):
        contract, month, *level = figure["month"]
        ledger = self.ledger.month(contract, month)
        need(ledger is not None, "no credits are in force in that month")
        line = ledger["lines"].get(level[0]) if level else None
        for words in figure.get("words", []):
            strange = set(numbers(words)) - self.ledger.words(contract, month)
            need(not strange, f"names {[float(one) for one in strange]}, which no term or amount of the month is")
        need(not level or line is not None, "the rulings hold no such miss")
        part = figure.get("part", [""])[0]
        formula = figure["formula"]
        if "points" in figure:
            need(figure["points"] == sum(ledger["points"].values()), "another sum of points")
        if part:
            expected = line[part] if line else ledger[part]
        elif formula == "credit-fee":
            expected = ledger["fee"]
        elif formula == "credit-invoiced":
            lines = [(path, line) for *_, path, line in figure["settings"]]
            need(len(set(lines)) == len(lines), "a line is counted twice")
            expected = self.one_of(value, [base["fee"] for base in ledger["bases"].values()])
            need(max(0, sum(exact(amount) for _, amount, *_ in figure["settings"])) == value, "the lines add up to another amount")
        elif formula == "credit-base":
            expected = self.one_of(value, [base["fee"] for base in ledger["bases"].values()])
        elif formula == "credit-base-limit":
            key = "cap" if figure["settings"][0][0] == "cap-percent" else "at-risk"
            expected = self.one_of(value, [base[key] for base in ledger["bases"].values()])
        elif formula == "credit-limit":
            expected = ledger["limits"]["cap" if figure["settings"][0][0] == "cap-percent" else "at-risk"]
        elif formula == "credit-allocation":
            expected = line["exact"]
        elif formula == "credit-days":
            expected = line["by-days"]
        elif formula == "credit-repeat":
            expected = line["factor"]
        elif formula == "credit-points":
            expected = line["raw"]
        elif formula in ("credit-points-table", "credit-incident"):
            expected = self.one_of(value, ledger["kept"])
        elif formula in ("credit-cap", "credit-pool"):
            expected = self.one_of(value, line["steps"] if line else ledger["held"])
        else:
            expected = ledger["net"]
        need(expected == value, f"{formula} {float(value)}, the terms say {float(expected)}")

    @staticmethod
    def one_of(value, known):
        """A value, where it is one of several; else the first of them."""
        return value if value in known else next(iter(known), None)

    def earn_back(self, page, figure, value):
        contract, month, level = figure["month"]
        line = self.ledger.month(contract, month)["lines"].get(level)
        need(line is not None, "the rulings hold no such miss")
        clause = line["measured"]["clause"]
        need(exact(figure["settings"][0][1]) == exact(clause["earn-back"]["level"]), "another level")
        need(figure["formula"] == {"consecutive": "earn-back-consecutive"}.get(clause["earn-back"]["kind"], "earn-back-year"), "another kind")
        state, told = self.ledger.earn_back(self.book.contracts[contract], level, line["period"], clause)
        need(value == (line["owed"] if state == "earned back" else 0), f"returns {float(value)}, and it is {state}")
        (words,) = figure["words"]
        need(words.lower().startswith(state) and named(words) == [str(one) for one in told], f"says {words!r}, the rulings {state} {told}")

    def check_credit_total(self, page, figure, value):
        total = Fraction(0)
        for key in figure["ledger"]:
            ledger = self.ledger.month(*key.split("/"))
            total += {"owed": ledger["owed"], "net": ledger["net"], "back": ledger["owed"] - ledger["net"], "at-risk": ledger["at-risk"]}[figure["part"][0]]
        need(total == value, f"total {float(value)}, the ledger says {float(total)}")


def named(words):
    """The window and the numbers of a text, in its order."""
    window = WINDOW.search(words)
    at = [] if window is None else [
        week_of(dt.datetime.strptime(window["sunday"], "%d %b %Y").date()) if window["sunday"]
        else f"{window['its']}-{MONTHS.index(window['month']) + 1:02}" if window["month"] else f"{window['year']}-Q{window['quarter']}"]
    return at + [str(one) for one in numbers(WINDOW.sub(":", words))]
