"""The book as its files say: rows with their lines, records, contracts folded day by day, periods.

Written from docs/data-format.md, apart from the program: nothing here is shared with it.
"""

import bisect
import copy
import csv
import datetime as dt
import tomllib
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

DAY = dt.timedelta(days=1)


# The month with which years and quarters start: `fiscal-year-starts` of the book that was read last.
YEAR = {"starts": 1}


@lru_cache(maxsize=None)
def grain(period):
    if "W" in period or "Q" in period:
        return "week" if "W" in period else "quarter"
    return "year" if len(period) == 4 or "/" in period else "month" if len(period) == 7 else "day"


def week_of(day):
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


@lru_cache(maxsize=None)
def days(period):
    """First and last day by the calendar."""
    kind = grain(period)
    if kind == "day":
        day = dt.date.fromisoformat(period)
        return day, day
    if kind == "week":
        monday = dt.date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
        return monday, monday + 6 * DAY
    return calendar_days(period)


@lru_cache(maxsize=None)
def weeks_of(period):
    """Monday of the first and Sunday of the last week whose Thursday lies in a month, a quarter or a year."""
    first, last = calendar_days(period)
    return monday_of(first), monday_of(last + DAY) - DAY


def monday_of(first):
    """Monday of the first week whose Thursday is not before `first`."""
    monday = first - first.weekday() * DAY
    return monday if monday + 3 * DAY >= first else monday + 7 * DAY


