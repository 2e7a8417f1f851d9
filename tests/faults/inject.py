#!/usr/bin/env python3
"""Faults of the machine, put in on purpose: what the program does when the disk fails, is full, or the power goes.

    tests/faults/inject.py PROGRAM [--long] [--seconds N]

Each part ends by itself and says what it did; a part that this machine cannot do is passed over with the reason. The short form (the
default) takes about a minute: it tries some system calls of each kind. `--long` tries every one. Exit status 1 when something did not hold.

    errors   an I/O error at a system call of `build`, `check` and `signoff`   (strace)
    kills    SIGKILL at a system call of `build` and `signoff`                 (strace)
    full     a full disk, a limit on the size of files, a full standard output (root, for a small file system in memory)
    power    the power goes after `build` has said that it is done             (root, for an ext4 in a file)

What has to hold, whatever happens:

- the site in the output folder is the former one or the new one, whole: every file is there and is what SHA256SUMS says;
- exit status 0 only with the site that the commit gives, and never another one;
- exit status 0, 1 or 2 and an end within a minute: no panic, no wait;
- a program that was not killed leaves nothing beside the site, and a `signoff` that did not succeed no file, nor a part of one.

The power cut is that of a disk that keeps what it was given, in the order in which it was given: the file behind the loop device is copied
while the file system on it is in use, and the copy is mounted. What the system held back in memory at that moment is lost, as it is when the
power goes. A disk that loses or reorders what it has taken itself is not imitated: that needs the kernel's device mapper (dm-log-writes).
"""

import argparse
import filecmp
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
SOUND = TOP / "tests/cases/_sound/repo"
PATIENCE = 60
# What reads and writes files, by what it may fail with.
ERRORS = [
    ("openat", "EIO"), ("openat", "EMFILE"), ("openat", "EACCES"), ("read", "EIO"), ("statx", "EIO"), ("newfstatat", "EIO"),
    ("fstat", "EIO"), ("lstat", "EIO"), ("getdents64", "EIO"), ("write", "ENOSPC"), ("write", "EIO"),
    ("mkdir", "ENOSPC"), ("rename", "EIO"), ("renameat2", "EIO"), ("renameat2", "EINVAL"), ("fsync", "EIO"), ("syncfs", "EIO"),
    ("unlink", "EIO"), ("rmdir", "EIO"), ("linkat", "EIO"), ("linkat", "EPERM"), ("clone3", "EAGAIN"), ("readlink", "EIO"),
    ("pread64", "EIO"), ("ioctl", "EIO"), ("flock", "EIO"), ("getcwd", "EIO"), ("copy_file_range", "EIO"),
]
KILLED_AT = ["openat", "write", "mkdir", "renameat2", "rename", "syncfs", "fsync", "unlink", "rmdir", "linkat", "close", "read"]


class Faults:
    def __init__(self, program, long, seconds):
        self.program, self.long = str(program), long
        self.ends = time.monotonic() + seconds
        self.wrong, self.tries = [], 0
        self.random = random.Random(15)

    def fail(self, what):
        self.wrong.append(what)
        print(f"  WRONG: {what}")

    def is_over(self, share):
        return not self.long and time.monotonic() > share

    def run(self, arguments, prefix=(), cwd=None, stdout=subprocess.PIPE, limit=None):
        """Exit status (negative for a signal), and what was said."""
        env = {**os.environ, "SCOREBOOK_CACHE": "off", "NO_COLOR": "1"}
        self.tries += 1
        try:
            done = subprocess.run([*prefix, self.program, *arguments], cwd=cwd, env=env, stdout=stdout, stderr=subprocess.PIPE,
                                  timeout=PATIENCE, preexec_fn=limit, check=False)
        except subprocess.TimeoutExpired:
            return None, "it did not end"
        return done.returncode, ((done.stdout or b"") + done.stderr).decode(errors="replace")


def git(folder, *arguments):
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
           "GIT_AUTHOR_NAME": "Ada North", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2026-11-16T10:00:00Z",
           "GIT_COMMITTER_NAME": "Ada North", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_COMMITTER_DATE": "2026-11-16T10:00:00Z"}
    subprocess.run(["git", "-c", "init.defaultBranch=main", *arguments], cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)


