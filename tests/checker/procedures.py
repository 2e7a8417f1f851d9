"""Acknowledgements and audits of procedures, by docs/data-format.md alone."""

import csv
import hashlib
import re
import subprocess
import tomllib
from fractions import Fraction

import drawn
from book import DAY, days, grain, long_of, week_of
from dated import later
from records import need
from settled import settled

NORMATIVE = ("title", "criticality", "sites", "queues", "languages", "satisfies")


class Procedures:
    def __init__(self, book):
        self.book = book
        files = sorted((book.root / "data/sops").rglob("*.md"))
        self.paths = {path.stem: path.relative_to(book.root).as_posix() for path in files}
        self.sops = {path.stem: self.of_text(path.read_text("utf-8-sig"), self.paths[path.stem], self.picture) for path in files}
        self.acknowledged = {}
        for path in sorted((book.root / "data/acknowledgements").glob("*.csv")):
            name = path.relative_to(book.root).as_posix()
            with open(path, encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                for row in reader:
                    key = (self.now(row["sop"]), row["site"], row["role"])
                    if row["as_of"] > book.as_of.isoformat():
                        continue
                    if key not in self.acknowledged or row["as_of"] > self.acknowledged[key][0]["as_of"]:
                        self.acknowledged[key] = (row, (name, reader.line_num))

    def picture(self, path):
        file = self.book.root / path
        return file.read_bytes() if file.is_file() else None

    @staticmethod
    def of_text(text, path, picture):
        lines = text.split("\n")
        close = [at for at, line in enumerate(lines) if line.rstrip() == "+++"][1]
        front = tomllib.loads("\n".join(lines[1:close]))
        body = [line.removesuffix("\r") for line in lines[close + 1:]]
        while body and not body[0].strip():
            body.pop(0)
        while body and not body[-1].strip():
            body.pop()

        def value(key):
            found = front.get(key, "normal" if key == "criticality" else "")
            return ", ".join(sorted(set(found))) if isinstance(found, list) else " ".join(found.split())

        head = "".join(f"{key} = {value(key)}\n" for key in NORMATIVE) + "\n"
        # The text as it counts, and as it counted when white space did.
        body = "\n".join(body)
        texts = head + settled(body), head + "".join(f"{line}\n" for line in body.split("\n") if body), head + as_read(body)
        texts = [text + drawn.lines(body, path, picture) for text in texts]
        return front, [hashlib.sha256(text.encode()).hexdigest() for text in texts]

    def holds(self, sop, given):
        """Whether an acknowledgement of a hash counts: of this text, or of one that changes without weight led to it."""
        front, (*now, read) = self.sops[sop]
        recorded = list(self.earlier(sop)) if not any(one.startswith(given) for one in now) else []

        def alike(hash):
            """The hashes of recorded texts that read as that of a hash does."""
            of = [read] if any(one.startswith(hash) for one in now) else [one[2] for one in recorded if any(two.startswith(hash) for two in one[:2])][:1]
            return [two for one in recorded if one[2] in of for two in one[:2]]

        def same(one, other):
            return one.startswith(other) or other.startswith(one)

        good, before = now + alike(now[0]), 0
        while len(good) > before:
            before = len(good)
            for change in front.get("change", []):
                leads = not change["material"] and any(same(change["to"], one) for one in good)
                if leads and change["from"] not in good:
                    good += [change["from"], *alike(change["from"])]
        if any(same(given, one) for one in good):
            return True
        # The hash of a recorded text, which may differ from this one in what is not shown alone.
        return any(same(one, other) for one in alike(given) for other in good)

    def until_then(self, sop, as_of):
        """Whether git has a text of a procedure that was in effect by a day: the newest one that says so holds until another takes effect."""
        for commit, path in self.names(sop):
            text = self.git("show", f"{commit}:./{path}")
            if text.count("+++") < 2:
                continue
            front = self.of_text(text, path, lambda picture: self.picture_at(commit, picture))[0]
            if front.get("status", "effective") == "effective" and front["effective-on"] <= as_of:
                return True
        return False

    def git(self, *arguments):
        return self.shown(*arguments)[0].decode("utf-8", "replace")

    def shown(self, *arguments):
        run = subprocess.run(["git", "-C", str(self.book.root), *arguments], capture_output=True)
        return run.stdout, run.returncode == 0

    def picture_at(self, commit, path):
        content, is_there = self.shown("show", f"{commit}:./{path}")
        return content if is_there else None

    def names(self, sop):
        """Commit and path of every recorded text of a procedure's file, under the names that it had, the newest first."""
        listed = self.git("log", "--follow", "--relative", "--name-only", "--format=%H", "--", self.paths[sop]).split()
        return list(zip(listed[::2], listed[1::2]))

    def earlier(self, sop):
        for commit, path in self.names(sop):
            text = self.git("show", f"{commit}:./{path}")
            if text.count("+++") >= 2:
                yield self.of_text(text, path, lambda picture: self.picture_at(commit, picture))[1]

    def now(self, sop):
        """The procedure of today that a row speaks of: one that was renamed since keeps its rows."""
        if sop in self.sops:
            return sop
        of = [one for one in self.sops if any(path.endswith(f"/{sop}.md") for _, path in self.names(one))]
        return of[0] if of else sop

    def removals(self):
        """Commit and last path of every procedure whose file was removed and did not come back, by its last id."""
        log = self.git("log", "--first-parent", "-m", "--reverse", "--name-status", "-M50%", "--format=commit %H", "--relative", "--", "data/sops")
        gone, commit = {}, None
        for line in log.split("\n"):
            if line.startswith("commit "):
                commit = line.split()[1]
                continue
            kind, *paths = line.split("\t")
            if not paths or not paths[-1].endswith(".md"):
                continue
            name = paths[-1].rsplit("/", 1)[-1].removesuffix(".md")
            if kind == "D":
                gone[name] = (commit, paths[-1])
            elif name in gone and (kind[0] != "A" or gone[name][0] != commit):
                del gone[name]
        return {name: at for name, at in gone.items() if name not in self.sops and self.is_told(name, *at)}

    def is_told(self, name, commit, path):
        """Whether the archive has it: a text of it can be read, and the book does not forget it."""
        texts = self.texts(commit, path)
        names = {one.rsplit("/", 1)[-1].removesuffix(".md") for _, one, _ in texts} | {name}
        forgotten = self.book.toml("data/book.toml").get("forget", [])
        return any(text.count("+++") >= 2 for _, _, text in texts) and not names & set(forgotten)

    def texts(self, until, path):
        """Commit, path and text of every text that the publishing branch had of a file up to a commit, renames followed, oldest first."""
        log = self.git("log", "--first-parent", "-m", "--follow", "-M50%", "--name-only", "--format=%x00%H", "--relative", until, "--", path)
        found = []
        for block in reversed(log.split("\0")[1:]):
            commit, *names = block.split()
            text = self.git("show", f"{commit}:./{names[-1]}") if names else ""
            if text and (not found or found[-1][2] != text):
                found.append((commit, names[-1], text))
        return found

    def rate(self, sop, site=None, role=None):
        """Acknowledged, required and the lines that say so."""
        of = [(row, at) for (one, where, who), (row, at) in self.acknowledged.items()
              if one == sop and site in (None, where) and role in (None, who)]
        counted = sum(int(row["acknowledged"]) for row, _ in of if self.holds(sop, row["hash"]))
        return counted, sum(int(row["required"]) for row, _ in of), {at for _, at in of}

    def adherence(self, audit):
        """Passed, measured and the lines of the results."""
        path = f"data/audits/{audit}.toml"
        results = [item["result"] for item in self.book.toml(path)["item"]]
        lines = {(path, at) for at, line in enumerate(self.book.lines(path), 1) if line.startswith("result = ")}
        return results.count("pass"), results.count("pass") + results.count("fail"), lines


class Procedural:
    """Mixed into `Figures`: figures and counts of procedures, their audits and acknowledgements, and of signed periods."""

    # ------------------------------------------------------------ acknowledgements

    def check_cell(self, page, figure, value):
        column, *named = figure["cell"]
        (path, line), = figure["records"]
        header, cells = (next(csv.reader([self.book.lines(path)[at - 1]])) for at in (1, line))
        need(all(name in cells for name in named), f"{path}:{line} is another row")
        need(Fraction(cells[header.index(column)]) == value, f"{path}:{line} says {cells[header.index(column)]}")
        whole = {("team-exposure", "within_cap"): "person_days", ("surveys", "answered"): "invited"}.get((path.split("/")[1], column))
        if whole:
            self.need_many(value, int(cells[header.index(whole)]))

    def check_acknowledgements_void(self, page, figure, value):
        of = [(row, at) for (sop, _, _), (row, at) in self.procedures.acknowledged.items()
              if sop == figure["sop"][0] and not self.procedures.holds(sop, row["hash"])]
        need(cited(figure) == {at for _, at in of}, "cites other lines")
        need(sum(int(row["acknowledged"]) for row, _ in of) == value, "another number of people")

    def check_acknowledgement_rate(self, page, figure, value):
        asked = {key: figure[key][0] for key in ("sop", "site", "role") if key in figure}
        self.same_share(figure, value, self.procedures.rate(**asked))

    def check_audit_adherence(self, page, figure, value):
        self.same_share(figure, value, self.procedures.adherence(figure["audit"][0]))
        self.remarks(figure, None)

    def same_share(self, figure, value, expected):
        part, whole, lines = expected
        need(cited(figure) == lines, "cites other lines than those that count")
        self.same_sums(figure, part, whole)
        need(value == percent(part, whole), f"the lines say {part} of {whole}")

    # ------------------------------------------------------------ withdrawn procedures

    def check_procedures_withdrawn(self, page, figure, value):
        expected = sorted(f"{name} {commit}" for name, (commit, _) in self.procedures.removals().items())
        need(sorted(figure["withdrawn"]) == expected, f"git saw these removed: {expected}")
        need(len(expected) == value, f"{len(expected)} are withdrawn")

    def check_texts_recorded(self, page, figure, value):
        removed, path = figure["removed"]
        name = path.rsplit("/", 1)[-1].removesuffix(".md")
        need(self.procedures.removals().get(name) == (removed, path), "git saw another removal")
        texts = self.procedures.texts(removed, path)
        need(len(texts) == value, f"git has {len(texts)} texts")
        commit, at, text = [one for one in texts if one[2].count("+++") >= 2][-1]
        need(figure["text"] == [commit, at, Procedures.of_text(text, at, lambda one: self.procedures.picture_at(commit, one))[1][0]], f"the last text is that of {commit}:{at}")

    # ------------------------------------------------------------ audits

    def audit(self, name):
        path = f"data/audits/{name}.toml"
        return path, self.book.toml(path)

    def count_findings(self, name):
        path, _ = self.audit(name)
        return [[path, self.id_below(path, head)] for head in self.heads(path, "[[finding]]")]

    def count_findings_without_action(self, name):
        found = self.audit(name)[1].get("finding", [])
        return [place for place, one in zip(self.count_findings(name), found) if "action" not in one]

    def items(self, name, wanted):
        path, audit = self.audit(name)
        lines = [at for at, line in enumerate(self.book.lines(path), 1) if line.startswith("result = ")]
        return [[path, at] for at, item in zip(lines, audit["item"]) if wanted(item)]

    def count_critical_items_failed(self, name):
        return self.items(name, lambda item: item.get("critical") and item["result"] == "fail")

    def count_items_not_applicable(self, name):
        return self.items(name, lambda item: item["result"] == "na")

    # ------------------------------------------------------------ procedures and clauses

    def stage(self, front):
        status, as_of = front.get("status", "effective"), self.book.as_of
        if status == "draft" or (status == "retired" and front.get("retired-on", as_of) <= as_of):
            return status
        return "to come" if as_of < front["effective-on"] else "in force"

    def live(self):
        """Those in effect, by their text of today or by the one that holds until that."""
        def is_live(name, front):
            stage = self.stage(front)
            return stage == "in force" or (stage == "to come" and self.procedures.until_then(name, self.book.as_of))
        return {name: front for name, (front, _) in self.procedures.sops.items() if is_live(name, front)}

    def in_force(self):
        """Those in effect by their text of today."""
        return {name: front for name, (front, _) in self.procedures.sops.items() if self.stage(front) == "in force"}

    def review_age(self, front):
        last = max(front["effective-on"], front.get("reviewed-on", front["effective-on"]))
        due = later(last, front["review-months"]) if "review-months" in front else last + front.get("review-days", 365) * DAY
        return (self.book.as_of - due).days

    def sop_places(self, names):
        return [[self.procedures.paths[name], 1] for name in names]

    def count_procedures_in_effect(self):
        return self.sop_places(self.live())

    def of_stage(self, stage):
        return self.sop_places(name for name, (front, _) in self.procedures.sops.items() if self.stage(front) == stage)

    def count_procedures_draft(self):
        return self.of_stage("draft")

    def count_procedures_to_come(self):
        live = self.live()
        return self.sop_places(name for name, (front, _) in self.procedures.sops.items() if self.stage(front) == "to come" and name not in live)

    def count_procedures_retired(self):
        return self.of_stage("retired")

    def count_reviews_overdue(self):
        return self.sop_places(name for name, front in self.live().items() if self.review_age(front) > 0)

    def count_reviews_overdue_of(self, person):
        return self.sop_places(name for name, front in self.live().items() if front.get("owner") == person and self.review_age(front) > 0)

    def count_reviews_soon(self):
        return self.sop_places(name for name, front in self.live().items() if -30 <= self.review_age(front) <= 0)

    def clauses(self):
        """Clauses in force, with the procedures in effect that serve them."""
        for name, contract in self.book.contracts.items():
            for clause, one in (contract.terms(self.book.as_of) or {}).get("service-level", {}).items():
                serving = [sop for sop, front in self.live().items()
                           if f"{name}/{clause}" in front.get("satisfies", []) or sop in one.get("sops", [])]
                yield self.first_line(name, clause), serving

    def count_clauses_in_force(self):
        return [place for place, _ in self.clauses()]

    def count_clauses_without_procedure(self):
        return [place for place, serving in self.clauses() if not serving]

    def count_procedures_without_clause(self):
        serving = {sop for _, serving in self.clauses() for sop in serving}
        return self.sop_places(name for name in self.live() if name not in serving)

    # ------------------------------------------------------------ signed periods

    def check_signed_rows(self, page, figure, value):
        period, *file = figure["signed"]
        rows = [row for row in self.book.at.values() if period in signed_with(row.period) and file in ([], [row.path])]
        self.same_rows(figure, rows)
        need(len(rows) == value, f"{len(rows)} rows")
        if file:
            return
        first = min([days(period)[0]] + [days(row.period)[0] for row in rows])
        last = max([days(period)[1]] + [days(row.period)[1] for row in rows])
        contracts = [one for one in self.book.contracts.values() if one.starts <= last and one.ends() >= first]
        need(len(contracts) == figure["contracts"], f"{len(contracts)} contracts")
        events = [one for one in self.book.relief.values()
                  if one.get("approved-by") and one["from-on"] <= last and one["to-on"] >= first]
        need(len(events) == figure["events"], f"{len(events)} relief events")
        provisional = [row for row in rows if ",provisional," in self.book.lines(row.path)[row.line - 1] + ","]
        need(len(provisional) == figure["provisional"], f"{len(provisional)} provisional rows")

    def count_periods_signed(self):
        names = self.book.records("data/signoffs")
        return [[f"data/signoffs/{name}.toml", 1] for name in names if "-restatement-" not in name]

    def count_period_restatements(self, period):
        begins = period.replace("/", "-") + "-restatement-"
        names = self.book.records("data/signoffs")
        return [[f"data/signoffs/{name}.toml", 1] for name in names if name.startswith(begins)]


def as_read(body):
    """Blocks of a text without the marks that a page does not show: those of items, numbers of steps, underlines and fences."""
    lines, fence = [], None
    for line in settled(body.replace("\u00a0", " ")).split("\n"):
        bare = line.strip()
        mark = re.match(r"(`{3,}|~{3,})", bare)
        if fence or mark:
            is_end = fence and mark and bare.strip(fence[0]) == "" and len(bare) >= len(fence)
            lines.append("```" + ("" if is_end else bare[len(mark[1]):]) if is_end or not fence else line)
            fence = None if is_end else fence or mark[1]
            continue
        line = re.sub(r"^(\s*>*)(\d{1,9}[.)]) ", r"\g<1>1. ", re.sub(r"^(\s*>*)[-*+] ", r"\1- ", line))
        heading = re.match(r"^(>*)(\S.*?) (=+|-+)$", line)
        if heading and not line.startswith("- "):
            line = f"{heading[1]}{'#' if heading[3][0] == '=' else '##'} {heading[2]}"
        line = re.sub(r"^(>*#{1,6} .*?) #+$", r"\1", line)
        if re.fullmatch(r"[|:-]+", line):
            line = "|-|"
        lines.append(line)
    return "\n".join(lines) + "\n"


def signed_with(period):
    """The week, the month and the quarter with which a row is signed: a week counts by its Thursday."""
    first, _ = days(period)
    day = first + 3 * DAY if grain(period) == "week" else first
    week = {"day": [week_of(first)], "week": [period]}.get(grain(period), [])
    return [*week, long_of("month", day), long_of("quarter", day)]


def cited(figure):
    return {(path, line) for path, ranges in figure["rows"] for first, last in ranges for line in range(first, last + 1)}


def percent(part, whole):
    return Fraction(100 * part, whole)
