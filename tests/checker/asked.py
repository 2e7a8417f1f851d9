"""Decisions that were asked for and plans that are open, as their files say."""


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
