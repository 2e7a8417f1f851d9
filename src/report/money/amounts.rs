//! Amounts of the accounts with their evidence: each says which question it answers, so that it can be computed anew.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::calendar::days_between;
use crate::kit::declared::Month;
use crate::kit::id::{ContractId, VendorId};
use crate::kit::number::Quotient;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::finance::Track;
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::register::Register;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Html;

/// What is asked of the tracks of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Invoiced, without what is disputed.
    Payable,
    /// The same of invoices that fall due after the as-of day; of those without a day by which they are due, if they were issued in the last 30 days.
    Due,
    Disputed,
    /// Invoiced under contracts without a rate card: neither payable nor disputed.
    Unrated,
    /// Delivered and still to be invoiced.
    Open,
    /// What the months should cost.
    Expected,
}

impl Part {
    fn formula(self) -> &'static str {
        match self {
            Part::Payable => "money-payable",
            Part::Due => "money-due",
            Part::Disputed => "money-disputed",
            Part::Unrated => "money-unrated",
            Part::Open => "money-open",
            Part::Expected => "money-expected",
        }
    }

    fn of(self, track: &Track, month: Option<Month>, register: &Register) -> i128 {
        let as_of = register.as_of();
        let own = track.services.iter().filter(|(of, _)| month.is_none_or(|month| month == *of));
        own.map(|(_, delivered)| match self {
            Part::Payable => delivered.payable(),
            Part::Due => {
                let is_due =
                    |line: usize| register.invoices.get(line).is_some_and(|line| is_due(line, as_of));
                delivered.lines.iter().filter(|of| is_due(of.line)).map(|of| of.payable).sum()
            }
            Part::Disputed => delivered.disputed(),
            Part::Unrated => delivered.unrated(),
            Part::Open => delivered.open(as_of),
            Part::Expected => delivered.expected(),
        })
        .sum()
    }
}

/// Whose tracks, and of which month of service.
#[derive(Clone, Copy, Debug, Default)]
pub struct Of<'q> {
    pub vendor: Option<&'q VendorId>,
    pub contract: Option<&'q ContractId>,
    pub month: Option<Month>,
}

impl Of<'_> {
    fn has(self, track: &Track) -> bool {
        self.vendor.is_none_or(|vendor| *vendor == track.vendor)
            && self.contract.is_none_or(|contract| *contract == track.contract)
    }
}

/// Whether something is invoiced under a contract without a rate card.
pub fn has_unrated(context: &PageContext<'_>, of: Of<'_>) -> bool {
    let tracks = &context.report.finance.tracks;
    tracks.iter().filter(|track| of.has(track)).any(|track| {
        track.services.iter().any(|(_, delivered)| delivered.lines.iter().any(|line| line.unrated != 0))
    })
}

/// By currency, in order of its code; a currency whose sum is 0 is left out.
pub fn by_currency(
    context: &PageContext<'_>,
    part: Part,
    of: Of<'_>,
    evidence: &mut Evidence<'_>,
) -> Vec<FigureRef> {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    let tracks = context.report.finance.tracks.iter().filter(|track| of.has(track));
    for track in tracks {
        *sums.entry(&track.currency).or_insert(0) += part.of(track, of.month, context.report.register);
    }
    let month = of.month.map_or_else(|| "*".to_owned(), |month| month.to_string());
    let vendor = of.vendor.map_or("*", VendorId::as_str);
    let contract = of.contract.map_or("*", ContractId::as_str);
    sums.retain(|_, sum| *sum != 0);
    let figure = |(currency, minor): (&str, i128)| {
        let asked = [vendor, contract, &month, currency];
        evidence.money(minor, currency, part.formula(), |entry| entry.note("asked", &asked))
    };
    sums.into_iter().map(figure).collect()
}

/// Days for which an invoice that does not say when it is due counts as to be paid.
pub const UNDATED_DAYS: i32 = 30;

/// Whether an invoice line is still to be paid, as far as its dates tell: nothing says what was paid.
fn is_due(line: &InvoiceLine, as_of: Date) -> bool {
    match &line.due_on {
        Some(due) => **due > as_of,
        None => days_between(*line.issued_on, as_of) <= UNDATED_DAYS,
    }
}

/// `1,561.28 USD and 12,000 JPY`, or nothing.
pub fn listed(amounts: Vec<FigureRef>) -> Option<Html> {
    let count = amounts.len();
    let mut said = Html::default();
    for (at, amount) in amounts.into_iter().enumerate() {
        said = match at {
            0 => Html::from(amount),
            _ if at + 1 == count => said.then(" and ").then(amount),
            _ => said.then(", ").then(amount),
        };
    }
    (count > 0).then_some(said)
}

/// As a quotient, for pictures.
pub fn length(minor: i128) -> f64 {
    Quotient::new(minor, 1).map_or(0.0, Quotient::to_f64)
}
