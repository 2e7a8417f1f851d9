//! X28: what was signed and has changed since without a reason; sign-offs that were edited; restatements approved by who made them.

use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::source::{CommitIndex, Recorded};
use crate::subject::context::ReportContext;
use crate::subject::context::row_place;
use crate::subject::context::{FigureRule, Rule};
use crate::subject::signoff::figures::{SignedPeriod, changed_rows};
use crate::subject::signoff::record::Signoff;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::SIGNOFF_STALE, check: signoff_stale },
    FigureRule { code: &codes::SIGNOFF_EDITED, check: signoff_edited },
    FigureRule { code: &codes::RESTATEMENT_REFUSED, check: restatement_refused },
];

/// Most changed rows that one message names.
const SHOWN: usize = 3;

/// X28: a covered row or term changed after sign-off, and no restatement says why.
pub fn signoff_stale(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for (period, state) in &figures.report.signoffs.periods {
        let Some(signoff) = register.signoffs.get(period) else { continue };
        if state.holds() {
            diagnostics.extend(wrong_counts(signoff, state));
        } else {
            diagnostics.push(stale(figures, signoff, state));
        }
    }
}

fn stale(figures: &ReportContext<'_>, signoff: &Signoff, state: &SignedPeriod) -> Diagnostic {
    let (register, snapshot) = (figures.report.register, figures.context.snapshot);
    let period = signoff.period;
    let (place, what) = match signoff.restatements.last() {
        Some(last) => (&last.hash_after.place, format!("agreed to in restatement {:02}", last.number)),
        None => (&signoff.hash.place, "signed".to_owned()),
    };
    let rows = plural(state.covered.rows.len(), "row");
    let mut diagnostic = Diagnostic::new(
        &codes::SIGNOFF_STALE,
        place.clone(),
        format!("figures or terms of {period} are not those that were {what}"),
    )
    .label(format!(
        "{what}: {:.12}…; now {rows} and the terms in force give {:.12}…",
        state.agreed, state.covered.hash
    ))
    .help(format!(
        "restore them, or say why with `scorebook signoff {} --by PERSON --reason TEXT`",
        period.stem()
    ));
    let recorded = &snapshot.recorded;
    let changed =
        state.since.map(|since| changed_rows(register, recorded, &state.covered, since)).unwrap_or_default();
    for &(at, commit) in changed.iter().take(SHOWN) {
        if let Some(row) = register.measurements.rows.get(at) {
            let by = by(recorded, commit);
            diagnostic = diagnostic.related(row_place(register, snapshot, row), format!("set since, {by}"));
        }
    }
    diagnostic
}

/// The hash holds, so the counts beside it must.
fn wrong_counts(signoff: &Signoff, state: &SignedPeriod) -> Option<Diagnostic> {
    let said: usize = signoff.covered.iter().map(|file| *file.rows as usize).sum();
    let found = state.covered.rows.len();
    if said == found || !signoff.restatements.is_empty() {
        return None;
    }
    let message =
        format!("the sign-off of {} counts {}, and {found} were signed", signoff.period, plural(said, "row"));
    Some(
        Diagnostic::new(&codes::SIGNOFF_STALE, signoff.place.clone(), message)
            .label("the hash holds, so the counts are wrong")
            .help("let `scorebook signoff` write the file"),
    )
}

/// A sign-off or restatement is not what it was when it was first recorded.
pub fn signoff_edited(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let snapshot = figures.context.snapshot;
    for edited in &figures.report.signoffs.edited {
        let by = by(&snapshot.recorded, edited.first);
        let path = &edited.path;
        let text = edited.line.and_then(|line| Some((snapshot.texts.get(path)?, line)));
        let diagnostic = match text {
            Some((text, line)) => Diagnostic::new(
                &codes::SIGNOFF_EDITED,
                text.place(text.line_span(line.min(text.line_count()))),
                format!("`{path}` was changed after it was recorded"),
            ),
            None => Diagnostic::of_file(
                &codes::SIGNOFF_EDITED,
                path.clone(),
                format!("`{path}` was removed after it was recorded"),
            ),
        };
        diagnostics.push(
            diagnostic
                .label(format!("recorded {by}"))
                .help("restore the file as that commit has it, and add a restatement"),
        );
    }
}

/// A restatement is approved by who made the change, and no later one by somebody else has taken its place.
pub fn restatement_refused(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let (register, snapshot) = (figures.report.register, figures.context.snapshot);
    for (period, state) in &figures.report.signoffs.periods {
        let Some(signoff) = register.signoffs.get(period) else { continue };
        for (at, commit) in state.refused() {
            let Some(restatement) = signoff.restatements.get(at) else { continue };
            let name = register.person_name(restatement.approved_by.as_str());
            let by = by(&snapshot.recorded, commit);
            diagnostics.push(
                Diagnostic::new(
                    &codes::RESTATEMENT_REFUSED,
                    restatement.approved_by.place.clone(),
                    format!("{name} approves restatement {:02} of {period} and made it", restatement.number),
                )
                .label(format!("their change: {by}"))
                .help(format!(
                    "let somebody else approve the change: `scorebook signoff {} --by ANOTHER --reason TEXT`",
                    period.stem()
                )),
            );
        }
    }
}

/// `in commit 0123456789ab by Ada North on 18 November 2026`
fn by(recorded: &Recorded, commit: CommitIndex) -> String {
    recorded.commit(commit).map_or_else(String::new, |commit| {
        let day = commit.committed_at.to_zoned(jiff::tz::TimeZone::UTC).date();
        format!("in commit {:.12} by {} on {}", commit.id, commit.author, day_label(day))
    })
}
