"""`evidence.json` beside a page says once what several figures say alike: here each figure says all of itself again, as in `report.json`."""

# Scores without a clause have that of their first input's question.
OF_A_RESULT = ("score-met", "score-linear", "score-bands")


def ranges(lines):
    """Pairs of lines; a last one by itself is a range of one line."""
    return [[*pair, pair[0]][:2] for pair in (lines[at:at + 2] for at in range(0, len(lines), 2))]


def unpacked(data):
    """The document of format 3, or of format 2 before it, as one of format 1; of format 1, as it stands."""
    if data.get("format") not in (2, 3):
        return data
    files, formulas = data["files"], data["formulas"]
    queries, before = [], {}
    for one in data["queries"]:
        if isinstance(one, str):
            one = {"periods": [one]}
        elif isinstance(one, list):
            one = {"service_level": one[0], "metric": one[-1]}
        before = {key: value for key, value in {**before, **one}.items() if value not in (None, [])}
        queries.append(before)
    settings = [[data["names"][name], value, None if file is None else files[file], line] for name, value, file, *lines in data["settings"] for line in lines]
    figures = []
    for n, packed in enumerate(data["figures"], 1):
        if isinstance(packed, int):
            figures.append({**figures[packed - 1], "n": n})
            continue
        formula, shown, value, *rest = packed
        said = rest.pop() if rest and isinstance(rest[-1], dict) else {}
        by_place = ["settings", "inputs"]
        if rest and isinstance(rest[0], int):
            by_place = ["query", "numerator", "denominator", "rows", *by_place]
        figure = {"n": n, "shown": shown, "value": value, "formula": formulas[formula], "settings": []}
        for key, told in [*zip(by_place, rest), *said.items()]:
            if key == "query":
                told = queries[told]
            elif key == "clause" and isinstance(told, int):
                told = [queries[told]["contract"], queries[told]["service_level"]]
            elif key == "rows":
                told = [[files[file], ranges(lines)] for file, *lines in told]
            elif key in ("tables", "withheld_rows"):
                told = [[files[file], first, last] for file, first, last in told]
            elif key in ("records", "refers"):
                told = [[files[file], line] for file, *lines in told for line in lines]
            elif key == "dates":
                told = [[name, day, files[file], line] for name, day, file, line in told]
            elif key == "settings":
                told = [list(settings[at]) for at in told]
            figure[key] = told
        if figure["formula"] in OF_A_RESULT and "clause" not in figure:
            query = figures[figure["inputs"][0] - 1]["query"]
            figure["clause"] = [query["contract"], query["service_level"]]
        if not figure["settings"]:
            del figure["settings"]
        figures.append(figure)
    rest = {key: value for key, value in data.items() if key not in ("files", "formulas", "queries", "names", "settings")}
    if "set_by" in data:
        rest["set_by"] = [[files[file], runs] for file, runs in data["set_by"]]
    if "pulled" in data:
        named = [[files[file], [[first, last, files[pulls], line] for first, last, pulls, line in lines]] for file, lines in data["pulled"]]
        rest["pulled"] = named
    return {**rest, "format": 1, "figures": figures}
