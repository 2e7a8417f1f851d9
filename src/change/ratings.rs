//! Scorecards that differ.

use serde_json::{Value, json};

use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::values::{counted, turn};
use crate::core::results::Results;
use crate::core::rollup::Subject;
use crate::core::score::{Rating, Scorecard};
use crate::core::wording::subject_name;
use crate::kit::beside::beside;
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::phrase;

/// Rating; score and coverage, exact, 0 to 100.
type Card = (Rating, Option<Quotient>, Option<Quotient>);

/// By subject, then week, latest first.
pub fn ratings(before: Sound<'_>, after: Sound<'_>) -> Section {
    let (old, new) = (cards(before.results()), cards(after.results()));
    let (mut turned, mut moved) = (0, 0);
    let mut changes = Vec::new();
    for ((subject, period), was, is) in beside(old, new).filter(|(_, was, is)| was != is) {
        let is_turned = was.map(|card| card.0) != is.map(|card| card.0);
        turned += usize::from(is_turned);
        moved += usize::from(!is_turned);
        let has_cards = after.report.scorecards.get(subject).is_some_and(|cards| !cards.is_empty());
        let name = subject_name(if has_cards { after.register } else { before.register }, subject);
        changes.push(change(name, period.0, was, is));
    }
    let turned = counted(turned, "rating changes", "ratings change");
    let moved = counted(
        moved,
        "scorecard changes its score or coverage alone",
        "scorecards change their score or coverage alone",
    );
    let columns = [("Whose", ""), ("Period", "tight"), ("Rating", ""), ("Score", "num"), ("Coverage", "num")];
    Section::new("ratings", "Ratings and scores", &columns)
        .captioned("Ratings and scores, latest week first")
        .with(changes)
        .saying([turned.clone(), moved])
        .heading(Weight::Ratings, turned)
}

type Latest = std::cmp::Reverse<Period>;

fn cards<'a>(results: Results<'a>) -> impl Iterator<Item = ((&'a Subject, Latest), Card)> {
    let card = |card: &Scorecard| (card.rating, card.score, card.coverage);
    results.cards().map(move |((subject, period), of)| ((subject, std::cmp::Reverse(period)), card(of)))
}

fn change(name: String, period: Period, before: Option<Card>, after: Option<Card>) -> Change {
    let turned =
        |of: fn(Card) -> Option<String>| turn(before.and_then(of).as_deref(), after.and_then(of).as_deref());
    let exact = json!({
        "name": name,
        "week": period.to_string(),
        "before": before.map(exact),
        "after": after.map(exact),
    });
    let row = [
        Cell::head(Inline::words(name).because(Exempt::Name)),
        Cell::new(Inline::dated(period.to_string())),
        rating(before, after),
        turned(|(_, score, _)| score.map(phrase::cut)).into(),
        turned(|(.., coverage)| coverage.map(|share| format!("{}%", phrase::cut(share)))).into(),
    ];
    Change::new(exact, row)
}

fn exact((rating, score, coverage): Card) -> Value {
    let fraction = |value: Quotient| format!("{}/{}", value.num(), value.den());
    json!({ "rating": rating.label(), "score": score.map(fraction), "coverage": coverage.map(fraction) })
}

fn rating(before: Option<Card>, after: Option<Card>) -> Cell {
    let (was, is) = (before.map(|card| card.0), after.map(|card| card.0));
    let side = |rating: Option<Rating>| rating.map_or_else(|| Inline::quiet("–"), Inline::rating);
    match was == is {
        true => Cell::new(side(is)),
        false => Cell::new([side(was), Inline::literal(" → "), side(is)]),
    }
}
