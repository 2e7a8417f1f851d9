"""The page that tells what was read and what the checks found, and the bands of ratings."""

import csv
import hashlib
import json
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
        self.rows_where(figure, value, lambda known, status: known and status != "withheld")

    def check_rows_left_out(self, page, figure, value):
        self.rows_where(figure, value, lambda known, status: not known)

    def check_rows_provisional(self, page, figure, value):
        self.rows_where(figure, value, lambda known, status: known and status == "provisional")

    def check_files_read(self, page, figure, value):
        """Every file of the commit, or of the folder, by the hash of all input that the page shows and the manifest's of each."""
        manifest = json.loads((self.site / "manifest.json").read_text("utf-8"))
        need(not manifest["draft"], "a draft: its figures may be wrong")
        files = dict(self.inputs_of_commit(manifest["commit"]) if manifest["tree"] == "committed" else self.inputs_of_folder())
        whole = hashlib.sha256()
        for path in sorted(files, key=str.encode):
            whole.update(path.encode() + b"\0" + str(len(files[path])).encode() + b"\0" + files[path])
        need(whole.hexdigest() == manifest["input_sha256"], "the files have another hash than the manifest says")
        need(whole.hexdigest() in (self.site / page).read_text("utf-8"), "the page shows another hash")
        need({path: hashlib.sha256(content).hexdigest() for path, content in files.items()} == manifest["inputs"], "the manifest lists other files")
        count = sum(path.startswith("data/") for path in files)
        need(count == value, f"{count} files under data")

    def inputs_of_folder(self):
        for folder in ("data", "templates"):
            for path in sorted((self.newest.root / folder).rglob("*")):
                name = path.relative_to(self.newest.root).as_posix()
                if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
                    yield name, path.read_bytes()

    def inputs_of_commit(self, commit):
        for entry in self.git("ls-tree", "-r", "-z", commit, "--", "data", "templates").split("\0")[:-1]:
            about, _, name = entry.partition("\t")
            if not any(part.startswith(".") for part in name.split("/")):
                yield name, subprocess.run(["git", "-C", self.newest.root, "cat-file", "blob", about.split()[2]], capture_output=True, check=True).stdout

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
