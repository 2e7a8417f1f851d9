#!/usr/bin/env python3
"""A made-up label log whose weekly roll-up is the demo's rows, label for label.

    examples/label-log/label_log.py OUT [--weeks 2026-W39:2026-W44] [--vendor varnlow] [--rows N] [--book DIR]

The rows of the book are read first: the log is made backwards from them, so that counting it again must give each of them. OUT becomes
a folder with one CSV a week. The same arguments give the same bytes. With `--rows` every week is written as often as needed for N rows
in all, each time with the labels at other moments: sums are then that multiple of the book's (the last line printed says which).

One line is one label:

    labelled_at  when it was decided, UTC
    day          the day at the site, by which a contract counts
    site, project, queue, language
    labeller     a pseudonym, which no query of the examples asks for
    seconds      what it took
    accepted     1 where the client accepted it
    on_time      1 within the time limit, 0 after it, empty where the item was received, and counted, in an earlier week
    reworked     1 where it was done again
    correct      1 or 0 where it was audited, else empty
    clean        1 where the audit found no critical error, 0 where it did, else empty

Only whole numbers are drawn, so that no library of the machine changes the bytes. Nothing here is a real label.
"""

import argparse
import csv
import datetime
import pathlib
import random
import re
import tomllib
import zoneinfo

TOP = pathlib.Path(__file__).resolve().parents[2]
HEADER = "labelled_at,day,site,project,queue,language,labeller,seconds,accepted,on_time,reworked,correct,clean\n"
WEEK_SECONDS = 7 * 86_400


def monday(period):
    found = re.fullmatch(r"(\d{4})-W(\d{2})", period)
    if not found:
        raise SystemExit(f"{period}: a week is written 2026-W45")
    return datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1)


def rows_of(book, vendor, first, last):
    """The rows of queues in the weeks asked for: {week: {(site, project, queue, language): {metric: row}}}."""
    weeks = {}
    for file in ("delivery.csv", "quality.csv"):
        with open(book / "data/metrics" / vendor / file, encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                if row["queue"] and first <= row["period"] <= last:
                    slices = weeks.setdefault(row["period"], {})
                    slices.setdefault(tuple(row[key] for key in ("site", "project", "queue", "language")), {})[row["metric"]] = row
    return weeks


def marks(number, ones, drawn, among=None):
    """`ones` ones at drawn places (of `among`, or of all), zeros elsewhere."""
    cells = [0] * number
    for at in drawn.sample(among if among is not None else range(number), ones):
        cells[at] = 1
    return cells


def shares(total, number, drawn):
    """`total` seconds in `number` uneven parts that add up to it."""
    parts, weights = [], [drawn.randrange(20, 200) for _ in range(number)]
    whole, so_far, given = sum(weights), 0, 0
    for weight in weights:
        so_far += weight
        parts.append(total * so_far // whole - given)
        given += parts[-1]
    return parts


def labels(place, metrics, drawn):
    """The ends of the lines of one queue and week, from the site on, in no order of time."""
    number = lambda metric, key: int(metrics[metric][key])
    accepted, received = number("accepted-units", "value"), number("turnaround-on-time", "denominator")
    audited, seconds = number("accuracy", "denominator"), metrics["throughput"]["denominator"]
    whole, _, tenths = seconds.partition(".")
    if len(tenths) > 1:
        raise SystemExit(f"{place}: {seconds} hours are no whole number of seconds by tenths of an hour")
    lines = max(accepted, received)
    units = range(accepted)                             # those after them were received and not accepted
    took = shares(int(whole) * 3600 + int(tenths or 0) * 360, lines, drawn)
    on_time = [""] * lines
    counted = drawn.sample(range(lines), received)
    late = set(drawn.sample(counted, received - number("turnaround-on-time", "numerator")))
    for at in counted:
        on_time[at] = 0 if at in late else 1
    reworked = marks(lines, number("rework-rate", "numerator"), drawn, units)
    correct, clean = [""] * lines, [""] * lines
    sample = drawn.sample(units, audited)               # a critical error is an error: who is right is also free of them
    right, free = number("accuracy", "numerator"), number("critical-error-free", "numerator")
    for rank, at in enumerate(sample):
        correct[at], clean[at] = int(rank < right), int(rank < free)
    site, project, queue, language = place
    ends = []
    for at in range(lines):
        labeller = f"{queue}-{drawn.randrange(1, max(3, lines // 60)):03}"
        ends.append(f",{site},{project},{queue},{language},{labeller},{took[at]},{int(at < accepted)},{on_time[at]},"
                    f"{reworked[at]},{correct[at]},{clean[at]}\n")
    drawn.shuffle(ends)
    return ends


def moments(week, zone, number, drawn):
    """`number` moments of the week at the site, in their order: the start of a line, UTC and the day at the site."""
    midnight = datetime.datetime.combine(monday(week), datetime.time())
    starts = []
    for second in sorted(drawn.randrange(WEEK_SECONDS) for _ in range(number)):
        there = midnight + datetime.timedelta(seconds=second)
        utc = there.replace(tzinfo=zone).astimezone(datetime.timezone.utc)
        starts.append(f"{utc:%Y-%m-%dT%H:%M:%SZ},{there:%Y-%m-%d}")
    return starts


def zone_of(book, site):
    with open(book / f"data/sites/{site}.toml", "rb") as opened:
        return zoneinfo.ZoneInfo(tomllib.load(opened)["time-zone"])


def write(out, book, vendor, first, last, rows):
    weeks = rows_of(book, vendor, first, last)
    if not weeks:
        raise SystemExit(f"no rows of queues of {vendor} between {first} and {last}")
    made = {}
    for week, slices in sorted(weeks.items()):
        for place, metrics in sorted(slices.items()):
            drawn = random.Random(f"{week} {' '.join(place)}")
            ends = labels(place, metrics, drawn)
            starts = moments(week, zone_of(book, place[0]), len(ends), drawn)
            made.setdefault(week, []).append((starts, ends))
    once = sum(len(ends) for parts in made.values() for _, ends in parts)
    times = -(-rows // once) if rows else 1
    out.mkdir(parents=True, exist_ok=True)
    for week, parts in made.items():
        with open(out / f"{week}.csv", "w", encoding="ascii", newline="") as opened:
            opened.write(HEADER)
            if times == 1:
                opened.writelines(sorted(start + end for starts, ends in parts for start, end in zip(starts, ends)))
                continue
            for turn in range(times):
                for starts, ends in parts:
                    by = turn * 7_919 % len(ends)
                    opened.writelines(map(str.__add__, starts, ends[by:] + ends[:by]))
    print(f"{once * times} labels of {len(made)} weeks, each {times} times" if times > 1 else f"{once} labels of {len(made)} weeks")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("out", type=pathlib.Path)
    words.add_argument("--weeks", default="2026-W39:2026-W44", help="first and last week [default: 2026-W39:2026-W44]")
    words.add_argument("--vendor", default="varnlow")
    words.add_argument("--rows", type=int, default=0, help="at least so many rows, each week several times over")
    words.add_argument("--book", type=pathlib.Path, default=TOP)
    given = words.parse_args()
    first, _, last = given.weeks.partition(":")
    write(given.out, given.book, given.vendor, first, last or first, given.rows)


if __name__ == "__main__":
    main()
