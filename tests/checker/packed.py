"""`evidence.json` beside a page says once what several figures say alike: here each figure says all of itself again, as in `report.json`."""


def unpacked(data):
    """The document of format 2 as one of format 1; of format 1, as it stands."""
    if data.get("format") != 2:
        return data
    files, formulas = data["files"], data["formulas"]
    queries, before = [], {}
    for one in data["queries"]:
        before = {key: value for key, value in {**before, **one}.items() if value not in (None, [])}
        queries.append(before)
    settings = [[data["names"][name], value, None if file is None else files[file], line] for name, value, file, line in data["settings"]]
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
                told = [[files[file], [list(ends) for ends in zip(lines[::2], lines[1::2])]] for file, *lines in told]
            elif key == "tables":
                told = [[files[file], first, last] for file, first, last in told]
            elif key in ("records", "refers"):
                told = [[files[file], line] for file, *lines in told for line in lines]
            elif key == "dates":
                told = [[name, day, files[file], line] for name, day, file, line in told]
            elif key == "settings":
                told = [list(settings[at]) for at in told]
            figure[key] = told
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
