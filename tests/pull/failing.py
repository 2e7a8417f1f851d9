"""What is left of a book when a source, an engine or the way to it fails: all of it, as it was."""

import re
import time

import cut

QUALITY = "data/sources/varnlow-quality"


def refused(tries, book, what, *words, speaks=None, patience=60, **env):
    """A pull that must fail, say why, and leave every byte of data/ as it was."""
    before = book.state()
    began = time.monotonic()
    status, said = book.pull(*words, patience=patience, **env)
    took = time.monotonic() - began
    name = book.engine.name if book.engine else "files"
    tries.hold(status in (1, 2), f"{name}: {what}: ends with {status} after {took:.0f} s", said)
    tries.hold(book.state() == before, f"{name}: {what}: data/ is not what it was", said)
    if speaks:
        tries.hold(re.search(speaks, said), f"{name}: {what}: what is said does not have {speaks}", said)
    return said


def words(tries, book):
    """Faults of a source, each in a copy of the book from which rows are missing, so that a pull has something to write."""
    def copy(what):
        twin = book.again(book.folder.parent / f"{book.folder.name}-{what}")
        twin.without_rows()
        return twin

    if book.engine is None:
        twin = copy("column")
        twin.edit(f"{QUALITY}.toml", "sum of correct", "sum of korrect")
        refused(tries, twin, "a column that the log has not", speaks="korrect")
        twin = copy("log")
        twin.edit(f"{QUALITY}.toml", r"labels/\*", "lables/*")
        refused(tries, twin, "a folder without files", speaks="lables")
        book.said += twin.said
        return

    engine, said = book.engine, []
    twin = copy("column")
    twin.edit(f"{QUALITY}.sql", "'final' as status", "'final' as state")
    refused(tries, twin, "a column that no row has", speaks="state")
    said.append(twin.said)
    twin = copy("unknown")
    twin.edit(f"{QUALITY}.sql", r"sum\(clean\)", "sum(cleen)")
    refused(tries, twin, "a column that the engine has not", speaks="cleen")
    said.append(twin.said)
    twin = copy("metric")
    twin.edit(f"{QUALITY}.sql", "'rework-rate'", "'calibration-gap'")
    refused(tries, twin, "a metric that is not the source's", speaks="calibration-gap")
    said.append(twin.said)
    twin = copy("cell")
    twin.edit(f"{QUALITY}.sql", r"sum\(correct\) ", "sum(correct) + 100000 ")
    refused(tries, twin, "a share above one", speaks="accuracy")
    said.append(twin.said)
    twin = copy("write")
    twin.edit(f"{QUALITY}.sql", r"(?s)\A.*\Z", "create table spoils as select 1 as one")
    refused(tries, twin, "a statement that writes")
    said.append(twin.said)
    twin = copy("slow")
    twin.edit(f"{QUALITY}.sql", r"(?s)\A.*\Z", engine.slow)
    twin.edit(f"{QUALITY}.toml", "^window", "time-limit-seconds = 2\nwindow")
    refused(tries, twin, "a query beyond its time limit", patience=30, speaks="2 s")
    said.append(twin.said)
    engine.kill()  # An engine may go on with what nobody waits for, and what comes next should not wait for that.
    engine.begin()

    twin = copy("way")
    refused(tries, twin, "no address", SCOREBOOK_WAREHOUSE=None, speaks="SCOREBOOK_WAREHOUSE")
    refused(tries, twin, "nobody there", SCOREBOOK_WAREHOUSE=engine.address(port=1))
    refused(tries, twin, "an address that is none", SCOREBOOK_WAREHOUSE=engine.secrets[0])
    refused(tries, twin, "no driver", SCOREBOOK_DRIVERS=str(twin.folder), speaks=f"adbc.driver.{engine.name.replace('-', '')}")
    if engine.name == "postgresql":
        refused(tries, twin, "a wrong password", SCOREBOOK_WAREHOUSE=engine.address(password="another-" + engine.password))
        refused(tries, twin, "no such database", SCOREBOOK_WAREHOUSE=engine.address(base=engine.base + "-of-old"))
        # A role that may write gets no further either.
        twin.edit(f"{QUALITY}.sql", r"(?s)\A.*\Z", "with gone as (delete from labels where day >= $1 and day < $2 returning site) select site from gone")
        before = engine.ask(engine.base, "-c", "select count(*) from labels")
        refused(tries, twin, "a query that deletes", SCOREBOOK_WAREHOUSE=engine.address(role=engine.owner), speaks="read-only")
        tries.hold(engine.ask(engine.base, "-c", "select count(*) from labels") == before != "0", f"{engine.name}: labels were deleted")
    said.append(twin.said)

    with cut.Door(engine.port, 100, "stall") as door:
        twin = copy("stalled")
        for source in ("delivery", "quality"):
            twin.edit(f"data/sources/varnlow-{source}.toml", "^window", "time-limit-seconds = 3\nwindow")
        refused(tries, twin, "a server that falls silent", patience=40, SCOREBOOK_WAREHOUSE=engine.address(port=door.port))
        said.append(twin.said)
    book.said += "".join(said)


def streams(tries, book, count):
    """`count` streams that end too early, spread over all bytes that the engine sends: half of them closed or reset by the way, and in
    one of five the server itself is killed, with SIGKILL, once so many bytes have come through."""
    engine = book.engine
    twin = book.again(book.folder.parent / f"{book.folder.name}-streams")
    twin.without_rows()
    missing, whole = twin.state(), None
    with cut.Door(engine.port) as door:
        status, said = twin.pull("--dry-run", SCOREBOOK_WAREHOUSE=engine.address(port=door.port))
        whole = door.passed
    tries.hold(status == 0 and whole > 2000, f"{engine.name}: through an open door it ends with {status}, {whole} bytes", said)
    # The last bytes are the goodbye, after the rows: they may be lost.
    last, kills, killed = whole - 400, 0, 0
    for number in range(count):
        after = 1 + (last - 1) * number // max(1, count - 1)
        then = engine.kill if number % 5 == 2 else ("close", "reset")[number % 2]
        killed += callable(then)
        with cut.Door(engine.port, after, then) as door:
            status, said = twin.pull(SCOREBOOK_WAREHOUSE=engine.address(port=door.port), patience=60)
            reached = door.reached
        what = f"{engine.name}: ended after {after} of {whole} bytes ({'killed' if callable(then) else then})"
        kills += tries.hold(status in (1, 2) and reached, f"{what}: ends with {status}", said)
        if not tries.hold(twin.state() == missing, f"{what}: data/ is not what it was", said):
            return
        if callable(then):
            engine.begin()
    status, said = twin.pull()
    tries.hold(status == 0 and twin.rows() == book.rows(), f"{engine.name}: after all that, a pull ends with {status}", said)
    book.said += twin.said
    print(f"{engine.name}: {kills} of {count} streams ended too early ({killed} by killing the server), data/ as it was each time", flush=True)
