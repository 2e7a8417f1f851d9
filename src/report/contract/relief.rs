//! Relief events of a contract: what was taken out of the judgement, who approved it, and on what evidence.

use crate::core::contract::record::Contract;
use crate::kit::calendar::days_between;
use crate::kit::diag::plural;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Extent;
use crate::subject::evidence::Evidence;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::{names, phrase};

pub fn relief(context: &PageContext<'_>, contract: &Contract, evidence: &mut Evidence<'_>) -> Table {
    let columns = [
        ("Event", ""),
        ("Service levels", ""),
        ("Sites", ""),
        ("Days", "tight"),
        ("What is taken out", ""),
        ("Approved", ""),
        ("Evidence", ""),
    ];
    let mut table = Table::new("relief", "Relief events", &columns)
        .titled()
        .empty("No relief was granted.", "Every row counts as it was measured.");
    let events = context.report.register.relief.values().filter(|relief| relief.contract == contract.id);
    for event in events {
        let approved = match (&event.approved_by, event.approved_on.as_deref().copied()) {
            (Some(by), on) => Cell::new(names::person(context, by))
                .under(Inline::dated(on.map(phrase::day).unwrap_or_default())),
            (None, _) => Cell::new(Inline::chip("poor", "not approved: ignored")),
        };
        let levels = event.service_levels.iter().map(|id| names::service_level(context, &contract.id, id));
        let sites = match event.sites.is_empty() {
            true => vec![Inline::literal("all in scope")],
            false => listed(event.sites.iter().map(|id| names::site(context, id))),
        };
        let taken = match event.subtract.len() {
            0 => "whole slices inside these days".to_owned(),
            _ => event
                .subtract
                .iter()
                .map(|part| {
                    format!(
                        "{}: {} of {}",
                        part.period,
                        phrase::exact(*part.numerator),
                        phrase::exact(*part.denominator)
                    )
                })
                .collect::<Vec<_>>()
                .join("; "),
        };
        let days = days_between(*event.from_on, *event.to_on);
        let dates = [("from-on", &event.from_on), ("to-on", &event.to_on)];
        // Both ends count.
        let lasted = evidence.days(i64::from(days) + 1, dates, [("both-ends", Decimal::from_int(1), None)]);
        let rows: Vec<Extent> = event.subtract.iter().map(|part| part.table.clone()).collect();
        let told = evidence.tables(&rows);
        table.push([
            Cell::head(Inline::words(event.reason.as_str()).because(Exempt::Quoted)),
            listed(levels).into(),
            sites.into(),
            Cell::new(Inline::dated(format!(
                "{} to {}",
                phrase::short_day(*event.from_on),
                phrase::day(*event.to_on)
            )))
            .under(Inline::words(plural(usize::try_from(days + 1).unwrap_or(0), "day")).of(lasted))
            .key(*event.from_on),
            Inline::words(taken).of(told).into(),
            approved,
            Inline::words(event.evidence.as_str()).because(Exempt::Quoted).into(),
        ]);
    }
    table
}
