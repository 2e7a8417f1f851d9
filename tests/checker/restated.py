"""Effects of restatements: what was put back, from git, and every result on both sides, from the rules."""

import copy
import json
import tomllib
from fractions import Fraction

from book import Contract, Row, clauses, copied, days, number
from cards import Cards
from credits import Ledger, months_between
from recorded import NAMES, VALUES, Recorded, identity, leaves, meaning, named, parsed
from records import before, need
from rules import Judge
from rulings import Rulings


class Side:
    """Verdicts, ratings and credits by the rules, for one state of the book."""

    def __init__(self, book):
        self.book, self.judge = book, Judge(book)
        self.rulings = Rulings(self.judge)
        self.cards = Cards(self.rulings)
        self.ledger = Ledger(self.judge)

    def subjects(self, vendor):
        yield ("vendor", vendor)
        for site, record in self.book.sites.items():
            if record["vendor"] == vendor:
                yield ("site", site)

    def windows(self, contract, name):
        """(period, first, last) of every ended window with a slice in force."""
        return [(period, first, last) for _, period, first, last, _ in self.rulings.windows(contract, name)]

    def verdict(self, contract, name, ruling):
        """Outcome, value and score; of what was not measured the value alone."""
        value = ruling["measured"]["value"] if ruling["measured"] else None
        score = None
        if ruling["outcome"] in ("met", "missed"):
            score = self.judge.score_of(contract, name, ruling)
        return ruling["outcome"], value, score

    def verdicts(self, vendor):
        found = {}
        for contract in self.book.contracts.values():
            if contract.vendor != vendor:
                continue
            for name in contract.clause_names():
                for subject in self.rulings.subjects(contract.name, name):
                    for one in self.rulings.of(contract.name, name, subject):
                        key = (contract.name, name, " ".join(subject), one["first"].isoformat(), one["last"].isoformat())
                        found[key] = self.verdict(contract.name, name, one)
        return found

    def ratings(self, vendor, weeks):
        found = {}
        for subject in self.subjects(vendor):
            for week in weeks:
                if self.cards.of(subject, week):
                    found[(" ".join(subject), week)] = self.cards.rating(subject, week)
        return found

    def credits(self, vendor):
        found = {}
        for contract in self.book.contracts.values():
            if contract.vendor != vendor:
                continue
            for month in months_between(contract.starts, min(contract.ends(), self.book.as_of)):
                # A month is billed when its last day has passed.
                ledger = self.ledger.month(contract.name, month)
                found[(contract.name, month)] = ledger["net"] if ledger and self.ledger.closed(contract, month) else 0
        return found


