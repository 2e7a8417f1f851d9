"""The network is reached by `pull` alone: no other command opens a socket of it, as strace sees every system call."""

import re
import subprocess
import sys

import engines

sys.path.insert(0, str(engines.TOP / "tests/faults"))
import inject  # noqa: E402

# Families of sockets that lead out of a machine; of the others, AF_UNIX and AF_NETLINK stay in it.
OUTWARD = r"socket\((AF_INET|AF_INET6|AF_PACKET|AF_VSOCK|AF_BLUETOOTH)\b"


def commands(tries, program, work):
    tool = inject.strace()
    if not tool:
        print("sockets: passed over, strace is not here or may not trace (Debian package strace)", flush=True)
        return
    book = inject.book(work / "offline")
    site, log = work / "offline-site", work / "calls"
    tried = []
    for words in (["build", "--quiet", "--root", str(book), "--output-dir", str(site)], ["check", "--quiet", "--root", str(book)],
                  ["diff", "HEAD~1..HEAD", "--root", str(book)], ["verify", str(site), "--root", str(book)],
                  ["show", "as-of", "--root", str(book)]):
        done = subprocess.run([tool, "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", log, program, *words], cwd=work,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        said, calls = done.stdout.decode(errors="replace"), log.read_text(errors="replace")
        tries.hold(done.returncode == 0, f"{words[0]} under strace ends with {done.returncode}", said)
        tries.hold(not re.search(OUTWARD, calls), f"{words[0]} opens a socket", calls)
        tried.append(words[0])
    # That strace would see one.
    probe = "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()"
    subprocess.run([tool, "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", log, sys.executable, "-c", probe], check=True)
    tries.hold(re.search(OUTWARD, log.read_text()), "strace does not see a socket that is opened")
    print(f"sockets: {', '.join(tried)} open none", flush=True)
