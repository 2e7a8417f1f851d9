"""What git recorded of rows and terms, by the publishing branch alone: every value that was recorded and is another later.

Asks the `git` binary, by docs/history.md and docs/data-format.md: nothing here is shared with the program.
"""

import csv
import re
import subprocess
import tomllib
from fractions import Fraction

NAMES = ("site", "project", "queue", "language", "metric", "period")
VALUES = ("numerator", "denominator", "value", "samples", "source", "status")
NAMING = ("id", "path", "metric", "service-level", "period", "from", "on", "code", "name")
FOLDERS = ("data/metrics", "data/contracts")


class Event:
    """A value recorded anew. `fact` names it; `path` is where it stood in the commit."""

    __slots__ = ("fact", "kind", "before", "after", "first", "commit", "path", "at", "former")

    def __init__(self, **given):
        for name, value in given.items():
            setattr(self, name, value)


class Recorded:
    def __init__(self, root):
        self.root = root
        self.events, self.rows, self.files = [], {}, {}
        self.line = self.git("rev-list", "--first-parent", "--reverse", "HEAD").split()
        self.known, self.born, self.gone, self.since = {}, {}, {}, {}
        before = ""
        for commit in self.line:
            self.commit(before, commit)
            before = commit

    def git(self, *arguments):
        run = subprocess.run(["git", "-C", str(self.root), *arguments], capture_output=True, check=True)
        return run.stdout.decode("utf-8", "surrogateescape")

    def blob(self, commit, path):
        return self.git("show", f"{commit}:./{path}")

    def changed(self, before, commit):
        """(path before, path after) of every file that a commit of the branch changed; `None` where there is none."""
        if not before:
            listed = self.git("ls-tree", "-r", "-z", "--name-only", commit, "--", *FOLDERS)
            return [(None, path) for path in listed.split("\0") if path]
        out = self.git("diff", "-z", "--relative", "--name-status", "-M50%", before, commit, "--", *FOLDERS).split("\0")
        found, at = [], 0
        while at < len(out) - 1:
            kind = out[at][0]
            one = out[at + 1]
            if kind == "R":
                found.append((one, out[at + 2]))
                at += 3
                continue
            found.append((None if kind == "A" else one, None if kind == "D" else one))
            at += 2
        return found

    def commit(self, before, commit):
        changed = self.changed(before, commit)
        texts = {new: self.blob(commit, new) for _, new in changed if new and new.endswith((".csv", ".toml"))}
        metrics = [(old, new) for old, new in changed if any(p and p.startswith("data/metrics/") and p.endswith(".csv") for p in (old, new))]
        self.measurements(commit, metrics, texts)
        self.terms(commit, [pair for pair in changed if any(p and p.endswith(".toml") for p in pair)], texts)

    # ------------------------------------------------------------ rows

    def measurements(self, commit, changed, texts):
        out, put = {}, {}
        for old, new in changed:
            for key, found in self.files.pop(old, {}).items():
                out[key] = (old, found[0])
        for old, new in changed:
            if new:
                self.files[new] = parsed(texts[new])
                put.update({key: (new, *found) for key, found in self.files[new].items()})
        for key, (path, at, values) in put.items():
            self.rows[key] = (path, at)
            if key not in self.known:
                self.known[key] = values
                self.since[key] = dict.fromkeys((*VALUES, ""), commit)
            elif any(not same(a, b) for a, b in zip(self.known[key], values)):
                was = self.known[key]
                kind = "matured" if was[5] == "provisional" else "restated"
                for column, a, b in zip(VALUES, was, values):
                    if not same(a, b):
                        self.events.append(Event(fact=(key, column), kind=kind, before=a, after=b, first=self.since[key][column],
                                                 commit=commit, path=path, at=at, former=was))
                        self.since[key][column] = commit
                self.known[key] = values
            else:
                self.known[key] = values
        for key, (path, at) in out.items():
            if key not in put:
                del self.rows[key]
                was = self.known[key]
                self.events.append(Event(fact=(key, ""), kind="withdrawn", before=",".join(was), after="", first=self.since[key][""],
                                         commit=commit, path=path, at=at, former=was))

    # ------------------------------------------------------------ terms

    def terms(self, commit, changed, texts):
        before = {new or old: self.files.pop(old, None) for old, new in changed if old}
        for old, new in changed:
            if old and new and old != new:
                self.renamed(old, new)
        for old, new in changed:
            path = new or old
            was = before.get(path)
            if new is None:
                if was is not None:
                    self.events.append(Event(fact=(path, ""), kind="withdrawn", before=path, after="", first=self.born[path],
                                             commit=commit, path=path, at=1, former=None))
                continue
            try:
                now = leaves(texts[new])
            except tomllib.TOMLDecodeError:
                self.files[new] = was
                continue
            self.files[new] = now
            if was is None:
                self.born.setdefault(new, commit)
                continue
            for key in sorted(was.keys() | now.keys()):
                self.term(commit, new, key, was.get(key), now.get(key))

    def term(self, commit, path, key, was, now):
        if was and now and was[1] == now[1]:
            return
        kind, former = "restated", was
        if now is None:
            kind = "withdrawn"
            self.gone[(path, key)] = was
        elif was is None:
            former = self.gone.pop((path, key), None)
            if former is None or former[1] == now[1]:
                kind, former = "added", None
        first = self.since.get((path, key), self.born[path])
        self.since[(path, key)] = commit
        self.events.append(Event(fact=(path, key), kind=kind, before=former and former[2], after=now and now[2], first=first,
                                 commit=commit, path=path, at=(now or was)[3], former=former))

    def renamed(self, old, new):
        """The file and what was said of it go on under another name."""
        self.born[new] = self.born.pop(old, self.line[0])
        for event in self.events:
            if event.fact[0] == old:
                event.fact = (new, event.fact[1])
        for kept in (self.gone, self.since):
            for key in [key for key in kept if key[0] == old]:
                kept[(new, key[1])] = kept.pop(key)

    # ------------------------------------------------------------ what counts

    def effects(self):
        """By commit: events that can move a result, and those of them that no later one undid."""
        last = {event.fact: event for event in self.events}
        found = {}
        for event in self.events:
            if event.kind == "matured" or (event.kind == "withdrawn" and event.path.endswith(".csv") and event.former[5] == "provisional"):
                continue
            counted, standing = found.setdefault(event.commit, ([], []))
            counted.append(event)
            back = event.path.endswith(".csv") and event.kind == "withdrawn" and event.fact[0] in self.rows
            if last[event.fact] is event and not back:
                standing.append(event)
        return found

    def brought(self, commit):
        """The commit and, of a merge, those that it brought."""
        parents = self.git("rev-list", "--parents", "-n", "1", commit).split()[1:]
        return {commit} | set(self.git("rev-list", commit, f"^{parents[0]}").split() if len(parents) > 1 else ())


