//! The evidence of the effects beside the page: what was put back, and every result on both sides, exact.

use serde_json::{Value, json};

use crate::core::attainment::Outcome;
use crate::core::rollup::Subject;
use crate::kit::evidence::figure::{Detail, Exact, FigureEntry};
use crate::kit::number::Quotient;
use crate::kit::numbered::FigureNumber;
use crate::kit::source::CommitIndex;
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::{Document, exactly, of_file, ratio};
use crate::subject::history::{Change, Fact};
use crate::subject::restatement::address::RestatementPage;
use crate::subject::restatement::figures::{Effect, Verdict};
use crate::subject::restatement::page::entry::is_told;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

/// `unchanged`: nothing was restated, and the page counts the commits in which nothing was.
pub fn document(context: &PageContext<'_>, unchanged: bool) -> Document {
    let commit_of = |at: &CommitIndex| context.recorded.commit(*at).map(|commit| commit.id.as_str());
    let effects = context.effects.by_commit().iter().map(|(at, effect)| {
        let changes = effect.put_back.iter().map(|&at| &context.history.changes[at]);
        json!({
            "commit": commit_of(at),
            "changes": changes.map(|change| changed(context, change)).collect::<Vec<_>>(),
            "verdicts": verdicts(effect),
            "ratings": ratings(effect),
            "credits": credits(effect),
            "left_out": effect.left_out,
        })
    });
    let mut document = of_file(context, &Route::Restatement(RestatementPage::All).path());
    document.effects = Some(effects.collect());
    let counted = |n: FigureNumber, count: usize, formula: &'static str| {
        FigureEntry::new(n, &count.to_string(), Exact { near: whole(count), beyond: None }, formula)
    };
    if unchanged {
        document.figures.push(counted(FigureNumber::after(0), context.recorded.line.len(), "commits"));
    }
    for (at, effect) in context.effects.by_commit() {
        let Some(number) = super::figure_of(context, *at) else { continue };
        let mut figure = counted(number, super::effect::count(effect), "restated-effect");
        let commit = commit_of(at).unwrap_or_default().to_owned();
        figure.further.0.push(("effect", Detail::Words(vec![commit])));
        document.figures.push(figure);
    }
    document
}

fn changed(context: &PageContext<'_>, change: &Change) -> Value {
    let row = match &change.fact {
        Fact::Measurement { key, .. } => {
            Some([&key.site, &key.project, &key.queue, &key.language, &key.metric, &key.period])
        }
        _ => None,
    };
    let id = |at| context.recorded.commit(at).map(|commit| commit.id.as_str());
    // What the page does not show is not shown beside it either: who may read the commit finds it there.
    let is_told = is_told(context, change);
    json!({
        "path": change.path.as_str(),
        "line": change.place.as_ref().map(|place| place.line),
        "row": row,
        "key": change.fact.key(),
        "at": change.line,
        "first": id(change.first),
        "made": id(change.made),
        "before": is_told.then_some(&change.before),
        "after": is_told.then_some(&change.after),
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
    json!({ "outcome": outcome, "value": value, "score": exact(verdict.score) })
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
    let side = |(rating, score): (crate::core::score::Rating, Option<Quotient>)| json!({ "rating": rating.label(), "score": exact(score) });
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
