//! The sentences of the headline: each number in them leads to the figure it speaks of.

use std::collections::BTreeMap;

use crate::compute::attainment::Outcome;
use crate::compute::executive::About;
use crate::compute::rollup::Subject;
use crate::compute::sentence::Sentence;
use crate::compute::shift_share::{CutShift, Of};
use crate::model::{Direction, Plan, VendorId};
use crate::page::evidence::Evidence;
use crate::page::evidence::cite::whole;
use crate::page::evidence::clause::clause;
use crate::page::metric::shift::{CAUSES, Told};
use crate::page::piece::Markup;
use crate::page::plan::counted;
use crate::page::route::Route;
use crate::page::scorecard::Board;
use crate::page::shell::House;
use crate::page::site::index::{counted as tally_of, newest};
use crate::page::tally::Tally;
use crate::picture::exempt::Exempt;

/// Figures of the story that more than one piece speaks of.
#[derive(Default)]
struct Known<'a> {
    rulings: BTreeMap<(usize, usize), (u32, u32)>,
    shift: Option<Told<'a>>,
}

/// One sentence as markup. `boards` are the scorecards on the same page.
pub fn say<'a>(
    house: &House<'a>,
    boards: &BTreeMap<VendorId, Board>,
    sentence: &'a Sentence<About>,
    evidence: &mut Evidence<'a>,
) -> Markup {
    let mut known = Known::default();
    let mut said = Markup::default();
    for (words, about) in &sentence.pieces {
        let has_number = words.bytes().any(|byte| byte.is_ascii_digit());
        said = said.then(match about {
            Some(about) if has_number => piece(house, boards, (words, about), &mut known, evidence),
            _ => Markup::from(words.as_str()),
        });
    }
    said
}

fn piece<'a>(
    house: &House<'a>,
    boards: &BTreeMap<VendorId, Board>,
    (words, about): (&str, &'a About),
    known: &mut Known<'a>,
    evidence: &mut Evidence<'a>,
) -> Markup {
    let number = match about {
        About::Name => return Markup::exempt(Exempt::Name, words),
        About::Quoted => return Markup::exempt(Exempt::Quoted, words),
        About::Ruling(judged, ruling) => {
            let figures = known.rulings.entry((*judged, *ruling)).or_insert_with(|| {
                clause(house.report, *judged, Some(*ruling)).map_or((0, 0), |clause| clause.told(evidence))
            });
            return Markup::parts_of(*figures, words);
        }
        About::Why(of) => {
            let executive = &house.report.executive;
            let why = executive.why.as_ref();
            let metric = why.and_then(|why| house.report.register.metrics.get(&why.metric));
            let Some((why, metric)) = why.zip(metric) else { return words.into() };
            let told =
                known.shift.get_or_insert_with(|| Told::new(&why.subject, metric, &why.shift, evidence));
            let number = why.shift.cuts.first().map_or(0, |cut| did(house, told, cut, *of, evidence));
            return told.piece(words, *of, number, evidence);
        }
        About::Overall => {
            let tally = overall_tally(house);
            tally.entry(evidence, tally.missed).note("all", &["vendors"]).done()
        }
        About::Vendor(vendor) => of_vendor(house, boards.get(vendor), vendor, evidence),
        About::Plans => evidence.count(&["plans-open"], open(house).map(|plan| &plan.place)).number,
        About::ActionsDone => {
            let plans: Vec<&Plan> = open(house).collect();
            let done: Vec<u32> =
                plans.iter().map(|plan| counted::actions_done(house, plan, evidence).number).collect();
            let all = plans.iter().map(|plan| plan.actions.len()).sum::<usize>();
            let state = |plan: &&Plan| house.report.plans.get(&plan.id).map(|state| state.actions_done);
            let value = plans.iter().filter_map(state).sum::<usize>();
            let entry = evidence.figure(&format!("{value} of {all}"), whole(value), "sum").inputs(&done);
            entry.whole("of", all as u64).done()
        }
        About::ActionsOverdue => {
            let plans: Vec<&Plan> = open(house).collect();
            let late: Vec<u32> =
                plans.iter().map(|plan| counted::actions_overdue(house, plan, evidence).number).collect();
            let state = |plan: &&Plan| house.report.plans.get(&plan.id).map(|state| state.actions_overdue);
            let value = plans.iter().filter_map(state).sum::<usize>();
            evidence.made_of(value.to_string(), whole(value), "sum", &late).number
        }
        About::Moves | About::Unanswered | About::Asks => 0,
    };
    Markup::part_of(number, words)
}

fn open<'a>(house: &House<'a>) -> impl Iterator<Item = &'a Plan> {
    let report = house.report;
    report.executive.plans.iter().filter_map(|id| report.register.plans.get(id))
}

/// Number of the figure that a cause or a part of a shift is; 0 for what is neither.
fn did(house: &House<'_>, told: &Told<'_>, cut: &CutShift, of: Of, evidence: &mut Evidence<'_>) -> u32 {
    let effects = &cut.effects;
    match of {
        Of::Cause(at) => {
            let value = [&effects.rate, &effects.mix, &effects.interaction][at];
            told.amount(value, CAUSES[at], (cut.by, None), &told.whole, evidence).number
        }
        Of::Part(at) => {
            let part = &cut.parts[at];
            let id = cut.by.id(&house.report.register.measurements, part.of);
            let total = part.effects.total();
            told.amount(&total, "shift-total", (cut.by, Some(id)), &told.whole, evidence).number
        }
        _ => 0,
    }
}

/// Number of the figure that counts a vendor's scorecard: that of the page, else cited from the vendor's.
fn of_vendor(
    house: &House<'_>,
    board: Option<&Board>,
    vendor: &VendorId,
    evidence: &mut Evidence<'_>,
) -> u32 {
    if let Some(board) = board {
        return board.tally;
    }
    let Some(card) = newest(house, &Subject::Vendor(vendor.clone())) else { return 0 };
    let tally = tally_of(house, card);
    let page = Route::Vendor(vendor.clone()).path();
    tally.entry(evidence, tally.missed).note("from", &[&page]).done()
}

/// What is met, missed and not measured of all vendors in the report's week, neutral service levels aside.
pub fn overall_tally(house: &House<'_>) -> Tally {
    let mut tally = Tally::default();
    for vendor in house.report.register.vendors.keys() {
        let Some(card) = newest(house, &Subject::Vendor(vendor.clone())) else { continue };
        for line in &card.lines {
            let Some(clause) = clause(house.report, line.judged, line.ruling) else { continue };
            if clause.level.direction == Direction::Neutral {
                continue;
            }
            match clause.ruling.map(|ruling| &ruling.outcome) {
                Some(Outcome::Met) => tally.met += 1,
                Some(Outcome::Missed) => tally.missed += 1,
                _ => tally.unmeasured += 1,
            }
        }
    }
    tally
}
