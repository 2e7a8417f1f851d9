//! X72: a red signal that stands without an answer.

use crate::kit::calendar::{day_label, days_between};
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::source::Place;
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::register::Register;
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::figures::{About, Basis, Signal};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] =
    &[FigureRule { code: &codes::SIGNAL_UNANSWERED, check: signal_unanswered }];

/// Told of every book: where it does not write `[signals]`, the default of `answer-days` holds.
pub fn signal_unanswered(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    // What a record with a defect answers is not known.
    let answers = ["data/risks/", "data/plans/", "data/decisions/", "data/dismissals/"];
    if !answers.iter().all(|folder| figures.context.is_whole(folder)) {
        return;
    }
    let grace = i32::try_from(*register.settings.signal_policy().answer_days).unwrap_or(i32::MAX);
    for signal in report.signals.signals.iter().filter(|signal| signal.is_red && signal.answer.is_none()) {
        // What is past its day is a finding of its own.
        let is_past = matches!(signal.basis, Basis::Day(day) if day < register.as_of());
        if is_past || days_between(signal.since, register.as_of()) <= grace {
            continue;
        }
        let Some(place) = place(register, &signal.about) else { continue };
        let message = format!(
            "{}: {}, since {}, and nothing answers it",
            named(&signal.about),
            signal.kind.label().to_lowercase(),
            day_label(signal.since)
        );
        diagnostics.push(
            Diagnostic::new(&codes::SIGNAL_UNANSWERED, place, message)
                .label(format!("a signal of kind `{}`", signal.kind.word()))
                .help(help(signal)),
        );
    }
}

fn help(signal: &Signal) -> &'static str {
    match signal.kind {
        SignalKind::NoticeNear => {
            "ask for a decision on the renewal that is due by the day, or name the signal in a risk"
        }
        SignalKind::PriceReviewNear => {
            "ask for a decision on the prices that is due by the day, or name the signal in a risk"
        }
        SignalKind::ProcedureOverdue => "review the procedure, or name the signal in a risk",
        SignalKind::SafeguardEnds => "write the renewal as a record, or name the signal in a risk",
        _ => {
            "name it as [[signal]] of a risk, open a plan about it, or say under data/dismissals why it is left alone"
        }
    }
}

/// The file of what it is about.
fn place(register: &Register, about: &About) -> Option<Place> {
    let contract = || Some(register.contracts.get(about.contract.as_ref()?)?.place.clone());
    let sop = || Some(register.sops.get(about.sop.as_ref()?)?.place.clone());
    let safeguard = || Some(register.safeguards.get(about.safeguard.as_ref()?)?.place.clone());
    let project = || Some(register.projects.get(about.project.as_ref()?)?.place.clone());
    let site = || Some(register.sites.get(about.site.as_ref()?)?.place.clone());
    match (&about.site, &about.contract) {
        (None, Some(_)) => contract(),
        _ => sop().or_else(safeguard).or_else(site).or_else(project),
    }
}

/// Its parts as the files name them.
fn named(about: &About) -> String {
    let parts = [
        about.site.as_ref().map(|id| id.as_str()),
        about.metric.as_ref().map(|id| id.as_str()),
        about.project.as_ref().map(|id| id.as_str()),
        about.contract.as_ref().filter(|_| about.site.is_none()).map(|id| id.as_str()),
        about.sop.as_ref().map(|id| id.as_str()),
        about.safeguard.as_ref().map(|id| id.as_str()),
    ];
    let named: Vec<String> = parts.into_iter().flatten().map(|id| format!("`{id}`")).collect();
    named.join(", ")
}
