"""Pinned copies of books, the same bytes for both programs: from one commit of this repository, or made by its generator."""

import os
import shutil
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BOOKS = {"demo": ".", "flights": "examples/flights-2013", "hostile": "tests/hostile"}
# Small enough to be built in seconds, with months that come late and vendors of one site.
MONTHLY = ["--vendors", "12", "--sites", "20", "--months", "15"]


def git(folder, *arguments, at="2026-11-17T10:00:00Z", **more):
    nobody = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    for who in ("AUTHOR", "COMMITTER"):
        nobody |= {f"GIT_{who}_NAME": "Ada North", f"GIT_{who}_EMAIL": "a@example.org"}
    run = subprocess.run(["git", "-C", folder, "-c", "init.defaultBranch=main", *arguments], check=True, stdout=subprocess.PIPE,
                         env={"PATH": os.environ["PATH"], **nobody}, **more)
    return run.stdout


def commit(folder, message, at):
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message, at=at)


class Pinned:
    """The files of one commit."""

    def __init__(self, revision, work):
        self.top = work / "pinned"
        self.revision = git(TOP, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
        if (work / "revision").is_file() and (work / "revision").read_text() == self.revision:
            return
        shutil.rmtree(work, ignore_errors=True)
        self.top.mkdir(parents=True)
        paths = ["data", "examples/flights-2013/data", "tests/hostile/data", "tests/cases", "tests/differences"]
        packed = git(TOP, "archive", "--format=tar", self.revision, *paths)
        subprocess.run(["tar", "-x", "-C", self.top], input=packed, check=True)
        (work / "revision").write_text(self.revision)

    def book(self, name, into):
        """The demo is committed, so that evidence names commits; the others are folders without git."""
        shutil.copytree(self.top / BOOKS[name] / "data", into / "data")
        if name == "demo":
            commit(into, "The book", "2026-11-18T10:00:00Z")

    def cases(self, into):
        """Name -> folder of the cases, as tests/suite/cases.rs makes them; what only a flag or a link can say is left out."""
        folders = {}
        for case in sorted(path for path in (self.top / "tests/cases").iterdir() if path.is_dir()):
            settings = lines(case, "settings")
            if all(line == "run = check" for line in settings):
                folders[case.name] = into / case.name
                if not folders[case.name].exists():
                    put(folders[case.name], changed(case, collect(self.top / "tests/cases" / ("_sound/repo" if settings else "_base/repo"))))
        return folders

    def differences(self, into):
        """Name -> folder with two commits, as tests/suite/difference.rs makes them."""
        folders = {}
        base = collect(self.top / "tests/cases/_base/repo") | collect(self.top / "tests/differences/_base/repo")
        for scenario in sorted(path for path in (self.top / "tests/differences").iterdir() if path.name != "_base"):
            folders[scenario.name] = folder = into / scenario.name
            if folder.exists():
                continue
            before, after = base, changed(scenario, base)
            if "backwards" in lines(scenario, "settings"):
                before, after = after, before
            put(folder, before)
            commit(folder, "The book", "2026-11-16T10:00:00Z")
            for path in before:
                (folder / path).unlink()
            put(folder, after)
            commit(folder, "The change", "2026-11-17T10:00:00Z")
        return folders


def collect(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def lines(case, name):
    path = case / name
    return [line for line in path.read_text("utf-8").splitlines() if line] if path.is_file() else []


def changed(case, base):
    files = dict(base)
    for gone in lines(case, "remove"):
        files = {path: text for path, text in files.items() if path != gone and not path.startswith(f"{gone}/")}
    files |= collect(case / "repo")
    edits = case / "edits"
    path, find, write = "", "", ""
    for line in [*(edits.read_text("utf-8").split("\n") if edits.is_file() else []), ""]:
        ends = not line.startswith("+") and (write or not line.startswith("-"))
        if ends and (find or write):
            text = files[path].decode("utf-8")
            if find not in text:
                raise ValueError(f"{case}: {path} has no {find!r}")
            files[path] = (text.replace(find, write, 1) if find else text + write).encode()
            find, write = "", ""
        if line.startswith("-"):
            find += line[1:] + "\n"
        elif line.startswith("+"):
            write += line[1:].replace("\\r", "\r").replace("\\bom", "\ufeff") + "\n"
        elif line:
            path = line
    return files


def put(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)


def generated(generator, name, into):
    """`history` is the demo as a year of commits, from the files of this checkout; `monthly` is made up."""
    more = MONTHLY if name == "monthly" else []
    subprocess.run([generator, name, "--output", into, *more], cwd=TOP, check=True, stdout=subprocess.DEVNULL)