@lru_cache(maxsize=None)
def calendar_days(period):
    year, kind = int(period[:4]), grain(period)
    if kind == "month":
        month, months = int(period[5:]), 1
    else:
        months = 3 if kind == "quarter" else 12
        month = YEAR["starts"] + (int(period[-1]) * 3 - 3 if kind == "quarter" else 0)
    first = lambda at: dt.date(year + (at - 1) // 12, (at - 1) % 12 + 1, 1)
    return first(month), first(month + months) - DAY


def long_of(kind, day):
    """The month, quarter or year that holds a day, by its name."""
    if kind == "month":
        return f"{day.year:04}-{day.month:02}"
    starts = YEAR["starts"]
    year = day.year - (day.month < starts)
    name = f"{year:04}" if starts == 1 else f"{year:04}/{(year + 1) % 100:02}"
    return name if kind == "year" else f"{name}-Q{(day.month - starts) % 12 // 3 + 1}"


@lru_cache(maxsize=None)
def middle(period):
    """The day that stands for a row's period."""
    first, last = days(period)
    if grain(period) == "week":
        return first + 3 * DAY
    return first if grain(period) == "day" else first + ((last - first).days + 1) // 2 * DAY


def number(cell):
    return Fraction(cell) if cell else None


class Row:
    __slots__ = ("path", "line", "vendor", "site", "project", "queue", "language", "metric", "period", "num", "den", "status")

    @property
    def place(self):
        return self.path, self.line


class Book:
    def __init__(self, root, as_of):
        self.root, self.as_of = Path(root), as_of
        # The book of which this is an earlier day.
        self.whole = self
        # What was read once is read by all; nobody changes it.
        self.text, self.tables, self.folders = {}, {}, {}
        self.settings = self.toml("data/book.toml")
        if YEAR["starts"] != self.settings.get("fiscal-year-starts", 1):
            YEAR["starts"] = self.settings.get("fiscal-year-starts", 1)
            for cached in (days, calendar_days, weeks_of, middle):
                cached.cache_clear()
        # A book that measures nothing has no such file.
        has_metrics = (self.root / "data/metrics.toml").is_file()
        self.metrics = self.toml("data/metrics.toml")["metric"] if has_metrics else {}
        self.sites = self.records("data/sites")
        self.projects = self.records("data/projects")
        self.queues = {queue["id"]: (name, queue) for name, one in self.projects.items() for queue in one.get("queue", [])}
        self.relief = self.records("data/relief")
        self.clauses = clauses(self)
        self.contracts = {}
        # A contract that was withdrawn may leave an empty folder.
        for file in sorted((self.root / "data/contracts").glob("*/contract.toml")):
            self.contracts[file.parent.name] = Contract(self, file.parent)
        self.rows, self.at = {}, {}
        # Rows without a figure, which their sender kept back; apart, so that none is taken for a 0.
        self.withheld = {}
        for path in sorted((self.root / "data/metrics").glob("*/*.csv")):
            self.read_rows(path)

    @property
    def pace(self):
        """What scorecards and issues go by: months where every metric is monthly, else weeks."""
        return "month" if self.metrics and all(one["grain"] == "month" for one in self.metrics.values()) else "week"

    @property
    def history(self):
        """Scorecards kept."""
        return self.settings.get("history-weeks", 12 if self.pace == "month" else 26)

    def toml(self, path):
        if path not in self.tables:
            self.tables[path] = tomllib.loads("\n".join(self.lines(path)))
        return self.tables[path]

    def toml_date(self, path, line):
        """The day that a line sets."""
        return next(iter(tomllib.loads(self.lines(path)[line - 1]).values()))

    def records(self, folder):
        if folder not in self.folders:
            found = sorted((self.root / folder).glob("*.toml"))
            self.folders[folder] = {path.stem: self.toml(path.relative_to(self.root).as_posix()) for path in found}
        return self.folders[folder]

    def lines(self, path):
        if path not in self.text:
            self.text[path] = (self.root / path).read_text("utf-8-sig").splitlines()
        return self.text[path]

    def invoiced(self, contract, month, currency):
        """Path, line and minor units of the lines of invoices for a month, in a currency, that were issued by the day."""
        found = []
        for path in sorted((self.root / "data/invoices").glob("*.csv")):
            with open(path, encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                for cells in reader:
                    known = dt.date.fromisoformat(cells["issued_on"]) <= self.as_of
                    if known and (cells["contract"], cells["month"], cells["currency"]) == (contract, month, currency):
                        found.append((path.relative_to(self.root).as_posix(), reader.line_num, int(cells["amount_minor"])))
        return found

    def read_rows(self, path):
        name = path.relative_to(self.root).as_posix()
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for cells in reader:
                row = Row()
                row.path, row.line, row.vendor = name, reader.line_num, path.parent.name
                row.status = cells.get("status") or "final"
                for key in ("site", "project", "queue", "language", "metric", "period"):
                    setattr(row, key, cells.get(key) or "")
                if days(row.period)[1] > self.as_of:
                    continue
                if row.status == "withheld":
                    self.withheld.setdefault((row.metric, row.site), []).append(row)
                    continue
                kind = self.metrics[row.metric]["kind"]
                if kind == "ratio":
                    row.num, row.den = number(cells["numerator"]), number(cells["denominator"])
                elif kind == "mean":
                    # A mean without samples weighs nothing.
                    row.den = number(cells.get("samples")) or Fraction(0)
                    row.num = number(cells["value"]) * row.den
                else:
                    row.num, row.den = number(cells["value"]), Fraction(1)
                self.rows.setdefault((row.metric, row.site), []).append(row)
                self.at[(name, row.line)] = row

    def until(self, as_of):
        """The book as it speaks on an earlier day."""
        if as_of == self.as_of:
            return self
        earlier = copy.copy(self)
        earlier.as_of = as_of
        known = lambda rows: [row for row in rows if days(row.period)[1] <= as_of]
        earlier.rows = {key: rows for key, every in self.rows.items() if (rows := known(every))}
        earlier.withheld = {key: rows for key, every in self.withheld.items() if (rows := known(every))}
        earlier.at = {(row.path, row.line): row for rows in earlier.rows.values() for row in rows}
        return earlier

    def rows_of(self, metric, subject, withheld=False):
        """Every row of a metric for `("site", id)` or `("vendor", id)`: those with a figure, or those that were withheld."""
        kind, name = subject
        sites = [name] if kind == "site" else [s for s, site in self.sites.items() if site["vendor"] == name]
        return [row for site in sites for row in (self.withheld if withheld else self.rows).get((metric, site), [])]


class Clause:
    """What a shared clause says by the day: its file with every amendment that is effective."""

    def __init__(self, book, path):
        self.path = path
        self.base = book.toml(path)
        folder = path.removesuffix(".toml")
        files = {file.relative_to(book.root).as_posix() for file in (book.root / folder).glob("amendment-*.toml")}
        files |= {path for path in getattr(book, "edited", ()) if path.startswith(f"{folder}/amendment-")}
        self.files = sorted(files)
        amendments = [book.toml(file) for file in self.files]
        self.amendments = sorted(amendments, key=lambda one: (one["effective-on"], one["number"]))

    def on(self, day):
        said = copied(self.base)
        for one in self.amendments:
            if one["effective-on"] <= day:
                for change in one["change"]:
                    apply(said, change)
        return said


def clauses(book):
    return {file.stem: Clause(book, file.relative_to(book.root).as_posix()) for file in sorted((book.root / "data/clauses").glob("*.toml"))}


class Contract:
    """Terms by the day: the base with every amendment that is effective, and the shared clauses where the contract is silent."""

    def __init__(self, book, folder):
        relative = folder.relative_to(book.root).as_posix()
        self.name = folder.name
        self.base = book.toml(f"{relative}/contract.toml")
        files = {file.relative_to(book.root).as_posix() for file in folder.glob("amendment-*.toml")}
        files |= {path for path in getattr(book, "edited", ()) if path.startswith(f"{relative}/amendment-")}
        amendments = [book.toml(file) for file in sorted(files)]
        self.amendments = sorted(amendments, key=lambda one: (one["effective-on"], one["number"]))
        self.vendor = self.base["vendor"]
        self.starts = self.base["effective-on"]
        self.clauses = getattr(book, "clauses", {})
        self.changes = sorted({one["effective-on"] for one in self.amendments} | self.days_of_clauses())
        self.cache = {}

    def refers(self):
        """Every shared clause that it may refer to, now or by an amendment."""
        found = {level.get("clause") for level in self.base.get("service-level", {}).values()}
        for change in (change for one in self.amendments for change in one["change"]):
            value = change.get("value")
            if change["path"].endswith(".clause"):
                found.add(value)
            elif isinstance(value, dict):
                found |= {value.get("clause")} | {one.get("clause") for one in value.values() if isinstance(one, dict)}
        return {name for name in found if name in self.clauses}

    def days_of_clauses(self):
        """Days after its first on which a shared clause changes."""
        return {one["effective-on"] for name in self.refers() for one in self.clauses[name].amendments if one["effective-on"] > self.starts}

    def terms(self, day):
        """`None` outside the contract's dates."""
        count = bisect.bisect_right(self.changes, day)
        if count not in self.cache:
            self.cache[count] = self.folded(self.changes[count - 1] if count else self.starts)
        terms = self.cache[count]
        return terms if self.starts <= day <= terms["ends-on"] else None

    def folded(self, day):
        """The terms from a day on: what the contract says, and where it is silent what its clauses say."""
        own, out = copied(self.base), set()
        for one in self.amendments:
            if one["effective-on"] <= day:
                for change in one["change"]:
                    self.amend(own, out, change, max(one["effective-on"], self.starts))
        return self.filled(own, out, max(day, self.starts))

    def says(self, level, day):
        """The keys of a service level that the contract says itself on a day, beside the shared clause."""
        own = copied(self.base), set()
        for one in self.amendments:
            if one["effective-on"] <= day:
                for change in one["change"]:
                    self.amend(*own, change, max(one["effective-on"], self.starts))
        return set(own[0]["service-level"][level]) - {"clause"}

    def filled(self, own, out, day):
        terms = copied(own)
        for name, level in terms.get("service-level", {}).items():
            if level.get("clause") in self.clauses:
                said = self.clauses[level["clause"]].on(day)
                level.update({key: value for key, value in said.items() if key not in level and (name, key) not in out})
        return terms

    def amend(self, own, out, change, day):
        """A change is made to the terms as they stand on its day; what it leaves there the contract says itself from then on."""
        steps = change["path"].split(".")
        if steps[0] != "service-level" or len(steps) < 3:
            apply(own, change)
            if steps[0] == "service-level":
                out.difference_update({pair for pair in out if len(steps) == 1 or pair[0] == steps[1]})
            return
        _, name, key, *_ = steps
        terms, level = self.filled(own, out, day), own["service-level"][name]
        apply(terms, change)
        now, was_own = terms["service-level"][name].get(key), key in level
        out.discard((name, key))
        if now is not None:
            level[key] = now
        elif was_own:
            del level[key]
        else:
            out.add((name, key))

    def clause(self, name, day):
        terms = self.terms(day)
        return (terms or {}).get("service-level", {}).get(name)

    def clause_names(self):
        names = set(self.base.get("service-level", {}))
        self.terms(dt.date.max)
        for terms in self.cache.values():
            names |= set(terms.get("service-level", {}))
        return sorted(names)

    def ends(self):
        return max([self.base["ends-on"]] + [terms["ends-on"] for terms in self.cache.values()])


def copied(value):
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def apply(terms, change):
    *above, last = change["path"].split(".")
    table = terms
    for key in above:
        table = table.setdefault(key, {})
    if change["op"] == "remove":
        del table[last]
    else:
        table[last] = copied(change["value"])


# ISO 4217: decimals of the currencies whose minor unit is not a hundredth.
DECIMALS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
DECIMALS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3) | {"CLF": 4, "UYW": 4}


def minor_units(currency):
    """How many of its minor units a unit of a currency has."""
    return 10 ** DECIMALS.get(currency, 2)


@lru_cache(maxsize=None)
def exact(value):
    """A TOML number, or the text of one, exactly."""
    return Fraction(str(value))
