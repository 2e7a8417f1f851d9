#!/usr/bin/env python3
"""The worked examples of the rules that the demo's settings do not use, and of those they do: the checker has to know them all."""

from fractions import Fraction

from signals import DOWN, LIMIT, UP, by_sigma, must_fail, nhs, special, spoken

WEEKS = """95.2 95.6 95.1 95.8 95.3 95.5 95.9 95.4 95.0 95.7 95.3 95.6
94.9 94.8 94.9 94.7 94.6 94.5 94.4 94.3""".split()


def sigma(values, western=False):
    """Which rule speaks of the newest of some values, in standard deviations from the mean, and to which side."""
    return by_sigma(exactly(values), Fraction(0), 3 / LIMIT, western)


def each(values):
    """Which rule of the NHS speaks of each of some values, with a mean of 0 and a moving range of 1: the limits are at 2.66."""
    found = [nhs(exactly(values), at, Fraction(0), Fraction(1)) for at in range(len(values))]
    return [one and one[0].split()[0] for one in found]


def exactly(values):
    return [Fraction(str(value)) for value in values]


def halves(count):
    return [0.5 if at % 2 == 0 else -0.5 for at in range(count)]


NELSON = [
    ([0, -3.1], "beyond 3 sigma", DOWN), ([3.1, 3.0], None, None),
    ([0.5] * 9, "9 on one side of the mean", UP), ([0.5] * 8, None, None),
    ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "6-point trend", UP), ([0.1, 0.2, 0.2, 0.4, 0.5, 0.6], None, None),
    # A trend goes the way it runs.
    ([-0.9, -0.8, -0.7, -0.6, -0.5, -0.4], "6-point trend", UP),
    (halves(14), "14 alternating", DOWN), (halves(13), None, None),
    ([2.1, 0.3, 2.2], "two of three beyond 2 sigma", UP), ([2.1, 0.3, -2.2], None, None),
    ([1.1, 1.2, 0.2, 1.3, 1.1], "four of five beyond 1 sigma", UP), ([1.1, 1.2, 0.2, 1.3, -1.1], None, None),
    ([0.5, 0.5, -0.5] * 5, "15 within 1 sigma", DOWN), ([0.5, 0.5, -0.5] * 4, None, None),
    ([1.2, -1.3, 1.4, -1.1, 1.2, -1.5, 1.1, -1.2], "8 outside 1 sigma on both sides", DOWN),
]

# By the first word of the rule's name. 2 is near a limit, 1 is not.
NHS = [
    ([3, 1, 2], ["outside", None, None]), ([-1, 1, 2, 1, 2, 1, -1], [None, None, "two", None, "two", None, None]),
    ([-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.1], ["7-point"] * 7 + [None]), ([1] * 7 + [-1], ["7"] * 7 + [None]),
    # On the mean is on neither side, on a limit is inside.
    ([1, 1, 1, 0, 1, 1, 1, 1], [None] * 8), ([2.66, 0], [None] * 2),
    ([0.5, 0.8, 1.1, 1.4, 1.7, 2, 3], ["7-point"] * 6 + ["outside"]),
]


def main():
    for values, *found in NELSON:
        assert (sigma(values) or (None, None)) == tuple(found), (values, found, sigma(values))
    assert sigma([-0.5] * 8, western=True) == ("8 on one side of the mean", DOWN)
    assert sigma([-0.5] * 7, western=True) is None and sigma([-0.5] * 8) is None
    assert sigma([2.1, 0.3, 2.2], western=True) == ("two of three beyond 2 sigma", UP)
    for values, rules in NHS:
        assert each(values) == rules, (values, rules, each(values))
    turns = [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.5, 0.3, 0.1, -0.1, -0.3, -0.5]
    assert [nhs(exactly(turns), at, 0, 1) for at in (5, 6)] == [("7-point trend", UP), ("7-point trend", DOWN)]
    points = [(f"2026-W{at:02}", Fraction(value)) for at, value in enumerate(WEEKS, 1)]
    said = [special(points[:count], {"screen-ranges": True}) for count in range(1, 21)]
    assert said == [None] * 17 + [DOWN] * 3, said
    rules = spoken(points, {"screen-ranges": True})
    assert rules == ["7 on one side of the mean", "two in three near a limit"], rules
    assert spoken(points[:7], {}) == []
    for target, fails in (("97", True), ("95", False), ("93", False)):
        assert must_fail(points, {}, "at-least", Fraction(target)) == fails, target
    assert must_fail(points, {}, "at-most", Fraction(94)) and not must_fail(points[:7], {}, "at-least", Fraction(97))


if __name__ == "__main__":
    main()
