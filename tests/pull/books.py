"""The demo as a book with sources of its own, and what `pull` leaves of it."""

import csv
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess

import engines

# Later ones have rows that are provisional, with a note that no log knows.
WEEKS = "2026-W39..2026-W44"
SOURCES = {"varnlow-delivery": "delivery.csv", "varnlow-quality": "quality.csv"}
METRICS = {"delivery.csv": {"accepted-units", "throughput", "turnaround-on-time"}, "quality.csv": {"accuracy", "critical-error-free", "rework-rate"}}
# What a pull of the demo may take at most, in a program without optimisation beside other work.
PATIENCE = 120


class Book:
    def __init__(self, program, folder, drivers, engine=None):
        self.program, self.folder, self.engine = program, folder, engine
        self.said = ""
        shutil.copytree(engines.TOP / "data", folder / "data")
        if engine is None:
            (folder / "labels").symlink_to(folder.parent / "labels")
        sources = folder / "data/sources"
        # What was pulled from the demo's own sources is no fact of these.
        for folder_of in (sources, folder / "data/pulls"):
            shutil.rmtree(folder_of, ignore_errors=True)
        shutil.copytree(engines.EXAMPLES / (engine.example if engine else "files"), sources, ignore=shutil.ignore_patterns("labels.sql"))
        for path in sources.glob("*.sql"):
            path.write_text(engine.query(path.read_text()))
        for path in sources.glob("*.toml"):
            if engine:
                path.write_text(path.read_text().replace(f'driver = "{engine.example}"', f'driver = "{engine.name}"'))
        self.env = {**os.environ, "SCOREBOOK_CACHE": "off", "NO_COLOR": "1", "SCOREBOOK_DRIVERS": str(drivers)}
        self.env.pop("SCOREBOOK_WAREHOUSE", None)
        if engine:
            self.env["SCOREBOOK_WAREHOUSE"] = engine.address()

    def pull(self, *words, patience=PATIENCE, weeks=WEEKS, **env):
        """Exit status, and what was said; None where it did not end."""
        more = ["--period", weeks] if weeks else []
        told = {name: value for name, value in {**self.env, **env}.items() if value is not None}
        try:
            done = subprocess.run([self.program, "pull", *words, *more, "--root", self.folder], env=told, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=patience, check=False)
        except subprocess.TimeoutExpired as over:
            return None, (over.stdout or b"").decode(errors="replace")
        said = done.stdout.decode(errors="replace")
        self.said += said
        return done.returncode, said

    def state(self):
        """Every file below data/ by its bytes."""
        return {str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted((self.folder / "data").rglob("*")) if path.is_file()}

    def path(self, file):
        return self.folder / "data/metrics/varnlow" / file

    def rows(self):
        """The bytes of the metric files by their names."""
        return {file: self.path(file).read_bytes() for file in METRICS}

    def without_rows(self):
        """Takes the rows out that the sources give, and says how many they were."""
        first, last = WEEKS.split("..")
        gone = 0
        for file, metrics in METRICS.items():
            kept = []
            for line in self.path(file).read_text().splitlines(keepends=True):
                row = next(csv.reader(io.StringIO(line)))
                if first <= row[0] <= last and row[5] in metrics:
                    gone += 1
                else:
                    kept.append(line)
            self.path(file).write_text("".join(kept))
        return gone

    def edit(self, path, old, new):
        path = self.folder / path
        text = path.read_text()
        changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        if changed == text:
            raise SystemExit(f"{path}: nothing is {old}")
        path.write_text(changed)

    def everything_written(self):
        """The text of what pulls write: sources, facts, rows, and what is beside them."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and "labels" not in path.parts]
        return "".join(path.read_bytes().decode(errors="replace") for path in files)

    def again(self, folder):
        """A copy of it as it stands."""
        shutil.copytree(self.folder, folder, symlinks=True)
        twin = object.__new__(Book)
        twin.__dict__.update(self.__dict__, folder=pathlib.Path(folder), said="")
        return twin
