"""One figure at a time: its citations against the files, its value against the rules, its text against its value."""

import datetime as dt
import io
import json
import re
import subprocess
import tarfile
import tempfile
import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path

from audited import Audited
from book import DAY, Book, days, exact, middle
from cards import Cards
from credits import Ledger
from markup import parts
from messages import Messages, named, plain
from procedures import Procedural, Procedures, cited, percent
from asked import Asked
from dated import Dated
from headline import Headline
from initiatives import Initiatives
from records import Mismatch, Records, need, numbers
from rules import Judge, cut, half_up, in_scope, meets, middles, quotient, sums
from rulings import Rulings, named as row_period
from sent import REPORT, Report
from slips import Slips
from team import Team
from told_contracts import ContractMessages
from told_data import DataMessages
from told_links import LinkMessages
from told_plans import PlanMessages
from told_procedures import ProcedureMessages
from told_recorded import RecordedMessages

PAIR = re.compile(r"([a-z][a-z-]*)\s*=\s*(-?[0-9][0-9_]*(?:\.[0-9]+)?)")
NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?")


class Figures(Asked, Audited, ContractMessages, DataMessages, LinkMessages, PlanMessages, ProcedureMessages, RecordedMessages, Messages,
              Dated, Headline, Initiatives, Team, Procedural, Slips, Records):
    """Every rule that a figure has to obey, by the id of its formula."""

    def __init__(self, book, site):
        self.site = Path(site)
        probe = json.loads((self.site / "evidence.json").read_text("utf-8"))
        self.newest = Book(book, dt.date.fromisoformat(probe["as_of"]))
        self.commit = probe["commit"]
        self.days, self.checkouts, self.all_told = {}, {}, {}
        self.on(probe["as_of"], self.commit)
        self.files, self.texts = {}, {}
        self.counts = Counter()

    def on(self, as_of, commit):
        """Speaks for a day: an issue of an earlier week knows no later row, and cites the files of the commit that judged it."""
        key = (as_of, commit if commit not in (None, self.commit) else None)
        if key not in self.days:
            day = dt.date.fromisoformat(as_of)
            book = self.newest.until(day) if key[1] is None else Book(self.checkout(commit), day)
            judge = Judge(book)
            rulings = Rulings(judge)
            self.days[key] = (book, judge, rulings, Cards(rulings), Ledger(judge), Procedures(book))
        self.book, self.judge, self.ruled, self.cards, self.ledger, self.procedures = self.days[key]

    def checkout(self, commit):
        """The data of an earlier commit, in a folder of its own."""
        if commit not in self.checkouts:
            folder = tempfile.TemporaryDirectory()
            tar = subprocess.run(["git", "archive", commit, "data"], cwd=self.newest.root, capture_output=True, check=True)
            with tarfile.open(fileobj=io.BytesIO(tar.stdout)) as files:
                files.extractall(folder.name, filter="data")
            self.checkouts[commit] = folder
        return self.checkouts[commit].name

    def evidence(self, path):
        if path not in self.files:
            sent = Report(self.site / path).evidence if path == REPORT else None
            data = sent or json.loads((self.site / path).with_name("evidence.json").read_text("utf-8"))
            data["by_number"] = {figure["n"]: figure for figure in data["figures"]}
            self.files[path] = data
        return self.files[path]

    def said(self, page, number):
        """Words on the page whose numbers are parts of a figure."""
        if page not in self.texts:
            sent = Report(self.site / page).parts() if page == REPORT else None
            self.texts[page] = sent or parts((self.site / page).read_text("utf-8"))
        return [text for first, last, text in self.texts[page] if first <= number <= last]

    def pages(self):
        for file in sorted(self.site.rglob("evidence.json")):
            yield file.with_name("index.html").relative_to(self.site).as_posix()
        if (self.site / REPORT).exists():
            yield REPORT

    # ------------------------------------------------------------ one figure

    def figure(self, page, figure):
        """Raises `Mismatch` where the figure is not what the book says."""
        value = Fraction(figure["value"])
        for setting in figure.get("settings", []):
            self.setting(page, figure, *setting)
        formula = figure["formula"]
        check = getattr(self, "check_" + formula.replace("-", "_"), None)
        if check is None:
            kind = formula.split("-")[0]
            check = {"attainment": self.attainment, "rollup": self.rollup, "credit": self.credit,
                     "earn": self.earn_back}.get(kind)
        need(check is not None, f"no rule for the formula {formula}")
        check(page, figure, value)
        self.shown(figure, value)

    def setting(self, page, figure, name, value, path, line):
        if path is None:
            # Only a default has no line.
            default = {"weight": (0,), "minimum": (0, 1)}
            need(not name.startswith("target"), f"{name} without its line")
            need(name not in default or exact(value) in default[name], f"{name} {value} without its line")
            return
        lines = self.book.lines(path)
        need(0 < line <= len(lines), f"{path} has no line {line}")
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
        money = formula.startswith(("credit", "earn-back")) and formula != "credit-repeat" or formula == "written" and minor and "tables" not in figure
        plain = Fraction(text) * 100 if money else Fraction(text)
        if money:
            need(plain == half_up(value), f"shows {shown!r} for {value} minor units")
        elif formula in ("score", "coverage", "completeness", "acknowledgement-rate", "audit-adherence") or formula.startswith("score-"):
            need(plain == cut(value, 1), f"shows {shown!r} for {float(value)}")
        else:
            need(plain == half_up(value, decimals), f"shows {shown!r} for {float(value)}")

    # ------------------------------------------------------------ rows

    def cited(self, figure):
        rows = []
        for path, ranges in figure.get("rows", []):
            for first, last in ranges:
                for line in range(first, last + 1):
                    row = self.book.at.get((path, line))
                    need(row is not None, f"{path}:{line} is no row of the report")
                    rows.append(row)
        return rows

    def same_rows(self, figure, expected):
        cited = {(row.path, row.line) for row in self.cited(figure)}
        wanted = {(row.path, row.line) for row in expected}
        extra, missing = cited - wanted, wanted - cited
        need(not extra, f"cites {len(extra)} rows that the query does not ask for, such as {min(extra, default='')}")
        need(not missing, f"leaves out {len(missing)} rows of the query, such as {min(missing, default='')}")

    def same_sums(self, figure, num, den):
        need(Fraction(figure["numerator"]) == num, f"numerator {figure['numerator']}, the rows say {float(num)}")
        need(Fraction(figure["denominator"]) == den, f"denominator {figure['denominator']}, the rows say {float(den)}")

    @staticmethod
    def subject(query):
        return ("vendor", query["vendor"]) if "vendor" in query else ("site", query["site"])

    def attainment(self, page, figure, value):
        query = figure["query"]
        subject = self.subject(query)
        with_relief = figure.get("without") != ["relief"]
        measured = self.judge.measure(query["contract"], query["service_level"], subject, tuple(query["periods"]),
                                      query["window"], with_relief)
        need(measured is not None, "the query has no rows")
        clause = measured["clause"]
        need(clause["metric"] == query["metric"] and clause["window"] == query["window"], "another metric or window")
        need(figure["formula"] == "attainment-" + clause["aggregation"], "another aggregation than the clause names")
        for key in ("projects", "queues", "languages") + (("sites",) if subject[0] == "vendor" else ()):
            need(sorted(query.get(key, [])) == sorted(clause.get(key, [])), f"another scope of {key}")
        if with_relief:
            self.same_rows(figure, measured["rows"])
            self.same_sums(figure, measured["num"], measured["den"])
            self.same_relief(figure, measured, subject)
            sampled = measured["metric"].get("sampled") and measured["metric"]["unit"] == "percent" and clause["aggregation"] == "occurrences"
            need(("interval" in figure) == bool(sampled and measured["den"]), "a share of a sample has an interval, and nothing else")
        self.remarks(figure, measured)
        need(measured["value"] == value, f"value {float(value)}, the rows say {measured['value'] and float(measured['value'])}")

    def same_relief(self, figure, measured, subject):
        """Every event that changed a slice of the windows is named, and no other."""
        query, contract = figure["query"], self.book.contracts[figure["query"]["contract"]]
        touching = set()
        for period in query["periods"]:
            span = self.judge.span(query["window"], period, measured["metric"]["grain"])
            for day in middles(measured["metric"]["grain"], *span):
                clause, at = contract.clause(query["service_level"], day), row_period(measured["metric"]["grain"], day)
                if clause and self.judge.measured(clause, day) and clause.get("relief", True):
                    slices = self.judge.slices(query["contract"], query["service_level"], subject).get(at, [])
                    touching |= {name for name, event in self.judge.relief(query["contract"], query["service_level"])
                                 if self.touches(event, at, {row.site for row in slices}, subject)}
        need(set(figure.get("relief", [])) == touching, f"names {figure.get('relief')} as relief, {sorted(touching)} apply")

    @staticmethod
    def touches(event, period, sites, subject):
        """Whether an event takes something from a slice: the slice or a site's rows, or listed figures of a site that has rows."""
        if "subtract" in event:
            return any(part["period"] == period and part["site"] in sites and (exact(part["numerator"]) or exact(part["denominator"]))
                       for part in event["subtract"])
        first, last = days(period)
        named = set(event.get("sites", []))
        here = not named or (subject[1] in named if subject[0] == "site" else sites & named)
        return bool(event["from-on"] <= first and last <= event["to-on"] and here)

    def check_attainment_split(self, page, figure, value):
        query = figure["query"]
        measured = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                      tuple(query["periods"]), query["window"])
        line, _ = self.judge.target(query["contract"], query["service_level"], measured)
        need(abs(value - line.get("target", line.get("low"))) < Fraction(1, 10**6), "the blended target differs")

    def check_target(self, page, figure, value):
        need(figure["settings"], "a target without its place")
        need(exact(figure["settings"][0][1]) == value, "the target is not the setting")

    def rollup(self, page, figure, value):
        query = figure["query"]
        metric = self.book.metrics[query["metric"]]
        need(figure["formula"] == "rollup-" + metric["kind"], "another kind of metric")
        scope = {key: query[key] for key in ("sites", "projects", "queues", "languages") if key in query}
        if query["window"] == "period":
            rows = [row for row in self.book.rows_of(query["metric"], self.subject(query)) if row.period in query["periods"]]
        else:
            slices = self.judge.slices(query["contract"], query["service_level"], self.subject(query))
            spans = [self.judge.span(query["window"], period, metric["grain"]) for period in query["periods"]]
            rows = [row for at, found in slices.items() if any(a <= middle(at) <= b for a, b in spans) for row in found]
        rows = [row for row in rows if in_scope(scope, row)]
        self.same_rows(figure, rows)
        num, den = sums(metric, rows)
        self.same_sums(figure, num, den)
        self.remarks(figure, None)
        need(quotient(metric, num, den) == value, f"value {float(value)}, the rows say {float(quotient(metric, num, den))}")

    def budget(self, page, figure, value):
        result, target = self.inputs(page, figure)
        query = result["query"]
        num, den = Fraction(result["numerator"]), Fraction(result["denominator"])
        clause = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                    tuple(query["periods"]), query["window"])["clause"]
        line = Fraction(target["value"]) / 100
        floor = clause["direction"] == "at-least"
        allowed, missed = ((1 - line) * den, den - num) if floor else (line * den, num)
        if "after" in figure:
            first, last = days(query["periods"][0])
            length = (last - first).days + 1
            need((figure["after"], figure["of"]) == (length * allowed // missed, length), "gone after another day")
        expected = {"allowed": allowed, "missed": missed, "left": 100 * (1 - missed / allowed) if allowed else None}
        expected = expected[figure["formula"].removeprefix("budget-")]
        # A blended target is rounded at its millionth, and what is left at 18 decimals.
        blended = target["formula"] == "attainment-split"
        need(abs(expected - value) <= (Fraction(1, 10) if blended else Fraction(1, 10**15)), f"{float(expected)} by the rows")

    check_budget_allowed = check_budget_missed = check_budget_left = budget

    # ------------------------------------------------------------ why it moved

    def spans(self, figure):
        """Rows of the metric by part, in the periods before and in those of the query."""
        query = figure["query"]
        key = figure["by"][0].removesuffix("s")
        rows = self.book.rows_of(query["metric"], self.subject(query))
        spans = []
        for periods in (figure.get("before", []), query["periods"]):
            parts = {}
            for row in rows:
                if row.period in periods:
                    num, den = parts.get(getattr(row, key), (0, 0))
                    parts[getattr(row, key)] = (num + row.num, den + row.den)
            spans.append(parts)
        return self.book.metrics[query["metric"]], *spans

    def shift(self, page, figure, value):
        metric, before, after = self.spans(figure)
        need(before and after, "nothing on one side")
        whole = [[sum(part[at] for part in span.values()) for at in (0, 1)] for span in (before, after)]
        sums_of_inputs = [Fraction(one["value"]) for one in self.inputs(page, figure)]
        need(sums_of_inputs[:2] == [quotient(metric, *one) for one in whole], "made of other wholes")
        total = Fraction(0)
        for part in [figure["part"][0]] if "part" in figure else sorted(before.keys() | after.keys()):
            (n0, d0), (n1, d1) = before.get(part, (0, 0)), after.get(part, (0, 0))
            own = [Fraction(n) / d for n, d in ((n0, d0), (n1, d1)) if d]
            if not own:
                continue
            w0, w1, old = Fraction(d0) / whole[0][1], Fraction(d1) / whole[1][1], whole[0][0] / whole[0][1]
            r0, r1 = own[0], own[-1]
            effects = {"rate": w0 * (r1 - r0), "mix": (w1 - w0) * (r0 - old), "interaction": (w1 - w0) * (r1 - r0)}
            total += sum(effects.values()) if figure["formula"] == "shift-total" else effects[figure["formula"][6:]]
        if metric["unit"] == "percent":
            total *= 100
        # Denominators of 18 digits and more are cut there.
        need(abs(total - value) < Fraction(1, 10**15), f"value {float(value)}, the rows say {float(total)}")

    check_shift_rate = check_shift_mix = check_shift_interaction = check_shift_total = shift

    def check_shift_weight(self, page, figure, value):
        _, _, parts = self.spans(figure)
        share = 100 * Fraction(parts.get(figure["part"][0], (0, 0))[1]) / sum(den for _, den in parts.values())
        need(share == value, f"value {float(value)}, the rows say {float(share)}")

    # ------------------------------------------------------------ scores

    def inputs(self, page, figure):
        by_number = self.evidence(page)["by_number"]
        return [by_number[number] for number in figure.get("inputs", [])]

    def check_score_met(self, page, figure, value):
        self.one_score(page, figure, value)

    check_score_linear = check_score_bands = check_score_met

    def one_score(self, page, figure, value):
        inputs = self.inputs(page, figure)
        results = [one for one in inputs if one["formula"].startswith("attainment-") and "rows" in one]
        need(results, "a score without its value")
        query = results[0]["query"]
        need([query["contract"], query["service_level"]] == figure["clause"], "a score of another clause")
        measured = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                      tuple(query["periods"]), query["window"])
        line, split = self.judge.target(query["contract"], query["service_level"], measured)
        target = [one for one in inputs if one["formula"] in ("target", "attainment-split")]
        need(target, "a score without its target")
        if not split:
            need(Fraction(target[0]["value"]) == line.get("target", line.get("low")), "judged by another target")
        score = self.judge.score(measured["clause"], Fraction(results[0]["value"]), line)
        tolerance = Fraction(1, 1000) if split else 0
        need(abs(score - value) <= tolerance, f"score {float(value)}, the rule says {float(score)}")
        if "floor" in measured["clause"] and figure["formula"] == "score-linear":
            need(exact(figure["settings"][0][1]) == exact(measured["clause"]["floor"]), "another floor")

    def board(self, page, figure):
        """Subject and week of a scorecard: that of its page; of an issue, which has one for each vendor, that of the figure."""
        parts = page.split("/")
        if parts[0] == "reports":
            return ("vendor", self.vendor_of(page, figure)), self.evidence(page)["week"]
        week = parts[2] if len(parts) == 4 else self.evidence(page)["week"]
        return ("site" if parts[0] == "sites" else "vendor", parts[1]), week

    def vendor_of(self, page, figure):
        """Whose contract a figure's weights, or those of its inputs, stand in."""
        for path in (setting[2] for setting in figure.get("settings", [])):
            if path and path.startswith("data/contracts/"):
                return self.book.contracts[path.split("/")[2]].vendor
        return next(vendor for vendor in (self.vendor_of(page, one) for one in self.inputs(page, figure)) if vendor)

    def from_page(self, figure, value):
        if "from" not in figure:
            return False
        wanted = (figure["formula"], figure.get("family"))
        for other in self.evidence(figure["from"][0])["figures"]:
            if (other["formula"], other.get("family")) == wanted and "from" not in other:
                need(Fraction(other["value"]) == value, f"{figure['from'][0]} says {other['shown']}")
                return True
        raise Mismatch(f"{figure['from'][0]} has no such figure")

    def check_score(self, page, figure, value):
        if self.from_page(figure, value):
            return
        inputs = self.inputs(page, figure)
        weights = self.cards.weights(*self.board(page, figure))
        total = sum(weights[tuple(one["clause"])] for one in inputs if tuple(one["clause"]) in weights)
        need(total, "no weight")
        score = sum(weights[tuple(one["clause"])] * Fraction(one["value"]) for one in inputs) / total
        need(score == value, f"score {float(value)}, the lines say {float(score)}")
        self.same_weights(figure, [weights[tuple(one["clause"])] for one in inputs])

    def same_weights(self, figure, weights):
        given = Counter(exact(setting[1]) for setting in figure["settings"] if setting[0] == "weight")
        need(given == Counter(weights), "other weights than those in force")

    def check_coverage(self, page, figure, value):
        if self.from_page(figure, value):
            return
        weights = self.cards.weights(*self.board(page, figure))
        if "family" in figure:
            day = middle(self.board(page, figure)[1])
            weights = {key: weight for key, weight in weights.items()
                       if self.book.contracts[key[0]].clause(key[1], day)["family"] == figure["family"][0]}
        measured = sum(weights[tuple(one["clause"])] for one in self.inputs(page, figure))
        need(100 * measured / sum(weights.values()) == value, "another coverage")
        self.same_weights(figure, list(weights.values()))

    def check_rating(self, page, figure, value):
        score, coverage = (Fraction(one["value"]) for one in self.inputs(page, figure)[:2])
        book = self.book.settings
        bands = [(one["name"], exact(one["at-least"])) for one in book.get("rating", [])] or [
            ("good", Fraction(90)), ("approaching-target", Fraction(75)), ("requires-improvement", Fraction(50)), ("inadequate", Fraction(0))]
        names = [name for name, _ in bands]
        if coverage < exact(book.get("insufficient-coverage", 60)):
            name = "insufficient-data"
        else:
            name = next(name for name, bound in bands if cut(score, 6) >= bound)
            if self.missed_gate(page, figure) and names.index(name) < names.index("requires-improvement"):
                name = "requires-improvement"
        need(figure["shown"].lower().replace(" ", "-") == name, f"rated {figure['shown']}, the bands say {name}")
        need(value == score, "rated on another score")

    def missed_gate(self, page, figure):
        (kind, name), week = self.board(page, figure)
        day = middle(week)
        for one in self.evidence(page)["figures"]:
            if "clause" not in one:
                continue
            if kind == "vendor" and self.book.contracts[one["clause"][0]].vendor != name:
                continue
            clause = self.book.contracts[one["clause"][0]].clause(one["clause"][1], day)
            result = next(i for i in self.inputs(page, one) if "rows" in i)
            query = result["query"]
            measured = self.judge.measure(query["contract"], query["service_level"], self.subject(query),
                                          tuple(query["periods"]), query["window"])
            line, _ = self.judge.target(query["contract"], query["service_level"], measured)
            direction = "at-least" if clause["aggregation"] == "timeslices" else clause["direction"]
            if clause.get("gate") and not meets(direction, measured["value"], line):
                return True
        return False

    def check_acknowledgement_rate(self, page, figure, value):
        asked = {key: figure[key][0] for key in ("sop", "site", "role") if key in figure}
        self.same_share(figure, value, self.procedures.rate(**asked))

    def check_audit_adherence(self, page, figure, value):
        self.same_share(figure, value, self.procedures.adherence(figure["audit"][0]))
        self.remarks(figure, None)

    def same_share(self, figure, value, expected):
        part, whole, lines = expected
        need(cited(figure) == lines, "cites other lines than those that count")
        self.same_sums(figure, part, whole)
        need(value == percent(part, whole), f"the lines say {part} of {whole}")

    def check_completeness(self, page, figure, value):
        """Of the rows that clauses in force expect of each site in the week, how many are there."""
        week = self.evidence(page)["week"]
        thursday, expected, present = middle(week), 0, 0
        for name, contract in self.book.contracts.items():
            for clause_name in contract.clause_names():
                clause = contract.clause(clause_name, thursday)
                if not clause or not self.judge.measured(clause, thursday):
                    continue
                wanted = {"day": [one.isoformat() for one in each_day(*days(week))], "week": [week], "month": []}[self.book.metrics[clause["metric"]]["grain"]]
                for site in self.ruled.sites(name, clause_name):
                    if self.judge.due(clause, ("site", site), thursday):
                        # A site's rows are its own, whichever sites the clause names.
                        scope = {key: clause[key] for key in ("projects", "queues", "languages") if key in clause}
                        there = {row.period for row in self.book.rows.get((clause["metric"], site), []) if in_scope(scope, row)}
                        expected += len(wanted)
                        present += sum(one in there for one in wanted)
        need(expected and 100 * Fraction(present, expected) == value, f"{present} of {expected} rows are there")

    # ------------------------------------------------------------ credits

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
        elif formula == "credit-limit":
            expected = ledger["cap" if figure["settings"][0][0] == "cap-percent" else "at-risk"]
        elif formula == "credit-allocation":
            expected = line["exact"]
        elif formula == "credit-repeat":
            expected = line["factor"]
        elif formula == "credit-points":
            expected = line["raw"]
        elif formula in ("credit-points-table", "credit-incident"):
            expected = ledger["kept"]
        elif formula == "credit-cap":
            expected = line["owed"] if line else ledger["owed"]
        else:
            expected = ledger["net"]
        need(expected == value, f"{formula} {float(value)}, the terms say {float(expected)}")

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
        need(words.lower().startswith(state) and named(words) == [plain(one) for one in told], f"says {words!r}, the rulings {state} {told}")

    def check_credit_total(self, page, figure, value):
        total = Fraction(0)
        for key in figure["ledger"]:
            ledger = self.ledger.month(*key.split("/"))
            total += {"owed": ledger["owed"], "net": ledger["net"], "back": ledger["owed"] - ledger["net"]}[figure["part"][0]]
        need(total == value, f"total {float(value)}, the ledger says {float(total)}")


def each_day(first, last):
    return [first + count * DAY for count in range((last - first).days + 1)]
