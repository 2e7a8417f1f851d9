"""Engines of their own for the tests of `pull`: started on a free port in a folder of theirs, loaded, killed, started again, stopped."""

import importlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = TOP / "examples/label-log"
PATIENCE = 60


class Absent(Exception):
    """What this machine has not got."""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def wait(is_so, what):
    ends = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > ends:
            raise SystemExit(f"{what} takes longer than {PATIENCE} seconds")
        time.sleep(0.05)


class Server:
    """A process in a group of its own."""

    def start(self, command, log, **more):
        with open(log, "ab") as said:
            self.runs = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True, **more)

    def kill(self):
        """SIGKILL to it and to all it started, at once."""
        if self.runs.poll() is None:
            os.killpg(self.runs.pid, signal.SIGKILL)
            self.runs.wait()

    def __exit__(self, *_):
        self.kill()


class Postgres(Server):
    """A cluster with two roles of the same password: `owner_of_labels`, and one that may only read."""

    name = example = "postgresql"
    password, reader, owner, base = "a-secret-of-4711-words", "kestrel_reader", "owner_of_labels", "plover_ledger"
    secrets = (password, reader, base)

    def __init__(self, work):
        self.folder = work / "postgresql"
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        path = found[-1] if found else shutil.which("initdb")
        if not path:
            raise Absent("no initdb: PostgreSQL's server is not installed (Debian package postgresql)")
        self.programs = pathlib.Path(path).parent
        self.port = free_port()
        # A cluster is not run by root: by the role that the package makes, or by nobody.
        self.role = {}
        if os.geteuid() == 0:
            try:
                who = pwd.getpwnam("postgres")
            except KeyError:
                who = pwd.getpwnam("nobody")
            self.role = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}

    def __enter__(self):
        self.folder.mkdir()
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self.role:
            for path in (self.folder, secret):
                os.chown(path, self.role["user"], self.role["group"])
        subprocess.run([self.programs / "initdb", "-D", self.folder / "data", "-U", self.owner, "-A", "scram-sha-256", "--pwfile", secret,
                        "-E", "UTF8", "--locale=C", "--no-sync"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **self.role)
        self.begin()
        self.ask("postgres", "-c", f"create database {self.base}")
        files = sorted((self.folder.parent / "labels").glob("*.csv"))
        copies = [word for file in files for word in ("-c", f"\\copy labels from '{file}' csv header")]
        self.ask(self.base, "-f", EXAMPLES / "postgresql/labels.sql", *copies, "-c", "analyze labels",
                 "-c", f"create role {self.reader} login password '{self.password}'; grant select on labels to {self.reader}")
        return self

    def begin(self):
        (self.folder / "data/postmaster.pid").unlink(missing_ok=True)
        self.start([self.programs / "postgres", "-D", "data", "-p", str(self.port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"],
                   self.folder / "log", cwd=self.folder, **self.role)
        ready = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        wait(lambda: subprocess.run(ready, check=False).returncode == 0, "the start of PostgreSQL")

    def kill(self):
        # The processes of a cluster are sessions of their own: each is a child of the first.
        if self.runs.poll() is None:
            children = pathlib.Path(f"/proc/{self.runs.pid}/task/{self.runs.pid}/children")
            others = [int(word) for word in children.read_text().split()] if children.exists() else []
            os.kill(self.runs.pid, signal.SIGSTOP)  # so that it starts nothing in place of what is killed
            for process in [*others, self.runs.pid]:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.runs.wait()

    def address(self, port=None, role=None, password=None, base=None):
        return f"postgresql://{role or self.reader}:{password or self.password}@127.0.0.1:{port or self.port}/{base or self.base}"

    def ask(self, base, *words):
        done = subprocess.run([self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *words, self.address(role=self.owner, base=base)],
                              check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    @staticmethod
    def query(text):
        return text

    # A query of its own that takes long, with two days as any other.
    slow = "select $1::date as period, $2::date as note, pg_sleep(60)::text as site"


class Spark(Server):
    """Sail, which speaks Spark Connect; the log lies beside it as Parquet, for its tables live no longer than a session."""

    name = example = "spark"
    command, package = "spark", "adbc_driver_spark"
    token = "a-token-of-4711-words"
    secrets = (token, "osprey_reader")

    def __init__(self, work):
        self.folder = work / "spark"
        try:
            for package in ("adbc_driver_manager", "adbc_driver_spark", self.package, "pysail"):
                importlib.import_module(package)
        except ImportError as missing:
            raise Absent(f"{missing}: Sail and its drivers are not installed (tests/pull/requirements.txt)") from missing
        self.port = free_port()
        self.labels = self.folder / "labels"

    def __enter__(self):
        self.folder.mkdir()
        self.begin()
        columns = ("labelled_at, cast(day as date) as day, site, project, queue, language, labeller, cast(seconds as int) as seconds, "
                   + ", ".join(f"cast({name} as smallint) as {name}" for name in ("accepted", "on_time", "reworked", "correct", "clean")))
        self.ask(f"create temporary view log using csv options (path '{self.folder.parent / 'labels'}', header 'true', inferSchema 'true')",
                 f"insert overwrite directory '{self.labels}' using parquet select {columns} from log")
        return self

    def begin(self):
        self.start([sys.executable, "-m", "pysail", self.command, "server", "--port", str(self.port)], self.folder / "log", cwd=self.folder)
        wait(lambda: answers(self.port), "the start of Sail")

    def address(self, port=None):
        return f"sc://127.0.0.1:{port or self.port}/;token={self.token};use_ssl=false;user_id=osprey_reader"

    def ask(self, *statements):
        import adbc_driver_manager as manager, adbc_driver_spark  # noqa: PLC0415, E401
        with adbc_driver_spark.connect(f"sc://127.0.0.1:{self.port}") as base, manager.AdbcConnection(base) as connection:
            for text in statements:
                with manager.AdbcStatement(connection) as statement:
                    statement.set_sql_query(text)
                    statement.execute_query()

    def query(self, text):
        return text.replace("from labels", f"from parquet.`{self.labels}`")

    # Adds up as many pairs as no limit waits for.
    slow = ("select ? as period, ? as note, cast(count(*) as string) as site from range(1000000) as a cross join range(1000000) as b "
            "where a.id % 7 = b.id % 5")


class Flight(Spark):
    """Sail once more, asked by Flight SQL. It binds no parameters, so that the days go into the text of the query, in the place of two words."""

    name = "flight-sql"
    command, package = "flight", "adbc_driver_flightsql"
    secrets = ("no-address-of-4711-words",)

    def __init__(self, work):
        super().__init__(work)
        self.folder = work / "flight"
        self.labels = work / "spark/labels"

    def __enter__(self):
        if not self.labels.exists():
            with Spark(self.folder.parent):
                pass
        self.folder.mkdir()
        self.begin()
        return self

    def address(self, port=None):
        return f"grpc://127.0.0.1:{port or self.port}"

    def query(self, text):
        lines = [line for line in text.splitlines() if not line.startswith("--")]
        return super().query("\n".join(lines).replace("?", ":first_day", 1).replace("?", ":day_after", 1))

    slow = Spark.slow.replace("?", ":first_day", 1).replace("?", ":day_after", 1)
