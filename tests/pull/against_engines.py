#!/usr/bin/env python3
"""`pull` against real engines: what they give, and what is left when they fail. scripts/pull-engines installs them and calls this.

    tests/pull/against_engines.py PROGRAM --drivers FOLDER [--only ENGINE] [--kills N]

A label log is made from the demo's rows (examples/label-log), loaded into PostgreSQL and into Sail, and put beside a book as files.
What must hold is in held.py (the rows), failing.py (everything that goes wrong, 50 streams that end too early among it) and offline.py
(that no other command opens a socket).
An engine that is not installed is passed over with a word. Exit status 1 when something did not hold.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import books
import engines
import failing
import held
import offline


class Tries:
    """Counts what was tried, and keeps what did not hold."""

    def __init__(self):
        self.tried, self.wrong = 0, []

    def hold(self, is_so, what, said=""):
        self.tried += 1
        if not is_so:
            self.wrong.append(what)
            print(f"  WRONG: {what}\n    {said[-1500:].strip()}".rstrip(), flush=True)
        return is_so


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("program", type=pathlib.Path)
    words.add_argument("--drivers", type=pathlib.Path, required=True, help="folder that holds the driver packages")
    words.add_argument("--only", choices=["files", "postgresql", "spark", "flight-sql"])
    words.add_argument("--kills", type=int, default=50, help="streams to end too early, over all engines [default: 50]")
    given = words.parse_args()
    program = given.program.resolve()
    tries = Tries()
    held.page(tries)
    with tempfile.TemporaryDirectory(prefix="scorebook-pull-") as folder:
        work = pathlib.Path(folder)
        work.chmod(0o755)  # PostgreSQL is run by a role of its own, which must come in.
        subprocess.run([sys.executable, engines.EXAMPLES / "label_log.py", work / "labels", "--weeks", books.WEEKS.replace("..", ":")],
                       check=True, stdout=subprocess.DEVNULL)
        if given.only is None:
            offline.commands(tries, program, work)
        facts = {}
        if given.only in (None, "files"):
            began = time.monotonic()
            book = books.Book(program, work / "files-book", given.drivers)
            facts["files"] = held.rows(tries, book)
            failing.words(tries, book)
            print(f"files: {time.monotonic() - began:.0f} s", flush=True)
        kinds = [kind for kind in (engines.Postgres, engines.Spark, engines.Flight) if given.only in (None, kind.name)]
        killed = [kind for kind in kinds if kind is not engines.Flight]
        for kind in kinds:
            began = time.monotonic()
            try:
                server = kind(work)
            except engines.Absent as absent:
                print(f"{kind.name}: passed over, {absent}", flush=True)
                continue
            with server as engine:
                book = books.Book(program, work / f"{kind.name}-book", given.drivers, engine)
                facts[kind.name] = held.rows(tries, book)
                failing.words(tries, book)
                if kind in killed:
                    failing.streams(tries, book, -(-given.kills // len(killed)))
                held.secrets(tries, book)
            print(f"{kind.name}: {time.monotonic() - began:.0f} s", flush=True)
        tries.hold(len(set(filter(None, facts.values()))) <= 1, f"the same rows have different sums in the facts: {facts}")
    print(f"pull: {tries.tried} things tried, {len(tries.wrong)} did not hold")
    return 1 if tries.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
