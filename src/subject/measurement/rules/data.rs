//! X21 and X22: service levels without data, and windows that stay provisional.

use std::collections::BTreeSet;

use crate::core::attainment::{Judged, Outcome, Ruling, WhyNot};
use crate::core::contract::record::ServiceLevel;
use crate::core::contract::terms::{clause_on, middle_day};
use crate::core::measurement::record::Status;
use crate::core::rollup::Subject;
use crate::core::wording::subject_name;
use crate::kit::calendar::{add_days, day_label};
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::ReportContext;
use crate::subject::context::row_place;

/// Days after a window was due by which its figures are expected to be final.
const CLOSED_AFTER_DAYS: i32 = 7;

/// X21: a service level in force whose latest window has no row: contract-wide, or at a site that has reported before.
pub fn service_level_without_data(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    if !figures.context.is_whole("data/metrics/") {
        return;
    }
    let register = figures.report.register;
    let late = register.measurements.after_as_of;
    let are_all_late = late > 0 && register.measurements.rows.is_empty();
    let mut silent: BTreeSet<(&str, &str)> = BTreeSet::new();
    for judged in &figures.report.judged {
        let Some(clause) = in_force(figures, judged) else { continue };
        let Some(last) = judged.rulings.last() else { continue };
        let is_empty = last.rows.is_empty()
            && matches!(last.outcome, Outcome::NotMeasured(WhyNot::Late) | Outcome::Missed);
        let key = (judged.contract.as_str(), judged.service_level.as_str());
        let has_reported = judged.rulings.iter().any(Ruling::has_come);
        let who = match &judged.subject {
            Subject::Vendor(_) => String::new(),
            Subject::Site(_) if silent.contains(&key) || !has_reported => continue,
            site => format!(" for {}", subject_name(register, site)),
        };
        if !is_empty {
            continue;
        }
        silent.insert(key);
        if are_all_late {
            let message = format!("no service level has data: all rows lie after the as-of, {late} of them");
            let label = format!("the book speaks for {}", day_label(register.as_of()));
            let found = Diagnostic::new(&codes::SERVICE_LEVEL_WITHOUT_DATA, clause.place.clone(), message)
                .label(label);
            diagnostics.push(found.help("correct the periods of the rows, or build with a later as-of"));
            return;
        }
        let label = match judged.rulings.iter().rev().find(|ruling| !ruling.rows.is_empty()) {
            Some(ruling) => format!("the last window with figures is {}", ruling.window.period),
            None => "no window has ever had figures".to_owned(),
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::SERVICE_LEVEL_WITHOUT_DATA,
                clause.place.clone(),
                format!(
                    "service level `{}/{}` has no data{who} in {}",
                    judged.contract, judged.service_level, last.window.period
                ),
            )
            .label(label)
            .help(format!("add rows of metric `{}`, or amend the contract", clause.metric)),
        );
    }
}

/// X22: a window that ended a week ago or more still rests on provisional figures. Told once a service level, at the first row.
pub fn only_provisional(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let closed_by = add_days(register.as_of(), -CLOSED_AFTER_DAYS);
    for judged in figures.report.judged.iter().filter(|judged| matches!(judged.subject, Subject::Vendor(_))) {
        let is_stale = |ruling: &&Ruling| ruling.provisional && ruling.due_on <= closed_by;
        let stale: Vec<&Ruling> = judged.rulings.iter().filter(is_stale).collect();
        let Some(last) = stale.last() else { continue };
        let rows: BTreeSet<u32> = stale.iter().flat_map(|ruling| &ruling.rows).copied().collect();
        let rows: Vec<_> = rows
            .iter()
            .filter_map(|&row| register.measurements.rows.get(row as usize))
            .filter(|row| row.status == Status::Provisional)
            .collect();
        let Some(first) = rows.first() else { continue };
        let windows = match stale.len() {
            1 => format!("window {} rests", last.window.period),
            n => format!("{n} windows up to {} rest", last.window.period),
        };
        let others = match rows.len() {
            1 => "the only one".to_owned(),
            n => format!("the first of {n}"),
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::ONLY_PROVISIONAL,
                row_place(register, figures.context.snapshot, first),
                format!(
                    "{windows} on {} for service level `{}/{}`",
                    plural(rows.len(), "provisional figure"),
                    judged.contract,
                    judged.service_level
                ),
            )
            .label(format!("{others}; the last of these windows ended on {}", day_label(last.window.last)))
            .help("replace the figures by final ones, or set their `status` to `final`"),
        );
    }
}

/// The clause as it stands in the reporting period.
pub(super) fn in_force<'a>(figures: &ReportContext<'a>, judged: &Judged) -> Option<&'a ServiceLevel> {
    let report = figures.report;
    let contract = report.register.contracts.get(&judged.contract)?;
    clause_on(contract, &judged.service_level, middle_day(report.period)).map(|(_, clause)| clause)
}
