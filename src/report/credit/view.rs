//! What the template of a ledger gets: words, ready-made markup and links.

use serde::Serialize;

use crate::subject::response::page::ReplyMark;
use crate::subject::shell::Link;

/// `templates/credits.html`.
#[derive(Serialize)]
pub struct CreditsView {
    pub(super) contract: Link,
    pub(super) vendor: Link,
    pub(super) document: String,
    /// No version of the contract has credit terms.
    pub(super) without_terms: bool,
    pub(super) totals: Vec<CreditSum>,
    /// Amounts past their last day to claim, ready-made markup.
    pub(super) unclaimed: Vec<String>,
    pub(super) months: Vec<MonthView>,
}

/// Sums of one currency; amounts are ready-made markup.
#[derive(Serialize)]
pub struct CreditSum {
    /// Empty where a page shows the net amount alone, and so is `back`.
    pub owed: String,
    pub back: String,
    pub net: String,
    /// Some month rests on provisional figures.
    pub provisional: bool,
    /// Some month lacks figures that are late.
    pub awaited: bool,
    /// Some credit may still be earned back.
    pub open: bool,
}

#[derive(Serialize)]
pub(super) struct MonthView {
    pub(super) id: String,
    pub(super) label: String,
    /// Numbers of the figures that the derivation speaks of.
    pub(super) figures: String,
    pub(super) owed: String,
    pub(super) net: String,
    pub(super) cap: String,
    pub(super) at_risk: String,
    pub(super) provisional: bool,
    pub(super) claim: String,
    pub(super) claim_passed: bool,
    pub(super) steps: Vec<StepView>,
    pub(super) lines: Vec<LineView>,
    pub(super) sources: String,
}

#[derive(Serialize)]
pub(super) struct LineView {
    pub(super) name: String,
    pub(super) clause: String,
    pub(super) link: Link,
    pub(super) window: String,
    pub(super) value: String,
    pub(super) target: String,
    pub(super) multiplier: String,
    pub(super) points: String,
    pub(super) raw: String,
    pub(super) owed: String,
    pub(super) earn_back: String,
    pub(super) steps: Vec<StepView>,
    /// What the vendor says of the credit and of the result it rests on.
    pub(super) replies: Vec<ReplyMark>,
}

/// One step of a derivation: words and ready-made markup of its result.
#[derive(Serialize)]
pub(super) struct StepView {
    pub(super) words: String,
    pub(super) amount: String,
}
