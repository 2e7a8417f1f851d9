//! Relief events of a contract: what was taken out of the judgement, who approved it, and on what evidence.

use crate::core::contract::record::Contract;
use crate::core::contract::relief_record::{Relief, Subtract};
use crate::kit::calendar::days_between;
use crate::kit::diag::plural;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Extent;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::{names, phrase};

pub fn relief(context: &PageContext<'_>, contract: &Contract, evidence: &mut Evidence<'_>) -> Table {
    let events = context.report.register.relief.values().filter(|relief| relief.contract == contract.id);
    Columns::over(events, evidence)
        .column("Event", "", |event, _| {
            Cell::head(Inline::words(event.reason.as_str()).because(Exempt::Quoted))
        })
        .column("Service levels", "", |event, _| {
            let levels = event.service_levels.iter();
            listed(levels.map(|id| names::service_level(context, &contract.id, id))).into()
        })
        .column("Sites", "", |event, _| match event.sites.is_empty() {
            true => "all in scope".into(),
            false => listed(event.sites.iter().map(|id| names::site(context, id))).into(),
        })
        .column("Days", "tight", |event, evidence| days(event, evidence))
        .column("What is taken out", "", |event, evidence| {
            let rows: Vec<Extent> = event.subtract.iter().map(|part| part.table.clone()).collect();
            Inline::words(taken_out(event)).of(evidence.tables(&rows)).into()
        })
        .column("Approved", "", |event, _| match &event.approved_by {
            Some(by) => Cell::new(names::approver(context, by, event.in_place_of.as_ref())).under(
                Inline::dated(event.approved_on.as_deref().copied().map(phrase::day).unwrap_or_default()),
            ),
            None => Inline::chip("poor", "not approved: ignored").into(),
        })
        .column("Evidence", "", |event, _| {
            Inline::words(event.evidence.as_str()).because(Exempt::Quoted).into()
        })
        .table("relief", "Relief events")
        .titled()
        .empty("No relief was granted.", "Every row counts as it was measured.")
}

/// From when to when, and how many days that are; both ends count.
fn days(event: &Relief, evidence: &mut Evidence<'_>) -> Cell {
    let days = days_between(*event.from_on, *event.to_on);
    let dates = [("from-on", &event.from_on), ("to-on", &event.to_on)];
    let lasted = evidence.days(i64::from(days) + 1, dates, [("both-ends", Decimal::from_int(1), None)]);
    let span = format!("{} to {}", phrase::short_day(*event.from_on), phrase::day(*event.to_on));
    Cell::new(Inline::dated(span))
        .under(Inline::words(plural(usize::try_from(days + 1).unwrap_or(0), "day")).of(lasted))
        .key(*event.from_on)
}

fn taken_out(event: &Relief) -> String {
    if event.subtract.is_empty() {
        return "whole slices inside these days".to_owned();
    }
    let part = |part: &Subtract| {
        let (numerator, denominator) = (phrase::exact(*part.numerator), phrase::exact(*part.denominator));
        format!("{}: {numerator} of {denominator}", part.period)
    };
    event.subtract.iter().map(part).collect::<Vec<_>>().join("; ")
}
