//! What an evidence document stands for: by figure, every number that it holds.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::numbers::numbers;

/// By figure: every number that its evidence holds.
pub fn numbers_of(evidence: &Value) -> BTreeMap<u64, Vec<f64>> {
    let figures = evidence["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    figures.iter().map(|figure| (figure["n"].as_u64().unwrap_or_default(), numbers_in(figure))).collect()
}

fn numbers_in(figure: &Value) -> Vec<f64> {
    let mut found = Vec::new();
    let mut texts = |value: &Value| {
        found.extend(value.as_str().iter().flat_map(|text| numbers(text)).map(|one| one.value));
    };
    texts(&figure["shown"]);
    for key in ["name", "signals", "words"] {
        for text in figure[key].as_array().into_iter().flatten() {
            texts(text);
        }
    }
    for key in ["value", "numerator", "denominator"] {
        found.extend(figure[key].as_str().and_then(fraction));
    }
    for setting in figure["settings"].as_array().into_iter().flatten() {
        found.extend(setting[1].as_str().and_then(fraction));
    }
    for key in ["interval", "limits"] {
        for one in figure[key].as_array().into_iter().flatten() {
            found.extend(one.as_f64().or_else(|| one.as_str().and_then(fraction)));
        }
    }
    let whole = |key: &str| figure[key].as_f64();
    for key in [
        "streak",
        "missing",
        "met",
        "missed",
        "unmeasured",
        "provisional",
        "points",
        "of",
        "after",
        "contracts",
        "events",
        "vendors",
    ] {
        found.extend(whole(key));
    }
    // So many periods were pooled.
    found.extend(
        figure["query"]["periods"]
            .as_array()
            .and_then(|periods| u32::try_from(periods.len()).ok())
            .map(f64::from),
    );
    found.extend(whole("met").zip(whole("missed")).map(|(met, missed)| met + missed));
    // Tables of the book stand for every number written in them: the checker compares those.
    if figure["tables"].is_array() {
        found.push(f64::NAN);
    }
    found
}

fn fraction(text: &str) -> Option<f64> {
    let (num, den) = text.split_once('/').unwrap_or((text, "1"));
    Some(num.parse::<f64>().ok()? / den.parse::<f64>().ok()?)
}
