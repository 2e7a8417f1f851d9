"""Markdown without the white space that it does not show, by docs/data-format.md ("The normative text and its hash")."""

import re

MARKER = re.compile(r"([-*+]|(\d{1,9})[.)])(?=[ \t]|$)")
FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")


def set_in(line):
    """Columns of white space before a text, a tab to the next fourth, and the text."""
    columns = 0
    for at, c in enumerate(line):
        if c == " ":
            columns += 1
        elif c == "\t":
            columns += 4 - columns % 4
        else:
            return columns, line[at:]
    return columns, ""


def is_heading(text):
    return re.match(r"#{1,6}([ \t]|$)", text) is not None


def is_rule(text):
    bare = re.sub(r"[ \t]", "", text)
    return re.fullmatch(r"-{3,}|\*{3,}|_{3,}", bare) is not None


def is_underline(text):
    return re.fullmatch(r"=+|-+", text) is not None


def is_definition(text):
    return text.startswith("[") and "]:" in text


def own_line(text):
    """The sort of a line whose next one is not joined to it."""
    if "|" in text:
        return "|"
    if text.startswith("<"):
        return "<"
    return "\\" if text.endswith("\\") else None


def goes_on(text):
    address = is_definition(text) and not text.startswith("[^")
    return not (is_heading(text) or is_rule(text) or address or own_line(text))


def single(text):
    line = " ".join(word for word in re.split(r"[ \t]+", text) if word)
    if "|" in line and set(line) <= set("|-: "):
        return re.sub(r"-+", "-", line.replace(" ", ""))
    return line.replace(" |", "|").replace("| ", "|") if line.startswith("|") else line


def settled(markdown):
    out, items, quotes, joins, below, code, fence = [], [], 0, False, None, None, None

    def interrupts(text):
        mark = MARKER.match(text)
        item = mark and len(text) > mark.end(1) and (
            not mark[2] or int(mark[2]) == 1 or any(numbered for _, numbered in items))
        return bool(is_heading(text) or item or is_rule(text) and not is_underline(text) or FENCE.match(text)
                    or text.startswith("<") or "|" in text or is_definition(text))

    for line in markdown.split("\n"):
        line = line.removesuffix("\r")
        if fence:
            own, text = set_in(line)
            text = text.rstrip(" \t")
            out.append(" " * max(own - fence[2], 0) + text)
            if re.fullmatch(f"{re.escape(fence[0])}{{{fence[1]},}}", text):
                fence, joins, below = None, False, None
            continue
        indent, rest = set_in(line.rstrip(" \t"))
        deep = 0
        while rest.lstrip(" \t").startswith(">"):
            deep += 1
            rest = rest.lstrip(" \t")[1:].removeprefix(" ")
        if not rest.strip(" \t"):
            joins, below = False, None
            code = None if code is None else code + 1
            continue
        if deep != quotes:
            joins, below, code, quotes = False, None, None, deep
        more, rest = set_in(rest)
        indent = indent if deep == 0 else more
        level = max((at + 1 for at, (column, _) in enumerate(items) if column <= indent), default=0)
        base = items[level - 1][0] if level else 0
        is_deep = indent - base >= 4
        if joins and (is_deep or not interrupts(rest)):
            out[-1] += " " + single(rest)
            joins, below = not is_underline(rest) and goes_on(rest), own_line(rest)
            continue
        under = below if below and (is_deep or not interrupts(rest)) else None
        below = None
        del items[level:]
        start = "  " * level + ">" * quotes
        if under:
            start += under
        elif is_deep:
            out.append(start + "↵" * (code or 0) + " " * (indent - base) + rest)
            code, joins = 0, False
            continue
        code, column = None, indent
        while (mark := MARKER.match(rest)) and not is_rule(rest):
            blank, text = set_in(rest[mark.end(1):])
            wide = 1 if not text or blank > 4 else blank
            column += mark.end(1) + wide
            items.append((column, mark[2] is not None))
            start += mark[1] + (" " if text else "") + (" " * (blank - 1) if text and blank > 4 else "")
            rest = text
        if not rest:
            out.append(start)
            joins, below = True, None
            continue
        mark = FENCE.match(rest)
        if mark:
            fence = (rest[0], len(mark[1] or mark[2]), column)
        out.append(start + single(rest))
        joins = fence is None and goes_on(rest)
        below = own_line(rest) if fence is None else None
    return "".join(line + "\n" for line in out)
