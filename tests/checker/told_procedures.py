"""Messages about procedures, their acknowledgements and audits, links, and waivers."""

import csv
import html
import re
from fractions import Fraction

from book import DAY, exact
from messages import Told
from rules import half_up


class ProcedureMessages:
    """Mixed into `Figures`."""

    def sop_line(self, name, *keys):
        """Line of the first of some keys that the front matter sets."""
        path = f"data/sops/{name}.md"
        front = self.procedures.sops[name][0]
        start = self.book.lines(path).index("+++") + 1
        return path, self.key_line(path, start, next(key for key in keys if key in front))

    def told_sop_past_review(self):
        for name, front in self.in_effect().items():
            late = self.review_age(front)
            if late > 0:
                reviewed = "reviewed-on" in front and front["reviewed-on"] >= front["effective-on"]
                key = "reviewed-on" if reviewed else "effective-on"
                every = front.get("review-days", 365)
                yield Told(*self.sop_line(name, key), [name, late, front[key] + every * DAY], [front[key], every])

    def told_sop_unowned(self):
        for name, front in self.in_effect().items():
            if "owner" not in front or "approver" not in front:
                yield Told(*self.sop_line(name, "status", "title"), [name])
            elif front["approver"] == front["author"]:
                yield Told(*self.sop_line(name, "approver"), [name, front["author"]])

    def told_sop_orphan(self):
        relied = {sop for contract in self.speaking() for clause in contract[2].get("service-level", {}).values() for sop in clause.get("sops", [])}
        for name, front in self.in_effect().items():
            if not front.get("satisfies") and name not in relied:
                yield Told(*self.sop_line(name, "satisfies", "title"), [name], ["satisfies"])

    def told_acknowledgement_void(self):
        void = {}
        for (sop, site, _), (row, place) in self.procedures.acknowledged.items():
            if sop in self.in_effect() and int(row["acknowledged"]) and not self.procedures.holds(sop, row["hash"]):
                void.setdefault((sop, site, row["hash"]), []).append((place, int(row["acknowledged"])))
        for (sop, site, _), rows in void.items():
            front, text = self.procedures.sops[sop]
            place = min(rows)[0]
            yield Told(*place, [sum(count for _, count in rows), sop, site], [text], names=[f"version {front['version']}"])

    def told_audit_below_threshold(self):
        for name, audit in self.book.records("data/audits").items():
            if audit["on"] > self.book.as_of:
                continue
            path = f"data/audits/{name}.toml"
            results = [item["result"] for item in audit["item"]]
            passed, judged = results.count("pass"), results.count("pass") + results.count("fail")
            front = self.procedures.sops.get(audit["sop"], ({}, ""))[0]
            threshold = exact(front.get("audit-threshold", self.book.settings.get("audit-threshold", 90)))
            critical = [item["id"] for item in audit["item"] if item.get("critical") and item["result"] == "fail"]
            low = judged and Fraction(100 * passed, judged) < threshold
            findings = audit.get("finding", [])
            without = [one["id"] for one in findings if "action" not in one]
            if not critical and not low or findings and not without:
                continue
            verdict = critical or [shown_under(Fraction(100 * passed, judged), threshold), threshold]
            if findings:
                place = self.count_findings_without_action(name)[0]
            else:
                place = (self.count_critical_items_failed(name) or self.items(name, lambda item: item["result"] == "fail"))[0]
            yield Told(*place, [name, audit["sop"], *verdict, *without], [passed, judged])

    def told_queue_without_sop(self):
        as_of = self.book.as_of
        for name, project in self.book.projects.items():
            path = f"data/projects/{name}.toml"
            for head, queue in zip(self.heads(path, "[[queue]]"), project.get("queue", [])):
                live = queue.get("starts-on", project["starts-on"]) <= as_of <= queue.get("ends-on", as_of)
                bare = [one for one in queue.get("languages", []) if not any(self.serves(front, project, queue, one) for front in self.in_effect().values())]
                if live and bare:
                    yield Told(path, self.key_line(path, head, "id"), [queue["id"]], [queue.get("starts-on", project["starts-on"])], names=bare)

    @staticmethod
    def serves(front, project, queue, language):
        queues, sites, spoken = (front.get(key, []) for key in ("queues", "sites", "languages"))
        return ((not queues or queue["id"] in queues) and (not sites or set(sites) & set(project["sites"]))
                and (not spoken or any(same_language(one, language) for one in spoken)))

    # ------------------------------------------------------------ what leads nowhere

    def told_unknown_sop(self):
        for path, line, sop in self.named_sops():
            if not (self.book.root / f"data/sops/{sop}.md").exists():
                yield Told(path, line, [sop], [f"data/sops/{sop}.md"])

    def named_sops(self):
        """Place and id of every SOP that a clause, an SOP, an acknowledgement or an audit names; a file of rows names one once."""
        for folder in sorted((self.book.root / "data/contracts").glob("*/")):
            for file in sorted(folder.glob("*.toml")):
                yield from self.quoted(file.relative_to(self.book.root).as_posix(), "sops")
        for name in self.procedures.sops:
            yield from self.quoted(f"data/sops/{name}.md", "supersedes")
        for file in sorted((self.book.root / "data/acknowledgements").glob("*.csv")):
            path, seen = file.relative_to(self.book.root).as_posix(), set()
            with open(file, encoding="utf-8-sig", newline="") as cells:
                reader = csv.DictReader(cells)
                for row in reader:
                    if row["sop"] not in seen:
                        seen.add(row["sop"])
                        yield path, reader.line_num, row["sop"]
        for name, audit in self.book.records("data/audits").items():
            path = f"data/audits/{name}.toml"
            yield path, self.key_line(path, 0, "sop"), audit["sop"]

    def quoted(self, path, key):
        """Each text of a list, with its line; lists may run over lines, and an amendment may set one."""
        inside = False
        for at, line in enumerate(self.book.lines(path), 1):
            before, sign, rest = line.partition("=")
            if sign and before.strip() == key or inside:
                text = line if inside else rest
                inside = "]" not in text
                yield from ((path, at, one) for one in text.split("]")[0].split('"')[1::2])

    # ------------------------------------------------------------ waivers

    def waivers(self):
        path = "data/waivers.toml"
        if (self.book.root / path).exists():
            yield from ((path, head, one) for head, one in zip(self.heads(path, "[[waiver]]"), self.book.toml(path).get("waiver", [])))

    def told_waiver_expired(self):
        for path, line, one in self.waivers():
            ago = (self.book.as_of - one["until-on"]).days
            if one["from-on"] <= self.book.as_of and ago > 0:
                yield Told(path, line, [one["code"], one["path"], *([ago] if ago > 1 else [])], [one["until-on"]])

    def told_waiver_unused(self):
        for path, line, one in self.waivers():
            if one["from-on"] <= self.book.as_of <= one["until-on"] and not self.covers_any(one):
                yield Told(path, line, [one["code"], one["path"]], names=[f'"{one["contains"]}"'] if "contains" in one else [])

    def covers_any(self, waiver):
        """Whether the book has what a waiver is about; of a part of the words, whether the page says so of its file."""
        if "contains" not in waiver:
            return any(told.place[0] == waiver["path"] for told in self.told(waiver["code"]))
        group = (self.site / "audit/index.html").read_text("utf-8").partition(f'id="{waiver["code"]}"')[2].partition("<h3")[0]
        messages = [html.unescape(re.sub("<[^>]*>", "", one)) for one in group.split("<li class=")[1:]]
        return any(waiver["contains"].replace("`", "") in one and waiver["path"] in one for one in messages)


def shown_under(value, threshold):
    """Rounded so that it does not read as the threshold."""
    for places in range(1, 10):
        shown = half_up(value, places)
        if (shown < threshold) == (value < threshold) and (shown > threshold) == (value > threshold):
            return shown
    return value


def same_language(wide, narrow):
    """`en` holds `en-GB`, and itself; `en-GB` holds no other."""
    wide, narrow = wide.lower(), narrow.lower()
    return narrow == wide or narrow.startswith(wide + "-")
