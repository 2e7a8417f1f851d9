"""The page that tells what was read and what the checks found, and the bands of ratings."""

import csv
import subprocess

from book import days, exact
from records import need

BANDS = {"good": 90, "approaching-target": 75, "requires-improvement": 50, "inadequate": 0}


class Audited:
    """Mixed into `Figures`."""

    def metric_rows(self, file=None):
        """Period and status of every row, whatever its period."""
        for path in sorted((self.book.root / "data/metrics").glob("*/*.csv")):
            name = path.relative_to(self.book.root).as_posix()
            if file in (None, name):
                with open(path, encoding="utf-8-sig", newline="") as cells:
                    for row in csv.DictReader(cells):
                        yield row["period"], row.get("status") or "final"

    def rows_where(self, figure, value, wanted):
        count = sum(wanted(days(period)[1] <= self.book.as_of, status) for period, status in self.metric_rows(*figure.get("file", [])))
        need(count == value, f"{count} rows")

    def check_rows_read(self, page, figure, value):
        self.rows_where(figure, value, lambda known, status: known)

    def check_rows_left_out(self, page, figure, value):
        self.rows_where(figure, value, lambda known, status: not known)

    def check_rows_provisional(self, page, figure, value):
        self.rows_where(figure, value, lambda known, status: known and status == "provisional")

    def check_files_read(self, page, figure, value):
        kinds = (".toml", ".csv", ".md")
        files = [path for path in (self.book.root / "data").rglob("*") if path.is_file() and path.suffix in kinds]
        need(len(files) == value, f"{len(files)} files under data")

    def check_commits(self, page, figure, value):
        run = subprocess.run(["git", "-C", self.book.root, "rev-list", "--count", "--first-parent", "HEAD"], capture_output=True, text=True)
        need(run.returncode == 0 and int(run.stdout) == value, f"git counts {run.stdout.strip()}")

    def check_band(self, page, figure, value):
        name = figure["name"][0]
        bands = {one["name"]: exact(one["at-least"]) for one in self.book.settings.get("rating", [])} or BANDS
        need(bands[name] == value, f"the band starts at {bands[name]}")
        for path, line in figure.get("records", []):
            lines = self.book.lines(path)
            need(lines[line - 1].strip() == "[[rating]]" and f'"{name}"' in lines[line], f"{path}:{line} starts another table")
