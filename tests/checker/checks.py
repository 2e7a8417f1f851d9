"""One figure at a time: its citations against the files, its value against the rules, its text against its value."""

import datetime as dt
import io
import json
import subprocess
import tarfile
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

from asked import Asked
from attained import Attained
from audited import Audited
from billed import Billed
from book import Book
from cards import Cards
from claimed import Claimed
from compared import Compared
from credited import Credited
from credits import Ledger
from dated import Dated
from gates import Gates
from grouped import Grouped
from headline import Headline
from initiatives import Initiatives
from markup import Page
from matched import Invoices, Matched
from money import Money
from moved import Moved
from packed import unpacked
from procedures import Procedural, Procedures
from records import Records, need
from registers import Registers
from related import Related
from rules import Judge
from rulings import Rulings
from scores import Scores
from sent import REPORT, Report
from settings import Settings
from shared import Shared
from slips import Slips
from spoken import Spoken
from team import Team
from reconciled import Reconciled
from united import United
from visited import Visited
from warned import Warned


class Figures(Settings, Shared, Attained, Compared, Moved, Scores, Credited, Claimed, Invoices, Money, Registers, Related, Gates, Grouped, Asked, Audited, Dated, Headline, Initiatives, Team, Procedural, Reconciled, Slips, Spoken, United, Visited, Warned, Records):
    """Every rule that a figure has to obey, by the id of its formula."""

    def __init__(self, book, site):
        self.site = Path(site)
        probe = json.loads((self.site / "evidence.json").read_text("utf-8"))
        self.newest = Book(book, dt.date.fromisoformat(probe["as_of"]))
        self.commit = probe["commit"]
        # The first judge of a book is that of its last day.
        self.days, self.checkouts, self.whole = {}, {}, {}
        self.on(probe["as_of"], self.commit)
        self.files, self.texts = {}, {}
        self.counts = Counter()

    def on(self, as_of, commit):
        """Speaks for a day: an issue of an earlier week knows no later row, and cites the files of the commit that judged it."""
        key = (as_of, commit if commit not in (None, self.commit) else None)
        if key not in self.days:
            day = dt.date.fromisoformat(as_of)
            book = self.newest.until(day) if key[1] is None else Book(self.checkout(commit), day)
            judge = Judge(book, self.whole.get(id(book.whole)))
            self.whole.setdefault(id(book.whole), judge)
            rulings = Rulings(judge)
            self.days[key] = (book, judge, rulings, Cards(rulings), Ledger(judge), Procedures(book), [])
        self.book, self.judge, self.ruled, self.cards, self.ledger, self.procedures, self.bills = self.days[key]

    @property
    def matched(self):
        """The invoices of the day, matched when they are first asked for."""
        if not self.bills:
            self.bills.append(Matched(Billed(self.judge)))
        return self.bills[0]

    def checkout(self, commit):
        """The data of an earlier commit, in a folder of its own."""
        if commit not in self.checkouts:
            folder = tempfile.TemporaryDirectory()
            tar = subprocess.run(["git", "archive", commit, "data"], cwd=self.newest.root, capture_output=True, check=True)
            with tarfile.open(fileobj=io.BytesIO(tar.stdout)) as files:
                # Python before 3.11.4, Debian 12's, has no filters; what git archives of its own commit needs none.
                files.extractall(folder.name, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
            self.checkouts[commit] = folder
        return self.checkouts[commit].name

    def evidence(self, path):
        if path not in self.files:
            sent = Report(self.site / path).evidence if path == REPORT else None
            data = sent or unpacked(json.loads((self.site / path).with_name("evidence.json").read_text("utf-8")))
            data["by_number"] = {figure["n"]: figure for figure in data["figures"]}
            self.files[path] = data
        return self.files[path]

    def read(self, page):
        """A page as its readers get it, or the report."""
        if page not in self.texts:
            if page == REPORT:
                self.texts[page] = Report(self.site / page)
            else:
                # A long list goes on, on pages beside the first that share its evidence.
                files = sorted((self.site / page).parent.glob("*.html"))
                self.texts[page] = Page("".join(file.read_text("utf-8") for file in files))
        return self.texts[page]

    def said(self, page, number):
        """Words on the page whose numbers are parts of a figure."""
        return [text for first, last, text in self.read(page).parts if first <= number <= last]

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
        self.refers(figure)
        formula = figure["formula"]
        check = getattr(self, "check_" + formula.replace("-", "_"), None)
        if check is None:
            kind = formula.split("-")[0]
            check = {"attainment": self.attainment, "rollup": self.rollup, "credit": self.credit,
                     "earn": self.earn_back}.get(kind)
        need(check is not None, f"no rule for the formula {formula}")
        check(page, figure, value)
        self.shown(figure, value)

    def inputs(self, page, figure):
        by_number = self.evidence(page)["by_number"]
        return [by_number[number] for number in figure.get("inputs", [])]
