"""Markets and languages: briefs and their sources, who speaks what, what lies ahead."""

import tomllib


class Spoken:
    """Mixed into `Figures`: uses its book."""

    def markets(self):
        """Front matter by id, of briefs that were written by the day."""
        found = {}
        for path in sorted((self.book.root / "data/markets").glob("*.md")):
            front = tomllib.loads(path.read_text("utf-8").split("+++")[1])
            if front["as-of"] <= self.book.as_of:
                found[path.stem] = front
        return found

    def count_markets(self, what):
        late = lambda front: front["expires-on"] < self.book.as_of
        return [[f"data/markets/{name}.md", 1] for name, front in self.markets().items() if what == "all" or late(front)]

    def count_market_sources(self, name):
        path = f"data/markets/{name}.md"
        lines = self.book.lines(path)
        # A source is known by the line of its id.
        return [[path, next(at for at in range(head, len(lines) + 1) if lines[at - 1].startswith("id "))] for head in self.heads(path, "[[source]]")]
