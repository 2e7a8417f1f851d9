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
FOLDERS = ("data/metrics", "data/contracts", "data/clauses")


class Event:
    """A value recorded anew. `fact` names it; `path` is where it stood in the commit; `final`: it had been recorded as final; `until`: the
    commit that ended the former value, where that is an earlier one."""

    __slots__ = ("fact", "kind", "before", "after", "first", "commit", "path", "at", "former", "final", "until")

    def __init__(self, **given):
        self.until = None
        for name, value in given.items():
            setattr(self, name, value)


class Recorded:
    def __init__(self, root):
        self.root = root
        self.events, self.rows, self.files = [], {}, {}
        self.line = self.git("rev-list", "--first-parent", "--reverse", "HEAD").split()
        self.known, self.born, self.gone, self.since = {}, {}, {}, {}
        self.names, self.final, self.removed = {}, set(), {}
        self.ended, self.renames = {}, []
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
        out, fresh = {}, {}
        for old, new in changed:
            for key, lines in self.files.pop(old, {}).items():
                out[key] = (old, lines)
        for old, new in changed:
            if new:
                self.files[new] = parsed(texts[new])
                for key, lines in self.files[new].items():
                    before = [values for _, values, _ in out.get(key, ("", ()))[1]]
                    fresh.setdefault(key, []).extend((new, at, values, name) for at, values, name in lines if values not in before)
        for key in {**out, **fresh}:
            lines = [(path, at, values) for path, rows in self.files.items() if path.endswith(".csv") for at, values, _ in rows.get(key, ())]
            if not lines:
                path, gone = out[key]
                was = self.known[key]
                self.rows.pop(key, None)
                self.events.append(Event(fact=(self.names[key], ""), kind="withdrawn", before=",".join(was), after="", first=self.since[key][""],
                                         commit=commit, path=path, at=gone[0][0], former=was, final=key in self.final))
                continue
            self.rows[key] = lines[-1][:2]
            if key not in self.known:
                self.names[key] = fresh[key][0][3]
                self.since[key] = dict.fromkeys((*VALUES, ""), commit)
                now = fresh[key][-1][2]
            else:
                was = self.known[key]
                # A line that says what was recorded keeps it: another beside it is a mistake until it stands alone.
                if any(all(map(same, was, values)) for _, _, values in lines):
                    continue
                path, at, now = fresh[key][-1][:3] if fresh.get(key) else lines[-1]
                for column, a, b in zip(VALUES, was, now):
                    if not same(a, b):
                        self.events.append(Event(fact=(self.names[key], column), kind="restated" if key in self.final else "matured", before=a, after=b,
                                                 first=self.since[key][column], commit=commit, path=path, at=at, former=was, final=key in self.final))
                        self.since[key][column] = commit
            self.known[key] = now
            if now[5] != "provisional":
                self.final.add(key)

    # ------------------------------------------------------------ terms

    def terms(self, commit, changed, texts):
        before = {new or old: self.files.pop(old, None) for old, new in changed if old}
        for old, new in changed:
            if old and new and old != new:
                self.renamed(commit, old, new)
        for old, new in changed:
            path = new or old
            was = before.get(path)
            if new is None:
                self.removed[path] = was
                if was is not None:
                    self.events.append(Event(fact=(path, ""), kind="withdrawn", before=path, after="", first=self.born[path],
                                             commit=commit, path=path, at=1, former=self.blob(f"{commit}^", path)))
                continue
            try:
                now = leaves(texts[new])
            except tomllib.TOMLDecodeError:
                self.files[new] = was
                continue
            self.files[new] = now
            if old is None and new in self.removed:
                was = self.removed.pop(new)
                if was is not None:
                    self.events.append(Event(fact=(new, ""), kind="added", before="", after=new, first=self.born[new],
                                             commit=commit, path=new, at=1, former=None))
            if was is None:
                self.born.setdefault(new, commit)
                continue
            self.respelled = [name for name, said in was.lists.items() if now.lists.get(name) == said]
            for key in sorted(was.keys() | now.keys()):
                self.term(commit, new, key, was.get(key), now.get(key))

    def term(self, commit, path, key, was, now):
        if was and now and was[1] == now[1]:
            return
        if (was is None or now is None) and any(key.startswith(f"{name}.") or key == name for name in self.respelled):
            return
        kind, former, until = "restated", was, commit
        if now is None:
            kind = "withdrawn"
            self.gone[(path, key)] = was
            self.ended[(path, key)] = commit
        elif was is None:
            former = self.gone.pop((path, key), None)
            until = self.ended.pop((path, key), commit)
            if former is None or former[1] == now[1]:
                kind, former = "added", None
        first = self.since.get((path, key), self.born[path])
        self.since[(path, key)] = commit
        self.events.append(Event(fact=(path, key), kind=kind, before=former and former[2], after=now and now[2], first=first,
                                 commit=commit, path=path, at=(now or was)[3], former=former, until=until))

    def renamed(self, commit, old, new):
        """The file and what was said of it go on under another name."""
        self.renames.append((commit, old, new))
        self.born[new] = self.born.pop(old, self.line[0])
        for event in self.events:
            if event.fact[0] == old:
                event.fact = (new, event.fact[1])
        for kept in (self.gone, self.ended, self.since):
            for key in [key for key in kept if key[0] == old]:
                kept[(new, key[1])] = kept.pop(key)

    def clause_now(self, name, event):
        """What the shared clause is called today that had a name until the event's former value ended; the name may be another clause's today."""
        path, followed = f"data/clauses/{name}.toml", None
        since = self.line.index(event.until or event.commit)
        for commit, old, new in self.renames:
            # Two files may change names in one commit.
            if self.line.index(commit) >= since and old == path and commit != followed:
                path, followed = new, commit
        return path.removeprefix("data/clauses/").removesuffix(".toml")

    # ------------------------------------------------------------ what counts

    def effects(self):
        """By commit: events that can move a result, and those of them that no later one undid."""
        last = {event.fact: event for event in self.events}
        found = {}
        for event in self.events:
            if event.kind == "matured" or (event.kind == "withdrawn" and event.path.endswith(".csv") and not event.final):
                continue
            if not event.path.endswith(".csv") and not event.fact[1] and (event.kind == "added" or last[event.fact] is not event):
                continue
            counted, standing = found.setdefault(event.commit, ([], []))
            counted.append(event)
            back = event.path.endswith(".csv") and event.kind == "withdrawn" and identity(event.fact[0]) in self.rows
            if last[event.fact] is event and not back:
                standing.append(event)
        return found

    def brought(self, commit):
        """The commit and, of a merge, those that it brought."""
        parents = self.git("rev-list", "--parents", "-n", "1", commit).split()[1:]
        return {commit} | set(self.git("rev-list", commit, f"^{parents[0]}").split() if len(parents) > 1 else ())

    def blamed(self, commit, path, line):
        """Who set a line of a commit, where that came with it; else the commit itself."""
        said = self.git("blame", "--porcelain", "-s", "-L", f"{line},{line}", commit, "--", path)
        found = said.split(" ", 1)[0]
        return found if found in self.brought(commit) else commit


