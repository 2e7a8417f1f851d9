"""Decisions that were asked for, plans and risks that are open, as their files say."""


class Asked:
    """Mixed into `Figures`."""

    def count_decisions(self, what):
        as_of = self.book.as_of
        found = []
        for name, one in self.book.records("data/decisions").items():
            if one["asked-on"] > as_of:
                continue
            status = one.get("status", "open")
            is_open = status == "open" or ("decided-on" in one and one["decided-on"] > as_of)
            wanted = {"open": is_open, "overdue": is_open and one["due-on"] < as_of, "settled": not is_open}[what]
            if wanted:
                found.append([f"data/decisions/{name}.toml", 1])
        return found

    def count_plans_open(self):
        as_of = self.book.as_of
        is_open = lambda one: one["detected-on"] <= as_of and not ("closed-on" in one and one["closed-on"] <= as_of)
        return [[f"data/plans/{name}.toml", 1] for name, one in self.book.records("data/plans").items() if is_open(one)]

    def count_risks_at(self, likelihood, impact):
        """Open risks with these two ratings."""
        at = lambda path: self.book.records("data/risks")[path[0].rsplit("/", 1)[1].removesuffix(".toml")]
        return [path for path in self.count_risks("open") if (at(path)["likelihood"], at(path)["impact"]) == (int(likelihood), int(impact))]

    def count_risks(self, what):
        """Risks that are open on the as-of date: an accepted one is open, whether its acceptance holds or has ended."""
        as_of = self.book.as_of
        found = []
        for name, one in self.book.records("data/risks").items():
            if one["raised-on"] > as_of or "closed-on" in one and one["closed-on"] <= as_of:
                continue
            looked_at = max(day for day in (one["raised-on"], one.get("reviewed-on")) if day and day <= as_of)
            accepted = "accepted-on" in one and one["accepted-on"] <= as_of
            wanted = {
                "open": True,
                # A review after the day hides those before it.
                "past-review": one.get("reviewed-on", as_of) <= as_of and (as_of - looked_at).days > one.get("review-days", 90),
                "expired": accepted and one["accepted-until"] < as_of,
            }[what]
            if wanted:
                found.append([f"data/risks/{name}.toml", 1])
        return found
