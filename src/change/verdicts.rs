//! Windows whose verdict differs, with the figure and the target it was compared with.

use serde_json::{Value, json};

use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::values::counted;
use crate::core::attainment::{Judged, Outcome, Ruling};
use crate::core::wording::{against, clause, subject_name};
use crate::kit::beside::beside;
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::closed_list;
use crate::subject::register::Register;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

/// By contract, service level, subject and window.
pub fn verdicts(before: Sound<'_>, after: Sound<'_>) -> Section {
    let window = |ruling: &Ruling| ruling.window.period;
    let (mut only_before, mut only_after, mut same_verdict) = (0, 0, 0);
    let mut changes = Vec::new();
    for (_, was, is) in beside(before.results().rulings(window), after.results().rulings(window)) {
        let (Some(was), Some(is)) = (was, is) else {
            only_before += usize::from(was.is_some());
            only_after += usize::from(is.is_some());
            continue;
        };
        let (then, now) = (verdict(before.register, was), verdict(after.register, is));
        if then.word == now.word {
            same_verdict += usize::from(then != now);
        } else {
            changes.push(change(after.register, is, &then, &now));
        }
    }
    let changed = counted(changes.len(), "verdict changes", "verdicts change");
    let columns = [("Service level", ""), ("Whose", ""), ("Window", "tight"), ("Before", ""), ("After", "")];
    let mut section = Section::new("verdicts", "Verdicts", &columns)
        .captioned("Verdicts that change")
        .with(changes)
        .saying([
            changed.clone(),
            counted(
                same_verdict,
                "result changes in figure or target alone",
                "results change in figure or target alone",
            ),
            counted(only_after, "window comes to be judged", "windows come to be judged"),
            counted(only_before, "window ceases to be judged", "windows cease to be judged"),
        ])
        .heading(Weight::Verdicts, changed);
    section.counts = vec![
        ("results_changed_alone", same_verdict),
        ("windows_added", only_after),
        ("windows_removed", only_before),
    ];
    section
}

closed_list! {
    /// How a window was judged.
    Word {
        Met = "met" "Met",
        Severe = "missed, severe" "Missed, severe",
        Missed = "missed" "Missed",
        NotMeasured = "not measured" "Not measured",
        NotJudged = "not judged" "Not judged",
    }
}

#[derive(PartialEq, Eq)]
struct Verdict {
    word: Word,
    /// `94.20% against at least 95%`, or why nothing was measured.
    figure: String,
}

/// By the clause that made it.
fn verdict(register: &Register, (judged, ruling): (&Judged, &Ruling)) -> Verdict {
    let word = match &ruling.outcome {
        Outcome::Met => Word::Met,
        Outcome::Missed if ruling.severe => Word::Severe,
        Outcome::Missed => Word::Missed,
        Outcome::NotMeasured(_) => Word::NotMeasured,
        Outcome::Shown => Word::NotJudged,
    };
    let clause = clause(register, judged, ruling);
    let metric = clause.and_then(|clause| register.metrics.get(&clause.metric));
    let figure = match (&ruling.outcome, clause, metric) {
        (Outcome::NotMeasured(why), ..) => why.text(),
        (_, Some(clause), Some(metric)) => against(metric, clause, ruling),
        _ => "no figure".to_owned(),
    };
    Verdict { word, figure }
}

fn change(
    register: &Register,
    (judged, is): (&Judged, &Ruling),
    before: &Verdict,
    after: &Verdict,
) -> Change {
    let (contract, level) = (&judged.contract, &judged.service_level);
    let named = clause(register, judged, is).map_or_else(|| level.to_string(), |clause| clause.name.clone());
    let name = subject_name(register, &judged.subject);
    let window = is.window.period;
    let exact =
        |verdict: &Verdict| -> Value { json!({ "verdict": verdict.word.word(), "figure": verdict.figure }) };
    let exact = json!({
        "contract": contract.as_str(),
        "service_level": level.as_str(),
        "name": name,
        "window": window.to_string(),
        "before": exact(before),
        "after": exact(after),
    });
    let side = |verdict: &Verdict| {
        let tone = match verdict.word {
            Word::Met => "met",
            Word::Missed | Word::Severe => "missed",
            Word::NotMeasured => "none",
            Word::NotJudged => "running",
        };
        Cell::new(Inline::mark(tone, verdict.word.label()))
            .under(Inline::words(verdict.figure.as_str()).without_evidence())
    };
    let row = [
        Cell::head(Inline::words(named).because(Exempt::Name))
            .under(Inline::code(format!("{contract}/{level}")).because(Exempt::Place)),
        Inline::words(name).because(Exempt::Name).into(),
        Cell::new(Inline::dated(window.label())).key(window.first_day()),
        side(before),
        side(after),
    ];
    Change::new(exact, row)
}
