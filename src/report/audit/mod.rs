//! The site confesses: every diagnostic, every waiver, what was read and what was left out.

mod imports;
mod waivers;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::measurement::record::Status;
use crate::core::settings::record::Publication;
use crate::kit::calendar::Grain;
use crate::kit::diag::{Class, Code, Diagnostic, Severity, plural, tally};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::pen;
use crate::kit::source::{AsOfSource, Place, Tree};
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::executive::completeness;
use crate::subject::restatement::address::RestatementPage;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::signoff::address::SignoffPage;
use crate::subject::sop::address::SopPage;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Figure, Html, Inline, spaced, ticked};
use crate::subject::wording::{names, phrase};

#[derive(Serialize)]
pub struct AuditView {
    lede: Inline,
    figures: Vec<Figure>,
    codes: Table,
    groups: Vec<Group>,
    waivers: Table,
    facts: Vec<Fact>,
    /// `None` in a book of procedures alone.
    rows: Option<Table>,
    links: Vec<Link>,
    /// `None`: nothing was imported.
    imports: Option<Table>,
}

/// All diagnostics of one code.
#[derive(Serialize)]
struct Group {
    /// Its anchor too.
    name: &'static str,
    meaning: Label,
    chips: Vec<Inline>,
    class: &'static str,
    rows: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    message: Vec<Inline>,
    /// What the numbers of the message are parts of.
    mark: String,
    place: Vec<Inline>,
    /// The line it stands in, with a mark under the place; empty when the file is not at hand.
    excerpt: Label,
    help: Vec<Inline>,
    related: Vec<Vec<Inline>>,
    waived: Vec<Inline>,
}

pub fn view(context: &PageContext<'_>, route: &Route) -> (AuditView, Option<Document>) {
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let diagnostics = context.diagnostics;
    let mut by_code: BTreeMap<(Class, Severity, &str), (&'static Code, Vec<&Diagnostic>)> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        let code = diagnostic.code;
        by_code
            .entry((code.class, code.severity, code.name))
            .or_insert_with(|| (code, Vec::new()))
            .1
            .push(diagnostic);
    }
    let codes = Columns::over(by_code.values(), &mut ())
        .column("Code", "", |(code, _), _| Cell::head(Inline::anchor(&Route::Audit, code.name, code.name)))
        .column("Meaning", "", |(code, _), _| {
            Inline::words(phrase::capital(code.meaning)).because(Exempt::Rule).into()
        })
        .column("Class", "tight", |(code, _), _| class_chip(code).into())
        .column("Severity", "tight", |(code, _), _| severity(code).into())
        .column("Found", "num", |(_, list), _| shown_below(list.len().to_string()).into())
        .column("Waived", "num", |(_, list), _| {
            let waived = list.iter().filter(|diagnostic| diagnostic.waived_by.is_some()).count();
            shown_below(waived.to_string()).into()
        })
        .table("codes", "What the checks found")
        .empty("The checks found nothing.", "Every file reads cleanly and every promise is kept.");
    let view = AuditView {
        lede: shown_below(lede(context)),
        figures: figures(context, ours),
        codes,
        groups: by_code.into_values().map(|(code, list)| group(context, code, &list, ours)).collect(),
        waivers: waivers::waivers(context, ours),
        facts: facts(context, ours),
        rows: (!context.report.register.is_of_procedures()).then(|| rows(context, ours)),
        links: links(context),
        imports: imports::imports(context, ours),
    };
    (view, Some(evidence.finish()))
}

/// How many messages there are: each stands on the page, so that the reader can count them.
fn shown_below(words: impl Into<String>) -> Inline {
    Inline::words(words).because(Exempt::Rows)
}

/// What the closing line and the footer say too, and what its two words mean.
fn lede(context: &PageContext<'_>) -> String {
    let counts = tally(context.diagnostics);
    let figures = match context.diagnostics.defects() {
        0 => "",
        _ => " Figures may be wrong.",
    };
    let whose = match context.report.register.is_of_procedures() {
        true => "the team",
        false => "the team or a vendor",
    };
    format!(
        "{counts}.{figures} A defect is text that contradicts itself; a finding is {whose} falling short of what is written."
    )
}

/// How grave a message is, in words that a reader of figures has: a defect stops the build, a serious finding stands in front.
fn severity(code: &Code) -> &'static str {
    match (code.class, code.severity) {
        (Class::Defect, _) => "stops the build",
        (Class::Finding, Severity::Error) => "serious",
        (Class::Finding, Severity::Warning) => "less serious",
    }
}

