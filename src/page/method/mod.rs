//! How figures are made: formulas, rules, bands and thresholds in force, in plain words with their numbers.

mod text;

use serde::Serialize;

use crate::compute::formula::FORMULAS;
use crate::compute::interval::Z_95;
use crate::compute::spc::CONSTANTS;
use crate::diag::plural;
use crate::model::{Book, RatingBand, RuleSet, day_label};
use crate::page::method::text::{CHAPTERS, RULES};
use crate::page::piece::Piece;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;

#[derive(Serialize)]
pub struct MethodView {
    lede: String,
    chapters: Vec<Chapter>,
    bands: Table,
    rules_name: &'static str,
    rules_note: String,
    rules: Vec<&'static str>,
    thresholds: Table,
    formulas: Table,
}

/// How one kind of figure is made.
#[derive(Serialize)]
struct Chapter {
    id: &'static str,
    title: &'static str,
    text: Vec<&'static str>,
}

pub fn view(house: &House<'_>) -> MethodView {
    let book = &house.report.register.book;
    MethodView {
        lede: "Every figure of this site is made from the files of the book by the rules on this page. \
               Nothing is typed in, nothing is rounded before it is compared, and what is missing is never zero."
            .to_owned(),
        chapters: CHAPTERS.iter().map(|&(id, title, text)| Chapter { id, title, text: text.to_vec() }).collect(),
        bands: bands(house, book),
        rules_name: book.rule_set.label(),
        rules_note: rules_note(book),
        rules: rules(book.rule_set).to_vec(),
        thresholds: thresholds(book),
        formulas: formulas(),
    }
}

fn bands(house: &House<'_>, book: &Book) -> Table {
    let columns = [("Rating", ""), ("Score", ""), ("Set in", "")];
    let mut table = Table::new("rating-bands", "Rating bands in force", &columns).titled();
    let mut above: Option<&RatingBand> = None;
    for band in &book.ratings {
        let range = match above {
            None => format!("{} to 100", phrase::exact(band.at_least)),
            Some(higher) => {
                format!(
                    "{} and above, under {}",
                    phrase::exact(band.at_least),
                    phrase::exact(higher.at_least)
                )
            }
        };
        let set = match &band.place {
            Some(place) => names::place(house, place),
            None => Piece::words("the usual bands"),
        };
        let rating = crate::compute::scorecard::Rating::Named(band.name);
        table.push([Cell::head(Piece::rating(rating)), range.into(), set.into()]);
        above = Some(band);
    }
    table
}

fn rules(set: RuleSet) -> &'static [&'static str] {
    match set {
        RuleSet::Nhs => RULES[0],
        RuleSet::Nelson => RULES[1],
        RuleSet::WesternElectric => RULES[2],
    }
}

fn rules_note(book: &Book) -> String {
    let fixed = match book.fix_limits_after {
        Some(points) => {
            format!("limits are computed from the first {} and stay fixed", plural(points, "point"))
        }
        None => "limits are computed from all points".to_owned(),
    };
    let screened = match book.screen_ranges {
        true => "moving ranges at or above their own limit are dropped once before limits are computed",
        false => "no moving range is dropped",
    };
    phrase::sentences(&[fixed.as_str(), screened, "a dated, approved event can start new limits"])
}

fn thresholds(book: &Book) -> Table {
    let columns = [("Threshold", ""), ("In force", ""), ("What it does", "")];
    let mut table = Table::new("thresholds", "Thresholds in force", &columns).titled();
    let mut row =
        |name: &str, value: String, what: &str| table.push([Cell::head(name), value.into(), what.into()]);
    row(
        "Insufficient coverage",
        format!("under {}% of the weight", phrase::exact(book.insufficient_coverage)),
        "a score is shown without a rating",
    );
    row(
        "Limits stay fixed after",
        book.fix_limits_after.map_or_else(|| "never".to_owned(), |points| plural(points, "point")),
        "control limits no longer move with new points",
    );
    row(
        "Screening of ranges",
        if book.screen_ranges { "on" } else { "off" }.to_owned(),
        "drops moving ranges that are themselves special, once",
    );
    row(
        "Plan after a breach",
        format!("{} working days", book.plan_draft_working_days),
        "a breach without a plan by then is a finding",
    );
    let holidays = match book.calendar.holidays.is_empty() {
        true => "none".to_owned(),
        false => book.calendar.holidays.iter().map(|day| day_label(*day)).collect::<Vec<_>>().join("; "),
    };
    row("Holidays", holidays, "are no working days, besides Saturdays and Sundays");
    row(
        "Weekly scorecards kept",
        book.history_weeks.to_string(),
        "older weeks are in the data, not on the site",
    );
    row(
        "Time zone of the week",
        book.time_zone.clone(),
        "its Sunday ends the week when the report’s date is taken from the commit",
    );
    row(
        "Process limits",
        format!("mean ± {} × mean moving range", CONSTANTS.limit),
        "natural process limits of a chart",
    );
    row(
        "Range limit",
        format!("{} × mean moving range", CONSTANTS.range),
        "the largest expected moving range",
    );
    row("z of 95%", Z_95.to_string(), "width of the Wilson interval on sampled quality");
    table
}

fn formulas() -> Table {
    let mut table =
        Table::new("formulas", "Every formula", &[("Figure", ""), ("Formula", ""), ("After", "")]).titled();
    for formula in FORMULAS {
        let name = Cell::head(formula.name).under(Piece::code(formula.id));
        table.push_as(format!("formula-{}", formula.id), [name, formula.text.into(), formula.source.into()]);
    }
    table
}