class Effects:
    """Mixed into `Figures`: the page of restatements."""

    recorded = None

    def effects(self, page):
        """What is wrong with each effect of a page, and with what it leaves out."""
        given = self.evidence(page).get("effects", [])
        if self.recorded is None:
            self.recorded = Recorded(self.newest.root)
        expected = self.recorded.effects()
        need([one["commit"] for one in given] == [commit for commit in self.recorded.line if commit in expected],
             f"effects of {len(given)} commits, git has {len(expected)}")
        for effect in given:
            self.effect(effect)
            self.counts["effect"] += len(effect["verdicts"]) + len(effect["ratings"]) + len(effect["credits"])

    def check_restated_effect(self, page, figure, value):
        one = next(one for one in self.evidence(page)["effects"] if one["commit"] == figure["effect"][0])
        differ = sum(len(one[kind]) for kind in ("verdicts", "ratings", "credits"))
        need(differ == value, f"{differ} results")

    def effect(self, effect):
        self.put_back(effect)
        if not effect["changes"]:
            need(not any(effect[key] for key in ("verdicts", "ratings", "credits")), "nothing was put back, and results differ")
            return
        former, vendors = self.former(effect)
        then, now = Side(former), Side(self.book)
        weeks = self.weeks()
        for kind in ("verdicts", "ratings", "credits"):
            need(wanted(kind, then, now, vendors, weeks) == said(kind, effect[kind]), f"{kind} of {effect['commit'][:12]} differ otherwise: "
                 + str(difference(said(kind, effect[kind]), wanted(kind, then, now, vendors, weeks))))

    def weeks(self):
        """The periods whose scorecards the site keeps."""
        found = [self.last_period(self.book.pace, self.book.as_of)]
        while len(found) < self.book.history:
            found.append(before(found[-1]))
        return found

    # ------------------------------------------------------------ what was put back

    def put_back(self, effect):
        counted, standing = self.recorded.effects()[effect["commit"]]
        by_fact = {fact(event): event for event in standing}
        for change in effect["changes"]:
            event = by_fact.pop((tuple(change["row"]) if change["row"] else change["path"], change["key"]), None)
            need(event is not None, f"git has no such change of {change['path']} {change['row'] or ''} {change['key']}")
            self.change(effect["commit"], change, event)
        later = len(standing) < len(counted)
        need(("a value was changed again later" in effect["left_out"]) == later, "another count of values that were changed again")
        need(not by_fact or len(effect["left_out"]) > later, f"leaves out {list(by_fact)[:2]} without a reason")

    def change(self, commit, change, event):
        path = change["path"]
        need(change["at"] == event.at or event.at is None and path.endswith(".toml"), f"{path}: line {change['at']} in the commit, git has {event.at}")
        need(change["first"] == event.first, f"{path}: first recorded by another commit")
        need(change["made"] in self.recorded.brought(commit), f"{path}: made by a commit that was not brought")
        if change["row"]:
            # Of the work of too few people neither value is told.
            is_told = (change["before"], change["after"]) != (None, None)
            need(not is_told or (change["before"], change["after"]) == (event.before, event.after), f"{path}: {change['before']} to {change['after']}, git has {event.before} to {event.after}")
            if event.kind != "withdrawn":
                set_by = self.recorded.blamed(commit, event.path, event.at)
                need(change["made"] == set_by, f"{event.path}:{event.at}: made by {change['made'][:12]}, git blames {set_by[:12]}")
            stands = self.recorded.rows.get(identity(change["row"]))
            need((stands is None) == (change["line"] is None), f"{path}: another place today")
            if stands:
                need(stands == (path, change["line"]), f"{path}:{change['line']} is not where the row stands: {stands}")
                rows = parsed("\n".join(self.book.lines(path)))[identity(change["row"])]
                need(rows[-1][0] == change["line"], f"{path}:{change['line']} holds another row")
            return
        for side, value in (("before", event.before), ("after", event.after)):
            need(says(change[side], value), f"{path} {change['key']}: {side} {change[side]}, git has {value}")
        if not change["key"]:
            need(change["line"] is None, f"{path} is gone and has a place")
            return
        leaf = leaves("\n".join(self.book.lines(path))).get(change["key"])
        need((leaf is None) == (change["line"] is None), f"{path}: {change['key']} has another place today")
        if leaf:
            line = self.book.lines(path)[change["line"] - 1]
            need(leaf[3] == change["line"] if leaf[3] else str(leaf[0][-1]) in line, f"{path}:{change['line']} does not set {change['key']}")

    # ------------------------------------------------------------ the book without it

    def former(self, effect):
        """The book with the values put back, and the vendors that it concerns."""
        book = copy.copy(self.book)
        book.whole = book
        book.rows = {key: list(rows) for key, rows in self.book.rows.items()}
        book.withheld = {key: list(rows) for key, rows in self.book.withheld.items()}
        book.contracts = dict(self.book.contracts)
        _, standing = self.recorded.effects()[effect["commit"]]
        by_fact = {fact(event): event for event in standing}
        cells, terms, vendors = {}, {}, set()
        for change in effect["changes"]:
            event = by_fact[(tuple(change["row"]) if change["row"] else change["path"], change["key"])]
            if change["row"]:
                cells.setdefault(tuple(change["row"]), []).append(event)
            else:
                for name in self.contracts_of(change["path"]):
                    terms.setdefault(name, []).append(event)
        for key, events in cells.items():
            vendors.add(self.row(book, key, events))
        for name, events in terms.items():
            book.contracts[name] = Former(book, name, events, self.recorded.clause_now)
            vendors.add(book.contracts[name].vendor)
        return book, vendors

    def contracts_of(self, path):
        """The contract whose file it is; of a shared clause every contract that refers to it."""
        _, folder, name, *_ = path.split("/")
        if folder == "contracts":
            return [name]
        name = name.removesuffix(".toml")
        return [contract.name for contract in self.book.contracts.values() if name in contract.refers()]

    def row(self, book, key, events):
        named = dict(zip(NAMES, key))
        metric = self.book.metrics[named["metric"]]
        if events[0].kind == "withdrawn":
            cells = dict(zip(VALUES, events[0].former))
        else:
            path, _ = self.recorded.rows[identity(key)]
            cells = dict(zip(VALUES, parsed("\n".join(self.book.lines(path)))[identity(key)][-1][1]))
            cells |= {event.fact[1]: event.before for event in events}
        named_by = lambda other: identity(tuple(getattr(other, name) for name in NAMES))
        row = Row()
        row.path, row.line, row.vendor = events[0].path, 0, self.book.sites[named["site"]]["vendor"]
        for name, value in named.items():
            setattr(row, name, value)
        book.withheld[(row.metric, row.site)] = [other for other in book.withheld.get((row.metric, row.site), []) if named_by(other) != identity(key)]
        if cells["status"] == "withheld":
            book.rows[(row.metric, row.site)] = [other for other in book.rows.get((row.metric, row.site), []) if named_by(other) != identity(key)]
            if days(row.period)[1] <= book.as_of:
                book.withheld[(row.metric, row.site)].append(row)
            return row.vendor
        if metric["kind"] == "ratio":
            row.num, row.den = number(cells["numerator"]), number(cells["denominator"])
        elif metric["kind"] == "mean":
            row.den = number(cells["samples"]) or Fraction(0)
            row.num = number(cells["value"]) * row.den
        else:
            row.num, row.den = number(cells["value"]), Fraction(1)
        need(row.num is not None and row.den is not None, f"a former value of {key} is empty: missing is not zero")
        rows = [other for other in book.rows.get((row.metric, row.site), []) if named_by(other) != identity(key)]
        if days(row.period)[1] <= book.as_of:
            rows.append(row)
        book.rows[(row.metric, row.site)] = rows
        return row.vendor