fn figures(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<Figure> {
    let diagnostics = context.diagnostics;
    let measurements = &context.report.register.measurements;
    let whose = if context.report.register.is_of_procedures() { "of the team" } else { "of team or vendor" };
    let mut figures = vec![
        Figure::new("Defects", listed(diagnostics.defects().to_string()), "in the files"),
        Figure::new("Findings", listed(diagnostics.findings().to_string()), whose),
        Figure::new(
            "Waived",
            listed(diagnostics.waived().to_string()),
            listed(plural(context.report.register.waivers.len(), "waiver")),
        ),
    ];
    if context.report.register.is_of_procedures() {
        return figures;
    }
    figures.extend([
        Figure::new("Rows read", counted(measurements.rows.len(), "rows-read", &[], evidence), ""),
        Figure::new(
            "Rows left out",
            counted(measurements.after_as_of, "rows-left-out", &[], evidence),
            "after the as-of date",
        ),
    ]);
    if let Some(share) = context.report.executive.completeness {
        let shown = completeness::shown(share);
        let number = evidence.figure(&shown, share, "completeness").done();
        figures.push(Figure::new(
            "Data completeness",
            FigureRef::new(number, share, shown),
            "of the report’s week",
        ));
    }
    figures
}

fn listed(words: String) -> Html {
    Html::exempt(Exempt::Rows, &words)
}

/// A count of rows, of the whole book or of one file.
fn counted(rows: usize, formula: &'static str, file: &[&str], evidence: &mut Evidence<'_>) -> FigureRef {
    let value = whole(rows);
    let shown = value.show(0);
    let entry = evidence.figure(&shown, value, formula);
    let entry = if file.is_empty() { entry } else { entry.note("file", file) };
    FigureRef::new(entry.done(), value, shown)
}

fn class_chip(code: &Code) -> Inline {
    match code.class {
        Class::Defect => Inline::chip("bad", "Defect"),
        Class::Finding => Inline::chip("near", "Finding"),
    }
}

fn group(
    context: &PageContext<'_>,
    code: &'static Code,
    list: &[&Diagnostic],
    evidence: &mut Evidence<'_>,
) -> Group {
    let mut chips = vec![class_chip(code), Inline::chip("plain", severity(code))];
    if !code.check.is_empty() {
        chips.push(Inline::chip("plain", code.check));
    }
    Group {
        name: code.name,
        meaning: Label::because(Exempt::Rule, phrase::sentences(&[code.meaning])),
        chips: spaced(chips),
        class: match code.class {
            Class::Defect => "defect",
            Class::Finding => "finding",
        },
        rows: list.iter().map(|diagnostic| told(context, diagnostic, evidence)).collect(),
    }
}

/// Characters of a line that evidence holds: thousands of messages may speak of one line.
const LONGEST_LINE: usize = 2_000;

/// Attribute of a message with a number: its figure has the message, what is said of its place, the help, its line, and the text of
/// that line.
fn message_told(context: &PageContext<'_>, diagnostic: &Diagnostic, evidence: &mut Evidence<'_>) -> String {
    let mut mark = String::new();
    let said = [&diagnostic.message, &diagnostic.label, &diagnostic.help];
    if said.iter().flat_map(|words| words.bytes()).any(|byte| byte.is_ascii_digit()) {
        let place = &diagnostic.place;
        let line = line_at(context, place).unwrap_or_default().trim();
        let line: String = line.chars().take(LONGEST_LINE).collect();
        let entry = evidence.figure("1", whole(1), "message").note("code", &[diagnostic.code.name]);
        let entry = entry.note("words", &said.map(String::as_str)).note("line", &[line.as_str()]);
        let number = entry.records([place]).done();
        pen::parts_of(&mut mark, number);
    }
    mark
}

fn told(context: &PageContext<'_>, diagnostic: &Diagnostic, evidence: &mut Evidence<'_>) -> Message {
    let waived = match &diagnostic.waived_by {
        Some(place) => {
            vec![Inline::chip("plain", "waived"), Inline::literal(" by "), names::place(context, place)]
        }
        None => Vec::new(),
    };
    Message {
        mark: message_told(context, diagnostic, evidence),
        message: ticked(&phrase::capital(&diagnostic.message)),
        place: vec![names::place(context, &diagnostic.place)],
        excerpt: Label::because(Exempt::Quoted, excerpt(context, &diagnostic.place, &diagnostic.label)),
        help: ticked(&phrase::sentences(&[diagnostic.help.as_str()])),
        related: diagnostic
            .related
            .iter()
            .map(|(place, label)| {
                vec![Inline::words(format!("{label}: ")).because(Exempt::Name), names::place(context, place)]
            })
            .collect(),
        waived,
    }
}

/// Longest line that is quoted whole.
const WIDE: usize = 160;

/// The line of a place; nothing of a row that would tell of the work or the days of too few people.
fn line_at<'a>(context: &PageContext<'a>, place: &Place) -> Option<&'a str> {
    let report = context.report;
    let is_told = report.languages.withheld.tells_line(report.register, place)
        && report.wellness.kept.tells_line(place);
    context.texts.get(&place.path).filter(|_| is_told).map(|text| text.line(place.line))
}

