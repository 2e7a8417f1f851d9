"""Messages that quote a line: links that lead nowhere or are refused. Whatever they name, the line has; what is missing, is missing."""

import re

from records import need

QUOTING = ("dead-link", "refused-link")


class LinkMessages:
    """Mixed into `Figures`."""

    def quotes_line(self, figure):
        (path, line), = figure["records"]
        text, (message, _, _) = self.book.lines(path)[line - 1], figure["words"]
        for one in re.findall(r"`#?([^`]*)`", message):
            need(one in text, f"{path}:{line} does not name {one}")
        missing = re.search(r"leads to (\S+), which does not exist", message)
        if missing:
            need(missing[1].split("/")[-1] in text, f"{path}:{line} does not name {missing[1]}")
            need(not (self.book.root / missing[1]).exists(), f"{missing[1]} exists")