def book(folder):
    """The sound book, of which HEAD~1 and HEAD give two sites."""
    shutil.copytree(SOUND, folder)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A book")
    text = (folder / "data/book.toml").read_text()
    (folder / "data/book.toml").write_text(re.sub(r'(?m)^title = ".*"', 'title = "Another title"', text))
    git(folder, "commit", "--quiet", "--all", "--message", "Another title")
    # HEAD's branch is in packed-refs, its objects in a pack: both are read.
    git(folder, "gc", "--quiet")
    return folder


def sums(site):
    """SHA-256 by path of a whole site; None where it is not whole."""
    try:
        said = dict(reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text().splitlines())
        found = {path: hashlib.sha256((site / path).read_bytes()).hexdigest() for path in said}
        there = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()} - {"SHA256SUMS", ".gitignore"}
        return said if said and said == found and there == set(said) else None
    except (OSError, ValueError):
        return None


class Sites:
    """The two sites of the book, and a folder to build in."""

    def __init__(self, faults, work):
        self.faults, self.work = faults, work
        self.book = book(work / "book")
        self.kept = {}
        for name, more in (("former", ["--known-at", "HEAD~1"]), ("new", [])):
            status, said = faults.run(["build", "--quiet", "--root", str(self.book), "--output-dir", str(work / name), *more])
            if status != 0:
                sys.exit(f"the book does not build: {said}")
            self.kept[name] = sums(work / name)
        assert self.kept["former"] and self.kept["new"] and self.kept["former"] != self.kept["new"]
        self.out = work / "out"

    def arguments(self):
        return ["build", "--quiet", "--jobs", "1", "--root", str(self.book), "--output-dir", str(self.out / "site")]

    def anew(self):
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        shutil.copytree(self.work / "former", self.out / "site")

    def judge(self, what, status, said, killed=False):
        """Holds what is left against what must hold."""
        fail = self.faults.fail
        if status == 127 and "loading shared libraries" in said:
            return sums(self.out / "site")  # The program had not begun.
        if status is None or (status not in (0, 1, 2) and not (killed and status in (-9, 137))):
            fail(f"{what}: status {status}: {said[-300:]}")
        found = sums(self.out / "site")
        if found not in (self.kept["former"], self.kept["new"]):
            fail(f"{what}: the site is neither the former nor the new one (status {status})")
        if status == 0 and found != self.kept["new"]:
            fail(f"{what}: exit status 0 without the site that the commit gives")
        if status == 1:
            fail(f"{what}: exit status 1 for a book without defects: {said[-300:]}")
        beside = sorted(path.name for path in self.out.iterdir() if path.name != "site")
        if not killed and beside and "cannot remove" not in said and "is kept in" not in said:
            fail(f"{what}: leaves {beside} (status {status}): {said[-200:]}")
        return found


def strace():
    """How strace is called here; None where it cannot be."""
    path = shutil.which("strace")
    tried = path and subprocess.run([path, "-f", "-qq", "-o", "/dev/null", "-e", "inject=getcwd:error=EIO:when=9", "true"],
                                    capture_output=True, check=False)
    return path if tried and tried.returncode == 0 else None


def calls(faults, arguments, work):
    """How often each system call is made, the most in one thread: `when` of strace counts for each."""
    log = work / "calls"
    faults.run(arguments, [strace(), "-f", "-qq", "-o", str(log)])
    counts = {}
    for line in log.read_text(errors="replace").splitlines():
        found = re.match(r"(\d+) +(\w+)\(", line)
        if found:
            counts[found.groups()] = counts.get(found.groups(), 0) + 1
    most = {}
    for (_, name), count in counts.items():
        most[name] = max(most.get(name, 0), count)
    return most


def places(faults, kinds, most, few):
    """(kind, nth): every one in the long form, else `few` of each kind, the first and the last among them; in an order that is spread."""
    chosen = []
    for kind in kinds:
        count = most.get(kind[0] if isinstance(kind, tuple) else kind, 0)
        nths = range(1, count + 1)
        if not faults.long and count > few:
            nths = sorted({1, count, *faults.random.sample(nths, few - 2)})
        chosen += [(kind, nth) for nth in nths]
    faults.random.shuffle(chosen)
    return chosen


