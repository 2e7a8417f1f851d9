//! The site confesses: every diagnostic, every waiver, what was read and what was left out.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diag::{Class, Code, Diagnostic, Severity, plural};
use crate::model::{Publication, Waiver, days_between};
use crate::page::piece::{Fact, Figure, Piece, spaced, ticked};
use crate::page::route::Route;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;
use crate::source::{AsOfSource, Place, Tree};

#[derive(Serialize)]
pub struct AuditView {
    lede: String,
    figures: Vec<Figure>,
    codes: Table,
    groups: Vec<Group>,
    waivers: Table,
    facts: Vec<Fact>,
    rows: Table,
}

/// All diagnostics of one code.
#[derive(Serialize)]
struct Group {
    id: &'static str,
    meaning: String,
    chips: Vec<Piece>,
    class: &'static str,
    list: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    message: Vec<Piece>,
    place: Vec<Piece>,
    /// The line it stands in, with a mark under the place; empty when the file is not at hand.
    excerpt: String,
    help: Vec<Piece>,
    related: Vec<Vec<Piece>>,
    waived: Vec<Piece>,
}

pub fn view(house: &House<'_>) -> AuditView {
    let diagnostics = house.diagnostics;
    let mut by_code: BTreeMap<(Class, Severity, &str), (&'static Code, Vec<&Diagnostic>)> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        let code = diagnostic.code;
        by_code
            .entry((code.class, code.severity, code.name))
            .or_insert_with(|| (code, Vec::new()))
            .1
            .push(diagnostic);
    }
    let mut codes = Table::new(
        "codes",
        "What the checks found",
        &[
            ("Code", ""),
            ("Meaning", ""),
            ("Class", "tight"),
            ("Severity", "tight"),
            ("Found", "num"),
            ("Waived", "num"),
        ],
    )
    .empty("The checks found nothing.", "Every file reads cleanly and every promise is kept.");
    for (code, list) in by_code.values() {
        let waived = list.iter().filter(|diagnostic| diagnostic.waived_by.is_some()).count();
        codes.push([
            Cell::head(Piece::anchor(&Route::Audit, code.name, code.name)),
            phrase::capital(code.meaning).into(),
            class_chip(code).into(),
            code.severity.word().into(),
            list.len().to_string().into(),
            waived.to_string().into(),
        ]);
    }
    AuditView {
        lede: lede(house),
        figures: figures(house),
        codes,
        groups: by_code.into_values().map(|(code, list)| group(house, code, &list)).collect(),
        waivers: waivers(house),
        facts: facts(house),
        rows: rows(house),
    }
}

fn lede(house: &House<'_>) -> String {
    let (defects, findings) = (house.diagnostics.defects(), house.diagnostics.findings());
    phrase::sentences(&[
        match defects {
            0 => "the files of the book contradict nothing".to_owned(),
            n => format!("{} in the files: figures may be wrong", plural(n, "defect")),
        },
        match findings {
            0 => "nobody falls short of what is written".to_owned(),
            n => format!("{} about what the team or a vendor falls short of", plural(n, "finding")),
        },
    ])
}

fn figures(house: &House<'_>) -> Vec<Figure> {
    let diagnostics = house.diagnostics;
    let measurements = &house.report.register.measurements;
    let mut figures = vec![
        Figure::new("Defects", diagnostics.defects().to_string(), "in the files"),
        Figure::new("Findings", diagnostics.findings().to_string(), "of team or vendor"),
        Figure::new(
            "Waived",
            diagnostics.waived().to_string(),
            plural(house.report.register.waivers.len(), "waiver"),
        ),
        Figure::new("Rows read", crate::model::group_thousands(&measurements.rows.len().to_string()), ""),
        Figure::new("Rows left out", measurements.after_as_of.to_string(), "after the as-of date"),
    ];
    if let Some(share) = house.report.executive.completeness {
        figures.push(Figure::new(
            "Data completeness",
            format!("{}%", phrase::cut(share)),
            "of the report’s week",
        ));
    }
    figures
}

fn class_chip(code: &Code) -> Piece {
    match code.class {
        Class::Defect => Piece::chip("bad", "Defect"),
        Class::Finding => Piece::chip("near", "Finding"),
    }
}

fn group(house: &House<'_>, code: &'static Code, list: &[&Diagnostic]) -> Group {
    let mut chips = vec![class_chip(code), Piece::chip("plain", code.severity.word())];
    if !code.check.is_empty() {
        chips.push(Piece::chip("plain", code.check));
    }
    Group {
        id: code.name,
        meaning: phrase::sentences(&[code.meaning]),
        chips: spaced(chips),
        class: match code.class {
            Class::Defect => "defect",
            Class::Finding => "finding",
        },
        list: list.iter().map(|diagnostic| told(house, diagnostic)).collect(),
    }
}

fn told(house: &House<'_>, diagnostic: &Diagnostic) -> Told {
    let waived = match &diagnostic.waived_by {
        Some(place) => {
            vec![Piece::chip("plain", "waived"), Piece::words(" by "), names::place(house, place)]
        }
        None => Vec::new(),
    };
    Told {
        message: ticked(&phrase::capital(&diagnostic.message)),
        place: vec![names::place(house, &diagnostic.place)],
        excerpt: excerpt(house, &diagnostic.place, &diagnostic.label),
        help: ticked(&phrase::sentences(&[diagnostic.help.as_str()])),
        related: diagnostic
            .related
            .iter()
            .map(|(place, label)| vec![Piece::words(format!("{label}: ")), names::place(house, place)])
            .collect(),
        waived,
    }
}

/// Longest line that is quoted whole.
const WIDE: usize = 160;