def identity(key):
    """What makes two lines one row: a queue without its project stands for both."""
    site, project, queue, *rest = key
    return (site, "" if queue else project, queue, *rest)


def parsed(text):
    """Rows by what makes them one: the lines that hold it, each (line, cells of its values, what it is called)."""
    rows = {}
    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    if reader.fieldnames is None:
        return rows
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames]
    for cells in reader:
        cell = lambda name: (cells.get(name) or "").strip()
        values = tuple(cell(name) or {"source": "system", "status": "final"}.get(name, "") for name in VALUES)
        key = tuple(cell(name) for name in NAMES)
        rows.setdefault(identity(key), []).append((reader.line_num, values, key))
    return rows


def same(one, other):
    if one == other:
        return True
    try:
        return Fraction(one) == Fraction(other)
    except ValueError:
        return False


class Leaves(dict):
    """Every value by its path; `lists`: what each list of tables says as a whole."""


def leaves(text):
    """Every value of a TOML file by its path: steps to it, value, what it says, line."""
    found = Leaves()
    found.lists = {}
    lines = text.removeprefix("\ufeff").splitlines()

    def walk(path, steps, value):
        if isinstance(value, dict):
            for key, one in value.items():
                walk(f"{path}.{key}" if path else key, (*steps, key), one)
            return
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            found.lists[path] = meaning(value)
        if isinstance(value, list) and value and any(re.match(rf"\s*\[\[\s*{re.escape(path)}\s*\]\]", line) for line in lines):
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
