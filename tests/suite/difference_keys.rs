//! Whatever key of whatever record changes, a difference tells it in the words of the field, not as a changed file alone. The records
//! are those of docs/data-format.md, which shows every key there is.

use crate::data_format::examples;
use crate::support;

use scorebook::change::Difference;
use scorebook::pipeline;

/// Without them the book says the same: their values are the defaults, and any other is a defect.
const DEFAULTS: [&str; 3] = ["branch = \"main\"", "method = \"allocation\"", "supersedes = []"];

/// The least share of keys of which another value leaves the book without a defect, in percent.
const COMPARED: usize = 70;

#[test]
fn every_key_that_changes_is_told() {
    // The hashes of the signed examples are made up, which is a defect.
    let files: Vec<_> = examples().into_iter().filter(|(path, _)| !path.contains("/signoffs/")).collect();
    let sound = pipeline::check(&support::snapshot(files.clone())).unwrap();
    assert_eq!(sound.defects(), 0, "{}", support::render(&sound));
    let lines: Vec<(usize, usize)> = (0..files.len())
        .filter(|file| !files[*file].0.ends_with(".csv"))
        .flat_map(|file| (0..text(&files[file].1).lines().count()).map(move |line| (file, line)))
        .filter(|(file, line)| is_key(text(&files[*file].1).lines().nth(*line).unwrap()))
        .collect();
    assert!(lines.len() > 250, "{}", lines.len());
    let verdicts: Vec<(String, Option<bool>)> = lines
        .iter()
        .map(|&(file, line)| {
            let (path, bytes) = &files[file];
            let before = text(bytes);
            let at = line;
            let line = before.lines().nth(at).unwrap();
            let told = others(line).into_iter().find_map(|other| {
                let changed = |(n, line)| format!("{}\n", if n == at { other.as_str() } else { line });
                let after: String = before.lines().enumerate().map(changed).collect();
                let mut changed = files.clone();
                changed[file].1 = after.into_bytes();
                let (base, head) = (support::snapshot(files.clone()), support::snapshot(changed));
                is_told(&pipeline::difference(base, &head).ok()?)
            });
            (format!("{path}: {line}"), told)
        })
        .collect();
    let silent = verdicts.iter().filter(|(_, told)| *told == Some(false)).map(|(line, _)| line);
    let silent: Vec<_> = silent.filter(|line| !DEFAULTS.iter().any(|key| line.contains(key))).collect();
    assert!(silent.is_empty(), "told as a changed file only: {silent:#?}");
    let bound: Vec<_> = verdicts.iter().filter(|(_, told)| told.is_none()).map(|(line, _)| line).collect();
    let most = lines.len() * (100 - COMPARED) / 100;
    assert!(bound.len() <= most, "{} of {} keys could not be changed: {bound:#?}", bound.len(), lines.len());
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn is_key(line: &str) -> bool {
    let key = line.split(" = ").next().unwrap();
    line.contains(" = ") && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// `None` when a side has defects: nothing is compared.
fn is_told(difference: &Difference) -> Option<bool> {
    let records = ["terms", "plans", "procedures", "records"];
    let of: Vec<_> =
        difference.sections.iter().filter(|section| records.contains(&section.table.name.as_str())).collect();
    (!of.is_empty()).then(|| of.iter().any(|section| !section.exact.is_empty()))
}

/// The line with other values, the likeliest to be sound first, and without the key.
fn others(line: &str) -> Vec<String> {
    let (key, rest) = line.split_once(" = ").unwrap();
    let (value, comment) = rest.split_once(" #").unwrap_or((rest, ""));
    let value = value.trim();
    let mut values = Vec::new();
    if let Ok(day) = value.parse::<jiff::civil::Date>() {
        values.extend([day.tomorrow().unwrap().to_string(), day.yesterday().unwrap().to_string()]);
    } else if let Ok(number) = value.parse::<i64>() {
        values.extend([number + 1, number - 1, number * 2].map(|number| number.to_string()));
    } else if let Ok(number) = value.parse::<f64>() {
        values.push((number + 1.0).to_string());
    } else if value == "true" || value == "false" {
        values.push(if value == "true" { "false" } else { "true" }.to_owned());
    } else if let Some(text) = value.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        let choices = comment.split([';', ':']).flat_map(|part| part.split('|')).map(str::trim);
        let choices = choices.filter(|choice| *choice != text && comment.contains(" | "));
        values.extend(choices.map(|choice| format!("\"{choice}\"")));
        for (one, other) in [("ada-north", "ben-field"), ("ben-field", "ada-north")] {
            if text == one {
                values.push(format!("\"{other}\""));
            }
        }
        // Periods, hashes, numbers in words.
        if let Some((start, digit)) =
            text.char_indices().next_back().and_then(|(at, last)| Some((&text[..at], last.to_digit(10)?)))
        {
            values.extend(
                [digit + 1, digit.saturating_sub(1)].map(|digit| format!("\"{start}{}\"", digit % 10)),
            );
        }
        values.push(format!("\"{text} more\""));
    }
    let mut lines: Vec<String> = values.iter().map(|value| format!("{key} = {value}")).collect();
    lines.push(String::new());
    lines.retain(|other| other != &format!("{key} = {value}"));
    lines
}