def injected(faults, sites, share):
    tool = strace()
    if not tool:
        return print("errors and kills: passed over, strace is not here or may not trace (Debian package strace)")
    sites.anew()
    most = calls(faults, sites.arguments(), sites.work)
    done = 0
    for (name, error), nth in places(faults, ERRORS, most, 4):
        if faults.is_over(share):
            break
        sites.anew()
        inject = f"inject={name}:error={error}:when={nth}"
        status, said = faults.run(sites.arguments(), [tool, "-f", "-qq", "-o", "/dev/null", "-e", inject])
        sites.judge(inject, status, said)
        done += 1
    print(f"errors: {done} of `build`")
    done = 0
    for name, nth in places(faults, KILLED_AT, most, 4):
        if faults.is_over(share + 15):
            break
        sites.anew()
        inject = f"inject={name}:signal=KILL:when={nth}"
        status, said = faults.run(sites.arguments(), [tool, "-f", "-qq", "-o", "/dev/null", "-e", inject])
        sites.judge(inject, status, said, killed=True)
        status, said = faults.run(sites.arguments())
        if sites.judge(f"the build after {inject}", status, said, killed=True) != sites.kept["new"]:
            faults.fail(f"the build after {inject}: no new site: {said[-300:]}")
        done += 1
    print(f"kills: {done} of `build`, each with the build that follows")
    signed(faults, sites, tool, share + 30)


def signed(faults, sites, tool, share):
    """`signoff` writes its file whole or not at all."""
    arguments = ["signoff", "2026-W45", "--by", "ada-north", "--root", str(sites.book)]
    folder = sites.book / "data/signoffs"
    shutil.rmtree(folder, ignore_errors=True)
    most = calls(faults, arguments, sites.work)
    whole = (folder / "2026-W45.toml").read_bytes()
    # Only what comes after reading can tear the file.
    kinds = [(name, error) for name, error in ERRORS if name in ("openat", "write", "fsync", "linkat", "mkdir", "unlink", "rename", "statx")]
    tried = [(f"inject={name}:error={error}:when={nth}", False) for (name, error), nth in places(faults, kinds, most, 3)]
    tried += [(f"inject={name}:signal=KILL:when={nth}", True)
              for name, nth in places(faults, ["openat", "write", "fsync", "linkat", "mkdir", "close"], most, 3)]
    done = 0
    for inject, killed in tried:
        if faults.is_over(share):
            break
        shutil.rmtree(folder, ignore_errors=True)
        status, said = faults.run(arguments, [tool, "-f", "-qq", "-o", "/dev/null", "-e", inject])
        left = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
        if status not in (0, 1, 2) and not (killed and status in (-9, 137)):
            faults.fail(f"signoff, {inject}: status {status}: {said[-300:]}")
        if left not in ({}, {"2026-W45.toml": whole}):
            faults.fail(f"signoff, {inject}: leaves {sorted(left)}")
        if status == 0 and not left:
            faults.fail(f"signoff, {inject}: exit status 0 without the file")
        if status in (1, 2) and left and "is written" not in said:
            faults.fail(f"signoff, {inject}: the file without success: {said[-300:]}")
        done += 1
    shutil.rmtree(folder, ignore_errors=True)
    print(f"errors and kills: {done} of `signoff`")


