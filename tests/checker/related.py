"""Meetings, stakeholders and escalations from their files: windows that were kept, who waits, clocks on working days."""

import datetime as dt
from fractions import Fraction

from book import DAY
from records import need


class Related:
    """Mixed into `Figures`: uses its book."""

    # ------------------------------------------------------------ meetings

    def meetings(self):
        return {name: one for name, one in self.book.records("data/meetings").items() if one["starts-on"] <= self.book.as_of}

    def meeting_days(self, one):
        return sorted(held["on"] for held in one.get("held", []) if held["on"] <= self.book.as_of)

    def meeting_windows(self, one):
        """First and last day, and the first meeting in it, of each window that has begun and is not cut by the end of the series."""
        first, every, end = one["starts-on"], one["every-days"], one.get("ends-on", dt.date.max)
        windows = []
        while first <= self.book.as_of and first + DAY * (every - 1) <= end:
            last = first + DAY * (every - 1)
            windows.append((first, last, next((on for on in self.meeting_days(one) if first <= on <= last), None)))
            first += DAY * every
        return windows, first + DAY * (every - 1)

    def meeting_runs(self, one):
        windows, after = self.meeting_windows(one)
        waits = windows and windows[-1][2] is None and windows[-1][1] >= self.book.as_of
        return (windows[-1][1] if waits else after) <= one.get("ends-on", dt.date.max)

    def meeting_is_missed(self, one):
        over = [held for _, last, held in self.meeting_windows(one)[0] if held or last < self.book.as_of]
        return self.meeting_runs(one) and bool(over) and over[-1] is None

    def count_meetings(self, what):
        wanted = {"running": self.meeting_runs, "missed": self.meeting_is_missed}[what]
        return [[f"data/meetings/{name}.toml", 1] for name, one in self.meetings().items() if wanted(one)]

    def meeting_lines(self, path, head, key):
        """Where a key stands in each table of a list, in the order of the file."""
        lines = self.book.lines(path)
        return [next(at for at in range(start, len(lines) + 1) if lines[at - 1].startswith(f"{key} ")) for start in self.heads(path, head)]

    def agreed(self):
        """Each action of a meeting with its place."""
        for name, one in self.meetings().items():
            path = f"data/meetings/{name}.toml"
            actions = [(held, action) for held in one.get("held", []) for action in held.get("action", [])]
            for (held, action), line in zip(actions, self.meeting_lines(path, "[[held.action]]", "id")):
                if held["on"] <= self.book.as_of:
                    yield action, [path, line]

    def count_meeting_actions(self, what):
        as_of = self.book.as_of
        is_open = lambda one: one.get("done-on", dt.date.max) > as_of
        return [place for one, place in self.agreed() if is_open(one) and (what == "open" or one["due-on"] < as_of)]

    def check_meetings_kept(self, page, figure, value):
        name, = figure["series"]
        one, path = self.meetings()[name], f"data/meetings/{name}.toml"
        windows, _ = self.meeting_windows(one)
        kept = [held for _, _, held in windows if held]
        missed = [last for _, last, held in windows if not held and last < self.book.as_of]
        need(value == Fraction(100 * len(kept), len(kept) + len(missed)), f"{len(kept)} kept and {len(missed)} missed")
        need([self.date_at(*dated) for dated in figure.get("dates", [])] == [one["starts-on"]], "windows from another day")
        places = zip([held["on"] for held in one.get("held", [])], self.meeting_lines(path, "[[held]]", "on"))
        need(sorted(figure["records"]) == sorted([path, line] for on, line in places if on in kept), "cites other meetings")

    # ------------------------------------------------------------ stakeholders

    def count_stakeholders(self, what):
        as_of, found = self.book.as_of, []
        for name, one in self.book.records("data/stakeholders").items():
            if one["since-on"] > as_of:
                continue
            series = self.book.records("data/meetings").get(one.get("meeting"), {})
            met = self.meeting_days(series) + [day for day in (one.get("spoken-on"),) if day and day <= as_of]
            waits = "every-days" in one and (as_of - max(met, default=one["since-on"])).days > one["every-days"]
            if what == "kept" or waits:
                found.append([f"data/stakeholders/{name}.toml", 1])
        return found

    # ------------------------------------------------------------ escalations

    def later_working_day(self, day, count):
        while count:
            day += DAY
            count -= self.is_working(day)
        return day

    def working_days_after(self, first, last):
        return sum(self.is_working(first + DAY * at) for at in range(1, (last - first).days + 1))

    def is_past_a_clock(self, one):
        """A step has neither answered nor is within its clock; unanswered ones rise, answered ones hand on."""
        as_of, start = self.book.as_of, one["raised-on"]
        for step in self.book.settings.get("escalation-step", []):
            due = self.later_working_day(start, step["working-days"])
            answer = next((each for each in sorted(one.get("answer", []), key=lambda each: each["on"]) if each["step"] == step["id"] and each["on"] <= as_of), None)
            if answer is None:
                return self.working_days_after(due, as_of) > 0
            if answer.get("settles", False):
                return False
            # What rose by itself stays risen, and no clock begins before the one below it.
            start = max(start, min(answer["on"], due))
        return False

    def count_escalations(self, what):
        as_of = self.book.as_of
        running = {name: one for name, one in self.book.records("data/escalations").items()
                   if one["raised-on"] <= as_of and one.get("closed-on", dt.date.max) > as_of}
        return [[f"data/escalations/{name}.toml", 1] for name, one in running.items() if what == "open" or self.is_past_a_clock(one)]
