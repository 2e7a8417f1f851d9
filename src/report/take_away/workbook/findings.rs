//! The sheet of what the checks found.

use crate::kit::diag::{Class, Diagnostic, Severity};
use crate::kit::number::Decimal;
use crate::report::take_away::workbook::sheet::{Cell, Form, Sheet, SheetColumns};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::wording::phrase::{capital, sentences};

pub fn findings(context: &PageContext<'_>) -> Sheet {
    let mut found: Vec<&Diagnostic> = context.diagnostics.iter().collect();
    // What a waiver covers comes last, as it was found.
    found.sort_by_key(|one| (one.waived_by.is_some(), one.code.class, one.code.severity));
    SheetColumns::over(found)
        .column("Finding", 80, |one| Cell::words(capital(&one.message)))
        .column("Severity", 16, |one| {
            Cell::words(match (one.code.class, one.code.severity) {
                (Class::Defect, _) => "defect",
                (Class::Finding, Severity::Error) => "serious",
                (Class::Finding, Severity::Warning) => "less serious",
            })
        })
        .column("Code", 28, |one| Cell::words(one.code.name))
        .column("What to do", 50, |one| Cell::maybe(Some(sentences(&[&one.help])).filter(|help| !help.is_empty())))
        .column("File", 46, |one| Cell::words(one.place.path.as_str()))
        .column("Line", 8, |one| Cell::number(Decimal::from_int(one.place.line.into()).into(), Form::Plain(0), None))
        .column("Waived", 10, |one| Cell::maybe(one.waived_by.as_ref().map(|_| "waived")))
        .column("Page", 46, |one| Cell::Page(format!("{}#{}", Route::Audit.path(), one.code.name)))
        .sheet(
            "Findings",
            "What the checks found, the gravest first, with the file and the line. The numbers of a finding have their evidence on the audit page.",
        )
}
