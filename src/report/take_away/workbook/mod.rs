//! The workbook of the period: what its pages say, as sheets of typed cells with the numbers of their figures.

pub mod sheet;
mod scores;
mod levels;
mod credits;
mod plans;
mod findings;
mod cover;

use crate::report::take_away::workbook::sheet::Workbook;
use crate::subject::evidence::Evidence;
use crate::subject::shell::PageContext;

/// Whether this program writes spreadsheets.
pub const IS_MADE: bool = cfg!(feature = "spreadsheets");

/// The workbook; its figures go into the evidence of the page that leads to it.
pub fn workbook<'a>(context: &PageContext<'a>, evidence: &mut Evidence<'a>) -> Workbook {
    let register = context.report.register;
    let mut sheets = Vec::new();
    // A book of procedures alone promises nothing that could be missed.
    if !register.is_of_procedures() {
        sheets.push(scores::scores(context, evidence));
        sheets.push(levels::service_levels(context, evidence));
        sheets.push(credits::service_credits(context, evidence));
        sheets.push(plans::plans(context, evidence));
        sheets.push(plans::actions(context));
    }
    sheets.push(findings::findings(context));
    sheets.insert(0, cover::cover(context, &sheets, evidence));
    Workbook {
        file: file_name(context),
        title: register.settings.title.clone(),
        organisation: register.settings.organisation.clone(),
        as_of: register.as_of(),
        base_url: context.facts.base_url.clone(),
        sheets,
    }
}

/// `scorebook-2026-W46.xlsx`: who keeps several tells them apart.
fn file_name(context: &PageContext<'_>) -> String {
    format!("scorebook-{}.xlsx", context.report.period.stem())
}
