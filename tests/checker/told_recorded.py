"""Messages about what git recorded: due dates that moved, final rows that were replaced, terms that were edited in their own file."""

import base64
import datetime as dt
import json
import tomllib

from messages import Told, named
from recorded import Recorded, identity, leaves


class RecordedMessages:
    """Mixed into `Figures`. A site built outside git knows the logs of plans alone."""

    def past(self):
        """What git recorded up to the commit of the site; `None` outside git."""
        if self.recorded is None and self.git("rev-parse", "HEAD"):
            self.recorded = Recorded(self.newest.root)
        return self.recorded

    def by_commit(self, commit):
        """Day of a commit in UTC, and the words about it: author and subject."""
        at, author, subject = self.git("log", "-1", "--format=%ct%x00%an%x00%s", commit).rstrip("\n").split("\0")
        return dt.datetime.fromtimestamp(int(at), dt.timezone.utc).date(), f"({author}: {subject})"

    def maker(self, commit, path, event=None):
        """The commit that a change is ascribed to: the one that set its line, else of a merge the last one it brought that touched the file."""
        if event is not None and event.at is not None and event.kind != "withdrawn":
            return self.past().blamed(commit, event.path, event.at)
        parents = self.git("rev-list", "--parents", "-n", "1", commit).split()[1:]
        brought = self.git("rev-list", "-n", "1", commit, f"^{parents[0]}", "--no-merges", "--", path).split() if len(parents) > 1 else []
        return brought[0] if brought else commit

    # ------------------------------------------------------------ due dates

    def told_due_date_moved(self):
        moves = {}
        for name, path, one, _, due_line in self.each_action():
            if name not in moves:
                moves[name] = self.dated_moves(name)
            recorded = [move for move in moves[name] if move[0] == one["id"]]
            logged = [entry for entry in self.plans()[name].get("log", []) if entry["kind"] == "due-date-moved" and entry["action"] == one["id"]
                      and entry["on"] <= self.book.as_of and not any(move[1] == str(entry["due-was-on"]) for move in recorded)]
            if len(recorded) + len(logged) < 2:
                continue
            first = min([move[1] for move in recorded] + [str(entry["due-was-on"]) for entry in logged])
            label, names = [], []
            for _, _, after, commit in recorded:
                day, words = self.by_commit(self.maker(commit, path))
                label += [after, day]
                names.append(words)
            for entry in logged:
                label += [entry["due-was-on"], entry["on"]]
            yield Told(path, due_line, [one["id"], len(recorded) + len(logged), first, one["due-on"]], label, names=names)

    def dated_moves(self, plan):
        """As `moves`, each with its commit."""
        path = f"data/plans/{plan}.toml"
        listed = self.git("log", "--first-parent", "-m", "--follow", "--name-only", "--format=%x00%H", "--relative", "HEAD", "--", path)
        found, last = [], None
        for block in reversed(listed.split("\0")[1:]):
            commit, *names = block.split()
            text = self.git("show", f"{commit}:./{names[-1]}") if names else ""
            due = {one["id"]: str(one["due-on"]) for one in tomllib.loads(text).get("action", []) if "id" in one and "due-on" in one} if text else None
            for action in due if last and due else ():
                if action in last and last[action] != due[action]:
                    found.append((action, last[action], due[action], commit))
            last = due
        return found

    # ------------------------------------------------------------ rows

    def told_restated(self):
        past = self.past()
        if past is None or self.book.settings.get("restatements", "warned") == "accepted":
            return
        groups = {}
        for event in past.events:
            if event.path.endswith(".csv") and event.kind in ("restated", "withdrawn") and event.final:
                groups.setdefault((event.commit, event.path, self.maker(event.commit, event.path, event)), []).append(event)
        for (_, path, made), events in groups.items():
            first = min(events, key=lambda event: event.at)
            (site, _, _, _, metric, period), column = first.fact
            stands = past.rows.get(identity(first.fact[0]))
            day, words = self.by_commit(made)
            rows = len({event.fact[0] for event in events})
            values = [] if first.kind == "withdrawn" else [*named(first.before), *named(first.after)]
            yield Told(*(stands or (path, 1)), [metric, site, period, *values], [day, *([rows - 1] if rows > 1 else [])], names=[words])

    # ------------------------------------------------------------ terms

    def told_term_edited_in_place(self):
        past = self.past()
        edits = {}
        for event in past.events if past else ():
            if event.path.endswith(".toml") and event.path.split("/")[2] in self.book.contracts:
                edits.setdefault(event.fact, []).append(event)
        for (path, key), events in edits.items():
            first, last = events[0], events[-1]
            if meaning_of(first.before) == meaning_of(last.after):
                continue
            contract, number = path.split("/")[2], path.partition("amendment-")[2].removesuffix(".toml")
            day, words = self.by_commit(self.maker(last.commit, path, last))
            exists = (self.book.root / path).exists()
            leaf = leaves("\n".join(self.book.lines(path))).get(key) if exists else None
            said = [*named(in_words(first.before)), *named(in_words(last.after))] if key else []
            whole = [key] if key else []
            yield Told(path, leaf[3] if leaf and leaf[3] else 1, [*whole, *([int(number)] if number else []), contract, *said], [day], names=[words])


    # ------------------------------------------------------------ keys

    def told_key_unconfirmed(self):
        """A key whose line was last set by its owner, or by a commit that bears a signature by it, and that no merge of somebody else brought."""
        if self.past() is None:
            return
        lines = self.book.lines("data/book.toml")
        for person, one in self.book.settings.get("people", {}).items():
            for key in one.get("keys", []):
                line = next(at for at, text in enumerate(lines, 1) if key in text)
                said = self.git("blame", "--porcelain", "-s", "-L", f"{line},{line}", "HEAD", "--", "data/book.toml")
                setter = said.split(" ", 1)[0].lstrip("^")
                if self.is_of(setter, person, one, key) and self.is_of(self.arrived(setter), person, one, key):
                    day, words = self.by_commit(setter)
                    yield Told("data/book.toml", line, [person], [day], names=[words])

    def is_of(self, commit, person, one, key):
        author = self.git("log", "-1", "--format=%an", commit).strip().lower()
        raw = self.git("cat-file", "commit", commit).split("\n\n", 1)[0]
        _, _, signature = raw.partition("-----BEGIN SSH SIGNATURE-----")
        body = "".join(signature.partition("-----END")[0].split())
        signed = bool(body) and base64.b64decode(key.split()[1]) in base64.b64decode(body)
        return author in (one["name"].lower(), person) or signed

    def arrived(self, commit):
        """The commit of the publishing branch that first has a commit: the merge that brought it, or itself."""
        line = self.git("rev-list", "--first-parent", "--reverse", "HEAD").split()
        return next(at for at in line if at == commit or self.git("merge-base", commit, at).strip() == commit)


def meaning_of(value):
    return None if value in (None, "") else repr(value)


def in_words(value):
    """A value of a term as the ledger writes it."""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, default=str)
