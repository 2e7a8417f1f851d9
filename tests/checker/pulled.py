"""Rows that an engine gave: each names the row of data/pulls that says when, and that row asked for its days."""

import csv
import datetime as dt

from book import days
from records import need


def pulled(book, data):
    for path, runs in data.get("pulled", []):
        head = next(csv.reader(book.lines(path)[:1]))
        for first, last, pulls, line in runs:
            source = pulls.removeprefix("data/pulls/").removesuffix(".csv")
            toml = book.toml(f"data/sources/{source}.toml")
            fact = one(book, pulls, line)
            asked = dt.date.fromisoformat(fact["first_day"]), dt.date.fromisoformat(fact["last_day"])
            newer = [row["pulled_at"] for row in csv.DictReader(book.lines(pulls)) if row["pulled_at"] > fact["pulled_at"]]
            for at in range(first, last + 1):
                row = dict(zip(head, next(csv.reader([book.lines(path)[at - 1]]))))
                where = f"{path}:{at} of {pulls}:{line}"
                need(path.split("/")[2] == toml["vendor"] and row["metric"] in toml["metrics"], f"{where}: the source has no such row")
                need(not toml.get("sites") or row["site"] in toml["sites"], f"{where}: the source has no such site")
                begins, ends = days(row["period"])
                need(asked[0] <= begins and ends <= asked[1], f"{where}: {row['period']} was not asked for")
                covering = [other for other in csv.DictReader(book.lines(pulls)) if other["pulled_at"] in newer
                            and dt.date.fromisoformat(other["first_day"]) <= begins and ends <= dt.date.fromisoformat(other["last_day"])]
                need(not covering, f"{where}: a newer pull asked for it")


def one(book, path, line):
    lines = book.lines(path)
    return dict(zip(next(csv.reader(lines[:1])), next(csv.reader([lines[line - 1]]))))