def full(faults, sites):
    sites.anew()
    if not os.path.exists("/dev/full"):
        return print("full: passed over, this system has no /dev/full")
    with open("/dev/full", "wb") as nothing:
        arguments = [argument for argument in sites.arguments() if argument != "--quiet"] + ["--format", "json"]
        status, said = faults.run(arguments, stdout=nothing)
        if status != 2 or sites.judge("a full standard output", status, said) != sites.kept["former"]:
            faults.fail(f"a full standard output: status {status}, or the site was published: {said[-300:]}")
    sites.anew()
    status, said = faults.run(sites.arguments(), limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)))
    if status != 2 or sites.judge("a limit on the size of files", status, said) != sites.kept["former"]:
        faults.fail(f"a limit on the size of files: status {status}: {said[-300:]}")
    print("full: standard output, the size of files")
    small = sites.work / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(small)], capture_output=True, check=False)
    if mounted.returncode != 0:
        return print("full: no small file system, this user may not mount one")
    former_out, sites.out = sites.out, small / "out"
    try:
        need = sum(path.stat().st_size for path in (sites.work / "new").rglob("*") if path.is_file())
        sites.anew()
        free = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
        (small / "filler").write_bytes(b"x" * max(0, free - need // 2))
        status, said = faults.run(sites.arguments())
        if status != 2 or sites.judge("a full disk", status, said) != sites.kept["former"]:
            faults.fail(f"a full disk: status {status}: {said[-300:]}")
        shutil.rmtree(sites.out)
        own = small / "book"
        (small / "filler").unlink()
        shutil.copytree(sites.book, own)
        with open(small / "filler", "wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        status, said = faults.run(["signoff", "2026-W45", "--by", "ada-north", "--root", str(own)])
        if status != 2 or (own / "data/signoffs").exists():
            faults.fail(f"signoff on a full disk: status {status}, or something is left: {said[-300:]}")
        print("full: a disk, for `build` and `signoff`")
    finally:
        sites.out = former_out
        subprocess.run(["umount", "-l", str(small)], check=False)


def power(faults, sites, seconds):
    """The power goes at moments after `build` has ended, and while builds go on."""
    image, place, copy, view = (sites.work / name for name in ("disk", "place", "disk-then", "view"))
    place.mkdir(), view.mkdir()
    with open(image, "wb") as disk:
        disk.truncate(48 << 20)
    make = subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], capture_output=True, check=False) if shutil.which("mkfs.ext4") else None
    if not make or make.returncode != 0 or subprocess.run(
            ["mount", "-o", "loop,commit=1", str(image), str(place)], capture_output=True, check=False).returncode != 0:
        return print("power: passed over, this user may not mount an ext4 in a file (or it has no mkfs.ext4)")
    out, sites.out = sites.out, place / "out"
    cuts = torn = 0

    def cut(what, wanted):
        """The power goes now: what does the disk have?"""
        nonlocal cuts, torn
        # The disk of one moment: what was written while it was copied makes no such copy.
        for _ in range(20):
            shutil.copyfile(image, copy)
            if filecmp.cmp(image, copy, shallow=False):
                break
        else:
            return
        subprocess.run(["mount", "-o", "loop", str(copy), str(view)], check=True)
        try:
            found = sums(view / "out/site")
            if found not in wanted:
                torn += 1
                faults.fail(f"power: {what}: the disk has {'another site' if found else 'no whole site'}")
        finally:
            subprocess.run(["umount", str(view)], check=True)
        cuts += 1

    try:
        sites.anew()
        subprocess.run(["sync", "-f", str(place)], check=True)
        both, new = (sites.kept["former"], sites.kept["new"]), (sites.kept["new"],)
        status, said = faults.run(sites.arguments())
        sites.judge("a build on ext4", status, said)
        cut("at once", new)
        # The journal is written out every second, texts after up to thirty.
        for after in (1.5, 3):
            time.sleep(1.5)
            cut(f"{after} s after the build", new)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for more in (["--known-at", "HEAD~1"], []):
                building = subprocess.Popen([faults.program, *sites.arguments(), *more], env={**os.environ, "SCOREBOOK_CACHE": "off"},
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(faults.random.random() * 0.5)
                cut("while a build goes on", both)
                building.wait(PATIENCE)
                faults.tries += 1
        print(f"power: {cuts} cuts, {torn} of them with a torn site")
    finally:
        sites.out = out
        subprocess.run(["umount", "-l", str(place)], check=False)


def main():
    parser = argparse.ArgumentParser(description="Faults of the machine, put in on purpose.")
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--long", action="store_true", help="every system call, and more cuts of the power")
    parser.add_argument("--seconds", type=int, default=60, help="about how long the short form takes")
    asked = parser.parse_args()
    faults = Faults(asked.program.resolve(), asked.long, asked.seconds)
    # On a disk, not in memory: there nothing could be lost.
    with tempfile.TemporaryDirectory(prefix="scorebook-faults-") as work:
        sites = Sites(faults, pathlib.Path(work))
        full(faults, sites)
        power(faults, sites, 60 if asked.long else asked.seconds / 8)
        injected(faults, sites, time.monotonic() + asked.seconds / 2)
    print(json.dumps({"runs": faults.tries, "wrong": len(faults.wrong)}))
    return 1 if faults.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
