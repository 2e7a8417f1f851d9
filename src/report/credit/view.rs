//! What the template of a ledger gets: words, ready-made markup and links.

use serde::Serialize;

use crate::subject::response::page::ReplyMark;
use crate::subject::shell::Link;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};

/// `templates/credits.html`.
#[derive(Serialize)]
pub struct CreditsView {
    pub(super) contract: Link,
    pub(super) vendor: Link,
    pub(super) document: Label,
    /// No version of the contract has credit terms.
    pub(super) without_terms: bool,
    pub(super) totals: Vec<CreditSum>,
    /// Amounts that were lost since nobody claimed them in time, ready-made markup.
    pub(super) unclaimed: Vec<Html>,
    /// To what was claimed and what came, of all contracts.
    pub(super) claims: Link,
    /// Months that are not computed, since nothing is invoiced for them.
    pub(super) uninvoiced: Vec<Label>,
    pub(super) months: Vec<MonthView>,
}

/// Sums of one currency; amounts are ready-made markup.
#[derive(Serialize)]
pub struct CreditSum {
    /// Empty where a page shows the net amount alone, and so is `back`.
    pub owed: Html,
    pub back: Html,
    pub net: Html,
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
    pub(super) label: Label,
    /// Numbers of the figures that the derivation speaks of.
    pub(super) figures: String,
    pub(super) owed: Html,
    pub(super) net: Html,
    pub(super) cap: Html,
    pub(super) at_risk: Html,
    pub(super) provisional: bool,
    pub(super) claim: Label,
    /// What became of it; empty where nothing is owed.
    pub(super) state: Vec<Inline>,
    pub(super) steps: Vec<StepView>,
    pub(super) lines: Vec<LineView>,
    pub(super) sources: Html,
}

#[derive(Serialize)]
pub(super) struct LineView {
    pub(super) name: Label,
    pub(super) clause: Label,
    pub(super) link: Link,
    pub(super) window: Label,
    pub(super) value: Html,
    pub(super) target: Html,
    pub(super) multiplier: Label,
    pub(super) points: Label,
    /// What it would be without incident rule, pools and cap; empty where they take nothing.
    pub(super) raw: Html,
    pub(super) owed: Html,
    pub(super) earn_back: Label,
    pub(super) steps: Vec<StepView>,
    /// What the vendor says of the credit and of the result it rests on.
    pub(super) replies: Vec<ReplyMark>,
}

/// One step of a derivation: words and ready-made markup of its result.
#[derive(Serialize)]
pub(super) struct StepView {
    pub(super) words: Label,
    pub(super) amount: Html,
}
