//! The score of each family of a vendor over the bands of the rating: which of them pulls the rating down, on one scale.

use serde::Serialize;

use crate::core::score::Rating;
use crate::kit::id::VendorId;
use crate::kit::number::Quotient;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::bars::{Bands, Bar, Bars, Tone};
use crate::kit::words::RatingName;
use crate::report::method::told;
use crate::report::rated;
use crate::report::rated::Beside;
use crate::report::scorecard::Board;
use crate::subject::block::or_dash;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::{FigureRef, marked};
use crate::subject::executive::GridCell;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::figure::cut;

#[derive(Serialize)]
pub struct FamilyScores {
    /// Which family scores lowest, and where a good score begins; empty where nothing scores.
    said: Html,
    /// Empty where fewer than two families score: there is nothing to compare.
    picture: Html,
    table: Table,
}

/// A family with its score; the lowest first, then those without.
struct Family<'a> {
    cell: &'a GridCell,
    /// The figure of its score and of what it misses.
    told: FigureNumber,
    shown: String,
    coverage: Option<&'a FigureRef>,
}

/// `None` of a vendor without a scorecard.
pub fn family_scores(
    context: &PageContext<'_>,
    vendor: &VendorId,
    board: &Board,
    evidence: &mut Evidence<'_>,
) -> Option<FamilyScores> {
    let row = context.report.executive.grid.iter().find(|row| row.vendor == *vendor)?;
    let before = evidence.count_so_far();
    let of = |cell: &GridCell| board.families.iter().find(|(family, _)| *family == cell.family);
    let known = row.cells.iter().filter_map(|cell| Some((cell, of(cell)?.1.as_ref())));
    let mut families: Vec<Family<'_>> = known
        .map(|(cell, coverage)| {
            let (value, formula) = match cell.score {
                Some(score) => (score, "score-family"),
                None => (whole(cell.missed), "missed-family"),
            };
            let shown = cut(value);
            let entry = evidence.figure(&shown, value, formula).note("vendor", &[vendor.as_str()]);
            let entry = entry.note("family", &[cell.family.word()]).whole("missed", cell.missed as u64);
            Family { cell, told: entry.done(), shown, coverage }
        })
        .collect();
    families.sort_by_key(|family| family.cell.score.map_or(i128::MAX, |score| score.cut(9)));
    let ratings = &context.report.register.settings.ratings;
    let scored: Vec<&Family<'_>> = families.iter().filter(|family| family.cell.score.is_some()).collect();
    // One score alone is compared with nothing, and no band is shown.
    let bands: Vec<(FigureRef, f64, Tone)> = ratings
        .iter()
        .filter(|_| scored.len() > 1)
        .map(|band| (told(band, evidence), band.at_least.to_f64(), tone(Rating::Named(band.name))))
        .collect();
    let good = bands.first();
    let said = match (scored.first(), good) {
        (Some(lowest), Some((good, ..))) if scored.len() > 1 => Html::from(lowest.cell.family.label())
            .then(" scores lowest: ")
            .then(marked(lowest.told, &lowest.shown))
            .then("; a good score begins at ")
            .then(good)
            .then("."),
        _ => Html::default(),
    };
    let from: Vec<(f64, Tone)> = bands.iter().map(|(_, from, tone)| (*from, *tone)).collect();
    let bars: Vec<Bar<'_>> = scored
        .iter()
        .map(|family| Bar {
            name: family.cell.family.label(),
            value: family.cell.score.map(Quotient::to_f64),
            text: &family.shown,
            goal: good.map(|(_, from, _)| *from),
            tone: Tone::Plain,
        })
        .collect();
    let picture = Bars {
        label: "Score of each family over the bands of the rating",
        bars: &bars,
        bands: Some(Bands { full: 100.0, from: &from }),
        figures: evidence.since(before),
    };
    let picture = if bars.len() > 1 { Html::picture(&picture) } else { Html::default() };
    Some(FamilyScores { said, picture, table: table(&families) })
}

fn tone(rating: Rating) -> Tone {
    match rating {
        Rating::Named(RatingName::Good) => Tone::Good,
        Rating::Named(RatingName::ApproachingTarget) => Tone::Near,
        Rating::Named(RatingName::RequiresImprovement) => Tone::Poor,
        Rating::Named(RatingName::Inadequate) => Tone::Bad,
        Rating::InsufficientData | Rating::NotMeasured => Tone::Plain,
    }
}

fn table(families: &[Family<'_>]) -> Table {
    Columns::over(families, &mut ())
        .column("Family", "", |family, _| Cell::head(family.cell.family.label()))
        .column("Score", "num", |family, _| match family.cell.score {
            Some(score) => Cell::new(Inline::marked(marked(family.told, &family.shown))).key(score.to_f64()),
            None => Cell::dash(),
        })
        .column("Rating", "tight", |family, _| {
            let score =
                family.cell.score.map(|score| FigureRef::new(family.told, score, family.shown.clone()));
            let missed = family.cell.missed;
            let beside = Beside { missed, score: score.as_ref(), count: Some(family.told) };
            Inline::marked(rated::badge(family.cell.rating, beside, None)).into()
        })
        .column("Missed", "num", |family, _| {
            Cell::new(Inline::part_of(family.told, &family.cell.missed.to_string())).key(family.cell.missed)
        })
        .column("Coverage", "num", |family, _| Inline::marked(or_dash(family.coverage)).into())
        .table("families", "Score by family, the lowest first")
}
