//! Amounts of settlements with their evidence: of one month, and of several months of one currency.

use std::collections::BTreeMap;

use crate::kit::number::{Decimal, Money, Quotient};
use crate::kit::source::Place;
use crate::subject::claim::figures::{Settlement, State};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::register::Register;
use crate::subject::wording::figure::money;

/// What is said of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// By the ledger, less what was earned back.
    Owed,
    /// What was agreed, else what is owed.
    Due,
    Claimed,
    Received,
    /// Of what was received, what is above what is due, or of a month of which no credit is known.
    Beyond,
    /// Owed, and given up by what was agreed; below 0 more was agreed.
    Conceded,
    Outstanding,
    /// Of what is outstanding, what nobody has claimed yet.
    Claimable,
    Lost,
    Over,
}

impl Part {
    /// As evidence names it.
    fn word(self) -> &'static str {
        match self {
            Part::Owed => "owed",
            Part::Due => "due",
            Part::Claimed => "claimed",
            Part::Received => "received",
            Part::Beyond => "beyond",
            Part::Conceded => "conceded",
            Part::Outstanding => "outstanding",
            Part::Claimable => "claimable",
            Part::Lost => "lost",
            Part::Over => "over",
        }
    }

    /// The formula of one month.
    fn formula(self) -> &'static str {
        match self {
            Part::Owed => "credit-net",
            Part::Due => "claim-due",
            Part::Claimed => "claim-asked",
            Part::Received => "claim-received",
            Part::Outstanding | Part::Claimable => "claim-outstanding",
            Part::Lost => "claim-lost",
            Part::Conceded => "claim-conceded",
            Part::Over | Part::Beyond => "claim-over",
        }
    }

    /// `None` where it cannot be told, or nobody claimed and nothing came.
    pub fn of(self, one: &Settlement) -> Option<Money> {
        match self {
            Part::Claimed => one.claimed,
            Part::Received => one.received,
            Part::Beyond => one.outcome.map_or(one.received, |outcome| Some(outcome.over)),
            Part::Conceded => one.outcome.ok().map(|outcome| outcome.conceded()),
            Part::Owed => one.outcome.ok().map(|outcome| outcome.owed),
            Part::Due => one.outcome.ok().map(|outcome| outcome.due),
            Part::Outstanding => one.outcome.ok().map(|outcome| outcome.outstanding),
            Part::Lost => one.outcome.ok().map(|outcome| outcome.lost),
            Part::Over => one.outcome.ok().map(|outcome| outcome.over),
            Part::Claimable => one.claimable().map(|(amount, _)| amount),
        }
    }
}

/// An amount of one month; `None` where there is none to tell.
pub fn amount(
    register: &Register,
    one: &Settlement,
    part: Part,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let amount = part.of(one)?;
    let shown = money(amount, &one.currency);
    let value = Quotient::from(Decimal::from_int(amount.0));
    let entry = evidence.figure(&shown, value, part.formula());
    let entry = entry.note("month", &[one.contract.as_str(), &one.month.to_string()]);
    let number = match part {
        Part::Owed => entry.note("part", &["net"]).done(),
        Part::Claimed => {
            let claims = one.claims.iter().filter_map(|id| register.claims.get(id));
            entry.records(claims.map(|claim| &claim.place)).done()
        }
        Part::Received => {
            let notes = one.notes.iter().filter_map(|at| register.credit_notes.get(*at));
            let places: Vec<&Place> = notes.map(|note| &note.place).collect();
            entry.lines(&places).done()
        }
        _ => entry.done(),
    };
    Some(FigureRef::new(number, value, shown))
}

/// What is still owed, or too much, in a state of a month that says by how much.
pub fn difference(register: &Register, one: &Settlement, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let outcome = one.outcome.ok()?;
    let part = match outcome.state {
        State::Over { .. } => Part::Over,
        State::Short { .. } if outcome.lost > Money(0) => Part::Lost,
        State::Short { .. } => Part::Outstanding,
        _ => return None,
    };
    amount(register, one, part, evidence)
}

/// Settlements by currency, in order of its code.
pub fn by_currency<'s>(
    settlements: impl IntoIterator<Item = &'s Settlement>,
) -> Vec<(&'s str, Vec<&'s Settlement>)> {
    let mut currencies: BTreeMap<&str, Vec<&Settlement>> = BTreeMap::new();
    for one in settlements {
        currencies.entry(one.currency.as_str()).or_default().push(one);
    }
    currencies.into_iter().collect()
}

/// Whether months of one currency have something of a part.
pub fn has(settlements: &[&Settlement], part: Part) -> bool {
    settlements.iter().any(|one| part.of(one).is_some_and(|amount| amount != Money(0)))
}

/// What months of one currency add up to; `of` says whose they are: `all`, or a vendor or contract with its id. `None` where 64 bits are too
/// few.
pub fn total(
    settlements: &[&Settlement],
    part: Part,
    of: (&str, &str),
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let currency = settlements.first()?.currency.as_str();
    let counted =
        settlements.iter().filter_map(|one| Some((one, part.of(one).filter(|of| *of != Money(0))?)));
    let counted: Vec<(&&Settlement, Money)> = counted.collect();
    let sum: i128 = counted.iter().map(|(_, amount)| i128::from(amount.0)).sum();
    let sum = i64::try_from(sum).ok()?;
    let shown = money(Money(sum), currency);
    let value = Quotient::from(Decimal::from_int(sum));
    let ledger: Vec<String> =
        counted.iter().map(|(one, _)| format!("{}/{}", one.contract, one.month)).collect();
    let ledger: Vec<&str> = ledger.iter().map(String::as_str).collect();
    let entry =
        evidence.figure(&shown, value, "claim-total").note("ledger", &ledger).note("part", &[part.word()]);
    Some(FigureRef::new(entry.note("whose", &[of.0, of.1, currency]).done(), value, shown))
}
