//! Signed periods: who stands for which figures, whether they still are what was signed, and why they changed.

use serde::Serialize;

use crate::compute::signoff::{SignedPeriod, Signer};
use crate::diag::plural;
use crate::model::{Period, PersonId, Signoff, group_thousands};
use crate::page::piece::{Line, Piece, spaced};
use crate::page::route::Route;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;

/// `templates/signoffs.html`.
#[derive(Serialize)]
pub struct SignoffsView {
    lede: String,
    periods: Table,
    restatements: Table,
    files: Table,
}

pub fn view(house: &House<'_>) -> SignoffsView {
    let signed = &house.report.signed;
    let note = if signed.recorded {
        "Verified: the commit that added the file is signed with a key that the book names for that person. Claimed: nothing proves the name."
    } else {
        "There is no git history here, so names are claims, and nothing shows whether a file was changed after it was recorded."
    };
    let mut periods = Table::new(
        "signed-periods",
        "Signed periods, latest first",
        &[("Period", ""), ("Signed off by", ""), ("On", "tight"), ("Covers", ""), ("Holds?", "")],
    )
    .titled()
    .note(note)
    .empty(
        "No period has been signed off.",
        "`scorebook signoff 2026-W46 --by PERSON` signs a week that has ended.",
    );
    let columns = [("Period", ""), ("No.", "num"), ("Reason", ""), ("Approved by", ""), ("On", "tight")];
    let mut restatements =
        Table::new("signed-restatements", "Why signed figures changed", &columns).titled().empty(
            "No signed figure has changed.",
            "A change of a signed period needs a reason and another person's approval.",
        );
    let columns = [("Period", ""), ("Metric file", ""), ("Rows signed", "num"), ("Rows now", "num")];
    let mut files = Table::new("signed-files", "Rows that were signed", &columns)
        .titled()
        .empty("No rows have been signed.", "");
    for (period, state) in signed.periods.iter().rev() {
        let Some(signoff) = house.report.register.signoffs.get(period) else { continue };
        periods.push_as(
            period.to_string(),
            [
                period_cell(*period),
                by(house, &signoff.signed_by, &state.signer),
                Cell::new(phrase::day(signoff.on)).key(signoff.on),
                covers(state),
                holds(signoff, state),
            ],
        );
        push_restatements(house, &mut restatements, signoff, state);
        push_files(&mut files, signoff, state);
    }
    SignoffsView { lede: lede(house), periods, restatements, files }
}

fn lede(house: &House<'_>) -> String {
    let periods = &house.report.signed.periods;
    let broken = periods.values().filter(|state| !state.holds()).count();
    let mut parts = vec![phrase::are(periods.len(), "period", "signed off")];
    if broken > 0 {
        parts.push(format!("{broken} no longer as it was signed"));
    }
    let week = Period::Week(house.report.week);
    if !periods.contains_key(&week) {
        parts.push(format!("{} is not signed off yet", week.label()));
    }
    phrase::sentences(&parts)
}

fn period_cell(period: Period) -> Cell {
    Cell::head(phrase::capital(&period.label())).under(period.to_string()).key(period)
}

fn by(house: &House<'_>, person: &PersonId, signer: &Signer) -> Cell {
    let name = names::person(house, person);
    match signer {
        Signer::Verified { key } => {
            Cell::new(spaced([name, Piece::mark("met", "verified")])).under(Piece::code(key.clone()))
        }
        Signer::Claimed(why) => Cell::new(spaced([name, Piece::mark("none", "claimed")])).under(*why),
    }
}

fn covers(state: &SignedPeriod) -> Cell {
    let covered = &state.covered;
    let rows = group_thousands(&covered.rows.len().to_string());
    let rows = if covered.rows.len() == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    let mut under = vec![format!("terms of {}", plural(covered.contracts, "contract"))];
    if covered.relief > 0 {
        under.push(plural(covered.relief, "relief event"));
    }
    if covered.provisional > 0 {
        under.push(format!("{} provisional", covered.provisional));
    }
    Cell::new(rows).under(under.join(", ")).key(covered.rows.len())
}

fn holds(signoff: &Signoff, state: &SignedPeriod) -> Cell {
    let hash = Piece::code(format!("{:.12}", state.covered.hash));
    let restated = signoff.restatements.len();
    let mark = match (state.holds(), restated) {
        (true, 0) => Piece::mark("met", "as signed"),
        (true, count) => Piece::mark("running", format!("restated {}", times(count))),
        (false, _) => Piece::mark("missed", "changed without a reason"),
    };
    Cell::new(mark).under(hash)
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { plural(count, "time") }
}

fn push_restatements(house: &House<'_>, table: &mut Table, signoff: &Signoff, state: &SignedPeriod) {
    for (restatement, approval) in signoff.restatements.iter().zip(&state.approvers).rev() {
        table.push([
            period_cell(signoff.period),
            restatement.number.to_string().into(),
            Cell::new(restatement.reason.clone()).under(names::place(house, &restatement.place)),
            by(house, &restatement.approved_by, &approval.signer),
            Cell::new(phrase::day(restatement.on)).key(restatement.on),
        ]);
    }
}

fn push_files(table: &mut Table, signoff: &Signoff, state: &SignedPeriod) {
    let mut paths: Vec<_> =
        signoff.covered.iter().map(|file| &file.path).chain(state.covered.files.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let signed =
            signoff.covered.iter().find(|file| &file.path == path).map_or(0, |file| file.rows as usize);
        let now = state.covered.files.get(path).copied().unwrap_or(0);
        table.push([
            period_cell(signoff.period),
            Cell::new(Piece::code(path.as_str())),
            signed.to_string().into(),
            now.to_string().into(),
        ]);
    }
}

/// `Signed off by Ada North (claimed) on 18 November 2026.`, linked; quietly otherwise, when it was not.
pub fn mark(house: &House<'_>, period: Period) -> Vec<Piece> {
    let Some(state) = house.report.signed.periods.get(&period) else {
        return Line::from(Piece::quiet("Not signed off.")).0;
    };
    let Some(signoff) = house.report.register.signoffs.get(&period) else { return Vec::new() };
    let name = house.report.register.person_name(signoff.signed_by.as_str());
    let mut said = format!("Signed off by {name} ({})", state.signer.word());
    said.push_str(&format!(" on {}", phrase::day(signoff.on)));
    match (state.holds(), signoff.restatements.len()) {
        (false, _) => said.push_str("; changed since without a reason"),
        (true, 0) => {}
        (true, count) => said.push_str(&format!("; restated {} since", times(count))),
    }
    vec![Piece::anchor(&Route::Signoffs, &period.to_string(), said), Piece::words(".")]
}
