"""What a program makes of a book, kept by the program's hash; and what two programs say to the same command."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import differ
import sites
from sites import Difference

TIME = re.compile(r"in [0-9.]+ m?s\b")


def run(program, arguments, folder):
    """(exit status, standard output, standard error), without the folder's own name and the time that it took."""
    environment = {**os.environ, "SCOREBOOK_CACHE": "off", "NO_COLOR": "1"}
    done = subprocess.run([program, *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    streams = (stream.decode("utf-8").replace(str(folder), "BOOK") for stream in (done.stdout, done.stderr))
    return (done.returncode, *(TIME.sub("in some time", stream) for stream in streams))


class Side:
    """One program, and a folder of what it made, which is kept between runs."""

    def __init__(self, program, work):
        self.program = str(Path(program).resolve())
        with open(self.program, "rb") as file:
            self.made = work / "made" / hashlib.file_digest(file, "sha256").hexdigest()[:16]

    def site(self, name, book):
        """Where the site of a book stands; built when it is not there yet."""
        return self.build(name, book, ["build", "--quiet", "--root", ".", "--output-dir"])

    def difference(self, name, book, back):
        """Where the page of a difference stands."""
        return self.build(name, book, ["diff", f"HEAD~{back}..HEAD", "--output", "/dev/null", "--page"])

    def build(self, name, book, arguments):
        site = self.made / name
        if not (site / "manifest.json").is_file():
            shutil.rmtree(site, ignore_errors=True)
            site.parent.mkdir(parents=True, exist_ok=True)
            status, _, said = run(self.program, [*arguments, str(site)], book)
            if not (site / "manifest.json").is_file():
                raise RuntimeError(f"{self.program} built no site of {name} (status {status}):\n{said}")
        return site


def said(book, sides, folder, page, arguments):
    """What both say to the same command: the status, the standard output as JSON where it is one, and the standard error."""
    results = [run(side.program, arguments, folder) for side in sides]
    if results[0] == results[1]:
        return []
    found = []
    (status, out, error), (other, out_other, error_other) = results
    if status != other:
        found.append(Difference(book, page, "exit status", str(status), f"{other}: {error_other.strip()[:200]}"))
    try:
        found += [Difference(book, page, "json", sites.at(where, old), sites.at(where, new))
                  for where, old, new in differ.documents(json.loads(out), json.loads(out_other))]
    except ValueError:
        found += [Difference(book, page, "output", old, new) for old, new in differ.lists(out.splitlines(), out_other.splitlines())]
    return found + [Difference(book, page, "messages", old, new) for old, new in differ.lists(error.splitlines(), error_other.splitlines())]
