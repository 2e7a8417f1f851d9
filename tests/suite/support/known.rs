//! What an evidence document stands for: by figure, every number that it holds.

use std::collections::BTreeMap;

use scorebook::kit::number::Money;
use serde_json::Value;

use crate::support::numbers::numbers;

/// By figure: every number that its evidence holds.
pub fn numbers_of(evidence: &Value) -> BTreeMap<u64, Vec<f64>> {
    let figures = evidence["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    let known = figures.iter().map(|figure| {
        let mut found = numbers_in(figure);
        let effects = evidence["effects"].as_array().into_iter().flatten();
        let effect = effects.filter(|effect| effect["commit"] == figure["effect"][0]);
        effect.for_each(|effect| numbers_of_effect(effect, &mut found));
        (figure["n"].as_u64().unwrap_or_default(), found)
    });
    known.collect()
}

/// Former values and those in their place, every result on both sides, and how many of each kind differ.
fn numbers_of_effect(effect: &Value, found: &mut Vec<f64>) {
    let list = |key: &str| effect[key].as_array().map(Vec::as_slice).unwrap_or_default();
    for change in list("changes") {
        for side in ["before", "after"] {
            found.extend(change[side].as_str().into_iter().flat_map(numbers).map(|one| one.value));
        }
    }
    let sides = |one: &Value| ["without", "today"].map(|side| one[side].clone());
    for side in list("verdicts").iter().chain(list("ratings")).flat_map(sides) {
        found.extend(side["value"].as_str().and_then(fraction));
        // A score is cut, never rounded up.
        let score = side["score"].as_str().and_then(fraction);
        found.extend(score.map(|score| (score * 10.0).floor() / 10.0));
    }
    for credit in list("credits") {
        let [without, today] = ["without_minor", "today_minor"].map(|key| credit[key].as_i64().unwrap_or(0));
        let currency = credit["currency"].as_str().unwrap_or_default();
        let shown = [without, today, today - without].map(|minor| Money(minor).show(currency));
        found.extend(shown.iter().flat_map(|text| numbers(text)).map(|one| one.value));
    }
    let differs = |one: &&Value, key: &str| one["without"][key] != one["today"][key];
    let turned = list("verdicts").iter().filter(|one| differs(one, "outcome")).count();
    let rated = list("ratings").iter().filter(|one| differs(one, "rating")).count();
    for count in [turned, rated, list("verdicts").len() - turned] {
        found.extend(u32::try_from(count).ok().map(f64::from));
    }
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
    for key in ["interval", "limits", "ranges", "there", "withheld"] {
        for one in figure[key].as_array().into_iter().flatten() {
            found.extend(one.as_f64().or_else(|| one.as_str().and_then(fraction)));
        }
    }
    let whole = |key: &str| figure[key].as_f64();
    for key in [
        "streak",
        "missing",
        "recent",
        "met",
        "missed",
        "unmeasured",
        "better",
        "worse",
        "provisional",
        "points",
        "dropped",
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
