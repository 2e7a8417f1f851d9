#!/usr/bin/env python3
"""The worked examples of the rules that the demo's settings do not use, and of those they do: the checker has to know them all."""

from fractions import Fraction

from signals import DOWN, LIMIT, UP, by_sigma, must_fail, special

WEEKS = """95.2 95.6 95.1 95.8 95.3 95.5 95.9 95.4 95.0 95.7 95.3 95.6
94.9 94.8 94.9 94.7 94.6 94.5 94.4 94.3""".split()


def sigma(values, western=False):
    """What the newest of some values says, in standard deviations from the mean."""
    return by_sigma([Fraction(str(value)) for value in values], Fraction(0), 3 / LIMIT, western)


def halves(count):
    return [0.5 if at % 2 == 0 else -0.5 for at in range(count)]


EXAMPLES = [
    ([0, -3.1], DOWN), ([3.1, 3.0], None), ([0.5] * 9, UP), ([0.5] * 8, None),
    ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], UP), ([0.1, 0.2, 0.2, 0.4, 0.5, 0.6], None), (halves(14), DOWN), (halves(13), None),
    ([2.1, 0.3, 2.2], UP), ([2.1, 0.3, -2.2], None), ([1.1, 1.2, 0.2, 1.3, 1.1], UP), ([1.1, 1.2, 0.2, 1.3, -1.1], None),
    ([1.2, -1.3, 1.4, -1.1, 1.2, -1.5, 1.1, -1.2], DOWN),
    # A trend goes the way it runs.
    ([-0.9, -0.8, -0.7, -0.6, -0.5, -0.4], UP),
]


def main():
    for values, side in EXAMPLES:
        assert sigma(values) == side, (values, side)
    assert sigma([-0.5] * 8, western=True) == DOWN and sigma([-0.5] * 7, western=True) is None and sigma([-0.5] * 8) is None
    points = [(f"2026-W{at:02}", Fraction(value)) for at, value in enumerate(WEEKS, 1)]
    said = [special(points[:count], {"screen-ranges": True}) for count in range(1, 21)]
    assert said == [None] * 17 + [DOWN] * 3, said
    for target, fails in (("97", True), ("95", False), ("93", False)):
        assert must_fail(points, {}, "at-least", Fraction(target)) == fails, target
    assert must_fail(points, {}, "at-most", Fraction(94)) and not must_fail(points[:7], {}, "at-least", Fraction(97))


if __name__ == "__main__":
    main()