class Former(Contract):
    """A contract with former values in its files; what it called a shared clause once is that clause under its name of today."""

    def __init__(self, book, name, events, clause_now):
        edited = {}
        for event in events:
            path, key = event.fact
            if not key:
                edited[path] = tomllib.loads(event.former.removeprefix("\ufeff"))
                rename_clauses(edited[path], lambda name, event=event: clause_now(name, event))
                continue
            text = "\n".join(book.lines(path))
            tree = edited.setdefault(path, tomllib.loads(text))
            put(tree, text, key, event, clause_now)
        super().__init__(Files(book, edited), book.root / "data/contracts" / name)


class Files:
    def __init__(self, book, edited):
        self.book, self.root, self.edited = book, book.root, edited
        self.clauses = clauses(self)

    def toml(self, path):
        return copied(self.edited[path]) if path in self.edited else self.book.toml(path)


def put(tree, text, key, event, clause_now):
    today = leaves(text).get(key)
    steps = today[0] if today else event.former[0]
    table = tree
    for step in steps[:-1]:
        if isinstance(step, int):
            need(step < len(table), f"{key} stands in a list that is gone")
            table = table[step]
        else:
            table = table.setdefault(step, {})
    if event.kind == "added":
        del table[steps[-1]]
    else:
        former, last = event.former[2], steps[-1]
        names_clause = last == "clause" or (last == "value" and str(table.get("path", "")).endswith(".clause"))
        table[last] = clause_now(former, event) if names_clause and isinstance(former, str) else former


def rename_clauses(tree, clause_now):
    for level in tree.get("service-level", {}).values():
        if "clause" in level:
            level["clause"] = clause_now(level["clause"])
    for change in tree.get("change", []):
        if change["path"].endswith(".clause") and "value" in change:
            change["value"] = clause_now(change["value"])


def fact(event):
    return event.fact


def says(text, value):
    """Whether the words of the ledger are a value."""
    if value is None or value == "":
        return text == ""
    if isinstance(value, str):
        return text == value
    return meaning(tomllib.loads(f"it = {text}")["it"]) == meaning(value)


def wanted(kind, then, now, vendors, weeks):
    """What differs between two sides."""
    found = {}
    for vendor in vendors:
        of = {"verdicts": lambda side: side.verdicts(vendor), "ratings": lambda side: side.ratings(vendor, weeks),
              "credits": lambda side: side.credits(vendor)}[kind]
        a, b = of(then), of(now)
        default = {"credits": 0, "ratings": ("not-measured", None)}.get(kind)
        found |= {key: (a.get(key, default), b.get(key, default)) for key in a.keys() | b.keys() if a.get(key, default) != b.get(key, default)}
    return found


def said(kind, listed):
    """The same of what the page says."""
    fraction = lambda text: None if text is None else Fraction(text)
    if kind == "verdicts":
        side = lambda one: one and (one["outcome"].split(":")[0].replace("not judged", "shown"), fraction(one["value"]), fraction(one["score"]))
        return {(one["contract"], one["service_level"], one["subject"], one["first"], one["last"]): (side(one["without"]), side(one["today"])) for one in listed}
    if kind == "ratings":
        side = lambda one: (one["rating"].lower().replace(" ", "-"), fraction(one["score"]))
        return {(one["subject"], one["week"]): (side(one["without"]), side(one["today"])) for one in listed}
    return {(one["contract"], one["month"]): (one["without_minor"], one["today_minor"]) for one in listed}


def difference(listed, expected):
    keys = sorted(key for key in listed.keys() | expected.keys() if listed.get(key) != expected.get(key))
    return [(key, "the page", listed.get(key), "the rules", expected.get(key)) for key in keys[:2]], len(keys)


def shifts(page):
    """Every line that an effect cites, moved by one either way."""
    for at, effect in enumerate(page.get("effects", [])):
        for index, change in enumerate(effect["changes"]):
            for by in (1, -1):
                for key in ("line", "at"):
                    if change[key] is not None:
                        moved = json.loads(json.dumps(effect))
                        moved["changes"][index][key] += by
                        yield moved, f"{key} of {change['path']}:{change[key]} by {by:+}"
