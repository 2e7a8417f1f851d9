//! Figures that their sender kept back: nobody owes them, so nobody would ask for them.

use std::collections::{BTreeMap, BTreeSet};

use super::data::in_force;
use crate::core::attainment::{Judged, Outcome, Ruling, WhyNot};
use crate::core::measurement::record::WithheldRow;
use crate::core::rollup::Subject;
use crate::core::wording::subject_name;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::period::Period;
use crate::subject::context::{ReportContext, line_place};

/// Windows of a service level in force of which rows were withheld. Told once of the vendor, of windows that have nothing else, and once
/// of each site that withheld more than those; at the newest row.
pub fn figures_withheld(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let mut of_vendor: BTreeMap<(&str, &str), BTreeSet<Period>> = BTreeMap::new();
    for judged in &figures.report.judged {
        if in_force(figures, judged).is_none() {
            continue;
        }
        let key = (judged.contract.as_str(), judged.service_level.as_str());
        let is_vendor = matches!(judged.subject, Subject::Vendor(_));
        let is_withheld = |ruling: &&Ruling| match is_vendor {
            true => ruling.outcome == Outcome::NotMeasured(WhyNot::Withheld),
            false => !ruling.withheld_rows.is_empty(),
        };
        let windows: Vec<&Ruling> = judged.rulings.iter().filter(is_withheld).collect();
        let periods: BTreeSet<Period> = windows.iter().map(|ruling| ruling.window.period).collect();
        if is_vendor {
            of_vendor.insert(key, periods);
        } else if of_vendor.get(&key).is_some_and(|told| periods.is_subset(told)) {
            continue;
        }
        diagnostics.extend(diagnostic(figures, judged, &windows));
    }
}

fn diagnostic(figures: &ReportContext<'_>, judged: &Judged, windows: &[&Ruling]) -> Option<Diagnostic> {
    let register = figures.report.register;
    let last = windows.last()?.window.period;
    let rows: BTreeSet<u32> = windows.iter().flat_map(|ruling| &ruling.withheld_rows).copied().collect();
    let row = |at: &u32| register.measurements.withheld.get(*at as usize);
    let newest: &WithheldRow =
        rows.iter().filter_map(row).max_by_key(|row| (row.period, row.file, row.line))?;
    let who = match &judged.subject {
        Subject::Vendor(_) => String::new(),
        site => format!(" for {}", subject_name(register, site)),
    };
    let when = match windows.len() {
        1 => last.to_string(),
        n => format!("{n} windows, the newest {last}"),
    };
    let label = match rows.len() {
        1 => "the only such row".to_owned(),
        n => format!("the newest of {}", plural(n, "such row")),
    };
    let id = format!("{}/{}", judged.contract, judged.service_level);
    Some(
        Diagnostic::new(
            &codes::FIGURES_WITHHELD,
            line_place(register, figures.context.snapshot, newest),
            format!("figures of service level `{id}`{who} were withheld by their sender in {when}"),
        )
        .label(label)
        .help("ask the sender for them: a window without a figure is not measured, and costs nothing"),
    )
}
