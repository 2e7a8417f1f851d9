"""Control charts of one series: limits, what the rules call special, and whether the process can meet a target.

A series is its points, (period, value) from the oldest to the newest; all of them, or those that limits rest on and the newest ones.
From the method page and its sources (NHS Making Data Count; Nelson 1984; Western Electric 1956), exactly: no floating point.
"""

from fractions import Fraction

from book import DAY, days

LIMIT, SCREEN, LEAST = Fraction("2.66"), Fraction("3.267"), 8
# No rule looks further back than so many points.
LOOK_BACK = 15
UP, DOWN = "high", "low"


def limits(points, fixed, screened):
    """Mean and mean moving range of the points that limits rest on; `None` where they are too few or their range is unknown."""
    points = points[:fixed] if fixed else points
    values = [value for _, value in points]
    ranges = [abs(b - a) for (at, a), (to, b) in zip(points, points[1:]) if days(at)[1] + DAY == days(to)[0]]
    if len(values) < LEAST or not ranges:
        return None
    width = sum(ranges) / len(ranges)
    if screened:
        kept = [one for one in ranges if one < SCREEN * width]
        width = sum(kept) / len(kept) if sum(kept) else width
    if width == 0 and len(set(values)) > 1:
        return None
    return sum(values) / len(values), width


def side(value, mean):
    return UP if value > mean else DOWN if value < mean else None


def one_side(values, mean):
    """The side of the mean on which all of them lie."""
    sides = {side(value, mean) for value in values}
    return sides.pop() if len(sides) == 1 else None


def run(values):
    steps = {side(b, a) for a, b in zip(values, values[1:])}
    return steps.pop() if len(steps) == 1 else None


def nhs(values, mean, width):
    """The side to which the newest value is special, by the first rule that speaks; `None` for common cause."""
    last, far, near = values[-1], LIMIT * width, 2 * LIMIT / 3 * width
    if abs(last - mean) > far:
        return side(last, mean)
    if len(values) >= 7 and run(values[-7:]):
        return run(values[-7:])
    close = [near < abs(value - mean) <= far for value in values[-3:]]
    if len(values) >= 3 and close[-1] and sum(close) >= 2 and one_side(values[-3:], mean):
        return side(last, mean)
    return one_side(values[-7:], mean) if len(values) >= 7 else None


def by_sigma(values, mean, width, western):
    """The same by the rules of Nelson, or of Western Electric."""
    sigma = LIMIT / 3 * width
    last = values[-1]
    beyond = lambda value, times: abs(value - mean) > times * sigma
    tail = lambda count: values[-count:] if len(values) >= count else None

    def some(count, of, times):
        part = tail(of)
        return part and beyond(last, times) and sum(beyond(v, times) and side(v, mean) == side(last, mean) for v in part) >= count

    def alternates(part):
        steps = [side(b, a) for a, b in zip(part, part[1:])]
        return None not in steps and all(a != b for a, b in zip(steps, steps[1:]))

    near = some(2, 3, 2) or some(4, 5, 1)
    if beyond(last, 3) or western and near:
        return side(last, mean)
    if western:
        return one_side(tail(8), mean) if tail(8) else None
    if tail(9) and one_side(tail(9), mean):
        return side(last, mean)
    if tail(6) and run(tail(6)):
        return run(tail(6))
    inside = tail(15) and all(abs(value - mean) < sigma for value in tail(15))
    outside = tail(8) and all(beyond(value, 1) for value in tail(8)) and not one_side(tail(8), mean)
    if tail(14) and alternates(tail(14)) or near or inside or outside:
        return UP if last > mean else DOWN
    return None


def drawn(points, settings):
    return limits(points, settings.get("fix-limits-after", 12), settings.get("screen-ranges"))


def special(points, settings):
    """The side to which the newest point departs; `None` for common cause, and where too little is known."""
    known = drawn(points, settings)
    if known is None:
        return None
    values, rules = [value for _, value in points], settings.get("rule-set", "nhs")
    return nhs(values, *known) if rules == "nhs" else by_sigma(values, *known, rules == "western-electric")


def must_fail(points, settings, direction, target):
    """Whether the limits lie wholly on the wrong side of a target: as the process runs, it will miss it."""
    known = drawn(points, settings)
    if known is None or target is None:
        return False
    mean, width = known
    return {"at-least": target > mean + LIMIT * width, "at-most": target < mean - LIMIT * width}.get(direction, False)