def parsed(text):
    """Rows by what names them: (line, cells of their values)."""
    rows = {}
    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    if reader.fieldnames is None:
        return rows
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames]
    for cells in reader:
        cell = lambda name: (cells.get(name) or "").strip()
        values = tuple(cell(name) or {"source": "system", "status": "final"}.get(name, "") for name in VALUES)
        rows[tuple(cell(name) for name in NAMES)] = (reader.line_num, values)
    return rows


def same(one, other):
    if one == other:
        return True
    try:
        return Fraction(one) == Fraction(other)
    except ValueError:
        return False


def leaves(text):
    """Every value of a TOML file by its path: steps to it, value, what it says, line."""
    found = {}
    lines = text.removeprefix("\ufeff").splitlines()

    def walk(path, steps, value):
        if isinstance(value, dict):
            for key, one in value.items():
                walk(f"{path}.{key}" if path else key, (*steps, key), one)
        elif isinstance(value, list) and value and any(re.match(rf"\s*\[\[\s*{re.escape(path)}\s*\]\]", line) for line in lines):
            for at, (name, one) in enumerate(zip(named(value), value)):
                walk(f"{path}.{name}", (*steps, at), one)
        else:
            found[path] = (steps, meaning(value), value, line_of(lines, steps))

    walk("", (), tomllib.loads("\n".join(lines)))
    return found


def named(tables):
    seen = {}
    for table in tables:
        name = next((str(table[key]) for key in NAMING if key in table and not isinstance(table[key], (bool, int, float, list, dict))), "item")
        seen[name] = seen.get(name, 0) + 1
        yield f"{name}#{seen[name]}" if seen[name] > 1 else name


def meaning(value):
    """The same for all spellings."""
    if isinstance(value, (list, tuple)):
        return ("list", *map(meaning, value))
    if isinstance(value, dict):
        return ("table", *sorted((key, meaning(one)) for key, one in value.items()))
    if isinstance(value, bool) or isinstance(value, str):
        return (type(value).__name__, value)
    if isinstance(value, (int, float)):
        return ("number", Fraction(str(value)))
    return (type(value).__name__, value.isoformat())


def line_of(lines, steps):
    """Where a value is set: its key below the header of its table. `None` where that is not plain to see."""
    *above, last = steps
    tables = [part for part in above if isinstance(part, str)]
    header, counts, at_block = [], {}, [part for part in above if isinstance(part, int)]
    for at, line in enumerate(lines, 1):
        if match := re.match(r"\s*(\[\[?)([^\[\]]+)\]", line):
            header = [part.strip().strip('"') for part in match[2].split(".")]
            if match[1] == "[[":
                counts[tuple(header)] = counts.get(tuple(header), -1) + 1
        elif header == tables and re.match(rf'\s*"?{re.escape(str(last))}"?\s*=', line):
            if not at_block or counts.get(tuple(header)) == at_block[-1]:
                return at
    return None
