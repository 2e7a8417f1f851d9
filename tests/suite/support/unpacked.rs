//! `evidence.json` beside a page says once what several figures say alike: here each figure says all of itself again, as in `report.json`.

use serde_json::{Map, Value, json};

/// The evidence of a page from the bytes of its file.
pub fn unpacked(bytes: &[u8]) -> Value {
    let mut document: Value = serde_json::from_slice(bytes).unwrap();
    assert_eq!(document["format"], 3);
    let mut take = |key: &str| match document.as_object_mut().unwrap().remove(key) {
        Some(Value::Array(list)) => list,
        other => panic!("{key} is no list: {other:?}"),
    };
    let (files, formulas) = (take("files"), take("formulas"));
    let mut queries: Vec<Map<String, Value>> = Vec::new();
    for one in take("queries") {
        let mut query = queries.last().cloned().unwrap_or_default();
        match &one {
            Value::String(period) => drop(query.insert("periods".to_owned(), json!([period]))),
            Value::Array(names) => {
                query.insert("service_level".to_owned(), names[0].clone());
                query.insert("metric".to_owned(), names[names.len() - 1].clone());
            }
            one => query.extend(one.as_object().unwrap().clone()),
        }
        query.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
        queries.push(query);
    }
    let names = take("names");
    let mut settings: Vec<Value> = Vec::new();
    for alike in take("settings") {
        let file = if alike[2].is_null() { Value::Null } else { files[at(&alike[2])].clone() };
        let lines = &alike.as_array().unwrap()[3..];
        settings.extend(lines.iter().map(|line| json!([names[at(&alike[0])], alike[1], file, line])));
    }
    let mut figures: Vec<Value> = Vec::new();
    for (packed, n) in take("figures").into_iter().zip(1..) {
        if packed.is_u64() {
            figures.push(figures[at(&packed) - 1].clone());
            figures[n - 1]["n"] = n.into();
            continue;
        }
        let formula = &formulas[at(&packed[0])];
        let mut figure = json!({"n": n, "shown": packed[1], "value": packed[2], "formula": formula});
        let mut by_place = packed.as_array().unwrap()[3..].to_vec();
        let said = by_place.pop_if(|last| last.is_object());
        let keys = ["query", "numerator", "denominator", "rows", "settings", "inputs"];
        let keys = if by_place.first().is_some_and(Value::is_u64) { &keys[..] } else { &keys[4..] };
        let said = said.iter().flat_map(|said| said.as_object().unwrap());
        let by_key = said.map(|(key, said)| (key.as_str(), said));
        for (key, said) in keys.iter().copied().zip(&by_place).chain(by_key) {
            figure[key] = told(key, said, &files, &queries, &settings);
        }
        let is_of_a_result =
            ["score-met", "score-linear", "score-bands"].contains(&formula.as_str().unwrap());
        if is_of_a_result && figure["clause"].is_null() {
            let query = &figures[at(&figure["inputs"][0]) - 1]["query"];
            figure["clause"] = json!([query["contract"], query["service_level"]]);
        }
        figures.push(figure);
    }
    document["figures"] = figures.into();
    document
}

fn told(
    key: &str,
    said: &Value,
    files: &[Value],
    queries: &[Map<String, Value>],
    settings: &[Value],
) -> Value {
    let list = || said.as_array().unwrap().iter();
    // A file, and what stands behind it.
    let in_file = |one: &Value| (files[at(&one[0])].clone(), one.as_array().unwrap()[1..].to_vec());
    match key {
        "query" => Value::Object(queries[at(said)].clone()),
        "clause" if said.is_u64() => {
            let query = &queries[at(said)];
            json!([query["contract"], query["service_level"]])
        }
        "settings" => list().map(|setting| settings[at(setting)].clone()).collect(),
        "rows" => list()
            .map(|one| {
                let (file, lines) = in_file(one);
                // A last line by itself is a range of one line.
                let ranges = lines.chunks(2).map(|pair| json!([pair[0], pair[pair.len() - 1]]));
                json!([file, ranges.collect::<Vec<_>>()])
            })
            .collect(),
        "tables" => list()
            .map(|one| {
                let (file, lines) = in_file(one);
                json!([file, lines[0], lines[1]])
            })
            .collect(),
        "records" | "refers" => list()
            .flat_map(|one| {
                let (file, lines) = in_file(one);
                lines.into_iter().map(move |line| json!([file, line]))
            })
            .collect(),
        "dates" => list().map(|date| json!([date[0], date[1], files[at(&date[2])], date[3]])).collect(),
        _ => said.clone(),
    }
}

fn at(number: &Value) -> usize {
    usize::try_from(number.as_u64().unwrap()).unwrap()
}
