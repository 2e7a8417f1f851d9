"""Control charts: which side a series' last point departs to, by the rule sets of the method page, in exact fractions."""

from fractions import Fraction

LEAST = 8
# Limits lie 2.66 mean moving ranges from the mean; a range from 3.267 on is screened.
LIMIT, SCREEN = Fraction("2.66"), Fraction("3.267")
DEFAULT_FIX = 12


def baseline(values, settings):
    """Mean and mean moving range of one group, `None` for a gap: (points, mean, width), or `None` where they cannot be estimated."""
    fixed = settings.get("fix-limits-after", DEFAULT_FIX)
    points, ranges, previous = [], [], None
    for value in values:
        if value is None:
            previous = None
            continue
        if fixed and len(points) >= fixed:
            break
        points.append(value)
        if previous is not None:
            ranges.append(abs(value - previous))
        previous = value
    if not ranges:
        return None
    width = sum(ranges) / len(ranges)
    if settings.get("screen-ranges"):
        kept = [one for one in ranges if one < SCREEN * width]
        width = sum(kept) / len(kept) if kept and sum(kept) else width
    if width == 0 and len(set(points)) > 1:
        return None
    return len(points), sum(points) / len(points), width


def last_side(values, settings):
    """`few`, `common`, `high` or `low`: what the last point of one group shows."""
    found = baseline(values, settings)
    if found is None or found[0] < LEAST:
        return "few"
    _, mean, width = found
    present = [value for value in values if value is not None]
    rules = {"nhs": nhs, "nelson": nelson, "western-electric": western_electric}[settings.get("rule-set", "nhs")]
    return rules(present, mean, width) or "common"


def side(value, mean):
    return "high" if value > mean else "low" if value < mean else None


def one_side(points, mean):
    sides = {side(value, mean) for value in points}
    return sides.pop() if len(sides) == 1 else None


def monotone(points):
    pairs = list(zip(points, points[1:]))
    return "high" if all(a < b for a, b in pairs) else "low" if all(a > b for a, b in pairs) else None


def nhs(present, mean, width):
    last, limit = present[-1], LIMIT * width
    outside = lambda value: abs(value - mean) > limit
    close = lambda value: not outside(value) and abs(value - mean) > limit * 2 / 3
    if outside(last):
        return side(last, mean)
    if len(present) >= 7 and monotone(present[-7:]):
        return monotone(present[-7:])
    three = present[-3:]
    if close(last) and len(three) == 3 and one_side(three, mean) and sum(map(close, three)) >= 2:
        return side(last, mean)
    return one_side(present[-7:], mean) if len(present) >= 7 else None


def western_electric(present, mean, width):
    return by_sigma(present, mean, width, ["beyond-3", "two-of-three", "four-of-five", "eight"])


def nelson(present, mean, width):
    return by_sigma(present, mean, width, ["beyond-3", "nine", "six", "fourteen", "two-of-three", "four-of-five", "fifteen", "eight-outside"])


def by_sigma(present, mean, width, rules):
    sigma = LIMIT * width / 3
    beyond = lambda value, times: abs(value - mean) > times * sigma
    last = present[-1]
    same = lambda value: (value > mean) == (last > mean)

    def some(points, count, times):
        return beyond(last, times) and sum(beyond(value, times) and same(value) for value in points) >= count

    def alternates(points):
        return all(a < b > c or a > b < c for a, b, c in zip(points, points[1:], points[2:]))

    needs = {"beyond-3": 1, "nine": 9, "eight": 8, "six": 6, "fourteen": 14, "two-of-three": 3, "four-of-five": 5, "fifteen": 15, "eight-outside": 8}
    fires = {
        "beyond-3": lambda w: beyond(last, 3), "nine": lambda w: one_side(w, mean), "eight": lambda w: one_side(w, mean), "six": monotone,
        "fourteen": alternates, "two-of-three": lambda w: some(w, 2, 2), "four-of-five": lambda w: some(w, 4, 1),
        "fifteen": lambda w: not any(abs(value - mean) >= sigma for value in w),
        "eight-outside": lambda w: all(beyond(value, 1) for value in w) and not one_side(w, mean),
    }
    for rule in rules:
        if len(present) >= needs[rule] and fires[rule](present[-needs[rule]:]):
            return monotone(present[-6:]) if rule == "six" else "high" if last > mean else "low"
    return None
