"""What must hold of rows that an engine gives."""

import csv
import re

import books
import engines


def page(tries):
    """docs/pull.md shows records and a query of the example: as they stand there, and so as they are tried here."""
    text = (engines.TOP / "docs/pull.md").read_text()
    shown = [block for _, block in re.findall(r"^```(toml|sql)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]
    there = {path.read_text().rstrip("\n") for path in engines.EXAMPLES.glob("*/*.*")}
    for block in shown:
        tries.hold(block.rstrip("\n") in there, f"docs/pull.md shows what is not in {engines.EXAMPLES.name}", block)
    tries.hold(len(shown) == 3, f"docs/pull.md shows {len(shown)} of the example's files, and not three")


def read(text):
    """The rows of a metric file in no order; a cell of the source or the status that is left out says what the format says of it."""
    lines = csv.DictReader(text.decode().splitlines())
    return sorted(tuple({**line, "source": line["source"] or "system", "status": line["status"] or "final"}.values()) for line in lines)


def rows(tries, book):
    """The demo's rows come out of the log, from this engine as from any other. Gives the sum of the rows that the facts state."""
    name = book.engine.name if book.engine else "files"
    before, rows = book.state(), book.rows()

    status, said = book.pull("--dry-run")
    tries.hold(status == 0 and book.state() == before, f"{name}: a dry run over the demo's own rows ends with {status}, or wrote", said)

    gone = book.without_rows()
    missing = book.state()
    status, said = book.pull("--dry-run")
    tries.hold(status == 0 and book.state() == missing, f"{name}: a dry run over missing rows ends with {status}, or wrote", said)
    each = gone // len(books.SOURCES)
    tries.hold(said.count(f"{each} new") == len(books.SOURCES), f"{name}: a dry run does not say of each source that {each} rows are new", said)
    status, said = book.pull()
    if not tries.hold(status == 0, f"{name}: pull ends with {status}", said):
        return ()
    for file, text in book.rows().items():
        tries.hold(read(text) == read(rows[file]), f"{name}: {file} has other rows than the demo", said)

    pulled = book.state()
    status, said = book.pull()
    tries.hold(status == 0 and book.state() == pulled, f"{name}: pulled again, it ends with {status}, or wrote", said)
    restated(tries, book, name)
    return sums(tries, book, name)


def restated(tries, book, name):
    """A final row that comes back otherwise is refused, unless it is a restatement with a reason."""
    rows = book.rows()
    book.edit("data/metrics/varnlow/quality.csv", r"^(2026-W43,.*,accuracy),(\d+),", r"\1,1,")
    other = book.state()
    status, said = book.pull()
    tries.hold(status == 1 and book.state() == other, f"{name}: a final row that comes back otherwise ends with {status}, or was written", said)
    tries.hold("2026-W43" in said and "--restate" in said, f"{name}: what is refused does not name the week and --restate", said)
    status, said = book.pull("--restate")
    tries.hold(status in (1, 2) and book.state() == other, f"{name}: --restate without a reason ends with {status}, or wrote", said)
    status, said = book.pull("--restate", "--reason", "The audit of one queue was counted again")
    tries.hold(status == 0 and {file: read(text) for file, text in book.rows().items()} == {file: read(text) for file, text in rows.items()}, f"{name}: a restatement ends with {status}, or gave other rows", said)


def sums(tries, book, name):
    """The facts of each source: the newest sum of rows, by which engines are held against each other."""
    found = []
    for source in books.SOURCES:
        path = book.folder / f"data/pulls/{source}.csv"
        if not tries.hold(path.exists(), f"{name}: no facts stand in {path.name}"):
            continue
        lines = list(csv.DictReader(path.read_text().splitlines()))
        found.append(lines[0]["rows_sha256"])
        tries.hold(int(lines[0]["new"]) == int(lines[0]["rows"]) == 36, f"{name}: the facts of {source} state other numbers of rows", str(lines))
        tries.hold(lines[0]["first_day"] == "2026-09-21" and lines[0]["last_day"] == "2026-11-01", f"{name}: the facts state other days", str(lines))
    return tuple(found)


def secrets(tries, book):
    """Nothing that was said or written names the address, or what opens it."""
    written = book.everything_written()
    for secret in (*book.engine.secrets, str(book.engine.port)):
        for where, text in (("said", book.said), ("written", written)):
            if secret.isdigit() and where == "written":
                continue  # a number of five digits may be a figure
            tries.hold(secret not in text, f"{book.engine.name}: {secret} was {where}", text[max(0, text.find(secret) - 300):][:600])
