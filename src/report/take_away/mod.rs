//! What can be taken away: the workbook of the period, and every other file that is made for other programs.

pub mod workbook;

use serde::Serialize;

use crate::kit::picture::exempt::Exempt;
use crate::report::brief::{CALENDAR, FEED, REPORT_DATA, REPORT_TEXT};
use crate::report::money::ledger_csv;
use crate::report::take_away::workbook::sheet::Workbook;
use crate::report::take_away::workbook::{IS_MADE, workbook};
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::language::address::LanguagePage;
use crate::subject::language::page::export::languages_csv;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;

/// `templates/take_away.html`.
#[derive(Serialize)]
pub struct TakeAwayView {
    /// `None`: this program writes no spreadsheets.
    workbook: Option<WorkbookView>,
    files: Vec<FileView>,
}

#[derive(Serialize)]
struct WorkbookView {
    /// Below the site's root.
    href: String,
    label: Label,
    /// First and last number of its figures; empty without one.
    figures: String,
    sheets: Table,
}

/// A file of the site, and what it is for.
#[derive(Serialize)]
struct FileView {
    href: String,
    label: &'static str,
    says: &'static str,
    media_type: &'static str,
}

pub fn view(context: &PageContext<'_>, route: &Route) -> (TakeAwayView, Option<Document>, Option<Workbook>) {
    let mut evidence = Evidence::new(context, route);
    let made = IS_MADE.then(|| workbook(context, &mut evidence));
    let figures = evidence.since(0).map_or_else(String::new, |figures| figures.to_string());
    let view = TakeAwayView {
        workbook: made.as_ref().map(|made| WorkbookView {
            href: format!("{}/{}", route.folder(), made.file),
            label: Label::dated(format!("The workbook of {}", context.report.period.label())),
            figures,
            sheets: sheets(made),
        }),
        files: files(context),
    };
    (view, Some(evidence.finish()), made)
}

fn sheets(made: &Workbook) -> Table {
    Columns::over(&made.sheets, &mut ())
        .column("Sheet", "", |sheet, _| Cell::head(sheet.name))
        .column("What it holds", "", |sheet, _| Inline::literal(sheet.says).into())
        .column("Rows", "num", |sheet, _| {
            Inline::words(sheet.rows.len().to_string()).because(Exempt::Rows).into()
        })
        .table("sheets", "Sheets of the workbook")
}

fn files(context: &PageContext<'_>) -> Vec<FileView> {
    let file =
        |path: &str, label, says, media_type| FileView { href: path.to_owned(), label, says, media_type };
    let mut files = vec![
        file(
            REPORT_TEXT,
            "The report as text",
            "For a message, an e-mail or the summary of a job.",
            "text/markdown",
        ),
        file(
            REPORT_DATA,
            "The report as data",
            "The same as JSON, with the evidence of each figure.",
            "application/json",
        ),
        file(
            FEED,
            "The feed of issues",
            "Every report of a week or a month, for a feed reader.",
            "application/atom+xml",
        ),
        file(
            CALENDAR,
            "The calendar of due dates",
            "What falls due, for a calendar that subscribes to it.",
            "text/calendar",
        ),
    ];
    // A book of procedures alone has no issues.
    files.retain(|file| file.href != FEED || Route::Issues.stands_in(context.report.register));
    if let Some((name, _)) = ledger_csv(context.report) {
        let path = format!("{}/{name}", Route::Money.folder());
        files.push(file(
            &path,
            "The ledgers",
            "What is paid, disputed, accrued and claimed, row by row.",
            "text/csv",
        ));
    }
    if let Some((name, _)) = languages_csv(context.report) {
        let path = format!("{}/{name}", Route::Language(LanguagePage::All).folder());
        files.push(file(&path, "Languages", "Who works in which language, for which need.", "text/csv"));
    }
    files
}
