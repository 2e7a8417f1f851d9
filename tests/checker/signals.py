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


def around(values, at, count):
    """So many points in a row, among them a given one, from the oldest such."""
    for start in range(max(at - count + 1, 0), min(at, len(values) - count) + 1):
        yield values[start : start + count]


def nhs(values, at, mean, width):
    """The first rule that speaks of a point, and its side; `None` for common cause. Every point of a trend, a shift or two in three is
    special, where a trend turns the one that leaves it speaks."""
    value, far, near = values[at], LIMIT * width, 2 * LIMIT / 3 * width
    if abs(value - mean) > far:
        return "outside the limits", side(value, mean)
    trends = [run(part) for part in around(values, at, 7) if run(part)]
    if trends:
        return "7-point trend", trends[-1]
    close = lambda one: near < abs(one - mean) <= far
    if close(value) and any(sum(map(close, part)) >= 2 and one_side(part, mean) for part in around(values, at, 3)):
        return "two in three near a limit", side(value, mean)
    shifts = [one_side(part, mean) for part in around(values, at, 7) if one_side(part, mean)]
    return ("7 on one side of the mean", shifts[-1]) if shifts else None


def by_sigma(values, mean, width, western):
    """The same of the newest value, by the rules of Nelson or of Western Electric: there the point that ends a pattern is special."""
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

    aside = lambda count: tail(count) and one_side(tail(count), mean)
    lies = UP if last > mean else DOWN
    near = [("two of three beyond 2 sigma", some(2, 3, 2)), ("four of five beyond 1 sigma", some(4, 5, 1))]
    found = [("beyond 3 sigma", beyond(last, 3))]
    if western:
        found += near + [("8 on one side of the mean", aside(8))]
    else:
        found += [("9 on one side of the mean", aside(9)), ("6-point trend", tail(6) and run(tail(6))),
                  ("14 alternating", tail(14) and alternates(tail(14))), *near,
                  ("15 within 1 sigma", tail(15) and all(abs(value - mean) < sigma for value in tail(15))),
                  ("8 outside 1 sigma on both sides", tail(8) and all(beyond(value, 1) for value in tail(8)) and not aside(8))]
    name = next((name for name, speaks in found if speaks), None)
    return name and (name, run(tail(6)) if name == "6-point trend" else lies)


def fixed_after(settings):
    """Points after which limits stay: as written, else as the rule set brings it that is written, else 12; 0 is never."""
    return settings.get("fix-limits-after", 0 if settings.get("rule-set") == "nhs" else 12)


def screened(settings):
    """Whether ranges at or above their limit are dropped, likewise."""
    return settings.get("screen-ranges", settings.get("rule-set") == "nhs")


def drawn(points, settings):
    return limits(points, fixed_after(settings), screened(settings))


def said(points, settings, at, known=None):
    """The rule that calls a point special, and its side; `None` for common cause, and where too little is known."""
    known = known or drawn(points, settings)
    if known is None:
        return None
    values, rules = [value for _, value in points], settings.get("rule-set", "nhs")
    return nhs(values, at, *known) if rules == "nhs" else by_sigma(values[: at + 1], *known, rules == "western-electric")


def special(points, settings):
    """The side to which the newest point departs."""
    found = said(points, settings, len(points) - 1)
    return found and found[1]


def spoken(points, settings):
    """Rules that call some point special."""
    known = drawn(points, settings)
    found = (said(points, settings, at, known) for at in range(len(points)))
    return sorted({one[0] for one in found if one})


def must_fail(points, settings, direction, target):
    """Whether the limits lie wholly on the wrong side of a target: as the process runs, it will miss it."""
    known = drawn(points, settings)
    if known is None or target is None:
        return False
    mean, width = known
    return {"at-least": target > mean + LIMIT * width, "at-most": target < mean - LIMIT * width}.get(direction, False)