/// The line of the place with a stroke under it, as the command line draws it.
fn excerpt(house: &House<'_>, place: &Place, label: &str) -> String {
    let Some(text) = house.texts.get(&place.path) else { return String::new() };
    let line = text.line(place.line);
    if place.span.start == place.span.end || line.is_empty() || line.chars().count() > WIDE {
        return String::new();
    }
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let before = place.column.saturating_sub(1) as usize;
    let words = text.content().get(place.span.start..place.span.end).unwrap_or_default();
    let on_line = words.lines().next().unwrap_or_default().chars().count();
    let long = on_line.clamp(1, line.chars().count().saturating_sub(before).max(1));
    // A tab before the place must be a tab under it, or the stroke slips.
    let pad: String = line.chars().take(before).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let label = if label.is_empty() { String::new() } else { format!(" {label}") };
    format!("{number} | {line}\n{gutter} | {pad}{}{label}", "^".repeat(long))
}

fn waivers(house: &House<'_>) -> Table {
    let columns = [
        ("Waiver", ""),
        ("State", "tight"),
        ("Covers", "num"),
        ("Reason", ""),
        ("Approved by", ""),
        ("From", "tight"),
        ("Until", "tight"),
        ("Written in", ""),
    ];
    let mut table =
        Table::new("waivers", "Waivers", &columns)
            .titled()
            .note("A waiver accepts a message for a while; it is dated and approved, and stands here until it ends.")
            .empty("Nothing is waived.", "Every message above counts.");
    for waiver in &house.report.register.waivers {
        let covers = house.diagnostics.iter().filter(|d| d.waived_by.as_ref() == Some(&waiver.place)).count();
        let about = match &waiver.contains {
            Some(part) => format!("{}, about “{part}”", waiver.path),
            None => waiver.path.to_string(),
        };
        table.push([
            Cell::head(Piece::code(waiver.code.name)).under(about),
            Cell::new(waiver_state(house, waiver, covers)),
            covers.to_string().into(),
            waiver.reason.as_str().into(),
            names::person(house, &waiver.approved_by).into(),
            Cell::new(phrase::day(waiver.from_on)).key(waiver.from_on),
            Cell::new(phrase::day(waiver.until_on)).key(waiver.until_on),
            names::place(house, &waiver.place).into(),
        ]);
    }
    table
}

fn waiver_state(house: &House<'_>, waiver: &Waiver, covers: usize) -> Vec<Piece> {
    let as_of = house.report.register.as_of();
    let left = days_between(as_of, waiver.until_on);
    if left < 0 {
        return vec![Piece::chip("bad", "expired")];
    }
    if as_of < waiver.from_on {
        return vec![Piece::chip("plain", "to come")];
    }
    if covers == 0 {
        return vec![Piece::chip("near", "unused")];
    }
    let days = plural(usize::try_from(left).unwrap_or(0), "day");
    spaced([Piece::chip("good", "in use"), Piece::quiet(format!("{days} left"))])
}

fn facts(house: &House<'_>) -> Vec<Fact> {
    let book = &house.report.register.book;
    let why = match book.as_of.source {
        AsOfSource::Flag => "given on the command line",
        AsOfSource::Book => "pinned in data/book.toml",
        AsOfSource::Commit => "the last Sunday before the commit",
    };
    let mut facts = vec![
        Fact::new("As of", format!("{}, {why}", crate::model::day_label(book.as_of.on))),
        Fact::new("Reported week", house.report.week.to_string()),
    ];
    if let Some(commit) = &house.facts.commit {
        facts.push(Fact::new("Commit", Piece::code(commit.id.clone())));
        facts.push(Fact::new("Commit by", format!("{}: {}", commit.author, commit.subject)));
    }
    facts.push(Fact::new(
        "Files",
        match house.facts.tree {
            Tree::Committed => "exactly those of the commit",
            Tree::Uncommitted => "a working tree with uncommitted changes",
            Tree::Untracked => "a folder outside git",
        },
    ));
    let publication = match book.publication {
        Publication::Public => "public: anyone may read this site",
        Publication::Restricted => "restricted: for those it was given to",
    };
    facts.push(Fact::new("Publication", publication));
    let signed = house.report.signed.periods.len();
    let signed = if signed == 0 { "none".to_owned() } else { signed.to_string() };
    facts.push(Fact::new("Signed periods", Piece::link(&Route::Signoffs, signed)));
    facts.push(Fact::new("Files read", house.texts.len().to_string()));
    facts.push(Fact::new("Hash of all input", Piece::code(house.facts.input_hash.clone())));
    facts.push(Fact::new("Made with", format!("scorebook {}", house.facts.program_version)));
    facts
}

/// Metric files with their rows.
fn rows(house: &House<'_>) -> Table {
    let measurements = &house.report.register.measurements;
    let mut counts = vec![(0_usize, 0_usize); measurements.files.len()];
    for row in &measurements.rows {
        if let Some((all, provisional)) = counts.get_mut(row.file as usize) {
            *all += 1;
            *provisional += usize::from(row.status == crate::model::Status::Provisional);
        }
    }
    let columns = [("File", ""), ("Rows", "num"), ("Provisional", "num")];
    let mut table = Table::new("metric-files", "Metric files", &columns)
        .empty("No metric file was read.", "Figures come from data/metrics.");
    for (path, (all, provisional)) in measurements.files.iter().zip(counts) {
        table.push([
            Cell::head(Piece::code(path.as_str())),
            Cell::new(crate::model::group_thousands(&all.to_string())).key(all),
            provisional.to_string().into(),
        ]);
    }
    table
}
