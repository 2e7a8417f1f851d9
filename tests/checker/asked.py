"""Decisions that were asked for, as their files say."""


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