/// The line of the place with a stroke under it, as the command line draws it.
fn excerpt(context: &PageContext<'_>, place: &Place, label: &str) -> String {
    let (Some(text), Some(line)) = (context.texts.get(&place.path), line_at(context, place)) else {
        return String::new();
    };
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

fn facts(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<Fact> {
    let book = &context.report.register.settings;
    let why = match book.as_of.source {
        AsOfSource::Flag => "given on the command line",
        AsOfSource::Book => "pinned in data/book.toml",
        AsOfSource::Commit => "the last Sunday before the commit",
    };
    let as_of = crate::kit::calendar::day_label(book.as_of.on);
    let reported = match context.report.register.pace() {
        Grain::Day => "Reported day",
        Grain::Week => "Reported week",
        Grain::Month => "Reported month",
    };
    let measured = !context.report.register.is_of_procedures();
    let mut facts = vec![Fact::new("As of", Inline::dated(format!("{as_of}, {why}")))];
    if measured {
        facts.push(Fact::new(reported, Inline::dated(context.report.period.to_string())));
    }
    if let Some(commit) = &context.facts.commit {
        facts.push(Fact::new("Commit", Inline::place(commit.id.clone(), None)));
        let by = format!("{}: {}", commit.author, commit.subject);
        facts.push(Fact::new("Commit by", Inline::words(by).because(Exempt::Quoted)));
    }
    facts.push(Fact::new(
        "Files",
        match context.facts.tree {
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
    let awaited: Vec<&str> = context.diagnostics.waits_for().map(|path| path.as_str()).collect();
    if !awaited.is_empty() {
        let words =
            format!("those that rest on figures, until nothing has a defect in {}", awaited.join(", "));
        facts.push(Fact::new("Findings that wait", Inline::words(words).because(Exempt::Name)));
    }
    let periods = context.report.signoffs.periods.keys();
    let signed = periods.filter_map(|period| context.report.register.signoffs.get(period));
    let page = Route::Signoff(SignoffPage::All);
    if page.stands_in(context.report.register) {
        let signed = evidence.count(&["periods-signed"], signed.map(|signoff| &signoff.place));
        let signed = Inline::link(&page, &signed.shown).of(signed.number);
        facts.push(Fact::new("Signed periods", signed));
    }
    let files = context.texts.len() + context.pictures.len();
    facts.push(Fact::new("Files read", counted(files, "files-read", &[], evidence)));
    facts.push(Fact::new("Hash of all input", Inline::place(context.facts.input_hash.clone(), None)));
    facts.push(Fact::new(
        "Made with",
        Inline::words(format!("scorebook {}", context.facts.program_version)).because(Exempt::Name),
    ));
    facts
}

/// To pages that say what was recorded, and what serves which promise.
fn links(context: &PageContext<'_>) -> Vec<Link> {
    let pages = [
        (Route::Restatement(RestatementPage::All), "What was restated since it was first recorded"),
        (
            Route::Sop(SopPage::Traceability),
            "From clause to action: what serves which promise, how it was audited, what was found",
        ),
    ];
    let made = pages.iter().filter(|(page, _)| page.stands_in(context.report.register));
    made.map(|(page, label)| Link::to(page, *label)).collect()
}

/// Metric files with their rows.
fn rows(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let measurements = &context.report.register.measurements;
    let mut counts = vec![(0_usize, 0_usize); measurements.files.len()];
    for row in &measurements.rows {
        if let Some((all, provisional)) = counts.get_mut(row.file as usize) {
            *all += 1;
            *provisional += usize::from(row.status == Status::Provisional);
        }
    }
    Columns::over(measurements.files.iter().zip(counts), evidence)
        .column("File", "", |(path, _), _| Cell::head(Inline::place(path.to_string(), None)))
        .column("Rows", "num", |(path, (all, _)), evidence| {
            Cell::new(counted(*all, "rows-read", &[path.as_str()], evidence)).key(all)
        })
        .column("Provisional", "num", |(path, (_, provisional)), evidence| {
            counted(*provisional, "rows-provisional", &[path.as_str()], evidence).into()
        })
        .table("metric-files", "Metric files")
        .empty("No metric file was read.", "Figures come from data/metrics.")
}
