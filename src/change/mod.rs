//! What one version of a book says otherwise than another, both on one as-of date: diagnostics, figures, plans, procedures,
//! terms, all other records and what follows from them. Plain values; `change::page` has the words.

pub mod page;
mod changed;
mod messages;
mod figures;
mod rows;
mod keyed;
mod plans;
mod reworded;
mod sops;
mod records;
mod effects;
mod files;
mod settings;
mod replay;
mod terms;

pub use changed::Changed;
pub use effects::{EffectChange, EffectKind};
pub use figures::{Amounts, Card, CardChange, CreditChange, Verdict, VerdictChange, Verdicts};
pub use files::FileChange;
pub use messages::{MessageChange, MessageKind};
pub use plans::{ActionChange, Fate, PlanChange};
pub use records::{RecordChange, RecordKind};
pub use replay::{CreditsReplayed, Replay, Turns};
pub use reworded::{Mark, Reworded, Run};
pub use rows::{RowChange, Written};
pub use settings::windows;
pub use sops::SopChange;
pub use terms::{ClauseName, TermChange};

use jiff::civil::Date;

use crate::kit::diag::{Class, Diagnostics};
use crate::kit::source::{Commit, Snapshot};
use crate::subject::report::Report;

/// One side: what was read of it, what was said of it, and its report, unless defects keep it from being published.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub snapshot: &'a Snapshot,
    pub diagnostics: &'a Diagnostics,
    pub report: Option<&'a Report<'a>>,
}

/// Everything that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    pub base: Version,
    pub head: Version,
    /// The date both sides speak for; `None` when the head cannot be read.
    pub as_of: Option<Date>,
    pub messages: Vec<MessageChange>,
    /// `None` when a side has defects: records with defects are missing, and a gap is no change.
    pub figures: Option<Figures>,
    pub files: Vec<FileChange>,
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct Version {
    pub commit: Option<Commit>,
    /// Defects that no waiver covers.
    pub defects: usize,
    /// Findings that no waiver covers.
    pub findings: usize,
}

#[derive(Clone, Debug)]
pub struct Figures {
    pub cards: Vec<CardChange>,
    pub credits: Vec<CreditChange>,
    pub verdicts: Verdicts,
    pub rows: Vec<RowChange>,
    /// Rows after the as-of date, before and after: counted, and left out of every figure.
    pub rows_ahead: (usize, usize),
    pub plans: Vec<PlanChange>,
    pub sops: Vec<SopChange>,
    pub terms: Vec<TermChange>,
    pub records: Vec<RecordChange>,
    pub effects: Vec<EffectChange>,
}

/// Compares two sides on one as-of date, which the caller has seen to.
pub fn difference(base: Side<'_>, head: Side<'_>) -> Difference {
    let version = |side: Side<'_>| Version {
        commit: side.snapshot.commit.clone(),
        defects: side.diagnostics.defects(),
        findings: side.diagnostics.findings(),
    };
    let figures = base.report.zip(head.report).map(|(before, after)| Figures {
        cards: figures::cards(before, after),
        credits: figures::credits(before, after),
        verdicts: figures::verdicts(before, after),
        rows: rows::rows(before.register, after.register),
        rows_ahead: (before.register.measurements.after_as_of, after.register.measurements.after_as_of),
        plans: plans::plans((before, &base.snapshot.texts), (after, &head.snapshot.texts)),
        sops: sops::sops(
            (before, &base.snapshot.texts),
            (after, &head.snapshot.texts),
            &sops::renamed(
                (before.register, &base.snapshot.recorded),
                (after.register, &head.snapshot.recorded),
            ),
        ),
        terms: terms::terms(before, after),
        records: records::records((before, &base.snapshot.texts), (after, &head.snapshot.texts)),
        effects: effects::effects(before, after),
    });
    Difference {
        base: version(base),
        head: version(head),
        as_of: head.report.or(base.report).map(|report| report.register.as_of()),
        messages: told(base, head),
        figures,
        files: files::files(base.snapshot, head.snapshot),
    }
}

/// Findings of a record that a defect hides neither come nor go: of a side that cannot be published only defects count.
fn told(base: Side<'_>, head: Side<'_>) -> Vec<MessageChange> {
    let mut messages = messages::messages(base.diagnostics, head.diagnostics);
    let is_whole = |kind: MessageKind| match kind {
        MessageKind::Appears => base.report.is_some(),
        MessageKind::Disappears => head.report.is_some(),
        MessageKind::Waived | MessageKind::NoLongerWaived => true,
    };
    messages.retain(|change| change.code.class == Class::Defect || is_whole(change.kind));
    messages
}
