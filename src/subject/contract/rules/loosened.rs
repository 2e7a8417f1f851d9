//! X29: a target was loosened while it was being missed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::attainment::{Judged, Outcome};
use crate::core::contract::record::{Change, Contract, ServiceLevel, Target, TermsVersion};
use crate::core::rollup::Subject;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::Place;
use crate::kit::words::Direction;
use crate::subject::context::ReportContext;

/// An amendment made a target easier, and the last window judged before it took effect was missed contract-wide. An amendment of a
/// shared clause is told once, with every service level that it loosened so.
pub fn target_loosened(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let mut of_clauses: BTreeMap<Place, Loosened> = BTreeMap::new();
    for judged in report.judged.iter().filter(|judged| matches!(judged.subject, Subject::Vendor(_))) {
        let Some(contract) = report.register.contracts.get(&judged.contract) else { continue };
        for pair in contract.versions.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            let id = &judged.service_level;
            let (old, new) = (before.terms.service_levels.get(id), after.terms.service_levels.get(id));
            let (Some(old), Some(new)) = (old, new) else { continue };
            let Some(what) = loosened(old, new) else { continue };
            let Some((window, streak)) = last_miss(judged, after.from) else { continue };
            let more = match streak {
                0 | 1 => String::new(),
                2 => ", as was the one before it".to_owned(),
                n => format!(", as were the {} before it", n - 1),
            };
            let label = format!("the last window before {} was {window}: missed{more}", after.from);
            let level = format!("`{}/{}`", judged.contract, judged.service_level);
            if let Some((by, place)) = shared_change(contract, after, new) {
                let told = of_clauses.entry(place);
                told.or_insert_with(|| Loosened { by, what, label, levels: Vec::new() }).levels.push(level);
                continue;
            }
            let (number, place) = change(contract, &after.amendments, new);
            diagnostics.push(told(
                place,
                Loosened { by: format!("amendment {number}"), what, label, levels: vec![level] },
            ));
        }
    }
    of_clauses.into_iter().for_each(|(place, loosened)| diagnostics.push(told(place, loosened)));
}

/// What an amendment loosened.
struct Loosened {
    by: String,
    /// `target from 95 to 94`, and the window before, of the first.
    what: String,
    label: String,
    levels: Vec<String>,
}

/// Service levels that are named one by one.
const NAMED: usize = 3;

fn told(place: Place, Loosened { by, what, label, levels }: Loosened) -> Diagnostic {
    let named: Vec<&str> = levels.iter().take(NAMED).map(String::as_str).collect();
    let more = levels.len().saturating_sub(NAMED);
    let (these, were) = match (named.as_slice(), more) {
        ([one], 0) => ((*one).to_owned(), "it was"),
        (some, 0) => (list_and(some), "they were"),
        (some, more) => (format!("{} and {more} more", some.join(", ")), "they were"),
    };
    Diagnostic::new(
        &codes::TARGET_LOOSENED,
        place,
        format!("{by} loosens {these} ({what}) while {were} being missed"),
    )
    .label(label)
    .help("record why in a decision, and waive this with its approval")
}

/// The change of a shared clause that set the target with a version: who made it, and where.
fn shared_change(contract: &Contract, after: &TermsVersion, new: &ServiceLevel) -> Option<(String, Place)> {
    let own = after.own.get(&new.id)?;
    let is_target = |change: &&Change| {
        let key = change.path.split('.').next().unwrap_or_default();
        key.contains("target") && !own.contains_key(key)
    };
    let mut amendments = contract.shared_amendments(after);
    amendments.find_map(|(clause, amendment)| {
        let change =
            amendment.changes.iter().find(is_target).filter(|_| new.clause.as_deref() == Some(&clause.id))?;
        Some((format!("amendment {} of clause `{}`", amendment.number, clause.id), change.place.clone()))
    })
}

/// What became easier: `target from 95 to 94`.
fn loosened(old: &ServiceLevel, new: &ServiceLevel) -> Option<String> {
    let easier = |direction: Direction, old: Decimal, new: Decimal| match direction {
        Direction::AtLeast => new < old,
        Direction::AtMost => new > old,
        Direction::Range | Direction::Neutral => false,
    };
    // With timeslices the target is a share of slices, and more of them is always harder.
    let of_target = if new.slice_target.is_some() { Direction::AtLeast } else { new.direction };
    match (old.target(), new.target()) {
        (Target::Line(a), Target::Line(b)) if easier(of_target, a, b) => {
            Some(format!("target from {a} to {b}"))
        }
        (Target::Range { low: a, high: b }, Target::Range { low: c, high: d }) if c < a || d > b => {
            Some(format!("range from {a}\u{2013}{b} to {c}\u{2013}{d}"))
        }
        (Target::Line(_) | Target::Range { .. }, Target::None) => Some("target removed".to_owned()),
        _ => match (&old.slice_target, &new.slice_target) {
            (Some(a), Some(b)) if easier(new.direction, **a, **b) => {
                Some(format!("slice target from {a} to {b}"))
            }
            _ => None,
        },
    }
}

/// The last judged window that ended before `from`, if it was missed, and how many in a row it made.
fn last_miss(judged: &Judged, from: Date) -> Option<(Period, u32)> {
    let before = judged.rulings.iter().rev().filter(|ruling| ruling.window.ends_on() < from);
    let last = before.into_iter().find(|r| matches!(r.outcome, Outcome::Met | Outcome::Missed))?;
    last.missed().then_some((last.window.period, last.streak))
}

/// The amendment's number and the place of its change: of the target itself, else of the service level.
fn change(contract: &Contract, numbers: &[u32], new: &ServiceLevel) -> (u32, Place) {
    let prefix = format!("service-level.{}", new.id);
    let is_ours = |change: &&Change| {
        change.path == prefix || change.path.strip_prefix(&prefix).is_some_and(|rest| rest.starts_with('.'))
    };
    let is_target =
        |change: &&Change| change.path.rsplit('.').next().is_some_and(|key| key.contains("target"));
    let amendments = || contract.amendments.iter().filter(|amendment| numbers.contains(&amendment.number));
    let changes = || amendments().flat_map(|a| a.changes.iter().map(move |change| (a.number, change)));
    let ours = || changes().filter(|(_, change)| is_ours(change));
    let found = ours().find(|(_, change)| is_target(change)).or_else(|| ours().next());
    match (found, amendments().next()) {
        (Some((number, change)), _) => (number, change.place.clone()),
        (None, Some(amendment)) => (amendment.number, amendment.place.clone()),
        (None, None) => (0, new.target_place().clone()),
    }
}
