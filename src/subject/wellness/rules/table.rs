//! X80: the rows of a week as a table, and whether a reader of the book could work out of it what is not told.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::organisation::record::ContentTier;
use crate::core::settings::access::CountedTable;
use crate::kit::calendar::Week;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::source::Place;
use crate::kit::suppress::{Exposed, Shape, Written, audit};
use crate::subject::context::Context;
use crate::subject::survey::record::{Exposing, Survey};
use crate::subject::wellness::record::{COUNSELLED, COUNTS, PAST_ROTATION, WellnessCount};

/// Of each vendor and week.
pub fn suppression_broken(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    let (least, _) = register.settings.suppression(CountedTable::Wellness);
    let mut tables: BTreeMap<(Week, &VendorId), Vec<&WellnessCount>> = BTreeMap::new();
    for row in &register.wellness {
        tables.entry((*row.week, &row.vendor)).or_default().push(row);
    }
    for row in &register.surveys {
        let Some((why, told)) = row.exposing(least) else { continue };
        diagnostics.push(survey(row, (why, told.place.clone()), least));
    }
    let (few, _) = register.settings.suppression(CountedTable::Languages);
    // Counts of languages have no totals either.
    for row in register.languages.iter().filter(|row| row.told_of_few(few)) {
        let message =
            format!("a small count of people who speak `{}` on {} is told", **row.language, *row.as_of);
        diagnostics.push(
            Diagnostic::new(&codes::SUPPRESSION_BROKEN, row.people.place.clone(), message)
                .label(label(few))
                .help("write `*` in its place; take the row out of the history where it was committed"),
        );
    }
    for row in &register.team_exposures {
        let Some(told) = row.exposing(least) else { continue };
        let message = format!("a small count of the team's own people in {} is told", *row.week);
        diagnostics.push(
            Diagnostic::new(&codes::SUPPRESSION_BROKEN, told.place.clone(), message)
                .label(label(least))
                .help("write `*` for all counts of the week; take the row out of the history where it was committed"),
        );
    }
    // Counts of incidents have no totals: each is held by itself.
    for row in &register.incidents.counts {
        let Some(told) = row.told_of_few(least) else { continue };
        let message =
            format!("a small count of incidents of `{}` in {} is told", row.vendor.value, **row.month);
        diagnostics.push(
            Diagnostic::new(&codes::SUPPRESSION_BROKEN, told.place.clone(), message)
                .label(label(least))
                .help("write `*` in its place; take the row out of the history where it was committed"),
        );
    }
    for ((week, vendor), rows) in tables {
        let Some(first) = rows.first() else { continue };
        let (of_row, tables) = match written(&rows) {
            Ok(table) => table,
            Err(why) => {
                diagnostics.push(broken(first, format!("week {week} of `{vendor}` {why}"), least));
                continue;
            }
        };
        let mut told = BTreeSet::new();
        let exposed = tables.iter().flat_map(|(first, table)| {
            audit(table, i64::from(least)).into_iter().map(move |exposed| (*first, exposed))
        });
        for (column, exposed) in exposed {
            let name = |measure: usize| COUNTS[column + measure];
            let (at, message) = match exposed {
                // What it is has no place in a log either.
                Exposed::Small { cell, .. } => {
                    (Some(cell), format!("a small count of `{}` of week {week} is told", name(0)))
                }
                Exposed::Narrow { cell, measure, .. } => {
                    let name = name(measure);
                    (Some(cell), format!("`{name}` of week {week} is not told and can be worked out"))
                }
                Exposed::Contradictory { measure } => {
                    (None, format!("`{}` of week {week} of `{vendor}` do not add up", name(measure)))
                }
            };
            let row = at.and_then(|cell| of_row.get(&cell).copied()).unwrap_or(first);
            if told.insert(row.place.line) {
                diagnostics.push(broken(row, message, least));
            }
        }
    }
}

fn survey(row: &Survey, (why, place): (Exposing, Place), least: u32) -> Diagnostic {
    let of = format!("the survey of `{}` in {}", row.site.value, **row.month);
    let (message, label, help) = match why {
        Exposing::Few => (format!("{of} tells how few answered"), label(least), "write `*` in its place"),
        Exposing::Share => (
            format!("{of} tells a share, and not of how many"),
            "expected `*`, as where few or none answered".to_owned(),
            "write `*` in its place",
        ),
        Exposing::Extreme => (
            format!("{of} tells that nearly all of few answers are alike"),
            "expected 5 to 95 where fewer than 50 people answered".to_owned(),
            "write 5 for 5 or less, and 95 for 95 or more",
        ),
    };
    let help = format!("{help}; take the row out of the history where it was committed");
    Diagnostic::new(&codes::SUPPRESSION_BROKEN, place, message).label(label).help(help)
}

fn label(least: u32) -> String {
    format!("a count of people below {least}, other than 0, is not told, nor what gives it away")
}

fn broken(row: &WellnessCount, message: String, least: u32) -> Diagnostic {
    Diagnostic::new(&codes::SUPPRESSION_BROKEN, row.people.place.clone(), message)
        .label(label(least))
        .help("count the week again with `scorebook tally wellness`; take the row out of the history where it was committed")
}

type OfCell<'r> = BTreeMap<usize, &'r WellnessCount>;

/// A table, by the place of its first measure among [`COUNTS`].
type Tables = Vec<(usize, Written)>;

/// Sites and tiers with their totals, as rows say them: people and what follows them, people who saw a counsellor, and people past the rotation.
fn written<'r>(rows: &[&'r WellnessCount]) -> Result<(OfCell<'r>, Tables), String> {
    let sites: BTreeSet<&SiteId> = rows.iter().filter_map(|row| row.site.as_deref()).collect();
    let tiers: BTreeSet<ContentTier> = rows.iter().filter_map(|row| row.tier.as_deref().copied()).collect();
    let shape = Shape::new(&[sites.len(), tiers.len()]).map_err(|_| "names no site or no tier".to_owned())?;
    let site_at = |row: &WellnessCount| match row.site.as_deref() {
        Some(id) => sites.iter().position(|site| *site == id).unwrap_or(0),
        None => sites.len(),
    };
    let tier_at = |row: &WellnessCount| match row.tier.as_deref() {
        Some(tier) => tiers.iter().position(|own| own == tier).unwrap_or(0),
        None => tiers.len(),
    };
    let of_cell: OfCell<'r> =
        rows.iter().map(|row| (shape.cell(&[site_at(row), tier_at(row)]), *row)).collect();
    if of_cell.len() != shape.cells() {
        let wanted = shape.cells();
        return Err(format!("has {} rows, and its sites, tiers and totals are {wanted}", of_cell.len()));
    }
    let column = |measure: usize| {
        of_cell.values().map(|row| row.counts()[measure].known().map(i64::from)).collect::<Vec<_>>()
    };
    let mut tables = Tables::new();
    let own = [0..COUNSELLED, COUNSELLED..PAST_ROTATION, PAST_ROTATION..COUNTS.len()];
    for (first, measures) in own.map(|measures| (measures.start, measures)) {
        let table = Written::new(shape.clone(), measures.map(column).collect());
        tables.push((first, table.map_err(|wrong| wrong.to_string())?));
    }
    Ok((of_cell, tables))
}
