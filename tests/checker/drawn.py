"""The pictures that a procedure shows or links to, by docs/data-format.md ("Pictures", "The normative text and its hash")."""

import hashlib
import posixpath
import re
from urllib.parse import unquote

SHOWN = re.compile(r"\.(png|jpe?g|gif|webp|svg|bmp|tiff?|hei[cf]|avif|ico|jxl)$", re.IGNORECASE)
FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
DEFINED = re.compile(r"^ {0,3}\[([^\]]+)\]:\s*(<[^>]*>|\S+)", re.MULTILINE)
INLINE = re.compile(r"\(\s*(<[^>]*>|[^\s()]+)(\s+(\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)")


def addresses(markdown):
    """Destinations of links and pictures in the order in which they begin, each once."""
    text = CODE.sub("", FENCED.sub("", markdown))
    defined = {name.lower(): address for name, address in DEFINED.findall(text)}
    found, opened = [], []
    for at, c in enumerate(text):
        if text[at - 1:at] == "\\":
            continue
        if c == "[":
            opened.append(at)
        elif c == "]" and opened:
            start = opened.pop()
            inline = INLINE.match(text, at + 1)
            label = re.compile(r"\[([^\]]*)\]").match(text, at + 1)
            name = (label[1] if label and label[1] else text[start + 1:at]).lower()
            if inline:
                found.append((start, inline[1]))
            elif name in defined and text[at + 1:at + 2] != ":":
                found.append((start, defined[name]))
    return list(dict.fromkeys(address.strip("<>") for _, address in sorted(found)))


def lines(markdown, path, picture):
    """The lines of pictures of the text at `path`; `picture` gives the bytes of a file of the book, or None."""
    out = ""
    for address in addresses(markdown):
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address.split("#")[0])))
        content = picture(file) if file.startswith("data/sops/") and SHOWN.search(file) else None
        if content is not None:
            out += f"picture {' '.join(address.split())} = {hashlib.sha256(content).hexdigest()}\n"
    return "\n" + out if out else ""
