"""Messages of the checks: each rule finds anew what its code has to say of the book, with every number, date and id, and where.

A rule gives `Told` values: the place, then what the message, what is said of its place, and the help have to name, in that order. A
message that no rule finds, a finding that is not told, and a number, date or id that is another, are mismatches.

Only findings are told on a site. A defect stands on the site of a draft alone (`build --draft`), which says on every page that its figures
may be wrong, and which nobody publishes: the checker vouches for no draft, and has no rule for defects.
"""

import datetime as dt
import re
from fractions import Fraction

from book import DAY, days, week_of
from markup import MONTHS
from records import Mismatch, before, need
from told_links import QUOTING

MONTH = "|".join(MONTHS)
PERIOD = r"\d{4}-W\d{2}|\d{4}(?:/\d{2})?-Q\d|\d{4}/\d{2}|\d{4}-\d{2}-\d{2}|\d{4}-\d{2}"
TOKEN = re.compile(
    rf"`(?P<id>[^`]*)`|(?P<path>\bdata/[\w./-]+\.(?:md|toml|csv))|(?<![\w.-])(?P<period>{PERIOD})(?![\w-])|W(?P<week>\d+), to (?P<sunday>\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}})"
    rf"|(?P<day>\d{{1,2}}) (?P<month>{MONTH}) (?P<of>\d{{4}})|(?P<in>{MONTH}) (?P<its>\d{{4}})(?:, weeks \d+ to \d+)?|Q(?P<quarter>\d) (?P<when>\d{{4}}(?:/\d\d)?)(?:, weeks \d+ to \d+)?|(?P<number>(?<![\w./#:_-])[-−]?\d+(?:,\d{{3}})*(?:\.\d+)?)")


class Told:
    """What one message has to say: `names` are words that it takes from the book as they are, whatever digits they hold."""

    def __init__(self, path, line, message, label=(), help=(), names=()):
        self.place = (path, line)
        self.words = [[plain(one) for one in part] for part in (message, label, help)]
        self.names = [name for name in names if name]

    def with_digits(self):
        return [name for name in self.names if re.search("[0-9]", name)]

    def __repr__(self):
        return f"{self.place[0]}:{self.place[1]} {[[str(one) for one in part] for part in self.words]}"


def plain(one):
    """Numbers as fractions; ids, dates and periods as text."""
    # A calendar year reads like a number.
    is_number = isinstance(one, (int, Fraction)) or re.fullmatch(r"\d{4}", str(one))
    return Fraction(one) if is_number else str(one)


def named(text, ids=True):
    """Ids, paths, dates, periods and numbers of a text, in order. The help quotes words of the format: its ids are none."""
    found = []
    for match in TOKEN.finditer(text):
        kind, value = match.lastgroup, match[0]
        if match["id"] is not None:
            found += [match["id"]] if ids else []
        elif match["week"]:
            found.append(week_of(dt.datetime.strptime(match["sunday"], "%d %b %Y").date()))
        elif match["day"]:
            found.append(f"{match['of']}-{MONTHS.index(match['month']) + 1:02}-{int(match['day']):02}")
        elif match["in"]:
            found.append(f"{match['its']}-{MONTHS.index(match['in']) + 1:02}")
        elif match["quarter"]:
            found.append(f"{match['when']}-Q{match['quarter']}")
        elif match["number"]:
            found.append(Fraction(value.replace(",", "").replace("−", "-")))
        else:
            found.append(value)
    return found


class Messages:
    """Mixed into `Figures`: looks up the rule of a code, `told_` and its name, which the families of rules hold."""

    def told(self, code):
        """Everything a code has to say on the day that is spoken for."""
        key = (code, self.book.as_of)
        if key not in self.all_told:
            rule = getattr(self, "told_" + code.replace("-", "_"), None)
            need(rule is not None, f"no rule for messages of {code}")
            self.all_told[key] = list(rule())
        return self.all_told[key]

    def check_message(self, page, figure, value):
        (path, line), = figure["records"]
        # A file that is gone has no lines.
        text = self.book.lines(path)[line - 1].strip() if (self.book.root / path).exists() else ""
        need(text[:2000] == figure["line"][0], f"{path}:{line} says {text!r}")
        if figure["code"][0] in QUOTING:
            self.quotes_line(figure)
        else:
            self.same_words(figure, path, line)
        shown = " ".join("".join(self.said(page, figure["n"])).replace("`", "").lower().split())
        for words in figure["words"][::2]:
            need(" ".join(words.replace("`", "").lower().split()) in shown, f"the page does not say {words!r}")

    def same_words(self, figure, path, line):
        here = [one for one in self.told(figure["code"][0]) if one.place == (path, line)]
        need(here, f"the book has no such finding at {path}:{line}, but {self.told(figure['code'][0])[:2]}")
        need(any(self.says(one, figure["words"]) for one in here), f"says {[named(part) for part in figure['words']]}, the book {here}")

    @staticmethod
    def says(told, words):
        for at, (text, wanted) in enumerate(zip(words, told.words)):
            for name in sorted(told.with_digits(), key=len, reverse=True):
                text = text.replace(name, " ")
            if named(text, ids=at < 2) != wanted:
                return False
        return all(any(name in text for text in words) for name in told.names)

    def all_are_told(self, page):
        """Every finding of the codes on a page of messages stands there: those with a number in its words, in their places."""
        told = {}
        for figure in self.evidence(page)["figures"]:
            if figure["formula"] == "message":
                told.setdefault(figure["code"][0], []).append(tuple(figure["records"][0]))
        for code in self.codes_with_numbers():
            found = [one.place for one in self.told(code) if self.has_number(one)]
            need(sorted(found) == sorted(told.get(code, [])),
                 f"{code}: the page tells of {len(told.get(code, []))}, the book has {len(found)}: {sorted(set(found) ^ set(told.get(code, [])))[:2]}")

    def codes_with_numbers(self):
        rules = [name for name in dir(self) if name.startswith("told_")]
        return sorted(name.removeprefix("told_").replace("_", "-") for name in rules)

    @staticmethod
    def has_number(told):
        return any(re.search("[0-9]", str(one)) for part in [*told.words, told.names] for one in part)

    # ------------------------------------------------------------ places

    def key_line(self, path, head, key):
        """Line of a key in the table that starts at a line; of the root table from line 0."""
        lines = self.book.lines(path)
        for at in range(head + 1, len(lines) + 1):
            if re.match(rf"{re.escape(key)}\s*=", lines[at - 1].strip()):
                return at
            if lines[at - 1].lstrip().startswith("["):
                break
        raise Mismatch(f"{path} sets no {key} below line {head}")

    def person(self, handle):
        return self.book.settings.get("people", {}).get(handle, {}).get("name", handle)

    def vendor_name(self, vendor):
        return self.book.records("data/vendors")[vendor]["name"]

    def subject_name(self, subject):
        kind, name = subject
        if kind == "vendor":
            return self.vendor_name(name)
        return f"{self.book.sites[name]['name']} ({self.vendor_name(self.book.sites[name]['vendor'])})"

    def since_kept(self):
        """First day of the weeks, in a monthly book of the months, that the site keeps."""
        period = self.reported()
        for _ in range(self.book.history - 1):
            period = before(period)
        return days(period)[0]

    def working_day_after(self, day, count):
        holidays = self.book.settings.get("holidays", [])
        while count:
            day += DAY
            count -= day.isoweekday() < 6 and day not in holidays
        return day


def either(count, *tokens):
    """Tokens that are named where there is more than one."""
    return tokens if count > 1 else ()
