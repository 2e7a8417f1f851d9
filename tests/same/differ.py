"""Two lists or two documents against each other: what was taken away, what came, and what stands for what."""

import json
from collections import Counter
from difflib import SequenceMatcher

# Past this many pairs of items, lists are compared as heaps.
MOST = 4_000_000


def lists(old, new):
    """Pairs of what differs, `None` where one side has nothing."""
    if old == new:
        return
    if Counter(old) == Counter(new):
        at = next(at for at, (before, after) in enumerate(zip(old, new)) if before != after)
        yield f"[order] {old[at]}", f"[order] {new[at]}"
        return
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start:len(old) - end], new[start:len(new) - end]
    if len(old) * len(new) > MOST:
        for side, more in ((0, Counter(old) - Counter(new)), (1, Counter(new) - Counter(old))):
            for item in more.elements():
                yield (item, None) if side == 0 else (None, item)
        return
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, came = old[first:last], new[start:end]
        for at in range(max(len(gone), len(came))):
            yield gone[at] if at < len(gone) else None, came[at] if at < len(came) else None


def documents(old, new, path=""):
    """(path, old, new) of the smallest parts of two JSON documents that differ."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        if list(old) != list(new) and sorted(old) == sorted(new):
            yield path, f"[order of keys] {list(old)}", f"[order of keys] {list(new)}"
        for key in sorted(old.keys() | new.keys()):
            if key in old and key in new:
                yield from documents(old[key], new[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}", text(old[key]) if key in old else None, text(new[key]) if key in new else None
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) == len(new):
            for before, after in zip(old, new):
                yield from documents(before, after, f"{path}[]")
            return
        for before, after in lists([text(one) for one in old], [text(one) for one in new]):
            if before is not None and after is not None:
                yield from documents(json.loads(before.removeprefix("[order] ")), json.loads(after.removeprefix("[order] ")), f"{path}[]")
            else:
                yield f"{path}[]", before, after
    else:
        yield path, text(old), text(new)


def text(value):
    return value if isinstance(value, str) and value.startswith("[order") else json.dumps(value, ensure_ascii=False)
