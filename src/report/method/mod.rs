//! How figures are made: formulas, rules, bands and thresholds in force, in plain words with their numbers.

mod text;

use serde::Serialize;

use crate::core::formula::FORMULAS;
use crate::core::interval::Z_95;
use crate::core::settings::record::{RatingBand, RuleSet, Settings};
use crate::core::spc::CONSTANTS;
use crate::kit::calendar::{day_label, month_name};
use crate::kit::diag::plural;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::report::method::text::{CHAPTERS, CHAPTERS_OF_PROCEDURES, FORMULAS_OF_PROCEDURES, RULES};
use crate::subject::evidence::cite::Set;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::{names, phrase};

#[derive(Serialize)]
pub struct MethodView {
    lede: &'static str,
    chapters: Vec<Chapter>,
    /// Of what is measured; `None` in a book of procedures alone.
    measured: Option<Measured>,
    thresholds: Table,
    formulas: Table,
}

/// How scores are rated, and what is signal.
#[derive(Serialize)]
struct Measured {
    bands: Table,
    rules_name: &'static str,
    rules_note: Inline,
    /// Whose settings hold, and what the book says beside them.
    preset: Vec<Inline>,
    rules: Vec<&'static str>,
}

/// How one kind of figure is made.
#[derive(Serialize)]
struct Chapter {
    id: &'static str,
    title: &'static str,
    text: Vec<&'static str>,
}

/// A number of the book in words, with its place.
fn set(set: Set<'_>, words: String, evidence: &mut Evidence<'_>) -> Inline {
    let number = evidence.quoted(&[], [set]);
    Inline::words(words).of(number)
}

fn fixed_after(book: &Settings, points: usize) -> Set<'_> {
    ("fix-limits-after", decimal(points), book.fix_limits_after.place.as_ref())
}

pub fn view(context: &PageContext<'_>, route: &Route) -> (MethodView, Option<Document>) {
    let book = &context.report.register.settings;
    let mut evidence = Evidence::new(context, route);
    let alone = context.report.register.is_of_procedures();
    let measured = (!alone).then(|| Measured {
        bands: bands(context, book, &mut evidence),
        rules_name: book.rule_set.label(),
        rules_note: rules_note(book, &mut evidence),
        preset: preset(context, book),
        rules: rules(*book.rule_set).to_vec(),
    });
    let view = MethodView {
        lede: "Every figure of this site is made from the files of the book by the rules on this page. \
               Nothing is typed in, nothing is rounded before it is compared, and what is missing is never zero.",
        chapters: if alone { CHAPTERS_OF_PROCEDURES } else { CHAPTERS }
            .iter()
            .map(|&(id, title, text)| Chapter { id, title, text: text.to_vec() })
            .collect(),
        measured,
        thresholds: thresholds(context, book, &mut evidence),
        formulas: formulas(alone),
    };
    (view, Some(evidence.finish()))
}

fn bands(context: &PageContext<'_>, book: &Settings, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(book.ratings.iter().enumerate(), evidence)
        .column("Rating", "", |(_, band), _| {
            Cell::head(Inline::rating(crate::core::score::Rating::Named(band.name)))
        })
        .column("Score", "", |(at, band), evidence| {
            let from = Html::from(told(band, evidence));
            match at.checked_sub(1).map(|above| &book.ratings[above]) {
                None => from.then(Html::exempt(Exempt::Rule, " to 100")).into(),
                Some(higher) => from.then(" and above, under ").then(told(higher, evidence)).into(),
            }
        })
        .column("Set in", "", |(_, band), _| match &band.place {
            Some(place) => names::place(context, place).into(),
            None => "the usual bands".into(),
        })
        .table("rating-bands", "Rating bands in force")
        .titled()
}

/// The lower bound of a band, as it is written.
pub fn told(band: &RatingBand, evidence: &mut Evidence<'_>) -> FigureRef {
    let shown = phrase::exact(band.at_least);
    let value = Quotient::from(band.at_least);
    let entry = evidence.figure(&shown, value, "band").note("name", &[band.name.word()]);
    let entry = match &band.place {
        Some(head) => entry.records([head]),
        None => entry,
    };
    FigureRef::new(entry.done(), value, shown)
}

fn rules(set: RuleSet) -> &'static [&'static str] {
    match set {
        RuleSet::Nhs => RULES[0],
        RuleSet::Nelson => RULES[1],
        RuleSet::WesternElectric => RULES[2],
    }
}

fn rules_note(book: &Settings, evidence: &mut Evidence<'_>) -> Inline {
    let fixed = match **book.fix_limits_after {
        Some(points) => {
            format!("limits are computed from the first {} and stay fixed", plural(points, "point"))
        }
        None => "limits are computed from all points".to_owned(),
    };
    let screened = match *book.screen_ranges {
        true => "moving ranges at or above their own limit are dropped once before limits are computed",
        false => "no moving range is dropped",
    };
    let said = phrase::sentences(&[fixed.as_str(), screened, "a dated, approved event can start new limits"]);
    match **book.fix_limits_after {
        Some(points) => set(fixed_after(book, points), said, evidence),
        None => Inline::words(said).because(Exempt::Rule),
    }
}

