//! The evidence of the effects, as JSON beside the page: what was put back, and every result on both sides, exact.

use serde_json::{Value, json};

use crate::compute::attainment::Outcome;
use crate::compute::restatement::{Effect, Verdict};
use crate::compute::rollup::Subject;
use crate::history::{Change, Fact};
use crate::model::Quotient;
use crate::page::evidence::{exactly, ratio};
use crate::page::route::Route;
use crate::page::shell::House;
use crate::source::{CommitIndex, Tree};

/// Version of the file: see docs/evidence.md.
const FORMAT: u32 = 1;

/// `unchanged`: nothing was restated, and the page counts the commits in which nothing was.
pub fn json(house: &House<'_>, unchanged: bool) -> String {
    let effects: Vec<Value> = house
        .report
        .effects
        .iter()
        .map(|(at, effect)| {
            let changes = effect.put_back.iter().map(|&at| &house.history.changes[at]);
            json!({
                "commit": house.recorded.commit(*at).map(|commit| commit.id.as_str()),
                "changes": changes.map(|change| changed(house, change)).collect::<Vec<_>>(),
                "verdicts": verdicts(effect),
                "ratings": ratings(effect),
                "credits": credits(effect),
                "left_out": effect.left_out,
            })
        })
        .collect();
    let commit = house.facts.commit.as_ref().filter(|_| house.facts.tree == Tree::Committed);
    let commits = house.recorded.line.len().to_string();
    let counted = json!({"n": 1, "shown": commits, "value": commits, "formula": "commits"});
    let commit_of = |at: &CommitIndex| house.recorded.commit(*at).map(|commit| commit.id.as_str());
    let counts = house.report.effects.iter().map(|(at, effect)| {
        let differ = super::effect::count(effect).to_string();
        let n = super::figure_of(house, *at);
        json!({"n": n, "shown": differ, "value": differ, "formula": "restated-effect", "effect": [commit_of(at)]})
    });
    let figures: Vec<Value> = unchanged.then_some(counted).into_iter().chain(counts).collect();
    let page = json!({
        "format": FORMAT,
        "page": Route::Restatements.path(),
        "as_of": house.report.register.as_of().to_string(),
        "week": house.report.period.to_string(),
        "commit": commit.map(|commit| commit.id.as_str()),
        "figures": figures,
        "effects": effects,
    });
    format!("{page:#}\n")
}

fn changed(house: &House<'_>, change: &Change) -> Value {
    let row = match &change.fact {
        Fact::Measurement { key, .. } => {
            Some([&key.site, &key.project, &key.queue, &key.language, &key.metric, &key.period])
        }
        _ => None,
    };
    let id = |at| house.recorded.commit(at).map(|commit| commit.id.as_str());
    json!({
        "path": change.path.as_str(),
        "line": change.place.as_ref().map(|place| place.line),
        "row": row,
        "key": change.fact.key(),
        "at": change.line,
        "first": id(change.first),
        "made": id(change.made),
        "before": change.before,
        "after": change.after,
    })
}

fn exact(value: Option<Quotient>) -> Value {
    value.map_or(Value::Null, |value| {
        let mut text = String::new();
        ratio(&mut text, value);
        Value::String(text)
    })
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Vendor(id) => format!("vendor {id}"),
        Subject::Site(id) => format!("site {id}"),
    }
}

fn verdict(verdict: &Option<Verdict>) -> Value {
    let Some(verdict) = verdict else { return Value::Null };
    let outcome = match &verdict.outcome {
        Outcome::Met => "met".to_owned(),
        Outcome::Missed => "missed".to_owned(),
        Outcome::NotMeasured(why) => format!("not measured: {}", why.text()),
        Outcome::Shown => "not judged".to_owned(),
    };
    let value = verdict.value.map_or(Value::Null, |near| {
        let mut text = String::new();
        exactly(&mut text, near, verdict.beyond.as_ref());
        Value::String(text)
    });
    json!({ "outcome": outcome, "value": value, "score": exact(verdict.score.map(Quotient::from)) })
}

fn verdicts(effect: &Effect) -> Vec<Value> {
    let shifts = effect.verdicts.iter();
    shifts
        .map(|shift| {
            json!({
                "contract": shift.contract.as_str(),
                "service_level": shift.service_level.as_str(),
                "subject": subject(&shift.subject),
                "first": shift.window.first.to_string(),
                "last": shift.window.last.to_string(),
                "without": verdict(&shift.then),
                "today": verdict(&shift.now),
            })
        })
        .collect()
}

fn ratings(effect: &Effect) -> Vec<Value> {
    let side = |(rating, score): (crate::compute::scorecard::Rating, Option<Quotient>)| json!({ "rating": rating.label(), "score": exact(score) });
    let shifts = effect.ratings.iter();
    shifts
        .map(|shift| {
            json!({
                "subject": subject(&shift.subject),
                "week": shift.period.to_string(),
                "without": side(shift.then),
                "today": side(shift.now),
            })
        })
        .collect()
}

fn credits(effect: &Effect) -> Vec<Value> {
    let shifts = effect.credits.iter();
    shifts
        .map(|shift| {
            json!({
                "contract": shift.contract.as_str(),
                "month": shift.month.to_string(),
                "currency": shift.currency,
                "without_minor": shift.then.0,
                "today_minor": shift.now.0,
            })
        })
        .collect()
}