/// Whose settings of limits hold: those of the rule set's tool, those that the book writes, or the program's own.
fn preset(context: &PageContext<'_>, book: &Settings) -> Vec<Inline> {
    let written = [
        ("fix-limits-after", book.fix_limits_after.place.as_ref()),
        ("screen-ranges", book.screen_ranges.place.as_ref()),
    ];
    let mut line = match (book.preset(), &book.rule_set.place) {
        (Some(preset), Some(place)) => vec![
            Inline::words(format!(
                "The rule set brings the settings of its published tool, {}: ",
                preset.tool
            ))
            .because(Exempt::Name),
            Inline::literal(
                "limits move with every point, and moving ranges at or above their limit are dropped once (",
            ),
            names::place(context, place),
            Inline::literal(")."),
        ],
        (None, Some(_)) => vec![Inline::literal(
            "The rule set names signals and brings no settings: those of limits are this program’s, unless the book writes them.",
        )],
        _ => vec![Inline::literal(
            "The book names no rule set: its signals are the usual ones, and the settings of limits are this program’s, unless the book writes them.",
        )],
    };
    for (key, place) in written {
        let Some(place) = place else { continue };
        line.extend([
            Inline::literal(" The book sets "),
            Inline::code(key),
            Inline::literal(" itself ("),
            names::place(context, place),
            Inline::literal(")."),
        ]);
    }
    line
}

fn decimal(count: usize) -> Decimal {
    Decimal::count(count)
}

fn thresholds(context: &PageContext<'_>, book: &Settings, evidence: &mut Evidence<'_>) -> Table {
    let is_measured = !context.report.register.is_of_procedures();
    let (head, caption) = match is_measured {
        true => ("Threshold", "Thresholds in force"),
        false => ("Setting", "Settings in force"),
    };
    let columns = [(head, ""), ("In force", ""), ("What it does", "")];
    let mut table = Table::new("thresholds", caption, &columns).titled();
    let (least, draft) = (&book.insufficient_coverage, &book.plan_draft_working_days);
    let mut row = |name: &str, value: Inline, what: &str| {
        let name = Inline::words(name).because(Exempt::Rule);
        table.push([Cell::head(name), value.into(), Inline::words(what).because(Exempt::Rule).into()]);
    };
    if is_measured {
        row(
            "Insufficient coverage",
            set(
                ("insufficient-coverage", **least, least.place.as_ref()),
                format!("under {}% of the weight", phrase::exact(**least)),
                evidence,
            ),
            "a score is shown without a rating",
        );
        row(
            "Limits stay fixed after",
            book.fix_limits_after.map_or_else(
                || "never".into(),
                |points| set(fixed_after(book, points), plural(points, "point"), evidence),
            ),
            "control limits no longer move with new points",
        );
        row(
            "Screening of ranges",
            if *book.screen_ranges { "on" } else { "off" }.into(),
            "drops moving ranges that are themselves special, once",
        );
        row(
            "Plan after a breach",
            set(
                ("plan-draft-working-days", Decimal::from_int((**draft).into()), draft.place.as_ref()),
                plural(**draft as usize, "working day"),
                evidence,
            ),
            "a breach without a plan by then is a finding",
        );
        let holidays = match book.calendar.holidays.is_empty() {
            true => "none".to_owned(),
            false => book.calendar.holidays.iter().map(|day| day_label(*day)).collect::<Vec<_>>().join("; "),
        };
        row(
            "Years start in",
            month_name(book.calendar.year_starts).into(),
            "quarters are counted from there, and bear both years in their name where a year is not the calendar’s",
        );
        row("Holidays", Inline::dated(holidays), "are no working days, besides Saturdays and Sundays");
    }
    let of_roles = book.role_mailboxes.iter().map(|mailbox| mailbox.as_str());
    let of_roles = of_roles.chain(book.role_phones.iter().map(|phone| phone.as_str()));
    let of_roles: Vec<&str> =
        of_roles.chain(book.organisation_columns.iter().map(|column| column.as_str())).collect();
    if !of_roles.is_empty() {
        row(
            "Of roles, not of persons",
            Inline::words(of_roles.join(", ")).because(Exempt::Name),
            "mailboxes, telephones and columns that texts and files may hold",
        );
    }
    row(
        "Time zone of the week",
        Inline::words(book.time_zone.to_string()).because(Exempt::Name),
        "its Sunday ends the week when the report’s date is taken from the commit",
    );
    if is_measured {
        row(
            "Scorecards kept",
            set(
                (
                    "history-weeks",
                    Decimal::from_int(context.report.register.history().into()),
                    book.history_weeks.as_ref().map(|weeks| &weeks.place),
                ),
                plural(
                    usize::try_from(context.report.register.history()).unwrap_or(0),
                    context.report.register.pace().noun(),
                ),
                evidence,
            ),
            "older ones are in the data, not on the site",
        );
        row(
            "Process limits",
            Inline::words(format!("mean ± {} × mean moving range", CONSTANTS.limit)).because(Exempt::Rule),
            "natural process limits of a chart",
        );
        row(
            "Range limit",
            Inline::words(format!("{} × mean moving range", CONSTANTS.range)).because(Exempt::Rule),
            "the largest expected moving range",
        );
        row(
            "z of 95%",
            Inline::words(Z_95.to_string()).because(Exempt::Rule),
            "width of the Wilson interval on sampled quality",
        );
    }
    table
}

fn formulas(alone: bool) -> Table {
    let shown = FORMULAS.iter().filter(|one| !alone || FORMULAS_OF_PROCEDURES.contains(&one.id));
    Columns::over(shown, &mut ())
        .anchored(|one| format!("formula-{}", one.id))
        .column("Figure", "", |one, _| {
            Cell::head(Inline::words(one.name).because(Exempt::Name)).under(Inline::code(one.id))
        })
        .column("Formula", "", |one, _| Inline::words(one.text).because(Exempt::Rule).into())
        .column("After", "", |one, _| Inline::words(one.source).because(Exempt::Name).into())
        .table("formulas", "Every formula")
        .titled()
}
